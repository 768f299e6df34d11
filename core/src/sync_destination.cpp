#include "sync_destination.hpp"

#include "muster/json_write.hpp"
#include "sync_members.hpp"
#include "sync_secret.hpp"

namespace muster {
namespace {

void read_template(DocumentReader& document, const std::string& name, const JsonValue& value, const std::string& pointer, DestinationSettings& settings) {
    if (value.kind != JsonValue::Kind::object && value.kind != JsonValue::Kind::array) return document.wrong_type(value, pointer, "an object or an array");
    JsonWriter json;
    write_json(json, value);
    settings.options.emplace(name, json.take());
}

// Of a proxy the scheme may be left out.
bool holds_login(const std::string& name, const std::string& text) {
    return holds_secret(name == "proxy" && text.find("://") == std::string::npos ? "http://" + text : text);
}

void read_option(DocumentReader& document, const std::string& name, const JsonValue& value, const std::string& pointer, DestinationSettings& settings) {
    const auto number = whole_number(value);
    const bool is_text = value.kind == JsonValue::Kind::string;
    if (value.kind == JsonValue::Kind::null) return;
    if (is_template_name(name)) {
        read_template(document, name, value, pointer, settings);
    } else if (value.kind == JsonValue::Kind::boolean) {
        settings.options.emplace(name, value.boolean);
    } else if (value.kind == JsonValue::Kind::object || ((is_text || number) && is_secret_name(name))) {
        if (auto secret = read_secret(document, value, pointer)) settings.options.emplace(name, std::move(*secret));
    } else if (number) {
        settings.options.emplace(name, *number);
    } else if (is_text && holds_login(name, value.string)) {
        document.report(Code::literal_secret, pointer, "This address holds a password or another secret.",
                        name == "proxy" ? "Take it out of the address and give it as \"proxy_user\" and \"proxy_password\", the password as a reference such as {\"env\": \"NAME\"}."
                                        : "Take it out of the address; a secret is given as a reference such as {\"env\": \"NAME\"}.");
    } else if (is_text) {
        settings.options.emplace(name, value.string);
    } else {
        document.wrong_type(value, pointer, "a text, a whole number below 2^53, true, false or a reference to a secret");
    }
}

}  // namespace

bool is_template_name(std::string_view name) { return name.ends_with("template"); }

void read_address(DocumentReader& document, const ObjectReader& object, std::string& url, bool required) {
    if (required) {
        object.filled_text("url", url);
    } else {
        object.text("url", url);
    }
    if (holds_secret(url)) {
        document.report(Code::literal_secret, object.pointer("url"), "This address holds a password or another secret.",
                        "Take it out of the address and give it as \"password\", as a reference such as {\"env\": \"NAME\"}.");
        url.clear();
    } else if (url.find("://") != std::string::npos && url.find('\\') != std::string::npos) {
        document.report(Code::invalid_value, object.pointer("url"), "This address holds a backslash.", "Write / instead of the backslash.");
    }
}

void read_destination_settings(DocumentReader& document, const JsonValue& value, const std::string& pointer, DestinationSettings& settings) {
    const ObjectReader object(document, value, pointer, sync_members::destination, true);
    object.filled_text("kind", settings.kind);
    read_address(document, object, settings.url, false);
    object.text("connection", settings.connection);
    for (const auto& [name, member] : value.members) {
        if (name == "kind" || name == "url" || name == "connection") continue;
        if (value.find(name) != &member) {
            document.report_at(document.name_offset(member), Code::member_duplicate, object.pointer(name),
                               "The member \"" + shortened(name, 60) + "\" stands here for the second time.", "Keep one of them.");
            continue;
        }
        read_option(document, name, member, object.pointer(name), settings);
    }
}

}  // namespace muster
