// UTF-8 text as bytes of another encoding: the way back of what Reader does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "muster/encoding.hpp"

namespace muster {

class Encoder {
public:
    explicit Encoder(Encoding encoding);

    // The byte-order mark; empty for encodings that have none.
    std::string_view mark() const noexcept;
    // Appends text to `out`. False, with nothing of the offending character appended, when a character has no place in the
    // encoding or the text is not UTF-8; offending() then is that character.
    bool append(std::string_view text, std::string& out);
    std::string_view offending() const noexcept { return offending_; }

private:
    struct Place {
        std::uint16_t character;
        std::uint8_t byte;
    };
    bool append_character(char32_t character, std::string& out) const;

    Encoding encoding_;
    std::vector<Place> upper_;        // of a single-byte encoding, in the order of characters
    std::string_view offending_;      // in the text that was given last
};

}  // namespace muster
