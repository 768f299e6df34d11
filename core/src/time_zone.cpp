#include "muster/time_zone.hpp"

#include <algorithm>

namespace muster {
namespace {

constexpr std::int32_t seconds_of_day = 86400;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// "+02:00" in minutes east of UTC.
std::optional<std::int32_t> offset_minutes(std::string_view text) noexcept {
    const bool form = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && is_digit(text[1]) &&
                      is_digit(text[2]) && is_digit(text[4]) && is_digit(text[5]);
    if (!form) return std::nullopt;
    const std::int32_t hours = (text[1] - '0') * 10 + (text[2] - '0');
    const std::int32_t minutes = (text[4] - '0') * 10 + (text[5] - '0');
    if (hours > 14 || minutes > 59) return std::nullopt;  // the largest offset in use is +14:00
    return (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
}

bool is_sound(const ZoneRules& rules) noexcept {
    const auto too_large = [](std::int32_t offset) { return offset <= -seconds_of_day || offset >= seconds_of_day; };
    if (too_large(rules.first_offset)) return false;
    for (std::size_t i = 0; i < rules.transitions.size(); ++i) {
        if (too_large(rules.transitions[i].offset)) return false;
        if (i > 0 && rules.transitions[i].at <= rules.transitions[i - 1].at) return false;
    }
    return true;
}

bool is_leap(int year) noexcept { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Days from 1970-01-01 to the first day of a year after 1600.
std::int64_t days_to(int year) noexcept {
    const std::int64_t before = year - 1;
    return 365 * before + before / 4 - before / 100 + before / 400 - 719162;
}

// The same day and time in the last year of the rules that has the same calendar.
std::int64_t seconds_in_known_years(std::int64_t seconds) noexcept {
    constexpr int end = ZoneRules::rules_end_year;
    const std::int64_t day = seconds / seconds_of_day;
    if (seconds < 0 || day < days_to(end)) return seconds;
    int year = end + static_cast<int>((day - days_to(end)) / 366);
    while (days_to(year + 1) <= day) ++year;
    int like = end - 1;
    while (is_leap(like) != is_leap(year) || (days_to(year) - days_to(like)) % 7 != 0) --like;
    return seconds - (days_to(year) - days_to(like)) * seconds_of_day;
}

}  // namespace

Result<TimeZone> TimeZone::make(ZoneRules rules) {
    if (!is_sound(rules)) {
        return make_issue(Code::invalid_value, "The rules of the time zone \"" + shortened(rules.name) + "\" are not in order.",
                          "Give the transitions by time, with offsets of less than a day.");
    }
    return TimeZone(std::move(rules));
}

std::optional<TimeZone> TimeZone::fixed(std::string_view text) {
    const auto minutes = text == "UTC" || text == "Z" ? std::optional<std::int32_t>(0) : offset_minutes(text);
    if (!minutes) return std::nullopt;
    return TimeZone(ZoneRules{std::string(text), *minutes * 60, {}});
}

TimeZone::Local TimeZone::look_up(std::int64_t seconds) const noexcept {
    seconds = seconds_in_known_years(seconds);
    const auto& all = rules_.transitions;
    // An offset is less than a day, so only the spans of offsets that touch the day before or after can show this time.
    const auto first_later = std::partition_point(all.begin(), all.end(), [&](const ZoneRules::Transition& transition) {
        return transition.at <= seconds - seconds_of_day;
    });
    auto span = static_cast<std::size_t>(first_later - all.begin());  // ends at all[span], begins at all[span - 1]
    Local answer{Local::Kind::skipped, span == 0 ? rules_.first_offset : all[span - 1].offset};
    for (; span <= all.size(); ++span) {
        if (span > 0 && all[span - 1].at > seconds + seconds_of_day) break;
        const std::int32_t offset = span == 0 ? rules_.first_offset : all[span - 1].offset;
        const std::int64_t instant = seconds - offset;
        const bool begun = span == 0 || all[span - 1].at <= instant;
        const bool over = span < all.size() && all[span].at <= instant;
        if (begun && !over) {
            if (answer.kind == Local::Kind::once) return {Local::Kind::repeated, answer.offset};
            answer = {Local::Kind::once, offset};
        }
    }
    return answer;
}

Result<std::shared_ptr<const TimeZone>> zone_of(const std::string& text, const std::optional<ZoneRules>& rules) {
    if (text.empty()) return std::shared_ptr<const TimeZone>();
    if (auto fixed = TimeZone::fixed(text)) return std::shared_ptr<const TimeZone>(std::make_shared<TimeZone>(std::move(*fixed)));
    if (!rules || rules->name != text) {
        return make_issue(Code::invalid_value, "The time zone \"" + shortened(text) + "\" is not known here.",
                          "Give \"UTC\", an offset such as \"+02:00\", or a name of the tz database such as \"Europe/Berlin\".");
    }
    auto zone = TimeZone::make(*rules);
    if (!zone) return std::move(zone).error();
    return std::shared_ptr<const TimeZone>(std::make_shared<TimeZone>(std::move(*zone)));
}

}  // namespace muster
