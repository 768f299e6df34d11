// Passwords of contacts are stored as salted scrypt hashes, "$scrypt$ln=14,r=8,p=1$<salt>$<hash>" (base64): they can be
// checked, never read. Costs about 30 ms and 16 MiB each, which is the point.
#pragma once

#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

Result<std::string> hashed_password(std::string_view password);
bool password_matches(std::string_view password, std::string_view stored);

}  // namespace muster::native
