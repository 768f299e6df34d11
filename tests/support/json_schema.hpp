// As much of JSON Schema 2020-12 as docs/sync.schema.json uses. "pattern" is left to the tables of the tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "muster/json_write.hpp"

namespace muster::test {

inline std::string json_of(const JsonValue& value) {
    JsonWriter json;
    write_json(json, value);
    return json.take();
}

inline double number_of(const JsonValue& value) {
    return value.kind == JsonValue::Kind::integer ? static_cast<double>(value.integer) : std::stod(value.string);
}

inline bool has_type(const JsonValue& value, std::string_view type) {
    switch (value.kind) {
        case JsonValue::Kind::null: return type == "null";
        case JsonValue::Kind::boolean: return type == "boolean";
        case JsonValue::Kind::integer: return type == "integer" || type == "number";
        case JsonValue::Kind::real:
            return type == "number" || (type == "integer" && number_of(value) == std::floor(number_of(value)));
        case JsonValue::Kind::string: return type == "string";
        case JsonValue::Kind::array: return type == "array";
        case JsonValue::Kind::object: return type == "object";
    }
    return false;
}

inline std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

// The only form of pattern for member names here: (one|two|three)$
inline bool name_matches(std::string_view pattern, std::string_view name) {
    for (std::string_view rest = pattern.substr(1, pattern.size() - 3); !rest.empty();) {
        const std::string_view end = rest.substr(0, rest.find('|'));
        if (name.ends_with(end)) return true;
        rest.remove_prefix(std::min(end.size() + 1, rest.size()));
    }
    return false;
}

bool valid(const JsonValue& root, const JsonValue& schema, const JsonValue& value);

inline bool valid_scalar(const JsonValue& schema, const JsonValue& value) {
    if (const JsonValue* type = schema.find("type")) {
        const bool fits = type->kind == JsonValue::Kind::string
                              ? has_type(value, type->string)
                              : std::any_of(type->items.begin(), type->items.end(),
                                            [&](const JsonValue& one) { return has_type(value, one.string); });
        if (!fits) return false;
    }
    if (const JsonValue* words = schema.find("enum")) {
        const std::string text = json_of(value);
        if (std::none_of(words->items.begin(), words->items.end(),
                         [&](const JsonValue& word) { return json_of(word) == text; }))
            return false;
    }
    const bool number = value.kind == JsonValue::Kind::integer || value.kind == JsonValue::Kind::real;
    const JsonValue* minimum = schema.find("minimum");
    const JsonValue* maximum = schema.find("maximum");
    if (number && minimum != nullptr && number_of(value) < number_of(*minimum)) return false;
    if (number && maximum != nullptr && number_of(value) > number_of(*maximum)) return false;
    const bool text = value.kind == JsonValue::Kind::string;
    const JsonValue* shortest = schema.find("minLength");
    const JsonValue* longest = schema.find("maxLength");
    if (text && shortest != nullptr && characters(value.string) < static_cast<std::size_t>(shortest->integer))
        return false;
    if (text && longest != nullptr && characters(value.string) > static_cast<std::size_t>(longest->integer))
        return false;
    // default_country: two letters or nothing.
    const JsonValue* pattern = schema.find("pattern");
    return !(text && pattern != nullptr && pattern->string.ends_with("{2})?$") && !value.string.empty() &&
             value.string.size() != 2);
}

inline bool valid_object(const JsonValue& root, const JsonValue& schema, const JsonValue& value) {
    if (const JsonValue* required = schema.find("required")) {
        for (const JsonValue& name : required->items) {
            if (value.find(name.string) == nullptr) return false;
        }
    }
    const JsonValue* properties = schema.find("properties");
    const JsonValue* patterns = schema.find("patternProperties");
    const JsonValue* others = schema.find("additionalProperties");
    for (const auto& [name, member] : value.members) {
        const JsonValue* property = properties != nullptr ? properties->find(name) : nullptr;
        bool known = property != nullptr;
        if (known && !valid(root, *property, member)) return false;
        for (std::size_t i = 0; patterns != nullptr && i < patterns->members.size(); ++i) {
            if (!name_matches(patterns->members[i].name, name)) continue;
            known = true;
            if (!valid(root, patterns->members[i].value, member)) return false;
        }
        if (known || others == nullptr) continue;
        if (others->kind == JsonValue::Kind::boolean ? !others->boolean : !valid(root, *others, member)) return false;
    }
    return true;
}

inline bool valid_array(const JsonValue& root, const JsonValue& schema, const JsonValue& value) {
    if (const JsonValue* least = schema.find("minItems")) {
        if (value.items.size() < static_cast<std::size_t>(least->integer)) return false;
    }
    const JsonValue* first = schema.find("prefixItems");
    const JsonValue* items = schema.find("items");
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        const bool is_prefix = first != nullptr && i < first->items.size();
        if (is_prefix && !valid(root, first->items[i], value.items[i])) return false;
        if (!is_prefix && items != nullptr && !valid(root, *items, value.items[i])) return false;
    }
    return true;
}

inline bool valid(const JsonValue& root, const JsonValue& schema, const JsonValue& value) {
    if (const JsonValue* reference = schema.find("$ref")) {
        const std::string name = reference->string.substr(std::string_view("#/$defs/").size());
        if (!valid(root, *root.find("$defs")->find(name), value)) return false;
    }
    if (const JsonValue* parts = schema.find("allOf")) {
        const auto fits = [&](const JsonValue& part) { return valid(root, part, value); };
        if (!std::all_of(parts->items.begin(), parts->items.end(), fits)) return false;
    }
    if (const JsonValue* branches = schema.find("anyOf")) {
        const auto fits = [&](const JsonValue& branch) { return valid(root, branch, value); };
        if (std::none_of(branches->items.begin(), branches->items.end(), fits)) return false;
    }
    if (!valid_scalar(schema, value)) return false;
    if (value.kind == JsonValue::Kind::object) return valid_object(root, schema, value);
    return value.kind != JsonValue::Kind::array || valid_array(root, schema, value);
}

}  // namespace muster::test
