#include "contact_database.hpp"

#include <filesystem>

#include "contact_changes.hpp"
#include "contact_file.hpp"
#include "contact_server.hpp"
#include "contact_undo.hpp"
#include "layout.hpp"
#include "native/net/secret.hpp"

namespace muster::native {

namespace {

constexpr std::int64_t max_busy_seconds = 24 * 60 * 60;
constexpr std::int64_t max_contacts_at_once = 1'000'000'000'000;

Result<std::int64_t> number_of(const DestinationSettings& settings, const std::string& name, std::int64_t absent, std::int64_t least, std::int64_t most) {
    const auto found = settings.options.find(name);
    if (found == settings.options.end()) return absent;
    const auto* number = std::get_if<std::int64_t>(&found->second);
    if (number == nullptr || *number < least || *number > most) {
        return make_issue(Code::invalid_value, name + " is not a number that can be used here.",
                          "Give a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    }
    return *number;
}

Result<ContactSettings> settings_of(const DestinationSettings& settings) {
    ContactSettings result;
    auto seconds = number_of(settings, "busy_seconds", result.busy_seconds, 0, max_busy_seconds);
    if (!seconds) return seconds.error();
    auto contacts = number_of(settings, "contacts_at_once", static_cast<std::int64_t>(result.contacts_at_once), 1, max_contacts_at_once);
    if (!contacts) return contacts.error();
    result.busy_seconds = static_cast<int>(*seconds);
    result.contacts_at_once = static_cast<std::uint64_t>(*contacts);
    return result;
}

// Empty when there is none.
Result<std::string> password_of(const DestinationSettings& settings) {
    const auto found = settings.options.find("password");
    if (found == settings.options.end()) return std::string();
    const auto* reference = std::get_if<SecretReference>(&found->second);
    if (reference == nullptr) {
        return make_issue(Code::literal_secret, "The password of the contact database is no reference.", "Write it as {\"env\": \"NAME\"}.");
    }
    return read_secret(*reference);
}

// Whether a later run of the same sync has written contacts and did not complete, and nobody has taken it back.
constexpr std::string_view overtaken =
    "EXISTS (SELECT 1 FROM muster.muster_runs AS r WHERE r.sync_name = s.name AND r.inserted + r.updated + r.deleted > 0"
    " AND r.number > (SELECT max(number) FROM muster.muster_runs WHERE run_id = s.run_id) AND r.undone_by IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM muster.muster_runs AS undone WHERE undone.undone_by = r.run_id))";

bool is_on_server(std::string_view url) { return url.starts_with("postgresql://") || url.starts_with("postgres://"); }

Result<std::shared_ptr<ContactStorage>> open_server(const DestinationSettings& settings, const ContactSettings& wanted) {
    if (auto refused = PostgresDatabase::check_address(settings.url)) return std::move(*refused);
    auto password = password_of(settings);
    if (!password) return password.error();
    return std::shared_ptr<ContactStorage>(std::make_shared<ContactServer>(settings.url, std::move(*password), wanted));
}

Result<std::shared_ptr<ContactStorage>> open_file(const DestinationSettings& settings, const ContactSettings& wanted, const std::string& folder) {
    auto path = contact_file_path(settings.url);
    if (!path) return path.error();
    if (settings.options.contains("password")) {
        return make_issue(Code::invalid_value, "A contact database in a file has no password.", "Remove \"password\".");
    }
    const std::string file = (std::filesystem::path(folder) / *path).string();  // an absolute path stays as it is
    return std::shared_ptr<ContactStorage>(std::make_shared<ContactFile>(file, wanted));
}

}  // namespace

const Capabilities& ContactDatabase::kind_capabilities() {
    static const Capabilities capabilities = [] {
        Capabilities all;
        all.insert = all.update = all.update_alone = all.delete_missing = true;
        all.new_fields = all.generated_keys = all.lists_keys = all.scope_all = all.scope_own = all.undo = true;
        all.options.push_back({"busy_seconds", OptionSpec::Type::number, std::to_string(ContactSettings().busy_seconds), false, false,
                               "How long to wait while another program uses the database."});
        all.options.push_back({"contacts_at_once", OptionSpec::Type::number, std::to_string(ContactSettings().contacts_at_once), false, false,
                               "How many contacts a run writes in one transaction; more are written in batches of so many."});
        all.options.push_back({"password", OptionSpec::Type::text, "", false, true,
                               "Of the user in the address of a PostgreSQL server, as a reference."});
        return all;
    }();
    return capabilities;
}

Result<std::unique_ptr<ContactDatabase>> ContactDatabase::open(const DestinationSettings& settings, const std::string& folder) {
    auto wanted = settings_of(settings);
    if (!wanted) return wanted.error();
    auto storage = is_on_server(settings.url) ? open_server(settings, *wanted) : open_file(settings, *wanted, folder);
    if (!storage) return storage.error();
    return std::unique_ptr<ContactDatabase>(new ContactDatabase(std::move(*storage)));
}

std::string ContactDatabase::display_name() const { return storage_->address(); }

bool ContactDatabase::waits_for_others() const { return storage_->settings().busy_seconds > 0; }

std::string ContactDatabase::absolute_url() const { return storage_->absolute_address(); }

Result<Schema> ContactDatabase::schema() {
    auto stored = storage_->fields();
    if (!stored) return stored.error();
    auto has_contacts = storage_->has_contacts();
    if (!has_contacts) return has_contacts.error();
    Schema schema;
    schema.accepts_new_fields = true;
    for (StoredField& each : *stored) schema.fields.push_back(std::move(each.field));
    // The key may be chosen anew while there are no contacts.
    const StoredField* key = key_field_of(*stored);
    if (key != nullptr && *has_contacts) schema.key_field = schema.fields[static_cast<std::size_t>(key - stored->data())].name;
    return schema;
}

Result<std::optional<CompletedRun>> ContactDatabase::last_completed(std::string_view sync_name) {
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) return std::optional<CompletedRun>();
    // A database of an earlier version has rows to be tried again only after its next run.
    auto has_retries = has_column(storage_->database(), "muster_syncs", "retry_rows");
    if (!has_retries) return has_retries.error();
    auto has_runs = has_column(storage_->database(), "muster_runs", "run_id");
    if (!has_runs) return has_runs.error();
    auto select = storage_->database().prepare("SELECT CASE WHEN " + std::string(*has_runs ? overtaken : "1 = 0") +
                                               " THEN '' ELSE source_sha256 END, definition, run_id, completed, " +
                                               std::string(*has_retries ? "retry_rows" : "NULL") +
                                               " FROM muster.muster_syncs AS s WHERE name = ?1");
    if (!select) return select.error();
    select->bind(1, sync_name);
    auto row = select->step();
    if (!row) return row.error();
    if (!*row) return std::optional<CompletedRun>();
    CompletedRun run;
    run.source_sha256 = select->text(0);
    run.definition = static_cast<std::uint64_t>(select->integer(1));
    run.run_id = select->text(2);
    run.completed = select->text(3);
    auto retries = RowRanges::from_text(select->text(4));
    if (!retries) return retries.error();
    run.retries = std::move(*retries);
    return std::optional(std::move(run));
}

Result<RunTrace> ContactDatabase::trace_of(std::string_view run_id) {
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (!*exists) return RunTrace{};
    auto has_runs = has_column(storage_->database(), "muster_runs", "run_id");
    if (!has_runs) return has_runs.error();
    auto has_journal = has_column(storage_->database(), "muster_journal", "run");
    if (!has_journal) return has_journal.error();
    if (!*has_runs) return RunTrace{};
    const std::string journal = *has_journal ? "(SELECT contacts FROM muster.muster_journal WHERE run = r.number)" : "NULL";
    auto select = storage_->database().prepare(
        "SELECT r.inserted, r.updated, r.deleted, (SELECT max(number) FROM muster.muster_runs) - r.number, " + journal +
        " FROM muster.muster_runs AS r WHERE r.run_id = ?1");
    if (!select) return select.error();
    select->bind(1, run_id);
    auto row = select->step();
    if (!row) return row.error();
    if (!*row) return RunTrace{};
    RunTrace trace;
    trace.inserted = static_cast<std::uint64_t>(select->integer(0));
    trace.updated = static_cast<std::uint64_t>(select->integer(1));
    trace.deleted = static_cast<std::uint64_t>(select->integer(2));
    trace.to_write = static_cast<std::uint64_t>(select->integer(4));
    // The run after it clears the journal.
    trace.state = !select->is_null(4) ? RunTrace::State::partly : select->integer(3) == 0 ? RunTrace::State::completed : RunTrace::State::not_known;
    return trace;
}

Result<DestinationSnapshot> ContactDatabase::snapshot(const SnapshotRequest& request) {
    DestinationSnapshot result{Snapshot(request.salt), {}};
    auto exists = storage_->attach();
    if (!exists) return exists.error();
    if (*exists) {
        auto count = storage_->database().integer("SELECT count(*) FROM muster.contacts");
        if (!count) return count.error();
        result.snapshot.reserve(static_cast<std::size_t>(count->value_or(0)));
    }
    const auto add = [&](std::string_view key, std::uint64_t fingerprint, std::string_view owner) {
        result.snapshot.add(key, fingerprint, request.scope == DeleteScope::all || owner == request.sync_name);
    };
    auto token = request.lasting_token ? storage_->read_content(add) : storage_->read_content_briefly(add);
    if (!token) return token.error();
    result.token = std::move(*token);
    return result;
}

std::vector<Issue> ContactDatabase::preflight(const ChangesRequest& request) {
    if (!request.key.generate_random_9_digits) return {};
    auto schema = this->schema();
    if (!schema) return {std::move(schema).error()};
    const std::string_view key = schema->key_field.empty() ? generated_key_field : std::string_view(schema->key_field);
    std::vector<Issue> warnings;
    for (const ResolvedColumn& column : request.columns) {
        if (!same_field_name(column.mapping.field, key)) continue;
        Issue warning = make_issue(Code::generated_keys_ignore_column,
                                   "Keys are generated, so what the column \"" + column.mapping.column + "\" holds for the key " +
                                       column.mapping.field + " is not used.",
                                   "Leave the column out of the mapping, or use it as the key.");
        warning.column_name = column.mapping.column;
        warnings.push_back(std::move(warning));
    }
    return warnings;
}

Result<std::unique_ptr<Changes>> ContactDatabase::begin(const ChangesRequest& request) {
    return ContactChanges::begin(storage_, request);
}

Result<std::unique_ptr<Undo>> ContactDatabase::undo(std::string_view run_id) { return ContactUndo::begin(storage_, run_id); }

}  // namespace muster::native
