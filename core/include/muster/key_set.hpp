// The set of the keys of a file. One look-up for every row makes it the hot spot of a check: a flat table of one byte of
// each hash, small enough to stay near the processor, with everything else apart from it and touched only where two bytes
// agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace muster {

// Keys are numbered from 0 in the order in which they come. About 30 bytes a key besides its text. At most
// 4,294,967,295 keys, which take more than 128 GB: the next one ends the program, as memory that runs out does.
class KeySet {
public:
    // Makes room for so many keys, so that the table need not grow on the way there.
    void reserve(std::size_t keys);

    // Fetches the part of the table where a key of this hash belongs into the processor's cache, where a machine has an
    // instruction for it. A few hundred nanoseconds of other work later find_or_add() does not wait for memory.
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
    std::size_t slot_of(std::uint64_t hash) const noexcept { return hash & (tags_.size() - 1); }
    std::size_t after(std::size_t slot) const noexcept { return (slot + 1) & (tags_.size() - 1); }
    void occupy(std::size_t slot, std::size_t index) noexcept;
    void grow(std::size_t slots);
    const char* keep(std::string_view key);

    // By slot: a byte of the hash, 0 where the slot is free, and the number of the key. A power of two of them, at most
    // three quarters full.
    std::vector<std::uint8_t> tags_;
    std::vector<std::uint32_t> numbers_;
    // By number: the hash, and the text behind the four bytes of its length.
    std::vector<std::uint64_t> hashes_;
    std::vector<const char*> texts_;
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;            // in the last block
    std::size_t free_bytes_ = 0;
};

}  // namespace muster
