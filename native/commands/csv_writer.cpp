#include "native/commands/csv_writer.hpp"

namespace muster::native {

CsvWriter::CsvWriter(const CsvForm& form) : form_(form), encoder_(form.encoding) {
    if (form.mark) out_ = encoder_.mark();
}

Result<void> CsvWriter::add(std::string_view cell) {
    if (cells_ != 0) {
        if (auto written = encode(form_.marks.delimiter); !written) return written;
    }
    is_empty_line_ = cells_ == 0 && cell.empty();
    auto written = form_.formula_safe ? write_cell(without_formula(cell)) : write_cell(cell);
    ++cells_;
    return written;
}

Result<void> CsvWriter::write_cell(std::string_view cell) {
    const CsvMarks& marks = form_.marks;
    if (!needs_quotes(cell, marks, cells_ == 0)) return encode(cell);
    if (marks.quote == '\0' || (marks.escape == '\0' && cell.find(marks.quote) != std::string_view::npos)) {
        return make_issue(Code::invalid_value, "The value \"" + shortened(cell, 80) + "\" cannot be written without quotes so that it is read back.",
                          "Choose another delimiter, or a quote.");
    }
    cell_.clear();
    append_quoted(cell, marks, cell_);
    return encode(cell_);
}

Result<void> CsvWriter::encode(std::string_view text) {
    if (encoder_.append(text, out_)) return {};
    return make_issue(Code::invalid_value, "The value \"" + shortened(text, 80) + "\" holds \"" + std::string(encoder_.offending()) +
                                               "\", which " + std::string(name_of(form_.encoding)) + " does not have.",
                      "Choose another encoding, such as UTF-8.");
}

void CsvWriter::end_line() {
    // A line with nothing in it would be no row.
    if (cells_ == 1 && is_empty_line_ && form_.marks.quote != '\0') encoder_.append(std::string(2, form_.marks.quote), out_);
    encoder_.append(form_.line_end, out_);
    cells_ = 0;
}

}  // namespace muster::native
