// The statements of a run, as text. Each joins staged records and contacts on the contact's key alone, so that the tables
// of a larger database can be distributed by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "muster/value.hpp"
#include "native/db/dialect.hpp"

namespace muster::native {

// One mapped column: where its values go and what an empty one does.
struct StagedColumn {
    std::string field;
    Type type = Type::text;
    bool clear = false;      // an empty cell erases the value; otherwise it keeps it
    bool exists = true;      // false: the field is still to be added, so every contact's value is empty
    bool sensitive = false;
    std::string column_type = {};   // as in StoredField
};

// Numbers of staged records or of missing contacts: those above `after`, up to `last`.
struct NumberRange {
    std::int64_t after = 0, last = 0;
};

// What a run stages, and into which tables.
struct Staging {
    const Dialect* dialect = nullptr;
    int number = 0;                      // of the staging tables
    std::vector<StagedColumn> columns;
    std::string key_field;               // gets the key itself; empty when a column of the file feeds it
    Type key_type = Type::text;
    std::string key_column_type = {};
    std::optional<NumberRange> range;    // of what the writing statements below are to write; absent: everything
};

// Values of the column `action` of a staged record.
inline constexpr int staged_insert = 0;
inline constexpr int staged_compare = 1;
inline constexpr int staged_forget = 2;    // whatever was staged before under this key is void

std::string create_staging_sql(const Staging& staging);
std::string drop_staging_sql(const Staging& staging);
std::string staged_table(const Staging& staging);
// What is loaded into it: number, key, action, fingerprint, then the values. Of the same key the greatest number counts.
std::vector<std::string> staged_columns(const Staging& staging);
// To be run once all records are staged, before they are joined with anything.
std::string ready_sql(const Staging& staging);
// Leaves one record of each key, the last, or none where that one is to be forgotten. Before anything is read.
std::string settle_sql(const Staging& staging);

// Answers those of so many keys, its parameters, that contacts have.
std::string taken_keys_sql(std::size_t count);

// Answers, of all records to compare, how many are equal and how many values their empty cells would erase.
std::string compare_sql(const Staging& staging);
// For each_difference (differences.hpp), of an update.
std::string differences_sql(const Staging& staging, std::size_t first, std::size_t count);
std::string count_compare_sql(const Staging& staging);   // records to compare
std::string count_lost_sql(const Staging& staging);      // of those, how many have no contact
// Copies the contacts with a different value into muster_before, which update_sql then reads.
std::string keep_different_sql(const Staging& staging, const std::vector<std::string>& fields);
std::string update_sql(const Staging& staging);
std::string confirm_sql(const Staging& staging);         // remembers the fingerprints of the equal ones
std::string insert_sql(const Staging& staging);          // parameters: the sync that owns the new contacts, the run's number

std::string missing_table(const Staging& staging);       // the contacts to be deleted: their numbers from 1 on, their keys
std::vector<std::string> missing_columns();
std::string keep_missing_sql(const Staging& staging, const std::vector<std::string>& fields);   // into muster_before
std::string delete_sql(const Staging& staging);

}  // namespace muster::native
