#include "native/net/retry.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <random>
#include <thread>

namespace muster::native {

namespace {

using std::chrono::milliseconds;

constexpr int too_many_requests = 429;

bool is_temporary(const HttpResponse& response, const RetryPolicy& policy) {
    if (policy.temporary) return policy.temporary(response);
    switch (response.status) {
        case 408: case too_many_requests: case 500: case 502: case 503: case 504: return true;
        default: return false;
    }
}

bool worth_another_try(const Result<HttpResponse>& result, const HttpRequest& request, const RetryPolicy& policy) {
    if (!result) {
        const Code code = result.error().code;
        return code == Code::destination_unreachable || (code == Code::answer_missing && request.repeatable);
    }
    return is_temporary(result.value(), policy) && (request.repeatable || result.value().status == too_many_requests);
}

RetryPolicy::Wait asked_wait(const Result<HttpResponse>& result, const RetryPolicy& policy, Waiter& waiter) {
    if (!result) return std::nullopt;
    return policy.asked_wait ? policy.asked_wait(result.value(), waiter.now()) : retry_after(result.value(), waiter.now());
}

milliseconds part_of(milliseconds duration, double chance) {
    return milliseconds(static_cast<std::int64_t>(static_cast<double>(duration.count()) * chance));
}

// "Full jitter": anything up to a bound that doubles, so that many clients do not come back together.
milliseconds back_off(std::uint32_t tries, const RetryPolicy& policy, Waiter& waiter) {
    milliseconds bound = policy.first_wait;
    for (std::uint32_t i = 1; i < tries && bound < policy.longest_wait; ++i) bound *= 2;
    return part_of(std::min(bound, policy.longest_wait), waiter.chance());
}

// Nothing: the service asks for more patience than there is.
RetryPolicy::Wait wait_before_next(std::uint32_t tries, const Result<HttpResponse>& result, const RetryPolicy& policy, Waiter& waiter) {
    const RetryPolicy::Wait asked = asked_wait(result, policy, waiter);
    if (!asked) return back_off(tries, policy, waiter);
    if (*asked > policy.longest_asked_wait) return std::nullopt;
    return *asked + part_of(policy.first_wait, waiter.chance());
}

// IMF-fixdate, the one form that senders must use: "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<std::time_t> http_date(const std::string& text) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    return timegm(&parts);
}

}  // namespace

bool SystemWaiter::wait(milliseconds duration) {
    constexpr milliseconds slice{50};
    const auto end = std::chrono::steady_clock::now() + duration;
    while (!stop_.load()) {
        const auto left = std::chrono::ceil<milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= milliseconds::zero()) return true;
        std::this_thread::sleep_for(std::min(left, slice));
    }
    return false;
}

double SystemWaiter::chance() {
    thread_local std::mt19937 generator{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(generator);
}

RetryPolicy::Wait retry_after(const HttpResponse& response, Waiter::Clock::time_point now) {
    const auto text = response.header("Retry-After");
    if (!text || text->empty()) return std::nullopt;
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error == std::errc{} && end == text->data() + text->size()) return milliseconds(std::int64_t{seconds} * 1000);
    const auto date = http_date(std::string(*text));
    if (!date) return std::nullopt;
    const auto wait = std::chrono::duration_cast<milliseconds>(Waiter::Clock::from_time_t(*date) - now);
    return std::max(wait, milliseconds::zero());
}

Result<HttpResponse> send_with_retries(HttpClient& client, const HttpRequest& request, const RetryPolicy& policy, Waiter& waiter) {
    for (std::uint32_t tries = 1;; ++tries) {
        if (auto ready = policy.before_try ? policy.before_try() : Result<void>(); !ready) return std::move(ready).error();
        Result<HttpResponse> result = client.send(request);
        if (tries >= policy.max_tries || !worth_another_try(result, request, policy)) return result;
        const RetryPolicy::Wait wait = wait_before_next(tries, result, policy, waiter);
        if (!wait) return result;
        if (!waiter.wait(*wait)) return make_issue(Code::interrupted, "Interrupted while waiting to try " + request.call + " again.");
    }
}

}  // namespace muster::native
