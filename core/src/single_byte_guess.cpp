#include "single_byte_guess.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "encoding_tables.hpp"

namespace muster {
namespace {

// Enough to decide; more only costs time.
constexpr std::size_t most_high_bytes = 20000;

enum class Kind : std::uint8_t { other, digit, lower, upper, quote_mark, symbol, control, undefined };
enum class Script : std::uint8_t { none, latin, greek, cyrillic };

struct ByteFacts {
    Kind kind = Kind::other;
    Script script = Script::none;
    bool common = false;  // usual in the languages that the encoding is made for
    bool frequent = false;
};

// Letters that people's names and words in these languages really use. A letter of the encoding that is missing here is
// possible but no evidence.
constexpr std::u16string_view western = u"äöüßÄÖÜéèêëàâáãåæøçñíîïóòôõúùûýÉÈÊÀÂÁÅÆØÇÑÍÎÓÔÚœðþÐÞ";
constexpr std::u16string_view central = u"ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉÍŇŘŠŤÚÝŽőűŐŰöüÖÜäÄßôľĺŕăâîşţĂÂÎŞŢđĐ";
constexpr std::u16string_view turkish = u"ğışçöüâîûĞİŞÇÖÜÂÎ";
constexpr std::u16string_view baltic = u"āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽąęėįųĄĘĖĮŲäöüõÄÖÜÕ";
constexpr std::u16string_view cyrillic =
    u"абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЫЬЭЮЯёЁіїєґІЇЄҐўЎјљњћџђЉЊЂЋЏЈ";
constexpr std::u16string_view greek = u"αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ";
constexpr std::u16string_view frequent_cyrillic = u"аеиновртслк";
constexpr std::u16string_view frequent_greek = u"αειορτνςσκλ";
constexpr std::u16string_view quote_marks = u"‘’‚“”„«»‹›–—…";
constexpr std::u16string_view usual_symbols = u"€°·§©®™£\u00A0№²³´•½¼ºª±×";

struct Candidate {
    Encoding encoding;
    std::u16string_view letters;
    // The letters that make up most of its texts: what tells Greek from Cyrillic, whose letters share the same bytes.
    std::u16string_view frequent;
    // How much evidence it takes to prefer it to the ones before it, in points; ties go to the common encodings.
    int handicap;
    int most_confidence;
};

// In the order of how often contact files come in them. Pages of DOS and the Mac and the rarer ISO pages are proposed
// with at most 0.8: a person should look.
constexpr Candidate candidates[] = {
    {Encoding::windows_1252, western, {}, 0, 950},
    {Encoding::windows_1250, central, {}, 3, 930},
    {Encoding::windows_1251, cyrillic, frequent_cyrillic, 3, 950},
    {Encoding::windows_1253, greek, frequent_greek, 3, 950},
    {Encoding::windows_1254, turkish, {}, 4, 930},
    {Encoding::windows_1257, baltic, {}, 5, 900},
    {Encoding::iso_8859_15, western, {}, 3, 800},
    {Encoding::iso_8859_2, central, {}, 5, 800},
    {Encoding::iso_8859_5, cyrillic, frequent_cyrillic, 5, 800},
    {Encoding::iso_8859_7, greek, frequent_greek, 5, 800},
    {Encoding::iso_8859_9, turkish, {}, 6, 800},
    {Encoding::iso_8859_13, baltic, {}, 7, 800},
    {Encoding::macintosh, western, {}, 5, 800},
    {Encoding::ibm850, western, {}, 6, 800},
    {Encoding::ibm437, western, {}, 7, 800},
};

bool holds(std::u16string_view set, std::uint16_t character) noexcept {
    return set.find(static_cast<char16_t>(character)) != std::u16string_view::npos;
}

bool is_upper(std::uint16_t c) noexcept {
    if (c < 0x100) return c >= 0xC0 && c <= 0xDE;
    if (c < 0x139 || (c >= 0x14A && c < 0x178)) return c % 2 == 0;
    if (c < 0x17F) return c == 0x178 || c % 2 == 1;
    if (c < 0x400) return c >= 0x386 && c <= 0x3AB && c != 0x390;
    return c < 0x430 || c == 0x490;
}

ByteFacts facts_of(std::uint16_t c, const Candidate& candidate) noexcept {
    ByteFacts facts;
    if (c == 0xFFFD) {
        facts.kind = Kind::undefined;
    } else if (c < 0xA0) {
        facts.kind = Kind::control;
    } else if (holds(quote_marks, c)) {
        facts.kind = Kind::quote_mark;
        facts.common = true;
    } else if ((c >= 0xC0 && c < 0x180 && c != 0xD7 && c != 0xF7) || (c >= 0x386 && c < 0x3D0) ||
               (c >= 0x400 && c < 0x500)) {
        facts.kind = is_upper(c) ? Kind::upper : Kind::lower;
        facts.script = c < 0x180 ? Script::latin : c < 0x400 ? Script::greek : Script::cyrillic;
        facts.common = holds(candidate.letters, c);
        facts.frequent = holds(candidate.frequent, c);
    } else {
        facts.kind = Kind::symbol;
        facts.common = holds(usual_symbols, c);
    }
    return facts;
}

using FactsTable = std::array<ByteFacts, 256>;

FactsTable facts_table(const Candidate& candidate) noexcept {
    FactsTable table;
    const UpperHalf& upper = *upper_half_of(candidate.encoding);
    for (std::size_t byte = 0; byte < 128; ++byte) {
        ByteFacts& facts = table[byte];
        if (byte >= 'a' && byte <= 'z') facts = {Kind::lower, Script::latin, true};
        if (byte >= 'A' && byte <= 'Z') facts = {Kind::upper, Script::latin, true};
        if (byte >= '0' && byte <= '9') facts = {Kind::digit, Script::none, true};
        table[byte + 128] = facts_of(upper[byte], candidate);
    }
    return table;
}

bool is_letter(const ByteFacts& facts) noexcept {
    return facts.kind == Kind::lower || facts.kind == Kind::upper;
}

// How plausible one character is between its neighbours.
int points(const ByteFacts& before, const ByteFacts& here, const ByteFacts& after) noexcept {
    const bool inside_word = is_letter(before) && is_letter(after);
    switch (here.kind) {
        case Kind::undefined: return -12;
        case Kind::control: return -8;
        case Kind::quote_mark: return inside_word ? -2 : 1;
        case Kind::symbol: return inside_word ? -4 : here.common ? 1 : -3;
        case Kind::other:
        case Kind::digit: return 0;
        case Kind::lower:
        case Kind::upper: break;
    }
    int sum = (here.common ? 3 : -2) + (here.frequent ? 1 : 0);
    for (const ByteFacts* neighbour : {&before, &after}) {
        if (!is_letter(*neighbour)) continue;
        sum += neighbour->script == here.script ? 1 : -4;
    }
    if (here.kind == Kind::upper && before.kind == Kind::lower) sum -= 4;
    if (here.kind == Kind::upper && after.kind == Kind::lower && is_letter(before)) sum -= 2;
    return sum;
}

struct HighByte {
    unsigned char before, here, after;
    bool run;  // with high bytes on both sides
};

std::vector<HighByte> high_bytes_of(std::span<const std::byte> text) {
    std::vector<HighByte> result;
    const auto at = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(' ');
    };
    for (std::size_t i = 0; i < text.size() && result.size() < most_high_bytes; ++i) {
        if (at(i) < 0x80u) continue;
        const unsigned char before = i == 0 ? static_cast<unsigned char>(' ') : at(i - 1);
        result.push_back({before, at(i), at(i + 1), before >= 0x80u && at(i + 1) >= 0x80u});
    }
    return result;
}

int score_of(const Candidate& candidate, const std::vector<HighByte>& bytes) {
    const FactsTable table = facts_table(candidate);
    int sum = -candidate.handicap;
    for (const HighByte& byte : bytes) {
        const ByteFacts& here = table[byte.here];
        sum += points(table[byte.before], here, table[byte.after]);
        // No Latin language has three letters with accents in a row.
        if (byte.run && here.script == Script::latin) sum -= 4;
    }
    return sum;
}

void append_character(std::uint16_t c, std::string& to) {
    if (c < 0x800) {
        to += static_cast<char>(0xC0u | (c >> 6));
    } else {
        to += static_cast<char>(0xE0u | (c >> 12));
        to += static_cast<char>(0x80u | ((c >> 6) & 0x3Fu));
    }
    to += static_cast<char>(0x80u | (c & 0x3Fu));
}

std::string letters_of(Encoding encoding, const std::vector<HighByte>& bytes) {
    constexpr std::size_t most = 6;
    const UpperHalf& upper = *upper_half_of(encoding);
    std::string letters;
    std::array<bool, 256> seen{};
    std::size_t count = 0;
    for (const HighByte& byte : bytes) {
        const std::uint16_t character = upper[byte.here - 0x80u];
        if (seen[byte.here] || character < 0xA1 || character == 0xFFFD) continue;
        seen[byte.here] = true;
        if (count++ != 0) letters += ", ";
        append_character(character, letters);
        if (count == most) break;
    }
    return letters;
}

// Whether two encodings read these bytes the same.
bool same_text(Encoding left, Encoding right, const std::array<bool, 128>& used) noexcept {
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] && (*upper_half_of(left))[i] != (*upper_half_of(right))[i]) return false;
    }
    return true;
}

}  // namespace

