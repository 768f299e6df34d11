#include "muster/reader.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/reading.hpp"

using namespace muster;
using muster::test::read_chunked;
using muster::test::Reading;

namespace {

Reading read_whole(const std::string& bytes, const Dialect& dialect = {}, const ReaderLimits& limits = {},
                   Encoding encoding = Encoding::utf_8, std::size_t bom = 0) {
    return read_chunked(bytes, encoding, bom, dialect, limits, [&] { return bytes.size(); });
}

Dialect plain(std::string delimiter = ",") {
    Dialect dialect;
    dialect.delimiter = std::move(delimiter);
    dialect.has_header = false;
    return dialect;
}

// Just the cells.
std::string cells_of(const std::string& bytes, const Dialect& dialect, const ReaderLimits& limits = {}) {
    IssueLog log;
    Reader reader(Encoding::utf_8, 0, dialect, log, limits);
    reader.feed(std::as_bytes(std::span(bytes)));
    std::string text;
    const auto take = [&] {
        while (const Row* row = reader.next()) {
            text += "[";
            for (std::size_t i = 0; i < row->cells.size(); ++i) {
                if (i != 0) text += "|";
                text += row->cells[i];
            }
            text += row->damaged ? "]!" : "]";
        }
    };
    take();
    reader.finish();
    take();
    return text;
}

}  // namespace

TEST_CASE("rows and cells are read as RFC 4180 and spreadsheets do") {
    struct Example {
        const char* name;
        const char* text;
        const char* cells;
    };
    const Example examples[] = {
        {"plain", "a,b\nc,d\n", "[a|b][c|d]"},
        {"no line end at the end", "a,b\nc,d", "[a|b][c|d]"},
        {"CRLF", "a,b\r\nc,d\r\n", "[a|b][c|d]"},
        {"CR", "a,b\rc,d\r", "[a|b][c|d]"},
        {"mixed line ends", "a\rb\r\nc\n\rd", "[a][b][c][d]"},
        {"empty cells", ",\n,,", "[|][||]"},
        {"blank lines are no rows", "\n\na\n\n  \nb\n\n", "[a][b]"},
        {"an empty quoted cell is a row", "\"\"\n", "[]"},
        {"quoted delimiter", "\"a,b\",c", "[a,b|c]"},
        {"quoted line breaks", "\"a\nb\r\nc\",d\ne", "[a\nb\r\nc|d][e]"},
        {"doubled quotes", "\"a \"\"b\"\"\",\"\"\"\"", "[a \"b\"|\"]"},
        {"a quote inside an unquoted cell is literal", "5\" disk,a\"b\"c\nd,e", "[5\" disk|a\"b\"c][d|e]"},
        {"text behind the closing quote is kept", "\"a\"b,c", "[ab|c]"},
        {"blanks around quotes", "a, \"b,c\" ,d", "[a|b,c|d]"},
        {"a quote behind blanks that is not closed is literal", "a, \"b\" c,d", "[a| \"b\" c|d]"},
        {"blanks of cells stay", " a , b ", "[ a | b ]"},
        {"lone quote at the end", "a,\"b\nc,d\n", "[a|\"b]![c|d]"},
        {"lone quote before a quoted cell", "a,\"b\n\"c\",d\ne,f", "[a|\"b]![c|d][e|f]"},
        {"lone quote before quoted text in a later row", "1,\"b,x\n2,\"good\",y\n3,z,w", "[1|\"b|x]![2|good|y][3|z|w]"},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        CHECK(cells_of(example.text, plain()) == example.cells);
    }
}

