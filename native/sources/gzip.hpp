// Unpacks gzip while it is read, by zlib.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "native/sources/input.hpp"

namespace muster::native {

// A small file that unpacks into a huge one is an attack or a fault. Contact files pack 5 to 20 times.
struct UnpackLimits {
    std::uint64_t max_ratio = 200;
    std::uint64_t free_bytes = 100u << 20;  // unpacked; the ratio counts beyond them
};

class GzipReader {
public:
    // Precondition: `input` stands at its first byte and outlives the reader.
    GzipReader(Input& input, std::string name, const UnpackLimits& limits = {});
    ~GzipReader();

    // As Input::read, for the unpacked bytes. Several members in a row are one file.
    // Errors: decompression_failed (broken, cut off, too large), and those of the input.
    Result<std::size_t> read(std::span<std::byte> buffer);
    // To be called after the input was rewound.
    void restart();
    std::uint64_t packed_bytes_read() const noexcept { return packed_; }

private:
    struct Stream;
    Result<void> refill();
    Result<bool> next_member();
    Issue broken(const std::string& what) const;
    Input& input_;
    std::string name_;
    UnpackLimits limits_;
    std::unique_ptr<Stream> stream_;
    std::vector<std::byte> packed_buffer_;
    std::uint64_t packed_ = 0, unpacked_ = 0;
    bool input_ended_ = false, ended_ = false;
};

// Whether these first bytes of a file are those of gzip (RFC 1952).
bool is_gzip(std::span<const std::byte> head) noexcept;

}  // namespace muster::native
