#include "layout.hpp"

#include <sys/random.h>

namespace muster::native {

namespace {

// SQLite's own limit is 2,000 columns; the rest is left for ours.
constexpr std::size_t max_fields = 1900;
constexpr std::string_view own_prefix = "muster_";

StoredField built_in(std::string name, std::string label, Type type) {
    StoredField stored;
    stored.field.name = std::move(name);
    stored.field.label = std::move(label);
    stored.field.type = type;
    return stored;
}

std::string column_definition(const Field& field) {
    const bool mixed = field.type == Type::integer || field.type == Type::boolean;
    return quoted_name(field.name) + (mixed ? " ANY" : " TEXT");
}

Result<void> insert_field(Database& database, const StoredField& stored, std::size_t position) {
    auto insert = database.prepare(
        "INSERT INTO contacts_file.muster_fields(name, label, type, max_length, required, is_key, is_email, sensitive, "
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

}  // namespace

std::vector<StoredField> built_in_fields() {
    std::vector<StoredField> fields{built_in("name", "Name", Type::text), built_in("id", "ID", Type::text),
                                    built_in("email", "Email", Type::email), built_in("login", "Login", Type::text),
                                    built_in(std::string(password_field), "Password", Type::text)};
    fields[2].is_email = true;
    fields[4].field.sensitive = true;
    return fields;
}

std::optional<Issue> check_new_field(const std::vector<StoredField>& fields, std::string_view name) {
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
    if (fields.size() >= max_fields) {
        return make_issue(Code::destination_failed,
                          "The contact database has " + std::to_string(fields.size()) + " fields and cannot take more.",
                          "Map fewer columns to new fields.");
    }
    return std::nullopt;
}

Result<void> create_tables(Database& database, const std::vector<StoredField>& fields) {
    std::string contacts =
        "CREATE TABLE contacts_file.contacts(muster_key TEXT NOT NULL PRIMARY KEY, muster_fingerprint INTEGER, muster_owner TEXT, "
        "muster_run INTEGER";
    for (const StoredField& stored : fields) contacts += ", " + column_definition(stored.field);
    contacts += ") STRICT";
    auto created = database.execute(
        "CREATE TABLE contacts_file.muster_meta(name TEXT NOT NULL PRIMARY KEY, value ANY) STRICT;"
        "CREATE TABLE contacts_file.muster_fields(name TEXT NOT NULL PRIMARY KEY, label TEXT NOT NULL, type TEXT NOT NULL,"
        " max_length INTEGER NOT NULL, required INTEGER NOT NULL, is_key INTEGER NOT NULL, is_email INTEGER NOT NULL,"
        " sensitive INTEGER NOT NULL, inferred INTEGER NOT NULL, position INTEGER NOT NULL) STRICT;"
        "CREATE TABLE contacts_file.muster_syncs(name TEXT NOT NULL PRIMARY KEY, definition INTEGER NOT NULL,"
        " source_sha256 TEXT NOT NULL, run_id TEXT NOT NULL, completed TEXT NOT NULL) STRICT;" +
        contacts + ";PRAGMA contacts_file.user_version=" + std::to_string(contact_format_version) +
        ";INSERT INTO contacts_file.muster_meta VALUES ('salt', " + std::to_string(random_salt()) + ")");
    if (!created) return created;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (auto inserted = insert_field(database, fields[i], i); !inserted) return inserted;
    }
    return {};
}

Result<std::vector<StoredField>> read_fields(Database& database) {
    auto select = database.prepare(
        "SELECT name, label, type, max_length, required, is_key, is_email, sensitive, inferred FROM contacts_file.muster_fields "
        "ORDER BY position, name");
    if (!select) return select.error();
    std::vector<StoredField> fields;
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) return fields;
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
}

Result<void> add_field(Database& database, const Field& field, std::size_t position) {
    auto added = database.execute("ALTER TABLE contacts_file.contacts ADD COLUMN " + column_definition(field));
    if (!added) return added;
    return insert_field(database, StoredField{field, false, false}, position);
}

Result<void> make_run_tables(Database& database) {
    auto made = database.execute(
        "CREATE TABLE IF NOT EXISTS contacts_file.muster_runs(number INTEGER PRIMARY KEY, run_id TEXT NOT NULL,"
        " sync_name TEXT NOT NULL, plan_id TEXT NOT NULL, committed TEXT NOT NULL, inserted INTEGER NOT NULL,"
        " updated INTEGER NOT NULL, deleted INTEGER NOT NULL, new_fields TEXT NOT NULL, kept INTEGER NOT NULL, undone_by TEXT,"
        " was_definition INTEGER, was_source_sha256 TEXT, was_run_id TEXT, was_completed TEXT) STRICT");
    if (!made) return made;
    auto column = database.integer("SELECT 1 FROM pragma_table_info('contacts', 'contacts_file') WHERE name = 'muster_run'");
    if (!column) return column.error();
    if (column->has_value()) return {};
    return database.execute("ALTER TABLE contacts_file.contacts ADD COLUMN muster_run INTEGER");
}

Result<void> make_before_table(Database& database, const std::vector<StoredField>& fields) {
    // Without types a column keeps every value as it is.
    std::string sql = "DROP TABLE IF EXISTS contacts_file.muster_before; CREATE TABLE contacts_file.muster_before("
                      "muster_key TEXT NOT NULL, muster_deleted INTEGER NOT NULL, muster_fingerprint, muster_owner, muster_run";
    for (const StoredField& stored : fields) sql += ", " + quoted_name(stored.field.name);
    return database.execute(sql + ")");
}

Result<void> drop_field(Database& database, std::string_view name) {
    auto erase = database.prepare("DELETE FROM contacts_file.muster_fields WHERE name = ?1");
    if (!erase) return erase.error();
    erase->bind(1, name);
    if (auto erased = erase->run(); !erased) return erased;
    return database.execute("ALTER TABLE contacts_file.contacts DROP COLUMN " + quoted_name(name));
}

Result<void> set_key_field(Database& database, std::string_view name) {
    auto update = database.prepare("UPDATE contacts_file.muster_fields SET is_key = (name = ?1) WHERE is_key <> (name = ?1)");
    if (!update) return update.error();
    update->bind(1, name);
    return update->run();
}

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
