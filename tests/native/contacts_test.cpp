#include "native/commands/contacts.hpp"

#include <doctest/doctest.h>

#include "contact_run.hpp"
#include "muster/json.hpp"
#include "muster/plan.hpp"
#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::Rows;

namespace {

class Contacts {
public:
    Contacts() {
        auto destination = test::open(path());
        const std::vector<test::Column> columns{{"email", Type::email}, {"name"}, {"visits", Type::integer}, {"password"}};
        const Rows rows{{"b@x", "Ben \"the\" Best", "12", ""}, {"a@x", "Ann, Lee\nRome", "", "swordfish"}, {"c@x", "=1+2", "7", ""}};
        REQUIRE(test::run(*destination, {columns, "email", rows}).ok());
        database_ = std::move(open_contacts(test::address_of(path())).value());
    }
    ContactDatabase& database() { return *database_; }
    Sink sink() {
        return [this](std::string_view piece) -> Result<void> {
            written_ += piece;
            return {};
        };
    }
    const std::string& written() const { return written_; }

private:
    std::string path() const { return (folder_.path() / "a.db").string(); }
    test::TemporaryFolder folder_;
    std::unique_ptr<ContactDatabase> database_;
    std::string written_;
};

}  // namespace

TEST_CASE("the export is CSV as RFC 4180 has it, in the order of keys, without sensitive fields") {
    Contacts contacts;
    REQUIRE(write_contacts_csv(contacts.database(), {}, {}, contacts.sink()).ok());
    CHECK(contacts.written() ==
          "name,id,email,login,visits\r\n"
          "\"Ann, Lee\nRome\",,a@x,,\r\n"
          "\"Ben \"\"the\"\" Best\",,b@x,,12\r\n"
          "=1+2,,c@x,,7\r\n");
}

TEST_CASE("the list as JSON is one document, filtered and limited") {
    Contacts contacts;
    REQUIRE(write_contacts_json(contacts.database(), {{{"visits", "12"}}, {}}, contacts.sink()).ok());
    auto parsed = parse_json(contacts.written());
    REQUIRE(parsed.ok());
    const JsonValue& all = *parsed->find("contacts");
    REQUIRE(all.items.size() == 1);
    CHECK(all.items[0].find("email")->string == "b@x");
    CHECK(all.items[0].find("login")->kind == JsonValue::Kind::null);
    CHECK(all.items[0].find("password") == nullptr);

    Contacts limited;
    REQUIRE(write_contacts_json(limited.database(), {{}, 2}, limited.sink()).ok());
    CHECK(parse_json(limited.written())->find("contacts")->items.size() == 2);
}

TEST_CASE("the table says whether it was cut") {
    Contacts contacts;
    CHECK(write_contacts_table(contacts.database(), {{}, 2}, Terminal(), contacts.sink()).value());
    CHECK(contacts.written().find("a@x") != std::string::npos);
    CHECK(contacts.written().find("c@x") == std::string::npos);
    CHECK(contacts.written().find("scrypt") == std::string::npos);
    CHECK_FALSE(write_contacts_table(contacts.database(), {{}, 3}, Terminal(), contacts.sink()).value());
}

TEST_CASE("a keys file read back knows every contact, and its fingerprint when asked for") {
    for (const bool fingerprints : {false, true}) {
        CAPTURE(fingerprints);
        Contacts contacts;
        REQUIRE(write_contact_keys(contacts.database(), fingerprints, contacts.sink()).ok());
        KeysFileReader reader;
        REQUIRE(reader.feed(std::as_bytes(std::span(contacts.written()))).ok());
        auto snapshot = reader.finish();
        REQUIRE(snapshot.ok());
        CHECK(snapshot->existing() == 3);
        CHECK(snapshot->salt() == contacts.database().salt().value());
        for (const char* key : {"a@x", "b@x", "c@x"}) {
            CHECK(snapshot->contains(key));
        }
        CHECK_FALSE(snapshot->contains("d@x"));
    }
}

TEST_CASE("an error of the place written to ends the writing") {
    Contacts contacts;
    const Sink full = [](std::string_view) -> Result<void> { return make_issue(Code::disk_full, "The disk is full."); };
    auto written = write_contacts_csv(contacts.database(), {}, {}, full);
    REQUIRE_FALSE(written.ok());
    CHECK(written.error().code == Code::disk_full);
}

TEST_CASE("filters are FIELD=VALUE") {
    const std::vector<std::string> good{"city=Rome", "note=a=b", "login="};
    auto filters = read_filters(good);
    REQUIRE(filters.ok());
    CHECK((*filters)[1].field == "note");
    CHECK((*filters)[1].value == "a=b");
    CHECK((*filters)[2].value.empty());
    for (const char* bad : {"city", "=Rome", ""}) {
        const std::vector<std::string> words{bad};
        CAPTURE(bad);
        REQUIRE_FALSE(read_filters(words).ok());
    }
}

TEST_CASE("fields are told with their types and marks") {
    Contacts contacts;
    auto text = fields_json(contacts.database());
    REQUIRE(text.ok());
    auto parsed = parse_json(*text);
    REQUIRE(parsed.ok());
    const auto& fields = parsed->find("fields")->items;
    REQUIRE(fields.size() == 6);
    CHECK(fields[2].find("key")->boolean);
    CHECK(fields[4].find("sensitive")->boolean);
    CHECK(fields[5].find("type")->string == "integer");
}
