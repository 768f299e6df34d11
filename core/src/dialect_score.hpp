// How well a dialect explains a text.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/dialect.hpp"
#include "row_machine.hpp"

namespace muster {

// A row of the head as the dialect divides it.
struct HeadRow {
    std::size_t first_cell = 0;  // index in Explanation::cells
    std::size_t width = 0;       // how many cells
    std::size_t at = 0;          // offset in the text
    bool blank = false;
    bool comment = false;  // starts with a comment sign and is no row like the others
    bool damaged = false;
    bool holds_empty_cells = false;  // a cell looks like several, some of them empty
    std::size_t quoted = 0;          // cells in quotes
    std::size_t stray = 0;           // of them with text behind the closing quote
    std::size_t needed_quotes = 0;   // of them with something inside that must be quoted
    std::size_t bare_quotes = 0;     // cells with a double quote that is part of the text
    double quality = 0;              // sum over its cells
    LineEnd line_end = LineEnd::none;

    bool is_row() const noexcept { return !blank && !comment; }
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
    std::size_t width = 0;                // columns of the table
    std::size_t first = 0;                // index of the row where the table starts
    std::size_t table_rows = 0;           // rows of the table, header included
    std::size_t regular = 0;              // of them with exactly `width` cells
    std::size_t quoted_cells = 0;
    std::size_t broken_quotes = 0;  // stray or unclosed
    std::size_t needed_quotes = 0;  // quoted cells that would be divided without their quotes
    std::size_t bare_quotes = 0;    // unquoted cells that hold a double quote
    double quality = 0;             // 0..1: how much its cells look like values
    double score = 0;
};

// Divides the head. `text` must be followed by block_bytes readable bytes and outlive the result.
Explanation explain(std::string_view text, bool whole, const Dialect& dialect);

}  // namespace muster
