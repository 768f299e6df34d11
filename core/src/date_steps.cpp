// The step loop: runs one value through a compiled pattern. No allocation, no exception, no roll-over.
#include <cstring>

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
            if (step.eat_ending) p += ordinal_ending_size(p, end);
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

// The latest year that ends in these digits and is not after the one of `latest`; else as the pivot says.
int full_year(const StepList& list, int year) noexcept {
    if (!list.two_digit_year) return year;
    if (list.latest.known()) return list.latest.year - (list.latest.year + 100 - year) % 100;
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
bool resolve_rare_date(const StepList& list, const Fields& fields, int year, DateTime& out) noexcept {
    const auto has = [&list](Slot slot) { return (list.slots & bit(slot)) != 0; };
    const bool calendar = has(Slot::year) && has(Slot::month) && has(Slot::day);
    if (calendar && !set_date(out, year, fields[Slot::month], fields[Slot::day])) return false;
    if (has(Slot::ordinal)) {
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

constexpr std::uint32_t calendar_slots = bit(Slot::year) | bit(Slot::month) | bit(Slot::day);
constexpr std::uint32_t rare_slots = bit(Slot::ordinal) | bit(Slot::week_year) | bit(Slot::weekday_mask) | bit(Slot::iso_weekday);

bool resolve_date(const StepList& list, const Fields& fields, int year, DateTime& out) noexcept {
    if ((list.slots & rare_slots) != 0) return resolve_rare_date(list, fields, year, out);
    return (list.slots & calendar_slots) == 0 || set_date(out, year, fields[Slot::month], fields[Slot::day]);
}

// A year of two digits in the 100 years up to the latest day: of the two that can be, only one is.
bool resolve_recent_date(const StepList& list, const Fields& fields, DateTime& out) noexcept {
    const int latest_year = full_year(list, fields[Slot::year]);
    for (const int year : {latest_year, latest_year - 100}) {
        if (!resolve_date(list, fields, year, out)) continue;
        const CalendarDay day{out.year, out.month, out.day};
        const CalendarDay hundred_years_on{out.year + 100, out.month, out.day};
        if (day <= list.latest && hundred_years_on > list.latest) return true;
    }
    return false;
}

// False when the text does not have the form of the pattern. Once in the program: frequent patterns are read before it.
[[gnu::noinline]] bool read_fields(const StepList& list, std::string_view text, Fields& fields) noexcept {
    const char* p = text.data();
    const char* const end = p + text.size();
    for (const auto& step : list.steps) {
        const bool fits = step.op <= Op::character ? run_frequent_step(step, p, end, fields)
                                                   : run_step(step, p, end, list, fields);
        if (!fits) return false;
    }
    return p == end;
}

// Bytes at their places, with the digits as numbers, and zeros behind them.
using Places = std::array<unsigned char, FixedForm::longest + 8>;

// The word of a text or of a form that begins at `at`.
inline std::uint64_t word_at(const char* bytes, std::size_t at) noexcept {
    std::uint64_t word;
    std::memcpy(&word, bytes + at, sizeof word);
    return word;
}

// Where the words of a form begin: the last one ends with the text and overlaps the one before it.
inline std::array<std::size_t, 3> word_places(std::size_t width) noexcept {
    return {0, width <= 16 ? width - 8 : 8, width - 8};
}

// False when the text is not of the form. Literally of it, that is: blanks around it or longer ones in it are for the steps.
inline bool fits_fixed(const FixedForm& form, std::string_view text, Places& places) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    const auto begins = word_places(form.width);
    const std::size_t words = form.width <= 16 ? 2 : 3;
    std::uint64_t faults = 0;
    for (std::size_t i = 0; i < words; ++i) {
        const std::uint64_t difference = (word_at(text.data(), begins[i]) | form.lower.at[i]) ^ form.expected.at[i];
        faults |= difference | (difference + form.slack.at[i]);
        std::memcpy(places.data() + begins[i], &difference, sizeof difference);
    }
    return (faults & high_bits) == 0;
}

inline int two_at(const Places& places, std::uint8_t at) noexcept { return places[at] * 10 + places[at + 1u]; }

inline bool read_fixed(const StepList& list, const Places& places, DateTime& value) noexcept {
    const FixedForm& form = list.fixed;
    const std::uint8_t at = form.places[0];
    const int year = list.two_digit_year ? full_year(list, two_at(places, at))
                                         : two_at(places, at) * 100 + two_at(places, static_cast<std::uint8_t>(at + 2));
    if (!set_date(value, year, two_at(places, form.places[1]), two_at(places, form.places[2]))) return false;
    if (!form.has_time) return true;
    const int hour = two_at(places, form.places[3]), minute = two_at(places, form.places[4]), second = two_at(places, form.places[5]);
    value.kind = TemporalKind::date_time;
    value.hour = static_cast<std::uint8_t>(hour);
    value.minute = static_cast<std::uint8_t>(minute);
    value.second = static_cast<std::uint8_t>(second);
    return hour <= 23 && minute <= 59 && second <= 59;
}

std::string date_sentence(const StepList& list, const Fields& fields, int year) {
    static constexpr std::string_view months[] = {"January", "February", "March",     "April",   "May",      "June",
                                                  "July",    "August",   "September", "October", "November", "December"};
    static constexpr std::string_view weekdays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    const int month = fields[Slot::month];
    const int day = fields[Slot::day];
    if (year < 1) return "There is no year 0.";
    if (month < 1 || month > 12) return "There is no month " + std::to_string(month) + ".";
    const std::string name = std::string(months[month - 1]) + " " + std::to_string(year);
    if (day < 1) return "There is no day 0.";
    if (day > days_in_month(year, month)) return name + " has " + std::to_string(days_in_month(year, month)) + " days.";
    if ((list.slots & bit(Slot::weekday_mask)) == 0) return {};
    const int weekday = weekday_of(year, month, day);
    if ((fields[Slot::weekday_mask] >> (weekday - 1) & 1) != 0) return {};
    return std::to_string(day) + " " + name + " is a " + std::string(weekdays[weekday - 1]) + ".";
}

}  // namespace

std::string why_refused(const StepList& list, std::string_view text) {
    Fields fields;
    if (list.word != Word::none || !read_fields(list, trimmed_cell(text), fields)) return {};
    if ((list.slots & calendar_slots) == calendar_slots) {
        auto sentence = date_sentence(list, fields, full_year(list, fields[Slot::year]));
        if (!sentence.empty()) return sentence;
    }
    DateTime value;
    if (list.kind != TemporalKind::date && !resolve_time(list, fields, value)) return "There is no such time of day.";
    return {};
}

FixedForm fixed_form_of(const StepList& list) noexcept {
    constexpr std::uint32_t clock_slots = bit(Slot::hour) | bit(Slot::minute) | bit(Slot::second);
    const bool plain = (list.slots & calendar_slots) == calendar_slots && (list.slots & ~(calendar_slots | clock_slots)) == 0;
    if (!plain || list.hour_letter != 'H' || (list.two_digit_year && list.latest.known())) return {};
    FixedForm form;
    form.places.fill(FixedForm::longest);
    std::array<char, FixedForm::longest> expected{}, lower{}, slack{};
    std::size_t width = 0;
    for (const auto& step : list.steps) {
        const bool number = step.op == Op::two_digits || step.op == Op::four_digits;
        const std::size_t size = step.op == Op::four_digits ? 4 : number ? 2 : 1;
        if ((!number && step.op != Op::character && step.op != Op::blanks) || width + size > FixedForm::longest) return {};
        if (number && step.slot > Slot::second) return {};
        if (number) form.places[static_cast<std::size_t>(step.slot)] = static_cast<std::uint8_t>(width);
        for (std::size_t i = 0; i < size; ++i, ++width) {
            expected[width] = number ? '0' : step.op == Op::blanks ? ' ' : step.letter;
            lower[width] = !number && is_ascii_letter(step.letter) && step.op == Op::character ? 0x20 : 0;
            slack[width] = number ? 118 : 127;
        }
    }
    if (width < FixedForm::shortest) return {};
    const auto begins = word_places(width);
    for (std::size_t i = 0; i < 3; ++i) {
        form.expected.at[i] = word_at(expected.data(), begins[i]);
        form.lower.at[i] = word_at(lower.data(), begins[i]);
        form.slack.at[i] = word_at(slack.data(), begins[i]);
    }
    form.width = static_cast<std::uint8_t>(width);
    form.has_time = list.kind == TemporalKind::date_time;
    return form;
}

namespace {

bool read_by_steps(const StepList& list, std::string_view text, DateTime& value) noexcept {
    Fields fields;
    if (!read_fields(list, text, fields)) return false;
    value.kind = list.kind;
    const bool recent = list.two_digit_year && list.latest.known();
    const bool is_date = recent ? resolve_recent_date(list, fields, value)
                                : resolve_date(list, fields, full_year(list, fields[Slot::year]), value);
    if (!is_date) return false;
    if (list.kind != TemporalKind::date && !resolve_time(list, fields, value)) return false;
    return !value.has_offset || instant_is_writable(value);
}

}  // namespace

// One value on every way out: it is made where the caller wants it, and never copied.
std::optional<DateTime> run_steps(const StepList& list, std::string_view text) noexcept {
    std::optional<DateTime> value(std::in_place);
    Places places{};
    const bool is_fixed = list.fixed.width != 0 && text.size() == list.fixed.width && fits_fixed(list.fixed, text, places);
    if (is_fixed) {
        if (!read_fixed(list, places, *value)) value.reset();
        return value;
    }
    if (needs_trimming(text)) text = trimmed_cell(text);
    if (list.word != Word::none) {
        value = read_word(list.word, text);
    } else if (!read_by_steps(list, text, *value)) {
        value.reset();
    }
    return value;
}

}  // namespace muster::dates
