// The REST calls of Optimizely Campaign, which only read. Section 5; section 5.7 names one that deletes a whole list and is never sent.
#pragma once

#include <string>

#include "muster/json.hpp"
#include "muster/result.hpp"
#include "native/destinations/optimizely_campaign/settings.hpp"
#include "native/net/http.hpp"
#include "native/net/redaction.hpp"
#include "native/net/retry.hpp"

namespace muster::native::optimizely_campaign {

class RestApi {
public:
    // All must outlive it.
    RestApi(const Settings& settings, HttpClient& client, Secrets& secrets, Waiter& waiter);

    bool is_used() const noexcept { return !settings_.rest_url.empty(); }
    // Repeated while the trouble is temporary. Any status is an answer. `shown_path`: in place of a path that names a person.
    Result<HttpResponse> get(const std::string& call, const std::string& path, const std::string& shown_path = {});
    // An object of a successful answer. Errors: permission_denied for 401 and 403; not_found for 404 and 409, which say that the client
    // has no such thing.
    Result<JsonValue> object(const std::string& call, const std::string& path);

private:
    const Settings& settings_;
    HttpClient& client_;
    Waiter& waiter_;
    std::string authorization_;
};

// A text of an object; empty when it has none of that name.
std::string text_of(const JsonValue& object, std::string_view name);
bool truth_of(const JsonValue& object, std::string_view name);
// The "elements" of an answer; null when it has none.
const std::vector<JsonValue>* elements_of(const JsonValue& object);

}  // namespace muster::native::optimizely_campaign
