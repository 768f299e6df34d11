#include "file_tail.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "cell_shape.hpp"
#include "decoder.hpp"
#include "letters.hpp"
#include "line_break.hpp"
#include "row_machine.hpp"

namespace muster {
namespace {

constexpr std::size_t most_footers = 5;
constexpr std::size_t rows_compared = 3;  // regular ones above, before a narrow row is worth a word

struct TailRow {
    std::size_t at = 0;
    std::vector<std::string> cells;
    std::size_t filled = 0;
    std::string_view first;   // the first cell that is not empty
    std::size_t column = 0;   // and its column
    std::uint64_t lines = 0;  // up to the next row
};

TailRow tail_row(const RowMachine& machine, std::string_view text) {
    const RawRow& raw = machine.row();
    TailRow row;
    row.at = raw.begin;
    row.lines = raw.inner_lines + (raw.line_end != LineEnd::none ? 1 : 0);
    row.cells.reserve(raw.cells.size());
    for (const CellSpan& span : raw.cells) {
        std::string& cell = row.cells.emplace_back();
        if (span.rewritten) {
            machine.append_value(span, cell);
        } else {
            cell = text.substr(span.begin, span.end - span.begin);
        }
        row.filled += !without_blanks(cell).empty();
    }
    return row;
}

void find_first_filled(TailRow& row) noexcept {
    while (row.column < row.cells.size()) {
        row.first = without_blanks(row.cells[row.column]);
        if (!row.first.empty()) return;
        ++row.column;
    }
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// The words of a text in lower case, without marks: "(12 rows affected)" gives 12, rows, affected.
std::vector<std::string> words_of(std::string_view text) {
    constexpr std::string_view between = " \t()[]<>:;,.!?*-=_#\"'/|";
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find_first_not_of(between, at);
        if (begin == std::string_view::npos) break;
        at = std::min(text.find_first_of(between, begin), text.size());
        words.emplace_back(FoldedWord(text.substr(begin, at - begin)).view());
    }
    return words;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::string_view (&list)[N]) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

constexpr std::string_view total_words[] = {
    "total",     "totals",   "totale", "totaal", "totalt",   "sum",    "summe",       "summa",
    "suma",      "somme",    "somma",  "soma",   "subtotal", "gesamt", "gesamtsumme", "zwischensumme",
    "insgesamt", "yhteensa", "razem",  "celkem", "ukupno",   "toplam", "osszesen",    "anzahl",
    "average",   "durchschnitt"};
constexpr std::string_view row_words[] = {
    "row",     "rows",  "record",    "records",    "line",     "lines",  "entry", "entries", "contacts",
    "results", "zeile", "zeilen",    "datensatze", "eintrage", "rader",  "rad",   "poster",  "ligne",
    "lignes",  "filas", "registros", "righe",      "rijen",    "rekker", "rivia"};
constexpr std::string_view end_words[] = {"end", "eof", "ende", "fin", "fine", "slut", "loppu", "einde"};
constexpr std::string_view made_words[] = {"export",     "exported",   "generated", "created",    "printed",     "downloaded",
                                           "exportiert", "erstellt",  "exporterad", "confidential"};
constexpr std::string_view page_words[] = {"page", "seite", "sida", "side", "pagina", "sivu"};
// What stands beside the word for a total; any other word makes it a name: "Sum Yung", "Total Energies".
constexpr std::string_view beside_total[] = {"of",     "all", "the",   "grand",   "overall", "amount", "count",
                                             "number", "der", "aller", "alle",    "uber",    "netto",
                                             "brutto", "net", "gross", "general", "de",      "eur",    "usd",
                                             "gbp",    "chf", "sek",   "nok",     "dkk",     "pln"};

bool is_number(const std::string& word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

// "Total", "Grand total:", "Sum of all rows", "Total 2024"
bool names_total(const std::vector<std::string>& words) {
    const auto is_total = [](const std::string& word) { return is_one_of(word, total_words); };
    return std::any_of(words.begin(), words.end(), is_total) &&
           std::all_of(words.begin(), words.end(), [&](const std::string& word) {
               return is_total(word) || is_number(word) || is_one_of(word, beside_total) || is_one_of(word, row_words);
           });
}

// "(12 rows affected)", "3 rows", "Rows: 3"
bool counts_rows(const std::vector<std::string>& words) {
    if (words.size() < 2) return false;
    return (is_number(words[0]) && is_one_of(words[1], row_words)) ||
           (is_one_of(words[0], row_words) && is_number(words[1]));
}

// "-- end of file", "EOF", "Page 1 of 3", "Exported on 1 May", "***", "-----"
bool closes(std::string_view text, const std::vector<std::string>& words) {
    const bool marked = text.starts_with("--") || text.starts_with("**") || text.starts_with("==");
    if (marked || text == "EOF") return true;
    if (words.empty()) return false;
    const bool end_of = is_one_of(words[0], end_words) && words.size() > 1 && (words[1] == "of" || words[1] == "der");
    const bool page = is_one_of(words[0], page_words) && words.size() > 1 && is_number(words[1]);
    return end_of || page || (words.size() > 1 && is_one_of(words[0], made_words));
}

// "6", "1.204,10", "12 EUR"
bool is_figure(std::string_view cell) {
    constexpr std::size_t longest_unit = 3;
    if (shape_of(cell) == CellShape::number) return true;
    const auto letters = std::count_if(
        cell.begin(), cell.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@'; });
    return static_cast<std::size_t>(letters) <= longest_unit && std::any_of(cell.begin(), cell.end(), is_digit);
}

// After the first cell that is not empty there are figures, and nothing else.
bool goes_on_with_figures(const TailRow& row) {
    std::size_t figures = 0;
    for (std::size_t i = row.column + 1; i < row.cells.size(); ++i) {
        if (shape_of(row.cells[i]) == CellShape::empty) continue;
        if (!is_figure(row.cells[i])) return false;
        ++figures;
    }
    return figures != 0;
}

// What the rows above the last ones have in common.
struct Above {
    std::size_t regular = 0;  // directly above, without a gap
    std::size_t least_filled = 0;
};

Above rows_above(std::span<const TailRow> rows, std::size_t columns) {
    Above above;
    for (auto row = rows.rbegin(); row != rows.rend() && above.regular < rows_compared; ++row) {
        if (row->cells.size() != columns) break;
        above.least_filled = above.regular == 0 ? row->filled : std::min(above.least_filled, row->filled);
        ++above.regular;
    }
    return above;
}

// Why a row looks like none of the table; empty: it looks like one.
std::string reason(const TailRow& row, const Above& above, std::size_t columns, bool hidden) {
    const std::vector<std::string> words = words_of(row.first);
    const bool alone = row.filled == 1 && (columns == 1 || above.least_filled > 1 || row.cells.size() < columns);
    const std::string start = hidden ? "The row" : "The row starts with \"" + shortened(row.first, 40) + "\" and";
    if (alone && (counts_rows(words) || closes(row.first, words)))
        return start + " looks like a remark below the table";
    if (columns > 1 && names_total(words) && goes_on_with_figures(row)) {
        return start + " looks like a total";
    }
    const bool narrow = columns >= 3 && row.cells.size() * 2 <= columns && above.regular == rows_compared;
    if (!narrow) return {};
    return "The row has " + std::to_string(row.cells.size()) + " of " + std::to_string(columns) +
           " cells, the rows above it all; it looks like a remark below the table, or the file was cut off";
}

}  // namespace

void FileTail::add(std::span<const std::byte> bytes) {
    bytes_ += bytes.size();
    if (bytes.size() >= kept_bytes) {
        const auto last = bytes.last(kept_bytes);
        kept_.assign(last.begin(), last.end());
        return;
    }
    const std::size_t together = kept_.size() + bytes.size();
    if (together > kept_bytes)
        kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(together - kept_bytes));
    kept_.insert(kept_.end(), bytes.begin(), bytes.end());
}

namespace {

std::size_t unit_of(Encoding encoding) noexcept {
    switch (encoding) {
        case Encoding::utf_16le:
        case Encoding::utf_16be: return 2;
        case Encoding::utf_32le:
        case Encoding::utf_32be: return 4;
        default: return 1;
    }
}

// The whole rows in a text that starts anywhere. In the middle of a file the first line is left out, as its beginning
// may be missing.
std::vector<TailRow> rows_of(std::string_view text, const TableEnd& table, bool from_start) {
    RowMachine machine(*table.dialect, {});
    machine.expect_width(table.columns);
    machine.set_text(text.data(), text.size(), true);
    std::size_t start = from_start ? 0 : text.find_first_of("\r\n");
    if (start == std::string_view::npos) return {};
    machine.start_row(start);
    std::vector<TailRow> rows;
    while (machine.read_row()) {
        const RawRow& raw = machine.row();
        if (raw.too_large) break;
        if (!raw.blank && !raw.comment) {
            rows.push_back(tail_row(machine, text));
        } else if (!rows.empty()) {
            ++rows.back().lines;
        }
        machine.start_row(raw.next);
    }
    // The title and the header are no data.
    const std::size_t data = static_cast<std::size_t>(std::min<std::uint64_t>(rows.size(), table.rows));
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(data));
    for (TailRow& row : rows) find_first_filled(row);
    return rows;
}

}  // namespace

bool FileTail::ends_line(Encoding encoding) const {
    const std::size_t unit = unit_of(encoding);
    if (kept_.size() < unit) return true;
    const std::byte* last = kept_.data() + kept_.size() - unit;
    const bool big_endian = encoding == Encoding::utf_16be || encoding == Encoding::utf_32be;
    const std::size_t low = big_endian ? unit - 1 : 0;
    for (std::size_t i = 0; i < unit; ++i) {
        if (i != low && last[i] != std::byte{0}) return false;
    }
    return last[low] == std::byte{'\n'} || last[low] == std::byte{'\r'};
}

std::vector<Issue> FileTail::footers(const TableEnd& table) const {
    if (table.rows == 0) return {};
    const bool from_start = bytes_ == kept_.size();
    const std::uint64_t from = bytes_ - kept_.size();
    const std::size_t unit = unit_of(table.encoding);
    const std::size_t skipped = from_start ? table.bom_bytes : static_cast<std::size_t>((unit - from % unit) % unit);
    if (kept_.size() <= skipped) return {};
    TextBuffer buffer;
    Decoder decoder(table.encoding, 0);
    decoder.decode(std::span(kept_).subspan(skipped), buffer);
    decoder.finish(buffer);
    std::string_view text(buffer.data(), buffer.size());
    if (ends_with_sub(text)) text.remove_suffix(1);
    const std::vector<TailRow> rows = rows_of(text, table, from_start);

    std::vector<Issue> issues, found;  // found: rows that are footers if one above them is
    std::uint64_t line = table.last_line;
    if (line == 0 && !rows.empty()) line = table.end_line - rows.back().lines;
    for (std::size_t i = rows.size(); i-- > 0 && issues.size() + found.size() < most_footers;) {
        const TailRow& row = rows[i];
        if (i + 1 < rows.size() && line != 0) line -= row.lines;
        const bool announced = !table.trailer.empty() && row.cells.front().starts_with(table.trailer);
        if (announced) continue;
        const bool hidden = row.column < table.hidden.size() && table.hidden[row.column];
        const Above above = rows_above(std::span(rows).first(i), table.columns);
        std::string why = reason(row, above, table.columns, hidden);
        const bool explained = !why.empty();
        if (!explained) {
            const bool alone = row.filled == 1 && table.columns > 1 && above.least_filled > 1;
            if (!alone) break;
            why = "The row has a single cell and stands below a total or a remark";
        }
        Issue issue = make_issue(Code::footer_row, why + ".",
                                 "Remove the row from the file, or name its beginning as the trailer of the source.");
        issue.at.row = table.rows - (rows.size() - 1 - i);
        issue.at.line = line;
        issue.at.byte = from + skipped + decoder.source_bytes(0, text.substr(0, row.at));
        issue.at.has_byte = true;
        if (!hidden) issue.value = shortened(row.first);
        found.insert(found.begin(), std::move(issue));
        if (!explained) continue;
        issues.insert(issues.begin(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        found.clear();
    }
    return issues;
}

}  // namespace muster
