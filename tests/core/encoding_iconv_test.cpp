// iconv of glibc is the oracle: every byte of every encoding, alone and beside every other byte, and every code point
// of the Unicode encodings. Other implementations of iconv map some bytes differently, so only glibc's is asked.
#include <doctest/doctest.h>

#include <cstdlib>

#if __has_include(<iconv.h>) && defined(__GLIBC__)
#include <iconv.h>

#include <cerrno>
#include <string>

#include "muster/encoding.hpp"

using namespace muster;

namespace {

const std::string replacement = "\xEF\xBF\xBD";

class Iconv {
public:
    Iconv(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
    ~Iconv() {
        if (known()) iconv_close(handle_);
    }
    Iconv(const Iconv&) = delete;
    Iconv& operator=(const Iconv&) = delete;

    bool known() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    // What iconv makes of the bytes; `refused` becomes true where it stops, `cut` where a character is incomplete.
    std::string operator()(std::string bytes, bool& refused) {
        std::string text(4 * bytes.size() + 16, '\0');
        char* from = bytes.data();
        char* to = text.data();
        std::size_t left = bytes.size(), room = text.size();
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        refused = iconv(handle_, &from, &left, &to, &room) == static_cast<std::size_t>(-1);
        text.resize(text.size() - room);
        return text;
    }

private:
    iconv_t handle_;
};

std::string ours(const std::string& bytes, Encoding encoding) {
    return decoded_text(std::as_bytes(std::span(bytes)), encoding, 0, true);
}

void append_code_point(std::uint32_t c, std::string& to) {
    for (int shift = 0; shift < 32; shift += 8) to += static_cast<char>(c >> shift);
}

}  // namespace

TEST_CASE("every byte of the single-byte encodings reads as iconv reads it, alone and in context") {
    for (auto i = static_cast<int>(Encoding::windows_1250); i <= static_cast<int>(Encoding::ibm850); ++i) {
        const auto encoding = static_cast<Encoding>(i);
        const std::string name(name_of(encoding));
        CAPTURE(name);
        Iconv oracle("UTF-8", name.c_str());
        REQUIRE(oracle.known());
        std::string expected[256];
        for (int byte = 0; byte < 256; ++byte) {
            bool refused = false;
            const std::string one(1, static_cast<char>(byte));
            expected[byte] = oracle(one, refused);
            if (refused) expected[byte] = replacement;
            CAPTURE(byte);
            CHECK(ours(one, encoding) == expected[byte]);
        }
        std::string bytes, text;
        for (int first = 0; first < 256; ++first) {
            for (int second = 0; second < 256; ++second) {
                bytes += static_cast<char>(first);
                bytes += static_cast<char>(second);
                text += expected[first] + expected[second];
            }
        }
        CHECK((ours(bytes, encoding) == text));
    }
}

TEST_CASE("every code point reads as iconv reads it in the Unicode encodings") {
    std::string all;
    for (std::uint32_t c = 1; c <= 0x10FFFF; ++c) {
        if (c < 0xD800 || c > 0xDFFF) append_code_point(c, all);
    }
    bool refused = false;
    Iconv to_utf_8("UTF-8", "UTF-32LE");
    REQUIRE(to_utf_8.known());
    const std::string text = to_utf_8(all, refused);
    REQUIRE_FALSE(refused);
    for (int i = 0; i < static_cast<int>(Encoding::windows_1250); ++i) {
        const auto encoding = static_cast<Encoding>(i);
        CAPTURE(std::string(name_of(encoding)));
        Iconv encoder(std::string(name_of(encoding)).c_str(), "UTF-32LE");
        REQUIRE(encoder.known());
        const std::string bytes = encoder(all, refused);
        REQUIRE_FALSE(refused);
        CHECK((ours(bytes, encoding) == text));
    }
}

TEST_CASE("UTF-8 is refused exactly where iconv refuses it") {
    Iconv oracle("UTF-8", "UTF-8");
    REQUIRE(oracle.known());
    std::size_t differences = 0;
    const auto compare = [&](const std::string& bytes) {
        bool refused = false;
        const std::string text = oracle(bytes, refused);
        const std::string read = ours(bytes, Encoding::utf_8);
        // glibc lets code points pass that lie behind the end of Unicode.
        refused = refused || bytes >= "\xF4\x90";
        const bool same = refused ? read.find(replacement) != std::string::npos : read == text;
        if (!same && differences++ < 5) {
            CAPTURE(bytes);
            CHECK(same);
        }
    };
    const char third[] = {'\x7F', '\x80', '\xBF', '\xC0'};
    for (int first = 0x80; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string two = {static_cast<char>(first), static_cast<char>(second)};
            compare(two);
            for (const char c : third) {
                // U+FFFD itself is valid and must not be taken for a refusal.
                if (two + c != replacement) compare(two + c);
                for (const char d : third) compare(two + c + d);
            }
        }
    }
    CHECK(differences == 0);
}

TEST_CASE("UTF-16 and UTF-32 are refused exactly where iconv refuses them") {
    struct Wide {
        Encoding encoding;
        bool big;
    };
    const std::uint32_t units[] = {'a', 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFEFF, 0xFFFE, 0xFFFF};
    for (const Wide& wide : {Wide{Encoding::utf_16le, false}, Wide{Encoding::utf_16be, true}}) {
        Iconv oracle("UTF-8", std::string(name_of(wide.encoding)).c_str());
        for (const std::uint32_t first : units) {
            for (const std::uint32_t second : units) {
                for (const bool odd : {false, true}) {
                    std::string bytes;
                    for (const std::uint32_t unit : {first, second, std::uint32_t{'b'}}) {
                        const auto high = static_cast<char>(unit >> 8), low = static_cast<char>(unit);
                        bytes += wide.big ? high : low;
                        bytes += wide.big ? low : high;
                    }
                    if (odd) bytes += 'x';
                    CAPTURE(first);
                    CAPTURE(second);
                    bool refused = false;
                    const std::string text = oracle(bytes, refused);
                    const std::string read = ours(bytes, wide.encoding);
                    CHECK((read.find(replacement) != std::string::npos) == refused);
                    if (!refused) CHECK(read == text);
                    // Half a unit at the end is one replacement, and nothing before it is lost.
                    if (odd) CHECK(read.ends_with("b" + replacement));
                }
            }
        }
    }
    for (const Wide& wide : {Wide{Encoding::utf_32le, false}, Wide{Encoding::utf_32be, true}}) {
        Iconv oracle("UTF-8", std::string(name_of(wide.encoding)).c_str());
        for (const std::uint32_t c : {0x61u, 0xD7FFu, 0xD800u, 0xDFFFu, 0xE000u, 0x10FFFFu, 0x110000u, 0xFFFFFFFFu}) {
            std::string bytes;
            append_code_point(c, bytes);
            if (wide.big) bytes = {bytes.rbegin(), bytes.rend()};
            CAPTURE(c);
            bool refused = false;
            const std::string text = oracle(bytes, refused);
            CHECK(ours(bytes, wide.encoding) == (refused ? replacement : text));
            CHECK(ours(bytes + "xyz", wide.encoding).ends_with(replacement));
        }
    }
}

#else

TEST_CASE("every byte of every encoding reads as iconv reads it" * doctest::skip()) {}

#endif
