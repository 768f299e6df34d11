#include "muster/date.hpp"
#include "muster/date_report.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace muster;

namespace {

std::string read(const DatePattern& pattern, std::string_view text) {
    const auto value = pattern.read(text);
    return value ? iso_text(*value) : "refused";
}

struct PatternCase {
    const char* pattern;
    const char* ldml;
    const char* text;
    const char* iso;
};

}  // namespace

TEST_CASE("every notation of a pattern has its LDML reading") {
    const PatternCase cases[] = {
        {"dd.MM.yyyy", "dd.MM.yyyy", "31.12.2024", "2024-12-31"},
        {"%d.%m.%Y", "d.M.yyyy", "31.12.2024", "2024-12-31"},
        {"%Y%m%dT%H%M%S", "yyyyMMdd'T'HHmmss", "20241231T143005", "2024-12-31T14:30:05"},
        {"%d/%b/%Y:%H:%M:%S %z", "d/MMM/yyyy:H:m:s XX", "06/May/2008:08:11:17 -0700", "2008-05-06T15:11:17Z"},
        {"DD.MM.YYYY", "dd.MM.yyyy", "31.12.2024", "2024-12-31"},
        {"DD.MM.YYYY hh:mm", "dd.MM.yyyy HH:mm", "31.12.2024 14:30", "2024-12-31T14:30:00"},
        {"TT.MM.JJJJ", "dd.MM.yyyy", "31.12.2024", "2024-12-31"},
        {"jj/mm/aaaa", "dd/MM/yyyy", "31/12/2024", "2024-12-31"},
        {"dd-mm-jjjj", "dd-MM-yyyy", "31-12-2024", "2024-12-31"},
        {"gg/mm/aaaa", "dd/MM/yyyy", "31/12/2024", "2024-12-31"},
        {"pp.kk.vvvv", "dd.MM.yyyy", "31.12.2024", "2024-12-31"},
        {"\xC3\xA5\xC3\xA5\xC3\xA5\xC3\xA5-mm-dd", "yyyy-MM-dd", "2024-12-31", "2024-12-31"},
        {"dd.mm.rrrr", "dd.MM.yyyy", "31.12.2024", "2024-12-31"},
        {"yyyy-mm-dd hh:mm:ss", "yyyy-MM-dd HH:mm:ss", "2024-12-31 14:30:05", "2024-12-31T14:30:05"},
        {"YYYY-MM-DDTHH:mm:ssZ", "yyyy-MM-dd'T'HH:mm:ssX", "2024-12-31T14:30:05Z", "2024-12-31T14:30:05Z"},
        {"m/d/yy h:mm AM/PM", "M/d/yy h:mm a", "12/31/24 2:30 PM", "2024-12-31T14:30:00"},
        {"d-mmm-yy", "d-MMM-yy", "3-Sept-24", "2024-09-03"},
        {"DD-MON-YY", "dd-MMM-yy", "24-MAR-05", "2005-03-24"},
        {"DD-MON-RRRR", "dd-MMM-yyyy", "24-MAR-2005", "2005-03-24"},
        {"DD MONTH YYYY HH:MM", "dd MMMM yyyy HH:mm", "24 March 2005 10:15", "2005-03-24T10:15:00"},
        {"dddd, d mmmm yyyy", "EEEE, d MMMM yyyy", "Tuesday, 31 December 2024", "2024-12-31"},
        {"d 'de' MMMM 'de' y", "d 'de' MMMM 'de' y", "31 de diciembre de 2024", "2024-12-31"},
        {"yyyy-MM-dd HH a", "yyyy-MM-dd HH a", "2024-12-31 02 PM", "2024-12-31T14:00:00"},
        {"dd.MM.yyyy 'o''clock' H", "dd.MM.yyyy 'o''clock' H", "31.12.2024 o'clock 9", "2024-12-31T09:00:00"},
        {"dd.MM.yyyyT\xC2\xA0HH", "dd.MM.yyyy'T'\xC2\xA0HH", "31.12.2024T\xC2\xA0""09", "2024-12-31T09:00:00"},
        {"iso8601", "iso8601", "2024-W01-1", "2024-01-01"},
        {"rfc3339", "rfc3339", "2024-12-31T14:30:05+01:00", "2024-12-31T13:30:05Z"},
        {"unix", "unix", "1735655405", "2024-12-31T14:30:05Z"},
        {"unix-ms", "unix-ms", "-1", "1969-12-31T23:59:59.999Z"},
        {"excel", "excel", "45657", "2024-12-31"},
        {"Excel", "excel", "45657.5", "2024-12-31T12:00:00"},
        {"excel", "excel", "1", "1900-01-01"},
        {"excel", "excel", "61", "1900-03-01"},
        {"excel", "excel", "60", "refused"},
        {"excel-1904", "excel-1904", "0", "1904-01-01"},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.pattern));
        CAPTURE(std::string(c.text));
        const auto pattern = DatePattern::compile(c.pattern);
        REQUIRE(pattern.ok());
        CHECK(pattern->ldml() == c.ldml);
        CHECK(read(*pattern, c.text) == c.iso);
        // The example is what the pattern reads, and the LDML text compiles to itself.
        CHECK(pattern->read(pattern->example()).has_value());
        const auto again = DatePattern::compile(pattern->ldml());
        REQUIRE(again.ok());
        CHECK(again->ldml() == pattern->ldml());
    }
}

