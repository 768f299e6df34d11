// Sentences about dates and times that were refused or remarked upon.
#include "value_temporal.hpp"

namespace muster {
namespace {

std::string quoted(std::string_view text) { return "\"" + shortened(text, 80) + "\""; }

std::string zone_name(const ValueRule& rule) { return rule.zone ? rule.zone->name() : std::string("the zone"); }

ValueWords refusal_words(const ValueRule& rule, std::string_view cell) {
    if (is_null_date(cell)) {
        return {quoted(cell) + " stands for no date.",
                "List it under null_words to have it treated as an empty cell, or leave the cell empty."};
    }
    const auto pattern = DatePattern::compile(rule.format, date_options(rule));
    std::string form = quoted(rule.format);
    std::string reason;
    if (pattern) {
        form = quoted(pattern->ldml()) + " (for example " + pattern->example() + ")";
        reason = pattern->reason_of_refusal(cell);
    }
    return {quoted(cell) + " is not a real date of the form " + form + "." + (reason.empty() ? "" : " " + reason),
            "Correct the date, or declare another format for this column."};
}

}  // namespace

ValueWords temporal_words(const ValueRule& rule, Code code, std::string_view cell) {
    switch (code) {
        case Code::local_time_skipped:
            return {"The clocks of " + zone_name(rule) + " never showed " + quoted(cell) + ": they were put forward over it.",
                    "Correct the time, or declare the zone in which the times of the file are."};
        case Code::local_time_repeated:
            return {"The clocks of " + zone_name(rule) + " showed " + quoted(cell) + " twice; the first time is taken.",
                    "Write times with their offset from UTC where the difference of an hour matters."};
        case Code::date_time_zone_missing:
            return {"The times of this column, such as " + quoted(cell) + ", name no time zone; they are kept as local times.",
                    "Set time_zone in the document, for example \"UTC\", \"+01:00\" or \"Europe/Berlin\"."};
        case Code::time_dropped:
            return {"The field holds dates, so the time of day in " + quoted(cell) + " is left out.",
                    "Use a field of type date_time if the time matters."};
        case Code::birth_date_in_future:
            return {"The birth date " + quoted(cell) + " lies in the future; it is kept.", "Correct it in the source system."};
        default: return refusal_words(rule, cell);
    }
}

}  // namespace muster
