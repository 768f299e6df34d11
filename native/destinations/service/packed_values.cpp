#include "packed_values.hpp"

#include <charconv>

#include "muster/json.hpp"

namespace muster::native {
namespace {

std::string text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr ? value->string : std::string();
}

bool truth_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->boolean;
}

std::size_t size_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->integer > 0 ? static_cast<std::size_t>(value->integer) : 0;
}

}  // namespace

void pack(std::span<const ServiceValue> values, std::string& into) {
    into.clear();
    char digits[20];
    for (const ServiceValue& value : values) {
        if (!value) {
            into += '-';
            continue;
        }
        const auto end = std::to_chars(digits, digits + sizeof digits, value->size()).ptr;
        into.append(digits, end);
        into += ':';
        into += *value;
    }
}

bool unpack(std::string_view text, std::vector<ServiceValue>& into) {
    into.clear();
    while (!text.empty()) {
        if (text.front() == '-') {
            into.emplace_back(std::nullopt);
            text.remove_prefix(1);
            continue;
        }
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
        const auto digits = static_cast<std::size_t>(end - text.data());
        if (error != std::errc() || digits == text.size() || *end != ':' || size > text.size() - digits - 1) return false;
        into.emplace_back(text.substr(digits + 1, size));
        text.remove_prefix(digits + 1 + size);
    }
    return true;
}

std::string plan_json(const ServicePlan& plan) {
    JsonWriter json;
    json.begin_object();
    json.member("insert", plan.mode.insert).member("update", plan.mode.update).member("delete_missing", plan.mode.delete_missing);
    json.member("own", plan.mode.scope == DeleteScope::own).member("delete_form", plan.mode.delete_form);
    json.member("key", static_cast<std::uint64_t>(plan.key));
    json.key("columns").begin_array();
    for (const ServiceColumn& column : plan.columns) {
        json.begin_object();
        json.member("field", column.field).member("type", name_of(column.type)).member("declared", column.declared);
        json.member("clear", column.empty == EmptyCell::clear).member("new_field", column.new_field);
        json.member("max_length", static_cast<std::uint64_t>(column.max_length));
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::optional<ServicePlan> plan_from_json(std::string_view json) {
    const auto read = parse_json(json);
    if (!read || read->kind != JsonValue::Kind::object) return std::nullopt;
    const JsonValue* columns = read->find("columns");
    const JsonValue* key = read->find("key");
    if (columns == nullptr || key == nullptr || key->integer < 0) return std::nullopt;
    ServicePlan plan;
    plan.mode.insert = truth_of(*read, "insert");
    plan.mode.update = truth_of(*read, "update");
    plan.mode.delete_missing = truth_of(*read, "delete_missing");
    plan.mode.scope = truth_of(*read, "own") ? DeleteScope::own : DeleteScope::all;
    plan.mode.delete_form = text_of(*read, "delete_form");
    plan.key = static_cast<std::size_t>(key->integer);
    for (const JsonValue& item : columns->items) {
        const auto type = type_named(text_of(item, "type"));
        if (!type) return std::nullopt;
        plan.columns.push_back({text_of(item, "field"), *type, truth_of(item, "declared"),
                                truth_of(item, "clear") ? EmptyCell::clear : EmptyCell::keep, truth_of(item, "new_field"), size_of(item, "max_length")});
    }
    if (plan.key >= plan.columns.size()) return std::nullopt;
    return plan;
}

std::string columns_text(const ServicePlan& plan) {
    JsonWriter json;
    json.begin_array();
    for (const ServiceColumn& column : plan.columns) {
        json.string(column.field).string(name_of(column.type));
        if (column.empty == EmptyCell::clear) json.boolean(true);
    }
    json.end_array();
    return json.take();
}

}  // namespace muster::native