TEST_CASE("any chunking gives the same rows, issues and positions") {
    Dialect semicolon = plain(";");
    Dialect wide = plain("::");
    Dialect blank = plain(" ");
    blank.delimiter_runs = true;
    Dialect backslash = plain();
    backslash.escape = '\\';
    Dialect titled;
    titled.preamble_rows = 2;
    titled.comment = "#";
    Dialect unquoted = plain("\t");
    unquoted.quote = '\0';
    unquoted.escape = '\\';
    ReaderLimits tight;
    tight.max_row_bytes = 24;
    tight.max_quoted_bytes = 12;
    ReaderLimits tight_row;
    tight_row.max_row_bytes = 10;
    struct Example {
        std::string text;
        Dialect dialect;
        ReaderLimits limits;
        Encoding encoding = Encoding::utf_8;
        std::size_t bom = 0;
    };
    const std::string odd = "a,\"b\r\nc\"\r\n\r\rd, \"e\"\"\" \n\"f\"g,\xC3\xA4\xE2\x82\xAC\xFF\xE2\x82,h\n\"i\r\nj";
    const Example examples[] = {
        {odd, plain(), {}},
        {odd, plain(), tight},
        {odd, plain(), tight_row},
        {odd, plain(), {}, Encoding::windows_1252},
        {odd, semicolon, {}},
        {"a::b:c::\"d::e\"::\r\n:::\n", wide, {}},
        {"  a  b c \r\n\"d e\"  f\n\n", blank, {}},
        {"a\\,b,\"c\\\"d\",\\\r\nx\\y,\"e\\\r\nf\"\n", backslash, {}},
        {"title\n\n# x,y\nname,mail\n#\n1,2\r\n# end", titled, {}},
        {"a\\\tb\tc\\\nd\t\\\\\n\"e\tf\"\n", unquoted, {}},
        {std::string("a,b\0c\nd\0\0,e\n\0\0\0\0", 16), plain(), {}},
        {"\xEF\xBB\xBF"
         "a,b\xF0\x9F\x98\x80\n\xF0\x9F\x98",
         plain(),
         {},
         Encoding::utf_8,
         3},
        {std::string("\xFF\xFE"
                     "a\0,\0\x3D\xD8\x00\xDE\n\0\x3D\xD8"
                     "b\0\x00\xDC\r\0\n\0c\0d",
                     25),
         plain(),
         {},
         Encoding::utf_16le,
         2},
        {std::string("\0a\0,\xD8\x3D\xDE\0\0\n\xD8\x3D\0", 13), plain(), {}, Encoding::utf_16be},
        {std::string("a\0\0\0,\0\0\0\x00\xF6\x01\0\n\0\0\0\0\0\x11\0b\0\0\0c\0", 26), plain(), {}, Encoding::utf_32le},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,b\r\nc,d\r\n", plain(), tight},
        {"#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\nx\n\nc,d\r\nq\n", titled, tight},
        {"a,\"bbbbbbbbbbbbbbbbbbbbbbbbb\r\nc\",d\r\ne,\"f\"\n", plain(), tight},
    };
    for (std::size_t i = 0; i < std::size(examples); ++i) {
        const Example& example = examples[i];
        const std::string& text = example.text;
        CAPTURE(i);
        const Reading whole = read_chunked(text, example.encoding, example.bom, example.dialect, example.limits,
                                           [&] { return text.size(); });
        for (std::size_t size = 1; size < text.size(); ++size) {
            CAPTURE(size);
            const Reading parts = read_chunked(text, example.encoding, example.bom, example.dialect, example.limits,
                                               [&] { return size; });
            CHECK(parts.rows == whole.rows);
            CHECK(parts.issues == whole.issues);
            CHECK(parts == whole);
            CHECK(parts.bytes == text.size());
            bool first = true;
            const Reading split = read_chunked(text, example.encoding, example.bom, example.dialect, example.limits,
                                               [&] { return std::exchange(first, false) ? size : text.size(); });
            CHECK(split == whole);
        }
    }
}

TEST_CASE("rows, lines and bytes are those of the source file") {
    const Reading utf_8 = read_whole(
        "\xEF\xBB\xBF"
        "n\xC3\xA4me,b\n1,\"x\ny\"\n\n2,z\n",
        {}, {}, Encoding::utf_8, 3);
    CHECK(utf_8.header == std::vector<std::string>{"n\xC3\xA4me", "b"});
    CHECK(utf_8.rows == "1@2:11 lines [1@11|x\ny@13]\n2@5:20 [2@20|z@22]\n");
    const Reading western = read_whole("\xE4,\x80\n\x81,b\n", plain(), {}, Encoding::windows_1252);
    CHECK(western.rows == "1@1:0 [\xC3\xA4@0|\xE2\x82\xAC@2]\n2@2:4 replaced [\xEF\xBF\xBD@4|b@6]\n");
    CHECK(western.issues == "invalid_byte_replaced@2:2:0:4\n");
}

