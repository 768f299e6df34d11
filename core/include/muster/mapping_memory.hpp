// What is remembered of the mappings that were used, for the next file with the same header. Names and date patterns only;
// nothing of the rows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"
#include "muster/mapping.hpp"
#include "muster/result.hpp"

namespace muster {

class Check;

// The same for headers of the same names, whatever their order, letter case, accents and marks: 16 hexadecimal digits.
std::string header_fingerprint(std::span<const std::string> columns);

// What this check does with its columns. Empty for a file without a header, whose columns have no names of their own.
std::vector<EarlierChoice> choices_of(const Check& check);

// The choice for a column of this name, as header_fingerprint compares names; nullptr when there is none.
const EarlierChoice* choice_for(std::span<const EarlierChoice> choices, std::string_view column) noexcept;

// [{"column","field","format"}], where a field of null means that the column was left out, and a format of null none.
void write_choices(JsonWriter& json, std::span<const EarlierChoice> choices);
// Errors: wrong_type.
Result<std::vector<EarlierChoice>> choices_from(const JsonValue& value);

}  // namespace muster
