#include "native/sources/source.hpp"

#include <algorithm>

#include "muster/sniff.hpp"
#include "native/sources/gzip.hpp"
#include "native/sources/zip.hpp"

namespace muster::native {

namespace {

constexpr std::size_t chunk_bytes = 256u << 10;

}  // namespace

Source::Source(std::unique_ptr<Input> input, std::string name, const SourceOptions& options)
    : input_(std::move(input)), name_(std::move(name)), stop_(options.stop), hashes_(options.hash) {
    if (hashes_) {
        hash_.emplace();
    }
}

Result<std::unique_ptr<Source>> Source::open(std::string_view address, const SourceOptions& options) {
    Result<SourceAddress> read = read_address(address, options.folder);
    if (!read) {
        return std::move(read).error();
    }
    Result<std::unique_ptr<Input>> input = open_input(*read, options.stop);
    if (!input) {
        return std::move(input).error();
    }
    std::unique_ptr<Source> source(new Source(std::move(input).value(), read->name, options));
    if (Result<void> started = source->start(options.unpack); !started) {
        return std::move(started).error();
    }
    return source;
}

// Reads the head, unpacked.
Result<void> Source::start(const UnpackLimits& limits) {
    first_.resize(sniff_head_bytes + 1);
    Result<std::size_t> got = input_->read(first_);
    if (!got) {
        return std::move(got).error();
    }
    if (Result<void> unpacked = unpack_head(limits, *got); !unpacked) {
        return unpacked;
    }
    filled_ = first_.size();
    if (auto known = binary_format(first_)) {
        known->message = "The file " + name_ + known->message.substr(std::string_view("The file").size());
        return *std::move(known);
    }
    return {};
}

// `got` bytes of the head are those of the input. Where they are packed, unpacked ones replace them.
Result<void> Source::unpack_head(const UnpackLimits& limits, std::size_t got) {
    const auto stored = std::span<const std::byte>(first_).first(got);
    if (is_gzip(stored)) {
        unpacker_ = std::make_unique<GzipReader>(*input_, name_, limits);
        if (Result<void> back = unpacker_->rewind(); !back) {
            return back;
        }
    } else if (is_zip(stored)) {
        Result<std::unique_ptr<ZipReader>> zip = ZipReader::open(*input_, name_, limits);
        if (!zip) {
            return std::move(zip).error();
        }
        unpacker_ = std::move(zip).value();
    }
    if (unpacker_) {
        Result<std::size_t> unpacked = unpacker_->read(first_);
        if (!unpacked) {
            return std::move(unpacked).error();
        }
        got = *unpacked;
    }
    first_.resize(got);
    return {};
}

std::span<const std::byte> Source::head() const noexcept {
    return std::span(first_).first(std::min(first_.size(), sniff_head_bytes));
}

bool Source::head_is_whole() const noexcept {
    return first_.size() <= sniff_head_bytes;
}

Result<std::size_t> Source::read(std::span<std::byte> buffer) {
    return unpacker_ ? unpacker_->read(buffer) : input_->read(buffer);
}

std::uint64_t Source::stored_position() const noexcept {
    return unpacker_ ? unpacker_->packed_bytes_read() : filled_;
}

// The next bytes, hashed; on whichever thread reads.
Result<ReadAhead::Piece> Source::fill(std::span<std::byte> buffer) {
    if (hash_ && !first_hashed_) {
        hash_->add(std::span<const std::byte>(first_).first(static_cast<std::size_t>(filled_)));
        first_hashed_ = true;
    }
    Result<std::size_t> got = read(buffer);
    if (!got) {
        return std::move(got).error();
    }
    filled_ += *got;
    ReadAhead::Piece piece{buffer.first(*got), stored_position(), {}};
    if (hash_) {
        hash_->add(piece.bytes);
        if (piece.bytes.empty()) {
            piece.sha256 = hash_->finish();
            hash_.reset();
        }
    }
    return piece;
}

Result<ReadAhead::Piece> Source::next_piece() {
    if (ahead_) {
        return ahead_->next();
    }
    chunk_.resize(chunk_bytes);
    return fill(chunk_);
}

Result<std::span<const std::byte>> Source::next() {
    if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) {
        return interrupted(name_);  // what was read ahead is not delivered any more
    }
    const bool first = first_pending_ && !first_.empty();
    first_pending_ = false;
    if (first) {
        stored_read_ = stored_position();  // before another thread changes it
    }
    if (bytes_ == 0 && !ahead_ && !head_is_whole() && input_->size()) {
        ahead_ = std::make_unique<ReadAhead>(chunk_bytes, [this](std::span<std::byte> buffer) { return fill(buffer); });
    }
    if (first) {
        bytes_ += first_.size();
        return std::span<const std::byte>(first_);
    }
    Result<ReadAhead::Piece> piece = next_piece();
    if (!piece) {
        return std::move(piece).error();
    }
    bytes_ += piece->bytes.size();
    stored_read_ = piece->stored_bytes_read;
    if (!piece->sha256.empty()) {
        sha256_ = std::move(piece->sha256);
    }
    return piece->bytes;
}

Result<void> Source::rewind() {
    ahead_.reset();
    if (Result<void> back = unpacker_ ? unpacker_->rewind() : input_->seek(0); !back) {
        return back;
    }
    // What was hashed so far is a part only; the next whole reading counts.
    if (sha256_.empty() && hashes_) {
        hash_.emplace();
        first_hashed_ = true;
    }
    first_pending_ = false;  // all of it is read afresh
    bytes_ = filled_ = stored_read_ = 0;
    return {};
}

}  // namespace muster::native
