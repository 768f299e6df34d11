#include <algorithm>

#include "expression_parts.hpp"
#include "letters.hpp"
#include "muster/expression.hpp"
#include "sort_small.hpp"

namespace muster {
namespace {

using Part = ExpressionPart;
using Kind = Part::Kind;

constexpr char32_t last_code_point = 0x10FFFF;

CodePointSet in_order(CodePointSet set) {
    sort_small(set, [](const CodePoints& a, const CodePoints& b) { return a.first < b.first; });
    CodePointSet result;
    for (const CodePoints& range : set) {
        if (!result.empty() && range.first <= result.back().last + 1) {
            result.back().last = std::max(result.back().last, range.last);
        } else {
            result.push_back(range);
        }
    }
    return result;
}

// `set` is in order.
CodePointSet all_but(const CodePointSet& set) {
    CodePointSet result;
    char32_t next = 0;
    for (const CodePoints& range : set) {
        if (range.first > next) result.push_back({next, range.first - 1});
        next = range.last + 1;
    }
    if (next <= last_code_point) result.push_back({next, last_code_point});
    return result;
}

bool holds(const CodePointSet& set, char32_t c) {
    return std::any_of(set.begin(), set.end(), [&](const CodePoints& range) { return c >= range.first && c <= range.last; });
}

// Adds the other case of every letter. The letters that have one lie below `end_of_cases`, but for a few of Cherokee and Georgian,
// which have one case in practice.
CodePointSet with_both_cases(CodePointSet set) {
    constexpr char32_t end_of_ascii = 0x80, end_of_cases = 0x2000;
    const bool only_ascii = std::all_of(set.begin(), set.end(), [&](const CodePoints& range) { return range.last < end_of_ascii; });
    const CodePointSet given = set;
    for (char32_t c = 0; c < (only_ascii ? end_of_ascii : end_of_cases); ++c) {
        const char32_t lower = lower_letter(c);
        if (lower == c || (only_ascii && lower >= end_of_ascii)) continue;
        if (holds(given, c)) set.push_back({lower, lower});
        if (holds(given, lower)) set.push_back({c, c});
    }
    return in_order(std::move(set));
}

// The sets of \d, \w and \s, which are those of ASCII, and of \D, \W and \S. Empty for other letters.
CodePointSet set_of_letter(char letter) {
    CodePointSet set;
    switch (to_lower(letter)) {
        case 'd': set = {{'0', '9'}}; break;
        case 'w': set = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}; break;
        case 's': set = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}}; break;
        default: return set;
    }
    return is_upper(letter) ? all_but(set) : set;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    ParsedExpression parse() {
        if (text_.size() > Expression::max_bytes) {
            fail(Expression::max_bytes, "The expression is longer than " + std::to_string(Expression::max_bytes) + " bytes.",
                 "Say the same with fewer characters, for example with sets and repeats.");
            return std::move(out_);
        }
        any_case_ = skip("(?i)");
        out_.root = read_choice(0);
        if (!out_.error && at_ < text_.size()) fail(at_, "This bracket closes nothing.", "Remove it, or write \\) for the character itself.");
        return std::move(out_);
    }

