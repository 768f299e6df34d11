// The last steps of a run into a service, the same for every kind of changes and for runs that are gone on with.
#pragma once

#include <optional>
#include <string>

#include "native/destinations/service/ledger.hpp"
#include "native/destinations/service/service_destination.hpp"

namespace muster::native {

// What a plan is told that does not hold any more, and why.
Issue stale_plan(const std::string& why);

// Why the plan of a commit does not hold any more; nothing when it does.
Result<std::optional<Issue>> stale_commit(ServiceDestination& destination, Ledger& ledger, const Commit& commit);

// Sends what is left of the open run, which is known as `run_id`, to its end. `written` is what the whole run has written, also
// when it fails.
Result<Applied> send_open_run(ServiceDestination& destination, Ledger& ledger, const std::string& run_id, Applied& written);

}  // namespace muster::native
