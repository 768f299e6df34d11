#include "layout.hpp"

#include <sys/random.h>

#include <unordered_map>

namespace muster::native {

namespace {

constexpr std::string_view own_prefix = "muster_";

StoredField built_in(std::string name, std::string label, Type type) {
    StoredField stored;
    stored.field.name = std::move(name);
    stored.field.label = std::move(label);
    stored.field.type = type;
    return stored;
}

std::string_view column_type(const Dialect& dialect, const Field& field) {
    switch (field.type) {
        case Type::integer: return field.inferred ? dialect.mixed : dialect.whole;
        case Type::boolean: return field.inferred ? dialect.mixed : dialect.boolean;
        case Type::number: return field.inferred ? dialect.text : dialect.decimal;
        case Type::date: return field.inferred ? dialect.text : dialect.date;
        default: return dialect.text;
    }
}

std::string column_definition(const Dialect& dialect, const Field& field) {
    return quoted_name(dialect, field.name) + " " + std::string(column_type(dialect, field));
}

// The types that the columns do have: in a database of an earlier version all are texts.
Result<void> read_column_types(Database& database, std::vector<StoredField>& fields) {
    const std::string sql = column_types_sql(database.dialect(), contacts_schema, "contacts");
    if (sql.empty()) return {};
    std::unordered_map<std::string, std::string> types;
    auto select = database.prepare(sql);
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) break;
        types.emplace(select->text(0), select->text(1));
    }
    for (StoredField& stored : fields) {
        if (const auto type = types.find(column_name(database.dialect(), stored.field.name)); type != types.end()) stored.column_type = type->second;
    }
    return {};
}

Result<void> insert_field(Database& database, const StoredField& stored, std::size_t position) {
    auto insert = database.prepare(
        "INSERT INTO muster.muster_fields(name, label, type, max_length, required, is_key, is_email, sensitive, "
        "inferred, position) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
    if (!insert) return insert.error();
    const Field& field = stored.field;
    insert->bind(1, field.name);
    insert->bind(2, field.label);
    insert->bind(3, name_of(field.type));
    insert->bind(4, static_cast<std::int64_t>(field.max_length));
    insert->bind(5, static_cast<std::int64_t>(field.required));
    insert->bind(6, static_cast<std::int64_t>(stored.is_key));
    insert->bind(7, static_cast<std::int64_t>(stored.is_email));
    insert->bind(8, static_cast<std::int64_t>(field.sensitive));
    insert->bind(9, static_cast<std::int64_t>(field.inferred));
    insert->bind(10, static_cast<std::int64_t>(position));
    return insert->run();
}

// The salt fits a JSON integer that every reader can hold.
std::int64_t random_salt() {
    std::uint64_t bits = 0;
    while (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) continue;
    return static_cast<std::int64_t>(bits >> 11);
}

// In a database of an earlier version a column may be missing.
Result<void> provide_column(Database& database, const std::string& table, const std::string& name, std::string_view type) {
    auto there = has_column(database, table, name);
    if (!there) return there.error();
    if (*there) return {};
    return database.execute("ALTER TABLE muster." + table + " ADD COLUMN " + name + " " + std::string(type));
}

}  // namespace

Result<bool> has_column(Database& database, std::string_view table, std::string_view name) {
    auto columns = database.prepare(columns_sql(database.dialect(), contacts_schema, table));
    if (!columns) return columns.error();
    while (true) {
        auto row = columns->step();
        if (!row) return row.error();
        if (!*row) return false;
        if (columns->text(0) == name) return true;
    }
}

std::vector<StoredField> built_in_fields() {
    std::vector<StoredField> fields{built_in("name", "Name", Type::text), built_in("id", "ID", Type::text),
                                    built_in("email", "Email", Type::email), built_in("login", "Login", Type::text),
                                    built_in(std::string(password_field), "Password", Type::text)};
    fields[2].is_email = true;
    fields[4].field.sensitive = true;
    return fields;
}

