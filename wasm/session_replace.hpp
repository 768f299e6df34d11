// A text in the cells of one column, replaced: the bytes that take the place of each row that changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/reader.hpp"
#include "muster/row_edit.hpp"
#include "muster/sniff.hpp"

namespace muster {

struct Replacement {
    std::size_t column = 0;     // from 0
    std::string find, value;    // UTF-8; an empty `find` means cells that are empty
    bool whole = false;         // only cells that are just `find`; else wherever it stands in a cell
    bool count_only = false;    // cells are counted, and no row is written
    bool only_rows = false;     // only the rows that set_rows() names
};

// Cells that a row does not have are not replaced, nor is anything in damaged rows. A cell counts when it changes.
class ColumnReplacement {
public:
    // Ends of a row in the file, and how many bytes of text() take its place. `to` is -1 for the end of the file.
    struct Change {
        double from, to, bytes;   // numbers as JavaScript has them
    };

    ColumnReplacement(const Sniff& sniff, Replacement replacement);

    // `rows` ascend.
    void set_rows(std::vector<std::uint64_t> rows) { rows_ = std::move(rows); }

    // The next bytes of the whole file. Errors: invalid_value, with its row, where a row cannot be written with the new value so that it
    // is read the same way.
    Result<void> feed(std::span<const std::byte> bytes, bool last);

    // Cells so far.
    std::uint64_t cells() const noexcept { return cells_; }
    // Of the rows that the last feed() has completed, in the order of the file.
    std::span<const Change> changes() const noexcept { return changes_; }
    std::string_view text() const noexcept { return text_; }

private:
    Result<void> take_rows();
    void take(const Row& row);
    bool make_value(std::string_view cell);
    bool is_wanted(std::uint64_t row) const noexcept;
    Result<void> write_pending();

    Replacement replacement_;
    std::vector<std::uint64_t> rows_;
    Encoding encoding_;
    Dialect dialect_;
    IssueLog told_already_{0};
    Reader reader_;
    std::string value_;                 // of the cell at hand
    std::optional<RowEdit> pending_;    // a row of which the end is not known yet
    std::uint64_t pending_row_ = 0;
    std::uint64_t cells_ = 0;
    std::vector<Change> changes_;
    std::string text_;
};

}  // namespace muster
