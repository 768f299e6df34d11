// Telephone numbers: international notations to E.164, national ones kept unless the country is known.
#include "letters.hpp"
#include "phone_table.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <vector>

namespace muster {
namespace {

// ITU-T E.164 section 6.1: 15 digits with the country code. Shorter than five is a short code that nobody can be called back on.
constexpr std::size_t min_digits = 5;
constexpr std::size_t max_digits = 15;

// What is known of a country code over all countries that share it.
struct CodePlan {
    std::uint16_t lengths = 0;  // bit n: numbers behind it may have n digits; 0: no country has the code
    bool strips_zero = false;   // a 0 behind the code can only be the trunk prefix
    bool had_zero = false;      // no trunk prefix, and no number starts with 0: one behind the code is what was one, as in Poland
    bool has_trunk = false;     // numbers are dialled with a prefix inside the country, so that a (0) is none of their digits
};

// By country code, which has one to three digits.
constexpr std::array<CodePlan, 1000> make_code_plans() {
    std::array<CodePlan, 1000> plans{};
    for (const PhoneCountry& country : phone_countries) {
        CodePlan& plan = plans[country.calling_code];
        const bool none_starts_so = (country.lengths & 1u) == 0;
        const bool strips = country.trunk_prefix[0] == '0' && country.trunk_prefix[1] == '\0' && none_starts_so;
        const bool had_zero = country.trunk_prefix[0] == '\0' && none_starts_so;
        plan.had_zero = had_zero && (plan.lengths == 0 || plan.had_zero);
        plan.strips_zero = strips && (plan.lengths == 0 || plan.strips_zero);
        plan.has_trunk = plan.has_trunk || country.trunk_prefix[0] != '\0';
        plan.lengths = static_cast<std::uint16_t>(plan.lengths | (country.lengths & ~1u));
    }
    return plans;
}
constexpr auto code_plans = make_code_plans();

// Marks that only make a number readable: blanks and hyphens, brackets, points, slashes, and what nobody can see, such as the
// marks of direction around numbers that Windows copies.
bool skip_mark(std::string_view& text) noexcept {
    if (static_cast<unsigned char>(text[0]) < 0x80) {
        const char c = text[0];
        const bool mark = c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/' || (c >= '\t' && c <= '\r');
        if (mark) text.remove_prefix(1);
        return mark;
    }
    constexpr char32_t minus = 0x2212, first_hyphen = 0x2010, last_dash = 0x2014;
    std::size_t size = 0;
    const char32_t c = decode_utf8(text, size);
    const bool hyphen = c == minus || (c >= first_hyphen && c <= last_dash);
    if (!hyphen && (is_visible(c) || c == replacement_character)) return false;
    text.remove_prefix(size);
    return true;
}

struct Digits {
    char text[max_digits];
    std::size_t size = 0;
    bool plus = false;
    std::size_t bracketed_zero = 0;  // index of the 0 in "+49 (0)30": dialled inside the country only; 0: none

    std::string_view view() const noexcept { return {text, size}; }
};

enum PhoneCharacter : std::uint8_t { digit = 1, mark = 2, other = 4 };

constexpr std::array<std::uint8_t, 256> make_phone_characters() {
    std::array<std::uint8_t, 256> characters{};
    characters.fill(other);  // an opening bracket, which may stand before a (0), is one as well
    for (char c = '0'; c <= '9'; ++c) characters[static_cast<unsigned char>(c)] = digit;
    for (const char c : std::string_view(" -)./\t\n\v\f\r")) characters[static_cast<unsigned char>(c)] = mark;
    return characters;
}
constexpr auto phone_characters = make_phone_characters();

// Digits and usual marks, without asking for each which of them it is; false: the text needs a closer look.
bool take_usual_digits(std::string_view cell, Digits& digits) noexcept {
    constexpr std::size_t longest = 24;
    const bool plus = cell.starts_with('+');
    if (plus) cell.remove_prefix(1);
    if (cell.size() > longest) return false;
    char text[longest];
    std::size_t size = 0;
    std::uint8_t seen = 0;
    for (const char c : cell) {
        const std::uint8_t kind = phone_characters[static_cast<unsigned char>(c)];
        text[size] = c;
        size += kind & digit;
        seen |= kind;
    }
    if ((seen & other) != 0 || size < min_digits || size > max_digits) return false;
    digits.plus = plus;
    digits.size = size;
    std::memcpy(digits.text, text, max_digits);
    return true;
}

bool take_digits(std::string_view cell, Digits& digits) noexcept {
    if (take_usual_digits(cell, digits)) return true;
    cell = without_tel_scheme(cell);
    while (!cell.empty() && static_cast<unsigned char>(cell[0]) >= 0x80 && skip_mark(cell)) {}
    if (cell.starts_with("(+")) cell.remove_prefix(1);
    if (cell.starts_with('+')) {
        digits.plus = true;
        cell.remove_prefix(1);
    }
    while (!cell.empty()) {
        if (cell[0] == '(' && cell.starts_with("(0)") && digits.size > 0 && digits.bracketed_zero == 0) digits.bracketed_zero = digits.size;
        if (is_digit(cell[0])) {
            if (digits.size == max_digits) return false;
            digits.text[digits.size++] = cell[0];
            cell.remove_prefix(1);
        } else if (!skip_mark(cell)) {
            return false;
        }
    }
    return digits.size >= min_digits;
}

// An international number taken apart.
struct International {
    std::size_t code_size = 0;     // digits of the country code; 0: no country has it
    const CodePlan* plan = nullptr;
    char national[max_digits];     // without a trunk prefix that stood behind the code
    std::size_t national_size = 0;

