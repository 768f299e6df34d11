// The report of a run: what was planned, what was done, what was wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/guard.hpp"
#include "muster/json.hpp"
#include "muster/plan.hpp"

namespace muster {

class Check;

enum class Outcome : std::uint8_t { done, done_with_rejects, skipped, withheld, blocked, stale, failed, interrupted };
std::string_view name_of(Outcome outcome) noexcept;
std::optional<Outcome> outcome_named(std::string_view name) noexcept;

struct SourceFacts {
    std::string name;                 // as in the sync document, without credentials
    std::uint64_t bytes = 0;
    std::string sha256;               // hex; empty in the browser
    std::uint64_t rows = 0;
    std::string encoding, delimiter;
};

// What the counts do not tell of a destination that is emptied and filled anew: its "deleted" is by how many it becomes smaller.
struct ReplacementFacts {
    std::uint64_t gone = 0;           // contacts that this sync had sent before, and does not send again
    struct Excluded {                 // rows of people who must not be written to, for one reason
        Code code = Code::not_mailable;
        std::string reason;           // a sentence
        std::uint64_t rows = 0;
        std::vector<std::uint64_t> first_rows;
    };
    std::vector<Excluded> excluded = {};
};

struct Report {
    std::string run_id;
    std::string sync_name;
    std::string started, finished;    // RFC 3339 UTC, given by the caller
    Outcome outcome = Outcome::done;
    std::string reason;               // one sentence; empty for done
    SourceFacts source;
    std::string destination;          // without credentials
    Counts planned;
    Counts done;
    std::optional<GuardResult> guard;
    const IssueLog* issues = nullptr; // must outlive the report
    const Check* check = nullptr;     // tells the suggested mapping; absent where no file was opened. Must outlive the report
    std::vector<std::string> first_deletes;     // the first keys deleted or withheld
    std::optional<ReplacementFacts> replacement;   // absent where single contacts are deleted
    std::uint64_t elapsed_ms = 0;
};

// {"insert","update","unchanged","delete","rejected","skipped","failed","records","rows","existing","matched",
// "unreadable_keys"}
void write_counts(JsonWriter& json, const Counts& counts);
// {"verdict","rule","message","suggestion","deletes"}
void write_guard(JsonWriter& json, const GuardResult& guard);
// {"total","by_code":{…},"by_column":[{"column","name","total","by_code":{…}}],"first":[…]}; columns count from 1, and issues
// that are not about one column are in none of them.
void write_issues(JsonWriter& json, const IssueLog& log, std::size_t first = 100);
// {"gone","excluded_rows":[{"code","reason","count","first_rows"}]}
void write_replacement(JsonWriter& json, const ReplacementFacts& facts);
// One issue for people, on one line: severity, place, message, value, suggestion and code.
std::string issue_text(const Issue& issue);

// The whole report as one object; the format is named in its member "format".
inline constexpr std::string_view report_format = "muster-report/1";
std::string report_json(const Report& report);
// The report for people, plain text, a few lines without colour.
std::string report_text(const Report& report);
// Only what came of it, for somebody who has just seen the plan.
std::string outcome_text(const Report& report);

// Problems of the counts, one sentence each; empty when they add up. Every report is checked with it before it is
// shown.
std::vector<std::string> inconsistencies(const Counts& counts);

}  // namespace muster
