// A table for people: aligned columns, cut to the width of the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "native/terminal/terminal.hpp"

namespace muster::native {

class Table {
public:
    struct Column {
        std::string title;
        bool to_the_right = false;   // numbers
        std::size_t max_width = 40;
    };
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    // Cells may hold anything: they are made printable here. Missing cells are empty.
    void add(std::vector<std::string> cells);
    bool empty() const noexcept { return rows_.empty(); }
    // Lines with a line feed each: the titles, then the rows.
    std::string text(const Terminal& terminal) const;

private:
    std::vector<std::size_t> widths(const Terminal& terminal) const;
    std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

}  // namespace muster::native
