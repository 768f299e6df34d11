// Which bytes of a text are valid UTF-8. Internal to core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace muster {

struct Utf8Counts {
    std::uint64_t characters = 0;  // of more than one byte
    std::uint64_t invalid = 0;
    std::size_t first_invalid = 0;  // where nothing else is invalid, that of the character that is cut off
    bool cut = false;               // the text ends inside a character
};

inline std::size_t utf_8_length(unsigned char lead) noexcept {
    if (lead < 0xC2u || lead > 0xF4u) return 0;
    return lead < 0xE0u ? 2 : lead < 0xF0u ? 3 : 4;
}

// Whether byte `i` of the character fits its first one (Unicode, table 3-7).
inline bool continues_well(unsigned char lead, unsigned char byte, std::size_t i) noexcept {
    unsigned char low = 0x80, high = 0xBF;
    if (i == 1 && lead == 0xE0u) low = 0xA0;
    if (i == 1 && lead == 0xEDu) high = 0x9F;
    if (i == 1 && lead == 0xF0u) low = 0x90;
    if (i == 1 && lead == 0xF4u) high = 0x8F;
    return byte >= low && byte <= high;
}

// Counts characters and invalid places and calls `on_invalid(position, length)` for each of the latter.
template <class OnInvalid>
Utf8Counts scan_utf_8(std::span<const std::byte> bytes, OnInvalid on_invalid) {
    const auto byte_at = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
    Utf8Counts counts;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const unsigned char lead = byte_at(at);
        if (lead < 0x80u) {
            ++at;
            continue;
        }
        const std::size_t length = utf_8_length(lead);
        std::size_t good = 1;
        while (good < length && at + good < bytes.size() && continues_well(lead, byte_at(at + good), good)) ++good;
        if (length != 0 && good < length && at + good == bytes.size()) {
            counts.cut = true;
            if (counts.invalid == 0) counts.first_invalid = at;
            break;
        }
        if (length != 0 && good == length) {
            ++counts.characters;
        } else {
            if (counts.invalid++ == 0) counts.first_invalid = at;
            on_invalid(at, good);
        }
        at += good;
    }
    return counts;
}

// Letters of another encoding hardly ever form valid UTF-8, so a few wrong bytes are damage, not another encoding.
inline bool is_damaged_utf_8(std::uint64_t characters, std::uint64_t invalid) noexcept {
    return characters > 2 * invalid;
}

}  // namespace muster
