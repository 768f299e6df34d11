#include "native/terminal/table.hpp"

#include <algorithm>
#include <numeric>

#include "native/terminal/width.hpp"

namespace muster::native {

namespace {
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 6;  // a column is not cut below this while others are wider
}  // namespace

void Table::add(std::vector<std::string> cells) {
    cells.resize(columns_.size());
    for (std::string& cell : cells) {
        cell = printable(cell);
    }
    rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(const Terminal& terminal) const {
    std::vector<std::size_t> widths(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        widths[i] = display_width(printable(columns_[i].title));
        for (const auto& row : rows_) {
            widths[i] = std::max(widths[i], display_width(row[i]));
        }
        widths[i] = std::max<std::size_t>(1, std::min(widths[i], columns_[i].max_width));
    }
    const auto total = [&] { return std::accumulate(widths.begin(), widths.end(), std::size_t{0}) + gap * (widths.size() - 1); };
    while (terminal.width > 0 && !widths.empty() && total() > terminal.width) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= narrowest) {
            break;  // more columns than fit: the lines are cut instead
        }
        --*widest;
    }
    return widths;
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += i == 0 ? "" : std::string(gap, ' ');
        line += padded(fitted(cells[i], widths[i]), widths[i], columns_[i].to_the_right);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::string Table::text(const Terminal& terminal) const {
    const std::vector<std::size_t> columns = widths(terminal);
    std::vector<std::string> titles;
    for (const Column& column : columns_) {
        titles.push_back(printable(column.title));
    }
    std::string text = styled(terminal, Style::bold, fitted(line(titles, columns), terminal.width)) + "\n";
    for (const auto& row : rows_) {
        text += fitted(line(row, columns), terminal.width) + "\n";
    }
    return text;
}

}  // namespace muster::native
