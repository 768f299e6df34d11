// Limits of services on how many calls they take in an interval, kept from this side.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>

#include "muster/result.hpp"
#include "native/net/retry.hpp"

namespace muster::native {

// At most `calls` in any `interval`, wherever that begins: so it does not matter how the service counts.
class RateLimit {
public:
    // calls = 0: no limit.
    RateLimit(std::uint32_t calls, std::chrono::milliseconds interval) : calls_(calls), interval_(interval) {}
    // Waits until one more call is allowed, and counts it. Error: interrupted.
    Result<void> take(Waiter& waiter);

private:
    std::uint32_t calls_;
    std::chrono::milliseconds interval_;
    std::deque<Waiter::Clock::time_point> recent_;   // of the last `calls_` calls
};

}  // namespace muster::native
