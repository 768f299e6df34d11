#include <algorithm>
#include <string>
#include <vector>

#include "decoder.hpp"
#include "hexadecimal.hpp"
#include "line_break.hpp"
#include "muster/encoding.hpp"
#include "single_byte_guess.hpp"
#include "utf_8_scan.hpp"

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
    std::size_t units = 0, ascii = 0;
    std::size_t outside = 0;     // units that are no character: beyond Unicode, or halves of surrogate pairs in UTF-32
    std::size_t impossible = 0;  // those, and units that no text has: zero, FFFE, FFFF
    std::size_t line_breaks = 0;  // units that are LF or CR
    std::size_t pairs = 0;        // units whose two bytes would both be text in an encoding of single bytes
    std::size_t ascii_pairs = 0;  // those of them that would be ASCII, kana left out, whose first byte is a digit zero
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
        const bool line_break = unit == '\n' || unit == '\r';
        // Other control characters are no sign for or against: they occur, and some files have them as delimiters.
        const bool text = unit >= 0x20u || line_break || unit == '\t';
        counts.ascii += text && unit < 0x80u;
        counts.line_breaks += line_break;
        const std::uint32_t high = unit >> 8, low = unit & 0xFFu;
        counts.pairs += width == 2 && high >= 0x20u && low >= 0x20u;
        counts.ascii_pairs += width == 2 && high >= 0x20u && low >= 0x20u && high < 0x7Fu && low < 0x7Fu && high != '0';
        const bool outside = width == 4 && (unit > 0x10FFFFu || (unit >= 0xD800u && unit <= 0xDFFFu));
        counts.outside += outside;
        counts.impossible += unit == 0 || outside || unit == 0xFFFEu || unit == 0xFFFFu;
    }
    return counts;
}

// Text of any script has blanks, digits, delimiters and line ends of ASCII; the other byte order has next to none.
bool has_units_of_text(Bytes bytes, const UnitCounts& counts, std::size_t width, bool big) noexcept {
    if (counts.ascii < 2 || counts.ascii * 20 < counts.units || counts.impossible * 100 > counts.units) return false;
    const UnitCounts other = count_units(bytes, width, !big);
    if (other.ascii * 4 < counts.ascii) return true;
    // Some frequent letters, such as the Chinese character for one, are ASCII when read the wrong way round, but no
    // line ends are.
    return other.ascii < counts.ascii && counts.line_breaks >= 1 && other.line_breaks == 0;
}

bool looks_like_utf_32(Bytes bytes, bool big) noexcept {
    return has_units_of_text(bytes, count_units(bytes, 4, big), 4, big);
}

// A few zero bytes in a file of single bytes happen to lie in the same half of a unit, so more is asked for: either
// most of the text is ASCII in UTF-16, or (in scripts whose units look like two letters) its line ends are.
bool looks_like_utf_16(Bytes bytes, bool big) noexcept {
    const UnitCounts counts = count_units(bytes, 2, big);
    if (!has_units_of_text(bytes, counts, 2, big)) return false;
    const bool half_a_unit_left = bytes.size() % 2 != 0;
    if (half_a_unit_left && counts.ascii < 4) return false;
    if (counts.ascii > counts.pairs) return true;
    const auto line_break_bytes = static_cast<std::size_t>(std::count_if(
        bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{'\n'} || byte == std::byte{'\r'}; }));
    return counts.ascii >= 3 && counts.line_breaks >= 1 && counts.line_breaks * 2 > line_break_bytes &&
           counts.ascii * 8 >= counts.pairs && counts.ascii_pairs * 2 <= counts.pairs;
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

// The mark of UTF-32LE is that of UTF-16LE and a zero character. Text of UTF-16 read in units of four bytes lies beyond
// Unicode, but for a few units; text of UTF-32 does not, but for damage.
bool has_units_of_utf_32(Bytes head) noexcept {
    const UnitCounts counts = count_units(head, 4, false);
    return counts.outside * 2 < counts.units;
}

std::optional<EncodingGuess> guess_by_mark(Bytes head) {
    constexpr Encoding marked[] = {Encoding::utf_8, Encoding::utf_32be, Encoding::utf_32le, Encoding::utf_16le, Encoding::utf_16be};
    for (const Encoding encoding : marked) {
        const std::size_t bytes = mark_bytes(head, encoding);
        if (bytes == 0 || (encoding == Encoding::utf_32le && !has_units_of_utf_32(head))) continue;
        return with_mark(encoding, bytes);
    }
    return std::nullopt;
}

