// Numbers by 64-bit hashes: a flat table of one byte of each hash, small enough to stay near the processor, with everything
// else apart from it and touched only where two bytes agree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace muster {

// Entries are numbered from 0 in the order in which they come; what they stand for is the owner's, by number. 15 to 40 bytes
// an entry, the less the better their number was known. At most 4,294,967,295 entries, which take more than 60 GB: the next
// one ends the program, as memory that runs out does.
class HashIndex {
public:
    // Makes room for so many entries, so that the table need not grow on the way there.
    void reserve(std::size_t entries);

    // Fetches the part of the table where a hash belongs into the processor's cache, where a machine has an instruction for
    // it. A few hundred nanoseconds of other work later a look-up does not wait for memory.
    void prefetch(std::uint64_t hash) const noexcept;

    // The entry of this hash that `is_same(number)` takes for the one that is looked for.
    template <class IsSame>
    std::optional<std::size_t> find(std::uint64_t hash, IsSame is_same) const {
        if (tags_.empty()) return std::nullopt;
        const std::size_t slot = slot_with(hash, is_same);
        return tags_[slot] == 0 ? std::nullopt : std::optional<std::size_t>(numbers_[slot]);
    }

    struct Place {
        std::size_t index = 0;  // of the entry
        bool added = false;     // it was not there before
    };
    // The same, and a new entry where there is none.
    template <class IsSame>
    Place find_or_add(std::uint64_t hash, IsSame is_same) {
        make_room();
        const std::size_t slot = slot_with(hash, is_same);
        if (tags_[slot] != 0) return {numbers_[slot], false};
        occupy(slot, hash, hashes_.size());
        hashes_.push_back(hash);
        return {hashes_.size() - 1, true};
    }

    std::size_t size() const noexcept { return hashes_.size(); }

private:
    // A byte of the bits that choose no slot; never 0.
    static std::uint8_t tag_of(std::uint64_t hash) noexcept {
        const auto tag = static_cast<std::uint8_t>(hash >> 56);
        return tag == 0 ? 1 : tag;
    }
    std::size_t slot_of(std::uint64_t hash) const noexcept { return static_cast<std::size_t>(hash) & (tags_.size() - 1); }
    std::size_t after(std::size_t slot) const noexcept { return (slot + 1) & (tags_.size() - 1); }

    // Where the entry is, or the free slot where it belongs.
    template <class IsSame>
    std::size_t slot_with(std::uint64_t hash, IsSame is_same) const {
        const std::uint8_t tag = tag_of(hash);
        std::size_t slot = slot_of(hash);
        for (; tags_[slot] != 0; slot = after(slot)) {
            if (tags_[slot] == tag && hashes_[numbers_[slot]] == hash && is_same(static_cast<std::size_t>(numbers_[slot]))) break;
        }
        return slot;
    }
    void occupy(std::size_t slot, std::uint64_t hash, std::size_t number) noexcept {
        tags_[slot] = tag_of(hash);
        numbers_[slot] = static_cast<std::uint32_t>(number);
    }
    void make_room();
    void grow(std::size_t slots);

    // By slot: a byte of the hash, 0 where the slot is free, and the number. A power of two of them, at most three quarters
    // full.
    std::vector<std::uint8_t> tags_;
    std::vector<std::uint32_t> numbers_;
    // By number.
    std::vector<std::uint64_t> hashes_;
};

}  // namespace muster
