// What contacts on PostgreSQL have beyond those in a file: a server, logins, other programs, connections that are lost.
#include "native/db/postgres.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "contact_run.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::Import;
using muster::test::on_server;
using muster::test::PostgresServer;
using muster::test::Rows;

namespace {

const std::vector<test::Column> email_and_name{{"email", Type::email}, {"name"}};

// A new database of the server.
class Place {
public:
    Place() : name_("p" + std::to_string(++count_)) { on_server("CREATE DATABASE " + name_); }
    std::string url(const std::string& user = "postgres") const { return PostgresServer::shared().url(name_, user); }
    std::unique_ptr<PostgresDatabase> connection() const {
        auto database = std::make_unique<PostgresDatabase>();
        test::must(database->connect(url(), "", 30));
        test::must(database->execute("SET search_path = muster, pg_catalog"));
        return database;
    }
    void sql(const std::string& statement) const { test::must(connection()->execute(statement)); }
    const std::string& name() const { return name_; }

private:
    static inline int count_ = 0;
    std::string name_;
};

std::unique_ptr<Destination> two_contacts(const Place& place) {
    auto destination = test::open(place.url());
    REQUIRE(test::run(*destination, {email_and_name, "email", {{"a@x", "Ann"}, {"b@x", "Ben"}}}).ok());
    return destination;
}

template <class T>
Issue issue_of(const Result<T>& result) {
    REQUIRE_FALSE(result.ok());
    return result.error();
}

// What opening and looking says.
Issue refused(const std::string& url, std::optional<SecretReference> password = {}) {
    DestinationSettings settings;
    settings.url = url;
    if (password) settings.options["password"] = *password;
    auto destination = open_destination(settings);
    if (!destination) return destination.error();
    return issue_of((*destination)->schema());
}

Import many_contacts(int count, const std::string& name) {
    Import import{email_and_name, "email", {}, {}};
    for (int i = 0; i < count; ++i) import.rows.push_back({"contact" + std::to_string(i) + "@example.org", name + std::string(40, '.')});
    return import;
}

}  // namespace

