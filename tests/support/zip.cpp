#include "support/zip.hpp"

#include <zlib.h>

#include <stdexcept>

namespace muster::test {

namespace {

std::string number(std::uint64_t value, int bytes) {
    std::string text;
    for (; bytes-- > 0; value >>= 8) {
        text.push_back(static_cast<char>(value & 0xFF));
    }
    return text;
}

std::string deflated(const std::string& text) {
    z_stream stream{};
    if (deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib cannot start");
    }
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

}  // namespace

std::string zipped(const std::vector<ZipMember>& members, const std::string& comment) {
    std::string out, list;
    bool large_archive = false;
    for (const ZipMember& member : members) {
        const std::string packed = member.deflated ? deflated(member.content) : member.content;
        const auto crc = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(member.content.data()), static_cast<uInt>(member.content.size())) ^ member.checksum_xor);
        const std::uint64_t method = member.method >= 0 ? static_cast<std::uint64_t>(member.method) : member.deflated ? 8 : 0;
        const std::uint64_t flags = member.flags | (member.sizes_follow ? 8u : 0u);
        const std::uint64_t at = out.size();
        const std::string facts = number(20, 2) + number(flags, 2) + number(method, 2) + number(0, 4);
        const std::string sizes = number(packed.size(), 4) + number(member.content.size(), 4);
        const std::string large_sizes = number(0xFFFFFFFF, 4) + number(0xFFFFFFFF, 4);
        const std::string extra = number(0x5455, 2) + number(1, 2) + "x";  // something else first
        const std::string large = extra + number(1, 2) + number(24, 2) + number(member.content.size(), 8) + number(packed.size(), 8) + number(at, 8);
        out += "PK\x03\x04" + facts + (member.sizes_follow ? number(0, 12) : number(crc, 4) + (member.large ? large_sizes : sizes));
        out += number(member.name.size(), 2) + number(extra.size(), 2) + member.name + extra + packed;
        if (member.sizes_follow) {
            out += "PK\x07\x08" + number(crc, 4) + sizes;
        }
        list += "PK\x01\x02" + number(20, 2) + facts + number(crc, 4) + (member.large ? large_sizes : sizes) + number(member.name.size(), 2) +
                number(member.large ? large.size() : 0, 2) + number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) +
                number(member.large ? 0xFFFFFFFF : at, 4) + member.name + (member.large ? large : "");
        large_archive = large_archive || member.large;
    }
    const std::uint64_t list_at = out.size(), count = members.size();
    out += list;
    if (large_archive) {
        const std::uint64_t end_at = out.size();
        out += "PK\x06\x06" + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 4) + number(0, 4) + number(count, 8) + number(count, 8) +
               number(list.size(), 8) + number(list_at, 8);
        out += "PK\x06\x07" + number(0, 4) + number(end_at, 8) + number(1, 4);
    }
    const std::uint64_t told = large_archive ? 0xFFFF : count;
    out += "PK\x05\x06" + number(0, 4) + number(told, 2) + number(told, 2) + number(large_archive ? 0xFFFFFFFF : list.size(), 4) +
           number(large_archive ? 0xFFFFFFFF : list_at, 4) + number(comment.size(), 2) + comment;
    return out;
}

}  // namespace muster::test
