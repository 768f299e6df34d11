#include "muster/expression.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <new>
#include <string>

using namespace muster;

namespace {

std::size_t allocations = 0;

bool matches(std::string_view expression, std::string_view text) {
    auto compiled = Expression::compile(expression);
    CAPTURE(expression);
    REQUIRE(compiled.ok());
    const Expression::Outcome outcome = compiled->search(text);
    REQUIRE(outcome != Expression::Outcome::given_up);
    return outcome == Expression::Outcome::match;
}

std::string repeated(std::string_view text, std::size_t count) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) result += text;
    return result;
}

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("what an expression matches") {
    const struct {
        const char* expression;
        const char* text;
        bool match;
    } cases[] = {
        {"", "", true},
        {"", "abc", true},
        {"b", "abc", true},
        {"x", "abc", false},
        {"^b", "abc", false},
        {"b$", "abc", false},
        {"^abc$", "abc", true},
        {"^abc$", "abc\n", false},
        {"\\Aabc\\z", "abc", true},
        {"^[A-Z]{2}\\d+$", "DE123", true},
        {"^[A-Z]{2}\\d+$", "DE", false},
        {"^[A-Z]{2}\\d+$", "XDE1", false},
        {"^(cat|dog|)$", "dog", true},
        {"^(cat|dog|)$", "", true},
        {"^(cat|dog|)$", "cow", false},
        {"^a.c$", "a\xC3\xA4" "c", true},
        {"^a.c$", "a\nc", false},
        {"^a{2}$", "aa", true},
        {"^a{2}$", "aaa", false},
        {"^a{2,}$", "aaaaa", true},
        {"^a{2,}$", "a", false},
        {"^a{0,2}$", "", true},
        {"^a{0,2}$", "aaa", false},
        {"^a{0}$", "a", false},
        {"^(ab){1,3}?$", "abab", true},
        {"^a+?b*?$", "aab", true},
        {"^(a*)*$", "aaab", false},
        {"^(a*)+b$", "aaab", true},
        {"^(?:a|b)+$", "abba", true},
        {"^[^0-9]+$", "abc", true},
        {"^[^0-9]+$", "ab1", false},
        {"^[]a]$", "]", true},
        {"^[^]a]$", "b", true},
        {"^[-a]+$", "-a", true},
        {"^[a-]+$", "-a", true},
        {"^[\\-\\]\\\\]+$", "-]\\", true},
        {"^[\\d_]+$", "1_2", true},
        {"^[\\D]$", "1", false},
        {"^[\\W\\d]$", "a", false},
        {"^\\w+\\s\\S\\W\\D$", "a_1 x-y", true},
        {"\\bcat\\b", "a cat!", true},
        {"\\bcat\\b", "concat", false},
        {"\\Bcat\\b", "concat", true},
        {"^[\xC3\xA4-\xC3\xBC]$", "\xC3\xB6", true},
        {"^[\xC3\xA4-\xC3\xBC]$", "o", false},
        {"^[^\xC3\xB6]$", "\xC3\xA4", true},
        {"^\xF0\x9F\x98\x80+$", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80", true},
        {"(?i)^stra\xC3\x9F" "e \xC3\x84$", "STRA\xC3\x9F" "E \xC3\xA4", true},
        {"(?i)^[a-c\xC3\xA4]+$", "ABC\xC3\x84", true},
        {"(?i)^[^a]$", "A", false},
        {"^stra", "STRA", false},
        {"^a\\.b\\+c\\/\\@$", "a.b+c/@", true},
        {"^\\t\\n\\r\\f\\v$", "\t\n\r\f\v", true},
        {"^}]$", "}]", true},
        {"(^a|b$)", "xxb", true},
        {"^a|b", "xb", true},
        {"(^)*a", "ba", true},
        {"^.$", "\xFF", true},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK_MESSAGE(matches(c.expression, c.text) == c.match, c.expression);
    }
}

TEST_CASE("what is no expression is refused at its byte") {
    const struct {
        std::string expression;
        std::uint64_t byte;
    } cases[] = {
        {"a)", 1},       {"(a", 0},       {"a(b|(c)", 1},   {"*a", 0},        {"a|+b", 2},       {"(?)", 0},      {"a**", 2},
        {"a+{2}", 2},    {"a{2}{3}", 4},  {"a??b?*", 5},    {"^*", 1},        {"\\b+", 2},       {"[a", 0},       {"ab[", 2},
        {"[z-a]", 1},    {"[a-\\d]", 1},  {"[a-b-c]", 4},   {"[[:alpha:]]", 1}, {"a{1001}", 1},  {"a{1,1001}", 1}, {"a{2,1}", 1},
        {"a{", 1},       {"a{,3}", 1},    {"a{x}", 1},      {"a{02}", 1},      {"{2}", 0},       {"x\\", 1},        {"\\q", 0},      {"(a)\\1", 3},
        {"\\pL", 0},     {"[\\b]", 1},    {"(?=a)", 0},     {"a(?<!b)", 1},   {"(?P<n>a)", 0},   {"a(?i)b", 1},   {"a\xFF", 1},
        {"\\_", 0},      {"\\x41", 0},    {std::string(4097, 'a'), 4096},     {repeated("(", 101) + repeated(")", 101), 100},
        {"((a{1000}){1000}){1000}", 0},   {"((((){1000}){1000}){1000}){1000}", 0}, {"(ab){1000}{1000}", 10}, {"\\d\\", 2},
    };
    for (const auto& c : cases) {
        const auto compiled = Expression::compile(c.expression);
        CAPTURE(c.expression);
        REQUIRE(!compiled.ok());
        CHECK(compiled.error().code == Code::expression_invalid);
        CHECK(compiled.error().at.has_byte);
        CHECK(compiled.error().at.byte == c.byte);
        CHECK(compiled.error().message.ends_with("."));
        CHECK(compiled.error().suggestion.ends_with("."));
    }
}

TEST_CASE("the largest repeats and the deepest groups are taken") {
    CHECK(matches("^(?:ab){1000}$", repeated("ab", 1000)));
    CHECK(!matches("^(?:ab){1000}$", repeated("ab", 999)));
    CHECK(matches("^a{0,1000}$", std::string(1000, 'a')));
    CHECK(!matches("^a{0,1000}$", std::string(1001, 'a')));
    CHECK(matches("^" + repeated("(", 100) + "a" + repeated(")", 100) + "$", "a"));
    CHECK(matches(std::string(4096, 'a'), std::string(5000, 'a')));
}

// Backtracking matchers need 2^n steps for each of these; ten thousand characters would take them longer than the sun burns.
TEST_CASE("expressions that are hard for others take linear time") {
    const struct {
        const char* expression;
        std::string text;
    } cases[] = {
        {"^(a+)+$", std::string(10000, 'a') + "b"},
        {"^(a|a)*$", std::string(10000, 'a') + "b"},
        {"^(a*)*b$", std::string(10000, 'a')},
        {"(x+x+)+y", std::string(10000, 'x')},
        {"^(?:a?){500}a{500}$", std::string(499, 'a')},
    };
    for (const auto& c : cases) {
        auto expression = Expression::compile(c.expression);
        REQUIRE(expression.ok());
        const auto start = std::chrono::steady_clock::now();
        CHECK(expression->search(c.text) == Expression::Outcome::no_match);
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    }
}

// The largest expression there is takes thousands of steps for each character of such a text.
TEST_CASE("a search is given up after a number of steps, wherever the text and the expression are hostile together") {
    auto large = Expression::compile("(?:a?){1000}(?:a?){1000}(?:a?){1000}b");
    REQUIRE(large.ok());
    const auto start = std::chrono::steady_clock::now();
    CHECK(large->search(std::string(20000, 'a')) == Expression::Outcome::given_up);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
    // The same expression goes on working, and so do others on such a text.
    CHECK(large->search("ab") == Expression::Outcome::match);
    CHECK(large->search(std::string(100, 'a')) == Expression::Outcome::no_match);
    auto small = Expression::compile("(?:a?){100}b");
    REQUIRE(small.ok());
    CHECK(small->search(std::string(20000, 'a')) == Expression::Outcome::no_match);
}

TEST_CASE("the steps that are counted are the instructions reached at each character") {
    auto counted = Expression::compile("(?:a?){1000}b");
    REQUIRE(counted.ok());
    constexpr std::size_t reached = 2001;   // at each place of a text without a and b: for each repeat its choice and its a, and b
    CHECK(counted->search(std::string(Expression::max_steps / reached, 'x')) == Expression::Outcome::no_match);
    CHECK(counted->search(std::string(Expression::max_steps / reached + 1, 'x')) == Expression::Outcome::given_up);
}

TEST_CASE("matching allocates nothing, and one expression can be used again and again") {
    auto expression = Expression::compile("(?i)^([a-z\xC3\xA4]+|\\d{2,20})*\\b.?$");
    REQUIRE(expression.ok());
    const std::size_t before = allocations;
    bool right = true;
    for (int i = 0; i < 100; ++i) {
        right = right && expression->search("M\xC3\x84rz12") == Expression::Outcome::match &&
                expression->search("M\xC3\x84rz?12") == Expression::Outcome::no_match;
    }
    CHECK(allocations == before);
    CHECK(right);
}