TEST_CASE("who cannot connect is told why and what to do, without any password") {
    const Place place;
    CHECK(refused("postgresql://postgres@127.0.0.1:1/none").code == Code::destination_unreachable);
    CHECK(refused(PostgresServer::shared().url("no_such_database")).code == Code::not_found);
    CHECK(refused("postgresql://postgres:swordfish@127.0.0.1/none").code == Code::literal_secret);
    CHECK(refused("postgresql://127.0.0.1/none?password=swordfish").message.find("swordfish") == std::string::npos);
    on_server("CREATE ROLE guarded LOGIN PASSWORD 'swordfish'");
    unsetenv("PGPASSWORD");
    const Issue none = refused(place.url("guarded"));
    CHECK(none.code == Code::permission_denied);
    CHECK(none.message.find("asks for a password") != std::string::npos);
    setenv("MUSTER_TEST_SECRET", "marlin", 1);
    const SecretReference variable{SecretReference::Kind::environment, {"MUSTER_TEST_SECRET"}};
    const Issue wrong = refused(place.url("guarded"), variable);
    CHECK(wrong.code == Code::permission_denied);
    CHECK((wrong.message + wrong.suggestion).find("marlin") == std::string::npos);
    CHECK(refused(place.url("guarded"), SecretReference{SecretReference::Kind::environment, {"MUSTER_TEST_NOTHING"}}).code == Code::invalid_value);
    CHECK(refused(place.url("guarded"), SecretReference{SecretReference::Kind::command, {"false"}}).code == Code::destination_failed);
    // The right one lets it in; it may look, but not make anything.
    for (const SecretReference& right : {SecretReference{SecretReference::Kind::command, {"printf", "swordfish\n"}}, variable}) {
        setenv("MUSTER_TEST_SECRET", "swordfish", 1);
        DestinationSettings settings;
        settings.url = place.url("guarded");
        settings.options["password"] = right;
        auto destination = open_destination(settings);
        REQUIRE(destination.ok());
        CHECK((*destination)->schema().ok());
        CHECK(issue_of(test::run(**destination, {email_and_name, "email", {{"a@x", "Ann"}}})).code == Code::permission_denied);
    }
    on_server("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
    CHECK(refused(PostgresServer::shared().url("latin")).message.find("UTF-8") != std::string::npos);
}

TEST_CASE("tables of another program are left alone") {
    const Place place;
    place.sql("CREATE SCHEMA muster; CREATE TABLE muster.contacts(a int)");
    CHECK(refused(place.url()).code == Code::destination_failed);
}

TEST_CASE("a conflict with another program is tried again as a whole, a few times") {
    const Place place;
    auto destination = two_contacts(place);
    // Numbers of a sequence are not taken back with their transaction, so it can count the attempts.
    place.sql("CREATE SEQUENCE attempts; CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS "
              "'BEGIN IF nextval(''muster.attempts'') < 4 THEN RAISE EXCEPTION ''conflict'' USING ERRCODE = ''40001''; END IF; RETURN NEW; END';"
              "CREATE TRIGGER conflict BEFORE INSERT ON muster_syncs FOR EACH ROW EXECUTE FUNCTION conflict()");
    Import import{{{"email", Type::email}, {"name"}, {"city"}}, "email", {{"a@x", "Abe", "Rome"}, {"c@x", "Cid", ""}}, {}};
    import.mode.delete_missing = true;
    auto imported = test::run(*destination, import);
    REQUIRE(imported.ok());
    CHECK(imported->applied.inserted == 1);
    CHECK(imported->applied.updated == 1);
    CHECK(imported->applied.deleted == 1);
    CHECK(place.connection()->integer("SELECT last_value FROM attempts").value() == 4);
    CHECK(test::contacts(*destination, {"email", "name", "city"}) == Rows{{"a@x", "Abe", "Rome"}, {"c@x", "Cid", ""}});
    place.sql("ALTER SEQUENCE attempts RESTART MINVALUE -1000000 START -1000000");
    const std::string before = test::token_of(*destination);
    CHECK(issue_of(test::run(*destination, {email_and_name, "email", {{"a@x", "Ada"}}})).code == Code::destination_busy);
    CHECK(test::token_of(*destination) == before);
}

TEST_CASE("what another program commits in the meantime is noticed, whether it changes a contact or adds one") {
    for (const char* statement : {"UPDATE contacts SET name = 'Eve' WHERE muster_key = 'a@x'", "INSERT INTO contacts(muster_key) VALUES ('c@x')"}) {
        CAPTURE(statement);
        const Place place;
        auto destination = two_contacts(place);
        auto other = place.connection();
        test::must(other->execute("BEGIN"));
        test::must(other->execute(statement));
        std::thread commits([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            test::must(other->execute("COMMIT"));
        });
        // The run reaches the row while the other one holds it, waits, and must not write over it.
        auto imported = test::run(*destination, {email_and_name, "email", {{"a@x", "Abe"}, {"c@x", "Cid"}}});
        commits.join();
        CHECK(issue_of(imported).code == Code::plan_stale);
        CHECK(other->integer("SELECT count(*) FROM contacts WHERE name IN ('Abe', 'Cid')").value() == 0);
    }
}

TEST_CASE("of runs at the same time one goes after the other, and each writes wholly or not at all") {
    const Place place;
    two_contacts(place);
    std::vector<std::thread> threads;
    std::vector<int> written(4, 0);
    for (std::size_t i = 0; i < written.size(); ++i) {
        threads.emplace_back([&, i] {
            auto destination = test::open(place.url());
            Import import{email_and_name, "email", {}, {}};
            for (int j = 0; j < 50; ++j) import.rows.push_back({"t" + std::to_string(i) + "." + std::to_string(j) + "@x", "N"});
            auto imported = test::run(*destination, import);
            written[i] = imported ? 50 : 0;
            if (!imported && imported.error().code != Code::plan_stale) written[i] = -1;
        });
    }
    for (std::thread& thread : threads) thread.join();
    int sum = 2;
    for (const int each : written) {
        CHECK(each >= 0);
        sum += each;
    }
    CHECK(sum > 2);
    CHECK(place.connection()->integer("SELECT count(*) FROM contacts").value() == sum);
    CHECK_FALSE(place.connection()->integer("SELECT 1 FROM pg_tables WHERE schemaname = 'muster' AND tablename LIKE 'staged%'").value().has_value());
}

TEST_CASE("many contacts go in and out in more than one piece") {
    const Place place;
    auto destination = test::open(place.url());
    Import import = many_contacts(30000, "first");
    REQUIRE(test::run(*destination, import)->applied.inserted == 30000);
    import = many_contacts(30000, "second");
    import.rows.resize(4000);
    import.rows.push_back(import.rows[0]);
    import.mode.delete_missing = true;
    auto imported = test::run(*destination, import);
    REQUIRE(imported.ok());
    CHECK(imported->applied.updated == 4000);
    CHECK(imported->applied.deleted == 26000);
    CHECK(place.connection()->integer("SELECT count(*) FROM contacts WHERE name LIKE 'second%'").value() == 4000);
}

TEST_CASE("keys are ordered and told apart by their bytes, whatever the order of the database") {
    const Place place;
    auto destination = test::open(place.url());
    const std::vector<test::Column> columns{{"customer_no"}, {"name"}};
    REQUIRE(test::run(*destination, {columns, "customer_no", {{"b", "1"}, {"a", "2"}, {"B", "3"}, {"\xC3\xA9", "4"}, {"e\xCC\x81", "5"}}}).ok());
    CHECK(test::contacts(*destination, {"name"}) == Rows{{"3"}, {"2"}, {"1"}, {"5"}, {"4"}});
}

TEST_CASE("names of fields longer than the server takes are kept apart, and can be taken back") {
    const Place place;
    auto destination = two_contacts(place);
    const std::string before = test::token_of(*destination);
    const std::string long_name(62, 'q');
    const std::vector<test::Column> columns{{"email", Type::email}, {long_name + "\xC3\xA4 one"}, {long_name + "\xC3\xA4 two"}};
    Import import{columns, "email", {{"a@x", "1", "2"}}, {}};
    import.run_id = "run-2";
    REQUIRE(test::run(*destination, import).ok());
    CHECK(test::contacts(*destination, {columns[1].field, columns[2].field})[0] == std::vector<std::string>{"1", "2"});
    auto undo = destination->undo("run-2");
    REQUIRE(undo.ok());
    REQUIRE((*undo)->perform("undo-1", "").ok());
    CHECK(test::token_of(*destination) == before);
}

TEST_CASE("fields of a declared type have columns of that type, which keep what was written") {
    const Place place;
    auto destination = test::open(place.url());
    std::vector<test::Column> columns{{"email", Type::email}, {"born", Type::date}, {"visits", Type::integer}, {"balance", Type::number},
                                      {"active", Type::boolean}, {"seen", Type::date_time}, {"guess", Type::integer}};
    for (std::size_t i = 1; i < 6; ++i) columns[i].declared = true;
    Import import{columns, "email", {}, {}};
    import.rows = {{"a@x", "1904-02-29", "7", "1.50", "true", "2016-12-31T23:59:60Z", "007"},
                   {"b@x", "9999-12-31", "-99999999999999999999999", "0.000000000000000000000000000001", "false", "", ""},
                   {"c@x", "0001-01-01", "", "", "", "", "none"}};
    REQUIRE(test::run(*destination, import).ok());
    const std::vector<std::string> names{"email", "born", "visits", "balance", "active", "seen", "guess"};
    CHECK(test::contacts(*destination, names) == import.rows);
    const auto connection = place.connection();
    const auto type_of = [&](const std::string& name) {
        return connection->text("SELECT data_type FROM information_schema.columns WHERE table_name = 'contacts' AND column_name = '" + name + "'").value();
    };
    CHECK(type_of("born") == "date");
    CHECK(type_of("visits") == "numeric");
    CHECK(type_of("balance") == "numeric");
    CHECK(type_of("active") == "boolean");
    CHECK(type_of("seen") == "text");
    CHECK(type_of("guess") == "text");
    CHECK(connection->integer("SELECT count(*) FROM contacts WHERE born < DATE '1970-01-01'").value() == 2);

    // The same again compares equal; a change is written, shown and taken back.
    place.sql("UPDATE contacts SET muster_fingerprint = NULL");
    auto again = test::run(*destination, import);
    REQUIRE(again.ok());
    CHECK(again->comparison.equal == 3);
    const std::string before = test::token_of(*destination);
    Import changed = import;
    changed.rows = {{"a@x", "1904-03-01", "8", "1.5", "false", "", ""}, {"d@x", "2000-01-01", "1", "2", "true", "", ""}};
    changed.mode.delete_missing = true;
    changed.run_id = "run-2";
    auto updated = test::run(*destination, changed);
    REQUIRE(updated.ok());
    CHECK(updated->applied.updated == 1);
    CHECK(updated->applied.deleted == 2);
    CHECK(test::contacts(*destination, names) ==
          Rows{{"a@x", "1904-03-01", "8", "1.5", "false", "2016-12-31T23:59:60Z", "007"}, {"d@x", "2000-01-01", "1", "2", "true", "", ""}});
    auto& database = dynamic_cast<ContactDatabase&>(*destination);
    CHECK(database.count(std::vector<ContactDatabase::Filter>{{"active", "false"}, {"born", "1904-03-01"}}).value() == 1);
    CHECK(database.count(std::vector<ContactDatabase::Filter>{{"born", "no date"}}).value() == 0);
    auto undo = destination->undo("run-2");
    REQUIRE(undo.ok());
    std::vector<std::string> shown;
    REQUIRE((*undo)->differences([&](const Difference& each) {
        shown.push_back(std::string(each.field) + ": " + std::string(each.before) + " -> " + std::string(each.after));
        return true;
    }).ok());
    CHECK(shown == std::vector<std::string>{"born: 1904-03-01 -> 1904-02-29", "visits: 8 -> 7", "balance: 1.5 -> 1.50", "active: false -> true"});
    REQUIRE((*undo)->perform("undo-1", "").ok());
    CHECK(test::contacts(*destination, names) == import.rows);
    CHECK(test::token_of(*destination) == before);
}

TEST_CASE("columns of an earlier version, which are all texts, are used as they are") {
    const Place place;
    auto destination = test::open(place.url());
    std::vector<test::Column> columns{{"email", Type::email}, {"born", Type::date}};
    columns[1].declared = true;
    REQUIRE(test::run(*destination, {columns, "email", {{"a@x", "1904-02-29"}}}).ok());
    place.sql("ALTER TABLE contacts ALTER COLUMN born TYPE text");
    auto imported = test::run(*destination, {columns, "email", {{"a@x", "1904-03-01"}, {"b@x", "1999-12-31"}}});
    REQUIRE(imported.ok());
    CHECK(test::contacts(*destination, {"born"}) == Rows{{"1904-03-01"}, {"1999-12-31"}});
}

TEST_CASE("a value with a zero byte is refused with its reason") {
    const Place place;
    auto destination = two_contacts(place);
    const std::string before = test::token_of(*destination);
    const Issue issue = issue_of(test::run(*destination, {email_and_name, "email", {{"c@x", std::string("C\0d", 3)}}}));
    CHECK(issue.message.find("zero byte") != std::string::npos);
    CHECK(test::token_of(*destination) == before);
}

TEST_CASE("what a run has staged that ended without a word goes with the next one") {
    const Place place;
    two_contacts(place);
    place.sql("CREATE UNLOGGED TABLE staged_77(a int); CREATE UNLOGGED TABLE missing_77(a int)");
    auto destination = two_contacts(place);
    CHECK_FALSE(place.connection()->integer("SELECT 1 FROM pg_tables WHERE tablename IN ('staged_77', 'missing_77')").value().has_value());
}

TEST_CASE("a server that goes away at any step leaves the contacts as before or as after, and the next run completes") {
    const Place place;
    auto destination = two_contacts(place);
    for (int step = 0; step < 3; ++step) {
        CAPTURE(step);
        auto snapshot = destination->snapshot({"test", DeleteScope::all, 7});
        REQUIRE(snapshot.ok());
        Import import = many_contacts(20000, "N" + std::to_string(step));
        const std::vector<ResolvedColumn> columns = test::resolved(import.columns);
        auto changes = destination->begin(test::request_for(import, columns));
        REQUIRE(changes.ok());
        Planner planner({import.mode, Duplicates::last, false}, std::move(snapshot->snapshot));
        const auto crash = [&](int when) {
            if (when != step) return;
            PostgresServer::shared().kill();
            PostgresServer::shared().start();
        };
        crash(0);
        auto staged = test::stage_rows(**changes, planner, import);
        crash(1);
        if (staged) staged = (*changes)->compare().ok() ? Result<void>() : Result<void>(make_issue(Code::destination_unreachable, "", ""));
        crash(2);
        Commit commit;
        commit.snapshot_token = snapshot->token;
        auto applied = (*changes)->commit(planner, commit);
        CHECK_FALSE(applied.ok());
        changes->reset();
        std::unique_ptr<Destination> again = test::open(place.url());
        CHECK(test::token_of(*again) == snapshot->token);
        destination = std::move(again);
    }
    CHECK(test::run(*destination, many_contacts(20000, "N"))->applied.inserted == 20000);
}
