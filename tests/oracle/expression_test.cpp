// Expressions against RE2, whose syntax they are a subset of: every short one over small alphabets, and random longer ones.
#include "muster/expression.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace muster;

namespace {

// All texts over an alphabet up to a length, the shortest first.
std::vector<std::string> all_texts(std::string_view alphabet, std::size_t max_length) {
    std::vector<std::string> texts{""};
    for (std::size_t from = 0, length = 1; length <= max_length; ++length) {
        const std::size_t to = texts.size();
        for (; from < to; ++from) {
            for (const char c : alphabet) texts.push_back(texts[from] + c);
        }
    }
    return texts;
}

// RE2 finds \B also between the bytes of one character.
bool is_inside_character(const std::string& expression, const std::string& text) {
    const bool wide = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    return wide && expression.find("\\B") != std::string::npos;
}

struct Comparison {
    std::size_t both = 0, refused_by_both = 0, refused_here = 0, matched = 0, different = 0;

    // Which of the two took the expression; every text is matched by both.
    void add(const std::string& expression, const std::vector<std::string>& texts) {
        auto ours = Expression::compile(expression);
        const RE2 theirs(expression, RE2::Quiet);
        if (!ours) {
            ++(theirs.ok() ? refused_here : refused_by_both);
            if (theirs.ok()) here.push_back(expression);
            return;
        }
        if (!theirs.ok()) return tell(expression, "", "only here");
        ++both;
        for (const std::string& text : texts) {
            if (is_inside_character(expression, text)) continue;
            const bool match = ours->search(text) == Expression::Outcome::match;
            matched += match ? 1u : 0u;
            if (match != RE2::PartialMatch(text, theirs)) tell(expression, text, match ? "matches here only" : "matches there only");
        }
    }
    void tell(const std::string& expression, const std::string& text, const std::string& what) {
        constexpr std::size_t most_shown = 20;
        if (++different <= most_shown) MESSAGE(expression << " on '" << text << "': " << what);
    }

    std::vector<std::string> here;   // refused only here
};

// What is left out on purpose: an anchor that is repeated, and "(?)", a list of no flags.
bool is_left_out(const std::string& expression) {
    if (expression.find("(?)") != std::string::npos) return true;
    for (std::size_t i = 0; i + 1 < expression.size(); ++i) {
        const bool anchor = expression[i] == '^' || expression[i] == '$';
        if (anchor && std::string_view("*+?").find(expression[i + 1]) != std::string_view::npos) return true;
    }
    return false;
}

std::string one_of(std::mt19937& random, const std::vector<std::string>& words) { return words[random() % words.size()]; }

// A random expression of the subset, of about `size` pieces.
std::string random_expression(std::mt19937& random, int size) {
    static const std::vector<std::string> atoms = {
        "a", "b", "c", "1", " ", "_", "-", "\xC3\xA4", "\xE2\x82\xAC", ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\.", "\\n", "[ab]", "[^a]", "[a-c1]",
        "[^\\d]", "[\\w-]", "[\\D\\s]", "[\xC3\xA0-\xC3\xBF]", "[^\xC3\xA4" "a]", "[]a]", "[^-b]"};
    static const std::vector<std::string> anchors = {"^", "$", "\\b", "\\B", "\\A", "\\z"};
    static const std::vector<std::string> repeats = {"*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{1,2}", "{0,3}", "{2,}", "{3,4}?"};
    if (size <= 1) return random() % 8 == 0 ? one_of(random, anchors) : one_of(random, atoms);
    const int left = 1 + static_cast<int>(random() % static_cast<unsigned>(size - 1));
    switch (random() % 4) {
        case 0: return random_expression(random, left) + "|" + random_expression(random, size - left);
        case 1: return (random() % 2 == 0 ? "(" : "(?:") + random_expression(random, size - 1) + ")" + one_of(random, repeats);
        case 2: return "(" + random_expression(random, left) + ")" + random_expression(random, size - left);
        default: return random_expression(random, left) + random_expression(random, size - left);
    }
}

std::string random_text(std::mt19937& random) {
    static const std::vector<std::string> pieces = {"a", "b", "c", "1", " ", "_", "-", ".", "\n", "\xC3\xA4", "\xC3\xB6", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "]"};
    std::string text;
    for (std::size_t n = random() % 9; n > 0; --n) text += one_of(random, pieces);
    return text;
}

}  // namespace

TEST_CASE("every expression of up to five signs is taken and matched alike") {
    Comparison comparison;
    const std::vector<std::string> texts = all_texts("ab\n", 3);
    for (const std::string& expression : all_texts("ab.|*+?()^$", 4)) comparison.add(expression, texts);
    for (const std::string& expression : all_texts("a|*+()$", 5)) comparison.add(expression, texts);
    CHECK(comparison.different == 0);
    CHECK(comparison.both > 4000);
    CHECK(comparison.matched > 100000);
    for (const std::string& expression : comparison.here) {
        CAPTURE(expression);
        CHECK(is_left_out(expression));
    }
    MESSAGE(comparison.both << " expressions taken by both, " << comparison.refused_by_both << " by none, " << comparison.matched << " matches");
}

TEST_CASE("every set of up to six signs means the same") {
    Comparison comparison;
    const std::vector<std::string> texts = {"", "a", "b", "-", "]", "^", "\\", "1", "d", "\xC3\xA4", "[", "\n"};
    for (const std::string& inside : all_texts("ab]^-\\d", 5)) comparison.add("[" + inside + "]", texts);
    CHECK(comparison.different == 0);
    CHECK(comparison.both > 1000);
    MESSAGE(comparison.both << " sets taken by both, " << comparison.refused_here << " only there");
}

TEST_CASE("every repeat in braces of up to five signs means the same") {
    Comparison comparison;
    const std::vector<std::string> texts = all_texts("a", 5);
    for (const std::string& inside : all_texts("0123,}", 5)) comparison.add("^a{" + inside + "$", texts);
    CHECK(comparison.different == 0);
    CHECK(comparison.both > 30);
}

TEST_CASE("random expressions match alike, also without letter case") {
    std::mt19937 random(7);
    Comparison comparison;
    for (int i = 0; i < 40000; ++i) {
        const std::string expression = (i % 5 == 0 ? "(?i)" : "") + random_expression(random, 2 + static_cast<int>(random() % 10));
        std::vector<std::string> texts;
        for (int n = 0; n < 20; ++n) texts.push_back(random_text(random));
        if (i % 5 == 0) texts.insert(texts.end(), {"A", "aBC", "\xC3\x84", "\xC3\x84\xC3\xA4"});
        comparison.add(expression, texts);
    }
    CHECK(comparison.different == 0);
    CHECK(comparison.refused_here == 0);
    CHECK(comparison.both == 40000);
    MESSAGE(comparison.both << " expressions, " << comparison.matched << " matches");
}
