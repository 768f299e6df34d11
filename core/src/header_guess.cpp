#include "header_guess.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "cell_shape.hpp"
#include "mapping_synonyms.hpp"

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

// Forms write their questions above the answers; a star marks those that must be answered.
bool is_question(std::string_view cell) noexcept {
    const std::size_t end = cell.find_last_not_of(" *");
    return end != std::string_view::npos && (cell[end] == '?' || cell[end] == ':');
}

// Words that stand for a value; "no" is the name of a column as well.
bool is_value_word(std::string_view cell) noexcept {
    constexpr std::string_view words[] = {"true",  "false", "TRUE", "FALSE", "True",
                                          "False", "null",  "NULL", "NaN",   "N/A"};
    return std::find(std::begin(words), std::end(words), cell) != std::end(words);
}

// What the cells below the first one have in common.
struct Column {
    std::size_t values = 0;
    std::size_t filled = 0;
    std::size_t long_texts = 0;
    std::size_t questions = 0;
    std::size_t data = 0;  // numbers, dates, addresses
    std::size_t years = 0;
    std::size_t with_digits = 0;
    std::size_t of_one_length = 0;  // as long as the first of them
    std::size_t repeats_name = 0;   // say the same as the first cell
    std::size_t alike = 0;          // say another thing in its letters
    std::size_t same_shape = 0;     // look like it
    std::size_t of_one_word = 0;    // have the letters of the first of them: value1, value2
    std::string_view first;
};

Column column_below(std::string_view name, const std::vector<std::string_view>& values) {
    const CellShape shape = shape_of(name);
    Column column;
    column.values = values.size();
    for (const std::string_view value : values) {
        const CellShape value_shape = shape_of(value);
        if (value_shape == CellShape::empty) continue;
        if (column.filled == 0) column.first = value;
        ++column.filled;
        column.long_texts += is_long_text(value);
        column.questions += is_question(value);
        column.data += is_data_shape(value_shape);
        column.years += is_year(value);
        column.with_digits += has_digit(value);
        column.of_one_length += value.size() == column.first.size();
        column.of_one_word += same_letters(column.first, value);
        column.repeats_name += value == name;
        column.alike += value != name && same_letters(name, value);
        column.same_shape += value_shape == shape;
    }
    return column;
}

// What a long text says. Among short values it is an odd one, so it is rather the question that they answer.
int long_text_vote(std::string_view name, const Column& column) noexcept {
    if (column.long_texts * 4 >= column.filled) return -2;
    return is_question(name) && column.questions == 0 ? 1 : 0;
}

// What a column says whose values say the same as its first cell. One of many may: "Type" among the types. It is what
// records do all the time, but the names of columns seldom.
int repetition_vote(const Column& column) noexcept {
    const bool once_in_many = column.repeats_name == 1 && column.filled >= 4;
    return once_in_many ? 0 : -2;
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
    // Spreadsheets leave the name of the first column empty, but seldom of others. Where all values are there, a name
    // is as likely to be missing as a value.
    if (shape == CellShape::empty) return index == 0 || filled == column.values ? 0 : -1;
    if (is_value_word(name)) return -2;
    if (column.data * 4 >= filled * 3) return 3;
    if (is_long_text(name)) return long_text_vote(name, column);
    if (column.repeats_name != 0) return repetition_vote(column);
    if (column.alike * 5 >= filled) return -2;
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

int votes_of(const Explanation& explanation, std::size_t row);

// A row that names groups of columns stands above the one that names all of them.
bool names_groups(const Explanation& explanation, std::size_t row) {
    constexpr int clear = 3;
    const auto groups = explanation.cells_of(explanation.rows[row]);
    const auto names = explanation.cells_of(explanation.rows[row + 1]);
    if (groups.size() < 3 || names.size() != groups.size() || groups.front().empty()) return false;
    const auto is_word = [](std::string_view cell) { return !is_data_shape(shape_of(cell)); };
    const auto empty = static_cast<std::size_t>(std::count(groups.begin(), groups.end(), std::string_view()));
    if (empty == 0 || groups.size() - empty < 2 || !std::all_of(groups.begin(), groups.end(), is_word)) return false;
    const bool full =
        std::all_of(names.begin(), names.end(), [&](std::string_view cell) { return !cell.empty() && is_word(cell); });
    return full && votes_of(explanation, row + 1) >= clear;
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

// Names that columns of contacts usually have.
int count_usual_names(std::span<const std::string_view> cells) {
    constexpr int very_name = 1000;
    constexpr std::size_t longest_name = 40;
    const ConceptIndex& concepts = ConceptIndex::instance();
    int known = 0;
    for (const std::string_view cell : cells) {
        if (cell.size() <= longest_name) known += concepts.of(cell).certainty == very_name;
    }
    return known;
}

}  // namespace

HeaderGuess guess_header(const Explanation& explanation) {
    constexpr int clear = 3;
    HeaderGuess guess;
    const std::vector<HeadRow>& rows = explanation.rows;
    guess.row = explanation.first;
    if (guess.row >= rows.size()) return guess;
    // A header that is repeated on top: the last one stands before the data.
    while (guess.row + 1 < rows.size() && explanation.width > 1 && repeats_names(explanation, guess.row)) ++guess.row;
    if (guess.row + 1 >= rows.size()) guess.row = explanation.first;  // nothing but equal rows
    if (guess.row + 2 < rows.size() && names_groups(explanation, guess.row)) ++guess.row;
    const auto first = explanation.cells_of(rows[guess.row]);
    guess.votes = votes_of(explanation, guess.row);
    if (guess.votes < clear && guess.votes > -clear) {
        guess.known_names = count_usual_names(first);
        guess.votes += 2 * guess.known_names;
    }
    const bool data =
        std::any_of(first.begin(), first.end(), [](std::string_view cell) { return is_data_shape(shape_of(cell)); });
    guess.has_header = guess.votes > 0 || (guess.votes == 0 && !data);
    if (!guess.has_header) {
        guess.row = explanation.first;
        // Words that look like those below them say little; several columns of them must agree.
        constexpr int few = -2, agreed = -6;
        if (!data && guess.votes > agreed) guess.votes = std::max(guess.votes, few);
    }
    return with_evidence(std::move(guess));
}

}  // namespace muster