TEST_CASE("a percent sign of the text stays one in the letters of LDML") {
    for (const auto& [strptime, ldml, value] : {std::array{"%%%D", "'%'MM/dd/yy", "%12/31/24"}, std::array{"%d.%m.%Y %%%%", "d.M.yyyy '%%'", "31.12.2024 %%"},
                                                std::array{"%dth %m o'clock %Y", "d'th' M 'o''clock' yyyy", "31th 12 o'clock 2024"}}) {
        CAPTURE(std::string(strptime));
        const auto pattern = DatePattern::compile(strptime);
        REQUIRE(pattern.ok());
        CHECK(pattern->ldml() == ldml);
        CHECK(pattern->read(value).has_value());
        const auto again = DatePattern::compile(pattern->ldml());
        REQUIRE(again.ok());
        CHECK(again->ldml() == pattern->ldml());
        CHECK(again->read(value) == pattern->read(value));
    }
}

TEST_CASE("a pattern that is too long is refused, also where only its LDML text is") {
    const auto pattern = [](std::size_t digits) { return "%d.%m.%Y" + std::string(digits, '1'); };
    CHECK(DatePattern::compile(pattern(190)).ok());
    CHECK_FALSE(DatePattern::compile(pattern(193)).ok());
    // Each letter between digits takes two quotes.
    std::string letters = "%d.%m.%Y ";
    while (letters.size() < 150) letters += "x1";
    CHECK_FALSE(DatePattern::compile(letters).ok());
}

TEST_CASE("a pattern that does not make one date is refused") {
    for (const char* text : {"", "   ", "yyyy", "dd.MM", "mm:ss", "yyyy-MM-dd'T", "d.d.yyyy", "dd.MM.yyyy qq", "%Q", "%", "dMyyyy",
                             "yyyyMd", "%c", "hello", "%B %j %Y"}) {
        CAPTURE(std::string(text));
        const auto pattern = DatePattern::compile(text);
        REQUIRE_FALSE(pattern.ok());
        CHECK(pattern.error().code == Code::pattern_invalid);
        CHECK_FALSE(pattern.error().message.empty());
    }
    DateOptions options;
    options.locale = "tlh";
    const auto unknown = DatePattern::compile("d MMMM y", options);
    REQUIRE_FALSE(unknown.ok());
    CHECK(unknown.error().code == Code::usage);
}

TEST_CASE("a value has to be exactly of the pattern and a real date") {
    const struct {
        const char* pattern;
        const char* text;
        const char* iso;
    } cases[] = {
        {"dd.MM.yyyy", "31.02.2024", "refused"},
        {"dd.MM.yyyy", "29.02.2024", "2024-02-29"},
        {"dd.MM.yyyy", "29.02.1900", "refused"},
        {"dd.MM.yyyy", "1.02.2024", "refused"},
        {"d.M.yyyy", "01.2.2024", "2024-02-01"},
        {"d.M.yyyy", "1.2.24", "refused"},
        {"d.M.yyyy", "1.2.2024x", "refused"},
        {"d.M.yyyy", "  1.2.2024\xC2\xA0", "2024-02-01"},
        {"d.M.yyyy", "'1.2.2024", "2024-02-01"},
        {"d M yyyy", "1   2\t2024", "2024-02-01"},
        {"d M yyyy", "12 2024", "refused"},
        {"dd.MM.yy", "01.01.68", "2068-01-01"},
        {"dd.MM.yy", "01.01.69", "1969-01-01"},
        {"yyyy-MM-dd HH:mm", "2024-01-01 24:00", "refused"},
        {"yyyy-MM-dd HH:mm:ss", "2024-06-30 23:59:60", "refused"},
        {"yyyy-MM-dd hh:mm a", "2024-01-01 12:00 am", "2024-01-01T00:00:00"},
        {"yyyy-MM-dd hh:mm a", "2024-01-01 12:00 p.m.", "2024-01-01T12:00:00"},
        {"yyyy-MM-dd hh:mm a", "2024-01-01 13:00 pm", "refused"},
        {"yyyy-MM-dd HH:mm a", "2024-01-01 13:00 PM", "refused"},
        {"yyyy-MM-dd h:mm a", "2024-01-01 0:30 am", "refused"},
        {"yyyy-MM-dd K:mm a", "2024-01-01 0:30 pm", "2024-01-01T12:30:00"},
        {"yyyy-MM-dd kk:mm", "2024-01-01 24:30", "2024-01-01T00:30:00"},
        {"yyyy-MM-dd HH:mm:ss.S", "2024-01-01 01:02:03.1234500", "2024-01-01T01:02:03.12345"},
        {"yyyy-MM-dd HH:mm:ss.SSS", "2024-01-01 01:02:03.12", "refused"},
        {"yyyy-MM-dd'T'HH:mmXXX", "2024-01-01T01:00+02:00", "2023-12-31T23:00:00Z"},
        {"yyyy-MM-dd'T'HH:mmXXX", "2024-01-01T01:00+24:00", "refused"},
        {"yyyy-MM-dd'T'HH:mmx", "2024-01-01T01:00Z", "refused"},
        {"yyyy-MM-dd'T'HH:mmXXX", "0001-01-01T00:00+02:00", "refused"},
        {"EEEE, d. MMMM y", "Montag, 31. Dezember 2024", "refused"},
        {"EEEE, d. MMMM y", "Dienstag, 31. Dezember 2024", "2024-12-31"},
        {"EEE d MMM y", "so 1 led 2000", "2000-01-01"},
        {"yyyy-DDD", "2023-366", "refused"},
        {"yyyy-DDD", "2024-366", "2024-12-31"},
        {"yyyy-MM-dd DDD", "2024-12-31 365", "refused"},
        {"YYYY-'W'ww-e", "2020-W53-5", "2021-01-01"},
        {"YYYY-'W'ww-e", "2021-W53-5", "refused"},
        {"d. MMMM yyyy", "3. B\xC5\x99" "EZNA 2002", "2002-03-03"},
        {"d MMMM yyyy", "9 zari 1988", "1988-09-09"},
        {"d MMMM yyyy", "9 a\xC3\xB4" "ut 1988", "1988-08-09"},
        {"d MMM yyyy", "9 aou\xCC\x82t 1988", "1988-08-09"},
        {"HH:mm", "14:30", "14:30:00"},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.pattern));
        CAPTURE(std::string(c.text));
        const auto pattern = DatePattern::compile(c.pattern);
        REQUIRE(pattern.ok());
        CHECK(read(*pattern, c.text) == c.iso);
    }
}

