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

ContactChanges::ContactChanges(std::shared_ptr<ContactStorage> storage, const ChangesRequest& request)
    : storage_(std::move(storage)), sync_name_(request.sync_name), scope_(request.mode.scope) {
    staging_.dialect = &storage_->database().dialect();
    staging_.number = storage_->new_staging_number();
}

void ContactChanges::release_statements() {
    load_.reset();
    taken_.reset();
    stored_password_.reset();
}

ContactChanges::~ContactChanges() {
    release_statements();
    if (!has_staging_) return;
    storage_->database().roll_back();
    storage_->drop_staging(staging_.number, drop_staging_sql(staging_));
}

Result<std::unique_ptr<Changes>> ContactChanges::begin(std::shared_ptr<ContactStorage> storage, const ChangesRequest& request) {
    auto fields = storage->fields();
    if (!fields) return fields.error();
    std::unique_ptr<ContactChanges> changes(new ContactChanges(std::move(storage), request));
    if (auto chosen = changes->choose_key(*fields, request); !chosen) return chosen.error();
    if (auto chosen = changes->choose_columns(*fields, request); !chosen) return chosen.error();
    if (auto prepared = changes->prepare(); !prepared) return prepared.error();
    return std::unique_ptr<Changes>(std::move(changes));
}

Result<void> ContactChanges::choose_key(const std::vector<StoredField>& fields, const ChangesRequest& request) {
    const bool generated = request.key.generate_random_9_digits;
    auto has_contacts = storage_->has_contacts();
    if (!has_contacts) return has_contacts.error();
    const StoredField* fixed = *has_contacts ? key_field_of(fields) : nullptr;
    key_field_ = request.key.field;
    if (generated && key_field_.empty()) key_field_ = fixed != nullptr ? fixed->field.name : std::string(generated_key_field);
    if (fixed != nullptr && find_field(fields, key_field_) != fixed) {
        return make_issue(Code::contradiction,
                          "The contacts of " + storage_->name() + " are identified by " + fixed->field.name + ", not by " +
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
    keys_.emplace(request.random, [this](std::span<const std::string> keys) { return taken_keys(keys); });
    return {};
}

Result<std::vector<std::string>> ContactChanges::taken_keys(std::span<const std::string> keys) {
    std::vector<std::string> taken;
    if (!taken_) return taken;
    for (std::size_t i = 0; i < GeneratedKeys::keys_at_once; ++i) {
        const int parameter = static_cast<int>(i) + 1;
        if (i < keys.size()) {
            taken_->bind(parameter, keys[i]);
        } else {
            taken_->bind_null(parameter);
        }
    }
    while (true) {
        auto row = taken_->step();
        if (!row) return row.error();
        if (!*row) break;
        taken.emplace_back(taken_->text(0));
    }
    taken_->reset();
    return taken;
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
            if (auto issue = check_new_field(*staging_.dialect, known, column.mapping.field)) return *issue;
            new_fields_.push_back(new_field_of(column));
            known.push_back({new_fields_.back()});
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
        staging_.columns.push_back({stored->field.name, stored->field.type, clear, find_field(fields, stored->field.name) != nullptr, sensitive, stored->column_type});
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
    Database& database = storage_->database();
    if (auto made = storage_->make_staging(staging_.number, create_staging_sql(staging_)); !made) return made;
    has_staging_ = true;
    const std::vector<std::string> columns = staged_columns(staging_);
    auto load = database.load(staged_table(staging_), columns);
    if (!load) return load.error();
    load_ = std::move(*load);
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) return {};
    if (keys_) {
        auto taken = database.prepare(taken_keys_sql(GeneratedKeys::keys_at_once));
        if (!taken) return taken.error();
        taken_.emplace(std::move(*taken));
    }
    auto password = database.prepare("SELECT " + quoted_name(*staging_.dialect, password_field) +
                                     " FROM muster.contacts WHERE muster_key = ?1");
    if (!password) return password.error();
    stored_password_.emplace(std::move(*password));
    return {};
}

Result<void> ContactChanges::start_staging() {
    if (storage_->database().in_transaction()) return {};
    return storage_->database().execute("BEGIN");
}

Result<void> ContactChanges::end_staging() {
    if (!storage_->database().in_transaction()) return {};
    if (auto loaded = load_->finish(); !loaded) return loaded;
    if (compares_ || repeats_) {
        if (auto ready = storage_->database().execute(ready_sql(staging_)); !ready) return ready;
    }
    if (repeats_) {
        if (auto settled = storage_->database().execute(settle_sql(staging_)); !settled) return settled;
    }
    return storage_->database().execute("COMMIT");
}

Result<void> ContactChanges::stage(const Record& record, Action action, bool again) {
    if (!load_) return already_ended();
    if (auto started = start_staging(); !started) return started;
    std::string generated;
    if (keys_) {
        auto key = keys_->draw();
        if (!key) return key.error();
        generated = std::move(*key);
    }
    const std::string_view key = keys_ ? std::string_view(generated) : record.key;
    if (password_) {
        if (auto chosen = choose_hash(key, record.values[sources_[*password_]], action); !chosen) return chosen;
    }
    compares_ = compares_ || action == Action::compare;
    repeats_ = repeats_ || again;
    load_->add(++staged_);
    load_->add(key);
    load_->add(std::int64_t{action == Action::compare ? staged_compare : staged_insert});
    // A fingerprint is a fast hash: of a record with a password it would let the password be guessed, so none is kept.
    load_->add(password_ ? 0 : static_cast<std::int64_t>(record.fingerprint));
    for (std::size_t i = 0; i < staging_.columns.size(); ++i) {
        add_value(i, password_ == i ? std::string_view(hashed_) : record.values[sources_[i]]);
    }
    return load_->end_row();
}

void ContactChanges::add_value(std::size_t column, std::string_view value) {
    const StoredForm form = stored_form(*staging_.dialect, staging_.columns[column].type, value);
    if (const auto* text = std::get_if<std::string_view>(&form)) return load_->add(*text);
    if (const auto* number = std::get_if<std::int64_t>(&form)) return load_->add(*number);
    load_->add_null();
}

// Passwords are hashed before they are staged, so that they never reach a disk. One that the contact has already is staged
// as it is stored, and so compares as equal.
Result<void> ContactChanges::choose_hash(std::string_view key, std::string_view password, Action action) {
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
    return {};
}

Result<void> ContactChanges::forget(std::string_view key) {
    if (!load_) return already_ended();
    if (auto started = start_staging(); !started) return started;
    repeats_ = true;
    load_->add(++staged_);
    load_->add(key);
    load_->add(std::int64_t{staged_forget});
    load_->add(std::int64_t{0});
    for (std::size_t i = 0; i < staging_.columns.size(); ++i) load_->add_null();
    return load_->end_row();
}

Result<Changes::Comparison> ContactChanges::compare() {
    if (auto ended = end_staging(); !ended) return ended.error();
    Comparison comparison;
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) return comparison;
    auto select = storage_->database().prepare(compare_sql(staging_));
    if (!select) return select.error();
    auto row = select->step();
    if (!row) return row.error();
    comparison.equal = static_cast<std::uint64_t>(select->integer(0));
    comparison.erased = static_cast<std::uint64_t>(select->integer(1));
    return comparison;
}

