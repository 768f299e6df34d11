// Any bytes in any encoding: the guess is sane, the text is valid UTF-8, and nothing depends on where chunks end.
#include <span>
#include <string>

#include "fuzz/must.hpp"
#include "muster/encoding.hpp"
#include "support/reading.hpp"

using namespace muster;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::span bytes = std::as_bytes(std::span(data, size));
    for (const bool whole : {false, true}) {
        const EncodingGuess guess = detect_encoding(bytes, whole);
        must(guess.confidence >= 0 && guess.confidence <= 1000, "the confidence is per mille");
        must(guess.bom_bytes <= size && guess.bom == (guess.bom_bytes != 0), "the byte-order mark is in the file");
        must(!guess.evidence.empty(), "a guess has evidence");
    }
    for (int i = 0; i <= static_cast<int>(Encoding::ibm850); ++i) {
        const auto encoding = static_cast<Encoding>(i);
        must(encoding_named(name_of(encoding)) == encoding, "an encoding is found by its name");
        const std::string text = decoded_text(bytes, encoding, 0, true);
        must(decoded_text(std::as_bytes(std::span(text)), Encoding::utf_8, 0, true) == text,
             "decoded text is valid UTF-8");
        const std::string copy(reinterpret_cast<const char*>(data), size);
        const auto read = [&](std::size_t chunk) {
            return test::read_chunked(copy, encoding, 0, Dialect{}, ReaderLimits{}, [&] { return chunk; });
        };
        must(read(1) == read(size), "chunks do not matter");
    }
    return 0;
}
