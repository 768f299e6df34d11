#include "unread_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "letters.hpp"

namespace muster {
namespace {

// A word with letters outside ASCII, with the ASCII letters that touch it.
bool in_word(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80u || is_letter(c); }

// How many bytes pairs of a lead and a trail byte take from the start of the text, as far as the union of these encodings has them.
std::size_t paired_bytes(std::string_view text) noexcept {
    std::size_t at = 0;
    while (at + 1 < text.size()) {
        const auto lead = static_cast<unsigned char>(text[at]), trail = static_cast<unsigned char>(text[at + 1]);
        if (lead < 0x81u || lead > 0xFEu || trail < 0x40u || trail == 0x7Fu || trail > 0xFEu) break;
        at += 2;
    }
    return at;
}

// Different words, by a hash of few bits: where there are many, some are taken for one that was seen.
class Words {
public:
    // Whether it was not seen before.
    bool add(std::string_view word) noexcept {
        std::uint32_t hash = 2166136261u;
        for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
        bool& seen = seen_[hash % seen_.size()];
        return !std::exchange(seen, true);
    }

private:
    std::array<bool, 4096> seen_{};
};

// Different words with letters outside ASCII.
struct Counts {
    std::size_t all = 0;
    std::size_t paired = 0;  // of them, those that are pairs of bytes and nothing else
    std::size_t hebrew = 0;  // of them, those that are nothing but the letters of windows-1255
};

// The five letters that have a form of their own at the end of words stand nowhere else; in small Greek and Russian words their bytes do.
bool is_hebrew(std::string_view word) noexcept {
    constexpr std::string_view final_letters = "\xEA\xED\xEF\xF3\xF5";
    const std::string_view before_last = word.substr(0, word.size() - 1);
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= '\xE0' && c <= '\xFA'; }) &&
           before_last.find_first_of(final_letters) == std::string_view::npos;
}

Counts count(std::string_view text) noexcept {
    Counts counts;
    Words words;
    std::size_t at = 0;
    while (at < text.size()) {
        if (!in_word(text[at])) {
            ++at;
            continue;
        }
        const std::size_t paired = paired_bytes(text.substr(at));
        std::size_t end = at + paired;  // a trail byte may be no letter
        while (end < text.size() && in_word(text[end])) ++end;
        const std::string_view word = text.substr(at, end - at);
        at = end;
        const bool is_ascii = std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80u; });
        const bool may_be_cut = end == text.size();
        if (is_ascii || may_be_cut || !words.add(word)) continue;
        ++counts.all;
        counts.paired += paired == word.size();
        counts.hebrew += is_hebrew(word);
    }
    return counts;
}

// Nearly all of enough different words.
bool most(std::size_t words, std::size_t all) noexcept {
    constexpr std::size_t enough = 12;
    return words >= enough && words * 20 >= all * 19;
}

Issue unread(const std::string& what) {
    return make_issue(Code::file_unreadable, "The letters of the file are " + what + ", an encoding that is not read.",
                      "Save the file as UTF-8, in Excel as \"CSV UTF-8\". If that is not what it is, say its encoding with --encoding, or with "
                      "\"encoding\" under \"source\" of the sync document.");
}

}  // namespace

std::optional<Issue> unread_encoding(std::span<const std::byte> head, int confidence) {
    constexpr int likely = 500;
    const Counts counts = count({reinterpret_cast<const char*>(head.data()), head.size()});
    // Codes of two letters are pairs as well, but they read as letters of some language.
    if (confidence < likely && most(counts.paired, counts.all)) return unread("of two bytes each, as in GB18030, Big5, Shift_JIS or EUC-KR");
    if (most(counts.hebrew, counts.all)) return unread("Hebrew ones of windows-1255");
    return std::nullopt;
}

}  // namespace muster
