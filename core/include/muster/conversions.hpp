// What a check makes of cells: nothing is converted silently.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct Conversion {
    std::uint64_t row = 0;  // data row, from 1
    std::string from, to;   // shortened; without blanks at the ends, which are never part of a value
};

// How many cells of one column became another text, in rejected rows too, and the first different ones of them.
struct ColumnConversions {
    static constexpr std::size_t most_examples = 3;

    std::uint64_t changed = 0;
    std::vector<Conversion> examples;  // empty for columns whose values are never shown

    // Does not allocate once there are enough examples.
    void add(std::uint64_t row, std::string_view from, std::string_view to, bool show);
};

}  // namespace muster
