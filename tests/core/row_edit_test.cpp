#include "muster/row_edit.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace muster;

namespace {

// The file with a cell replaced, as a session does it; the code of the error when that is refused.
std::string edited(std::string_view file, Encoding encoding, Dialect dialect, std::uint64_t row, std::size_t column, std::string value) {
    RowEdit edit(encoding, dialect, column, std::move(value));
    IssueLog log{0};
    Reader reader(encoding, 0, dialect, log);
    reader.feed(std::as_bytes(std::span(file.data(), file.size())));
    bool more = true;
    const auto drain = [&] {
        while (const Row* next = more ? reader.next() : nullptr) {
            if (next->number >= row) more = edit.take(*next);
        }
    };
    drain();
    reader.finish();
    drain();
    REQUIRE(edit.has_row());
    const Result<std::string> bytes = edit.bytes();
    if (!bytes.ok()) return std::string(name_of(bytes.error().code));
    return std::string(file.substr(0, edit.from())) + *bytes + std::string(edit.to() ? file.substr(*edit.to()) : std::string_view());
}

Dialect dialect_of(std::string delimiter, char quote = '"', char escape = '"', Newline newline = Newline::lf) {
    Dialect dialect;
    dialect.delimiter = std::move(delimiter);
    dialect.quote = quote;
    dialect.escape = escape;
    dialect.newline = newline;
    return dialect;
}

std::string utf_16(std::u16string_view text, bool big_endian) {
    std::string bytes;
    for (const char16_t unit : text) {
        const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
        bytes += {big_endian ? high : low, big_endian ? low : high};
    }
    return bytes;
}

}  // namespace

TEST_CASE("a cell is replaced, and everything else stays byte for byte") {
    const struct {
        const char* file;
        Dialect dialect;
        std::uint64_t row;
        std::size_t column;
        const char* value;
        const char* expected;
    } cases[] = {
        {"a,b\n1,2\n3,4\n", dialect_of(","), 1, 0, "x", "a,b\nx,2\n3,4\n"},
        {"a,b\n1,2\n3,4\n", dialect_of(","), 2, 1, "x", "a,b\n1,2\n3,x\n"},
        {"a,b\n1,2\n3,4", dialect_of(","), 2, 1, "", "a,b\n1,2\n3,\n"},
        {"a,b\r\n1,2\r\n3,4\r\n", dialect_of(",", '"', '"', Newline::crlf), 1, 1, "x,\"y\"\nz", "a,b\r\n1,\"x,\"\"y\"\"\nz\"\r\n3,4\r\n"},
        {"a;b\n\"1;\";2\n", dialect_of(";"), 1, 1, " x", "a;b\n\"1;\";\" x\"\n"},
        {"a;b\n1;2\n", dialect_of(";", '"', '\\'), 1, 0, "x\"\\;", "a;b\n\"x\\\"\\\\;\";2\n"},
        {"a;b\n1;2\n", dialect_of(";", '\0', '\0'), 1, 0, "\"x", "a;b\n\"x;2\n"},
        {"a;b\n1;2\n", dialect_of(";", '\0', '\0'), 1, 0, "x;y", "invalid_value"},
        {"a;b;c\n1\n4;5;6\n", dialect_of(";"), 1, 2, "x", "a;b;c\n1;;x\n4;5;6\n"},
        {"a\n1\n", dialect_of(""), 1, 0, "x;y", "a\nx;y\n"},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.file));
        CAPTURE(std::string(c.value));
        CHECK(edited(c.file, Encoding::utf_8, c.dialect, c.row, c.column, c.value) == c.expected);
    }
}

TEST_CASE("a cell is written in the encoding of the file") {
    const Dialect dialect = dialect_of(";");
    CHECK(edited("a;b\n1;2\n", Encoding::utf_8, dialect, 1, 0, "Zoë 😀") == "a;b\nZoë 😀;2\n");
    CHECK(edited("a;b\n1;2\n", Encoding::windows_1252, dialect, 1, 0, "Zoë €") == "a;b\nZo\xEB \x80;2\n");
    CHECK(edited("a;b\n1;2\n", Encoding::iso_8859_1, dialect, 1, 0, "€") == "invalid_value");
    CHECK(edited("a;b\n1;2\n", Encoding::windows_1252, dialect, 1, 0, "😀") == "invalid_value");
    CHECK(edited("a;b\n1;2\n", Encoding::windows_1251, dialect, 1, 1, "Иван") == "a;b\n1;\xC8\xE2\xE0\xED\n");
    for (const bool big_endian : {false, true}) {
        const std::string file = utf_16(u"a;b\n1;2\n3;4\n", big_endian);
        CHECK(edited(file, big_endian ? Encoding::utf_16be : Encoding::utf_16le, dialect, 1, 1, "Ж😀") == utf_16(u"a;b\n1;Ж😀\n3;4\n", big_endian));
    }
    CHECK(edited(std::string("a\0\0\0\n\0\0\0001\0\0\0\n\0\0\0", 16), Encoding::utf_32le, dialect, 1, 0, "€") ==
          std::string("a\0\0\0\n\0\0\0\xAC\x20\0\0\n\0\0\0", 16));
}

TEST_CASE("a row that cannot be read back is refused") {
    Dialect dialect = dialect_of(";");
    dialect.comment = "#";
    CHECK(edited("a;b\n1;2\n", Encoding::utf_8, dialect, 1, 1, "# x") == "a;b\n1;# x\n");
    CHECK(edited("a;b\n1;2\n3;\"4\n5;6\n", Encoding::utf_8, dialect_of(";"), 2, 0, "x").find("invalid_value") == 0);
    CHECK(edited("a;b\n1;\xFF\n", Encoding::utf_8, dialect, 1, 0, "x") == "invalid_value");
    CHECK(edited("a;b\n1;\xFF\n", Encoding::utf_8, dialect, 1, 1, "ÿ") == "a;b\n1;ÿ\n");
}
