// How calls to APSIS One are paced, by a clock that the test and the double share.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "muster/fingerprint.hpp"
#include "native/destinations/apsis_one/api.hpp"
#include "native/destinations/apsis_one/apsis_one.hpp"
#include "native/destinations/service/service_destination.hpp"
#include "service_bench.hpp"
#include "support/folder.hpp"
#include "support/service_double.hpp"

using namespace muster;
using namespace muster::test;
using namespace muster::native::apsis_one;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using Clock = native::Waiter::Clock;

std::atomic<bool> never{false};

Settings settings_for(const ServiceDouble& service) {
    Settings settings;
    settings.url = service.address("api");
    settings.section = "usercreated.sections.shop";
    settings.keyspace = "com.apsis1.keyspaces.email";
    settings.client_id = "0b6cd4ac-6f7f-4a7d-9f5c-1d2e3f405162";
    settings.client_secret = "double-secret-of-apsis";
    return settings;
}

// The double's clock stays behind by the delay of the first wait: its first call has been longer on its way than the others.
class LateFirstCall final : public native::Waiter {
public:
    LateFirstCall(const ServiceDouble& service, milliseconds late) : double_(service), late_(late) {}
    Clock::time_point now() override { return now_; }
    bool wait(milliseconds duration) override {
        now_ += duration;
        const milliseconds less = std::min(duration, late_);
        late_ -= less;
        double_.tell("/clock", "{\"advance_ms\":" + std::to_string((duration - less).count()) + "}");
        return true;
    }
    double chance() override { return 0.5; }

private:
    const ServiceDouble& double_;
    milliseconds late_;
    Clock::time_point now_ = Clock::now();
};

// Brings so many contacts to the double; its log tells the rest.
void send(native::Destination& destination, int contacts) {
    std::vector<ResolvedColumn> columns(2);
    columns[0].mapping.field = "profile_key";
    columns[0].type = Type::email;
    columns[1].mapping.field = "com.apsis1.attributes.firstname";
    columns[1].column = 1;
    for (ResolvedColumn& column : columns) column.declared = true;
    native::ChangesRequest request;
    request.sync_name = "test";
    request.key.field = "profile_key";
    request.columns = columns;
    REQUIRE(destination.schema().ok());
    REQUIRE(destination.preflight(request).empty());
    auto snapshot = destination.snapshot({"test", DeleteScope::own, 7});
    REQUIRE(snapshot.ok());
    auto changes = destination.begin(request);
    REQUIRE(changes.ok());
    Planner planner({request.mode}, std::move(snapshot->snapshot));
    for (int i = 1; i <= contacts; ++i) {
        const std::string key = "a" + std::to_string(i) + "@example.com";
        const std::vector<std::string_view> values = {key, "Anna"};
        Record record;
        record.row = static_cast<std::uint64_t>(i);
        record.key = key;
        record.values = values;
        record.fingerprint = record_fingerprint(values, 1);
        REQUIRE((*changes)->stage(record, planner.add(record).action, false).ok());
    }
    REQUIRE((*changes)->compare().ok());
    native::Commit commit;
    commit.snapshot_token = snapshot->token;
    commit.completed = {"sha", 42, "run", "2026-01-02T03:04:05Z"};
    auto applied = (*changes)->commit(planner, commit);
    REQUIRE_MESSAGE(applied.ok(), applied.error().message);
    CHECK(applied->inserted == static_cast<std::uint64_t>(contacts));
}

}  // namespace

TEST_CASE("too many calls for a token are waited out, however many programs have made them") {
    const ServiceDouble service(MUSTER_TEST_DOUBLES "/apsis_one_double.mjs");
    const Settings settings = settings_for(service);
    Clock::time_point now = Clock::now();
    DoubleClock clock(service, now);
    const auto read = [&] {
        native::Secrets secrets;
        native::HttpClient client(settings.http, secrets, nullptr, never);
        Api api(settings, client, secrets, clock);
        return api.get("the call for the sections", "/audience/sections").ok();
    };
    const auto begun = now;
    for (int program = 1; program <= 10; ++program) CHECK(read());
    CHECK(now == begun);
    CHECK(read());   // the eleventh of the minute
    CHECK(now - begun >= seconds(60));
    CHECK(now - begun <= seconds(80));
    const JsonValue log = service.ask("/log");
    const auto refused = std::count_if(log.items.begin(), log.items.end(), [](const JsonValue& call) { return call.find("status")->integer == 429; });
    CHECK(refused == 4);   // after 0, 5, 15 and 35 seconds; the next is after 75
    CHECK(service.ask("/state").find("violations")->items.empty());
}

TEST_CASE("no more imports are asked for in a minute than APSIS One takes, by its clock as well") {
    const ServiceDouble service(MUSTER_TEST_DOUBLES "/apsis_one_double.mjs");
    service.tell("/config", R"({"notice_ms":10,"queued_ms":10,"working_ms":10})");
    const TemporaryFolder folder;
    Settings settings = settings_for(service);
    settings.file_bytes = 1'000;
    settings.first_poll = settings.longest_poll = milliseconds(600);
    auto waiter = std::make_unique<LateFirstCall>(service, milliseconds(500));
    const auto begun = waiter->now();
    native::Waiter& clock = *waiter;
    auto apsis = std::make_unique<ApsisOne>(std::move(settings), folder.path() / "parts", *waiter, never, nullptr);
    native::ServiceDestination destination(std::move(apsis), native::ServicePlace{folder.path(), "test"}, std::move(waiter), never);
    send(destination, 500);
    std::size_t asked = 0;
    const JsonValue log = service.ask("/log");
    for (const JsonValue& call : log.items) {
        if (call.find("method")->string != "POST" || !call.find("path")->string.ends_with("/imports")) continue;
        ++asked;
        CHECK(call.find("status")->integer == 201);
    }
    CHECK(asked > 10);
    CHECK(asked <= 20);
    CHECK(clock.now() - begun >= seconds(61));
    CHECK(clock.now() - begun < seconds(90));   // and no slower than that
    CHECK(service.ask("/state").find("violations")->items.empty());
}
