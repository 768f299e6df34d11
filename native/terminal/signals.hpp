// Signals, turned into a flag that long work looks at.
#pragma once

#include <atomic>

namespace muster::native {

// Ctrl-C, SIGTERM and SIGHUP set the flag that is returned; a second one ends the program at once. Writing to a pipe that
// nobody reads becomes an error of that write instead of a signal.
const std::atomic<bool>& watch_signals();

}  // namespace muster::native
