#include "native/sources/gzip.hpp"

#include <zlib.h>

#include <new>

namespace muster::native {

namespace {
constexpr std::size_t packed_buffer_bytes = 1u << 17;
constexpr int gzip_window = 15 + 16;  // zlib.h: the largest window, gzip header and trailer only
}  // namespace

struct GzipReader::Stream : z_stream {
    Stream() : z_stream{} {
        if (inflateInit2(this, gzip_window) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~Stream() { inflateEnd(this); }
};

bool is_gzip(std::span<const std::byte> head) noexcept {
    return head.size() >= 3 && head[0] == std::byte{0x1f} && head[1] == std::byte{0x8b} && head[2] == std::byte{8};
}

GzipReader::GzipReader(Input& input, std::string name, const UnpackLimits& limits)
    : input_(input), name_(std::move(name)), limits_(limits), stream_(std::make_unique<Stream>()),
      packed_buffer_(packed_buffer_bytes) {}

GzipReader::~GzipReader() = default;

Result<void> GzipReader::rewind() {
    inflateReset(stream_.get());
    stream_->avail_in = 0;
    packed_ = unpacked_ = 0;
    input_ended_ = ended_ = false;
    return input_.seek(0);
}

Issue GzipReader::broken(const std::string& what) const {
    return make_issue(Code::decompression_failed,
                      "The gzip data of " + name_ + " are damaged at byte " + std::to_string(packed_ - stream_->avail_in) + ": " + what + ".",
                      "Fetch or pack the file again.");
}

Result<void> GzipReader::refill() {
    Result<std::size_t> got = input_.read(packed_buffer_);
    if (!got) {
        return std::move(got).error();
    }
    input_ended_ = *got < packed_buffer_.size();
    packed_ += *got;
    stream_->next_in = reinterpret_cast<Bytef*>(packed_buffer_.data());
    stream_->avail_in = static_cast<uInt>(*got);
    return {};
}

// After the end of a member: whether another one follows. Zero bytes are the padding of tapes and blocks.
Result<bool> GzipReader::next_member() {
    for (;;) {
        while (stream_->avail_in > 0 && *stream_->next_in == 0) {
            ++stream_->next_in;
            --stream_->avail_in;
        }
        if (stream_->avail_in > 0) {
            break;
        }
        if (input_ended_) {
            return false;
        }
        if (Result<void> filled = refill(); !filled) {
            return std::move(filled).error();
        }
    }
    if (*stream_->next_in != 0x1f) {
        return broken("other data follow the packed file");
    }
    inflateReset(stream_.get());
    return true;
}

Result<std::size_t> GzipReader::read(std::span<std::byte> buffer) {
    stream_->next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_->avail_out = static_cast<uInt>(buffer.size());
    while (stream_->avail_out > 0 && !ended_) {
        if (stream_->avail_in == 0 && !input_ended_) {
            if (Result<void> filled = refill(); !filled) {
                return std::move(filled).error();
            }
        }
        const int status = inflate(stream_.get(), Z_NO_FLUSH);
        if (status == Z_STREAM_END) {
            Result<bool> more = next_member();
            if (!more) {
                return std::move(more).error();
            }
            ended_ = !*more;
        } else if (status == Z_BUF_ERROR && input_ended_) {
            return broken("they end in the middle");
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            return broken("they cannot be unpacked");
        }
    }
    const std::size_t produced = buffer.size() - stream_->avail_out;
    unpacked_ += produced;
    // Not packed_: what is read ahead may be most of a small file.
    if (std::optional<Issue> issue = limits_.exceeded(unpacked_, packed_ - stream_->avail_in, "gzip file", name_)) {
        return std::move(*issue);
    }
    return produced;
}

}  // namespace muster::native
