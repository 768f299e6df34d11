#include "muster/fingerprint.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace muster {
namespace {

// A second seed for the high half of a wide hash, so that its halves are independent.
constexpr std::uint64_t high_half_seed = 0x9E3779B97F4A7C15ull;

}  // namespace

std::uint64_t key_hash(std::string_view normalised_key, std::uint64_t salt) noexcept {
    return XXH3_64bits_withSeed(normalised_key.data(), normalised_key.size(), salt);
}

std::uint64_t high_key_hash(std::string_view normalised_key, std::uint64_t salt) noexcept {
    return key_hash(normalised_key, salt ^ high_half_seed);
}

KeyHash wide_key_hash(std::string_view normalised_key, std::uint64_t salt) noexcept {
    return {key_hash(normalised_key, salt), high_key_hash(normalised_key, salt)};
}

std::uint64_t record_fingerprint(std::span<const std::string_view> values, std::uint64_t definition) noexcept {
    // Chaining the hash of each value as the next seed makes the borders count: ("ab","c") differs from ("a","bc").
    std::uint64_t hash = definition;
    for (const std::string_view value : values) hash = XXH3_64bits_withSeed(value.data(), value.size(), hash);
    // 0 means "unknown" in a snapshot.
    return hash == 0 ? 1 : hash;
}

std::uint64_t text_hash(std::string_view text, std::uint64_t seed) noexcept {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

}  // namespace muster
