// What all kinds of packed sources have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "muster/issue.hpp"
#include "muster/result.hpp"

namespace muster::native {

// A small file that unpacks into a huge one is an attack or a fault. Contact files pack 5 to 20 times.
struct UnpackLimits {
    std::uint64_t max_ratio = 200;
    std::uint64_t free_bytes = 100u << 20;  // unpacked; the ratio counts beyond them

    // The error once `unpacked` bytes came out of `packed` ones and that is too many; `kind`: "gzip file".
    std::optional<Issue> exceeded(std::uint64_t unpacked, std::uint64_t packed, const char* kind, const std::string& name) const;
};

class Unpacker {
public:
    virtual ~Unpacker() = default;
    // As Input::read, for the unpacked bytes. Errors: decompression_failed (broken, cut off, too large), and those of the input.
    virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
    // Starts again at the first unpacked byte.
    virtual Result<void> rewind() = 0;
    // For progress: how far the input was read.
    virtual std::uint64_t packed_bytes_read() const noexcept = 0;
};

}  // namespace muster::native
