#include "api.hpp"

namespace muster::native::http_json {

namespace {

std::string sentence_part(std::string_view name) { return "the call that " + std::string(name); }

}  // namespace

Api::Api(ApiSettings settings, CallTrace* trace, const std::atomic<bool>& stop, Waiter& waiter)
    : settings_(std::move(settings)),
      waiter_(waiter),
      http_(settings_.http, secrets_, trace, stop),
      rate_(settings_.calls_per_minute, std::chrono::minutes(1)) {
    for (const std::string& secret : settings_.secrets) secrets_.add(secret);
    policy_.before_try = [this] { return rate_.take(waiter_); };
}

Result<HttpResponse> Api::send(Call call) {
    HttpRequest request;
    request.call = sentence_part(call.name);
    request.method = call.method;
    request.repeatable = call.repeatable;
    request.url = settings_.url + "/" + std::string(call.path);
    request.headers = settings_.login;
    request.headers.push_back({"Accept", "application/json"});
    if (!call.body.empty()) {
        request.headers.push_back({"Content-Type", "application/json"});
        request.body = std::move(call.body);
    }
    if (!call.idempotency_key.empty()) request.headers.push_back({settings_.idempotency_header, call.idempotency_key});
    return send_with_retries(http_, request, policy_, waiter_);
}

Issue Api::issue_of(std::string_view name, const HttpResponse& response) {
    HttpRequest request;
    request.call = sentence_part(name);
    return issue_of_status(request, response);
}

}  // namespace muster::native::http_json
