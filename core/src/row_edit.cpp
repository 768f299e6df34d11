#include "muster/row_edit.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "muster/encoder.hpp"

namespace muster {
namespace {

bool needs_quotes(std::string_view cell, const Dialect& dialect) noexcept {
    if (cell.empty()) return false;
    if (cell.front() == ' ' || cell.back() == ' ' || cell.find_first_of("\r\n") != std::string_view::npos) return true;
    return cell.find(dialect.quote) != std::string_view::npos ||
           (!dialect.delimiter.empty() && cell.find(dialect.delimiter) != std::string_view::npos);
}

void append_cell(std::string_view cell, const Dialect& dialect, std::string& out) {
    if (dialect.quote == '\0' || !needs_quotes(cell, dialect)) {
        out += cell;
        return;
    }
    const char escape = dialect.escape == '\0' ? dialect.quote : dialect.escape;
    out += dialect.quote;
    for (const char c : cell) {
        if (c == dialect.quote || c == escape) out += escape;
        out += c;
    }
    out += dialect.quote;
}

std::string_view line_end(Newline newline) noexcept {
    switch (newline) {
        case Newline::crlf: return "\r\n";
        case Newline::cr: return "\r";
        case Newline::lf:
        case Newline::mixed: return "\n";
    }
    return "\n";
}

// Whether the bytes are one row of these cells.
bool reads_as(std::string_view bytes, const std::vector<std::string>& cells, Encoding encoding, Dialect dialect) {
    dialect.has_header = false;
    dialect.preamble_rows = 0;
    IssueLog log{0};
    Reader reader(encoding, 0, dialect, log);
    reader.feed(std::as_bytes(std::span(bytes.data(), bytes.size())));
    reader.finish();
    const Row* row = reader.next();
    if (row == nullptr || row->damaged || row->has_replacement) return false;
    if (!std::equal(row->cells.begin(), row->cells.end(), cells.begin(), cells.end())) return false;
    return reader.next() == nullptr;
}

bool has_replacement(const std::string& cell) noexcept {
    return cell.find("\xEF\xBF\xBD") != std::string::npos;
}

}  // namespace

RowEdit::RowEdit(Encoding encoding, Dialect dialect, std::size_t column, std::string value)
    : encoding_(encoding), dialect_(std::move(dialect)), column_(column), value_(std::move(value)) {}

bool RowEdit::take(const Row& row) {
    if (from_) {
        to_ = row.byte;
        return false;
    }
    from_ = row.byte;
    cells_.assign(row.cells.begin(), row.cells.end());
    if (cells_.size() <= column_) cells_.resize(column_ + 1);
    cells_[column_] = value_;
    // Bytes of another cell that are no text would become characters without a word.
    damaged_ = row.damaged || (row.has_replacement && std::any_of(cells_.begin(), cells_.end(), has_replacement));
    return true;
}

Result<std::string> RowEdit::bytes() const {
    std::string line;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (i != 0) line += dialect_.delimiter;
        append_cell(cells_[i], dialect_, line);
    }
    line += line_end(dialect_.newline);
    std::string result;
    if (damaged_ || !Encoder(encoding_).append(line, result) || !reads_as(result, cells_, encoding_, dialect_)) {
        return make_issue(Code::invalid_value, "The row cannot be written with this value so that it is read the same way again.",
                          "Leave out characters that " + std::string(name_of(encoding_)) +
                              " does not have, and signs that divide the cells or start a comment.");
    }
    return result;
}

}  // namespace muster
