// Text files of known dialect, made up from a number: the same number gives the same file everywhere. They stand for
// the files that people have: delimiters, quotes, headers, titles, decimal commas, free text, few and many rows.
#pragma once

#include <cstdint>
#include <string>

namespace muster::test {

struct MadeUpTable {
    std::string text;
    std::string delimiter;  // empty: a single column
    char quote = '\0';      // one that occurs; '\0': none does
    bool has_header = true;
    int preamble_rows = 0;
};

MadeUpTable make_up_table(std::uint64_t number);

}  // namespace muster::test
