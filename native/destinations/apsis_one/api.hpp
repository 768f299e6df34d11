// The calls of APSIS One: token, headers, errors. What they mean is not known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "muster/json.hpp"
#include "muster/result.hpp"
#include "native/destinations/apsis_one/settings.hpp"
#include "native/net/http.hpp"
#include "native/net/rate_limit.hpp"
#include "native/net/redaction.hpp"
#include "native/net/retry.hpp"

namespace muster::native::apsis_one {

class Api {
public:
    // All must outlive it.
    Api(const Settings& settings, HttpClient& client, Secrets& secrets, Waiter& waiter);

    // `call`: for people, "the call for the sections". Repeated while the trouble is temporary.
    Result<JsonValue> get(const std::string& call, const std::string& path);
    // The same, but nothing when there is no such thing (404).
    Result<std::optional<JsonValue>> find(const std::string& call, const std::string& path);
    // One try, since it may not be repeated blindly: the caller looks at the status. Errors: those of the client and the token.
    Result<HttpResponse> post(const std::string& call, const std::string& path, std::string json);
    // Repeated while the trouble is temporary. True also when there was no such profile. `key` is a person's.
    Result<void> delete_profile(std::string_view keyspace, std::string_view key);
    // To another host, without the token. One try.
    Result<HttpResponse> upload(const std::string& url, MultipartForm form);

    // What a status other than success means for a run.
    static Issue refusal(const std::string& call, const HttpResponse& response);
    static bool is_temporary(int status) noexcept;
    // An answer of JSON, or what is wrong with it.
    static Result<JsonValue> json_of(const std::string& call, const HttpResponse& response);

private:
    Result<HttpResponse> read(const std::string& call, const std::string& path);
    Result<HttpResponse> authorised(HttpRequest request, const RetryPolicy& policy);
    Result<void> obtain_token();
    bool token_is_fresh();

    const Settings& settings_;
    HttpClient& client_;
    Secrets& secrets_;
    Waiter& waiter_;
    RateLimit tokens_, deletes_;
    std::string token_;
    std::int64_t token_renewed_ = 0;   // when it is to be, in seconds since 1970; 0: not known
};

}  // namespace muster::native::apsis_one
