// Thompson's construction, run as Pike's machine: all ways through the expression at once, one character at a time.
// https://swtch.com/~rsc/regexp/regexp2.html explains it.
#include "muster/expression.hpp"

#include <algorithm>

#include "expression_parts.hpp"
#include "letters.hpp"

namespace muster {

// Writes the program of an expression.
class ExpressionCompiler {
public:
    explicit ExpressionCompiler(const ParsedExpression& parsed) : parsed_(parsed) {}

    Result<Expression> compile(std::string_view text) {
        for (const CodePointSet& set : parsed_.sets) add_set(set);
        emit(parsed_.root);
        if (pieces_ > Expression::max_pieces) {
            Issue issue = make_issue(Code::expression_invalid,
                                     "With its repeats written out, the expression has more than " + std::to_string(Expression::max_pieces) + " pieces.",
                                     "Use smaller repeats, above all inside each other.");
            issue.at.has_byte = true;
            issue.value = shortened(text);
            return issue;
        }
        add(Operation::match);
        return Expression(std::move(program_), std::move(sets_), std::move(ranges_), starts_text(parsed_.root));
    }

private:
    using Operation = Expression::Operation;
    using Assertion = Expression::Assertion;
    using Part = ExpressionPart;

    std::uint16_t here() const noexcept { return static_cast<std::uint16_t>(program_.size()); }
    std::size_t add(Operation operation, std::uint16_t first = 0, std::uint16_t second = 0) {
        program_.push_back({operation, Assertion::text_start, first, second, 0});
        return program_.size() - 1;
    }
    void add(Assertion assertion) { program_.push_back({Operation::assertion, assertion, 0, 0, 0}); }

    void add_set(const CodePointSet& set) {
        constexpr char32_t end_of_ascii = 0x80;
        Expression::Set out{};
        out.from = static_cast<std::uint32_t>(ranges_.size());
        for (const CodePoints& range : set) {
            for (char32_t c = range.first; c <= range.last && c < end_of_ascii; ++c) out.ascii[c / 64] |= std::uint64_t{1} << (c % 64);
            if (range.last >= end_of_ascii) ranges_.push_back({std::max(range.first, end_of_ascii), range.last});
        }
        out.to = static_cast<std::uint32_t>(ranges_.size());
        sets_.push_back(out);
    }

    // Counts what it writes, so that repeats of repeats end in time; what was written is of no use then.
    void emit(std::size_t index) {
        if (++pieces_ > Expression::max_pieces) return;
        const Part& part = parsed_.parts[index];
        switch (part.kind) {
            case Part::Kind::character: program_[add(Operation::character)].character = part.character; break;
            case Part::Kind::set: add(Operation::set, static_cast<std::uint16_t>(part.set)); break;
            case Part::Kind::text_start: add(Assertion::text_start); break;
            case Part::Kind::text_end: add(Assertion::text_end); break;
            case Part::Kind::word_border: add(Assertion::word_border); break;
            case Part::Kind::no_word_border: add(Assertion::no_word_border); break;
            case Part::Kind::sequence:
                for (const std::size_t inner : part.parts) emit(inner);
                break;
            case Part::Kind::choice: emit_choice(part); break;
            case Part::Kind::repeat: emit_repeat(part); break;
        }
    }

    void emit_choice(const Part& part) {
        std::vector<std::size_t> jumps;
        for (std::size_t i = 0; i + 1 < part.parts.size(); ++i) {
            const std::size_t split = add(Operation::split, static_cast<std::uint16_t>(program_.size() + 1));
            emit(part.parts[i]);
            jumps.push_back(add(Operation::jump));
            program_[split].second = here();
        }
        emit(part.parts.back());
        for (const std::size_t jump : jumps) program_[jump].first = here();
    }

    void emit_repeat(const Part& part) {
        const std::size_t inner = part.parts.front();
        std::uint16_t start = here();
        for (std::uint32_t i = 0; i < part.least && pieces_ <= Expression::max_pieces; ++i) {
            start = here();
            emit(inner);
        }
        if (part.most == Part::endless) {
            if (part.least > 0) {
                add(Operation::split, start, static_cast<std::uint16_t>(program_.size() + 1));
                return;
            }
            const std::size_t split = add(Operation::split, static_cast<std::uint16_t>(program_.size() + 1));
            emit(inner);
            add(Operation::jump, static_cast<std::uint16_t>(split));
            program_[split].second = here();
            return;
        }
        std::vector<std::size_t> splits;
        for (std::uint32_t i = part.least; i < part.most && pieces_ <= Expression::max_pieces; ++i) {
            splits.push_back(add(Operation::split, static_cast<std::uint16_t>(program_.size() + 1)));
            emit(inner);
        }
        for (const std::size_t split : splits) program_[split].second = here();
    }