    bool fits() const noexcept { return code_size > 0 && (plan->lengths >> national_size & 1u) != 0; }
};

// No country code is the beginning of another one (ITU-T E.164 annex A), so the first that is found is the one.
International take_apart(const Digits& digits, std::size_t prefix) noexcept {
    International number;
    const std::string_view all = digits.view().substr(prefix);
    std::size_t code = 0;
    for (std::size_t i = 0; i < 3 && i < all.size() && number.code_size == 0; ++i) {
        code = code * 10 + static_cast<std::size_t>(all[i] - '0');
        if (code_plans[code].lengths != 0) number.code_size = i + 1;
    }
    if (number.code_size == 0) return number;
    number.plan = &code_plans[code];
    for (std::size_t i = number.code_size; i < all.size(); ++i) {
        // Where there is no such prefix, as in Italy, the 0 is dialled from abroad as well.
        const bool bracketed = number.plan->has_trunk && digits.bracketed_zero != 0 && i + prefix == digits.bracketed_zero;
        if (!bracketed) number.national[number.national_size++] = all[i];
    }
    const bool zero = number.national_size > 0 && number.national[0] == '0';
    const bool old_zero = zero && number.plan->had_zero && (number.plan->lengths >> (number.national_size - 1) & 1u) != 0;
    const bool trunk = old_zero || (zero && number.plan->strips_zero);
    if (trunk) std::copy(number.national + 1, number.national + number.national_size--, number.national);
    return number;
}

ValueReader::Outcome read_international(const Digits& digits, std::size_t prefix, std::string& scratch) {
    const International number = take_apart(digits, prefix);
    if (!number.fits()) return refused(Code::invalid_phone);
    char text[1 + max_digits];
    text[0] = '+';
    std::memcpy(text + 1, digits.text + prefix, number.code_size);
    std::memcpy(text + 1 + number.code_size, number.national, number.national_size);
    const std::size_t size = 1 + number.code_size + number.national_size;
    scratch.assign(text, size);
    return accepted({scratch.data(), size});
}

// How many digits before the country code: 0 behind a plus, 2 for the exit code 00 (ITU-T E.164), nothing for a national
// number. No country code starts with 0, so "+0..." is a national number with a stray plus.
std::optional<std::size_t> international_prefix(const Digits& digits) noexcept {
    const std::string_view all = digits.view();
    if (digits.plus && all[0] != '0') return 0;
    if (!digits.plus && all.starts_with("00") && all[2] != '0') return 2;
    return std::nullopt;
}

constexpr std::uint16_t north_american_code = 1;  // its trunk prefix is dialled or not, as people like

// The number without its trunk prefix when it is one of this country, else empty. A number that lost its leading zero, that has
// one where no number starts so, or that starts with the calling code without a plus, could be either: it is left alone.
std::string_view national_number(std::string_view digits, const PhoneCountry& home) noexcept {
    const std::string_view trunk = home.trunk_prefix;
    const bool north_american = home.calling_code == north_american_code;
    if (!trunk.empty() && digits.starts_with(trunk)) {
        digits.remove_prefix(trunk.size());
    } else if (!trunk.empty() && !north_american) {
        return {};
    }
    const bool wrong_zero = digits.starts_with('0') && (north_american || (trunk.empty() && (home.lengths & 1u) == 0));
    if (wrong_zero) return {};
    return (unsigned{home.lengths} >> digits.size() & 1u) != 0 ? digits : std::string_view{};
}

// "8 to 10" or "8 or 10" of the bits of a plan.
std::string lengths_in_words(std::uint16_t lengths) {
    std::vector<int> counts;
    for (int n = 1; n <= static_cast<int>(max_digits); ++n) {
        if ((unsigned{lengths} >> n & 1u) != 0) counts.push_back(n);
    }
    const int first = counts.front(), last = counts.back();
    if (first == last) return std::to_string(first);
    const bool gapless = last - first + 1 == static_cast<int>(counts.size());
    return std::to_string(first) + (gapless && counts.size() > 2 ? " to " : " or ") + std::to_string(last);
}

// Letters as on a keypad ("1-800-FLOWERS") and numbers behind a number ("ext. 12", "x12", "Durchwahl 12", "#12").
std::string_view letters_fault(std::string_view cell) noexcept {
    const auto exponent = cell.find_first_not_of("0123456789.,");
    const bool rounded = exponent != std::string_view::npos && exponent > 0 && (cell[exponent] == 'E' || cell[exponent] == 'e') &&
                         cell.substr(exponent + 1).starts_with('+') && cell.find_first_not_of("0123456789", exponent + 2) == std::string_view::npos;
    if (rounded) return "a spreadsheet has rounded it to a number with an exponent, and its last digits are lost";
    const auto digits = std::count_if(cell.begin(), cell.end(), is_digit);
    if (digits < 3) return "it holds letters";
    const auto letter = std::find_if(cell.begin(), cell.end(), is_letter);
    const bool digits_behind = std::any_of(letter, cell.end(), is_digit);
    const bool digits_before = std::count_if(cell.begin(), letter, is_digit) >= static_cast<std::ptrdiff_t>(min_digits);
    if (digits_before && digits_behind) return "it holds an extension or a second number";
    const bool spelt = std::all_of(letter, cell.end(), [](char c) { return !is_lower(c); });
    return spelt && !digits_behind && digits > 0 ? "it spells digits with letters" : "it holds letters";
}

std::string length_fault(const Digits& digits, std::size_t prefix) {
    const International number = take_apart(digits, prefix);
    if (number.code_size == 0) return "no country has a country code that starts as this one does";
    const std::string code = "+" + std::string(digits.view().substr(prefix, number.code_size));
    return "behind " + code + " numbers have " + lengths_in_words(number.plan->lengths) + " digits, and this one has " +
           std::to_string(number.national_size);
}

}  // namespace

std::string_view without_tel_scheme(std::string_view cell) noexcept {
    constexpr std::string_view scheme = "tel:";
    return equal_without_case(cell.substr(0, scheme.size()), scheme) ? trimmed(cell.substr(scheme.size())) : cell;
}

const PhoneCountry* phone_country(std::string_view alpha2) noexcept {
    if (alpha2.size() != 2) return nullptr;
    const auto* found = std::find_if(std::begin(phone_countries), std::end(phone_countries), [&](const PhoneCountry& country) {
        return equal_without_case(std::string_view(country.country), alpha2);
    });
    return found == std::end(phone_countries) ? nullptr : found;
}

ValueReader::Outcome read_phone(std::string_view cell, const PhoneCountry* home, std::string& scratch) {
    Digits digits;
    if (!take_digits(cell, digits)) return refused(Code::invalid_phone);
    if (const auto prefix = international_prefix(digits)) return read_international(digits, *prefix, scratch);
    if (home != nullptr && !digits.plus) {
        const std::string_view national = national_number(digits.view(), *home);
        if (!national.empty()) {
            char code[3];
            std::size_t size = 0;
            for (unsigned rest = home->calling_code; rest > 0; rest /= 10) code[size++] = static_cast<char>('0' + rest % 10);
            scratch.assign(1, '+');
            while (size > 0) scratch += code[--size];
            scratch += national;
            return accepted(scratch);
        }
    }
    scratch.assign(digits.view());
    ValueReader::Outcome outcome = accepted(scratch);
    outcome.note = Code::phone_without_country;
    return outcome;
}

std::string phone_fault(std::string_view cell) {
    cell = without_tel_scheme(cell);
    // RFC 3966 section 5.1.5: putting the context before such a number need not make one that can be dialled.
    if (cell.find(";phone-context=") != std::string_view::npos) return "it is a local number, which is known in its phone-context only";
    if (std::any_of(cell.begin(), cell.end(), is_letter)) return std::string(letters_fault(cell));
    const auto count = static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), is_digit));
    if (count < min_digits) return "it has " + std::to_string(count) + " digits, and at least 5 are needed";
    if (count > max_digits) return "it has " + std::to_string(count) + " digits, and no number has more than 15";
    Digits digits;
    if (take_digits(cell, digits)) {
        if (const auto prefix = international_prefix(digits)) return length_fault(digits, *prefix);
    }
    return "it holds characters other than digits, blanks, +, -, /, points and brackets";
}

std::optional<std::string_view> msisdn_of(std::string_view phone) noexcept {
    if (!phone.starts_with('+')) return std::nullopt;
    phone.remove_prefix(1);
    const bool digits = !phone.empty() && std::all_of(phone.begin(), phone.end(), is_digit);
    return digits ? std::optional(phone) : std::nullopt;
}

}  // namespace muster
