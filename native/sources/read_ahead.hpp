// A thread that reads the next pieces of a source while the last one is used.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "muster/result.hpp"

namespace muster::native {

class ReadAhead {
public:
    struct Piece {
        std::span<const std::byte> bytes;     // empty at the end
        std::uint64_t stored_bytes_read = 0;  // after it
        std::string sha256;                   // at the end, where it is computed
    };
    // Reads into the buffer and says what it read. Called by the thread, never at the same time twice, and not again after the
    // end or an error. It must not wait for anything but a disk: the destructor waits for it.
    using Fill = std::function<Result<Piece>(std::span<std::byte>)>;

    // Starts the thread.
    ReadAhead(std::size_t piece_bytes, Fill fill);
    // Ends it, at the latest after the piece that it reads just now.
    ~ReadAhead();

    // The next piece, in a buffer that is valid until the next call. The end, or an error, is given again at each further call.
    Result<Piece> next();

private:
    // One is used while one is ready and one is filled; more would only take the caches' room.
    static constexpr std::size_t slots = 3;
    void run();

    std::size_t piece_bytes_;
    Fill fill_;
    std::array<std::unique_ptr<std::byte[]>, slots> buffers_;
    std::array<std::optional<Result<Piece>>, slots> pieces_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t filled_ = 0, released_ = 0;  // pieces, counted from the first
    bool stopping_ = false;

    std::uint64_t taken_ = 0;                  // by the caller
    std::thread thread_;
};

}  // namespace muster::native
