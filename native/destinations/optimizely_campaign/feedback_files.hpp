// Unsubscriptions and bounces as CSV files, for a CRM to pick up. Sections 6 and 8.
#pragma once

#include <chrono>
#include <span>

#include "native/destinations/optimizely_campaign/settings.hpp"
#include "native/destinations/service/feedback.hpp"

namespace muster::native::optimizely_campaign {

// Writes those of each kind into a file of its own in `feedback_folder`, where one is set; nothing where there are none.
// In UTF-8, with a header, under a name that no file has: sync, kind, time in UTC, number. Errors are those of FileWriter.
Result<void> write_feedback_files(const Settings& settings, std::span<const Feedback::Person> people, std::chrono::system_clock::time_point now);

}  // namespace muster::native::optimizely_campaign
