// The real program against the double of a service that takes contacts in batches of JSON, by the clock of this computer.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "native/cli_run.hpp"
#include "support/service_double.hpp"

using namespace muster::test::cli;
using muster::JsonValue;

namespace {

const std::string columns = R"([{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "name"}])";
const std::string by_status = R"(, "results": "/results", "result_status": "/status", "accepted": "created, updated, deleted", "result_reason": "/message")";
const std::string removing = R"(, "delete_path": "contacts/remove", "delete_template": {"emails": ["{email}"]}, "delete_records": "/emails")";
const std::string own_deletes = R"("delete_missing": true, "scope": "own")";

// The double, and a folder with a sync document for it.
class World {
public:
    explicit World(const std::string& destination = by_status, const std::string& mode = {}, const std::string& mapping = columns) {
        folder.write("secret", "token-1234\n");
        write_document(destination, mode, mapping);
    }

    std::string address() const { return service.address("api") + "/api"; }
    void write_document(const std::string& destination, const std::string& mode = {}, const std::string& mapping = columns, const std::string& members = R"("email":"{email}","name":"{name}")") const {
        folder.write("s.sync.json", R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "http_json", "url": ")" + address() +
                                        R"(", "token": {"file": "secret"}, "path": "contacts/batch", "template": {"source": "muster", "contacts": [{)" + members +
                                        R"(}]}, "records": "/contacts", "calls_per_minute": 0)" + destination + R"(}, "key": {"field": "email"}, "mapping": )" + mapping +
                                        R"(, "mode": {)" + mode + "}}");
    }
    void file(const std::string& text) const { folder.write("contacts.csv", text); }
    Answer run() const { return muster_json(folder, {"run", "s.sync.json"}); }
    Answer resume(const Answer& stopped) const { return muster_json(folder, {"runs", "resume", stopped.text({"run_id"})}); }
    std::string errors_of(const Answer& run) const { return run_process(program_in(folder, {"runs", "errors", run.text({"run_id"})})).output; }

    void config(const std::string& switches) const { service.tell("/config", switches); }
    void fault(int call, const std::string& kind, int times = 1) const {
        service.tell("/faults", R"([{"at":)" + std::to_string(call) + R"(,"kind":")" + kind + R"(","times":)" + std::to_string(times) + "}]");
    }
    void no_faults() const {
        service.tell("/faults", "[]");
        service.tell("/reopen");
    }
    void forget_log() const { service.tell("/forget-log"); }
    std::int64_t calls() const { return service.ask("/state").find("calls")->integer; }

    // Bodies of the calls that were processed.
    std::vector<JsonValue> sent(std::string_view path) const {
        std::vector<JsonValue> bodies;
        const JsonValue state = service.ask("/state");
        for (const JsonValue& call : state.find("log")->items) {
            if (call.find("path")->string == path) bodies.push_back(*call.find("body"));
        }
        return bodies;
    }
    std::size_t written() const {
        std::size_t count = 0;
        for (const JsonValue& body : sent("contacts/batch")) count += body.find("contacts")->items.size();
        return count;
    }
    // {"a@x": "Anna"}: the names by address, of contacts that were not removed.
    std::map<std::string, std::string> names() const {
        std::map<std::string, std::string> names;
        const JsonValue state = service.ask("/state");
        for (const auto& [email, contact] : state.find("contacts")->members) {
            if (!contact.find("removed")->boolean) names[email] = contact.find("name")->string;
        }
        return names;
    }
    void check_no_violations() const {
        const JsonValue state = service.ask("/state");
        for (const JsonValue& violation : state.find("violations")->items) FAIL_CHECK(violation.string);
    }

    muster::test::ServiceDouble service{MUSTER_TEST_DOUBLES "/http_json_double.mjs", {"--real-clock"}};
    muster::test::cli::TemporaryFolder folder;
};

using Names = std::map<std::string, std::string>;

std::string first_error(const Answer& answer) {
    const JsonValue* errors = answer.json.find("errors");
    return errors != nullptr && !errors->items.empty() ? errors->items[0].find("code")->string : std::string();
}

}  // namespace

TEST_CASE("contacts are sent in batches, values with their types, and only contacts that changed") {
    const World world;
    world.write_document(by_status + R"(, "records_per_call": 2)", "",
                         R"([{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "name"}, {"column": "Points", "field": "points", "decimal": "comma"},
                             {"column": "Born", "field": "born", "format": "dd.MM.yyyy"}, {"column": "News", "field": "news"}, {"column": "Note", "field": "note", "empty": "clear"},
                             {"column": "City", "field": "city"}])",
                         R"("email":"{email}","name":"{name}","points":"{points:number}","born":"{born:date}","newsletter":"{news:boolean}","note":"{note}","address":{"city":"{city}"})");
    world.file("E-Mail;Name;Points;Born;News;Note;City\na@example.com;Anna;1.234,50;31.12.1980;ja;x;Bonn\nb@example.com;\"Ben \"\"B\"\" {name}\";;;nein;;\nc@example.com;007;7;;;;Köln\n");
    const Answer first = world.run();
    CHECK_MESSAGE(first.exit_code == 0, first.output, first.errors);
    CHECK(first.number({"done", "insert"}) == 3);
    const auto calls = world.sent("contacts/batch");
    REQUIRE(calls.size() == 2);
    const auto& records = calls[0].find("contacts")->items;
    REQUIRE(records.size() == 2);
    CHECK(records[0].find("points")->string == "1234.5");
    CHECK(records[0].find("points")->kind == JsonValue::Kind::real);
    CHECK(records[0].find("born")->string == "1980-12-31");
    CHECK(records[0].find("newsletter")->kind == JsonValue::Kind::boolean);
    CHECK(records[0].find("newsletter")->boolean);
    CHECK(records[0].find("address")->find("city")->string == "Bonn");
    // Empty cells: what is to be kept is left out, what is to be cleared is null.
    CHECK(records[1].find("name")->string == "Ben \"B\" {name}");
    CHECK(records[1].members.size() == 4);
    CHECK(records[1].find("points") == nullptr);
    CHECK(records[1].find("address") == nullptr);
    CHECK(records[1].find("note")->kind == JsonValue::Kind::null);
    CHECK(calls[1].find("contacts")->items[0].find("name")->string == "007");

