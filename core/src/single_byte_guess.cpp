#include "single_byte_guess.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "encoding_tables.hpp"
#include "letter_frequencies.hpp"
#include "letters.hpp"
#include "sort_small.hpp"
#include "utf_8_scan.hpp"

// For each encoding and each language it is made for, the chance that a text of that language has these characters at
// these places; Bayes' rule then says how likely each encoding is. Chances are natural logarithms.

namespace muster {
namespace {

// Enough to decide; more only costs time.
constexpr std::size_t most_high_bytes = 20000;

enum class Kind : std::uint8_t { other, lower, upper, apostrophe, ordinal, symbol, rare_symbol, control, undefined };
enum class Script : std::uint8_t { none, latin, greek, cyrillic };

struct Character {
    Kind kind = Kind::other;
    Script script = Script::none;
    bool vowel = false;
};

struct Candidate {
    Encoding encoding;
    LetterGroup group;
    // How seldom contact files come in it, compared with windows-1252.
    double prior;
    int most_confidence;
};

// Pages of DOS and the Mac and the rarer ISO pages are proposed with at most 0.8: a person should look.
constexpr Candidate candidates[] = {
    {Encoding::windows_1252, LetterGroup::western, 0.0, 980},
    {Encoding::windows_1250, LetterGroup::central, -0.7, 980},
    {Encoding::windows_1251, LetterGroup::cyrillic, -0.7, 980},
    {Encoding::windows_1253, LetterGroup::greek, -1.0, 980},
    {Encoding::windows_1254, LetterGroup::turkish, -1.0, 980},
    {Encoding::windows_1257, LetterGroup::baltic, -1.4, 980},
    {Encoding::iso_8859_15, LetterGroup::western, -2.3, 800},
    {Encoding::iso_8859_2, LetterGroup::central, -2.3, 800},
    {Encoding::iso_8859_5, LetterGroup::cyrillic, -3.0, 800},
    {Encoding::iso_8859_7, LetterGroup::greek, -2.3, 800},
    {Encoding::iso_8859_9, LetterGroup::turkish, -2.7, 800},
    {Encoding::iso_8859_13, LetterGroup::baltic, -3.0, 800},
    {Encoding::macintosh, LetterGroup::western, -2.3, 800},
    {Encoding::ibm850, LetterGroup::western, -2.3, 800},
    {Encoding::ibm437, LetterGroup::western, -3.0, 800},
};
constexpr std::size_t candidate_count = std::size(candidates);

constexpr std::u16string_view usual_symbols = u"‘“”„«»–—…€°·§©®™£\u00A0№²³´•½¼ºª±×¿¡";

Kind kind_of_symbol(std::uint16_t c) noexcept {
    if (c == 0xFFFD) return Kind::undefined;
    if (c < 0xA0) return Kind::control;
    if (c == 0x2019) return Kind::apostrophe;
    if (c == 0xAA || c == 0xBA) return Kind::ordinal;
    return usual_symbols.find(static_cast<char16_t>(c)) != std::u16string_view::npos ? Kind::symbol : Kind::rare_symbol;
}

bool is_vowel(char32_t letter) noexcept {
    const std::string_view folded = letter < 0x80 ? std::string_view() : folded_letter(letter);
    const char base = letter < 0x80 ? to_lower(static_cast<char>(letter)) : folded.empty() ? ' ' : folded.front();
    return std::string_view("aeiouy").find(base) != std::string_view::npos;
}

Character character_of(std::uint16_t c) noexcept {
    const bool latin = c >= 0xC0 && c < 0x180 && c != 0xD7 && c != 0xF7;
    const bool greek = c >= 0x386 && c < 0x3D0 && c != 0x387;
    const bool cyrillic = c >= 0x400 && c < 0x500;
    if (!latin && !greek && !cyrillic) return {kind_of_symbol(c), Script::none};
    const char32_t lower = lower_letter(c);
    return {lower != c || c == 0x130 ? Kind::upper : Kind::lower,
            latin   ? Script::latin
            : greek ? Script::greek
                    : Script::cyrillic,
            is_vowel(lower)};
}

constexpr Script script_of(LetterGroup group) noexcept {
    return group == LetterGroup::greek      ? Script::greek
           : group == LetterGroup::cyrillic ? Script::cyrillic
                                            : Script::latin;
}

bool is_letter(const Character& c) noexcept {
    return c.kind == Kind::lower || c.kind == Kind::upper;
}

using Characters = std::array<Character, 256>;

Characters characters_of(Encoding encoding) noexcept {
    Characters table;
    const UpperHalf& upper = *upper_half_of(encoding);
    for (std::size_t byte = 0; byte < 128; ++byte) {
        const auto c = static_cast<char>(byte);
        if (is_lower(c)) table[byte] = {Kind::lower, Script::latin, is_vowel(static_cast<char32_t>(byte))};
        if (is_upper(c)) table[byte] = {Kind::upper, Script::latin, is_vowel(static_cast<char32_t>(byte))};
        table[byte + 128] = character_of(upper[byte]);
    }
    return table;
}

// ---------------------------------------------------------------------------------------------------------------------
// Logarithms, the same to the last bit in every build, and without the tables of the C library in the WebAssembly module

constexpr double ln_2 = 0.69314718055994530942;
constexpr int exponent_bias = 1023, fraction_bits = 52;

// std::bit_cast is missing in Emscripten's library.
template <class To, class From>
To bits_as(const From& from) noexcept {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

// Precondition: `value` is above zero and not subnormal.
double natural_log(double value) noexcept {
    const auto bits = bits_as<std::uint64_t>(value);
    int exponent = static_cast<int>(bits >> fraction_bits) - exponent_bias;
    const std::uint64_t fraction = bits & ((std::uint64_t{1} << fraction_bits) - 1);
    double mantissa = bits_as<double>(fraction | std::uint64_t{exponent_bias} << fraction_bits);
    if (mantissa > 1.4142135623730951) {
        mantissa /= 2;
        ++exponent;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); the argument is below 0.172, so that eleven terms are exact.
    const double argument = (mantissa - 1) / (mantissa + 1), square = argument * argument;
    double sum = 0;
    for (int term = 21; term > 0; term -= 2) sum = sum * square + 1.0 / term;
    return 2 * argument * sum + exponent * ln_2;
}

// Precondition: `value` is not above zero.
double exponential(double value) noexcept {
    constexpr double nothing = -700;
    if (value < nothing) return 0;
    const int halvings = static_cast<int>(0.5 - value / ln_2);
    const double rest = value + halvings * ln_2;
    double sum = 1;
    for (int term = 14; term > 0; --term) sum = sum * rest / term + 1;
    return sum * bits_as<double>(static_cast<std::uint64_t>(exponent_bias - halvings) << fraction_bits);
}

// ---------------------------------------------------------------------------------------------------------------------
// How often a letter occurs in a language

bool holds(std::u16string_view set, char32_t c) noexcept {
    return c < 0x10000 && set.find(static_cast<char16_t>(c)) != std::u16string_view::npos;
}

// Each step of frequency counts a third of the one above it.
double share_of(char32_t letter, const LanguageLetters& language) noexcept {
    constexpr double frequent = 9, usual = 3, rare = 1;
    const double all = frequent * static_cast<double>(language.frequent.size()) +
                       usual * static_cast<double>(language.usual.size()) +
                       rare * static_cast<double>(language.rare.size());
    if (holds(language.frequent, letter)) return frequent / all;
    if (holds(language.usual, letter)) return usual / all;
    return holds(language.rare, letter) ? rare / all : 0;
}

using Chances = std::array<double, 128>;

char32_t letter_of(std::uint16_t c) noexcept {
    return c == 0x130 ? U'ı' : lower_letter(c);
}

// How often each byte of the upper half is a letter, on the average of the languages of the encoding.
Chances average_shares(const Candidate& candidate) noexcept {
    Chances shares{};
    double count = 0;
    for (const LanguageLetters& language : letter_frequencies()) {
        if (language.group != candidate.group || language.guest_prior != 0) continue;
        ++count;
        for (std::size_t i = 0; i < shares.size(); ++i) {
            shares[i] += share_of(letter_of((*upper_half_of(candidate.encoding))[i]), language);
        }
    }
    for (double& share : shares) share /= count;
    return shares;
}

// The chance of each byte of the upper half as a letter, in a list of people of which most speak one language: some
// names come from its neighbours, and a few from anywhere.
Chances letter_chances(const Candidate& candidate, const LanguageLetters& language, const Chances& averages) noexcept {
    constexpr double own = 0.83, neighbours = 0.15, anywhere = 0.02;
    constexpr double letters_of_a_page = 60;
    Chances chances{};
    for (std::size_t i = 0; i < chances.size(); ++i) {
        const char32_t letter = letter_of((*upper_half_of(candidate.encoding))[i]);
        chances[i] =
            natural_log(own * share_of(letter, language) + neighbours * averages[i] + anywhere / letters_of_a_page);
    }
    return chances;
}

// ---------------------------------------------------------------------------------------------------------------------
// How likely a character is between its neighbours

// Names are written Xxxx or XXXX or xxxx, hardly ever xXxx.
double case_chance(const Character& before, const Character& here, const Character& after) noexcept {
    constexpr double first_letter = -0.7, same_word = -0.1, all_capitals = -1.2, capital_inside = -5.5;
    if (here.kind == Kind::lower) {
        if (after.kind == Kind::upper) return capital_inside;
        return is_letter(before) ? same_word : first_letter;
    }
    if (before.kind == Kind::lower) return capital_inside;
    return before.kind == Kind::upper ? (after.kind == Kind::lower ? capital_inside / 2 : all_capitals) : first_letter;
}

// Latin languages put an accent on one letter in ten, so two in a row are rare. Other alphabets never mix with ASCII
// inside a word.
double neighbour_chance(const Character& here, const Character& neighbour, bool neighbour_is_high,
                        Script script) noexcept {
    constexpr double second_accent = -1.6, other_script = -4.5;
    if (!is_letter(neighbour)) return 0;
    if (neighbour.script != here.script) return other_script;
    return script == Script::latin && neighbour_is_high ? second_accent : 0;
}

// Syllables alternate: a consonant stands beside a vowel, and vowels seldom stand beside each other.
double syllable_chance(const Character& before, const Character& here, const Character& after) noexcept {
    constexpr double vowel_beside_vowel = -0.8, consonant_at_border = -0.8, consonant_in_cluster = -2;
    const int vowels = (is_letter(before) && before.vowel) + (is_letter(after) && after.vowel);
    if (here.vowel) return vowels * vowel_beside_vowel;
    if (vowels != 0) return 0;
    return is_letter(before) && is_letter(after) ? consonant_in_cluster : consonant_at_border;
}

struct HighByte {
    unsigned char before = ' ', here = ' ', after = ' ';
    double weight = 1;

    auto key() const noexcept { return here << 16 | before << 8 | after; }
};

// Stands in "2º", "1ª" and "Nº", as addresses in Spanish, Portuguese and Italian have it, and nowhere else.
bool is_ordinal(const HighByte& byte, const Character& after) noexcept {
    const bool counted = byte.before >= '0' && byte.before <= '9';
    return (counted || byte.before == 'N' || byte.before == 'n') && !is_letter(after);
}

// All but the frequency of the letter.
double context_chance(const HighByte& byte, const Characters& table, Script script) noexcept {
    constexpr double letter_alone = -2.5, symbol_alone = -5, ordinal = -1, wrong_script = -7, symbol_inside_word = -7,
                     apostrophe_inside_word = -3.5;
    const Character &before = table[byte.before], &here = table[byte.here], &after = table[byte.after];
    const bool inside_word = is_letter(before) && is_letter(after);
    switch (here.kind) {
        case Kind::undefined: return -14;
        case Kind::control: return -12;
        case Kind::rare_symbol: return inside_word ? symbol_inside_word - 3 : -8;
        case Kind::ordinal:
            if (is_ordinal(byte, after)) return ordinal;
            [[fallthrough]];
        case Kind::symbol: return inside_word ? symbol_inside_word : symbol_alone;
        case Kind::apostrophe: return inside_word ? apostrophe_inside_word : symbol_alone;
        case Kind::other: return 0;
        case Kind::lower:
        case Kind::upper: break;
    }
    if (here.script != script) return wrong_script;
    double chance = case_chance(before, here, after) + neighbour_chance(here, before, byte.before >= 0x80, script) +
                    neighbour_chance(here, after, byte.after >= 0x80, script);
    if (!is_letter(before) && !is_letter(after)) return chance + letter_alone;
    return script == Script::latin ? chance + syllable_chance(before, here, after) : chance;
}

// ---------------------------------------------------------------------------------------------------------------------
// The bytes

unsigned char at_or_blank(std::span<const std::byte> text, std::size_t at) noexcept {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : static_cast<unsigned char>(' ');
}

std::vector<HighByte> high_bytes_of(std::span<const std::byte> text) {
    std::vector<HighByte> result;
    for (std::size_t i = 0; i < text.size() && result.size() < most_high_bytes; ++i) {
        const unsigned char here = at_or_blank(text, i);
        if (here < 0x80u) continue;
        result.push_back(
            {i == 0 ? static_cast<unsigned char>(' ') : at_or_blank(text, i - 1), here, at_or_blank(text, i + 1)});
    }
    return result;
}

// The tenth Müller of a list tells next to nothing that the first did not.
std::vector<HighByte> without_repetition(std::vector<HighByte> bytes) {
    sort_small(bytes, [](const HighByte& a, const HighByte& b) { return a.key() < b.key(); });
    std::vector<HighByte> distinct;
    std::size_t repeated = 0;
    for (const HighByte& byte : bytes) {
        if (distinct.empty() || distinct.back().key() != byte.key()) {
            distinct.push_back(byte);
            repeated = 1;
        } else {
            distinct.back().weight = 1 + natural_log(static_cast<double>(++repeated));
        }
    }
    return distinct;
}

double log_of_sum(std::span<const double> chances) noexcept {
    const double most = *std::max_element(chances.begin(), chances.end());
    double sum = 0;
    for (const double chance : chances) sum += exponential(chance - most);
    return most + natural_log(sum);
}

// Neighbouring letters depend on each other, so together they prove less than each alone.
constexpr double dependence = 0.5;

// The chance of these bytes under one encoding, over all its languages.
double chance_of(const Candidate& candidate, const std::vector<HighByte>& bytes) {
    const Characters table = characters_of(candidate.encoding);
    const Script script = script_of(candidate.group);
    double context = 0;
    std::array<double, 128> weights{};  // how often each byte is a letter of the script
    for (const HighByte& byte : bytes) {
        context += byte.weight * context_chance(byte, table, script);
        const Character& here = table[byte.here];
        if (is_letter(here) && here.script == script) weights[byte.here - 0x80u] += byte.weight;
    }
    const Chances averages = average_shares(candidate);
    std::vector<double> chances;
    for (const LanguageLetters& language : letter_frequencies()) {
        if (language.group != candidate.group) continue;
        const Chances letters = letter_chances(candidate, language, averages);
        double sum = context;
        for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * letters[i];
        chances.push_back(sum * dependence + language.guest_prior);
    }
    return candidate.prior + log_of_sum(chances) - natural_log(static_cast<double>(chances.size()));
}

// The chance under an encoding or a language that is not known here: every byte is as likely as any other.
double chance_of_unknown(const std::vector<HighByte>& bytes) noexcept {
    constexpr double prior = -3, byte_chance = -6;
    double weight = 0;
    for (const HighByte& byte : bytes) weight += byte.weight;
    return prior + weight * byte_chance * dependence;
}

// ---------------------------------------------------------------------------------------------------------------------
// What is told

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
        append_utf8(character, letters);
        if (count == most) break;
    }
    return letters;
}

using Used = std::array<bool, 128>;

// Whether two encodings read these bytes the same.
bool same_text(Encoding left, Encoding right, const Used& used) noexcept {
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] && (*upper_half_of(left))[i] != (*upper_half_of(right))[i]) return false;
    }
    return true;
}

