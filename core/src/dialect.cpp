#include "muster/dialect.hpp"

#include <algorithm>
#include <array>

#include "dialect_score.hpp"
#include "header_guess.hpp"
#include "text_block.hpp"

namespace muster {
namespace {

// What is looked at of the head: enough rows to decide, few enough to stay quick. All delimiters are tried on the first
// part; the promising ones are looked at again on more.
constexpr std::size_t most_text = 64u << 10;
constexpr std::size_t first_part = 8u << 10;
constexpr std::size_t most_candidates = 5;

constexpr std::string_view usual_delimiters = ",;\t|";
constexpr std::string_view rarer_delimiters = ":^~+ \x1F\x1E\x1D\x01\x02\x03#&*/=!?$%@_\\<>";

std::string in_words(const std::string& delimiter) {
    if (delimiter.empty()) return "no delimiter";
    if (delimiter == ",") return "comma";
    if (delimiter == ";") return "semicolon";
    if (delimiter == "\t") return "tab";
    if (delimiter == "|") return "vertical bar";
    if (delimiter == ":") return "colon";
    if (delimiter == " ") return "blank";
    if (delimiter.size() == 1 && static_cast<unsigned char>(delimiter[0]) < 0x20u) return "control character";
    return "\"" + delimiter + "\"";
}

struct HeadText {
    std::string padded;  // the head and block_bytes more
    std::size_t size = 0;
    bool whole = false;
    std::array<std::size_t, 256> counts{};