    world.forget_log();
    CHECK(world.run().text({"outcome"}) == "skipped");
    world.file("E-Mail;Name;Points;Born;News;Note;City\na@example.com;Anna;1.234,50;31.12.1980;ja;x;Bonn\nb@example.com;Bert;;;nein;;\nc@example.com;007;7;;;;Köln\n");
    const Answer second = world.run();
    CHECK_MESSAGE(second.exit_code == 0, second.output, second.errors);
    CHECK(second.number({"done", "update"}) == 1);
    CHECK(world.written() == 1);
    CHECK(world.sent("contacts/batch")[0].find("contacts")->items[0].members.size() == 4);
    world.check_no_violations();
}

TEST_CASE("with changed_only a call has only what changed, beside the key") {
    const World world;
    world.write_document(by_status + R"(, "changed_only": true)", "", R"([{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "name"}, {"column": "Note", "field": "note"}])",
                         R"("email":"{email}","name":"{name}","note":"{note}")");
    world.file("E-Mail;Name;Note\na@example.com;Anna;x\nb@example.com;Ben;y\n");
    REQUIRE(world.run().exit_code == 0);
    world.forget_log();
    world.file("E-Mail;Name;Note\na@example.com;Anna;z\nb@example.com;Ben;y\n");
    CHECK(world.run().exit_code == 0);
    const auto calls = world.sent("contacts/batch");
    REQUIRE(calls.size() == 1);
    const JsonValue& record = calls[0].find("contacts")->items[0];
    CHECK(record.members.size() == 2);
    CHECK(record.find("note")->string == "z");
    world.check_no_violations();
}

