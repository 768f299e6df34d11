#include "definitions.hpp"

#include <algorithm>
#include <iterator>

#include "native/destinations/service/options.hpp"

namespace muster::native::apsis_one {
namespace {

constexpr std::string_view consent_prefix = "consent:";
constexpr std::string_view tag_prefix = "tag:";
constexpr std::size_t longest_text = 1'000;   // section 8

struct ChannelWord {
    std::string_view word, channel;
};
constexpr ChannelWord channel_words[] = {{"email", email_channel}, {"sms", sms_channel}};

// How the API spells types is not documented; these words are recognised, others are not used.
struct TypeWord {
    std::string_view word;
    Type type;
};
constexpr TypeWord type_words[] = {
    {"text", Type::text},      {"string", Type::text},   {"boolean", Type::boolean}, {"bool", Type::boolean},    {"true_false", Type::boolean},
    {"date", Type::date},      {"timestamp", Type::date_time}, {"datetime", Type::date_time}, {"number", Type::integer}, {"integer", Type::integer},
    {"int", Type::integer},    {"long", Type::integer},  {"decimal", Type::number},  {"float", Type::number},    {"double", Type::number},
    {"location", Type::country},
};

std::string text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->kind == JsonValue::Kind::string ? value->string : std::string();
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

std::optional<Type> type_of(const JsonValue& item, const JsonValue& version) {
    for (const JsonValue* place : {&version, &item}) {
        for (const char* member : {"data_type", "type"}) {
            const std::string word = lower(text_of(*place, member));
            const auto* found = std::find_if(std::begin(type_words), std::end(type_words), [&](const TypeWord& each) { return each.word == word; });
            if (found != std::end(type_words)) return found->type;
        }
    }
    return std::nullopt;
}

std::string id_of(const JsonValue& version) {
    const JsonValue* id = version.find("id");
    if (id == nullptr) return {};
    JsonWriter json;
    if (id->kind == JsonValue::Kind::integer) return json.number(id->integer).take();
    return id->kind == JsonValue::Kind::string ? json.string(id->string).take() : std::string();
}

bool says(const JsonValue& value, std::string_view word) {
    if (value.kind == JsonValue::Kind::string && lower(value.string).find(word) != std::string::npos) return true;
    return std::any_of(value.items.begin(), value.items.end(), [&](const JsonValue& each) { return says(each, word); }) ||
           std::any_of(value.members.begin(), value.members.end(), [&](const JsonMember& each) {
               return (lower(each.name).find(word) != std::string::npos && each.value.boolean) || says(each.value, word);
           });
}

bool names_keyspace(const JsonValue& value, std::string_view keyspace) {
    return value.kind == JsonValue::Kind::object &&
           std::any_of(value.members.begin(), value.members.end(), [&](const JsonMember& each) { return each.value.string == keyspace; });
}

Permission permission_in(const JsonValue& value, std::string_view keyspace) {
    if (names_keyspace(value, keyspace)) return says(value, "write") ? Permission::granted : Permission::refused;
    if (const JsonValue* own = value.find(keyspace)) return says(*own, "write") ? Permission::granted : Permission::refused;
    for (const JsonValue& item : value.items) {
        const Permission found = permission_in(item, keyspace);
        if (found != Permission::not_told) return found;
    }
    return Permission::not_told;
}

Attribute attribute_of(const JsonValue& item, std::string_view keyspace) {
    Attribute attribute;
    attribute.discriminator = text_of(item, "discriminator");
    attribute.name = text_of(item, "name");
    attribute.write = write_permission(item, keyspace);
    const JsonValue* versions = item.find("versions");
    if (versions == nullptr) return attribute;
    for (const JsonValue& version : versions->items) {
        const JsonValue* deprecated = version.find("deprecated_at");
        if (deprecated != nullptr && deprecated->kind != JsonValue::Kind::null) continue;
        attribute.version = id_of(version);
        attribute.type = type_of(item, version);
        break;
    }
    if (attribute.discriminator == email_attribute) attribute.type = Type::email;
    if (attribute.discriminator == mobile_attribute) attribute.type = Type::phone;
    return attribute;
}

std::string link_in(const JsonValue* next) {
    if (next == nullptr) return {};
    return next->kind == JsonValue::Kind::object ? text_of(*next, "href") : next->string;
}

// Section 4: whether lists come in pages is not documented, so a link to the next one is followed where there is one. Empty: none.
std::string next_link(const JsonValue& answer) {
    for (const JsonValue* place : {&answer, answer.find("links"), answer.find("_links"), answer.find("paging")}) {
        if (place == nullptr) continue;
        if (std::string link = link_in(place->find("next")); !link.empty()) return link;
    }
    return {};
}

// What the API is asked for by that link; nothing when it leads elsewhere, where the token must not be sent.
std::optional<std::string> path_of_link(std::string_view link, const std::string& address) {
    if (link.starts_with(address + "/")) link.remove_prefix(address.size());
    if (!link.starts_with('/') || link.starts_with("//")) return std::nullopt;
    return std::string(link);
}

Result<std::vector<JsonValue>> items(Api& api, const Settings& settings, const std::string& call, std::string path) {
    constexpr int most_pages = 10'000;
    std::vector<JsonValue> all;
    for (int page = 0; page < most_pages; ++page) {
        auto answer = api.get(call, path);
        if (!answer) return std::move(answer).error();
        const auto list = std::find_if(answer->members.begin(), answer->members.end(), [](const JsonMember& each) { return each.name == "items"; });
        if (list == answer->members.end() || list->value.kind != JsonValue::Kind::array) {
            return make_issue(Code::answer_unreadable, "APSIS One answered " + call + " without a list of items.", "Try again later.");
        }
        std::move(list->value.items.begin(), list->value.items.end(), std::back_inserter(all));
        const std::string link = next_link(*answer);
        if (link.empty()) return all;
        auto next = path_of_link(link, settings.url);
        if (!next || *next == path) break;
        path = std::move(*next);
    }
    return make_issue(Code::answer_unreadable, "APSIS One answered " + call + " with pages that do not lead to an end.", "Try again later.");
}

const JsonValue* with_discriminator(const std::vector<JsonValue>& list, std::string_view discriminator) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const JsonValue& each) { return text_of(each, "discriminator") == discriminator; });
    return found != list.end() ? &*found : nullptr;
}

