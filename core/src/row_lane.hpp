// The fast lane of the reader: rows that RFC 4180 divides, found by the text kernel 64 bytes at a time. A row that needs
// another rule, is very long or not yet complete is left to the exact machine (row_machine.hpp), which reads every row and
// agrees with the lane on those that the lane reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/dialect.hpp"
#include "row_machine.hpp"
#include "text_kernel.hpp"

namespace muster {

class RowLane {
public:
    RowLane(const Dialect& dialect, const RowLimits& limits);

    // Gives the text as RowMachine::set_text does; offsets of before are void.
    void set_text(const char* text, std::size_t size) noexcept;
    // From now on only rows that end like this one are regular; LineEnd::none: both kinds are.
    void expect_line_end(LineEnd line_end) noexcept;

    // Reads the row that starts at `begin`. False: the exact machine must. Every row of a text is to be asked for, but for
    // those that count_rows() passed over.
    bool read_row(std::size_t begin);
    // What was read, but for the cells.
    const RawRow& row() const noexcept { return row_; }
    // The cells of the row. Views into the text or, where quotes were doubled, into a buffer of the lane; they stay
    // until the next row is read.
    std::span<const std::string_view> cells() const noexcept { return {cells_.data(), count_}; }
    // Where cell `index` starts, its opening quote included.
    std::size_t start_of(std::size_t index) const noexcept { return index == 0 ? row_.begin : starts_[index - 1] + 1; }

    // Counts rows of exactly `cells` cells and at most `longest` bytes from `begin` on, up to `end` at most.
    CountedRows count_rows(std::size_t begin, std::size_t end, std::size_t cells, std::size_t longest) const noexcept;

private:
    void index_from(std::size_t begin) noexcept;
    bool leave_to_machine() noexcept;
    void start_cells() noexcept;
    void add_quoted(std::size_t begin, std::size_t end);
    bool is_blank_row() const noexcept;

    Structure structure_;
    bool usable_;
    std::size_t longest_;  // a longer row is left to the machine, and one of more cells
    std::size_t max_cells_;
    const TextKernel* kernel_;

    const char* text_ = nullptr;
    std::size_t size_ = 0;

    // The index: offsets of delimiters and line feeds, counted from where it starts.
    std::vector<std::uint32_t> offsets_;
    std::size_t index_begin_ = 0;
    IndexedText indexed_;
    bool is_irregular_ = false;  // it ends at something irregular
    std::size_t window_;         // how much text to index the next time
    std::size_t next_ = 0;  // the first offset of the row in progress

    RawRow row_;
    std::vector<std::string_view> cells_;
    std::vector<std::size_t> starts_;
    std::size_t count_ = 0;
    std::string rewritten_;
};

}  // namespace muster
