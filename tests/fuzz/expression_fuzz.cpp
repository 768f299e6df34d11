// Expressions from hostile texts: nothing crashes, a refusal names a byte of the expression, and a match stays one when the expression
// is put in a group, offered beside another, or the text goes on where no end is asked for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "fuzz/must.hpp"
#include "muster/expression.hpp"

namespace {

using namespace muster;

using Outcome = Expression::Outcome;

// A longer program may be given up earlier.
bool agree(Outcome one, Outcome other) { return one == other || one == Outcome::given_up || other == Outcome::given_up; }

void check(std::string_view expression, std::string_view text) {
    auto compiled = Expression::compile(expression);
    if (!compiled) {
        must(compiled.error().code == Code::expression_invalid, "a refusal has its code");
        must(compiled.error().at.has_byte && compiled.error().at.byte <= expression.size(), "a refusal names a byte");
        return;
    }
    const Outcome match = compiled->search(text);
    must(match == compiled->search(text), "an expression can be used again");
    if (expression.starts_with("(?i)")) return;
    auto grouped = Expression::compile("(?:" + std::string(expression) + ")");
    if (grouped) must(agree(grouped->search(text), match), "a group changes nothing");
    auto other = Expression::compile("\\zx|" + std::string(expression));
    if (other) must(agree(other->search(text), match), "another choice that never matches changes nothing");
    const bool has_place = expression.find_first_of("$\\") != std::string_view::npos;
    if (match == Outcome::match && !has_place) must(compiled->search(std::string(text) + "\n") == Outcome::match, "a match stays one in a longer text");
}

// Random bytes hardly ever make an expression: each byte also stands for a piece of one.
std::string made_of_pieces(std::string_view bytes) {
    static constexpr std::string_view pieces[] = {
        "a", "b", "c", "1", " ", ".", "\\d", "\\w", "\\S", "\\b", "\\B", "^", "$", "|", "|", "*", "+", "?", "{2}", "{1,3}", "{0,}", "{1000}", "(", "(", "(?:", ")",
        ")", "[", "]", "[a-c]", "[^a]", "[^\\d]", "\\A", "\\z", "\\", "-", "\xC3\xA4", "\xE2\x82\xAC", "(?i)", "[\xC3\xA4-\xC3\xBC]",
    };
    std::string text;
    for (const char c : bytes.substr(0, 60)) text += pieces[static_cast<unsigned char>(c) % std::size(pieces)];
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 2000));
    const std::size_t half = text.size() / 2;
    check(text.substr(0, half), text.substr(half));
    check(made_of_pieces(text.substr(0, half)), text.substr(half));
    check(made_of_pieces(text.substr(half)), made_of_pieces(text.substr(0, half)));
    return 0;
}
