// Which versions of libraries are in use, as they name themselves.
#pragma once

#include <string>

namespace muster::native {

// "15.4"
std::string libpq_version();

}  // namespace muster::native
