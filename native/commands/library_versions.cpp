#include "native/commands/library_versions.hpp"

#include <libpq-fe.h>

namespace muster::native {

// PostgreSQL documentation, "PQlibVersion": since version 10 a number such as 150004.
std::string libpq_version() {
    const int version = PQlibVersion();
    return std::to_string(version / 10000) + "." + std::to_string(version % 10000);
}

}  // namespace muster::native
