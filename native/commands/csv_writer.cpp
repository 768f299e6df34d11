#include "native/commands/csv_writer.hpp"

#include <utility>

#include "muster/csv_text.hpp"

namespace muster::native {

CsvWriter::CsvWriter(const CsvForm& form) : form_(form), encoder_(form.encoding) {
    if (form.mark) out_ = encoder_.mark();
}

bool CsvWriter::needs_quotes(std::string_view cell) const noexcept {
    if (cell.empty()) return false;
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    if (is_blank(cell.front()) || is_blank(cell.back())) return true;
    if (cell.find_first_of("\r\n") != std::string_view::npos) return true;
    if (form_.quote != '\0' && cell.find(form_.quote) != std::string_view::npos) return true;
    if (form_.escape != '\0' && cell.find(form_.escape) != std::string_view::npos) return true;
    // A mark that a reader may take for the beginning of a remark.
    if (cells_ == 0 && cell.front() == '#') return true;
    return !form_.delimiter.empty() && cell.find(form_.delimiter) != std::string_view::npos;
}

Result<void> CsvWriter::add(std::string_view cell) {
    if (cells_ != 0) {
        if (auto written = encode(form_.delimiter); !written) return written;
    }
    is_empty_line_ = cells_ == 0 && cell.empty();
    auto written = form_.formula_safe ? write_cell(without_formula(cell)) : write_cell(cell);
    ++cells_;
    return written;
}

Result<void> CsvWriter::write_cell(std::string_view cell) {
    if (!needs_quotes(cell)) return encode(cell);
    if (form_.quote == '\0' || (form_.escape == '\0' && cell.find(form_.quote) != std::string_view::npos)) {
        return make_issue(Code::invalid_value, "The value \"" + shortened(cell, 80) + "\" cannot be written without quotes so that it is read back.",
                          "Choose another delimiter, or a quote.");
    }
    cell_ = form_.quote;
    for (const char c : cell) {
        if (c == form_.quote || c == form_.escape) cell_ += form_.escape;
        cell_ += c;
    }
    cell_ += form_.quote;
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
    if (cells_ == 1 && is_empty_line_ && form_.quote != '\0') encoder_.append(std::string(2, form_.quote), out_);
    encoder_.append(form_.line_end, out_);
    cells_ = 0;
}

}  // namespace muster::native
