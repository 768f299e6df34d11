#include "muster/fingerprint.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace muster;

namespace {

std::uint64_t fingerprint_of(std::vector<std::string_view> values, std::uint64_t definition = 7) {
    return record_fingerprint(values, definition);
}

}  // namespace

TEST_CASE("key hashes are XXH3-64 with the salt as seed") {
    // Test values of the reference implementation: XXH3_64bits("") and XXH3_64bits_withSeed("", seed).
    CHECK(key_hash("", 0) == 0x2D06800538D394C2ull);
    CHECK(key_hash("a@example.com", 1) != key_hash("a@example.com", 2));
    CHECK(wide_key_hash("a@example.com", 5).low == key_hash("a@example.com", 5));
    CHECK(wide_key_hash("a@example.com", 5).high != key_hash("a@example.com", 5));
}

TEST_CASE("a fingerprint sees every value, its place and the definition") {
    const auto base = fingerprint_of({"ab", "c"});
    CHECK(base == fingerprint_of({"ab", "c"}));
    CHECK(base != fingerprint_of({"a", "bc"}));
    CHECK(base != fingerprint_of({"c", "ab"}));
    CHECK(base != fingerprint_of({"ab", "c", ""}));
    CHECK(base != fingerprint_of({"ab", "c"}, 8));
}
