#include "statements.hpp"

#include <span>

#include "native/db/database.hpp"

namespace muster::native {

namespace {

std::string staged_table(const Staging& staging) { return "main.staged_" + std::to_string(staging.number); }

std::string missing_table(const Staging& staging) { return "main.missing_" + std::to_string(staging.number); }

std::string value_name(std::size_t column) { return "v" + std::to_string(column); }

// The value that the contact has now, and after an update.
std::string old_value(const Staging& staging, std::size_t column) {
    return staging.columns[column].exists ? "c." + quoted_name(staging.columns[column].field) : "NULL";
}

std::string new_value(const Staging& staging, std::size_t column) {
    const std::string staged = "s." + value_name(column);
    return staging.columns[column].clear ? staged : "coalesce(" + staged + ", " + old_value(staging, column) + ")";
}

// Whether an update changes anything in these columns. One comparison of two rows: a chain of ORs over many columns would
// be nested too deeply for SQLite. The constant keeps it a row when there is only one column.
std::string differs(const Staging& staging, std::size_t first, std::size_t count) {
    std::string after = "(1";
    std::string before = "(1";
    for (std::size_t i = first; i < first + count; ++i) {
        after += ", " + new_value(staging, i);
        before += ", " + old_value(staging, i);
    }
    return after + ") IS NOT " + before + ")";
}

std::string differs(const Staging& staging) { return differs(staging, 0, staging.columns.size()); }

// Terms added in pairs, so that SQLite's limit for nested expressions (1,000) is far away.
std::string balanced_sum(std::span<const std::string> terms) {
    if (terms.size() == 1) return terms.front();
    const std::size_t half = terms.size() / 2;
    return "(" + balanced_sum(terms.first(half)) + " + " + balanced_sum(terms.subspan(half)) + ")";
}

// Staged records in the order of the file, each with its contact. CROSS keeps SQLite from turning the join round.
std::string staged_with_contacts(const Staging& staging) {
    return " FROM " + staged_table(staging) + " AS s CROSS JOIN contacts_file.contacts AS c ON c.muster_key = s.key WHERE s.action = " +
           std::to_string(staged_compare);
}

// The start of a statement that copies contacts, named c, as they are.
std::string copy_into_before(const std::vector<std::string>& fields, int deleted) {
    std::string names = "muster_key, muster_deleted, muster_fingerprint, muster_owner, muster_run";
    std::string values = "c.muster_key, " + std::to_string(deleted) + ", c.muster_fingerprint, c.muster_owner, c.muster_run";
    for (const std::string& field : fields) {
        names += ", " + quoted_name(field);
        values += ", c." + quoted_name(field);
    }
    return "INSERT INTO contacts_file.muster_before(" + names + ") SELECT " + values;
}

}  // namespace

std::string create_staging_sql(const Staging& staging) {
    // Values carry their own type, so the columns have none.
    std::string sql = "CREATE TABLE " + staged_table(staging) + "(number INTEGER PRIMARY KEY, key TEXT NOT NULL, action, fingerprint";
    for (std::size_t i = 0; i < staging.columns.size(); ++i) sql += ", " + value_name(i);
    return sql + "); CREATE TABLE " + missing_table(staging) + "(key TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID";
}

std::string drop_staging_sql(const Staging& staging) {
    return "DROP TABLE IF EXISTS " + staged_table(staging) + "; DROP TABLE IF EXISTS " + missing_table(staging);
}

std::string stage_sql(const Staging& staging) {
    std::string sql = "INSERT INTO " + staged_table(staging) + " VALUES (NULL, ?1, ?2, ?3";
    for (std::size_t i = 0; i < staging.columns.size(); ++i) sql += ", ?" + std::to_string(i + 4);
    return sql + ")";
}

std::string forget_sql(const Staging& staging) {
    return "INSERT INTO " + staged_table(staging) + "(key, action) VALUES (?1, " + std::to_string(staged_forget) + ")";
}

std::string settle_sql(const Staging& staging) {
    const std::string table = staged_table(staging);
    const std::string name = std::to_string(staging.number);
    // The last word on a key counts. Sorting once is far cheaper than keeping an index while records come in.
    return "CREATE INDEX IF NOT EXISTS main.staged_key_" + name + " ON staged_" + name + "(key);"
           "DELETE FROM " + table + " WHERE number IN (SELECT s.number FROM (SELECT key, max(number) AS last FROM " + table +
           " GROUP BY key HAVING count(*) > 1) AS repeated CROSS JOIN " + table +
           " AS s ON s.key = repeated.key WHERE s.number < repeated.last);"
           "DELETE FROM " + table + " WHERE action = " + std::to_string(staged_forget);
}

std::string compare_sql(const Staging& staging) {
    std::vector<std::string> erased{"0"};
    for (std::size_t i = 0; i < staging.columns.size(); ++i) {
        if (!staging.columns[i].clear) continue;
        erased.push_back("(s." + value_name(i) + " IS NULL AND " + old_value(staging, i) + " IS NOT NULL)");
    }
    return "SELECT NOT " + differs(staging) + ", " + balanced_sum(erased) + staged_with_contacts(staging);
}

std::string differences_sql(const Staging& staging, std::size_t first, std::size_t count) {
    std::string sql = "SELECT s.key";
    for (std::size_t i = first; i < first + count; ++i) sql += ", " + old_value(staging, i) + ", " + new_value(staging, i);
    return sql + staged_with_contacts(staging) + " AND " + differs(staging, first, count) + " ORDER BY s.key";
}

std::string count_compare_sql(const Staging& staging) {
    return "SELECT count(*) FROM " + staged_table(staging) + " WHERE action = " + std::to_string(staged_compare);
}

std::string count_lost_sql(const Staging& staging) {
    return "SELECT count(*) FROM " + staged_table(staging) + " AS s WHERE s.action = " + std::to_string(staged_compare) +
           " AND NOT EXISTS (SELECT 1 FROM contacts_file.contacts AS c WHERE c.muster_key = s.key)";
}

std::string keep_different_sql(const Staging& staging, const std::vector<std::string>& fields) {
    return copy_into_before(fields, 0) + staged_with_contacts(staging) + " AND " + differs(staging);
}

std::string update_sql(const Staging& staging) {
    std::string sql = "UPDATE contacts_file.contacts AS c SET muster_fingerprint = s.fingerprint";
    for (std::size_t i = 0; i < staging.columns.size(); ++i) {
        sql += ", " + quoted_name(staging.columns[i].field) + " = " + new_value(staging, i);
    }
    // The plus signs keep SQLite from walking through the contacts and looking up the staged record of each. A join with what
    // was kept would have too many columns for it.
    return sql + " FROM " + staged_table(staging) + " AS s WHERE c.muster_key = +s.key AND s.action = " + std::to_string(staged_compare) +
           " AND +s.key IN (SELECT muster_key FROM contacts_file.muster_before WHERE muster_deleted = 0)";
}

std::string confirm_sql(const Staging& staging) {
    return "UPDATE contacts_file.contacts AS c SET muster_fingerprint = s.fingerprint FROM " + staged_table(staging) +
           " AS s WHERE c.muster_key = +s.key AND s.action = " + std::to_string(staged_compare) +
           " AND c.muster_fingerprint IS NOT s.fingerprint";
}

std::string insert_sql(const Staging& staging) {
    std::string columns = "muster_key, muster_fingerprint, muster_owner, muster_run";
    std::string values = "key, fingerprint, ?1, ?2";
    if (!staging.key_field.empty()) {
        columns += ", " + quoted_name(staging.key_field);
        values += staging.key_type == Type::integer ? ", CAST(key AS INTEGER)" : ", key";
    }
    for (std::size_t i = 0; i < staging.columns.size(); ++i) {
        columns += ", " + quoted_name(staging.columns[i].field);
        values += ", " + value_name(i);
    }
    return "INSERT INTO contacts_file.contacts(" + columns + ") SELECT " + values + " FROM " + staged_table(staging) +
           " WHERE action = " + std::to_string(staged_insert);
}

std::string add_missing_sql(const Staging& staging) { return "INSERT INTO " + missing_table(staging) + " VALUES (?1)"; }

std::string keep_missing_sql(const Staging& staging, const std::vector<std::string>& fields) {
    return copy_into_before(fields, 1) + " FROM " + missing_table(staging) + " AS m CROSS JOIN contacts_file.contacts AS c ON c.muster_key = m.key";
}

std::string delete_sql(const Staging& staging) {
    return "DELETE FROM contacts_file.contacts WHERE muster_key IN (SELECT key FROM " + missing_table(staging) + ")";
}

}  // namespace muster::native
