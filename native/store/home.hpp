// Where run history and journals live.
#pragma once

#include <string>

namespace muster::native {

// $MUSTER_HOME, or "muster" in the XDG state folder ($XDG_STATE_HOME, else ~/.local/state). It need not exist yet.
std::string home_folder();

}  // namespace muster::native
