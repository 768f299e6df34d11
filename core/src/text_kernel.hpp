// The loops that look at every byte of a file, in the fastest form that this processor runs: one source
// (text_kernel_code.hpp), built for each set of instructions. The tests hold every form against the plain one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace muster {

// The characters that give a text its structure, and where to look for it. The text is in UTF-8, which has no byte FF.
struct Structure {
    char delimiter = ',';
    char quote = '"';
    char escape = '\\';
    char comment = '#';
    bool has_delimiter = true;
    bool has_quote = true;
    bool has_escape = false;
    bool has_comment = false;
    // Which line ends are regular; a lone carriage return never is.
    bool lf = true;
    bool crlf = true;
};

// Rows that are divided as RFC 4180 says. A row is irregular when any other rule is needed to read it: text around
// quotes, an escape sign, a lone carriage return, a line end that the structure does not call regular.
struct CountedRows {
    std::uint64_t rows = 0;
    std::uint64_t lines = 0;  // line ends, those inside quotes included
    std::size_t end = 0;      // behind the last counted row
};

// Where the delimiters and line feeds outside quotes are.
struct IndexedText {
    std::size_t count = 0;
    std::size_t end = 0;  // nothing is known from here on: the range ends, or the text is irregular
};

inline constexpr std::size_t index_group = 6;

struct TextKernel {
    const char* name;
    // Copies valid UTF-8 without control characters (but for tab, line ends and `allowed`) and returns how many bytes:
    // whole characters, and perhaps fewer than possible. `to` has room for `size` bytes and a block.
    std::size_t (*copy_utf_8)(const char* from, std::size_t size, char allowed, char* to) noexcept;
    // The same for ASCII.
    std::size_t (*copy_ascii)(const char* from, std::size_t size, char allowed, char* to) noexcept;
    // Counts the rows from `begin`, where one starts, that end before `end`, up to the first that is irregular, has not
    // exactly `cells` cells, is longer than `longest` bytes, or may be blank or a comment. A block behind `end` is readable.
    CountedRows (*count_rows)(const Structure& structure, const char* text, std::size_t begin, std::size_t end,
                              std::size_t cells, std::size_t longest) noexcept;
    // Writes the offsets from `begin`, where a row starts, of delimiters and line feeds outside quotes to `offsets`,
    // which has room for end - begin and a group more. A block behind `end` is readable.
    IndexedText (*index_cells)(const Structure& structure, const char* text, std::size_t begin, std::size_t end,
                               std::uint32_t* offsets) noexcept;
};

// The best one for this processor.
const TextKernel& text_kernel() noexcept;
// All that this processor runs, best first.
std::span<const TextKernel* const> text_kernels() noexcept;

}  // namespace muster
