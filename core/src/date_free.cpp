#include <algorithm>
// Free reading: from one text to the patterns by which it can be read. The text is cut into numbers, names and marks, the
// time is taken out, and what is left must be a day, a month and a year in a layout that people use.
#include "date_internal.hpp"

namespace muster {

namespace dates {

namespace {

constexpr std::size_t most_parts = 40;
constexpr std::size_t longest_text = 96;

// A piece of the text: a field with its width, or literal text (letter 0), or a number whose meaning is still open ('#').
struct Part {
    char letter = 0;
    std::uint8_t digits = 0;
    int value = 0;
    std::string_view text;
    bool short_year_mark = false;  // an apostrophe before: '70
    bool is_ordinal_ending = false;
};

constexpr char open_number = '#';

bool same_word(std::string_view text, std::string_view lower) noexcept {
    if (text.size() != lower.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (ascii_lower(text[i]) != lower[i]) return false;
    }
    return true;
}

// Words that stand between the parts of a written date or before a time and say nothing themselves.
bool is_filler(std::string_view word) noexcept {
    static constexpr std::string_view fillers[] = {"at",  "on",  "of",  "the", "den",  "de", "del", "der", "le",  "la", "a",
                                                   "alle", "ore", "klo", "kl",  "um",   "uhr", "om",  "uur", "el",  "em", "o",
                                                   "godz", "v",   "ve",  "dne", "kell", "ad",  "las", "\xC3\xA0", "\xC3\xA0s"};
    for (const auto filler : fillers) {
        if (same_word(word, filler)) return true;
    }
    return false;
}

class Scanner {
public:
    Scanner(std::string_view text, LocaleMask locales) noexcept
        : locales_(locales), begin_(text.data()), p_(begin_), end_(begin_ + text.size()) {}

    bool scan() noexcept {
        while (p_ != end_) {
            if (count_ + 8 > most_parts) return false;
            if (const auto size = blank_size(p_, end_)) blank(size);
            else if (is_digit(*p_)) {
                if (!number()) return false;
            } else if (letter_size(p_, end_) > 0) {
                if (!word()) return false;
            } else if (!mark()) {
                return false;
            }
        }
        return number_count_ > 0;
    }

    std::size_t count() const noexcept { return count_; }
    const Part& part(std::size_t i) const noexcept { return parts_[i]; }
    std::size_t number_count() const noexcept { return number_count_; }
    std::size_t number_at(std::size_t i) const noexcept { return numbers_[i]; }
    int month_name() const noexcept { return month_name_; }
    std::size_t month_at() const noexcept { return month_at_; }
    bool has_time() const noexcept { return has_time_; }

private:
    void field(char letter, std::size_t digits, std::string_view text = {}, int value = 0) noexcept {
        parts_[count_++] = Part{letter, static_cast<std::uint8_t>(digits), value, text};
    }
    void literal(std::string_view text) noexcept { field(0, 0, text); }
    char before() const noexcept { return p_ == begin_ ? '\0' : p_[-1]; }
    std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - p_); }
    char at(std::size_t i) const noexcept { return i < left() ? p_[i] : '\0'; }
    std::size_t digits_from(std::size_t i) const noexcept {
        std::size_t n = 0;
        while (is_digit(at(i + n))) ++n;
        return n;
    }
    void take(char letter, std::size_t digits) noexcept {
        field(letter, digits, {p_, digits});
        p_ += digits;
    }
    void take_literal(std::size_t size) noexcept {
        literal({p_, size});
        p_ += size;
    }

    void blank(std::size_t) noexcept {
        const char* from = p_;
        while (const auto size = blank_size(p_, end_)) p_ += size;
        literal({from, static_cast<std::size_t>(p_ - from)});
    }

    bool date_is_complete() const noexcept {
        return number_count_ + (month_name_ > 0 ? 1U : 0U) == 3 || (number_count_ == 1 && numbers_wide_);
    }

