// From a sync document to a plan that is ready to be performed: fetch, check, compare, guard. Writes nothing.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "muster/check.hpp"
#include "muster/report.hpp"
#include "native/destinations/destination.hpp"
#include "native/sources/source.hpp"

namespace muster::native {

// Told about long work, for progress bars.
class WorkListener {
public:
    virtual ~WorkListener() = default;
    // `total` in bytes, when known.
    virtual void begin(const std::string& what, std::optional<std::uint64_t> total) = 0;
    virtual void update(std::uint64_t done) = 0;
    virtual void end() = 0;
    // A sentence about the destination.
    virtual void warn(const std::string&) {}
};

// Where rejected rows go, in file order, and the records that reject an earlier row of their key. It must outlive the
// preparation; asked for before the first row, and once more where the file has to be read anew.
using RejectedSink = std::function<CheckSink&(const Check& check)>;

// What was chosen for a header (its fingerprint) into a destination (its absolute address) before.
using Recall = std::function<std::vector<EarlierChoice>(const std::string& header, const std::string& destination)>;

// Recalls for one destination, and keeps what was recalled.
class RecalledChoices : public EarlierChoices {
public:
    // `recall` must outlive this.
    RecalledChoices(const Recall& recall, std::string destination) : recall_(recall), destination_(std::move(destination)) {}
    std::vector<EarlierChoice> of(const std::string& header) override { return choices_ = recall_(header, destination_); }
    const std::vector<EarlierChoice>& choices() const noexcept { return choices_; }

private:
    const Recall& recall_;
    std::string destination_;
    std::vector<EarlierChoice> choices_;
};

struct PrepareRequest {
    Sync sync;
    std::string folder;               // where relative paths of the document start
    CallTrace* trace = nullptr;       // of calls over the network; must outlive what is prepared
    bool even_if_unchanged = false;
    bool full_resync = false;         // all values are sent, also those that were confirmed; deletes as in a first run
    bool performed_at_once = false;   // nobody looks at the plan, or keeps it, before it is performed
    const std::atomic<bool>* stop = nullptr;
    WorkListener* listener = nullptr;
    RejectedSink rejected;            // may be empty
    Recall recall;                    // empty: earlier choices are not used, and those of this run are not to be kept
};

// Everything that a plan is made of. A value that owns its source, its check and its staging; destroying it undoes it.
struct Prepared {
    Sync sync;                        // as given
    std::unique_ptr<Source> source;
    std::unique_ptr<Destination> destination;
    std::unique_ptr<Check> check;
    std::unique_ptr<Changes> changes; // null when `unchanged`
    std::optional<std::vector<EarlierChoice>> earlier;   // that were recalled; absent when none were to be used
    SourceFacts facts;
    std::string snapshot_token;
    std::uint64_t definition = 0;     // definition_hash of the document: the "mapping hash"
    bool first_run = false;           // no completed run of this definition is known, or it is to be as if
    bool full_resync = false;         // as requested
    bool unchanged = false;           // source and definition equal those of the last completed run: nothing was compared
    // They are equal, but for rows that the last run could not do: only those are tried again, and nothing is deleted.
    std::optional<RowRanges> retries;
    Changes::Comparison comparison;
    std::vector<Issue> warnings;      // of the destination: what will be done otherwise than the document may seem to say
    std::optional<Issue> stopped;     // by its rejected rows: on_rejected: stop, or max_rejected_percent

    const Counts& counts() const { return check->planner().counts(); }
    // Whether contacts that are missing in the file are to be deleted, if the guard allows it.
    bool deletes_missing() const { return sync.mode.delete_missing && !unchanged && !retries; }
    // How many contacts a run of this plan would delete.
    std::uint64_t deletes() const;
    // The verdict for a run of this plan.
    GuardResult guard(bool attended, std::optional<std::uint64_t> allowed_deletes = {}) const;
    // Whether the keys are values of a sensitive column: then only the plan file has them.
    bool key_is_sensitive() const;
    // Calls `each` with every value that would be changed, by key, until it answers false.
    Result<void> differences(const std::function<bool(const Difference&)>& each) const;
    // Calls `each` with every key that would be deleted, in the order of keys.
    Result<void> missing(const std::function<void(std::string_view)>& each) const;
    // The first of them, to be shown: masked where they are sensitive.
    Result<std::vector<std::string>> first_missing(std::size_t limit) const;
};

struct Preparation {
    std::optional<Prepared> prepared;
    std::vector<Issue> errors;        // not empty when there is no plan
};

// What the destination cannot do of what the sync asks for, which is refused before anything is read; nothing when it can do it all.
std::optional<Issue> refused_mode(const Destination& destination, const Sync& sync);

// The type that the mapping declares for the key, where it does.
std::optional<Type> declared_key_type(const Sync& sync);

// `source`: of a preparation before, to be read again; null: what the document names is opened.
Preparation prepare(const PrepareRequest& request, std::unique_ptr<Source> source = nullptr);

}  // namespace muster::native
