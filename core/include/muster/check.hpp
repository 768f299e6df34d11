// The check: a whole file against a sync document and a schema. This is where a CSV becomes records and issues; it writes
// nothing anywhere.
//
//     auto check = Check::start(sync, schema, head, whole, options);
//     if (check->needs_survey()) { for each chunk: check->survey(chunk); check->finish_survey(); }   // read from the start
//     for each chunk: check->feed(chunk, sink);  check->finish(sink);                                // again from the start
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/conversions.hpp"
#include "muster/guard.hpp"
#include "muster/plan.hpp"
#include "muster/report.hpp"
#include "muster/schema.hpp"
#include "muster/sniff.hpp"
#include "muster/sync.hpp"

namespace muster {

// Receives what a check finds, row by row, in file order.
class CheckSink {
public:
    virtual ~CheckSink() = default;
    // A valid record and what is to be done with it.
    virtual Result<void> record(const Record& record, const Planner::Decision& decision) = 0;
    // A rejected row, with its issues; `cells` are those of the file.
    virtual Result<void> rejected(const Row& row, std::span<const Issue> issues) = 0;
    // Before that, where the row has a readable key: its contact is not to be lost for being rejected.
    virtual Result<void> rejected_key(std::string_view) { return {}; }
};

// What was chosen for files before.
class EarlierChoices {
public:
    virtual ~EarlierChoices() = default;
    // For a file of this header (header_fingerprint); empty when there was none.
    virtual std::vector<EarlierChoice> of(const std::string& header) = 0;
};

struct CheckOptions {
    std::size_t max_issues = 1000;    // kept in full; all are counted
    CalendarDay today;                // for birth dates
    std::optional<ZoneRules> zone;    // the rules of the document's time_zone, when that is a name such as "Europe/Berlin"
    std::uint64_t expected_bytes = 0;  // of the file, as far as known; only memory is laid out by it
    // Asked by start() where the file has a header: for a mapping that is left open, and for the order of dates that read both
    // ways. Null: nothing was chosen before. Must outlive start().
    EarlierChoices* earlier = nullptr;
    bool want_rejected_rows = false;  // build the issues of every rejected row, also beyond max_issues
};

// What the document says about the signs of its file; the rest is detected.
SniffChoice sniff_choice(const Sync& sync);

// How one entry of the mapping is read after all has been resolved.
struct ResolvedColumn {
    FieldMapping mapping;
    std::size_t column = 0;           // index in the file
    Type type = Type::text;
    bool declared = false;            // by the mapping or the destination: a cell that does not fit rejects its row
    std::string format;               // dates: the pattern in force, in LDML letters
    std::string given_format;         // dates: the pattern as the mapping writes it; empty when it was found out
    std::string example;              // dates: a value that fits the pattern
    std::string years;                // dates: how two-digit years are read, in a sentence; empty when there are none
    DateOrder order = DateOrder::none;
    std::vector<std::uint64_t> proof_rows;   // the first rows that prove the order, when it was found out
    DecimalMark decimal = DecimalMark::unknown;
    std::string evidence;             // why, when it was inferred
};

class Check {
public:
    // Errors: those of the file as a whole (file_empty) and of the mapping (the first one; all are in `issues`).
    struct Start {
        std::unique_ptr<Check> check;         // null when it cannot go on
        std::vector<Issue> errors;
    };
    // A zone whose name has no rules in `options` is an error of the document.
    static Start start(const Sync& sync, const Schema& schema, std::span<const std::byte> head, bool whole,
                       const CheckOptions& options = {});
    // The same for who has sniffed the head already, under `sniff_choice(sync)`.
    static Start start(const Sync& sync, const Schema& schema, Sniff sniffed, const CheckOptions& options = {});
    ~Check();

    // Dates or numbers without a declared format need the whole column first: one late row can prove an order.
    bool needs_survey() const noexcept;
    void survey(std::span<const std::byte> bytes);
    // Errors: date_order_ambiguous, date_order_conflicting, number_format_ambiguous - one for each such column.
    std::vector<Issue> finish_survey();

    // Gives what the destination holds. Without it every record counts as an insert. `only_rows`: the file was done before but
    // for these rows; all others count as unchanged, and nothing is deleted.
    void set_snapshot(Snapshot snapshot, std::optional<RowRanges> only_rows = {});

    Result<void> feed(std::span<const std::byte> bytes, CheckSink& sink);
    Result<void> finish(CheckSink& sink);

    const Sniff& sniff() const noexcept;
    // The document with everything that was found out filled in: mapping, types, formats, encoding, dialect.
    const Sync& resolved() const noexcept;
    std::span<const ResolvedColumn> columns() const noexcept;
    // Why the columns are mapped so, where the document leaves the mapping to Muster ("auto"); else empty.
    std::span<const Suggestion> suggestion() const noexcept;
    // What the mapping leaves over.
    const Unmapped& unmapped() const noexcept;
    // In the order of columns(): what their cells became.
    std::span<const ColumnConversions> conversions() const noexcept;
    const IssueLog& issues() const noexcept;
    Planner& planner() noexcept;
    const Planner& planner() const noexcept;
    // Signs that the file is not whole, too short, or not to be trusted for deletes (G10).
    const std::optional<Issue>& truncation() const noexcept;
    // What the guard says to the counts found. The caller knows the rest.
    GuardResult guard_result(bool first_run, bool attended, std::optional<std::uint64_t> allowed_deletes = {}) const;
    std::uint64_t bytes_read() const noexcept;

private:
    class Implementation;
    explicit Check(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

// What `muster check --json` and the page show: {"source":{…},"columns":[…],"suggestion":[…],"unmapped":{…},"counts":{…},
// "issues":{…},"truncation"}.
std::string check_json(const Check& check);
// The array of its columns, how each is read.
void write_columns(JsonWriter& json, const Check& check);
// Two members into an object that is open already: "suggestion":[{"column","field","new_field","type","max_length",
// "confidence","reason"}], empty when the document says the mapping, and "unmapped":{"columns":[…],"fields":[…]}.
void write_suggestion(JsonWriter& json, const Check& check);
// The members of check_json into an object that is open already.
void write_check(JsonWriter& json, const Check& check);

}  // namespace muster
