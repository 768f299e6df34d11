// Sets of bytes, to ask in one look-up whether a byte is one of them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace muster {

using ByteSet = std::array<bool, 256>;

constexpr ByteSet set_of(std::string_view bytes) {
    ByteSet result{};
    for (const char byte : bytes) result[static_cast<unsigned char>(byte)] = true;
    return result;
}

inline bool holds_any(std::string_view text, const ByteSet& bytes) noexcept {
    return std::any_of(text.begin(), text.end(), [&](char byte) { return bytes[static_cast<unsigned char>(byte)]; });
}

}  // namespace muster
