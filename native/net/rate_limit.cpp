#include "native/net/rate_limit.hpp"

#include <algorithm>

namespace muster::native {

Result<void> RateLimit::take(Waiter& waiter) {
    if (calls_ == 0) return {};
    if (recent_.size() == calls_) {
        const auto passed = waiter.now() - recent_.front();
        // Rounded up: the clock may be finer than the wait. A clock that was set back does not make the wait longer.
        const auto left = interval_ - std::chrono::duration_cast<std::chrono::milliseconds>(std::max(passed, Waiter::Clock::duration::zero()));
        if (left > std::chrono::milliseconds::zero() && !waiter.wait(left)) return make_issue(Code::interrupted, "Interrupted while waiting for a service's rate limit.");
        recent_.pop_front();
    }
    recent_.push_back(waiter.now());
    return {};
}

}  // namespace muster::native
