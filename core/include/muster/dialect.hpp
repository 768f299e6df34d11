// How a text file is divided into rows and cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class Newline : std::uint8_t { lf, crlf, cr, mixed };
std::string_view name_of(Newline newline) noexcept;

struct Dialect {
    // One byte as a rule; several when the user names them; empty: a single column. A few lines without any delimiter say
    // ",", which reads them the same.
    std::string delimiter = ",";
    char quote = '"';              // '\0': none, quotes are text; '"' also when none occurs
    char escape = '"';             // equal to quote: quotes are doubled; '\\': backslash; '\0': none
    Newline newline = Newline::lf; // as found; the reader takes any line end as one
    bool has_header = true;
    // Rows before the header or the first record: a `sep=` line and blank lines included, comment lines not.
    std::uint32_t preamble_rows = 0;
    std::string comment;           // remarks that start with it are skipped (docs/reading.md); empty: none
    bool delimiter_runs = false;   // blank as delimiter: a run of it counts as one

    bool operator==(const Dialect&) const = default;
};

// What is decided already; the rest is still detected around it.
struct DialectChoice {
    std::optional<std::string> delimiter;
    std::optional<char> quote;
    std::optional<char> escape;    // a sign that is a quote as well says which quote is doubled
    std::optional<bool> has_header;
    // Rows from the top; comment lines among them count, and so does Dialect::preamble_rows of the same file.
    std::optional<std::uint32_t> preamble_rows;
    bool doubled_quotes = false;  // the escape is the quote, whichever it is

    bool operator==(const DialectChoice&) const = default;
};

struct DialectCandidate {
    Dialect dialect;
    int confidence = 0;                 // per mille, calibrated: 900 is right nine times in ten
    std::vector<std::string> evidence;  // sentences that a marketer understands
    std::uint32_t comment_lines = 0;    // lines left out as comments, among those that were looked at
    std::uint64_t first_comment_line = 0;  // from 1; 0: none
};

// Ranked candidates, best first, never empty. `text` is the decoded head without byte-order mark; `whole` says that it
// is all there is (else a last incomplete row is left out of account).
std::vector<DialectCandidate> detect_dialect(std::string_view text, bool whole, const DialectChoice& choice = {});

}  // namespace muster
