// Tries of a call that may be repeated: how many, and how long to wait in between.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "native/net/http.hpp"

namespace muster::native {

// Time, waiting and chance, so that tests need none of them.
class Waiter {
public:
    using Clock = std::chrono::system_clock;

    virtual ~Waiter() = default;
    virtual Clock::time_point now() = 0;
    // False when it was interrupted.
    virtual bool wait(std::chrono::milliseconds duration) = 0;
    // Uniform in [0, 1).
    virtual double chance() = 0;
};

// The real one. `stop` must outlive it.
class SystemWaiter final : public Waiter {
public:
    explicit SystemWaiter(const std::atomic<bool>& stop) : stop_(stop) {}
    Clock::time_point now() override { return Clock::now(); }
    bool wait(std::chrono::milliseconds duration) override;
    double chance() override;

private:
    const std::atomic<bool>& stop_;
};

struct RetryPolicy {
    using Wait = std::optional<std::chrono::milliseconds>;

    std::uint32_t max_tries = 6;
    std::chrono::milliseconds first_wait{500};      // at most; doubled with every try
    std::chrono::milliseconds longest_wait{60'000};
    // A service that asks to wait longer than this is not waited for: its answer is the result.
    std::chrono::milliseconds longest_asked_wait{120'000};
    // Which answers are worth another try. Empty: 408, 429, 500, 502, 503, 504.
    std::function<bool(const HttpResponse&)> temporary = {};
    // How long the service asks to wait, from headers of its own. Empty: `Retry-After` alone is obeyed.
    std::function<Wait(const HttpResponse&, Waiter::Clock::time_point now)> asked_wait = {};
    // Called before every try, the first one included: a rate limit. An error of it is the result.
    std::function<Result<void>()> before_try = {};
};

// Sends until there is an answer that is not temporary or no try is left; then the last answer or failure is the result.
// What was not sent at all is tried again in any case; what was sent only when the request is repeatable, except that 429 is
// always tried again, because a service says with it that it did nothing. Error, besides those of the client: interrupted.
Result<HttpResponse> send_with_retries(HttpClient& client, const HttpRequest& request, const RetryPolicy& policy, Waiter& waiter);

// `Retry-After` in seconds or as a date (RFC 9110, 10.2.3); nothing when there is none or it cannot be read.
RetryPolicy::Wait retry_after(const HttpResponse& response, Waiter::Clock::time_point now);

}  // namespace muster::native
