// Any text: candidates are sane and the best one can be read.
#include <span>
#include <string>

#include "fuzz/must.hpp"
#include "muster/dialect.hpp"
#include "support/reading.hpp"

using namespace muster;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string text = decoded_text(std::as_bytes(std::span(data, size)), Encoding::utf_8, 0, true);
    for (const bool whole : {false, true}) {
        const std::vector<DialectCandidate> candidates = detect_dialect(text, whole);
        must(!candidates.empty(), "there is always a candidate");
        int last = 1000;
        for (const DialectCandidate& candidate : candidates) {
            must(candidate.confidence >= 0 && candidate.confidence <= last, "candidates are ranked by confidence");
            last = candidate.confidence;
            must(!candidate.evidence.empty(), "a candidate has evidence");
        }
        const Dialect& best = candidates.front().dialect;
        const auto read = [&](std::size_t chunk) {
            return test::read_chunked(text, Encoding::utf_8, 0, best, ReaderLimits{}, [&] { return chunk; });
        };
        must(read(3) == read(text.size()), "chunks do not matter");
        DialectChoice choice;
        choice.delimiter = "::";
        choice.quote = '\'';
        choice.has_header = false;
        choice.preamble_rows = 1;
        const Dialect fixed = detect_dialect(text, whole, choice).front().dialect;
        must(fixed.delimiter == "::" && fixed.quote == '\'' && !fixed.has_header && fixed.preamble_rows == 1,
             "decisions of the user are kept");
    }
    return 0;
}
