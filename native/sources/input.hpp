// Bytes as they are stored: a file, or a stream that is kept so that it can be read again.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "muster/result.hpp"
#include "native/sources/address.hpp"

namespace muster::native {

class Input {
public:
    virtual ~Input() = default;
    // Fills as much of `buffer` as there is; fewer bytes than asked for only at the end, where it is 0.
    // Errors: file_unreadable, file_changed, disk_full, interrupted.
    virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
    // Goes on at this byte. A stream is first read to its end.
    virtual Result<void> seek(std::uint64_t at) = 0;
    // Bytes in all, where known: of a file always, of a stream once it was read to the end. While it is known no reading waits
    // for another program.
    virtual std::optional<std::uint64_t> size() const = 0;
};

// The error of a reading that was stopped.
Issue interrupted(const std::string& name);

// Opens a file, a pipe or standard input. `stop`: set from outside to end a reading early; may be null.
// Errors: file_unreadable (missing, no permission, a folder, a device).
Result<std::unique_ptr<Input>> open_input(const SourceAddress& address, const std::atomic<bool>* stop);

}  // namespace muster::native
