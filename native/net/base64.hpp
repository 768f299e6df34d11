// Base64 (RFC 4648, 4), with padding.
#pragma once

#include <string>
#include <string_view>

namespace muster::native {

std::string base64(std::string_view bytes);

}  // namespace muster::native
