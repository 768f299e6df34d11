// What Optimizely Campaign tells of unsubscriptions and bounces, before a list is filled. Section 6.
#pragma once

#include <atomic>
#include <chrono>
#include <string>

#include "native/destinations/optimizely_campaign/rest_api.hpp"
#include "native/destinations/optimizely_campaign/settings.hpp"
#include "native/destinations/service/feedback.hpp"

namespace muster::native::optimizely_campaign {

// Reads both inputs, and answers what is new in them. Errors: file_unreadable for one that is missing, damaged or too old;
// those of calls and files.
Result<Feedback> read_feedback(const Settings& settings, RestApi& rest, const FeedbackBefore& before, std::chrono::system_clock::time_point now, const std::atomic<bool>& stop);

}  // namespace muster::native::optimizely_campaign
