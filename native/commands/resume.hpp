// Going on with a run that failed or was interrupted.
#pragma once

#include "native/commands/context.hpp"
#include "native/store/store.hpp"

namespace muster::native {

// From what the run kept, where its destination keeps that; else the run is made again, with all its guards.
ExitCode resume_run(Context& context, Form form, const StoredRun& run);

}  // namespace muster::native
