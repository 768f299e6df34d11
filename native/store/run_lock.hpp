// Tells a run that goes on from one whose program was killed: the lock goes with the process, however that ends.
#pragma once

#include <string>

#include "muster/result.hpp"
#include "native/db/file_lock.hpp"

namespace muster::native {

// Holds the file of the run in the folder `running` of the history as long as the lock lives.
// Errors: permission_denied, destination_busy (somebody has it), disk_full, destination_failed.
Result<FileLock> lock_run(const std::string& home, const std::string& run_id);
// Whether a process has the lock of this run.
bool is_running(const std::string& home, const std::string& run_id);
// Removes what killed runs have left.
void remove_stale_locks(const std::string& home);

}  // namespace muster::native
