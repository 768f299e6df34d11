// The older way of logging in, WSSE, as Emarsys takes it: a header for every call.
#pragma once

#include <string>

namespace muster::native::emarsys {

// Base64 of the 40 lower-case hexadecimal digits of SHA-1 over nonce, time and secret (not of its 20 bytes).
std::string wsse_digest(const std::string& nonce, const std::string& created, const std::string& secret);
// The value of X-WSSE. `created`: ISO 8601 in UTC, at most five minutes from the service's own time.
std::string wsse_header(const std::string& user, const std::string& secret, const std::string& nonce, const std::string& created);
// 32 hexadecimal digits by chance.
std::string new_nonce();

}  // namespace muster::native::emarsys
