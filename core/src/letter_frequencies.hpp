// How often the letters outside ASCII stand in the languages of contact files.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace muster {

// Languages that share encodings.
enum class LetterGroup : std::uint8_t { western, central, turkish, baltic, cyrillic, greek };

// The lower-case letters of one language that plain ASCII lacks (for other alphabets: all), in three steps of
// frequency.
struct LanguageLetters {
    LetterGroup group;
    std::u16string_view frequent, usual, rare;
    // Of a guest, which the encodings of the group can hold, but for which others are usual: how seldom that is, as a natural logarithm.
    double guest_prior = 0;
};

std::span<const LanguageLetters> letter_frequencies() noexcept;

}  // namespace muster
