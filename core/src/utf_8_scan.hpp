// Which bytes of a text are valid UTF-8, and how far they speak for UTF-8. Internal to core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace muster {

inline std::size_t utf_8_length(unsigned char lead) noexcept {
    if (lead < 0xC2u || lead > 0xF4u) return 0;
    return lead < 0xE0u ? 2 : lead < 0xF0u ? 3 : 4;
}

// Whether byte `i` of the character fits its first one (Unicode, table 3-7).
inline bool continues_well(unsigned char lead, unsigned char byte, std::size_t i) noexcept {
    unsigned char low = 0x80, high = 0xBF;
    if (i == 1 && lead == 0xE0u) low = 0xA0;
    if (i == 1 && lead == 0xEDu) high = 0x9F;
    if (i == 1 && lead == 0xF0u) low = 0x90;
    if (i == 1 && lead == 0xF4u) high = 0x8F;
    return byte >= low && byte <= high;
}

struct Utf8Counts {
    // Valid ones of more than one byte that do not touch an invalid one: in a word of another alphabet some pairs of
    // letters are valid by accident, and the letters beside them are not.
    std::uint64_t characters = 0;
    std::uint64_t invalid = 0;
    std::uint64_t characters_before = 0;  // those before the first invalid place
    std::uint64_t first_invalid = 0;      // where nothing is invalid, the start of the character that is cut off
    std::uint64_t first_doubtful = 0;     // the same, or the start of the character that touches it
    bool cut = false;                     // the text ends inside a character
};

// Takes a text piece by piece; any division gives the same counts.
class Utf8Scan {
public:
    void high_byte(unsigned char byte) noexcept {
        if (carried_ != 0) {
            if (continues_well(lead_, byte, carried_)) {
                ++at_;
                if (++carried_ == utf_8_length(lead_)) valid();
                return;
            }
            invalid();
        }
        start_ = at_++;
        lead_ = byte;
        carried_ = 1;
        if (utf_8_length(byte) == 0) invalid();
    }
    // So many bytes of ASCII, at least one.
    void ascii(std::size_t bytes) noexcept {
        if (carried_ != 0) invalid();
        settle();
        touches_ = false;
        at_ += bytes;
    }
    // Bytes between two of ASCII that are known to hold so many characters and nothing invalid.
    void known(std::size_t bytes, std::uint64_t characters) noexcept {
        counts_.characters += characters;
        at_ += bytes;
    }
    std::uint64_t characters() const noexcept { return counts_.characters; }
    std::uint64_t invalid_places() const noexcept { return counts_.invalid; }

    // Of the text so far. A character that is cut off is no invalid place yet; `ended` says that nothing will complete it,
    // so that the character it touches does not count.
    Utf8Counts counts(bool ended) const noexcept {
        Utf8Counts counts = counts_;
        counts.cut = carried_ != 0;
        if (waits_ && !(counts.cut && ended)) ++counts.characters;
        if (counts.invalid != 0) return counts;
        counts.characters_before = counts.characters;
        counts.first_invalid = start_;
        counts.first_doubtful = waits_ ? waiting_ : start_;
        return counts;
    }

private:
    void settle() noexcept {
        counts_.characters += waits_;
        waits_ = false;
    }
    void valid() noexcept {
        settle();
        waits_ = !touches_;
        waiting_ = start_;
        touches_ = false;
        carried_ = 0;
    }
    void invalid() noexcept {
        if (counts_.invalid++ == 0) {
            counts_.characters_before = counts_.characters;
            counts_.first_invalid = start_;
            counts_.first_doubtful = waits_ ? waiting_ : start_;
        }
        waits_ = false;
        touches_ = true;
        carried_ = 0;
    }

    Utf8Counts counts_;
    std::uint64_t at_ = 0;
    std::uint64_t start_ = 0;    // of the character in progress
    std::uint64_t waiting_ = 0;  // of the one before it
    std::size_t carried_ = 0;    // bytes of the character in progress
    unsigned char lead_ = 0;
    bool waits_ = false;    // the character before is valid; whether it touches an invalid one is not known yet
    bool touches_ = false;  // the byte before is invalid
};

// The first byte outside ASCII from `at` on, or the end.
inline std::size_t next_high_byte(std::span<const std::byte> bytes, std::size_t at) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080u;
    for (std::uint64_t eight = 0; at + sizeof eight <= bytes.size(); at += sizeof eight) {
        std::memcpy(&eight, bytes.data() + at, sizeof eight);
        if ((eight & high_bits) != 0) break;
    }
    while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80u) ++at;
    return at;
}

inline Utf8Counts count_utf_8(std::span<const std::byte> bytes, bool whole) noexcept {
    Utf8Scan scan;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t high = next_high_byte(bytes, at);
        if (high != at) scan.ascii(high - at);
        for (at = high; at < bytes.size() && static_cast<unsigned char>(bytes[at]) >= 0x80u; ++at) {
            scan.high_byte(static_cast<unsigned char>(bytes[at]));
        }
    }
    return scan.counts(whole);
}

// A random pair of bytes outside ASCII is valid UTF-8 one time in nine (30 lead bytes of 128, then 64 of 128), the letters
// of a language more seldom still. So two valid characters are an accident one time in eighty, as seldom as one damaged
// place in a good file, or more: they outweigh it.
inline bool is_damaged_utf_8(std::uint64_t characters, std::uint64_t invalid) noexcept {
    return characters != 0 && characters / 2 >= invalid;
}

// More valid characters than accident puts between so many invalid places: a part of the text is UTF-8.
inline bool is_partly_utf_8(std::uint64_t characters, std::uint64_t invalid) noexcept {
    constexpr std::uint64_t one_in = 9;
    return characters != 0 && characters >= invalid / (one_in - 1);
}

}  // namespace muster
