// Numbers: decimals stay text, so that no digit is lost and both builds agree.
#include "letters.hpp"
#include "value_parts.hpp"

#include <array>

namespace muster {
namespace {

enum class Separator : char { point = '.', comma = ',', blank = ' ', apostrophe = '\'' };

// A number taken apart: its digits without marks, and after how many digits each mark stood.
struct NumberParts {
    static constexpr std::size_t max_digits = 60;
    static constexpr std::size_t max_marks = 20;

    bool negative = false;
    std::size_t digits = 0;
    std::size_t marks = 0;
    std::array<char, max_digits> digit;
    std::array<Separator, max_marks> mark;
    std::array<std::size_t, max_marks> digits_before;
};

bool skip(std::string_view& text, std::string_view prefix) noexcept {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// Blanks that group digits: space, NBSP, narrow NBSP (French, Nordic), thin space; apostrophes (Swiss).
std::optional<Separator> take_separator(std::string_view& text) noexcept {
    if (skip(text, ".")) return Separator::point;
    if (skip(text, ",")) return Separator::comma;
    if (skip(text, " ") || skip(text, "\u00A0") || skip(text, "\u202F") || skip(text, "\u2009")) return Separator::blank;
    if (skip(text, "'") || skip(text, "\u2019")) return Separator::apostrophe;
    return std::nullopt;
}

bool take_apart(std::string_view text, NumberParts& parts) noexcept {
    if (skip(text, "-") || skip(text, "\u2212")) {
        parts.negative = true;
    } else {
        skip(text, "+");
    }
    while (!text.empty()) {
        if (is_digit(text[0])) {
            if (parts.digits == NumberParts::max_digits) return false;
            parts.digit[parts.digits++] = text[0];
            text.remove_prefix(1);
            continue;
        }
        const auto separator = take_separator(text);
        if (!separator || parts.marks == NumberParts::max_marks) return false;
        parts.mark[parts.marks] = *separator;
        parts.digits_before[parts.marks++] = parts.digits;
    }
    return parts.digits > 0;
}

// Groups are of three digits, the first of one to three and not starting with a zero, all with the same mark; in India and its
// neighbours those above the thousands are of two, parted by commas: 12,34,567 (CLDR's pattern #,##,##0 of en-IN and hi).
bool groups_are_right(const NumberParts& parts, std::size_t grouping_marks, std::size_t whole_digits) noexcept {
    if (grouping_marks == 0) return true;
    const std::size_t first = parts.digits_before[0];
    if (first == 0 || first > 3 || parts.digit[0] == '0') return false;
    const bool indian = grouping_marks > 1 && parts.mark[0] == Separator::comma && first <= 2 && parts.digits_before[1] - first == 2;
    for (std::size_t i = 0; i < grouping_marks; ++i) {
        const bool last = i + 1 == grouping_marks;
        const std::size_t end = last ? whole_digits : parts.digits_before[i + 1];
        if (parts.mark[i] != parts.mark[0] || end - parts.digits_before[i] != (indian && !last ? 2u : 3u)) return false;
    }
    return true;
}

// How many digits stand before the decimal mark when `decimal` is that mark; nothing when it cannot be.
std::optional<std::size_t> whole_digits_under(const NumberParts& parts, Separator decimal) noexcept {
    std::size_t grouping = parts.marks;
    std::size_t whole = parts.digits;
    if (parts.marks > 0 && parts.mark[parts.marks - 1] == decimal) {
        --grouping;
        whole = parts.digits_before[grouping];
        if (whole == parts.digits) return std::nullopt;  // nothing after the mark
    }
    for (std::size_t i = 0; i < grouping; ++i) {
        if (parts.mark[i] == decimal) return std::nullopt;
    }
    return groups_are_right(parts, grouping, whole) ? std::optional(whole) : std::nullopt;
}

NumberShape shape_of(const NumberParts& parts) noexcept {
    const bool as_point = whole_digits_under(parts, Separator::point).has_value();
    const bool as_comma = whole_digits_under(parts, Separator::comma).has_value();
    if (!as_point && !as_comma) return NumberShape::none;
    if (as_point != as_comma) return as_point ? NumberShape::point : NumberShape::comma;
    const Separator last = parts.marks > 0 ? parts.mark[parts.marks - 1] : Separator::blank;
    if (last == Separator::point) return NumberShape::either_point;
    if (last == Separator::comma) return NumberShape::either_comma;
    return NumberShape::integer;
}

std::string_view write_plain(const NumberParts& parts, std::size_t whole, std::size_t end, std::string& scratch) {
    std::size_t first = 0;
    while (first + 1 < whole && parts.digit[first] == '0') ++first;
    bool zero = true;
    for (std::size_t i = 0; i < end; ++i) zero = zero && parts.digit[i] == '0';
    scratch.clear();
    if (parts.negative && !zero) scratch += '-';
    if (whole == 0) scratch += '0';
    scratch.append(parts.digit.data() + first, whole - first);
    if (end > whole) {
        scratch += '.';
        scratch.append(parts.digit.data() + whole, end - whole);
    }
    return scratch;
}

// Digits alone with a zero before them, such as "007": more often a code than a number.
bool is_like_code(const NumberParts& parts) noexcept { return parts.marks == 0 && parts.digits > 1 && parts.digit[0] == '0'; }

ValueReader::Outcome written(const NumberParts& parts, std::size_t whole, std::size_t end, std::string& scratch) {
    ValueReader::Outcome outcome = accepted(write_plain(parts, whole, end, scratch));
    if (is_like_code(parts)) outcome.note = Code::leading_zeros_dropped;
    return outcome;
}

struct Reading {
    Code error = Code::invalid_number;
    std::optional<std::size_t> whole;
};

Reading read_parts(std::string_view cell, DecimalMark decimal, NumberParts& parts) noexcept {
    Reading reading;
    if (!take_apart(cell, parts)) return reading;
    if (decimal == DecimalMark::unknown) {
        switch (shape_of(parts)) {
            case NumberShape::none: return reading;
            case NumberShape::integer:
            case NumberShape::point: decimal = DecimalMark::point; break;
            case NumberShape::comma: decimal = DecimalMark::comma; break;
            case NumberShape::either_point:
            case NumberShape::either_comma: reading.error = Code::number_format_ambiguous; return reading;
        }
    }
    reading.whole = whole_digits_under(parts, decimal == DecimalMark::point ? Separator::point : Separator::comma);
    return reading;
}

bool is_plain_integer(std::string_view cell) noexcept {
    if (cell.empty() || cell.size() > NumberParts::max_digits || (cell[0] == '0' && cell.size() > 1)) return false;
    for (const char c : cell) {
        if (!is_digit(c)) return false;
    }
    return true;
}

// "603.72": written as it is kept.
bool is_plain_decimal(std::string_view cell) noexcept {
    if (cell.size() > NumberParts::max_digits) return false;
    std::size_t point = cell.size();
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (is_digit(cell[i])) continue;
        if (cell[i] != '.' || point != cell.size()) return false;
        point = i;
    }
    const bool leading_zero = cell[0] == '0' && point > 1;
    return point > 0 && point + 1 < cell.size() && !leading_zero;
}

}  // namespace

NumberShape number_shape(std::string_view cell) noexcept {
    NumberParts parts;
    return take_apart(cell, parts) ? shape_of(parts) : NumberShape::none;
}

ValueReader::Outcome read_number(std::string_view cell, DecimalMark decimal, std::string& scratch) {
    if (is_plain_integer(cell) || (decimal == DecimalMark::point && is_plain_decimal(cell))) return accepted(cell);
    NumberParts parts;
    const Reading reading = read_parts(cell, decimal, parts);
    if (!reading.whole) return refused(reading.error);
    return written(parts, *reading.whole, parts.digits, scratch);
}

// Whole numbers that went through a spreadsheet come as "3.0": a fraction of zeros loses nothing.
ValueReader::Outcome read_integer(std::string_view cell, DecimalMark decimal, std::string& scratch) {
    if (is_plain_integer(cell)) return accepted(cell);
    NumberParts parts;
    const Reading reading = read_parts(cell, decimal, parts);
    if (!reading.whole) return refused(reading.error);
    for (std::size_t i = *reading.whole; i < parts.digits; ++i) {
        if (parts.digit[i] != '0') return refused(Code::invalid_number);
    }
    return written(parts, *reading.whole, *reading.whole, scratch);
}

void NumberColumn::add(std::string_view cell, std::uint64_t row) noexcept {
    cell = trimmed(cell);
    if (cell.empty()) return;
    ++of_;
    switch (number_shape(cell)) {
        case NumberShape::none: return;
        case NumberShape::integer: ++integers_; break;
        case NumberShape::point:
            if (proves_point_++ == 0) first_point_ = row;
            break;
        case NumberShape::comma:
            if (proves_comma_++ == 0) first_comma_ = row;
            break;
        case NumberShape::either_point: ++either_point_; break;
        case NumberShape::either_comma: ++either_comma_; break;
    }
}

// One slip in so many does not overturn what the others prove; it is an error of its row.
constexpr std::uint64_t slips_one_in = 10;

// Several slips may be the rest of another export, whose numbers that read both ways nobody would see: where there are any, one
// slip is all that counts as one, as in columns of dates.
bool outweighs(std::uint64_t proofs, std::uint64_t against, std::uint64_t open) noexcept {
    return proofs > 0 && against * slips_one_in <= proofs && (against <= 1 || open == 0);
}

NumberColumn::Verdict NumberColumn::verdict() const {
    Verdict verdict;
    verdict.of = of_;
    verdict.matched = integers_ + proves_point_ + proves_comma_ + either_point_ + either_comma_;
    const std::uint64_t either = either_point_ + either_comma_;
    verdict.integers_only = verdict.matched > 0 && verdict.matched == integers_;
    const std::string point_row = "Row " + std::to_string(first_point_) + " can only be read with a decimal point";
    const std::string comma_row = "Row " + std::to_string(first_comma_) + " can only be read with a decimal comma";
    if (outweighs(proves_point_, proves_comma_, either)) {
        verdict.decimal = DecimalMark::point;
        verdict.matched -= proves_comma_;
        verdict.evidence = point_row + "." + (proves_comma_ > 0 ? " " + comma_row + ", against what the others prove." : "");
    } else if (outweighs(proves_comma_, proves_point_, either)) {
        verdict.decimal = DecimalMark::comma;
        verdict.matched -= proves_point_;
        verdict.evidence = comma_row + "." + (proves_point_ > 0 ? " " + point_row + ", against what the others prove." : "");
    } else if (proves_point_ > 0) {
        verdict.conflict = true;
        verdict.evidence = "Row " + std::to_string(first_point_) + " has a decimal point, row " +
                           std::to_string(first_comma_) + " a decimal comma.";
    } else if (either > 0) {
        verdict.ambiguous = true;
        verdict.evidence = "Every number with a mark can be read with a decimal point or with a decimal comma.";
    } else if (integers_ > 0) {
        verdict.evidence = "All numbers are whole.";
    }
    return verdict;
}

}  // namespace muster
