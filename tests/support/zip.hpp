// Makes zip archives, right ones and wrong ones, for tests of packed sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace muster::test {

struct ZipMember {
    std::string name;
    std::string content;
    bool deflated = true;
    bool sizes_follow = false;   // packed from a stream: zero in the local header, a data descriptor after the data
    bool large = false;          // sizes and place are in zip64 fields
    std::uint16_t flags = 0;
    int method = -1;             // what the headers say instead of the truth
    std::uint32_t checksum_xor = 0;
};

std::string zipped(const std::vector<ZipMember>& members, const std::string& comment = {});

}  // namespace muster::test