TEST_CASE("a locale limits the names that count") {
    DateOptions german;
    german.locale = "de-CH";
    const auto pattern = DatePattern::compile("d. MMMM yyyy", german);
    REQUIRE(pattern.ok());
    CHECK(read(*pattern, "1. M\xC3\xA4rz 2024") == "2024-03-01");
    CHECK(read(*pattern, "1. brezna 2024") == "refused");
}

TEST_CASE("a free value is read when it has one reading, and an ambiguous one asks for the order") {
    const struct {
        const char* text;
        DateOrder order;
        const char* iso;
    } cases[] = {
        {"2024-12-31", DateOrder::none, "2024-12-31"},
        {"25/12/2024", DateOrder::none, "2024-12-25"},
        {"03/04/2024", DateOrder::none, "ambiguous"},
        {"03/04/2024", DateOrder::dmy, "2024-04-03"},
        {"03/04/2024", DateOrder::mdy, "2024-03-04"},
        {"05.05.2020", DateOrder::none, "2020-05-05"},
        {"May 1st, 2012", DateOrder::none, "2012-05-01"},
        {"1er mars 2020", DateOrder::none, "2020-03-01"},
        {"2012-08-03 18:31:59 EST", DateOrder::none, "refused"},
        {"12:30", DateOrder::none, "refused"},
        {"1.2.3", DateOrder::dmy, "refused"},
        {"192.168.1.20", DateOrder::dmy, "refused"},
        {"2024", DateOrder::dmy, "refused"},
        {"10 agosto 68", DateOrder::dmy, "refused"},
        {"20240229", DateOrder::none, "2024-02-29"},
        {"''2024-02-29", DateOrder::none, "2024-02-29"},
        {"' 2024-02-29", DateOrder::none, "2024-02-29"},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.text));
        DateOptions options;
        options.order = c.order;
        const auto value = read_date_freely(c.text, options);
        if (std::string_view(c.iso) == "refused") {
            REQUIRE_FALSE(value.ok());
            CHECK(value.error().code == Code::invalid_date);
        } else if (std::string_view(c.iso) == "ambiguous") {
            REQUIRE_FALSE(value.ok());
            CHECK(value.error().code == Code::date_order_ambiguous);
        } else {
            REQUIRE(value.ok());
            CHECK(iso_text(*value) == c.iso);
        }
    }
    DateOptions told;
    told.order = DateOrder::dmy;
    told.pivot = 30;
    told.pivot_is_told = true;
    CHECK(iso_text(*read_date_freely("10 agosto 68", told)) == "1968-08-10");
}