    bool number() noexcept {
        const auto digits = digits_from(0);
        if (!has_time_ && time(digits)) return true;
        if (number_count_ == 3 || digits > 14) return false;
        int value = 0;
        for (std::size_t i = 0; i < digits && i < 9; ++i) value = value * 10 + (p_[i] - '0');
        if (digits >= 8) numbers_wide_ = true;
        numbers_[number_count_++] = static_cast<std::uint8_t>(count_);
        const bool short_year = before() == '\'' && digits == 2;
        field(open_number, digits, {p_, digits}, value);
        parts_[count_ - 1].short_year_mark = short_year;
        p_ += digits;
        return true;
    }

    // Where a time stands at a number, takes all of it.
    bool time(std::size_t digits) noexcept {
        const bool after_t = count_ > 0 && parts_[count_ - 1].letter == 0 && same_word(parts_[count_ - 1].text, "t");
        if (after_t) return time_after_t(digits);
        if (digits > 2) return false;
        if (at(digits) == ':' && is_digit(at(digits + 1))) return clock(digits, ':');
        if ((at(digits) == 'h' || at(digits) == 'H') && digits_from(digits + 1) == 2) return clock(digits, at(digits));
        const bool dotted = date_is_complete() && at(digits) == '.' && digits_from(digits + 1) == 2 &&
                            (before() == ' ' || static_cast<unsigned char>(before()) >= 0x80U);
        if (dotted) return clock(digits, '.');
        return hour_alone(digits);
    }

    bool time_after_t(std::size_t digits) noexcept {
        if (digits == 4 || digits == 6) {
            take('H', 2);
            take('m', 2);
            if (digits == 6) seconds(2);
            return finish_time();
        }
        if (digits > 2) return false;
        if (at(digits) == ':') return clock(digits, ':');
        take('H', digits);
        return finish_time();
    }

    // h:mm or h:mm:ss with the given mark; 4:2:2014 is a date instead.
    bool clock(std::size_t digits, char mark) noexcept {
        const auto minute_digits = digits_from(digits + 1);
        if (minute_digits > 2) return false;
        const auto second_from = digits + 1 + minute_digits + 1;
        const bool has_seconds = at(digits + 1 + minute_digits) == mark && digits_from(second_from) > 0;
        if (has_seconds && digits_from(second_from) > 2) return false;
        take('H', digits);
        take_literal(1);
        take('m', minute_digits);
        if (has_seconds) {
            take_literal(1);
            seconds(digits_from(0));
        }
        return finish_time();
    }

    void seconds(std::size_t digits) noexcept {
        take('s', digits);
        const bool fraction = (at(0) == '.' || at(0) == ',' || (at(0) == ':' && digits_from(1) == 3)) && is_digit(at(1));
        if (!fraction) return;
        take_literal(1);
        take('S', digits_from(0));
    }

    // 11 am, 1 a.m.: the hour alone counts only with its half of the day.
    bool hour_alone(std::size_t digits) noexcept {
        const char* q = p_ + digits;
        while (const auto size = blank_size(q, end_)) q += size;
        const char* behind = q;
        if (read_half_day(behind, end_) == 0 || behind - q < 2) return false;
        take('H', digits);
        return finish_time();
    }

    // AM or PM behind a time.
    bool finish_time() noexcept {
        has_time_ = true;
        const char* q = p_;
        while (const auto size = blank_size(q, end_)) q += size;
        const char* behind = q;
        if (read_half_day(behind, end_) == 0) return true;
        if (q != p_) literal({p_, static_cast<std::size_t>(q - p_)});
        field('a', 1, {q, static_cast<std::size_t>(behind - q)});
        p_ = behind;
        for (std::size_t i = 0; i < count_; ++i) {
            if (parts_[i].letter == 'H') parts_[i].letter = 'h';
        }
        return true;
    }

