#include "row_machine.hpp"

#include <algorithm>
#include <bit>

#include "line_break.hpp"
#include "text_block.hpp"

namespace muster {
namespace {

constexpr std::size_t block_mask = block_bytes - 1;

std::size_t width_of(LineEnd line_end) noexcept {
    switch (line_end) {
        case LineEnd::none: return 0;
        case LineEnd::lf: return 1;
        case LineEnd::crlf: return 2;
        case LineEnd::cr: return 1;
    }
    return 0;
}

}  // namespace

void RawRow::start(std::size_t at) noexcept {
    begin = end = next = at;
    line_end = LineEnd::none;
    inner_lines = 0;
    cells.clear();
    blank = comment = too_large = unclosed = open_at_end = stray = false;
    unclosed_at = 0;
    unclosed_line = 0;
}

RowMachine::RowMachine(const Dialect& dialect, const RowLimits& limits)
    : delimiter_(dialect.delimiter),
      first_(dialect.delimiter.empty() ? '\0' : dialect.delimiter.front()),
      quote_(dialect.quote),
      escape_(dialect.escape == dialect.quote ? '\0' : dialect.escape),
      comment_(dialect.comment),
      doubled_(dialect.quote != '\0' && dialect.escape != '\0'),
      runs_(dialect.delimiter_runs && !dialect.delimiter.empty()),
      simple_(dialect.delimiter.size() == 1 && !runs_ && escape_ == '\0'),
      limits_(limits) {}

void RowMachine::set_text(const char* text, std::size_t size, bool whole) noexcept {
    text_ = text;
    size_ = size;
    whole_ = whole;
    loaded_ = false;
}

void RowMachine::drop_front(std::size_t count) noexcept {
    loaded_ = false;
    at_ -= count;
    row_.begin -= count;
    row_.end -= count;
    row_.next -= count;
    row_.unclosed_at -= row_.unclosed ? count : 0;
    for (CellSpan& cell : row_.cells) {
        cell.begin -= count;
        cell.end -= count;
        cell.start -= count;
    }
}

void RowMachine::start_row(std::size_t at) noexcept {
    row_.start(at);
    at_ = at;
    in_row_ = false;
}

// Both masks come from one load, as text in quotes and text outside alternate within a block.
void RowMachine::load(std::size_t block) noexcept {
    const TextBlock bytes(text_ + block);
    const std::uint64_t breaks = bytes.equal_to('\n') | bytes.equal_to('\r');
    const std::uint64_t escapes = escape_ != '\0' ? bytes.equal_to(escape_) : 0;
    masks_.plain = breaks | escapes | (delimiter_.empty() ? 0 : bytes.equal_to(first_));
    masks_.quoted = breaks | escapes | (quote_ != '\0' ? bytes.equal_to(quote_) : 0);
    block_ = block;
    loaded_ = true;
}

std::size_t RowMachine::find_plain(std::size_t at) noexcept {
    while (at < size_) {
        const std::size_t block = at & ~block_mask;
        if (!loaded_ || block != block_) load(block);
        const std::uint64_t rest = masks_.plain & (~std::uint64_t{0} << (at & block_mask));
        if (rest != 0) return std::min(size_, block + static_cast<std::size_t>(std::countr_zero(rest)));
        at = block + block_bytes;
    }
    return size_;
}

std::size_t RowMachine::find_quoted(std::size_t at) noexcept {
    while (at < size_) {
        const std::size_t block = at & ~block_mask;
        if (!loaded_ || block != block_) load(block);
        const std::uint64_t rest = masks_.quoted & (~std::uint64_t{0} << (at & block_mask));
        if (rest != 0) return std::min(size_, block + static_cast<std::size_t>(std::countr_zero(rest)));
        at = block + block_bytes;
    }
    return size_;
}

bool RowMachine::is_delimiter(std::size_t at) const noexcept {
    if (delimiter_.empty() || text_[at] != first_) return false;
    if (delimiter_.size() == 1) return true;
    return std::string_view(text_ + at, size_ - at).starts_with(delimiter_);
}

// The text ends inside what may become a delimiter of several bytes.
bool RowMachine::delimiter_undecided(std::size_t at) const noexcept {
    if (whole_ || delimiter_.size() < 2 || size_ - at >= delimiter_.size()) return false;
    return std::string_view(delimiter_).starts_with(std::string_view(text_ + at, size_ - at));
}

// A carriage return at the end of the text: a line feed may follow.
bool RowMachine::ends_undecided(std::size_t at) const noexcept {
    return !whole_ && at + 1 == size_ && text_[at] == '\r';
}

bool RowMachine::is_blank(char byte) const noexcept {
    return (byte == ' ' || byte == '\t') && byte != first_;
}

std::size_t RowMachine::skip_blanks(std::size_t at) const noexcept {
    while (at < size_ && is_blank(text_[at])) ++at;
    return at;
}

LineEnd RowMachine::line_end_at(std::size_t at) const noexcept {
    if (at >= size_) return LineEnd::none;
    if (text_[at] == '\n') return LineEnd::lf;
    if (text_[at] != '\r') return LineEnd::none;
    return at + 1 < size_ && text_[at + 1] == '\n' ? LineEnd::crlf : LineEnd::cr;
}

bool RowMachine::read_row() {
    if (!in_row_ && !read_start()) return gives_up();
    while (!row_.comment && !row_.too_large) {
        if (simple_) read_simple_cells();
        switch (read_cell()) {
            case Found::cell: break;
            case Found::last_cell:
                settle_comment();
                return true;
            case Found::more: return gives_up();
        }
    }
    return true;
}

// The fast lane: cells that need no second look, each ended by a delimiter of one byte.
void RowMachine::read_simple_cells() {
    std::size_t at = at_;
    while (at < size_) {
        const char byte = text_[at];
        if (byte == quote_ || byte == ' ' || byte == '\t') break;
        const std::size_t end = find_plain(at);
        if (end == size_ || text_[end] != first_ || too_long(end) || row_.cells.size() + 1 == limits_.max_cells) break;
        row_.cells.push_back({at, end, at, false, false, false});
        at = end + 1;
    }
    at_ = at;
}

// Whether a row that is still incomplete is too large already. What it waits for ends at most this much before the end
// of the text, so the verdict is the same however the text is cut.
bool RowMachine::gives_up() noexcept {
    if (size_ - row_.begin <= limits_.max_row_bytes + delimiter_.size() + 4) return false;
    refuse_row(size_);
    return true;
}

// The row is over a limit at `at`, or before it.
void RowMachine::refuse_row(std::size_t at) noexcept {
    row_.too_large = true;
    row_.next = std::min(at, row_.begin + limits_.max_row_bytes);
}

bool RowMachine::starts_with_comment(std::size_t at) const noexcept {
    return !comment_.empty() && std::string_view(text_ + at, size_ - at).starts_with(comment_);
}

// Takes the line at the start of the row as a remark. False: its end is not in the text yet.
bool RowMachine::take_remark() {
    std::size_t next = 0;
    LineEnd line_end = LineEnd::none;
    const std::size_t begin = row_.begin;
    if (!skip_line(begin, next, line_end)) return false;
    const std::size_t end = next - width_of(line_end);
    row_.start(begin);
    if (too_long(end)) {
        refuse_row(end);
    } else {
        row_.comment = true;
        finish_row(end, line_end);
    }
    return true;
}

// What a line that starts with the comment sign is shows only when it was read as a row.
void RowMachine::settle_comment() {
    if (!starts_with_comment(row_.begin)) return;
    const std::string_view row(text_ + row_.begin, row_.next - row_.begin);
    if (is_remark(row.substr(comment_.size()), row_.cells.size(), width_)) take_remark();
}

// Skips what may stand before the first cell; false: more text is needed.
bool RowMachine::read_start() {
    if (at_ >= size_) return false;
    if (!whole_ && comment_.starts_with(std::string_view(text_ + at_, std::min(size_ - at_, comment_.size()))) &&
        size_ - at_ < comment_.size()) {
        return false;
    }
    // Above the table every such line is a remark.
    if (width_ == 0 && starts_with_comment(at_)) return take_remark();
    if (runs_) {
        while (at_ < size_ && is_delimiter(at_)) at_ += delimiter_.size();
        if (at_ == size_ && !whole_) {
            at_ = row_.begin;
            return false;
        }
    }
    in_row_ = true;
    return true;
}

RowMachine::Found RowMachine::read_cell() {
    CellSpan cell;
    cell.start = cell.begin = at_;
    cell_lines_ = 0;
    if (quote_ != '\0') {
        const std::size_t open = skip_blanks(at_);
        if (open == size_ && !whole_) return Found::more;
        if (open < size_ && text_[open] == quote_) return read_quoted(cell, open);
    }
    return read_plain(cell, at_);
}

RowMachine::Found RowMachine::read_plain(CellSpan& cell, std::size_t from) {
    std::size_t at = from;
    while (true) {
        at = find_plain(at);
        if (at == size_) return whole_ ? end_row(cell, at) : Found::more;
        const char byte = text_[at];
        if (is_line_break(byte)) return ends_undecided(at) ? Found::more : end_row(cell, at);
        if (byte == first_ && is_delimiter(at)) return end_cell(cell, at);
        if (byte == first_ && delimiter_undecided(at)) return Found::more;
        if (escape_ == '\0' || byte != escape_) {
            ++at;
            continue;
        }
        const std::size_t next = step_over_escape(at);
        if (next == at) return Found::more;
        cell.rewritten |= next > at + 1;
        at = next;
    }
}

// Behind the escape sign at `at` and the character it protects: a quote, a delimiter, itself or a line break. Before
// any other character the sign is an ordinary one (C:\new), and the result is at + 1. The same `at`: more text is
// needed.
std::size_t RowMachine::step_over_escape(std::size_t at) noexcept {
    if (at + 1 == size_) return whole_ ? at + 1 : at;
    const char next = text_[at + 1];
    if (is_line_break(next)) {
        if (ends_undecided(at + 1)) return at;
        ++cell_lines_;
        return at + 1 + width_of(line_end_at(at + 1));
    }
    const bool delimits = !delimiter_.empty() && next == first_;
    const bool quotes = quote_ != '\0' && next == quote_;
    return delimits || quotes || next == escape_ ? at + 2 : at + 1;
}

RowMachine::Found RowMachine::read_quoted(CellSpan& cell, std::size_t open) {
    const std::size_t furthest = std::min(open + limits_.max_quoted_bytes, row_.begin + limits_.max_row_bytes);
    cell.begin = open + 1;
    std::size_t at = open + 1;
    while (true) {
        at = find_quoted(at);
        if (at >= furthest) return refuse_quote(cell, open, false);
        if (at == size_) return whole_ ? refuse_quote(cell, open, true) : Found::more;
        const char byte = text_[at];
        if (is_line_break(byte)) {
            if (ends_undecided(at)) return Found::more;
            ++cell_lines_;
            at += width_of(line_end_at(at));
        } else if (byte == quote_) {
            if (at + 1 == size_ && !whole_) return Found::more;
            if (!doubled_ || at + 1 == size_ || text_[at + 1] != quote_) return after_quoted(cell, open, at);
            cell.rewritten = true;
            at += 2;
        } else {
            const std::size_t next = step_over_escape(at);
            if (next == at) return Found::more;
            cell.rewritten |= next > at + 1;
            at = next;
        }
    }
}

RowMachine::Found RowMachine::after_quoted(CellSpan& cell, std::size_t open, std::size_t close) {
    const std::size_t at = skip_blanks(close + 1);
    if (at == size_ && !whole_) return Found::more;
    const bool ends_line = at == size_ || is_line_break(text_[at]);
    if (ends_line && ends_undecided(at)) return Found::more;
    if (!ends_line && delimiter_undecided(at)) return Found::more;
    if (ends_line || is_delimiter(at)) {
        cell.quoted = true;
        cell.end = close;
        return ends_line ? end_row(cell, at) : end_cell(cell, at);
    }
    // Text follows. A quote that stands behind blanks or spans lines and is not closed properly was a lone one: taking
    // it as opening would join rows.
    if (open != cell.start || cell_lines_ != 0) return refuse_quote(cell, open, false);
    cell.quoted = cell.stray = cell.rewritten = true;
    row_.stray = true;
    return read_plain(cell, close + 1);
}

// The closing quote is missing: the cell is read again with the opening one as an ordinary character.
RowMachine::Found RowMachine::refuse_quote(CellSpan& cell, std::size_t open, bool at_end) {
    if (open == cell.start && !row_.unclosed) {
        row_.unclosed = true;
        row_.open_at_end = at_end;
        row_.unclosed_at = open;
        row_.unclosed_line = row_.inner_lines;
    }
    cell.begin = cell.start;
    cell.rewritten = false;
    cell_lines_ = 0;
    return read_plain(cell, cell.start);
}

RowMachine::Found RowMachine::end_cell(CellSpan& cell, std::size_t at) {
    std::size_t next = at + delimiter_.size();
    bool last = false;
    if (runs_) {
        while (next < size_ && is_delimiter(next)) next += delimiter_.size();
        if (next == size_ && !whole_) return Found::more;
        last = next == size_ || is_line_break(text_[next]);
        if (last && ends_undecided(next)) return Found::more;
    }
    if (too_long(runs_ ? next : at) || row_.cells.size() + 1 == limits_.max_cells) {
        refuse_row(at);
        return Found::cell;
    }
    if (!cell.quoted || cell.stray) cell.end = at;
    if (last) return end_row(cell, next);
    row_.cells.push_back(cell);
    row_.inner_lines += cell_lines_;
    at_ = next;
    return Found::cell;
}

RowMachine::Found RowMachine::end_row(CellSpan& cell, std::size_t at) {
    if (too_long(at)) {
        refuse_row(at);
        return Found::cell;
    }
    if (cell.end == 0) cell.end = at;
    row_.blank = row_.cells.empty() && !cell.quoted && skip_blanks(cell.start) >= cell.end;
    row_.cells.push_back(cell);
    row_.inner_lines += cell_lines_;
    finish_row(at, line_end_at(at));
    return Found::last_cell;
}

void RowMachine::finish_row(std::size_t end, LineEnd line_end) noexcept {
    row_.end = end;
    row_.line_end = line_end;
    row_.next = end + width_of(line_end);
}

bool RowMachine::skip_line(std::size_t at, std::size_t& found, LineEnd& line_end) {
    while (true) {
        at = find_plain(at);
        if (at == size_ && !whole_) return false;
        if (at < size_ && !is_line_break(text_[at])) {
            ++at;
            continue;
        }
        if (ends_undecided(at)) return false;
        line_end = line_end_at(at);
        found = at + width_of(line_end);
        return true;
    }
}

void RowMachine::append_value(const CellSpan& cell, std::string& to) const {
    bool in_quotes = cell.quoted;
    for (std::size_t at = cell.begin; at < cell.end; ++at) {
        const char byte = text_[at];
        const bool has_next = at + 1 < cell.end;
        const char next = has_next ? text_[at + 1] : '\0';
        if (escape_ != '\0' && byte == escape_ && has_next) {
            const bool protects = is_line_break(next) || next == escape_ || (quote_ != '\0' && next == quote_) ||
                                  (!delimiter_.empty() && next == first_);
            if (protects) ++at;
            to += text_[at];
        } else if (in_quotes && byte == quote_) {
            if (doubled_ && has_next && next == quote_) {
                ++at;
                to += byte;
            } else {
                in_quotes = false;
            }
        } else {
            to += byte;
        }
    }
}

}  // namespace muster
