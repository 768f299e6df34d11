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
    .table_end = " STRICT",
    .staging_schema = "main",
    .same = " IS ",
    .differs = " IS NOT ",
    .join_in_order = " CROSS JOIN ",
    .no_index = "+",
    // SQLite's own limit is 2,000 columns; the rest is left for ours.
    .max_fields = 1900,
    .max_name_bytes = std::numeric_limits<std::size_t>::max(),
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

std::string create_table_sql(const Dialect& dialect, std::string_view table, std::string_view columns, std::string_view more) {
    std::string typed(columns);
    const std::array<std::pair<std::string_view, std::string_view>, 4> types{{{"{integer}", dialect.integer},
                                                                              {"{key}", dialect.key},
                                                                              {"{text}", dialect.text},
                                                                              {"{mixed}", dialect.mixed}}};
    for (const auto& [place, type] : types) {
        for (std::size_t at = 0; (at = typed.find(place, at)) != std::string::npos; at += type.size()) typed.replace(at, place.size(), type);
    }
    return "CREATE TABLE " + std::string(table) + "(" + typed + std::string(more) + ")" + std::string(dialect.table_end);
}

std::string ready_to_join_sql(const Dialect& dialect, std::string_view table, std::string_view column) {
    const std::string name(table.substr(table.rfind('.') + 1));
    return "CREATE INDEX IF NOT EXISTS " + std::string(dialect.staging_schema) + "." + name + "_by_" + std::string(column) + " ON " + name + "(" +
           std::string(column) + ")";
}

std::string columns_sql(const Dialect&, std::string_view schema, std::string_view table) {
    return "SELECT name FROM pragma_table_info(" + quoted_text(table) + ", " + quoted_text(schema) + ")";
}

}  // namespace muster::native
