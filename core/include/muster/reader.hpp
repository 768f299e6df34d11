// Bytes to rows. Feed chunks of any size; any chunking gives the same rows.
//
//     Reader reader(encoding, dialect, log);
//     while (bytes = ...) { reader.feed(bytes); while (const Row* row = reader.next()) use(*row); }
//     reader.finish();      while (const Row* row = reader.next()) use(*row);
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/dialect.hpp"
#include "muster/encoding.hpp"
#include "muster/issue.hpp"

namespace muster {

struct ReaderLimits {
    std::size_t max_row_bytes = 4u << 20;        // a longer row is an error and is skipped
    std::size_t max_cells = 1u << 14;            // of a row, and so is one of more cells
    std::size_t warn_row_bytes = 4000;           // contact-manager.md section 4: size advice
    std::size_t warn_columns = 400;
    // How far past an opening quote the closing one may be; beyond it the row is read again with the quote taken literally.
    std::size_t max_quoted_bytes = 1u << 20;
};

// One row. Views stay valid until the next call of next(), feed() or finish().
struct Row {
    std::uint64_t number = 0;      // data rows count from 1; the header and the preamble have no number
    std::uint64_t line = 0;        // physical line on which the row starts, from 1
    std::uint64_t byte = 0;        // where the row starts in the source file
    std::span<const std::string_view> cells;   // unescaped, UTF-8
    bool damaged = false;          // an unclosed quote or a row over the size limit: to be rejected; an issue was logged
    const Issue* damage = nullptr; // that issue, of a damaged row
    bool has_replacement = false;  // some bytes were not valid in the encoding and became U+FFFD
    bool has_line_break = false;   // a quoted cell holds a line break
};

class Reader {
public:
    // Issues of rows and bytes go to `log`, which must outlive the reader. `bom_bytes` are skipped at the start.
    Reader(Encoding encoding, std::size_t bom_bytes, const Dialect& dialect, IssueLog& log, const ReaderLimits& limits = {});
    ~Reader();
    Reader(Reader&&) noexcept;
    Reader& operator=(Reader&&) noexcept;

    // Takes the next bytes of the file; they are copied. Precondition: next() has returned nullptr since the last feed().
    void feed(std::span<const std::byte> bytes);
    // Says that the file ends here; next() then yields what is left, and at last logs how many lines were left out as comments.
    void finish();
    // The next data row, or nullptr when more bytes are needed or the file has ended.
    const Row* next();

    // Passes over rows that next() would return without an issue and with exactly `cells` cells, as many as can be
    // found quickly, and returns how many; they count as read. 0: next() must read on. For counting:
    //     while (true) { rows += reader.pass_rows(width); const Row* row = reader.next(); if (!row) break; ... }
    std::uint64_t pass_rows(std::size_t cells);

    // Header names as they stand in the file (empty until the header has been read, or when the dialect has none).
    // The first next() that returns a row, or the end of the file, guarantees that the header was read.
    const std::vector<std::string>& header() const noexcept;
    // Signs that the file is not whole: a quote still open at its end, zero bytes in the text, half a character at the end.
    // Such a file never deletes (sync-semantics.md, G10). Its code is file_truncated; it is not in the log.
    const std::optional<Issue>& truncation() const noexcept;
    // The only such sign is half a character at the end.
    bool ends_inside_character() const noexcept;
    // Places of the bytes fed so far that became U+FFFD, those of rows that are not read yet included.
    std::uint64_t replaced() const noexcept;
    std::uint64_t bytes_read() const noexcept;   // bytes taken by feed()
    std::uint64_t rows_read() const noexcept;    // data rows returned by next()
    // The physical line on which the current row starts, or the next one when next() has returned nullptr.
    std::uint64_t line() const noexcept;
    // Where cell `index` of the current row starts in the source file.
    std::uint64_t byte_of_cell(std::size_t index) const noexcept;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// Header names made usable: trimmed, empty ones named "column N", repeated ones "name (2)"; each change is logged.
std::vector<std::string> usable_header(const std::vector<std::string>& names, std::size_t columns, IssueLog& log);

}  // namespace muster
