// The texts of many keys, close together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "muster/hash_index.hpp"

namespace muster {

// A key takes the bytes of its text and three more, and of an e-mail address only those before its last @: what stands from there on
// is kept once for all that end so, of up to 65,535 different ends.
class KeyTexts {
public:
    // Where a text lies; below 2^40.
    using Position = std::uint64_t;
    static constexpr unsigned position_bits = 40;

    // `beside`: a number that is to lie behind the text. Texts are shorter than 4 GB.
    Position keep(std::string_view key, std::optional<std::uint64_t> beside = std::nullopt);
    // Whether that is the text there.
    bool is(Position position, std::string_view key) const noexcept;
    // The number behind a text that was kept with one.
    std::uint64_t beside(Position position) const noexcept;

private:
    using End = std::uint16_t;   // its number from 1 on; 0: none is shared
    struct Parts {
        End end = 0;
        std::string_view start;   // the text before it
    };
    End number_of_end(std::string_view text);
    Parts parts_at(Position position) const noexcept;
    char* room(std::size_t bytes, Position& position);

    std::vector<std::vector<char>> blocks_;
    std::vector<Position> ends_;
    HashIndex end_numbers_;
};

}  // namespace muster
