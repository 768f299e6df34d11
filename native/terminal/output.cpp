#include "native/terminal/output.hpp"

#include <unistd.h>

#include <cerrno>

namespace muster::native {

namespace {
constexpr std::size_t buffer_bytes = 1u << 16;
}

void Output::write(std::string_view text) {
    if (reader_gone_ || error_ != 0) {
        return;
    }
    buffer_.append(text);
    if (buffer_.size() >= buffer_bytes) {
        flush();
    }
}

void Output::line(std::string_view text) {
    write(text);
    write("\n");
}

bool Output::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty() && !reader_gone_ && error_ == 0) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            reader_gone_ = true;
        } else if (errno != EINTR) {
            error_ = errno;
        }
    }
    buffer_.clear();
    return error_ == 0;
}

}  // namespace muster::native
