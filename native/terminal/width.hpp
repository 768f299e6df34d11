// Text of unknown origin, made safe for a terminal and measured in its columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster::native {

// Control characters as visible pictures, marks that turn the direction of text as U+FFFD, invalid bytes as U+FFFD: a cell of
// a file can neither move the cursor nor hide what follows it.
std::string printable(std::string_view text);

// Columns that printable text takes: wide East Asian characters and emoji two, combining marks none.
std::size_t display_width(std::string_view text);

// At most `width` columns; an ellipsis tells that something was cut. `width` 0: no limit.
std::string fitted(std::string_view text, std::size_t width);

// At least `width` columns, filled with blanks.
std::string padded(std::string_view text, std::size_t width, bool to_the_right = false);

}  // namespace muster::native
