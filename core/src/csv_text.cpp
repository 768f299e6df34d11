#include "muster/csv_text.hpp"

#include <algorithm>
#include <iterator>

#include "line_break.hpp"

namespace muster {

bool needs_quotes(std::string_view cell, const CsvMarks& marks, bool first) noexcept {
    if (cell.empty()) return false;
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    if (is_blank(cell.front()) || is_blank(cell.back()) || (first && cell.front() == '#')) return true;
    if (ends_with_sub(cell)) return true;  // at the end of a file it would be read as its end sign
    if (cell.size() > 1 && cell.front() == '\'' && cell.back() == '\'') return true;  // where all are so, apostrophes look like the quotes
    const auto holds = [&cell](char mark) { return mark != '\0' && cell.find(mark) != std::string_view::npos; };
    if (holds('\r') || holds('\n') || holds(marks.quote) || holds(marks.escape)) return true;
    return !marks.delimiter.empty() && cell.find(marks.delimiter) != std::string_view::npos;
}

void append_quoted(std::string_view cell, const CsvMarks& marks, std::string& out) {
    out += marks.quote;
    for (const char c : cell) {
        if (marks.escape != '\0' && (c == marks.quote || c == marks.escape)) out += marks.escape;
        out += c;
    }
    out += marks.quote;
}

void CsvLine::add(std::string_view cell) {
    const bool first = finished_;
    if (first) {
        text_.clear();
        finished_ = false;
    } else {
        text_ += marks_.delimiter;
    }
    if (needs_quotes(cell, marks_, first)) append_quoted(cell, marks_, text_);
    else text_ += cell;
}

std::string_view CsvLine::finish() {
    finished_ = true;
    text_ += "\r\n";
    return text_;
}

namespace {

// OWASP, "CSV injection".
bool is_formula(std::string_view cell) noexcept {
    static constexpr std::string_view wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};  // the first four in full width
    return (!cell.empty() && std::string_view("=+-@\t\r\n").find(cell.front()) != std::string_view::npos) ||
           std::any_of(std::begin(wide), std::end(wide), [&](std::string_view sign) { return cell.starts_with(sign); });
}

bool has_mark(std::string_view cell) noexcept {
    const std::size_t marks = std::min(cell.find_first_not_of('\''), cell.size());
    return marks > 0 && is_formula(cell.substr(marks));
}

}  // namespace

std::string without_formula(std::string_view cell) {
    return is_formula(cell) || has_mark(cell) ? "'" + std::string(cell) : std::string(cell);
}

std::string_view with_formula(std::string_view cell) noexcept { return has_mark(cell) ? cell.substr(1) : cell; }

}  // namespace muster
