#include "replacing_changes.hpp"

#include <chrono>
#include <utility>

#include "packed_values.hpp"
#include "service_destination.hpp"
#include "service_run.hpp"

namespace muster::native {
namespace {

constexpr const char* staging_layout =
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
    "CREATE TABLE staged (key TEXT PRIMARY KEY, file_row INTEGER NOT NULL, known INTEGER NOT NULL, fingerprint INTEGER NOT NULL,"
    " record TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE kept (key TEXT PRIMARY KEY, usable INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;"
    "CREATE TABLE not_mailable (key TEXT PRIMARY KEY, unsubscribed INTEGER NOT NULL, bounces INTEGER NOT NULL) STRICT, WITHOUT ROWID; BEGIN";

constexpr const char* rejected_only = "SELECT key FROM kept WHERE key NOT IN (SELECT key FROM staged UNION ALL SELECT key FROM not_mailable) ORDER BY key";

std::string counted(std::uint64_t count, const char* one, const char* many) { return std::to_string(count) + (count == 1 ? one : many); }

}  // namespace

ReplacingChanges::ReplacingChanges(ServiceDestination& destination, const ChangesRequest& request)
    : destination_(destination), plan_(service_plan(request)), key_column_(key_column_of(request)) {
    // Nothing can be kept there: what an empty cell is to do makes no other values of those that were confirmed.
    for (ServiceColumn& column : plan_.columns) column.empty = EmptyCell::keep;
    columns_ = columns_text(plan_);
    for (const std::size_t column : destination.service().replacement_terms().uniform) uniform_.push_back({column});
}

Result<std::unique_ptr<Changes>> ReplacingChanges::begin(ServiceDestination& destination, const ChangesRequest& request) {
    auto changes = std::unique_ptr<ReplacingChanges>(new ReplacingChanges(destination, request));
    auto ledger = destination.existing_ledger();
    if (!ledger) return std::move(ledger).error();
    changes->before_run_ = *ledger;
    if (auto opened = changes->open_staging(); !opened) return std::move(opened).error();
    if (auto staged = changes->stage_not_mailable(); !staged) return std::move(staged).error();
    return std::unique_ptr<Changes>(std::move(changes));
}

Result<void> ReplacingChanges::open_staging() {
    if (auto opened = staging_.open("", SqliteDatabase::Mode::create); !opened) return opened;
    if (auto prepared = staging_.execute(staging_layout); !prepared) return prepared;
    struct Prepared {
        std::optional<Statement>& into;
        const char* sql;
    };
    for (const Prepared& each : {Prepared{insert_, "INSERT OR REPLACE INTO staged VALUES (?1, ?2, ?3, ?4, ?5)"}, Prepared{erase_, "DELETE FROM staged WHERE key = ?1"},
                                 Prepared{keep_, "INSERT OR IGNORE INTO kept(key) VALUES (?1)"}}) {
        auto statement = staging_.prepare(each.sql);
        if (!statement) return std::move(statement).error();
        each.into.emplace(std::move(*statement));
    }
    return {};
}

// Those known before, and those that are new.
Result<void> ReplacingChanges::stage_not_mailable() {
    auto insert = staging_.prepare("INSERT INTO not_mailable VALUES (?1, ?2, ?3) ON CONFLICT(key) DO UPDATE SET unsubscribed = max(unsubscribed, ?2), bounces = bounces + ?3");
    if (!insert) return std::move(insert).error();
    const auto add = [&](std::string_view key, bool unsubscribed, std::int64_t bounces) {
        insert->bind(1, key);
        insert->bind(2, std::int64_t{unsubscribed});
        insert->bind(3, bounces);
        return insert->run();
    };
    if (before_run_ != nullptr) {
        if (auto known = before_run_->each_not_mailable(add); !known) return known;
    }
    for (const Feedback::Person& person : destination_.feedback().people) {
        if (auto added = add(person.key, !person.bounced, person.bounced ? 1 : 0); !added) return added;
    }
    return staging_.execute("DELETE FROM not_mailable WHERE unsubscribed = 0 AND bounces < " + std::to_string(destination_.service().replacement_terms().bounces));
}

// After everything was removed nothing can be kept: an empty cell is an empty value.
Result<void> ReplacingChanges::stage(const Record& record, Action action, bool) {
    check_uniform(record);
    values_.assign(record.values.begin(), record.values.end());
    pack(values_, packed_);
    insert_->bind(1, record.key);
    insert_->bind(2, static_cast<std::int64_t>(record.row));
    insert_->bind(3, std::int64_t{action == Action::compare});
    insert_->bind(4, static_cast<std::int64_t>(record.fingerprint));
    insert_->bind(5, packed_);
    return insert_->run();
}

void ReplacingChanges::check_uniform(const Record& record) {
    for (Uniform& each : uniform_) {
        const std::string_view value = record.values[each.column];
        if (!each.value) {
            each.value = value;
            each.row = record.row;
        } else if (*each.value != value && !mixed_) {
            mixed_ = make_issue(Code::rows_rejected,
                                "The field \"" + plan_.columns[each.column].field + "\" has \"" + shortened(*each.value) + "\" in row " + std::to_string(each.row) + " and \"" +
                                    shortened(value) + "\" in row " + std::to_string(record.row) + ", but one sync is about one value of it. Nothing was written.",
                                "Divide the file, and make a sync and a list for each of the values.");
        }
    }
}

Result<void> ReplacingChanges::forget(std::string_view key) {
    erase_->bind(1, key);
    return erase_->run();
}

Result<void> ReplacingChanges::keep(std::string_view key) {
    keep_->bind(1, key);
    return keep_->run();
}

Result<Changes::Comparison> ReplacingChanges::compare() {
    if (mixed_) return *mixed_;
    Comparison comparison;
    if (auto excluded = exclude(comparison); !excluded) return std::move(excluded).error();
    if (auto compared = compare_kept(comparison); !compared) return std::move(compared).error();
    if (auto counted = each_gone([&](std::string_view) { ++gone_; }); !counted) return std::move(counted).error();
    comparison.gone = gone_;
    return comparison;
}

Result<void> ReplacingChanges::exclude(Comparison& comparison) {
    auto select = staging_.prepare("SELECT count(*), coalesce(sum(known), 0), coalesce(sum(unsubscribed), 0) FROM staged JOIN not_mailable USING (key)");
    if (!select) return std::move(select).error();
    if (auto row = select->step(); !row) return std::move(row).error();
    comparison.excluded = static_cast<std::uint64_t>(select->integer(0));
    comparison.excluded_known = static_cast<std::uint64_t>(select->integer(1));
    unsubscribed_ = static_cast<std::uint64_t>(select->integer(2));
    bounced_ = comparison.excluded - unsubscribed_;
    select->reset();
    if (auto listed = list_excluded(comparison); !listed) return listed;
    return staging_.execute("DELETE FROM staged WHERE key IN (SELECT key FROM not_mailable)");
}

Result<void> ReplacingChanges::list_excluded(Comparison& comparison) {
    auto select = staging_.prepare("SELECT file_row, unsubscribed FROM staged JOIN not_mailable USING (key) ORDER BY unsubscribed DESC, file_row");
    if (!select) return std::move(select).error();
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        const std::string_view reason = not_mailable_reason(select->integer(1) != 0);
        auto& lists = comparison.excluded_rows;
        if (lists.empty() || lists.back().reason != reason) lists.push_back({Code::not_mailable, std::string(reason), {}, false});
        lists.back().rows.push_back(static_cast<std::uint64_t>(select->integer(0)));
    }
}

