#include "letters.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

// U+00C0 to U+017F, two characters each: the base letters of the Unicode decomposition; æ, œ, ß, ø, ł, đ, ð, þ as they are
// written where a keyboard lacks them.
constexpr std::string_view latin_folds =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thssa a a a a a aec e e e e i i i i "
    "d n o o o o o   o u u u u y thy a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l l l l l n n n n n n n n n o o o o "
    "o o oeoer r r r r r s s s s s s s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";

// α to ω and а to я, transliterated (ISO 843 and BGN/PCGN in their simple forms).
constexpr std::string_view greek_folds[] = {"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n",
                                            "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o"};
constexpr std::string_view cyrillic_folds[] = {"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k",
                                               "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh",
                                               "ts", "ch", "sh", "shch", "", "y", "", "e", "iu", "ia"};
// ѐ to џ
constexpr std::string_view cyrillic_extra_folds[] = {"e", "e", "d", "g", "e", "z", "i", "i",
                                                     "j", "lj", "nj", "c", "k", "i", "u", "dz"};

struct Composition {
    std::uint16_t base, mark, letter;
};

// Unicode canonical compositions of lower-case European letters, sorted by base and mark.
constexpr Composition compositions[] = {
    {0x61, 0x300, 0xE0}, {0x61, 0x301, 0xE1}, {0x61, 0x302, 0xE2}, {0x61, 0x303, 0xE3}, {0x61, 0x304, 0x101},
    {0x61, 0x306, 0x103}, {0x61, 0x307, 0x227}, {0x61, 0x308, 0xE4}, {0x61, 0x30A, 0xE5}, {0x61, 0x30C, 0x1CE},
    {0x61, 0x328, 0x105}, {0x63, 0x301, 0x107}, {0x63, 0x302, 0x109}, {0x63, 0x307, 0x10B}, {0x63, 0x30C, 0x10D},
    {0x63, 0x327, 0xE7}, {0x64, 0x30C, 0x10F}, {0x65, 0x300, 0xE8}, {0x65, 0x301, 0xE9}, {0x65, 0x302, 0xEA},
    {0x65, 0x304, 0x113}, {0x65, 0x306, 0x115}, {0x65, 0x307, 0x117}, {0x65, 0x308, 0xEB}, {0x65, 0x30C, 0x11B},
    {0x65, 0x327, 0x229}, {0x65, 0x328, 0x119}, {0x67, 0x301, 0x1F5}, {0x67, 0x302, 0x11D}, {0x67, 0x306, 0x11F},
    {0x67, 0x307, 0x121}, {0x67, 0x30C, 0x1E7}, {0x67, 0x327, 0x123}, {0x68, 0x302, 0x125}, {0x68, 0x30C, 0x21F},
    {0x69, 0x300, 0xEC}, {0x69, 0x301, 0xED}, {0x69, 0x302, 0xEE}, {0x69, 0x303, 0x129}, {0x69, 0x304, 0x12B},
    {0x69, 0x306, 0x12D}, {0x69, 0x308, 0xEF}, {0x69, 0x30C, 0x1D0}, {0x69, 0x328, 0x12F}, {0x6A, 0x302, 0x135},
    {0x6A, 0x30C, 0x1F0}, {0x6B, 0x30C, 0x1E9}, {0x6B, 0x327, 0x137}, {0x6C, 0x301, 0x13A}, {0x6C, 0x30C, 0x13E},
    {0x6C, 0x327, 0x13C}, {0x6E, 0x300, 0x1F9}, {0x6E, 0x301, 0x144}, {0x6E, 0x303, 0xF1}, {0x6E, 0x30C, 0x148},
    {0x6E, 0x327, 0x146}, {0x6F, 0x300, 0xF2}, {0x6F, 0x301, 0xF3}, {0x6F, 0x302, 0xF4}, {0x6F, 0x303, 0xF5},
    {0x6F, 0x304, 0x14D}, {0x6F, 0x306, 0x14F}, {0x6F, 0x307, 0x22F}, {0x6F, 0x308, 0xF6}, {0x6F, 0x30B, 0x151},
    {0x6F, 0x30C, 0x1D2}, {0x6F, 0x328, 0x1EB}, {0x72, 0x301, 0x155}, {0x72, 0x30C, 0x159}, {0x72, 0x327, 0x157},
    {0x73, 0x301, 0x15B}, {0x73, 0x302, 0x15D}, {0x73, 0x30C, 0x161}, {0x73, 0x326, 0x219}, {0x73, 0x327, 0x15F},
    {0x74, 0x30C, 0x165}, {0x74, 0x326, 0x21B}, {0x74, 0x327, 0x163}, {0x75, 0x300, 0xF9}, {0x75, 0x301, 0xFA},
    {0x75, 0x302, 0xFB}, {0x75, 0x303, 0x169}, {0x75, 0x304, 0x16B}, {0x75, 0x306, 0x16D}, {0x75, 0x308, 0xFC},
    {0x75, 0x30A, 0x16F}, {0x75, 0x30B, 0x171}, {0x75, 0x30C, 0x1D4}, {0x75, 0x328, 0x173}, {0x77, 0x302, 0x175},
    {0x79, 0x301, 0xFD}, {0x79, 0x302, 0x177}, {0x79, 0x304, 0x233}, {0x79, 0x308, 0xFF}, {0x7A, 0x301, 0x17A},
    {0x7A, 0x307, 0x17C}, {0x7A, 0x30C, 0x17E}, {0xE6, 0x301, 0x1FD}, {0xE6, 0x304, 0x1E3}, {0xF8, 0x301, 0x1FF},
    {0x3B1, 0x301, 0x3AC}, {0x3B5, 0x301, 0x3AD}, {0x3B7, 0x301, 0x3AE}, {0x3B9, 0x301, 0x3AF}, {0x3B9, 0x308, 0x3CA},
    {0x3BF, 0x301, 0x3CC}, {0x3C5, 0x301, 0x3CD}, {0x3C5, 0x308, 0x3CB}, {0x3C9, 0x301, 0x3CE}, {0x433, 0x301, 0x453},
    {0x435, 0x300, 0x450}, {0x435, 0x308, 0x451}, {0x438, 0x300, 0x45D}, {0x438, 0x306, 0x439}, {0x43A, 0x301, 0x45C},
    {0x443, 0x306, 0x45E}, {0x456, 0x308, 0x457}};

