// Time zones as data: the caller brings the rules (the tz database natively, Intl in a browser), core only applies them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"

namespace muster {

// The rules of a named zone: its offset at first, then each change of it, in order.
struct ZoneRules {
    struct Transition {
        std::int64_t at = 0;             // seconds since 1970-01-01T00:00:00Z
        std::int32_t offset = 0;         // seconds east of UTC from then on

        bool operator==(const Transition&) const = default;
    };
    std::string name;                    // "Europe/Berlin"
    std::int32_t first_offset = 0;
    std::vector<Transition> transitions; // all up to rules_end_year; later years go on as those before it do
    static constexpr int rules_end_year = 2200;

    bool operator==(const ZoneRules&) const = default;
};

class TimeZone {
public:
    // Errors: invalid_value when the transitions are not in order or an offset is a day or more.
    static Result<TimeZone> make(ZoneRules rules);
    // "UTC", "Z" or a fixed offset such as "+02:00"; nothing for other texts.
    static std::optional<TimeZone> fixed(std::string_view text);

    // What the clocks of the zone say about a local time.
    struct Local {
        enum class Kind : std::uint8_t {
            once,        // the rule
            skipped,     // never shown: clocks were put forward over it
            repeated,    // shown twice: clocks were put back
        } kind = Kind::once;
        std::int32_t offset = 0;   // seconds east of UTC; repeated: of the first time, as RFC 5545 section 3.3.5 has it
    };
    // `seconds` since 1970-01-01T00:00:00 of the local clock. From rules_end_year on a year is like the last one before it that begins
    // on the same weekday and has as many days: rules that go on for ever name their days by month and weekday. Does not throw or
    // allocate.
    Local look_up(std::int64_t seconds) const noexcept;

    const std::string& name() const noexcept { return rules_.name; }

private:
    explicit TimeZone(ZoneRules rules) : rules_(std::move(rules)) {}
    ZoneRules rules_;
};

// The zone that a document names: fixed, or by the rules that the caller has for the name; null for an empty text.
// Errors: invalid_value when the name is not known.
Result<std::shared_ptr<const TimeZone>> zone_of(const std::string& text, const std::optional<ZoneRules>& rules);

}  // namespace muster
