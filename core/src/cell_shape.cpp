#include "cell_shape.hpp"

#include <array>
#include <cstddef>

#include "byte_set.hpp"
#include "line_break.hpp"

namespace muster {
namespace {

// What kinds of bytes a cell holds, so that most shapes are ruled out by one pass over it.
enum Kind : std::uint8_t { digit = 1, letter = 2, of_word = 4, other = 8, at_sign = 16 };

constexpr std::array<std::uint8_t, 256> make_kinds() {
    std::array<std::uint8_t, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte) {
        const bool is_digit = byte >= '0' && byte <= '9';
        const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
        const bool is_of_word = byte == '_' || byte == '-' || byte == '.';
        kinds[byte] = is_digit ? digit : is_letter ? letter : is_of_word ? of_word : byte == '@' ? at_sign : other;
    }
    return kinds;
}
constexpr std::array<std::uint8_t, 256> kinds = make_kinds();

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80u;
}

// Takes digits from the front; how many there were.
std::size_t take_digits(std::string_view& text) noexcept {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    text.remove_prefix(count);
    return count;
}

bool take(std::string_view& text, std::string_view signs) noexcept {
    // Few signs: a library's search would cost more than looking at each.
    if (text.empty() || std::none_of(signs.begin(), signs.end(), [&](char sign) { return sign == text.front(); })) return false;
    text.remove_prefix(1);
    return true;
}

// Digits and the signs of a number, to keep most texts from the longer comparisons.
bool is_of_number(char c) noexcept {
    return is_digit(c) || c == '+' || c == '-' || c == '.' || c == ',';
}

void drop_currency(std::string_view& text) noexcept {
    if (text.empty() || (is_of_number(text.front()) && is_of_number(text.back()))) return;
    if (!is_of_number(text.front()) && !is_of_number(text.back())) return;
    static constexpr std::string_view currencies[] = {"\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "$",           "EUR",
                                               "USD",          "SEK",      "%",        "\xE2\x80\xB0"};
    for (const std::string_view currency : currencies) {
        // Most texts differ in the first letter already.
        if (text.starts_with(currency.front()) && text.starts_with(currency)) text.remove_prefix(currency.size());
        if (text.ends_with(currency.back()) && text.ends_with(currency)) text.remove_suffix(currency.size());
    }
    text = without_blanks(text);
}

// Groups of three behind one to three digits ("1.234.567,89"); or digits with at most one decimal sign.
bool is_number(std::string_view text) noexcept {
    drop_currency(text);
    take(text, "+-");
    drop_currency(text);
    const std::size_t whole = take_digits(text);
    std::size_t last_group = 0, groups = 0;
    char group_sign = '\0';
    while (text.size() >= 4 && (text[0] == '.' || text[0] == ',' || text[0] == ' ' || text[0] == '\'') &&
           is_digit(text[1]) && (group_sign == '\0' || group_sign == text[0])) {
        std::string_view rest = text.substr(1);
        last_group = take_digits(rest);
        if (last_group != 3 || whole == 0 || whole > 3) break;
        group_sign = text[0];
        ++groups;
        text = rest;
    }
    std::size_t fraction = 0;
    if (!text.empty() && text[0] != group_sign && take(text, ".,")) fraction = take_digits(text);
    if (whole + fraction == 0) return false;
    if (groups == 0 && take(text, "eE")) {
        take(text, "+-");
        if (take_digits(text) == 0) return false;
    }
    return text.empty();
}

bool is_time(std::string_view text) noexcept {
    const std::size_t hours = take_digits(text);
    if (hours == 0 || hours > 2 || !take(text, ":") || take_digits(text) != 2) return false;
    if (take(text, ":")) {
        if (take_digits(text) != 2) return false;
        if (take(text, ".,") && take_digits(text) == 0) return false;
    }
    text = without_blanks(text);
    if (text.empty() || text == "Z" || text == "AM" || text == "PM" || text == "am" || text == "pm") return true;
    if (!take(text, "+-") || take_digits(text) < 2) return false;
    if (take(text, ":")) take_digits(text);
    return text.empty();
}

