// CSV as text: which cells need quotes, and how those are written.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace muster {

// What divides cells, and what stands around those that hold it.
struct CsvMarks {
    std::string delimiter = ",";  // empty: a line is one cell
    char quote = '"';             // '\0': none
    char escape = '"';            // equal to quote: quotes are doubled; '\0': none
};

// Whether a reader could take the cell for something else without quotes. `first`: it is the first of its line, where a # may
// begin a remark.
bool needs_quotes(std::string_view cell, const CsvMarks& marks, bool first) noexcept;
// Appends the cell in quotes, of which there must be some; without an escape no cell with a quote in it is read back.
void append_quoted(std::string_view cell, const CsvMarks& marks, std::string& out);

// One line of cells, in quotes where they need them (RFC 4180).
class CsvLine {
public:
    explicit CsvLine(std::string delimiter) : marks_{std::move(delimiter)} {}

    void add(std::string_view cell);
    // The line with its end; the next cell starts a new one. Valid until then.
    std::string_view finish();

private:
    CsvMarks marks_;
    std::string text_;
    bool finished_ = true;
};

// A cell that a spreadsheet would run as a formula, with an apostrophe before it, and likewise one that has such apostrophes
// already; any other as it is.
std::string without_formula(std::string_view cell);
// What `without_formula` made the cell of.
std::string_view with_formula(std::string_view cell) noexcept;

}  // namespace muster
