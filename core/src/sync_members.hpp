// The members of a sync document and the words of its fixed lists: one table for reader, writer and the test that
// compares them with docs/sync.schema.json.
#pragma once

#include "document_reader.hpp"
#include "muster/sync.hpp"

namespace muster::sync_members {

inline constexpr Member root[] = {
    {"$schema", false, true},  // for editors; not kept
    {"name", true},
    {"source", true},
    {"destination", true},
    {"key", true},
    {"mapping", true},
    {"null_words"},
    {"decimal"},
    {"default_country", false, true},
    {"default_order", false, true},
    {"time_zone", false, true},
    {"pivot"},
    {"duplicates"},
    {"near_duplicates"},
    {"mode"},
    {"limits"},
    {"even_if_unchanged"},
    {"schedule", false, true},
    {"notify", false, true},
};

inline constexpr Member source[] = {
    {"url", true},
    {"user", false, true},
    {"password", false, true},
    {"encoding"},
    {"delimiter"},
    {"quote"},
    {"escape"},
    {"header"},
    {"preamble_rows"},
    {"short_rows"},
    {"strict_newlines"},
    {"trailer", false, true},
    {"minimum_rows"},
};

// The members that every destination has; others belong to its kind.
inline constexpr Member destination[] = {
    {"kind"},
    {"url", false, true},
    {"connection", false, true},
};

inline constexpr Member key[] = {{"field"}, {"generate"}};

inline constexpr Member mapping[] = {
    {"column", true},        {"field", true}, {"type", false, true},
    {"format", false, true}, {"decimal"},     {"empty"},
    {"required"},            {"new_field"},   {"sensitive"},
    {"max_length"},          {"email_syntax"}, {"choices"},
    {"rules"},
};

inline constexpr Member rule[] = {
    {"min", false, true}, {"max", false, true}, {"matches", false, true}, {"one_of"},
    {"required"},         {"unique"},           {"compare", false, true}, {"field", false, true}, {"level"},
};

inline constexpr Member mode[] = {{"insert"}, {"update"}, {"delete_missing"}, {"scope"}, {"delete_form", false, true}};

inline constexpr Member limits[] = {
    {"max_delete"}, {"max_delete_percent"}, {"unreadable_keys_percent"}, {"on_rejected"}, {"max_rejected_percent"},
};

inline constexpr Member secret[] = {{"env"}, {"file"}, {"command"}};

// The first word of a value is the one that is written.
inline constexpr Word<ShortRows> short_rows_words[] = {{"reject", ShortRows::reject}, {"keep", ShortRows::keep}};
inline constexpr Word<EmptyCell> empty_words[] = {{"keep", EmptyCell::keep}, {"clear", EmptyCell::clear}};
inline constexpr Word<EmailSyntax> email_syntax_words[] = {{"rfc", EmailSyntax::rfc}, {"whatwg", EmailSyntax::whatwg}};
inline constexpr Word<std::string_view> delimiter_words[] = {
    {"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"pipe", "|"}, {"space", " "}};
inline constexpr Word<DecimalMark> decimal_words[] = {
    {"auto", DecimalMark::unknown}, {".", DecimalMark::point},     {",", DecimalMark::comma},
    {"point", DecimalMark::point},  {"comma", DecimalMark::comma},
};
inline constexpr Word<DateOrder> order_words[] = {
    {"dmy", DateOrder::dmy}, {"mdy", DateOrder::mdy}, {"ymd", DateOrder::ymd}};
inline constexpr Word<Duplicates> duplicates_words[] = {
    {"last", Duplicates::last}, {"first", Duplicates::first}, {"reject", Duplicates::reject}};
inline constexpr Word<DeleteScope> scope_words[] = {{"all", DeleteScope::all}, {"own", DeleteScope::own}};
inline constexpr Word<bool> on_rejected_words[] = {{"skip", false}, {"stop", true}};
inline constexpr Word<bool> generate_words[] = {{"random_9_digits", true}};
inline constexpr Word<Severity> level_words[] = {
    {"error", Severity::error}, {"warning", Severity::warning}, {"information", Severity::information}};
inline constexpr Word<Comparison> comparison_words[] = {
    {"<", Comparison::less},   {"<=", Comparison::less_or_equal}, {">", Comparison::greater}, {">=", Comparison::greater_or_equal},
    {"=", Comparison::equal},  {"!=", Comparison::not_equal},
};
inline constexpr Word<Type> type_words[] = {
    {"text", Type::text},
    {"email", Type::email},
    {"phone", Type::phone},
    {"date", Type::date},
    {"date_time", Type::date_time},
    {"number", Type::number},
    {"integer", Type::integer},
    {"boolean", Type::boolean},
    {"country", Type::country},
    {"language", Type::language},
    {"url", Type::url},
    {"choice", Type::choice},
};

template <class Value, std::size_t Size>
constexpr std::string_view word_of(Value value, const Word<Value> (&words)[Size]) noexcept {
    for (const Word<Value>& word : words) {
        if (word.value == value) return word.text;
    }
    return words[0].text;
}

inline constexpr std::uint64_t max_pivot = 99;
inline constexpr std::uint64_t largest_max_length = 0xFFFFFFFF;

}  // namespace muster::sync_members
