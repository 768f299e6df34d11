// Regular expressions that are safe on anybody's files: a match takes time proportional to the text, whatever the expression, and a
// search ends after so many steps.
// A subset of RE2's syntax; docs/expressions.md has all of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "muster/result.hpp"

namespace muster {

class Expression {
public:
    static constexpr std::size_t max_bytes = 4096;     // of the expression's own text
    static constexpr std::uint32_t max_repeats = 1000; // the largest number in {n,m}
    static constexpr std::size_t max_pieces = 10000;   // characters, sets, groups …, with repeats written out
    static constexpr int max_depth = 100;              // of groups within groups
    // Of one search: instructions that are reached, summed over all places of the text. No value of usual length comes near; the
    // largest expression gets so far in some 1000 characters.
    static constexpr std::uint64_t max_steps = 10'000'000;

    enum class Outcome : std::uint8_t { match, no_match, given_up };   // given up: not decided within max_steps

    // Error: expression_invalid, with the byte of the expression (from 0) at which it cannot be understood.
    static Result<Expression> compile(std::string_view text);

    // Whether the expression occurs anywhere in the UTF-8 text; ^ and $ tie it to the ends. Time: at most the length of the text
    // times that of the expression, and no more than max_steps and those of one more character. Neither throws nor allocates. Uses
    // buffers of its own, so that one expression is not for two threads at once.
    Outcome search(std::string_view text) noexcept;

private:
    friend class ExpressionCompiler;

    enum class Operation : std::uint8_t { character, set, split, jump, assertion, match };
    enum class Assertion : std::uint8_t { text_start, text_end, word_border, no_word_border };
    struct Instruction {
        Operation operation;
        Assertion assertion;
        std::uint16_t first, second;   // of split and jump: where it goes on; of set: its index
        char32_t character;
    };
    struct Range {
        char32_t first, last;
    };
    // Code points: those of ASCII as bits, the others as ranges [from, to) of ranges_, in order.
    struct Set {
        std::uint64_t ascii[2];
        std::uint32_t from, to;
    };
    // The instructions that are reached at one place of the text, each once.
    class Reached {
    public:
        explicit Reached(std::size_t capacity) : order_(capacity), index_(capacity) {}
        void clear() noexcept { size_ = 0; }
        bool add(std::uint16_t instruction) noexcept;   // false: it was there
        const std::uint16_t* begin() const noexcept { return order_.data(); }
        const std::uint16_t* end() const noexcept { return order_.data() + size_; }
        std::size_t size() const noexcept { return size_; }
        bool empty() const noexcept { return size_ == 0; }

    private:
        std::vector<std::uint16_t> order_, index_;
        std::size_t size_ = 0;
    };

    explicit Expression(std::vector<Instruction> program, std::vector<Set> sets, std::vector<Range> ranges, bool starts_text);
    bool takes(const Instruction& instruction, char32_t c) const noexcept;
    bool holds(Assertion assertion, std::string_view text, std::size_t at) const noexcept;
    bool reach(std::uint16_t instruction, std::string_view text, std::size_t at, Reached& reached) noexcept;

    std::vector<Instruction> program_;
    std::vector<Set> sets_;
    std::vector<Range> ranges_;
    bool starts_text_;                 // it can only match at the start
    Reached now_, next_;
    std::vector<std::uint16_t> open_;  // instructions that are still to be followed
};

}  // namespace muster