std::optional<Issue> check_new_field(const Dialect& dialect, const std::vector<StoredField>& fields, std::string_view name) {
    if (find_field(fields, name) != nullptr) {
        return make_issue(Code::field_exists, "The contact database already has a field " + std::string(name) + ".",
                          "Choose another name, or map the column to the existing field.");
    }
    if (name.empty() || name.find('\0') != std::string_view::npos ||
        same_field_name(name.substr(0, own_prefix.size()), own_prefix)) {
        return make_issue(Code::invalid_value,
                          "A field of the contact database cannot be called \"" + shortened(name) + "\".",
                          "Choose a name that does not start with muster_.");
    }
    if (fields.size() >= dialect.max_fields) {
        return make_issue(Code::destination_failed,
                          "A contact database takes at most " + std::to_string(dialect.max_fields) + " fields, and would have more.",
                          "Map fewer columns to new fields.");
    }
    return std::nullopt;
}

Result<void> create_tables(Database& database, const std::vector<StoredField>& fields) {
    const Dialect& dialect = database.dialect();
    std::string field_columns;
    for (const StoredField& stored : fields) field_columns += ", " + column_definition(dialect, stored.field);
    auto created = database.execute(
        create_table_sql(dialect, "muster.muster_meta", "name {key} NOT NULL PRIMARY KEY, value {mixed}") + ";" +
        create_table_sql(dialect, "muster.muster_fields",
                         "name {key} NOT NULL PRIMARY KEY, label {text} NOT NULL, type {text} NOT NULL,"
                         " max_length {integer} NOT NULL, required {integer} NOT NULL, is_key {integer} NOT NULL,"
                         " is_email {integer} NOT NULL, sensitive {integer} NOT NULL, inferred {integer} NOT NULL,"
                         " position {integer} NOT NULL") + ";" +
        create_table_sql(dialect, "muster.muster_syncs",
                         "name {key} NOT NULL PRIMARY KEY, definition {integer} NOT NULL, source_sha256 {text} NOT NULL,"
                         " run_id {key} NOT NULL, completed {text} NOT NULL") + ";" +
        create_table_sql(dialect, "muster.contacts",
                         "muster_key {key} NOT NULL" + std::string(dialect.key_index ? "" : " PRIMARY KEY") +
                             ", muster_fingerprint {integer}, muster_owner {key}, muster_run {integer}",
                         field_columns) +
        ";INSERT INTO muster.muster_meta VALUES ('salt', " + std::to_string(random_salt()) + ")");
    if (created && dialect.key_index) created = make_key_index(database);
    if (!created) return created;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (auto inserted = insert_field(database, fields[i], i); !inserted) return inserted;
    }
    return {};
}

Result<std::vector<StoredField>> read_fields(Database& database) {
    auto select = database.prepare(
        "SELECT name, label, type, max_length, required, is_key, is_email, sensitive, inferred FROM muster.muster_fields "
        "ORDER BY position, name");
    if (!select) return select.error();
    std::vector<StoredField> fields;
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) break;
        StoredField stored;
        stored.field.name = select->text(0);
        stored.field.label = select->text(1);
        stored.field.type = type_named(select->text(2)).value_or(Type::text);
        stored.field.max_length = static_cast<std::size_t>(select->integer(3));
        stored.field.required = select->integer(4) != 0;
        stored.is_key = select->integer(5) != 0;
        stored.is_email = select->integer(6) != 0;
        stored.field.sensitive = select->integer(7) != 0;
        stored.field.inferred = select->integer(8) != 0;
        fields.push_back(std::move(stored));
    }
    if (auto read = read_column_types(database, fields); !read) return read.error();
    return fields;
}

Result<void> add_field(Database& database, const Field& field, std::size_t position) {
    auto added = database.execute("ALTER TABLE muster.contacts ADD COLUMN " + column_definition(database.dialect(), field));
    if (!added) return added;
    return insert_field(database, StoredField{field}, position);
}

