// What the JSON writer and the JSON reader both know about text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "muster/issue.hpp"

namespace muster::json_text {

// One step through UTF-8: how many bytes stand at `at`, and whether they are a character. Of bytes that are not, the
// longest start of a character counts as one step, so that each becomes one U+FFFD (Unicode 15, section 3.9, "maximal
// subpart").
struct Step {
    std::size_t bytes = 1;
    bool valid = false;
};
Step step(std::string_view text, std::size_t at) noexcept;

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
inline constexpr std::string_view replacement = "\xEF\xBF\xBD";

// Finds the places of growing offsets in one pass over the text.
class PlaceFinder {
public:
    explicit PlaceFinder(std::string_view text) noexcept;
    // Precondition: `offset` is not below the one before.
    Location find(std::size_t offset) noexcept;

private:
    std::string_view text_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 1;
    std::uint32_t column_ = 1;
};

// Deeper documents are refused: nobody writes them, and reading them would cost stack.
inline constexpr std::size_t max_depth = 64;

// The first fault of a text that the parser refused: code syntax_error with line, column and byte. The parser only says
// that something is wrong; this says where and what. `text` has no byte-order mark.
Issue explain_refusal(std::string_view text);

// Whether a text is a number as JSON writes them, and nothing else.
bool is_number(std::string_view text);

}  // namespace muster::json_text
