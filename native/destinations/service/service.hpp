// What a service (APSIS One, Emarsys, Optimizely Campaign, …) has to be able to do to be a destination. Everything else is done
// once, for all of them: ServiceDestination plans against what was confirmed before, Sender sends batch by batch and keeps
// a journal, Ledger remembers. A service knows its own calls and nothing of those.
//
// The order of a run: schema() → preflight() → (the whole file is read, planned and guarded) → for each of phases(), in
// their order: batch() is filled, send() is called, poll() as long as it says `pending` → the next phase. A phase begins when
// every batch of the one before is done without an error; phases that remove come last.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "muster/schema.hpp"
#include "muster/sync.hpp"
#include "native/destinations/destination.hpp"
#include "native/destinations/service/feedback.hpp"

namespace muster::native {

// One column on its way to the service. Kept with the run, which can go on without the file.
struct ServiceColumn {
    std::string field;
    Type type = Type::text;            // how its values are written; value.hpp has the normalised forms
    bool declared = false;             // the type was declared by the mapping or the schema, not found by inspection
    EmptyCell empty = EmptyCell::keep;
    bool new_field = false;
    std::size_t max_length = 0;        // of a new field, in characters: as the document says, else the longest of the file; 0: not known

    bool operator==(const ServiceColumn&) const = default;
};

// What a run is to do, beside its records.
struct ServicePlan {
    Mode mode;
    std::vector<ServiceColumn> columns;   // in the order of a record's values
    std::size_t key = 0;                  // which of them is the key