Result<void> ReplacingChanges::compare_kept(Comparison& comparison) {
    auto select = staging_.prepare(rejected_only);
    auto update = staging_.prepare("UPDATE kept SET usable = 1 WHERE key = ?1");
    if (!select) return std::move(select).error();
    if (!update) return std::move(update).error();
    std::vector<std::string> usable;
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) break;
        auto can = can_be_kept(select->text(0));
        if (!can) return std::move(can).error();
        if (*can) {
            usable.emplace_back(select->text(0));
        } else {
            ++comparison.lost;
        }
    }
    for (const std::string& key : usable) {
        update->bind(1, key);
        if (auto put = update->run(); !put) return put;
    }
    comparison.kept = usable.size();
    return {};
}

// What was sent before must not bring back a value that this file may not have beside its own.
Result<bool> ReplacingChanges::can_be_kept(std::string_view key) {
    if (before_run_ == nullptr) return false;
    auto confirmed = before_run_->confirmed(key, columns_);
    if (!confirmed) return std::move(confirmed).error();
    if (!confirmed->known || confirmed->values.empty() || !unpack(confirmed->values, values_)) return false;
    for (const Uniform& each : uniform_) {
        if (each.value && values_[each.column] != *each.value) return false;
    }
    return true;
}

// Everything is written, whether it differs or not.
Result<void> ReplacingChanges::differences(const std::function<bool(const Difference&)>&) { return {}; }

Result<void> ReplacingChanges::missing(const Planner&, const std::function<void(std::string_view)>& each) { return each_gone(each); }

