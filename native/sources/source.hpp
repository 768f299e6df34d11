// Where the file comes from. Whatever it is, it is read in chunks, can be read again, and is unpacked on the way.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "native/sources/input.hpp"
#include "native/sources/read_ahead.hpp"
#include "native/sources/sha256.hpp"
#include "native/sources/unpacker.hpp"

namespace muster::native {

struct SourceOptions {
    std::string folder;                        // where relative paths start; empty: the current folder
    const std::atomic<bool>* stop = nullptr;   // set from outside to end a reading with code `interrupted`
    bool hash = true;                          // compute sha256() during the first whole reading
    UnpackLimits unpack;
};

//     auto source = Source::open("contacts.csv.gz");
//     auto head = source->head();
//     for (auto chunk = source->next(); chunk && !chunk->empty(); chunk = source->next()) use(*chunk);
//     source->rewind();   // and again
//
// What does not fit into the head is read, unpacked and hashed by a second thread, ahead of what next() delivers. Only a pipe
// that is read for the first time is not: its writer runs beside us anyway, and waiting for it must end with a signal.
class Source {
public:
    // Errors: invalid_value (address), file_unreadable, decompression_failed, disk_full, interrupted.
    static Result<std::unique_ptr<Source>> open(std::string_view address, const SourceOptions& options = {});

    // The first bytes, at most sniff_head_bytes, and whether they are all. They stay valid as long as the source.
    std::span<const std::byte> head() const noexcept;
    bool head_is_whole() const noexcept;

    // The next bytes, from the first one on; empty at the end. Valid until the next call.
    // Errors: file_unreadable, file_changed, decompression_failed, disk_full, interrupted.
    Result<std::span<const std::byte>> next();
    // Starts again at the first byte.
    Result<void> rewind();

    // For people and reports.
    const std::string& name() const noexcept { return name_; }
    // Bytes as stored (packed): in all, where known, and read so far. For progress.
    std::optional<std::uint64_t> stored_bytes() const { return input_->size(); }
    std::uint64_t stored_bytes_read() const noexcept { return stored_read_; }
    // Unpacked bytes read since open() or rewind().
    std::uint64_t bytes_read() const noexcept { return bytes_; }
    // Of the unpacked content, in hexadecimal; empty until it was read to the end once.
    const std::string& sha256() const noexcept { return sha256_; }

private:
    Source(std::unique_ptr<Input> input, std::string name, const SourceOptions& options);
    Result<void> start(const UnpackLimits& limits);
    Result<void> unpack_head(const UnpackLimits& limits, std::size_t got);
    Result<std::size_t> read(std::span<std::byte> buffer);
    Result<ReadAhead::Piece> fill(std::span<std::byte> buffer);
    Result<ReadAhead::Piece> next_piece();
    std::uint64_t stored_position() const noexcept;

    std::unique_ptr<Input> input_;
    std::string name_;
    const std::atomic<bool>* stop_;
    std::unique_ptr<Unpacker> unpacker_;
    std::vector<std::byte> first_;   // the head and, where there is more, one byte of it
    bool first_pending_ = true;      // next() is to deliver first_
    std::uint64_t bytes_ = 0, stored_read_ = 0;
    bool hashes_;
    std::optional<Sha256> hash_;
    bool first_hashed_ = false;
    std::string sha256_;

    // Used by the thread that reads ahead, while there is one: input_, unpacker_, hash_ and these.
    std::uint64_t filled_ = 0;       // unpacked bytes read from the input
    std::vector<std::byte> chunk_;   // where the caller's thread reads, that is without a second one
    std::unique_ptr<ReadAhead> ahead_;
};

}  // namespace muster::native
