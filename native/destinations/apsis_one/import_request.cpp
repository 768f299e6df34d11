#include "import_request.hpp"

#include <ctime>

namespace muster::native::apsis_one {
namespace {

std::string text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr && value->kind == JsonValue::Kind::string ? value->string : std::string();
}

// The column of the file in which a column of the plan stands; the key is the first.
std::size_t file_column(ImportKind kind, const Layout& layout, std::size_t source) {
    const auto attributes = attributes_of(kind, layout);
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].source == source) return i + 1;
    }
    return 0;
}

void write_consent(JsonWriter& json, const ConsentColumn& consent, std::size_t address, std::size_t flag, bool opt_in, const Settings& settings) {
    json.begin_object();
    if (consent.has_address) json.member("address_field_selector", column_name(address));
    json.key("consents").begin_array().begin_object();
    if (!settings.consent_2) json.member("consent_list_discriminator", settings.consent_list);
    json.member("topic_discriminator", consent.topic);
    if (!consent.channel.empty()) json.member("channel_discriminator", consent.channel);
    json.member("type", opt_in ? "opt-in" : "opt-out");
    json.member("field_selector", column_name(flag));
    json.member("resubscribe_if_opted_out", opt_in && settings.resubscribe);
    json.end_object().end_array().end_object();
}

void write_consents(JsonWriter& json, ImportKind kind, const Layout& layout, const Settings& settings) {
    if (kind != ImportKind::missing && layout.consents.empty()) return;
    json.key("consent_mappings").begin_array();
    if (kind == ImportKind::missing) {
        write_consent(json, layout.missing, 0, 1, false, settings);
    } else {
        const std::size_t first = 1 + attributes_of(kind, layout).size();
        for (std::size_t i = 0; i < layout.consents.size(); ++i) {
            const ConsentColumn& consent = layout.consents[i];
            write_consent(json, consent, file_column(kind, layout, consent.address), first + i, kind == ImportKind::data, settings);
        }
    }
    json.end_array();
}

}  // namespace

std::string import_request(ImportKind kind, const Layout& layout, const Settings& settings) {
    const bool data = kind == ImportKind::data;
    JsonWriter json;
    json.begin_object();
    json.key("keyspace_mapping").begin_object();
    json.member("keyspace_discriminator", settings.keyspace).member("field_selector", column_name(0));
    json.end_object();
    json.key("options").begin_object();
    json.member("update_existing_profiles", data ? layout.update_existing : true);
    json.member("clear_existing_attributes", data && layout.clear_empty);
    json.end_object();
    if (data && !layout.attributes.empty()) {
        json.key("attribute_mappings").begin_array();
        for (std::size_t i = 0; i < layout.attributes.size(); ++i) {
            json.begin_object().member("field_selector", column_name(i + 1));
            json.key("attribute_version_id").raw(layout.attributes[i].version);
            json.end_object();
        }
        json.end_array();
    }
    write_consents(json, kind, layout, settings);
    json.end_object();
    return json.take();
}

std::optional<ImportSlot> import_slot(std::string_view text) {
    const auto json = parse_json(text);
    if (!json || json->kind != JsonValue::Kind::object) return std::nullopt;
    ImportSlot slot;
    slot.import_id = text_of(*json, "import_id");
    if (const JsonValue* id = json->find("import_id"); id != nullptr && id->kind == JsonValue::Kind::integer) slot.import_id = std::to_string(id->integer);
    slot.url = text_of(*json, "file_upload_url");
    slot.expires = seconds_of(text_of(*json, "file_upload_url_expires_at"));
    const JsonValue* fields = json->find("file_upload_body");
    if (slot.import_id.empty() || slot.url.empty() || fields == nullptr) return std::nullopt;
    for (const JsonMember& field : fields->members) slot.fields.emplace_back(field.name, field.value.string);
    return slot;
}

std::optional<ImportStatus> import_status(const JsonValue& answer) {
    const JsonValue* result = answer.find("result");
    const std::string status = result != nullptr ? text_of(*result, "status") : std::string();
    if (status.empty()) return std::nullopt;
    if (status == "waiting_for_file") return ImportStatus::waiting_for_file;
    if (status == "completed") return ImportStatus::completed;
    return status == "error" ? ImportStatus::error : ImportStatus::at_work;
}

std::string ticket_text(const ImportTicket& ticket) {
    JsonWriter json;
    json.begin_object();
    json.member("import_id", ticket.import_id).member("expires", ticket.expires).member("uploaded", ticket.uploaded);
    json.end_object();
    return json.take();
}

std::optional<ImportTicket> ticket_from(std::string_view text) {
    const auto json = parse_json(text);
    if (!json) return std::nullopt;
    const JsonValue* expires = json->find("expires");
    const JsonValue* uploaded = json->find("uploaded");
    ImportTicket ticket{text_of(*json, "import_id"), expires != nullptr ? expires->integer : 0, uploaded != nullptr && uploaded->boolean};
    if (ticket.import_id.empty()) return std::nullopt;
    return ticket;
}

std::int64_t seconds_of(std::string_view utc) {
    std::tm parts{};
    const std::string text(utc);
    const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
    if (end == nullptr) return 0;
    return timegm(&parts);
}

}  // namespace muster::native::apsis_one
