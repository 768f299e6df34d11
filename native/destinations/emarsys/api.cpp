#include "api.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "native/net/base64.hpp"
#include "wsse.hpp"

namespace muster::native::emarsys {

namespace {

using std::chrono::seconds;

constexpr seconds renewal{60};           // a token is renewed so long before it ends
constexpr seconds longest_wait{120};     // for a rate that is used up
constexpr std::uint32_t most_tries = 8;
constexpr std::string_view where_credentials = "The credentials are made in Emarsys, in the security settings of the management area, as API credentials.";

std::string utc(Waiter::Clock::time_point time) {
    const std::time_t whole = Waiter::Clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&whole, &parts);
    char text[sizeof "2026-01-31T23:59:59Z"];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

std::optional<std::int64_t> number_of(const HttpResponse& response, std::string_view header) {
    const auto text = response.header(header);
    if (!text) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return number;
}

// Contract, section 3: X-RateLimit-Reset is a Unix time. One that has passed, or that this computer's clock takes for passed,
// tells nothing.
RetryPolicy::Wait until_reset(const HttpResponse& response, Waiter::Clock::time_point now) {
    const auto reset = number_of(response, "X-RateLimit-Reset");
    if (!reset) return std::nullopt;
    const auto wait = std::chrono::seconds(*reset) - std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
    if (wait <= std::chrono::milliseconds::zero()) return std::nullopt;
    return std::min<std::chrono::milliseconds>(wait, longest_wait);
}


}  // namespace

Api::Api(ApiSettings settings, CallTrace* trace, const std::atomic<bool>& stop, Waiter& waiter)
    : settings_(std::move(settings)),
      waiter_(waiter),
      http_(settings_.http, secrets_, trace, stop),
      rate_(settings_.calls_per_minute, std::chrono::minutes(1)) {
    secrets_.add(settings_.secret);
    policy_.max_tries = most_tries;
    policy_.asked_wait = [this](const HttpResponse& response, Waiter::Clock::time_point) { return asked_wait(response); };
    policy_.before_try = [this] { return await_turn(); };
}

// A rate that was used up comes back within a minute: where it is not told when, the waits double, and all of them together are
// longer than that.
RetryPolicy::Wait Api::asked_wait(const HttpResponse& response) {
    constexpr seconds first{1}, longest{60};
    constexpr int most_doublings = 6;
    const auto now = waiter_.now();
    if (response.status != 429) return retry_after(response, now);
    const int doublings = std::min(refused_in_a_row_++, most_doublings);
    if (const auto reset = until_reset(response, now)) return reset;
    if (const auto after = retry_after(response, now)) return after;
    const std::chrono::milliseconds bound = std::min(first * (1 << doublings), longest);
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(bound.count()) * (0.5 + waiter_.chance() / 2)));
}

Result<void> Api::await_turn() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(closed_until_ - waiter_.now());
    if (left > std::chrono::milliseconds::zero() && !waiter_.wait(left)) return make_issue(Code::interrupted, "Interrupted while waiting for the rate limit of Emarsys.");
    return rate_.take(waiter_);
}

