// What comes behind the head corrects the guess of the encoding: a file that was taken for UTF-8 and is not. Costs next
// to nothing as long as nothing is wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "muster/encoding.hpp"
#include "muster/issue.hpp"
#include "muster/reader.hpp"

namespace muster {

class LateEncoding {
public:
    // Words of a file that holds passwords are not shown.
    LateEncoding(const EncodingGuess& guess, bool show_words) : guess_(guess), show_words_(show_words) {}

    // After a chunk went through a reader with this log.
    void after_chunk(std::span<const std::byte> chunk, const IssueLog& log);
    // After each row of the reader.
    void after_row(const Row& row) noexcept {
        if (row.has_replacement && first_row_ == 0) note_first(row);
    }

    struct Verdict {
        // The file as a whole is not UTF-8: only a head in plain ASCII made it look so, or its parts do not fit
        // together.
        bool mistaken = false;
        // The encoding of all of it, where there is one.
        std::optional<EncodingGuess> corrected;
        Issue issue;
    };
    // At the end of the file; nothing when all was well.
    std::optional<Verdict> verdict(const IssueLog& log);

private:
    void note_first(const Row& row) noexcept;
    void sample(std::span<const std::byte> bytes);
    void keep_tail(std::span<const std::byte> chunk);
    Location first_place(const IssueLog& log) const;

    EncodingGuess guess_;
    bool show_words_;
    std::uint64_t replaced_ = 0;    // as the log said after the last chunk
    std::uint64_t characters_ = 0;  // valid ones, in the chunks that were looked at
    std::string sample_;            // the surroundings of invalid bytes
    std::string tail_;              // of the last chunk: its last row is read with the next one
    std::uint64_t first_row_ = 0, first_line_ = 0, first_byte_ = 0;
};

}  // namespace muster