bool is_date(std::string_view text) noexcept {
    const std::size_t first = take_digits(text);
    if (first == 0 || first > 4 || text.size() < 3) return false;
    const char sign = text.front();
    if (!take(text, "-/.")) return false;
    const std::size_t second = take_digits(text);
    std::size_t letters = 0;
    while (second == 0 && letters < text.size() && is_letter(text[letters])) ++letters;
    text.remove_prefix(letters);
    if (second > 2 || (second == 0 && (letters < 3 || letters > 9))) return false;
    if (text.empty() || text.front() != sign) return false;
    text.remove_prefix(1);
    const std::size_t third = take_digits(text);
    // A year has two or four digits; 10.0.0.1 and 1.2.3 are no dates.
    const bool has_year = (first == 4 && third <= 2 && third != 0) || third == 2 || third == 4;
    if (!has_year || first + second + third < 4) return false;
    if (text.empty()) return true;
    if (!take(text, "T ")) return text == "Z" || text == "." || is_time(text.substr(1));
    return is_time(without_blanks(text));
}

constexpr ByteSet never_in_email = set_of(" ,;|\t\""), never_in_url = set_of(" \t|\"");

// What no address has and a whole line of cells may: a sign in its domain that stands in none, a mark of older programs.
bool is_line_of_cells(std::string_view text, std::size_t at) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool of_domain = is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 ||
                               std::string_view(".-_[]:>").find(c) != std::string_view::npos;
        if (i > at && !of_domain) return true;
        if (static_cast<unsigned char>(c) < 0x20) return true;
        if (c == '\xC2' && i + 1 < text.size() && older_mark_bytes.find(text[i + 1]) != std::string_view::npos) return true;
    }
    return false;
}

bool is_email(std::string_view text) noexcept {
    const std::size_t at = text.find('@');
    if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
    const std::size_t dot = text.find('.', at);
    return dot != std::string_view::npos && dot > at + 1 && dot + 1 < text.size() &&
           !holds_any(text, never_in_email) && !is_line_of_cells(text, at);
}

bool is_url(std::string_view text) noexcept {
    if (!text.starts_with("http://") && !text.starts_with("https://") && !text.starts_with("www.")) return false;
    return !holds_any(text, never_in_url);
}

bool is_ip_address(std::string_view text) noexcept {
    for (int part = 0; part < 4; ++part) {
        const std::size_t digits = take_digits(text);
        if (digits == 0 || digits > 3 || (part < 3 && !take(text, "."))) return false;
    }
    return text.empty();
}

constexpr ByteSet between_digits = set_of(" +-()/.");

bool is_phone(std::string_view text) noexcept {
    std::size_t digits = 0;
    if (text.front() != '+' && text.front() != '0' && text.front() != '(' && !is_digit(text.front())) return false;
    for (const char c : text) {
        digits += is_digit(c);
        if (!is_digit(c) && !between_digits[static_cast<unsigned char>(c)]) return false;
    }
    return digits >= 6 && digits <= 17;
}

}  // namespace

std::string_view without_blanks(std::string_view cell) noexcept {
    while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
    while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.remove_suffix(1);
    return cell;
}

CellShape shape_of(std::string_view cell) noexcept {
    constexpr std::size_t longest_value = 80;  // longer ones are texts, or web addresses
    cell = without_blanks(cell);
    if (cell.empty()) return CellShape::empty;
    unsigned seen = 0;
    for (const char c : cell) seen |= kinds[static_cast<unsigned char>(c)];
    if ((cell.front() == 'h' || cell.front() == 'w') && is_url(cell)) return CellShape::url;
    if ((seen & digit) != 0 && cell.size() <= longest_value) {
        if (is_number(cell)) return CellShape::number;
        if (is_date(cell)) return CellShape::date;
        if (is_time(cell)) return CellShape::time;
        if (is_ip_address(cell)) return CellShape::address;
        if (is_phone(cell)) return CellShape::phone;
    }
    if ((seen & at_sign) != 0 && cell.size() <= longest_value && is_email(cell)) return CellShape::email;
    return (seen & (other | at_sign)) != 0 ? CellShape::text : CellShape::word;
}

}  // namespace muster
