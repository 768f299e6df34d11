// Which versions of libraries are in use, as they name themselves.
#pragma once

#include <string>

namespace muster::native {

// "15.4"
std::string libpq_version();
// "7.88.1 with OpenSSL/3.0.17"
std::string libcurl_version();

}  // namespace muster::native
