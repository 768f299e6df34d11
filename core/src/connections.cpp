#include "muster/connections.hpp"

#include "document_reader.hpp"
#include "sync_destination.hpp"

namespace muster {
namespace {

constexpr std::size_t max_document_bytes = 4u << 20;
constexpr std::string_view schema_member = "$schema";  // for editors; not kept

void read_one(DocumentReader& document, const std::string& name, const JsonValue& value, ConnectionsReading& reading) {
    const std::string pointer = pointer_to("", name);
    if (document.root().find(name) != &value) {
        document.report_at(document.name_offset(value), Code::member_duplicate, pointer,
                           "There are two connections called \"" + shortened(name, 60) + "\".", "Give one of them another name.");
        return;
    }
    if (name.empty()) document.report(Code::invalid_value, pointer, "This connection has no name.", "Give it one.");
    Connection& connection = reading.connections.emplace_back(Connection{name, {}});
    read_destination_settings(document, value, pointer, connection.settings);
    if (connection.settings.connection.empty()) return;
    document.report(Code::contradiction, pointer_to(pointer, "connection"), "A connection does not name another one.",
                    "Write the members of the other one here.");
    connection.settings.connection.clear();
}

Issue given_twice(std::string_view member, const Connection& connection) {
    return make_issue(Code::contradiction, "Both the destination and its connection \"" + shortened(connection.name, 60) + "\" have the member \"" +
                                               shortened(member, 60) + "\".",
                      "Keep one of the two.");
}

}  // namespace

ConnectionsReading read_connections(std::string_view json) {
    ConnectionsReading reading;
    if (json.size() > max_document_bytes) {
        reading.issues.push_back(make_issue(Code::syntax_error, "This is too large for saved connections: it has more than 4 MB.",
                                            "Check that this is the right file."));
        return reading;
    }
    const auto root = parse_json(json);
    if (!root) {
        reading.issues.push_back(root.error());
        return reading;
    }
    DocumentReader document(json, *root);
    if (root->kind != JsonValue::Kind::object) document.wrong_type(*root, "", "an object with a member for each connection");
    for (const auto& [name, value] : root->members) {
        if (name != schema_member) read_one(document, name, value, reading);
    }
    reading.issues = document.finish();
    return reading;
}

Result<DestinationSettings> joined(const DestinationSettings& own, const Connection& connection) {
    const std::string usual_kind = DestinationSettings{}.kind;
    if (own.kind != usual_kind && own.kind != connection.settings.kind) {
        return make_issue(Code::contradiction, "The destination is of kind \"" + shortened(own.kind, 60) + "\", but its connection \"" +
                                                   shortened(connection.name, 60) + "\" is of kind \"" + connection.settings.kind + "\".",
                          "Leave \"kind\" out, or name another connection.");
    }
    if (!own.url.empty() && !connection.settings.url.empty()) return given_twice("url", connection);
    DestinationSettings settings = connection.settings;
    if (settings.url.empty()) settings.url = own.url;
    for (const auto& [name, value] : own.options) {
        if (!settings.options.emplace(name, value).second) return given_twice(name, connection);
    }
    return settings;
}

}  // namespace muster
