// How sure a dialect is, from the evidence for it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace muster {

// What the confidence depends on.
struct Certainty {
    double margin = 1;            // score over that of the best reading with another delimiter
    std::size_t rows = 0;         // of the table, header included
    std::size_t regular = 0;      // of them with the usual number of columns
    bool usual_delimiter = true;  // comma, semicolon, tab, bar, or a single column
    bool has_header = true;
    int header_votes = 0;
    std::uint32_t preamble_rows = 0;
    bool stands_twice = false;     // the delimiter, everywhere: rather one of two characters
    bool knows_delimiter = false;  // given by the user, or by the file itself (sep=)
    bool knows_header = false;
    bool knows_preamble = false;
};

// Per mille. Right about as often as it says: core_calibration_test holds it against files of known dialect.
int confidence_of(const Certainty& certainty) noexcept;

}  // namespace muster
