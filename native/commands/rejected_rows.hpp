// The rows that a check rejects, as a CSV file to be corrected and given in again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "muster/check.hpp"
#include "native/commands/csv_text.hpp"
#include "native/store/file_writer.hpp"

namespace muster::native {

// Original columns, then row, column, code and message. One line for each row; several issues of it are joined by "; ".
// Cells of sensitive columns are left out, and no cell runs as a formula.
class RejectedRows : public CheckSink {
public:
    // `file`: absent when nobody wants the rows. `check` must outlive this.
    RejectedRows(std::optional<FileWriter> file, const Check& check);

    Result<void> record(const Record& record, const Planner::Decision& decision) override;
    Result<void> rejected(const Row& row, std::span<const Issue> issues) override;

    // Rows that were rejected only after they had passed, for a later row of their key: in the order of the file.
    std::vector<std::uint64_t> rejected_afterwards() const;
    Result<void> commit();

private:
    Result<void> begin();
    void add_cell(std::size_t column, std::string_view cell);
    std::optional<FileWriter> file_;
    const Check& check_;
    CsvLine line_;
    std::vector<bool> sensitive_;          // by column of the file
    std::vector<std::uint64_t> afterwards_;
    bool begun_ = false;
};

// Reads the file once more to write the rows that were rejected only after they had passed, if there are any. `read_all`
// hands the whole file, from its start, to what it is given.
using TakeBytes = std::function<Result<void>(std::span<const std::byte> bytes)>;
Result<void> add_rejected_afterwards(const Check& check, RejectedRows& rejected, const std::function<Result<void>(const TakeBytes&)>& read_all);

}  // namespace muster::native