    bool word() noexcept {
        const char* q = p_;
        while (const auto size = letter_size(q, end_)) q += size;
        const std::string_view text(p_, static_cast<std::size_t>(q - p_));
        // Before the names: "1st" is no Wednesday (st in Czech), and "12:00 on 1 May" no Wednesday either (on. in Nynorsk).
        if (is_digit(before()) && ordinal_ending_size(p_, end_) == text.size()) return ending(text.size());
        if (count_ > 0 && is_filler(text)) return literal_word(q);
        q = p_;
        const auto name = read_name(q, end_, locales_);
        if (name.month != 0 && month_name_ == 0 && !(name.weekday_mask != 0 && number_count_ == 0 && is_weekday_here(q))) {
            return month(name, q);
        }
        if (name.weekday_mask != 0 && !has_weekday_) return weekday(name, q);
        q = p_ + text.size();
        const bool between_digits = is_digit(before()) && q != end_ && is_digit(*q);
        if (same_word(text, "t") && between_digits) return literal_word(q);
        if (has_time_ && !has_zone_ && zone(text)) return true;
        // "v" before a date is a word of Czech, in "v1.2.2012" it is the mark of a version.
        return is_filler(text) && !(q != end_ && is_digit(*q)) && literal_word(q);
    }

    // "mar." is mars and mardi: a weekday when a number and another month name follow, else the month.
    bool is_weekday_here(const char* behind) const noexcept {
        for (const char* q = behind; q != end_;) {
            if (letter_size(q, end_) == 0) {
                ++q;
                continue;
            }
            const char* name_end = q;
            if (read_name(name_end, end_, locales_).month != 0) return true;
            while (q != end_ && letter_size(q, end_) > 0) q += letter_size(q, end_);
        }
        // le mar. 08/12/2014: three numbers and no other name
        std::size_t numbers = 0;
        for (const char* q = behind; q != end_; ++q) {
            if (is_digit(*q) && (q + 1 == end_ || !is_digit(q[1]))) ++numbers;
        }
        return numbers == 3;
    }

    bool month(const NameMatch& name, const char* behind) noexcept {
        month_name_ = name.month;
        month_at_ = count_;
        field('M', name.is_short ? 3 : 4, {p_, static_cast<std::size_t>(behind - p_)}, name.month);
        p_ = behind;
        take_name_dot();
        return true;
    }

    bool weekday(const NameMatch& name, const char* behind) noexcept {
        has_weekday_ = true;
        const bool is_short = name.is_short || behind - p_ <= 4;
        field('E', is_short ? 3 : 4, {p_, static_cast<std::size_t>(behind - p_)});
        p_ = behind;
        take_name_dot();
        return true;
    }

    // The dot of an abbreviation; directly before a digit it separates (15.Jan.2017).
    void take_name_dot() noexcept {
        if (at(0) == '.' && !is_digit(at(1))) ++p_;
    }

    bool literal_word(const char* behind) noexcept {
        literal({p_, static_cast<std::size_t>(behind - p_)});
        p_ = behind;
        return true;
    }

    bool ending(std::size_t size) noexcept {
        take_literal(size);
        parts_[count_ - 1].is_ordinal_ending = true;
        return true;
    }

    // Z, UTC or GMT, with an offset behind it or not. Any other abbreviation is refused: EST and IST have several meanings.
    bool zone(std::string_view text) noexcept {
        if (same_word(text, "z")) {
            field('X', 3, text);
        } else if (same_word(text, "utc") || same_word(text, "gmt")) {
            std::size_t size = 3;
            if ((at(3) == '+' || at(3) == '-') && is_digit(at(4))) size = 4 + offset_digits(4);
            field('z', 1, {p_, size});
            p_ += size;
            has_zone_ = true;
            return true;
        } else {
            return false;
        }
        p_ += text.size();
        has_zone_ = true;
        return true;
    }

    // Characters of hh, hhmm or hh:mm at `from`.
    std::size_t offset_digits(std::size_t from) const noexcept {
        const auto digits = digits_from(from);
        if (digits == 2 && at(from + 2) == ':' && digits_from(from + 3) == 2) return 5;
        return digits;
    }

