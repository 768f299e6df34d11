// Rejected rows into a file for people.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "muster/rejected_rows.hpp"
#include "native/files/file_writer.hpp"

namespace muster::native {

class RejectedFile : public RejectedRows {
public:
    // `file`: absent when nobody wants the rows. `check` must outlive this.
    RejectedFile(std::optional<FileWriter> file, const Check& check) : RejectedRows(check), file_(std::move(file)) {}

    Result<void> record(const Record& record, const Planner::Decision& decision) override {
        return file_ ? RejectedRows::record(record, decision) : Result<void>();
    }
    Result<void> rejected(const Row& row, std::span<const Issue> issues) override {
        return file_ ? RejectedRows::rejected(row, issues) : Result<void>();
    }

    // After the check: adds what needs a second reading and lets the file appear. `read_all` hands the whole file, from its
    // start, to what it is given; it is called only when it is needed.
    using TakeBytes = std::function<Result<void>(std::span<const std::byte> bytes)>;
    Result<void> complete(const std::function<Result<void>(const TakeBytes&)>& read_all);

private:
    Result<void> write(std::string_view line) override { return file_->write(line); }

    std::optional<FileWriter> file_;
};

}  // namespace muster::native
