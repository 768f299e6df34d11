// Letters: UTF-8, and the folding that makes names and words comparable. Internal to core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace muster {

inline constexpr char32_t replacement_character = 0xFFFD;

// The code point at `at`, which moves behind it. Bytes that are no UTF-8 give U+FFFD one by one.
char32_t decode_utf8(std::string_view text, std::size_t& at) noexcept;
void append_utf8(char32_t c, std::string& out);
// Counts code points; a stray byte counts as one.
std::size_t count_code_points(std::string_view text) noexcept;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_letter(char c) noexcept { return is_upper(c) || is_lower(c); }
constexpr char to_lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }
constexpr char to_upper(char c) noexcept { return is_lower(c) ? static_cast<char>(c & ~0x20) : c; }
bool equal_without_case(std::string_view a, std::string_view b) noexcept;

// Lower case of the letters of European scripts (simple mappings); other code points unchanged.
char32_t lower_letter(char32_t c) noexcept;
// False for blanks, control characters and others that leave no trace on a screen, and for U+FFFD.
bool is_visible(char32_t c) noexcept;
// One to three ASCII letters or digits for a letter or digit ("ß" "ss", "ø" "o", "ж" "zh"); empty for all else.
std::string_view folded_letter(char32_t c) noexcept;

// A word reduced to [a-z0-9] without separators, in a buffer of its own: "Côte d'Ivoire" is "cotedivoire".
class FoldedWord {
public:
    static constexpr std::size_t capacity = 64;
    explicit FoldedWord(std::string_view text) noexcept;
    // Empty also when the word is longer than any word that is looked for.
    std::string_view view() const noexcept { return {data_, size_}; }

private:
    char data_[capacity];
    std::size_t size_ = 0;
};

// The number of single edits (change, insert, delete, swap of neighbours) from one word to the other, given up above
// `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) noexcept;

}  // namespace muster
