// The set of the keys of a file. One look-up for every row makes it the hot spot of a check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "muster/hash_index.hpp"

namespace muster {

// Keys are numbered from 0 in the order in which they come. A pointer and four bytes a key besides its text and what
// HashIndex takes, whose limit holds.
class KeySet {
public:
    // Makes room for so many keys, so that nothing need grow on the way there.
    void reserve(std::size_t keys);

    // HashIndex::prefetch().
    void prefetch(std::uint64_t hash) const noexcept { index_.prefetch(hash); }

    using Place = HashIndex::Place;
    // `hash` is any good hash of the key, always the same function. Keys of one hash are told apart by their texts.
    Place find_or_add(std::string_view key, std::uint64_t hash);

    std::size_t size() const noexcept { return texts_.size(); }
    // The text of a key; it stays as long as the set.
    std::string_view key(std::size_t index) const noexcept;

private:
    const char* keep(std::string_view key);

    HashIndex index_;
    std::vector<const char*> texts_;  // by number: four bytes of length, then the text
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;            // in the last block
    std::size_t free_bytes_ = 0;
};

}  // namespace muster
