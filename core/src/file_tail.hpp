// The end of a file: totals and remarks below the table are noticed there. Costs nothing for each row, as only the last
// bytes are kept and divided once, at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "muster/dialect.hpp"
#include "muster/encoding.hpp"
#include "muster/flags.hpp"
#include "muster/issue.hpp"

namespace muster {

// What is known of the table when its end was read.
struct TableEnd {
    Encoding encoding = Encoding::utf_8;
    std::size_t bom_bytes = 0;
    const Dialect* dialect = nullptr;
    std::size_t columns = 0;
    std::uint64_t rows = 0;       // data rows
    std::uint64_t last_line = 0;  // on which the last of them starts; 0: not known, but
    std::uint64_t end_line = 0;   // the line behind it
    Flags hidden;                 // by column: its values are not to be told
    std::string_view trailer;     // rows that start with it are announced, not noticed; empty: none
};

class FileTail {
public:
    // Takes the next bytes of the file; the last ones are copied.
    void add(std::span<const std::byte> bytes);
    // One issue (footer_row) for each of the last rows that looks like a total or a remark, in the order of the file.
    std::vector<Issue> footers(const TableEnd& table) const;
    // Whether the last character is a line break; also true of an empty file.
    bool ends_line(Encoding encoding) const;

private:
    static constexpr std::size_t kept_bytes = 16u << 10;

    std::vector<std::byte> kept_;
    std::uint64_t bytes_ = 0;  // of the file
};

}  // namespace muster
