#include "muster/connections.hpp"

#include <doctest/doctest.h>

using namespace muster;

namespace {

Issue only_issue(std::string_view json) {
    const ConnectionsReading reading = read_connections(json);
    REQUIRE(reading.issues.size() == 1);
    return reading.issues.front();
}

}  // namespace

TEST_CASE("connections have the form of destinations, and keep their order") {
    const ConnectionsReading reading = read_connections(R"({"$schema": "s",
      "shop": {"kind": "emarsys", "client_id": "c", "client_secret": {"env": "SECRET"}, "batch": 5, "whole": true},
      "crm": {"url": "sqlite:crm.db"}})");
    CHECK(reading.issues.empty());
    REQUIRE(reading.connections.size() == 2);
    CHECK(reading.connections[0].name == "shop");
    CHECK(reading.connections[0].settings.kind == "emarsys");
    CHECK(reading.connections[0].settings.options.size() == 4);
    CHECK(std::get<SecretReference>(reading.connections[0].settings.options.at("client_secret")).words == std::vector<std::string>{"SECRET"});
    CHECK(reading.connections[1].name == "crm");
    CHECK(reading.connections[1].settings.kind == "contact_database");
    CHECK(reading.connections[1].settings.url == "sqlite:crm.db");
}

TEST_CASE("a fault of connections says where it is, and holds no secret") {
    const struct { std::string_view json; Code code; std::string_view pointer; std::uint64_t line; } cases[] = {
        {"[]", Code::wrong_type, "", 1},
        {"{\"a\":\n 5}", Code::wrong_type, "/a", 2},
        {"{\"a\": {}, \n\"a\": {}}", Code::member_duplicate, "/a", 2},
        {"{\"\": {}}", Code::invalid_value, "/", 1},
        {"{\"a\": {\"connection\": \"b\"}}", Code::contradiction, "/a/connection", 1},
        {"{\"a\": {\"client_secret\": \"swordfish\"}}", Code::literal_secret, "/a/client_secret", 1},
        {"{\"a\": {\"url\": \"postgresql://u:swordfish@h/d\"}}", Code::literal_secret, "/a/url", 1},
        {"{\"a\": {\"x\": 1, \"x\": 2}}", Code::member_duplicate, "/a/x", 1},
        {"{\"a\": {\"x\": [1]}}", Code::wrong_type, "/a/x", 1},
        {"{\"a\": {}", Code::syntax_error, "", 1},
    };
    for (const auto& [json, code, pointer, line] : cases) {
        CAPTURE(json);
        const Issue issue = only_issue(json);
        CHECK(name_of(issue.code) == name_of(code));
        CHECK(issue.pointer == pointer);
        CHECK(issue.at.line == line);
        CHECK(issue.message.find("swordfish") == std::string::npos);
    }
    CHECK(only_issue(std::string(5u << 20, ' ')).code == Code::syntax_error);
}

TEST_CASE("a destination joins its connection, and neither overrides the other") {
    Connection connection{"shop", {}};
    connection.settings.kind = "emarsys";
    connection.settings.options.emplace("client_id", "c");
    DestinationSettings own;
    own.connection = "shop";
    own.url = "https://api.example.com";
    own.options.emplace("list", std::int64_t{5});
    const auto both = joined(own, connection);
    REQUIRE(both.ok());
    CHECK(both.value().kind == "emarsys");
    CHECK(both.value().url == "https://api.example.com");
    CHECK(both.value().connection.empty());
    CHECK(both.value().options.size() == 2);

    connection.settings.url = "https://other.example.com";
    CHECK(joined(own, connection).error().code == Code::contradiction);
    own.url.clear();
    CHECK(joined(own, connection).value().url == "https://other.example.com");
    own.options.emplace("client_id", "d");
    CHECK(joined(own, connection).error().message.find("client_id") != std::string::npos);
    own.options.erase("client_id");
    own.kind = "emarsys";
    CHECK(joined(own, connection).ok());
    own.kind = "apsis_one";
    CHECK(joined(own, connection).error().code == Code::contradiction);
}
