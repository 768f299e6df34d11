// The only file that includes simdjson. Its on-demand interface gives every value with its place in the text, and
// repeated members as they come.
#include "muster/json.hpp"

#include <simdjson.h>

#include "json_text.hpp"

namespace muster {
namespace {

constexpr std::size_t max_text_bytes = 64u << 20;

class TreeBuilder {
public:
    explicit TreeBuilder(const char* start) : start_(start) {}

    bool build(simdjson::ondemand::value source, JsonValue& out, std::size_t depth) {
        const std::string_view token = source.raw_json_token();
        simdjson::ondemand::json_type type;
        if (token.empty() || source.type().get(type)) return false;
        out.offset = static_cast<std::size_t>(token.data() - start_);
        switch (type) {
            case simdjson::ondemand::json_type::object: return build_object(source, out, depth);
            case simdjson::ondemand::json_type::array: return build_array(source, out, depth);
            case simdjson::ondemand::json_type::string: return build_string(source, out);
            case simdjson::ondemand::json_type::number: return build_number(source, token, out);
            case simdjson::ondemand::json_type::boolean:
                out.kind = JsonValue::Kind::boolean;
                return !source.get_bool().get(out.boolean);
            case simdjson::ondemand::json_type::null: return build_null(source, out);
        }
        return false;
    }

private:
    bool build_object(simdjson::ondemand::value& source, JsonValue& out, std::size_t depth) {
        out.kind = JsonValue::Kind::object;
        simdjson::ondemand::object object;
        if (depth == json_text::max_depth || source.get_object().get(object)) return false;
        for (auto entry : object) {
            simdjson::ondemand::field field;
            if (std::move(entry).get(field)) return false;
            std::string_view name;
            if (field.unescaped_key(false).get(name)) return false;
            auto& member = out.members.emplace_back(JsonMember{std::string(name), {}});
            if (!build(field.value(), member.value, depth + 1)) return false;
        }
        return true;
    }

    bool build_array(simdjson::ondemand::value& source, JsonValue& out, std::size_t depth) {
        out.kind = JsonValue::Kind::array;
        simdjson::ondemand::array array;
        if (depth == json_text::max_depth || source.get_array().get(array)) return false;
        for (auto entry : array) {
            simdjson::ondemand::value item;
            if (std::move(entry).get(item)) return false;
            if (!build(item, out.items.emplace_back(), depth + 1)) return false;
        }
        return true;
    }

    static bool build_string(simdjson::ondemand::value& source, JsonValue& out) {
        out.kind = JsonValue::Kind::string;
        std::string_view text;
        if (source.get_string().get(text)) return false;
        out.string.assign(text);
        return true;
    }

    // Whole numbers that fit are exact; all others, also longer whole ones, stay text, which is exact too. (And simdjson's
    // reading of fractions would be a tenth of the WebAssembly module's tables.)
    static bool build_number(simdjson::ondemand::value& source, std::string_view rest, JsonValue& out) {
        const std::string_view token = rest.substr(0, rest.find_first_of(" \t\r\n,]}"));
        out.kind = JsonValue::Kind::integer;
        if (token.find_first_of(".eE") == std::string_view::npos && !source.get_int64().get(out.integer)) return true;
        out.kind = JsonValue::Kind::real;
        out.string.assign(token);
        return json_text::is_number(token);
    }

    static bool build_null(simdjson::ondemand::value& source, JsonValue& out) {
        out.kind = JsonValue::Kind::null;
        bool null = false;
        return !source.is_null().get(null) && null;
    }

    const char* start_;
};

// simdjson has one interface for values and another for a document that is one value: the text is read as the only item of
// an array.
constexpr std::string_view open_bracket = "[", close_bracket = "]";

bool build_tree(std::string_view text, JsonValue& root) {
    std::string bracketed;
    bracketed.reserve(text.size() + 2 + simdjson::SIMDJSON_PADDING);
    bracketed.append(open_bracket).append(text).append(close_bracket);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::array values;
    if (parser.iterate(bracketed).get(document) || document.get_array().get(values)) return false;
    TreeBuilder builder(bracketed.data() + open_bracket.size());
    std::size_t count = 0;
    for (auto entry : values) {
        simdjson::ondemand::value value;
        if (count++ != 0 || std::move(entry).get(value) || !builder.build(value, root, 0)) return false;
    }
    return count == 1 && document.at_end();
}

void shift_offsets(JsonValue& value, std::size_t by) {
    value.offset += by;
    for (JsonValue& item : value.items) shift_offsets(item, by);
    for (auto& member : value.members) shift_offsets(member.value, by);
}

}  // namespace

Result<JsonValue> parse_json(std::string_view text) {
    if (text.size() > max_text_bytes) {
        return make_issue(Code::syntax_error, "The JSON text is larger than 64 MB.", "Make it smaller.");
    }
    const std::size_t mark = text.starts_with(json_text::byte_order_mark) ? json_text::byte_order_mark.size() : 0;
    const std::string_view body = text.substr(mark);
    JsonValue root;
    if (!build_tree(body, root)) {
        Issue issue = json_text::explain_refusal(body);
        issue.at.byte += mark;
        return issue;
    }
    if (mark != 0) shift_offsets(root, mark);
    return root;
}

const JsonValue* JsonValue::find(std::string_view name) const noexcept {
    for (const auto& member : members) {
        if (member.name == name) return &member.value;
    }
    return nullptr;
}

}  // namespace muster
