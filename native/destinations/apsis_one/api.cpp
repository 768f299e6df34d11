#include "api.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace muster::native::apsis_one {
namespace {

// Section 2: a token is renewed so long before it ends; 10 token calls a minute. Section 3: 100 calls a second, of which the
// deletes leave some to others.
constexpr std::int64_t renewed_before_s = 15 * 60;
constexpr std::uint32_t tokens_per_minute = 10;
constexpr std::uint32_t deletes_per_second = 50;
constexpr std::chrono::seconds first_token_wait{5};
constexpr std::size_t shortest_secret = 16;
constexpr int ok = 200, bad_request = 400, unauthorised = 401, forbidden = 403, not_found = 404, too_many = 429;

constexpr const char* token_call = "the call for a token";

std::int64_t seconds(Waiter::Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

// RFC 4648, section 5, without padding.
std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        std::uint32_t digit = 0;
        if (c >= 'A' && c <= 'Z') digit = static_cast<std::uint32_t>(c - 'A');
        else if (c >= 'a' && c <= 'z') digit = static_cast<std::uint32_t>(c - 'a') + 26;
        else if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0') + 52;
        else if (c == '-') digit = 62;
        else if (c == '_') digit = 63;
        else if (c == '=') continue;
        else return std::nullopt;
        bits = bits << 6 | digit;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFFu);
        }
    }
    return bytes;
}

// The claim `exp` of a JWT (RFC 7519); 0 when there is none that can be read.
std::int64_t expiry_of(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t second = token.find('.', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) return 0;
    const auto claims = from_base64url(token.substr(first + 1, second - first - 1));
    if (!claims) return 0;
    const auto json = parse_json(*claims);
    const JsonValue* expiry = json ? json->find("exp") : nullptr;
    return expiry != nullptr && expiry->kind == JsonValue::Kind::integer ? expiry->integer : 0;
}

// Section 2: 401, or 403 of the gateway, whose body has `message` and no `status`. A 403 with a problem body is about permissions.
bool token_was_refused(const HttpResponse& response) {
    if (response.status == unauthorised) return true;
    if (response.status != forbidden) return false;
    const auto body = parse_json(response.body);
    return body && body->find("message") != nullptr && body->find("status") == nullptr;
}

HttpRequest request_for(std::string call, const char* method, std::string url) {
    HttpRequest request;
    request.call = std::move(call);
    request.method = method;
    request.url = std::move(url);
    return request;
}

RetryPolicy repeating() {
    RetryPolicy policy;
    policy.temporary = [](const HttpResponse& response) { return Api::is_temporary(response.status); };
    return policy;
}

// Too many token calls are those of a minute, which is waited out: 5 + 10 + 20 + 40 seconds.
RetryPolicy repeating_token() {
    RetryPolicy policy = repeating();
    policy.asked_wait = [tries = 0](const HttpResponse& response, Waiter::Clock::time_point now) mutable -> RetryPolicy::Wait {
        if (const auto asked = retry_after(response, now)) return asked;
        if (response.status != too_many) return std::nullopt;
        return std::chrono::milliseconds(first_token_wait * (1 << std::min(tries++, 3)));
    };
    return policy;
}

RetryPolicy one_try() {
    RetryPolicy policy;
    policy.max_tries = 1;
    return policy;
}

}  // namespace

Api::Api(const Settings& settings, HttpClient& client, Secrets& secrets, Waiter& waiter)
    : settings_(settings), client_(client), secrets_(secrets), waiter_(waiter), tokens_(tokens_per_minute, std::chrono::minutes(1)),
      deletes_(deletes_per_second, std::chrono::seconds(1)) {
    secrets_.add(settings.client_secret);
}

bool Api::is_temporary(int status) noexcept {
    return status == 408 || status == 429 || status == 500 || status == 501 || status == 502 || status == 503 || status == 504;
}

Issue Api::refusal(const std::string& call, const HttpResponse& response) {
    const std::string answered = "APSIS One answered " + call + " with status " + std::to_string(response.status) + ".";
    if (response.status == unauthorised || response.status == forbidden) {
        return make_issue(Code::permission_denied, answered, "Give the API key the permissions that docs/destinations/apsis-one.md lists.");
    }
    if (is_temporary(response.status)) return make_issue(Code::destination_busy, answered, "Try again later.");
    return make_issue(Code::destination_failed, answered, "Compare the sync document with the account; --trace FILE keeps a trace of the calls.");
}

Result<JsonValue> Api::json_of(const std::string& call, const HttpResponse& response) {
    auto json = parse_json(response.body);
    if (json && json->kind == JsonValue::Kind::object) return std::move(*json);
    return make_issue(Code::answer_unreadable, "APSIS One answered " + call + " with something that is not the JSON expected.", "Try again later.");
}

