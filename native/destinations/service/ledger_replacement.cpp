// The part of the ledger about destinations that are emptied and filled anew.
#include <charconv>
#include <limits>
#include <utility>

#include "ledger.hpp"

namespace muster::native {
namespace {

// Facts: "EXISTING DELETES BEGUN RUN", where BEGUN is 1 when an earlier run had emptied the destination without filling it.
constexpr std::string_view replacement_fact = "replacement", key_column_fact = "key column";
// When people were told of last, and the newest of them that a call told.
constexpr std::string_view feedback_fact = "feedback", newest_feedback_fact = "newest feedback";

struct Replacement {
    std::uint64_t existing = 0, deletes = 0, begun = 0;
    std::string run_id;
};

std::optional<Replacement> replacement_of(std::string_view text) {
    Replacement found;
    for (std::uint64_t* number : {&found.existing, &found.deletes, &found.begun}) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
        if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    }
    found.run_id = text;
    return found;
}

Issue damaged() { return make_issue(Code::destination_failed, "The ledger of this sync holds something that Muster did not write.", "Restore it from a backup."); }

}  // namespace

Result<std::optional<std::string>> Ledger::fact(std::string_view name) {
    auto select = database_->prepare("SELECT value FROM facts WHERE name = ?1");
    if (!select) return std::move(select).error();
    select->bind(1, name);
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (!*row) return std::optional<std::string>();
    return std::optional(std::string(select->text(0)));
}

Result<std::optional<std::string>> Ledger::key_column() { return fact(key_column_fact); }

// What was interrupted before counts until a run has filled the destination.
Result<void> Ledger::begin_replacement(const LedgerRun& begun) {
    if (!begun.key_column.empty()) {
        if (auto kept = run("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", {}, {key_column_fact, begun.key_column}); !kept) return kept;
    }
    if (!begun.replaces) return {};
    auto before = interrupted_replacement();
    if (!before) return std::move(before).error();
    const std::string fact = std::to_string(begun.replaces->existing) + " " + std::to_string(begun.replaces->deletes) + (*before ? " 1 " : " 0 ") + begun.run_id;
    if (auto kept = run("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", {}, {replacement_fact, fact}); !kept) return kept;
    return run("UPDATE runs SET to_write = to_write + ?1 WHERE state = 'open'", {static_cast<std::int64_t>(begun.replaces->deletes)});
}

Result<std::optional<Ledger::Interrupted>> Ledger::interrupted_replacement() {
    auto text = fact(replacement_fact);
    if (!text) return std::move(text).error();
    if (!*text) return std::optional<Interrupted>();
    const auto found = replacement_of(**text);
    if (!found) return damaged();
    // Nothing was done yet by a run that has begun no batch.
    auto is_open = replaces();
    if (!is_open) return std::move(is_open).error();
    auto batches = database_->integer("SELECT count(*) FROM batches");
    if (!batches) return std::move(batches).error();
    if (found->begun == 0 && *is_open && batches->value_or(0) == 0) return std::optional<Interrupted>();
    return std::optional(Interrupted{found->existing, found->run_id});
}

Result<void> Ledger::abandon_replacement() {
    auto interrupted = interrupted_replacement();
    if (!interrupted) return std::move(interrupted).error();
    return *interrupted ? Result<void>() : run("DELETE FROM facts WHERE name = ?1", {}, {replacement_fact});
}

Result<bool> Ledger::replaces() {
    auto text = fact(replacement_fact);
    if (!text) return std::move(text).error();
    const auto found = *text ? replacement_of(**text) : std::nullopt;
    if (!found) return false;
    auto select = database_->prepare("SELECT 1 FROM runs WHERE state = 'open' AND (run_id = ?1 OR instr(earlier_ids, ' ' || ?1 || ' ') > 0)");
    if (!select) return std::move(select).error();
    select->bind(1, found->run_id);
    return select->step();
}

Result<std::optional<Ledger::Interrupted>> Ledger::replacement() {
    auto is_open = replaces();
    if (!is_open) return std::move(is_open).error();
    if (!*is_open) return std::optional<Interrupted>();
    auto text = fact(replacement_fact);
    if (!text) return std::move(text).error();
    const auto found = *text ? replacement_of(**text) : std::nullopt;
    if (!found) return damaged();
    return std::optional(Interrupted{found->existing, found->run_id});
}

Result<void> Ledger::note_replacement(const Interrupted& begun) {
    return run("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", {}, {replacement_fact, std::to_string(begun.existing) + " 0 1 " + begun.run_id});
}

Result<void> Ledger::forget_replacement() { return run("DELETE FROM facts WHERE name = ?1", {}, {replacement_fact}); }

Result<void> Ledger::note_key_column(std::string_view column) {
    return run("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", {}, {key_column_fact, column});
}

Result<void> Ledger::note_emptied() {
    auto text = fact(replacement_fact);
    if (!text) return std::move(text).error();
    const auto found = *text ? replacement_of(**text) : std::nullopt;
    if (!found) return damaged();
    return run("UPDATE runs SET deleted = ?1 WHERE state = 'open'", {static_cast<std::int64_t>(found->deletes)});
}