TEST_CASE("a record that the service refuses is told with its reason, and sent again next time; the others are not") {
    const std::string by_key = by_status + R"(, "result_key": "/email")";
    const std::string refused_only = R"(, "results": "/results", "result_key": "/email", "result_reason": "/message")";
    const struct { const char* switches; std::string destination; } forms[] = {
        {"{}", by_status}, {R"({"order": "reversed"})", by_key}, {R"({"results": "refused"})", refused_only},
    };
    for (const auto& [switches, destination] : forms) {
        CAPTURE(destination);
        const World world(destination);
        world.config(switches);
        world.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Nobody\nc@example.com;Cem\n");
        const Answer run = world.run();
        CHECK_MESSAGE(run.exit_code == 6, run.output, run.errors);
        CHECK(run.text({"outcome"}) == "done_with_rejects");
        CHECK(run.number({"done", "insert"}) == 2);
        CHECK(run.number({"done", "failed"}) == 1);
        CHECK(world.names() == Names{{"a@example.com", "Anna"}, {"c@example.com", "Cem"}});
        const std::string row = world.errors_of(run);
        CHECK_MESSAGE(row.find("\r\nb@example.com;Nobody;2;;destination_failed;") != std::string::npos, row);
        // The service's words, without the contact's values, the token and line breaks.
        CHECK_MESSAGE(row.find("The service refused the record: no contact may be called ••• (•••), says •••.") != std::string::npos, row);
        world.forget_log();
        CHECK(world.run().exit_code == 6);
        CHECK(world.written() == 1);
        world.check_no_violations();
    }
}

TEST_CASE("without results the status of the answer tells") {
    const World world("");
    world.config(R"({"results": "none"})");
    world.file("E-Mail;Name\na@example.com;Anna\n");
    CHECK(world.run().exit_code == 0);
    CHECK(world.names() == Names{{"a@example.com", "Anna"}});
}

TEST_CASE("a call whose outcome is not known is not sent again, before somebody starts a new run") {
    const std::string small = by_status + R"(, "records_per_call": 2)";
    for (const std::string kind : {"reset_after", "truncated", "malformed", "500", "503", "408"}) {
        CAPTURE(kind);
        const World world(small);
        world.config(R"({"once": true})");
        world.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\nd@example.com;Dan\n");
        world.fault(2, kind);
        const Answer stopped = world.run();
        CHECK(stopped.exit_code == 1);
        CHECK(stopped.number({"done", "insert"}) == 2);
        CHECK_MESSAGE(stopped.output.find("do not allow to repeat a call") != std::string::npos, stopped.output);
        CHECK(world.calls() == 2);
        world.no_faults();
        CHECK(world.resume(stopped).exit_code == 1);
        CHECK(world.calls() == 0);
        world.check_no_violations();
        world.config(R"({"once": false})");
        const Answer anew = world.run();
        CHECK_MESSAGE(anew.exit_code == 0, anew.output, anew.errors);
        CHECK(world.names().size() == 4);
        world.check_no_violations();
    }
}

TEST_CASE("what the service surely did not do is done later") {
    for (const std::string kind : {"refuse", "401", "403_problem"}) {
        CAPTURE(kind);
        const World world(by_status + R"(, "records_per_call": 2)");
        world.config(R"({"once": true})");
        world.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\nd@example.com;Dan\n");
        world.fault(kind == "refuse" ? 1 : 2, kind);   // in the midst of a run the connection could be broken instead
        const Answer stopped = world.run();
        CHECK(stopped.exit_code == (kind == "refuse" ? 5 : 4));
        world.no_faults();
        const Answer resumed = world.resume(stopped);
        CHECK_MESSAGE(resumed.exit_code == 0, resumed.output, resumed.errors);
        CHECK(world.names().size() == 4);
        world.check_no_violations();
    }
    const World busy;
    busy.config(R"({"once": true})");
    busy.file("E-Mail;Name\na@example.com;Anna\n");
    busy.fault(1, "429", 2);
    CHECK(busy.run().exit_code == 0);
    busy.check_no_violations();
}

TEST_CASE("after a run that sent a part and stopped, or whose deletes were withheld, the file before is sent again") {
    const std::string three = "E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\n";
    const World world(by_status + removing + R"(, "records_per_call": 1)", own_deletes);
    world.file(three);
    REQUIRE(world.run().exit_code == 0);
    const Names as_in_the_file = world.names();
    for (const std::string row : {"c@example.com;Wrong\n", ";nobody\n"}) {
        CAPTURE(row);
        world.file("E-Mail;Name\na@example.com;Wrong\nb@example.com;Wrong\n" + row);
        if (row[0] == 'c') world.fault(2, "403_problem");
        CHECK(world.run().exit_code == (row[0] == 'c' ? 4 : 6));
        world.no_faults();
        CHECK(world.names() != as_in_the_file);
        world.file(three);
        CHECK(world.run().text({"outcome"}) == "done");
        CHECK(world.names() == as_in_the_file);
        CHECK(world.run().text({"outcome"}) == "skipped");
    }
    world.check_no_violations();
}

