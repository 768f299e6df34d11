#include "dialect_score.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <map>

#include "byte_set.hpp"
#include "cell_shape.hpp"
#include "muster/flags.hpp"

namespace muster {
namespace {

// How usual a character is as a delimiter, before any evidence. Blanks, dots, dashes and the like stand in ordinary
// text; control characters do not.
double prior_of(const std::string& delimiter) noexcept {
    if (delimiter.empty()) return 0.62;
    if (delimiter.size() > 1) return 0.8;
    switch (delimiter.front()) {
        case ',':
        case ';':
        case '\t': return 1.0;
        case '|': return 0.98;
        case '^':
        case '~': return 0.85;
        case ':':
        case '+': return 0.72;
        case ' ': return 0.55;
        case '?':
        case '!':
        case '=':
        case '&':
        case '*':
        case '#':
        case '$':
        case '%':
        case '/': return 0.57;
        default: return static_cast<unsigned char>(delimiter.front()) < 0x20u ? 1.0 : 0.5;
    }
}

constexpr ByteSet with_control_characters(ByteSet set) {
    for (std::size_t byte = 1; byte < 0x20; ++byte) set[byte] = true;
    return set;
}

// The bytes that quality_of_text() looks at; most texts have none.
constexpr ByteSet divides_elsewhere = with_control_characters(set_of("|;,^~:"));

// What other delimiters inside an unquoted text say: the rarer a sign is in ordinary text, the more likely it was meant
// to divide.
double quality_of_text(std::string_view cell, CellShape shape) noexcept {
    double quality = shape == CellShape::word ? 0.95 : 0.9;
    int tight_colons = 0;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (!divides_elsewhere[static_cast<unsigned char>(cell[i])]) continue;
        const bool spaced = i + 1 < cell.size() && cell[i + 1] == ' ';
        double limit = 1.0;
        switch (cell[i]) {
            case '\t': limit = 0.3; break;
            case '|': limit = 0.5; break;
            case ';': limit = spaced ? 0.7 : 0.55; break;
            case ',': limit = spaced ? 0.85 : 0.65; break;
            case '^':
            case '~': limit = 0.75; break;
            case ':': limit = spaced ? 0.9 : ++tight_colons > 1 ? 0.5 : 0.8; break;
            case '\r':
            case '\n': break;
            default: limit = 0.2;  // control characters
        }
        quality = std::min(quality, limit);
    }
    if (cell.empty()) return quality;
    for (const char quote : {'"', '\''}) {
        const bool opens = cell.front() == quote, closes = cell.back() == quote;
        if (cell.size() > 1 && opens && closes) quality = std::min(quality, 0.45);
        if (opens != closes) quality = std::min(quality, quote == '"' ? 0.2 : 0.5);
    }
    return quality;
}

// Two delimiters in a row, as an empty cell has on both sides: no text is written so.
bool holds_empty_cells(std::string_view cell) noexcept {
    for (std::size_t i = 1; i < cell.size(); ++i) {
        if (cell[i] != cell[i - 1]) continue;
        if (cell[i] == ',' || cell[i] == ';' || cell[i] == '|' || cell[i] == '\t') return true;
    }
    return false;
}

// Signs that web addresses are not written with, but for the tilde in front of a name.
bool holds_foreign_sign(std::string_view url) noexcept {
    const std::size_t at = url.find_first_of("^|~");
    return at != std::string_view::npos && (url[at] != '~' || at == 0 || url[at - 1] != '/');
}

double quality_of(std::string_view cell) noexcept {
    const CellShape shape = shape_of(cell);
    if (shape == CellShape::empty) return 0.8;
    if (shape == CellShape::url && holds_foreign_sign(cell)) return 0.6;
    if (is_data_shape(shape)) return 1.0;
    return quality_of_text(without_blanks(cell), shape);
}

constexpr ByteSet double_quote = set_of("\"");
constexpr ByteSet dividers = set_of(",;\t|\r\n");

HeadRow row_of(const RawRow& raw) noexcept {
    HeadRow row;
    row.at = raw.begin;
    row.blank = raw.blank;
    row.damaged = raw.unclosed || raw.too_large;
    row.line_end = raw.line_end;
    row.width = raw.cells.size();
    return row;
}

void weigh_cell(const CellSpan& cell, std::string_view value, HeadRow& row) {
    row.quoted += cell.quoted;
    row.stray += cell.stray;
    row.quality += cell.stray ? 0.2 : row.damaged ? 0.0 : cell.quoted ? 1.0 : quality_of(value);
    row.holds_empty_cells |= !cell.quoted && holds_empty_cells(value);
    row.needed_quotes += cell.quoted && (cell.rewritten || holds_any(value, dividers));
    row.bare_quotes += !cell.quoted && holds_any(value, double_quote);
}

void add_row(Explanation& explanation, const RowMachine& machine, std::string_view text) {
    const RawRow& raw = machine.row();
    HeadRow row = row_of(raw);
    row.first_cell = explanation.cells.size();
    for (const CellSpan& cell : raw.cells) {
        std::string_view value = text.substr(cell.begin, cell.end - cell.begin);
        if (cell.rewritten) {
            machine.append_value(cell, explanation.rewritten.emplace_back());
            value = explanation.rewritten.back();
        }
        weigh_cell(cell, value, row);
        explanation.cells.push_back(value);
    }
    explanation.line_ends |= 1u << static_cast<unsigned>(row.line_end);
    explanation.rows.push_back(row);
}

constexpr std::string_view comment_signs[] = {"#", "//", "%"};

bool may_be_comment(char first) noexcept { return first == '#' || first == '/' || first == '%'; }

// The values of later rows are not kept.
void weigh_later_row(const RowMachine& machine, std::string_view text, HeadRow& row) {
    std::string rewritten;
    for (const CellSpan& cell : machine.row().cells) {
        std::string_view value = text.substr(cell.begin, cell.end - cell.begin);
        if (cell.rewritten) {
            rewritten.clear();
            machine.append_value(cell, rewritten);
            value = rewritten;
        }
        weigh_cell(cell, value, row);
    }
}

void add_later_row(Explanation& explanation, const RowMachine& machine, std::string_view text) {
    // More rows of the same kind only confirm what these say.
    constexpr std::size_t most_weighed = 200;
    LaterRows& later = explanation.later;
    const RawRow& raw = machine.row();
    explanation.line_ends |= 1u << static_cast<unsigned>(raw.line_end);
    if (raw.blank) return;
    HeadRow row = row_of(raw);
    std::size_t quoted = 0, stray = 0;
    for (const CellSpan& cell : raw.cells) {
        quoted += cell.quoted;
        stray += cell.stray;
        row.foreign_quotes |= !cell.quoted && cell.begin < cell.end && (text[cell.begin] == '"' || text[cell.begin] == '\'');
    }
    const bool plain = row.width == later.plain_width && quoted == 0 && !row.damaged && !row.foreign_quotes &&
                       !may_be_comment(text[row.at]);
    if (plain) {
        ++later.plain;
        return;
    }
    if (later.weighed == most_weighed) {
        row.quoted = quoted;
        row.stray = stray;
    } else {
        weigh_later_row(machine, text, row);
        ++later.weighed;
    }
    later.different.push_back(row);
}

// The number of columns that explains most of the text: rows count, and so does how much of them is divided.
std::size_t usual_width(const std::vector<HeadRow>& rows) {
    std::map<std::size_t, std::size_t> counts;
    for (const HeadRow& row : rows) {
        if (row.is_row()) ++counts[row.width];
    }
    std::size_t best = 1;
    double best_weight = 0;
    // Where no width comes twice, the first row that is divided says it.
    if (std::all_of(counts.begin(), counts.end(), [](const auto& entry) { return entry.second == 1; })) {
        const auto divided = std::find_if(rows.begin(), rows.end(), [](const HeadRow& row) { return row.is_row() && row.width > 1; });
        return divided == rows.end() ? 1 : divided->width;
    }
    for (const auto& [width, count] : counts) {
        const double n = static_cast<double>(count);
        const double weight = n * std::sqrt(n) * static_cast<double>(width);
        if (weight > best_weight) {
            best = width;
            best_weight = weight;
        }
    }
    return best;
}

bool starts_with(std::string_view text, const HeadRow& row, std::string_view sign) noexcept {
    return !row.blank && text.substr(row.at).starts_with(sign);
}

bool is_remark(std::string_view text, const HeadRow& row, std::string_view sign, std::size_t columns) noexcept {
    return starts_with(text, row, sign) && muster::is_remark(text.substr(row.at + sign.size()), row.width, columns);
}

// A header whose first name has a number sign, below lines with two of them, as tables of genes have it, or two below
// lines with one, as tables of instruments have it.
bool is_marked_header(std::string_view text, const HeadRow& row, std::string_view sign, std::size_t columns,
                      bool only_one_doubled) noexcept {
    const std::string_view behind = text.substr(row.at + sign.size());
    return row.width == columns && !behind.empty() && behind[0] != ' ' && (behind[0] != '#' || only_one_doubled);
}

// Marks the lines that start with `sign` and are remarks; above the table all that start with it are. False: there are
// none.
bool mark_comments(Explanation& explanation, std::string_view text, std::string_view sign) {
    for (HeadRow& row : explanation.rows) row.comment = starts_with(text, row, sign);
    const std::size_t columns = explanation.width = usual_width(explanation.rows);
    if (columns < 2) return false;
    std::size_t unlike_rows = 0, in_table = 0, above_table = 0, doubled = 0;
    const HeadRow* last_above = nullptr;
    bool above = true;
    for (HeadRow& row : explanation.rows) {
        above = above && (row.blank || row.comment);
        if (!row.comment) continue;
        if (above) last_above = &row;
        above_table += above;
        doubled += above && text.substr(row.at + sign.size()).starts_with('#');
        row.comment = above || is_remark(text, row, sign, columns);
        unlike_rows += row.comment && row.width != columns;
        in_table += row.comment && !above;
    }
    const bool only_one_doubled = doubled == 1 && above_table > 1;
    if (unlike_rows == 0) return false;
    if (last_above != nullptr && is_marked_header(text, *last_above, sign, columns, only_one_doubled)) return false;
    // Other signs stand in front of ordinary text as well; above a table they are part of what stands there.
    return sign == "#" || in_table != 0;
}

void leave_no_comment(Explanation& explanation) {
    for (HeadRow& row : explanation.rows) row.comment = false;
    for (HeadRow& row : explanation.later.different) row.comment = false;
    explanation.dialect.comment.clear();
    explanation.width = usual_width(explanation.rows);
}

bool is_sign_of(const Dialect& dialect, std::string_view sign) noexcept {
    return dialect.comment.empty() ? !dialect.delimiter.starts_with(sign.front()) : dialect.comment == sign;
}

void find_comments(Explanation& explanation, std::string_view text) {
    for (const std::string_view sign : comment_signs) {
        const bool occurs = std::any_of(explanation.rows.begin(), explanation.rows.end(),
                                        [&](const HeadRow& row) { return starts_with(text, row, sign); });
        if (!occurs || !is_sign_of(explanation.dialect, sign) || !mark_comments(explanation, text, sign)) continue;
        explanation.dialect.comment = sign;
        return;
    }
    leave_no_comment(explanation);
}

// Marks comments among the later rows, as among the first.
void find_later_comments(Explanation& explanation, std::string_view text) {
    if (explanation.width < 2) return;
    for (const std::string_view sign : comment_signs) {
        if (!is_sign_of(explanation.dialect, sign)) continue;
        for (HeadRow& row : explanation.later.different) {
            if (!is_remark(text, row, sign, explanation.width)) continue;
            row.comment = true;
            explanation.dialect.comment = sign;
        }
    }
}

std::size_t filled_cells(std::span<const std::string_view> cells) noexcept {
    return static_cast<std::size_t>(
        std::count_if(cells.begin(), cells.end(), [](std::string_view cell) { return !without_blanks(cell).empty(); }));
}

// Names above rows that go on with empty cells, as spreadsheets write them.
bool names_all_filled_columns(const Explanation& explanation, std::size_t header) {
    const std::size_t names = explanation.rows[header].width;
    if (names < 2 || filled_cells(explanation.cells_of(explanation.rows[header])) != names) return false;
    for (std::size_t i = header + 1; i < explanation.rows.size(); ++i) {
        const auto cells = explanation.cells_of(explanation.rows[i]);
        if (explanation.rows[i].is_row() && cells.size() > names && filled_cells(cells.subspan(names)) != 0)
            return false;
    }
    return true;
}

bool holds_data(std::span<const std::string_view> cells) noexcept {
    return std::any_of(cells.begin(), cells.end(), [](std::string_view cell) { return is_data_shape(shape_of(cell)); });
}

// A wider line, such as one about the account, that blank lines divide from the names of the columns.
bool is_cut_off(const Explanation& explanation, std::size_t line) {
    const std::vector<HeadRow>& rows = explanation.rows;
    if (rows[line].width <= explanation.width || line + 1 == rows.size() || !rows[line + 1].blank) return false;
    std::size_t below = line + 1;
    while (below < rows.size() && !rows[below].is_row()) ++below;
    if (below == rows.size() || rows[below].width != explanation.width) return false;
    const auto names = explanation.cells_of(rows[below]);
    return filled_cells(names) == names.size() && !holds_data(names) && holds_data(explanation.cells_of(rows[line]));
}

// Names at the top of rows of many widths, all of them longer: below two names or more every cell is a number, a date
// or an address.
bool names_ragged_rows(const Explanation& explanation, std::size_t header, std::size_t last) {
    constexpr std::size_t fewest_names = 3, fewest_columns_of_data = 2;
    const auto names = explanation.cells_of(explanation.rows[header]);
    if (names.size() < fewest_names || filled_cells(names) != names.size() || holds_data(names)) return false;
    Flags data(names.size(), true);
    for (std::size_t i = header + 1; i <= last; ++i) {
        const auto cells = explanation.cells_of(explanation.rows[i]);
        if (!explanation.rows[i].is_row() || cells.size() <= names.size()) return false;
        for (std::size_t column = 0; column < names.size(); ++column) {
            if (!is_data_shape(shape_of(cells[column]))) data[column] = false;
        }
    }
    return std::count(data.begin(), data.end(), true) >= static_cast<std::ptrdiff_t>(fewest_columns_of_data);
}

// Names right above rows that are wider, as each holds its delimiter once more: in one and the same of the named columns the
// first row has its first e-mail address, and nine in ten of the others have one.
bool names_wider_contacts(const Explanation& explanation, std::size_t header) {
    constexpr std::size_t exceptions_one_in = 10;
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto names = explanation.cells_of(rows[header]);
    if (names.size() < 2 || filled_cells(names) != names.size() || holds_data(names) || !rows[header + 1].is_row()) return false;
    const auto first = explanation.cells_of(rows[header + 1]);
    const auto is_address = [](std::string_view cell) { return shape_of(cell) == CellShape::email; };
    const auto address = std::find_if(first.begin(), first.end(), is_address);
    const auto column = static_cast<std::size_t>(address - first.begin());
    if (address == first.end() || column >= names.size()) return false;
    std::size_t below = 0, others = 0;
    for (std::size_t i = header + 1; i < rows.size(); ++i) {
        if (!rows[i].is_row()) continue;
        const auto cells = explanation.cells_of(rows[i]);
        ++below;
        others += column >= cells.size() || !is_address(cells[column]);
    }
    return others * exceptions_one_in <= below;
}

// A line of prose above the names of the columns, wider than the table by the commas in it, which blanks follow.
bool is_prose(const Explanation& explanation, std::size_t line) {
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto cells = explanation.cells_of(rows[line]);
    const bool spaced = std::any_of(cells.begin(), cells.end(), [](std::string_view cell) { return cell.starts_with(' '); });
    if (cells.size() <= explanation.width || !spaced || line + 2 >= rows.size()) return false;
    const auto names = explanation.cells_of(rows[line + 1]), record = explanation.cells_of(rows[line + 2]);
    if (names.size() != explanation.width || record.size() != explanation.width) return false;
    return filled_cells(names) == names.size() && !holds_data(names) && holds_data(record);
}

// A row of the table's width that only holds a title, as spreadsheets write it, hardly in its last cell. Of two columns
// one may be empty in a record as well; there the row of empty cells below it tells.
bool is_title(const Explanation& explanation, std::size_t line) {
    const auto cells = explanation.cells_of(explanation.rows[line]);
    const std::size_t filled = filled_cells(cells);
    if (filled != 1) return filled == 0;
    if (has_address(cells)) return false;
    const std::size_t below = line + 1;
    if (explanation.width > 2) return filled_cells(cells.last(1)) == 0;
    return below < explanation.rows.size() && explanation.rows[below].width > 1 &&
           filled_cells(explanation.cells_of(explanation.rows[below])) == 0;
}

// A row about the report, such as ",Start date:,2014-09-14,,,": it and those below it fill fewer cells than the names of
// the columns further down, and a row of empty cells parts them, or it fills few of them.
bool is_about_report(const Explanation& explanation, std::size_t line) {
    constexpr std::size_t most_rows_above = 12, fewest_names = 3;
    const std::vector<HeadRow>& rows = explanation.rows;
    const auto filled = [&](std::size_t row) { return filled_cells(explanation.cells_of(rows[row])); };
    std::size_t most = filled(line);
    bool parted = false;
    for (std::size_t i = line + 1; i + 1 < std::min(rows.size(), line + most_rows_above); ++i) {
        const std::size_t here = rows[i].is_row() ? filled(i) : 0;
        parted = parted || here == 0;
        const auto names = explanation.cells_of(rows[i]);
        const bool named = here >= fewest_names && here > most && names.size() == explanation.width && !holds_data(names);
        if (named && rows[i + 1].is_row() && holds_data(explanation.cells_of(rows[i + 1]))) {
            return parted || (here == names.size() && most * 2 <= here);
        }
        most = std::max(most, here);
    }
    return false;
}

// A row that is as wide as the table and none of it.
bool stands_above(const Explanation& explanation, std::size_t line) {
    return is_title(explanation, line) || is_cut_off(explanation, line) || is_prose(explanation, line) ||
           is_about_report(explanation, line);
}

// The first row that is as wide as the table and is followed by rows that are.
std::size_t find_table(const Explanation& explanation) {
    const std::vector<HeadRow>& rows = explanation.rows;
    const std::size_t width = explanation.width;
    std::size_t first_row = 0;
    while (first_row < rows.size() && !rows[first_row].is_row()) ++first_row;
    if (first_row == rows.size()) return 0;
    if (width < 2) return first_row;
    std::size_t previous = rows.size();
    for (std::size_t i = first_row; i < rows.size(); ++i) {
        if (!rows[i].is_row()) {
            previous = rows.size();
            continue;
        }
        const bool above_table = rows[i].width >= width && stands_above(explanation, i);
        if (rows[i].width >= width && !above_table) {
            if (i > first_row && names_ragged_rows(explanation, first_row, i)) return first_row;
            std::size_t top = i;
            while (top > first_row && rows[top - 1].is_row()) --top;
            // Titles may stand above the names.
            for (; top < i; ++top) {
                if (names_wider_contacts(explanation, top)) return top;
                if (filled_cells(explanation.cells_of(rows[top])) > 1) break;
            }
            // A first line that is one name short is a header all the same.
            const bool above = previous != rows.size() && filled_cells(explanation.cells_of(rows[previous])) > 1;
            const bool one_short = above && rows[previous].width + 1 == width;
            return one_short || (above && names_all_filled_columns(explanation, previous)) ? previous : i;
        }
        previous = above_table ? rows.size() : i;
    }
    return first_row;
}

// Files are put together from two exports. When the second one is wider, the rows of the first would stand above the
// table; so many rows of one width are a table, and so are a few with e-mail addresses, and nothing that may be passed over.
void begin_with_first_table(Explanation& explanation) {
    constexpr std::ptrdiff_t fewest_rows = 20, fewest_contacts = 3;
    const std::vector<HeadRow> above(explanation.rows.begin(),
                                     explanation.rows.begin() + static_cast<std::ptrdiff_t>(explanation.first));
    const std::size_t width = usual_width(above);
    const auto rows = [&](auto is_one) {
        return std::count_if(above.begin(), above.end(), [&](const HeadRow& row) { return row.is_row() && row.width == width && is_one(row); });
    };
    const bool many = width >= 3 && rows([](const HeadRow&) { return true; }) >= fewest_rows;
    const auto is_contact = [&](const HeadRow& row) { return has_address(explanation.cells_of(row)); };
    if (!many && (width < 2 || rows(is_contact) < fewest_contacts)) return;
    explanation.width = width;
    explanation.first = find_table(explanation);
}

bool is_sentence(std::string_view cell) noexcept {
    constexpr std::ptrdiff_t fewest_blanks = 3;
    if (cell.empty() || std::string_view(".!?").find(cell.back()) == std::string_view::npos) return false;
    return std::count(cell.begin(), cell.end(), ' ') >= fewest_blanks;
}

// What the shapes of the cells add to the prior. A whole line that is a date, a time or an address was hardly meant to
// be divided at its own signs; blanks between numbers were, those between words not.
double prior_by_shapes(const Explanation& explanation) {
    const bool single = explanation.dialect.delimiter.empty();
    if (!single && explanation.dialect.delimiter != " ") return 0;
    double cells = 0, data = 0, sentences = 0;
    for (std::size_t i = explanation.first; i < explanation.rows.size(); ++i) {
        if (!explanation.rows[i].is_row()) continue;
        for (const std::string_view cell : explanation.cells_of(explanation.rows[i])) {
            const CellShape shape = shape_of(cell);
            const bool whole = (shape == CellShape::phone && cell.starts_with('+')) || shape == CellShape::date ||
                               shape == CellShape::time || shape == CellShape::email || shape == CellShape::url;
            ++cells;
            sentences += is_sentence(cell);
            data += single ? whole : is_data_shape(shape);
        }
    }
    // The first row may be a header.
    if (single) return data > 0 && data + 1 >= cells ? 0.28 : sentences * 2 >= cells ? 0.2 : 0;
    return cells > 0 ? 0.2 * data / cells : 0;
}

// One word above lines that all hold one comma, inside a decimal number or before a blank ("Lee, Ann"): the name of a
// single column rather than the title of a table of two.
bool is_list_below_its_name(const Explanation& explanation) {
    if (explanation.dialect.delimiter != "," || explanation.width != 2 || explanation.first != 1) return false;
    if (!explanation.rows[0].is_row()) return false;
    std::size_t decimals = 0, spaced = 0, rows = 0;
    for (std::size_t i = explanation.first; i < explanation.rows.size(); ++i) {
        const HeadRow& row = explanation.rows[i];
        if (!row.is_row() || row.width != 2) continue;
        const auto cells = explanation.cells_of(row);
        ++rows;
        spaced += cells[1].starts_with(' ');
        decimals += row.quoted == 0 && shape_of(cells[0]) == CellShape::number && !cells[1].empty() &&
                    cells[1].size() <= 3 && cells[1].find_first_not_of("0123456789") == std::string_view::npos;
    }
    return decimals == rows || spaced == rows;
}

// Hours and minutes, or minutes and seconds: one or two digits in front of the colon, two below sixty behind it.
bool is_cut_time(std::string_view before, std::string_view after) noexcept {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto hours = std::find_if_not(before.rbegin(), before.rend(), is_digit) - before.rbegin();
    const auto minutes = std::find_if_not(after.begin(), after.end(), is_digit) - after.begin();
    return (hours == 1 || hours == 2) && minutes == 2 && after.front() <= '5';
}

// Lines of text whose colons stand in the time of day only: "2024-05-28 18:41 Lunch".
bool divides_only_times(const Explanation& explanation) {
    if (explanation.dialect.delimiter != ":" || explanation.width < 2) return false;
    for (std::size_t i = explanation.first; i < explanation.rows.size(); ++i) {
        if (!explanation.rows[i].is_row()) continue;
        const auto cells = explanation.cells_of(explanation.rows[i]);
        if (cells.front().size() <= 2 && cells.back().size() <= 2) return false;
        for (std::size_t cell = 1; cell < cells.size(); ++cell) {
            if (!is_cut_time(cells[cell - 1], cells[cell])) return false;
        }
    }
    return true;
}

// Reads the rows of the head; behind the first ones, those that are only counted.
void read_rows(Explanation& explanation, std::string_view text, bool whole, Reach reach) {
    // A cell is hardly that long: an opening quote that is not closed for so long is a lone one.
    constexpr std::size_t longest_cell = 16u << 10;
    RowLimits limits;
    limits.max_quoted_bytes = std::max<std::size_t>(text.size(), 1);
    RowMachine machine(explanation.dialect, limits);
    machine.set_text(text.data(), text.size(), whole);
    std::size_t preamble_left = explanation.dialect.preamble_rows, at = 0;
    machine.start_row(at);
    while (true) {
        if (!machine.read_row()) {
            if (whole || text.size() - at < longest_cell) return;
            whole = true;
            machine.set_text(text.data(), text.size(), whole);
            machine.start_row(at);
            continue;
        }
        at = machine.row().next;
        if (preamble_left != 0) {
            --preamble_left;
            const std::size_t begin = machine.row().begin;
            if (begin < text.size() && may_be_comment(text[begin])) explanation.above += text[begin];
        } else if (explanation.rows.size() < most_rows) {
            add_row(explanation, machine, text);
        } else {
            if (reach == Reach::first_rows) return;
            if (explanation.later.plain_width == 0) explanation.later.plain_width = usual_width(explanation.rows);
            add_later_row(explanation, machine, text);
        }
        machine.start_row(at);
    }
}

// What the rows of the table add up to.
struct Sums {
    double quality = 0, cells = 0, agreement = 0;
};

void add_to_sums(const HeadRow& row, double fit, Explanation& explanation, Sums& sums) {
    ++explanation.table_rows;
    explanation.quoted_cells += row.quoted;
    explanation.broken_quotes += row.stray + (row.damaged ? 1u : 0u);
    explanation.regular += row.width == explanation.width;
    explanation.needed_quotes += row.needed_quotes;
    explanation.bare_quotes += row.bare_quotes;
    sums.agreement += fit * (row.holds_empty_cells ? 0.6 : 1.0);
}

// How well the width of a row fits into the table.
double fit_of(const HeadRow& row, std::size_t width) noexcept {
    return row.width == width ? 1.0 : row.width > 1 ? 0.4 : 0.0;
}

// Files put together from two exports go on with another number of columns.
std::size_t second_width(const Explanation& explanation) {
    const std::size_t usual = usual_width(explanation.later.different);
    return usual > 1 ? usual : explanation.width;
}

void add_later_rows(Explanation& explanation, Sums& sums) {
    constexpr double fit_of_second_width = 0.8;
    const LaterRows& later = explanation.later;
    if (explanation.table_rows == 0) return;
    const double usual_quality = sums.quality / std::max(sums.cells, 1.0);
    const double plain = static_cast<double>(later.plain);
    const double plain_cells = plain * static_cast<double>(later.plain_width);
    HeadRow like_plain;
    like_plain.width = later.plain_width;
    explanation.table_rows += later.plain;
    explanation.regular += later.plain_width == explanation.width ? later.plain : 0;
    sums.agreement += plain * fit_of(like_plain, explanation.width);
    const std::size_t second = second_width(explanation);
    double quality = 0, weighed_cells = 0, cells = 0;
    for (std::size_t i = 0; i < later.different.size(); ++i) {
        const HeadRow& row = later.different[i];
        if (row.comment) continue;
        const double fit = fit_of(row, explanation.width);
        add_to_sums(row, row.width == second ? std::max(fit, fit_of_second_width) : fit, explanation, sums);
        const double width = static_cast<double>(row.width);
        cells += width;
        if (i >= later.weighed) continue;
        quality += row.quality;
        weighed_cells += width;
    }
    sums.quality += usual_quality * plain_cells + (weighed_cells > 0 ? quality / weighed_cells * cells : 0);
    sums.cells += plain_cells + cells;
}

}  // namespace

