// Comparing decimal numbers as text ("-12.50"), so that no value is rounded.
#pragma once

#include <string_view>

namespace muster {

// Less than, equal to or greater than zero. Both texts are of the form [-]digits[.digits].
int compare_decimals(std::string_view a, std::string_view b) noexcept;

// Whether a text is of the form [-]digits[.digits], where one of the two groups of digits may be missing.
bool is_decimal(std::string_view text) noexcept;

}  // namespace muster
