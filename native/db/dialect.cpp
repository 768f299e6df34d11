#include "dialect.hpp"

#include <array>
#include <limits>
#include <utility>

#include "muster/fingerprint.hpp"

namespace muster::native {

namespace {

std::string quoted(std::string_view text, char quote) {
    std::string result(1, quote);
    for (const char c : text) {
        if (c == quote) result += quote;
        result += c;
    }
    result += quote;
    return result;
}

}  // namespace

const Dialect sqlite_dialect{
    .integer = "INTEGER",
    .key = "TEXT",
    .text = "TEXT",
    .mixed = "ANY",
    .mixed_values = true,
    .whole = "ANY",
    .decimal = "TEXT",
    .boolean = "ANY",
    .date = "TEXT",
    .table_end = " STRICT",
    .row_number = "INTEGER PRIMARY KEY",
    .create_staging = "CREATE TABLE ",
    .staging_schema = "main",
    .same = " IS ",
    .differs = " IS NOT ",
    .join_in_order = " CROSS JOIN ",
    .key_index = true,
    .no_index = "+",
    // SQLite's own limit is 2,000 columns; the rest is left for ours.
    .max_fields = 1900,
    .max_name_bytes = std::numeric_limits<std::size_t>::max(),
};

const Dialect postgres_dialect{
    .integer = "BIGINT",
    .key = "TEXT COLLATE \"C\"",
    .text = "TEXT",
    .mixed = "TEXT",
    .mixed_values = false,
    .whole = "NUMERIC",
    .decimal = "NUMERIC",
    .boolean = "BOOLEAN",
    .date = "DATE",
    .table_end = "",
    .row_number = "BIGINT",
    .create_staging = "CREATE UNLOGGED TABLE ",
    .staging_schema = "muster",
    .same = " IS NOT DISTINCT FROM ",
    .differs = " IS DISTINCT FROM ",
    .join_in_order = " JOIN ",
    .key_index = false,
    .no_index = "",
    // PostgreSQL's own limit is 1,600 columns, those included that were dropped.
    .max_fields = 1550,
    .max_name_bytes = 63,
};

std::string column_name(const Dialect& dialect, std::string_view name) {
    if (name.size() <= dialect.max_name_bytes) return std::string(name);
    const std::string hash = std::to_string(text_hash(name));
    std::size_t end = dialect.max_name_bytes - hash.size() - 1;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // not within a character
    return std::string(name.substr(0, end)) + "~" + hash;
}

std::string quoted_name(const Dialect& dialect, std::string_view name) { return quoted(column_name(dialect, name), '"'); }

std::string quoted_text(std::string_view text) { return quoted(text, '\''); }

namespace {

std::string create_sql(const Dialect& dialect, std::string_view create, std::string_view table, std::string_view columns, std::string_view more) {
    std::string typed(columns);
    const std::array<std::pair<std::string_view, std::string_view>, 5> types{{{"{integer}", dialect.integer},
                                                                              {"{key}", dialect.key},
                                                                              {"{text}", dialect.text},
                                                                              {"{mixed}", dialect.mixed},
                                                                              {"{row_number}", dialect.row_number}}};
    for (const auto& [place, type] : types) {
        for (std::size_t at = 0; (at = typed.find(place, at)) != std::string::npos; at += type.size()) typed.replace(at, place.size(), type);
    }
    return std::string(create) + std::string(table) + "(" + typed + std::string(more) + ")" + std::string(dialect.table_end);
}

}  // namespace

std::string create_table_sql(const Dialect& dialect, std::string_view table, std::string_view columns, std::string_view more) {
    return create_sql(dialect, "CREATE TABLE ", table, columns, more);
}

std::string create_staging_table_sql(const Dialect& dialect, std::string_view table, std::string_view columns, std::string_view more) {
    return create_sql(dialect, dialect.create_staging, table, columns, more);
}

std::string ready_to_join_sql(const Dialect& dialect, std::string_view table, std::string_view column) {
    if (&dialect == &postgres_dialect) return "ANALYZE " + std::string(table);
    const std::string name(table.substr(table.rfind('.') + 1));
    return "CREATE INDEX IF NOT EXISTS " + std::string(dialect.staging_schema) + "." + name + "_by_" + std::string(column) + " ON " + name + "(" +
           std::string(column) + ")";
}

std::string column_types_sql(const Dialect& dialect, std::string_view schema, std::string_view table) {
    if (&dialect != &postgres_dialect) return {};
    return "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = " +
           quoted_text(std::string(schema) + "." + std::string(table)) + "::regclass AND attnum > 0 AND NOT attisdropped AND atttypid <> 'text'::regtype";
}

std::string as_text(const std::string& value, std::string_view type) { return type.empty() ? value : "CAST(" + value + " AS TEXT)"; }

std::string as_type(const std::string& text, std::string_view type) {
    return type.empty() ? text : "CAST(" + text + " AS " + std::string(type) + ")";
}

std::string digest_sql(const Dialect& dialect, std::string_view table, const std::string& columns) {
    if (&dialect != &postgres_dialect) return {};
    // A row as a text quotes what it must and tells NULL from an empty text. Sums of bigint are exact.
    const auto sum = [](std::string_view seed) { return "coalesce(sum(hashtextextended(row COLLATE \"C\", " + std::string(seed) + ")), 0)"; };
    return "SELECT count(*) || ' ' || " + sum("0") + " || ' ' || " + sum("1") + " FROM (SELECT ROW(" + columns + ")::text AS row FROM " +
           std::string(table) + ") AS each";
}

std::string columns_sql(const Dialect& dialect, std::string_view schema, std::string_view table) {
    if (&dialect == &postgres_dialect) {
        return "SELECT column_name FROM information_schema.columns WHERE table_schema = " + quoted_text(schema) + " AND table_name = " +
               quoted_text(table) + " ORDER BY ordinal_position";
    }
    return "SELECT name FROM pragma_table_info(" + quoted_text(table) + ", " + quoted_text(schema) + ")";
}

}  // namespace muster::native
