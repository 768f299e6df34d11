#include "row_lane.hpp"

#include <algorithm>
#include <cstring>

#include "line_break.hpp"
#include "text_block.hpp"

namespace muster {
namespace {

// How much text is indexed at once: enough to make calls cheap, and its index fits the processor's nearest cache. It
// bounds the rows of the lane.
constexpr std::size_t window_bytes = 8u << 10;
// And after a row that the machine had to read: there may be more of them, and each voids the index.
constexpr std::size_t first_window_bytes = 256;

Structure structure_of(const Dialect& dialect) noexcept {
    Structure structure;
    structure.has_delimiter = !dialect.delimiter.empty();
    structure.delimiter = structure.has_delimiter ? dialect.delimiter.front() : '\0';
    structure.has_quote = dialect.quote != '\0';
    structure.quote = dialect.quote;
    structure.has_escape = dialect.escape != '\0' && dialect.escape != dialect.quote;
    structure.escape = dialect.escape;
    structure.has_comment = !dialect.comment.empty();
    structure.comment = structure.has_comment ? dialect.comment.front() : '\0';
    return structure;
}

// Whether one of two bytes stands in a text that has room behind it (TextBuffer).
bool has_either(std::string_view text, char one, char other) noexcept {
    const Bytes all_one = Bytes::all(static_cast<unsigned char>(one)), all_other = Bytes::all(static_cast<unsigned char>(other));
    constexpr std::size_t width = sizeof(Bytes);
    std::uint64_t found = 0;
    std::size_t left = text.size();
    for (const char* at = text.data(); left != 0; at += width, left -= std::min(width, left)) {
        const Bytes bytes = Bytes::load(at);
        const std::uint64_t bits = (equal(bytes, all_one) | equal(bytes, all_other)).bits();
        found |= left >= width ? bits : bits & ((std::uint64_t{1} << left) - 1);
    }
    return found != 0;
}

// Dialects that the kernel's bits cannot express are left to the machine.
bool is_usable(const Dialect& dialect) noexcept {
    if (dialect.delimiter.size() > 1 || dialect.delimiter_runs) return false;
    const char delimiter = dialect.delimiter.empty() ? ',' : dialect.delimiter.front();
    if (is_line_break(delimiter) || delimiter == dialect.quote || is_line_break(dialect.quote)) return false;
    // A quote that is not doubled inside quotes follows rules of its own.
    return dialect.quote == '\0' || dialect.escape != '\0';
}

}  // namespace

RowLane::RowLane(const Dialect& dialect, const RowLimits& limits)
    : structure_(structure_of(dialect)),
      usable_(is_usable(dialect)),
      longest_(std::min({window_bytes, limits.max_row_bytes, limits.max_quoted_bytes})),
      max_cells_(limits.max_cells),
      kernel_(&text_kernel()),
      window_(first_window_bytes) {
    if (!usable_) return;
    offsets_.resize(window_bytes + index_group);
    cells_.resize(window_bytes + 1);
    starts_.resize(window_bytes + 1);
}

void RowLane::set_text(const char* text, std::size_t size) noexcept {
    text_ = text;
    size_ = size;
    indexed_ = {};
    next_ = 0;
}

void RowLane::expect_line_end(LineEnd line_end) noexcept {
    structure_.lf = line_end == LineEnd::lf || line_end == LineEnd::none;
    structure_.crlf = line_end == LineEnd::crlf || line_end == LineEnd::none;
    indexed_ = {};
    next_ = 0;
}

void RowLane::index_from(std::size_t begin) noexcept {
    const std::size_t end = std::min(size_, begin + window_);
    window_ = std::min(2 * window_, window_bytes);
    indexed_ = kernel_->index_cells(structure_, text_, begin, end, offsets_.data());
    is_irregular_ = indexed_.end != end;
    index_begin_ = begin;
    next_ = 0;
}

// The machine may end the row elsewhere, so that what the index says behind it is void.
bool RowLane::leave_to_machine() noexcept {
    indexed_ = {};
    next_ = 0;
    window_ = first_window_bytes;
    return false;
}

bool RowLane::read_row(std::size_t begin) {
    if (!usable_ || begin >= size_) return false;
    if (structure_.has_comment && text_[begin] == structure_.comment) return leave_to_machine();
    // The index may have been made for rows before this one; those that were only counted are passed over.
    const bool is_indexed = begin >= index_begin_ && begin < indexed_.end;
    while (is_indexed && next_ < indexed_.count && index_begin_ + offsets_[next_] < begin) ++next_;
    if (!is_indexed) index_from(begin);
    std::size_t from = begin;
    start_cells();
    for (std::size_t next = next_;; ++next) {
        while (next == indexed_.count) {
            // The row goes on behind the index: once more, from its start and further.
            const bool can_grow = index_begin_ != begin || indexed_.end - begin < std::min(window_bytes, size_ - begin);
            if (is_irregular_ || !can_grow) return leave_to_machine();
            index_from(begin);
            from = begin;
            start_cells();
            next = 0;
        }
        const std::size_t at = index_begin_ + offsets_[next];
        const bool ends_row = text_[at] == '\n';
        const std::size_t end = at - (ends_row && at > from && text_[at - 1] == '\r' ? 1 : 0);
        if (structure_.has_quote && from < end && text_[from] == structure_.quote) {
            add_quoted(from + 1, end - 1);
        } else {
            cells_[count_] = std::string_view(text_ + from, end - from);
        }
        starts_[count_++] = at;
        from = at + 1;
        if (!ends_row) continue;
        row_.begin = begin;
        row_.end = end;
        row_.next = at + 1;
        row_.line_end = end == at ? LineEnd::lf : LineEnd::crlf;
        if (end - begin > longest_ || count_ > max_cells_) return leave_to_machine();
        row_.blank = is_blank_row();
        next_ = next + 1;
        return true;
    }
}

void RowLane::start_cells() noexcept {
    count_ = 0;
    row_.inner_lines = 0;
    rewritten_.clear();
}

// A cell between its quotes.
void RowLane::add_quoted(std::size_t begin, std::size_t end) {
    const std::string_view text(text_ + begin, end - begin);
    if (!has_either(text, '\n', structure_.quote)) {
        cells_[count_] = text;
        return;
    }
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) ++row_.inner_lines;
    std::size_t quote = text.find(structure_.quote);
    if (quote == std::string_view::npos) {
        cells_[count_] = text;
        return;
    }
    // Never moves: all values of a row are no longer than the window.
    if (rewritten_.capacity() < window_bytes) rewritten_.reserve(window_bytes);
    const std::size_t start = rewritten_.size();
    std::size_t from = 0;
    for (; quote != std::string_view::npos; quote = text.find(structure_.quote, from)) {
        rewritten_.append(text, from, quote + 1 - from);
        from = quote + 2;
    }
    if (from < text.size()) rewritten_.append(text, from);
    cells_[count_] = std::string_view(rewritten_).substr(start);
}

// A row of nothing but blanks is none.
bool RowLane::is_blank_row() const noexcept {
    if (count_ != 1) return false;
    const char first = row_.end > row_.begin ? text_[row_.begin] : ' ';
    if (structure_.has_quote && first == structure_.quote) return false;
    return cells_[0].find_first_not_of(" \t") == std::string_view::npos;
}

CountedRows RowLane::count_rows(std::size_t begin, std::size_t end, std::size_t cells, std::size_t longest) const noexcept {
    if (!usable_ || begin >= end || cells > max_cells_) return {0, 0, begin};
    return kernel_->count_rows(structure_, text_, begin, std::min(end, size_), cells, std::min(longest, longest_));
}

}  // namespace muster