SingleByteGuess guess_single_byte(std::span<const std::byte> text, bool whole) {
    const std::vector<HighByte> bytes = high_bytes_of(text);
    std::array<bool, 128> used{};
    bool has_c1 = false;
    for (const HighByte& byte : bytes) {
        used[byte.here - 0x80u] = true;
        has_c1 = has_c1 || byte.here < 0xA0u;
    }
    const Candidate* best = &candidates[0];
    int best_score = score_of(*best, bytes);
    std::vector<int> scores;
    for (const Candidate& candidate : candidates) {
        const int score = score_of(candidate, bytes);
        scores.push_back(score);
        if (score <= best_score) continue;
        best = &candidate;
        best_score = score;
    }
    // The nearest rival that would give another text.
    int rival = best_score - 1000;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!same_text(candidates[i].encoding, best->encoding, used)) rival = std::max(rival, scores[i]);
    }
    SingleByteGuess guess;
    guess.encoding = best->encoding;
    const int count = static_cast<int>(std::max<std::size_t>(bytes.size(), 1));
    const int lead = std::clamp((best_score - rival) * 40 / count + std::min(count, 20) * 5, 0, 300);
    const int quality = best_score < 0 ? 0 : std::min(best_score * 60 / count, 150);
    guess.confidence = std::min(best->most_confidence, 500 + lead + quality);
    guess.letters = letters_of(best->encoding, bytes);
    // When the whole file was seen and holds none of the bytes in which they differ, the standard's own name is exact.
    // A file seen in part may still bring a euro sign, which only windows-1252 has.
    if (guess.encoding == Encoding::windows_1252 && whole && !has_c1) guess.encoding = Encoding::iso_8859_1;
    return guess;
}

}  // namespace muster
