#include "native/store/retention.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

#include "native/db/file_lock.hpp"

namespace muster::native {
namespace {

constexpr std::int64_t seconds_a_day = 24 * 60 * 60;

Result<std::uint64_t> setting(const char* name, std::uint64_t standard) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return standard;
    const std::string_view text = value;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    return make_issue(Code::usage, std::string(name) + " is \"" + shortened(text) + "\", which is not a whole number.", "Correct it, or leave it unset.");
}

struct KeptFile {
    std::string path;
    std::int64_t written = 0;         // seconds since 1970
    std::uint64_t bytes = 0;
};

// The newest first.
std::vector<KeptFile> files_in(const std::string& folder) {
    std::vector<KeptFile> files;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        struct stat facts {};
        if (::stat(entry.path().c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
        files.push_back({entry.path().string(), facts.st_mtime, static_cast<std::uint64_t>(facts.st_size)});
    }
    std::sort(files.begin(), files.end(), [](const KeptFile& a, const KeptFile& b) { return a.written > b.written; });
    return files;
}

// Rejected rows get their name when they are complete; before, something stands behind it, which stays when the program is killed.
bool was_never_completed(const std::string& path) {
    const std::size_t end = path.rfind(".csv.");
    return end != std::string::npos && path.find('/', end) == std::string::npos;
}

}  // namespace

Result<Retention> retention_from_environment() {
    Retention retention;
    auto runs = setting("MUSTER_KEEP_RUNS", retention.runs);
    if (!runs) return std::move(runs).error();
    auto days = setting("MUSTER_KEEP_REJECTED_DAYS", retention.rejected_days);
    if (!days) return std::move(days).error();
    retention.runs = *runs;
    retention.rejected_days = *days;
    return retention;
}

std::string rejected_folder(const std::string& home) { return home + "/rejected"; }

Result<void> forget_old(Store& store, const std::string& home, const Retention& retention, std::int64_t now) {
    if (auto kept = store.keep_newest(retention.runs); !kept) return kept;
    std::uint64_t bytes = 0;
    bool is_newest = true;
    for (const KeptFile& file : files_in(rejected_folder(home))) {
        if (was_never_completed(file.path)) {
            // Removed unless a run holds it.
            static_cast<void>(FileLock::wait_until_free(file.path, std::chrono::milliseconds(0)));
            continue;
        }
        bytes += file.bytes;
        const std::int64_t age = std::max<std::int64_t>(0, now - file.written);
        const bool too_old = static_cast<std::uint64_t>(age / seconds_a_day) >= retention.rejected_days;
        const bool too_much = bytes > retention.rejected_bytes && !is_newest;
        is_newest = false;
        std::error_code ignored;
        if (too_old || too_much) std::filesystem::remove(file.path, ignored);
    }
    return {};
}

}  // namespace muster::native