TEST_CASE("a file that stops being UTF-8 says so with row, line and byte") {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += "abc,def\n";
    bytes += "M\xFCller,x\n";
    const Reading reading = read_whole(bytes);
    CHECK(reading.issues == "invalid_byte_replaced@1000:1001:0:8001\n");
}

TEST_CASE("signs that a file is not whole") {
    CHECK(read_whole("a,b\n1,\"x\n2,3\n").truncated);
    CHECK(read_whole(std::string("a,b\n1,\0\n", 8)).truncated);
    CHECK(read_whole("a,b\n1,\xC3").truncated);
    CHECK_FALSE(read_whole("a,b\n1,\"x\n2\",3\n").truncated);
    CHECK_FALSE(read_whole("a,b\n1,\"x\n2,\"3\"\n").truncated);
}

TEST_CASE("limits") {
    ReaderLimits limits;
    limits.max_row_bytes = 20;
    limits.max_quoted_bytes = 8;
    CHECK(cells_of("a,bbbbbbbbbbbbbbbbbbbbbbbbbbbbb,c\nd,e\n", plain(), limits) == "[a]![d|e]");
    CHECK(cells_of("a,\"bbb\nbbbbbbbbb\",c\nd,e\n", plain(), limits) == "[a|\"bbb]![bbbbbbbbb\"|c][d|e]");
    ReaderLimits few;
    few.max_cells = 4;
    CHECK(cells_of("a,b,c,d\n1,2,3,4,5,\"6\n7\"\ne,f\n", plain(), few) == "[a|b|c|d][1|2|3]![7\"][e|f]");
    CHECK(read_whole(std::string(1u << 20, ','), plain()).issues == "row_too_large@1:1:0:0\n");
    std::string wide = "a";
    for (int i = 0; i < 400; ++i) wide += ",a";
    CHECK(read_whole(wide, plain()).issues == "too_many_columns@1:1:0:0\n");
    CHECK(read_whole(std::string(4001, 'x'), plain()).issues == "row_over_4000_bytes@1:1:0:0\n");
}

TEST_CASE("the header, the preamble and comments are no rows") {
    Dialect dialect;
    dialect.preamble_rows = 3;
    dialect.comment = "#";
    const Reading reading = read_whole("Report \"x\n\n# no\nsecond,line\n#\nname,mail\n# no\n1,2\n", dialect);
    CHECK(reading.header == std::vector<std::string>{"name", "mail"});
    CHECK(reading.rows == "1@8:45 [1@45|2@47]\n");
    CHECK(reading.issues == "comment_rows@0:3:0:0\n");
}

TEST_CASE("header names are made usable and each change is told") {
    IssueLog log;
    const std::vector<std::string> names = {" \xEF\xBB\xBFmail\xE2\x80\x8B ", "", "name", "name", "name (2)", "column 2", "name"};
    const std::vector<std::string> usable = usable_header(names, 8, log);
    CHECK(usable == std::vector<std::string>{"mail", "column 2 (2)", "name", "name (3)", "name (2)", "column 2",
                                             "name (4)", "column 8"});
    CHECK(log.count_of(Code::header_name_empty) == 1);
    CHECK(log.count_of(Code::header_name_duplicate) == 2);
}

TEST_CASE("only remarks are left out inside a table, read as the rows are") {
    const auto read = [](const char* delimiter, const char* sign, const std::string& rows) {
        Dialect dialect = plain(delimiter);
        dialect.comment = sign;
        dialect.has_header = true;
        return cells_of(std::string(sign) + " exported today, by Ann\ntag" + delimiter + "name" + delimiter + "mail\n" + rows, dialect);
    };
    struct Example {
        const char* name;
        const char* delimiter;
        const char* sign;
        std::string rows;
        const char* cells;
    };
    const Example examples[] = {
        {"divided like the rows", ";", "#", "#1 Pizza;Bob;b@x.example\n# a remark\n", "[#1 Pizza|Bob|b@x.example]"},
        {"divided like the rows behind a blank", ";", "#", "# Pizza;Bob;b@x.example\n", "[# Pizza|Bob|b@x.example]"},
        {"a delimiter in quotes", ",", "#", "#vip,\"Lee, Ann\",a@x.example\n", "[#vip|Lee, Ann|a@x.example]"},
        {"a line break in quotes", ",", "#", "#vip,\"Ann\nLee\",a@x.example\n", "[#vip|Ann\nLee|a@x.example]"},
        {"a cell too few", ",", "#", "#vip,Ann\nx,Bob,b@x.example\n", "[#vip|Ann][x|Bob|b@x.example]"},
        {"a remark with a delimiter", ",", "#", "# made on 1 May, in Rome\nx,Bob,b@x.example\n", "[x|Bob|b@x.example]"},
        {"a remark with a lone quote", ",", "#", "# 5, \"inch\nx,Bob,b@x.example\n", "[x|Bob|b@x.example]"},
        {"the sign alone", ",", "#", "#\nx,Bob,b@x.example\n", "[x|Bob|b@x.example]"},
        {"one slash is no sign", ",", "//", "//srv/x\n/data/q\nx,Bob,b@x.example\n", "[/data/q][x|Bob|b@x.example]"},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        CHECK(read(example.delimiter, example.sign, example.rows) == example.cells);
    }
}

