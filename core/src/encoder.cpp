#include "muster/encoder.hpp"

#include <algorithm>

#include "encoding_tables.hpp"
#include "sort_small.hpp"

namespace muster {
namespace {

constexpr char32_t nothing = 0xFFFFFFFF;

struct Character {
    char32_t value = nothing;
    std::size_t bytes = 1;
};

// The first character of UTF-8 text that is not empty (RFC 3629); `nothing` where it is not valid.
Character first_of(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    const std::uint32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {};
    char32_t value = first & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0u) != 0x80u) return {};
        value = value << 6 | (byte(i) & 0x3Fu);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value < 0xE000;
    return value < least[bytes] || value > 0x10FFFF || surrogate ? Character{} : Character{value, bytes};
}

void append_bytes(std::string& out, std::uint32_t value, int bytes, bool little) {
    for (int i = 0; i < bytes; ++i) {
        const int shift = 8 * (little ? i : bytes - 1 - i);
        out += static_cast<char>(value >> shift & 0xFFu);
    }
}

void append_utf_16(std::string& out, char32_t character, bool little) {
    if (character < 0x10000) return append_bytes(out, character, 2, little);
    const std::uint32_t rest = character - 0x10000;
    append_bytes(out, 0xD800u + (rest >> 10), 2, little);
    append_bytes(out, 0xDC00u + (rest & 0x3FFu), 2, little);
}

}  // namespace

Encoder::Encoder(Encoding encoding) : encoding_(encoding) {
    const UpperHalf* half = upper_half_of(encoding);
    if (half == nullptr) return;
    for (std::size_t i = 0; i < half->size(); ++i) {
        if ((*half)[i] != 0xFFFD) upper_.push_back({(*half)[i], static_cast<std::uint8_t>(0x80 + i)});
    }
    sort_small(upper_, [](const Place& a, const Place& b) { return a.character < b.character; });
}

std::string_view Encoder::mark() const noexcept {
    using namespace std::string_view_literals;
    switch (encoding_) {
        case Encoding::utf_8: return "\xEF\xBB\xBF"sv;
        case Encoding::utf_16le: return "\xFF\xFE"sv;
        case Encoding::utf_16be: return "\xFE\xFF"sv;
        case Encoding::utf_32le: return "\xFF\xFE\0\0"sv;
        case Encoding::utf_32be: return "\0\0\xFE\xFF"sv;
        default: return {};
    }
}

bool Encoder::append(std::string_view text, std::string& out) {
    while (!text.empty()) {
        const Character character = first_of(text);
        if (character.value == nothing || !append_character(character.value, out)) {
            offending_ = text.substr(0, character.bytes);
            return false;
        }
        text.remove_prefix(character.bytes);
    }
    return true;
}

bool Encoder::append_character(char32_t character, std::string& out) const {
    switch (encoding_) {
        case Encoding::utf_8:
            if (character < 0x80) {
                out += static_cast<char>(character);
            } else if (character < 0x800) {
                append_bytes(out, 0xC080u | (character & 0x7C0u) << 2 | (character & 0x3Fu), 2, false);
            } else if (character < 0x10000) {
                append_bytes(out, 0xE08080u | (character & 0xF000u) << 4 | (character & 0xFC0u) << 2 | (character & 0x3Fu), 3, false);
            } else {
                append_bytes(out, 0xF0808080u | (character & 0x1C0000u) << 6 | (character & 0x3F000u) << 4 | (character & 0xFC0u) << 2 | (character & 0x3Fu), 4, false);
            }
            return true;
        case Encoding::utf_16le: append_utf_16(out, character, true); return true;
        case Encoding::utf_16be: append_utf_16(out, character, false); return true;
        case Encoding::utf_32le: append_bytes(out, character, 4, true); return true;
        case Encoding::utf_32be: append_bytes(out, character, 4, false); return true;
        default: break;
    }
    if (character < 0x80) {
        out += static_cast<char>(character);
        return true;
    }
    const auto place = std::lower_bound(upper_.begin(), upper_.end(), character, [](const Place& each, char32_t wanted) { return each.character < wanted; });
    if (place == upper_.end() || place->character != character) return false;
    out += static_cast<char>(place->byte);
    return true;
}

}  // namespace muster
