#include "contact_changes.hpp"

#include <algorithm>

#include "muster/json.hpp"
#include "differences.hpp"
#include "password.hpp"
#include "stored_value.hpp"

namespace muster::native {

namespace {

Issue stale() {
    return make_issue(Code::plan_stale, "The contacts have changed since this was planned; nothing was written.",
                      "Make a new plan.");
}

Issue already_ended() {
    return make_issue(Code::internal_error, "A record was staged after its run had failed.", "Run again.");
}

Issue performed_before() {
    return make_issue(Code::plan_stale, "The plan is stale: it was performed before. Nothing was written.",
                      "Make a new plan with: muster plan SYNC -o PLAN");
}

bool can_be_generated(Type type) { return type == Type::text || type == Type::integer || type == Type::number; }

Field new_field_of(const ResolvedColumn& column) {
    Field field;
    field.name = column.mapping.field;
    field.label = column.mapping.column;
    // The words of a choice stand in the sync document; what is stored is one of them.
    field.type = column.type == Type::choice ? Type::text : column.type;
    field.max_length = column.mapping.max_length;
    field.sensitive = column.mapping.sensitive;
    field.inferred = !column.declared;
    return field;
}

}  // namespace

ContactChanges::ContactChanges(std::shared_ptr<ContactFile> file, const ChangesRequest& request)
    : file_(std::move(file)), sync_name_(request.sync_name), scope_(request.mode.scope) {
    staging_.number = file_->next_staging_number();
}

void ContactChanges::release_statements() {
    stage_.reset();
    forget_.reset();
    taken_.reset();
    stored_password_.reset();
}

ContactChanges::~ContactChanges() {
    release_statements();
    Database& database = file_->database();
    if (!database.is_open()) return;
    if (database.in_transaction()) static_cast<void>(database.execute("ROLLBACK"));
    static_cast<void>(database.execute(drop_staging_sql(staging_)));
}

Result<std::unique_ptr<Changes>> ContactChanges::begin(std::shared_ptr<ContactFile> file, const ChangesRequest& request) {
    auto fields = file->fields();
    if (!fields) return fields.error();
    std::unique_ptr<ContactChanges> changes(new ContactChanges(std::move(file), request));
    if (auto chosen = changes->choose_key(*fields, request); !chosen) return chosen.error();
    if (auto chosen = changes->choose_columns(*fields, request); !chosen) return chosen.error();
    if (auto prepared = changes->prepare(); !prepared) return prepared.error();
    return std::unique_ptr<Changes>(std::move(changes));
}

Result<void> ContactChanges::choose_key(const std::vector<StoredField>& fields, const ChangesRequest& request) {
    const bool generated = request.key.generate_random_9_digits;
    auto has_contacts = file_->has_contacts();
    if (!has_contacts) return has_contacts.error();
    const StoredField* fixed = *has_contacts ? key_field_of(fields) : nullptr;
    key_field_ = request.key.field;
    if (generated && key_field_.empty()) key_field_ = fixed != nullptr ? fixed->field.name : std::string(generated_key_field);
    if (fixed != nullptr && find_field(fields, key_field_) != fixed) {
        return make_issue(Code::contradiction,
                          "The contacts of " + file_->path() + " are identified by " + fixed->field.name + ", not by " +
                              key_field_ + "; this cannot change while there are contacts.",
                          "Use " + fixed->field.name + " as the key, or import into a new database.");
    }
    const StoredField* stored = find_field(fields, key_field_);
    if (stored != nullptr) key_field_ = stored->field.name;
    if (key_field_ == password_field) {
        return make_issue(Code::contradiction, "The password cannot identify contacts.", "Choose another field as the key.");
    }
    if (!generated) return {};
    if (request.mode.delete_missing) {
        return make_issue(Code::contradiction, "Generated keys cannot be combined with delete_missing: every contact would be "
                          "missing in every file.", "Switch delete_missing off, or identify contacts by a column.");
    }
    if (stored != nullptr && !can_be_generated(stored->field.type)) {
        return make_issue(Code::contradiction, "Keys of nine digits cannot be generated for the field " + key_field_ + ".",
                          "Use that field's column as the key.");
    }
    keys_.emplace(request.random, [this](const std::string& key) -> Result<bool> {
        if (!taken_) return false;
        taken_->bind(1, key);
        auto row = taken_->step();
        taken_->reset();
        return row;
    });
    return {};
}

Result<void> ContactChanges::choose_columns(const std::vector<StoredField>& fields, const ChangesRequest& request) {
    staging_.key_field = key_field_;
    std::vector<StoredField> known = fields;
    for (std::size_t i = 0; i < request.columns.size(); ++i) {
        const ResolvedColumn& column = request.columns[i];
        const StoredField* stored = find_field(known, column.mapping.field);
        if (stored == nullptr) {
            if (!column.mapping.new_field) {
                return make_issue(Code::field_unknown, "The contact database has no field " + column.mapping.field + ".",
                                  "Map the column to another field, or declare it as a new one.");
            }
            if (auto issue = check_new_field(known, column.mapping.field)) return *issue;
            new_fields_.push_back(new_field_of(column));
            known.push_back({new_fields_.back(), false, false});
            stored = &known.back();
        }
        const bool is_key = find_field(known, key_field_) == stored;
        // The file's values for a generated key are discarded.
        if (is_key && keys_) continue;
        if (is_key) staging_.key_field.clear();
        const bool is_password = stored->field.name == password_field;
        if (is_password) password_ = staging_.columns.size();
        const bool clear = column.mapping.empty == EmptyCell::clear && !is_key && !is_password;
        const bool sensitive = column.mapping.sensitive || stored->field.sensitive;
        staging_.columns.push_back({stored->field.name, stored->field.type, clear, find_field(fields, stored->field.name) != nullptr, sensitive});
        if (is_key) key_is_sensitive_ = sensitive;
        sources_.push_back(i);
    }
    const StoredField* key = find_field(known, key_field_);
    if (key == nullptr) {
        return make_issue(Code::field_unknown, "The contact database has no field " + key_field_ + " to identify contacts by.",
                          "Map a column to it as a new field, or choose another key.");
    }
    staging_.key_type = key->field.type;
    return {};
}

Result<void> ContactChanges::prepare() {
    Database& database = file_->database();
    if (auto created = database.execute(create_staging_sql(staging_)); !created) return created;
    auto stage = database.prepare(stage_sql(staging_));
    if (!stage) return stage.error();
    stage_.emplace(std::move(*stage));
    auto forget = database.prepare(forget_sql(staging_));
    if (!forget) return forget.error();
    forget_.emplace(std::move(*forget));
    auto exists = file_->attach();
    if (!exists) return exists.error();
    if (!*exists) return {};
    auto taken = database.prepare("SELECT 1 FROM contacts_file.contacts WHERE muster_key = ?1");
    if (!taken) return taken.error();
    taken_.emplace(std::move(*taken));
    auto password = database.prepare("SELECT " + quoted_name(password_field) +
                                     " FROM contacts_file.contacts WHERE muster_key = ?1");
    if (!password) return password.error();
    stored_password_.emplace(std::move(*password));
    return {};
}

Result<void> ContactChanges::start_staging() {
    if (file_->database().in_transaction()) return {};
    return file_->database().execute("BEGIN");
}

Result<void> ContactChanges::end_staging() {
    if (!file_->database().in_transaction()) return {};
    if (auto settled = file_->database().execute(settle_sql(staging_)); !settled) return settled;
    return file_->database().execute("COMMIT");
}

Result<void> ContactChanges::stage(const Record& record, Action action) {
    if (!stage_) return already_ended();
    if (auto started = start_staging(); !started) return started;
    std::string generated;
    if (keys_) {
        auto key = keys_->draw();
        if (!key) return key.error();
        generated = std::move(*key);
    }
    const std::string_view key = keys_ ? std::string_view(generated) : record.key;
    stage_->bind(1, key);
    stage_->bind(2, std::int64_t{action == Action::compare ? staged_compare : staged_insert});
    // A fingerprint is a fast hash: of a record with a password it would let the password be guessed, so none is kept.
    stage_->bind(3, password_ ? 0 : static_cast<std::int64_t>(record.fingerprint));
    for (std::size_t i = 0; i < staging_.columns.size(); ++i) {
        const std::string_view value = record.values[sources_[i]];
        const int parameter = static_cast<int>(i) + 4;
        if (password_ == i) {
            if (auto staged = stage_password(key, value, action, parameter); !staged) return staged;
        } else {
            bind_value(*stage_, parameter, staging_.columns[i].type, value);
        }
    }
    return stage_->run();
}

// Passwords are hashed before they are staged, so that they never reach a disk. One that the contact has already is staged
// as it is stored, and so compares as equal.
Result<void> ContactChanges::stage_password(std::string_view key, std::string_view password, Action action, int parameter) {
    hashed_.clear();
    if (!password.empty() && action == Action::compare && stored_password_) {
        stored_password_->bind(1, key);
        auto row = stored_password_->step();
        if (row && *row && password_matches(password, stored_password_->text(0))) hashed_ = stored_password_->text(0);
        stored_password_->reset();
        if (!row) return row.error();
    }
    if (!password.empty() && hashed_.empty()) {
        auto hashed = hashed_password(password);
        if (!hashed) return hashed.error();
        hashed_ = std::move(*hashed);
    }
    bind_value(*stage_, parameter, Type::text, hashed_);
    return {};
}

Result<void> ContactChanges::forget(std::string_view key) {
    if (!forget_) return already_ended();
    if (auto started = start_staging(); !started) return started;
    forget_->bind(1, key);
    return forget_->run();
}

Result<Changes::Comparison> ContactChanges::compare() {
    if (auto ended = end_staging(); !ended) return ended.error();
    Comparison comparison;
    auto exists = file_->attach();
    if (!exists) return exists.error();
    if (!*exists) return comparison;
    auto select = file_->database().prepare(compare_sql(staging_));
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) return comparison;
        comparison.equal += static_cast<std::uint64_t>(select->integer(0));
        comparison.erased += static_cast<std::uint64_t>(select->integer(1));
    }
}

