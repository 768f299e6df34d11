// Tries and rate limits, without waiting.
#include "native/net/retry.hpp"

#include <doctest/doctest.h>

#include "native/net/rate_limit.hpp"
#include "native/net/redaction.hpp"
#include "support/node_service.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::NodeService;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const NodeService& server() {
    static const NodeService service("fault_server.mjs");
    return service;
}

class FakeWaiter final : public Waiter {
public:
    Clock::time_point now() override { return now_; }
    bool wait(milliseconds duration) override {
        waits.push_back(duration);
        if (waits.size() > most_waits) return false;
        now_ += duration;
        return true;
    }
    double chance() override { return chance_; }

    std::vector<milliseconds> waits;
    std::size_t most_waits = 1000;
    double chance_ = 1;   // the longest
    Clock::time_point now_ = Clock::from_time_t(784111777);  // Sun, 06 Nov 1994 08:49:37 GMT
};

struct Client {
    Secrets secrets;
    std::atomic<bool> stop{false};
    HttpClient http{{}, secrets, nullptr, stop};
    FakeWaiter waiter;
    RetryPolicy policy;
    Result<HttpResponse> send(const std::string& path, bool repeatable = true) {
        HttpRequest request;
        request.call = "the test's call";
        request.method = "POST";
        request.url = server().address() + path;
        request.repeatable = repeatable;
        return send_with_retries(http, request, policy, waiter);
    }
};

int status_of(const Result<HttpResponse>& response) { return response.ok() ? response.value().status : 0; }

}  // namespace

TEST_CASE("what is temporary is tried again, with waits that double up to a bound") {
    Client client;
    client.policy.longest_wait = milliseconds(3000);
    CHECK(status_of(client.send("/sequence/a/503/500/502/504/408/200")) == 200);
    CHECK(client.waiter.waits == std::vector<milliseconds>{milliseconds(500), milliseconds(1000), milliseconds(2000), milliseconds(3000), milliseconds(3000)});
}

TEST_CASE("waits are anything from nothing to their bound") {
    Client client;
    client.waiter.chance_ = 0.25;
    CHECK(status_of(client.send("/sequence/b/503/503/200")) == 200);
    CHECK(client.waiter.waits == std::vector<milliseconds>{milliseconds(125), milliseconds(250)});
}

TEST_CASE("tries are bounded, and the last answer is the result") {
    Client client;
    client.policy.max_tries = 3;
    CHECK(status_of(client.send("/status/503")) == 503);
    CHECK(client.waiter.waits.size() == 2);
}

TEST_CASE("what is not temporary is tried once") {
    for (const std::string status : {"200", "400", "401", "403", "404", "409", "413", "501"}) {
        CAPTURE(status);
        Client client;
        CHECK(std::to_string(status_of(client.send("/status/" + status))) == status);
        CHECK(client.waiter.waits.empty());
    }
}

TEST_CASE("a call that may not be repeated is tried again only when nothing was done") {
    Client client;
    client.policy.max_tries = 3;
    CHECK(status_of(client.send("/sequence/c/503/200", false)) == 503);
    const auto lost = client.send("/sequence/d/reset/200", false);
    CHECK(lost.error().code == Code::answer_missing);
    CHECK(client.waiter.waits.empty());
    CHECK(status_of(client.send("/sequence/e/429/200", false)) == 200);
    CHECK(client.waiter.waits.size() == 1);

    HttpRequest nobody;
    nobody.call = "the test's call";
    nobody.url = "https://no-such-host.invalid";
    CHECK(send_with_retries(client.http, nobody, client.policy, client.waiter).error().code == Code::destination_unreachable);
    CHECK(client.waiter.waits.size() == 3);
}

TEST_CASE("a call that may be repeated is tried again after a lost answer") {
    Client client;
    CHECK(status_of(client.send("/sequence/f/reset/200")) == 200);
    CHECK(client.waiter.waits.size() == 1);
}

