// Performs a prepared plan, and nothing else, and reports what was done.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "muster/report.hpp"
#include "native/engine/prepare.hpp"

namespace muster::native {

struct PerformRequest {
    bool attended = false;            // a person has seen the plan with its deletes (sync-semantics.md section 4)
    std::optional<std::uint64_t> allowed_deletes;
    bool reviewed = false;            // performs a plan that was made before: only such a plan can become stale
    std::string plan_id;              // of the plan file, which is performed once
    std::string run_id;
    std::string folder;               // where relative paths of the document start, for the history
    std::int64_t started_ms = 0;      // milliseconds since 1970, UTC
};

struct Performed {
    Report report;                    // refers to the issues of `prepared`
    std::optional<Issue> error;       // why a run failed or became stale
    std::uint64_t refused = 0;        // records that the destination refused
    std::vector<RefusedRows> refused_rows;   // of these and those that are not there: what Applied knows of their rows
    bool overtaken = false;           // another run changed the destination first; nothing was written, and it can be planned anew
    std::string settled = {};         // when it was overtaken by what an earlier run had sent: a sentence on that for the report
};

// The report of a run that was not performed (yet): what a plan shows.
Report planned_report(const Prepared& prepared, const PerformRequest& request);

// Writes to the destination if the guard allows it. `prepared` must outlive the report.
Performed perform(Prepared& prepared, const PerformRequest& request);

// Goes on with a run that kept what it was to write, and was adopted; `begun` is the report of what it planned, `first_run_id` its identifier.
Performed perform_rest(KeptRun& kept, Report begun, const std::string& first_run_id);

}  // namespace muster::native
