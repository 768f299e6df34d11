// How the columns of a file are to be read: the mapping of a sync document, completed from the schema and the profile.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "muster/check.hpp"

namespace muster {

// The resolved columns with what reads their cells.
struct CheckColumn {
    ResolvedColumn facts;
    ValueRule rule;
    bool required = false;
    bool sensitive = false;
    bool is_key = false;
    bool feeds_numbers = false;           // the field is there already and holds numbers
    std::string earlier_format;           // of dates, when a file with this header was imported before
};

struct ColumnResolution {
    std::vector<CheckColumn> columns;
    std::vector<Suggestion> suggestion;   // where the mapping was left open
    Unmapped unmapped;
    std::vector<Issue> errors;
};

// Replaces an automatic mapping in `sync` by the suggested one, checks it, and resolves types and formats as far as they
// are declared.
ColumnResolution resolve_columns(Sync& sync, const Schema& schema, const Sniff& sniff, const CheckOptions& options);

// Fills in what people are shown of a date column's pattern: an example, and how two-digit years are read.
void complete_pattern(CheckColumn& column);

// Collects the evidence of the columns whose format is not declared, over the whole file.
class Survey {
public:
    Survey(const Sync& sync, const std::vector<CheckColumn>& columns, const Sniff& sniff);
    bool needed() const noexcept { return !surveyed_.empty(); }
    void add(const Row& row);
    // Fills in formats and decimal marks. What cannot be decided comes back as errors, what was decided otherwise than by
    // the column itself, or given up, goes to `log`.
    std::vector<Issue> decide(const Sync& sync, std::vector<CheckColumn>& columns, IssueLog& log);

private:
    struct Surveyed {
        std::optional<std::size_t> index;    // into the resolved columns; absent: it is only looked at for what it proves
        std::size_t column;                  // of the file
        std::string name;                    // where there is no index
        std::unique_ptr<DateColumn> dates;   // null: numbers
        NumberColumn numbers;
    };
    void add_witnesses(const Sync& sync, const Sniff& sniff);

    std::vector<Surveyed> surveyed_;
    std::vector<std::string> null_words_;
    bool given_again_;   // as in Check
};

}  // namespace muster
