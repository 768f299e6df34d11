// What `muster date` says: how values would be read, one JSON object for each. Pure; the program brings the values.
//
//     auto report = DateReport::make(settings);
//     with settings.infer: report->add(value) for all of them, then report->decide();
//     for all of them: report->value_json(value)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "muster/date.hpp"

namespace muster {

struct DateReportSettings {
    // At most one of the three; none of them: each value is read freely.
    std::optional<std::string> format;
    std::optional<std::string> profile;
    bool infer = false;                    // the values are one column, whose verdict comes first
    std::optional<std::string> order;      // "dmy", "mdy" or "ymd"; a format says the order itself
    std::string locale;
    std::optional<int> pivot;              // 0..100
};

class DateReport {
public:
    // Errors: usage (contradicting or unknown settings), pattern_invalid.
    static Result<DateReport> make(DateReportSettings settings);

    // With `infer`: the values of the column in their order, then decide(), before any value_json.
    void add(std::string_view value);
    void decide();
    // {"format","other_format","order","ambiguous","conflict","matched","of","proof_rows","preselected","pivot","evidence"}
    std::string verdict_json() const;

    // How settings.format was understood: {"given","ldml","kind","order","example","pivot"}, and the same as sentences.
    // Empty without a format.
    std::string pattern_json() const;
    std::string pattern_text() const;

    // {"input","iso","kind","error"}, and "message" where the value is refused: then `iso` is null and `error` the code of the
    // reason. A blank value has only nulls. What depends on an order that nobody has decided is refused.
    std::string value_json(std::string_view value) const;

private:
    DateReport() = default;
    Result<DateTime> read(std::string_view value) const;
    Result<DateTime> read_by_column(std::string_view value) const;

    DateReportSettings settings_;
    DateOptions options_;
    std::optional<DatePattern> pattern_;   // of the format, or of the column's verdict
    std::vector<DatePattern> others_;      // the other readings of an open column
    DateColumn column_;
    DateVerdict verdict_;
    std::uint64_t row_ = 0;
};

}  // namespace muster