// The first byte outside ASCII that, where a rival is given, the two read differently.
std::size_t telling_byte(std::span<const std::byte> text, Encoding encoding, std::optional<Encoding> rival) noexcept {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char byte = at_or_blank(text, i);
        if (byte < 0x80u) continue;
        if (!rival || (*upper_half_of(encoding))[byte - 0x80u] != (*upper_half_of(*rival))[byte - 0x80u]) return i;
    }
    return text.size();
}

std::span<const std::byte> word_around(std::span<const std::byte> text, std::size_t at) noexcept {
    constexpr std::size_t longest_half = 20;
    const auto in_word = [&](std::size_t i) {
        const unsigned char byte = at_or_blank(text, i);
        return byte >= 0x80u || muster::is_letter(static_cast<char>(byte));
    };
    std::size_t begin = at, end = at;
    while (begin > 0 && at - begin < longest_half && in_word(begin - 1)) --begin;
    while (end < text.size() && end - at < longest_half && in_word(end)) ++end;
    return text.subspan(begin, end - begin);
}

// How likely each candidate is, from the chances of all and of the unknown.
std::array<double, candidate_count> shares_of(const std::vector<HighByte>& bytes) {
    std::array<double, candidate_count + 1> chances{};
    for (std::size_t i = 0; i < candidate_count; ++i) chances[i] = chance_of(candidates[i], bytes);
    chances[candidate_count] = chance_of_unknown(bytes);
    const double all = log_of_sum(chances);
    std::array<double, candidate_count> shares{};
    for (std::size_t i = 0; i < candidate_count; ++i) shares[i] = exponential(chances[i] - all);
    return shares;
}

