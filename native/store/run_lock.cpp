#include "native/store/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

namespace muster::native {
namespace {

std::string folder_of(const std::string& home) { return home + "/running"; }

bool lock(int descriptor) { return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0; }

// Whether the file that is open is still the one of this name.
bool is_in_place(int descriptor, const std::string& path) {
    struct stat open_file {}, named {};
    return ::fstat(descriptor, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 && open_file.st_ino == named.st_ino;
}

}  // namespace

Result<RunLock> RunLock::take(const std::string& home, const std::string& run_id) {
    std::error_code error;
    std::filesystem::create_directories(folder_of(home), error);
    const std::string path = folder_of(home) + "/" + run_id;
    const auto refused = [&](const std::string& why) {
        return make_issue(Code::permission_denied, "Cannot lock " + path + ": " + why + ".", "Set MUSTER_HOME to a folder that can be written to.");
    };
    if (error) return refused(error.message());
    for (;;) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0) return refused(std::strerror(errno));
        if (!lock(descriptor)) {
            ::close(descriptor);
            return make_issue(Code::destination_busy, "The run " + run_id + " is going on.", "Wait until it has ended.");
        }
        // Somebody may have taken it for one of a killed run before it was locked.
        if (is_in_place(descriptor, path)) return RunLock(path, descriptor);
        ::close(descriptor);
    }
}

RunLock::RunLock(RunLock&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

RunLock::~RunLock() {
    if (descriptor_ < 0) return;
    ::unlink(path_.c_str());
    ::close(descriptor_);
}

bool RunLock::is_held(const std::string& home, const std::string& run_id) {
    const int descriptor = ::open((folder_of(home) + "/" + run_id).c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return held;
}

void RunLock::remove_stale(const std::string& home) {
    std::error_code ignored;
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of(home), ignored)) paths.push_back(entry.path().string());
    for (const std::string& path : paths) {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
        if (descriptor < 0) continue;
        if (lock(descriptor) && is_in_place(descriptor, path)) ::unlink(path.c_str());
        ::close(descriptor);
    }
}

}  // namespace muster::native