    bool operator==(const ServicePlan&) const = default;
};

// Of a text in UTF-8: its code points.
inline std::size_t characters_in(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

// A text to set, an empty text to clear, or nothing: what the service has stays.
using ServiceValue = std::optional<std::string_view>;

// One contact. Views live during the call that hands it over.
struct ServiceRecord {
    std::uint64_t row = 0;                // of the file; 0 for one that is to be removed
    std::string_view key;                 // normalised
    bool known = false;                   // the service has confirmed this key before
    std::span<const ServiceValue> values; // one for each column; of one that is to be removed those confirmed last, where they are known
};

// Records in the form in which the service takes them, up to its limits of number and size.
class ServiceBatch {
public:
    struct Placed {
        enum class Where : std::uint8_t {
            here,
            next,        // no room any more: it begins the next batch. Never answered by an empty batch
            nowhere      // it cannot be sent at all, for this reason: counted as refused
        } where = Where::here;
        std::string reason = {};
    };

    virtual ~ServiceBatch() = default;
    // Errors are those of this computer (disk_full, …) and end the run.
    virtual Result<Placed> add(const ServiceRecord& record) = 0;
};

// A record that the service would not take.
struct Refusal {
    std::string key;
    std::string reason;                   // a sentence for people, without values of other fields
    bool not_there = false;               // it was only to change a contact, and there is none: no failure, and tried again by the next run
    bool half_done = false;               // it was written, but something that belongs to it is still to be done: see Service::finish_later()
    bool not_mailable = false;            // the contact must not be written to: no failure either, and tried again
};

// How a field would be created.
struct NewFieldForm {
    std::string_view word;                // the service's own: "shorttext"
    Type type = Type::text;               // of the field, as schema() tells it afterwards
};

struct Answer {
    enum class State : std::uint8_t {
        done,            // every record was accepted, but for those in `refused`
        pending,         // accepted as a whole, and worked on: poll() tells more
        later,           // not taken now, nothing happened: to be sent when another batch is done, or after a while
        again,           // nothing of it was done or ever will be: to be sent anew
        unknown,         // sent, and whether it was done is not known
        failed           // the service gave up on it as a whole: its records count as refused, and the run ends with an error
    } state = State::done;
    std::vector<Refusal> refused = {};
    std::string reason = {};              // of later, unknown and failed: a sentence for people
    std::vector<std::string> existed = {};   // of done: keys that were not known, but that the service had; they count as changed
    // Of done: keys that were known, but that the service did not have any more. They count as added, and where not all of their
    // values were sent, these are sent once more.
    std::vector<std::string> added_again = {};
    // Of done: the service goes on refusing, and the run ends with this. What is not in `refused` was not done and stays to be sent.
    std::optional<Issue> end = std::nullopt;
};

// Around one batch that is being sent.
class Sending {
public:
    virtual ~Sending() = default;
    // Whether it was sent before and what became of it is not known.
    virtual bool repeated() const = 0;
    // What the service needs to go on with this batch later, also in another process; without secrets. Durable on return.
    virtual Result<void> keep_ticket(const std::string& ticket) = 0;
};

struct ServicePhase {
    std::string_view name;                // for people and the journal: "import"
    bool removes = false;                 // what the guard is about: only when every phase before it succeeded
    // A batch whose outcome is not known may be sent again (with Sending::repeated()). Where it may not, settle() is asked.
    bool repeatable = false;
    // Empties the destination before it is filled anew. All records of a run that replaces go through it, as one batch that has
    // nothing of them; so it is journaled and gone on with like any other.
    bool empties = false;
};

// What a service whose contacts are all replaced by every run (Capabilities::replaces_all) asks of its runs.
struct ReplacementTerms {
    std::vector<std::size_t> uniform = {};     // columns of the plan of which a file must not have two values
    // Which column of the file the key comes from is kept, and a change of it refused, unless this names the new one.
    std::string key_column = {}, key_column_member = {};   // and the member of the destination that does
    // A run that emptied the destination and never filled it: how many contacts there were before it does not count any more,
    // once somebody has emptied the destination by hand.
    std::string forgotten_run = {};
    std::int64_t bounces = 1;                  // so many bounces, and a contact is not sent
};

// Everything that was sent, for what is to be said of it at the end.
struct RunEnd {
    std::uint64_t accepted = 0;                // contacts that the service has taken
    std::uint64_t excluded = 0;                // that were taken out when the run was gone on with; it may have some of them all the same
    bool replaced = false;                     // the destination was emptied before
    std::map<std::string, std::uint64_t> refused = {};   // by their reason
};
struct Conclusion {
    std::string remark = {};                   // what the report has to say beside its counts; empty: nothing
    std::uint64_t not_mailable = 0;            // of the refused contacts, those who must not be written to
};

struct ServicePace {
    std::size_t most_pending = 1;         // batches that may be worked on at the same time
    std::chrono::milliseconds first_poll{1'000};
    std::chrono::milliseconds longest_poll{60'000};
    std::chrono::milliseconds patience{24 * 60 * 60 * 1'000};   // a batch that is pending for longer is given up
};

class Service {
public:
    virtual ~Service() = default;
    virtual const Capabilities& capabilities() const = 0;
    // For people: "APSIS One, section usercreated.sections.shop".
    virtual std::string display_name() const = 0;
    // Its "url" in a document.
    virtual std::string address() const = 0;
    // What this destination is, for its ledger: the same text means the same contacts. Without credentials.
    virtual std::string scope() const = 0;
    // What has to be told whenever it is used; empty: nothing.
    virtual std::string warning() const { return {}; }

    // Reads what the service accepts. Errors tell everything that is wrong so far.
    virtual Result<Schema> schema() = 0;
    // Everything that stands in the way of this plan, all at once, reading only. Called after schema(), and again before a run
    // that was interrupted goes on; the plan is the one that is carried out afterwards.
    virtual std::vector<Issue> preflight(const ServicePlan& plan) = 0;

    // What is set for every plan, and is not there. After schema().
    virtual std::vector<Issue> missing_for_plans() { return {}; }

    // -- new fields, where capabilities() has them
    virtual std::optional<NewFieldForm> new_field_form(const ServiceColumn&) const { return std::nullopt; }
    // Whether a new field of the column's type would take this value. Where inspection alone found the type, the field becomes one
    // of text as soon as one value does not fit.
    virtual bool fits_new_field(const ServiceColumn&, std::string_view) const { return true; }
    // Before the first batch of a run: the plan of preflight() with what the whole file has told of its new fields.
    virtual void learn(const ServicePlan&) {}
    // Before the first batch of a run: the keys that earlier ones left half done.
    virtual void finish_later(std::set<std::string>) {}

    // In their order. At most 16. Depends on the plan that preflight() was given.
    virtual std::span<const ServicePhase> phases() const = 0;
    // The phases that a record goes through, one bit for each; never those that remove. At least one.
    virtual std::uint32_t phases_of(std::span<const ServiceValue> values) const = 0;
    // Whether a record is sent with all its values as soon as one differs; else with those that differ.
    virtual bool sends_whole_records() const = 0;
    virtual ServicePace pace() const = 0;

    // An empty batch. As many as are pending may exist at the same time.
    virtual Result<std::unique_ptr<ServiceBatch>> batch(std::size_t phase) = 0;
    // Sends a batch of batch(). An error ends the run and says that nothing of the batch was done; exit codes go by its code.
    virtual Result<Answer> send(ServiceBatch& batch, Sending& sending) = 0;
    // How a batch of that ticket stands. `rebuild` makes the batch again where it has to be sent once more.
    using Rebuild = std::function<Result<std::unique_ptr<ServiceBatch>>()>;
    virtual Result<Answer> poll(const std::string& ticket, const Rebuild& rebuild) = 0;
    // Finds out what became of a batch of a phase that may not be repeated. `unknown` when that cannot be found out now.
    virtual Result<Answer> settle(ServiceBatch&) { return Answer{Answer::State::unknown}; }

    // What the report has to say beside its counts when everything was sent; empty: nothing.
    virtual std::string remark() const { return {}; }
    // The same where it takes calls to find out. An error says that the run is not complete although everything was sent: it is not
    // remembered as completed, and whoever goes on with it asks again.
    virtual Result<Conclusion> conclude(const RunEnd&) { return Conclusion{remark(), 0}; }

    // -- where everything is replaced
    virtual ReplacementTerms replacement_terms() const { return {}; }
    // What is new of people who must not be written to; asked for before anything else of a run.
    virtual Result<Feedback> feedback(const FeedbackBefore&) { return Feedback{}; }
    // Gives what is new of it to whoever asked for it, before it is remembered. Called again with the same where that went wrong.
    virtual Result<void> pass_on(std::span<const Feedback::Person>) { return {}; }
    // How many contacts there are now.
    virtual Result<std::uint64_t> count() { return std::uint64_t{0}; }
};

}  // namespace muster::native
