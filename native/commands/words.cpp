#include "native/commands/words.hpp"

#include "muster/issue.hpp"

namespace muster::native {

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) {
        text.insert(at - 3, 1, ',');
    }
    return text;
}

std::string counted(std::uint64_t number, std::string_view singular) {
    return grouped(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

std::string percent(int per_mille) {
    return std::to_string(per_mille / 10) + " %";
}

std::string named_delimiter(std::string_view delimiter) {
    if (delimiter.empty()) return "none (a single column)";
    if (delimiter == ",") return ", (comma)";
    if (delimiter == ";") return "; (semicolon)";
    if (delimiter == "\t") return "tab";
    if (delimiter == "|") return "| (pipe)";
    if (delimiter == " ") return "blank";
    return is_control(delimiter) ? escaped_byte(delimiter[0]) + " (control character)" : std::string(delimiter);
}

bool is_control(std::string_view text) noexcept {
    return text.size() == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == '\x7F');
}

std::string escaped_byte(char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    return std::string("\\x") + digits[value / 16] + digits[value % 16];
}

std::string place_of(const Issue& issue) {
    std::string place;
    if (issue.at.row > 0) {
        place = "Row " + grouped(issue.at.row) + " (line " + grouped(issue.at.line) + ")";
    } else if (issue.at.line > 0) {
        place = "Line " + grouped(issue.at.line);
    }
    // What is said about a name in the header says which column it is.
    const bool about_name = issue.code == Code::header_name_empty || issue.code == Code::header_name_duplicate;
    if (!issue.column_name.empty() && !about_name) {
        place += (place.empty() ? "Column " : ", ") + issue.column_name;
    }
    return place.empty() ? place : place + ": ";
}

}  // namespace muster::native
