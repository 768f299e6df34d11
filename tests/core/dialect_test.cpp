#include "muster/dialect.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <span>
#include <string>

#include "muster/encoding.hpp"
#include "muster/reader.hpp"

using namespace muster;

namespace {

Dialect best(const std::string& text, const DialectChoice& choice = {}) {
    return detect_dialect(text, true, choice).front().dialect;
}

}  // namespace

TEST_CASE("delimiters are found by evidence") {
    struct Example {
        const char* name;
        const char* text;
        const char* delimiter;
    };
    const Example examples[] = {
        {"comma", "name,mail\nAnn,a@x.example\n", ","},
        {"semicolons with decimal commas", "name;points\nAnn;1,5\nBob;2,75\n", ";"},
        {"commas in text do not beat semicolons", "name;note\nAnn;one, two, three\nBob;four, five, six\n", ";"},
        {"one short row does not help the comma", "a;b;c\n1,5;2;3\n1,5\n1,5;2;3\n", ";"},
        {"tab", "name\tmail\nAnn, dear\ta@x.example\n", "\t"},
        {"bar", "name|city\nAnn|Rome, Italy\nBob|Paris; France\n", "|"},
        {"colon", "1997:Ford:E350\n2000:Mercury:Cougar\n", ":"},
        {"times are no colons", "start,end\n08:00:00,09:30:00\n10:00:00,11:30:00\n", ","},
        {"question mark", "05/05/03?a?1\n06/05/03?b?2\n07/05/03?c?3\n", "?"},
        {"caret", "id^name^city\n1^Ann^Rome\n2^Bob^Paris\n", "^"},
        {"blanks", "1 2.5 abc\n2 3.5 def\n3 4.5 ghi\n", " "},
        {"names are one column", "John Smith\nJane Doe\nBob Jones\n", ","},
        {"commas in one column", "note\nyes, please\nno\nwell, maybe, or not\nnever\n", ""},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.name));
        CHECK(best(example.text).delimiter == std::string(example.delimiter));
    }
}

TEST_CASE("quotes and escapes") {
    CHECK(best("'a;b';c\n'd;e';f\n").quote == '\'');
    CHECK(best("\"a;b\";c\n\"d;e\";f\n").quote == '"');
    CHECK(best("a,b\n\"x \"\"y\"\"\",z\n").escape == '"');
    CHECK(best("a,b\n\"x \\\"y\\\", q\",z\n\"v, w\",z\n").escape == '\\');
    CHECK(best("a,b\nO'Neil,D'Arcy\nO'Hara,x\n").quote == '"');
}

TEST_CASE("what stands above the table is told apart from it") {
    const Dialect named = best("sep=;\na,1;b\nc,2;d\n");
    CHECK(named.delimiter == ";");
    CHECK(named.preamble_rows == 1);
    const Dialect titled = best("Report of May\n\nname;mail;points\nAnn;a@x.example;1\nBob;b@x.example;2\n");
    CHECK(titled.preamble_rows == 2);
    CHECK(titled.has_header);
    const Dialect commented = best("# made by hand\nname;mail\nAnn;a@x.example\n# end\n");
    CHECK(commented.comment == '#');
    CHECK(commented.preamble_rows == 0);
}

TEST_CASE("header rows") {
    CHECK(best("name,points\nAnn,1\nBob,2\n").has_header);
    CHECK(best("Vorname;Nachname\nAnn;Lee\nBob;Ray\n").has_header);
    CHECK_FALSE(best("Ann,1\nBob,2\nCid,3\n").has_header);
    CHECK_FALSE(best("a@x.example,2024-01-02\nb@x.example,2024-01-03\n").has_header);
}

TEST_CASE("line ends are reported") {
    CHECK(best("a,b\r\n1,2\r\n").newline == Newline::crlf);
    CHECK(best("a,b\r1,2\r").newline == Newline::cr);
    CHECK(best("a,b\r\n1,2\n3,4\n").newline == Newline::mixed);
    CHECK(best("a,b\n1,\"2\r\n3\"\n").newline == Newline::lf);
}

