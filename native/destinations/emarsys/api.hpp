// Calls of Emarsys: logging in, tries, rates, and what answers mean. Contract: sections 2, 3 and 9.
#pragma once

#include <string>
#include <string_view>

#include "native/net/http.hpp"
#include "native/net/rate_limit.hpp"
#include "native/net/redaction.hpp"
#include "native/net/retry.hpp"
#include "wire.hpp"

namespace muster::native::emarsys {

struct ApiSettings {
    std::string url;                          // ends with "/"
    std::string token_url;
    bool wsse = false;                        // the older login, which the service will switch off
    std::string user;                         // of WSSE; else the client id
    std::string secret;
    std::uint32_t calls_per_minute = 1000;    // for each API user; 0: no limit of our own
    HttpSettings http;
};

class Api {
public:
    // `waiter`, `stop` and `trace` must outlive it. It stays where it is.
    Api(ApiSettings settings, CallTrace* trace, const std::atomic<bool>& stop, Waiter& waiter);

    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // `call`: what it is for, as the end of "Emarsys answered to …". These calls may be repeated. Errors: those of HTTP;
    // permission_denied for 401 and 403, naming the call; service_unavailable when it stays so after all tries.
    Result<Reply> get(std::string_view path, std::string_view call) { return send("GET", path, {}, call, true); }
    Result<Reply> put(std::string_view path, std::string body, std::string_view call) { return send("PUT", path, std::move(body), call, true); }
    Result<Reply> post(std::string_view path, std::string body, std::string_view call) { return send("POST", path, std::move(body), call, true); }
    // One that may not be: whether it was done is not known after answer_missing, answer_unreadable and service_unavailable.
    Result<Reply> post_once(std::string_view path, std::string body, std::string_view call) { return send("POST", path, std::move(body), call, false); }

    // Requests that went out so far, repeated ones included.
    std::uint64_t calls() const noexcept { return http_.calls(); }

private:
    Result<Reply> send(std::string_view method, std::string_view path, std::string body, std::string_view call, bool repeatable);
    Result<HttpResponse> send_logged_in(const HttpRequest& request);
    Result<void> await_turn();
    RetryPolicy::Wait asked_wait(const HttpResponse& response);
    Result<void> log_in();
    Result<HttpHeader> credentials();

    ApiSettings settings_;
    Waiter& waiter_;
    Secrets secrets_;
    HttpClient http_;
    RateLimit rate_;
    RetryPolicy policy_;
    std::string token_;
    Waiter::Clock::time_point token_ends_{};
    int refused_in_a_row_ = 0;                   // for the rate
    Waiter::Clock::time_point closed_until_{};   // the service said that the calls of this minute are used up
};

// What an answer means that is not OK, and is not about single contacts: for people, by status and code.
Issue issue_of(const Reply& reply, std::string_view call);

}  // namespace muster::native::emarsys
