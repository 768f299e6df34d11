// Which column feeds which field, and a suggestion for it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/profile.hpp"
#include "muster/schema.hpp"

namespace muster {

enum class EmptyCell : std::uint8_t { keep, clear };

struct FieldMapping {
    std::string column;               // header name as in the file (usable_header)
    std::string field;
    std::optional<Type> type;         // declared: a cell that does not fit rejects its row. Absent: the field's, else inferred
    std::string format;               // empty: inferred over the whole column
    DecimalMark decimal = DecimalMark::unknown;  // of numbers; unknown: as the document says for all columns
    EmptyCell empty = EmptyCell::keep;
    bool required = false;
    bool new_field = false;
    bool sensitive = false;
    std::size_t max_length = 0;       // in characters (code points); 0: the field's own limit, a new field gets none
    EmailSyntax email_syntax = EmailSyntax::rfc;
    std::vector<std::string> choices; // the allowed words; with them the type is choice. Empty: the field's
    std::vector<FieldRule> rules;

    bool operator==(const FieldMapping&) const = default;
};

struct Key {
    std::string field;                // empty when generated
    bool generate_random_9_digits = false;

    bool operator==(const Key&) const = default;
};

// All faults of a mapping at once: unknown columns and fields, a field mapped twice, a missing key, type clashes,
// required fields without a column. Columns are compared exactly, fields without letter case. Empty when it can be used.
std::vector<Issue> check_mapping(std::span<const FieldMapping> mapping, const Key& key,
                                 std::span<const std::string> columns, const Schema& schema);

// What was chosen for a column when a file with this header was imported before.
struct EarlierChoice {
    std::string column;               // header name
    std::string field;                // empty: the column was left out
    std::string format;               // of dates, in LDML letters; else empty

    bool operator==(const EarlierChoice&) const = default;
};

struct Suggestion {
    FieldMapping mapping;
    int confidence = 0;               // per mille
    std::string reason;               // a sentence: "The header says an e-mail address and the values agree."
    std::optional<Type> new_type;     // of a new field: what the values of the column look like
    std::string why_new;              // of a new field: why no other one is fed, the start of the reason
};

// A whole column may turn out to be of another type than its start: says the type that a new field gets, in the reason as well.
void set_new_type(Suggestion& suggestion, Type type);

struct SuggestionOptions {
    std::string key_field;            // a field that must be fed, if any column can
    bool new_fields = true;           // columns without a known field become new fields (needs accepts_new_fields)
    // Come before everything else, unless the values of the column contradict the field.
    std::span<const EarlierChoice> earlier = {};
};

// One-to-one: no field twice. Columns that fit nothing (and, with new_fields, could not become one) are left out, and so are
// password columns without a password field. Types and formats stay absent: they are inferred from the whole column, and a
// declared one would reject rows over a guess. A new text field gets a max_length of at least twice what was seen.
std::vector<Suggestion> suggest_mapping(std::span<const ColumnProfile> columns, const Schema& schema,
                                        const SuggestionOptions& options = {});

// Why columns that might feed the key field do not, a sentence for each: their header and their values contradict each other. Empty
// when there is no such column.
std::string why_key_is_unfed(std::span<const ColumnProfile> columns, const Schema& schema, const std::string& key_field);

// What a mapping leaves over: columns of the file that feed nothing, and fields that could be written but are not fed.
struct Unmapped {
    std::vector<std::string> columns, fields;
};
Unmapped unmapped(std::span<const FieldMapping> mapping, std::span<const std::string> columns, const Schema& schema);

}  // namespace muster
