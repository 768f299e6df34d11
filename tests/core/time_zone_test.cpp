#include "muster/time_zone.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace muster;
using Kind = TimeZone::Local::Kind;

namespace {

TimeZone zone(std::int32_t first, std::vector<ZoneRules::Transition> transitions) {
    auto made = TimeZone::make({"Test/Zone", first, std::move(transitions)});
    REQUIRE(made.ok());
    return std::move(made).value();
}

constexpr std::int64_t hour = 3600;

}  // namespace

TEST_CASE("fixed offsets are zones of their own") {
    CHECK(TimeZone::fixed("UTC")->look_up(0).offset == 0);
    CHECK(TimeZone::fixed("Z")->look_up(0).offset == 0);
    CHECK(TimeZone::fixed("+05:30")->look_up(1000).offset == 19800);
    CHECK(TimeZone::fixed("-03:00")->look_up(1000).offset == -10800);
    for (const char* text : {"", "+15:00", "+1:00", "+01:60", "Europe/Berlin", "utc "}) {
        CAPTURE(std::string(text));
        CHECK_FALSE(TimeZone::fixed(text).has_value());
    }
}

TEST_CASE("a local time is shown once, never or twice") {
    // Clocks go forward an hour at 1000 h and back at 2000 h: local 1001 h to 1002 h is skipped, 2001 h to 2002 h repeated.
    const TimeZone berlin = zone(1 * hour, {{1000 * hour, 2 * hour}, {2000 * hour, 1 * hour}});
    const struct {
        std::int64_t seconds;
        Kind kind;
        std::int32_t offset;
    } cases[] = {
        {-5000 * hour, Kind::once, 3600},     {1001 * hour - 1, Kind::once, 3600},    {1001 * hour, Kind::skipped, 0},
        {1002 * hour - 1, Kind::skipped, 0},  {1002 * hour, Kind::once, 7200},        {2001 * hour - 1, Kind::once, 7200},
        {2001 * hour, Kind::repeated, 7200},  {2002 * hour - 1, Kind::repeated, 7200}, {2002 * hour, Kind::once, 3600},
        {900000 * hour, Kind::once, 3600},
    };
    for (const auto& c : cases) {
        CAPTURE(c.seconds);
        const auto local = berlin.look_up(c.seconds);
        CHECK(local.kind == c.kind);
        if (c.kind != Kind::skipped) CHECK(local.offset == c.offset);
    }
}

TEST_CASE("half hours, a day that is left out and changes close together") {
    // Lord Howe: half an hour.
    const TimeZone howe = zone(37800, {{1000 * hour, 39600}, {2000 * hour, 37800}});
    CHECK(howe.look_up(1000 * hour + 37800).kind == Kind::skipped);
    CHECK(howe.look_up(1000 * hour + 39600).kind == Kind::once);
    CHECK(howe.look_up(2000 * hour + 37800).kind == Kind::repeated);
    CHECK(howe.look_up(2000 * hour + 39600).kind == Kind::once);
    // Samoa at the end of 2011 left out a whole day: -10:00 became +14:00.
    const TimeZone apia = zone(-10 * 3600, {{1000 * hour, 14 * 3600}});
    CHECK(apia.look_up(990 * hour - 1).kind == Kind::once);
    CHECK(apia.look_up(990 * hour).kind == Kind::skipped);
    CHECK(apia.look_up(1014 * hour - 1).kind == Kind::skipped);
    CHECK(apia.look_up(1014 * hour).offset == 14 * 3600);
    // Two changes within a day.
    const TimeZone restless = zone(0, {{1000 * hour, 3600}, {1003 * hour, 0}});
    CHECK(restless.look_up(1000 * hour).kind == Kind::skipped);
    CHECK(restless.look_up(1002 * hour).offset == 3600);
    CHECK(restless.look_up(1003 * hour).kind == Kind::repeated);
    CHECK(restless.look_up(1004 * hour).offset == 0);
}

TEST_CASE("years behind the rules are like the last ones of the same calendar before them") {
    // An hour ahead from the first Sunday of July to the last day of the year, for the 40 years up to 2200.
    using namespace std::chrono;
    const auto begin_of = [](int y, unsigned m, unsigned d) { return sys_seconds(sys_days(year{y} / static_cast<int>(m) / static_cast<int>(d))).time_since_epoch().count(); };
    const auto first_sunday = [](int y) { return sys_seconds(sys_days(year{y} / July / Sunday[1])).time_since_epoch().count(); };
    std::vector<ZoneRules::Transition> transitions;
    for (int y = ZoneRules::rules_end_year - 40; y < ZoneRules::rules_end_year; ++y) {
        transitions.push_back({first_sunday(y), 3600});
        transitions.push_back({begin_of(y, 12, 31), 0});
    }
    const TimeZone rules = zone(0, transitions);
    for (int y = ZoneRules::rules_end_year - 40; y <= 9999; ++y) {
        CAPTURE(y);
        CHECK(rules.look_up(begin_of(y, 1, 1)).offset == 0);
        CHECK(rules.look_up(first_sunday(y) - 1).offset == 0);
        CHECK(rules.look_up(first_sunday(y)).kind == Kind::skipped);
        CHECK(rules.look_up(first_sunday(y) + hour).offset == 3600);
        CHECK(rules.look_up(begin_of(y, 12, 31) - 1).offset == 3600);
        CHECK(rules.look_up(begin_of(y, 12, 31)).kind == Kind::repeated);
        CHECK(rules.look_up(begin_of(y, 12, 31) + hour).offset == 0);
    }
}

TEST_CASE("rules that cannot be are refused, and a name needs its rules") {
    CHECK_FALSE(TimeZone::make({"Test/Zone", 86400, {}}).ok());
    CHECK_FALSE(TimeZone::make({"Test/Zone", 0, {{5, 60}, {5, 0}}}).ok());
    CHECK_FALSE(TimeZone::make({"Test/Zone", 0, {{5, 60}, {4, 0}}}).ok());
    CHECK(*zone_of("", {}) == nullptr);
    CHECK(zone_of("UTC", {}).ok());
    CHECK(zone_of("Test/Zone", ZoneRules{"Test/Zone", 0, {}}).ok());
    CHECK(zone_of("Europe/Berlin", {}).error().code == Code::invalid_value);
    CHECK_FALSE(zone_of("Europe/Berlin", ZoneRules{"Test/Zone", 0, {}}).ok());
}
