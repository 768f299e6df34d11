#include <map>
#include <string_view>

#include "muster/reader.hpp"

namespace muster {
namespace {

std::string_view trimmed(std::string_view name) noexcept {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    // A no-break space, and what takes no room on the screen: a byte-order mark in the middle of a file, a zero-width space.
    constexpr std::string_view unseen[] = {"\xC2\xA0", "\xEF\xBB\xBF", "\xE2\x80\x8B"};
    while (true) {
        const std::string_view before = name;
        if (!name.empty() && blanks.find(name.front()) != std::string_view::npos) name.remove_prefix(1);
        if (!name.empty() && blanks.find(name.back()) != std::string_view::npos) name.remove_suffix(1);
        for (const std::string_view sign : unseen) {
            if (name.starts_with(sign)) name.remove_prefix(sign.size());
            if (name.ends_with(sign)) name.remove_suffix(sign.size());
        }
        if (name.size() == before.size()) return name;
    }
}

void note(IssueLog& log, Code code, std::size_t column, const std::string& name, std::string message,
          std::string suggestion) {
    Issue issue = make_issue(code, std::move(message), std::move(suggestion));
    issue.at.column = static_cast<std::uint32_t>(column);
    issue.column_name = name;
    log.add(std::move(issue));
}

// What is known of a name while the columns get theirs.
struct Known {
    bool stands_in_file = false, used = false;
    std::size_t next_number = 2;  // of a name that stands more than once
};

}  // namespace

std::vector<std::string> usable_header(const std::vector<std::string>& names, std::size_t columns, IssueLog& log) {
    std::vector<std::string> result;
    std::map<std::string, Known> known;
    for (const std::string& name : names) known[std::string(trimmed(name))].stands_in_file = true;
    // A made-up name must not take one that stands in the file.
    const auto is_taken = [&](const std::string& name, bool made_up) { return known[name].used || (made_up && known[name].stands_in_file); };
    const std::size_t count = std::max(columns, names.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::string wanted(i < names.size() ? trimmed(names[i]) : std::string_view());
        const bool empty = wanted.empty();
        const std::string base = empty ? "column " + std::to_string(i + 1) : wanted;
        std::string name = base;
        while (is_taken(name, name != wanted)) name = base + " (" + std::to_string(known[base].next_number++) + ")";
        if (empty && i < names.size()) {
            note(log, Code::header_name_empty, i + 1, name,
                 "Column " + std::to_string(i + 1) + " has no name; it is called \"" + name + "\" here.",
                 "Give the column a name in the header row.");
        } else if (!empty && name != wanted) {
            note(log, Code::header_name_duplicate, i + 1, name,
                 "The name \"" + wanted + "\" stands more than once in the header; column " + std::to_string(i + 1) +
                     " is called \"" + name + "\" here.",
                 "Give every column a name of its own.");
        }
        known[name].used = true;
        result.push_back(std::move(name));
    }
    return result;
}

}  // namespace muster
