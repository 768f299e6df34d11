#include "late_encoding.hpp"

#include <algorithm>

#include "single_byte_guess.hpp"
#include "utf_8_scan.hpp"

namespace muster {
namespace {

constexpr std::size_t most_sampled = 64u << 10;
constexpr std::size_t surroundings = 32;  // bytes on each side of an invalid place
// A chunk's last row is read with the next chunk. Rows of contacts are shorter than this.
constexpr std::size_t tail_bytes = 8u << 10;

std::string place_text(const Location& at) {
    std::string text;
    if (at.row != 0) text += "row " + std::to_string(at.row) + ", ";
    if (at.line != 0) text += "line " + std::to_string(at.line) + ", ";
    return text + "byte " + std::to_string(at.byte);
}

std::string places_text(std::uint64_t count) {
    return count == 1 ? "1 place" : std::to_string(count) + " places";
}

std::string reading_text(const SingleByteGuess& guess, bool show_words) {
    const std::string name(name_of(guess.encoding));
    if (guess.rival) {
        const EncodingRival& rival = *guess.rival;
        return "as " + name + " they would read \"" + (show_words ? rival.word : rival.letter) + "\", as " +
               std::string(name_of(rival.encoding)) + " \"" + (show_words ? rival.rival_word : rival.rival_letter) +
               "\"";
    }
    return "as " + name + " they would read \"" + (show_words ? guess.word : guess.letters) + "\"";
}

}  // namespace

void LateEncoding::note_first(const Row& row) noexcept {
    first_row_ = row.number;
    first_line_ = row.line;
    first_byte_ = row.byte;
}

void LateEncoding::after_chunk(std::span<const std::byte> chunk, const IssueLog& log) {
    if (guess_.encoding != Encoding::utf_8) return;
    const std::uint64_t replaced = log.count_of(Code::invalid_byte_replaced);
    if (replaced != replaced_) {
        replaced_ = replaced;
        sample(std::as_bytes(std::span(tail_)));
        sample(chunk);
        tail_.clear();
    } else {
        keep_tail(chunk);
    }
}

void LateEncoding::keep_tail(std::span<const std::byte> chunk) {
    const auto tail = chunk.last(std::min(chunk.size(), tail_bytes));
    if (tail.size() == tail_bytes) tail_.clear();
    tail_.append(reinterpret_cast<const char*>(tail.data()), tail.size());
    if (tail_.size() > tail_bytes) tail_.erase(0, tail_.size() - tail_bytes);
}

void LateEncoding::sample(std::span<const std::byte> bytes) {
    // The rest of a character that began in the chunk before is no evidence.
    std::size_t skipped = 0;
    while (skipped < std::min<std::size_t>(bytes.size(), 3) &&
           (static_cast<unsigned char>(bytes[skipped]) & 0xC0u) == 0x80u)
        ++skipped;
    bytes = bytes.subspan(skipped);
    std::size_t done = 0;
    const Utf8Counts counts = scan_utf_8(bytes, [&](std::size_t at, std::size_t length) {
        if (sample_.size() >= most_sampled) return;
        const std::size_t begin = std::max(done, at - std::min(at, surroundings));
        const std::size_t end = std::min(bytes.size(), at + length + surroundings);
        if (begin > done) sample_ += '\n';
        if (end <= begin) return;
        sample_.append(reinterpret_cast<const char*>(bytes.data()) + begin, end - begin);
        done = end;
    });
    characters_ += counts.characters;
}

// Where the reader logged it, to the byte; where the log was full, the row.
Location LateEncoding::first_place(const IssueLog& log) const {
    for (const Issue& issue : log.kept()) {
        if (issue.code == Code::invalid_byte_replaced) return issue.at;
    }
    Location at;
    at.row = first_row_;
    at.line = first_line_;
    at.byte = first_byte_;
    at.has_byte = true;
    return at;
}

std::optional<LateEncoding::Verdict> LateEncoding::verdict(const IssueLog& log) {
    if (guess_.encoding != Encoding::utf_8) return std::nullopt;
    const std::uint64_t places = log.count_of(Code::invalid_byte_replaced);
    if (places != replaced_) sample(std::as_bytes(std::span(tail_)));
    if (places == 0 || sample_.empty()) return std::nullopt;
    const SingleByteGuess likely = guess_single_byte(std::as_bytes(std::span(sample_)), false);
    const Location first = first_place(log);
    const std::string name(name_of(likely.encoding));
    const std::string reading = reading_text(likely, show_words_);
    const bool declared = guess_.given || guess_.bom;
    Verdict verdict;
    verdict.mistaken = !declared && !is_damaged_utf_8(guess_.beyond_ascii + characters_, places);
    std::string message = "The file is not UTF-8 throughout: from " + place_text(first) + " on, " +
                          places_text(places) + (places == 1 ? " is" : " are") + " not; " + reading + ".";
    std::string suggestion;
    if (!verdict.mistaken) {
        suggestion =
            "Export the file again as UTF-8: a part of it is damaged or was added in another encoding, and its "
            "letters became replacement characters.";
    } else if (guess_.beyond_ascii + characters_ == 0) {
        message += " Everything before is plain ASCII, which says nothing about the encoding.";
        suggestion = "Read it with --encoding " + name + ", or set \"encoding\": \"" + name +
                     "\" under \"source\" of the sync document, if the word is right so.";
        EncodingGuess corrected;
        corrected.encoding = likely.encoding;
        corrected.confidence = likely.confidence;
        corrected.evidence = {"The file is plain ASCII up to " + place_text(first) +
                              ", where it turns out not to be UTF-8: its letters outside ASCII, " + reading + "."};
        verdict.corrected = std::move(corrected);
    } else {
        suggestion =
            "Export the file again in one encoding: parts of two were probably joined. With --encoding UTF-8, or "
            "\"encoding\": \"UTF-8\" under \"source\" of the sync document, it is read with replacement characters.";
    }
    verdict.issue = make_issue(Code::not_utf_8, std::move(message), std::move(suggestion));
    verdict.issue.at = first;
    return verdict;
}

}  // namespace muster
