// Which single-byte encoding makes the letters outside ASCII form plausible words.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "muster/encoding.hpp"

namespace muster {

struct SingleByteGuess {
    Encoding encoding = Encoding::windows_1252;
    int confidence = 0;   // per mille
    std::string letters;  // some of the letters, as UTF-8, for the evidence
    std::string word;     // a word as this encoding reads it
    // The nearest encoding that gives another text, when it is close.
    std::optional<EncodingRival> rival;
};

// The word around a byte outside ASCII, in the readings of two encodings.
EncodingRival readings_at(std::span<const std::byte> text, std::size_t at, Encoding encoding, Encoding rival);

// The first word outside ASCII that is valid UTF-8, in both readings, if there is one.
std::optional<EncodingRival> utf_8_rival(std::span<const std::byte> text, Encoding encoding);

SingleByteGuess guess_single_byte(std::span<const std::byte> text, bool whole);

}  // namespace muster
