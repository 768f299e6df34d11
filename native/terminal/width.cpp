#include "native/terminal/width.hpp"

#include <cstdint>
#include <iterator>

namespace muster::native {

namespace {

constexpr char32_t replacement = 0xFFFD;

// The next character; an invalid byte gives U+FFFD and is one byte long.
char32_t take_character(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(0);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : (first & 0xF0) == 0xE0 ? 3
                               : first >= 0xF0 && first < 0xF5                  ? 4 : 0;
    char32_t value = length == 1 ? first : length == 2 ? first & 0x1Fu : length == 3 ? first & 0x0Fu : first & 0x07u;
    bool valid = length > 0 && length <= text.size();
    for (std::size_t i = 1; valid && i < length; ++i) {
        valid = (byte(i) & 0xC0u) == 0x80u;
        value = (value << 6) | (byte(i) & 0x3Fu);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (!valid || overlong || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) {
        text.remove_prefix(1);
        return replacement;
    }
    text.remove_prefix(length);
    return value;
}

void append_character(std::string& out, char32_t value) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte))); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | (value >> 6));
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | (value >> 12));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | (value >> 18));
        put(0x80 | ((value >> 12) & 0x3F));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t value) {
    for (const Range& range : ranges) {
        if (value < range.first) {
            return false;
        }
        if (value <= range.last) {
            return true;
        }
    }
    return false;
}

// Directional embeddings, overrides and isolates (UAX 9) and the line and paragraph separators.
constexpr Range misleading[] = {{0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}};
// Combining marks of the scripts that contact files hold, joiners and variation selectors.
constexpr Range without_width[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},
                                   {0x64B, 0x65F},   {0x200B, 0x200D}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F},
                                   {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
// East Asian wide and fullwidth (UAX 11) and emoji blocks.
constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
                          {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
                          {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
                          {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

std::size_t columns_of(char32_t value) {
    return within(without_width, value) ? 0 : within(wide, value) ? 2 : 1;
}

char32_t visible(char32_t value) {
    if (value < 0x20) {
        return 0x2400 + value;  // the pictures of the control characters
    }
    if (value == 0x7F) {
        return 0x2421;
    }
    const bool control = value >= 0x80 && value < 0xA0;
    return control || within(misleading, value) ? replacement : value;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        append_character(out, visible(take_character(text)));
    }
    return out;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        width += columns_of(take_character(text));
    }
    return width;
}

std::string fitted(std::string_view text, std::size_t width) {
    if (width == 0 || display_width(text) <= width) {
        return std::string(text);
    }
    std::string out;
    std::size_t used = 0;
    while (!text.empty()) {
        const char32_t value = take_character(text);
        if (used + columns_of(value) > width - 1) {
            break;
        }
        used += columns_of(value);
        append_character(out, value);
    }
    return out.append("…");
}

std::string padded(std::string_view text, std::size_t width, bool to_the_right) {
    const std::size_t used = display_width(text);
    const std::string blanks(used < width ? width - used : 0, ' ');
    return to_the_right ? blanks + std::string(text) : std::string(text) + blanks;
}

}  // namespace muster::native
