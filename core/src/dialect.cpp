#include "muster/dialect.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "cell_shape.hpp"
#include "dialect_confidence.hpp"
#include "dialect_score.hpp"
#include "header_guess.hpp"
#include "line_break.hpp"
#include "sort_small.hpp"
#include "text_block.hpp"

namespace muster {
namespace {

// What is looked at of the head: enough rows to decide, few enough to stay quick. All delimiters are tried on the first
// part; the promising ones are looked at again on more. The best is held against all rows, and the others with it where
// one of them contradicts.
constexpr std::size_t first_part = 8u << 10;
constexpr std::size_t second_part = 64u << 10;
constexpr std::size_t most_candidates = 5;

// The margin of a reading without a rival.
constexpr double unrivalled = 10;

constexpr std::string_view usual_delimiters = ",;\t|";
constexpr std::string_view rarer_delimiters = ":^~+ #&*/=!?$%@_\\<>";
// Not in ASCII, but one byte in the encodings of older programs.
constexpr std::string_view older_delimiters[] = {"\xC2\xA6", "\xC2\xA7", "\xC2\xAC", "\xC2\xB6"};

std::string in_words(const std::string& delimiter) {
    if (delimiter.empty()) return "no delimiter";
    if (delimiter == "\xC2\xA6") return "broken bar";
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
    std::array<bool, 256> in_first_part{};  // bytes of the first part

    std::string_view view() const noexcept { return {padded.data(), size}; }
    // A delimiter stands in every row.
    bool divides_by(char byte) const noexcept { return in_first_part[static_cast<unsigned char>(byte)]; }
    bool has(char byte) const noexcept { return view().find(byte) != std::string_view::npos; }
};

HeadText head_of(std::string_view text, bool whole) {
    HeadText head;
    head.whole = whole;
    head.size = text.size();
    head.padded.reserve(text.size() + block_bytes);
    head.padded.assign(text);
    head.padded.append(block_bytes, '\0');
    for (const char byte : head.view().substr(0, first_part)) head.in_first_part[static_cast<unsigned char>(byte)] = true;
    return head;
}

// The delimiter that a first line `sep=;` names, as spreadsheets write it.
std::optional<std::string> named_delimiter(std::string_view text) {
    std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    bool named_tab = false;  // in letters
    if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
    if (line.ends_with("\\t") && line.size() == 6) line = line.substr(0, 4), named_tab = true;
    if (line.size() != (named_tab ? 4u : 5u)) return std::nullopt;
    const bool named = (line[0] == 's' || line[0] == 'S') && (line[1] == 'e' || line[1] == 'E') &&
                       (line[2] == 'p' || line[2] == 'P') && line[3] == '=';
    if (!named) return std::nullopt;
    return named_tab ? std::string("\t") : std::string(line.substr(4));
}

// Whether a quote or an escape was given that the delimiter would hold.
bool is_taken(const std::string& delimiter, const DialectChoice& choice) noexcept {
    const auto holds = [&](const std::optional<char>& sign) {
        return sign && *sign != '\0' && delimiter.find(*sign) != std::string::npos;
    };
    return holds(choice.quote) || holds(choice.escape);
}

std::vector<std::string> delimiters_to_try(const HeadText& head, const std::optional<std::string>& fixed,
                                           const DialectChoice& choice) {
    if (fixed) return {*fixed};
    std::vector<std::string> result = {""};
    for (const char byte : usual_delimiters) {
        if (head.divides_by(byte)) result.emplace_back(1, byte);
    }
    for (const char byte : rarer_delimiters) {
        if (head.divides_by(byte)) result.emplace_back(1, byte);
    }
    for (char byte = 1; byte < 0x20; ++byte) {
        const bool blank = byte == '\t' || byte == '\n' || byte == '\r';
        if (!blank && head.divides_by(byte)) result.emplace_back(1, byte);
    }
    for (const std::string_view sign : older_delimiters) {
        if (head.divides_by(sign[0]) && head.view().find(sign) != std::string_view::npos) result.emplace_back(sign);
    }
    std::erase_if(result, [&](const std::string& delimiter) { return is_taken(delimiter, choice); });
    return result;
}

struct Quoting {
    char quote;
    char escape;
};

bool is_quote(char sign) noexcept { return sign == '"' || sign == '\''; }

std::vector<Quoting> quotings_to_try(const HeadText& head, const DialectChoice& choice) {
    const std::string_view text = head.view();
    const bool doubles = head.has('"'), singles = head.has('\'');
    std::vector<Quoting> result;
    const auto add = [&](char quote, char escape) {
        if (choice.quote && *choice.quote != quote) return;
        if (choice.escape && *choice.escape != escape) return;
        if (choice.doubled_quotes && (quote == '\0' || quote != escape)) return;
        result.push_back({quote, escape});
    };
    const auto escaped = [&](char byte) { return text.find(std::string{'\\', byte}) != std::string_view::npos; };
    if (choice.escape && !is_quote(*choice.escape)) {
        add('"', *choice.escape);
        if (singles) add('\'', *choice.escape);
        if (doubles || *choice.escape != '\0') add('\0', *choice.escape);
    } else {
        add('"', '"');
        if (doubles && escaped('"')) add('"', '\\');
        if (singles) add('\'', '\'');
        if (singles && escaped('\'')) add('\'', '\\');
        if (doubles) add('\0', '\0');
        if (head.has('\\')) add('\0', '\\');
    }
    if (result.empty()) {
        const char quote = choice.quote.value_or(choice.escape.value_or('"'));
        result.push_back({quote, choice.escape.value_or(quote)});
    }
    return result;
}

// One sign cannot do two things.
bool clashes(const std::string& delimiter, const Quoting& quoting) noexcept {
    const auto is_in_delimiter = [&](char sign) {
        return sign != '\0' && delimiter.find(sign) != std::string::npos;
    };
    return is_in_delimiter(quoting.quote) || is_in_delimiter(quoting.escape);
}

// Those that go with the delimiter; never none.
std::vector<Quoting> quotings_with(const std::string& delimiter, const std::vector<Quoting>& quotings) {
    std::vector<Quoting> result;
    std::copy_if(quotings.begin(), quotings.end(), std::back_inserter(result),
                 [&](const Quoting& quoting) { return !clashes(delimiter, quoting); });
    if (result.empty()) result.push_back({'\0', '\0'});
    return result;
}

// Where cells need their quotes, a few lone ones are faults of the file: each can be reported, while quotes taken for text
// would stand in the values without a word.
constexpr double lead_of_plain_text = 1.5;

// Whether a reading divides what the double quotes of another one hold together: cells, or the title above the table,
// which may be the only text in quotes.
bool drops_quotes(char quote, const Explanation& other) noexcept {
    if (quote == '"' || other.dialect.quote != '"') return false;
    return other.titles_need_quotes || (quote == '\0' && other.needed_quotes != 0);
}

// Quotes are text where they stand inside cells, such as inch signs, or where many are not closed. A few cells that only
// start with one are faults of the file, reported when the quote is kept.
bool has_few_lone_quotes(const Explanation& explanation) noexcept {
    constexpr std::size_t few = 3, rows_for_each = 20;
    const std::size_t lone = explanation.broken_quotes;
    const std::size_t inside = explanation.bare_quotes - std::min(explanation.bare_quotes, lone);
    return lone != 0 && lone <= few && lone * rows_for_each <= explanation.table_rows && inside <= lone;
}

// Prefers the quoting that gives cells values; among equals the one that spreadsheets write.
Explanation best_quoting(std::string_view text, bool whole, Dialect dialect, const std::vector<Quoting>& quotings,
                         Reach reach) {
    Explanation best;
    bool first = true;
    for (const Quoting& quoting : quotings_with(dialect.delimiter, quotings)) {
        dialect.quote = quoting.quote;
        dialect.escape = quoting.escape;
        Explanation explanation = explain(text, whole, dialect, reach);
        // Tab-separated text has no quotes as a rule.
        const bool faults = dialect.delimiter != "\t" && best.dialect.quote == '"' && has_few_lone_quotes(best);
        if (!first && quoting.quote == '\0' && faults) continue;
        const double lead = drops_quotes(quoting.quote, best) ? lead_of_plain_text : 1.0001;
        if (!first && explanation.score <= best.score * lead) continue;
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

// The dialect with what explain() finds out left open.
Dialect undecided(Dialect dialect) {
    dialect.comment.clear();
    return dialect;
}

void sort_by_score(std::vector<Explanation>& explanations) {
    sort_small(explanations, [](const Explanation& left, const Explanation& right) { return left.score > right.score; });
}

// Explains the promising readings again on more text.
void look_again(std::vector<Explanation>& explanations, std::string_view text, bool whole,
                const std::vector<Quoting>& quotings, Reach reach) {
    // One that is so far behind is not brought to the front by more rows.
    const double promising = 0.3 * explanations.front().score;
    for (Explanation& explanation : explanations) {
        if (explanation.score < promising) continue;
        explanation = best_quoting(text, whole, undecided(explanation.dialect), quotings, reach);
    }
    sort_by_score(explanations);
}

// Most files go on as they start, and then one look at the rest is enough.
void hold_against_all_rows(std::vector<Explanation>& explanations, const HeadText& head,
                           const std::vector<Quoting>& quotings) {
    Explanation& best = explanations.front();
    const bool saw_all = head.size <= second_part && best.rows.size() < most_rows;
    if (saw_all) return;
    Dialect dialect = undecided(best.dialect);
    dialect.quote = best.dialect.quote;
    dialect.escape = best.dialect.escape;
    Explanation all = explain(head.view(), head.whole, dialect, Reach::whole_head);
    if (all.later.confirm()) {
        // The lead over the others is that of the rows which all were tried on.
        all.score = best.score;
        best = std::move(all);
        return;
    }
    look_again(explanations, head.view(), head.whole, quotings, Reach::whole_head);
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
        explanations.push_back(best_quoting(part, head.whole && !in_parts, dialect, quotings, Reach::first_rows));
    }
    sort_by_score(explanations);
    if (explanations.size() > most_candidates) explanations.resize(most_candidates);
    if (in_parts) {
        const std::string_view more = head.view().substr(0, second_part);
        look_again(explanations, more, head.whole && head.size <= second_part, quotings, Reach::first_rows);
    }
    hold_against_all_rows(explanations, head, quotings);
    return explanations;
}

Newline newline_of(const Explanation& explanation) {
    const auto seen = [&](LineEnd end) { return (explanation.line_ends >> static_cast<unsigned>(end)) & 1u; };
    const unsigned lf = seen(LineEnd::lf), crlf = seen(LineEnd::crlf), cr = seen(LineEnd::cr);
    if (lf + crlf + cr > 1) return Newline::mixed;
    return crlf != 0 ? Newline::crlf : cr != 0 ? Newline::cr : Newline::lf;
}

std::string count_of(std::size_t count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string rows_of_width(const Explanation& explanation) {
    const std::size_t rows = explanation.table_rows;
    const bool all = explanation.regular == rows;
    const std::string part = all ? (rows == 1 ? "the only" : "all " + std::to_string(rows))
                                 : std::to_string(explanation.regular) + " of " + std::to_string(rows);
    return part + (rows == 1 ? " row has " : " rows have ") + std::to_string(explanation.width) + " columns";
}

void add_quotes(const Explanation& explanation, std::vector<std::string>& evidence) {
    if (explanation.quoted_cells != 0) {
        evidence.push_back(count_of(explanation.quoted_cells, "cell stands", "cells stand") + " in " +
                           (explanation.dialect.quote == '\'' ? "single" : "double") + " quotes.");
    }
    if (explanation.dialect.quote != '"' && explanation.bare_quotes != 0) {
        evidence.push_back(count_of(explanation.bare_quotes, "cell holds", "cells hold") + " a double quote, which is read as text.");
    }
    if (explanation.broken_quotes != 0) {
        evidence.push_back(count_of(explanation.broken_quotes, "quote is", "quotes are") + " not closed properly.");
    }
}

// Whether the sign that divides the rows always stands twice, so that every second cell is empty, also in the names.
// Commas, semicolons and tabs have empty cells between them; other signs that stand twice are one delimiter.
bool stands_twice(const Explanation& explanation) {
    constexpr std::size_t fewest_rows = 2;
    const std::string& delimiter = explanation.dialect.delimiter;
    const bool divides_empty_cells = delimiter == "," || delimiter == ";" || delimiter == "\t" || delimiter == " ";
    if (delimiter.size() != 1 || divides_empty_cells || explanation.width % 2 == 0) return false;
    std::size_t rows = 0;
    for (std::size_t i = explanation.first; i < explanation.rows.size(); ++i) {
        const HeadRow& row = explanation.rows[i];
        if (!row.is_row() || row.width != explanation.width) continue;
        const auto cells = explanation.cells_of(row);
        for (std::size_t cell = 1; cell < cells.size(); cell += 2) {
            if (!cells[cell].empty()) return false;
        }
        ++rows;
    }
    return rows >= fewest_rows;
}

// What speaks for the best reading.
std::vector<std::string> evidence_of(const Explanation& explanation, const HeaderGuess& header,
                                     const DialectCandidate& candidate, bool named, bool stands_twice) {
    std::vector<std::string> evidence;
    if (named) evidence.push_back("The first line names the delimiter (sep=).");
    if (explanation.width > 1) {
        evidence.push_back("With " + in_words(explanation.dialect.delimiter) + " as delimiter " +
                           rows_of_width(explanation) + ".");
    } else {
        evidence.push_back("No character divides the rows evenly, so the file is read as a single column.");
    }
    if (stands_twice) {
        const std::string doubled = explanation.dialect.delimiter + explanation.dialect.delimiter;
        evidence.push_back("It stands twice everywhere, so that every second column is empty: give \"" + doubled +
                           "\" as the delimiter if that is what divides the rows (--delimiter '" + doubled + "').");
    }
    add_quotes(explanation, evidence);
    const std::uint32_t sep_line = named ? 1 : 0;
    if (candidate.dialect.preamble_rows > sep_line) {
        const std::uint32_t above = candidate.dialect.preamble_rows - sep_line;
        evidence.push_back(count_of(above, "line stands", "lines stand") + " above the table and " +
                           (above == 1 ? "is" : "are") + " passed over.");
    }
    if (candidate.comment_lines != 0) {
        evidence.push_back(count_of(candidate.comment_lines, "line that starts", "lines that start") + " with " +
                           candidate.dialect.comment + (candidate.comment_lines == 1 ? " is" : " are") +
                           " left out as comments.");
    }
    if (!header.evidence.empty()) evidence.push_back(header.evidence);
    return evidence;
}

bool stands_in_text(const std::string& delimiter) noexcept {
    return delimiter.size() == 1 && usual_delimiters.find(delimiter) == std::string_view::npos &&
           static_cast<unsigned char>(delimiter[0]) >= 0x20u;
}

// Why another reading lost against the best one, the strongest reasons first.
std::vector<std::string> reasons_against(const Explanation& other, const Explanation& best) {
    constexpr double clearly = 0.05;
    std::vector<std::string> reasons;
    const auto share = [](const Explanation& explanation) {
        const std::size_t rows = std::max<std::size_t>(explanation.table_rows, 1);
        return static_cast<double>(explanation.regular) / static_cast<double>(rows);
    };
    if (share(other) + clearly < share(best) || (best.width < 2 && share(other) < 1)) {
        reasons.push_back("only " + std::to_string(other.regular) + " of " + std::to_string(other.table_rows) +
                          " rows have the same number of columns (" + std::to_string(other.width) + ")");
    }
    if (other.first > best.first) {
        reasons.push_back(count_of(other.first, "line", "lines") + " at the top would not belong to the table");
    }
    if (other.quality + clearly < best.quality) reasons.push_back("the cells would look less like values");
    if (other.width < best.width) {
        reasons.push_back("there would be " + std::to_string(other.width) + " columns instead of " +
                          std::to_string(best.width));
    }
    if (reasons.empty() && stands_in_text(other.dialect.delimiter)) {
        reasons.push_back(rows_of_width(other) + ", but this sign stands in ordinary text as well");
    }
    if (reasons.empty()) reasons.push_back(rows_of_width(other) + ", but the best reading explains the cells better");
    return reasons;
}

std::vector<std::string> why_not(const Explanation& other, const Explanation& best) {
    if (other.width < 2) {
        return {"Read as a single column, the rows hold " + in_words(best.dialect.delimiter) +
                " signs that divide them evenly."};
    }
    const std::vector<std::string> reasons = reasons_against(other, best);
    std::string sentence = "With " + in_words(other.dialect.delimiter) + " as delimiter " + reasons[0];
    if (reasons.size() > 1) sentence += ", and " + reasons[1];
    return {sentence + "."};
}

std::uint32_t preamble_rows_of(const Explanation& explanation, const HeaderGuess& header) {
    std::uint32_t rows = explanation.dialect.preamble_rows;
    for (std::size_t i = 0; i < header.row && i < explanation.rows.size(); ++i) {
        rows += !explanation.rows[i].comment;
    }
    return rows;
}

// Comment lines are left out in any case, so they are not counted again.
std::uint32_t given_preamble(std::uint32_t rows, const Explanation& explanation) {
    const std::string& comment = explanation.dialect.comment;
    if (comment.empty()) return rows;
    return rows - static_cast<std::uint32_t>(std::count(explanation.above.begin(), explanation.above.end(), comment.front()));
}

void count_comments(const Explanation& explanation, std::string_view text, DialectCandidate& candidate) {
    for (const std::vector<HeadRow>* rows : {&explanation.rows, &explanation.later.different}) {
        for (const HeadRow& row : *rows) {
            if (!row.comment) continue;
            if (++candidate.comment_lines == 1) candidate.first_comment_line = 1 + count_line_breaks(text, 0, row.at);
        }
    }
}

DialectCandidate candidate_of(const Explanation& explanation, const DialectChoice& choice, bool named,
                              Certainty certainty, std::string_view text, const Explanation* best) {
    HeaderGuess header = guess_header(explanation);
    DialectCandidate candidate;
    candidate.dialect = explanation.dialect;
    candidate.dialect.newline = newline_of(explanation);
    candidate.dialect.preamble_rows =
        choice.preamble_rows ? given_preamble(*choice.preamble_rows, explanation) : preamble_rows_of(explanation, header);
    if (choice.has_header) {
        header.has_header = *choice.has_header;
        header.evidence.clear();
    }
    candidate.dialect.has_header = header.has_header;
    certainty.has_header = header.has_header;
    certainty.header_votes = header.votes;
    certainty.preamble_rows = choice.preamble_rows ? 0 : candidate.dialect.preamble_rows - explanation.dialect.preamble_rows;
    candidate.confidence = confidence_of(certainty);
    count_comments(explanation, text, candidate);
    candidate.evidence =
        best == nullptr ? evidence_of(explanation, header, candidate, named, certainty.stands_twice) : why_not(explanation, *best);
    return candidate;
}

// A file of one column has no delimiter to find. A few lines of words or numbers say nothing about it, and read as a
// comma file, which any program would have written, they are the same; many lines, addresses, or a text with commas say
// that there is none.
void settle_single_column(Explanation& explanation, const DialectChoice& choice) {
    constexpr std::size_t many_rows = 10;
    if (!explanation.dialect.delimiter.empty() || choice.delimiter || explanation.table_rows >= many_rows) return;
    std::size_t addresses = 0, rows = 0;
    for (const HeadRow& row : explanation.rows) {
        for (const std::string_view cell : explanation.cells_of(row)) {
            if (row.quoted == 0 && cell.find(',') != std::string_view::npos) return;
            const CellShape shape = shape_of(cell);
            rows += row.is_row();
            addresses += shape == CellShape::email || shape == CellShape::url;
        }
    }
    if (addresses > 0 && addresses + 1 >= rows) return;
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
    if (!fixed && named && !is_taken(*named, choice)) fixed = named;
    Dialect base;
    base.preamble_rows = choice.preamble_rows.value_or(named ? 1 : 0);
    std::vector<Explanation> explanations =
        explanations_of(head, base, delimiters_to_try(head, fixed, choice), quotings_to_try(head, choice));
    std::vector<DialectCandidate> result;
    if (const auto rows = choice.preamble_rows; rows && !explanations.front().above.empty()) {
        // The count that was found for such a file, without its comment lines, is understood as well.
        DialectChoice open = choice;
        open.preamble_rows.reset();
        std::vector<DialectCandidate> found = detect_dialect(text, whole, open);
        if (found.front().dialect.preamble_rows == *rows) return found;
    }
    while (explanations.size() > 1 && explanations.back().score <= 0) explanations.pop_back();
    const double best = explanations.front().score;
    const double second = explanations.size() > 1 ? explanations[1].score : 0;
    for (Explanation& explanation : explanations) {
        settle_quote(explanation, choice);
        if (result.empty()) settle_single_column(explanation, choice);
        const double rival = result.empty() ? second : best;
        Certainty certainty;
        certainty.margin = rival > 0 ? explanation.score / rival : unrivalled;
        certainty.rows = explanation.table_rows;
        certainty.regular = explanation.regular;
        const std::string& delimiter = explanation.dialect.delimiter;
        certainty.usual_delimiter = delimiter.empty() || usual_delimiters.find(delimiter) != std::string_view::npos;
        certainty.knows_delimiter = fixed.has_value();
        certainty.stands_twice = !choice.delimiter && stands_twice(explanation);
        certainty.knows_header = choice.has_header.has_value();
        certainty.knows_preamble = choice.preamble_rows.has_value();
        DialectCandidate candidate = candidate_of(explanation, choice, named.has_value(), certainty, head.view(),
                                                  result.empty() ? nullptr : &explanations.front());
        // The others share what the best one leaves, and the ranking is that of the scores.
        if (!result.empty()) {
            const int left = std::min(result.back().confidence, 1000 - result.front().confidence);
            candidate.confidence = std::min(candidate.confidence, left);
        }
        result.push_back(std::move(candidate));
    }
    return result;
}

}  // namespace muster
