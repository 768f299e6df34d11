#include "header_guess.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <span>
#include <string>

#include "cell_shape.hpp"
#include "letters.hpp"
#include "mapping_synonyms.hpp"

namespace muster {
namespace {

constexpr std::size_t most_values = 100;  // of a column, below the first row

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

// Signs that may be part of every value of a column, as in "Lee, Ann", but hardly of its name.
constexpr std::string_view marks = ",\"(/&";

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
    std::size_t numbers_name = 0;   // of them, add a number to a name without one: "Room 12" below "Room"
    std::size_t same_shape = 0;     // look like it
    std::array<std::size_t, marks.size()> with_mark{};
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
        const bool alike = value != name && same_letters(name, value);
        column.alike += alike;
        column.numbers_name += alike && has_digit(value) && !has_digit(name);
        column.same_shape += value_shape == shape;
        for (std::size_t i = 0; i < marks.size(); ++i) {
            column.with_mark[i] += value.find(marks[i]) != std::string_view::npos;
        }
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

// What a column says whose values are its first cell with something added. Numbers are added to the name of what they
// count; other signs stand in one record and not in the next.
int likeness_vote(const Column& column) noexcept {
    if (column.filled < 2 || column.numbers_name != column.alike) return -2;
    return column.alike * 4 >= column.filled * 3 ? 2 : 0;
}

// What a column says whose values all hold the same sign.
int mark_vote(std::string_view name, const Column& column) noexcept {
    constexpr std::size_t fewest = 5;
    if (column.filled < fewest) return 0;
    int vote = 0;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        if (column.with_mark[i] * 10 < column.filled * 9) continue;
        if (name.find(marks[i]) != std::string_view::npos) return -2;
        vote = 2;
    }
    return vote;
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
    // Over a column that is nearly empty a value is missing all the time.
    const bool sparse = filled * 4 < column.values;
    if (shape == CellShape::empty) return index == 0 || sparse || filled == column.values ? 0 : -1;
    if (is_value_word(name)) return -2;
    if (column.data * 4 >= filled * 3) return 3;
    if (is_long_text(name)) return long_text_vote(name, column);
    if (column.repeats_name != 0) return repetition_vote(column);
    if (column.alike * 5 >= filled) return likeness_vote(column);
    if (const int vote = mark_vote(name, column); vote != 0) return vote;
    // Codes have digits, their names hardly.
    const bool numbered = column.with_digits * 4 >= filled * 3;
    if (numbered && filled > 1 && column.of_one_word * 4 >= filled * 3) return 2;
    if (numbered) return !has_digit(name) ? 1 : filled > 1 ? -1 : 0;
    const bool one_length = filled > 2 && column.of_one_length == filled;
    if (one_length) return name.size() == column.first.size() ? -1 : 1;
    return 0;
}

// Letters of both cases are one; signs and other alphabets keep the order of their bytes.
bool stands_before(std::string_view left, std::string_view right) noexcept {
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return static_cast<unsigned char>(to_lower(a)) < static_cast<unsigned char>(to_lower(b));
    });
}

// What a list in alphabetical order says about its first cell. A name stands above it wherever the alphabet puts it;
// one that fits in, with the same first letter as the cell below, is the first of the list.
int order_vote(std::string_view name, const std::vector<std::string_view>& values) {
    constexpr std::size_t fewest = 10, rows_for_each_slip = 20;
    if (values.size() < fewest || name.empty()) return 0;
    const auto is_word = [](std::string_view value) { return !value.empty() && !is_data_shape(shape_of(value)); };
    if (!is_word(name) || !std::all_of(values.begin(), values.end(), is_word)) return 0;
    std::size_t slips = 0;
    for (std::size_t i = 1; i < values.size(); ++i) slips += !stands_before(values[i - 1], values[i]);
    if (slips * rows_for_each_slip > values.size()) return 0;
    if (!stands_before(name, values.front())) return 2;
    return to_lower(name.front()) == to_lower(values.front().front()) ? -1 : 0;
}

// The row below says the same words.
bool repeats_names(const Explanation& explanation, std::size_t row) {
    const auto names = explanation.cells_of(explanation.rows[row]);
    const auto below = explanation.cells_of(explanation.rows[row + 1]);
    if (!std::equal(names.begin(), names.end(), below.begin(), below.end())) return false;
    return std::none_of(names.begin(), names.end(),
                        [](std::string_view cell) { return is_data_shape(shape_of(cell)) || cell.empty(); });
}

struct Votes {
    int sum = 0;
    int highest = 0;  // what one column alone says for a header
};

