#include "native/sources/read_ahead.hpp"

#include <utility>

#include "native/sources/signals_blocked.hpp"

namespace muster::native {

namespace {

bool is_last(const Result<ReadAhead::Piece>& piece) {
    return !piece || piece->bytes.empty();
}

}  // namespace

ReadAhead::ReadAhead(std::size_t piece_bytes, Fill fill) : piece_bytes_(piece_bytes), fill_(std::move(fill)) {
    for (auto& buffer : buffers_) {
        buffer = std::make_unique_for_overwrite<std::byte[]>(piece_bytes);
    }
    const SignalsBlocked blocked;
    thread_ = std::thread([this] { run(); });
}

ReadAhead::~ReadAhead() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void ReadAhead::run() {
    for (std::uint64_t number = 0;; ++number) {
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return stopping_ || number - released_ < slots; });
            if (stopping_) {
                return;
            }
        }
        Result<Piece> piece = fill_({buffers_[number % slots].get(), piece_bytes_});
        const bool last = is_last(piece);
        {
            const std::lock_guard lock(mutex_);
            pieces_[number % slots] = std::move(piece);
            filled_ = number + 1;
        }
        changed_.notify_all();
        if (last) {
            return;
        }
    }
}

Result<ReadAhead::Piece> ReadAhead::next() {
    std::unique_lock lock(mutex_);
    if (taken_ > 0) {
        const auto& last = pieces_[(taken_ - 1) % slots];
        if (is_last(*last)) {
            return *last;
        }
        released_ = taken_;
        changed_.notify_all();
    }
    changed_.wait(lock, [&] { return filled_ > taken_; });
    return *pieces_[taken_++ % slots];
}

}  // namespace muster::native
