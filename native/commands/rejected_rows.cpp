#include "native/commands/rejected_rows.hpp"

#include <algorithm>

namespace muster::native {

namespace {

std::string delimiter_of(const Check& check) {
    const std::string& delimiter = check.sniff().dialect().delimiter;
    return delimiter.empty() ? "," : delimiter;
}

std::string joined(std::span<const Issue> issues, std::string (*text_of)(const Issue&)) {
    std::string text;
    for (const Issue& issue : issues) {
        if (issue.severity == Severity::error) {
            text += (text.empty() ? "" : "; ") + text_of(issue);
        }
    }
    return text;
}

}  // namespace

RejectedRows::RejectedRows(std::optional<FileWriter> file, const Check& check)
    : file_(std::move(file)), check_(check), line_(delimiter_of(check)), sensitive_(check.sniff().columns.size()) {
    for (std::size_t i = 0; i < sensitive_.size(); ++i) {
        sensitive_[i] = check.sniff().columns[i].sensitive;
    }
    for (const ResolvedColumn& column : check.columns()) {
        if (column.mapping.sensitive && column.column < sensitive_.size()) {
            sensitive_[column.column] = true;
        }
    }
}

Result<void> RejectedRows::begin() {
    begun_ = true;
    for (const std::string& name : check_.sniff().header) {
        line_.add(without_formula(name));
    }
    for (const std::string_view name : {"row", "column", "code", "message"}) {
        line_.add(name);
    }
    return file_->write(line_.finish());
}

void RejectedRows::add_cell(std::size_t column, std::string_view cell) {
    line_.add(column < sensitive_.size() && sensitive_[column] ? std::string() : without_formula(cell));
}

Result<void> RejectedRows::record(const Record&, const Planner::Decision& decision) {
    if (file_ && decision.rejects_earlier) {
        afterwards_.push_back(decision.other_row);
    }
    return {};
}

Result<void> RejectedRows::rejected(const Row& row, std::span<const Issue> issues) {
    if (!file_) {
        return {};
    }
    if (!begun_) {
        if (Result<void> started = begin(); !started) {
            return started;
        }
    }
    const std::size_t columns = check_.sniff().header.size();
    for (std::size_t i = 0; i < columns; ++i) {
        add_cell(i, i < row.cells.size() ? row.cells[i] : std::string_view());
    }
    line_.add(std::to_string(row.number));
    line_.add(without_formula(joined(issues, [](const Issue& issue) { return issue.column_name; })));
    line_.add(joined(issues, [](const Issue& issue) { return std::string(name_of(issue.code)); }));
    line_.add(without_formula(joined(issues, [](const Issue& issue) { return issue.message; })));
    const bool any_sensitive = std::find(sensitive_.begin(), sensitive_.end(), true) != sensitive_.end();
    for (std::size_t i = columns; i < row.cells.size(); ++i) {
        // What a row has too much stands behind everything, so that nothing is shifted. With a sensitive column it may be the
        // value of that, moved by a delimiter too many.
        add_cell(i, any_sensitive ? std::string_view() : row.cells[i]);
    }
    return file_->write(line_.finish());
}

std::vector<std::uint64_t> RejectedRows::rejected_afterwards() const {
    std::vector<std::uint64_t> rows = afterwards_;
    std::sort(rows.begin(), rows.end());
    return rows;
}

Result<void> RejectedRows::commit() {
    if (!file_) {
        return {};
    }
    if (!begun_) {
        if (Result<void> started = begin(); !started) {
            return started;
        }
    }
    return file_->commit();
}

Result<void> add_rejected_afterwards(const Check& check, RejectedRows& rejected,
                                     const std::function<Result<void>(const TakeBytes&)>& read_all) {
    const std::vector<std::uint64_t> rows = rejected.rejected_afterwards();
    if (rows.empty()) {
        return {};
    }
    const Issue issue = make_issue(Code::duplicate_key_rejected, "A later row has the same key, and duplicates are to be rejected.");
    const Sniff& sniff = check.sniff();
    IssueLog log(0);  // everything was told already
    Reader reader(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), log);
    const auto drain = [&]() -> Result<void> {
        while (const Row* row = reader.next()) {
            if (std::binary_search(rows.begin(), rows.end(), row->number)) {
                if (Result<void> written = rejected.rejected(*row, std::span(&issue, 1)); !written) {
                    return written;
                }
            }
        }
        return {};
    };
    Result<void> read = read_all([&](std::span<const std::byte> bytes) {
        reader.feed(bytes);
        return drain();
    });
    if (!read) {
        return read;
    }
    reader.finish();
    return drain();
}

}  // namespace muster::native
