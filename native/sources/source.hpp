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
#include "native/sources/gzip.hpp"
#include "native/sources/input.hpp"
#include "native/sources/sha256.hpp"

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
    std::uint64_t stored_bytes_read() const noexcept { return gzip_ ? gzip_->packed_bytes_read() : bytes_; }
    // Unpacked bytes read since open() or rewind().
    std::uint64_t bytes_read() const noexcept { return bytes_; }
    // Of the unpacked content, in hexadecimal; empty until it was read to the end once.
    const std::string& sha256() const noexcept { return sha256_; }

private:
    Source(std::unique_ptr<Input> input, std::string name, const SourceOptions& options);
    Result<void> start(const UnpackLimits& limits);
    Result<std::size_t> read(std::span<std::byte> buffer);
    std::span<const std::byte> deliver(std::span<const std::byte> bytes);

    std::unique_ptr<Input> input_;
    std::string name_;
    std::unique_ptr<GzipReader> gzip_;
    std::vector<std::byte> first_;   // the head and, where there is more, one byte of it
    std::vector<std::byte> chunk_;
    bool first_pending_ = true;      // next() is to deliver first_
    std::uint64_t bytes_ = 0;
    std::optional<Sha256> hash_;
    std::string sha256_;
};

}  // namespace muster::native
