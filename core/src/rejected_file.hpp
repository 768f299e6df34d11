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

// How many of the columns came from that file: all but the notes, where the last ones are these.
inline std::size_t columns_before_notes(std::span<const std::string> header) {
    const bool has_notes = header.size() > note_columns.size() && std::equal(note_columns.begin(), note_columns.end(), header.end() - note_columns.size());
    return header.size() - (has_notes ? note_columns.size() : 0);
}

inline bool holds_rejected_rows(std::span<const std::string> header) { return columns_before_notes(header) < header.size(); }

}  // namespace muster
