// Comparing decimal numbers as text ("-12.50"), so that no value is rounded.
#pragma once

#include <string_view>

namespace muster {

// Less than, equal to or greater than zero. Both texts are of the form [-]digits[.digits].
int compare_decimals(std::string_view a, std::string_view b) noexcept;

// The part of a text of that form that makes the number: without sign and without zeros that say nothing ("-05.10": "5.1"). Two
// numbers are equal when this part and `negative` are. Points into the text.
struct DecimalPart {
    bool negative = false;
    std::string_view digits;
};
DecimalPart significant_part(std::string_view decimal) noexcept;

// Whether a text is of the form [-]digits[.digits], where one of the two groups of digits may be missing.
bool is_decimal(std::string_view text) noexcept;

}  // namespace muster
