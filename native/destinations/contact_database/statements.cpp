#include "statements.hpp"

#include <span>

namespace muster::native {

namespace {

std::string name(const Staging& staging, const std::string& field) { return quoted_name(*staging.dialect, field); }

std::string own_table(const Staging& staging, const char* kind) {
    return std::string(staging.dialect->staging_schema) + "." + kind + std::to_string(staging.number);
}

std::string value_name(std::size_t column) { return "v" + std::to_string(column); }

// The value that the contact has now, and after an update.
std::string old_value(const Staging& staging, std::size_t column) {
    const StagedColumn& staged = staging.columns[column];
    return staged.exists ? as_text("c." + name(staging, staged.field), staged.column_type) : "NULL";
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
    return after + ")" + std::string(staging.dialect->differs) + before + ")";
}

std::string differs(const Staging& staging) { return differs(staging, 0, staging.columns.size()); }

// Terms added in pairs, so that SQLite's limit for nested expressions (1,000) is far away.
std::string balanced_sum(std::span<const std::string> terms) {
    if (terms.size() == 1) return terms.front();
    const std::size_t half = terms.size() / 2;
    return "(" + balanced_sum(terms.first(half)) + " + " + balanced_sum(terms.subspan(half)) + ")";
}

std::string in_range(const Staging& staging, const std::string& number) {
    if (!staging.range) return {};
    return " AND " + number + " > " + std::to_string(staging.range->after) + " AND " + number + " <= " + std::to_string(staging.range->last);
}

// Staged records, each with its contact.
std::string staged_with_contacts(const Staging& staging) {
    return " FROM " + staged_table(staging) + " AS s" + std::string(staging.dialect->join_in_order) + "muster.contacts AS c ON c.muster_key = s.key WHERE s.action = " +
           std::to_string(staged_compare) + in_range(staging, "s.number");
}

// The start of a statement that copies contacts, named c, as they are.
std::string copy_into_before(const Staging& staging, const std::vector<std::string>& fields, int deleted) {
    std::string names = "muster_key, muster_deleted, muster_fingerprint, muster_owner, muster_run";
    std::string values = "c.muster_key, " + std::to_string(deleted) + ", c.muster_fingerprint, c.muster_owner, c.muster_run";
    for (const std::string& field : fields) {
        names += ", " + name(staging, field);
        values += ", c." + name(staging, field);
    }
    return "INSERT INTO muster.muster_before(" + names + ") SELECT " + values;
}

}  // namespace

std::string create_staging_sql(const Staging& staging) {
    std::string values;
    for (std::size_t i = 0; i < staging.columns.size(); ++i) values += ", " + value_name(i) + " " + std::string(staging.dialect->mixed);
    return create_staging_table_sql(*staging.dialect, staged_table(staging),
                              "number {row_number}, key {key} NOT NULL, action {integer} NOT NULL, fingerprint {integer} NOT NULL", values) +
           ";" + create_staging_table_sql(*staging.dialect, missing_table(staging), "number {integer} NOT NULL, key {key} NOT NULL PRIMARY KEY");
}

std::string drop_staging_sql(const Staging& staging) {
    return "DROP TABLE IF EXISTS " + staged_table(staging) + "; DROP TABLE IF EXISTS " + missing_table(staging);
}

std::string staged_table(const Staging& staging) { return own_table(staging, "staged_"); }

std::string missing_table(const Staging& staging) { return own_table(staging, "missing_"); }

std::vector<std::string> missing_columns() { return {"number", "key"}; }

std::vector<std::string> staged_columns(const Staging& staging) {
    std::vector<std::string> columns{"number", "key", "action", "fingerprint"};
    for (std::size_t i = 0; i < staging.columns.size(); ++i) columns.push_back(value_name(i));
    return columns;
}

std::string ready_sql(const Staging& staging) {
    // Sorting once is far cheaper than keeping an index while records come in.
    return ready_to_join_sql(*staging.dialect, staged_table(staging), "key");
}

std::string settle_sql(const Staging& staging) {
    const std::string table = staged_table(staging);
    return "DELETE FROM " + table + " WHERE number IN (SELECT s.number FROM (SELECT key, max(number) AS last FROM " + table +
           " GROUP BY key HAVING count(*) > 1) AS repeated" + std::string(staging.dialect->join_in_order) + table +
           " AS s ON s.key = repeated.key WHERE s.number < repeated.last);"
           "DELETE FROM " + table + " WHERE action = " + std::to_string(staged_forget);
}

std::string taken_keys_sql(std::size_t count) {
    std::string sql = "SELECT muster_key FROM muster.contacts WHERE muster_key IN (?1";
    for (std::size_t i = 2; i <= count; ++i) sql += ", ?" + std::to_string(i);
    return sql + ")";
}

std::string compare_sql(const Staging& staging) {
    std::vector<std::string> erased{"0"};
    for (std::size_t i = 0; i < staging.columns.size(); ++i) {
        if (!staging.columns[i].clear) continue;
        erased.push_back("CAST(s." + value_name(i) + " IS NULL AND " + old_value(staging, i) + " IS NOT NULL AS INTEGER)");
    }
    // The limit, which never is one, keeps SQLite from making one of the two, with more columns than it takes in a sum.
    return "SELECT sum(equal), sum(erased) FROM (SELECT CASE WHEN " + differs(staging) + " THEN 0 ELSE 1 END AS equal, " +
           balanced_sum(erased) + " AS erased" + staged_with_contacts(staging) + " LIMIT 9223372036854775807) AS each";
}

std::string differences_sql(const Staging& staging, std::size_t first, std::size_t count) {
    std::string sql = "SELECT s.key";
    for (std::size_t i = first; i < first + count; ++i) sql += ", " + old_value(staging, i) + ", " + new_value(staging, i);
    return sql + staged_with_contacts(staging) + " AND " + differs(staging, first, count) + " ORDER BY s.key";
}

std::string count_compare_sql(const Staging& staging) {
    return "SELECT count(*) FROM " + staged_table(staging) + " WHERE action = " + std::to_string(staged_compare) + in_range(staging, "number");
}

std::string count_lost_sql(const Staging& staging) {
    return "SELECT count(*) FROM " + staged_table(staging) + " AS s WHERE s.action = " + std::to_string(staged_compare) + in_range(staging, "s.number") +
           " AND NOT EXISTS (SELECT 1 FROM muster.contacts AS c WHERE c.muster_key = s.key)";
}

std::string keep_different_sql(const Staging& staging, const std::vector<std::string>& fields) {
    return copy_into_before(staging, fields, 0) + staged_with_contacts(staging) + " AND " + differs(staging);
}

std::string update_sql(const Staging& staging) {
    std::string sql = "UPDATE muster.contacts AS c SET muster_fingerprint = s.fingerprint";
    for (std::size_t i = 0; i < staging.columns.size(); ++i) {
        sql += ", " + name(staging, staging.columns[i].field) + " = " + as_type(new_value(staging, i), staging.columns[i].column_type);
    }
    // Not by an index of the staged records: that keeps SQLite from walking through the contacts and looking up the record of
    // each. A join with what was kept would have too many columns for it.
    const std::string key = std::string(staging.dialect->no_index) + "s.key";
    return sql + " FROM " + staged_table(staging) + " AS s WHERE c.muster_key = " + key + " AND s.action = " + std::to_string(staged_compare) +
           in_range(staging, "s.number") + " AND " + key + " IN (SELECT muster_key FROM muster.muster_before WHERE muster_deleted = 0)";
}

std::string confirm_sql(const Staging& staging) {
    return "UPDATE muster.contacts AS c SET muster_fingerprint = s.fingerprint FROM " + staged_table(staging) +
           " AS s WHERE c.muster_key = " + std::string(staging.dialect->no_index) + "s.key AND s.action = " + std::to_string(staged_compare) + in_range(staging, "s.number") +
           " AND c.muster_fingerprint" + std::string(staging.dialect->differs) + "s.fingerprint";
}

std::string insert_sql(const Staging& staging) {
    std::string columns = "muster_key, muster_fingerprint, muster_owner, muster_run";
    std::string values = "key, fingerprint, ?1, ?2";
    if (!staging.key_field.empty()) {
        columns += ", " + name(staging, staging.key_field);
        values += ", " + (staging.key_type == Type::integer && staging.dialect->mixed_values ? "CAST(key AS INTEGER)" : as_type("key", staging.key_column_type));
    }
    for (std::size_t i = 0; i < staging.columns.size(); ++i) {
        columns += ", " + name(staging, staging.columns[i].field);
        values += ", " + as_type(value_name(i), staging.columns[i].column_type);
    }
    return "INSERT INTO muster.contacts(" + columns + ") SELECT " + values + " FROM " + staged_table(staging) +
           " WHERE action = " + std::to_string(staged_insert) + in_range(staging, "number");
}

std::string keep_missing_sql(const Staging& staging, const std::vector<std::string>& fields) {
    return copy_into_before(staging, fields, 1) + " FROM " + missing_table(staging) + " AS m" + std::string(staging.dialect->join_in_order) + "muster.contacts AS c ON c.muster_key = m.key" +
           (staging.range ? " WHERE true" + in_range(staging, "m.number") : "");
}

std::string delete_sql(const Staging& staging) {
    return "DELETE FROM muster.contacts WHERE muster_key IN (SELECT key FROM " + missing_table(staging) + (staging.range ? " WHERE true" + in_range(staging, "number") : "") + ")";
}

}  // namespace muster::native