std::string all_of(const std::vector<JsonValue>& list) {
    std::string names;
    for (const JsonValue& each : list) names += (names.empty() ? "" : ", ") + text_of(each, "discriminator");
    return names.empty() ? "none" : names;
}

std::vector<Issue> keyspace_problems(const Settings& settings, const std::vector<JsonValue>& keyspaces) {
    const JsonValue* keyspace = with_discriminator(keyspaces, settings.keyspace);
    if (keyspace == nullptr) return {make_issue(Code::invalid_value, "The API key sees no keyspace \"" + settings.keyspace + "\".", "It sees: " + all_of(keyspaces) + ".")};
    const JsonValue* manages = keyspace->find("manage_subscriptions");
    if (manages != nullptr && manages->boolean) return {};
    return {make_issue(Code::permission_denied,
                       "The API key may not manage subscriptions in the keyspace \"" + settings.keyspace + "\", so APSIS One would refuse every import into it.",
                       "Switch that permission on for the key in APSIS One, or use another keyspace.")};
}

// Section 4: accounts of consent model 1.0 only.
Result<void> check_consent_list(Api& api, const Settings& settings) {
    auto lists = items(api, settings, "the call for the consent lists", "/audience/sections/" + percent_encoded(settings.section) + "/consent-lists");
    if (!lists) return std::move(lists).error();
    if (with_discriminator(*lists, settings.consent_list) != nullptr) return {};
    return make_issue(Code::invalid_value, "The section has no consent list \"" + settings.consent_list + "\".", "It has: " + all_of(*lists) + ".");
}

std::string topics_path(const Settings& settings) {
    const std::string section = percent_encoded(settings.section);
    if (settings.consent_2) return "/v2/audience/sections/" + section + "/topics";
    return "/audience/sections/" + section + "/consent-lists/" + percent_encoded(settings.consent_list) + "/topics";
}

std::string channel_label(std::string_view channel) { return channel == email_channel ? "e-mail" : channel == sms_channel ? "SMS" : std::string(channel); }

Type key_type(std::string_view keyspace) {
    if (keyspace == "com.apsis1.keyspaces.email") return Type::email;
    return keyspace == "com.apsis1.keyspaces.mobile" ? Type::phone : Type::text;
}

// What a file may have that has no form in which APSIS One takes it (import_file.hpp).
std::vector<FieldRule> rules_of(Type type) {
    FieldRule rule;
    if (type == Type::phone) {
        rule.matches = "^\\+";
        rule.says = "The telephone number has no country code, which APSIS One needs. Write it with one, such as +46 70 123 45 67, or say \"default_country\" in the sync document.";
    } else if (type == Type::date_time) {
        rule.matches = "Z$|^\\d{4}-\\d\\d-\\d\\d$";
        rule.says = "The time has no zone, so it is no instant. Say \"time_zone\" in the sync document.";
    } else {
        return {};
    }
    return {rule};
}

Field field_of(const Attribute& attribute) {
    Field field;
    field.name = attribute.discriminator;
    field.label = attribute.name;
    field.type = attribute.type.value_or(Type::text);
    field.inferred = !attribute.type;
    if (field.type == Type::text) field.max_length = longest_text;
    if (!field.inferred) field.rules = rules_of(field.type);
    return field;
}

