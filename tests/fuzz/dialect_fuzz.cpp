// Any text: candidates are sane, the best one can be read, and a file that the head holds is read alike from the head and to its end.
#include <algorithm>
#include <cstdio>
#include <span>
#include <string>

#include "fuzz/must.hpp"
#include "muster/dialect.hpp"
#include "muster/sniff.hpp"
#include "support/reading.hpp"

using namespace muster;

namespace {

// What a person is told of a file, but for the encoding: that is corrected only when a file is read to the end.
std::string told(const Sniff& sniff, bool with_replaced) {
    std::string text = std::to_string(*sniff.rows) + " rows " + std::to_string(*sniff.cells) + " cells " +
                       std::to_string(*sniff.ragged_rows) + " ragged";
    for (const auto& [name, count] : sniff.issues.by_code()) {
        if (name == name_of(Code::not_utf_8) || (name == name_of(Code::invalid_byte_replaced) && !with_replaced)) continue;
        text += " " + std::string(name) + " " + std::to_string(count);
    }
    return text;
}

void check_full_sniff(std::span<const std::byte> bytes) {
    auto head = sniff(bytes, true);
    if (!head.ok()) return;
    auto full = sniff(bytes, true);
    const Encoding encoding = full->encoding.encoding;
    FullSniff reading(*full);
    std::uint32_t random = static_cast<std::uint32_t>(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        random = random * 1664525u + 1013904223u;
        const std::size_t size = std::min<std::size_t>(1 + (random >> 16) % 200, bytes.size() - at);
        reading.feed(bytes.subspan(at, size));
        at += size;
    }
    reading.finish();
    const bool corrected = full->encoding.encoding != encoding;
    const std::string left = told(*head, !corrected), right = told(*full, !corrected);
    if (left != right) std::fprintf(stderr, "head: %s\nfull: %s\n", left.c_str(), right.c_str());
    must(left == right, "the head and the whole tell the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    check_full_sniff(std::as_bytes(std::span(data, size)));
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
