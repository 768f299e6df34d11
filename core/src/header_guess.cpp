#include "header_guess.hpp"

#include <algorithm>
#include <iterator>

#include "cell_shape.hpp"

namespace muster {
namespace {

constexpr std::size_t most_rows = 100;

bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80u;
}

// Whether both have the same letters, and some: "Code, 1234" and "Code,5678" have.
bool same_letters(std::string_view left, std::string_view right) noexcept {
    std::size_t i = 0, j = 0, letters = 0;
    while (true) {
        while (i < left.size() && !is_letter(left[i])) ++i;
        while (j < right.size() && !is_letter(right[j])) ++j;
        if (i == left.size() || j == right.size()) break;
        if (left[i++] != right[j++]) return false;
        ++letters;
    }
    return i == left.size() && j == right.size() && letters != 0;
}

bool has_digit(std::string_view cell) noexcept {
    return cell.find_first_of("0123456789") != std::string_view::npos;
}

bool is_year(std::string_view cell) noexcept {
    if (cell.size() != 4 || !(cell.starts_with("19") || cell.starts_with("20"))) return false;
    return cell.find_first_not_of("0123456789") == std::string_view::npos;
}

// Sentences, markup and the like: hardly the name of a column.
bool is_long_text(std::string_view cell) noexcept {
    constexpr std::size_t longest_name = 60;
    return cell.size() > longest_name || cell.find_first_of("<{") != std::string_view::npos;
}

// Words that stand for a value; "no" is the name of a column as well.
bool is_value_word(std::string_view cell) noexcept {
    constexpr std::string_view words[] = {"true",  "false", "TRUE", "FALSE", "True",
                                          "False", "null",  "NULL", "NaN",   "N/A"};
    return std::find(std::begin(words), std::end(words), cell) != std::end(words);
}

// What the cells below the first one have in common.
struct Column {
    std::size_t filled = 0;
    std::size_t data = 0;  // numbers, dates, addresses
    std::size_t years = 0;
    std::size_t with_digits = 0;
    std::size_t of_one_length = 0;  // as long as the first of them
    std::size_t repeats_name = 0;   // say the same as the first cell
    std::size_t alike = 0;          // have its letters
    std::size_t same_shape = 0;     // look like it
    std::size_t of_one_word = 0;    // have the letters of the first of them: value1, value2
    std::string_view first;
};

Column column_below(std::string_view name, const std::vector<std::string_view>& values) {
    const CellShape shape = shape_of(name);
    Column column;
    for (const std::string_view value : values) {
        const CellShape value_shape = shape_of(value);
        if (value_shape == CellShape::empty) continue;
        if (column.filled == 0) column.first = value;
        ++column.filled;
        column.data += is_data_shape(value_shape);
        column.years += is_year(value);
        column.with_digits += has_digit(value);
        column.of_one_length += value.size() == column.first.size();
        column.of_one_word += same_letters(column.first, value);
        column.repeats_name += value == name;
        column.alike += same_letters(name, value);
        column.same_shape += value_shape == shape;
    }
    return column;
}

// What a column says about its first cell: positive for a name, negative for one more value. Numbers below a word say
// most; lengths and repetitions less.
int column_vote(std::string_view name, std::size_t index, const Column& column) {
    const std::size_t filled = column.filled;
    const CellShape shape = shape_of(name);
    if (filled == 0) return 0;
    // Years name columns of figures.
    if (is_year(name) && column.years * 4 < filled) return 1;
    if (is_data_shape(shape)) return column.same_shape * 2 >= filled ? -3 : -1;
    // Spreadsheets leave the name of the first column empty, but not of others.
    if (shape == CellShape::empty) return index == 0 ? 0 : -1;
    if (is_value_word(name)) return -2;
    if (column.data * 4 >= filled * 3) return 3;
    if (column.repeats_name != 0 || column.alike * 5 >= filled || is_long_text(name)) return -2;
    // Codes have digits, their names hardly.
    const bool numbered = column.with_digits * 4 >= filled * 3;
    if (numbered && filled > 1 && column.of_one_word * 4 >= filled * 3) return 2;
    if (numbered) return !has_digit(name) ? 1 : filled > 1 ? -1 : 0;
    const bool one_length = filled > 2 && column.of_one_length == filled;
    if (one_length) return name.size() == column.first.size() ? -1 : 1;
    return 0;
}

// The row below says the same words.
bool repeats_names(const Explanation& explanation, std::size_t row) {
    const auto names = explanation.cells_of(explanation.rows[row]);
    const auto below = explanation.cells_of(explanation.rows[row + 1]);
    if (!std::equal(names.begin(), names.end(), below.begin(), below.end())) return false;
    return std::none_of(names.begin(), names.end(),
                        [](std::string_view cell) { return is_data_shape(shape_of(cell)) || cell.empty(); });
}

int votes_of(const Explanation& explanation, std::size_t row) {
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto first = explanation.cells_of(rows[row]);
    std::vector<std::string_view> values;
    int votes = 0;
    for (std::size_t column = 0; column < first.size(); ++column) {
        values.clear();
        for (std::size_t i = row + 1; i < rows.size() && values.size() < most_rows; ++i) {
            if (rows[i].is_row() && column < rows[i].width)
                values.push_back(explanation.cells[rows[i].first_cell + column]);
        }
        votes += column_vote(first[column], column, column_below(first[column], values));
    }
    return votes;
}

HeaderGuess with_evidence(HeaderGuess guess) {
    if (!guess.has_header) {
        guess.evidence = "The first row looks like the rows below it, so there is no header row.";
    } else if (guess.known_names != 0) {
        guess.evidence = "The first row holds usual names of columns.";
    } else if (guess.votes > 0) {
        guess.evidence = "The first row names columns whose values look different below it.";
    } else {
        guess.evidence = "The first row holds words only; it is taken as the header row.";
    }
    return guess;
}

}  // namespace

int UsualNames::count(std::span<const std::string_view> cells) {
    constexpr int very_name = 1000;
    constexpr std::size_t longest_name = 40;
    if (!concepts_) concepts_.emplace();
    int known = 0;
    for (const std::string_view cell : cells) {
        if (cell.size() <= longest_name) known += concepts_->of(cell).certainty == very_name;
    }
    return known;
}

HeaderGuess guess_header(const Explanation& explanation, UsualNames& names) {
    constexpr int clear = 3;
    HeaderGuess guess;
    const std::vector<HeadRow>& rows = explanation.rows;
    guess.row = explanation.first;
    if (guess.row >= rows.size()) return guess;
    // A header that is repeated on top: the last one stands before the data.
    while (guess.row + 1 < rows.size() && explanation.width > 1 && repeats_names(explanation, guess.row)) ++guess.row;
    if (guess.row + 1 >= rows.size()) guess.row = explanation.first;  // nothing but equal rows
    const auto first = explanation.cells_of(rows[guess.row]);
    guess.votes = votes_of(explanation, guess.row);
    if (guess.votes < clear && guess.votes > -clear) {
        guess.known_names = names.count(first);
        guess.votes += 2 * guess.known_names;
    }
    const bool data =
        std::any_of(first.begin(), first.end(), [](std::string_view cell) { return is_data_shape(shape_of(cell)); });
    guess.has_header = guess.votes > 0 || (guess.votes == 0 && !data);
    if (!guess.has_header) guess.row = explanation.first;
    return with_evidence(std::move(guess));
}

}  // namespace muster
