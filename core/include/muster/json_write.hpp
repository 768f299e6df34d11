// A parsed JSON value as text again.
#pragma once

#include "muster/json.hpp"

namespace muster {

// Without blanks; members stay in their order, repeated ones included, and numbers as they were written. Precondition: `value` is
// of parse_json().
void write_json(JsonWriter& json, const JsonValue& value);

}  // namespace muster