Result<FeedbackBefore> Ledger::feedback_before() {
    FeedbackBefore before;
    auto newest = fact(newest_feedback_fact);
    if (!newest) return std::move(newest).error();
    before.newest = newest->value_or("");
    auto last = fact(feedback_fact);
    if (!last) return std::move(last).error();
    const std::string seconds = last->value_or("0");
    std::from_chars(seconds.data(), seconds.data() + seconds.size(), before.last);
    auto select = database_->prepare("SELECT kind, name, fingerprint FROM feedback_files");
    if (!select) return std::move(select).error();
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return before;
        before.files.push_back({std::string(select->text(0)), std::string(select->text(1)), std::string(select->text(2))});
    }
}

Result<void> Ledger::take_feedback(const Feedback& feedback, std::int64_t now) {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    for (const FeedbackFile& file : feedback.files) {
        if (auto put = run("INSERT OR IGNORE INTO feedback_files VALUES (?1, ?2, ?3)", {}, {file.kind, file.name, file.fingerprint}); !put) return put;
    }
    {
        auto insert = database_->prepare("INSERT INTO not_mailable VALUES (?1, ?2, ?3) ON CONFLICT(key) DO UPDATE SET"
                                         " unsubscribed = max(unsubscribed, ?2), bounces = bounces + ?3");
        if (!insert) return std::move(insert).error();
        for (const Feedback::Person& person : feedback.people) {
            insert->bind(1, person.key);
            insert->bind(2, std::int64_t{!person.bounced});
            insert->bind(3, std::int64_t{person.bounced});
            if (auto put = insert->run(); !put) return put;
        }
    }
    for (const auto& [name, value] : {std::pair(newest_feedback_fact, feedback.newest), std::pair(feedback_fact, std::to_string(now))}) {
        if (auto put = run("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", {}, {name, value}); !put) return put;
    }
    return transaction->commit();
}

Result<std::uint64_t> Ledger::not_mailable_contacts(std::int64_t bounces) {
    auto select = database_->prepare("SELECT count(*) FROM contacts JOIN not_mailable USING (key) WHERE unsubscribed <> 0 OR bounces >= ?1");
    if (!select) return std::move(select).error();
    select->bind(1, bounces);
    if (auto row = select->step(); !row) return std::move(row).error();
    return static_cast<std::uint64_t>(select->integer(0));
}

Result<std::vector<Feedback::Person>> Ledger::news_of(const Feedback& feedback) {
    std::vector<Feedback::Person> news;
    auto known = database_->prepare("SELECT 1 FROM not_mailable WHERE key = ?1 AND unsubscribed = 1");
    if (!known) return std::move(known).error();
    for (const Feedback::Person& person : feedback.people) {
        known->reset();
        known->bind(1, person.key);
        auto row = known->step();
        if (!row) return std::move(row).error();
        if (person.bounced || !*row) news.push_back(person);
    }
    return news;
}

// Where the destination is still to be emptied, which all records of the run stand for, they wait for that with the others.
Result<void> Ledger::exclude_not_mailable(std::int64_t bounces, std::uint32_t emptying_phases) {
    auto transaction = Transaction::begin(*database_, Database::Access::write);
    if (!transaction) return std::move(transaction).error();
    // 2: not sent (ledger.cpp)
    auto excluded = run("UPDATE spool SET phases = phases & ?1, not_there = 2, refused = CASE WHEN (SELECT unsubscribed FROM not_mailable WHERE key = spool.key) <> 0 THEN ?3 ELSE ?4 END"
                        " WHERE phases & ~?1 <> 0 AND refused IS NULL AND key IN (SELECT key FROM not_mailable WHERE unsubscribed <> 0 OR bounces >= ?2)",
                        {std::int64_t{emptying_phases}, bounces}, {not_mailable_reason(true), not_mailable_reason(false)});
    if (!excluded) return excluded;
    if (auto settled = confirm_records({0, 0, 0, std::numeric_limits<std::int64_t>::max(), {}, 0}); !settled) return settled;
    return transaction->commit();
}

Result<void> Ledger::each_not_mailable(const std::function<Result<void>(std::string_view, bool, std::int64_t)>& each) {
    auto select = database_->prepare("SELECT key, unsubscribed, bounces FROM not_mailable");
    if (!select) return std::move(select).error();
    for (;;) {
        auto row = select->step();
        if (!row) return std::move(row).error();
        if (!*row) return {};
        if (auto taken = each(select->text(0), select->integer(1) != 0, select->integer(2)); !taken) return taken;
    }
}

Result<std::uint64_t> Ledger::records_left(std::size_t phase) {
    auto left = database_->integer("SELECT count(*) FROM spool WHERE phases & " + std::to_string(std::uint64_t{1} << phase) + " <> 0");
    if (!left) return std::move(left).error();
    return static_cast<std::uint64_t>(left->value_or(0));
}

Result<std::uint64_t> Ledger::kept_contacts() {
    auto count = database_->integer("SELECT count(*) FROM spool WHERE file_row = 0 AND removes = 0 AND phases = 0 AND refused IS NULL");
    if (!count) return std::move(count).error();
    return static_cast<std::uint64_t>(count->value_or(0));
}

// The destination has the contacts of the run that is about to be completed, and no others. A run that empties nothing leaves the
// others there.
Result<void> Ledger::end_replacement() {
    auto replaced = replaces();
    if (!replaced) return std::move(replaced).error();
    if (!*replaced) return {};
    if (auto forgotten = database_->execute("DELETE FROM contacts WHERE key NOT IN (SELECT key FROM spool WHERE refused IS NULL)"); !forgotten) return forgotten;
    return run("DELETE FROM facts WHERE name = ?1", {}, {replacement_fact});
}

}  // namespace muster::native