Result<void> ContactChanges::differences(const std::function<bool(const Difference&)>& each) {
    if (auto ended = end_staging(); !ended) return ended;
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) return {};
    std::vector<ComparedField> fields;
    for (const StagedColumn& column : staging_.columns) fields.push_back({column.field, column.type, column.sensitive});
    const auto sql = [this](std::size_t first, std::size_t count) { return differences_sql(staging_, first, count); };
    return each_difference(storage_->database(), fields, key_is_sensitive_, sql, each);
}

Result<void> ContactChanges::missing(const Planner& planner, const std::function<void(std::string_view)>& each) {
    if (auto ended = end_staging(); !ended) return ended;
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) return {};
    if (auto loaded = load_missing(planner); !loaded) return loaded;
    auto select = storage_->database().prepare("SELECT key FROM " + missing_table(staging_) + " ORDER BY number");
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) return {};
        each(select->text(0));
    }
}

Result<void> ContactChanges::load_missing(const Planner& planner) {
    if (has_missing_) return {};
    if (auto started = start_staging(); !started) return started;
    const std::vector<std::string> columns = missing_columns();
    auto load = storage_->database().load(missing_table(staging_), columns);
    if (!load) return load.error();
    Result<void> added;
    std::int64_t number = 0;
    auto read = each_missing(planner, [&](std::string_view key) {
        if (!added) return;
        (*load)->add(++number);
        (*load)->add(key);
        added = (*load)->end_row();
    });
    if (!read) return read;
    if (!added) return added;
    if (auto loaded = (*load)->finish(); !loaded) return loaded;
    has_missing_ = true;
    return storage_->database().execute("COMMIT");
}

