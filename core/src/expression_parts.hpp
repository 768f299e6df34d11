// A regular expression as it was understood: what the parser gives to the compiler.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "muster/issue.hpp"

namespace muster {

struct CodePoints {
    char32_t first, last;
    bool operator==(const CodePoints&) const = default;
};

// In order, neither overlapping nor touching.
using CodePointSet = std::vector<CodePoints>;

// What an expression is made of. Parts lie in one vector and name each other by their index.
struct ExpressionPart {
    enum class Kind : std::uint8_t { character, set, text_start, text_end, word_border, no_word_border, sequence, choice, repeat };
    static constexpr std::uint32_t endless = UINT32_MAX;

    Kind kind = Kind::sequence;
    char32_t character = 0;
    std::size_t set = 0;                 // index into ParsedExpression::sets
    std::vector<std::size_t> parts;      // of a sequence, of a choice; of a repeat the one that is repeated
    std::uint32_t least = 0, most = 0;   // of a repeat
};

struct ParsedExpression {
    std::vector<ExpressionPart> parts;
    std::vector<CodePointSet> sets;
    std::size_t root = 0;
    std::optional<Issue> error;          // expression_invalid
};

ParsedExpression parse_expression(std::string_view text);

}  // namespace muster
