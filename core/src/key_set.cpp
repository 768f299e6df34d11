#include "muster/key_set.hpp"

#include <algorithm>
#include <cstring>

namespace muster {
namespace {

constexpr std::size_t block_bytes = 1u << 20;

// Cells are shorter than rows, and those than 4 MB (reader.hpp).
using Length = std::uint32_t;

}  // namespace

void KeySet::reserve(std::size_t keys) {
    index_.reserve(keys);
    texts_.reserve(keys);
}

KeySet::Place KeySet::find_or_add(std::string_view key, std::uint64_t hash) {
    const Place place = index_.find_or_add(hash, [&](std::size_t index) { return this->key(index) == key; });
    if (place.added) texts_.push_back(keep(key));
    return place;
}

std::string_view KeySet::key(std::size_t index) const noexcept {
    Length length = 0;
    std::memcpy(&length, texts_[index], sizeof(length));
    return {texts_[index] + sizeof(length), length};
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
