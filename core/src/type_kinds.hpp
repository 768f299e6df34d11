// What types of values have in common. Internal to core.
#pragma once

#include "muster/value.hpp"

namespace muster {

constexpr bool is_temporal(Type type) noexcept { return type == Type::date || type == Type::date_time; }
constexpr bool is_numeric(Type type) noexcept { return type == Type::number || type == Type::integer; }

}  // namespace muster