Result<void> ContactChanges::differences(const std::function<bool(const Difference&)>& each) {
    if (auto ended = end_staging(); !ended) return ended;
    auto exists = file_->attach();
    if (!exists) return exists.error();
    if (!*exists) return {};
    std::vector<ComparedField> fields;
    for (const StagedColumn& column : staging_.columns) fields.push_back({column.field, column.type, column.sensitive});
    const auto sql = [this](std::size_t first, std::size_t count) { return differences_sql(staging_, first, count); };
    return each_difference(file_->database(), fields, key_is_sensitive_, sql, each);
}

Result<void> ContactChanges::missing(const Planner& planner, const std::function<void(std::string_view)>& each) {
    if (auto ended = end_staging(); !ended) return ended;
    auto exists = file_->attach();
    if (!exists) return exists.error();
    if (!*exists) return {};
    return each_missing(planner, each);
}

Result<void> ContactChanges::each_missing(const Planner& planner, const std::function<void(std::string_view)>& each) {
    const bool own = scope_ == DeleteScope::own;
    auto select = file_->database().prepare(std::string("SELECT muster_key FROM contacts_file.contacts ") +
                                            (own ? "WHERE muster_owner = ?1 " : "") + "ORDER BY muster_key");
    if (!select) return select.error();
    if (own) select->bind(1, sync_name_);
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) return {};
        if (planner.is_missing(select->text(0))) each(select->text(0));
    }
}

