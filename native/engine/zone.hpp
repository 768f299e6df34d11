// The tz database of the system: the only part of Muster that knows the names of time zones.
#pragma once

#include <optional>
#include <string>

#include "muster/time_zone.hpp"

namespace muster::native {

// The rules of the zone that a document names, up to rules_end_year; nothing for an empty text, UTC and fixed offsets, which
// need none. Errors: invalid_value (no such zone, or no tz database).
Result<std::optional<ZoneRules>> zone_rules(const std::string& name);

}  // namespace muster::native