Result<void> ContactChanges::each_missing(const Planner& planner, const std::function<void(std::string_view)>& each) {
    const bool own = scope_ == DeleteScope::own;
    auto select = storage_->database().prepare(std::string("SELECT muster_key FROM muster.contacts ") +
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
    const Counts& counts = planner.counts();
    const std::uint64_t deletes = commit.delete_missing ? counts.existing - counts.matched : 0;
    to_write_ = counts.insert + counts.update + deletes;
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    bool made = false;
    if (!*exists) {
        auto created = storage_->create();
        if (!created) return undone(created.error(), false);
        made = *created;
    }
    const std::vector<Batch> all = batches(to_write_, deletes);
    Result<void> performed;
    if (deletes > 0) performed = load_missing(planner);
    if (performed) performed = perform_all(commit, all);
    storage_->content_changed();
    if (!performed) return undone(interrupted(performed.error()), made && batches_written_ == 0);
    return written_;
}

std::vector<ContactChanges::Batch> ContactChanges::batches(std::uint64_t writes, std::uint64_t deletes) const {
    const auto staged = staged_;
    const auto missing = static_cast<std::int64_t>(deletes);
    const auto at_once = static_cast<std::int64_t>(storage_->settings().contacts_at_once);
    std::vector<Batch> all;
    if (writes <= storage_->settings().contacts_at_once) {
        Batch& only = all.emplace_back();
        only.records = {0, staged};
        if (missing > 0) only.missing = {0, missing};
    } else {
        for (std::int64_t after = 0; after < staged; after += at_once) all.emplace_back().records = {after, std::min(after + at_once, staged)};
        for (std::int64_t after = 0; after < missing; after += at_once) all.emplace_back().missing = {after, std::min(after + at_once, missing)};
    }
    all.front().first = true;
    all.back().last = true;
    return all;
}

Result<void> ContactChanges::perform_all(const Commit& commit, const std::vector<Batch>& batches) {
    if (batches.size() > 1) {
        if (auto alone = storage_->keep_others_out(); !alone) return alone;
    }
    Result<void> done;
    for (const Batch& batch : batches) {
        auto applied = with_retries(storage_->database(), [&] { return perform(commit, batch); });
        if (!applied) {
            done = applied.error();
            break;
        }
        written_ = *applied;
        ++batches_written_;
    }
    if (done) storage_->settle_down();
    if (batches.size() > 1) storage_->let_others_in();
    return done;
}

// The contacts are as before, or as the batches before have left them; what is left are the staged records, and what this
// run has made to put its tables into.
Issue ContactChanges::undone(Issue issue, bool made) {
    release_statements();
    storage_->abandon(made);
    return issue;
}

// Says what is written already, where the error itself says that it is nothing.
Issue ContactChanges::interrupted(Issue issue) const {
    if (batches_written_ == 0) return issue;
    constexpr std::string_view nothing = " Nothing was written.";
    if (issue.message.ends_with(nothing)) issue.message.resize(issue.message.size() - nothing.size());
    const std::uint64_t written = written_.inserted + written_.updated + written_.deleted;
    issue.message += " By then " + std::to_string(written) + " of " + std::to_string(to_write_) + " contacts were written.";
    issue.suggestion = "Run again: what is left will be written then.";
    if (issue.code == Code::plan_stale) issue.code = Code::destination_busy;
    return issue;
}

Result<Applied> ContactChanges::perform(const Commit& commit, const Batch& batch) {
    auto transaction = storage_->begin_writing();
    if (!transaction) return transaction.error();
    if (auto ready = batch.first ? start_run(commit) : go_on(); !ready) return ready.error();
    Applied applied = written_;
    if (batch.records) {
        staging_.range = batch.first && batch.last ? std::nullopt : batch.records;
        if (auto written = write_records(applied); !written) return written.error();
    }
    if (batch.missing) {
        staging_.range = batch.missing;
        auto deleted = delete_missing();
        if (!deleted) return deleted.error();
        applied.deleted += *deleted;
    }
    if (auto noted = note_progress(commit, batch, applied); !noted) return noted.error();
    // Another run may have made this file, failed and removed it while this one waited.
    if (storage_->is_replaced()) return stale();
    if (auto committed = transaction->commit(); !committed) return committed.error();
    return applied;
}

Result<void> ContactChanges::start_run(const Commit& commit) {
    Database& database = storage_->database();
    auto current = storage_->is_current(commit.snapshot_token);
    if (!current) return current.error();
    if (!*current) return stale();
    auto version = storage_->version();
    if (!version) return version.error();
    version_ = *version;
    added_fields_.clear();
    all_fields_.clear();
    if (auto made = make_fields(); !made) return made;
    if (auto made = make_run_tables(database); !made) return made;
    if (auto first_time = refuse_second_time(commit.plan_id); !first_time) return first_time;
    // Whoever had begun it is gone: it would have kept this run out.
    if (auto closed = database.execute("DELETE FROM muster.muster_journal"); !closed) return closed;
    return prepare_undo(to_write_ > 0);
}

Result<void> ContactChanges::go_on() {
    auto version = storage_->version();
    if (!version) return version.error();
    if (*version == version_) return {};
    return make_issue(Code::destination_busy, "Another program changed the contacts while they were being written.", "Run again.");
}

Result<void> ContactChanges::note_progress(const Commit& commit, const Batch& batch, const Applied& applied) {
    Database& database = storage_->database();
    const std::string run = std::to_string(run_number_);
    const std::string written = std::to_string(applied.inserted + applied.updated + applied.deleted);
    Result<void> noted;
    if (batch.first) {
        noted = note_run(commit, applied);
        if (noted && !batch.last) {
            noted = database.execute("INSERT INTO muster.muster_journal VALUES (" + run + ", " + std::to_string(to_write_) + ", " + written + ", 1)");
        }
    } else {
        noted = database.execute("UPDATE muster.muster_runs SET inserted = " + std::to_string(applied.inserted) + ", updated = " +
                                 std::to_string(applied.updated) + ", deleted = " + std::to_string(applied.deleted) + " WHERE number = " + run +
                                 (batch.last ? "; DELETE FROM muster.muster_journal WHERE run = " + run
                                             : "; UPDATE muster.muster_journal SET batches = batches + 1, written = " + written + " WHERE run = " + run));
    }
    if (noted && batch.last && commit.remember) noted = remember(commit.completed);
    return noted;
}

Result<void> ContactChanges::make_fields() {
    Database& database = storage_->database();
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) {
        if (auto created = create_tables(database, built_in_fields()); !created) return created;
        if (auto marked = storage_->mark_made(); !marked) return marked;
    }
    auto fields = read_fields(database);
    if (!fields) return fields.error();
    for (const Field& field : new_fields_) {
        if (find_field(*fields, field.name) != nullptr) continue;
        if (auto added = add_field(database, field, fields->size()); !added) return added;
        fields->push_back({field});
        added_fields_.push_back(field.name);
    }
    if (!added_fields_.empty()) fields = read_fields(database);
    if (!fields) return fields.error();
    for (const StoredField& stored : *fields) all_fields_.push_back(stored.field.name);
    for (StagedColumn& column : staging_.columns) {
        column.exists = true;
        column.column_type = find_field(*fields, column.field)->column_type;
    }
    const StoredField* key = find_field(*fields, key_field_);
    staging_.key_column_type = key->column_type;
    return set_key_field(database, key->field.name);
}

