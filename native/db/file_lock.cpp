#include "file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

namespace muster::native {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds pause(20);

Issue cannot_lock(const std::string& path, int error) {
    const std::string what = "The lock " + path + " cannot be taken";
    if (error == EWOULDBLOCK) {
        return make_issue(Code::destination_busy, "Another run holds the lock " + path + ". Nothing was written.",
                          "Wait until the other run has finished, then run again.");
    }
    if (error == EACCES || error == EPERM || error == EROFS) {
        return make_issue(Code::permission_denied, what + ": permission denied.", "Give this user the right to write in its folder.");
    }
    if (error == ENOSPC || error == EDQUOT) {
        return make_issue(Code::disk_full, what + ": the disk is full.", "Free some space and run again.");
    }
    return make_issue(Code::destination_failed, what + ": " + std::strerror(error) + ".", "Check the file system.");
}

// 0, or the error with which it ended.
int wait_for(int descriptor, int operation, Clock::time_point end) {
    while (flock(descriptor, operation | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK || Clock::now() >= end) return errno;
        std::this_thread::sleep_for(pause);
    }
    return 0;
}

// False once somebody has removed the file: who locks it then locks nothing that others see.
bool is_still_at(const std::string& path, int descriptor) {
    struct stat open_file {}, named_file {};
    return fstat(descriptor, &open_file) == 0 && stat(path.c_str(), &named_file) == 0 && open_file.st_ino == named_file.st_ino &&
           open_file.st_dev == named_file.st_dev;
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& path, std::chrono::milliseconds patience) {
    const Clock::time_point end = Clock::now() + patience;
    for (;;) {
        const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0) return cannot_lock(path, errno);
        const int error = wait_for(descriptor, LOCK_EX, end);
        if (error == 0 && is_still_at(path, descriptor)) return FileLock(path, descriptor);
        close(descriptor);
        if (error != 0) return cannot_lock(path, error);
    }
}

Result<void> FileLock::wait_until_free(const std::string& path, std::chrono::milliseconds patience) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return errno == ENOENT ? Result<void>() : Result<void>(cannot_lock(path, errno));
    const int error = wait_for(descriptor, LOCK_SH, Clock::now() + patience);
    if (error == 0 && is_still_at(path, descriptor)) unlink(path.c_str());
    close(descriptor);
    if (error != 0) return cannot_lock(path, error);
    return {};
}

bool FileLock::is_held(const std::string& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = wait_for(descriptor, LOCK_SH, Clock::now()) == EWOULDBLOCK;
    close(descriptor);
    return held;
}

FileLock::~FileLock() {
    if (descriptor_ < 0) return;
    unlink(path_.c_str());
    close(descriptor_);
}

}  // namespace muster::native
