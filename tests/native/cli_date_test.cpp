// date: one JSON line for each value.
#include <doctest/doctest.h>

#include <string>

#include "support/golden.hpp"

using muster::test::check_golden;
using muster::test::TemporaryFolder;

TEST_CASE("date") {
    const TemporaryFolder folder;
    check_golden(folder, {
                             {"date_format", {"date", "--format", "dd.MM.yyyy", "24.12.2024", "31.02.2024", "", "24/12/2024"}, {}},
                             {"date_format_time", {"date", "--format", "yyyy-MM-dd HH:mm", "2024-12-24 18:30"}, {}},
                             {"date_format_strptime", {"date", "--format", "%d/%m/%Y", "24/12/2024"}, {}},
                             {"date_free", {"date", "2024-12-24", "24.12.2024", "2024-12-24T18:30:00+01:00", "18:30", "tomorrow"}, {}},
                             {"date_free_ambiguous", {"date", "03/04/2024"}, {}},
                             {"date_free_order", {"date", "--order", "mdy", "03/04/2024"}, {}},
                             {"date_pivot", {"date", "--format", "dd.MM.yy", "--pivot", "30", "24.12.29", "24.12.30"}, {}},
                             {"date_locale", {"date", "--locale", "de", "24. Dezember 2024"}, {}},
                             {"date_format_human", {"date", "--format", "TT.MM.JJJJ", "24.12.2024", "12.24.2024"}, {}},
                             {"date_format_json", {"date", "--json", "--format", "%d.%m.%y", "24.12.68"}, {}},
                             {"date_format_order", {"date", "--format", "dd/MM/yyyy", "--order", "mdy", "03/04/2024"}, {}},
                             {"date_pivot_free", {"date", "--pivot", "30", "10 agosto 68"}, {}},
                             {"date_usage_locale", {"date", "--locale", "xx", "1 May 2024"}, {}},
                             {"date_usage_locale_infer", {"date", "--infer", "--locale", "xx", "24.12.2024"}, {}},
                             {"date_profile", {"date", "--profile", "rfc3339-date", "2024-12-24", "2024-12-24T00:00:00Z", "24.12.2024"}, {}},
                             {"date_infer", {"date", "--infer", "24.12.2024", "", "03.04.2024", "n/a", "31.02.2024"}, {}},
                             {"date_infer_ambiguous", {"date", "--infer", "03/04/2024", "05/06/2024", "07/07/2024"}, {}},
                             {"date_infer_order", {"date", "--infer", "--order", "dmy", "03/04/2024", "05/06/2024"}, {}},
                             {"date_infer_conflict", {"date", "--infer", "24/12/2024", "12/24/2024"}, {}},
                             {"date_infer_conflict_open", {"date", "--infer", "24/12/2024", "12/24/2024", "03/04/2024", "05/05/2024"}, {}},
                             {"date_infer_points", {"date", "--infer", "03.04.24", "05.06.24"}, {}},
                             {"date_infer_not_dates", {"date", "--infer", "Anna", "Bob"}, {}},
                             {"date_stdin", {"date", "--format", "dd.MM.yyyy"}, "24.12.2024\r\n\n01.01.2000"},
                             {"date_stdin_infer", {"date", "--infer"}, "24.12.2024\n03.04.2024\n"},
                             {"date_json", {"date", "--json", "2024-12-24", "never"}, {}},
                             {"date_infer_json", {"date", "--json", "--infer", "24.12.2024"}, {}},
                             {"date_minus", {"date", "--", "-5"}, {}},
                             {"date_usage_pattern", {"date", "--format", "dd.QQ.yyyy", "24.12.2024"}, {}},
                             {"date_usage_profile", {"date", "--profile", "rfc9999", "24.12.2024"}, {}},
                             {"date_usage_order", {"date", "--order", "dym", "24.12.2024"}, {}},
                             {"date_usage_both", {"date", "--infer", "--format", "dd.MM.yyyy", "24.12.2024"}, {}},
                         });
}
