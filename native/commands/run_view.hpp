// A run of the history as people are shown it: what its report says, and what is to be done next.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "muster/report.hpp"
#include "muster/result.hpp"
#include "native/store/store.hpp"

namespace muster::native {

struct CountView {
    std::string name, label;          // in JSON, and for people
    std::uint64_t planned = 0, done = 0;
};

struct CodeView {
    std::string code;
    std::uint64_t count = 0;
};

struct ColumnView {
    std::string name;                 // or "column 3"
    std::uint64_t total = 0;
    std::vector<CodeView> codes;
};

struct IssueView {
    std::string severity, place, value, message, suggestion, code;
};

struct RunView {
    StoredRun run;
    std::string reason;
    std::string source, destination, sha256, encoding, delimiter;
    std::uint64_t rows = 0, bytes = 0, elapsed_ms = 0;
    std::vector<CountView> counts;    // in the order of the report
    std::string verdict, guard_message, guard_suggestion;   // of the guard; empty when it was not asked
    std::uint64_t issues = 0;
    std::vector<CodeView> codes;      // the most frequent first
    std::vector<ColumnView> columns;  // in the order of the file
    std::vector<IssueView> first;
    std::vector<std::string> first_deletes;
    std::optional<ReplacementFacts> replacement;   // of a destination that is emptied and filled anew

    std::uint64_t done(std::string_view count) const;
    std::uint64_t planned(std::string_view count) const;
    // Whether the run counted anything: one that was skipped read no row and looked at no contact.
    bool has_counts() const;
    // Whether the run wrote what it was to write, or a part of it.
    bool has_written() const;
};

// Errors: invalid_value when the history holds no report that can be read.
Result<RunView> view_of(StoredRun run);

// The outcome as a word for people: "done with rejects".
std::string outcome_words(const std::string& outcome);

// The guard's verdict, and why, unless the reason of the outcome says that already.
std::string guard_words(const RunView& view);

// What is known about what an interrupted run wrote, as sentences: its destination is asked, and the
// counts of what was done become those that it tells. Of other runs nothing.
std::string what_was_written(RunView& view);

// What a person may do about the run now, as sentences; empty when nothing is to be done.
std::string what_next(const RunView& view, bool has_rejected_rows);

}  // namespace muster::native