    bool mark() noexcept {
        const char c = *p_;
        if (has_time_ && !has_zone_ && (c == '+' || c == '-') && is_digit(at(1))) return offset();
        if (c == '(' && has_zone_) return zone_name();
        if (std::string_view(".,/-:'").find(c) != std::string_view::npos) {
            take_literal(1);
            return true;
        }
        if (ordinal_sign()) {
            if (is_digit(before())) return ending(2);
            take_literal(2);
            return true;
        }
        // year, month and day signs of Chinese and Japanese
        for (const std::string_view sign : {"\xE5\xB9\xB4", "\xE6\x9C\x88", "\xE6\x97\xA5"}) {
            if (std::string_view(p_, left()).substr(0, 3) != sign) continue;
            take_literal(3);
            return true;
        }
        return false;
    }

    // 1º de mayo, 1.º de mayo; many keyboards have the sign of degrees only.
    bool ordinal_sign() const noexcept {
        const std::string_view sign(p_, std::min<std::size_t>(left(), 2));
        return (is_digit(before()) || before() == '.') && (sign == "\xC2\xBA" || sign == "\xC2\xB0");
    }

    bool offset() noexcept {
        const auto size = 1 + offset_digits(1);
        if (size != 3 && size != 5 && size != 6) return false;
        field('X', size == 6 ? 3 : size == 5 ? 2 : 1, {p_, size});
        p_ += size;
        has_zone_ = true;
        // "+0000 UTC": the name repeats what the offset has said, and only these two cannot contradict it unseen
        const std::size_t gap = blank_size(p_, end_);
        const std::string_view rest(p_ + gap, left() - gap);
        if (gap > 0 && (same_word(rest, "utc") || same_word(rest, "gmt")) && says_zero({p_ - size, size})) {
            take_literal(gap);
            take_literal(3);
        }
        return true;
    }

    static bool says_zero(std::string_view offset) noexcept {
        return offset.find_first_of("123456789") == std::string_view::npos;
    }

    // A remark in parentheses behind an offset: (CEST), (GMT Daylight Time).
    bool zone_name() noexcept {
        if (end_[-1] != ')') return false;
        for (const char* q = p_ + 1; q != end_ - 1; ++q) {
            if (*q == '(' || *q == ')') return false;
        }
        take_literal(left());
        return true;
    }

    LocaleMask locales_;
    const char* begin_;
    const char* p_;
    const char* end_;
    std::array<Part, most_parts> parts_{};
    std::array<std::uint8_t, 3> numbers_{};
    std::size_t count_ = 0;
    std::size_t number_count_ = 0;
    std::size_t month_at_ = 0;
    int month_name_ = 0;
    bool numbers_wide_ = false, has_time_ = false, has_zone_ = false, has_weekday_ = false;
};

// What the open numbers mean: for each of them one of 'd', 'M', 'y'.
struct Layout {
    DateOrder order = DateOrder::none;
    std::array<char, 3> letters{};
};

class Interpreter {
public:
    Interpreter(const Scanner& scan, const FreeOptions& free) noexcept : scan_(scan), free_(free) {}

    std::vector<Reading> readings(std::string_view text) const {
        std::vector<Reading> result;
        if (scan_.month_name() > 0) {
            named(text, result);
        } else if (scan_.number_count() == 3) {
            numeric(text, result);
        } else if (scan_.number_count() == 1) {
            digits(text, result);
        }
        return result;
    }

private:
    const Part& number(std::size_t i) const noexcept { return scan_.part(scan_.number_at(i)); }

