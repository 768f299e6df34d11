// Whether the first row of a table names its columns.
#pragma once

#include <string>

#include "dialect_score.hpp"

namespace muster {

struct HeaderGuess {
    bool has_header = true;
    std::size_t row = 0;  // index in Explanation::rows of the header, or of the first record
    int confidence = 0;   // per mille
    std::string evidence;
};

HeaderGuess guess_header(const Explanation& explanation);

}  // namespace muster
