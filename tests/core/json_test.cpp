#include "muster/json.hpp"
#include "muster/json_write.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace muster;
using namespace std::string_literals;

namespace {

std::string quoted(std::string_view text) {
    return JsonWriter().string(text).take();
}

// Reading and writing check each other.
std::string written(const JsonValue& value) {
    JsonWriter json;
    write_json(json, value);
    return json.take();
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("the writer puts commas between values and members only") {
    JsonWriter json;
    json.begin_object().member("a", 1).member("b", "x").key("c").begin_array();
    json.number(1).null().boolean(false).begin_object().end_object().begin_array().end_array().end_array();
    json.key("d").raw("[1,2]").member("e", true).end_object();
    CHECK(json.text() == R"({"a":1,"b":"x","c":[1,null,false,{},[]],"d":[1,2],"e":true})");
    json.clear();
    json.begin_array().end_array();
    CHECK(json.take() == "[]");
}

TEST_CASE("the writer makes valid JSON of any bytes") {
    const struct {
        std::string text, json;
    } cases[] = {
        {"", R"("")"},
        {"plain ä€😀 / ", "\"plain ä€😀 / \""},
        {"\"\\\b\f\n\r\t", R"("\"\\\b\f\n\r\t")"},
        {"\0\x01\x1f\x7f"s, "\"\\u0000\\u0001\\u001f\x7f\""},
        {"a\xFF"
         "b",
         "\"a\xEF\xBF\xBD"
         "b\""},
        {"\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                  // overlong
        {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},  // surrogate
        {"\xF0\x9F\x98", "\"\xEF\xBF\xBD\""},                          // cut character: one replacement
        {"\xE2\x82x", "\"\xEF\xBF\xBDx\""},
        {"\xF4\x90\x80\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},  // above U+10FFFF
        {"\xC3", "\"\xEF\xBF\xBD\""},
    };
    for (const auto& c : cases) {
        CAPTURE(c.json);
        CHECK(quoted(c.text) == c.json);
        CHECK(parse_json(quoted(c.text)).ok());
    }
    std::uint32_t state = 1;
    for (int round = 0; round < 2000; ++round) {
        std::string bytes;
        for (int i = 0; i < 24; ++i) {
            state = state * 1664525u + 1013904223u;
            bytes += static_cast<char>(state >> 24);
        }
        const auto read = parse_json(quoted(bytes));
        REQUIRE(read.ok());
        CHECK(quoted(read->string) == quoted(bytes));
    }
}

TEST_CASE("numbers are written exactly and without locale") {
    const auto real = [](double value, int decimals) { return JsonWriter().real(value, decimals).take(); };
    CHECK(JsonWriter().number(std::numeric_limits<std::uint64_t>::max()).take() == "18446744073709551615");
    CHECK(JsonWriter().number(std::numeric_limits<std::int64_t>::min()).take() == "-9223372036854775808");
    CHECK(real(0, 0) == "0");
    CHECK(real(1.5, 2) == "1.50");
    CHECK(real(-0.001, 2) == "0.00");
    CHECK(real(-12.345, 1) == "-12.3");
    CHECK(real(0.005, 3) == "0.005");
    CHECK(real(0.999, 2) == "1.00");
    CHECK(real(1e9, 9) == "1000000000.000000000");
    CHECK(real(1e300, 2) == "null");
    CHECK(real(std::numeric_limits<double>::quiet_NaN(), 2) == "null");
    CHECK(real(-std::numeric_limits<double>::infinity(), 2) == "null");
}

TEST_CASE("issues have all members, null where they do not apply") {
    Issue issue = make_issue(Code::invalid_email, "No at sign.", "Correct the address.");
    issue.at = {.row = 3, .line = 5, .column = 2, .byte = 0, .has_byte = true};
    issue.column_name = "E-Mail";
    issue.value = "x\xFF";
    JsonWriter json;
    write_issue(json, issue);
    CHECK(json.take() ==
          "{\"code\":\"invalid_email\",\"severity\":\"error\",\"row\":3,\"line\":5,\"column\":2,\"column_name\":\"E-"
          "Mail\","
          "\"byte\":0,\"pointer\":null,\"value\":\"x\xEF\xBF\xBD\",\"message\":\"No at "
          "sign.\",\"suggestion\":\"Correct the "
          "address.\"}");
    write_issue(json, make_issue(Code::file_empty, "The file is empty."));
    CHECK(
        json.take() ==
        R"({"code":"file_empty","severity":"error","row":null,"line":null,"column":null,"column_name":null,"byte":null,)"
        R"("pointer":null,"value":null,"message":"The file is empty.","suggestion":null})");
}

TEST_CASE("indented JSON has a line for each entry down to the depth") {
    const std::string json = R"({"a":1,"b":{},"c":{"d":[1,2,{"e":"x,{\"y"}]},"f":[]})";
    CHECK(indented_json(json, 2) ==
          "{\n  \"a\": 1,\n  \"b\": {},\n  \"c\": {\n    \"d\": [1, 2, {\"e\": \"x,{\\\"y\"}]\n  },\n  \"f\": []\n}\n");
    const auto read = parse_json(indented_json(json, 9));
    REQUIRE(read.ok());
    CHECK(written(*read) == json);
}

