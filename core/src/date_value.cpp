// Calendar arithmetic, ISO output and the words that stand for "no date".
#include <chrono>

#include "date_internal.hpp"

namespace muster {

std::string_view name_of(DateOrder order) noexcept {
    switch (order) {
        case DateOrder::none: return "none";
        case DateOrder::dmy: return "dmy";
        case DateOrder::mdy: return "mdy";
        case DateOrder::ymd: return "ymd";
    }
    return "none";
}

std::string_view name_of(TemporalKind kind) noexcept {
    switch (kind) {
        case TemporalKind::date: return "date";
        case TemporalKind::date_time: return "date_time";
        case TemporalKind::time: return "time";
    }
    return "date";
}

namespace dates {

std::int64_t days_of(int year, int month, int day) noexcept {
    namespace chrono = std::chrono;
    const chrono::year_month_day date{chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                                      chrono::day{static_cast<unsigned>(day)}};
    return chrono::sys_days{date}.time_since_epoch().count();
}

CivilDate civil_of(std::int64_t days) noexcept {
    namespace chrono = std::chrono;
    const chrono::year_month_day date{chrono::sys_days{chrono::days{static_cast<int>(days)}}};
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day()))};
}

int days_in_month(int year, int month) noexcept {
    static constexpr std::uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month != 2) return days[month - 1];
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return leap ? 29 : 28;
}

int weekday_of(int year, int month, int day) noexcept {
    // 1970-01-01 was a Thursday.
    const auto days = (days_of(year, month, day) + 3) % 7;
    return static_cast<int>(days < 0 ? days + 7 : days) + 1;
}

std::optional<CivilDate> date_of_week(int week_year, int week, int weekday) noexcept {
    if (week_year < 1 || week_year > 9999 || week < 1 || week > 53 || weekday < 1 || weekday > 7) return std::nullopt;
    // 4 January is always in week 1 (ISO 8601).
    const auto first_monday = days_of(week_year, 1, 4) - (weekday_of(week_year, 1, 4) - 1);
    const auto next_first_monday = days_of(week_year + 1, 1, 4) - (weekday_of(week_year + 1, 1, 4) - 1);
    const auto days = first_monday + (week - 1) * 7 + (weekday - 1);
    if (days >= next_first_monday) return std::nullopt;
    return civil_of(days);
}

std::size_t blank_size(const char* p, const char* end) noexcept {
    if (p == end) return 0;
    if (*p == ' ' || (*p >= '\t' && *p <= '\r')) return 1;
    const auto byte = [p](int at) { return static_cast<unsigned char>(p[at]); };
    if (byte(0) == 0xC2 && end - p >= 2 && byte(1) == 0xA0) return 2;  // no-break space
    if (end - p < 3) return 0;
    // U+2000..U+200A (thin space and its kin), U+202F (narrow no-break space, before AM and PM in English locales)
    if (byte(0) == 0xE2 && byte(1) == 0x80 && ((byte(2) >= 0x80 && byte(2) <= 0x8A) || byte(2) == 0xAF)) return 3;
    if (byte(0) == 0xE3 && byte(1) == 0x80 && byte(2) == 0x80) return 3;  // ideographic space
    return 0;
}

std::string_view trimmed_blanks(std::string_view text) noexcept {
    const char* p = text.data();
    const char* end = p + text.size();
    while (const auto size = blank_size(p, end)) p += size;
    while (p != end) {
        const std::size_t left = static_cast<std::size_t>(end - p);
        if (blank_size(end - 1, end) == 1) end -= 1;
        else if (left >= 2 && blank_size(end - 2, end) == 2) end -= 2;
        else if (left >= 3 && blank_size(end - 3, end) == 3) end -= 3;
        else break;
    }
    return {p, static_cast<std::size_t>(end - p)};
}

std::string_view trimmed_cell(std::string_view text) noexcept {
    text = trimmed_blanks(text);
    // Until nothing is left to take, so that trimming twice is trimming once.
    while (text.size() > 1 && text.front() == '\'') text = trimmed_blanks(text.substr(1));
    return text;
}

bool make_fraction(std::string_view digits, Fraction& out) noexcept {
    while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
    if (digits.size() > 18) return false;
    out = {};
    out.digits = static_cast<std::uint8_t>(digits.size());
    for (std::size_t i = 0; i < 18; ++i) {
        auto& part = i < 9 ? out.nanoseconds : out.below_nanoseconds;
        part = part * 10 + (i < digits.size() ? static_cast<std::uint32_t>(digits[i] - '0') : 0);
    }
    return true;
}

