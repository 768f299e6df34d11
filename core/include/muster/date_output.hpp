// Dates in the form in which a destination wants them. What is stored and compared stays ISO 8601; only what goes out changes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "muster/result.hpp"

namespace muster {

class DateOutput {
public:
    // A pattern of a date in any notation of DatePattern, of numbers and other text only: "dd.MM.yyyy".
    // Errors: pattern_invalid (also for names, times and years of two digits, which would lose the century).
    static Result<DateOutput> compile(std::string_view pattern);

    // Appends a stored date, `YYYY-MM-DD`, in the form of the pattern. False, with nothing appended, for any other text.
    bool append(std::string_view iso, std::string& out) const;

private:
    DateOutput() = default;
    std::vector<std::pair<char, std::string>> parts_;   // a letter whose width is that of the text, or with 0 literal text
};

}  // namespace muster