constexpr bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xC0u) == 0x80u; }

// How many bytes a sequence has by its first byte; 0 where none starts.
constexpr std::size_t sequence_length(unsigned char lead) noexcept {
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

std::string_view folded_ascii(char32_t c) noexcept {
    static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    if (c >= 'a' && c <= 'z') return {alphabet + (c - 'a'), 1};
    if (c >= '0' && c <= '9') return {alphabet + 26 + (c - '0'), 1};
    return {};
}

std::string_view folded_latin(char32_t c) noexcept {
    const std::string_view cell = latin_folds.substr((c - 0xC0) * 2, 2);
    if (cell[0] == ' ') return {};
    return cell[1] == ' ' ? cell.substr(0, 1) : cell;
}

std::string_view folded_greek(char32_t c) noexcept {
    if (c == 0x390) return "i";
    if (c == 0x3B0) return "y";
    return c >= 0x3B1 && c <= 0x3C9 ? greek_folds[c - 0x3B1] : std::string_view{};
}

std::string_view folded_cyrillic(char32_t c) noexcept {
    if (c <= 0x44F) return cyrillic_folds[c - 0x430];
    if (c <= 0x45F) return cyrillic_extra_folds[c - 0x450];
    return c == 0x491 ? "g" : std::string_view{};
}

}  // namespace

char32_t decode_utf8(std::string_view text, std::size_t& at) noexcept {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = sequence_length(lead);
    if (length == 1) return static_cast<unsigned char>(text[at++]);
    if (length == 0 || text.size() - at < length) return ++at, replacement_character;
    char32_t c = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[at + i])) return ++at, replacement_character;
        c = (c << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
    }
    const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
    if (overlong || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return ++at, replacement_character;
    at += length;
    return c;
}