TEST_CASE("a free value that is no real date is refused with the reason") {
    struct Case {
        const char* text;
        const char* reason;
    };
    const Case cases[] = {{"29.02.2023", "February 2023 has 28 days."},
                          {"02/29/2023", "February 2023 has 28 days."},
                          {"31.04.2024", "April 2024 has 30 days."},
                          {"2024-13-01", "There is no month 13."},
                          {"13.13.2024", "There is no month 13."},
                          {"0.1.2024", "There is no day 0."},
                          {"30 Feb 2024", "February 2024 has 29 days."},
                          {"20240231", "February 2024 has 29 days."},
                          {"31.04.55", "April 2055 has 30 days."},
                          {"2024-02-30T10:00:00Z", "February 2024 has 29 days."},
                          {"2024-02-03T25:00:00Z", "There is no such time of day."},
                          {"Monday, 5 Nov 2024", "5 November 2024 is a Tuesday."}};
    for (const Case& c : cases) {
        CAPTURE(c.text);
        const auto value = read_date_freely(c.text);
        REQUIRE(!value.ok());
        CHECK(value.error().code == Code::invalid_date);
        CHECK(value.error().message == "\"" + std::string(c.text) + "\" is no real date. " + c.reason);
    }
    for (const char* other : {"tomorrow", "1.2.3", "555-123-4567", "192.168.1.1", "1234567"}) {
        CAPTURE(other);
        CHECK(read_date_freely(other).error().message.ends_with("is not a date that can be understood."));
    }
}

TEST_CASE("a leap second is read only by RFC 3339 and only at the end of a UTC day") {
    CHECK(iso_text(*read_date_by_profile("1990-12-31T15:59:60.5-08:00", "rfc3339-date-time")) == "1990-12-31T23:59:60.5Z");
    CHECK_FALSE(read_date_by_profile("1990-12-31T22:59:60Z", "rfc3339-date-time").ok());
    CHECK_FALSE(read_date_by_profile("1990-12-31T23:59:60Z", "iso8601").ok());
    CHECK(read_date_by_profile("1990-12-31", "nonsense").error().code == Code::usage);
}

TEST_CASE("midnight as 24:00 is read only by ISO 8601 and is the next day") {
    CHECK(iso_text(*read_date_by_profile("2024-12-31T24:00", "iso8601")) == "2025-01-01T00:00:00");
    CHECK_FALSE(read_date_by_profile("2024-12-31T24:00:00Z", "rfc3339-date-time").ok());
}