Result<void> Api::obtain_token() {
    JsonWriter body;
    body.begin_object();
    body.member("grant_type", "client_credentials").member("client_id", settings_.client_id).member("client_secret", settings_.client_secret);
    body.end_object();
    if (auto taken = tokens_.take(waiter_); !taken) return taken;
    HttpRequest request = request_for(token_call, "POST", settings_.url + "/oauth/token");
    request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
    request.body = body.take();
    request.repeatable = true;
    auto response = send_with_retries(client_, request, repeating_token(), waiter_);
    if (!response) return std::move(response).error();
    const int status = response->status;
    if (status == bad_request || status == unauthorised || status == forbidden) {
        return make_issue(Code::permission_denied, "APSIS One refused the client id or the client secret.",
                          "Compare both with the API key in APSIS One, under Account settings, API keys.");
    }
    if (!response->ok()) return refusal(token_call, *response);
    auto json = json_of(token_call, *response);
    if (!json) return std::move(json).error();
    const JsonValue* token = json->find("access_token");
    if (token == nullptr || token->string.empty()) {
        return make_issue(Code::answer_unreadable, "APSIS One answered " + std::string(token_call) + " without a token.", "Try again later.");
    }
    token_ = token->string;
    const std::int64_t expires = expiry_of(token_), now = seconds(waiter_.now());
    // One that lives shortly is used for the half of its life, or every call would ask for another.
    token_renewed_ = expires == 0 ? 0 : expires - std::min(renewed_before_s, std::max<std::int64_t>(expires - now, 0) / 2);
    secrets_.add(token_);
    return {};
}

bool Api::token_is_fresh() {
    if (token_.empty()) return false;
    return token_renewed_ == 0 || seconds(waiter_.now()) < token_renewed_;
}

// A token that was refused is replaced once.
Result<HttpResponse> Api::authorised(HttpRequest request, const RetryPolicy& policy) {
    const std::size_t others = request.headers.size();
    for (int tries = 0;; ++tries) {
        if (!token_is_fresh()) {
            if (auto obtained = obtain_token(); !obtained) return std::move(obtained).error();
        }
        request.headers.resize(others);
        request.headers.push_back({"Authorization", "Bearer " + token_});
        auto response = send_with_retries(client_, request, policy, waiter_);
        if (!response || tries > 0 || !token_was_refused(*response)) return response;
        token_.clear();
    }
}

Result<HttpResponse> Api::read(const std::string& call, const std::string& path) {
    HttpRequest request = request_for(call, "GET", settings_.url + path);
    request.headers = {{"Accept", "application/json"}};
    request.repeatable = true;
    return authorised(std::move(request), repeating());
}

Result<JsonValue> Api::get(const std::string& call, const std::string& path) {
    auto response = read(call, path);
    if (!response) return std::move(response).error();
    if (response->status != ok) return refusal(call, *response);
    return json_of(call, *response);
}

Result<std::optional<JsonValue>> Api::find(const std::string& call, const std::string& path) {
    auto response = read(call, path);
    if (!response) return std::move(response).error();
    if (response->status == not_found) return std::optional<JsonValue>();
    if (response->status != ok) return refusal(call, *response);
    auto json = json_of(call, *response);
    if (!json) return std::move(json).error();
    return std::optional<JsonValue>(std::move(*json));
}

Result<HttpResponse> Api::post(const std::string& call, const std::string& path, std::string json) {
    HttpRequest request = request_for(call, "POST", settings_.url + path);
    request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}};
    request.body = std::move(json);
    return authorised(std::move(request), one_try());
}

Result<void> Api::delete_profile(std::string_view keyspace, std::string_view key) {
    const std::string call = "the call that deletes a profile";
    if (auto taken = deletes_.take(waiter_); !taken) return taken;
    const std::string path = "/audience/keyspaces/" + percent_encoded(keyspace) + "/profiles/";
    HttpRequest request = request_for(call, "DELETE", settings_.url + path + percent_encoded(key));
    request.shown_path = path + "…";
    request.headers = {{"Accept", "application/problem+json"}};
    request.repeatable = true;
    auto response = authorised(std::move(request), repeating());
    if (!response) return std::move(response).error();
    if (response->ok() || response->status == not_found) return {};
    return refusal(call, *response);
}

Result<HttpResponse> Api::upload(const std::string& url, MultipartForm form) {
    secrets_.add(url);
    for (const auto& [name, value] : form.fields) {
        if (value.size() >= shortest_secret) secrets_.add(value);   // signature, policy and credential, not "text/csv"
    }
    HttpRequest request = request_for("the upload of an import file", "POST", url);
    request.shown_path = "/…";
    request.body = std::move(form);
    return send_with_retries(client_, request, one_try(), waiter_);
}

}  // namespace muster::native::apsis_one
