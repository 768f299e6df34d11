// What every destination offers to the engine. Destinations do not know each other, the store or the schedule; no caller
// branches on a destination's name: it reads Capabilities.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/check.hpp"
#include "muster/plan.hpp"
#include "muster/result.hpp"
#include "muster/schema.hpp"
#include "muster/sync.hpp"

namespace muster::native {

class CallTrace;

// One member of a sync document's "destination" beyond kind, url and connection.
struct OptionSpec {
    std::string name;
    enum class Type : std::uint8_t { text, number, boolean } type = Type::text;
    std::string default_value;
    bool required = false;
    bool secret = false;
    std::string help;
};

struct Capabilities {
    bool insert = false;
    bool update = false;
    bool update_alone = false;      // change contacts without adding any
    bool delete_missing = false;
    bool replaces_all = false;      // cleared and refilled: the guard always applies
    bool new_fields = false;
    bool generated_keys = false;
    bool lists_keys = false;        // snapshot() knows keys, not only a count
    bool scope_all = false;         // delete_missing may be about all contacts,
    bool scope_own = false;         // or about those of this sync
    std::vector<std::string> delete_forms = {};   // the first is the default; empty: there is only one way
    bool undo = false;              // the last run can be taken back
    bool compares_with_sent = false;  // with what this sync sent last, since it cannot look at what the destination holds
    std::vector<OptionSpec> options;
};

// The last completed run of a sync, as the destination remembers it.
struct CompletedRun {
    std::string source_sha256;      // empty: of what a later run has written before it stopped, or may have, the source does not tell
    std::uint64_t definition = 0;   // definition_hash of the sync document
    std::string run_id;
    std::string completed;          // RFC 3339 UTC
    RowRanges retries = {};         // rows of the source that were not done and may be done another time
};

// What a destination knows of a run.
struct RunTrace {
    enum class State : std::uint8_t {
        unknown_run,                // nothing of it was committed
        partly,                     // some of its transactions were committed
        completed,
        not_known                   // it has written, but whether that was all cannot be told any more
    } state = State::unknown_run;
    std::uint64_t inserted = 0, updated = 0, deleted = 0;
    std::uint64_t to_write = 0;     // of so many; only when `partly`
    std::uint64_t written() const noexcept { return inserted + updated + deleted; }
};

struct DestinationSnapshot {
    Snapshot snapshot;
    std::string token;              // changes whenever what the destination holds changes
};

struct SnapshotRequest {
    std::string sync_name;
    DeleteScope scope = DeleteScope::all;
    std::uint64_t salt = 0;         // seed of the key hashes
    // False: the token is only for a commit by the same Destination, and a destination that can make one without reading all
    // values does so. Such a token may call a change what changed no contact.
    bool lasting_token = true;
};

// What a commit has to know beyond the staged records.
struct Commit {
    std::string snapshot_token;     // refused as plan_stale when the destination has changed since
    bool delete_missing = false;    // delete the contacts that the planner calls missing
    CompletedRun completed;         // remembered in the same transaction
    bool remember = true;           // false: the run did not complete, its fingerprint is not stored
    std::string plan_id = {};       // of a plan file: refused as plan_stale when it was performed before; empty: none
};

// Rows of the file that a destination did not take, for one reason.
struct RefusedRows {
    Code code = Code::destination_failed;     // or not_at_destination, or not_mailable
    std::string reason;                       // a sentence
    std::vector<std::uint64_t> rows;          // rising
    bool sent = true;                         // false: it is known without that
};

struct Applied {
    std::uint64_t inserted = 0, updated = 0, unchanged = 0, deleted = 0;
    std::uint64_t failed = 0;       // records that the destination refused
    std::uint64_t not_there = 0;    // records that were only to change a contact, and it has none: no failure
    std::uint64_t not_mailable = 0; // of those, who must not be written to: unsubscribed, on a blocklist; no failure
    std::uint64_t not_removed = 0;  // contacts that the destination refused to remove; `failed` has none of them
    std::vector<std::string> refusals = {};   // the first of them, each a sentence
    std::vector<RefusedRows> refused_rows = {};   // all of them, and those that are not there, where they were found out while writing
    std::string remark = {};        // what the counts alone would not say; empty: nothing
};

// One value that an update would change.
struct Difference {
    std::string_view key, field;
    std::string_view before, after; // empty: no value. Of sensitive fields masked
    bool sensitive_key = false;     // the key itself is not to be shown to everybody
};

// What stands in place of a sensitive value.
inline constexpr std::string_view masked_value = "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";

// A field that a run would create.
struct NewField {
    std::string name;
    std::string type;               // in the destination's own word: "shorttext"
    bool as_text = false;           // it will hold texts, but what inspection took the column for was no text
};

// One run's writes, first collected, then performed at once. Destroying it without commit() leaves nothing behind.
class Changes {
public:
    virtual ~Changes() = default;
    // Only records of action insert and compare are staged. `again`: one of the same key was before, which this one replaces.
    virtual Result<void> stage(const Record& record, Action action, bool again) = 0;
    virtual Result<void> forget(std::string_view key) = 0;
    // A rejected row has this key. Where everything is replaced, its contact is to be written as it was, if that is known.
    virtual Result<void> keep(std::string_view) { return {}; }
    // Compares the staged records with the destination, reading only.
    struct Comparison {
        std::uint64_t equal = 0;    // staged for compare, but no value differs
        std::uint64_t erased = 0;   // values that empty cells would erase
        std::vector<NewField> new_fields = {};   // where the destination has types of its own, which can never be changed
        // Where everything is replaced:
        std::uint64_t excluded = 0, excluded_known = 0;   // staged, but not to be sent; of those, known to the destination
        std::uint64_t kept = 0;     // rejected rows whose contacts are sent as they were
        std::uint64_t lost = 0;     // rejected rows whose contacts are not known, and would be gone
        std::uint64_t gone = 0;     // contacts that this sync has sent before and would not send again
        std::vector<RefusedRows> excluded_rows = {};   // of the records that are not to be sent
    };
    virtual Result<Comparison> compare() = 0;
    // Calls `each` with every value that would be changed, by key, until it answers false.
    virtual Result<void> differences(const std::function<bool(const Difference&)>& each) = 0;
    // Calls `each` with every key that would be deleted, in the order of keys.
    virtual Result<void> missing(const Planner& planner, const std::function<void(std::string_view)>& each) = 0;
    // Performs everything: new fields, inserts, updates, then deletes, then the state. In one transaction, or, where that
    // would be too large a one, in several, of which the last ones delete and the very last remembers that it is complete.
    virtual Result<Applied> commit(const Planner& planner, const Commit& commit) = 0;
    // What is written for good, also when commit() has failed.
    virtual Applied written() const = 0;
};

// What taking back a run would do to contacts.
struct UndoCounts {
    std::uint64_t removed = 0;      // that the run added
    std::uint64_t restored = 0;     // that it changed
    std::uint64_t returned = 0;     // that it deleted
    std::uint64_t left = 0;         // that were deleted or added again by hand since, and stay as they are
    std::uint64_t existing = 0;     // contacts there are now
};

// The taking back of one run: a plan, to be shown first.
class Undo {
public:
    enum class Step : std::uint8_t { remove, restore, give_back };