    // Day, month name and year in one of the three layouts that people write.
    void named(std::string_view text, std::vector<Reading>& result) const {
        if (scan_.number_count() != 2) return;
        const auto& first = number(0);
        const auto& second = number(1);
        const bool name_first = scan_.month_at() < scan_.number_at(0);
        const bool name_last = scan_.month_at() > scan_.number_at(1);
        if (!name_first && !name_last && first.digits == 4 && second.digits <= 2) {
            add(text, {DateOrder::ymd, {'y', 'd', 0}}, result);
        } else if (!name_last && first.digits <= 2 && (second.digits == 4 || second.digits == 2)) {
            add(text, {name_first ? DateOrder::mdy : DateOrder::dmy, {'d', 'y', 0}}, result);
            // With hyphens a two-digit year may also come first, as among numbers.
            if (first.digits == 2 && second.digits == 2 && month_is_between_hyphens()) add(text, {DateOrder::ymd, {'y', 'd', 0}}, result);
        }
    }

    bool month_is_between_hyphens() const noexcept {
        const auto is_hyphen = [&](std::size_t i) { return scan_.part(i).letter == 0 && scan_.part(i).text == "-"; };
        const std::size_t month = scan_.month_at();
        return scan_.number_at(0) + 2 == month && month + 2 == scan_.number_at(1) && is_hyphen(month - 1) && is_hyphen(month + 1);
    }

    void numeric(std::string_view text, std::vector<Reading>& result) const {
        const char mark = separator();
        if (mark == 0) return;
        const int a = number(0).digits, b = number(1).digits, c = number(2).digits;
        if (b > 2) return;
        if (a == 4 && c <= 2) {
            add(text, {DateOrder::ymd, {'y', 'M', 'd'}}, result);
        } else if (a <= 2 && (c == 4 || c == 2)) {
            add(text, {DateOrder::dmy, {'d', 'M', 'y'}}, result);
            add(text, {DateOrder::mdy, {'M', 'd', 'y'}}, result);
            // With hyphens a two-digit year may also come first, as in ISO 8601 before 2000.
            if (a == 2 && c == 2 && mark == '-') add(text, {DateOrder::ymd, {'y', 'M', 'd'}}, result);
        }
    }

    // The mark between the three numbers: the same on both sides; ' ' when there are only blanks; 0 when it is none.
    char separator() const noexcept {
        char marks[2] = {' ', ' '};
        std::size_t blanks[2] = {0, 0};
        for (std::size_t gap = 0; gap < 2; ++gap) {
            for (auto i = scan_.number_at(gap) + 1; i < scan_.number_at(gap + 1); ++i) {
                const auto& part = scan_.part(i);
                if (part.letter != 0) return 0;
                if (blank_size(part.text.data(), part.text.data() + part.text.size()) > 0) {
                    ++blanks[gap];
                } else if (part.text.size() == 1 || part.text.size() == 3) {
                    if (marks[gap] != ' ') return 0;
                    marks[gap] = part.text.size() == 3 ? 'c' : part.text[0];
                }
                else return 0;
            }
        }
        if (marks[0] != marks[1] || std::string_view("./-: c").find(marks[0]) == std::string_view::npos) return 0;
        if (!free_.one_value && marks[0] == ':') return 0;
        // "26. 10.21" may as well be the 26th at 10.21.
        if (marks[0] != ' ' && blanks[0] != blanks[1]) return 0;
        return marks[0];
    }

    // 8, 12 or 14 digits without a mark.
    void digits(std::string_view text, std::vector<Reading>& result) const {
        const auto& part = number(0);
        const bool with_time = scan_.has_time();
        if (part.digits == 8) {
            if (!with_time && !free_.digits_only) return;
            add_digits(text, DateOrder::ymd, "yyyyMMdd", result);
            if (!with_time) {
                add_digits(text, DateOrder::dmy, "ddMMyyyy", result);
                add_digits(text, DateOrder::mdy, "MMddyyyy", result);
            }
        } else if (free_.digits_only && !with_time && part.digits == 12) {
            add_digits(text, DateOrder::ymd, "yyyyMMddHHmm", result);
        } else if (free_.digits_only && !with_time && part.digits == 14) {
            add_digits(text, DateOrder::ymd, "yyyyMMddHHmmss", result);
        }
    }

