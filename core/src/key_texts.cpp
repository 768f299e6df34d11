#include "muster/key_texts.hpp"

#include <algorithm>
#include <cstring>

#include "muster/fingerprint.hpp"

namespace muster {
namespace {

constexpr unsigned block_bits = 20;
constexpr std::size_t block_bytes = std::size_t{1} << block_bits;
// Longer ones are no domains, and hardly shared.
constexpr std::size_t longest_end = 64;
constexpr std::size_t most_ends = 65'535;

// Before a text: the number of its end, and its length in one byte, or in five where that does not do.
constexpr std::size_t end_bytes = 2;
constexpr unsigned char long_text = 0xFF;

std::size_t header_bytes(std::size_t size) noexcept { return end_bytes + (size < long_text ? 1 : 1 + sizeof(std::uint32_t)); }

template <class Number>
Number number_at(const char* from) noexcept {
    Number number;
    std::memcpy(&number, from, sizeof(number));
    return number;
}

template <class Number>
char* put(char* to, Number number) noexcept {
    std::memcpy(to, &number, sizeof(number));
    return to + sizeof(number);
}

}  // namespace

KeyTexts::Position KeyTexts::keep(std::string_view key, std::optional<std::uint64_t> beside) {
    End end = 0;
    const std::size_t at = key.rfind('@');
    if (at != std::string_view::npos && key.size() - at <= longest_end) end = number_of_end(key.substr(at));
    const std::string_view start = end == 0 ? key : key.substr(0, at);
    Position position = 0;
    char* to = room(header_bytes(start.size()) + start.size() + (beside ? sizeof(*beside) : 0), position);
    to = put(to, end);
    if (start.size() < long_text) {
        *to++ = static_cast<char>(start.size());
    } else {
        *to++ = static_cast<char>(long_text);
        to = put(to, static_cast<std::uint32_t>(start.size()));
    }
    to = std::copy(start.begin(), start.end(), to);
    if (beside) put(to, *beside);
    return position;
}

bool KeyTexts::is(Position position, std::string_view key) const noexcept {
    const Parts parts = parts_at(position);
    if (parts.end == 0) return parts.start == key;
    const std::string_view end = parts_at(ends_[parts.end - 1u]).start;
    return key.size() == parts.start.size() + end.size() && key.starts_with(parts.start) && key.ends_with(end);
}

std::uint64_t KeyTexts::beside(Position position) const noexcept {
    const std::string_view start = parts_at(position).start;
    return number_at<std::uint64_t>(start.data() + start.size());
}

KeyTexts::End KeyTexts::number_of_end(std::string_view text) {
    const std::uint64_t hash = text_hash(text);
    const auto is_same = [&](std::size_t index) { return parts_at(ends_[index]).start == text; };
    if (ends_.size() == most_ends) {
        const auto found = end_numbers_.find(hash, is_same);
        return found ? static_cast<End>(*found + 1) : End{0};
    }
    const HashIndex::Place place = end_numbers_.find_or_add(hash, is_same);
    if (place.added) {
        Position position = 0;
        char* to = room(header_bytes(text.size()) + text.size(), position);
        to = put(to, End{0});
        *to++ = static_cast<char>(text.size());
        std::copy(text.begin(), text.end(), to);
        ends_.push_back(position);
    }
    return static_cast<End>(place.index + 1);
}

KeyTexts::Parts KeyTexts::parts_at(Position position) const noexcept {
    const char* from = blocks_[static_cast<std::size_t>(position >> block_bits)].data() + static_cast<std::size_t>(position & (block_bytes - 1));
    const auto end = number_at<End>(from);
    from += end_bytes;
    std::size_t size = static_cast<unsigned char>(*from++);
    if (size == long_text) {
        size = number_at<std::uint32_t>(from);
        from += sizeof(std::uint32_t);
    }
    return {end, {from, size}};
}

// Bytes to write to. A text that is longer than a block has one of its own.
char* KeyTexts::room(std::size_t bytes, Position& position) {
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < bytes) {
        blocks_.emplace_back().reserve(std::max(block_bytes, bytes));
    }
    std::vector<char>& block = blocks_.back();
    const std::size_t at = block.size();
    position = static_cast<Position>(blocks_.size() - 1) << block_bits | at;
    block.resize(at + bytes);
    return block.data() + at;
}

}  // namespace muster
