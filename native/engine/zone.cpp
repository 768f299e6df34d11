#include "native/engine/zone.hpp"

#include <date/tz.h>

#include <charconv>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace muster::native {
namespace {

constexpr const char* tz_folder = "/usr/share/zoneinfo/";
constexpr int first_year = 1800, end_year = ZoneRules::rules_end_year;

date::sys_seconds begin_of(int year) { return date::sys_days(date::year{year} / 1 / 1); }

// A change of offset that comes every year, as POSIX writes it: the week'th weekday (0 is Sunday, week 5 the last one) of a
// month, so many seconds after midnight.
struct YearlyChange {
    unsigned month = 1, week = 1, weekday = 0;
    std::int32_t seconds = 7200;

    std::int64_t local_seconds(int year) const {
        const date::weekday day{weekday};
        const date::sys_days found = week == 5 ? date::sys_days(date::year{year} / date::month{month} / day[date::last])
                                               : date::sys_days(date::year{year} / date::month{month} / day[week]);
        return date::sys_seconds(found).time_since_epoch().count() + seconds;
    }
};

// How a zone goes on: "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX, 8.3; RFC 8536, section 3.3). Reads what the tz database uses.
class Continuation {
public:
    // False for a zone that changes no more, and for a text of another form.
    bool read(std::string_view text) {
        text_ = text;
        if (!name() || !offset(standard_) || !name()) return false;
        standard_ = -standard_;
        summer_ = standard_ + 3600;
        if (!text_.starts_with(',')) {
            if (!offset(summer_)) return false;
            summer_ = -summer_;
        }
        return change(starts_) && change(ends_) && text_.empty();
    }

    void append_year(int year, ZoneRules& rules) const {
        ZoneRules::Transition first{starts_.local_seconds(year) - standard_, summer_};
        ZoneRules::Transition second{ends_.local_seconds(year) - summer_, standard_};
        if (second.at < first.at) std::swap(first, second);
        for (const ZoneRules::Transition& one : {first, second}) {
            if (rules.transitions.empty() || one.at > rules.transitions.back().at) rules.transitions.push_back(one);
        }
    }

private:
    bool skip(char c) {
        if (!text_.starts_with(c)) return false;
        text_.remove_prefix(1);
        return true;
    }
    bool name() {
        const bool quoted = skip('<');
        const std::size_t size = quoted ? text_.find('>') : text_.find_first_of("0123456789+-,");
        if (size == 0 || size == std::string_view::npos) return false;
        text_.remove_prefix(size + (quoted ? 1 : 0));
        return true;
    }
    template <class Number>
    bool number(Number& value) {
        const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
        return error == std::errc();
    }
    // hh[:mm[:ss]] in seconds
    bool offset(std::int32_t& seconds) {
        const bool negative = skip('-');
        if (!negative) skip('+');
        std::int32_t part = 0;
        seconds = 0;
        for (std::int32_t unit = 3600; unit > 0; unit /= 60) {
            if (!number(part)) return false;
            seconds += part * unit;
            if (!skip(':')) break;
        }
        if (negative) seconds = -seconds;
        return true;
    }
    bool change(YearlyChange& change) {
        const bool day = skip(',') && skip('M') && number(change.month) && skip('.') && number(change.week) && skip('.') && number(change.weekday);
        if (!day || change.month < 1 || change.month > 12 || change.week < 1 || change.week > 5 || change.weekday > 6) return false;
        return !skip('/') || offset(change.seconds);
    }

    std::string_view text_;
    std::int32_t standard_ = 0, summer_ = 0;   // east of UTC
    YearlyChange starts_, ends_;
};

// The last line of a zone's file says how it goes on after the changes that are listed, which end in 2037. The library does
// not read it.
std::string last_line(const std::string& name) {
    std::ifstream file(tz_folder + name, std::ios::binary);
    std::string line, last;
    while (std::getline(file, line)) last = line;
    return last;
}

ZoneRules rules_of(const date::time_zone& zone) {
    ZoneRules rules;
    rules.name = zone.name();
    date::sys_info info = zone.get_info(begin_of(first_year));
    rules.first_offset = static_cast<std::int32_t>(info.offset.count());
    std::int32_t before = rules.first_offset;
    while (info.end < begin_of(end_year)) {
        info = zone.get_info(info.end);
        const auto offset = static_cast<std::int32_t>(info.offset.count());
        if (offset != before) rules.transitions.push_back({info.begin.time_since_epoch().count(), offset});
        before = offset;
    }
    const std::string line = last_line(rules.name);
    Continuation later;
    if (!later.read(line)) return rules;
    const auto last_year = date::year_month_day(date::floor<date::days>(info.begin)).year();
    for (int year = static_cast<int>(last_year); year < end_year; ++year) later.append_year(year, rules);
    return rules;
}

}  // namespace

Result<std::optional<ZoneRules>> zone_rules(const std::string& name) {
    if (name.empty() || TimeZone::fixed(name)) return std::optional<ZoneRules>();
    try {
        ZoneRules rules = rules_of(*date::locate_zone(name));
        rules.name = name;  // a link has the rules of the zone that it leads to
        return std::optional<ZoneRules>(std::move(rules));
    } catch (const std::runtime_error&) {
        return make_issue(Code::invalid_value, "The tz database of this machine has no time zone \"" + shortened(name) + "\".",
                          "Give \"UTC\", an offset such as \"+02:00\" or a name such as \"Europe/Berlin\"; the names come with the package tzdata.");
    }
}

}  // namespace muster::native
