// Cells of dates and times: from the text to the ISO text that is stored. Internal to core.
#pragma once

#include <string>
#include <string_view>

#include "muster/value.hpp"

namespace muster {

// How the pattern of a rule is to be compiled.
DateOptions date_options(const ValueRule& rule);

class TemporalReader {
public:
    // Errors: pattern_invalid.
    static Result<TemporalReader> make(const ValueRule& rule);
    // `cell` is trimmed and not empty. Allocates only when scratch must grow.
    ValueReader::Outcome read(std::string_view cell, std::string& scratch) const;

private:
    explicit TemporalReader(DatePattern pattern) : pattern_(std::move(pattern)) {}
    ValueReader::Outcome place_in_zone(DateTime& value, std::string& scratch) const;

    DatePattern pattern_;
    Type type_ = Type::date;
    bool birth_date_ = false;
    CalendarDay today_;
    std::shared_ptr<const TimeZone> zone_;
};

// Message and suggestion.
struct ValueWords {
    std::string message;
    std::string suggestion;
};
// Sentences for the refusals and notes of TemporalReader.
ValueWords temporal_words(const ValueRule& rule, Code code, std::string_view cell);

}  // namespace muster
