// What the history keeps, so that it does not grow for ever.
#pragma once

#include <cstdint>
#include <string>

#include "muster/result.hpp"
#include "native/store/store.hpp"

namespace muster::native {

// docs/running.md says how these are set.
struct Retention {
    std::uint64_t runs = 1000;               // the newest so many, with their reports
    std::uint64_t rejected_days = 30;        // rejected rows, which hold people's data
    std::uint64_t rejected_bytes = 1u << 30; // of all of them; those of the newest run stay whatever their size
};

// The defaults, or what MUSTER_KEEP_RUNS and MUSTER_KEEP_REJECTED_DAYS say. Errors: usage (not a whole number).
Result<Retention> retention_from_environment();

// Where the rejected rows of runs are.
std::string rejected_folder(const std::string& home);

// Forgets what is not to be kept, and what killed runs have left of rejected rows. `now`: seconds since 1970.
Result<void> forget_old(Store& store, const std::string& home, const Retention& retention, std::int64_t now);

}  // namespace muster::native
