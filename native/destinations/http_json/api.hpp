// Calls of a service of which only its settings tell something: logging in, tries, the rate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "native/net/http.hpp"
#include "native/net/rate_limit.hpp"
#include "native/net/redaction.hpp"
#include "native/net/retry.hpp"

namespace muster::native::http_json {

struct ApiSettings {
    std::string url;                          // without a slash at its end
    std::vector<HttpHeader> login;            // one header, or none
    std::vector<std::string> secrets;         // that must not be seen
    std::string idempotency_header;           // the header that names a call, so that the service does it once; empty: none
    std::uint32_t calls_per_minute = 60;      // 0: no limit
    HttpSettings http;
};

class Api {
public:
    // `waiter`, `stop` and `trace` must outlive it. It stays where it is.
    Api(ApiSettings settings, CallTrace* trace, const std::atomic<bool>& stop, Waiter& waiter);

    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    struct Call {
        std::string_view name;                // for people, behind "the call that "
        std::string_view method, path;
        std::string body = {};
        std::string idempotency_key = {};     // where there is a header for it
        bool repeatable = true;
    };
    // Any status is an answer. Errors: those of HTTP.
    Result<HttpResponse> send(Call call);
    // What an answer to the call of that name means whose status is not 2xx.
    static Issue issue_of(std::string_view name, const HttpResponse& response);
    // A text of the service, for people: without secrets.
    std::string hidden_in(std::string_view text) const { return secrets_.hidden_in(text); }

private:
    ApiSettings settings_;
    Waiter& waiter_;
    Secrets secrets_;
    HttpClient http_;
    RateLimit rate_;
    RetryPolicy policy_;
};

}  // namespace muster::native::http_json
