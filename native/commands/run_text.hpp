// The report of a run for people, as text.
#pragma once

#include <string>

#include "native/commands/run_view.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

// `written`: what_was_written(), `next`: what_next(); empty ones are left out.
std::string run_text(const RunView& view, const std::string& written, const std::string& next, const Terminal& terminal);

// "850 ms", "12.3 s", "1 h 2 min".
std::string duration_text(std::uint64_t milliseconds);

}  // namespace muster::native