std::optional<EncodingGuess> guess_by_zero_bytes(Bytes head) {
    if (std::find(head.begin(), head.end(), std::byte{0}) == head.end()) return std::nullopt;
    struct Wide {
        Encoding encoding;
        bool (*looks_like)(Bytes, bool) noexcept;
        bool big;
    };
    constexpr Wide wides[] = {{Encoding::utf_32le, looks_like_utf_32, false},
                              {Encoding::utf_32be, looks_like_utf_32, true},
                              {Encoding::utf_16le, looks_like_utf_16, false},
                              {Encoding::utf_16be, looks_like_utf_16, true}};
    for (const Wide& wide : wides) {
        if (!wide.looks_like(head, wide.big)) continue;
        EncodingGuess guess;
        guess.encoding = wide.encoding;
        guess.confidence = 970;
        guess.evidence.push_back("There is no byte-order mark, but the zero bytes lie as in " +
                                 std::string(name_of(wide.encoding)) + " text.");
        return guess;
    }
    return std::nullopt;
}

EncodingGuess utf_8_guess(const Utf8Counts& counts, bool whole) {
    EncodingGuess guess;
    guess.encoding = Encoding::utf_8;
    if (counts.invalid != 0) {
        guess.confidence = 750;
        guess.evidence.push_back("Most characters outside plain ASCII (" + std::to_string(counts.characters) +
                                 ") are valid UTF-8, but " + std::to_string(counts.invalid) +
                                 (counts.invalid == 1 ? " place is not; it is" : " places are not; the first is") +
                                 " at byte " + std::to_string(counts.first_invalid) + ".");
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

Issue two_readings(const EncodingGuess& guess, const EncodingRival& rival, bool show_words) {
    constexpr int unlikely = 500;
    const std::string name(name_of(guess.encoding)), other(name_of(rival.encoding));
    const std::string& reading = show_words ? rival.word : rival.letter;
    return make_issue(Code::encoding_uncertain,
                      "The letters outside ASCII read in two ways: as " + name + " \"" + reading + "\", as " + other +
                          " \"" + (show_words ? rival.rival_word : rival.rival_letter) + "\". The file is read as " +
                          name + ".",
                      "If the second reading is right, choose " + other +
                          " with --encoding, or with \"encoding\" under \"source\" of the sync document." +
                          (guess.confidence < unlikely ? " If neither is, save the file as UTF-8: it is in another encoding." : ""));
}

// The byte of a mark by which older programs divide cells, where it stands equally often on each of the first lines, which no letter does; 0: none does.
unsigned char dividing_byte(Bytes head) noexcept {
    constexpr std::size_t most_lines = 100, least_lines = 4;
    for (const char older : older_mark_bytes) {
        const auto mark = static_cast<unsigned char>(older);
        std::size_t lines = 0, on_line = 0, expected = 0;
        for (std::size_t at = 0; at < head.size() && lines < most_lines; ++at) {
            const unsigned char byte = byte_at(head, at);
            on_line += byte == mark;
            if (byte != '\n') continue;
            if (lines == 0) expected = on_line;
            if (on_line == 0 || on_line != expected) {
                expected = 0;
                break;
            }
            ++lines;
            on_line = 0;
        }
        if (expected != 0 && lines >= least_lines) return mark;
    }
    return 0;
}

// What the encoding reads the byte as, where that is one of the marks; else empty.
std::string mark_read_from(unsigned char byte, Encoding encoding) {
    TextBuffer text;
    Decoder decoder(encoding, 0);
    const std::byte one[] = {std::byte{byte}};
    decoder.decode(one, text);
    decoder.finish(text);
    const std::string read(text.data(), text.size());
    const bool is_mark = read.size() == 2 && read[0] == '\xC2' && older_mark_bytes.find(read[1]) != std::string_view::npos;
    return is_mark ? read : std::string();
}

// The letters of a file whose cells such a byte divides, judged without it.
std::optional<EncodingGuess> guess_beside_mark(Bytes head, bool whole) {
    const unsigned char mark = dividing_byte(head);
    if (mark == 0) return std::nullopt;
    std::vector<std::byte> letters(head.begin(), head.end());
    std::replace(letters.begin(), letters.end(), std::byte{mark}, std::byte{','});
    const bool any = std::any_of(letters.begin(), letters.end(), [](std::byte byte) { return byte >= std::byte{0x80}; });
    SingleByteGuess single;
    single.encoding = Encoding::windows_1252;
    single.confidence = 900;
    if (any) single = guess_single_byte(letters, whole);
    const std::string read = mark_read_from(mark, single.encoding);
    if (read.empty()) return std::nullopt;
    EncodingGuess guess;
    guess.encoding = single.encoding;
    guess.confidence = single.confidence;
    guess.evidence.push_back("The byte " + hexadecimal(mark) + " stands equally often on every line, so it divides the cells: as " +
                             std::string(name_of(single.encoding)) + " it is " + read + ".");
    if (!single.letters.empty()) guess.evidence.push_back("The letters beside it read: " + single.letters + ".");
    guess.rival = single.rival;
    return guess;
}

}  // namespace

std::size_t mark_bytes(std::span<const std::byte> head, Encoding encoding) noexcept {
    using namespace std::string_view_literals;
    // Programs that add a mark to a file that has one leave two.
    const auto length_of = [&](std::string_view mark) {
        std::size_t bytes = 0;
        while (starts_with(head.subspan(bytes), mark)) bytes += mark.size();
        return bytes;
    };
    if (encoding == Encoding::utf_8) return length_of("\xEF\xBB\xBF"sv);
    if (encoding == Encoding::utf_16le) return length_of("\xFF\xFE"sv);
    if (encoding == Encoding::utf_16be) return length_of("\xFE\xFF"sv);
    if (encoding == Encoding::utf_32le) return length_of("\xFF\xFE\0\0"sv);
    if (encoding == Encoding::utf_32be) return length_of("\0\0\xFE\xFF"sv);
    return 0;
}

EncodingGuess detect_encoding(std::span<const std::byte> head, bool whole) {
    if (auto guess = guess_by_mark(head)) return *std::move(guess);
    if (auto guess = guess_by_zero_bytes(head)) return *std::move(guess);
    const Utf8Counts counts = count_utf_8(head, whole);
    const std::uint64_t invalid = counts.invalid + (counts.cut && whole);
    // A file that only ends inside a character is one that was cut.
    const bool only_cut = counts.invalid == 0 && counts.characters != 0;
    if (invalid == 0 || only_cut || is_damaged_utf_8(counts.characters, invalid)) return utf_8_guess(counts, whole);
    if (auto guess = guess_beside_mark(head, whole)) return *std::move(guess);
    const SingleByteGuess single = guess_single_byte(head, whole);
    EncodingGuess guess;
    guess.encoding = single.encoding;
    guess.confidence = single.confidence;
    const auto first = static_cast<std::size_t>(counts.first_invalid);
    guess.evidence.push_back("The file is not UTF-8: the byte " + hexadecimal(byte_at(head, first)) + " at position " +
                             std::to_string(first) + " cannot stand there.");
    if (!single.letters.empty()) {
        guess.evidence.push_back("As " + std::string(name_of(single.encoding)) +
                                 " the letters read: " + single.letters + ".");
    }
    guess.rival = single.rival;
    if (is_partly_utf_8(counts.characters, invalid)) {
        constexpr int most_confidence = 600;  // what speaks for the one speaks against the other
        guess.confidence = std::min(guess.confidence, most_confidence);
        if (auto rival = utf_8_rival(head, single.encoding)) guess.rival = std::move(rival);
    }
    return guess;
}

std::optional<Issue> doubt_of(const EncodingGuess& guess, bool show_words) {
    if (guess.rival) return two_readings(guess, *guess.rival, show_words);
    if (!guess.ignored_mark) return std::nullopt;
    return make_issue(
        Code::encoding_uncertain,
        "The file starts with the byte-order mark of " + std::string(name_of(*guess.ignored_mark)) +
            ", but it is read as " + std::string(name_of(guess.encoding)) + ", as it was said. The mark is left out.",
        "Look at names with accents in the preview; if they are wrong, leave the choice of the encoding out.");
}

}  // namespace muster
