// Why columns are mapped as they are, and what is not mapped, for people.
#pragma once

#include <string>

#include "muster/check.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

// A table of the suggested mapping with how sure it is and why, where the document leaves the mapping open; then the columns
// and fields that the mapping leaves over. A blank line ends it; empty when there is nothing to tell.
std::string mapping_text(const Check& check, const Terminal& terminal);

}  // namespace muster::native
