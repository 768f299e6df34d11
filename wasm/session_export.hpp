// Rows of a file as CSV in UTF-8, for the host page. Cells of sensitive columns are left out. Unlike the file of rejected rows,
// which a person opens, these are read by programs: no cell is changed for the sake of spreadsheets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "muster/check.hpp"
#include "muster/csv_text.hpp"
#include "muster/flags.hpp"
#include "muster/reader.hpp"

namespace muster {

// The records that an import would be given: names of fields, then one line for each record with its values as they would be
// stored. There are as many as the check counts records.
class ValidRows {
public:
    // `check` must outlive this. `lost_rows`: rows that lose against a later one of the same key, as Planner::Decision tells them
    // when that comes; ascending.
    ValidRows(const Check& check, std::vector<std::uint64_t> lost_rows);

    void add(const Record& record, const Planner::Decision& decision, std::string& out);
    // Call it at the end: a file without records has its header all the same.
    void begin(std::string& out);

private:
    const Check& check_;
    std::vector<std::uint64_t> lost_rows_;
    Flags sensitive_;  // by entry of the mapping
    CsvLine line_;
    bool begun_ = false;
};

// All rows of a file as they are read, below its header if it has one: a file of one encoding, delimiter and way of quoting.
class AllRows {
public:
    // `check` may be null; it knows more sensitive columns.
    AllRows(const Sniff& sniff, const Check* check);

    // The next bytes of the whole file; adds lines to `out`.
    void feed(std::span<const std::byte> bytes, bool last, std::string& out);

private:
    void add(std::span<const std::string_view> cells, std::string& out);
    void add_rows(std::string& out);

    IssueLog told_already_{0};
    Reader reader_;
    Flags sensitive_;  // by column of the file
    CsvLine line_;
    std::vector<std::string> header_;
};

}  // namespace muster
