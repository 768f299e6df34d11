// Line breaks in decoded text: LF, CR, and CRLF as one. Internal to core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace muster {

constexpr bool is_line_break(char byte) noexcept {
    return byte == '\n' || byte == '\r';
}

// Line breaks that start before `end`. A CRLF of which only the CR lies before it does not count.
inline std::uint64_t count_line_breaks(std::string_view text, std::size_t begin, std::size_t end) noexcept {
    std::uint64_t count = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const bool inside_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        count += is_line_break(text[i]) && !inside_crlf;
    }
    return count;
}

// The marks ¦ § ¬ ¶ as UTF-8: 0xC2 and one of these bytes, which stand for them alone in windows-125x and ISO-8859.
inline constexpr std::string_view older_mark_bytes = "\xA6\xA7\xAC\xB6";

// Whether the text ends with the sign SUB (1A), which programs of CP/M and DOS write behind the last line of a file.
constexpr bool ends_with_sub(std::string_view text) noexcept { return text.ends_with('\x1A'); }

}  // namespace muster
