#include "header_guess.hpp"

#include <algorithm>

#include "cell_shape.hpp"

namespace muster {
namespace {

constexpr std::size_t most_rows = 100;

bool is_row(const HeadRow& row) noexcept {
    return !row.blank && !row.comment;
}

// The letters of a value: "Code, 1234" and "Code,5678" have the same.
std::string letters_of(std::string_view cell) {
    std::string letters;
    for (const char c : cell) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80u;
        if (letter) letters += c;
    }
    return letters;
}

// What a column says about its first cell: positive for a name, negative for one more value.
int column_vote(std::string_view name, const std::vector<std::string_view>& values) {
    const CellShape shape = shape_of(name);
    std::size_t data = 0, same_shape = 0, same_letters = 0, filled = 0;
    const std::string letters = letters_of(name);
    for (const std::string_view value : values) {
        const CellShape value_shape = shape_of(value);
        if (value_shape == CellShape::empty) continue;
        ++filled;
        data += is_data_shape(value_shape);
        same_shape += value_shape == shape;
        same_letters += !letters.empty() && letters_of(value) == letters;
    }
    if (filled == 0) return 0;
    if (is_data_shape(shape)) return same_shape * 2 >= filled ? -3 : -1;
    if (shape == CellShape::empty) return 0;
    if (data * 4 >= filled * 3) return 3;
    if (same_letters * 5 >= filled) return -2;
    return 0;
}

}  // namespace

HeaderGuess guess_header(const Explanation& explanation) {
    HeaderGuess guess;
    const std::vector<HeadRow>& rows = explanation.rows;
    guess.row = explanation.first;
    if (guess.row >= rows.size()) return guess;
    // A header that is repeated on top: the last one stands before the data.
    while (guess.row + 1 < rows.size() && explanation.width > 1 && rows[guess.row + 1].cells == rows[guess.row].cells &&
           std::none_of(rows[guess.row].cells.begin(), rows[guess.row].cells.end(),
                        [](const std::string& cell) { return is_data_shape(shape_of(cell)) || cell.empty(); })) {
        ++guess.row;
    }
    const HeadRow& first = rows[guess.row];
    int votes = 0;
    std::size_t data_cells = 0;
    for (std::size_t column = 0; column < first.cells.size(); ++column) {
        std::vector<std::string_view> values;
        for (std::size_t i = guess.row + 1; i < rows.size() && values.size() < most_rows; ++i) {
            if (is_row(rows[i]) && column < rows[i].cells.size()) values.push_back(rows[i].cells[column]);
        }
        data_cells += is_data_shape(shape_of(first.cells[column]));
        votes += column_vote(first.cells[column], values);
    }
    const bool only_row = guess.row + 1 >= rows.size();
    guess.has_header = votes > 0 || (votes == 0 && data_cells == 0);
    if (!guess.has_header) guess.row = explanation.first;
    const int strength = std::min(std::abs(votes), 12);
    guess.confidence = only_row ? 600 : votes == 0 ? 650 : std::min(700 + strength * 25, 980);
    if (!guess.has_header) {
        guess.evidence = "The first row looks like the rows below it, so there is no header row.";
    } else if (votes > 0) {
        guess.evidence = "The first row names columns whose values look different below it.";
    } else {
        guess.evidence = "The first row holds words only; it is taken as the header row.";
    }
    return guess;
}

}  // namespace muster