    std::string_view view() const noexcept { return {padded.data(), size}; }
    bool has(char byte) const noexcept { return counts[static_cast<unsigned char>(byte)] != 0; }
};

HeadText head_of(std::string_view text, bool whole) {
    HeadText head;
    head.whole = whole && text.size() <= most_text;
    head.size = std::min(text.size(), most_text);
    head.padded.assign(text.substr(0, head.size));
    head.padded.append(block_bytes, '\0');
    for (const char byte : head.view()) ++head.counts[static_cast<unsigned char>(byte)];
    return head;
}

// The delimiter that a first line `sep=;` names, as spreadsheets write it.
std::optional<std::string> named_delimiter(std::string_view text) {
    std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
    if (line.size() != 5) return std::nullopt;
    const bool named = (line[0] == 's' || line[0] == 'S') && (line[1] == 'e' || line[1] == 'E') &&
                       (line[2] == 'p' || line[2] == 'P') && line[3] == '=';
    if (!named) return std::nullopt;
    return std::string(line.substr(4));
}

std::vector<std::string> delimiters_to_try(const HeadText& head, const std::optional<std::string>& fixed) {
    if (fixed) return {*fixed};
    std::vector<std::string> result = {""};
    for (const char byte : usual_delimiters) {
        if (head.has(byte)) result.emplace_back(1, byte);
    }
    for (const char byte : rarer_delimiters) {
        if (head.has(byte)) result.emplace_back(1, byte);
    }
    return result;
}

struct Quoting {
    char quote;
    char escape;
};

std::vector<Quoting> quotings_to_try(const HeadText& head, const DialectChoice& choice) {
    const std::string_view text = head.view();
    std::vector<Quoting> result;
    const auto add = [&](char quote, char escape) {
        if (choice.quote && *choice.quote != quote) return;
        if (choice.escape && *choice.escape != escape) return;
        result.push_back({quote, escape});
    };
    const auto escaped = [&](char byte) { return text.find(std::string{'\\', byte}) != std::string_view::npos; };
    add('"', '"');
    if (head.has('"') && escaped('"')) add('"', '\\');
    if (head.has('\'')) add('\'', '\'');
    if (head.has('\'') && escaped('\'')) add('\'', '\\');
    if (head.has('"')) add('\0', '\0');
    if (head.has('\\')) add('\0', '\\');
    if (result.empty()) {
        const char quote = choice.quote.value_or('"');
        result.push_back({quote, choice.escape.value_or(quote)});
    }
    return result;
}

// Prefers the quoting that gives cells values; among equals the one that spreadsheets write.
Explanation best_quoting(std::string_view text, bool whole, Dialect dialect, const std::vector<Quoting>& quotings) {
    Explanation best;
    bool first = true;
    for (const Quoting& quoting : quotings) {
        dialect.quote = quoting.quote;
        dialect.escape = quoting.escape;
        Explanation explanation = explain(text, whole, dialect);
        if (!first && explanation.score <= best.score * 1.0001) continue;
        best = std::move(explanation);
        first = false;
    }
    return best;
}

// Tab-separated text has no quotes (IANA's text/tab-separated-values), unless some cell shows them.
void settle_quote(Explanation& explanation, const DialectChoice& choice) {
    if (choice.quote || explanation.dialect.delimiter != "\t" || explanation.dialect.quote == '\0') return;
    if (explanation.quoted_cells != 0 || explanation.bare_quotes < 2) return;
    explanation.dialect.quote = explanation.dialect.escape = '\0';
}

void sort_by_score(std::vector<Explanation>& explanations) {
    std::stable_sort(explanations.begin(), explanations.end(),
                     [](const Explanation& left, const Explanation& right) { return left.score > right.score; });
}

std::vector<Explanation> explanations_of(const HeadText& head, const Dialect& base,
                                         const std::vector<std::string>& delimiters,
                                         const std::vector<Quoting>& quotings) {
    const bool in_parts = head.size > first_part;
    const std::string_view part = head.view().substr(0, first_part);
    std::vector<Explanation> explanations;
    Dialect dialect = base;
    for (const std::string& delimiter : delimiters) {
        dialect.delimiter = delimiter;
        dialect.delimiter_runs = delimiter == " ";
        explanations.push_back(best_quoting(part, head.whole && !in_parts, dialect, quotings));
    }
    sort_by_score(explanations);
    if (explanations.size() > most_candidates) explanations.resize(most_candidates);
    if (!in_parts) return explanations;
    for (Explanation& explanation : explanations) {
        dialect.delimiter = explanation.dialect.delimiter;
        dialect.delimiter_runs = explanation.dialect.delimiter_runs;
        explanation = best_quoting(head.view(), head.whole, dialect, quotings);
    }
    sort_by_score(explanations);
    return explanations;
}

Newline newline_of(const Explanation& explanation) {
    bool seen[4] = {};
    for (const HeadRow& row : explanation.rows) seen[static_cast<std::size_t>(row.line_end)] = true;
    const bool lf = seen[static_cast<std::size_t>(LineEnd::lf)];
    const bool crlf = seen[static_cast<std::size_t>(LineEnd::crlf)];
    const bool cr = seen[static_cast<std::size_t>(LineEnd::cr)];
    if (lf + crlf + cr > 1) return Newline::mixed;
    return crlf ? Newline::crlf : cr ? Newline::cr : Newline::lf;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::vector<std::string> evidence_of(const Explanation& explanation, const HeaderGuess& header, bool named) {
    std::vector<std::string> evidence;
    if (named) evidence.push_back("The first line names the delimiter (sep=).");
    if (explanation.width > 1) {
        evidence.push_back("With " + in_words(explanation.dialect.delimiter) + " as delimiter " +
                           std::to_string(explanation.regular) + " of " +
                           count_of(explanation.table_rows, "row has ", "rows have ") +
                           std::to_string(explanation.width) + " columns.");
    } else {
        evidence.push_back("No character divides the rows evenly, so the file is read as a single column.");
    }
    if (explanation.quoted_cells != 0) {
        evidence.push_back(count_of(explanation.quoted_cells, "cell stands", "cells stand") + " in " +
                           (explanation.dialect.quote == '\'' ? "single" : "double") + " quotes.");
    }
    if (explanation.broken_quotes != 0) {
        evidence.push_back(count_of(explanation.broken_quotes, "quote is", "quotes are") + " not closed properly.");
    }
    if (!header.evidence.empty()) evidence.push_back(header.evidence);
    return evidence;
}

std::uint32_t preamble_rows_of(const Explanation& explanation, const HeaderGuess& header) {
    std::uint32_t rows = explanation.dialect.preamble_rows;
    for (std::size_t i = 0; i < header.row && i < explanation.rows.size(); ++i) {
        rows += !explanation.rows[i].comment;
    }
    return rows;
}

DialectCandidate candidate_of(const Explanation& explanation, const DialectChoice& choice, bool named) {
    HeaderGuess header = guess_header(explanation);
    DialectCandidate candidate;
    candidate.dialect = explanation.dialect;
    candidate.dialect.newline = newline_of(explanation);
    candidate.dialect.preamble_rows =
        choice.preamble_rows ? *choice.preamble_rows : preamble_rows_of(explanation, header);
    if (choice.has_header) {
        header.has_header = *choice.has_header;
        header.evidence.clear();
    }
    candidate.dialect.has_header = header.has_header;
    candidate.evidence = evidence_of(explanation, header, named);
    return candidate;
}

// A file of one column has no delimiter to find. Written by any program it is a comma file, and reading it as one is
// right unless a comma stands in its text.
void settle_single_column(Explanation& explanation, const DialectChoice& choice) {
    if (!explanation.dialect.delimiter.empty() || choice.delimiter) return;
    for (const HeadRow& row : explanation.rows) {
        for (const std::string& cell : row.cells) {
            if (row.quoted == 0 && cell.find(',') != std::string::npos) return;
        }
    }
    explanation.dialect.delimiter = ",";
}

}  // namespace

std::string_view name_of(Newline newline) noexcept {
    switch (newline) {
        case Newline::lf: return "lf";
        case Newline::crlf: return "crlf";
        case Newline::cr: return "cr";
        case Newline::mixed: return "mixed";
    }
    return "lf";
}

std::vector<DialectCandidate> detect_dialect(std::string_view text, bool whole, const DialectChoice& choice) {
    const HeadText head = head_of(text, whole);
    const std::optional<std::string> named = named_delimiter(head.view());
    std::optional<std::string> fixed = choice.delimiter;
    if (!fixed && named) fixed = named;
    Dialect base;
    base.preamble_rows = choice.preamble_rows.value_or(named ? 1 : 0);
    std::vector<Explanation> explanations =
        explanations_of(head, base, delimiters_to_try(head, fixed), quotings_to_try(head, choice));
    std::vector<DialectCandidate> result;
    double sum = 0;
    for (const Explanation& explanation : explanations)
        sum += explanation.score * explanation.score * explanation.score;
    while (explanations.size() > 1 && explanations.back().score <= 0) explanations.pop_back();
    for (Explanation& explanation : explanations) {
        settle_quote(explanation, choice);
        settle_single_column(explanation, choice);
        DialectCandidate candidate = candidate_of(explanation, choice, named.has_value());
        const double share = sum > 0 ? explanation.score * explanation.score * explanation.score / sum : 1.0;
        candidate.confidence = static_cast<int>(share * 1000);
        result.push_back(std::move(candidate));
    }
    return result;
}

}  // namespace muster
