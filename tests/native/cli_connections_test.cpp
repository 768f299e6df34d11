// Saved connections: connections.json, "connection" in documents, `muster connections`.
#include "cli_run.hpp"

using namespace muster::test::cli;

namespace {

const std::string by_connection = R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"connection": "crm"},
  "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "name"}]})";

// program_in() of the tests keeps $MUSTER_HOME in the folder "home" of the test's own.
void save_connections(const TemporaryFolder& folder, const std::string& text) {
    std::filesystem::create_directories(folder.path() / "home");
    folder.write("home/connections.json", text);
}

std::string error_code(const Answer& answer) { return answer.at({"errors"}).items.at(0).find("code")->string; }

}  // namespace

TEST_CASE("a document's connection is its destination; relative paths start at connections.json") {
    const TemporaryFolder folder;
    save_connections(folder, R"({"crm": {"url": "sqlite:crm.db"}})");
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("s.sync.json", by_connection);
    CHECK(muster_json(folder, {"check", "s.sync.json"}).exit_code == 0);
    const Answer run = muster_json(folder, {"run", "s.sync.json"});
    CHECK_MESSAGE(run.exit_code == 0, run.errors);
    CHECK(std::filesystem::exists(folder.path() / "home/crm.db"));
    CHECK(muster_json(folder, {"run", "s.sync.json"}).text({"outcome"}) == "skipped");
    CHECK(muster_text(folder, {"contacts", "count", "--into", "sqlite:home/crm.db"}, "3") == 0);
}

TEST_CASE("a plan does not need its connection any more") {
    const TemporaryFolder folder;
    save_connections(folder, R"({"crm": {"url": "sqlite:crm.db"}})");
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("s.sync.json", by_connection);
    REQUIRE(muster_json(folder, {"plan", "s.sync.json", "-o", "plan.json"}).exit_code == 0);
    save_connections(folder, "{}");
    CHECK(muster_json(folder, {"apply", "plan.json"}).number({"done", "insert"}) == 3);
}

TEST_CASE("what is wrong with a connection is told where it is used") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("s.sync.json", by_connection);
    const struct { std::string file, code; int exit_code; } cases[] = {
        {R"({"shop": {}})", "invalid_value", 2},
        {R"({"crm": {"url": "postgresql://u@h/d", "password": {"env": "MUSTER_TEST_NOTHING"}}})", "invalid_value", 2},
        {R"({"crm": {"url": "postgresql://u:swordfish@h/d"}})", "literal_secret", 2},
        {R"({"crm": {"kind": "nowhere"}})", "invalid_value", 2},
        {R"({"crm": {"url": "sqlite:a.db", "colour": 1}})", "member_unknown", 2},
        {"{", "syntax_error", 2},
    };
    for (const auto& [file, code, exit_code] : cases) {
        CAPTURE(file);
        save_connections(folder, file);
        const Answer answer = muster_json(folder, {"run", "s.sync.json"});
        CHECK(error_code(answer) == code);
        CHECK(answer.exit_code == exit_code);
        CHECK(answer.output.find("swordfish") == std::string::npos);
    }
    save_connections(folder, R"({"crm": {"url": "sqlite:a.db"}})");
    folder.write("s.sync.json", R"({"name": "n", "source": {"url": "contacts.csv"}, "destination": {"connection": "crm", "url": "sqlite:b.db"},
      "key": {"field": "email"}, "mapping": "auto"})");
    CHECK(error_code(muster_json(folder, {"plan", "s.sync.json"})) == "contradiction");
}

TEST_CASE("connections are listed with what they lead to, or what is wrong with them") {
    const TemporaryFolder folder;
    CHECK(muster_text(folder, {"connections", "list"}, "There are no connections") == 0);
    save_connections(folder, R"({"crm": {"url": "sqlite:crm.db"}, "odd": {"kind": "nowhere"}})");
    const Answer listed = muster_json(folder, {"connections", "list"});
    CHECK(listed.exit_code == 0);
    const auto& connections = listed.at({"connections"}).items;
    REQUIRE(connections.size() == 2);
    CHECK(connections[0].find("name")->string == "crm");
    CHECK(connections[0].find("kind")->string == "contact_database");
    CHECK(connections[0].find("problem")->kind == muster::JsonValue::Kind::null);
    CHECK(connections[1].find("problem")->string.find("nowhere") != std::string::npos);
    CHECK(muster_text(folder, {"connections", "list"}, "nowhere") == 0);
}

TEST_CASE("a connection is tested by reading; nothing is made") {
    const TemporaryFolder folder;
    save_connections(folder, R"({"crm": {"url": "sqlite:crm.db"}})");
    const Answer tested = muster_json(folder, {"connections", "test", "crm"});
    CHECK(tested.exit_code == 0);
    CHECK(tested.number({"fields"}) == 5);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "home/crm.db"));
    CHECK(muster_text(folder, {"connections", "test", "crm"}, "The connection works: ") == 0);
    CHECK(muster_text(folder, {"connections", "test", "shop"}, "It has \"crm\".") == 2);
    CHECK(muster_text(folder, {"connections"}) == 2);
}
