#include "native/store/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>

#include "native/db/sqlite.hpp"
#include "native/store/private_folder.hpp"
#include "native/store/run_lock.hpp"

namespace muster::native {
namespace {

constexpr int busy_timeout_ms = 10000;
// What the statements select of a run, for run_of().
constexpr const char* run_columns = "run_id, sync_name, started, finished, outcome, exit_code";

Issue no_home(const std::string& path, const std::string& why) {
    return make_issue(Code::permission_denied, "The history cannot be kept in " + path + ": " + why + ".",
                      "Set MUSTER_HOME to a folder that can be written to.");
}

// Both are for the owner only: reports name people.
Result<void> make_private(const std::string& folder, const std::string& file) {
    if (const std::error_code error = make_private_folder(folder)) return no_home(folder, error.message());
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return no_home(file, std::strerror(errno));
    ::close(descriptor);
    return {};
}

std::int64_t as_limit(std::uint64_t limit) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(limit, most));
}

// A history of before has no documents. Another program may add the columns at the same time.
Result<void> add_documents(Database& database) {
    auto transaction = Transaction::begin(database, Database::Access::write);
    if (!transaction) return transaction.error();
    auto column = database.integer("SELECT 1 FROM pragma_table_info('runs') WHERE name = 'document'");
    if (!column) return column.error();
    if (column->has_value()) return {};
    auto added = database.execute("ALTER TABLE runs ADD COLUMN document TEXT NOT NULL DEFAULT '';"
                                  "ALTER TABLE runs ADD COLUMN folder TEXT NOT NULL DEFAULT ''");
    return added ? transaction->commit() : added;
}

}  // namespace

Store::Store(std::unique_ptr<Database> database, std::string folder) : database_(std::move(database)), folder_(std::move(folder)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& folder) {
    const std::string file = folder + "/history.db";
    if (auto made = make_private(folder, file); !made) return std::move(made).error();
    auto database = std::make_unique<SqliteDatabase>();
    if (auto opened = database->open(file, SqliteDatabase::Mode::create); !opened) return std::move(opened).error();
    database->set_display_name("the history in " + folder);
    database->set_busy_timeout(busy_timeout_ms);
    auto prepared = database->execute(
        "PRAGMA journal_mode = WAL;"
        "CREATE TABLE IF NOT EXISTS runs (run_id TEXT PRIMARY KEY, sync_name TEXT NOT NULL, started TEXT NOT NULL,"
        " finished TEXT NOT NULL, outcome TEXT NOT NULL, exit_code INTEGER NOT NULL, report TEXT NOT NULL) STRICT;"
        "CREATE TABLE IF NOT EXISTS choices (header TEXT NOT NULL, destination TEXT NOT NULL, choices TEXT NOT NULL,"
        " chosen TEXT NOT NULL, PRIMARY KEY (header, destination)) STRICT;");
    if (!prepared) return std::move(prepared).error();
    if (auto added = add_documents(*database); !added) return std::move(added).error();
    return Store(std::move(database), folder);
}

Result<std::optional<Store>> Store::open_existing(const std::string& folder) {
    std::error_code ignored;
    if (!std::filesystem::exists(folder + "/history.db", ignored)) return std::optional<Store>();
    auto store = open(folder);
    if (!store) return std::move(store).error();
    return std::optional<Store>(std::move(store).value());
}

StoredRun Store::run_of(const Statement& row) const {
    StoredRun run;
    run.run_id = row.text(0);
    run.sync_name = row.text(1);
    run.started = row.text(2);
    run.finished = row.text(3);
    run.outcome = row.text(4);
    run.exit_code = static_cast<int>(row.integer(5));
    if (run.outcome == running_outcome && !is_running(folder_, run.run_id)) run.outcome = "interrupted";
    return run;
}

