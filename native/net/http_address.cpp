#include "native/net/http_address.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

#include "native/net/http.hpp"

namespace muster::native {

namespace {

struct UrlCloser {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlCloser>;

// Empty when the address has no such part.
std::string part_of(const Url& url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return {};
    std::string result(text);
    curl_free(text);
    return result;
}

bool has_part(const Url& url, CURLUPart part) {
    char* text = nullptr;
    const bool found = curl_url_get(url.get(), part, &text, 0) == CURLUE_OK;
    curl_free(text);
    return found;
}

Issue no_address(std::string message) {
    return make_issue(Code::invalid_value, std::move(message), "Write an address such as https://api.example.com.");
}

}  // namespace

bool HttpAddress::is_this_computer() const {
    if (host == "localhost" || host == "[::1]") return true;
    in_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24u) == 127;
}

std::string HttpAddress::query_names() const {
    std::string names;
    for (std::size_t start = 0; start < query.size();) {
        const std::size_t end = std::min(query.find('&', start), query.size());
        const std::string_view pair = std::string_view(query).substr(start, end - start);
        if (!names.empty()) names += ',';
        names += pair.substr(0, pair.find('='));
        start = end + 1;
    }
    return names;
}

Result<HttpAddress> parse_http_address(std::string_view text) {
    const Url url(curl_url());
    const std::string whole(text);
    constexpr unsigned as_written = CURLU_PATH_AS_IS;
    if (whole.find('\0') != std::string::npos || curl_url_set(url.get(), CURLUPART_URL, whole.c_str(), as_written) != CURLUE_OK) {
        return no_address("This is not an address of a service that can be called.");
    }
    const std::string scheme = part_of(url, CURLUPART_SCHEME);
    HttpAddress address;
    address.secure = scheme == "https";
    address.host = part_of(url, CURLUPART_HOST);
    address.port = part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    address.path = part_of(url, CURLUPART_PATH);
    address.query = part_of(url, CURLUPART_QUERY);
    address.has_user = has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD);
    address.has_fragment = has_part(url, CURLUPART_FRAGMENT);
    if (!address.secure && scheme != "http") return no_address("The address of a service on " + address.host + " begins with neither https: nor http:.");
    if (!address.secure && !address.is_this_computer()) {
        return no_address("The address of the service on " + address.host + " begins with http:, which everybody on the way could read. That is done on this computer only.");
    }
    return address;
}

Result<void> check_service_address(std::string_view url) {
    const auto address = parse_http_address(url);
    if (!address) return address.error();
    if (address->has_user) return no_address("The address of the service on " + address->host + " has a user or a password in it, which belong elsewhere.");
    if (!address->query.empty() || address->has_fragment) return no_address("The address of the service on " + address->host + " goes on after its path.");
    return {};
}

}  // namespace muster::native
