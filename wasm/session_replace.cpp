#include "session_replace.hpp"

#include <algorithm>
#include <utility>

namespace muster {

ColumnReplacement::ColumnReplacement(const Sniff& sniff, Replacement replacement)
    : replacement_(std::move(replacement)),
      encoding_(sniff.encoding.encoding),
      dialect_(sniff.dialect()),
      reader_(encoding_, sniff.encoding.bom_bytes, dialect_, told_already_) {}

Result<void> ColumnReplacement::feed(std::span<const std::byte> bytes, bool last) {
    changes_.clear();
    text_.clear();
    reader_.feed(bytes);
    if (Result<void> taken = take_rows(); !taken.ok() || !last) return taken;
    reader_.finish();
    if (Result<void> taken = take_rows(); !taken.ok()) return taken;
    return write_pending();
}

Result<void> ColumnReplacement::take_rows() {
    while (const Row* row = reader_.next()) {
        if (pending_) {
            pending_->take(*row);
            if (Result<void> written = write_pending(); !written.ok()) return written;
        }
        take(*row);
    }
    return {};
}

void ColumnReplacement::take(const Row& row) {
    if (row.damaged || replacement_.column >= row.cells.size() || !is_wanted(row.number)) return;
    if (!make_value(row.cells[replacement_.column])) return;
    ++cells_;
    if (replacement_.count_only) return;
    pending_.emplace(encoding_, dialect_, replacement_.column, value_);
    pending_row_ = row.number;
    pending_->take(row);
}

// Whether the cell changes; then value_ is what it becomes.
bool ColumnReplacement::make_value(std::string_view cell) {
    const auto& [column, find, value, whole, count_only, only_rows] = replacement_;
    if (whole || find.empty()) {
        if (cell != find) return false;
        value_ = value;
        return value_ != cell;
    }
    std::size_t found = cell.find(find);
    if (found == std::string_view::npos) return false;
    value_.clear();
    std::size_t done = 0;
    for (; found != std::string_view::npos; found = cell.find(find, done)) {
        value_ += cell.substr(done, found - done);
        value_ += value;
        done = found + find.size();
    }
    value_ += cell.substr(done);
    return value_ != cell;
}

bool ColumnReplacement::is_wanted(std::uint64_t row) const noexcept {
    return !replacement_.only_rows || std::binary_search(rows_.begin(), rows_.end(), row);
}

Result<void> ColumnReplacement::write_pending() {
    if (!pending_) return {};
    const Result<std::string> written = pending_->bytes();
    if (!written.ok()) {
        Issue issue = written.error();
        issue.at.row = pending_row_;
        issue.message = "Row " + std::to_string(pending_row_) + " cannot be written with the new value so that it is read the same way again.";
        return issue;
    }
    const double to = pending_->to() ? static_cast<double>(*pending_->to()) : -1.0;
    changes_.push_back({static_cast<double>(pending_->from()), to, static_cast<double>(written->size())});
    text_ += *written;
    pending_.reset();
    return {};
}

}  // namespace muster
