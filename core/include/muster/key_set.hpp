// The set of the keys of a file. One look-up for every row makes it the hot spot of a check: a flat table of hashes, the
// texts apart from it, touched only where two hashes agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace muster {

// Keys are numbered from 0 in the order in which they come. About 50 bytes a key besides its text.
class KeySet {
public:
    // Makes room for so many keys, so that the table need not grow on the way there.
    void reserve(std::size_t keys);

    // Fetches the part of the table where a key of this hash belongs into the processor's cache. A few hundred nanoseconds
    // of other work later find_or_add() does not wait for memory.
    void prefetch(std::uint64_t hash) const noexcept;

    struct Place {
        std::size_t index = 0;  // of the key
        bool added = false;     // it was not there before
    };
    // `hash` is any good hash of the key, always the same function. Keys of one hash are told apart by their texts.
    Place find_or_add(std::string_view key, std::uint64_t hash);

    std::size_t size() const noexcept { return texts_.size(); }
    // The text of a key; it stays as long as the set.
    std::string_view key(std::size_t index) const noexcept;

private:
    struct Slot {
        std::uint64_t hash;
        std::size_t entry;  // index + 1; 0: free
    };
    void grow(std::size_t slots);
    const char* keep(std::string_view key);

    std::vector<Slot> slots_;         // a power of two, at most three quarters full
    std::vector<const char*> texts_;  // by index: four bytes of length, then the text
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;            // in the last block
    std::size_t free_bytes_ = 0;
};

}  // namespace muster