Votes votes_of(const Explanation& explanation, std::size_t row);

bool is_word(std::string_view cell) noexcept {
    return !is_data_shape(shape_of(cell));
}

// Columns of figures are named by years as well.
bool may_be_name(std::string_view cell) noexcept { return is_word(cell) || is_year(cell); }

// A row that names groups of columns stands above the one that names all of them. Where most of it is empty, what it
// says of some, such as their years, is no name in any case.
bool names_groups(const Explanation& explanation, std::size_t row) {
    constexpr int clear = 3;
    const auto groups = explanation.cells_of(explanation.rows[row]);
    const auto names = explanation.cells_of(explanation.rows[row + 1]);
    if (groups.size() < 3 || names.size() != groups.size()) return false;
    const auto empty = static_cast<std::size_t>(std::count(groups.begin(), groups.end(), std::string_view()));
    const bool mostly_empty = empty * 2 > groups.size();
    if (groups.front().empty() ? !mostly_empty : !std::all_of(groups.begin(), groups.end(), is_word)) return false;
    if (empty == 0 || groups.size() - empty < 2) return false;
    const bool full =
        std::all_of(names.begin(), names.end(), [&](std::string_view cell) { return !cell.empty() && may_be_name(cell); });
    return full && votes_of(explanation, row + 1).sum >= clear;
}

std::size_t filled_cells(std::span<const std::string_view> cells) noexcept {
    return cells.size() - static_cast<std::size_t>(std::count(cells.begin(), cells.end(), std::string_view()));
}

// How many columns have the same word in both rows.
std::size_t count_same_words(std::span<const std::string_view> left, std::span<const std::string_view> right) {
    std::size_t same = 0;
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        same += !left[i].empty() && left[i] == right[i] && is_word(left[i]);
    }
    return same;
}

// Where the table below `row` ends. Reports put several below each other, each with its own names, of which some are the
// same, below a title or a row of empty cells.
std::size_t end_of_table(const Explanation& explanation, std::size_t row) {
    constexpr std::size_t fewest_same = 2;
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto names = explanation.cells_of(rows[row]);
    for (std::size_t i = row + 2; i < rows.size(); ++i) {
        const HeadRow& above = rows[i - 1];
        const bool parted = !above.is_row() || filled_cells(explanation.cells_of(above)) <= 1;
        if (!parted || !rows[i].is_row()) continue;
        if (count_same_words(names, explanation.cells_of(rows[i])) >= fewest_same) return i - 1;
    }
    return rows.size();
}

// The columns of a table, from a row on up to another.
struct Columns {
    const Explanation& explanation;
    std::size_t begin, end;

    void take(std::size_t column, std::vector<std::string_view>& values) const {
        values.clear();
        for (std::size_t i = begin; i < end && values.size() < most_values; ++i) {
            const HeadRow& row = explanation.rows[i];
            if (row.is_row() && column < row.width) values.push_back(explanation.cells[row.first_cell + column]);
        }
    }
};

// The row that goes on with the names of the row above it where cells of a spreadsheet were merged: words, some of them
// where that row is empty, and below two of these hardly anything but data. 0: there is none.
std::size_t second_row_of_names(const Explanation& explanation, std::size_t row, std::size_t end) {
    constexpr std::size_t fewest_columns = 2;
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto first = explanation.cells_of(rows[row]);
    std::size_t below = row + 1;
    if (below < end && rows[below].is_row() && filled_cells(explanation.cells_of(rows[below])) == 0) ++below;
    if (below + 1 >= end || !rows[below].is_row() || rows[below].width != first.size()) return 0;
    const auto second = explanation.cells_of(rows[below]);
    if (!std::all_of(first.begin(), first.end(), is_word) || !std::all_of(second.begin(), second.end(), is_word)) return 0;
    std::size_t columns_of_data = 0;
    std::vector<std::string_view> values;
    for (std::size_t column = 0; column < first.size(); ++column) {
        if (!first[column].empty() || second[column].empty()) continue;
        Columns{explanation, below + 1, end}.take(column, values);
        const Column found = column_below(second[column], values);
        columns_of_data += found.filled != 0 && found.data * 4 >= found.filled * 3;
    }
    return columns_of_data >= fewest_columns ? below : 0;
}

