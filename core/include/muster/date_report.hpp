// What `muster date` prints, as a pure function: how values would be read, one JSON object a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/date.hpp"

namespace muster {

struct DateReportSettings {
    // At most one of the three; none of them: each value is read freely.
    std::optional<std::string> format;
    std::optional<std::string> profile;
    bool infer = false;                    // the values are one column; a first line tells what it says about itself
    std::optional<std::string> order;      // "dmy", "mdy" or "ymd"
    std::string locale;
    std::optional<int> pivot;              // 0..100
};

// One line for each value, in order and blanks included, each ended by a line feed:
// {"input","iso","kind","error"}. `iso` is null when the value is refused, and then `error` says why.
// With `infer` a first line {"format","order","ambiguous","conflict","matched","of","evidence",…}.
// Errors: usage (contradicting or unknown settings), pattern_invalid.
Result<std::string> date_report(const std::vector<std::string_view>& values, const DateReportSettings& settings);

}  // namespace muster
