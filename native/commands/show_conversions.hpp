// The table of what became of cells: nothing is converted silently.
#pragma once

#include <string>

#include "muster/check.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

// A row for each column of which cells were read as something else; empty when there is none.
std::string conversions_text(const Check& check, const Terminal& terminal);

}  // namespace muster::native
