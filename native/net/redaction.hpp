// Secrets that must not be seen in any message or trace.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::native {

// What a secret is replaced by.
inline constexpr std::string_view hidden_secret = "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";

class Secrets {
public:
    // Passwords, tokens, session ids, addresses with credentials in them. Also hidden as it reads percent-encoded or in JSON.
    // Shorter than four bytes: nothing is hidden, because it would be found everywhere.
    void add(std::string_view secret);
    std::string hidden_in(std::string_view text) const;

private:
    std::vector<std::string> secrets_;   // longest first
};

}  // namespace muster::native