    void add_digits(std::string_view text, DateOrder order, std::string_view pattern, std::vector<Reading>& result) const {
        std::vector<PatternToken> tokens;
        for (std::size_t i = 0; i < scan_.count(); ++i) {
            if (scan_.part(i).letter != open_number) {
                append(scan_.part(i), tokens);
                continue;
            }
            for (const char c : pattern) {
                if (!tokens.empty() && tokens.back().letter == c) ++tokens.back().count;
                else tokens.push_back(PatternToken::field(c, 1));
            }
        }
        keep(text, order, std::move(tokens), result, true);
    }

    static void append(const Part& part, std::vector<PatternToken>& tokens) {
        if (part.letter != 0) {
            tokens.push_back(PatternToken::field(part.letter, part.digits));
        } else if (part.is_ordinal_ending && !tokens.empty() && tokens.back().letter == 'd') {
            tokens.back().count = 1;  // such a day takes its ending itself
        } else if (!tokens.empty() && tokens.back().is_literal()) {
            tokens.back().text += part.text;
        } else {
            tokens.push_back(PatternToken::literal(part.text));
        }
    }

    // Cheap check before a pattern is built: almost every wrong order fails here.
    bool fits(const Layout& layout) const noexcept {
        if (free_.also_unreal) return true;
        if (free_.one_value && !free_.options.pivot_is_told && century_is_open(layout)) return false;
        int year = 0, month = scan_.month_name(), day = 0;
        for (std::size_t i = 0; i < scan_.number_count(); ++i) {
            const auto& part = number(i);
            if (layout.letters[i] == 'd') day = part.value;
            else if (layout.letters[i] == 'M') month = part.value;
            else if (part.digits == 4) year = part.value;
            else year = part.value < free_.options.pivot ? 2000 + part.value : 1900 + part.value;
            if (part.short_year_mark && layout.letters[i] != 'y') return false;
        }
        return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
    }

    // A single value with a year between the pivots in use (50 in Oracle and SQL Server, 69 in POSIX): 68 is 1968 to one
    // and 2068 to the other, so somebody has to say.
    bool century_is_open(const Layout& layout) const noexcept {
        for (std::size_t i = 0; i < scan_.number_count(); ++i) {
            const auto& part = number(i);
            if (layout.letters[i] == 'y' && part.digits == 2 && part.value >= 50 && part.value < 69) return true;
        }
        return false;
    }

    void add(std::string_view text, const Layout& layout, std::vector<Reading>& result) const {
        if (!fits(layout)) return;
        std::vector<PatternToken> tokens;
        std::size_t next = 0;
        for (std::size_t i = 0; i < scan_.count(); ++i) {
            Part part = scan_.part(i);
            if (part.letter == open_number) part.letter = layout.letters[next++];
            append(part, tokens);
        }
        keep(text, layout.order, std::move(tokens), result, false);
    }

    void keep(std::string_view text, DateOrder order, std::vector<PatternToken> tokens, std::vector<Reading>& result,
              bool plausible_years_only) const {
        for (auto& token : tokens) {
            // One S takes any number of digits; a blank of any length is one blank.
            if (token.letter == 'S' && token.count > 9) token.count = 1;
        }
        auto list = build_steps(std::move(tokens), free_.options);
        if (!list) return;
        const auto value = run_steps(*list, text);
        if (!value && !free_.also_unreal) return;
        if (value && plausible_years_only && !is_plausible_year(value->year)) return;
        result.push_back({order, std::move(*list), value.value_or(DateTime{})});
    }

    const Scanner& scan_;
    const FreeOptions& free_;
};

}  // namespace

std::vector<Reading> possible_readings(std::string_view text, const FreeOptions& free) {
    text = trimmed_cell(text);
    // The shortest date is 1/1/24; a text without a digit is none.
    if (text.size() < 6 || text.size() > longest_text) return {};
    if (text.find_first_of("0123456789") == std::string_view::npos) return {};
    Scanner scanner(text, locale_mask(free.options.locale));
    if (!scanner.scan()) return {};
    return Interpreter(scanner, free).readings(text);
}

