// A plan for people, shown before anything is done.
#pragma once

#include <string>

#include "native/engine/perform.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

// What would be done, how the columns are read, what is wrong, and the guard's verdict.
Result<std::string> plan_text(const Prepared& prepared, const Report& report, const Terminal& terminal);

}  // namespace muster::native