Result<Applied> ContactChanges::commit(const Planner& planner, const Commit& commit) {
    if (auto ended = end_staging(); !ended) return ended.error();
    auto exists = file_->attach();
    if (!exists) return exists.error();
    bool made = false;
    if (!*exists) {
        auto created = file_->create();
        if (!created) return undone(created.error(), false);
        made = *created;
    }
    auto applied = perform(planner, commit);
    file_->content_changed();
    if (!applied) return undone(applied.error(), made);
    // Readers and one writer no longer wait for each other. Where the file system cannot do it, the database stays whole
    // and usable without.
    if (!*exists) static_cast<void>(file_->database().execute("PRAGMA contacts_file.journal_mode=WAL"));
    return applied;
}

// The contacts are as before; what is left are the staged records, and the file if this run made it.
Issue ContactChanges::undone(Issue issue, bool made_file) {
    release_statements();
    if (made_file) {
        file_->discard();
    } else {
        file_->close();
    }
    return issue;
}

Result<Applied> ContactChanges::perform(const Planner& planner, const Commit& commit) {
    Database& database = file_->database();
    auto transaction = Transaction::begin(database, Transaction::Kind::immediate);
    if (!transaction) return transaction.error();
    auto current = file_->is_current(commit.snapshot_token);
    if (!current) return current.error();
    if (!*current) return stale();
    if (auto made = make_fields(); !made) return made.error();
    if (auto made = make_run_tables(database); !made) return made.error();
    if (auto first_time = refuse_second_time(commit.plan_id); !first_time) return first_time.error();
    const Counts& counts = planner.counts();
    const std::uint64_t deletes = commit.delete_missing ? counts.existing - counts.matched : 0;
    if (auto prepared = prepare_undo(counts.insert + counts.update + deletes > 0); !prepared) return prepared.error();
    Applied applied;
    if (auto written = write_records(applied); !written) return written.error();
    if (commit.delete_missing) {
        auto deleted = delete_missing(planner);
        if (!deleted) return deleted.error();
        applied.deleted = *deleted;
    }
    if (auto noted = note_run(commit, applied); !noted) return noted.error();
    if (commit.remember) {
        if (auto remembered = remember(commit.completed); !remembered) return remembered.error();
    }
    // Another run may have made this file, failed and removed it while this one waited.
    if (database.has_moved(contacts_schema)) return stale();
    if (auto committed = transaction->commit(); !committed) return committed.error();
    return applied;
}

