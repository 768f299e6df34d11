// The last steps of a run into a service, the same for every kind of changes and for runs that are gone on with.
#pragma once

#include <optional>
#include <string>

#include "native/destinations/service/ledger.hpp"
#include "native/destinations/service/service_destination.hpp"

namespace muster::native {

// One bit for each phase that empties the destination.
std::uint32_t emptying_phases(const Service& service);

// What a plan is told that does not hold any more, and why.
Issue stale_plan(const std::string& why);

// Services and the sender do not know of runs: names the one to go on with wherever an error speaks of that.
Issue naming_run(Issue error, const std::string& run_id);
// The same with the run that is open.
Issue naming_open_run(Ledger& ledger, Issue error);

// A destination that was emptied and is not full again is worse than one of yesterday: whoever reads of the failure of the open run, which
// is known as `run_id`, has to know. `has_emptied`: it was emptied for sure, whatever the journal says.
Issue with_what_is_missing(const Service& service, Ledger& ledger, const std::string& run_id, Issue error, bool has_emptied = false);

// Why the plan of a commit does not hold any more; nothing when it does.
Result<std::optional<Issue>> stale_commit(ServiceDestination& destination, Ledger& ledger, const Commit& commit);

// Sends what is left of the open run, which is known as `run_id`, to its end, and remembers it as completed. `written` is what the whole run has written, also
// when it fails.
Result<Applied> send_open_run(ServiceDestination& destination, Ledger& ledger, const std::string& run_id, Applied& written);

}  // namespace muster::native
