#include "session_export.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace muster {
namespace {

std::string delimiter_of(const Sniff& sniff) {
    const std::string& delimiter = sniff.dialect().delimiter;
    return delimiter.empty() ? "," : delimiter;
}

Flags sensitive_columns(const Sniff& sniff, const Check* check) {
    Flags sensitive;
    for (const ColumnProfile& column : sniff.columns) sensitive.push_back(column.sensitive);
    if (check == nullptr) return sensitive;
    for (const ResolvedColumn& column : check->columns()) {
        if (column.mapping.sensitive && column.column < sensitive.size()) sensitive[column.column] = true;
    }
    return sensitive;
}

bool stands_for_a_contact(Action action) noexcept {
    switch (action) {
        case Action::insert:
        case Action::compare:
        case Action::unchanged:
        case Action::not_at_destination: return true;
        case Action::duplicate_same:
        case Action::duplicate_ignored:
        case Action::duplicate_rejected: return false;
    }
    return false;
}

}  // namespace

ValidRows::ValidRows(const Check& check, std::vector<std::uint64_t> lost_rows)
    : check_(check), lost_rows_(std::move(lost_rows)), line_(delimiter_of(check.sniff())) {}

void ValidRows::begin(std::string& out) {
    if (begun_) return;
    begun_ = true;
    const Flags sensitive = sensitive_columns(check_.sniff(), &check_);
    for (const ResolvedColumn& column : check_.columns()) {
        sensitive_.push_back(column.column < sensitive.size() && sensitive[column.column]);
        line_.add(column.mapping.field);
    }
    out += line_.finish();
}

void ValidRows::add(const Record& record, const Planner::Decision& decision, std::string& out) {
    begin(out);
    if (!stands_for_a_contact(decision.action)) return;
    if (std::binary_search(lost_rows_.begin(), lost_rows_.end(), record.row)) return;
    for (std::size_t i = 0; i < record.values.size(); ++i) line_.add(sensitive_[i] ? std::string_view() : record.values[i]);
    out += line_.finish();
}

AllRows::AllRows(const Sniff& sniff, const Check* check)
    : reader_(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), told_already_),
      sensitive_(sensitive_columns(sniff, check)),
      line_(delimiter_of(sniff)) {
    if (sniff.dialect().has_header) header_ = sniff.header;
}

void AllRows::feed(std::span<const std::byte> bytes, bool last, std::string& out) {
    if (!header_.empty()) {
        for (const std::string& name : std::exchange(header_, {})) line_.add(name);
        out += line_.finish();
    }
    reader_.feed(bytes);
    add_rows(out);
    if (!last) return;
    reader_.finish();
    add_rows(out);
}

void AllRows::add_rows(std::string& out) {
    while (const Row* row = reader_.next()) add(row->cells, out);
}

void AllRows::add(std::span<const std::string_view> cells, std::string& out) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line_.add(i < sensitive_.size() && sensitive_[i] ? std::string_view() : cells[i]);
    }
    out += line_.finish();
}

}  // namespace muster
