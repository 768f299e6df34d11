// Telephone numbers: international notations to E.164, national ones kept unless the country is known.
#include "letters.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

// E.164 allows 15 digits; shorter than five is a short code that nobody can be called back on.
constexpr std::size_t min_digits = 5;
constexpr std::size_t max_digits = 15;

// ITU-T E.164 country codes and national numbering plans (E.129): calling code, trunk prefix, length of national numbers.
constexpr PhoneCountry countries[] = {
    {"AD", "376", "", 6, 9},   {"AE", "971", "0", 8, 9},   {"AL", "355", "0", 8, 9},   {"AM", "374", "0", 8, 8},
    {"AR", "54", "0", 10, 11}, {"AT", "43", "0", 4, 13},   {"AU", "61", "0", 9, 9},    {"AZ", "994", "0", 9, 9},
    {"BA", "387", "0", 8, 9},  {"BE", "32", "0", 8, 9},    {"BG", "359", "0", 7, 9},   {"BR", "55", "0", 10, 11},
    {"BY", "375", "8", 9, 10}, {"CA", "1", "1", 10, 10},   {"CH", "41", "0", 9, 9},    {"CL", "56", "", 9, 9},
    {"CN", "86", "0", 10, 11}, {"CO", "57", "", 10, 10},   {"CY", "357", "", 8, 8},    {"CZ", "420", "", 9, 9},
    {"DE", "49", "0", 5, 12},  {"DK", "45", "", 8, 8},     {"EE", "372", "", 7, 8},    {"EG", "20", "0", 8, 10},
    {"ES", "34", "", 9, 9},    {"FI", "358", "0", 5, 12},  {"FO", "298", "", 6, 6},    {"FR", "33", "0", 9, 9},
    {"GB", "44", "0", 9, 10},  {"GE", "995", "0", 9, 9},   {"GG", "44", "0", 9, 10},   {"GI", "350", "", 8, 8},
    {"GL", "299", "", 6, 6},   {"GR", "30", "", 10, 10},   {"HK", "852", "", 8, 8},    {"HR", "385", "0", 8, 9},
    {"HU", "36", "06", 8, 9},  {"IE", "353", "0", 7, 10},  {"IL", "972", "0", 8, 9},   {"IM", "44", "0", 9, 10},
    {"IN", "91", "0", 10, 10}, {"IS", "354", "", 7, 9},    {"IT", "39", "", 6, 11},    {"JE", "44", "0", 9, 10},
    {"JP", "81", "0", 9, 10},  {"KR", "82", "0", 8, 11},   {"KZ", "7", "8", 10, 10},   {"LI", "423", "", 7, 9},
    {"LT", "370", "0", 8, 8},  {"LU", "352", "", 4, 11},   {"LV", "371", "", 8, 8},    {"MA", "212", "0", 9, 9},
    {"MC", "377", "", 8, 9},   {"MD", "373", "0", 8, 8},   {"ME", "382", "0", 8, 9},   {"MK", "389", "0", 8, 8},
    {"MT", "356", "", 8, 8},   {"MX", "52", "", 10, 10},   {"NL", "31", "0", 9, 9},    {"NO", "47", "", 8, 8},
    {"NZ", "64", "0", 8, 10},  {"PL", "48", "", 9, 9},     {"PT", "351", "", 9, 9},    {"RO", "40", "0", 9, 9},
    {"RS", "381", "0", 8, 9},  {"RU", "7", "8", 10, 10},   {"SA", "966", "0", 8, 9},   {"SE", "46", "0", 7, 9},
    {"SG", "65", "", 8, 8},    {"SI", "386", "0", 8, 8},   {"SK", "421", "0", 9, 9},   {"SM", "378", "", 6, 10},
    {"TH", "66", "0", 8, 9},   {"TN", "216", "", 8, 8},    {"TR", "90", "0", 10, 10},  {"TW", "886", "0", 8, 9},
    {"UA", "380", "0", 9, 9},  {"US", "1", "1", 10, 10},   {"XK", "383", "0", 8, 9},   {"ZA", "27", "0", 9, 9},
};