    virtual ~Undo() = default;
    virtual const UndoCounts& counts() const = 0;
    virtual const std::string& sync_name() const = 0;
    // Calls `each` with the key of every contact of this step, in the order of keys, until it answers false. Keys of a
    // sensitive field are masked.
    virtual Result<void> keys(Step step, const std::function<bool(std::string_view key)>& each) = 0;
    // Calls `each` with every value that would be changed back, by key, until it answers false.
    virtual Result<void> differences(const std::function<bool(const Difference&)>& each) = 0;
    // Performs it in one transaction, under this name. Errors: plan_stale when the destination has changed since.
    virtual Result<void> perform(const std::string& run_id, const std::string& when) = 0;
};

// A run that stopped on its way, and can go on without its source from what it kept.
class KeptRun {
public:
    virtual ~KeptRun() = default;
    // Contacts that are still to be written, those of which it is not known whether they were included.
    virtual Result<std::uint64_t> left() = 0;
    // The run is known by the identifier of the one that goes on as well, from now on and whatever becomes of that one, and
    // completed under it. An error says that nothing has happened.
    virtual Result<void> adopt(const std::string& run_id, const std::string& completed) = 0;
    // Goes on to the end. The counts are those of the whole run, with what was written before. After adopt().
    virtual Result<Applied> finish() = 0;
    // What the whole run has written for good, also when finish() has failed.
    virtual Applied written() const = 0;
};

struct ChangesRequest {
    std::string sync_name;
    Mode mode;
    Key key;
    std::span<const ResolvedColumn> columns;   // must outlive the changes
    std::uint64_t definition = 0;
    std::function<std::uint32_t()> random;     // uniform 32 bits, for generated keys
    bool full_resync = false;                  // all values are written, whatever was sent before: where it compares with that
};

class Destination {
public:
    virtual ~Destination() = default;
    virtual const Capabilities& capabilities() const = 0;
    // For people and reports: without credentials.
    virtual std::string display_name() const = 0;
    // What has to be told whenever it is used; empty: nothing.
    virtual std::string warning() const { return {}; }
    // Whether a run that another one has overtaken waits and plans again; otherwise it is refused.
    virtual bool waits_for_others() const = 0;
    // The address as it is from any folder, for documents.
    virtual std::string absolute_url() const = 0;
    // The fields; a destination that does not exist yet answers with those it would be made with.
    virtual Result<Schema> schema() = 0;
    // What a plan needs beside the fields, whatever it is about, and cannot have; reads only. After schema().
    virtual std::vector<Issue> missing_for_plans() { return {}; }
    virtual Result<std::optional<CompletedRun>> last_completed(std::string_view sync_name) = 0;
    // How far a run has come, for one that could not say so itself.
    virtual Result<RunTrace> trace_of(std::string_view run_id) = 0;
    virtual Result<DestinationSnapshot> snapshot(const SnapshotRequest& request) = 0;
    virtual Result<std::unique_ptr<Changes>> begin(const ChangesRequest& request) = 0;
    // By a run that has nothing else to do, or may not: takes over what is new of people who must not be written to. Answers what the report has to
    // say of that; empty: nothing. After schema().
    virtual Result<std::string> take_feedback() { return std::string(); }
    // What stands in the way of these changes, all at once, and warnings, which only are to be told; reads only.
    virtual std::vector<Issue> preflight(const ChangesRequest& request) = 0;
    // A run that failed or was interrupted and kept what it was to write; null when there is none of this identifier.
    virtual Result<std::unique_ptr<KeptRun>> kept_run(std::string_view run_id) = 0;
    // Errors: contradiction when it is not the last run that wrote contacts, or was taken back; not_found.
    virtual Result<std::unique_ptr<Undo>> undo(std::string_view run_id) = 0;
};

// What a destination is given of the program around it.
struct Surroundings {
    std::string folder = {};                   // where relative paths start; empty: the current folder
    std::string state_folder = {};             // where services keep what they have confirmed and what is still to be sent
    std::string sync_name = {};
    const std::atomic<bool>* stop = nullptr;   // Ctrl-C; null: never. Must outlive the destination, as must:
    CallTrace* trace = nullptr;                // of calls over the network; null: none
    std::string key_field = {};                // of the sync document; empty: not known here
    std::optional<Type> key_type = {};         // that its mapping declares
};

// Opens the destination of a sync document. Nothing is created yet. Errors: invalid_value for an unknown kind or url.
Result<std::unique_ptr<Destination>> open_destination(const DestinationSettings& settings, const Surroundings& around = {});

}  // namespace muster::native
