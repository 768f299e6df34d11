#include "body.hpp"

#include <algorithm>

#include "muster/json_write.hpp"
#include "muster/schema.hpp"

namespace muster::native::http_json {

namespace {

Issue wrong(std::string message, std::string suggestion) { return make_issue(Code::invalid_value, std::move(message), std::move(suggestion)); }

// A text that names no field. Two braces stand for one.
Result<std::string> constant_text(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{' && text.substr(i, 2) != "{{") {
            return wrong("It has the text \"" + shortened(text, 60) + "\", in which a brace opens.",
                         "A field is named by a whole text, such as \"{email}\"; a brace itself is written as \"{{\".");
        }
        if (text[i] == '{') ++i;
        plain += text[i];
    }
    return plain;
}

// "{email}", "{points:number}": what is between the braces; else nothing.
std::optional<std::string_view> field_reference(std::string_view text) {
    if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    if (text.find_first_of("{}") != std::string_view::npos) return std::nullopt;
    return text;
}

Result<TemplateField> field_named(std::string_view reference) {
    TemplateField field;
    const std::size_t colon = reference.rfind(':');
    field.name = reference.substr(0, colon);
    if (field.name.empty() || trimmed(field.name) != field.name) return wrong("It names a field \"{" + shortened(reference, 60) + "}\".", "Write the name between the braces, without blanks at its ends.");
    if (colon == std::string_view::npos) return field;
    field.type = type_named(reference.substr(colon + 1));
    if (!field.type || *field.type == Type::choice) {
        return wrong("It declares a type that there is not: \"{" + shortened(reference, 60) + "}\".",
                     "The types are text, email, phone, date, date_time, number, integer, boolean, country, language and url.");
    }
    return field;
}

bool is_json_number(std::string_view text) {
    const auto parsed = parse_json(text);
    return parsed && (parsed->kind == JsonValue::Kind::integer || parsed->kind == JsonValue::Kind::real);
}

}  // namespace

class Body::Compiler {
public:
    Compiler(Body& body, const JsonValue* records) : body_(body), records_(records) {}

    Result<Node> compile(const JsonValue& value) {
        if (&value == records_) return compile_records(value);
        switch (value.kind) {
            case JsonValue::Kind::string: return compile_text(value.string, false);
            case JsonValue::Kind::object: return compile_object(value);
            case JsonValue::Kind::array: return compile_list(value);
            default: return constant(value);
        }
    }

private:
    static Node constant(const JsonValue& value) {
        JsonWriter json;
        write_json(json, value);
        return {Node::Kind::constant, json.take()};
    }

    Result<Node> compile_records(const JsonValue& value) {
        in_record_ = true;
        const JsonValue& only = value.items.front();
        auto record = only.kind == JsonValue::Kind::string ? compile_text(only.string, true) : compile(only);
        in_record_ = false;
        if (!record) return record;
        body_.record_ = std::move(*record);
        return Node{Node::Kind::records};
    }

    Result<Node> compile_text(std::string_view text, bool in_list) {
        const auto reference = field_reference(text);
        if (!reference) {
            auto plain = constant_text(text);
            if (!plain) return std::move(plain).error();
            return Node{Node::Kind::constant, JsonWriter().string(*plain).take()};
        }
        if (!in_record_) {
            return wrong("It names the field \"" + shortened(*reference, 60) + "\" outside the list of records.",
                         "Say with \"records\" (\"delete_records\") where that list is, such as \"/contacts\".");
        }
        auto number = number_of(*reference, in_list);
        if (!number) return std::move(number).error();
        Node node{Node::Kind::field};
        node.field = *number;
        node.names_fields = true;
        return node;
    }

    Result<Node> compile_object(const JsonValue& value) {
        Node node{Node::Kind::object};
        for (const auto& [name, member] : value.members) {
            if (value.find(name) != &member) return wrong("It has the member \"" + shortened(name, 60) + "\" twice in one object.", "Keep one of them.");
            auto plain = constant_text(name);
            if (!plain) return std::move(plain).error();
            auto item = compile(member);
            if (!item) return item;
            node.names_fields = node.names_fields || item->names_fields;
            node.names.push_back(std::move(*plain));
            node.items.push_back(std::move(*item));
        }
        return node;
    }

