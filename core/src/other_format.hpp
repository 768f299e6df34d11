// Texts that are no tables, told by a clear beginning.
#pragma once

#include <optional>
#include <string_view>

#include "muster/issue.hpp"

namespace muster {

// How much of the text other_format() should see.
inline constexpr std::size_t other_format_bytes = 4096;

// file_unreadable, when the text is a web page, an address book, JSON and the like. `start`: the decoded first part of
// the file. A table hardly ever starts so: each signature is longer than a mark that may stand in a cell.
std::optional<Issue> other_format(std::string_view start);

}  // namespace muster
