#include "wire.hpp"

#include <charconv>

namespace muster::native::emarsys {

namespace {

// Numbers come as numbers or as texts.
std::string text_of(const JsonValue* value) {
    if (value == nullptr) return {};
    if (value->kind == JsonValue::Kind::integer) return std::to_string(value->integer);
    return value->kind == JsonValue::Kind::string ? value->string : std::string();
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

RowErrors read_errors(const JsonValue& data) {
    RowErrors errors;
    const JsonValue* all = data.find("errors");
    if (all == nullptr) return errors;
    for (const auto& [key, codes] : all->members) {
        std::vector<std::int64_t>& of_key = errors[key];
        for (const auto& [code, text] : codes.members) of_key.push_back(number_in(code).value_or(-1));
        if (of_key.empty()) of_key.push_back(-1);
    }
    return errors;
}

Result<Reply> read_reply(const HttpRequest& request, const HttpResponse& response) {
    Reply reply;
    reply.status = response.status;
    reply.code = -1;
    auto json = parse_json(response.body);
    const JsonValue* code = json ? json->find("replyCode") : nullptr;
    const auto number = code != nullptr ? number_in(text_of(code)) : std::nullopt;
    if (number) {
        reply.code = *number;
        if (const JsonValue* data = json->find("data")) reply.data = *data;
    } else if (response.ok()) {
        return make_issue(Code::answer_unreadable, "The answer to " + request.call + " is not one of Emarsys: it has no replyCode.",
                          "Check the address of the connection.");
    }
    return reply;
}

std::optional<Token> read_token(std::string_view body) {
    constexpr std::int64_t usual_lifetime_s = 3600;
    const auto json = parse_json(body);
    if (!json) return std::nullopt;
    Token token;
    token.text = text_of(json->find("access_token"));
    token.lifetime_s = number_in(text_of(json->find("expires_in"))).value_or(usual_lifetime_s);
    if (token.text.empty()) return std::nullopt;
    return token;
}

std::optional<std::vector<RemoteField>> read_fields(const JsonValue& data) {
    if (data.kind != JsonValue::Kind::array) return std::nullopt;
    std::vector<RemoteField> fields;
    for (const JsonValue& item : data.items) {
        RemoteField field{text_of(item.find("id")), text_of(item.find("name")), text_of(item.find("application_type"))};
        if (!field.id.empty()) fields.push_back(std::move(field));
    }
    return fields;
}

std::optional<std::vector<RemoteChoice>> read_choices(const JsonValue& data) {
    if (data.kind != JsonValue::Kind::array) return std::nullopt;
    std::vector<RemoteChoice> choices;
    for (const JsonValue& item : data.items) {
        RemoteChoice choice{text_of(item.find("id")), text_of(item.find("choice"))};
        if (!choice.id.empty()) choices.push_back(std::move(choice));
    }
    return choices;
}

std::optional<std::vector<std::string>> read_lists(const JsonValue& data) {
    if (data.kind != JsonValue::Kind::array) return std::nullopt;
    std::vector<std::string> ids;
    for (const JsonValue& item : data.items) ids.push_back(text_of(item.find("id")));
    return ids;
}

std::optional<std::uint64_t> read_inserted(const JsonValue& data) {
    const auto number = number_in(text_of(data.find("inserted_contacts")));
    return number && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::string read_created_id(const JsonValue& data) { return text_of(data.find("id")); }

Written read_written(const JsonValue& data) {
    Written written;
    written.errors = read_errors(data);
    const JsonValue* ids = data.find("ids");
    if (ids == nullptr) return written;
    const auto take = [&](const JsonValue& id) {
        ++written.accepted;
        if (id.kind == JsonValue::Kind::integer) written.created.push_back(std::to_string(id.integer));
    };
    for (const JsonValue& id : ids->items) take(id);
    for (const auto& [key, id] : ids->members) take(id);
    return written;
}

KnownIds read_known_ids(const JsonValue& data) {
    KnownIds known;
    known.errors = read_errors(data);
    const JsonValue* all = data.find("ids");
    if (all == nullptr) return known;
    for (const auto& [key, id] : all->members) known.ids.emplace(key, text_of(&id));
    return known;
}

std::string contacts_body(std::string_view key_id, std::span<const std::string_view> contacts) {
    JsonWriter json;
    json.begin_object().member("key_id", key_id).key("contacts").begin_array();
    for (const std::string_view contact : contacts) json.raw(contact);
    json.end_array().end_object();
    return json.take();
}

std::size_t contacts_body_frame(std::string_view key_id) { return contacts_body(key_id, {}).size(); }

std::string ids_body(std::string_view key_id, std::span<const std::string> values) {
    JsonWriter json;
    json.begin_object().member("key_id", key_id).key("external_ids").begin_array();
    for (const std::string& value : values) json.string(value);
    json.end_array().end_object();
    return json.take();
}

std::string field_body(std::string_view name, std::string_view application_type) {
    return JsonWriter().begin_object().member("name", name).member("application_type", application_type).end_object().take();
}

// One array: keys are texts, ids are integers.
std::string ticket_of(const Ticket& ticket) {
    JsonWriter json;
    json.begin_array();
    for (const std::string& key : ticket.keys) json.string(key);
    for (const std::string& id : ticket.created) json.raw(id);
    json.end_array();
    return json.take();
}

std::optional<Ticket> read_ticket(std::string_view text) {
    const auto json = parse_json(text);
    if (!json || json->kind != JsonValue::Kind::array) return std::nullopt;
    Ticket ticket;
    for (const JsonValue& item : json->items) {
        if (item.kind == JsonValue::Kind::integer) {
            ticket.created.push_back(std::to_string(item.integer));
        } else {
            ticket.keys.push_back(item.string);
        }
    }
    return ticket;
}

}  // namespace muster::native::emarsys
