// Dates from hostile patterns and values: nothing crashes, what is read is a real date whose ISO text reads as itself, a
// pattern's LDML text compiles to itself, and a column gives its verdict.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "fuzz/must.hpp"
#include "muster/date.hpp"

namespace {

using namespace muster;

void check_value(const DateTime& value) {
    const std::string iso = iso_text(value);
    if (value.second == 60) return;  // a leap second is read by the profiles of RFC 3339 only
    const auto again = value.kind == TemporalKind::time ? Result<DateTime>(value) : read_date_by_profile(iso, "iso8601");
    must(again.ok(), "an ISO text is read");
    must(iso_text(*again) == iso, "an ISO text reads as itself");
}

void check_pattern(std::string_view text, std::string_view cell) {
    DateOptions options;
    if (text.size() % 3 == 1) options.latest = {2026, 11, 28};
    const auto pattern = DatePattern::compile(text, options);
    if (!pattern) return;
    const auto again = DatePattern::compile(pattern->ldml(), options);
    must(again.ok(), "an LDML text is a pattern");
    must(again->ldml() == pattern->ldml(), "an LDML text stays itself");
    const auto value = pattern->read(cell);
    must(value == again->read(cell), "the LDML text reads alike");
    if (!value) {
        static_cast<void>(pattern->reason_of_refusal(cell));
        return;
    }
    check_value(*value);
    const bool recent = options.latest.known() && pattern->has_two_digit_year();
    if (recent) must(CalendarDay{value->year, value->month, value->day} <= options.latest, "no year of two digits is in the future");
}

void check_column(std::string_view text) {
    DateColumn::Options options;
    options.digits_only = text.size() % 2 == 0;
    DateColumn column(options);
    std::uint64_t row = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        column.add(text.substr(0, end), ++row);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    const DateVerdict verdict = column.verdict();
    must(!(verdict.ambiguous && verdict.conflict), "open columns are ambiguous or contradict themselves");
    must(!verdict.ambiguous || verdict.order == DateOrder::none, "an open column has no order");
    must(verdict.matched <= verdict.of, "no more values read than there are");
    must(verdict.readings.empty() == !(verdict.ambiguous || verdict.conflict), "an open column lists its readings");
    for (const OpenReading& reading : verdict.readings) {
        const auto pattern = DatePattern::compile(reading.format);
        must(pattern.ok(), "a reading is a pattern");
        if (reading.text.empty()) continue;
        const auto value = pattern->read(reading.text);
        must(value.has_value() && iso_text(*value) == reading.iso, "the value of a reading reads so");
    }
}

// Random bytes hardly ever make a date: each byte also stands for a piece of one.
std::string made_of_pieces(std::string_view bytes) {
    static constexpr std::string_view pieces[] = {
        "1", "2", "3", "12", "29", "31", "02", "2024", "1999", "00", "68", "0", ".", "/", "-", " ", ":", ",", "T", "Z", "+02:00", "d", "dd",
        "M", "MM", "MMM", "yy", "yyyy", "HH", "mm", "ss", "S", "XXX", "a", "EEE", "'", "%d", "%m", "%Y", "TT", "JJJJ", "\n", "\n", "May",
        "Dezember", "Mon", "PM", "iso8601", "unix", "excel", "W", "\xC2\xA0", "60", "24:00", "n/a", "dd.MM.yyyy\n", "dd.MM.yy HH:mm\n",
    };
    std::string text;
    for (const char c : bytes.substr(0, 400)) text += pieces[static_cast<unsigned char>(c) % std::size(pieces)];
    return text;
}

void check_text(std::string_view text) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    check_pattern(text.substr(0, line), text.substr(std::min(line + 1, text.size())));
    if (const auto value = read_date_freely(text)) check_value(*value);
    static_cast<void>(is_null_date(text));
    check_column(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_text(text);
    check_text(made_of_pieces(text));
    return 0;
}