Result<std::uint64_t> ContactChanges::write(const std::string& sql) {
    if (auto done = storage_->database().execute(sql); !done) return done.error();
    return static_cast<std::uint64_t>(storage_->database().changes());
}

Result<void> ContactChanges::write_records(Applied& applied) {
    if (compares_) {
        if (auto updated = write_updates(applied); !updated) return updated;
    }
    Database& database = storage_->database();
    auto dropped = drop_key_index_of_nothing(database);
    if (!dropped) return dropped.error();
    auto insert = database.prepare(insert_sql(staging_));
    if (!insert) return insert.error();
    insert->bind(1, sync_name_);
    insert->bind(2, run_number_);
    if (auto inserted = insert->run(); !inserted) return inserted;
    applied.inserted += static_cast<std::uint64_t>(database.changes());
    return *dropped ? make_key_index(database) : Result<void>();
}

Result<void> ContactChanges::write_updates(Applied& applied) {
    Database& database = storage_->database();
    auto to_compare = database.integer(count_compare_sql(staging_));
    if (!to_compare) return to_compare.error();
    if (to_compare->value_or(0) == 0) return {};
    auto lost = database.integer(count_lost_sql(staging_));
    if (!lost) return lost.error();
    if (lost->value_or(0) > 0) return stale();
    std::uint64_t changed = 0;
    // Where nothing differs, what is kept is that of an earlier run.
    if (keeps_before_) {
        if (auto kept = database.execute(keep_different_sql(staging_, all_fields_)); !kept) return kept;
        auto updated = write(update_sql(staging_));
        if (!updated) return updated.error();
        changed = *updated;
    }
    if (auto confirmed = write(confirm_sql(staging_)); !confirmed) return confirmed.error();
    applied.updated += changed;
    applied.unchanged += static_cast<std::uint64_t>(to_compare->value_or(0)) - changed;
    return {};
}