TEST_CASE("words for no date are known") {
    for (const char* text : {"N/A", "null", "-", "00.00.0000", "0000-00-00 00:00:00", "00000000", " NaT "}) {
        CAPTURE(std::string(text));
        CHECK(is_null_date(text));
    }
    for (const char* text : {"", "01.01.2000", "ask customer", "0x"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(is_null_date(text));
    }
}

namespace {

DateVerdict verdict_of(const std::vector<std::string>& cells, const DateColumn::Options& options = {}) {
    DateColumn column(options);
    std::uint64_t row = 0;
    for (const auto& cell : cells) column.add(cell, ++row);
    return column.verdict();
}

}  // namespace

TEST_CASE("one cell proves the order of its column") {
    const auto verdict = verdict_of({"01/02/2024", "", "03/04/2024", "25/12/2024", "n/a", "soon"});
    CHECK(verdict.format == "dd/MM/yyyy");
    CHECK(verdict.order == DateOrder::dmy);
    CHECK_FALSE(verdict.ambiguous);
    CHECK(verdict.matched == 3);
    CHECK(verdict.of == 4);
    CHECK(verdict.proof_rows == std::vector<std::uint64_t>{4});
    REQUIRE_FALSE(verdict.evidence.empty());
    CHECK(verdict.evidence[0] == "Row 4 holds 25/12/2024: the first number can only be a day.");
}

TEST_CASE("moments of ISO 8601 of which only some have a fraction, seconds or an offset are one column") {
    struct Case {
        std::vector<std::string> cells;
        const char* format;
        std::uint64_t matched;
    };
    const Case cases[] = {
        {{"2024-05-06T10:00:00Z", "2024-05-06T10:00:00.25Z", "2024-05-07T10:00:00Z"}, "iso8601", 3},
        {{"2024-05-06T10:00:00.5Z", "2024-05-06T10:00:00+02:00", "2024-05-07T10:00", "2024-05-07T10:00:00"}, "iso8601", 4},
        {{"2024-05-06 10:00:00.123456", "2024-05-06 10:00:00"}, "iso8601", 2},
        {{"2024-05-06T10:00:00Z", "2024-05-06T10:00:00.25Z", "x", "y"}, "", 0},
        {{"2024-05-06T10:00:00Z", "2024-05-07T10:00:00Z", "2024-05-08T10:00:00Z", "2024-05-09"}, "yyyy-MM-dd'T'HH:mm:ssXXX", 3},
        {{"2024-05-06T10:00:00Z", "2024-05-07T10:00:00Z", "2024-05-08T10:00:00Z", "5/9/2024 10:00"}, "yyyy-MM-dd'T'HH:mm:ssXXX", 3},
        {{"6.5.2024 10:00:00", "6.5.2024 10:00:00.5"}, "", 0}};
    for (const Case& c : cases) {
        CAPTURE(c.cells.back());
        const auto verdict = verdict_of(c.cells);
        CHECK(verdict.format == c.format);
        CHECK(verdict.matched == c.matched);
        CHECK(verdict.of == c.cells.size());
        if (std::string_view(c.format) != "iso8601") continue;
        CHECK(verdict.order == DateOrder::ymd);
        CHECK(verdict.kind == TemporalKind::date_time);
        CHECK_FALSE(verdict.ambiguous);
    }
    const std::vector<std::string> with_days = {"2024-05-06", "2024-05-07", "2024-05-06T10:00:00Z"};
    CHECK(verdict_of(with_days).format.empty());
    DateColumn::Options told;
    told.digits_only = true;
    CHECK(verdict_of(with_days, told).format == "iso8601");
    CHECK(verdict_of(with_days, told).matched == 3);
    CHECK(verdict_of({"2024-05-06", "2024-05-07"}, told).format == "yyyy-MM-dd");
    CHECK(verdict_of({"2024-05-06", "2024-05-07", "20240508", "20240509"}, told).format != "iso8601");
}

TEST_CASE("a column that reads both ways stays open until somebody decides") {
    for (const auto& cells : {std::vector<std::string>{"01/02/2024", "03/04/2024"}, {"05.05.2020", "06.06.2021"}}) {
        const auto verdict = verdict_of(cells);
        CHECK(verdict.ambiguous);
        CHECK(verdict.order == DateOrder::none);
        CHECK_FALSE(verdict.other_format.empty());
        DateColumn::Options told;
        told.order = DateOrder::mdy;
        const auto decided = verdict_of(cells, told);
        CHECK_FALSE(decided.ambiguous);
        CHECK(decided.order == DateOrder::mdy);
    }
}

TEST_CASE("an open column lists all its readings, with a value that tells them apart") {
    const auto verdict = verdict_of({"05/05/2024", "03/04/2024", "01/02/2024"});
    REQUIRE(verdict.readings.size() == 2);
    CHECK(verdict.open_row == 2);
    CHECK(verdict.readings[0].order == "dmy");
    CHECK(verdict.readings[0].format == "dd/MM/yyyy");
    CHECK(verdict.readings[0].text == "03/04/2024");
    CHECK(verdict.readings[0].iso == "2024-04-03");
    CHECK_FALSE(verdict.readings[0].preselected);
    CHECK(verdict.readings[1].order == "mdy");
    CHECK(verdict.readings[1].iso == "2024-03-04");
    CHECK(open_example(verdict) == "row 2 with 03/04/2024 is 2024-04-03 or 2024-03-04");
    CHECK(open_example(verdict_of({"05.05.2024", "06.06.2024"})) == "row 1 with 05.05.2024 is 2024-05-05 either way");
    CHECK(verdict_of({"05.06.2024"}).readings.at(0).preselected);
    // Between hyphens a year of two digits may also come first.
    const auto three = verdict_of({"05-05-04", "01-02-03"});
    REQUIRE(three.readings.size() == 3);
    CHECK(open_formats(three) == "as dd-MM-yy and as MM-dd-yy and as yy-MM-dd");
    CHECK(three.readings[2].iso == "2005-05-04");
    CHECK(verdict_of({"31/12/2024"}).readings.empty());
}

TEST_CASE("between hyphens and beside a month in words the place of a two-digit year is proven or left open") {
    const struct {
        std::vector<std::string> cells;
        const char* format;   // of a decided column
        const char* first;    // its first cell, or how the column is left open
    } cases[] = {
        {{"24-Mar-05", "12-Jan-07"}, "", "open"},
        {{"24-Mar-05", "12-Jan-45"}, "dd-MMM-yy", "2005-03-24"},
        {{"24-Mar-05", "9-Jan-07"}, "d-MMM-yy", "2005-03-24"},
        {{"9-Jan-07", "24-Mar-05"}, "d-MMM-yy", "2007-01-09"},
        {{"24-Mar-05", "45-Jan-07"}, "yy-MMM-dd", "2024-03-05"},
        {{"45-Jan-07", "24-Mar-05"}, "yy-MMM-dd", "2045-01-07"},
        {{"24-Mar-05", "12-Jan-45", "45-Mar-24"}, "", "conflict"},
        {{"24-MAR-05 10:15", "45-JAN-07 9:00"}, "yy-MMM-dd H:mm", "2024-03-05T10:15:00"},
        {{"24-mars-05", "11-juin-07"}, "", "open"},
        {{"24 Mar 05", "12 Jan 07"}, "dd MMM yy", "2005-03-24"},
        {{"24.Mar.05", "12.Jan.07"}, "dd.MMM.yy", "2005-03-24"},
        {{"Do 24-Mar-05", "Mi 12-Jan-05"}, "EEE dd-MMM-yy", "2005-03-24"},   // the weekday proves it
        {{"24-Mar-2005", "12-Jan-2007"}, "dd-MMM-yyyy", "2005-03-24"},
        {{"2024-Mar-05", "2012-Jan-07"}, "yyyy-MMM-dd", "2024-03-05"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.cells[0]);
        CAPTURE(c.cells[1]);
        const auto verdict = verdict_of(c.cells);
        const std::string decided = verdict.conflict ? "conflict" : verdict.ambiguous ? "open" : iso_text(*DatePattern::compile(verdict.format)->read(c.cells[0]));
        CHECK(decided == c.first);
        if (verdict.order != DateOrder::none) CHECK(verdict.format == c.format);
        CHECK_FALSE(verdict.proves_order);   // of numbers in other columns
    }
    const auto open = verdict_of({"24-Mar-05", "12-Jan-07"});
    CHECK(open.month_in_words);
    CHECK(open.habit == DateOrder::dmy);
    CHECK(open_formats(open) == "as dd-MMM-yy and as yy-MMM-dd");
    CHECK(open_example(open) == "row 1 with 24-Mar-05 is 2005-03-24 or 2024-03-05");
    REQUIRE(open.readings.size() == 2);
    CHECK(open.readings[0].preselected);
    CHECK(verdict_of({"24-Mar-05", "12-Jan-45"}).evidence.at(0) == "Row 2 holds 12-Jan-45: it is a date as dd-MMM-yy, not as yy-MMM-dd.");
    const std::pair<DateOrder, const char*> told[] = {{DateOrder::dmy, "dd-MMM-yy"}, {DateOrder::mdy, "dd-MMM-yy"}, {DateOrder::ymd, "yy-MMM-dd"}};
    for (const auto& [order, format] : told) {
        DateColumn::Options options;
        options.order = order;
        CHECK(verdict_of({"24-Mar-05", "12-Jan-07"}, options).format == format);
        CHECK(iso_text(*read_date_freely("24-Mar-05", options)) == (order == DateOrder::ymd ? "2024-03-05" : "2005-03-24"));
    }
    const auto alone = read_date_freely("24-Mar-05");
    REQUIRE_FALSE(alone.ok());
    CHECK(alone.error().message == "\"24-Mar-05\" can be 2005-03-24 (dd-MMM-yy) or 2024-03-05 (yy-MMM-dd).");
    CHECK(iso_text(*read_date_freely("24-Mar-96")) == "1996-03-24");
    CHECK(iso_text(*read_date_freely("96-Mar-24")) == "1996-03-24");
    CHECK(iso_text(*read_date_freely("4-Mar-05")) == "2005-03-04");
    CHECK(iso_text(*read_date_freely("24 Mar 05")) == "2005-03-24");
}

TEST_CASE("numbers of many more digits than any day or time are refused") {
    for (const char* word : {"excel", "unix", "unix-ms"}) {
        CAPTURE(std::string(word));
        const auto pattern = DatePattern::compile(word);
        REQUIRE(pattern.ok());
        for (const std::size_t digits : {16u, 19u, 20u, 22u, 400u}) CHECK_FALSE(pattern->read(std::string(digits, '9')).has_value());
    }
}

TEST_CASE("the sign of ordinal numbers may stand behind a day") {
    for (const char* text : {"1\u00BA de mayo de 2012", "1.\u00BA de mayo de 2012", "1\u00B0 maggio 2012", "1\u00BA maggio 2012"}) {
        CAPTURE(std::string(text));
        const auto date = read_date_freely(text);
        REQUIRE(date.ok());
        CHECK(iso_text(*date) == "2012-05-01");
    }
    CHECK(iso_text(*read_date_freely("5 de mayo de 2012 a las 14:30")) == "2012-05-05T14:30:00");
    for (const char* text : {"\u00BA 1 mayo 2012", "mayo\u00BA 1 2012", "v1.2.2012"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(read_date_freely(text, {DateOrder::dmy, {}, 69, false, {}}).ok());
    }
}

TEST_CASE("a day beside the name of a month may carry the ending of its ordinal number") {
    const struct {
        std::vector<std::string> cells;
        const char* format;
        const char* first;
    } columns[] = {
        {{"May 2nd, 2024", "May 3rd, 2024", "June 21st, 2023"}, "MMM d, yyyy", "2024-05-02"},
        {{"1er juin 2024", "2 juin 2024", "12 mars 2023"}, "d MMM yyyy", "2024-06-01"},
        {{"1\u00BA de enero de 2024", "22 de febrero de 2023"}, "d 'de' MMMM 'de' yyyy", "2024-01-01"},
    };
    for (const auto& column : columns) {
        CAPTURE(std::string(column.format));
        const auto verdict = verdict_of(column.cells);
        CHECK(verdict.format == column.format);
        CHECK(verdict.matched == column.cells.size());
        const auto pattern = DatePattern::compile(verdict.format);
        REQUIRE(pattern.ok());
        const auto value = pattern->read(column.cells[0]);
        REQUIRE(value.has_value());
        CHECK(iso_text(*value) == column.first);
    }
    const auto pattern = DatePattern::compile("d MMMM yyyy");
    REQUIRE(pattern.ok());
    for (const char* text : {"2xx May 2024", "2ndx May 2024", "2 nd May 2024", "32nd May 2024", "nd May 2024"}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(pattern->read(text).has_value());
    }
    CHECK_FALSE(DatePattern::compile("d.M.yyyy")->read("2nd.5.2024").has_value());
    CHECK_FALSE(DatePattern::compile("d'th' MMMM yyyy")->read("4 July 2024").has_value());
}

TEST_CASE("where somebody says that these are dates, half of the values are enough") {
    const std::vector<std::string> cells{"2024-05-01", "2024-01-13", "2024-13-01"};
    CHECK(verdict_of(cells).format.empty());
    DateColumn::Options told;
    told.digits_only = true;
    const auto verdict = verdict_of(cells, told);
    CHECK(verdict.format == "yyyy-MM-dd");
    CHECK(verdict.matched == 2);
    CHECK(verdict.of == 3);
    CHECK(verdict_of({"2024-05-01", "soon", "later"}, told).format.empty());
}

TEST_CASE("a single value whose century is open says so") {
    const auto refused = read_date_freely("31.12.68");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message == "The year of \"31.12.68\" can be of two centuries: programs differ in where 19xx begins.");
    CHECK(read_date_freely("31.12.70").ok());
}

TEST_CASE("rows that prove opposite orders are a conflict") {
    const auto verdict = verdict_of({"25/12/2024", "12/25/2024", "01/02/2024"});
    CHECK(verdict.conflict);
    CHECK_FALSE(verdict.ambiguous);
    CHECK(verdict.order == DateOrder::none);
}

TEST_CASE("a single slip against ten proofs is an error of its row, and two are a conflict, however many rows there are") {
    std::vector<std::string> cells(9, "25/12/2024");
    const auto decided_with = [&](std::initializer_list<const char*> more) {
        DateColumn column;
        std::uint64_t row = 0;
        for (const std::string& cell : cells) column.add(cell, ++row);
        for (const std::string_view cell : more) column.add(cell, ++row);
        return column.verdict();
    };
    CHECK(decided_with({"12/25/2024"}).conflict);
    cells.emplace_back("31/01/2024");
    const DateVerdict slip = decided_with({"12/25/2024", "01/02/2024"});
    CHECK(slip.order == DateOrder::dmy);
    CHECK(slip.matched == 11);
    cells.insert(cells.end(), 10'000, "25/12/2024");
    const DateVerdict joined = decided_with({"12/25/2024", "12/26/2024", "01/02/2024"});
    CHECK(joined.conflict);
    CHECK(joined.order == DateOrder::none);
    REQUIRE(joined.evidence.size() >= 2);
    CHECK(joined.evidence[1] == "Rows 10011 and 10012 read only as MM/dd/yyyy, for example 12/25/2024.");
}

TEST_CASE("the format takes the widths that the column has") {
    const DateVerdict ctime = verdict_of({"Thu Dec 15 09:00:01 2011", "Wed Dec 14 08:00:00 2011", "Wed Dec  7 17:29:23 2011"});
    CHECK(ctime.format == "EEE MMM d HH:mm:ss yyyy");
    CHECK(ctime.matched == 3);
    CHECK(verdict_of({"25.12.2024", "1.10.2024"}).format == "d.MM.yyyy");
    CHECK(verdict_of({"10/13/2024 11:00 AM", "10/14/2024 9:00 PM"}).format == "MM/dd/yyyy h:mm a");
    CHECK(verdict_of({"3. Mai 2024", "4. Dezember 2023"}).format == "d. MMMM yyyy");
}

TEST_CASE("digits are dates only when somebody says so") {
    const std::vector<std::string> cells{"20240131", "20240229", "19991231"};
    CHECK(verdict_of(cells).format.empty());
    DateColumn::Options options;
    options.digits_only = true;
    CHECK(verdict_of(cells, options).format == "yyyyMMdd");
    CHECK(verdict_of({"13022024", "01022024"}, options).format == "ddMMyyyy");
    CHECK(verdict_of({"12345678", "23456789", "34567890"}, options).format.empty());
}

namespace {

std::string report_of(const DateReportSettings& settings, const std::vector<std::string_view>& values) {
    auto report = DateReport::make(settings);
    if (!report) return std::string(name_of(report.error().code));
    std::string text;
    if (settings.infer) {
        for (const auto value : values) report->add(value);
        report->decide();
        text += report->verdict_json() + "\n";
    }
    for (const auto value : values) text += report->value_json(value) + "\n";
    return text;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the report has a line for each value, blanks included") {
    CHECK(report_of({}, {"2024-12-31", "", "03/04/2024"}) ==
          "{\"input\":\"2024-12-31\",\"iso\":\"2024-12-31\",\"kind\":\"date\",\"error\":null}\n"
          "{\"input\":\"\",\"iso\":null,\"kind\":null,\"error\":null}\n"
          "{\"input\":\"03/04/2024\",\"iso\":null,\"kind\":null,\"error\":\"date_order_ambiguous\",\"message\":\"\\\"03/04/2024\\\" can be "
          "2024-04-03 (dd/MM/yyyy) or 2024-03-04 (MM/dd/yyyy).\"}\n");
}

TEST_CASE("the report of a column begins with its verdict and leaves open what depends on the order") {
    DateReportSettings settings;
    settings.infer = true;
    const auto report = report_of(settings, {"05.05.2020", "01.02.2020"});
    CHECK(report.starts_with("{\"format\":\"dd.MM.yyyy\",\"other_format\":\"MM.dd.yyyy\",\"order\":\"none\",\"ambiguous\":true,"
                             "\"conflict\":false,\"matched\":2,\"of\":2,\"proof_rows\":[],\"preselected\":\"dmy\",\"pivot\":null,\"evidence\":["));
    CHECK(holds(report, "{\"input\":\"05.05.2020\",\"iso\":\"2020-05-05\""));
    CHECK(holds(report, "{\"input\":\"01.02.2020\",\"iso\":null"));
    CHECK(holds(report_of(settings, {"05/05/2020", "01/02/2020"}), "\"preselected\":null"));
    CHECK(holds(report_of(settings, {"25/05/20", "01/02/20"}), "\"proof_rows\":[1],\"preselected\":null,\"pivot\":69"));
}

TEST_CASE("in a column that contradicts itself no value is decided silently") {
    DateReportSettings settings;
    settings.infer = true;
    const auto report = report_of(settings, {"24/12/2024", "12/24/2024", "03/04/2024", "05/05/2024"});
    CHECK(holds(report, "\"conflict\":true"));
    for (const char* input : {"24/12/2024", "12/24/2024", "03/04/2024"}) {
        CAPTURE(std::string(input));
        CHECK(holds(report, "{\"input\":\"" + std::string(input) + "\",\"iso\":null,\"kind\":null,\"error\":\"date_order_conflicting\""));
    }
    CHECK(holds(report, "{\"input\":\"05/05/2024\",\"iso\":\"2024-05-05\""));
    settings.order = "dmy";
    CHECK(holds(report_of(settings, {"24/12/2024", "12/24/2024", "03/04/2024"}), "\"iso\":\"2024-04-03\""));
}

TEST_CASE("a value that reads the same in two orders and otherwise in the third stays open") {
    DateReportSettings settings;
    settings.infer = true;
    const auto report = report_of(settings, {"05-05-04", "01-02-03", "06-06-06"});
    CHECK(holds(report, "{\"input\":\"05-05-04\",\"iso\":null,\"kind\":null,\"error\":\"date_order_ambiguous\""));
    CHECK(holds(report, "{\"input\":\"06-06-06\",\"iso\":\"2006-06-06\""));
    settings.order = "ymd";
    CHECK(holds(report_of(settings, {"05-05-04", "01-02-03"}), "{\"input\":\"01-02-03\",\"iso\":\"2001-02-03\""));
}

TEST_CASE("a pivot that is told opens years that are refused without") {
    CHECK(holds(report_of({}, {"10 agosto 68"}), "\"iso\":null"));
    DateReportSettings told;
    told.pivot = 30;
    CHECK(holds(report_of(told, {"10 agosto 68"}), "\"iso\":\"1968-08-10\""));
    CHECK(pivot_sentence(69) == "Two-digit years: 00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999.");
    CHECK(pivot_sentence(0) == "Two-digit years: 00 to 99 are 1900 to 1999.");
    CHECK(pivot_sentence(100) == "Two-digit years: 00 to 99 are 2000 to 2099.");
}

TEST_CASE("a pattern that was given is echoed as it was understood") {
    DateReportSettings settings;
    settings.format = "TT.MM.JJ";
    const auto report = DateReport::make(settings);
    REQUIRE(report.ok());
    CHECK(report->pattern_json() == "{\"given\":\"TT.MM.JJ\",\"ldml\":\"dd.MM.yy\",\"kind\":\"date\",\"order\":\"dmy\",\"example\":\"31.12.24\","
                                    "\"pivot\":69}");
    CHECK(report->pattern_text() == "The pattern reads as dd.MM.yy, for example 31.12.24. " + pivot_sentence(69));
}

TEST_CASE("only numbers prove an order for other columns") {
    CHECK(verdict_of({"25/12/2024", "01/02/2024"}).proves_order);
    CHECK_FALSE(verdict_of({"March 4, 2024", "May 5, 2024"}).proves_order);
    CHECK_FALSE(verdict_of({"2024-12-25", "2024-01-02"}).proves_order);
    CHECK_FALSE(verdict_of({"01/02/2024"}).proves_order);
}

TEST_CASE("settings of the report that make no sense are usage errors") {
    DateReportSettings two;
    two.infer = true;
    two.format = "dd.MM.yyyy";
    DateReportSettings order;
    order.order = "ydm";
    DateReportSettings profile;
    profile.profile = "rfc822";
    DateReportSettings locale;
    locale.locale = "tlh";
    DateReportSettings pivot;
    pivot.pivot = 1969;
    for (const auto& settings : {two, order, profile, locale, pivot}) {
        const auto report = DateReport::make(settings);
        REQUIRE_FALSE(report.ok());
        CHECK(report.error().code == Code::usage);
    }
    DateReportSettings format;
    format.format = "nonsense";
    CHECK(DateReport::make(format).error().code == Code::pattern_invalid);
}
