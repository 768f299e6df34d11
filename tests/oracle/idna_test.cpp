// Domain names against libidn2 (IDNA 2008 with the mapping of UTS #46).
#include "idna.hpp"
#include "letters.hpp"

#include <doctest/doctest.h>
#include <idn2.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace muster;

namespace {

using Range = std::pair<char32_t, char32_t>;

template <std::size_t Size>
bool is_in(const Range (&ranges)[Size], char32_t c) {
    return std::any_of(std::begin(ranges), std::end(ranges), [&](const Range& range) { return c >= range.first && c <= range.second; });
}

// Characters that came with Unicode 15 to 17 and that libidn2 2.3.3 does not know.
constexpr Range newer[] = {
    {0x88F, 0x88F}, {0x897, 0x897}, {0xC5C, 0xC5C}, {0xCDC, 0xCDC}, {0xCF3, 0xCF3}, {0xECE, 0xECE}, {0x1ACF, 0x1ADD},
    {0x1AE0, 0x1AEB}, {0x1C89, 0x1C8A}, {0xA7CB, 0xA7CF}, {0xA7D2, 0xA7D2}, {0xA7D4, 0xA7D4}, {0xA7DA, 0xA7DC},
    {0xA7F1, 0xA7F1}, {0x105C0, 0x105F3}, {0x10940, 0x10959}, {0x10D4A, 0x10D65}, {0x10D69, 0x10D6D},
    {0x10D6F, 0x10D85}, {0x10EC2, 0x10EC7}, {0x10EFA, 0x10EFF}, {0x1123F, 0x11241}, {0x11380, 0x11389},
    {0x1138B, 0x1138B}, {0x1138E, 0x1138E}, {0x11390, 0x113B5}, {0x113B7, 0x113C0}, {0x113C2, 0x113C2},
    {0x113C5, 0x113C5}, {0x113C7, 0x113CA}, {0x113CC, 0x113D3}, {0x113E1, 0x113E2}, {0x116D0, 0x116E3},
    {0x11B60, 0x11B67}, {0x11BC0, 0x11BE0}, {0x11BF0, 0x11BF9}, {0x11DB0, 0x11DDB}, {0x11DE0, 0x11DE9},
    {0x11F00, 0x11F10}, {0x11F12, 0x11F3A}, {0x11F3E, 0x11F42}, {0x11F50, 0x11F5A}, {0x1342F, 0x1342F},
    {0x13440, 0x13455}, {0x13460, 0x143FA}, {0x16100, 0x16139}, {0x16D40, 0x16D6C}, {0x16D70, 0x16D79},
    {0x16EA0, 0x16EB8}, {0x16EBB, 0x16ED3}, {0x16FF2, 0x16FF3}, {0x187F8, 0x187FF}, {0x18CFF, 0x18CFF},
    {0x18D09, 0x18D1E}, {0x18D80, 0x18DF2}, {0x1B132, 0x1B132}, {0x1B155, 0x1B155}, {0x1CCD6, 0x1CCF9},
    {0x1DF25, 0x1DF2A}, {0x1E030, 0x1E06D}, {0x1E08F, 0x1E08F}, {0x1E4D0, 0x1E4F9}, {0x1E5D0, 0x1E5FA},
    {0x1E6C0, 0x1E6DE}, {0x1E6E0, 0x1E6F5}, {0x1E6FE, 0x1E6FF}, {0x2B739, 0x2B73F}, {0x2CEA2, 0x2CEAD},
    {0x2EBF0, 0x2EE5D}, {0x31350, 0x33479},
};

// Mapped or dropped since UTS #46 of Unicode 15.1 and 16, refused before: the Palochka, capital letters of old Georgian, fillers
// and other invisible characters; the capital sharp s has become a sharp s. Signs such as "not equal" pass libidn2 by mistake: RFC
// 5892 has no symbols.
constexpr Range changed[] = {
    {0x4C0, 0x4C0}, {0x10A0, 0x10C5}, {0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x180E, 0x180E}, {0x1E9E, 0x1E9E}, {0x2061, 0x2063},
    {0x206A, 0x206F}, {0x2132, 0x2132}, {0x2183, 0x2183}, {0x2260, 0x2260}, {0x226E, 0x226F}, {0x3164, 0x3164}, {0xFFA0, 0xFFA0}, {0x1D173, 0x1D17A},
};

// What idna_table.mjs leaves out on purpose: compatibility characters that nobody types.
constexpr Range seldom[] = {
    {0x2E80, 0x2FDF}, {0x2460, 0x24FF}, {0x3200, 0x33FF}, {0xF900, 0xFAFF}, {0xFBEA, 0xFDFF}, {0x1D400, 0x1D7FF},
    {0x1EE00, 0x1EEFF}, {0x1F100, 0x1F2FF}, {0x2F800, 0x2FA1F},
};
bool is_host_name(const std::string& text) {
    const bool labels = !text.starts_with('.') && !text.ends_with('.') && text.find("..") == std::string::npos;
    return labels && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos;
}

// The ASCII form, or empty when libidn2 refuses the domain or lets through what is no host name. Nothing where it does not know a
// character.
std::optional<std::string> ask_libidn2(const std::string& domain) {
    char* out = nullptr;
    const int code = idn2_to_ascii_8z(domain.c_str(), &out, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::string ascii = code == IDN2_OK ? out : "";
    idn2_free(out);
    if (code == IDN2_UNASSIGNED) return std::nullopt;
    return is_host_name(ascii) ? ascii : std::string();
}

// RFC 5893 forbids Arabic digits beside others from right to left; libidn2 lets them pass.
bool mixes_digits(const std::vector<char32_t>& points) {
    const auto arabic = [](char32_t c) { return c >= 0x660 && c <= 0x66C; };
    const auto other = [](char32_t c) { return (c >= '0' && c <= '9') || (c >= 0x6F0 && c <= 0x6F9); };
    return std::any_of(points.begin(), points.end(), arabic) && std::any_of(points.begin(), points.end(), other);
}

std::string decoded_by_libidn2(const std::string& domain) {
    char* out = nullptr;
    const int code = idn2_to_unicode_8z8z(domain.c_str(), &out, 0);
    const std::string text = code == IDN2_OK ? out : "";
    idn2_free(out);
    return text;
}

std::string ask_muster(const std::string& domain) {
    std::string out;
    return append_ascii_domain(domain, out) ? out : std::string();
}

std::string utf_8(const std::vector<char32_t>& points) {
    std::string text;
    for (const char32_t c : points) append_utf8(c, text);
    return text;
}

// Where the two are known to differ.
bool is_unlike(const std::vector<char32_t>& points) {
    return mixes_digits(points) ||
           std::any_of(points.begin(), points.end(), [](char32_t c) { return is_in(newer, c) || is_in(changed, c); });
}

struct Comparison {
    std::size_t compared = 0, valid = 0, different = 0;

    void add(const std::vector<char32_t>& points) {
        if (is_unlike(points)) return;
        const std::string domain = utf_8(points);
        const std::string ours = ask_muster(domain);
        const auto theirs = ask_libidn2(domain);
        if (!theirs) return;
        const bool left_out = std::any_of(points.begin(), points.end(), [](char32_t c) { return is_in(seldom, c); });
        if (!(left_out && ours.empty())) add(domain, ours, *theirs);
    }
    void add(const std::string& domain, const std::string& ours, const std::string& theirs) {
        ++compared;
        valid += theirs.empty() ? 0u : 1u;
        if (ours == theirs) return;
        ++different;
        constexpr std::size_t most_shown = 20;
        if (different <= most_shown) MESSAGE(domain << " ours: " << ours << " theirs: " << theirs);
    }
};

// Letters, marks, digits and punctuation of scripts that domain names are written in.
constexpr std::pair<char32_t, char32_t> blocks[] = {
    {0x61, 0x7A}, {0x30, 0x39}, {0xC0, 0x24F}, {0x300, 0x36F}, {0x370, 0x3FF}, {0x400, 0x52F}, {0x531, 0x58A}, {0x591, 0x5F4},
    {0x610, 0x6FF}, {0x700, 0x74F}, {0x900, 0x97F}, {0x980, 0x9FF}, {0xB80, 0xBFF}, {0xE00, 0xE7F}, {0x10A0, 0x10FF}, {0x1100, 0x1200},
    {0x1E00, 0x1EFF}, {0x1F00, 0x1FFF}, {0x200C, 0x200D}, {0x3041, 0x30FF}, {0x4E00, 0x4E80}, {0xAC00, 0xAD00}, {0xFF01, 0xFF9F}};

}  // namespace

TEST_CASE("every code point alone, at the start, in the middle and behind a letter") {
    Comparison comparison;
    for (char32_t c = 0x80; c <= 0x10FFFF; ++c) {
        if (c >= 0xD800 && c < 0xE000) continue;
        comparison.add({c});
        comparison.add({'a', c, 'b'});
    }
    CHECK(comparison.different == 0);
    CHECK(comparison.valid > 200000);
    MESSAGE(comparison.compared << " compared, " << comparison.valid << " valid");
}

TEST_CASE("random labels of one script, and of two") {
    std::mt19937 random(4);
    Comparison comparison;
    const auto from = [&](std::size_t block) {
        const auto [first, last] = blocks[block];
        return static_cast<char32_t>(first + random() % (last - first + 1));
    };
    for (int i = 0; i < 200000; ++i) {
        const std::size_t one = random() % std::size(blocks), other = i % 2 == 0 ? one : random() % std::size(blocks);
        std::vector<char32_t> points;
        for (std::size_t n = 1 + random() % 6; n > 0; --n) points.push_back(from(random() % 4 == 0 ? other : one));
        if (i % 5 == 0) points.insert(points.end(), {'.', 'd', 'e'});
        comparison.add(points);
    }
    CHECK(comparison.different == 0);
    CHECK(comparison.valid > 20000);
    MESSAGE(comparison.compared << " compared, " << comparison.valid << " valid");
}

TEST_CASE("letters with several marks in any order are composed alike") {
    std::mt19937 random(5);
    Comparison comparison;
    const char32_t marks[] = {0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308, 0x30A, 0x30C, 0x323, 0x327, 0x328, 0x31B, 0x331, 0x345};
    const std::u32string letters = U"aeiouyclnrstgzαεηιουωавеиукйâêôơưü";
    for (int i = 0; i < 100000; ++i) {
        std::vector<char32_t> points;
        for (std::size_t n = 1 + random() % 3; n > 0; --n) {
            points.push_back(letters[random() % letters.size()]);
            for (std::size_t m = random() % 4; m > 0; --m) points.push_back(marks[random() % std::size(marks)]);
        }
        comparison.add(points);
    }
    CHECK(comparison.different == 0);
    MESSAGE(comparison.compared << " compared, " << comparison.valid << " valid");
}

// libidn2 takes a label that is in ASCII already more or less as it is, so it is asked to decode it and to encode that again.
TEST_CASE("labels in their ASCII form are accepted and refused alike") {
    std::mt19937 random(6);
    Comparison comparison;
    const std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-";
    for (int i = 0; i < 300000; ++i) {
        std::string label = "xn--";
        for (std::size_t n = 1 + random() % 10; n > 0; --n) label += alphabet[random() % alphabet.size()];
        const std::string unicode = decoded_by_libidn2(label);
        std::vector<char32_t> points;
        for (std::size_t at = 0; at < unicode.size();) points.push_back(decode_utf8(unicode, at));
        if (is_unlike(points)) continue;
        const auto again = unicode.empty() || unicode == label ? std::optional<std::string>("") : ask_libidn2(unicode);
        if (again) comparison.add(label, ask_muster(label), *again == label ? label : std::string());
    }
    CHECK(comparison.different == 0);
    CHECK(comparison.valid > 10000);
    MESSAGE(comparison.compared << " compared, " << comparison.valid << " valid");
}
