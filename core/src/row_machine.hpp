// The exact machine that divides UTF-8 text into rows and cells under a dialect. It works on text that may still grow
// at its end, so that the reader (which feeds it chunks) and the detection of dialects (which has the head) read alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "muster/dialect.hpp"

namespace muster {

// A cell inside the text, by offset from the start of the text.
struct CellSpan {
    std::size_t begin = 0;  // first byte of the value (behind an opening quote)
    std::size_t end = 0;    // behind its last byte
    std::size_t start = 0;  // where the cell starts, an opening quote included
    bool quoted = false;
    bool rewritten = false;  // the value differs from the bytes: doubled quotes, escapes, text after a closing quote
    bool stray = false;      // text stands after the closing quote
};

enum class LineEnd : std::uint8_t { none, lf, crlf, cr };

// A row as found. Offsets count from the start of the text.
struct RawRow {
    std::size_t begin = 0;
    std::size_t end = 0;   // before the line end
    std::size_t next = 0;  // behind the line end
    LineEnd line_end = LineEnd::none;
    std::uint64_t inner_lines = 0;  // line breaks inside quoted cells (or escaped)
    std::vector<CellSpan> cells;
    bool blank = false;  // nothing but blanks: no row
    bool comment = false;
    bool too_large = false;    // over a limit: cells hold what came before it, `next` is where the limit is
    bool unclosed = false;     // an opening quote without its closing one was taken literally
    bool open_at_end = false;  // and the text ended inside it
    bool stray = false;        // a cell has text behind its closing quote
    std::size_t unclosed_at = 0;
    std::uint64_t unclosed_line = 0;  // line breaks of the row before it

    void start(std::size_t at) noexcept;
};

struct RowLimits {
    std::size_t max_row_bytes = 4u << 20;
    std::size_t max_quoted_bytes = 1u << 20;
    std::size_t max_cells = 1u << 14;
};

// Whether a line inside a table that starts with a comment sign is a remark, by what stands behind the sign and how many
// cells it has as a row. Remarks are not divided, or their sign stands apart ("# exported on 1 May, by Ann"); a line that
// is divided like the rows is a row, and so is "#12,Ann", which has a cell too few.
constexpr bool is_remark(std::string_view behind_sign, std::size_t cells, std::size_t columns) noexcept {
    if (cells == columns && columns > 1) return false;
    return cells == 1 || behind_sign.starts_with(' ') || behind_sign.starts_with('\t');
}

class RowMachine {
public:
    RowMachine(const Dialect& dialect, const RowLimits& limits);

    // Gives the text: `size` bytes, with block_bytes more that may be read but do not count. `whole`: no more follows.
    // Offsets of a row in progress stay valid when the text only grew.
    void set_text(const char* text, std::size_t size, bool whole) noexcept;
    // The text before `count` was dropped: offsets of a row in progress move.
    void drop_front(std::size_t count) noexcept;
    // Says how many cells rows have; from then on a line that starts with the comment sign can be a row (is_remark).
    void expect_width(std::size_t cells) noexcept { width_ = cells; }
    // Starts a row at `at`.
    void start_row(std::size_t at) noexcept;
    // Reads on in the started row. False: more text is needed (or, at the very end, there is no row).
    bool read_row();
    const RawRow& row() const noexcept { return row_; }
    // Whether the started row was looked at and is not read yet.
    bool is_in_row() const noexcept { return in_row_; }
    // After a row that was too large: the offset behind the next line end at or after `at`, in `found`; `line_end` says
    // which. False: not in the text yet.
    bool skip_line(std::size_t at, std::size_t& found, LineEnd& line_end);
    // Appends the value of a rewritten cell.
    void append_value(const CellSpan& cell, std::string& to) const;

private:
    enum class Found : std::uint8_t { cell, last_cell, more };

    struct Masks {
        std::uint64_t plain = 0;   // delimiter, line ends, escape outside quotes
        std::uint64_t quoted = 0;  // quote, line ends, escape
    };

    void load(std::size_t block) noexcept;
    std::size_t find_plain(std::size_t at) noexcept;
    std::size_t find_quoted(std::size_t at) noexcept;
    bool is_delimiter(std::size_t at) const noexcept;
    bool delimiter_undecided(std::size_t at) const noexcept;
    std::size_t skip_blanks(std::size_t at) const noexcept;
    LineEnd line_end_at(std::size_t at) const noexcept;
    bool is_blank(char byte) const noexcept;

    bool read_start();
    bool starts_with_comment(std::size_t at) const noexcept;
    bool take_remark();
    void settle_comment();
    void read_simple_cells();
    bool gives_up() noexcept;
    void refuse_row(std::size_t at) noexcept;
    Found read_cell();
    Found read_plain(CellSpan& cell, std::size_t from);
    Found read_quoted(CellSpan& cell, std::size_t open);
    Found after_quoted(CellSpan& cell, std::size_t open, std::size_t close);
    Found refuse_quote(CellSpan& cell, std::size_t open, bool at_end);
    Found end_cell(CellSpan& cell, std::size_t at);
    Found end_row(CellSpan& cell, std::size_t at);
    std::size_t step_over_escape(std::size_t at) noexcept;
    bool ends_undecided(std::size_t at) const noexcept;
    bool too_long(std::size_t at) const noexcept { return at - row_.begin > limits_.max_row_bytes; }
    void finish_row(std::size_t end, LineEnd line_end) noexcept;

    std::string delimiter_;
    char first_ = '\0';  // first byte of the delimiter
    char quote_ = '\0';
    char escape_ = '\0';  // only a backslash or the like; doubled quotes need none
    std::string comment_;
    std::size_t width_ = 0;
    bool doubled_ = false;
    bool runs_ = false;
    bool simple_ = false;  // a delimiter of one byte and no escapes outside quotes
    RowLimits limits_;

    const char* text_ = nullptr;
    std::size_t size_ = 0;
    bool whole_ = false;

    std::size_t block_ = 0;  // offset of the loaded block
    bool loaded_ = false;
    Masks masks_;

    RawRow row_;
    std::size_t at_ = 0;            // where the next cell starts
    bool in_row_ = false;           // the start of the row was looked at
    std::uint64_t cell_lines_ = 0;  // line breaks inside the cell in progress
};

}  // namespace muster
