#include "native/net/redaction.hpp"

#include <algorithm>

#include "muster/json.hpp"
#include "native/net/http.hpp"

namespace muster::native {

namespace {

constexpr std::size_t shortest_secret = 4;

std::string in_json(std::string_view text) {
    const std::string quoted = JsonWriter().string(text).take();
    return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

void Secrets::add(std::string_view secret) {
    if (secret.size() < shortest_secret) return;
    for (std::string form : {std::string(secret), percent_encoded(secret), in_json(secret)}) {
        const auto longer = [](const std::string& a, const std::string& b) { return a.size() > b.size(); };
        if (std::find(secrets_.begin(), secrets_.end(), form) != secrets_.end()) continue;
        secrets_.insert(std::upper_bound(secrets_.begin(), secrets_.end(), form, longer), std::move(form));
    }
}

std::string Secrets::hidden_in(std::string_view text) const {
    std::string result(text);
    for (const std::string& secret : secrets_) {
        for (std::size_t at = result.find(secret); at != std::string::npos; at = result.find(secret, at + hidden_secret.size())) {
            result.replace(at, secret.size(), hidden_secret);
        }
    }
    return result;
}

}  // namespace muster::native
