#include "muster/row_ranges.hpp"

#include <algorithm>
#include <charconv>

namespace muster {
namespace {

// The number at the start of `text`, which is cut off; 0 when there is none.
std::uint64_t take_number(std::string_view& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return 0;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

Issue not_rows(std::string_view text) {
    return make_issue(Code::invalid_value, "\"" + shortened(text) + "\" is not a list of rows.", "Write it as 3,7-9,12.");
}

}  // namespace

void RowRanges::add(std::uint64_t row) {
    if (!ranges_.empty() && row <= ranges_.back().last + 1) {
        ranges_.back().last = std::max(ranges_.back().last, row);
    } else {
        ranges_.push_back({row, row});
    }
}

std::uint64_t RowRanges::count() const noexcept {
    std::uint64_t rows = 0;
    for (const Range& range : ranges_) rows += range.last - range.first + 1;
    return rows;
}

bool RowRanges::contains(std::uint64_t row) const noexcept {
    const auto range = std::partition_point(ranges_.begin(), ranges_.end(), [&](const Range& each) { return each.last < row; });
    return range != ranges_.end() && range->first <= row;
}

std::string RowRanges::text() const {
    std::string text;
    for (const Range& range : ranges_) {
        if (!text.empty()) text += ',';
        text += std::to_string(range.first);
        if (range.last != range.first) text += '-' + std::to_string(range.last);
    }
    return text;
}

Result<RowRanges> RowRanges::from_text(std::string_view text) {
    RowRanges rows;
    std::string_view rest = text;
    while (!rest.empty()) {
        Range range{take_number(rest), 0};
        range.last = range.first;
        if (rest.starts_with('-')) {
            rest.remove_prefix(1);
            range.last = take_number(rest);
        }
        const std::uint64_t before = rows.ranges_.empty() ? 0 : rows.ranges_.back().last;
        const bool goes_on = rest.starts_with(',') && rest.size() > 1;
        if (range.first <= before || range.last < range.first || (!rest.empty() && !goes_on)) return not_rows(text);
        rows.ranges_.push_back(range);
        if (goes_on) rest.remove_prefix(1);
    }
    return rows;
}

}  // namespace muster
