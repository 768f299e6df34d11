#include "rest_api.hpp"

#include <utility>

#include "native/net/base64.hpp"

namespace muster::native::optimizely_campaign {
namespace {

constexpr int unauthorised = 401, forbidden = 403, not_found = 404, conflict = 409;

}  // namespace

RestApi::RestApi(const Settings& settings, HttpClient& client, Secrets& secrets, Waiter& waiter) : settings_(settings), client_(client), waiter_(waiter) {
    const std::string credentials = base64(settings.user + ":" + settings.password);
    secrets.add(credentials);
    authorization_ = "Basic " + credentials;
}

Result<HttpResponse> RestApi::get(const std::string& call, const std::string& path, const std::string& shown_path) {
    HttpRequest request;
    request.call = call + " of Optimizely Campaign";
    request.url = settings_.rest_url + path;
    request.shown_path = shown_path;
    request.headers = {{"Accept", "application/json"}, {"Authorization", authorization_}};
    request.repeatable = true;
    return send_with_retries(client_, request, RetryPolicy(), waiter_);
}

Result<JsonValue> RestApi::object(const std::string& call, const std::string& path) {
    auto response = get(call, path);
    if (!response) return std::move(response).error();
    const int status = response->status;
    const std::string answered = "Optimizely Campaign answered " + call + " with status " + std::to_string(status) + ".";
    if (status == unauthorised || status == forbidden) {
        return make_issue(Code::permission_denied, answered, "Check user and password of the API user, and that it may use the REST interface; or switch that off with \"use_rest\": false.");
    }
    if (status == not_found || status == conflict) return make_issue(Code::not_found, answered, "Check that client and list belong together.");
    if (status == 408 || status == 429 || status >= 500) return make_issue(Code::destination_busy, answered, "Try again later.");
    if (!response->ok()) return make_issue(Code::destination_failed, answered, "Check the address of the REST interface.");
    auto json = parse_json(response->body);
    if (json && json->kind == JsonValue::Kind::object) return std::move(*json);
    return make_issue(Code::answer_unreadable, "Optimizely Campaign answered " + call + " with something that is not the JSON expected.", "Try again later.");
}

std::string text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->kind == JsonValue::Kind::string ? value->string : std::string();
}

bool truth_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->boolean;
}

const std::vector<JsonValue>* elements_of(const JsonValue& object) {
    const JsonValue* elements = object.find("elements");
    return elements != nullptr && elements->kind == JsonValue::Kind::array ? &elements->items : nullptr;
}

}  // namespace muster::native::optimizely_campaign
