#include "native/store/run_lock.hpp"

#include <chrono>
#include <filesystem>
#include <vector>

#include "native/store/private_folder.hpp"

namespace muster::native {
namespace {

// Another program holds the lock for a moment while it looks for those that killed runs have left.
constexpr std::chrono::milliseconds patience(200);

std::string folder_of(const std::string& home) { return home + "/running"; }

}  // namespace

Result<FileLock> lock_run(const std::string& home, const std::string& run_id) {
    if (const std::error_code error = make_private_folder(folder_of(home))) {
        return make_issue(Code::permission_denied, "Cannot make " + folder_of(home) + ": " + error.message() + ".",
                          "Set MUSTER_HOME to a folder that can be written to.");
    }
    return FileLock::take(folder_of(home) + "/" + run_id, patience);
}

bool is_running(const std::string& home, const std::string& run_id) { return FileLock::is_held(folder_of(home) + "/" + run_id); }

void remove_stale_locks(const std::string& home) {
    std::error_code ignored;
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder_of(home), ignored)) paths.push_back(entry.path().string());
    for (const std::string& path : paths) static_cast<void>(FileLock::wait_until_free(path, std::chrono::milliseconds(0)));
}

}  // namespace muster::native
