// Reads the project's own documentation, for tests that compare it with the program.
#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

inline std::string read_doc(const std::string& name) {
    std::ifstream file(std::string(MUSTER_TEST_DATA) + "/../../docs/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string stripped(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

// The cells of every table row whose first cell is a `word`, together with the heading above it.
struct TableRow {
    std::string heading;
    std::vector<std::string> cells;
};

inline std::vector<TableRow> table_rows(const std::string& markdown) {
    std::vector<TableRow> rows;
    std::string heading;
    for (std::size_t at = 0; at < markdown.size();) {
        const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
        const std::string_view line = std::string_view(markdown).substr(at, end - at);
        at = end + 1;
        if (line.starts_with("#")) heading = stripped(line.substr(line.find_first_not_of('#')));
        if (!line.starts_with("| `")) continue;
        TableRow row{heading, {}};
        for (std::size_t cell = 1; cell < line.size();) {
            const std::size_t bar = std::min(line.find(" |", cell), line.size());
            row.cells.push_back(stripped(line.substr(cell, bar - cell)));
            cell = bar + 2;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

// `word` without its backquotes.
inline std::string unquoted(const std::string& cell) {
    return cell.size() > 2 && cell.front() == '`' && cell.back() == '`' ? cell.substr(1, cell.size() - 2) : cell;
}

}  // namespace muster::test
