// Where the databases' SQL differs. Everything else in a statement is the same for all of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster::native {

struct Dialect {
    // Types of columns.
    std::string_view integer;        // whole numbers of 64 bits
    std::string_view key;            // texts that are compared and ordered by their bytes
    std::string_view text;           // any other text
    std::string_view mixed;          // whole numbers and texts, side by side; a text type where there is no such thing
    bool mixed_values = false;       // whether `mixed` does hold whole numbers as such
    // Of values of which none can be of another kind; a type above where there is none of their own.
    std::string_view whole, decimal, boolean, date;

    std::string_view table_end;      // the end of CREATE TABLE (…)
    std::string_view row_number;     // a column of whole numbers that rise from row to row
    std::string_view create_staging; // CREATE TABLE, of one that need not survive a crash
    std::string_view staging_schema; // where staged records lie, as it stands in statements
    std::string_view same;           // compares, NULL being equal to NULL
    std::string_view differs;
    std::string_view join_in_order;  // JOIN … ON, from the left table to the right one
    bool key_index = false;          // whether contacts have an index of their keys that can be made after them; otherwise a primary key
    std::string_view no_index;       // before a column that no index is to be looked up by

    std::size_t max_fields = 0;
    std::size_t max_name_bytes = 0;
};

extern const Dialect sqlite_dialect;
extern const Dialect postgres_dialect;

// What a column of this name is called: the name itself, or a shorter one where it is too long for the database.
std::string column_name(const Dialect& dialect, std::string_view name);
// That as it may stand in a statement: "birth date" -> "\"birth date\"".
std::string quoted_name(const Dialect& dialect, std::string_view name);
// A text as it may stand in a statement, for the few that take no parameters.
std::string quoted_text(std::string_view text);

// A table with these columns, whose types are {integer}, {key}, {text}, {mixed} or {row_number}; `more` follows as it is.
std::string create_table_sql(const Dialect& dialect, std::string_view table, std::string_view columns, std::string_view more = {});
std::string create_staging_table_sql(const Dialect& dialect, std::string_view table, std::string_view columns, std::string_view more = {});

// The names of a table's columns with their types, one a row, where values have to be converted; empty where none has.
std::string column_types_sql(const Dialect& dialect, std::string_view schema, std::string_view table);
// The value of a column as a text, and a text as a value of a column. `type`: as column_types_sql has told it, empty for none.
std::string as_text(const std::string& value, std::string_view type);
std::string as_type(const std::string& text, std::string_view type);

// A digest of all rows of a table in these columns, its order aside, as one text; empty where the rows are to be read for it.
std::string digest_sql(const Dialect& dialect, std::string_view table, const std::string& columns);

// Makes a table that has just been filled ready to be joined by a column.
std::string ready_to_join_sql(const Dialect& dialect, std::string_view table, std::string_view column);

// The names of a table's columns, one a row, in their order; none where there is no such table.
std::string columns_sql(const Dialect& dialect, std::string_view schema, std::string_view table);

}  // namespace muster::native