namespace {

// Rows of contacts with every kind of irregularity in between: seldom, and often in places.
std::string long_text(std::uint32_t seed) {
    constexpr const char* odd[] = {"x,\"y\" z,w\n",       "a,b\n",           "1,2,3,4\n", "\n",  " \n", "5\" pipe,b,c\n",
                                   "a,\"two\nlines\",c\n", "\"a\"\"b\",,\"\"\n", "#,c,d\n", "a,b,c\r\n", "a\rb,c,d\n", "\xC3\xA4,\xFF,\x01\n",
                                   ", \"blank before\",c\n", "\"never closed,b,c\n"};
    std::mt19937 random(seed);
    std::string text = "name,mail,note\n";
    while (text.size() < 300'000) {
        const bool dense = text.size() % 50'000 > 45'000;
        if (random() % (dense ? 2 : 200) == 0) {
            text += odd[random() % std::size(odd)];
        } else {
            text += "K\xC3\xA4the " + std::to_string(random()) + ",k" + std::to_string(random()) + "@mail.example," +
                    std::string(random() % 40, 'n') + "\n";
        }
    }
    return text;
}

}  // namespace

TEST_CASE("a long text reads the same however it is cut") {
    for (const std::uint32_t seed : {1u, 2u, 3u}) {
        const std::string text = long_text(seed);
        ReaderLimits limits;
        limits.max_quoted_bytes = 4000;
        const Reading whole = read_chunked(text, Encoding::utf_8, 0, plain(), limits, [&] { return text.size(); });
        CHECK(whole.rows.size() > text.size());
        CHECK(whole.issues.find("control_character") != std::string::npos);
        std::mt19937 random(seed);
        for (const std::size_t most : {10u, 1000u, 20'000u}) {
            CAPTURE(most);
            CHECK(read_chunked(text, Encoding::utf_8, 0, plain(), limits, [&] { return 1 + random() % most; }) == whole);
        }
    }
}

TEST_CASE("rows that are passed over count like rows that are read") {
    for (const std::uint32_t seed : {4u, 5u}) {
        const std::string text = long_text(seed);
        const auto counted = [&](bool passing, std::size_t chunk) {
            IssueLog log;
            Reader reader(Encoding::utf_8, 0, plain(), log);
            std::string found;
            std::uint64_t cells = 0, passed = 0;
            const auto drain = [&] {
                while (true) {
                    const std::uint64_t rows = passing ? reader.pass_rows(3) : 0;
                    passed += rows;
                    cells += 3 * rows;
                    const Row* row = reader.next();
                    if (row == nullptr) return;
                    cells += row->cells.size();
                    if (row->cells.size() == 3) continue;
                    found += std::to_string(row->number) + "@" + std::to_string(row->line) + ":" + std::to_string(row->byte) + " ";
                }
            };
            for (std::size_t at = 0; at < text.size(); at += chunk) {
                reader.feed(std::as_bytes(std::span(text)).subspan(at, std::min(chunk, text.size() - at)));
                drain();
            }
            reader.finish();
            drain();
            CHECK((passed > 1000) == passing);
            found += std::to_string(reader.rows_read()) + " rows, " + std::to_string(cells) + " cells\n";
            for (const Issue& issue : log.kept()) {
                found += std::string(name_of(issue.code)) + "@" + std::to_string(issue.at.row) + ":" + std::to_string(issue.at.line) +
                         ":" + std::to_string(issue.at.byte) + "\n";
            }
            return found;
        };
        const std::string wanted = counted(false, text.size());
        CHECK(counted(true, text.size()) == wanted);
        CHECK(counted(true, 30'000) == wanted);
    }
}

TEST_CASE("rows with something to report are not passed over") {
    std::string wide;
    for (int row = 0; row < 50; ++row) wide += std::string(500, ',') + "\n";
    const std::string long_rows = "a,b\nc," + std::string(5000, 'x') + "\nd,e\n";
    struct Example {
        const std::string& text;
        std::size_t cells;
        std::uint64_t passed;
    };
    // A wide file says so once, in its first row.
    for (const Example& example : {Example{wide, 501, 49}, Example{long_rows, 2, 1}}) {
        IssueLog log;
        Reader reader(Encoding::utf_8, 0, plain(), log);
        reader.feed(std::as_bytes(std::span(example.text)));
        std::uint64_t passed = 0;
        do passed += reader.pass_rows(example.cells);
        while (reader.next() != nullptr);
        CHECK(passed == example.passed);
        CHECK(log.total() == 1);
        CHECK(reader.rows_read() == (example.cells == 2 ? 3 : 50));
    }
}

TEST_CASE("control characters are reported once a row, but not where they divide cells") {
    CHECK(read_whole("a,b\n1,x\x01y\x02z\n\x7F,2\n").issues == "control_character@1:2:0:7\ncontrol_character@2:3:0:12\n");
    CHECK(read_whole("a\x1F" "b\n1\x1F" "2\n", plain("\x1F")).issues.empty());
    CHECK(read_whole("a\tb,c\r\n1,2\r\n").issues.empty());
}

TEST_CASE("runs of damage count one by one and keep their places, however they are cut") {
    // As long as the file, so that all are kept.
    const std::string bytes = "a,b\n" + std::string(70, '\xC3') + ",\xC3\xFF\xFF" + std::string(5, '\0') + "x" + std::string(3, '\0') +
                              "\n\"y\n\xFF\xFF\",\x01\x02\n" + std::string(9, '\xFF') + "\nz,z\n";
    const Reading whole = read_whole(bytes, plain());
    std::size_t replaced = 0;
    for (std::size_t at = 0; (at = whole.issues.find("invalid_byte_replaced", at)) != std::string::npos; ++at) ++replaced;
    CHECK(replaced == 70 + 3 + 2 + 9);
    CHECK(whole.issues.find("invalid_byte_replaced@2:2:0:73\n") != std::string::npos);
    CHECK(whole.issues.find("nul_byte@2:2:0:78\n") != std::string::npos);
    CHECK(whole.issues.find("invalid_byte_replaced@3:4:0:91\n") != std::string::npos);
    CHECK(whole.issues.find("control_character@3:4:0:95\n") != std::string::npos);
    CHECK(whole.rows.find("4@5:98 replaced") != std::string::npos);
    CHECK(whole.rows.find("5@6:108 [z@108|z@110]") != std::string::npos);
    ReaderLimits tight;
    tight.max_row_bytes = 50;
    const Reading refused = read_whole(bytes, plain(), tight);
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{3}, std::size_t{64}}) {
        CAPTURE(chunk);
        CHECK(read_chunked(bytes, Encoding::utf_8, 0, plain(), {}, [&] { return chunk; }) == whole);
        CHECK(read_chunked(bytes, Encoding::utf_8, 0, plain(), tight, [&] { return chunk; }) == refused);
    }
}

TEST_CASE("a row of more than 4 MB is passed over") {
    CHECK(read_whole(std::string(4u << 20, 'x'), plain()).issues == "row_over_4000_bytes@1:1:0:0\n");
    CHECK(read_whole(std::string((4u << 20) + 1, 'x'), plain()).issues == "row_too_large@1:1:0:0\n");
}

TEST_CASE("blank lines are no rows, wherever they stand, and count as lines") {
    const std::string bytes = "\n \n\t\r\na,b\n\n\n   \nc,d\r\n\n\"\"\ne,f";
    const Reading whole = read_whole(bytes, plain());
    CHECK(cells_of(bytes, plain()) == "[a|b][c|d][][e|f]");
    CHECK(whole.rows.find("2@8:") != std::string::npos);
    CHECK(whole.rows.find("4@11:") != std::string::npos);
}
