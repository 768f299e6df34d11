// The rules of named zones against times that are known. They are facts of the tz database, not of this machine's zone.
#include "native/engine/zone.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace muster;
using namespace muster::native;
using Kind = TimeZone::Local::Kind;

namespace {

std::int64_t local(int year, unsigned month, unsigned day, int hour, int minute) {
    using namespace std::chrono;
    const sys_days date = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day};
    return sys_seconds(date).time_since_epoch().count() + hour * 3600 + minute * 60;
}

struct Case {
    const char* zone;
    std::int64_t seconds;
    Kind kind;
    int offset_minutes;
};

}  // namespace

TEST_CASE("names have the rules of the tz database, also after the years that it lists") {
    const Case cases[] = {
        {"Europe/Berlin", local(2024, 1, 15, 12, 0), Kind::once, 60},
        {"Europe/Berlin", local(2024, 7, 15, 12, 0), Kind::once, 120},
        {"Europe/Berlin", local(2024, 3, 31, 2, 30), Kind::skipped, 0},
        {"Europe/Berlin", local(2024, 10, 27, 2, 30), Kind::repeated, 120},
        {"Europe/Berlin", local(1945, 5, 24, 12, 0), Kind::once, 180},
        {"Europe/Berlin", local(2050, 7, 15, 12, 0), Kind::once, 120},
        {"Europe/Berlin", local(2050, 3, 27, 2, 30), Kind::skipped, 0},
        {"Europe/Berlin", local(2050, 12, 15, 12, 0), Kind::once, 60},
        {"Europe/Dublin", local(2024, 7, 15, 12, 0), Kind::once, 60},
        {"Europe/Dublin", local(2060, 7, 15, 12, 0), Kind::once, 60},
        {"Europe/Dublin", local(2060, 1, 15, 12, 0), Kind::once, 0},
        {"Australia/Lord_Howe", local(2024, 7, 15, 12, 0), Kind::once, 630},
        {"Australia/Lord_Howe", local(2060, 1, 15, 12, 0), Kind::once, 660},
        {"Pacific/Chatham", local(2060, 1, 15, 12, 0), Kind::once, 825},
        {"America/Sao_Paulo", local(2018, 11, 4, 0, 30), Kind::skipped, 0},
        {"America/Sao_Paulo", local(2060, 1, 15, 12, 0), Kind::once, -180},
        {"Asia/Jerusalem", local(2060, 7, 15, 12, 0), Kind::once, 180},
        {"America/Nuuk", local(2060, 7, 15, 12, 0), Kind::once, -60},
        // Behind the listed years the rules go on.
        {"Europe/Berlin", local(2199, 12, 31, 23, 59), Kind::once, 60},
        {"Europe/Berlin", local(2200, 1, 1, 0, 0), Kind::once, 60},
        {"Europe/Berlin", local(2200, 7, 15, 12, 0), Kind::once, 120},
        {"Europe/Berlin", local(2300, 3, 25, 2, 30), Kind::skipped, 0},
        {"Europe/Berlin", local(2400, 10, 29, 2, 30), Kind::repeated, 120},
        {"Europe/Berlin", local(9999, 7, 15, 12, 0), Kind::once, 120},
        {"Pacific/Chatham", local(2500, 1, 15, 12, 0), Kind::once, 825},
        {"America/Sao_Paulo", local(2500, 1, 15, 12, 0), Kind::once, -180},
    };
    for (const Case& c : cases) {
        CAPTURE(std::string(c.zone));
        CAPTURE(c.seconds);
        const auto rules = zone_rules(c.zone);
        REQUIRE(rules.ok());
        const auto zone = zone_of(c.zone, *rules);
        REQUIRE(zone.ok());
        const auto found = (*zone)->look_up(c.seconds);
        CHECK(found.kind == c.kind);
        if (c.kind != Kind::skipped) CHECK(found.offset == c.offset_minutes * 60);
    }
}

TEST_CASE("fixed offsets need no rules, and a name that is none is refused") {
    for (const char* name : {"", "UTC", "Z", "+02:00"}) {
        const auto rules = zone_rules(name);
        REQUIRE(rules.ok());
        CHECK_FALSE(rules->has_value());
    }
    for (const char* name : {"Mars/Olympus", "../../etc/passwd", "Europe"}) {
        CAPTURE(std::string(name));
        CHECK(zone_rules(name).error().code == Code::invalid_value);
    }
}
