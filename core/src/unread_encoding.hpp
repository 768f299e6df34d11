// Texts in encodings that are none of Encoding: as one of those their letters would be others, so nothing is made of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "muster/issue.hpp"

namespace muster {

// file_unreadable, when the first part of a file that is neither UTF-8 nor UTF-16 shows that its letters take two bytes, as in GB18030,
// Big5, Shift_JIS and EUC-KR, or are Hebrew ones of windows-1255. `confidence`, in per mille: that of the encoding that was found.
std::optional<Issue> unread_encoding(std::span<const std::byte> head, int confidence);

}  // namespace muster
