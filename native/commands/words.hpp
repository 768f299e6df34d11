// How the commands speak about numbers and characters.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace muster {
struct Issue;
}

namespace muster::native {

// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number);
// "1 row", "2 rows".
std::string counted(std::uint64_t number, std::string_view singular);
// 973 per mille -> "97 %"; only 1000 is "100 %".
std::string percent(int per_mille);
// ";" -> "; (semicolon)".
std::string named_delimiter(std::string_view delimiter);
// Whether the text is one character that cannot be shown.
bool is_control(std::string_view text) noexcept;
// "\x08", as --delimiter takes it.
std::string escaped_byte(char byte);
// "Row 12 (line 14), e-mail: ", to stand before the message; empty when it is about no place.
std::string place_of(const Issue& issue);

}  // namespace muster::native
