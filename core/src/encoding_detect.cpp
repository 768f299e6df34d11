#include <algorithm>
#include <string>

#include "muster/encoding.hpp"
#include "single_byte_guess.hpp"

namespace muster {
namespace {

using Bytes = std::span<const std::byte>;

unsigned char byte_at(Bytes bytes, std::size_t at) noexcept {
    return static_cast<unsigned char>(bytes[at]);
}

bool starts_with(Bytes bytes, std::string_view mark) noexcept {
    if (bytes.size() < mark.size()) return false;
    for (std::size_t i = 0; i < mark.size(); ++i) {
        if (byte_at(bytes, i) != static_cast<unsigned char>(mark[i])) return false;
    }
    return true;
}

// What the bytes look like as units of two or four bytes.
struct UnitCounts {
    std::size_t units = 0, ascii = 0, impossible = 0;
};

std::uint32_t unit_at(Bytes bytes, std::size_t at, std::size_t width, bool big) noexcept {
    std::uint32_t unit = 0;
    for (std::size_t i = 0; i < width; ++i) unit = (unit << 8) | byte_at(bytes, at + (big ? i : width - 1 - i));
    return unit;
}

UnitCounts count_units(Bytes bytes, std::size_t width, bool big) noexcept {
    UnitCounts counts;
    for (std::size_t at = 0; at + width <= bytes.size(); at += width) {
        const std::uint32_t unit = unit_at(bytes, at, width, big);
        ++counts.units;
        const bool text = unit >= 0x20u || unit == '\n' || unit == '\r' || unit == '\t';
        counts.ascii += text && unit < 0x80u;
        const bool outside = width == 4 && (unit > 0x10FFFFu || (unit >= 0xD800u && unit <= 0xDFFFu));
        counts.impossible += !text || outside || unit == 0xFFFEu || unit == 0xFFFFu;
    }
    return counts;
}

// Text of any script has blanks, digits, delimiters and line ends of ASCII; the other byte order has next to none.
bool looks_like_units(Bytes bytes, std::size_t width, bool big) noexcept {
    const UnitCounts counts = count_units(bytes, width, big);
    if (counts.units < 2) return false;
    return counts.ascii * 20 >= counts.units && counts.impossible * 100 <= counts.units &&
           count_units(bytes, width, !big).ascii * 4 < counts.ascii;
}

EncodingGuess with_mark(Encoding encoding, std::size_t bytes) {
    EncodingGuess guess;
    guess.encoding = encoding;
    guess.bom = true;
    guess.bom_bytes = bytes;
    guess.confidence = 1000;
    guess.evidence.push_back("The file starts with the byte-order mark of " + std::string(name_of(encoding)) + ".");
    return guess;
}

std::optional<EncodingGuess> guess_by_mark(Bytes head) {
    using namespace std::string_view_literals;
    if (starts_with(head, "\xEF\xBB\xBF"sv)) return with_mark(Encoding::utf_8, 3);
    if (starts_with(head, "\0\0\xFE\xFF"sv)) return with_mark(Encoding::utf_32be, 4);
    // The mark of UTF-32LE is that of UTF-16LE and a zero character, which no text starts with.
    if (starts_with(head, "\xFF\xFE\0\0"sv) && count_units(head, 4, false).impossible == 0) {
        return with_mark(Encoding::utf_32le, 4);
    }
    if (starts_with(head, "\xFF\xFE"sv)) return with_mark(Encoding::utf_16le, 2);
    if (starts_with(head, "\xFE\xFF"sv)) return with_mark(Encoding::utf_16be, 2);
    return std::nullopt;
}

std::optional<EncodingGuess> guess_by_zero_bytes(Bytes head) {
    if (std::find(head.begin(), head.end(), std::byte{0}) == head.end()) return std::nullopt;
    struct Wide {
        Encoding encoding;
        std::size_t width;
        bool big;
    };
    constexpr Wide wides[] = {{Encoding::utf_32le, 4, false},
                              {Encoding::utf_32be, 4, true},
                              {Encoding::utf_16le, 2, false},
                              {Encoding::utf_16be, 2, true}};
    for (const Wide& wide : wides) {
        if (!looks_like_units(head, wide.width, wide.big)) continue;
        EncodingGuess guess;
        guess.encoding = wide.encoding;
        guess.confidence = 970;
        guess.evidence.push_back("There is no byte-order mark, but the zero bytes lie as in " +
                                 std::string(name_of(wide.encoding)) + " text.");
        return guess;
    }
    return std::nullopt;
}

struct Utf8Counts {
    std::size_t characters = 0;  // of more than one byte
    std::size_t invalid = 0;
    std::size_t first_invalid = 0;
};

std::size_t utf_8_length(unsigned char lead) noexcept {
    if (lead < 0xC2u || lead > 0xF4u) return 0;
    return lead < 0xE0u ? 2 : lead < 0xF0u ? 3 : 4;
}

bool continues_well(Bytes bytes, std::size_t at, std::size_t i) noexcept {
    const unsigned char lead = byte_at(bytes, at), byte = byte_at(bytes, at + i);
    unsigned char low = 0x80, high = 0xBF;
    if (i == 1 && lead == 0xE0u) low = 0xA0;
    if (i == 1 && lead == 0xEDu) high = 0x9F;
    if (i == 1 && lead == 0xF0u) low = 0x90;
    if (i == 1 && lead == 0xF4u) high = 0x8F;
    return byte >= low && byte <= high;
}

Utf8Counts count_utf_8(Bytes bytes, bool whole) noexcept {
    Utf8Counts counts;
    std::size_t at = 0;
    while (at < bytes.size()) {
        const unsigned char lead = byte_at(bytes, at);
        if (lead < 0x80u) {
            ++at;
            continue;
        }
        const std::size_t length = utf_8_length(lead);
        std::size_t good = 1;
        while (good < length && at + good < bytes.size() && continues_well(bytes, at, good)) ++good;
        const bool cut = length != 0 && good < length && at + good == bytes.size();
        if (cut && !whole) break;
        if (length != 0 && good == length) {
            ++counts.characters;
        } else if (counts.invalid++ == 0) {
            counts.first_invalid = at;
        }
        at += good;
    }
    return counts;
}

EncodingGuess utf_8_guess(const Utf8Counts& counts, bool whole) {
    EncodingGuess guess;
    guess.encoding = Encoding::utf_8;
    if (counts.invalid != 0) {
        guess.confidence = 750;
        guess.evidence.push_back("Most characters outside plain ASCII (" + std::to_string(counts.characters) +
                                 ") are valid UTF-8, but " + std::to_string(counts.invalid) +
                                 " places are not; the first is at byte " + std::to_string(counts.first_invalid) + ".");
    } else if (counts.characters == 0) {
        guess.confidence = whole ? 1000 : 900;
        guess.evidence.push_back(whole ? "The file is plain ASCII, which is UTF-8 as well."
                                       : "The first part of the file is plain ASCII, which is UTF-8 as well.");
    } else {
        guess.confidence = counts.characters >= 3 ? 995 : 970;
        guess.evidence.push_back("All bytes are valid UTF-8, with " + std::to_string(counts.characters) +
                                 (counts.characters == 1 ? " character" : " characters") + " outside plain ASCII.");
    }
    return guess;
}

std::string in_hexadecimal(unsigned char byte) {
    constexpr char digits[] = "0123456789ABCDEF";
    return {digits[byte >> 4], digits[byte & 0x0Fu]};
}

}  // namespace

EncodingGuess detect_encoding(std::span<const std::byte> head, bool whole) {
    if (auto guess = guess_by_mark(head)) return *std::move(guess);
    if (auto guess = guess_by_zero_bytes(head)) return *std::move(guess);
    const Utf8Counts counts = count_utf_8(head, whole);
    // Letters of another encoding hardly ever form valid UTF-8, so a few wrong bytes are damage, not another encoding.
    if (counts.invalid == 0 || counts.characters > 2 * counts.invalid) return utf_8_guess(counts, whole);
    const SingleByteGuess single = guess_single_byte(head, whole);
    EncodingGuess guess;
    guess.encoding = single.encoding;
    guess.confidence = single.confidence;
    guess.evidence.push_back("The file is not UTF-8: the byte " + in_hexadecimal(byte_at(head, counts.first_invalid)) +
                             " at position " + std::to_string(counts.first_invalid) + " cannot stand there.");
    if (!single.letters.empty()) {
        guess.evidence.push_back("As " + std::string(name_of(single.encoding)) +
                                 " the letters read: " + single.letters + ".");
    }
    return guess;
}

}  // namespace muster
