// Character encodings: which one a file has, and its bytes as UTF-8 text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/issue.hpp"

namespace muster {

enum class Encoding : std::uint8_t {
    utf_8, utf_16le, utf_16be, utf_32le, utf_32be,
    windows_1250, windows_1251, windows_1252, windows_1253, windows_1254, windows_1257,
    iso_8859_1, iso_8859_2, iso_8859_5, iso_8859_7, iso_8859_9, iso_8859_13, iso_8859_15,
    macintosh, ibm437, ibm850,
};

// The IANA name, for example "windows-1252", "UTF-16LE".
std::string_view name_of(Encoding encoding) noexcept;
// Finds an encoding by its name or a usual alias ("latin1", "cp1252", "utf8", "utf-16"), in any letter case.
std::optional<Encoding> encoding_named(std::string_view name) noexcept;

// All names, with commas between them, for messages.
std::string known_encodings();

// Two readings of the same bytes.
struct EncodingRival {
    Encoding encoding = Encoding::windows_1252;
    std::string word, letter;              // as the encoding in force reads them
    std::string rival_word, rival_letter;  // as this one does
};

struct EncodingGuess {
    Encoding encoding = Encoding::utf_8;
    bool bom = false;                // a byte-order mark stands at the start
    std::size_t bom_bytes = 0;
    int confidence = 0;              // per mille
    std::vector<std::string> evidence;  // sentences that a marketer understands
    bool given = false;              // a person or a document said so
    // Another encoding that explains the bytes nearly as well.
    std::optional<EncodingRival> rival;
    std::optional<Encoding> ignored_mark;  // the byte-order mark that speaks against the given encoding
};

// How many bytes the byte-order mark of `encoding` takes at the start of the head; 0: it does not stand there.
std::size_t mark_bytes(std::span<const std::byte> head, Encoding encoding) noexcept;

// Guesses from the head of a file; `whole` says that the head is all there is.
EncodingGuess detect_encoding(std::span<const std::byte> head, bool whole);

// The issue encoding_uncertain, when there is doubt. Words of a file that holds passwords are not shown, only letters.
std::optional<Issue> doubt_of(const EncodingGuess& guess, bool show_words);

// Bytes as UTF-8 text, without the first `bom_bytes`; what is invalid becomes U+FFFD. A character that is cut off at the
// end is left out unless `whole`. For heads (detect_dialect); whole files go through Reader.
std::string decoded_text(std::span<const std::byte> bytes, Encoding encoding, std::size_t bom_bytes, bool whole);

}  // namespace muster
