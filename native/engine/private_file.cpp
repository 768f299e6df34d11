#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "native/engine/plan_file.hpp"

namespace muster::native {
namespace {

Issue write_error(const std::string& path, int error) {
    const Code code = error == EACCES || error == EPERM || error == EROFS ? Code::permission_denied
                      : error == ENOENT || error == ENOTDIR               ? Code::not_found
                                                                          : Code::disk_full;
    return make_issue(code, "Cannot write " + path + ": " + std::strerror(error) + ".", "Choose a folder that exists, can be written to and has room.");
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<void> write_private_file(const std::string& path, std::string_view content) {
    std::string temporary = path + ".XXXXXX";
    const int descriptor = ::mkstemp(temporary.data());  // mode 0600
    if (descriptor < 0) return write_error(path, errno);
    const bool written = write_all(descriptor, content) && ::fsync(descriptor) == 0;
    const int error = written ? 0 : errno;
    if (::close(descriptor) != 0 || !written || ::rename(temporary.c_str(), path.c_str()) != 0) {
        const int reason = error != 0 ? error : errno;
        ::unlink(temporary.c_str());
        return write_error(path, reason);
    }
    return {};
}

}  // namespace muster::native
