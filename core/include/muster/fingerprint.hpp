// Hashes of keys and records (XXH3). Not cryptographic: they compare, they do not protect.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace muster {

// 64-bit hash of a normalised key, seeded: the form of the muster-keys file (plan.hpp).
std::uint64_t key_hash(std::string_view normalised_key, std::uint64_t salt) noexcept;

// Two independent halves: 128 bits tell keys apart without keeping their text. With 10 million keys the chance that any two
// different ones agree is below 1e-24.
struct KeyHash {
    std::uint64_t low = 0;    // equals key_hash(key, salt)
    std::uint64_t high = 0;
    bool operator==(const KeyHash&) const = default;
};
KeyHash wide_key_hash(std::string_view normalised_key, std::uint64_t salt) noexcept;
// The high half alone.
std::uint64_t high_key_hash(std::string_view normalised_key, std::uint64_t salt) noexcept;

// Fingerprint of the mapped values of a record, in mapping order; `definition` is the hash of field names, types and
// empty-cell rules, so that records of different mappings never look equal. Field borders count.
std::uint64_t record_fingerprint(std::span<const std::string_view> values, std::uint64_t definition) noexcept;

// Hash of any text, for definitions.
std::uint64_t text_hash(std::string_view text, std::uint64_t seed = 0) noexcept;

}  // namespace muster
