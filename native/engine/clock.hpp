// The time and chance that core must not have.
#pragma once

#include <cstdint>
#include <string>

#include "muster/date.hpp"

namespace muster::native {

// RFC 3339 in UTC to the second: 2026-01-31T23:59:59Z.
std::string utc_text(std::int64_t seconds_since_1970);
std::int64_t utc_now() noexcept;
std::int64_t utc_now_ms() noexcept;
// The reverse of utc_text; -1 when the text is not of that form.
std::int64_t utc_from_text(const std::string& text) noexcept;
CalendarDay today() noexcept;   // in UTC

// Uniform random bits from the system.
std::uint32_t random_32_bits();
// A salt for key hashes: positive as a signed number, so that every JSON reader takes it.
std::uint64_t random_salt();
// A run's identifier: its start and random digits, so that it sorts by time: 20260131T235959Z-7f3a9c.
std::string new_run_id(std::int64_t started);

}  // namespace muster::native
