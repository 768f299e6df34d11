// Unpacks gzip while it is read, by zlib.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "native/sources/input.hpp"
#include "native/sources/unpacker.hpp"

namespace muster::native {

class GzipReader : public Unpacker {
public:
    // Precondition: `input` stands at its first byte and outlives the reader.
    GzipReader(Input& input, std::string name, const UnpackLimits& limits = {});
    ~GzipReader() override;

    // Several members in a row are one file. Zero bytes may follow, as gzip itself allows; anything else is an error.
    Result<std::size_t> read(std::span<std::byte> buffer) override;
    Result<void> rewind() override;
    std::uint64_t packed_bytes_read() const noexcept override { return packed_; }

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