TEST_CASE("Retry-After is obeyed, in seconds and as a date") {
    Client client;
    CHECK(status_of(client.send("/sequence/g/429/200?retry-after=7")) == 200);
    CHECK(client.waiter.waits == std::vector<milliseconds>{milliseconds(7500)});  // and jitter

    const Waiter::Clock::time_point now = FakeWaiter().now();
    const struct { std::string value; RetryPolicy::Wait wait; } cases[] = {
        {"0", milliseconds(0)},       {"120", seconds(120)},  {"Sun, 06 Nov 1994 08:50:07 GMT", seconds(30)}, {"Sun, 06 Nov 1994 08:49:00 GMT", milliseconds(0)},
        {"-1", std::nullopt},         {"1.5", std::nullopt},  {"soon", std::nullopt},                         {"", std::nullopt},
        {"99999999999999999999", std::nullopt}, {"Sun, 06 Nov 1994 08:50:07 CET", std::nullopt},
    };
    for (const auto& [value, wait] : cases) {
        CAPTURE(value);
        HttpResponse response;
        response.headers = {{"retry-after", value}};
        CHECK(retry_after(response, now) == wait);
    }
    CHECK_FALSE(retry_after(HttpResponse{}, now).has_value());
}

TEST_CASE("a service that asks for too long a wait is not waited for") {
    Client client;
    CHECK(status_of(client.send("/sequence/h/503/200?retry-after=121")) == 503);
    CHECK(client.waiter.waits.empty());
}

TEST_CASE("a service's own headers and its own idea of what is temporary count in place of the usual ones") {
    Client client;
    client.policy.asked_wait = [](const HttpResponse& response, Waiter::Clock::time_point) -> RetryPolicy::Wait {
        if (const auto reset = response.header("x-reset")) return seconds(std::stoll(std::string(*reset)));
        return std::nullopt;
    };
    client.policy.temporary = [](const HttpResponse& response) { return response.status == 409; };
    CHECK(status_of(client.send("/sequence/i/409/200?x-reset=3&retry-after=50")) == 200);
    CHECK(client.waiter.waits == std::vector<milliseconds>{milliseconds(3500)});
    CHECK(status_of(client.send("/status/503")) == 503);
    CHECK(client.waiter.waits.size() == 1);
}

TEST_CASE("every try is counted by a rate limit, which can end them") {
    Client client;
    RateLimit limit(1, seconds(60));
    client.policy.before_try = [&] { return limit.take(client.waiter); };
    CHECK(status_of(client.send("/sequence/j/503/200")) == 200);
    CHECK(client.waiter.waits == std::vector<milliseconds>{milliseconds(500), milliseconds(59500)});
    client.waiter.most_waits = 2;
    CHECK(client.send("/status/200").error().code == Code::interrupted);
    CHECK(client.http.calls() == 2);
}

TEST_CASE("a wait that is interrupted ends the tries") {
    Client client;
    client.waiter.most_waits = 0;
    CHECK(client.send("/status/503").error().code == Code::interrupted);
    CHECK(client.http.calls() == 1);
}

TEST_CASE("the real waiter waits, stops at once when told, and has chances from 0 to 1") {
    std::atomic<bool> stop{false};
    SystemWaiter waiter(stop);
    const auto start = std::chrono::steady_clock::now();
    CHECK(waiter.wait(milliseconds(20)));
    CHECK(std::chrono::steady_clock::now() - start >= milliseconds(20));
    for (int i = 0; i < 100; ++i) {
        const double chance = waiter.chance();
        CHECK(chance >= 0);
        CHECK(chance < 1);
    }
    stop = true;
    CHECK_FALSE(waiter.wait(seconds(3600)));
}

TEST_CASE("no interval has more calls than its limit") {
    FakeWaiter waiter;
    RateLimit limit(10, seconds(60));
    std::vector<Waiter::Clock::time_point> calls;
    for (int i = 0; i < 35; ++i) {
        REQUIRE(limit.take(waiter).ok());
        calls.push_back(waiter.now());
        waiter.now_ += milliseconds(700 * (i % 3));
    }
    for (std::size_t i = 10; i < calls.size(); ++i) CHECK(calls[i] - calls[i - 10] >= seconds(60));
    CHECK(calls[9] - calls[0] < seconds(60));
    CHECK(calls.back() - calls.front() < seconds(190));  // and no slower than that
}

TEST_CASE("a rate limit of nothing is none; a clock that goes back does not stop it; an interruption does") {
    FakeWaiter waiter;
    RateLimit none(0, seconds(60));
    for (int i = 0; i < 100; ++i) CHECK(none.take(waiter).ok());
    CHECK(waiter.waits.empty());
    RateLimit one(1, seconds(60));
    CHECK(one.take(waiter).ok());
    waiter.now_ -= seconds(86400);
    CHECK(one.take(waiter).ok());
    CHECK(waiter.waits == std::vector<milliseconds>{seconds(60)});
    waiter.most_waits = 1;
    CHECK(one.take(waiter).error().code == Code::interrupted);
}
