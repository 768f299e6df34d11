// Whole readings that are no patterns: RFC 3339, ISO 8601, HTML's date fields, Unix times and the serial numbers of
// spreadsheets. Each is as strict as its source.
#include "date_internal.hpp"

namespace muster {

namespace dates {

namespace {

// Reads a text from the left; every function moves on only when it succeeds.
class Cursor {
public:
    explicit Cursor(std::string_view text) noexcept : p_(text.data()), end_(p_ + text.size()) {}

    bool done() const noexcept { return p_ == end_; }
    std::size_t digits_ahead() const noexcept {
        const char* p = p_;
        while (p != end_ && is_digit(*p)) ++p;
        return static_cast<std::size_t>(p - p_);
    }
    bool number(int digits, int& value) noexcept {
        if (end_ - p_ < digits) return false;
        int result = 0;
        for (int i = 0; i < digits; ++i) {
            if (!is_digit(p_[i])) return false;
            result = result * 10 + (p_[i] - '0');
        }
        p_ += digits;
        value = result;
        return true;
    }
    // One character of the list; 0 when none of them stands here.
    char one_of(std::string_view list) noexcept {
        if (p_ == end_ || list.find(*p_) == std::string_view::npos) return 0;
        return *p_++;
    }
    bool fraction(Fraction& out) noexcept {
        const auto count = digits_ahead();
        if (count == 0 || !make_fraction({p_, count}, out)) return false;
        p_ += count;
        return true;
    }

private:
    const char* p_;
    const char* end_;
};

bool is_real_date(const DateTime& value) noexcept {
    return value.year >= 1 && value.month >= 1 && value.month <= 12 && value.day >= 1 &&
           value.day <= days_in_month(value.year, value.month);
}

bool read_extended_date(Cursor& in, DateTime& out) noexcept {
    int year = 0, month = 0, day = 0;
    if (!in.number(4, year) || !in.one_of("-") || !in.number(2, month) || !in.one_of("-") || !in.number(2, day)) return false;
    out.year = year;
    out.month = static_cast<std::uint8_t>(month);
    out.day = static_cast<std::uint8_t>(day);
    return is_real_date(out);
}

struct ClockRules {
    bool seconds_required = true;
    std::string_view decimal_marks = ".";
    std::size_t most_fraction_digits = 18;
    int highest_hour = 23;
    int highest_second = 59;
};

// hh:mm[:ss[.f]]
bool read_extended_time(Cursor& in, const ClockRules& rules, DateTime& out) noexcept {
    int hour = 0, minute = 0, second = 0;
    if (!in.number(2, hour) || !in.one_of(":") || !in.number(2, minute)) return false;
    if (in.one_of(":")) {
        if (!in.number(2, second)) return false;
        if (in.one_of(rules.decimal_marks)) {
            Fraction fraction;
            if (in.digits_ahead() > rules.most_fraction_digits || !in.fraction(fraction)) return false;
            out.fraction_digits = fraction.digits;
            out.nanoseconds = fraction.nanoseconds;
            out.below_nanoseconds = fraction.below_nanoseconds;
        }
    } else if (rules.seconds_required) {
        return false;
    }
    if (hour > rules.highest_hour || minute > 59 || second > rules.highest_second) return false;
    out.kind = TemporalKind::date_time;
    out.hour = static_cast<std::uint8_t>(hour);
    out.minute = static_cast<std::uint8_t>(minute);
    out.second = static_cast<std::uint8_t>(second);
    return true;
}

// Z or +hh:mm, as RFC 3339 section 5.6 has it.
bool read_strict_offset(Cursor& in, DateTime& out) noexcept {
    out.has_offset = true;
    if (in.one_of("Zz")) return true;
    const char sign = in.one_of("+-");
    int hours = 0, minutes = 0;
    if (sign == 0 || !in.number(2, hours) || !in.one_of(":") || !in.number(2, minutes)) return false;
    if (hours > 23 || minutes > 59) return false;
    out.offset_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return true;
}

// A leap second is real only at 23:59:60 UTC (RFC 3339 section 5.7).
bool leap_second_fits(const DateTime& value) noexcept {
    if (value.second < 60) return true;
    if (!value.has_offset) return false;
    const int minute_of_day = (value.hour * 60 + value.minute - value.offset_minutes + 2 * 1440) % 1440;
    return minute_of_day == 1439;
}

std::optional<DateTime> checked(const Cursor& in, const DateTime& value) noexcept {
    if (!in.done() || !leap_second_fits(value) || !instant_is_writable(value)) return std::nullopt;
    return value;
}

std::optional<DateTime> read_full_date(std::string_view text) noexcept {
    Cursor in(text);
    DateTime value;
    if (!read_extended_date(in, value)) return std::nullopt;
    return checked(in, value);
}

// RFC 3339 date-time. Section 5.6 allows a lower-case t and z, and another separator for readability: a blank and an
// underscore are what is used.
std::optional<DateTime> read_rfc3339(std::string_view text) noexcept {
    Cursor in(text);
    DateTime value;
    if (!read_extended_date(in, value) || !in.one_of("Tt _")) return std::nullopt;
    const ClockRules rules{.highest_second = 60};
    if (!read_extended_time(in, rules, value) || !read_strict_offset(in, value)) return std::nullopt;
    return checked(in, value);
}

// TOML 1.0 dates: RFC 3339 with an optional offset, or a date alone. TOML 1.1 lets the seconds go; that is taken in its
// readable form with a blank, while behind a T the seconds stay required as in RFC 3339 and TOML 1.0.
std::optional<DateTime> read_toml(std::string_view text) noexcept {
    Cursor in(text);
    DateTime value;
    if (!read_extended_date(in, value)) return std::nullopt;
    if (in.done()) return value;
    const char separator = in.one_of("Tt ");
    if (separator == 0) return std::nullopt;
    const ClockRules rules{.seconds_required = separator != ' ', .highest_second = 60};
    if (!read_extended_time(in, rules, value)) return std::nullopt;
    if (!in.done() && !read_strict_offset(in, value)) return std::nullopt;
    return checked(in, value);
}

// HTML: a valid normalised or unnormalised local date and time string; fractions have one to three digits.
std::optional<DateTime> read_html_local(std::string_view text) noexcept {
    Cursor in(text);
    DateTime value;
    if (!read_extended_date(in, value) || !in.one_of("T ")) return std::nullopt;
    const ClockRules rules{.seconds_required = false, .most_fraction_digits = 3};
    if (!read_extended_time(in, rules, value)) return std::nullopt;
    return checked(in, value);
}

// ---- ISO 8601: calendar, week and ordinal dates, basic and extended; not mixed within the date ----

bool set_civil(DateTime& out, const CivilDate& date) noexcept {
    out.year = date.year;
    out.month = static_cast<std::uint8_t>(date.month);
    out.day = static_cast<std::uint8_t>(date.day);
    return is_real_date(out) && date.year <= 9999;
}

// Behind yyyy-W or yyyyW. Without a weekday the week stands for its Monday.
bool read_iso_week(Cursor& in, int year, bool extended, DateTime& out) noexcept {
    int week = 0, weekday = 1;
    if (!in.number(2, week)) return false;
    if (extended && in.one_of("-")) {
        if (!in.number(1, weekday)) return false;
    } else if (!extended && in.digits_ahead() > 0) {
        if (!in.number(1, weekday)) return false;
    }
    const auto date = date_of_week(year, week, weekday);
    return date && set_civil(out, *date);
}

bool read_iso_ordinal(Cursor& in, int year, DateTime& out) noexcept {
    int ordinal = 0;
    if (!in.number(3, ordinal) || year < 1 || ordinal < 1) return false;
    if (ordinal > 337 + days_in_month(year, 2)) return false;
    return set_civil(out, civil_of(days_of(year, 1, 1) + ordinal - 1));
}

bool read_iso_date(Cursor& in, DateTime& out) noexcept {
    const auto digits = in.digits_ahead();
    int year = 0, month = 0, day = 0;
    if ((digits != 4 && digits != 7 && digits != 8) || !in.number(4, year)) return false;
    if (digits == 7) return read_iso_ordinal(in, year, out);
    if (digits == 8) {
        return in.number(2, month) && in.number(2, day) && set_civil(out, {year, month, day});
    }
    const bool extended = in.one_of("-") != 0;
    if (in.one_of("W")) return read_iso_week(in, year, extended, out);
    if (!extended) return false;
    if (in.digits_ahead() == 3) return read_iso_ordinal(in, year, out);
    if (in.digits_ahead() != 2 || !in.number(2, month) || !in.one_of("-")) return false;
    if (in.digits_ahead() != 2 || !in.number(2, day)) return false;
    return set_civil(out, {year, month, day});
}

// hh, hh:mm, hhmm, hh:mm:ss or hhmmss, the last two with a fraction.
bool read_iso_time(Cursor& in, DateTime& out) noexcept {
    int hour = 0, minute = 0, second = 0;
    const auto digits = in.digits_ahead();
    if ((digits != 2 && digits != 4 && digits != 6) || !in.number(2, hour)) return false;
    bool has_second = digits == 6;
    if (digits >= 4) {
        if (!in.number(2, minute) || (digits == 6 && !in.number(2, second))) return false;
    } else if (in.one_of(":")) {
        if (in.digits_ahead() != 2 || !in.number(2, minute)) return false;
        if (in.one_of(":")) {
            if (in.digits_ahead() != 2 || !in.number(2, second)) return false;
            has_second = true;
        }
    }
    Fraction fraction;
    if (has_second && in.one_of(".,") && !in.fraction(fraction)) return false;
    if (hour > 24 || minute > 59 || second > 59) return false;
    if (hour == 24 && (minute > 0 || second > 0 || fraction.digits > 0)) return false;
    out.kind = TemporalKind::date_time;
    out.hour = static_cast<std::uint8_t>(hour);
    out.minute = static_cast<std::uint8_t>(minute);
    out.second = static_cast<std::uint8_t>(second);
    out.fraction_digits = fraction.digits;
    out.nanoseconds = fraction.nanoseconds;
    out.below_nanoseconds = fraction.below_nanoseconds;
    return true;
}

// Z, +hh, +hhmm, +hh:mm, +hhmmss or +hh:mm:ss (zones before 1900 had seconds).
bool read_iso_offset(Cursor& in, DateTime& out) noexcept {
    out.has_offset = true;
    if (in.one_of("Zz")) return true;
    const char sign = in.one_of("+-");
    const auto digits = in.digits_ahead();
    int hours = 0, minutes = 0, seconds = 0;
    if (sign == 0 || (digits != 2 && digits != 4 && digits != 6) || !in.number(2, hours)) return false;
    if (digits >= 4) {
        if (!in.number(2, minutes) || (digits == 6 && !in.number(2, seconds))) return false;
    } else if (in.one_of(":")) {
        if (in.digits_ahead() != 2 || !in.number(2, minutes)) return false;
        if (in.one_of(":") && (in.digits_ahead() != 2 || !in.number(2, seconds))) return false;
    }
    if (hours > 23 || minutes > 59 || seconds > 59) return false;
    const int factor = sign == '-' ? -1 : 1;
    out.offset_minutes = factor * (hours * 60 + minutes);
    out.offset_rest_seconds = factor * seconds;
    return true;
}

std::optional<DateTime> read_iso8601(std::string_view text) noexcept {
    Cursor in(text);
    DateTime value;
    if (!read_iso_date(in, value)) return std::nullopt;
    if (in.done()) return value;
    if (!in.one_of("Tt ") || !read_iso_time(in, value)) return std::nullopt;
    if (!in.done() && !read_iso_offset(in, value)) return std::nullopt;
    if (value.hour == 24) {
        // 24:00 is the end of the day, which is the beginning of the next one.
        value.hour = 0;
        if (!set_civil(value, civil_of(days_of(value.year, value.month, value.day) + 1))) return std::nullopt;
    }
    return checked(in, value);
}

// ---- numbers ----

struct Decimal {
    bool negative = false;
    std::int64_t whole = 0;
    std::string_view fraction;
};

std::optional<Decimal> read_decimal(std::string_view text, bool signed_allowed) noexcept {
    Decimal number;
    if (signed_allowed && !text.empty() && text.front() == '-') {
        number.negative = true;
        text.remove_prefix(1);
    }
    constexpr std::size_t most_digits = 15;
    std::size_t at = 0;
    while (at < text.size() && at <= most_digits && is_digit(text[at])) number.whole = number.whole * 10 + (text[at++] - '0');
    if (at == 0 || at > most_digits) return std::nullopt;
    if (at == text.size()) return number;
    if (text[at] != '.' && text[at] != ',') return std::nullopt;
    number.fraction = text.substr(at + 1);
    if (number.fraction.empty() || number.fraction.size() > 18) return std::nullopt;
    for (const char c : number.fraction) {
        if (!is_digit(c)) return std::nullopt;
    }
    return number;
}

std::optional<DateTime> at_instant(std::int64_t seconds, std::string_view fraction) noexcept {
    constexpr std::int64_t day = 86400;
    const auto days = seconds >= 0 ? seconds / day : -((-seconds + day - 1) / day);
    constexpr std::int64_t first = -719162, last = 2932896;  // 0001-01-01 and 9999-12-31
    if (days < first || days > last) return std::nullopt;
    DateTime value;
    Fraction parts;
    if (!make_fraction(fraction, parts) || !set_civil(value, civil_of(days))) return std::nullopt;
    const int of_day = static_cast<int>(seconds - days * day);
    value.kind = TemporalKind::date_time;
    value.hour = static_cast<std::uint8_t>(of_day / 3600);
    value.minute = static_cast<std::uint8_t>(of_day / 60 % 60);
    value.second = static_cast<std::uint8_t>(of_day % 60);
    value.fraction_digits = parts.digits;
    value.nanoseconds = parts.nanoseconds;
    value.below_nanoseconds = parts.below_nanoseconds;
    value.has_offset = true;
    return value;
}

std::optional<DateTime> read_unix(std::string_view text) noexcept {
    const auto number = read_decimal(text, true);
    if (!number) return std::nullopt;
    if (number->negative && !number->fraction.empty()) return std::nullopt;
    return at_instant(number->negative ? -number->whole : number->whole, number->fraction);
}

std::optional<DateTime> read_unix_ms(std::string_view text) noexcept {
    const auto number = read_decimal(text, true);
    if (!number || !number->fraction.empty()) return std::nullopt;
    auto milliseconds = number->negative ? -number->whole : number->whole;
    auto seconds = milliseconds / 1000;
    auto rest = static_cast<int>(milliseconds % 1000);
    if (rest < 0) {
        rest += 1000;
        --seconds;
    }
    const char digits[3] = {static_cast<char>('0' + rest / 100), static_cast<char>('0' + rest / 10 % 10),
                            static_cast<char>('0' + rest % 10)};
    return at_instant(seconds, {digits, 3});
}

// The time of day of the fraction of a serial number, to the second as spreadsheets show it; 86400 rounds to the next day.
int seconds_of_fraction(std::string_view fraction) noexcept {
    std::uint64_t value = 0, scale = 1;
    for (std::size_t i = 0; i < fraction.size() && i < 12; ++i) {
        value = value * 10 + static_cast<std::uint64_t>(fraction[i] - '0');
        scale *= 10;
    }
    return static_cast<int>((value * 86400 + scale / 2) / scale);
}

// Serial 1 is 1900-01-01, and 60 is the 29 February 1900 that never was; or serial 0 is 1904-01-01.
std::optional<DateTime> read_excel(std::string_view text, bool from_1904) noexcept {
    const auto number = read_decimal(text, false);
    if (!number || number->whole > 2958465) return std::nullopt;
    auto days = number->whole;
    const int seconds = seconds_of_fraction(number->fraction);
    if (from_1904) {
        days += days_of(1904, 1, 1);
    } else {
        if (days < 1 || days == 60) return std::nullopt;
        days += days_of(1899, 12, 30) + (days < 60 ? 1 : 0);
    }
    DateTime value;
    if (!set_civil(value, civil_of(days + seconds / 86400))) return std::nullopt;
    if (number->fraction.empty()) return value;
    const int of_day = seconds % 86400;
    value.kind = TemporalKind::date_time;
    value.hour = static_cast<std::uint8_t>(of_day / 3600);
    value.minute = static_cast<std::uint8_t>(of_day / 60 % 60);
    value.second = static_cast<std::uint8_t>(of_day % 60);
    return value;
}

}  // namespace

std::optional<DateTime> read_word(Word word, std::string_view text) noexcept {
    switch (word) {
        case Word::none: return std::nullopt;
        case Word::iso8601: return read_iso8601(text);
        case Word::rfc3339: return read_rfc3339(text);
        case Word::unix_seconds: return read_unix(text);
        case Word::unix_milliseconds: return read_unix_ms(text);
        case Word::excel_1900: return read_excel(text, false);
        case Word::excel_1904: return read_excel(text, true);
    }
    return std::nullopt;
}

}  // namespace dates

Result<DateTime> read_date_by_profile(std::string_view text, std::string_view profile) {
    struct Profile {
        std::string_view name;
        std::optional<DateTime> (*read)(std::string_view) noexcept;
        std::string_view example;
    };
    static constexpr Profile profiles[] = {
        {"rfc3339-date", dates::read_full_date, "2024-12-31"},
        {"rfc3339-date-time", dates::read_rfc3339, "2024-12-31T14:30:05Z"},
        {"rfc3339-toml", dates::read_toml, "2024-12-31 14:30:05"},
        {"iso8601", dates::read_iso8601, "2024-12-31T14:30:05Z"},
        {"html-date", dates::read_full_date, "2024-12-31"},
        {"html-datetime-local", dates::read_html_local, "2024-12-31T14:30"},
    };
    for (const auto& entry : profiles) {
        if (entry.name != profile) continue;
        if (auto value = entry.read(text)) return *value;
        return make_issue(Code::invalid_date,
                          "\"" + shortened(text) + "\" is not a date of the profile " + std::string(profile) + ".",
                          "Write it like " + std::string(entry.example) + ".");
    }
    return make_issue(Code::usage, "The date profile \"" + shortened(profile) + "\" is not known.",
                      "Use rfc3339-date, rfc3339-date-time, rfc3339-toml, iso8601, html-date or html-datetime-local.");
}

}  // namespace muster