Result<std::vector<StoredRun>> Store::runs_of(Statement& rows, const std::function<void(StoredRun&)>& complete) const {
    std::vector<StoredRun> runs;
    for (;;) {
        auto row = rows.step();
        if (!row) return std::move(row).error();
        if (!*row) return runs;
        runs.push_back(run_of(rows));
        if (complete) complete(runs.back());
    }
}

Result<void> Store::put(const StoredRun& run) {
    auto statement = database_->prepare(
        "INSERT INTO runs(run_id, sync_name, started, finished, outcome, exit_code, report, document, folder) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(run_id) DO UPDATE SET finished = excluded.finished, "
        "outcome = excluded.outcome, exit_code = excluded.exit_code, report = excluded.report, document = excluded.document");
    if (!statement) return std::move(statement).error();
    int parameter = 0;
    for (const std::string* text : {&run.run_id, &run.sync_name, &run.started, &run.finished, &run.outcome}) {
        statement->bind(++parameter, *text);
    }
    statement->bind(6, static_cast<std::int64_t>(run.exit_code));
    statement->bind(7, run.report_json);
    statement->bind(8, run.document);
    statement->bind(9, run.folder);
    return statement->run();
}

Result<std::vector<StoredRun>> Store::list(std::uint64_t limit) {
    auto statement = database_->prepare(
        std::string("SELECT ") + run_columns + " FROM runs ORDER BY started DESC, rowid DESC LIMIT ?");
    if (!statement) return std::move(statement).error();
    statement->bind(1, as_limit(limit));
    return runs_of(*statement);
}

Result<std::optional<StoredRun>> Store::find(std::string_view run_id) {
    auto statement = database_->prepare(
        std::string("SELECT ") + run_columns + ", report, document, folder FROM runs WHERE run_id = ?");
    if (!statement) return std::move(statement).error();
    statement->bind(1, run_id);
    auto row = statement->step();
    if (!row) return std::move(row).error();
    if (!*row) return std::optional<StoredRun>();
    StoredRun run = run_of(*statement);
    run.report_json = statement->text(6);
    run.document = statement->text(7);
    run.folder = statement->text(8);
    return std::optional<StoredRun>(std::move(run));
}

Result<std::vector<StoredRun>> Store::runs_up_to(const StoredRun& run, std::uint64_t limit) {
    auto statement = database_->prepare(std::string("SELECT ") + run_columns +
                                        ", report FROM runs WHERE sync_name = ? AND started <= ? ORDER BY started DESC, rowid DESC LIMIT ?");
    if (!statement) return std::move(statement).error();
    statement->bind(1, run.sync_name);
    statement->bind(2, run.started);
    statement->bind(3, as_limit(limit));
    return runs_of(*statement, [&](StoredRun& each) { each.report_json = statement->text(6); });
}

Result<void> Store::keep_newest(std::uint64_t runs) {
    auto statement = database_->prepare(
        "DELETE FROM runs WHERE rowid NOT IN (SELECT rowid FROM runs ORDER BY started DESC, rowid DESC LIMIT ?)");
    if (!statement) return std::move(statement).error();
    statement->bind(1, as_limit(runs));
    return statement->run();
}

Result<void> Store::remember(std::string_view header, std::string_view destination, std::string_view choices_json, std::string_view when) {
    auto statement = database_->prepare("INSERT OR REPLACE INTO choices VALUES (?, ?, ?, ?)");
    if (!statement) return std::move(statement).error();
    int parameter = 0;
    for (const std::string_view text : {header, destination, choices_json, when}) statement->bind(++parameter, text);
    return statement->run();
}

Result<std::optional<std::string>> Store::choices(std::string_view header, std::string_view destination) {
    auto statement = database_->prepare("SELECT choices FROM choices WHERE header = ? AND destination = ?");
    if (!statement) return std::move(statement).error();
    statement->bind(1, header);
    statement->bind(2, destination);
    auto row = statement->step();
    if (!row) return std::move(row).error();
    return *row ? std::optional(std::string(statement->text(0))) : std::nullopt;
}

}  // namespace muster::native
