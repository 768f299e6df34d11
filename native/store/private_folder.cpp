#include "native/store/private_folder.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace muster::native {

std::error_code make_private_folder(const std::string& folder) {
    const std::filesystem::path path = std::filesystem::path(folder).lexically_normal();
    std::error_code ignored;
    if (path.empty() || std::filesystem::is_directory(path, ignored)) return {};
    if (path.has_parent_path() && path.parent_path() != path) {
        if (const std::error_code above = make_private_folder(path.parent_path().string())) return above;
    }
    if (::mkdir(path.c_str(), 0700) == 0) return {};
    const std::error_code cause(errno, std::generic_category());
    // Another program may have made it at the same time.
    return std::filesystem::is_directory(path, ignored) ? std::error_code() : cause;
}

}  // namespace muster::native
