// The step loop: runs one value through a compiled pattern. No allocation, no exception, no roll-over.
#include "date_internal.hpp"

namespace muster::dates {

namespace {

struct Fields {
    std::array<int, slot_count> values{};
    Fraction fraction;

    int& operator[](Slot slot) noexcept { return values[static_cast<std::size_t>(slot)]; }
    int operator[](Slot slot) const noexcept { return values[static_cast<std::size_t>(slot)]; }
};

// Reads between `minimum` and `maximum` digits, greedily; -1 when there are too few.
inline int read_number(const char*& p, const char* end, int minimum, int maximum) noexcept {
    int value = 0;
    int count = 0;
    while (count < maximum && p != end && is_digit(*p)) {
        value = value * 10 + (*p - '0');
        ++p;
        ++count;
    }
    return count >= minimum ? value : -1;
}

bool read_name_step(const Step& step, const char*& p, const char* end, const StepList& list, Fields& fields) noexcept {
    const auto name = read_name(p, end, list.locales);
    const int value = step.op == Op::month_name ? name.month : name.weekday_mask;
    if (value == 0) return false;
    fields[step.slot] = value;
    if (step.eat_dot && p != end && *p == '.') ++p;
    return true;
}

bool read_text_step(const Step& step, const char*& p, const char* end, const StepList& list) noexcept {
    if (static_cast<std::size_t>(end - p) < step.text_size) return false;
    const char* expected = list.texts.data() + step.text_begin;
    for (std::size_t i = 0; i < step.text_size; ++i) {
        if (ascii_lower(p[i]) != expected[i]) return false;
    }
    p += step.text_size;
    return true;
}

bool read_fraction_step(const Step& step, const char*& p, const char* end, Fields& fields) noexcept {
    const char* begin = p;
    while (p != end && is_digit(*p) && p - begin < step.maximum) ++p;
    if (p - begin < step.minimum) return false;
    return make_fraction({begin, static_cast<std::size_t>(p - begin)}, fields.fraction);
}

// +hh, +hhmm or +hh:mm; with `zulu` also Z.
bool read_offset(const char*& p, const char* end, bool zulu, int& offset) noexcept {
    if (p == end) return false;
    if (zulu && (*p == 'Z' || *p == 'z')) {
        ++p;
        offset = 0;
        return true;
    }
    const char sign = *p;
    if (sign != '+' && sign != '-') return false;
    ++p;
    const int hours = read_number(p, end, 2, 2);
    if (hours < 0 || hours > 23) return false;
    int minutes = 0;
    if (p != end && (*p == ':' || is_digit(*p))) {
        if (*p == ':') ++p;
        minutes = read_number(p, end, 2, 2);
        if (minutes < 0 || minutes > 59) return false;
    }
    offset = hours * 60 + minutes;
    if (sign == '-') offset = -offset;
    return true;
}

// UTC, GMT or Z, with an offset behind it or not. Other abbreviations of zones mean different things to different people.
bool read_zone(const char*& p, const char* end, int& offset) noexcept {
    const auto starts_with = [&](std::string_view word) {
        if (static_cast<std::size_t>(end - p) < word.size()) return false;
        for (std::size_t i = 0; i < word.size(); ++i) {
            if (ascii_lower(p[i]) != word[i]) return false;
        }
        return true;
    };
    offset = 0;
    if (starts_with("utc") || starts_with("gmt")) {
        p += 3;
        if (p != end && (*p == '+' || *p == '-')) return read_offset(p, end, false, offset);
        return true;
    }
    return read_offset(p, end, true, offset);
}

// Fixed digits and single characters: most dates consist of nothing else.
inline bool run_frequent_step(const Step& step, const char*& p, const char* end, Fields& fields) noexcept {
    if (step.op == Op::character) {
        if (p == end || ascii_lower(*p) != step.letter) return false;
        ++p;
        return true;
    }
    const int digits = step.op == Op::two_digits ? 2 : 4;
    if (end - p < digits) return false;
    unsigned value = 0;
    unsigned worst = 0;
    for (int i = 0; i < digits; ++i) {
        const unsigned digit = static_cast<unsigned char>(p[i]) - unsigned{'0'};
        worst = digit > worst ? digit : worst;
        value = value * 10 + digit;
    }
    if (worst > 9) return false;
    fields[step.slot] = static_cast<int>(value);
    p += digits;
    return true;
}

// The rarer steps are behind a call.
bool run_step(const Step& step, const char*& p, const char* end, const StepList& list, Fields& fields) noexcept {
    switch (step.op) {
        case Op::two_digits:
        case Op::four_digits:
        case Op::character: return run_frequent_step(step, p, end, fields);
        case Op::number: {
            const int value = read_number(p, end, step.minimum, step.maximum);
            fields[step.slot] = value;
            return value >= 0;
        }
        case Op::blanks: {
            auto size = blank_size(p, end);
            if (size == 0) return false;
            for (; size > 0; size = blank_size(p, end)) p += size;
            return true;
        }
        case Op::text: return read_text_step(step, p, end, list);
        case Op::month_name:
        case Op::weekday_name: return read_name_step(step, p, end, list, fields);
        case Op::half_day: fields[Slot::half_day] = read_half_day(p, end); return fields[Slot::half_day] != 0;
        case Op::fraction: return read_fraction_step(step, p, end, fields);
        case Op::offset: return read_offset(p, end, step.letter != 'x', fields[Slot::offset]);
        case Op::zone: return read_zone(p, end, fields[Slot::offset]);
    }
    return false;
}

bool resolve_time(const StepList& list, const Fields& fields, DateTime& out) noexcept {
    int hour = fields[Slot::hour];
    const bool twelve = list.hour_letter == 'h' || list.hour_letter == 'K';
    if (list.hour_letter == 'k') {
        if (hour < 1 || hour > 24) return false;
        hour %= 24;
    } else if (twelve) {
        const int lowest = list.hour_letter == 'h' ? 1 : 0;
        if (hour < lowest || hour > lowest + 11) return false;
        hour %= 12;
    } else if (hour > 23) {
        return false;
    }
    if ((list.slots & bit(Slot::half_day)) != 0) {
        // AM or PM beside an hour of the 24-hour clock is accepted where the two cannot contradict each other.
        if (!twelve && (hour < 1 || hour > 12)) return false;
        hour = hour % 12 + (fields[Slot::half_day] == 2 ? 12 : 0);
    }
    if (fields[Slot::minute] > 59 || fields[Slot::second] > 59) return false;
    out.hour = static_cast<std::uint8_t>(hour);
    out.minute = static_cast<std::uint8_t>(fields[Slot::minute]);
    out.second = static_cast<std::uint8_t>(fields[Slot::second]);
    out.fraction_digits = fields.fraction.digits;
    out.nanoseconds = fields.fraction.nanoseconds;
    out.below_nanoseconds = fields.fraction.below_nanoseconds;
    if ((list.slots & bit(Slot::offset)) != 0) {
        out.has_offset = true;
        out.offset_minutes = fields[Slot::offset];
    }
    return true;
}

int full_year(const StepList& list, int year) noexcept {
    if (!list.two_digit_year) return year;
    return year < list.pivot ? 2000 + year : 1900 + year;
}

bool set_date(DateTime& out, int year, int month, int day) noexcept {
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
    out.year = year;
    out.month = static_cast<std::uint8_t>(month);
    out.day = static_cast<std::uint8_t>(day);
    return true;
}

// Week dates, ordinal dates and weekdays: each alone, or as a check of the calendar date beside it.
bool resolve_rare_date(const StepList& list, const Fields& fields, DateTime& out) noexcept {
    const auto has = [&list](Slot slot) { return (list.slots & bit(slot)) != 0; };
    const bool calendar = has(Slot::year) && has(Slot::month) && has(Slot::day);
    if (calendar && !set_date(out, full_year(list, fields[Slot::year]), fields[Slot::month], fields[Slot::day])) return false;
    if (has(Slot::ordinal)) {
        const int year = full_year(list, fields[Slot::year]);
        const int length = 337 + (year >= 1 ? days_in_month(year, 2) : 0);
        if (year < 1 || fields[Slot::ordinal] < 1 || fields[Slot::ordinal] > length) return false;
        const auto date = civil_of(days_of(year, 1, 1) + fields[Slot::ordinal] - 1);
        if (calendar && (date.month != out.month || date.day != out.day)) return false;
        if (!set_date(out, date.year, date.month, date.day)) return false;
    }
    if (has(Slot::week)) {
        int weekday = fields[Slot::iso_weekday];
        if (!has(Slot::iso_weekday)) {
            for (weekday = 1; weekday < 7 && (fields[Slot::weekday_mask] >> (weekday - 1) & 1) == 0;) ++weekday;
        }
        const auto date = date_of_week(fields[Slot::week_year], fields[Slot::week], weekday);
        if (!date) return false;
        const bool other = calendar || has(Slot::ordinal);
        if (other && (date->year != out.year || date->month != out.month || date->day != out.day)) return false;
        if (!set_date(out, date->year, date->month, date->day)) return false;
    }
    const int weekday = weekday_of(out.year, out.month, out.day);
    if (has(Slot::iso_weekday) && fields[Slot::iso_weekday] != weekday) return false;
    return !has(Slot::weekday_mask) || (fields[Slot::weekday_mask] >> (weekday - 1) & 1) != 0;
}

// Whether a blank or an apostrophe may stand at either end: everything but a digit or an ASCII letter may be one.
inline bool needs_trimming(std::string_view text) noexcept {
    const auto plain = [](char c) { return is_digit(c) || is_ascii_letter(c); };
    return text.empty() || !plain(text.front()) || !plain(text.back());
}

}  // namespace

std::optional<DateTime> run_steps(const StepList& list, std::string_view text) noexcept {
    if (needs_trimming(text)) text = trimmed_cell(text);
    if (list.word != Word::none) return read_word(list.word, text);
    Fields fields;
    const char* p = text.data();
    const char* const end = p + text.size();
    for (const auto& step : list.steps) {
        const bool fits = step.op <= Op::character ? run_frequent_step(step, p, end, fields)
                                                   : run_step(step, p, end, list, fields);
        if (!fits) return std::nullopt;
    }
    if (p != end) return std::nullopt;
    DateTime value;
    value.kind = list.kind;
    constexpr std::uint32_t calendar = bit(Slot::year) | bit(Slot::month) | bit(Slot::day);
    constexpr std::uint32_t rare = bit(Slot::ordinal) | bit(Slot::week_year) | bit(Slot::weekday_mask) | bit(Slot::iso_weekday);
    if ((list.slots & rare) != 0) {
        if (!resolve_rare_date(list, fields, value)) return std::nullopt;
    } else if ((list.slots & calendar) != 0) {
        const int year = full_year(list, fields[Slot::year]);
        if (!set_date(value, year, fields[Slot::month], fields[Slot::day])) return std::nullopt;
    }
    if (list.kind != TemporalKind::date && !resolve_time(list, fields, value)) return std::nullopt;
    if (value.has_offset && !instant_is_writable(value)) return std::nullopt;
    return value;
}

}  // namespace muster::dates
