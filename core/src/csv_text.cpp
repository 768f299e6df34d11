#include "muster/csv_text.hpp"

namespace muster {

void CsvLine::add(std::string_view cell) {
    if (finished_) {
        text_.clear();
        finished_ = false;
    } else {
        text_ += delimiter_;
    }
    const bool blank_at_an_end = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
    if (!blank_at_an_end && cell.find_first_of("\"\r\n") == std::string_view::npos && cell.find(delimiter_) == std::string_view::npos) {
        text_ += cell;
        return;
    }
    text_ += '"';
    for (const char c : cell) {
        text_.append(c == '"' ? 2 : 1, c);
    }
    text_ += '"';
}

std::string_view CsvLine::finish() {
    finished_ = true;
    text_ += "\r\n";
    return text_;
}

std::string without_formula(std::string_view cell) {
    // OWASP, "CSV injection".
    const bool formula = !cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos;
    return formula ? "'" + std::string(cell) : std::string(cell);
}

}  // namespace muster
