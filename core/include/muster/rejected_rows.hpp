// The rows that a check rejects, those whose contact is not at the destination where the mode adds none, and those that the
// destination refused afterwards, as a CSV file to be corrected and given in again.
//
//     check->feed(chunk, rejected) ..., check->finish(rejected);
//     rejected.add_refused(rows, issue) ...;
//     if (rejected.needs_second_reading()) for each chunk, from the start: rejected.read_again(chunk);
//     rejected.finish();
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "muster/check.hpp"
#include "muster/csv_text.hpp"
#include "muster/flags.hpp"
#include "muster/reader.hpp"

namespace muster {

// Original columns, then row, column, code and message, in UTF-8. One line for each row; several issues of it are joined by
// "; ". Cells of sensitive columns are left out, and no cell runs as a formula (without_formula). Where these four columns end the
// header, a check takes the file for such a one that is given in again: no field is suggested for them, and cells are read as they were before.
// The check has to be started with want_rejected_rows.
class RejectedRows : public CheckSink {
public:
    // `check` must outlive this.
    explicit RejectedRows(const Check& check);

    Result<void> record(const Record& record, const Planner::Decision& decision) override;
    Result<void> rejected(const Row& row, std::span<const Issue> issues) override;

    // Rows that the destination refused, all for this reason. After the check, before the second reading.
    void add_refused(RowRanges rows, Issue reason);
    // Rows that were rejected only after they had passed, for a later row of their key, are read once more, and so are those
    // that are not at the destination: a later row of their key may stand for them.
    bool needs_second_reading() const noexcept { return !afterwards_.empty() || any_not_at_destination_ || !refused_.empty(); }
    // The next bytes of the whole file, after the check has ended.
    Result<void> read_again(std::span<const std::byte> bytes);
    // Ends the second reading, if there was one. A file without rejected rows has its header all the same.
    Result<void> finish();

private:
    // Takes one line of the file with its end, or the header; valid during the call.
    virtual Result<void> write(std::string_view line) = 0;

    Result<void> begin();
    void add_cell(std::size_t column, std::string_view cell);
    Result<void> add_read_again();

    const Check& check_;
    CsvLine line_;
    std::size_t columns_ = 0;                // of the file, without the notes of an earlier one of these
    Flags sensitive_;                        // by column of the file
    bool any_sensitive_ = false;
    bool any_not_at_destination_ = false;
    RowRanges not_at_destination_;           // once they are read again
    std::vector<std::pair<RowRanges, Issue>> refused_;
    std::vector<std::uint64_t> afterwards_;  // rows rejected after they had passed; in the order of the file once they are read again
    IssueLog told_already_{0};
    std::optional<Reader> again_;
    bool begun_ = false;
};

}  // namespace muster
