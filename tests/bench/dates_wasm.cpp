// Dates in WebAssembly, for dates_wasm.mjs: one call for many texts, no glue.
#include <cstdint>
#include <limits>
#include <string_view>

#include "muster/date.hpp"

namespace {

std::int32_t days_of(const muster::DateTime& date) noexcept {
    const int year = date.year - (date.month <= 2 ? 1 : 0);
    const int era = year / 400, of_era = year - era * 400;
    const int of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

}  // namespace

// `days[i]`: days since 1970 of the text that ends at ends[i], or the least number when it is no date of the pattern.
extern "C" std::int32_t muster_dates(const char* pattern, const char* text, const std::uint32_t* ends, std::int32_t count, std::int32_t* days) {
    const auto compiled = muster::DatePattern::compile(pattern);
    if (!compiled) return -1;
    std::int32_t valid = 0;
    std::uint32_t begin = 0;
    for (std::int32_t i = 0; i < count; ++i) {
        const auto date = compiled->read(std::string_view(text + begin, ends[i] - begin));
        days[i] = date ? days_of(*date) : std::numeric_limits<std::int32_t>::min();
        valid += date ? 1 : 0;
        begin = ends[i];
    }
    return valid;
}