bool has_month_in_words(const std::vector<PatternToken>& tokens) noexcept {
    return std::any_of(tokens.begin(), tokens.end(), [](const PatternToken& token) { return token.letter == 'M' && token.count >= 3; });
}

std::string layout_of(const std::vector<PatternToken>& tokens) {
    auto plain = tokens;
    for (auto& token : plain) {
        if (token.letter == 'M' || token.letter == 'E') token.count = token.count >= 3 ? 3 : 1;
        else if (token.letter != 'y' && !token.is_literal()) token.count = 1;
    }
    return ldml_of(plain);
}

}  // namespace dates

namespace {

// What is wrong with a text that has the form of a date; empty where it has none. Of several orders that are thought of, one with a
// month that there is was meant.
std::string why_not_real(std::string_view text, dates::FreeOptions free) {
    constexpr std::string_view no_month = "There is no month";
    free.also_unreal = true;
    std::string reason;
    for (const auto& form : dates::possible_readings(text, free)) {
        std::string sentence = dates::why_refused(form.list, text);
        if (reason.empty() || (reason.starts_with(no_month) && !sentence.empty() && !sentence.starts_with(no_month))) reason = std::move(sentence);
    }
    return reason;
}

Issue no_date(std::string_view text, const dates::FreeOptions& free) {
    if (const std::string reason = why_not_real(text, free); !reason.empty()) {
        return make_issue(Code::invalid_date, "\"" + shortened(text) + "\" is no real date. " + reason,
                          "Correct it, or give the pattern of the column if it is to be read otherwise.");
    }
    return make_issue(Code::invalid_date, "\"" + shortened(text) + "\" is not a date that can be understood.",
                      "Write it like 2024-12-31, or give the pattern of the column.");
}

// Whether nothing but the century of a two-digit year is missing.
bool century_is_open(std::string_view text, dates::FreeOptions free) {
    if (free.options.pivot_is_told) return false;
    free.options.pivot_is_told = true;
    return !dates::possible_readings(text, free).empty();
}

Issue open_century(std::string_view text, int pivot) {
    return make_issue(Code::invalid_date, "The year of \"" + shortened(text) + "\" can be of two centuries: programs differ in where 19xx begins.",
                      "Write the year with four digits, or say where it begins with --pivot, such as --pivot " + std::to_string(pivot) + ".");
}

Issue ambiguous_date(std::string_view text, const std::vector<dates::Reading>& readings) {
    std::string list;
    for (const auto& reading : readings) {
        if (!list.empty()) list += " or ";
        list += iso_text(reading.value) + " (" + reading.list.ldml + ")";
    }
    return make_issue(Code::date_order_ambiguous, "\"" + shortened(text) + "\" can be " + list + ".",
                      "Say whether the day or the month comes first.");
}

}  // namespace

Result<DateTime> read_date_freely(std::string_view text, const DateOptions& options) {
    if (dates::locale_mask(options.locale) == 0) {
        return make_issue(Code::usage, "The locale \"" + shortened(options.locale) + "\" is not known.",
                          "Use one of " + dates::known_locales() + ", or none.");
    }
    dates::FreeOptions free{options};
    free.digits_only = true;
    if (dates::trimmed_cell(text).empty()) return make_issue(Code::invalid_date, "The value is empty.");
    const auto readings = dates::possible_readings(text, free);
    if (readings.empty()) return century_is_open(text, free) ? open_century(text, options.pivot) : no_date(text, free);
    // 05.05.2024 is the same day in either order.
    const bool all_equal = std::all_of(readings.begin(), readings.end(),
                                       [&](const auto& reading) { return reading.value == readings.front().value; });
    if (all_equal) return readings.front().value;
    for (const auto& reading : readings) {
        if (dates::is_told(reading.order, options.order, dates::has_month_in_words(reading.list.tokens))) return reading.value;
    }
    return ambiguous_date(text, readings);
}

}  // namespace muster
