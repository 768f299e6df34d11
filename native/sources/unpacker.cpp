#include "native/sources/unpacker.hpp"

namespace muster::native {

std::optional<Issue> UnpackLimits::exceeded(std::uint64_t unpacked, std::uint64_t packed, const char* kind, const std::string& name) const {
    // Divided, as the product could overflow; the remainder makes it exact.
    const std::uint64_t ratio = packed == 0 ? unpacked : unpacked / packed;
    const bool above = ratio > max_ratio || (ratio == max_ratio && packed != 0 && unpacked % packed != 0);
    if (unpacked <= free_bytes || !above) {
        return std::nullopt;
    }
    return make_issue(Code::decompression_failed,
                      "The " + std::string(kind) + " " + name + " unpacks to more than " + std::to_string(max_ratio) + " times its size.",
                      "No contact file does that. If you trust it, unpack it yourself and read the unpacked file.");
}

}  // namespace muster::native