    Result<Node> compile_list(const JsonValue& value) {
        Node node{Node::Kind::list};
        for (const JsonValue& each : value.items) {
            auto item = each.kind == JsonValue::Kind::string ? compile_text(each.string, true) : compile(each);
            if (!item) return item;
            node.names_fields = node.names_fields || item->names_fields;
            node.items.push_back(std::move(*item));
        }
        return node;
    }

    Result<std::size_t> number_of(std::string_view reference, bool in_list) {
        auto field = field_named(reference);
        if (!field) return std::move(field).error();
        auto& fields = body_.fields_;
        const auto known = std::find_if(fields.begin(), fields.end(), [&](const TemplateField& each) { return same_field_name(each.name, field->name); });
        if (known == fields.end()) {
            field->in_list = in_list;
            fields.push_back(std::move(*field));
            return fields.size() - 1;
        }
        if (known->type && field->type && known->type != field->type) {
            return wrong("It declares the field \"" + shortened(field->name, 60) + "\" with two types.", "Keep one of them.");
        }
        if (field->type) known->type = field->type;
        known->in_list = known->in_list || in_list;
        return static_cast<std::size_t>(known - fields.begin());
    }

    Body& body_;
    const JsonValue* records_;
    bool in_record_ = false;
};

Result<Body> Body::parse(std::string_view json, const Pointer& records) {
    auto value = parse_json(json);
    if (!value) return std::move(value).error();
    const JsonValue* list = records.find(*value);
    if (list == nullptr || list->kind != JsonValue::Kind::array || list->items.size() != 1) {
        return wrong("It has no list of one item where the records are to stand.",
                     "Say with \"records\" (\"delete_records\") where that list is, as a JSON Pointer such as \"/contacts\".");
    }
    Body body;
    auto root = Compiler(body, list).compile(*value);
    if (!root) return std::move(root).error();
    body.root_ = std::move(*root);
    if (body.fields_.empty()) return wrong("It names no field.", "Name fields in the item of the list of records, such as \"{email}\".");
    return body;
}

bool Body::has_value(const Node& node, std::span<const std::string> values) {
    if (node.kind == Node::Kind::field) return !values[node.field].empty();
    return std::any_of(node.items.begin(), node.items.end(), [&](const Node& item) { return has_value(item, values); });
}

void Body::write(JsonWriter& json, const Node& node, std::span<const std::string> values, std::span<const std::string_view> records) {
    switch (node.kind) {
        case Node::Kind::constant: json.raw(node.json); break;
        case Node::Kind::field: json.raw(values[node.field]); break;
        case Node::Kind::object:
            json.begin_object();
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                if (node.items[i].names_fields && !has_value(node.items[i], values)) continue;
                write(json.key(node.names[i]), node.items[i], values, records);
            }
            json.end_object();
            break;
        case Node::Kind::list:
            json.begin_array();
            for (const Node& item : node.items) {
                if (!item.names_fields || has_value(item, values)) write(json, item, values, records);
            }
            json.end_array();
            break;
        case Node::Kind::records:
            json.begin_array();
            for (const std::string_view record : records) json.raw(record);
            json.end_array();
            break;
    }
}

std::string Body::record(std::span<const std::string> values) const {
    JsonWriter json;
    write(json, record_, values, {});
    return json.take();
}

std::string Body::whole(std::span<const std::string_view> records) const {
    JsonWriter json;
    write(json, root_, {}, records);
    return json.take();
}

std::string json_of(std::string_view value, Type type, bool declared) {
    if (value.empty()) return "null";
    if (declared && type == Type::boolean && (value == "true" || value == "false")) return std::string(value);
    if (declared && (type == Type::number || type == Type::integer) && is_json_number(value)) return std::string(value);
    return JsonWriter().string(value).take();
}

}  // namespace muster::native::http_json
