#include "contact_undo.hpp"

#include <algorithm>

#include "muster/json.hpp"
#include "differences.hpp"

namespace muster::native {

namespace {

// The contacts that the run changed and that are still there, with what was kept of each.
std::string changed_contacts(const Dialect& dialect) {
    return " FROM muster.muster_before AS b" + std::string(dialect.join_in_order) +
           "muster.contacts AS c ON c.muster_key = b.muster_key WHERE b.muster_deleted = 0";
}

constexpr const char* deleted_contacts =
    " FROM muster.muster_before AS b WHERE b.muster_deleted = 1 AND NOT EXISTS"
    " (SELECT 1 FROM muster.contacts AS c WHERE c.muster_key = b.muster_key)";

Issue not_the_last(std::string_view run) {
    return make_issue(Code::contradiction, "The run " + std::string(run) + " is not the last one that wrote contacts; only that can be taken back.",
                      "See the runs with: muster runs list");
}

}  // namespace

Result<std::unique_ptr<Undo>> ContactUndo::begin(std::shared_ptr<ContactStorage> storage, std::string_view run_id) {
    auto exists = storage->attach();
    if (!exists) return exists.error();
    if (!*exists) {
        return make_issue(Code::not_found, "There is no contact database at " + storage->name() + " any more.", "Check the path.");
    }
    std::unique_ptr<ContactUndo> undo(new ContactUndo(std::move(storage)));
    if (auto found = undo->find_run(run_id); !found) return found.error();
    auto token = undo->storage_->read_content(nullptr);
    if (!token) return token.error();
    undo->token_ = std::move(*token);
    if (auto chosen = undo->choose_fields(); !chosen) return chosen.error();
    if (auto counted = undo->count(); !counted) return counted.error();
    return std::unique_ptr<Undo>(std::move(undo));
}

Result<void> ContactUndo::find_run(std::string_view run_id) {
    Database& database = storage_->database();
    auto has_runs = database.text(columns_sql(database.dialect(), contacts_schema, "muster_runs"));
    if (!has_runs) return has_runs.error();
    if (!has_runs->has_value()) return not_the_last(run_id);
    auto select = database.prepare(
        "SELECT number, sync_name, inserted + updated + deleted, new_fields, kept, undone_by FROM muster.muster_runs "
        "WHERE run_id = ?1 ORDER BY number DESC LIMIT 1");
    if (!select) return select.error();
    select->bind(1, run_id);
    auto row = select->step();
    if (!row) return row.error();
    if (!*row) {
        return make_issue(Code::contradiction, "The run " + std::string(run_id) + " wrote nothing to " + storage_->name() + ": there is nothing to take back.",
                          "See the runs with: muster runs list");
    }
    if (!select->is_null(5)) {
        return make_issue(Code::contradiction, "The run " + std::string(run_id) + " was taken back before, by " + std::string(select->text(5)) + ".",
                          "See the runs with: muster runs list");
    }
    if (select->integer(4) == 0) return not_the_last(run_id);
    run_ = run_id;
    number_ = select->integer(0);
    sync_name_ = select->text(1);
    written_ = static_cast<std::uint64_t>(select->integer(2));
    return read_added_fields(select->text(3));
}

Result<void> ContactUndo::read_added_fields(std::string_view json) {
    auto parsed = parse_json(json);
    if (!parsed) return parsed.error();
    for (const JsonValue& name : parsed->items) added_fields_.push_back(name.string);
    return {};
}

Result<void> ContactUndo::choose_fields() {
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    const Dialect& dialect = storage_->database().dialect();
    auto select = storage_->database().prepare(columns_sql(dialect, contacts_schema, "muster_before"));
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) break;
        for (const StoredField& field : *stored) {
            if (column_name(dialect, field.field.name) == select->text(0)) fields_.push_back(field);
        }
    }
    const StoredField* key = key_field_of(*stored);
    key_is_sensitive_ = key != nullptr && key->field.sensitive;
    return {};
}

Result<void> ContactUndo::count() {
    Database& database = storage_->database();
    const auto count_of = [&](const std::string& from) -> Result<std::uint64_t> {
        auto number = database.integer("SELECT count(*)" + from);
        if (!number) return number.error();
        return static_cast<std::uint64_t>(number->value_or(0));
    };
    auto existing = count_of(" FROM muster.contacts");
    auto removed = count_of(" FROM muster.contacts WHERE muster_run = " + std::to_string(number_));
    auto restored = count_of(changed_contacts(database.dialect()));
    auto returned = count_of(deleted_contacts);
    for (const auto* each : {&existing, &removed, &restored, &returned}) {
        if (!*each) return each->error();
    }
    counts_.existing = *existing;
    counts_.removed = *removed;
    counts_.restored = *restored;
    counts_.returned = *returned;
    counts_.left = written_ - std::min(written_, *removed + *restored + *returned);
    return {};
}

std::string ContactUndo::keys_sql(Step step) const {
    switch (step) {
        case Step::remove:
            return "SELECT muster_key FROM muster.contacts WHERE muster_run = " + std::to_string(number_) + " ORDER BY muster_key";
        case Step::restore: return "SELECT b.muster_key" + changed_contacts(storage_->database().dialect()) + " ORDER BY b.muster_key";
        case Step::give_back: return std::string("SELECT b.muster_key") + deleted_contacts + " ORDER BY b.muster_key";
    }
    return {};
}

Result<void> ContactUndo::keys(Step step, const std::function<bool(std::string_view)>& each) {
    auto select = storage_->database().prepare(keys_sql(step));
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row || !each(key_is_sensitive_ ? masked_value : select->text(0))) return {};
    }
}