Result<std::uint64_t> ContactChanges::delete_missing() {
    if (auto kept = storage_->database().execute(keep_missing_sql(staging_, all_fields_)); !kept) return kept.error();
    return write(delete_sql(staging_));
}

Result<void> ContactChanges::refuse_second_time(const std::string& plan_id) {
    if (plan_id.empty()) return {};
    auto known = storage_->database().prepare("SELECT 1 FROM muster.muster_runs WHERE plan_id = ?1");
    if (!known) return known.error();
    known->bind(1, plan_id);
    auto row = known->step();
    if (!row) return row.error();
    if (*row) return performed_before();
    return {};
}

// A run that writes no contact leaves the run before it to be taken back.
Result<void> ContactChanges::prepare_undo(bool writes) {
    Database& database = storage_->database();
    auto number = database.integer("SELECT coalesce(max(number), 0) + 1 FROM muster.muster_runs");
    if (!number) return number.error();
    run_number_ = number->value_or(1);
    keeps_before_ = writes;
    if (!writes) return {};
    if (auto freed = database.execute("UPDATE muster.muster_runs SET kept = 0 WHERE kept <> 0"); !freed) return freed;
    auto fields = read_fields(database);
    if (!fields) return fields.error();
    return make_before_table(database, *fields);
}

Result<void> ContactChanges::note_run(const Commit& commit, const Applied& applied) {
    JsonWriter added;
    added.begin_array();
    for (const std::string& name : added_fields_) added.string(name);
    added.end_array();
    auto insert = storage_->database().prepare(
        "INSERT INTO muster.muster_runs(number, run_id, sync_name, plan_id, committed, inserted, updated, deleted, "
        "new_fields, kept, was_definition, was_source_sha256, was_run_id, was_completed, was_retry_rows) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, definition, source_sha256, run_id, completed, retry_rows "
        "FROM (SELECT 1) AS one LEFT JOIN muster.muster_syncs ON name = ?3");
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
    auto insert = storage_->database().prepare(
        "INSERT INTO muster.muster_syncs(name, definition, source_sha256, run_id, completed, retry_rows) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" +
        std::string(replace_sync));
    if (!insert) return insert.error();
    const std::string retry_rows = completed.retries.text();
    insert->bind(1, sync_name_);
    insert->bind(2, static_cast<std::int64_t>(completed.definition));
    insert->bind(3, completed.source_sha256);
    insert->bind(4, completed.run_id);
    insert->bind(5, completed.completed);
    insert->bind(6, retry_rows);
    return insert->run();
}

}  // namespace muster::native
