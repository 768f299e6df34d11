// Addresses of the Internet protocol in their written form. Internal to core.
#pragma once

#include <string_view>

namespace muster {

// "192.0.2.1": four numbers up to 255 (RFC 5321 section 4.1.3, RFC 3986 section 3.2.2).
bool is_ipv4(std::string_view text) noexcept;
// "2001:db8::1", "::ffff:192.0.2.1" (RFC 4291 section 2.2).
bool is_ipv6(std::string_view text) noexcept;

}  // namespace muster
