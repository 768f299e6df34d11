#include "muster/hash_index.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace muster {
namespace {

constexpr std::size_t smallest_table = 1024;

}  // namespace

void HashIndex::reserve(std::size_t entries) {
    const std::size_t slots = std::bit_ceil(std::max(smallest_table, entries + entries / 3 + 1));
    if (slots > tags_.size()) grow(slots);
    hashes_.reserve(entries);
}

void HashIndex::prefetch(std::uint64_t hash) const noexcept {
    if (tags_.empty()) return;
    __builtin_prefetch(&tags_[slot_of(hash)]);
    __builtin_prefetch(&numbers_[slot_of(hash)]);
}

void HashIndex::make_room() {
    if (hashes_.size() > std::numeric_limits<std::uint32_t>::max()) __builtin_trap();
    if ((hashes_.size() + 1) * 4 > tags_.size() * 3) grow(std::max(smallest_table, tags_.size() * 2));
}

void HashIndex::grow(std::size_t slots) {
    tags_.assign(slots, 0);
    numbers_.resize(slots);
    for (std::size_t number = 0; number < hashes_.size(); ++number) {
        std::size_t slot = slot_of(hashes_[number]);
        while (tags_[slot] != 0) slot = after(slot);
        occupy(slot, hashes_[number], number);
    }
}

}  // namespace muster