TEST_CASE("values are read with their places") {
    const std::string_view text = "{ \"a\" : [1, -2.5,\t\"x\"],\n \"b\":{\"c\":null}, \"a\":true }";
    const auto read = parse_json(text);
    REQUIRE(read.ok());
    CHECK(read->kind == JsonValue::Kind::object);
    CHECK(read->offset == 0);
    REQUIRE(read->members.size() == 3);
    CHECK(read->members[2].name == "a");
    CHECK(read->members[2].value.boolean);
    const JsonValue* a = read->find("a");
    REQUIRE(a != nullptr);
    REQUIRE(a->items.size() == 3);
    CHECK(a->offset == text.find('['));
    CHECK(a->items[0].kind == JsonValue::Kind::integer);
    CHECK(a->items[0].integer == 1);
    CHECK(a->items[1].kind == JsonValue::Kind::real);
    CHECK(a->items[1].string == "-2.5");
    CHECK(a->items[1].offset == text.find("-2.5"));
    CHECK(a->items[2].offset == text.find("\"x\""));
    CHECK(read->find("b")->find("c")->offset == text.find("null"));
    CHECK(read->find("z") == nullptr);
}

TEST_CASE("whole numbers that fit are exact, others stay as they are written") {
    const struct {
        const char* text;
        JsonValue::Kind kind;
        std::int64_t integer;
        const char* real;
    } cases[] = {
        {"0", JsonValue::Kind::integer, 0, ""},
        {"-0", JsonValue::Kind::integer, 0, ""},
        {"9223372036854775807", JsonValue::Kind::integer, std::numeric_limits<std::int64_t>::max(), ""},
        {"-9223372036854775808", JsonValue::Kind::integer, std::numeric_limits<std::int64_t>::min(), ""},
        {"9223372036854775808", JsonValue::Kind::real, 0, "9223372036854775808"},
        {"123456789012345678901234567890", JsonValue::Kind::real, 0, "123456789012345678901234567890"},
        {"1.0", JsonValue::Kind::real, 0, "1.0"},
        {"1e3", JsonValue::Kind::real, 0, "1e3"},
        {"-0.10E-999", JsonValue::Kind::real, 0, "-0.10E-999"},
        {"[2 , 3]", JsonValue::Kind::array, 0, ""},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto read = parse_json(c.text);
        REQUIRE(read.ok());
        CHECK(read->kind == c.kind);
        if (c.kind == JsonValue::Kind::integer) CHECK(read->integer == c.integer);
        if (c.kind == JsonValue::Kind::real) CHECK(read->string == c.real);
    }
}

TEST_CASE("valid texts are accepted and come back the same") {
    const std::string cases[] = {
        "null",
        "true",
        "false",
        "\"\"",
        "[]",
        "{}",
        "[null,true,false,\"\",{},[]]",
        R"({"":{"":""}})",
        R"({"a":1,"a":2})",
        R"(["\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"])",
        nested(64),
    };
    for (const std::string& text : cases) {
        CAPTURE(text);
        const auto read = parse_json(text);
        REQUIRE(read.ok());
        const auto again = parse_json(written(*read));
        REQUIRE(again.ok());
        CHECK(written(*again) == written(*read));
    }
    CHECK(parse_json(" \t\r\n[1 , 2]\n ").ok());
    const auto marked = parse_json("\xEF\xBB\xBF{\"a\":1}");
    REQUIRE(marked.ok());
    CHECK(marked->find("a")->offset == 8);
}