Votes votes_of(const Explanation& explanation, std::size_t row) {
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto first = explanation.cells_of(rows[row]);
    const std::size_t end = end_of_table(explanation, row);
    const std::size_t second = second_row_of_names(explanation, row, end);
    const Columns below{explanation, (second != 0 ? second : row) + 1, end};
    std::vector<std::string_view> values;
    Votes votes;
    for (std::size_t column = 0; column < first.size(); ++column) {
        const bool named_below = second != 0 && first[column].empty();
        const std::string_view name = named_below ? explanation.cells_of(rows[second])[column] : first[column];
        if (named_below && name.empty()) continue;
        below.take(column, values);
        int vote = column_vote(name, column, column_below(name, values));
        if (vote == 0) vote = order_vote(name, values);
        votes.sum += vote;
        votes.highest = std::max(votes.highest, vote);
    }
    return votes;
}

std::string number_of_digits(std::size_t number, std::size_t digits) {
    const std::string text = std::to_string(number);
    return std::string(digits - std::min(digits, text.size()), '0') + text;
}

// Programs that know no names number the columns from 0: ",0,1,2", "team,0,1,2". Days and months are counted from 1; a
// record may start so as well, but hardly with two digits or for long.
bool numbers_columns(std::span<const std::string_view> cells) {
    constexpr std::size_t fewest = 3, fewest_from_one = 5;
    std::size_t start = 0, digits = 1, count = 0;
    for (const std::string_view cell : cells) {
        if (is_word(cell)) continue;
        if (count == 0) {
            if (cell != "0" && cell != "1" && cell != "01") return false;
            start = cell == "0" ? 0 : 1;
            digits = cell.size();
        }
        if (cell != number_of_digits(start + count, digits)) return false;
        ++count;
    }
    if (start == 0 || digits == 2) return count >= fewest;
    return count >= fewest_from_one && count < cells.size();
}

// A table of whole numbers that go up by one, as examples have it.
bool counts_up(std::span<const std::string_view> cells) {
    const auto number = [](std::string_view cell) {
        int value = 0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        return error == std::errc() && end == cell.data() + cell.size() ? std::optional(value) : std::nullopt;
    };
    for (std::size_t i = 1; i < cells.size(); ++i) {
        const auto before = number(cells[i - 1]), here = number(cells[i]);
        if (!before || !here || *here != *before + 1) return false;
    }
    return true;
}

bool has_numbered_columns(const Explanation& explanation, std::size_t row) {
    const std::vector<HeadRow>& rows = explanation.rows;
    if (row + 1 >= rows.size() || !numbers_columns(explanation.cells_of(rows[row]))) return false;
    return rows[row + 1].is_row() && !counts_up(explanation.cells_of(rows[row + 1]));
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

// A title or a date that is as wide as the table, above a row of nothing but usual names of columns, with data below.
bool stands_above_usual_names(const Explanation& explanation, std::size_t row) {
    const auto above = explanation.cells_of(explanation.rows[row]);
    const auto names = explanation.cells_of(explanation.rows[row + 1]);
    const auto record = explanation.cells_of(explanation.rows[row + 2]);
    const auto usual = static_cast<std::size_t>(count_usual_names(names));
    const bool has_data = std::any_of(record.begin(), record.end(), [](std::string_view cell) { return is_data_shape(shape_of(cell)); });
    const bool has_words_only = std::all_of(above.begin(), above.end(), [](std::string_view cell) { return !cell.empty() && is_word(cell); });
    return names.size() >= 2 && usual == names.size() && has_data && !has_words_only && !has_address(above) && count_usual_names(above) == 0;
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
    if (guess.row + 2 < rows.size() && (names_groups(explanation, guess.row) || stands_above_usual_names(explanation, guess.row))) ++guess.row;
    const auto first = explanation.cells_of(rows[guess.row]);
    const Votes votes = votes_of(explanation, guess.row);
    guess.votes = has_numbered_columns(explanation, guess.row) ? clear : votes.sum;
    // In a wide table a few columns that say otherwise do not settle it.
    const int doubtful_votes = clear + static_cast<int>(first.size() / 4);
    if (guess.votes < clear && guess.votes > -doubtful_votes) {
        guess.known_names = count_usual_names(first);
        guess.votes += 2 * guess.known_names;
    }
    const bool data =
        std::any_of(first.begin(), first.end(), [](std::string_view cell) { return is_data_shape(shape_of(cell)); });
    guess.has_header = guess.votes > 0 || (guess.votes == 0 && !data);
    if (!guess.has_header) {
        guess.row = explanation.first;
        // Words that look like those below them say little, and so do columns that disagree; several must agree.
        constexpr int few = -2, agreed = -6;
        const bool doubtful = !data || votes.highest >= clear;
        if (doubtful && guess.votes > agreed) guess.votes = few;
    }
    return with_evidence(std::move(guess));
}

}  // namespace muster
