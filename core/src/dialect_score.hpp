// How well a dialect explains a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/dialect.hpp"
#include "row_machine.hpp"

namespace muster {

// How many rows of the head are looked at cell by cell; more only confirm what these say.
inline constexpr std::size_t most_rows = 200;

// A row of the head as the dialect divides it.
struct HeadRow {
    std::size_t first_cell = 0;  // index in Explanation::cells
    std::size_t width = 0;       // how many cells
    std::size_t at = 0;          // offset in the text
    bool blank = false;
    bool comment = false;  // starts with a comment sign and is no row like the others
    bool damaged = false;
    bool foreign_quotes = false;     // a cell starts with a sign that other dialects take for a quote
    bool holds_empty_cells = false;  // a cell looks like several, some of them empty
    std::size_t quoted = 0;          // cells in quotes
    std::size_t stray = 0;           // of them with text behind the closing quote
    std::size_t needed_quotes = 0;   // of them with something inside that must be quoted
    std::size_t bare_quotes = 0;     // cells with a double quote that is part of the text
    double quality = 0;              // sum over its cells
    LineEnd line_end = LineEnd::none;

    bool is_row() const noexcept { return !blank && !comment; }
};

// The rows behind those that are looked at cell by cell: most only confirm what the first ones say, so they are counted,
// and those that differ are kept.
struct LaterRows {
    std::vector<HeadRow> different;  // of another width, with quotes, or after a comment sign; without their cells
    std::size_t plain = 0;           // the others
    std::size_t plain_width = 0;
    std::size_t weighed = 0;  // of the different ones, the first, which have a quality

    bool confirm() const noexcept;
};

// The head under one dialect, with what speaks for it. Its cells are views of the text given to explain(), or of
// values kept here, so it can be moved but not copied.
struct Explanation {
    Explanation() = default;
    Explanation(const Explanation&) = delete;
    Explanation& operator=(const Explanation&) = delete;
    Explanation(Explanation&&) noexcept = default;
    Explanation& operator=(Explanation&&) noexcept = default;
    ~Explanation() = default;

    std::span<const std::string_view> cells_of(const HeadRow& row) const noexcept {
        return std::span(cells).subspan(row.first_cell, row.width);
    }

    Dialect dialect;
    std::vector<HeadRow> rows;
    std::vector<std::string_view> cells;  // values, of all rows one after the other
    std::deque<std::string> rewritten;    // values that differ from the bytes
    LaterRows later;
    std::string above;                    // the first bytes of the given rows above the table that may be comments
    std::size_t width = 0;                // columns of the table
    std::size_t first = 0;                // index of the row where the table starts
    std::size_t table_rows = 0;           // rows of the table, header and later rows included
    std::size_t regular = 0;              // of them with exactly `width` cells
    std::size_t quoted_cells = 0;
    std::size_t broken_quotes = 0;  // stray or unclosed
    std::size_t needed_quotes = 0;  // quoted cells that would be divided without their quotes
    bool titles_need_quotes = false;  // so would a cell above the table
    std::size_t bare_quotes = 0;    // unquoted cells that hold a double quote
    unsigned line_ends = 0;         // a bit for each LineEnd that ends a row
    double quality = 0;             // 0..1: how much its cells look like values
    double score = 0;
};

// How far explain() goes: the first rows tell most; the whole head also has what comes later.
enum class Reach : std::uint8_t { first_rows, whole_head };

// Divides the head. `text` must be followed by block_bytes readable bytes and outlive the result.
Explanation explain(std::string_view text, bool whole, const Dialect& dialect, Reach reach);

}  // namespace muster
