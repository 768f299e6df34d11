#include "dialect_score.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "cell_shape.hpp"

namespace muster {
namespace {

// More rows only confirm what these say.
constexpr std::size_t most_rows = 400;

// How usual a character is as a delimiter, before any evidence. Blanks, dots, dashes and the like stand in ordinary
// text.
double prior_of(const std::string& delimiter) noexcept {
    if (delimiter.empty()) return 0.62;
    if (delimiter.size() > 1) return 1.0;
    switch (delimiter.front()) {
        case ',':
        case ';':
        case '\t': return 1.0;
        case '|': return 0.98;
        case '\x1F':
        case '\x1E':
        case '\x01': return 0.95;
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
        case '%': return 0.57;
        default: return 0.5;
    }
}

// What other delimiters inside an unquoted text say: the rarer a sign is in ordinary text, the more likely it was meant
// to divide.
double quality_of_text(std::string_view cell, CellShape shape) noexcept {
    double quality = shape == CellShape::word ? 0.95 : 0.9;
    int tight_colons = 0;
    for (std::size_t i = 0; i < cell.size(); ++i) {
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
            default: break;
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

double quality_of(std::string_view cell) noexcept {
    const CellShape shape = shape_of(cell);
    if (shape == CellShape::empty) return 0.8;
    if (is_data_shape(shape)) return 1.0;
    return quality_of_text(without_blanks(cell), shape);
}

HeadRow head_row(const RowMachine& machine, std::string_view text, double& quality) {
    const RawRow& raw = machine.row();
    HeadRow row;
    row.at = raw.begin;
    row.blank = raw.blank;
    row.damaged = raw.unclosed || raw.too_large;
    row.line_end = raw.line_end;
    quality = 0;
    for (const CellSpan& cell : raw.cells) {
        std::string value;
        if (cell.rewritten) {
            machine.append_value(cell, value);
        } else {
            value = text.substr(cell.begin, cell.end - cell.begin);
        }
        row.quoted += cell.quoted;
        row.stray += cell.stray;
        quality += cell.stray ? 0.2 : row.damaged ? 0.0 : cell.quoted ? 1.0 : quality_of(value);
        row.holds_empty_cells |= !cell.quoted && holds_empty_cells(value);
        row.needed_quotes += cell.quoted && (cell.rewritten || value.find_first_of(",;\t|\r\n") != std::string::npos);
        row.bare_quotes += !cell.quoted && value.find('"') != std::string::npos;
        row.cells.push_back(std::move(value));
    }
    return row;
}

bool is_row(const HeadRow& row) noexcept {
    return !row.blank && !row.comment;
}

// The number of columns that explains most of the text: rows count, and so does how much of them is divided.
std::size_t usual_width(const std::vector<HeadRow>& rows) {
    std::map<std::size_t, std::size_t> counts;
    for (const HeadRow& row : rows) {
        if (is_row(row)) ++counts[row.cells.size()];
    }
    std::size_t best = 1;
    double best_weight = 0;
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

bool starts_with_number_sign(const HeadRow& row) noexcept {
    return !row.blank && row.quoted == 0 && !row.cells.empty() && row.cells.front().starts_with('#');
}

// Lines that start with a number sign are comments when they are not divided like the rest.
void find_comments(Explanation& explanation) {
    for (HeadRow& row : explanation.rows) row.comment = starts_with_number_sign(row);
    explanation.width = usual_width(explanation.rows);
    std::size_t marked = 0, divided = 0;
    for (const HeadRow& row : explanation.rows) {
        marked += row.comment;
        divided += row.comment && row.cells.size() == explanation.width;
    }
    if (marked != 0 && divided == 0 && explanation.width > 1) {
        explanation.dialect.comment = '#';
        return;
    }
    for (HeadRow& row : explanation.rows) row.comment = false;
    explanation.width = usual_width(explanation.rows);
}

std::size_t filled_cells(const HeadRow& row) noexcept {
    return static_cast<std::size_t>(std::count_if(
        row.cells.begin(), row.cells.end(), [](const std::string& cell) { return !without_blanks(cell).empty(); }));
}

// The first row that is as wide as the table and is followed by rows that are.
std::size_t find_table(const Explanation& explanation) {
    const std::vector<HeadRow>& rows = explanation.rows;
    const std::size_t width = explanation.width;
    std::size_t first_row = 0;
    while (first_row < rows.size() && !is_row(rows[first_row])) ++first_row;
    if (first_row == rows.size()) return 0;
    if (width < 2) return first_row;
    std::size_t previous = rows.size();
    for (std::size_t i = first_row; i < rows.size(); ++i) {
        if (!is_row(rows[i])) {
            previous = rows.size();
            continue;
        }
        const bool title = filled_cells(rows[i]) == 1 && width > 2;
        if (rows[i].cells.size() >= width && !title) {
            // A first line that is one name short or over is a header all the same.
            if (previous != rows.size() && rows[previous].cells.size() > 1 &&
                rows[previous].cells.size() + 1 == width) {
                return previous;
            }
            return i;
        }
        previous = i;
    }
    return first_row;
}

}  // namespace

Explanation explain(std::string_view text, bool whole, const Dialect& dialect) {
    Explanation explanation;
    explanation.dialect = dialect;
    RowLimits limits;
    limits.max_quoted_bytes = std::max<std::size_t>(text.size(), 1);
    RowMachine machine(dialect, limits);
    machine.set_text(text.data(), text.size(), whole);
    machine.start_row(0);
    std::vector<double> qualities;
    std::size_t preamble_left = dialect.preamble_rows;
    while (explanation.rows.size() < most_rows && machine.read_row()) {
        double quality = 0;
        HeadRow row = head_row(machine, text, quality);
        machine.start_row(machine.row().next);
        if (preamble_left != 0) {
            --preamble_left;
            continue;
        }
        explanation.rows.push_back(std::move(row));
        qualities.push_back(quality);
    }
    find_comments(explanation);
    explanation.first = find_table(explanation);
    double quality = 0, cells = 0, agreement = 0;
    double skipped = 1.0;
    for (std::size_t i = 0; i < explanation.rows.size(); ++i) {
        const HeadRow& row = explanation.rows[i];
        if (!is_row(row)) continue;
        if (i < explanation.first) {
            // Titles stand above tables; a line that another delimiter would divide does not.
            const bool divided_otherwise = quality_of(row.cells.front()) <= 0.8;
            skipped = std::min(skipped, divided_otherwise ? 0.5 : 0.8);
            continue;
        }
        ++explanation.table_rows;
        explanation.quoted_cells += row.quoted;
        explanation.broken_quotes += row.stray + (row.damaged ? 1u : 0u);
        const bool regular = row.cells.size() == explanation.width;
        explanation.regular += regular;
        agreement += (regular ? 1.0 : row.cells.size() > 1 ? 0.4 : 0.0) * (row.holds_empty_cells ? 0.6 : 1.0);
        explanation.needed_quotes += row.needed_quotes;
        explanation.bare_quotes += row.bare_quotes;
        quality += qualities[i];
        cells += static_cast<double>(row.cells.size());
    }
    if (explanation.table_rows == 0) return explanation;
    const double rows = static_cast<double>(explanation.table_rows);
    explanation.quality = quality / std::max(cells, 1.0);
    const double columns = static_cast<double>(std::min<std::size_t>(explanation.width - 1, 6));
    // One row below titles is no table yet.
    if (skipped < 1.0 && explanation.table_rows == 1) skipped *= 0.6;
    explanation.score =
        prior_of(dialect.delimiter) * (agreement / rows) * explanation.quality * skipped * (1 + 0.05 * columns);
    if (explanation.width < 2 && !dialect.delimiter.empty()) explanation.score = 0;
    // A single cell in single quotes that needs none is a quotation.
    if (dialect.quote == '\'' && explanation.quoted_cells == 1 && explanation.needed_quotes == 0)
        explanation.score *= 0.9;
    return explanation;
}

}  // namespace muster
