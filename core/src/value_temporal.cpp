#include "value_temporal.hpp"

#include "date_internal.hpp"
#include "value_parts.hpp"

#include <array>

namespace muster {
namespace {

ValueReader::Outcome written(const DateTime& value, std::string& scratch) {
    if (value.kind == TemporalKind::date) {
        scratch.resize(iso_day_bytes);
        write_iso_day(value, scratch.data());
        return accepted({scratch.data(), iso_day_bytes});
    }
    std::array<char, max_iso_bytes> iso;
    scratch.assign(iso.data(), write_iso(value, iso));
    return accepted(scratch);
}

std::int64_t local_seconds(const DateTime& value) noexcept {
    return dates::days_of(value.year, value.month, value.day) * 86400 + value.hour * 3600 + value.minute * 60 + value.second;
}

bool has_time_of_day(const DateTime& value) noexcept {
    return value.kind == TemporalKind::date_time && (value.hour != 0 || value.minute != 0 || value.second != 0 || value.fraction_digits != 0);
}

}  // namespace

DateOptions date_options(const ValueRule& rule) {
    DateOptions options;
    options.order = rule.order;
    options.pivot = rule.pivot;
    if (rule.birth_date) options.latest = rule.today;
    return options;
}

Result<TemporalReader> TemporalReader::make(const ValueRule& rule) {
    auto pattern = DatePattern::compile(rule.format, date_options(rule));
    if (!pattern) return std::move(pattern).error();
    TemporalReader reader(std::move(pattern).value());
    reader.type_ = rule.type;
    reader.birth_date_ = rule.birth_date && rule.today.known();
    reader.today_ = rule.today;
    reader.zone_ = rule.zone;
    return reader;
}

ValueReader::Outcome TemporalReader::read(std::string_view cell, std::string& scratch) const {
    std::optional<DateTime> value = pattern_.read(cell);
    if (!value || value->kind == TemporalKind::time) return refused(Code::invalid_date);
    if (type_ == Type::date_time && value->kind == TemporalKind::date_time && !value->has_offset) return place_in_zone(*value, scratch);
    const bool drops_time = type_ == Type::date && has_time_of_day(*value);
    if (type_ == Type::date) {
        // The day that the text says, whatever its offset.
        value->kind = TemporalKind::date;
        value->has_offset = false;
    }
    ValueReader::Outcome outcome = written(*value, scratch);
    if (drops_time) outcome.note = Code::time_dropped;
    const CalendarDay day{value->year, value->month, value->day};
    if (birth_date_ && day > today_) outcome.note = Code::birth_date_in_future;
    return outcome;
}

// A local time becomes an instant by the clocks of its zone; one that they show twice is the first (RFC 5545, 3.3.5).
ValueReader::Outcome TemporalReader::place_in_zone(DateTime& value, std::string& scratch) const {
    ValueReader::Outcome outcome;
    if (!zone_) {
        outcome = written(value, scratch);
        outcome.note = Code::date_time_zone_missing;
        return outcome;
    }
    const TimeZone::Local local = zone_->look_up(local_seconds(value));
    if (local.kind == TimeZone::Local::Kind::skipped) return refused(Code::local_time_skipped);
    value.has_offset = true;
    value.offset_minutes = local.offset / 60;
    value.offset_rest_seconds = local.offset % 60;
    if (!dates::instant_is_writable(value)) return refused(Code::invalid_date);
    outcome = written(value, scratch);
    if (local.kind == TimeZone::Local::Kind::repeated) outcome.note = Code::local_time_repeated;
    return outcome;
}

}  // namespace muster