// Of the contacts that are removed only those are known that this sync has sent.
Result<void> ReplacingChanges::each_gone(const std::function<void(std::string_view)>& each) {
    if (before_run_ == nullptr) return {};
    auto find = staging_.prepare("SELECT EXISTS (SELECT 1 FROM staged WHERE key = ?1) OR EXISTS (SELECT 1 FROM kept WHERE key = ?1 AND usable = 1)");
    if (!find) return std::move(find).error();
    Result<void> found;
    auto read = before_run_->each_contact([&](std::string_view key, std::uint64_t) {
        find->bind(1, key);
        auto row = find->step();
        if (!row) found = std::move(row).error();
        else if (find->integer(0) == 0) each(key);
        find->reset();
    });
    return read ? found : read;
}

Result<void> ReplacingChanges::spool_kept(std::uint32_t phases, const Ledger::Spool& spool) {
    auto select = staging_.prepare("SELECT key FROM kept WHERE usable = 1 AND key NOT IN (SELECT key FROM staged) ORDER BY key");
    if (!select) return std::move(select).error();
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        auto confirmed = before_run_->confirmed(select->text(0), columns_);
        if (!confirmed) return std::move(confirmed).error();
        SpooledRecord record;
        record.key = select->text(0);
        record.known = true;
        record.sent = record.merged = confirmed->values;
        if (!unpack(record.sent, values_)) return make_issue(Code::internal_error, "A contact of the ledger cannot be read.");
        record.phases = destination_.service().phases_of(values_) | phases;
        if (auto spooled = spool(record); !spooled) return spooled;
    }
}

// A run that only tries some rows again adds them to what is there.
Result<void> ReplacingChanges::fill_spool(bool replaces, const Ledger::Spool& spool) {
    const std::uint32_t emptying = replaces ? emptying_phases(destination_.service()) : 0;
    auto select = staging_.prepare("SELECT key, file_row, known, fingerprint, record FROM staged ORDER BY file_row");
    if (!select) return std::move(select).error();
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return replaces ? spool_kept(emptying, spool) : Result<void>();
        SpooledRecord record;
        record.key = select->text(0);
        record.row = static_cast<std::uint64_t>(select->integer(1));
        record.known = select->integer(2) != 0;
        record.fingerprint = static_cast<std::uint64_t>(select->integer(3));
        record.sent = record.merged = select->text(4);
        if (!unpack(record.sent, values_)) return make_issue(Code::internal_error, "A staged record cannot be read.");
        record.phases = destination_.service().phases_of(values_) | emptying;
        if (auto spooled = spool(record); !spooled) return spooled;
    }
}

LedgerRun ReplacingChanges::run_of(const Planner& planner, const Commit& commit) const {
    LedgerRun run;
    run.run_id = commit.completed.run_id;
    run.plan_id = commit.plan_id;
    run.completed = commit.completed;
    run.remember = commit.remember;
    run.plan = plan_;
    run.key_column = key_column_;
    const Counts& counts = planner.counts();
    if (commit.delete_missing) run.replaces = {counts.existing, counts.existing > counts.matched ? counts.existing - counts.matched : 0};
    return run;
}

std::string ReplacingChanges::with_exclusions(std::string remark, bool replaces) const {
    const auto say = [&](const std::string& sentence) { remark += (remark.empty() ? "" : " ") + sentence; };
    if (unsubscribed_ + bounced_ > 0) {
        say(counted(unsubscribed_ + bounced_, " contact was", " contacts were") + " excluded and not sent: " + std::to_string(unsubscribed_) + " unsubscribed, " +
            std::to_string(bounced_) + " bounced.");
    }
    if (replaces && gone_ > 0) say(counted(gone_, " contact that this sync had sent before was", " contacts that this sync had sent before were") + " not sent again.");
    for (const std::string& warning : destination_.feedback().warnings) say(warning);
    return remark;
}

Result<Applied> ReplacingChanges::commit(const Planner& planner, const Commit& commit) {
    auto lock = destination_.lock();
    if (!lock) return std::move(lock).error();
    auto opened = destination_.ledger();
    if (!opened) return std::move(opened).error();
    Ledger& ledger = **opened;
    auto refusal = stale_commit(destination_, ledger, commit);
    if (!refusal) return std::move(refusal).error();
    if (*refusal) return std::move(**refusal);
    if (auto taken = destination_.remember_feedback(ledger, destination_.feedback()); !taken) return std::move(taken).error();
    // What a run before has sent of its spool is removed by this one.
    if (auto abandoned = ledger.abandon_run(); !abandoned) return std::move(abandoned).error();
    const LedgerRun run = run_of(planner, commit);
    auto begun = ledger.begin_run(run, [&](const Ledger::Spool& spool) { return fill_spool(commit.delete_missing, spool); });
    if (!begun) return std::move(begun).error();
    auto applied = send_open_run(destination_, ledger, run.run_id, written_);
    if (!applied) return applied;
    written_.remark = with_exclusions(std::move(applied->remark), commit.delete_missing);
    return written_;
}

}  // namespace muster::native
