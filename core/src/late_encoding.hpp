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
#include "utf_8_scan.hpp"

namespace muster {

class LateEncoding {
public:
    // Words of a file that holds passwords are not shown.
    LateEncoding(const EncodingGuess& guess, bool show_words)
        : guess_(guess), show_words_(show_words), mark_left_(guess.ignored_mark ? guess.bom_bytes : 0) {}

    // After each chunk of the file, the head included, went into a reader that has replaced so many places.
    void after_chunk(std::span<const std::byte> chunk, std::uint64_t replaced);
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
    std::span<const std::byte> behind_mark(std::span<const std::byte> chunk) noexcept;
    void look_at(std::span<const std::byte> bytes);
    void pass_valid(std::span<const std::byte> bytes);
    void remember(std::span<const std::byte> bytes);
    void sample();
    Location first_place(const IssueLog& log, std::uint64_t byte) const;
    void word(Verdict& verdict, const Utf8Counts& counts) const;

    EncodingGuess guess_;
    bool show_words_;
    std::size_t mark_left_;  // bytes of the ignored mark to come
    std::uint64_t replaced_ = 0;  // as the reader said after the last chunk
    Utf8Scan scan_;
    std::string sample_;           // the surroundings of invalid bytes
    std::string recent_;           // the last bytes that are not in the sample
    bool gap_ = false;             // bytes between the sample and the recent ones are forgotten
    std::size_t after_left_ = 0;  // so many bytes to come belong to the sample
    std::uint64_t first_row_ = 0, first_line_ = 0, first_byte_ = 0;
};

}  // namespace muster