void append_utf8(char32_t c, std::string& out) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80u | ((c >> shift) & 0x3Fu)); };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0u | (c >> 6));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0u | (c >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0u | (c >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::size_t count_code_points(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

bool equal_without_case(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool is_visible(char32_t c) noexcept {
    if (c <= ' ' || (c >= 0x7F && c < 0xA1) || c == 0xAD || c == 0xFEFF || c == replacement_character) return false;
    return !(c >= 0x2000 && c <= 0x200F) && !(c >= 0x2028 && c <= 0x202F) && !(c >= 0x205F && c <= 0x206F) && c != 0x3000;
}

char32_t lower_letter(char32_t c) noexcept {
    const bool odd = (c & 1u) != 0;
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c < 0x100) return c >= 0xC0 && c <= 0xDE && c != 0xD7 ? c + 32 : c;
    if (c < 0x180) {
        if (c == 0x130) return 'i';
        if (c == 0x178) return 0xFF;
        const bool upper_is_odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
        if (c == 0x131 || c == 0x138 || c == 0x149 || c == 0x17F) return c;
        return odd == upper_is_odd ? c + 1 : c;
    }
    if (c >= 0x1CD && c <= 0x1DC) return odd ? c + 1 : c;
    if ((c >= 0x1DE && c <= 0x1EF) || (c >= 0x1F8 && c <= 0x21F) || (c >= 0x222 && c <= 0x233)) return odd ? c : c + 1;
    if (c == 0x386) return 0x3AC;
    if (c >= 0x388 && c <= 0x38A) return c + 37;
    if (c == 0x38C) return 0x3CC;
    if (c == 0x38E || c == 0x38F) return c + 63;
    if (c >= 0x391 && c <= 0x3AB && c != 0x3A2) return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    if (c >= 0x410 && c <= 0x42F) return c + 32;
    if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F)) return odd ? c : c + 1;
    if (c >= 0x531 && c <= 0x556) return c + 48;
    if (c == 0x1E9E) return 0xDF;
    if (c >= 0x1E00 && c <= 0x1EFF && !(c >= 0x1E96 && c <= 0x1E9F)) return odd ? c : c + 1;
    return c;
}

std::string_view folded_letter(char32_t c) noexcept {
    c = lower_letter(c);
    if (c < 0x80) return folded_ascii(c);
    if (c >= 0xC0 && c < 0x180) return folded_latin(c);
    const auto* found = std::find_if(std::begin(compositions), std::end(compositions),
                                     [&](const Composition& composition) { return composition.letter == c; });
    if (found != std::end(compositions)) c = found->base;
    if (c < 0x80) return folded_ascii(c);
    if (c >= 0x370 && c < 0x400) return folded_greek(c);
    if (c >= 0x430 && c < 0x4A0) return folded_cyrillic(c);
    return {};
}

FoldedWord::FoldedWord(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) < 0x80 && size_ < capacity) {  // most words are ASCII
            ++at;
            if (is_letter(c) || is_digit(c)) data_[size_++] = to_lower(c);
            continue;
        }
        const std::string_view letters = folded_letter(decode_utf8(text, at));
        if (size_ + letters.size() > capacity) {
            size_ = 0;
            return;
        }
        for (const char letter : letters) data_[size_++] = letter;
    }
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) noexcept {
    constexpr std::size_t longest = FoldedWord::capacity;
    const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
    if (difference > limit || a.size() > longest || b.size() > longest) return limit + 1;
    std::uint8_t rows[3][longest + 1];
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<std::uint8_t>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::uint8_t* now = rows[i % 3];
        const std::uint8_t* above = rows[(i - 1) % 3];
        const std::uint8_t* before = rows[(i + 1) % 3];
        now[0] = static_cast<std::uint8_t>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            int best = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            best = std::min({best, above[j] + 1, now[j - 1] + 1});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) best = std::min(best, before[j - 2] + 1);
            now[j] = static_cast<std::uint8_t>(best);
        }
    }
    return std::min<std::size_t>(rows[a.size() % 3][b.size()], limit + 1);
}

}  // namespace muster
