#include "native/commands/rejected_file.hpp"

namespace muster::native {

Result<void> RejectedFile::complete(const std::function<Result<void>(const TakeBytes&)>& read_all) {
    if (!file_) return {};
    if (needs_second_reading()) {
        if (Result<void> read = read_all([this](std::span<const std::byte> bytes) { return read_again(bytes); }); !read) return read;
    }
    if (Result<void> finished = finish(); !finished) return finished;
    return file_->commit();
}

}  // namespace muster::native
