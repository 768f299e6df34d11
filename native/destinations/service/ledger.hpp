// What is known of one sync at one service: the values that were confirmed last, and the run that is going on, with everything
// it has still to send (the spool) and every batch that it sends (the journal). A file of SQLite, for its owner only. What a
// function has done is durable when it returns.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "native/db/database.hpp"
#include "native/destinations/destination.hpp"
#include "native/destinations/service/feedback.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native {

// A run as it begins.
struct LedgerRun {
    std::string run_id, plan_id;
    std::string earlier_ids = " ";     // of the runs that this one goes on with, each between blanks
    CompletedRun completed;            // as what it is remembered once everything is sent
    bool remember = true;
    ServicePlan plan;
    // Of a run that empties the destination and fills it anew: the contacts that are there before, and those of them that it removes.
    struct Replacement {
        std::uint64_t existing = 0, deletes = 0;
    };
    std::optional<Replacement> replaces = {};
    std::string key_column = {};       // of the file; empty: it is not kept
};

// A record of the spool. Texts are packed values.
struct SpooledRecord {
    std::string_view key;
    std::uint64_t row = 0;
    bool known = false;                // confirmed before
    bool removes = false;
    std::uint64_t fingerprint = 0;
    std::uint32_t phases = 0;          // that it has still to go through
    std::string_view sent, merged;     // what is sent; what is confirmed by that
};

// A batch of the journal: the records of the spool from `first` to `last` that still have to go through its phase.
struct LedgerBatch {
    std::int64_t number = 0;
    std::size_t phase = 0;
    std::int64_t first = 0, last = 0;
    std::string ticket;                // empty: whether the service has it is not known
    std::int64_t sent = 0;             // milliseconds since 1970
};

class Ledger {
public:
    // `scope` and `sync_name` must be those that it was made for. Errors: destination_failed when they are not.
    static Result<Ledger> open(const std::string& path, const std::string& scope, const std::string& sync_name);
    // Nothing is made.
    static Result<std::optional<Ledger>> open_existing(const std::string& path, const std::string& scope, const std::string& sync_name);

    // -- what was confirmed
    Result<std::optional<CompletedRun>> last_completed();
    // Whether a run after that one had something else to send, of which it may have sent a part.
    Result<bool> was_overtaken();
    // Changes with everything that is confirmed.
    Result<std::string> token();
    Result<bool> was_performed(std::string_view plan_id);
    Result<RunTrace> trace_of(std::string_view run_id);
    // Calls `each` with every contact, in the order of keys.
    Result<void> each_contact(const std::function<void(std::string_view key, std::uint64_t fingerprint)>& each);
    struct Confirmed {
        bool known = false;
        std::string_view values;       // packed; empty when they are of other columns. Valid until the next call
    };
    Result<Confirmed> confirmed(std::string_view key, std::string_view columns);

    // -- the run that goes on
    // Writes it with its spool, whole or not at all. `fill` is given what takes each record.
    using Spool = std::function<Result<void>(const SpooledRecord&)>;
    Result<void> begin_run(const LedgerRun& run, const std::function<Result<void>(const Spool&)>& fill);
    // Absent when none is open.
    Result<std::optional<LedgerRun>> open_run();
    Result<Applied> written(std::string_view run_id);
    Result<std::uint64_t> records_left();
    // Of those, without the ones that are refused.
    Result<std::uint64_t> records_to_send();
    // That have still to go through this phase.
    Result<std::uint64_t> records_left(std::size_t phase);
    // Of the run that is open.
    Result<std::vector<RefusedRows>> refused_rows();
    Result<std::uint64_t> refused_removals();
    // Remembers it as completed, with the rows that were refused as those to be tried again, and forgets its spool. Where a removal
    // was refused it is remembered as that of no file, so that the same file is done once more.
    Result<void> finish_run();
    // Another run goes on with it: it is known by both identifiers from then on.
    Result<void> adopt_run(std::string_view run_id, std::string_view completed);
    // How many contacts it has sent of which that is still to be found out, or that are still to be doubted.
    Result<std::uint64_t> unanswered();
    // Contacts that it has sent without an answer, or without all that belongs to them, may have other values than those confirmed
    // before, or may be there for the first time: from now on they are known with values that nobody knows. Answers of how many
    // that was not so yet.
    Result<std::uint64_t> doubt_unconfirmed();
    // Forgets its spool without that.
    Result<void> abandon_run();

