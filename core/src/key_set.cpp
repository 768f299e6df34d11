#include "muster/key_set.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace muster {
namespace {

constexpr std::size_t smallest_table = 1024;
constexpr std::size_t block_bytes = 1u << 20;

// Cells are shorter than rows, and those than 4 MB (reader.hpp).
using Length = std::uint32_t;

bool is_crowded(std::size_t used, std::size_t slots) noexcept { return (used + 1) * 4 > slots * 3; }

// Of the bits that choose no slot; never 0.
std::uint8_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint8_t>(std::max<std::uint64_t>(1, hash >> 56)); }

}  // namespace

void KeySet::reserve(std::size_t keys) {
    const std::size_t slots = std::bit_ceil(std::max(smallest_table, keys + keys / 3 + 1));
    if (slots > tags_.size()) grow(slots);
    hashes_.reserve(keys);
    texts_.reserve(keys);
}

void KeySet::prefetch(std::uint64_t hash) const noexcept {
    if (tags_.empty()) return;
    __builtin_prefetch(&tags_[slot_of(hash)]);
    __builtin_prefetch(&numbers_[slot_of(hash)]);
}

KeySet::Place KeySet::find_or_add(std::string_view key, std::uint64_t hash) {
    if (is_crowded(texts_.size(), tags_.size())) grow(std::max(smallest_table, tags_.size() * 2));
    const std::uint8_t tag = tag_of(hash);
    std::size_t slot = slot_of(hash);
    for (; tags_[slot] != 0; slot = after(slot)) {
        if (tags_[slot] != tag) continue;
        const std::size_t index = numbers_[slot];
        if (hashes_[index] == hash && this->key(index) == key) return {index, false};
    }
    const std::size_t index = texts_.size();
    if (index > std::numeric_limits<std::uint32_t>::max()) __builtin_trap();
    hashes_.push_back(hash);
    texts_.push_back(keep(key));
    occupy(slot, index);
    return {index, true};
}

void KeySet::occupy(std::size_t slot, std::size_t index) noexcept {
    tags_[slot] = tag_of(hashes_[index]);
    numbers_[slot] = static_cast<std::uint32_t>(index);
}

std::string_view KeySet::key(std::size_t index) const noexcept {
    Length length = 0;
    std::memcpy(&length, texts_[index], sizeof(length));
    return {texts_[index] + sizeof(length), length};
}

void KeySet::grow(std::size_t slots) {
    tags_.assign(slots, 0);
    numbers_.resize(slots);
    for (std::size_t index = 0; index < hashes_.size(); ++index) {
        std::size_t slot = slot_of(hashes_[index]);
        while (tags_[slot] != 0) slot = after(slot);
        occupy(slot, index);
    }
}

const char* KeySet::keep(std::string_view key) {
    const std::size_t bytes = sizeof(Length) + key.size();
    if (bytes > free_bytes_) {
        free_bytes_ = std::max(block_bytes, bytes);
        blocks_.emplace_back(new char[free_bytes_]);  // not make_unique: the bytes need not be zero
        free_ = blocks_.back().get();
    }
    char* text = free_;
    const auto length = static_cast<Length>(key.size());
    std::memcpy(text, &length, sizeof(length));
    std::copy(key.begin(), key.end(), text + sizeof(length));
    free_ += bytes;
    free_bytes_ -= bytes;
    return text;
}

}  // namespace muster
