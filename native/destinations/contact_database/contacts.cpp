// What a person does with contacts: look, count, delete by hand, add fields.
#include <set>

#include "contact_database.hpp"
#include "stored_value.hpp"

namespace muster::native {

namespace {

Issue is_sensitive(const std::string& name) {
    return make_issue(Code::permission_denied, "The field " + name + " is sensitive: it is never shown.", "Choose other fields.");
}

// The field's value of a contact, as a text.
std::string value_sql(const Dialect& dialect, const StoredField& stored) { return as_text(quoted_name(dialect, stored.field.name), stored.column_type); }

void bind_value(Statement& statement, int parameter, const StoredForm& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return statement.bind(parameter, *number);
    if (const auto* text = std::get_if<std::string_view>(&value)) return statement.bind(parameter, *text);
    statement.bind_null(parameter);
}

}  // namespace

Result<void> ContactDatabase::must_exist() {
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (*exists) return {};
    return make_issue(Code::not_found, "There is no contact database at " + storage_->name() + " yet.",
                      "Import a file first, or check the path.");
}

Result<std::vector<ContactDatabase::Condition>> ContactDatabase::conditions_of(std::span<const Filter> filters) {
    if (auto exists = must_exist(); !exists) return exists.error();
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    const StoredField* key = key_field_of(*stored);
    std::vector<Condition> conditions;
    std::string scratch;
    for (const Filter& filter : filters) {
        const StoredField* field = find_field(*stored, filter.field);
        if (field == nullptr) {
            return make_issue(Code::field_unknown, "The contact database has no field " + filter.field + ".",
                              "See which there are with: muster contacts fields");
        }
        if (field->field.sensitive) return is_sensitive(field->field.name);
        const Type type = field->field.type;
        if (field == key) {
            // Keys are the same where they are in a file.
            conditions.push_back({"muster_key", Type::text, std::string(normalised_key(filter.value, type, scratch))});
        } else {
            conditions.push_back({value_sql(storage_->database().dialect(), *field), type, filter.value});
        }
    }
    return conditions;
}

Result<Statement> ContactDatabase::select_contacts(const std::string& what, std::span<const Condition> conditions, const std::string& order) {
    const Dialect& dialect = storage_->database().dialect();
    std::string sql = "SELECT " + what + " FROM muster.contacts";
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        sql += (i == 0 ? " WHERE " : " AND ") + conditions[i].column + std::string(dialect.same) + "?" + std::to_string(i + 1);
    }
    auto select = storage_->database().prepare(sql + order);
    if (!select) return select;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
        bind_value(*select, static_cast<int>(i) + 1, stored_form(dialect, conditions[i].type, conditions[i].value));
    }
    return select;
}

Result<void> ContactDatabase::read(std::span<const Field> fields, std::span<const Filter> filters, const EachContact& each) {
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    std::string what;
    for (const Field& field : fields) {
        if (field.sensitive) return is_sensitive(field.name);
        const StoredField* column = find_field(*stored, field.name);
        if (column == nullptr) return make_issue(Code::field_unknown, "The contact database has no field " + field.name + " any more.", "Try again.");
        what += (what.empty() ? "" : ", ") + value_sql(storage_->database().dialect(), *column);
    }
    auto conditions = conditions_of(filters);
    if (!conditions) return conditions.error();
    auto select = select_contacts(what.empty() ? "1" : what, *conditions, " ORDER BY muster_key");
    if (!select) return select.error();
    std::vector<std::string_view> values(fields.size());
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) return {};
        for (std::size_t i = 0; i < fields.size(); ++i) values[i] = value_text(*select, static_cast<int>(i), fields[i].type);
        if (!each(values)) return {};
    }
}

Result<std::uint64_t> ContactDatabase::count(std::span<const Filter> filters) {
    auto conditions = conditions_of(filters);
    if (!conditions) return conditions.error();
    auto select = select_contacts("count(*)", *conditions, "");
    if (!select) return select.error();
    auto row = select->step();
    if (!row) return row.error();
    return static_cast<std::uint64_t>(select->integer(0));
}