Field consent_field(const Topic& topic, std::string_view word, std::string_view channel) {
    Field field;
    field.name = std::string(consent_prefix) + topic.discriminator + (word.empty() ? "" : ":" + std::string(word));
    field.label = "Consent to " + topic.name + " (" + channel_label(channel) + ")";
    field.type = Type::boolean;
    return field;
}

}  // namespace

Permission write_permission(const JsonValue& item, std::string_view keyspace) {
    for (const JsonMember& member : item.members) {
        if (member.name.find("permission") == std::string::npos) continue;
        const Permission found = permission_in(member.value, keyspace);
        if (found != Permission::not_told) return found;
    }
    return Permission::not_told;
}

Result<Definitions> read_definitions(Api& api, const Settings& settings) {
    auto sections = items(api, settings, "the call for the sections", "/audience/sections");
    if (!sections) return std::move(sections).error();
    auto keyspaces = items(api, settings, "the call for the keyspaces", "/audience/keyspaces");
    if (!keyspaces) return std::move(keyspaces).error();
    Definitions definitions;
    definitions.problems = keyspace_problems(settings, *keyspaces);
    const auto with_all = [&](Issue first) {
        definitions.problems.insert(definitions.problems.begin(), std::move(first));
        return joined(definitions.problems);
    };
    if (with_discriminator(*sections, settings.section) == nullptr) {
        return with_all(make_issue(Code::invalid_value, "The API key sees no section \"" + settings.section + "\".", "It sees: " + all_of(*sections) + "."));
    }
    const std::string section = "/audience/sections/" + percent_encoded(settings.section);
    auto attributes = items(api, settings, "the call for the attributes", section + "/attributes?include_keyspace_permissions=true");
    if (!attributes) return std::move(attributes).error();
    auto tags = items(api, settings, "the call for the tags", section + "/tags?include_keyspace_permissions=true");
    if (!tags) return std::move(tags).error();
    if (auto checked = settings.consent_2 ? Result<void>() : check_consent_list(api, settings); !checked) return with_all(std::move(checked).error());
    auto topics = items(api, settings, "the call for the topics", topics_path(settings));
    if (!topics) return std::move(topics).error();
    for (const JsonValue& each : *attributes) definitions.attributes.push_back(attribute_of(each, settings.keyspace));
    for (const JsonValue& each : *tags) definitions.tags.push_back(text_of(each, "discriminator"));
    for (const JsonValue& each : *topics) {
        definitions.topics.push_back({text_of(each, "discriminator"), text_of(each, "name"), text_of(each, "folder_discriminator"), text_of(each, "channel_discriminator")});
    }
    return definitions;
}

Schema schema_of(const Definitions& definitions, const Settings& settings) {
    Schema schema;
    schema.key_field = key_field;
    schema.keys_are_values = key_type(settings.keyspace) == Type::phone;
    Field key;
    key.name = key_field;
    key.label = "Profile key in " + settings.keyspace;
    key.type = key_type(settings.keyspace);
    key.required = true;
    key.rules = rules_of(key.type);
    schema.fields.push_back(key);
    for (const Attribute& each : definitions.attributes) schema.fields.push_back(field_of(each));
    for (const Topic& each : definitions.topics) {
        if (!each.channel.empty()) {
            schema.fields.push_back(consent_field(each, "", each.channel));
            continue;
        }
        for (const auto& [word, channel] : channel_words) schema.fields.push_back(consent_field(each, word, channel));
    }
    for (const std::string& each : definitions.tags) {
        Field field;
        field.name = std::string(tag_prefix) + each;
        field.label = each;
        field.type = Type::boolean;
        schema.fields.push_back(field);
    }
    return schema;
}

const Attribute* attribute_named(const Definitions& definitions, std::string_view field) {
    const auto& all = definitions.attributes;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Attribute& each) { return same_field_name(each.discriminator, field); });
    return found != all.end() ? &*found : nullptr;
}

std::optional<Consent> consent_named(const Definitions& definitions, std::string_view field) {
    if (!field.starts_with(consent_prefix)) return std::nullopt;
    field.remove_prefix(consent_prefix.size());
    for (const Topic& topic : definitions.topics) {
        if (!topic.channel.empty()) {
            if (same_field_name(topic.discriminator, field)) return Consent{&topic, topic.channel};
            continue;
        }
        for (const auto& [word, channel] : channel_words) {
            if (same_field_name(topic.discriminator + ":" + std::string(word), field)) return Consent{&topic, std::string(channel)};
        }
    }
    return std::nullopt;
}

bool is_tag(std::string_view field) { return field.starts_with(tag_prefix); }

}  // namespace muster::native::apsis_one