TEST_CASE("syntax errors name the line, the column and the byte") {
    const struct {
        std::string text;
        std::uint64_t line;
        std::uint32_t column;
        const char* message;
    } cases[] = {
        {"", 1, 1, "The text is empty."},
        {" \n ", 2, 2, "The text is empty."},
        {"{", 1, 2, "ends too early"},
        {"[1,", 1, 4, "ends too early"},
        {"{\"a\":1", 1, 7, "ends too early"},
        {"{\"a\"", 1, 5, "ends too early"},
        {"{\"a\":", 1, 6, "ends too early"},
        {"{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3, "A comma or } is missing"},
        {"[1 2]", 1, 4, "A comma or ] is missing"},
        {"{\"ä\":1 \"b\":2}", 1, 8, "A comma or } is missing"},
        {"{\"a\":1,}", 1, 8, "comma too many"},
        {"[1,]", 1, 4, "comma too many"},
        {"[,1]", 1, 2, "comma too many"},
        {"[1,,2]", 1, 4, "comma too many"},
        {"{\"a\" 1}", 1, 6, "colon is missing"},
        {"{\"a\"::1}", 1, 6, "A value is expected"},
        {"{a:1}", 1, 2, "name of a member is expected"},
        {"{'a':1}", 1, 2, "name of a member is expected"},
        {"{1:1}", 1, 2, "name of a member is expected"},
        {"['a']", 1, 2, "single quotes"},
        {"[yes]", 1, 2, "word stands here without quotes"},
        {"[True]", 1, 2, "word stands here without quotes"},
        {"[nulll]", 1, 2, "word stands here without quotes"},
        {"[NaN]", 1, 2, "word stands here without quotes"},
        {"truefalse", 1, 1, "word stands here without quotes"},
        {"[01]", 1, 2, "starts with a zero"},
        {"[-01]", 1, 2, "starts with a zero"},
        {"[1.]", 1, 2, "not a number"},
        {"[.5]", 1, 2, "A value is expected"},
        {"[+1]", 1, 2, "A value is expected"},
        {"[-]", 1, 2, "not a number"},
        {"[1e]", 1, 2, "not a number"},
        {"[0x1]", 1, 2, "not a number"},
        {"[12.03.2020]", 1, 2, "not a number"},
        {"[\"a]", 1, 2, "never closed"},
        {"[\"a\nb\"]", 1, 4, "control character or line break"},
        {"[\"a\tb\"]", 1, 4, "control character or line break"},
        {"[\"C:\\data\"]", 1, 5, "backslash"},
        {"[\"\\u12G4\"]", 1, 3, "backslash"},
        {"[\"\\ud800\"]", 1, 3, "half of a character"},
        {"[\"\\ude00\"]", 1, 3, "half of a character"},
        {"[\"\\ud800\\u0041\"]", 1, 3, "half of a character"},
        {"{} {}", 1, 4, "after the end"},
        {"[]]", 1, 3, "after the end"},
        {"1 2", 1, 3, "after the end"},
        {"// x\n{}", 1, 1, "no comments"},
        {"{ // x\n}", 1, 3, "no comments"},
        {"[1 /* x */]", 1, 4, "A comma or ] is missing"},
        {"{\"a\":\"\xFF\"}", 1, 7, "not UTF-8"},
        {"[1}", 1, 3, "A comma or ] is missing"},
        {nested(65), 1, 65, "more than 64 deep"},
        {"{\r\n\"a\":1\r\n,,}", 3, 2, "name of a member is expected"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto read = parse_json(c.text);
        REQUIRE(!read.ok());
        CAPTURE(read.error().message);
        CHECK(read.error().code == Code::syntax_error);
        CHECK(read.error().message.find(c.message) != std::string::npos);
        CHECK(read.error().at.line == c.line);
        CHECK(read.error().at.column == c.column);
        CHECK(read.error().at.has_byte);
        CHECK(!read.error().suggestion.empty());
    }
    const auto marked = parse_json("\xEF\xBB\xBF[1,]");
    REQUIRE(!marked.ok());
    CHECK(marked.error().at.column == 4);
    CHECK(marked.error().at.byte == 6);
}

TEST_CASE("every refused text gets an explanation, however it is damaged") {
    const std::string good = R"({"name":"Ä","list":[1,-2.5e3,true,null,"a\n\u00e9"],"o":{"x":{}}})";
    std::uint32_t state = 7;
    const auto random = [&](std::size_t below) {
        state = state * 1664525u + 1013904223u;
        return static_cast<std::size_t>(state >> 8) % below;
    };
    const std::string_view bytes = "{}[]\",:0123456789.-eE+tfnul \\/\n\xC3\xFF";
    int refused = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text = good;
        for (std::size_t edits = 1 + random(3); edits > 0; --edits) {
            const std::size_t at = random(text.size());
            switch (random(3)) {
                case 0: text.erase(at, 1); break;
                case 1: text.insert(at, 1, bytes[random(bytes.size())]); break;
                default: text[at] = bytes[random(bytes.size())]; break;
            }
        }
        const auto read = parse_json(text);
        if (read.ok()) continue;
        ++refused;
        CAPTURE(text);
        CHECK(read.error().message != "The text is not JSON.");
    }
    CHECK(refused > 1000);
}

TEST_CASE("a text over 64 MB is refused") {
    const auto read = parse_json(std::string((64u << 20) + 1, ' '));
    REQUIRE(!read.ok());
    CHECK(read.error().message.find("64 MB") != std::string::npos);
}

TEST_CASE("places are counted in lines and characters") {
    const std::string_view text =
        "\xEF\xBB\xBF"
        "aä\r\nb\rc\n€x";
    const struct {
        std::size_t offset;
        std::uint64_t line;
        std::uint32_t column;
    } cases[] = {
        {3, 1, 1}, {4, 1, 2}, {6, 1, 3}, {8, 2, 1}, {10, 3, 1}, {12, 4, 1}, {15, 4, 2}, {99, 4, 3},
    };
    for (const auto& c : cases) {
        CAPTURE(c.offset);
        CHECK(locate(text, c.offset).line == c.line);
        CHECK(locate(text, c.offset).column == c.column);
    }
    CHECK(locate("", 0).line == 1);
    CHECK(locate("", 0).column == 1);
}
