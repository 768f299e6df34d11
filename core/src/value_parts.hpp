// The readers of single types behind ValueReader. Internal to core. `cell` is trimmed and not empty.
#pragma once

#include "muster/value.hpp"

namespace muster {

inline ValueReader::Outcome accepted(std::string_view value) noexcept {
    ValueReader::Outcome outcome;
    outcome.ok = true;
    outcome.value = value;
    return outcome;
}
inline ValueReader::Outcome refused(Code code) noexcept {
    ValueReader::Outcome outcome;
    outcome.code = code;
    return outcome;
}

std::size_t length_of(std::string_view text, LengthUnit unit) noexcept;
// The first character that nobody can see, but for blanks of ASCII, as the end of a sentence; empty where there is none.
std::string invisible_fault(std::string_view cell);

ValueReader::Outcome read_email(std::string_view cell, EmailSyntax syntax, std::string& scratch);
// Why a cell was refused, as the end of a sentence: "it has no @".
std::string email_fault(std::string_view cell, EmailSyntax syntax);
// Folds an address as far as it goes (normalised_key).
std::string_view email_key(std::string_view cell, std::string& scratch);
// The domain that was probably meant, appended to `out`; false when there is no reason for doubt. `domain` in lower case.
bool append_probable_domain(std::string_view domain, std::string& out);
// "info", "Sales": a box of a firm, not of a person. Without letter case; not empty.
bool is_role_address(std::string_view local_part) noexcept;

struct PhoneCountry;  // how a country dials (phone_table.hpp)
// nullptr when it is not known.
const PhoneCountry* phone_country(std::string_view alpha2) noexcept;
ValueReader::Outcome read_phone(std::string_view cell, const PhoneCountry* home, std::string& scratch);
// Why a cell was refused, as the end of a sentence: "it has 3 digits, and at least 5 are needed".
std::string phone_fault(std::string_view cell);
// The number that a URI of the scheme "tel" (RFC 3966) names, with its parameters if it has any; any other text as it is.
std::string_view without_tel_scheme(std::string_view cell) noexcept;

ValueReader::Outcome read_number(std::string_view cell, DecimalMark decimal, std::string& scratch);
ValueReader::Outcome read_integer(std::string_view cell, DecimalMark decimal, std::string& scratch);

// What the marks of a number say about its decimal mark.
enum class NumberShape : std::uint8_t {
    none,          // no number
    integer,       // digits, perhaps with a sign, perhaps grouped by blanks or apostrophes
    point,         // can only be read with a decimal point: "1.5", "1,234.5", "1,234,567"
    comma,         // can only be read with a decimal comma: "1,5", "1.234,5", "1.234.567"
    either_point,  // "1.234": a decimal point or a grouping one
    either_comma,  // "1,234"
};
NumberShape number_shape(std::string_view cell) noexcept;

std::optional<bool> boolean_word(std::string_view cell) noexcept;
// True for words that mean yes or no and nothing else: not 1, 0, x and single letters.
bool is_clear_boolean_word(std::string_view cell) noexcept;
ValueReader::Outcome read_boolean(std::string_view cell);
ValueReader::Outcome read_country(std::string_view cell, std::string& scratch);
ValueReader::Outcome read_language(std::string_view cell, std::string& scratch);
ValueReader::Outcome read_url(std::string_view cell, std::string& scratch);

}  // namespace muster