// Marks that only make a number readable: ASCII and Unicode blanks and hyphens, brackets, points, slashes.
bool skip_mark(std::string_view& text) noexcept {
    static constexpr std::string_view marks[] = {" ", "-", "(", ")", ".", "/", "\t", "\n", "\r", "\v", "\f", "\u00A0",
                                                 "\u2007", "\u2009", "\u200A", "\u202F", "\uFEFF", "\u200B",
                                                 "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"};
    for (const std::string_view mark : marks) {
        if (!text.starts_with(mark)) continue;
        text.remove_prefix(mark.size());
        return true;
    }
    return false;
}

struct Digits {
    char text[max_digits];
    std::size_t size = 0;
    bool plus = false;
    std::size_t bracketed_zero = 0;  // index of the 0 in "+49 (0)30": dialled inside the country only; 0: none

    std::string_view view() const noexcept { return {text, size}; }
};

bool take_digits(std::string_view cell, Digits& digits) noexcept {
    if (cell.starts_with('+')) {
        digits.plus = true;
        cell.remove_prefix(1);
    }
    while (!cell.empty()) {
        if (cell.starts_with("(0)") && digits.size > 0 && digits.bracketed_zero == 0) digits.bracketed_zero = digits.size;
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

std::string_view write_international(const Digits& digits, std::size_t prefix, std::string& scratch) {
    scratch.assign(1, '+');
    const std::string_view all = digits.view();
    if (digits.bracketed_zero > prefix) {
        scratch += all.substr(prefix, digits.bracketed_zero - prefix);
        scratch += all.substr(digits.bracketed_zero + 1);
    } else {
        scratch += all.substr(prefix);
    }
    return scratch;
}

// The number without its trunk prefix when it is one of this country, else empty. A number that lost its leading zero, or
// that starts with the calling code without a plus, could be either: it is left alone.
std::string_view national_number(std::string_view digits, const PhoneCountry& home) noexcept {
    const std::string_view trunk = home.trunk_prefix;
    if (!trunk.empty() && digits.starts_with(trunk)) {
        digits.remove_prefix(trunk.size());
    } else if (!trunk.empty() && home.calling_code != "1") {
        return {};
    }
    const bool fits = digits.size() >= home.shortest && digits.size() <= home.longest;
    return fits ? digits : std::string_view{};
}

}  // namespace

const PhoneCountry* phone_country(std::string_view alpha2) noexcept {
    const auto* found = std::find_if(std::begin(countries), std::end(countries), [&](const PhoneCountry& country) {
        return equal_without_case(std::string_view(country.code, 2), alpha2);
    });
    return found == std::end(countries) ? nullptr : found;
}

ValueReader::Outcome read_phone(std::string_view cell, const PhoneCountry* home, std::string& scratch) {
    Digits digits;
    if (!take_digits(cell, digits)) return refused(Code::invalid_phone);
    const std::string_view all = digits.view();
    // No country code starts with 0, so "+0..." is a national number with a stray plus.
    if (digits.plus && all[0] != '0') return accepted(write_international(digits, 0, scratch));
    const bool exit_code = !digits.plus && all.starts_with("00") && all[2] != '0';
    if (exit_code) return accepted(write_international(digits, 2, scratch));
    if (home != nullptr && !digits.plus) {
        const std::string_view national = national_number(all, *home);
        if (!national.empty()) {
            scratch.assign(1, '+');
            scratch += home->calling_code;
            scratch += national;
            return accepted(scratch);
        }
    }
    scratch.assign(all);
    ValueReader::Outcome outcome = accepted(scratch);
    outcome.note = Code::phone_without_country;
    return outcome;
}

}  // namespace muster
