// A file of rejected rows (muster/rejected_rows.hpp) that was corrected and is given in again: what in it is Muster's own.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace muster {

// The columns that stand behind those of the file whose rows were rejected.
inline constexpr std::array<std::string_view, 4> note_columns = {"row", "column", "code", "message"};

// Of "code (2)", as a second column of a name is called, the name.
inline std::string_view without_number(std::string_view name) {
    const std::size_t at = name.rfind(" (");
    const bool has_number = at != std::string_view::npos && name.ends_with(')') && name.substr(at + 2).find_first_not_of("0123456789") == name.size() - at - 3;
    return has_number ? name.substr(0, at) : name;
}

// How many of the columns came from that file: all but the notes, where the last ones are these.
inline std::size_t columns_before_notes(std::span<const std::string> header) {
    const auto is_note = [](std::string_view note, const std::string& name) { return note == without_number(name); };
    const bool has_notes = header.size() > note_columns.size() && std::equal(note_columns.begin(), note_columns.end(), header.end() - note_columns.size(), is_note);
    return header.size() - (has_notes ? note_columns.size() : 0);
}

inline bool holds_rejected_rows(std::span<const std::string> header) { return columns_before_notes(header) < header.size(); }

// The delimiter of such a file, by its first line; '\0': it is none.
inline char delimiter_of_rejected_rows(std::string_view text) {
    const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    constexpr std::string_view last = "message";
    if (line.size() <= last.size() || !line.ends_with(last)) return '\0';
    const char delimiter = line[line.size() - last.size() - 1];
    std::string notes;
    for (const std::string_view note : note_columns) notes += delimiter + std::string(note);
    return line.ends_with(notes) ? delimiter : '\0';
}

}  // namespace muster