TEST_CASE("a contact of which no answer tells whether it was changed or added is sent again, or removed, by the next file") {
    for (const std::string setting : {R"(, "repeatable": true)", R"(, "idempotency_header": "Idempotency-Key")", ""}) {
        CAPTURE(setting);
        const World world(by_status + removing + R"(, "records_per_call": 2)" + setting, own_deletes);
        const std::string two = "E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n";
        world.file(two);
        REQUIRE(world.run().exit_code == 0);
        world.service.tell("/faults", R"([{"at": 1, "kind": "malformed", "times": 1000}])");
        world.file("E-Mail;Name\na@example.com;Wrong\nb@example.com;Ben\nc@example.com;Cem\n");
        CHECK(world.run().exit_code != 0);
        world.no_faults();
        REQUIRE(world.names() == Names{{"a@example.com", "Wrong"}, {"b@example.com", "Ben"}, {"c@example.com", "Cem"}});
        world.file(two);
        const Answer next = world.run();
        CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
        CHECK(next.number({"done", "delete"}) == 1);
        CHECK(world.names() == Names{{"a@example.com", "Anna"}, {"b@example.com", "Ben"}});
        CHECK(world.run().text({"outcome"}) == "skipped");
        CHECK(muster_json(world.folder, {"run", "s.sync.json", "--even-if-unchanged"}).number({"done", "unchanged"}) == 2);
        world.check_no_violations();
    }
}

TEST_CASE("calls that may be repeated are") {
    for (const std::string setting : {R"(, "repeatable": true)", R"(, "idempotency_header": "Idempotency-Key")"}) {
        CAPTURE(setting);
        const World world(by_status + setting);
        world.config(setting.find("header") != std::string::npos ? R"({"once": true})" : "{}");
        world.file("E-Mail;Name\na@example.com;Anna\n");
        world.fault(1, "reset_after");
        const Answer run = world.run();
        CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
        CHECK(world.calls() == 2);
        CHECK(world.names() == Names{{"a@example.com", "Anna"}});
        world.check_no_violations();
    }
}

TEST_CASE("a call that was done without an answer keeps its name for whoever goes on with the run") {
    const World world(by_status + R"(, "idempotency_header": "Idempotency-Key")");
    world.config(R"({"once": true})");
    world.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n");
    world.service.tell("/faults", R"([{"at": 1, "kind": "reset_after"}, {"at": 2, "kind": "403_problem", "times": 1000}])");
    const Answer stopped = world.run();
    CHECK(stopped.exit_code == 4);
    CHECK(stopped.number({"done", "insert"}) == 0);
    CHECK(world.written() == 2);
    world.no_faults();
    const Answer resumed = world.resume(stopped);
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.output, resumed.errors);
    CHECK(resumed.number({"done", "insert"}) == 2);
    CHECK(world.calls() == 1);
    CHECK(world.written() == 2);
    world.check_no_violations();
}

TEST_CASE("a call that is refused as a whole is divided until the record is found") {
    const World world;
    world.config(R"({"atomic": true, "once": true})");
    std::string file = "E-Mail;Name\n";
    for (int i = 0; i < 20; ++i) file += "a" + std::to_string(i) + "@example.com;" + (i == 13 ? "Nobody" : "Anna") + "\n";
    world.file(file);
    const Answer run = world.run();
    CHECK_MESSAGE(run.exit_code == 6, run.output, run.errors);
    CHECK(run.number({"done", "insert"}) == 19);
    CHECK(run.number({"done", "failed"}) == 1);
    CHECK(world.errors_of(run).find("a13@example.com") != std::string::npos);
    world.check_no_violations();
}

