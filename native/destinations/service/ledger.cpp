#include "ledger.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "muster/row_ranges.hpp"
#include "native/db/sqlite.hpp"
#include "packed_values.hpp"

namespace muster::native {
namespace {

constexpr int busy_timeout_ms = 10'000;
constexpr std::int64_t kept_refusals = 20;

// batches.state
constexpr std::int64_t sent = 1, done = 2, gave_up = 3;
// spool.not_there of records that were refused: why they count in which way. SQL has the numbers, here and in ledger_replacement.cpp.
constexpr std::int64_t not_there = 1, not_sent = 2, not_mailable = 3;

std::int64_t kind_of(const Refusal& refusal) { return refusal.not_there ? not_there : refusal.not_mailable ? not_mailable : 0; }

// Whatever identifier it is asked for by.
constexpr const char* of_run = " WHERE run_id = ?1 OR instr(earlier_ids, ' ' || ?1 || ' ') > 0 ORDER BY number DESC LIMIT 1";

constexpr const char* layout = R"(
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS columns (number INTEGER PRIMARY KEY, columns TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS contacts (key TEXT PRIMARY KEY, fingerprint INTEGER NOT NULL, columns INTEGER NOT NULL, record TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (number INTEGER PRIMARY KEY, run_id TEXT NOT NULL, plan_id TEXT NOT NULL, source_sha256 TEXT NOT NULL,
  definition INTEGER NOT NULL, completed TEXT NOT NULL, retries TEXT NOT NULL, remember INTEGER NOT NULL, adds INTEGER NOT NULL, plan TEXT NOT NULL,
  state TEXT NOT NULL, columns INTEGER NOT NULL, earlier_ids TEXT NOT NULL DEFAULT ' ', to_write INTEGER NOT NULL DEFAULT 0, inserted INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0, not_there INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS spool (number INTEGER PRIMARY KEY, key TEXT NOT NULL, file_row INTEGER NOT NULL, known INTEGER NOT NULL,
  removes INTEGER NOT NULL, fingerprint INTEGER NOT NULL, phases INTEGER NOT NULL, sent TEXT NOT NULL, merged TEXT,
  settled INTEGER NOT NULL DEFAULT 0, refused TEXT, not_there INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY AUTOINCREMENT, phase INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  state INTEGER NOT NULL, ticket TEXT NOT NULL, sent INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS feedback_files (kind TEXT NOT NULL, name TEXT NOT NULL, fingerprint TEXT NOT NULL, PRIMARY KEY (kind, name, fingerprint)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS not_mailable (key TEXT PRIMARY KEY, unsubscribed INTEGER NOT NULL, bounces INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS half_done (key TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refusals (run INTEGER NOT NULL, sentence TEXT NOT NULL) STRICT;
INSERT OR IGNORE INTO facts VALUES ('revision', '0');
)";

Issue cannot_make(const std::string& path, int error) {
    const bool full = error == ENOSPC || error == EDQUOT;
    return make_issue(full ? Code::disk_full : Code::permission_denied,
                      "What is sent cannot be kept in " + path + ": " + std::strerror(error) + ". Nothing was sent.",
                      full ? "Free some space and run again." : "Set MUSTER_HOME to a folder that can be written to.");
}

// For the owner only: it names people.
Result<void> make_private(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    std::error_code error;
    const bool existed = std::filesystem::exists(folder, error);
    std::filesystem::create_directories(folder, error);
    if (error) return cannot_make(folder, error.value());
    if (!existed) ::chmod(folder.c_str(), 0700);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return cannot_make(path, errno);
    ::close(descriptor);
    return {};
}

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t as_count(std::int64_t value) { return value > 0 ? static_cast<std::uint64_t>(value) : 0; }

// Ledgers of before know nothing of contacts that are not there.
Result<void> complete_layout(Database& database) {
    for (const std::string table : {"runs", "spool"}) {
        auto known = database.integer("SELECT count(*) FROM pragma_table_info('" + table + "') WHERE name = 'not_there'");
        if (!known) return std::move(known).error();
        if (known->value_or(0) != 0) continue;
        if (auto added = database.execute("ALTER TABLE " + table + " ADD COLUMN not_there INTEGER NOT NULL DEFAULT 0"); !added) return added;
    }
    return {};
}

Issue damaged() { return make_issue(Code::destination_failed, "The ledger of this sync holds something that Muster did not write.", "Restore it from a backup."); }

}  // namespace

Result<Ledger> Ledger::connect(const std::string& path, const std::string& scope, const std::string& sync_name) {
    auto database = std::make_unique<SqliteDatabase>();
    if (auto opened = database->open(path, SqliteDatabase::Mode::create); !opened) return std::move(opened).error();
    database->set_display_name("of what was sent, " + path + ",");
    database->set_busy_timeout(busy_timeout_ms);
    auto prepared = database->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
    if (prepared) prepared = database->execute(layout);
    if (prepared) prepared = complete_layout(*database);
    if (!prepared) return std::move(prepared).error();
    Ledger ledger(std::move(database));
    if (auto claimed = ledger.claim(scope, sync_name); !claimed) return std::move(claimed).error();
    return ledger;
}

Result<Ledger> Ledger::open(const std::string& path, const std::string& scope, const std::string& sync_name) {
    if (auto made = make_private(path); !made) return std::move(made).error();
    return connect(path, scope, sync_name);
}

Result<std::optional<Ledger>> Ledger::open_existing(const std::string& path, const std::string& scope, const std::string& sync_name) {
    std::error_code error;
    const bool is_there = std::filesystem::exists(path, error);
    if (error) {
        return make_issue(Code::permission_denied, "What was sent before cannot be read from " + path + ": " + error.message() + ".",
                          "Run as the user who sent it, or give this one the right to read its folder.");
    }
    if (!is_there) return std::optional<Ledger>();
    auto ledger = connect(path, scope, sync_name);
    if (!ledger) return std::move(ledger).error();
    return std::optional<Ledger>(std::move(ledger).value());
}

// The name of the file is a hash: what it is for stands in it.
Result<void> Ledger::claim(const std::string& scope, const std::string& sync_name) {
    if (auto first = run("INSERT OR IGNORE INTO facts VALUES ('scope', ?1), ('sync', ?2)", {}, {scope, sync_name}); !first) return first;
    auto theirs = database_->integer("SELECT count(*) FROM facts WHERE (name = 'scope' OR name = 'sync')");
    auto select = database_->prepare("SELECT count(*) FROM facts WHERE (name = 'scope' AND value = ?1) OR (name = 'sync' AND value = ?2)");
    if (!theirs) return std::move(theirs).error();
    if (!select) return std::move(select).error();
    select->bind(1, scope);
    select->bind(2, sync_name);
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (*row && select->integer(0) == theirs->value_or(0)) return {};
    return make_issue(Code::destination_failed, "The ledger of this sync is that of another one.", "Give the sync another name.");
}

// Numbers are bound first, then texts.
Result<void> Ledger::run(const std::string& sql, std::initializer_list<std::int64_t> numbers, std::initializer_list<std::string_view> texts) {
    auto statement = database_->prepare(sql);
    if (!statement) return std::move(statement).error();
    int parameter = 0;
    for (const std::int64_t number : numbers) statement->bind(++parameter, number);
    for (const std::string_view text : texts) statement->bind(++parameter, text);
    return statement->run();
}

// ---------------------------------------------------------------------------------------------------------------------
// What was confirmed

Result<std::optional<CompletedRun>> Ledger::last_completed() {
    auto select = database_->prepare("SELECT source_sha256, definition, run_id, completed, retries FROM runs"
                                     " WHERE state = 'completed' AND remember = 1 ORDER BY number DESC LIMIT 1");
    if (!select) return std::move(select).error();
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (!*row) return std::optional<CompletedRun>();
    CompletedRun run;
    run.source_sha256 = select->text(0);
    run.definition = static_cast<std::uint64_t>(select->integer(1));
    run.run_id = select->text(2);
    run.completed = select->text(3);
    auto retries = RowRanges::from_text(select->text(4));
    if (!retries) return std::move(retries).error();
    run.retries = std::move(*retries);
    return std::optional(std::move(run));
}

Result<bool> Ledger::was_overtaken() {
    auto select = database_->prepare("SELECT 1 FROM runs AS later JOIN (SELECT number, source_sha256, definition FROM runs"
                                     " WHERE state = 'completed' AND remember = 1 ORDER BY number DESC LIMIT 1) AS last ON later.number > last.number"
                                     " WHERE later.to_write > 0 AND (later.source_sha256 <> last.source_sha256 OR later.definition <> last.definition)");
    if (!select) return std::move(select).error();
    return select->step();
}

Result<std::string> Ledger::token() {
    auto revision = database_->text("SELECT value FROM facts WHERE name = 'revision'");
    if (!revision) return std::move(revision).error();
    return "ledger:" + revision->value_or("0");
}

Result<bool> Ledger::was_performed(std::string_view plan_id) {
    auto select = database_->prepare("SELECT 1 FROM runs WHERE plan_id = ?1 AND plan_id <> ''");
    if (!select) return std::move(select).error();
    select->bind(1, plan_id);
    return select->step();
}

Result<RunTrace> Ledger::trace_of(std::string_view run_id) {
    auto select = database_->prepare("SELECT state, inserted, updated, deleted, to_write FROM runs" + std::string(of_run));
    if (!select) return std::move(select).error();
    select->bind(1, run_id);
    auto row = select->step();
    if (!row) return std::move(row).error();
    RunTrace trace;
    if (!*row) return trace;
    trace.state = select->text(0) == "completed" ? RunTrace::State::completed : RunTrace::State::partly;
    trace.inserted = as_count(select->integer(1));
    trace.updated = as_count(select->integer(2));
    trace.deleted = as_count(select->integer(3));
    trace.to_write = as_count(select->integer(4));
    return trace;
}

Result<void> Ledger::each_contact(const std::function<void(std::string_view, std::uint64_t)>& each) {
    auto select = database_->prepare("SELECT key, fingerprint FROM contacts ORDER BY key");
    if (!select) return std::move(select).error();
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        each(select->text(0), static_cast<std::uint64_t>(select->integer(1)));
    }
}

// 0 when no record was ever confirmed with these columns.
Result<std::int64_t> Ledger::columns_number(std::string_view columns) {
    if (!found_columns_.empty() && found_columns_ == columns) return found_columns_number_;
    auto select = database_->prepare("SELECT number FROM columns WHERE columns = ?1");
    if (!select) return std::move(select).error();
    select->bind(1, columns);
    auto row = select->step();
    if (!row) return std::move(row).error();
    found_columns_ = columns;
    return found_columns_number_ = *row ? select->integer(0) : 0;
}

Result<Ledger::Confirmed> Ledger::confirmed(std::string_view key, std::string_view columns) {
    auto number = columns_number(columns);
    if (!number) return std::move(number).error();
    if (!find_) {
        auto find = database_->prepare("SELECT record, columns FROM contacts WHERE key = ?1");
        if (!find) return std::move(find).error();
        find_.emplace(std::move(*find));
    }
    find_->bind(1, key);
    auto row = find_->step();
    if (!row) return std::move(row).error();
    found_record_.clear();
    if (*row && find_->integer(1) == *number) found_record_ = find_->text(0);
    const bool known = *row;
    find_->reset();
    return Confirmed{known, found_record_};
}

// ---------------------------------------------------------------------------------------------------------------------
// The run

Result<void> Ledger::begin_run(const LedgerRun& begun, const std::function<Result<void>(const Spool&)>& fill) {
    find_.reset();
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    const std::string columns = columns_text(begun.plan);
    if (auto kept = run("INSERT OR IGNORE INTO columns(columns) VALUES (?1)", {}, {columns}); !kept) return kept;
    found_columns_.clear();   // they may have had no number before
    auto number = columns_number(columns);
    if (!number) return std::move(number).error();
    if (auto cleared = database_->execute("DELETE FROM spool; DELETE FROM batches"); !cleared) return cleared;
    auto added = run("INSERT INTO runs(definition, remember, adds, columns, run_id, plan_id, source_sha256, completed, plan, state, retries)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', '')",
                     {as_signed(begun.completed.definition), std::int64_t{begun.remember}, std::int64_t{begun.plan.mode.insert}, *number},
                     {begun.run_id, begun.plan_id, begun.completed.source_sha256, begun.completed.completed, plan_json(begun.plan)});
    if (!added) return added;
    {
        auto insert = database_->prepare("INSERT INTO spool(key, file_row, known, removes, fingerprint, phases, sent, merged)"
                                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        if (!insert) return std::move(insert).error();
        auto filled = fill([&](const SpooledRecord& record) {
            insert->bind(1, record.key);
            insert->bind(2, as_signed(record.row));
            insert->bind(3, std::int64_t{record.known});
            insert->bind(4, std::int64_t{record.removes});
            insert->bind(5, as_signed(record.fingerprint));
            insert->bind(6, std::int64_t{record.phases});
            insert->bind(7, record.sent);
            if (record.merged == record.sent) {
                insert->bind_null(8);
            } else {
                insert->bind(8, record.merged);
            }
            return insert->run();
        });
        if (!filled) return filled;
    }
    if (auto counted = database_->execute("UPDATE runs SET to_write = (SELECT count(*) FROM spool) WHERE state = 'open'"); !counted) return counted;
    if (auto noted = begin_replacement(begun); !noted) return noted;
    return transaction->commit();
}

Result<std::optional<LedgerRun>> Ledger::open_run() {
    auto select = database_->prepare("SELECT run_id, plan_id, source_sha256, definition, completed, remember, plan, earlier_ids FROM runs WHERE state = 'open'");
    if (!select) return std::move(select).error();
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (!*row) return std::optional<LedgerRun>();
    LedgerRun run;
    run.run_id = select->text(0);
    run.plan_id = select->text(1);
    run.completed.source_sha256 = select->text(2);
    run.completed.definition = static_cast<std::uint64_t>(select->integer(3));
    run.completed.run_id = run.run_id;
    run.completed.completed = select->text(4);
    auto plan = plan_from_json(select->text(6));
    if (!plan) return damaged();
    run.remember = select->integer(5) != 0;
    run.earlier_ids = select->text(7);
    run.plan = std::move(*plan);
    return std::optional(std::move(run));
}

Result<Applied> Ledger::written(std::string_view run_id) {
    Applied applied;
    std::int64_t number = 0;
    {
        auto select = database_->prepare("SELECT inserted, updated, deleted, failed, number, not_there FROM runs" + std::string(of_run));
        if (!select) return std::move(select).error();
        select->bind(1, run_id);
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return applied;
        applied.inserted = as_count(select->integer(0));
        applied.updated = as_count(select->integer(1));
        applied.deleted = as_count(select->integer(2));
        applied.failed = as_count(select->integer(3));
        number = select->integer(4);
        applied.not_there = as_count(select->integer(5));
    }
    auto sentences = database_->prepare("SELECT sentence FROM refusals WHERE run = ?1 ORDER BY rowid");
    if (!sentences) return std::move(sentences).error();
    sentences->bind(1, number);
    for (;;) {
        auto row = sentences->step();
        if (!row) return std::move(row).error();
        if (!*row) return applied;
        applied.refusals.emplace_back(sentences->text(0));
    }
}

Result<std::uint64_t> Ledger::records_left() {
    auto left = database_->integer("SELECT count(*) FROM spool WHERE phases <> 0");
    if (!left) return std::move(left).error();
    return as_count(left->value_or(0));
}

Result<std::uint64_t> Ledger::records_to_send() {
    auto left = database_->integer("SELECT count(*) FROM spool WHERE phases <> 0 AND refused IS NULL");
    if (!left) return std::move(left).error();
    return as_count(left->value_or(0));
}

Result<std::vector<RefusedRows>> Ledger::refused_rows() {
    auto select = database_->prepare("SELECT not_there, refused, file_row FROM spool WHERE refused IS NOT NULL AND file_row > 0 ORDER BY not_there, refused, file_row");
    if (!select) return std::move(select).error();
    std::vector<RefusedRows> all;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return all;
        const std::int64_t kind = select->integer(0);
        const Code code = kind == not_there ? Code::not_at_destination : kind == not_sent || kind == not_mailable ? Code::not_mailable : Code::destination_failed;
        if (all.empty() || all.back().code != code || all.back().reason != select->text(1)) all.push_back({code, std::string(select->text(1)), {}, kind != not_sent});
        all.back().rows.push_back(as_count(select->integer(2)));
    }
}

Result<std::uint64_t> Ledger::refused_removals() {
    auto count = database_->integer("SELECT count(*) FROM spool WHERE refused IS NOT NULL AND removes = 1");
    if (!count) return std::move(count).error();
    return as_count(count->value_or(0));
}

namespace {

// A service says only when it is sent a record whether it takes it. Who must not be written to is known without that.
Result<RowRanges> rows_to_retry(Database& database) {
    auto select = database.prepare("SELECT file_row FROM spool WHERE refused IS NOT NULL AND not_there <> 2 AND file_row > 0 ORDER BY file_row");
    if (!select) return std::move(select).error();
    RowRanges rows;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return rows;
        rows.add(as_count(select->integer(0)));
    }
}

}  // namespace

Result<void> Ledger::finish_run() {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    auto retries = rows_to_retry(*database_);
    if (!retries) return std::move(retries).error();
    if (auto kept = run("UPDATE runs SET retries = ?1 WHERE state = 'open'", {}, {retries->text()}); !kept) return kept;
    // A contact that is missing in the file has no row that could be tried alone.
    auto removals = refused_removals();
    if (!removals) return std::move(removals).error();
    if (auto undone = *removals > 0 ? database_->execute("UPDATE runs SET source_sha256 = '' WHERE state = 'open'") : Result<void>(); !undone) return undone;
    if (auto ended = end_replacement(); !ended) return ended;
    if (auto closed = close_run("completed"); !closed) return closed;
    return transaction->commit();
}

Result<void> Ledger::adopt_run(std::string_view run_id, std::string_view completed) {
    return run("UPDATE runs SET earlier_ids = earlier_ids || run_id || ' ', run_id = ?1, completed = ?2 WHERE state = 'open'", {}, {run_id, completed});
}

Result<void> Ledger::abandon_run() {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    if (auto abandoned = abandon_replacement(); !abandoned) return abandoned;
    if (auto closed = close_run("abandoned"); !closed) return closed;
    return transaction->commit();
}

Result<void> Ledger::close_run(std::string_view state) {
    if (auto cleared = database_->execute("DELETE FROM spool; DELETE FROM batches;"
                                          "UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'");
        !cleared) {
        return cleared;
    }
    return run("UPDATE runs SET state = ?1 WHERE state = 'open'", {}, {state});
}

// ---------------------------------------------------------------------------------------------------------------------
// Batches

Result<void> Ledger::each_spooled(std::size_t phase, std::int64_t after, std::int64_t last, const EachRecord& each) {
    auto select = database_->prepare("SELECT number, key, file_row, known, removes, sent FROM spool"
                                     " WHERE number > ?1 AND number <= ?2 AND phases & ?3 <> 0 ORDER BY number");
    if (!select) return std::move(select).error();
    select->bind(1, after);
    select->bind(2, last);
    select->bind(3, std::int64_t{1} << phase);
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        SpooledRecord record;
        record.key = select->text(1);
        record.row = as_count(select->integer(2));
        record.known = select->integer(3) != 0;
        record.removes = select->integer(4) != 0;
        record.sent = select->text(5);
        auto more = each(select->integer(0), record);
        if (!more) return std::move(more).error();
        if (!*more) return {};
    }
}

namespace {

constexpr const char* of_batch = " WHERE number BETWEEN ?1 AND ?2 AND phases & ?3 <> 0";

std::int64_t bit_of(const LedgerBatch& batch) { return std::int64_t{1} << batch.phase; }

}  // namespace

Result<LedgerBatch> Ledger::begin_batch(std::size_t phase, std::int64_t first, std::int64_t last, std::int64_t now,
                                        std::span<const RefusedRecord> refused) {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    for (const RefusedRecord& record : refused) {
        if (auto put = run("UPDATE spool SET phases = 0, refused = ?2 WHERE number = ?1", {record.number}, {record.reason}); !put) return std::move(put).error();
    }
    LedgerBatch batch{0, phase, first, last, {}, now};
    auto added = run("INSERT INTO batches(phase, first, last, state, sent, ticket) VALUES (?1, ?2, ?3, ?4, ?5, '')",
                     {static_cast<std::int64_t>(phase), first, last, sent, now});
    if (!added) return std::move(added).error();
    auto number = database_->integer("SELECT max(number) FROM batches");
    if (!number) return std::move(number).error();
    batch.number = number->value_or(0);
    if (auto committed = transaction->commit(); !committed) return std::move(committed).error();
    return batch;
}

Result<void> Ledger::keep_ticket(const LedgerBatch& batch, std::string_view ticket) {
    return run("UPDATE batches SET ticket = ?2 WHERE number = ?1", {batch.number}, {ticket});
}

Result<void> Ledger::finish_batch(const LedgerBatch& batch, std::span<const Refusal> refused, std::span<const std::string> existed,
                                  std::span<const std::string> added_again) {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    const auto again = numbers_of(batch, added_again);
    if (!again) return again.error();
    if (auto put = refuse_records(batch, refused); !put) return put;
    if (auto put = count_as_known(batch, existed); !put) return put;
    auto passed = run("UPDATE spool SET phases = phases & ~?3" + std::string(of_batch), {batch.first, batch.last, bit_of(batch)});
    if (!passed) return passed;
    if (auto put = count_as_new(batch, *again); !put) return put;
    if (auto confirmed = confirm_records(batch); !confirmed) return confirmed;
    if (auto put = run("UPDATE batches SET state = ?2 WHERE number = ?1", {batch.number, done}); !put) return put;
    return transaction->commit();
}

// One reading of the batch, however many are wanted.
Result<std::vector<std::pair<std::int64_t, std::string>>> Ledger::records_of(const LedgerBatch& batch, const std::function<bool(std::string_view)>& wanted) {
    auto select = database_->prepare("SELECT number, key FROM spool" + std::string(of_batch));
    if (!select) return std::move(select).error();
    select->bind(1, batch.first);
    select->bind(2, batch.last);
    select->bind(3, bit_of(batch));
    std::vector<std::pair<std::int64_t, std::string>> found;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return found;
        if (wanted(select->text(1))) found.emplace_back(select->integer(0), select->text(1));
    }
}

Result<std::vector<std::int64_t>> Ledger::numbers_of(const LedgerBatch& batch, std::span<const std::string> keys) {
    std::vector<std::int64_t> numbers;
    if (keys.empty()) return numbers;
    const std::unordered_set<std::string_view> wanted(keys.begin(), keys.end());
    auto found = records_of(batch, [&](std::string_view key) { return wanted.contains(key); });
    if (!found) return std::move(found).error();
    for (const auto& [number, key] : *found) numbers.push_back(number);
    return numbers;
}

Result<void> Ledger::count_as_known(const LedgerBatch& batch, std::span<const std::string> existed) {
    const auto numbers = numbers_of(batch, existed);
    if (!numbers) return numbers.error();
    for (const std::int64_t number : *numbers) {
        if (auto put = run("UPDATE spool SET known = 1 WHERE number = ?1", {number}); !put) return put;
    }
    return {};
}

// One of which only some values were sent goes through the phase once more, with all of them. Until that is confirmed it is known no
// more, nor is one that was refused: a run that stops before leaves all values to the next one.
Result<void> Ledger::count_as_new(const LedgerBatch& batch, std::span<const std::int64_t> numbers) {
    for (const std::int64_t number : numbers) {
        auto forgotten = run("DELETE FROM contacts WHERE key = (SELECT key FROM spool WHERE number = ?1 AND (refused IS NOT NULL OR merged IS NOT NULL))", {number});
        if (!forgotten) return forgotten;
        auto put = run("UPDATE spool SET known = 0, phases = CASE WHEN merged IS NULL THEN phases ELSE phases | ?2 END, sent = coalesce(merged, sent), merged = NULL"
                       " WHERE number = ?1 AND refused IS NULL",
                       {number, bit_of(batch)});
        if (!put) return put;
    }
    return {};
}

Result<void> Ledger::refuse_records(const LedgerBatch& batch, std::span<const Refusal> refused) {
    if (refused.empty()) return {};
    std::unordered_map<std::string_view, const Refusal*> by_key;
    for (const Refusal& each : refused) by_key.emplace(each.key, &each);
    const auto found = records_of(batch, [&](std::string_view key) { return by_key.contains(key); });
    if (!found) return found.error();
    auto update = database_->prepare("UPDATE spool SET phases = 0, not_there = ?2, refused = ?3 WHERE number = ?1");
    if (!update) return std::move(update).error();
    for (const auto& [number, key] : *found) {
        const Refusal* refusal = by_key.at(key);
        update->bind(1, number);
        update->bind(2, kind_of(*refusal));
        update->bind(3, refusal->reason);
        if (auto put = update->run(); !put) return put;
        if (!refusal->half_done) continue;
        if (auto put = run("INSERT OR IGNORE INTO half_done VALUES (?1)", {}, {refusal->key}); !put) return put;
    }
    return {};
}

// Every record of the batch that has no phase left: its values are those of the service now. What a run that adds none has
// written was there before.
Result<void> Ledger::confirm_records(const LedgerBatch& batch) {
    constexpr const char* settled = " FROM spool WHERE number BETWEEN ?1 AND ?2 AND phases = 0 AND settled = 0";
    constexpr const char* sum = "(SELECT count(*) FROM spool WHERE number BETWEEN ?1 AND ?2 AND phases = 0 AND settled = 0 AND ";
    const std::string taken = std::string(settled) + " AND refused IS NULL";
    const std::string statements[] = {
        "INSERT OR REPLACE INTO contacts(key, fingerprint, columns, record) SELECT key, fingerprint,"
        " (SELECT columns FROM runs WHERE state = 'open'), coalesce(merged, sent)" + taken + " AND removes = 0",
        "DELETE FROM contacts WHERE key IN (SELECT key" + taken + " AND removes = 1)",
        "DELETE FROM half_done WHERE key IN (SELECT key" + taken + ")",
        "INSERT INTO refusals(run, sentence) SELECT (SELECT number FROM runs WHERE state = 'open'),"
        " CASE WHEN file_row > 0 THEN 'Row ' || file_row WHEN removes = 0 THEN 'A contact that was to stay' ELSE 'A contact to be removed' END || ': ' || refused" + std::string(settled) +
            " AND refused IS NOT NULL AND not_there IN (0, 3) ORDER BY number LIMIT max(0, " + std::to_string(kept_refusals) +
            " - (SELECT count(*) FROM refusals WHERE run = (SELECT number FROM runs WHERE state = 'open')))",
        std::string("UPDATE runs SET inserted = inserted + ") + sum + "refused IS NULL AND removes = 0 AND file_row > 0 AND known < adds), updated = updated + " + sum +
            "refused IS NULL AND removes = 0 AND file_row > 0 AND known >= adds), deleted = deleted + " + sum + "refused IS NULL AND removes = 1), failed = failed + " + sum +
            "refused IS NOT NULL AND removes = 0 AND file_row > 0 AND not_there <> 1), not_there = not_there + " + sum + "not_there = 1) WHERE state = 'open'",
        "UPDATE spool SET settled = 1 WHERE number BETWEEN ?1 AND ?2 AND phases = 0 AND settled = 0",
    };
    for (const std::string& sql : statements) {
        if (auto ran = run(sql, {batch.first, batch.last}); !ran) return ran;
    }
    return database_->execute("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'");
}

// Those that are not settled. Values of no columns are none that anything equals. What a run that adds none has sent was there before.
Result<std::uint64_t> Ledger::doubt_records(const LedgerBatch& batch) {
    auto put = run("INSERT OR REPLACE INTO contacts(key, fingerprint, columns, record) SELECT key, 0, 0, '' FROM spool"
                   " WHERE number BETWEEN ?1 AND ?2 AND settled = 0 AND (known = 1 OR (SELECT adds FROM runs WHERE state = 'open') = 1)"
                   " AND NOT EXISTS (SELECT 1 FROM contacts WHERE contacts.key = spool.key AND contacts.columns = 0)",
                   {batch.first, batch.last});
    if (!put) return std::move(put).error();
    return as_count(database_->changes());
}

Result<std::uint64_t> Ledger::unanswered() {
    auto count = database_->integer("SELECT count(DISTINCT spool.number) FROM batches CROSS JOIN spool ON spool.number BETWEEN first AND last"
                                    " WHERE state <> " + std::to_string(gave_up) + " AND settled = 0 AND (known = 1 OR (SELECT adds FROM runs WHERE runs.state = 'open') = 1)"
                                    " AND (ticket <> '' OR NOT EXISTS (SELECT 1 FROM contacts WHERE contacts.key = spool.key AND contacts.columns = 0))");
    if (!count) return std::move(count).error();
    return as_count(count->value_or(0));
}

Result<std::uint64_t> Ledger::doubt_unconfirmed() {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    auto batches = batches_of("state <> " + std::to_string(gave_up));
    if (!batches) return std::move(batches).error();
    std::uint64_t doubted = 0;
    for (const LedgerBatch& batch : *batches) {
        auto records = doubt_records(batch);
        if (!records) return records;
        doubted += *records;
    }
    if (doubted > 0) {
        if (auto changed = database_->execute("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'revision'"); !changed) return std::move(changed).error();
    }
    if (auto committed = transaction->commit(); !committed) return std::move(committed).error();
    return doubted;
}

Result<void> Ledger::fail_batch(const LedgerBatch& batch, std::string_view reason) {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    auto refused = run("UPDATE spool SET phases = 0, refused = ?4" + std::string(of_batch), {batch.first, batch.last, bit_of(batch)}, {reason});
    if (!refused) return refused;
    // It may have done a part of it.
    auto doubted = run("UPDATE contacts SET fingerprint = 0, columns = 0, record = '' WHERE key IN (SELECT key FROM spool WHERE number BETWEEN ?1 AND ?2 AND settled = 0)",
                       {batch.first, batch.last});
    if (!doubted) return doubted;
    if (auto confirmed = confirm_records(batch); !confirmed) return confirmed;
    if (auto put = run("UPDATE batches SET state = ?2 WHERE number = ?1", {batch.number, gave_up}); !put) return put;
    return transaction->commit();
}

Result<void> Ledger::leave_batch(const LedgerBatch& batch, std::span<const Refusal> refused) {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    if (auto put = refuse_records(batch, refused); !put) return put;
    if (auto confirmed = confirm_records(batch); !confirmed) return confirmed;
    if (auto dropped = drop_batch(batch); !dropped) return dropped;
    return transaction->commit();
}

Result<void> Ledger::drop_batch(const LedgerBatch& batch) { return run("DELETE FROM batches WHERE number = ?1", {batch.number}); }

Result<std::vector<LedgerBatch>> Ledger::open_batches() { return batches_of("state = " + std::to_string(sent)); }

Result<std::vector<LedgerBatch>> Ledger::batches_of(const std::string& condition) {
    auto select = database_->prepare("SELECT number, phase, first, last, ticket, sent FROM batches WHERE " + condition + " ORDER BY number");
    if (!select) return std::move(select).error();
    std::vector<LedgerBatch> batches;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return batches;
        batches.push_back({select->integer(0), static_cast<std::size_t>(select->integer(1)), select->integer(2), select->integer(3),
                           std::string(select->text(4)), select->integer(5)});
    }
}

Result<bool> Ledger::has_records(const LedgerBatch& batch) {
    auto found = records_of(batch, [](std::string_view) { return true; });
    if (!found) return std::move(found).error();
    return !found->empty();
}

Result<std::set<std::string>> Ledger::half_done() {
    auto select = database_->prepare("SELECT key FROM half_done");
    if (!select) return std::move(select).error();
    std::set<std::string> keys;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return keys;
        keys.emplace(select->text(0));
    }
}

Result<std::uint64_t> Ledger::failed_batches() {
    auto count = database_->integer("SELECT count(*) FROM batches WHERE state = " + std::to_string(gave_up));
    if (!count) return std::move(count).error();
    return as_count(count->value_or(0));
}

}  // namespace muster::native