namespace {

struct Instant {
    std::int64_t days;
    int second_of_day;
};

Instant instant_of(const DateTime& value) noexcept {
    const int seconds = value.hour * 3600 + value.minute * 60 + value.second - value.offset_minutes * 60 -
                        value.offset_rest_seconds;
    const int before = seconds < 0 ? 1 : 0;
    const int after = seconds >= 86400 ? 1 : 0;
    return {days_of(value.year, value.month, value.day) - before + after, seconds + (before - after) * 86400};
}

char* put(char* out, unsigned value, int digits) noexcept {
    for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
    return out + digits;
}

}  // namespace

bool instant_is_writable(const DateTime& value) noexcept {
    if (!value.has_offset || (value.year > 1 && value.year < 9999)) return true;
    const auto date = civil_of(instant_of(value).days);
    return date.year >= 1 && date.year <= 9999;
}

}  // namespace dates

namespace {

char* put_two(char* out, unsigned value) noexcept {
    out[0] = static_cast<char>('0' + value / 10);
    out[1] = static_cast<char>('0' + value % 10);
    return out + 2;
}

char* put_date(char* out, int year, int month, int day) noexcept {
    out = put_two(out, static_cast<unsigned>(year) / 100);
    out = put_two(out, static_cast<unsigned>(year) % 100);
    *out++ = '-';
    out = put_two(out, static_cast<unsigned>(month));
    *out++ = '-';
    return put_two(out, static_cast<unsigned>(day));
}

char* put_time(char* out, int hour, int minute, int second) noexcept {
    out = put_two(out, static_cast<unsigned>(hour));
    *out++ = ':';
    out = put_two(out, static_cast<unsigned>(minute));
    *out++ = ':';
    return put_two(out, static_cast<unsigned>(second));
}

char* put_fraction(char* out, const DateTime& value) noexcept {
    if (value.fraction_digits == 0) return out;
    char digits[18];
    dates::put(digits, value.nanoseconds, 9);
    dates::put(digits + 9, value.below_nanoseconds, 9);
    *out++ = '.';
    for (int i = 0; i < value.fraction_digits; ++i) *out++ = digits[i];
    return out;
}

char* put_instant(char* out, const DateTime& value) noexcept {
    // A leap second is taken away before the shift to UTC and put back behind it: 23:59:60Z stays 23:59:60Z.
    const int leap = value.second == 60 ? 1 : 0;
    DateTime shifted = value;
    shifted.second = static_cast<std::uint8_t>(value.second - leap);
    const auto instant = dates::instant_of(shifted);
    const auto date = dates::civil_of(instant.days);
    out = put_date(out, date.year, date.month, date.day);
    *out++ = 'T';
    const int of_day = instant.second_of_day;
    out = put_time(out, of_day / 3600, of_day / 60 % 60, of_day % 60 + leap);
    out = put_fraction(out, value);
    *out++ = 'Z';
    return out;
}

}  // namespace

void write_iso_day(const DateTime& value, char* out) noexcept { put_date(out, value.year, value.month, value.day); }

std::size_t write_iso(const DateTime& value, std::array<char, max_iso_bytes>& out) noexcept {
    char* p = out.data();
    if (value.kind == TemporalKind::date) {
        p = put_date(p, value.year, value.month, value.day);
    } else if (value.kind == TemporalKind::date_time && value.has_offset) {
        p = put_instant(p, value);
    } else {
        if (value.kind == TemporalKind::date_time) {
            p = put_date(p, value.year, value.month, value.day);
            *p++ = 'T';
        }
        p = put_time(p, value.hour, value.minute, value.second);
        p = put_fraction(p, value);
    }
    return static_cast<std::size_t>(p - out.data());
}

std::string iso_text(const DateTime& value) {
    std::array<char, max_iso_bytes> buffer{};
    return {buffer.data(), write_iso(value, buffer)};
}

bool is_null_date(std::string_view text) noexcept {
    text = dates::trimmed_cell(text);
    if (text.empty() || text.size() > 32) return false;
    static constexpr std::string_view words[] = {"n/a",  "na",   "n.a.", "#n/a", "null", "nil",  "none", "nan", "nat", "-",
                                                 "--",   "---",  "\\n",  "?",    "k.a.", "k. a.", "e.t.", "(null)", "<null>",
                                                 "\xE2\x80\x93", "\xE2\x80\x94"};
    char lower[32];
    for (std::size_t i = 0; i < text.size(); ++i) lower[i] = dates::ascii_lower(text[i]);
    const std::string_view folded(lower, text.size());
    for (const auto word : words) {
        if (folded == word) return true;
    }
    // 00.00.0000, 0000-00-00 00:00:00 and the like: what databases write for "no date"
    bool has_zero = false;
    for (const char c : folded) {
        if (c == '0') has_zero = true;
        else if (std::string_view(" .,/-:tz").find(c) == std::string_view::npos) return false;
    }
    return has_zero;
}

}  // namespace muster
