#include "muster/rejected_rows.hpp"

#include <algorithm>
#include <string>

#include "not_at_destination.hpp"
#include "rejected_file.hpp"

namespace muster {
namespace {

std::string delimiter_of(const Check& check) {
    const std::string& delimiter = check.sniff().dialect().delimiter;
    return delimiter.empty() ? "," : delimiter;
}

std::string joined(std::span<const Issue> issues, std::string (*text_of)(const Issue&)) {
    std::string text;
    for (const Issue& issue : issues) text += (text.empty() ? "" : "; ") + text_of(issue);
    return text;
}

}  // namespace

RejectedRows::RejectedRows(const Check& check) : check_(check), line_(delimiter_of(check)) {}

Result<void> RejectedRows::begin() {
    if (begun_) return {};
    begun_ = true;
    for (const ColumnProfile& column : check_.sniff().columns) sensitive_.push_back(column.sensitive);
    for (const ResolvedColumn& column : check_.columns()) {
        if (column.mapping.sensitive && column.column < sensitive_.size()) sensitive_[column.column] = true;
    }
    any_sensitive_ = std::find(sensitive_.begin(), sensitive_.end(), true) != sensitive_.end();
    const std::vector<std::string>& header = check_.sniff().header;
    columns_ = columns_before_notes(header);
    for (std::size_t i = 0; i < columns_; ++i) line_.add(without_formula(header[i]));
    for (const std::string_view name : note_columns) line_.add(name);
    return write(line_.finish());
}

void RejectedRows::add_cell(std::size_t column, std::string_view cell) {
    const bool given_again = columns_ < check_.sniff().header.size();
    line_.add(column < sensitive_.size() && sensitive_[column] ? std::string() : without_formula(given_again ? with_formula(cell) : cell));
}

Result<void> RejectedRows::record(const Record&, const Planner::Decision& decision) {
    if (decision.rejects_earlier) afterwards_.push_back(decision.other_row);
    if (decision.action == Action::not_at_destination) any_not_at_destination_ = true;
    return {};
}

Result<void> RejectedRows::rejected(const Row& row, std::span<const Issue> issues) {
    if (Result<void> begun = begin(); !begun) return begun;
    for (std::size_t i = 0; i < columns_; ++i) add_cell(i, i < row.cells.size() ? row.cells[i] : std::string_view());
    line_.add(std::to_string(row.number));
    line_.add(without_formula(joined(issues, [](const Issue& issue) { return issue.column_name; })));
    line_.add(joined(issues, [](const Issue& issue) { return std::string(name_of(issue.code)); }));
    line_.add(without_formula(joined(issues, [](const Issue& issue) { return issue.message; })));
    for (std::size_t i = check_.sniff().header.size(); i < row.cells.size(); ++i) {
        // What a row has too much stands behind everything, so that nothing is shifted. With a sensitive column it may be the
        // value of that, moved by a delimiter too many.
        add_cell(i, any_sensitive_ ? std::string_view() : row.cells[i]);
    }
    return write(line_.finish());
}

void RejectedRows::add_refused(RowRanges rows, Issue reason) { refused_.emplace_back(std::move(rows), std::move(reason)); }

Result<void> RejectedRows::read_again(std::span<const std::byte> bytes) {
    if (!again_) {
        std::sort(afterwards_.begin(), afterwards_.end());
        not_at_destination_ = check_.planner().rows_not_at_destination();
        const Sniff& sniff = check_.sniff();
        again_.emplace(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), told_already_);
    }
    again_->feed(bytes);
    return add_read_again();
}

Result<void> RejectedRows::add_read_again() {
    const Issue duplicate = make_issue(Code::duplicate_key_rejected, "A later row has the same key, and duplicates are to be rejected.");
    const Issue absent = make_issue(Code::not_at_destination, std::string(not_at_destination_message));
    while (const Row* row = again_->next()) {
        const Issue* reason = nullptr;
        const auto refused = std::find_if(refused_.begin(), refused_.end(), [&](const auto& each) { return each.first.contains(row->number); });
        if (std::binary_search(afterwards_.begin(), afterwards_.end(), row->number)) {
            reason = &duplicate;
        } else if (not_at_destination_.contains(row->number)) {
            reason = &absent;
        } else if (refused != refused_.end()) {
            reason = &refused->second;
        }
        if (reason == nullptr) continue;
        if (Result<void> added = rejected(*row, std::span(reason, 1)); !added) return added;
    }
    return {};
}

Result<void> RejectedRows::finish() {
    if (again_) {
        again_->finish();
        if (Result<void> added = add_read_again(); !added) return added;
    }
    return begin();
}

}  // namespace muster
