// Contact files in every combination of delimiter, encoding, line end and decimal sign: what sniff finds and what the
// reader reads equals what the generator says it wrote.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "muster/sniff.hpp"
#include "support/folder.hpp"
#include "support/process.hpp"

using namespace muster;
using muster::test::content_of;
using muster::test::run_process;
using muster::test::TemporaryFolder;

namespace {

// Runs the generator once for each line of its input; the summaries go to standard error, one a line.
constexpr const char* driver =
    "import sys\n"
    "sys.dont_write_bytecode = True\n"
    "sys.path.insert(0, sys.argv[1])\n"
    "import gen_contacts\n"
    "for line in sys.stdin:\n"
    "    gen_contacts.main(line.rstrip('\\n').split('\\x1f'))\n";

struct Case {
    std::vector<std::string> words;  // options of the generator
    std::string file;
};

std::vector<Case> all_combinations() {
    std::vector<Case> cases;
    const auto add = [&](std::vector<std::string> words) {
        const std::string file = "contacts" + std::to_string(cases.size()) + ".csv";
        words.insert(words.end(), {"--rows", "300", "--seed", std::to_string(cases.size() + 1), "--out", file});
        cases.push_back({std::move(words), file});
    };
    for (const char* delimiter : {"comma", "semicolon", "tab", "pipe", ":", "~"}) {
        for (const char* encoding : {"utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "windows-1252", "iso-8859-1"}) {
            for (const char* newline : {"lf", "crlf", "cr"}) {
                for (const char* decimal : {"dot", "comma"}) {
                    add({"--delimiter", delimiter, "--encoding", encoding, "--newline", newline, "--decimal", decimal});
                }
            }
        }
        for (const char* header : {"de", "sv", "none"}) {
            for (const char* encoding : {"utf-8", "utf-16-be", "windows-1252"}) {
                add({"--delimiter", delimiter, "--encoding", encoding, "--header", header, "--decimal", "comma"});
            }
        }
        for (const char* quote_rate : {"0.3", "1"}) {
            add({"--delimiter", delimiter, "--quote-rate", quote_rate, "--newline", "crlf", "--encoding",
                 "windows-1252"});
            add({"--delimiter", delimiter, "--quote-rate", quote_rate, "--newline", "crlf", "--header", "none"});
        }
        add({"--delimiter", delimiter, "--multiline-rate", "0.9", "--inner-newline", "crlf", "--newline", "crlf"});
        add({"--delimiter", delimiter, "--multiline-rate", "0.9", "--newline", "cr", "--encoding", "utf-16-le"});
        add({"--delimiter", delimiter, "--embedded-quote-rate", "0.5", "--no-final-newline"});
        add({"--delimiter", delimiter, "--error-rate", "0.1", "--date-format", "dmy-dot", "--decimal", "comma"});
    }
    return cases;
}

// Python may be a script that looks for the real one.
std::vector<std::string> inherited() {
    std::vector<std::string> environment = {"PYTHONUTF8=1"};
    for (const char* name : {"PATH", "HOME"}) {
        if (const char* value = std::getenv(name); value != nullptr)
            environment.push_back(std::string(name) + "=" + value);
    }
    return environment;
}

std::string joined(const std::vector<std::string>& words, char separator) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : std::string(1, separator)) + word;
    return text;
}

std::string text_of(const JsonValue& summary, std::string_view member) {
    const JsonValue* found = summary.find(member);
    REQUIRE(found != nullptr);
    return found->string;
}

std::uint64_t number_of(const JsonValue& summary, std::string_view member) {
    const JsonValue* found = summary.find(member);
    REQUIRE(found != nullptr);
    return static_cast<std::uint64_t>(found->integer);
}

std::string expected_encoding(const std::string& generated) {
    if (generated == "utf-8" || generated == "utf-8-sig") return "UTF-8";
    if (generated == "utf-16-le") return "UTF-16LE";
    if (generated == "utf-16-be") return "UTF-16BE";
    return "windows-1252";
}

// What was read, summed up as the generator does.
struct Sums {
    std::uint64_t rows = 0, cells = 0, text_bytes = 0, header_text_bytes = 0;
};

// In the single-byte files a question mark stands for each letter outside the encoding; all of them take two bytes in
// UTF-8, and the generator writes no other question mark.
std::uint64_t size_before_replacing(std::string_view cell, bool single_byte) {
    return cell.size() + (single_byte ? static_cast<std::uint64_t>(std::count(cell.begin(), cell.end(), '?')) : 0);
}