// A person must be shown the second reading when it is at least so likely, or when the first is less likely than sure.
constexpr double close = 0.1, sure = 0.85;

}  // namespace

EncodingRival readings_at(std::span<const std::byte> text, std::size_t at, Encoding encoding, Encoding rival) {
    const auto letter = text.subspan(at, 1), word = word_around(text, at);
    return {rival, decoded_text(word, encoding, 0, true), decoded_text(letter, encoding, 0, true),
            decoded_text(word, rival, 0, true), decoded_text(letter, rival, 0, true)};
}

std::optional<EncodingRival> utf_8_rival(std::span<const std::byte> text, Encoding encoding) {
    for (std::size_t at = next_high_byte(text, 0); at < text.size(); at = next_high_byte(text, at)) {
        std::size_t end = at;
        while (end < text.size() && at_or_blank(text, end) >= 0x80u) ++end;
        const auto run = text.subspan(at, end - at);
        const Utf8Counts counts = count_utf_8(run, true);
        if (counts.characters != 0 && counts.invalid == 0 && !counts.cut) {
            const auto letter = run.first(utf_8_length(at_or_blank(run, 0)));
            const auto word = word_around(text, at);
            return EncodingRival{Encoding::utf_8, decoded_text(word, encoding, 0, true), decoded_text(letter, encoding, 0, true),
                    decoded_text(word, Encoding::utf_8, 0, true), decoded_text(letter, Encoding::utf_8, 0, true)};
        }
        at = end;
    }
    return std::nullopt;
}