TEST_CASE("a template that the service never takes stops the run after ten records, which are told, and the others stay to be sent") {
    for (const std::string setting : {R"(, "records_per_call": 5)", R"(, "records_per_call": 50)", R"(, "idempotency_header": "Idempotency-Key")"}) {
        CAPTURE(setting);
        const World world(by_status + setting);
        world.fault(1, "422", 1000);
        world.file(contacts(1, 25));
        const Answer run = world.run();
        CHECK(run.exit_code == 1);
        CHECK_MESSAGE(run.output.find("refused 10 records in a row") != std::string::npos, run.output);
        CHECK(run.number({"done", "failed"}) == 10);
        const std::string rows = world.errors_of(run);
        CHECK(std::count(rows.begin(), rows.end(), '\n') == 1 + 10);
        CHECK(world.calls() < 40);
        CHECK(world.names().empty());
        world.no_faults();
        const Answer resumed = world.resume(run);
        CHECK_MESSAGE(resumed.exit_code == 6, resumed.output, resumed.errors);
        CHECK(resumed.number({"done", "insert"}) == 15);
        CHECK(world.names().size() == 15);
        const Answer next = world.run();
        CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
        CHECK(next.number({"done", "insert"}) == 10);
        CHECK(world.names().size() == 25);
        world.check_no_violations();
    }
}

TEST_CASE("a key of a number is sent as the number that was read, whatever its form in the file") {
    const World world;
    world.config(R"({"key": "id"})");
    std::string document = muster::test::content_of(world.folder.path() / "s.sync.json");
    const auto put = [&](std::string_view old, const std::string& text) {
        REQUIRE(document.find(old) != std::string::npos);
        document.replace(document.find(old), old.size(), text);
    };
    put(R"("email":"{email}")", R"("id":"{nr:integer}")");
    put(R"("key": {"field": "email"})", R"("key": {"field": "nr"}, "decimal": "comma")");
    put(R"({"column": "E-Mail", "field": "email"})", R"({"column": "Nr", "field": "nr"})");
    world.folder.write("s.sync.json", document);
    world.file("Nr;Name\n007;Anna\n8;Ben\n1.000;Cem\n-5;Dan\n");
    const Answer first = world.run();
    CHECK_MESSAGE(first.exit_code == 0, first.output, first.errors);
    CHECK(world.names() == Names{{"-5", "Dan"}, {"1000", "Cem"}, {"7", "Anna"}, {"8", "Ben"}});
    world.forget_log();
    world.file("Nr;Name\n7;Anna\n0008;Bert\n1000;Cem\n-5;Dan\n");
    const Answer second = world.run();
    CHECK_MESSAGE(second.exit_code == 0, second.output, second.errors);
    CHECK(world.written() == 1);
    CHECK(world.names() == Names{{"-5", "Dan"}, {"1000", "Cem"}, {"7", "Anna"}, {"8", "Bert"}});
    world.check_no_violations();
}

TEST_CASE("what a divided call has done already is not sent again when the rest fails") {
    const World world;
    world.config(R"({"once": true, "most_records": 2})");
    world.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\nd@example.com;Dan\n");
    world.fault(3, "403_problem");   // four, two, and the other two
    const Answer run = world.run();
    CHECK(run.exit_code == 6);
    CHECK(run.number({"done", "insert"}) == 2);
    CHECK(run.number({"done", "failed"}) == 2);
    world.no_faults();
    const Answer next = world.run();
    CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
    CHECK(world.names().size() == 4);
    world.check_no_violations();
}

TEST_CASE("contacts that are missing in the file are removed, under the guard, when the destination says how") {
    const World world(by_status + removing, own_deletes);
    world.file(contacts(1, 10));
    CHECK(world.run().exit_code == 0);
    world.file(contacts(3, 10));
    const Answer second = world.run();
    CHECK_MESSAGE(second.exit_code == 0, second.output, second.errors);
    CHECK(second.number({"done", "delete"}) == 2);
    CHECK(world.names().size() == 8);
    REQUIRE(world.sent("contacts/remove").size() == 1);
    CHECK(world.sent("contacts/remove")[0].find("emails")->items.size() == 2);
    // Not more than a tenth of the contacts is in the file.
    world.file(contacts(20, 30));
    CHECK(world.run().exit_code == 7);
    CHECK(world.names().size() == 8);
    world.check_no_violations();
}

