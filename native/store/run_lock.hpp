// Tells a run that goes on from one whose program was killed: the lock goes with the process, however that ends.
#pragma once

#include <string>

#include "muster/result.hpp"

namespace muster::native {

// A file of the run in the folder `running` of the history, locked as long as this lives, and then removed.
class RunLock {
public:
    // Errors: permission_denied, destination_busy (somebody has it).
    static Result<RunLock> take(const std::string& home, const std::string& run_id);
    RunLock(RunLock&& other) noexcept;
    RunLock& operator=(RunLock&&) = delete;
    ~RunLock();

    // Whether a process has the lock of this run.
    static bool is_held(const std::string& home, const std::string& run_id);
    // Removes what killed runs have left.
    static void remove_stale(const std::string& home);

private:
    RunLock(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    std::string path_;
    int descriptor_;
};

}  // namespace muster::native