    // -- a destination that is emptied and filled anew
    // The last run that began to empty it, when no run has filled it since.
    struct Interrupted {
        std::uint64_t existing = 0;    // contacts before that
        std::string run_id;
    };
    Result<std::optional<Interrupted>> interrupted_replacement();
    // Whether the open run is one that empties it.
    Result<bool> replaces();
    // Of the open run, that empties it: contacts before that.
    Result<std::optional<Interrupted>> replacement();
    // It has: what it was to remove is removed.
    Result<void> note_emptied();
    // The column that keys came from in the last run; absent: none was kept.
    Result<std::optional<std::string>> key_column();
    // What is known of people who must not be written to.
    Result<FeedbackBefore> feedback_before();
    // Adds to it; `now` in seconds since 1970.
    Result<void> take_feedback(const Feedback& feedback, std::int64_t now);
    // How many of the contacts that were confirmed are such people.
    Result<std::uint64_t> not_mailable_contacts(std::int64_t bounces);
    // Without those of whom it is known that they have unsubscribed: a service may tell of them again.
    Result<std::vector<Feedback::Person>> news_of(const Feedback& feedback);
    // Takes those people out of what the open run has still to send: they count as not sent.
    Result<void> exclude_not_mailable(std::int64_t bounces, std::uint32_t emptying_phases);
    Result<void> each_not_mailable(const std::function<Result<void>(std::string_view key, bool unsubscribed, std::int64_t bounces)>& each);
    // Contacts that the open run has sent though their rows were rejected, as they were before.
    Result<std::uint64_t> kept_contacts();

    // -- in the ledger of a destination that several syncs may fill, which has no runs of its own (ServiceDestination)
    Result<void> note_replacement(const Interrupted& begun);
    Result<void> forget_replacement();
    Result<void> note_key_column(std::string_view column);

    // -- batches
    // Calls `each` with the records that have to go through the phase and stand behind `after`, in the order of the file,
    // until it answers false.
    using EachRecord = std::function<Result<bool>(std::int64_t number, const SpooledRecord&)>;
    Result<void> each_spooled(std::size_t phase, std::int64_t after, std::int64_t last, const EachRecord& each);
    // Before it is sent. `refused`: records that cannot be sent, by their numbers.
    struct RefusedRecord {
        std::int64_t number = 0;
        std::string reason;
    };
    Result<LedgerBatch> begin_batch(std::size_t phase, std::int64_t first, std::int64_t last, std::int64_t now,
                                    std::span<const RefusedRecord> refused);
    Result<void> keep_ticket(const LedgerBatch& batch, std::string_view ticket);
    // What of it was not refused is confirmed, as far as this was the last phase of a record. `existed`: keys that count as changed;
    // `added_again`: that count as added, and wait to be sent as a whole where they were not.
    Result<void> finish_batch(const LedgerBatch& batch, std::span<const Refusal> refused, std::span<const std::string> existed = {},
                              std::span<const std::string> added_again = {});
    // All its records are refused, for one reason.
    Result<void> fail_batch(const LedgerBatch& batch, std::string_view reason);
    // Settles the records that were refused; nothing was done of the others, which wait again.
    Result<void> leave_batch(const LedgerBatch& batch, std::span<const Refusal> refused);
    // Nothing of it was done: its records wait again.
    Result<void> drop_batch(const LedgerBatch& batch);
    Result<std::vector<LedgerBatch>> open_batches();
    // Whether any of the records of an open batch has still to go through its phase.
    Result<bool> has_records(const LedgerBatch& batch);
    // Keys of refusals that were half done, of all runs, until they are confirmed.
    Result<std::set<std::string>> half_done();
    // How many batches of the run were given up as a whole.
    Result<std::uint64_t> failed_batches();

private:
    explicit Ledger(std::unique_ptr<Database> database) : database_(std::move(database)) {}
    static Result<Ledger> connect(const std::string& path, const std::string& scope, const std::string& sync_name);
    Result<void> claim(const std::string& scope, const std::string& sync_name);
    Result<void> run(const std::string& sql, std::initializer_list<std::int64_t> numbers, std::initializer_list<std::string_view> texts = {});
    Result<std::int64_t> columns_number(std::string_view columns);
    // Numbers and keys of the records that have still to go through the phase of the batch.
    Result<std::vector<std::pair<std::int64_t, std::string>>> records_of(const LedgerBatch& batch, const std::function<bool(std::string_view key)>& wanted);
    Result<void> count_as_known(const LedgerBatch& batch, std::span<const std::string> existed);
    Result<void> count_as_new(const LedgerBatch& batch, std::span<const std::int64_t> numbers);
    // The numbers of those records of the batch that have one of the keys.
    Result<std::vector<std::int64_t>> numbers_of(const LedgerBatch& batch, std::span<const std::string> keys);
    Result<void> refuse_records(const LedgerBatch& batch, std::span<const Refusal> refused);
    Result<void> confirm_records(const LedgerBatch& batch);
    Result<std::uint64_t> doubt_records(const LedgerBatch& batch);
    Result<std::vector<LedgerBatch>> batches_of(const std::string& condition);
    Result<void> close_run(std::string_view state);
    Result<std::optional<std::string>> fact(std::string_view name);
    Result<void> begin_replacement(const LedgerRun& run);
    Result<void> end_replacement();
    Result<void> abandon_replacement();
    std::unique_ptr<Database> database_;
    std::optional<Statement> find_, select_columns_;
    std::string found_record_;
    std::string found_columns_;
    std::int64_t found_columns_number_ = 0;
};

}  // namespace muster::native