Result<void> make_run_tables(Database& database) {
    const Dialect& dialect = database.dialect();
    auto there = has_column(database, "muster_runs", "number");
    if (!there) return there.error();
    if (!*there) {
        auto made = database.execute(create_table_sql(
            dialect, "muster.muster_runs",
            "number {integer} NOT NULL PRIMARY KEY, run_id {key} NOT NULL, sync_name {key} NOT NULL, plan_id {key} NOT NULL,"
            " committed {text} NOT NULL, inserted {integer} NOT NULL, updated {integer} NOT NULL, deleted {integer} NOT NULL,"
            " new_fields {text} NOT NULL, kept {integer} NOT NULL, undone_by {text},"
            " was_definition {integer}, was_source_sha256 {text}, was_run_id {key}, was_completed {text}"));
        if (!made) return made;
    }
    there = has_column(database, "muster_journal", "run");
    if (!there) return there.error();
    if (!*there) {
        auto made = database.execute(create_table_sql(
            dialect, "muster.muster_journal", "run {integer} NOT NULL PRIMARY KEY, contacts {integer} NOT NULL, written {integer} NOT NULL, batches {integer} NOT NULL"));
        if (!made) return made;
    }
    if (auto provided = provide_column(database, "contacts", "muster_run", dialect.integer); !provided) return provided;
    if (auto provided = provide_column(database, "muster_syncs", "retry_rows", dialect.text); !provided) return provided;
    return provide_column(database, "muster_runs", "was_retry_rows", dialect.text);
}

Result<void> make_before_table(Database& database, const std::vector<StoredField>& fields) {
    const Dialect& dialect = database.dialect();
    std::string field_columns;
    for (const StoredField& stored : fields) field_columns += ", " + quoted_name(dialect, stored.field.name) + " " + std::string(dialect.mixed);
    return database.execute(
        "DROP TABLE IF EXISTS muster.muster_before;" +
        create_table_sql(dialect, "muster.muster_before",
                         "muster_key {key} NOT NULL, muster_deleted {integer} NOT NULL, muster_fingerprint {integer},"
                         " muster_owner {key}, muster_run {integer}",
                         field_columns));
}

Result<void> drop_field(Database& database, std::string_view name) {
    auto erase = database.prepare("DELETE FROM muster.muster_fields WHERE name = ?1");
    if (!erase) return erase.error();
    erase->bind(1, name);
    if (auto erased = erase->run(); !erased) return erased;
    return database.execute("ALTER TABLE muster.contacts DROP COLUMN " + quoted_name(database.dialect(), name));
}

Result<bool> drop_key_index_of_nothing(Database& database) {
    if (!database.dialect().key_index) return false;
    // A database that was made before has a primary key instead.
    auto wanted = database.integer("SELECT 1 FROM muster.sqlite_master WHERE name = 'contacts_by_key' AND NOT EXISTS (SELECT 1 FROM muster.contacts)");
    if (!wanted) return wanted.error();
    if (!wanted->has_value()) return false;
    if (auto dropped = database.execute("DROP INDEX muster.contacts_by_key"); !dropped) return dropped.error();
    return true;
}

Result<void> make_key_index(Database& database) { return database.execute("CREATE UNIQUE INDEX muster.contacts_by_key ON contacts(muster_key)"); }

namespace {

// Moves a mark that exactly one field has.
Result<void> set_mark(Database& database, const std::string& mark, std::string_view name) {
    auto update = database.prepare("UPDATE muster.muster_fields SET " + mark + " = 1 - " + mark + " WHERE " + mark + " <> CAST(name = ?1 AS INTEGER)");
    if (!update) return update.error();
    update->bind(1, name);
    return update->run();
}

}  // namespace

Result<void> set_key_field(Database& database, std::string_view name) { return set_mark(database, "is_key", name); }

Result<void> set_email_field(Database& database, std::string_view name) { return set_mark(database, "is_email", name); }

const StoredField* find_field(const std::vector<StoredField>& fields, std::string_view name) {
    for (const StoredField& stored : fields) {
        if (same_field_name(stored.field.name, name)) return &stored;
    }
    return nullptr;
}

const StoredField* key_field_of(const std::vector<StoredField>& fields) {
    for (const StoredField& stored : fields) {
        if (stored.is_key) return &stored;
    }
    return nullptr;
}

}  // namespace muster::native
