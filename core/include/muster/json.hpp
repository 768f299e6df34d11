// JSON, in and out. Out: a writer that appends to one string. In: a small tree (by simdjson, in json.cpp only).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "muster/result.hpp"

namespace muster {

// Appends JSON to a string; keeps track of commas. Text that is not valid UTF-8 is written with U+FFFD in place of the
// offending bytes, so that the output is always valid JSON.
class JsonWriter {
public:
    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view text);
    JsonWriter& number(std::int64_t value);
    JsonWriter& number(std::uint64_t value);
    JsonWriter& number(std::int32_t value) { return number(static_cast<std::int64_t>(value)); }
    JsonWriter& number(std::uint32_t value) { return number(static_cast<std::uint64_t>(value)); }
    // Fixed decimals (at most 9), without locale; null for what is not a number or has more than 18 digits.
    static constexpr int max_decimals = 9;
    JsonWriter& real(double value, int decimals);
    JsonWriter& boolean(bool value);
    JsonWriter& null();
    // null for an empty text
    JsonWriter& string_or_null(std::string_view text) { return text.empty() ? null() : string(text); }
    JsonWriter& raw(std::string_view json);         // a finished JSON value

    // One member of an object.
    JsonWriter& member(std::string_view name, std::string_view text) { return key(name).string(text); }
    JsonWriter& member(std::string_view name, const char* text) { return key(name).string(text); }
    JsonWriter& member(std::string_view name, std::uint64_t value) { return key(name).number(value); }
    JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).number(value); }
    JsonWriter& member(std::string_view name, std::uint32_t value) { return key(name).number(value); }
    JsonWriter& member(std::string_view name, std::int32_t value) { return key(name).number(value); }
    JsonWriter& member(std::string_view name, bool value) { return key(name).boolean(value); }

    const std::string& text() const noexcept { return text_; }
    // Hands the text over and starts anew.
    std::string take() noexcept {
        comma_ = false;
        return std::exchange(text_, {});
    }
    void clear() noexcept { text_.clear(); comma_ = false; }

private:
    void separate();
    std::string text_;
    bool comma_ = false;
};

// Finished JSON as people like to read it: containers down to `depth` get a line for each entry, deeper ones stay on
// theirs.
std::string indented_json(std::string_view json, std::size_t depth = 2);

// Issues as every JSON output has them: {code, severity, row, line, column, column_name, byte, pointer, value, message,
// suggestion}; members that do not apply are null. Where somebody has to choose between readings there is also
// "readings":[{"order","format","example":{"text","iso"},"preselected"}], with an example of null where values are not shown.
void write_issue(JsonWriter& json, const Issue& issue);

// A parsed value with the place where it stands in the text.
struct JsonMember;

struct JsonValue {
    enum class Kind : std::uint8_t { null, boolean, integer, real, string, array, object } kind = Kind::null;
    bool boolean = false;
    std::int64_t integer = 0;
    std::string string;                                         // string; real: the number as it is written
    std::vector<JsonValue> items;                               // array
    std::vector<JsonMember> members;                            // object, in the order of the text, repeated ones kept
    std::size_t offset = 0;                                     // byte at which the value starts in the text

    const JsonValue* find(std::string_view name) const noexcept;    // object: first member of that name
};

struct JsonMember {
    std::string name;
    JsonValue value;
};

// Errors: syntax_error with line, column and byte. Depth is limited to 64; a text over 64 MB is refused. A byte-order
// mark is skipped. Whole numbers that fit 64 bits with sign are of kind integer, all others of kind real.
Result<JsonValue> parse_json(std::string_view text);

// Line and column (in characters, both from 1) of a byte offset, with the byte itself.
Location locate(std::string_view text, std::size_t offset) noexcept;

}  // namespace muster