Result<void> ContactChanges::make_fields() {
    Database& database = file_->database();
    auto exists = file_->attach();
    if (!exists) return exists.error();
    if (!*exists) {
        if (auto created = create_tables(database, built_in_fields()); !created) return created;
    }
    auto fields = read_fields(database);
    if (!fields) return fields.error();
    for (const Field& field : new_fields_) {
        if (find_field(*fields, field.name) != nullptr) continue;
        if (auto added = add_field(database, field, fields->size()); !added) return added;
        fields->push_back({field, false, false});
        added_fields_.push_back(field.name);
    }
    for (const StoredField& stored : *fields) all_fields_.push_back(stored.field.name);
    for (StagedColumn& column : staging_.columns) column.exists = true;
    return set_key_field(database, find_field(*fields, key_field_)->field.name);
}

Result<std::uint64_t> ContactChanges::write(const std::string& sql) {
    if (auto done = file_->database().execute(sql); !done) return done.error();
    return static_cast<std::uint64_t>(file_->database().changes());
}

Result<void> ContactChanges::write_records(Applied& applied) {
    Database& database = file_->database();
    auto to_compare = database.integer(count_compare_sql(staging_));
    if (!to_compare) return to_compare.error();
    auto lost = database.integer(count_lost_sql(staging_));
    if (!lost) return lost.error();
    if (lost->value_or(0) > 0) return stale();
    if (to_compare->value_or(0) > 0) {
        if (auto kept = database.execute(keep_different_sql(staging_, all_fields_)); !kept) return kept;
        auto updated = write(update_sql(staging_));
        if (!updated) return updated.error();
        if (auto confirmed = write(confirm_sql(staging_)); !confirmed) return confirmed.error();
        applied.updated = *updated;
        applied.unchanged = static_cast<std::uint64_t>(to_compare->value_or(0)) - *updated;
    }
    auto insert = database.prepare(insert_sql(staging_));
    if (!insert) return insert.error();
    insert->bind(1, sync_name_);
    insert->bind(2, run_number_);
    if (auto inserted = insert->run(); !inserted) return inserted;
    applied.inserted = static_cast<std::uint64_t>(database.changes());
    return {};
}