Result<ContactDatabase::Erased> ContactDatabase::erase(std::span<const std::string> keys) {
    if (auto exists = must_exist(); !exists) return exists.error();
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    const StoredField* key_field = key_field_of(*stored);
    const Type type = key_field != nullptr ? key_field->field.type : Type::text;
    return with_retries(storage_->database(), [&] { return erase_once(keys, type); });
}

Result<ContactDatabase::Erased> ContactDatabase::erase_once(std::span<const std::string> keys, Type type) {
    Database& database = storage_->database();
    auto transaction = storage_->begin_writing();
    if (!transaction) return transaction.error();
    auto erase = database.prepare("DELETE FROM muster.contacts WHERE muster_key = ?1");
    if (!erase) return erase.error();
    Erased erased;
    std::set<std::string> seen;
    std::string scratch;
    for (const std::string& key : keys) {
        const auto [normalised, is_new] = seen.emplace(normalised_key(key, type, scratch));
        if (!is_new) continue;
        erase->bind(1, *normalised);
        if (auto done = erase->run(); !done) return done.error();
        const auto contacts = static_cast<std::uint64_t>(database.changes());
        erased.contacts += contacts;
        if (contacts == 0) erased.missing.push_back(key);
    }
    if (erased.contacts == 0) return erased;
    storage_->content_changed();
    if (auto committed = transaction->commit(); !committed) return committed.error();
    return erased;
}

Result<std::vector<StoredField>> ContactDatabase::fields() { return storage_->fields(); }

Result<void> ContactDatabase::add(const Field& field) {
    if (auto exists = must_exist(); !exists) return exists;
    return with_retries(storage_->database(), [&] { return add_once(field); });
}

Result<void> ContactDatabase::add_once(const Field& field) {
    auto transaction = storage_->begin_writing();
    if (!transaction) return transaction.error();
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    if (auto issue = check_new_field(storage_->database().dialect(), *stored, field.name)) return *issue;
    if (auto added = add_field(storage_->database(), field, stored->size()); !added) return added;
    storage_->content_changed();
    return transaction->commit();
}

Result<void> ContactDatabase::choose_email(std::string_view field) {
    if (auto exists = must_exist(); !exists) return exists;
    return with_retries(storage_->database(), [&] { return choose_email_once(field); });
}

Result<void> ContactDatabase::choose_email_once(std::string_view field) {
    auto transaction = Transaction::begin(storage_->database(), Database::Access::write);
    if (!transaction) return transaction.error();
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    const StoredField* chosen = find_field(*stored, field);
    if (chosen == nullptr) {
        return make_issue(Code::field_unknown, "The contact database has no field " + std::string(field) + ".",
                          "See which there are with: muster contacts fields list");
    }
    if (chosen->field.type != Type::email) {
        return make_issue(Code::type_clash, "The field " + chosen->field.name + " is of type " + std::string(name_of(chosen->field.type)) + ", not email.",
                          "Choose a field of type email, or add one with: muster contacts fields add NAME --type email");
    }
    if (auto set = set_email_field(storage_->database(), chosen->field.name); !set) return set;
    storage_->content_changed();
    return transaction->commit();
}

Result<std::uint64_t> ContactDatabase::salt() {
    if (auto exists = must_exist(); !exists) return exists.error();
    auto salt = storage_->database().integer("SELECT value FROM muster.muster_meta WHERE name = 'salt'");
    if (!salt) return salt.error();
    return static_cast<std::uint64_t>(salt->value_or(0));
}

Result<void> ContactDatabase::read_keys(const EachKey& each) {
    if (auto exists = must_exist(); !exists) return exists;
    auto select = storage_->database().prepare("SELECT muster_key, muster_fingerprint FROM muster.contacts");
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) return {};
        each(select->text(0), static_cast<std::uint64_t>(select->integer(1)));
    }
}

}  // namespace muster::native
