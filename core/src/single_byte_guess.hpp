// Which single-byte encoding makes the letters outside ASCII form plausible words.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "muster/encoding.hpp"

namespace muster {

struct SingleByteGuess {
    Encoding encoding = Encoding::windows_1252;
    int confidence = 0;   // per mille
    std::string letters;  // some of the letters, as UTF-8, for the evidence
};

SingleByteGuess guess_single_byte(std::span<const std::byte> text, bool whole);

}  // namespace muster
