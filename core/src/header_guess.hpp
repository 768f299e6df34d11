// Whether the first row of a table names its columns.
#pragma once

#include <string>

#include "dialect_score.hpp"

namespace muster {

struct HeaderGuess {
    bool has_header = true;
    std::size_t row = 0;  // index in Explanation::rows of the header, or of the first record
    int votes = 0;        // what the columns say: above 0 for a header, below for none; 0: nothing
    int known_names = 0;  // usual names of columns among the cells, looked up where the columns do not tell
    std::string evidence;
};

HeaderGuess guess_header(const Explanation& explanation);

}  // namespace muster
