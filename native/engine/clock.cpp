#include "native/engine/clock.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <random>

namespace muster::native {
namespace {

std::string formatted(std::int64_t seconds, const char* format) {
    const std::time_t time = seconds;
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), format, &parts);
    return std::string(text.data(), size);
}

}  // namespace

std::string utc_text(std::int64_t seconds_since_1970) { return formatted(seconds_since_1970, "%Y-%m-%dT%H:%M:%SZ"); }

std::int64_t utc_now() noexcept { return std::time(nullptr); }

std::int64_t utc_now_ms() noexcept {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t utc_from_text(const std::string& text) noexcept {
    std::tm parts{};
    const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return end != nullptr && *end == '\0' ? timegm(&parts) : -1;
}

CalendarDay today() noexcept {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    return {parts.tm_year + 1900, static_cast<std::uint8_t>(parts.tm_mon + 1), static_cast<std::uint8_t>(parts.tm_mday)};
}

std::uint32_t random_32_bits() {
    thread_local std::random_device device;
    return device();
}

std::uint64_t random_salt() {
    return (static_cast<std::uint64_t>(random_32_bits()) << 32 | random_32_bits()) & 0x7FFFFFFFFFFFFFFFull;
}

std::string new_run_id(std::int64_t started) {
    std::array<char, 16> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "-%06x", random_32_bits() & 0xFFFFFFu);
    return formatted(started, "%Y%m%dT%H%M%SZ") + suffix.data();
}

}  // namespace muster::native
