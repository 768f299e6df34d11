// Shares of counts in whole numbers.
#pragma once

#include <cstdint>

namespace muster {

// Whether `part` is more than `percent` per cent of `whole`. Exact for every count, since nothing in it can overflow:
// part * 100 > percent * whole holds exactly when part is above the whole number of percent * whole / 100. More than
// everything is never exceeded.
constexpr bool exceeds_percent(std::uint64_t part, std::uint64_t percent, std::uint64_t whole) noexcept {
    if (percent >= 100) return false;
    return part > whole / 100 * percent + whole % 100 * percent / 100;
}

}  // namespace muster
