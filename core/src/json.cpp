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

    // `Source` is a document or a value: both answer the same questions.
    template <class Source>
    bool build(Source& source, JsonValue& out, std::size_t depth) {
        const std::string_view token = token_of(source);
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
    // The text from the start of a value on; empty when there is none.
    static std::string_view token_of(simdjson::ondemand::value& value) { return value.raw_json_token(); }
    static std::string_view token_of(simdjson::ondemand::document& document) {
        std::string_view token;
        return document.raw_json_token().get(token) ? std::string_view{} : token;
    }

    template <class Source>
    bool build_object(Source& source, JsonValue& out, std::size_t depth) {
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

    template <class Source>
    bool build_array(Source& source, JsonValue& out, std::size_t depth) {
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

    template <class Source>
    static bool build_string(Source& source, JsonValue& out) {
        out.kind = JsonValue::Kind::string;
        std::string_view text;
        if (source.get_string().get(text)) return false;
        out.string.assign(text);
        return true;
    }

    // Whole numbers that fit are exact; all others, also longer whole ones, are reals.
    template <class Source>
    static bool build_number(Source& source, std::string_view token, JsonValue& out) {
        const bool whole =
            token.substr(0, token.find_first_of(" \t\r\n,]}")).find_first_of(".eE") == std::string_view::npos;
        out.kind = JsonValue::Kind::integer;
        if (whole && !source.get_int64().get(out.integer)) return true;
        out.kind = JsonValue::Kind::real;
        return !source.get_double().get(out.real);
    }

    template <class Source>
    static bool build_null(Source& source, JsonValue& out) {
        out.kind = JsonValue::Kind::null;
        bool null = false;
        return !source.is_null().get(null) && null;
    }

    const char* start_;
};

bool build_tree(const simdjson::padded_string& padded, JsonValue& root) {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    if (parser.iterate(padded).get(document)) return false;
    return TreeBuilder(padded.data()).build(document, root, 0) && document.at_end();
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
    const simdjson::padded_string padded(body);
    JsonValue root;
    if (!build_tree(padded, root)) {
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