    // Whether a match can only start at the start of the text.
    bool starts_text(std::size_t index) const {
        const Part& part = parsed_.parts[index];
        const auto starts = [&](std::size_t inner) { return starts_text(inner); };
        switch (part.kind) {
            case Part::Kind::text_start: return true;
            case Part::Kind::sequence: return !part.parts.empty() && starts(part.parts.front());
            case Part::Kind::choice: return std::all_of(part.parts.begin(), part.parts.end(), starts);
            default: return false;
        }
    }

    const ParsedExpression& parsed_;
    std::size_t pieces_ = 0;
    std::vector<Expression::Instruction> program_;
    std::vector<Expression::Set> sets_;
    std::vector<Expression::Range> ranges_;
};

Result<Expression> Expression::compile(std::string_view text) {
    ParsedExpression parsed = parse_expression(text);
    if (parsed.error) return *std::move(parsed.error);
    return ExpressionCompiler(parsed).compile(text);
}

Expression::Expression(std::vector<Instruction> program, std::vector<Set> sets, std::vector<Range> ranges, bool starts_text)
    : program_(std::move(program)), sets_(std::move(sets)), ranges_(std::move(ranges)), starts_text_(starts_text),
      now_(program_.size()), next_(program_.size()) {
    // Each instruction that is reached for the first time opens at most two others.
    open_.resize(2 * program_.size() + 1);
}

// The form of Briggs and Torczon: what index_ holds counts only where order_ confirms it, so that nothing has to be cleared.
bool Expression::Reached::add(std::uint16_t instruction) noexcept {
    const std::uint16_t index = index_[instruction];
    if (index < size_ && order_[index] == instruction) return false;
    index_[instruction] = static_cast<std::uint16_t>(size_);
    order_[size_++] = instruction;
    return true;
}

bool Expression::takes(const Instruction& instruction, char32_t c) const noexcept {
    if (instruction.operation == Operation::character) return instruction.character == c;
    if (instruction.operation != Operation::set) return false;
    const Set& set = sets_[instruction.first];
    if (c < 0x80) return ((set.ascii[c / 64] >> (c % 64)) & 1u) != 0;
    const Range* const end = ranges_.data() + set.to;
    const Range* const found =
        std::lower_bound(ranges_.data() + set.from, end, c, [](const Range& range, char32_t sought) { return range.last < sought; });
    return found != end && found->first <= c;
}

bool Expression::holds(Assertion assertion, std::string_view text, std::size_t at) const noexcept {
    const auto is_word = [&](std::size_t i) { return i < text.size() && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '_'); };
    const auto border = [&] { return (at > 0 && is_word(at - 1)) != is_word(at); };
    switch (assertion) {
        case Assertion::text_start: return at == 0;
        case Assertion::text_end: return at == text.size();
        case Assertion::word_border: return border();
        case Assertion::no_word_border: return !border();
    }
    return false;
}

// Adds what is reached from an instruction without taking a character. True when that is a match.
bool Expression::reach(std::uint16_t instruction, std::string_view text, std::size_t at, Reached& reached) noexcept {
    std::size_t open = 0;
    open_[open++] = instruction;
    while (open > 0) {
        const std::uint16_t current = open_[--open];
        if (!reached.add(current)) continue;
        const Instruction& step = program_[current];
        switch (step.operation) {
            case Operation::character:
            case Operation::set: break;
            case Operation::split: open_[open++] = step.second; [[fallthrough]];
            case Operation::jump: open_[open++] = step.first; break;
            case Operation::assertion:
                if (holds(step.assertion, text, at)) open_[open++] = static_cast<std::uint16_t>(current + 1);
                break;
            case Operation::match: return true;
        }
    }
    return false;
}

Expression::Outcome Expression::search(std::string_view text) noexcept {
    now_.clear();
    std::uint64_t steps = 0;
    for (std::size_t at = 0;;) {
        if ((at == 0 || !starts_text_) && reach(0, text, at, now_)) return Outcome::match;
        if (at == text.size() || now_.empty()) return Outcome::no_match;
        steps += now_.size();
        if (steps > max_steps) return Outcome::given_up;
        const char32_t c = decode_utf8(text, at);
        next_.clear();
        for (const std::uint16_t index : now_) {
            if (takes(program_[index], c) && reach(static_cast<std::uint16_t>(index + 1), text, at, next_)) return Outcome::match;
        }
        std::swap(now_, next_);
    }
}

}  // namespace muster
