// Unpacks the one file in a zip archive while it is read, by zlib. The archive's list of files (the central directory) is
// the authority, as in every unzip: sizes and checksum are there also where the file was packed from a stream.
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

class ZipReader : public Unpacker {
public:
    // Reads the list of files. Precondition: `input` outlives the reader.
    // Errors: file_unreadable (no file, several files, a password, a method other than stored and deflate, a workbook),
    // decompression_failed (damaged, cut off), and those of the input.
    static Result<std::unique_ptr<ZipReader>> open(Input& input, std::string name, const UnpackLimits& limits = {});
    ~ZipReader() override;

    Result<std::size_t> read(std::span<std::byte> buffer) override;
    Result<void> rewind() override;
    std::uint64_t packed_bytes_read() const noexcept override { return position_; }

    // The member, as the list of files describes it.
    struct Member {
        std::string name;
        std::uint16_t flags = 0, method = 0;
        std::uint32_t checksum = 0;
        std::uint64_t packed_bytes = 0, bytes = 0;
        std::uint64_t header_at = 0;
    };

private:
    struct Stream;
    ZipReader(Input& input, std::string name, const UnpackLimits& limits, Member member, std::uint64_t data_at);
    Result<void> refill();
    Result<std::size_t> unpack(std::span<std::byte> buffer);
    Result<std::size_t> copy(std::span<std::byte> buffer);
    Result<void> finish();
    Issue broken(const std::string& what) const;

    Input& input_;
    std::string name_;
    UnpackLimits limits_;
    Member member_;
    std::uint64_t data_at_;
    std::unique_ptr<Stream> stream_;
    std::vector<std::byte> packed_buffer_;
    std::uint64_t position_ = 0;     // in the archive, of what was read from it
    std::uint64_t left_ = 0;         // packed bytes of the member that were not read yet
    std::uint64_t unpacked_ = 0;
    std::uint32_t checksum_ = 0;
    bool ended_ = false;
};

// Whether these first bytes of a file are those of a zip archive.
bool is_zip(std::span<const std::byte> head) noexcept;

}  // namespace muster::native