TEST_CASE("a contact that the service refuses to remove is removed by the next run, also of the same file") {
    for (const std::string way : {"result", "status"}) {
        CAPTURE(way);
        const World world(by_status + removing, own_deletes);
        world.file(contacts(1, 10));
        REQUIRE(world.run().exit_code == 0);
        world.file(contacts(3, 10));
        way == "result" ? world.config(R"({"removes": false})") : world.fault(1, "422", 1000);
        for (int i = 0; i < 2; ++i) {
            const Answer refused = world.run();
            CHECK_MESSAGE(refused.exit_code == 6, refused.output, refused.errors);
            CHECK(refused.text({"outcome"}) == "done_with_rejects");
            CHECK(refused.number({"planned", "delete"}) == 2);
            CHECK(refused.number({"done", "delete"}) == 0);
            CHECK_MESSAGE(refused.text({"reason"}).find("refused to remove 2 contacts; the next run tries again.") != std::string::npos, refused.output);
            CHECK(world.names().size() == 10);
        }
        way == "result" ? world.config(R"({"removes": true})") : world.no_faults();
        const Answer next = world.run();
        CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
        CHECK(next.text({"outcome"}) == "done");
        CHECK(next.number({"done", "delete"}) == 2);
        CHECK(world.names().size() == 8);
        CHECK(world.run().text({"outcome"}) == "skipped");
        world.check_no_violations();
    }
}

TEST_CASE("nothing is removed while a record could not be sent") {
    const World world(by_status + removing, own_deletes);
    world.file(contacts(1, 10));
    REQUIRE(world.run().exit_code == 0);
    world.file(contacts(3, 10, "Berta"));
    world.fault(1, "500");
    CHECK(world.run().exit_code == 1);
    CHECK(world.names().size() == 10);
    CHECK(world.sent("contacts/remove").empty());
}

TEST_CASE("what the settings or the mode leave open is refused before anything is sent") {
    const World world;
    world.file("E-Mail;Name\na@example.com;Anna\n");
    const struct { std::string destination, mode, mapping; const char* says; } cases[] = {
        {by_status, own_deletes, columns, "does not say how"},
        {by_status + removing, R"("delete_missing": true)", columns, "scope"},
        {by_status, R"("update": false)", columns, "changed all the same"},
        {by_status, R"("insert": false)", columns, "without adding"},
        {by_status + R"(, "delete_path": "contacts/remove", "delete_template": ["{name}"])", own_deletes, columns, "names another field than the key"},
        {by_status, "", R"([{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "nam"}])", "has no field \\\"nam\\\""},
        {by_status + R"(, "pace": 1)", "", columns, "has no member \\\"pace\\\""},
        {by_status + R"(, "records_per_call": 0)", "", columns, "records_per_call"},
        {R"(, "results": "/results")", "", columns, "result_status"},
    };
    for (const auto& [destination, mode, mapping, says] : cases) {
        CAPTURE(says);
        world.write_document(destination, mode, mapping);
        const Answer run = world.run();
        CHECK(run.exit_code == 2);
        CHECK_MESSAGE(run.output.find(says) != std::string::npos, run.output);
    }
    world.write_document(by_status, "", columns, R"("list":["{email}","{name}"])");
    CHECK_MESSAGE(world.run().output.find("cannot leave a value out") != std::string::npos, world.run().output);
    CHECK(world.calls() == 0);
}

TEST_CASE("a plan is kept with its template, and carried out as it was shown") {
    const World world;
    world.file("E-Mail;Name\na@example.com;Anna\n");
    CHECK(muster_json(world.folder, {"plan", "s.sync.json", "-o", "plan.json"}).exit_code == 0);
    const Answer applied = muster_json(world.folder, {"apply", "plan.json"});
    CHECK_MESSAGE(applied.exit_code == 0, applied.output, applied.errors);
    CHECK(world.names() == Names{{"a@example.com", "Anna"}});
    CHECK(muster_json(world.folder, {"plan", "s.sync.json", "-o", "late.json", "--full-resync"}).exit_code == 0);
    world.write_document(by_status, "", columns, R"("email":"{email}","note":"{name}")");
    CHECK(muster_json(world.folder, {"apply", "late.json"}).exit_code == 8);
}