Result<void> Api::log_in() {
    HttpRequest request;
    request.call = "the login at Emarsys";
    request.method = "POST";
    request.url = settings_.token_url;
    request.headers = {{"Authorization", "Basic " + base64(settings_.user + ":" + settings_.secret)}, {"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::string("grant_type=client_credentials");
    request.repeatable = true;
    secrets_.add(request.headers.front().value.substr(6));
    RetryPolicy policy;  // logging in has no part in the rate of the API, but is refused in the same way
    policy.asked_wait = policy_.asked_wait;
    const auto response = send_with_retries(http_, request, policy, waiter_);
    if (!response) return response.error();
    if (response->status == 400 || response->status == 401 || response->status == 403) {
        return make_issue(Code::permission_denied, "Emarsys does not take the client_id and client_secret (status " + std::to_string(response->status) + ").",
                          std::string(where_credentials) + " They must be of the kind OAuth 2.0.");
    }
    if (!response->ok()) return issue_of_status(request, *response);
    const auto token = read_token(response->body);
    if (!token) return make_issue(Code::answer_unreadable, "The answer to the login at Emarsys has no token.", "Check token_url.");
    secrets_.add(token->text);
    token_ = token->text;
    token_ends_ = waiter_.now() + seconds(token->lifetime_s) - renewal;
    return {};
}

Result<HttpHeader> Api::credentials() {
    if (settings_.wsse) {
        return HttpHeader{"X-WSSE", wsse_header(settings_.user, settings_.secret, new_nonce(), utc(waiter_.now()))};
    }
    if (token_.empty() || waiter_.now() >= token_ends_) {
        if (auto done = log_in(); !done) return std::move(done).error();
    }
    return HttpHeader{"Authorization", "Bearer " + token_};
}

Result<HttpResponse> Api::send_logged_in(const HttpRequest& request) {
    auto header = credentials();
    if (!header) return std::move(header).error();
    HttpRequest complete = request;
    complete.headers.push_back(std::move(*header));
    auto response = send_with_retries(http_, complete, policy_, waiter_);
    refused_in_a_row_ = 0;
    if (!response || number_of(*response, "X-RateLimit-Remaining") != 0) return response;
    if (const auto wait = until_reset(*response, waiter_.now())) closed_until_ = waiter_.now() + *wait;
    return response;
}

Result<Reply> Api::send(std::string_view method, std::string_view path, std::string body, std::string_view call, bool repeatable) {
    HttpRequest request;
    request.call = std::string(call) + " of Emarsys";
    request.method = method;
    request.url = settings_.url + std::string(path);
    request.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
    if (!body.empty()) request.body = std::move(body);
    request.repeatable = repeatable;
    auto response = send_logged_in(request);
    if (response && response->status == 401) {  // a token that ended before its time, or a header that grew old while waiting
        token_.clear();
        response = send_logged_in(request);
    }
    if (!response) return std::move(response).error();
    const int status = response->status;
    if (status == 401) {
        return make_issue(Code::permission_denied, "Emarsys does not take the login for " + std::string(call) + " (status 401).",
                          settings_.wsse ? "Check wsse_user and wsse_secret, and that this computer's clock is right to five minutes." : std::string(where_credentials));
    }
    if (status == 403) {
        return make_issue(Code::permission_denied, "The API user of Emarsys has no permission for " + std::string(call) + " (status 403).",
                          "Give it that permission in Emarsys, in the security settings of the management area; it takes some minutes until it is active.");
    }
    if (status == 408 || status == 429 || status >= 500) return issue_of_status(request, *response);
    return read_reply(request, *response);
}

Issue issue_of(const Reply& reply, std::string_view call) {
    const std::string message = "Emarsys answered to " + std::string(call) + " with status " + std::to_string(reply.status) +
                                (reply.code > 0 ? " and code " + std::to_string(reply.code) : "");
    const auto is = [&](std::initializer_list<std::int64_t> codes) { return std::find(codes.begin(), codes.end(), reply.code) != codes.end(); };
    if (is({2004, 2006}) || (reply.status == 404 && reply.code < 0) || is({1007})) {
        return make_issue(Code::field_unknown, message + ": it does not know a field.", "Compare the mapping with the fields of the account.");
    }
    if (is({2013, 2015})) {
        return make_issue(Code::invalid_value, message + ": contacts cannot be found by this key field.",
                          "Use the e-mail address as the key, or ask Emarsys' support to index the field.");
    }
    if (is({10001})) return make_issue(Code::invalid_value, message + ": it does not take a part of the request.", "Compare the document with the account.");
    if (is({2020, 3001, 3002, 3003, 3004, 3005, 3006, 3008})) {
        return make_issue(Code::invalid_value, message + ": it does not take the contact list.", "Check \"list\" of the destination.");
    }
    if (is({9004})) return make_issue(Code::invalid_value, message + ": the account has no room for another field of this type.", "Map the column to a field that exists.");
    if (is({9001, 9002, 9003, 9005, 9006})) {
        return make_issue(Code::invalid_value, message + ": it does not create the field.", "Choose another name or type for the new field.");
    }
    return make_issue(Code::destination_failed, message + ".", "Check the address and the settings of the connection.");
}

}  // namespace muster::native::emarsys
