#include "muster/key_set.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace muster {
namespace {

constexpr std::size_t smallest_table = 1024;
constexpr std::size_t block_bytes = 1u << 20;

// Cells are shorter than rows, and those than 4 MB (reader.hpp).
using Length = std::uint32_t;

bool is_crowded(std::size_t used, std::size_t slots) noexcept { return (used + 1) * 4 > slots * 3; }

}  // namespace

void KeySet::reserve(std::size_t keys) {
    const std::size_t slots = std::bit_ceil(std::max(smallest_table, keys + keys / 3 + 1));
    if (slots > slots_.size()) grow(slots);
    texts_.reserve(keys);
}

void KeySet::prefetch(std::uint64_t hash) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
}

KeySet::Place KeySet::find_or_add(std::string_view key, std::uint64_t hash) {
    if (is_crowded(texts_.size(), slots_.size())) grow(std::max(smallest_table, slots_.size() * 2));
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].entry != 0; at = (at + 1) & (slots_.size() - 1)) {
        const std::size_t index = slots_[at].entry - 1;
        if (slots_[at].hash == hash && this->key(index) == key) return {index, false};
    }
    texts_.push_back(keep(key));
    slots_[at] = {hash, texts_.size()};
    return {texts_.size() - 1, true};
}

std::string_view KeySet::key(std::size_t index) const noexcept {
    Length length = 0;
    std::memcpy(&length, texts_[index], sizeof(length));
    return {texts_[index] + sizeof(length), length};
}

void KeySet::grow(std::size_t slots) {
    std::vector<Slot> old(slots);
    old.swap(slots_);
    for (const Slot& slot : old) {
        if (slot.entry == 0) continue;
        std::size_t at = slot.hash & (slots_.size() - 1);
        while (slots_[at].entry != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = slot;
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
