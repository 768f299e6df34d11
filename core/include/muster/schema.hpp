// The fields that a destination accepts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/issue.hpp"
#include "muster/value.hpp"

namespace muster {

enum class Comparison : std::uint8_t { less, less_or_equal, greater, greater_or_equal, equal, not_equal };

// One entry of "rules": each check that it names is made. All but `required` look at the value that would be stored, and never at
// an empty one.
struct FieldRule {
    std::optional<std::string> minimum, maximum;   // numbers and dates (YYYY-MM-DD, or with a time)
    Severity level = Severity::error;
    std::string matches = {};                      // a regular expression (expression.hpp) that occurs in the value; empty: any value
    std::vector<std::string> one_of = {};          // the values that pass, numbers compared as numbers; empty: any value
    bool required = false;                         // an empty value does not pass
    bool unique = false;                           // no two keys of the file have the same value
    std::optional<Comparison> compare = {};        // with the value of other_field in the same row, where that is not empty
    std::string other_field = {};
    std::string says = {};                         // of a destination's own rule: the sentence about a value that breaks it
    std::string separators = {};                   // likewise: each of these divides the value into several of one_of, at least one

    bool operator==(const FieldRule&) const = default;
};

struct Field {
    std::string name;                 // "email", "birth_date"
    std::string label;                // for people: "Birth date"
    Type type = Type::text;
    std::size_t max_length = 0;       // 0: no limit
    LengthUnit length_unit = LengthUnit::code_points;  // how the destination counts
    bool required = false;
    bool writable = true;
    bool sensitive = false;           // masked in previews and reports
    bool inferred = false;            // the type was found by inspection, nobody declared it: a cell that does not fit is a
                                      // warning and is kept as text
    std::vector<std::string> choices;
    std::vector<FieldRule> rules = {};   // of the destination, beside those of the mapping
};

// Field names are compared without ASCII letter case.
inline bool same_field_name(std::string_view a, std::string_view b) noexcept {
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (folded(a[i]) != folded(b[i])) return false;
    }
    return true;
}

struct Schema {
    std::vector<Field> fields;
    std::string key_field;            // empty: not fixed yet (a new contact database)
    bool accepts_new_fields = false;
    bool types_are_fixed = false;     // a new field whose name is taken by one for other values is an error of the mapping
    bool keys_are_values = false;     // keys are compared as their column is read, so "+46 70" is "070" of Sweden; else as texts

    // Compares names without letter case. nullptr when there is none.
    const Field* find(std::string_view name) const noexcept;
};

// "Geburts-Datum " -> "geburts_datum": lower case, letters with diacritics folded to ASCII, other runs to one underscore,
// never empty ("field"), never starting with a digit ("field_2024").
std::string normalised_field_name(std::string_view header);

}  // namespace muster