Result<std::uint64_t> ContactChanges::delete_missing(const Planner& planner) {
    auto add = file_->database().prepare(add_missing_sql(staging_));
    if (!add) return add.error();
    Result<void> added;
    auto read = each_missing(planner, [&](std::string_view key) {
        if (!added) return;
        add->bind(1, key);
        added = add->run();
    });
    if (!read) return read.error();
    if (!added) return added.error();
    if (auto kept = file_->database().execute(keep_missing_sql(staging_, all_fields_)); !kept) return kept.error();
    return write(delete_sql(staging_));
}

Result<void> ContactChanges::refuse_second_time(const std::string& plan_id) {
    if (plan_id.empty()) return {};
    auto known = file_->database().prepare("SELECT 1 FROM contacts_file.muster_runs WHERE plan_id = ?1");
    if (!known) return known.error();
    known->bind(1, plan_id);
    auto row = known->step();
    if (!row) return row.error();
    if (*row) return performed_before();
    return {};
}

// A run that writes no contact leaves the run before it to be taken back.
Result<void> ContactChanges::prepare_undo(bool writes) {
    Database& database = file_->database();
    auto number = database.integer("SELECT coalesce(max(number), 0) + 1 FROM contacts_file.muster_runs");
    if (!number) return number.error();
    run_number_ = number->value_or(1);
    keeps_before_ = writes;
    if (!writes) return {};
    if (auto freed = database.execute("UPDATE contacts_file.muster_runs SET kept = 0 WHERE kept <> 0"); !freed) return freed;
    auto fields = read_fields(database);
    if (!fields) return fields.error();
    return make_before_table(database, *fields);
}

Result<void> ContactChanges::note_run(const Commit& commit, const Applied& applied) {
    JsonWriter added;
    added.begin_array();
    for (const std::string& name : added_fields_) added.string(name);
    added.end_array();
    auto insert = file_->database().prepare(
        "INSERT INTO contacts_file.muster_runs(number, run_id, sync_name, plan_id, committed, inserted, updated, deleted, "
        "new_fields, kept, was_definition, was_source_sha256, was_run_id, was_completed) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, definition, source_sha256, run_id, completed "
        "FROM (SELECT 1) LEFT JOIN contacts_file.muster_syncs ON name = ?3");
    if (!insert) return insert.error();
    insert->bind(1, run_number_);
    insert->bind(2, commit.completed.run_id);
    insert->bind(3, sync_name_);
    insert->bind(4, commit.plan_id);
    insert->bind(5, commit.completed.completed);
    insert->bind(6, static_cast<std::int64_t>(applied.inserted));
    insert->bind(7, static_cast<std::int64_t>(applied.updated));
    insert->bind(8, static_cast<std::int64_t>(applied.deleted));
    insert->bind(9, added.text());
    insert->bind(10, std::int64_t{keeps_before_});
    return insert->run();
}

Result<void> ContactChanges::remember(const CompletedRun& completed) {
    auto insert = file_->database().prepare(
        "INSERT OR REPLACE INTO contacts_file.muster_syncs(name, definition, source_sha256, run_id, completed) "
        "VALUES (?1, ?2, ?3, ?4, ?5)");
    if (!insert) return insert.error();
    insert->bind(1, sync_name_);
    insert->bind(2, static_cast<std::int64_t>(completed.definition));
    insert->bind(3, completed.source_sha256);
    insert->bind(4, completed.run_id);
    insert->bind(5, completed.completed);
    return insert->run();
}

}  // namespace muster::native