TEST_CASE("each login is understood, a wrong one ends with 4, and no secret is seen") {
    const struct { const char* login; std::string members; const char* secret; } logins[] = {
        {"bearer", R"("token": {"file": "login"})", "token-1234"},
        {"basic", R"("user": "importer", "password": {"file": "login"})", "password-1234"},
        {"header", R"("header": "X-Api-Key", "header_secret": {"file": "login"})", "key-1234"},
    };
    for (const auto& [login, members, secret] : logins) {
        CAPTURE(login);
        const World world;
        world.config(std::string(R"({"login": ")") + login + "\"}");
        world.folder.write("login", std::string(secret) + "\n");
        std::string document = muster::test::content_of(world.folder.path() / "s.sync.json");
        const std::string token = R"("token": {"file": "secret"})";
        document.replace(document.find(token), token.size(), members);
        world.folder.write("s.sync.json", document);
        world.file("E-Mail;Name\na@example.com;Anna\n");
        const Answer run = muster_json(world.folder, {"run", "s.sync.json", "--trace", "trace.jsonl"});
        CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
        world.folder.write("login", "swordfish-9\n");
        world.file("E-Mail;Name\na@example.com;Annika\n");
        const Answer wrong = muster_json(world.folder, {"run", "s.sync.json", "--trace", "trace.jsonl"});
        CHECK(wrong.exit_code == 4);
        const std::string said = run.output + run.errors + wrong.output + wrong.errors + muster::test::content_of(world.folder.path() / "trace.jsonl");
        for (const std::string_view hidden : {secret, "swordfish-9", "Bearer", "Basic", "a@example.com"}) CHECK(said.find(hidden) == std::string::npos);
    }
}

TEST_CASE("a connection is tested by reading its test path, and only then") {
    const World world;
    std::filesystem::create_directories(world.folder.path() / "home");
    const std::string base = R"("kind": "http_json", "url": ")" + world.address() + R"(", "token": {"file": ")";
    world.folder.write("home/connections.json", "{\"crm\": {" + base + R"(secret"}, "test_path": "ping"}, "untested": {)" + base + R"(secret"}}, "lost": {)" + base +
                                                    R"(secret"}, "test_path": "nowhere"}, "nosecret": {)" + base + R"(nowhere"}}, "half": {)" + base + R"(secret"}, "path": "p"}})");
    const Answer tested = muster_json(world.folder, {"connections", "test", "crm"});
    CHECK_MESSAGE(tested.exit_code == 0, tested.output, tested.errors);
    CHECK(tested.number({"fields"}) == 0);
    CHECK(world.calls() == 1);
    const Answer untested = muster_json(world.folder, {"connections", "test", "untested"});
    CHECK(untested.exit_code == 2);
    CHECK_MESSAGE(untested.output.find("Nothing was tried") != std::string::npos, untested.output);
    CHECK(world.calls() == 1);
    CHECK(muster_json(world.folder, {"connections", "test", "lost"}).exit_code == 1);
    CHECK(muster_json(world.folder, {"connections", "test", "nosecret"}).exit_code == 2);
    CHECK(first_error(muster_json(world.folder, {"connections", "test", "half"})) == "member_missing");
    CHECK(world.sent("contacts/batch").empty());
}

TEST_CASE("the example of the manual is a document that the program reads") {
    const World world;
    std::filesystem::create_directories(world.folder.path() / "home");
    world.folder.write("home/connections.json", R"({"crm": {"kind": "http_json", "url": ")" + world.address() + R"(", "token": {"file": "secret"}, "test_path": "ping"}})");
    world.folder.write("http-json.sync.json", muster::test::content_of(MUSTER_ROOT "/examples/http-json.sync.json"));
    const std::string header = "E-Mail;Nachname;Umsatz;Geburtsdatum;Newsletter;Ort\n";
    world.file(header + "a@example.com;Ek;1.234,50;31.12.1980;ja;Bonn\nb@example.com;Berg;;;nein;\nc@example.com;Cem;5;;;\n");
    const Answer first = muster_json(world.folder, {"run", "http-json.sync.json"});
    CHECK_MESSAGE(first.exit_code == 0, first.output, first.errors);
    CHECK(world.names() == Names{{"a@example.com", "Ek"}, {"b@example.com", "Berg"}, {"c@example.com", "Cem"}});
    world.file(header + "a@example.com;Ek;1.234,50;31.12.1980;ja;Bonn\nb@example.com;Berg;;;nein;\n");
    const Answer second = muster_json(world.folder, {"run", "http-json.sync.json"});
    CHECK_MESSAGE(second.exit_code == 0, second.output, second.errors);
    CHECK(world.names().size() == 2);
    world.check_no_violations();
}
