#include "muster/row_edit.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "muster/csv_text.hpp"
#include "muster/encoder.hpp"

namespace muster {
namespace {

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
    // What cannot be written without quotes where there are none, or with doubled ones where they are not, is read back below.
    const CsvMarks marks{dialect_.delimiter, dialect_.quote, dialect_.escape == '\0' ? dialect_.quote : dialect_.escape};
    std::string line;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (i != 0) line += dialect_.delimiter;
        if (marks.quote != '\0' && needs_quotes(cells_[i], marks, i == 0)) append_quoted(cells_[i], marks, line);
        else line += cells_[i];
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
