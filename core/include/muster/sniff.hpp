// How a file would be read, from its head or from the whole: what `muster sniff`, `muster preview` and the page show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "muster/dialect.hpp"
#include "muster/encoding.hpp"
#include "muster/json.hpp"
#include "muster/profile.hpp"

namespace muster {

class FileTail;

// How many bytes of the head callers should give. As a rule the first 256 kB are looked at, some 1,300 contacts: enough to
// tell, and it makes the first answer of a browser, whose code is still slow then, come at once. The rest is for files whose
// first rows are very long, such as one with a quote that is not closed: beyond 1 MB a quote is taken for a lone one.
inline constexpr std::size_t sniff_head_bytes = 2u << 20;

// file_unreadable where the bytes are the beginning of a workbook, a picture, a packed file and the like; sniff() asks it itself. The
// message starts with "The file is".
std::optional<Issue> binary_format(std::span<const std::byte> head);

struct SniffChoice {
    std::optional<Encoding> encoding;
    DialectChoice dialect;

    bool operator==(const SniffChoice&) const = default;
};

struct Sniff {
    EncodingGuess encoding;
    std::vector<DialectCandidate> candidates;   // best first
    std::vector<std::string> header;            // usable names; "column N" without a header row
    std::vector<ColumnProfile> columns;         // from the head
    IssueLog issues{100};                       // of the head
    bool whole = false;                         // the part that was looked at is all
    std::optional<std::uint64_t> rows;          // data rows, when read to the end
    std::optional<std::uint64_t> cells;
    std::optional<std::uint64_t> ragged_rows;

    bool has_sensitive_column() const noexcept;   // one whose values are never shown
    const Dialect& dialect() const noexcept { return candidates.front().dialect; }
};

// Errors: file_empty, file_unreadable (a web page, JSON or the like), contradiction (signs that were given and cannot be told apart),
// too_many_columns, row_too_large (no line ends in the head).
Result<Sniff> sniff(std::span<const std::byte> head, bool whole, const SniffChoice& choice = {});

class LateEncoding;

// Reads a whole file under a sniffed dialect, to fill rows, cells and ragged_rows. Where the head was plain ASCII and the
// rest shows another encoding than UTF-8, it corrects the encoding and says so (not_utf_8).
class FullSniff {
public:
    explicit FullSniff(Sniff& sniff);
    ~FullSniff();
    FullSniff(const FullSniff&) = delete;
    FullSniff& operator=(const FullSniff&) = delete;
    void feed(std::span<const std::byte> bytes);
    void finish();

private:
    void drain();
    Sniff& sniff_;
    IssueLog log_;
    std::unique_ptr<LateEncoding> late_;
    Reader reader_;
    std::unique_ptr<FileTail> tail_;
    std::uint64_t cells_ = 0, ragged_ = 0;
};

std::string sniff_json(const Sniff& sniff);
// {"columns":[…],"rows":[[…]],"first_row":1,"issues":{…}}: the first rows as they would be read. Password columns are masked.
std::string preview_json(std::span<const std::byte> head, const Sniff& sniff, std::size_t rows);

}  // namespace muster
