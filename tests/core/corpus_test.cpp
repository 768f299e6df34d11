// Scores the detection on labelled real files (tests/data/dialects/README.md). The floors are what was reached; a
// change that falls below one must say why.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "muster/dialect.hpp"
#include "muster/encoding.hpp"
#include "muster/reader.hpp"

using namespace muster;

namespace {

std::string decoded(const std::string& bytes, Encoding encoding, std::size_t bom_bytes) {
    return decoded_text(std::as_bytes(std::span(bytes)), encoding, bom_bytes, true);
}

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The manifest is one flat object a line; nothing in it needs more than this.
std::optional<std::string> member(const std::string& line, const std::string& name) {
    const std::string start = "\"" + name + "\": ";
    std::size_t at = line.find(start);
    if (at == std::string::npos) return std::nullopt;
    at += start.size();
    if (line[at] != '"') {
        const std::string word = line.substr(at, line.find_first_of(",}", at) - at);
        return word == "null" ? std::nullopt : std::optional<std::string>(word);
    }
    std::string value;
    for (++at; line[at] != '"'; ++at) {
        if (line[at] == '\\') ++at;
        value += line[at - 1] == '\\' && line[at] == 't' ? '\t' : line[at];
    }
    return value;
}

struct Measure {
    const char* name;
    double floor;
    int right = 0, of = 0;

    bool count(bool is_right) {
        ++of;
        right += is_right;
        return is_right;
    }
    double share() const { return of == 0 ? 1.0 : static_cast<double>(right) / of; }
};

// Encodings count as the same when they give the same text.
bool same_encoding(const std::string& label, Encoding found, const std::string& bytes, std::size_t bom_bytes) {
    if (label == "ascii") return decoded(bytes, found, bom_bytes).find("\xEF\xBF\xBD") == std::string::npos;
    const auto wanted = encoding_named(label);
    if (!wanted) return false;
    return *wanted == found || decoded(bytes, *wanted, bom_bytes) == decoded(bytes, found, bom_bytes);
}

// A quote character that does not occur in the text changes nothing.
std::string effective(const std::string& quote, const std::string& text) {
    return quote.empty() || text.find(quote) == std::string::npos ? std::string() : quote;
}

}  // namespace

TEST_CASE("labelled real files are recognised") {
    const std::string folder = MUSTER_TEST_DATA "/dialects/";
    std::ifstream manifest(folder + "manifest.jsonl");
    Measure delimiter{"delimiter", 0.995}, not_comma{"delimiter, not comma", 1.0}, quote{"delimiter and quote", 0.99},
        header{"header", 1.0}, preamble{"preamble", 1.0}, encoding{"encoding", 1.0};
    double slowest_ms = 0;
    std::string slowest, line;
    std::vector<std::string> misses;
    while (std::getline(manifest, line)) {
        const std::string file = member(line, "file").value();
        const std::string bytes = contents(folder + file);
        REQUIRE_MESSAGE(!bytes.empty(), file);
        const auto start = std::chrono::steady_clock::now();
        const EncodingGuess guess = detect_encoding(std::as_bytes(std::span(bytes)), true);
        const std::string text = decoded(bytes, guess.encoding, guess.bom_bytes);
        const DialectCandidate best = detect_dialect(text, true).front();
        const Dialect& found = best.dialect;
        const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        if (ms > slowest_ms) {
            slowest_ms = ms;
            slowest = file;
        }
        const auto check = [&](Measure& measure, bool is_right, const std::string& wanted, const std::string& got) {
            if (!measure.count(is_right))
                misses.push_back(file + ": " + measure.name + " should be " + wanted + ", not " + got);
        };
        const std::string wanted = member(line, "delimiter").value();
        const std::string quote_found = found.quote == '\0' ? std::string() : std::string(1, found.quote);
        check(delimiter, wanted == found.delimiter, wanted, found.delimiter);
        CAPTURE(file);
        if (wanted != found.delimiter) CHECK(best.confidence <= 950);
        if (wanted != ",") not_comma.count(wanted == found.delimiter);
        if (const auto label = member(line, "quote")) {
            const bool same = effective(*label, text) == effective(quote_found, text);
            check(quote, same && wanted == found.delimiter, *label, quote_found);
        }
        if (const auto label = member(line, "has_header")) {
            check(header, (*label == "true") == found.has_header, *label, found.has_header ? "true" : "false");
        }
        if (const auto label = member(line, "preamble_rows")) {
            check(preamble, *label == std::to_string(found.preamble_rows), *label, std::to_string(found.preamble_rows));
        }
        if (const auto label = member(line, "encoding")) {
            check(encoding, same_encoding(*label, guess.encoding, bytes, guess.bom_bytes), *label,
                  std::string(name_of(guess.encoding)));
        }
    }
    for (const Measure* measure : {&delimiter, &not_comma, &quote, &header, &preamble, &encoding}) {
        std::printf("%-22s %5.1f %% (%d of %d)\n", measure->name, measure->share() * 100, measure->right, measure->of);
        CAPTURE(std::string(measure->name));
        CHECK(measure->of > 0);
        CHECK(measure->share() >= measure->floor);
    }
    for (const std::string& miss : misses) std::printf("  %s\n", miss.c_str());
    std::printf("slowest: %.1f ms (%s)\n", slowest_ms, slowest.c_str());
}