TEST_CASE("decisions of the user are kept and the rest is found around them") {
    DialectChoice choice;
    choice.delimiter = ";";
    choice.has_header = false;
    const Dialect fixed = best("a,b;c\n\"1;x\",2;3\n", choice);
    CHECK(fixed.delimiter == ";");
    CHECK_FALSE(fixed.has_header);
    CHECK(fixed.quote == '"');
    DialectChoice preamble;
    preamble.preamble_rows = 1;
    const Dialect skipped = best("x,y\nname;mail\nAnn;a@x.example\n", preamble);
    CHECK(skipped.delimiter == ";");
    CHECK(skipped.preamble_rows == 1);
}

TEST_CASE("candidates are ranked, with evidence") {
    const auto candidates = detect_dialect("name;points\nAnn;1,5\nBob;2,75\n", true);
    CHECK(candidates.size() > 1);
    CHECK(candidates.front().confidence > 500);
    CHECK(candidates.front().evidence.front() == "With semicolon as delimiter 3 of 3 rows have 2 columns.");
    CHECK_FALSE(detect_dialect("", true).empty());
}

TEST_CASE("contact files in every notation are read whole") {
    struct Example {
        const char* file;
        Encoding encoding;
        const char* delimiter;
        Newline newline;
        bool has_header;
        std::uint64_t rows, cells, text_bytes;  // of the generator's summary; text only where no letter was lost
    };
    const Example examples[] = {
        {"comma-utf-8-lf-dot.csv", Encoding::utf_8, ",", Newline::lf, true, 25, 325, 4357},
        {"semicolon-windows-1252-crlf-comma.csv", Encoding::iso_8859_1, ";", Newline::crlf, true, 25, 310, 0},
        {"tab-utf-16-le-crlf-comma.csv", Encoding::utf_16le, "\t", Newline::crlf, true, 25, 325, 4963},
        {"pipe-utf-16-be-cr-dot.csv", Encoding::utf_16be, "|", Newline::cr, false, 25, 316, 4339},
        {"semicolon-utf-8-sig-lf-comma.csv", Encoding::utf_8, ";", Newline::lf, false, 25, 317, 4728},
        {"comma-iso-8859-1-crlf-comma.csv", Encoding::iso_8859_1, ",", Newline::crlf, true, 25, 324, 0},
        {"tab-utf-8-cr-dot.csv", Encoding::utf_8, "\t", Newline::cr, false, 25, 325, 4324},
        {"pipe-windows-1252-lf-comma.csv", Encoding::iso_8859_1, "|", Newline::lf, true, 25, 318, 0},
    };
    for (const Example& example : examples) {
        CAPTURE(std::string(example.file));
        std::ifstream file(std::string(MUSTER_TEST_DATA "/contacts/") + example.file, std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(file), {}};
        const auto bytes = std::as_bytes(std::span(content));
        const EncodingGuess guess = detect_encoding(bytes, true);
        const Dialect dialect = best(decoded_text(bytes, guess.encoding, guess.bom_bytes, true));
        CHECK(name_of(guess.encoding) == name_of(example.encoding));
        CHECK(dialect.delimiter == example.delimiter);
        CHECK(dialect.newline == example.newline);
        CHECK(dialect.has_header == example.has_header);
        CHECK(dialect.preamble_rows == 0);
        IssueLog log;
        Reader reader(guess.encoding, guess.bom_bytes, dialect, log);
        std::uint64_t rows = 0, cells = 0, text_bytes = 0;
        const auto drain = [&] {
            while (const Row* row = reader.next()) {
                ++rows;
                cells += row->cells.size();
                for (const std::string_view cell : row->cells) text_bytes += cell.size();
            }
        };
        reader.feed(bytes);
        drain();
        reader.finish();
        drain();
        CHECK(rows == example.rows);
        CHECK(cells == example.cells);
        if (example.text_bytes != 0) CHECK(text_bytes == example.text_bytes);
        CHECK(log.total() == 0);
    }
}