Result<void> ContactUndo::differences(const std::function<bool(const Difference&)>& each) {
    std::vector<ComparedField> fields;
    for (const StoredField& stored : fields_) fields.push_back({stored.field.name, stored.field.type, stored.field.sensitive});
    const Dialect& dialect = storage_->database().dialect();
    const auto sql = [&](std::size_t first, std::size_t count) {
        std::string select = "SELECT b.muster_key";
        for (std::size_t i = first; i < first + count; ++i) {
            const std::string name = quoted_name(dialect, fields_[i].field.name);
            select += ", " + as_text("c." + name, fields_[i].column_type) + ", b." + name;
        }
        return select + changed_contacts(dialect) + " ORDER BY b.muster_key";
    };
    return each_difference(storage_->database(), fields, key_is_sensitive_, sql, each);
}

Result<void> ContactUndo::perform(const std::string& run_id, const std::string& when) {
    return with_retries(storage_->database(), [&] { return perform_once(run_id, when); });
}

Result<void> ContactUndo::perform_once(const std::string& run_id, const std::string& when) {
    auto transaction = storage_->begin_writing();
    if (!transaction) return transaction.error();
    auto current = storage_->is_current(token_);
    if (!current) return current.error();
    if (!*current) {
        return make_issue(Code::plan_stale, "The contacts have changed since this was shown; nothing was written.", "Look at it again.");
    }
    storage_->content_changed();
    if (auto made = make_run_tables(storage_->database()); !made) return made;
    if (auto written = write_contacts(); !written) return written;
    if (auto dropped = drop_added_fields(); !dropped) return dropped;
    if (auto restored = restore_state(); !restored) return restored;
    if (auto noted = note(run_id, when); !noted) return noted;
    return transaction->commit();
}

Result<void> ContactUndo::write_contacts() {
    std::string names = "muster_key, muster_fingerprint, muster_owner, muster_run";
    std::string values = "b.muster_key, b.muster_fingerprint, b.muster_owner, b.muster_run";
    std::string update = "UPDATE muster.contacts AS c SET muster_fingerprint = b.muster_fingerprint";
    Database& database = storage_->database();
    const Dialect& dialect = database.dialect();
    for (const StoredField& stored : fields_) {
        const std::string name = quoted_name(dialect, stored.field.name);
        const std::string before = as_type("b." + name, stored.column_type);
        names += ", " + name;
        values += ", " + before;
        update += ", " + name + " = " + before;
    }
    auto done = database.execute("DELETE FROM muster.contacts WHERE muster_run = " + std::to_string(number_));
    // Not by an index: that keeps SQLite from walking through the contacts and looking up what was kept of each.
    if (done) done = database.execute(update + " FROM muster.muster_before AS b WHERE c.muster_key = " + std::string(dialect.no_index) +
                                       "b.muster_key AND b.muster_deleted = 0");
    if (done) done = database.execute("INSERT INTO muster.contacts(" + names + ") SELECT " + values + deleted_contacts);
    return done;
}

// A field that the run added goes with it, unless somebody has filled it since.
Result<void> ContactUndo::drop_added_fields() {
    Database& database = storage_->database();
    if (auto dropped = database.execute("DROP TABLE muster.muster_before"); !dropped) return dropped;
    for (const std::string& name : added_fields_) {
        auto used = database.integer("SELECT 1 FROM muster.contacts WHERE " + quoted_name(database.dialect(), name) + " IS NOT NULL LIMIT 1");
        if (!used) return used.error();
        if (used->has_value()) continue;
        if (auto dropped = drop_field(database, name); !dropped) return dropped;
    }
    return {};
}

// What later runs remembered of other syncs, which found nothing to write, was found among contacts that are others now.
Result<void> ContactUndo::restore_state() {
    const std::string number = std::to_string(number_);
    return storage_->database().execute(
        "DELETE FROM muster.muster_syncs WHERE run_id IN (SELECT run_id FROM muster.muster_runs WHERE number >= " + number +
        "); INSERT INTO muster.muster_syncs(name, definition, source_sha256, run_id, completed, retry_rows) "
        "SELECT sync_name, was_definition, was_source_sha256, was_run_id, was_completed, was_retry_rows FROM muster.muster_runs "
        "WHERE was_run_id IS NOT NULL AND number = " + number + std::string(replace_sync));
}

Result<void> ContactUndo::note(const std::string& run_id, const std::string& when) {
    Database& database = storage_->database();
    auto update = database.prepare("UPDATE muster.muster_runs SET kept = 0, undone_by = ?1 WHERE number = " + std::to_string(number_));
    if (!update) return update.error();
    update->bind(1, run_id);
    if (auto updated = update->run(); !updated) return updated;
    auto insert = database.prepare(
        "INSERT INTO muster.muster_runs(number, run_id, sync_name, plan_id, committed, inserted, updated, deleted, new_fields, kept) "
        "SELECT coalesce(max(number), 0) + 1, ?1, ?2, '', ?3, ?4, ?5, ?6, '[]', 0 FROM muster.muster_runs");
    if (!insert) return insert.error();
    insert->bind(1, run_id);
    insert->bind(2, sync_name_);
    insert->bind(3, when);
    insert->bind(4, static_cast<std::int64_t>(counts_.returned));
    insert->bind(5, static_cast<std::int64_t>(counts_.restored));
    insert->bind(6, static_cast<std::int64_t>(counts_.removed));
    return insert->run();
}

}  // namespace muster::native
