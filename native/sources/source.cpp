#include "native/sources/source.hpp"

#include <algorithm>

#include "muster/sniff.hpp"

namespace muster::native {

namespace {

constexpr std::size_t chunk_bytes = 1u << 20;

// Files that people take for CSV files and that no reading as text makes sense of.
struct KnownFormat {
    std::string_view start;
    std::string_view what;
    std::string_view suggestion;
};
constexpr KnownFormat known_formats[] = {
    {std::string_view("PK\x03\x04", 4), "a zip archive or an Excel workbook", "Save the workbook as CSV, or unpack the archive first."},
    {"\xD0\xCF\x11\xE0", "an old Excel workbook", "Save it as CSV first."},
    {"%PDF-", "a PDF document", "Export the contacts as CSV instead."},
    {"\xFD" "7zXZ", "packed with xz", "Unpack it first, for example with unxz."},
    {"BZh", "packed with bzip2", "Unpack it first, for example with bunzip2."},
    {"\x28\xB5\x2F\xFD", "packed with zstd", "Unpack it first, for example with unzstd."},
    {"SQLite format 3", "an SQLite database", "Export the contacts as CSV first."},
};

const KnownFormat* known_format(std::span<const std::byte> head) {
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    for (const KnownFormat& format : known_formats) {
        // "BZh" starts a text as well; the format goes on with a level and a magic number.
        if (text.starts_with(format.start) && (format.start != "BZh" || text.substr(4).starts_with("1AY&SY"))) {
            return &format;
        }
    }
    return nullptr;
}

}  // namespace

Source::Source(std::unique_ptr<Input> input, std::string name, const SourceOptions& options)
    : input_(std::move(input)), name_(std::move(name)) {
    if (options.hash) {
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
    if (got && is_gzip(std::span(first_).first(*got))) {
        if (Result<void> back = input_->rewind(); !back) {
            return back;
        }
        gzip_ = std::make_unique<GzipReader>(*input_, name_, limits);
        got = gzip_->read(first_);
    }
    if (!got) {
        return std::move(got).error();
    }
    first_.resize(*got);
    if (const KnownFormat* format = known_format(first_)) {
        return make_issue(Code::file_unreadable, "The file " + name_ + " is " + std::string(format->what) + ", not text.",
                          std::string(format->suggestion));
    }
    return {};
}

std::span<const std::byte> Source::head() const noexcept {
    return std::span(first_).first(std::min(first_.size(), sniff_head_bytes));
}

bool Source::head_is_whole() const noexcept {
    return first_.size() <= sniff_head_bytes;
}

Result<std::size_t> Source::read(std::span<std::byte> buffer) {
    return gzip_ ? gzip_->read(buffer) : input_->read(buffer);
}

std::span<const std::byte> Source::deliver(std::span<const std::byte> bytes) {
    bytes_ += bytes.size();
    if (hash_) {
        hash_->add(bytes);
        if (bytes.empty()) {
            sha256_ = hash_->finish();
            hash_.reset();
        }
    }
    return bytes;
}

Result<std::span<const std::byte>> Source::next() {
    if (first_pending_) {
        first_pending_ = false;
        if (!first_.empty()) {
            return deliver(first_);
        }
    }
    chunk_.resize(chunk_bytes);
    Result<std::size_t> got = read(chunk_);
    if (!got) {
        return std::move(got).error();
    }
    return deliver(std::span(chunk_).first(*got));
}

Result<void> Source::rewind() {
    if (Result<void> back = input_->rewind(); !back) {
        return back;
    }
    if (gzip_) {
        gzip_->restart();
    }
    // What was hashed so far is a part only; the next whole reading counts.
    if (hash_) {
        hash_.emplace();
    }
    first_pending_ = false;  // all of it is read afresh
    bytes_ = 0;
    return {};
}

}  // namespace muster::native
