// The SOAP calls of Optimizely Campaign: sessions, faults, tries. What the operations mean is not known here. Sections 2 and 3.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "muster/result.hpp"
#include "native/destinations/optimizely_campaign/settings.hpp"
#include "native/net/http.hpp"
#include "native/net/redaction.hpp"
#include "native/net/retry.hpp"
#include "native/net/soap.hpp"

namespace muster::native::optimizely_campaign {

struct Operation {
    std::string_view service, name;    // "Recipient", "clear"
    std::string_view call;             // for people: "the call that empties the list"
    // Whether it may reach the service twice. One that may not is not cut off by Ctrl-C, and goes out on a new connection.
    bool repeatable = true;
};

// What came of one try.
struct SoapReply {
    enum class Kind : std::uint8_t {
        done,
        refused,                       // by a fault: nothing else is known of it
        not_done,                      // it was not performed
        not_known                      // it may have been performed
    } kind = Kind::done;
    std::optional<SoapValue> value = {};           // of done
    std::optional<Issue> trouble = {};             // of all others
    bool temporary = false;                        // worth another try
    std::optional<std::chrono::milliseconds> asked_wait = {};
    bool dead_session = false;         // why it was refused
    bool sent_twice = false;           // by libcurl: the first time may have been performed as well
};

class SoapApi {
public:
    // All must outlive it.
    SoapApi(const Settings& settings, HttpClient& client, Secrets& secrets, Waiter& waiter);
    ~SoapApi();                        // logs out, if that succeeds at once
    SoapApi(const SoapApi&) = delete;
    SoapApi& operator=(const SoapApi&) = delete;

    // Adds the parameters behind the session id.
    using Parts = std::function<void(SoapCall&)>;
    // One try. A session that turns out to be dead is replaced, and the same call made once more. Error: that of a login.
    Result<SoapReply> once(const Operation& operation, const Parts& parts);
    // Repeated while the trouble is temporary; for calls that only read. Absent: an empty answer.
    Result<std::optional<SoapValue>> read(const Operation& operation, const Parts& parts);
    // Before another try: longer with every one, or as long as the service asks for. False: there is none left, or the service asks
    // for too much patience. Error: interrupted.
    Result<bool> wait_for_next(int tries, const SoapReply& reply);

private:
    Result<void> log_in();
    Result<void> keep_session();
    SoapReply exchange(const Operation& operation, const SoapCall& call);
    SoapReply reply_of(const Operation& operation, const HttpResponse& response) const;

    const Settings& settings_;
    HttpClient& client_;
    Secrets& secrets_;
    Waiter& waiter_;
    std::string session_;              // empty: there is none
    Waiter::Clock::time_point began_{};
};

// A whole number of an answer; nothing when it is none.
std::optional<std::int64_t> number_of(const SoapValue& value);

}  // namespace muster::native::optimizely_campaign