private:
    bool ended() const noexcept { return out_.error || at_ >= text_.size(); }
    bool sees(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }
    bool skip(std::string_view what) noexcept {
        if (!text_.substr(at_).starts_with(what)) return false;
        at_ += what.size();
        return true;
    }

    // Only the first fault counts.
    void fail(std::size_t byte, std::string message, std::string suggestion) {
        if (out_.error) return;
        out_.error = make_issue(Code::expression_invalid, std::move(message), std::move(suggestion));
        out_.error->at.byte = byte;
        out_.error->at.has_byte = true;
        out_.error->value = shortened(text_);
    }

    std::size_t add(Part part) {
        out_.parts.push_back(std::move(part));
        return out_.parts.size() - 1;
    }
    std::size_t add(Kind kind) {
        Part part;
        part.kind = kind;
        return add(std::move(part));
    }
    std::size_t add_character(char32_t c) {
        if (any_case_) {
            CodePointSet set = with_both_cases({{c, c}});
            if (set.size() != 1 || set[0].first != set[0].last) return add_set(std::move(set));
        }
        Part part;
        part.kind = Kind::character;
        part.character = c;
        return add(std::move(part));
    }
    std::size_t add_set(CodePointSet set) {
        Part part;
        part.kind = Kind::set;
        part.set = out_.sets.size();
        out_.sets.push_back(std::move(set));
        return add(std::move(part));
    }

    std::size_t read_choice(int depth) {
        Part choice;
        choice.kind = Kind::choice;
        do {
            choice.parts.push_back(read_sequence(depth));
        } while (!ended() && skip("|"));
        return choice.parts.size() == 1 ? choice.parts[0] : add(std::move(choice));
    }

    std::size_t read_sequence(int depth) {
        Part sequence;
        while (!ended() && !sees('|') && !sees(')')) sequence.parts.push_back(read_repeated(depth));
        return sequence.parts.size() == 1 ? sequence.parts[0] : add(std::move(sequence));
    }

    std::size_t read_repeated(int depth) {
        const std::size_t what = read_atom(depth);
        const std::size_t sign = at_;
        Part repeat;
        repeat.kind = Kind::repeat;
        if (ended() || !read_repeat(repeat)) return what;
        const Kind kind = out_.parts[what].kind;
        if (kind == Kind::text_start || kind == Kind::text_end || kind == Kind::word_border || kind == Kind::no_word_border) {
            fail(sign, "A place in the text, such as ^ or \\b, cannot be repeated.", "Remove the repeat.");
        }
        skip("?");   // as few as possible: the same, where only a match counts
        if (!ended() && (sees('*') || sees('+') || sees('?') || sees('{'))) {
            fail(at_, "Two repeats stand one behind the other.", "Write the inner one in a group, such as (?:a+){2}.");
        }
        repeat.parts.push_back(what);
        return add(std::move(repeat));
    }

    bool read_repeat(Part& repeat) {
        if (skip("*")) {
            repeat.most = Part::endless;
        } else if (skip("+")) {
            repeat.least = 1;
            repeat.most = Part::endless;
        } else if (skip("?")) {
            repeat.most = 1;
        } else if (sees('{')) {
            read_numbers(repeat);
        } else {
            return false;
        }
        return true;
    }

    // {n}, {n,} or {n,m}
    void read_numbers(Part& repeat) {
        const std::size_t start = at_++;
        bool right = read_number(repeat.least);
        repeat.most = repeat.least;
        if (right && skip(",")) {
            repeat.most = Part::endless;
            if (!sees('}')) right = read_number(repeat.most);
        }
        if (!right || !skip("}")) {
            fail(start, "A repeat in braces is {n}, {n,} or {n,m} with whole numbers up to " + std::to_string(Expression::max_repeats) + ".",
                 "Correct it, or write \\{ for the character itself.");
        } else if (repeat.most < repeat.least) {
            fail(start, "The second number of the repeat is below the first.", "Exchange or correct them.");
        }
    }

    bool read_number(std::uint32_t& number) noexcept {
        const std::size_t start = at_;
        number = 0;
        while (at_ < text_.size() && is_digit(text_[at_]) && number <= Expression::max_repeats) {
            number = number * 10 + static_cast<std::uint32_t>(text_[at_++] - '0');
        }
        const bool leading_zero = at_ > start + 1 && text_[start] == '0';
        return at_ > start && !leading_zero && number <= Expression::max_repeats;
    }

    std::size_t read_atom(int depth) {
        switch (text_[at_]) {
            case '^': ++at_; return add(Kind::text_start);
            case '$': ++at_; return add(Kind::text_end);
            case '.': ++at_; return add_set(all_but({{'\n', '\n'}}));
            case '(': return read_group(depth);
            case '[': return add_set(read_set());
            case '\\': return read_escape();
            case '*':
            case '+':
            case '?': fail(at_, "There is nothing before it that could be repeated.", "Write a backslash before it for the character itself."); break;
            case '{': fail(at_, "There is nothing before it that could be repeated.", "Write \\{ for the character itself."); break;
            default: return add_character(read_character());
        }
        return 0;
    }

    std::size_t read_group(int depth) {
        const std::size_t start = at_++;
        if (depth >= Expression::max_depth) {
            fail(start, "More than " + std::to_string(Expression::max_depth) + " groups stand within each other.", "Use fewer groups.");
            return 0;
        }
        if (sees('?') && !skip("?:")) {
            fail(start, "Of the groups that start with (?, only (?:…) is known, and (?i) at the very start.",
                 "Looking ahead or back and names of groups are not offered; use several rules, or a plain group.");
            return 0;
        }
        const std::size_t inside = read_choice(depth + 1);
        if (!out_.error && !skip(")")) fail(start, "The group is not closed.", "Add the bracket ), or write \\( for the character itself.");
        // Its own sequence, so that what it repeats is not taken for a bare anchor.
        Part group;
        group.parts.push_back(inside);
        return add(std::move(group));
    }

    std::size_t read_escape() {
        const std::size_t start = at_;
        const char letter = start + 1 < text_.size() ? text_[start + 1] : '\0';
        at_ = std::min(start + 2, text_.size());
        switch (letter) {
            case 'A': return add(Kind::text_start);
            case 'z': return add(Kind::text_end);
            case 'b': return add(Kind::word_border);
            case 'B': return add(Kind::no_word_border);
            default: break;
        }
        if (CodePointSet set = set_of_letter(letter); !set.empty()) return add_set(std::move(set));
        at_ = start;
        return add_character(read_character());
    }

    // One character, also when it is written as an escape.
    char32_t read_character() {
        const std::size_t start = at_;
        if (text_[at_] != '\\') {
            const char32_t c = decode_utf8(text_, at_);
            if (c == replacement_character && at_ == start + 1) fail(start, "The expression is not UTF-8 here.", "Write it as UTF-8.");
            return c;
        }
        ++at_;
        const char escaped = at_ < text_.size() ? text_[at_] : '\0';
        ++at_;
        switch (escaped) {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'f': return '\f';
            case 'v': return '\v';
            default: break;
        }
        const bool sign = escaped > ' ' && escaped < '\x7F' && !is_letter(escaped) && !is_digit(escaped) && escaped != '_';
        if (!sign) {
            at_ = std::min(at_, text_.size());
            fail(start, "This escape is not known.", "Known are \\d \\D \\w \\W \\s \\S \\b \\B \\A \\z \\n \\r \\t \\f \\v, and a backslash before a sign.");
        }
        return static_cast<char32_t>(static_cast<unsigned char>(escaped));
    }

    CodePointSet read_set() {
        const std::size_t start = at_++;
        const bool negated = skip("^");
        CodePointSet set;
        bool first = true;
        while (!out_.error && at_ < text_.size() && (first || !sees(']'))) {
            read_member(set, first);
            first = false;
        }
        if (!out_.error && !skip("]")) fail(start, "The set is not closed.", "Add the bracket ], or write \\[ for the character itself.");
        set = in_order(std::move(set));
        if (any_case_) set = with_both_cases(std::move(set));
        return negated ? all_but(set) : set;
    }

    void read_member(CodePointSet& set, bool first) {
        const std::size_t start = at_;
        if (sees('\\') && at_ + 1 < text_.size()) {
            const CodePointSet named = set_of_letter(text_[at_ + 1]);
            set.insert(set.end(), named.begin(), named.end());
            if (!named.empty()) {
                at_ += 2;
                return;
            }
        }
        if (text_.substr(at_).starts_with("[:")) {
            return fail(start, "Sets with a name, such as [:alpha:], are not offered.", "Write the characters, such as A-Za-z.");
        }
        const bool last = at_ + 1 < text_.size() && text_[at_ + 1] == ']';
        if (sees('-') && !first && !last) {
            return fail(start, "A hyphen inside a set stands between two characters, first or last.", "Write \\- for the character itself.");
        }
        const char32_t from = read_character();
        char32_t to = from;
        if (!out_.error && sees('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
            ++at_;
            if (sees('\\') && at_ + 1 < text_.size() && !set_of_letter(text_[at_ + 1]).empty()) {
                return fail(start, "A range ends with a character, not with a set.", "Write \\- for a hyphen.");
            }
            to = read_character();
        }
        if (to < from) fail(start, "The range ends before it starts.", "Exchange its two characters, or write \\- for a hyphen.");
        set.push_back({from, std::max(from, to)});
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool any_case_ = false;
    ParsedExpression out_;
};

}  // namespace

ParsedExpression parse_expression(std::string_view text) { return Parser(text).parse(); }

}  // namespace muster
