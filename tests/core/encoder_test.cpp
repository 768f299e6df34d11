#include "muster/encoder.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>

using namespace muster;

namespace {

constexpr int encodings = static_cast<int>(Encoding::ibm850) + 1;

std::string utf_8_of(char32_t character) {
    std::string little;
    for (int i = 0; i < 4; ++i) little += static_cast<char>(character >> (8 * i) & 0xFF);
    return decoded_text(std::as_bytes(std::span(little.data(), little.size())), Encoding::utf_32le, 0, true);
}

}  // namespace

TEST_CASE("every byte of every single-byte encoding comes back as it was") {
    for (int i = static_cast<int>(Encoding::windows_1250); i < encodings; ++i) {
        const auto encoding = static_cast<Encoding>(i);
        CAPTURE(name_of(encoding));
        Encoder encoder(encoding);
        CHECK(encoder.mark().empty());
        for (int value = 1; value < 256; ++value) {
            const auto byte = static_cast<std::byte>(value);
            const std::string text = decoded_text(std::span(&byte, 1), encoding, 0, true);
            if (text == "\xEF\xBF\xBD") continue;
            std::string out;
            CAPTURE(value);
            REQUIRE(encoder.append(text, out));
            CHECK(out == std::string(1, static_cast<char>(value)));
        }
    }
}

TEST_CASE("every character goes into every Unicode encoding and back") {
    for (const Encoding encoding : {Encoding::utf_8, Encoding::utf_16le, Encoding::utf_16be, Encoding::utf_32le, Encoding::utf_32be}) {
        CAPTURE(name_of(encoding));
        Encoder encoder(encoding);
        std::string text, out(encoder.mark());
        for (char32_t character = 1; character <= 0x10FFFF; character += character < 0x3000 ? 1 : 1021) {
            if (character < 0xD800 || character > 0xDFFF) text += utf_8_of(character);
        }
        REQUIRE(encoder.append(text, out));
        const auto bytes = std::as_bytes(std::span(out.data(), out.size()));
        CHECK(mark_bytes(bytes, encoding) == encoder.mark().size());
        CHECK(decoded_text(bytes, encoding, encoder.mark().size(), true) == text);
    }
}

TEST_CASE("a character without a place, and what is no UTF-8, is refused and named") {
    Encoder latin(Encoding::iso_8859_1);
    std::string out;
    CHECK_FALSE(latin.append("a\u20ACb", out));
    CHECK(out == "a");
    CHECK(latin.offending() == "\u20AC");
    Encoder utf_8(Encoding::utf_8);
    for (const char* wrong : {"\xFF", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
        CAPTURE(wrong);
        CHECK_FALSE(utf_8.append(wrong, out));
        CHECK(utf_8.offending().size() == 1);
    }
}
