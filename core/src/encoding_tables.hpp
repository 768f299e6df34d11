// The upper half of every single-byte encoding.
#pragma once

#include <array>
#include <cstdint>

#include "muster/encoding.hpp"

namespace muster {

// Unicode of the bytes 0x80 to 0xFF; 0xFFFD where a byte means nothing.
using UpperHalf = std::array<std::uint16_t, 128>;

// nullptr for the Unicode encodings. Lives as long as the program.
const UpperHalf* upper_half_of(Encoding encoding) noexcept;

}  // namespace muster
