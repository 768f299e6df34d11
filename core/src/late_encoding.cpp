#include "late_encoding.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "single_byte_guess.hpp"
#include "text_block.hpp"

namespace muster {
namespace {

constexpr std::size_t most_sampled = 64u << 10;
constexpr std::size_t surroundings = 32;  // bytes on each side of an invalid place
constexpr std::size_t ends = 2 * surroundings;
// So many characters before the first invalid place settle what a file is; more are not counted.
constexpr std::uint64_t enough_characters = 100000;
constexpr std::uint64_t few_places = 3;  // so few may be mere damage

bool is_ascii(std::byte byte) noexcept {
    return static_cast<unsigned char>(byte) < 0x80u;
}

std::string_view text_of(std::span<const std::byte> bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Lead bytes of valid UTF-8: one for each character.
std::uint64_t count_leads(std::string_view text) noexcept {
    std::uint64_t leads = 0;
    std::size_t at = 0;
    for (; at + block_bytes <= text.size(); at += block_bytes) {
        const TextBlock block(text.data() + at);
        leads += static_cast<std::uint64_t>(std::popcount(block.high() & ~block.continuations()));
    }
    for (; at < text.size(); ++at) leads += static_cast<unsigned char>(text[at]) >= 0xC0u;
    return leads;
}

std::string place_text(const Location& at) {
    std::string text;
    if (at.row != 0) text += "row " + std::to_string(at.row) + ", ";
    if (at.line != 0) text += "line " + std::to_string(at.line) + ", ";
    return text + "byte " + std::to_string(at.byte);
}

std::string places_text(std::uint64_t count) {
    return count == 1 ? "1 place" : std::to_string(count) + " places";
}

std::string quoted_reading(Encoding encoding, const std::string& text) {
    return "as " + std::string(name_of(encoding)) + " they would read \"" + text + '"';
}

std::string reading_text(const SingleByteGuess& guess, bool show_words) {
    if (guess.rival) {
        const EncodingRival& rival = *guess.rival;
        return quoted_reading(guess.encoding, show_words ? rival.word : rival.letter) + ", as " +
               std::string(name_of(rival.encoding)) + " \"" + (show_words ? rival.rival_word : rival.rival_letter) + '"';
    }
    return quoted_reading(guess.encoding, show_words ? guess.word : guess.letters);
}

// Where letters of UTF-8 stand in the sample as well: the word at its first place that is not UTF-8. A sample may start
// inside a letter.
std::string damaged_reading(std::span<const std::byte> sample, const SingleByteGuess& guess, bool show_words) {
    const auto starts_letter = [](std::byte byte) { return (byte & std::byte{0xC0}) != std::byte{0x80}; };
    const auto first = static_cast<std::size_t>(std::find_if(sample.begin(), sample.end(), starts_letter) - sample.begin());
    const Utf8Counts counts = count_utf_8(sample.subspan(first), true);
    if (counts.invalid == 0 && !counts.cut) return reading_text(guess, show_words);
    const EncodingRival reading = readings_at(sample, first + static_cast<std::size_t>(counts.first_invalid), guess.encoding,
                                              guess.rival ? guess.rival->encoding : guess.encoding);
    SingleByteGuess there = guess;
    there.rival.reset();
    there.word = reading.word;
    there.letters = reading.letter;
    if (reading.letter != reading.rival_letter) there.rival = reading;
    return reading_text(there, show_words);
}

}  // namespace

void LateEncoding::note_first(const Row& row) noexcept {
    first_row_ = row.number;
    first_line_ = row.line;
    first_byte_ = row.byte;
}

void LateEncoding::after_chunk(std::span<const std::byte> chunk, std::uint64_t replaced) {
    if (guess_.encoding != Encoding::utf_8) return;
    chunk = behind_mark(chunk);
    if (std::exchange(replaced_, replaced) == replaced) return pass_valid(chunk);
    look_at(chunk);
}

// A byte-order mark that speaks against the encoding is no text, and not looked at.
std::span<const std::byte> LateEncoding::behind_mark(std::span<const std::byte> chunk) noexcept {
    const std::size_t skipped = std::min(mark_left_, chunk.size());
    mark_left_ -= skipped;
    scan_.known(skipped, 0);
    return chunk.subspan(skipped);
}

// Only the ends are looked at byte by byte: there the last sample may go on, or the next one begin.
void LateEncoding::pass_valid(std::span<const std::byte> bytes) {
    std::size_t begin = std::min(bytes.size(), ends), end = bytes.size() - std::min(bytes.size(), ends);
    while (begin < end && !is_ascii(bytes[begin])) ++begin;
    while (begin < end && !is_ascii(bytes[end - 1])) --end;
    if (begin >= end) return look_at(bytes);
    look_at(bytes.first(begin));
    scan_.ascii(1);
    const bool enough = scan_.invalid_places() == 0 && scan_.characters() >= enough_characters;
    scan_.known(end - begin - 1, enough ? 0 : count_leads(text_of(bytes.subspan(begin, end - begin))));
    recent_.clear();
    gap_ = true;
    look_at(bytes.subspan(end));
}

void LateEncoding::look_at(std::span<const std::byte> bytes) {
    std::uint64_t places = scan_.invalid_places();
    const auto take = [&](std::span<const std::byte> taken) {
        if (scan_.invalid_places() != places) sample();
        places = scan_.invalid_places();
        remember(taken);
    };
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t high = next_high_byte(bytes, at);
        if (high != at) {
            scan_.ascii(high - at);
            take(bytes.subspan(at, high - at));
        }
        for (at = high; at < bytes.size() && !is_ascii(bytes[at]); ++at) {
            scan_.high_byte(static_cast<unsigned char>(bytes[at]));
            take(bytes.subspan(at, 1));
        }
    }
}

void LateEncoding::remember(std::span<const std::byte> bytes) {
    if (after_left_ == 0 && sample_.size() >= most_sampled) return;  // nothing will be sampled any more
    const std::size_t sampled = std::min(after_left_, bytes.size());
    sample_ += text_of(bytes.first(sampled));
    after_left_ -= sampled;
    bytes = bytes.subspan(sampled);
    if (bytes.size() > surroundings) {
        gap_ = true;
        recent_.clear();
        bytes = bytes.last(surroundings);
    }
    recent_ += text_of(bytes);
    if (recent_.size() <= 2 * surroundings) return;
    recent_.erase(0, recent_.size() - surroundings);
    gap_ = true;
}

// An invalid place was found in the last bytes, or is the next one.
void LateEncoding::sample() {
    if (sample_.size() >= most_sampled) return;
    if (recent_.size() > surroundings) {
        recent_.erase(0, recent_.size() - surroundings);
        gap_ = true;
    }
    if (std::exchange(gap_, false) && !sample_.empty()) sample_ += '\n';
    sample_ += recent_;
    recent_.clear();
    after_left_ = surroundings;
}

// Row and line as the reader logged them; where the log was full, those of the row that holds the byte.
Location LateEncoding::first_place(const IssueLog& log, std::uint64_t byte) const {
    Location at;
    at.byte = byte;
    at.has_byte = true;
    for (const Issue& issue : log.kept()) {
        if (issue.code != Code::invalid_byte_replaced) continue;
        at.row = issue.at.row;
        at.line = issue.at.line;
        return at;
    }
    if (first_byte_ > byte) return at;
    at.row = first_row_;
    at.line = first_line_;
    return at;
}

std::optional<LateEncoding::Verdict> LateEncoding::verdict(const IssueLog& log) {
    if (guess_.encoding != Encoding::utf_8) return std::nullopt;
    Utf8Counts counts = scan_.counts(true);
    // However many of them were counted, which depends on the chunks.
    counts.characters -= counts.characters_before - std::min(counts.characters_before, enough_characters);
    const bool only_cut = counts.invalid == 0;
    if (counts.cut) {
        sample();
        ++counts.invalid;
    }
    if (counts.invalid == 0) return std::nullopt;
    Verdict verdict;
    verdict.mistaken = !guess_.given && !guess_.bom && !is_damaged_utf_8(counts.characters, counts.invalid);
    // The reader says that such a file is cut off.
    if (only_cut && !verdict.mistaken) return std::nullopt;
    verdict.issue = make_issue(Code::not_utf_8, {});
    verdict.issue.at = first_place(log, counts.first_doubtful);
    word(verdict, counts);
    return verdict;
}

void LateEncoding::word(Verdict& verdict, const Utf8Counts& counts) const {
    const SingleByteGuess likely = guess_single_byte(std::as_bytes(std::span(sample_)), false);
    const std::string name(name_of(likely.encoding)), first = place_text(verdict.issue.at);
    const std::string reading = counts.characters == 0
                                    ? reading_text(likely, show_words_)
                                    : damaged_reading(std::as_bytes(std::span(sample_)), likely, show_words_);
    std::string& message = verdict.issue.message;
    std::string& suggestion = verdict.issue.suggestion;
    message = "The file is not UTF-8 throughout: from " + first + " on, " + places_text(counts.invalid) +
              (counts.invalid == 1 ? " is" : " are") + " not; " + reading + ".";
    if (!verdict.mistaken) {
        suggestion =
            "Export the file again as UTF-8: a part of it is damaged or was added in another encoding, and its "
            "letters became replacement characters.";
        return;
    }
    if (counts.characters_before != 0 || is_partly_utf_8(counts.characters, counts.invalid)) {
        suggestion =
            "Export the file again in one encoding: parts of two were probably joined. With --encoding UTF-8, or "
            "\"encoding\": \"UTF-8\" under \"source\" of the sync document, it is read with replacement characters.";
        return;
    }
    message += " Everything before is plain ASCII, which says nothing about the encoding.";
    suggestion = "Read it with --encoding " + name + ", or set \"encoding\": \"" + name +
                 "\" under \"source\" of the sync document, if the word is right so.";
    if (counts.invalid <= few_places) {
        suggestion += " If it is mere damage, go on with --encoding UTF-8, or \"encoding\": \"UTF-8\": " +
                      std::string(counts.invalid == 1 ? "the place becomes" : "each place becomes") +
                      " a replacement character.";
    }
    EncodingGuess corrected;
    corrected.encoding = likely.encoding;
    corrected.confidence = likely.confidence;
    corrected.evidence = {"The file is plain ASCII up to " + first +
                          ", where it turns out not to be UTF-8: its letters outside ASCII, " + reading + "."};
    verdict.corrected = std::move(corrected);
}

}  // namespace muster