SingleByteGuess guess_single_byte(std::span<const std::byte> text, bool whole) {
    const std::vector<HighByte> bytes = high_bytes_of(text);
    Used used{};
    for (const HighByte& byte : bytes) used[byte.here - 0x80u] = true;
    const auto shares = shares_of(without_repetition(bytes));
    const auto best = static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
    SingleByteGuess guess;
    guess.encoding = candidates[best].encoding;
    double right = 0;
    std::size_t rival = best;
    for (std::size_t i = 0; i < candidate_count; ++i) {
        if (same_text(candidates[i].encoding, guess.encoding, used)) {
            right += shares[i];
        } else if (rival == best || shares[i] > shares[rival]) {
            rival = i;
        }
    }
    // Rounded, because exp and log may differ in the last digit from one machine to the other: even chances and the like,
    // which are whole per mille, then lie in the middle between two borders. Any other value is as good as never at one.
    guess.confidence = std::min(candidates[best].most_confidence, static_cast<int>(right * 1000 + 0.5));
    guess.letters = letters_of(guess.encoding, bytes);
    guess.word = decoded_text(word_around(text, telling_byte(text, guess.encoding, {})), guess.encoding, 0, true);
    if (rival != best && (shares[rival] >= close || right < sure)) {
        guess.rival = readings_at(text, telling_byte(text, guess.encoding, candidates[rival].encoding), guess.encoding, candidates[rival].encoding);
    }
    // When the whole file was seen and holds none of the bytes in which they differ, the standard's own name is exact.
    // A file seen in part may still bring a euro sign, which only windows-1252 has.
    const bool has_c1 = std::any_of(used.begin(), used.begin() + 0x20, [](bool is_used) { return is_used; });
    if (guess.encoding == Encoding::windows_1252 && whole && !has_c1) guess.encoding = Encoding::iso_8859_1;
    return guess;
}

}  // namespace muster
