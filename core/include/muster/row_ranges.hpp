// A set of rows as ranges, small where rows follow each other: what a run left to be tried again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"

namespace muster {

// Rows count from 1.
class RowRanges {
public:
    // Rows are added in rising order; the same one twice counts once.
    void add(std::uint64_t row);
    bool empty() const noexcept { return ranges_.empty(); }
    std::uint64_t count() const noexcept;
    bool contains(std::uint64_t row) const noexcept;

    // "3,7-9,12"; empty when there are none.
    std::string text() const;
    // Reads what text() wrote. Errors: invalid_value.
    static Result<RowRanges> from_text(std::string_view text);

private:
    struct Range {
        std::uint64_t first, last;
    };
    std::vector<Range> ranges_;
};

}  // namespace muster