Sums read(const std::string& bytes, const Sniff& sniff, bool single_byte) {
    IssueLog log;
    Reader reader(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), log);
    Sums sums;
    const auto drain = [&] {
        while (const Row* row = reader.next()) {
            ++sums.rows;
            sums.cells += row->cells.size();
            for (const std::string_view cell : row->cells) sums.text_bytes += size_before_replacing(cell, single_byte);
        }
    };
    reader.feed(std::as_bytes(std::span(bytes)));
    drain();
    reader.finish();
    drain();
    for (const std::string& name : reader.header()) sums.header_text_bytes += size_before_replacing(name, single_byte);
    return sums;
}

// The last column but two holds decimal numbers.
constexpr std::size_t score_column = 10;

void check_case(const std::string& bytes, const JsonValue& summary) {
    auto sniffed = sniff(std::as_bytes(std::span(bytes)), true);
    REQUIRE(sniffed.ok());
    FullSniff full(*sniffed);
    full.feed(std::as_bytes(std::span(bytes)));
    full.finish();
    const std::string encoding = text_of(summary, "encoding");
    const std::string found(name_of(sniffed->encoding.encoding));
    const bool single_byte = encoding == "windows-1252" || encoding == "iso-8859-1";
    // The two read the same where no euro sign and no typographic quote occurs.
    CHECK((found == expected_encoding(encoding) || (single_byte && found == "ISO-8859-1")));
    const Dialect& dialect = sniffed->dialect();
    CHECK(dialect.delimiter == text_of(summary, "delimiter"));
    CHECK(std::string(name_of(dialect.newline)) == text_of(summary, "newline"));
    CHECK(dialect.has_header == (text_of(summary, "header") != "none"));
    CHECK(dialect.preamble_rows == 0);
    CHECK(sniffed->rows == number_of(summary, "rows"));
    CHECK(sniffed->cells == number_of(summary, "fields"));
    CHECK(sniffed->ragged_rows == number_of(summary, "short_row") + number_of(summary, "long_row"));
    REQUIRE(sniffed->columns.size() == number_of(summary, "columns"));
    const ColumnProfile& score = sniffed->columns[score_column];
    CHECK(score.type == Type::number);
    CHECK(score.decimal == (text_of(summary, "decimal") == "comma" ? DecimalMark::comma : DecimalMark::point));
    const Sums sums = read(bytes, *sniffed, single_byte);
    CHECK(sums.rows == number_of(summary, "rows"));
    CHECK(sums.cells == number_of(summary, "fields"));
    CHECK(sums.text_bytes == number_of(summary, "text_bytes"));
    CHECK(sums.header_text_bytes == number_of(summary, "header_text_bytes"));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    for (std::size_t end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        lines.push_back(text.substr(at, end - at));
    return lines;
}

}  // namespace

TEST_CASE("contact files in every combination of delimiter, encoding, line end and decimal sign") {
    const std::string python = MUSTER_PYTHON;
    if (python.empty()) {
        MESSAGE("skipped: python3 is needed to generate the files");
        return;
    }
    const TemporaryFolder folder;
    const std::vector<Case> cases = all_combinations();
    std::string input;
    for (const Case& each : cases) input += joined(each.words, '\x1f') + "\n";
    const auto generated = run_process({{python, "-c", driver, MUSTER_GENERATOR_FOLDER},
                                        folder.path().string(),
                                        folder.write("options", input),
                                        {},
                                        inherited()});
    REQUIRE(generated.exit_code == 0);
    const std::vector<std::string> summaries = lines_of(generated.errors);
    REQUIRE(summaries.size() == cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        CAPTURE(joined(cases[i].words, ' '));
        const auto summary = parse_json(summaries[i]);
        REQUIRE(summary.ok());
        check_case(content_of(folder.path() / cases[i].file), *summary);
    }
    // The program itself, on every 17th: the sniff of the core is what it prints.
    for (std::size_t i = 0; i < cases.size(); i += 17) {
        CAPTURE(joined(cases[i].words, ' '));
        const auto shown = run_process({{MUSTER_PROGRAM, "sniff", "--full", "--json", cases[i].file},
                                        folder.path().string(),
                                        "/dev/null",
                                        {},
                                        {}});
        REQUIRE(shown.exit_code == 0);
        const auto json = parse_json(shown.output);
        const auto summary = parse_json(summaries[i]);
        REQUIRE(json.ok());
        REQUIRE(summary.ok());
        CHECK(text_of(*json, "delimiter") == text_of(*summary, "delimiter"));
        CHECK(number_of(*json, "rows") == number_of(*summary, "rows"));
        CHECK(number_of(*json, "cells") == number_of(*summary, "fields"));
    }
}