bool LaterRows::confirm() const noexcept {
    return std::all_of(different.begin(), different.end(), [&](const HeadRow& row) {
        const bool fits = row.width == plain_width && row.stray == 0 && !row.damaged && !row.foreign_quotes;
        return row.comment || fits;
    });
}

Explanation explain(std::string_view text, bool whole, const Dialect& dialect, Reach reach) {
    Explanation explanation;
    explanation.dialect = dialect;
    read_rows(explanation, text, whole, reach);
    find_comments(explanation, text);
    find_later_comments(explanation, text);
    explanation.first = find_table(explanation);
    // The reader takes every line with the sign for a remark until it has met the first row, so that one cannot have it.
    const std::string& sign = explanation.dialect.comment;
    if (!sign.empty() && explanation.first < explanation.rows.size() && starts_with(text, explanation.rows[explanation.first], sign)) {
        leave_no_comment(explanation);
        explanation.first = find_table(explanation);
    }
    begin_with_first_table(explanation);
    Sums sums;
    double skipped = 1.0;
    for (std::size_t i = 0; i < explanation.rows.size(); ++i) {
        const HeadRow& row = explanation.rows[i];
        if (!row.is_row()) continue;
        if (i < explanation.first) {
            // Titles stand above tables; a line that another delimiter would divide does not.
            const bool divided_otherwise = quality_of(explanation.cells[row.first_cell]) < 0.7;
            skipped = std::min(skipped, divided_otherwise ? 0.5 : 0.8);
            explanation.titles_need_quotes |= row.needed_quotes != 0;
            continue;
        }
        add_to_sums(row, fit_of(row, explanation.width), explanation, sums);
        sums.quality += row.quality;
        sums.cells += static_cast<double>(row.width);
    }
    add_later_rows(explanation, sums);
    if (explanation.table_rows == 0) return explanation;
    const double rows = static_cast<double>(explanation.table_rows);
    explanation.quality = sums.quality / std::max(sums.cells, 1.0);
    const double columns = static_cast<double>(std::min<std::size_t>(explanation.width - 1, 6));
    // One row below titles is no table yet.
    if (skipped < 1.0 && explanation.table_rows == 1) skipped *= 0.6;
    if (skipped < 1.0 && is_list_below_its_name(explanation)) skipped *= 0.5;
    const double prior = prior_of(dialect.delimiter) + prior_by_shapes(explanation);
    explanation.score = prior * (sums.agreement / rows) * explanation.quality * skipped * (1 + 0.05 * columns);
    if (explanation.width < 2 && !dialect.delimiter.empty()) explanation.score = 0;
    if (divides_only_times(explanation)) explanation.score *= 0.5;
    // One line can hold any sign.
    if (explanation.table_rows == 1 && prior < 0.9 && explanation.width > 1) explanation.score *= 0.85;
    // A single cell in single quotes that needs none is a quotation.
    if (dialect.quote == '\'' && explanation.quoted_cells == 1 && explanation.needed_quotes == 0)
        explanation.score *= 0.9;
    return explanation;
}

}  // namespace muster
