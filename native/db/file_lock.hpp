// A lock that one process holds and that ends with it, however it ends.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "muster/result.hpp"

namespace muster::native {

class FileLock {
public:
    // Makes the file where it is not there, for its owner only; it goes with the lock. Waits at most so long for another
    // process that has the lock. Errors: destination_busy, permission_denied, disk_full, destination_failed.
    static Result<FileLock> take(const std::string& path, std::chrono::milliseconds patience);
    // Waits until nobody has the lock, and removes a file that was left by a process that was killed. Makes nothing.
    static Result<void> wait_until_free(const std::string& path, std::chrono::milliseconds patience);
    // Whether a process has the lock just now.
    static bool is_held(const std::string& path);

    FileLock(FileLock&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    FileLock(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    std::string path_;
    int descriptor_;
};

}  // namespace muster::native
