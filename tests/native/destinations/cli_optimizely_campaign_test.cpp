// The real program against the double of Optimizely Campaign, by the clock of this computer.
#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <thread>

#include "muster/json.hpp"
#include "native/db/file_lock.hpp"
#include "native/db/sqlite.hpp"
#include "support/folder.hpp"
#include "support/golden.hpp"
#include "support/process.hpp"
#include "support/service_double.hpp"

using namespace muster;
using namespace muster::test;

namespace {

const std::string password = "double-password-of-campaign";
const std::string bounces_header = "recipientId;time\n", unsubscriptions_header = "Recipient,Reason\n";
const std::string by_rest = R"(,"unsubscriptions":"rest","bounces":"file:bounces.csv")";

struct Answer {
    int exit_code = -1;
    std::string output, errors;
    JsonValue json;
    const JsonValue& at(const std::string& outer, const std::string& inner) const { return *json.find(outer)->find(inner); }
    std::string outcome() const { return json.find("outcome")->string; }
    std::string reason() const { return json.find("reason")->string; }
};

struct World {
    ServiceDouble service{MUSTER_TEST_DOUBLES "/optimizely_double.mjs", {"--real-clock"}};
    TemporaryFolder folder;

    World() {
        write_document("test.sync.json");
        folder.write("bounces.csv", bounces_header);
    }

    std::string destination(const std::string& more = {}, int list = 101, const std::string& feedback = by_rest) const {
        return R"({"kind":"optimizely_campaign","url":")" + service.address("api") + R"(","client":4711,"user":"muster-api","password":{"env":"CAMPAIGN_PASSWORD"},)"
               R"("recipients_per_call":20,"list":)" + std::to_string(list) + feedback + (more.empty() ? std::string(R"(,"list_kind":"regular")") : more) + "}";
    }

    static std::string document(const std::string& name, const std::string& destination, const std::string& more = R"("mode":{"delete_missing":true})", const std::string& id_column = "Id") {
        return R"({"name":")" + name + R"(","source":{"url":"file:contacts.csv"},"destination":)" + destination + R"(,"key":{"field":"recipient_id"},"mapping":[)"
               R"({"column":")" + id_column + R"(","field":"recipient_id"},{"column":"E-Mail","field":"email"},{"column":"Consent","field":"opt-in-id"},{"column":"What","field":"description"},)"
               R"({"column":"Medium","field":"media-type"},{"column":"Kind","field":"entity-type"},{"column":"Id","field":"entity-id"},{"column":"Name","field":"firstname"},)"
               R"({"column":"Points","field":"points"},{"column":"Level","field":"level"}],)" + more + "}";
    }

    void write_document(const std::string& name, const std::string& more = {}) const { folder.write(name, document("test", destination(more))); }

    static std::string row(int number, const std::string& name, const std::string& consent = "7", const std::string& level = "3") {
        const std::string id = std::to_string(number);
        return "c" + id + ";a" + id + "@example.com;" + consent + ";News & more;EMAIL;contact;" + name + ";;" + level + "\n";
    }
    void write_contacts(int first, int last, const std::string& name, const std::string& more = {}) const {
        std::string file = "Id;E-Mail;Consent;What;Medium;Kind;Name;Points;Level\n";
        for (int i = first; i <= last; ++i) file += row(i, name);
        folder.write("contacts.csv", file + more);
    }

    ProcessRequest request(const std::vector<std::string>& arguments, const std::string& used = password) const {
        ProcessRequest request = program_in(folder, arguments);
        request.environment.push_back("CAMPAIGN_PASSWORD=" + used);
        return request;
    }

    Answer muster(std::vector<std::string> arguments, const std::string& used = password) const {
        arguments.push_back("--json");
        const ProcessResult result = run_process(request(arguments, used));
        Answer answer{result.exit_code, result.output, result.errors, {}};
        CHECK(result.errors.find(used) == std::string::npos);
        CHECK(result.output.find(used) == std::string::npos);
        CHECK(result.errors.find("sessionId") == std::string::npos);
        if (!result.output.empty()) {
            auto parsed = parse_json(result.output);
            REQUIRE_MESSAGE(parsed.ok(), result.output);
            answer.json = std::move(*parsed);
        }
        return answer;
    }

    // A plan that somebody has looked at. `faults`: while it is performed.
    Answer apply(const std::string& sync, const std::string& faults = "[]") const {
        run_process(request({"plan", sync, "-o", "plan.json"}));
        service.tell("/faults", faults);
        return muster({"apply", "plan.json"});
    }

    JsonValue list(int id = 101) const {
        const JsonValue state = service.ask("/state");
        return *state.find("lists")->find(std::to_string(id));
    }
    // What was written for the CRM since this was asked last, by its name with a star for the time.
    std::map<std::string, std::string> passed_on() const {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "to-crm")) {
            std::string name = entry.path().filename().string();
            const std::size_t time = name.find("s-20") + 2;
            REQUIRE(name.substr(time + 8, 1) == "T");
            REQUIRE(name.substr(time + 15, 1) == "Z");
            files[name.replace(time, 16, "*")] = content_of(entry.path());
            std::filesystem::remove(entry.path());
        }
        return files;
    }

    std::int64_t count(int id = 101) const { return list(id).find("count")->integer; }
    std::int64_t clears(int id = 101) const { return list(id).find("clears")->integer; }
    std::string name_of(const std::string& id) const {
        const JsonValue all = list();
        const JsonValue* recipient = all.find("recipients")->find(id);
        return recipient != nullptr ? recipient->find("values")->find("firstname")->string : "(not there)";
    }
    std::string texts_of(const char* member) const {
        std::string all;
        const JsonValue state = service.ask("/state");
        for (const JsonValue& each : state.find(member)->items) all += each.string + "\n";
        return all;
    }
    std::string violations() const { return texts_of("violations"); }

    // Starts a run, kills it as soon as `when` says so, and answers its identifier.
    std::string killed_run(const std::function<bool()>& when) const {
        ProcessRequest started = request({"run", "test.sync.json"});
        started.output_file = folder.path() / "output";
        const pid_t process = start_process(started, folder.path() / "errors");
        for (int tries = 0; tries < 1000 && !when(); ++tries) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        REQUIRE(when());
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        kill(process, SIGKILL);
        wait_for(process);
        service.tell("/faults", "[]");
        const Answer listed = muster({"runs", "list"});
        CHECK(listed.json.find("runs")->items.front().find("outcome")->string == "interrupted");
        return listed.json.find("runs")->items.front().find("run_id")->string;
    }
    std::string last_run() const { return muster({"runs", "list"}).json.find("runs")->items.front().find("run_id")->string; }
    bool has_been_called(const std::string& operation, std::size_t times) const {
        std::size_t found = 0;
        const JsonValue log = service.ask("/log");
        for (const JsonValue& call : log.items) {
            const JsonValue* name = call.find("operation");
            if (name != nullptr && name->string == operation) ++found;
        }
        return found >= times;
    }
};

}  // namespace

TEST_CASE("a list is counted, emptied, filled and counted again, and the same file is skipped") {
    const World world;
    world.write_contacts(1, 45, "Änna <&> \xF0\x9F\x98\x80");
    const Answer planned = world.muster({"plan", "test.sync.json"});
    CHECK_MESSAGE(planned.exit_code == 0, planned.errors);
    CHECK(planned.at("counts", "insert").integer == 45);
    CHECK(world.texts_of("audit") == "unsubscribes\ngetCount\n");
    CHECK(!std::filesystem::exists(world.folder.path() / "home/ledgers"));
    const Answer first = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(first.exit_code == 0, first.errors);
    CHECK(first.outcome() == "done");
    CHECK(first.at("done", "insert").integer == 45);
    CHECK(world.texts_of("audit") == "unsubscribes\ngetCount\nunsubscribes\ngetCount\ngetCount\ngetCount\nclear 0\naddAll3 20\naddAll3 20\naddAll3 5\ngetCount\n");
    CHECK(world.name_of("c45") == "Änna <&> \xF0\x9F\x98\x80");
    CHECK(world.service.ask("/state").find("sessions")->integer == 0);
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
    world.write_contacts(11, 50, "Berta");
    const Answer second = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(second.exit_code == 0, second.errors);
    CHECK(second.at("done", "insert").integer == 5);
    CHECK(second.at("done", "update").integer == 35);
    CHECK(second.at("done", "delete").integer == 5);
    CHECK(world.count() == 40);
    CHECK(world.clears() == 2);
    CHECK(world.name_of("c11") == "Berta");
    CHECK(world.name_of("c10") == "(not there)");
    CHECK(world.violations() == "");
}

TEST_CASE("the guard counts: exactly ten per cent is blocked, one more is not, and a first run waits for a person") {
    const World world;
    world.service.tell("/fill", R"({"id":101,"count":1000})");
    world.write_contacts(1, 100, "Anna");
    const Answer blocked = world.muster({"run", "test.sync.json"});
    CHECK(blocked.exit_code == 7);
    CHECK(blocked.reason().find("10 % rule") != std::string::npos);
    world.write_contacts(1, 101, "Anna");
    const Answer unattended = world.muster({"run", "test.sync.json"});
    CHECK(unattended.exit_code == 7);
    CHECK(unattended.reason().find("first run") != std::string::npos);
    CHECK(world.clears() == 0);
    const Answer applied = world.apply("test.sync.json");
    CHECK_MESSAGE(applied.exit_code == 0, applied.errors);
    CHECK(applied.at("done", "delete").integer == 899);
    CHECK(world.count() == 101);
    CHECK(world.clears() == 1);
    CHECK(run_process(world.request({"apply", "plan.json"})).exit_code == 8);
    world.folder.write("contacts.csv", "Id;E-Mail;Consent;What;Medium;Kind;Name;Points;Level\n");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 7);
    CHECK(world.clears() == 1);
    CHECK(world.violations() == "");
}

TEST_CASE("a first run into a list of other people waits for a person, also where the file has as many") {
    const World world;
    world.service.tell("/list", R"({"id":101,"recipients":{"z1":"z1@example.com","z2":"z2@example.com","z3":"z3@example.com"}})");
    for (const int last : {3, 12}) {
        world.write_contacts(1, last, "Anna");
        const Answer run = world.muster({"run", "test.sync.json"});
        CHECK(run.exit_code == 7);
        CHECK(run.at("guard", "rule").string == "first_run");
        CHECK_MESSAGE(run.reason().find("Against the 3 contacts at the destination, the file has " + std::to_string(last)) != std::string::npos, run.reason());
    }
    CHECK(world.clears() == 0);
    CHECK(run_process(world.request({"plan", "test.sync.json", "-o", "plan.json"})).exit_code == 7);
    CHECK(run_process(world.request({"--no-input", "apply", "plan.json"})).exit_code == 7);
    CHECK(world.clears() == 0);
    const ProcessResult applied = run_process(world.request({"apply", "plan.json"}));
    CHECK_MESSAGE(applied.exit_code == 0, applied.errors);
    CHECK_MESSAGE(applied.output.find("  to be sent                            12") != std::string::npos, applied.output);
    CHECK(world.clears() == 1);
    CHECK(world.count() == 12);
    // From then on nobody has to, until the document is another one.
    world.write_contacts(1, 10, "Berta");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.folder.write("test.sync.json", World::document("test", world.destination(R"(,"list_kind":"regular","bounce_limit":2)")));
    CHECK(world.muster({"run", "test.sync.json"}).at("guard", "rule").string == "first_run");
    CHECK(world.clears() == 2);
}

TEST_CASE("a run that the guard blocks takes over who unsubscribed and bounced") {
    const World world;
    world.service.tell("/list", R"({"id":101,"recipients":{"z1":"z1@example.com"}})");
    world.service.tell("/people", R"({"unsubscribed":{"c1":{"created":"2026-11-01T00:00:00Z"}}})");
    world.write_contacts(1, 3, "Anna");
    world.write_document("test.sync.json", R"(,"list_kind":"regular","feedback_folder":"to-crm")");
    std::filesystem::create_directory(world.folder.path() / "to-crm");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 7);
    CHECK(world.passed_on() == std::map<std::string, std::string>{{"test-unsubscriptions-*-1.csv", "recipientId,created,reason\r\nc1,2026-11-01T00:00:00Z,\r\n"}});
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 7);
    CHECK(world.passed_on().empty());
    CHECK(world.clears() == 0);
    CHECK(world.apply("test.sync.json").exit_code == 0);
    CHECK(world.name_of("c1") == "(not there)");
    CHECK(world.count() == 2);
    CHECK(world.violations() == "");
}

TEST_CASE("what is written for a CRM is not read as feedback of the next run") {
    const World world;
    world.write_contacts(1, 3, "Anna");
    for (const char* folder : {"in", "./in/", "out/../in"}) {
        CAPTURE(std::string(folder));
        const std::string from_files = R"(,"unsubscriptions":"rest","bounces":"file:in/bounces-*.csv","feedback_folder":")" + std::string(folder) + "\"";
        world.folder.write("files.sync.json", World::document("test", world.destination(R"(,"list_kind":"regular")", 101, from_files)));
        const Answer refused = world.muster({"run", "files.sync.json"});
        CHECK(refused.exit_code == 2);
        CHECK_MESSAGE(refused.errors.find("is the folder that unsubscriptions or bounces are read from") != std::string::npos, refused.errors);
    }
}

TEST_CASE("a folder for a CRM that is not there is told before anything is asked for") {
    const World world;
    world.write_contacts(1, 3, "Anna");
    world.write_document("test.sync.json", R"(,"list_kind":"regular","feedback_folder":"to-crm")");
    for (const char* command : {"check", "plan", "run"}) {
        CAPTURE(std::string(command));
        const Answer refused = world.muster({command, "test.sync.json"});
        CHECK(refused.exit_code == 3);
        CHECK_MESSAGE(refused.errors.find("There is no folder ") != std::string::npos, refused.errors);
    }
    CHECK(world.texts_of("audit") == "");
}

TEST_CASE("a plan that only waits for a person says how to perform it") {
    const World world;
    world.service.tell("/fill", R"({"id":101,"count":20})");
    world.write_contacts(1, 3, "Anna");
    const ProcessResult planned = run_process(world.request({"plan", "test.sync.json", "-o", "plan.json"}));
    CHECK(planned.exit_code == 7);
    CHECK_MESSAGE(planned.errors.find("perform it with: muster apply plan.json") != std::string::npos, planned.errors);
    CHECK(planned.errors.find("does not perform it") == std::string::npos);
    CHECK(run_process(world.request({"apply", "plan.json"})).exit_code == 0);
    CHECK(world.count() == 3);
    // Where the guard blocks whoever attends, there is nothing to perform.
    world.service.tell("/fill", R"({"id":101,"count":30})");
    const ProcessResult blocked = run_process(world.request({"plan", "test.sync.json", "--even-if-unchanged", "-o", "plan.json"}));
    CHECK_MESSAGE(blocked.errors.find("muster apply does not perform it") != std::string::npos, blocked.errors);
}

TEST_CASE("a plan is stale when the list has another number of recipients") {
    const World world;
    world.write_contacts(1, 10, "Anna");
    CHECK(run_process(world.request({"plan", "test.sync.json", "-o", "plan.json"})).exit_code == 0);
    world.service.tell("/list", R"({"id":101,"recipients":{"x":"x@example.com"}})");
    CHECK(world.muster({"apply", "plan.json"}).exit_code == 8);
    CHECK(world.clears() == 0);
}

TEST_CASE("what became of each recipient is in the report, and who must not be written to is no failure") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    world.service.tell("/people", R"({"blocked":["a2@*"],"bounced":{"c3":3},"codes":{"c1":[2],"c4":[6]}})");
    const Answer policy = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(policy.exit_code == 0, policy.errors);
    CHECK(policy.outcome() == "done_with_rejects");
    CHECK(policy.at("done", "insert").integer == 26);
    CHECK(policy.at("done", "failed").integer == 4);
    CHECK(policy.reason().find("4 rows are of people who must not be written to") != std::string::npos);
    CHECK_MESSAGE(policy.reason().find("Row 1: Not mailable: unsubscribed (code 2).") != std::string::npos, policy.reason());
    const std::string errors = run_process(world.request({"runs", "errors", world.last_run()})).output;
    for (const char* row : {"1;;not_mailable;Not mailable: unsubscribed (code 2).", "4;;not_mailable;"}) CHECK_MESSAGE(errors.find(row) != std::string::npos, errors);
    CHECK(errors.find("destination_failed") == std::string::npos);
    CHECK(policy.json.find("replacement")->find("excluded_rows")->items.empty());
    // The same file again: only those rows are tried, and the list is not emptied for that.
    world.service.tell("/people", R"({"codes":{"c1":[7,0],"c2":[7,7],"c3":[9],"c4":[0]}})");
    const Answer again = world.muster({"run", "test.sync.json"});
    CHECK(again.exit_code == 6);
    CHECK(again.at("done", "insert").integer == 2);
    CHECK(again.at("done", "failed").integer == 2);
    CHECK(world.count() == 28);
    CHECK(world.clears() == 1);
    CHECK(again.reason().find("(code 7)") != std::string::npos);
    CHECK(run_process(world.request({"runs", "errors", world.last_run()})).output.find("2;;destination_failed;") != std::string::npos);
    CHECK(again.reason().find("not known (9)") != std::string::npos);
    CHECK(world.violations() == "");
}

TEST_CASE("rejected rows keep their contacts as they were, and those that are not known are told") {
    const World world;
    world.write_contacts(1, 20, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.write_contacts(4, 20, "Berta", "c1;not an address;7;News;EMAIL;contact;Clara;;3\n" + World::row(2, "Clara", "7", "40000") + World::row(99, "Clara", "7", "x"));
    const std::string shown = run_process(world.request({"plan", "test.sync.json"})).output;
    CHECK_MESSAGE(shown.find("of rejected rows, sent as before") != std::string::npos, shown);
    CHECK(shown.find("of rejected rows, gone") != std::string::npos);
    const Answer second = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(second.exit_code == 0, second.errors);
    CHECK(second.at("done", "update").integer == 17);
    CHECK(second.at("done", "delete").integer == 1);
    CHECK(second.at("done", "rejected").integer == 3);
    CHECK(second.reason().find("The contacts of 2 rejected rows were sent as they were before.") != std::string::npos);
    CHECK(world.count() == 19);
    CHECK(world.name_of("c1") == "Anna");
    CHECK(world.name_of("c2") == "Anna");
    CHECK(world.name_of("c3") == "(not there)");
    CHECK(world.name_of("c4") == "Berta");
    const std::string errors = run_process(world.request({"runs", "errors", world.last_run()})).output;
    CHECK_MESSAGE(errors.find("is not a whole number.") != std::string::npos, errors);
    // A row without a readable key: which contact it stood for nobody knows, so nothing is cleared.
    world.write_contacts(1, 20, "Clara", ";x@example.com;7;News;EMAIL;contact;Clara;;3\n");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 7);
    CHECK(world.clears() == 2);
    CHECK(world.violations() == "");
}

TEST_CASE("unsubscriptions and bounces are taken over first, and such people are excluded from then on") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    const std::string from_files = R"(,"unsubscriptions":"file:in/unsubscriptions-*.csv","unsubscriptions_column":"Recipient","bounces":"file:in/bounces-*.csv","bounce_limit":2,"feedback_folder":"to-crm")";
    world.folder.write("files.sync.json", World::document("test", world.destination(R"(,"list_kind":"regular")", 101, from_files)));
    for (const char* folder : {"in", "to-crm"}) std::filesystem::create_directory(world.folder.path() / folder);
    world.folder.write("in/unsubscriptions-20261101T060000Z-1.csv", unsubscriptions_header + "c1,too many\nc2,\nelsewhere,\n");
    const Answer missing = world.muster({"run", "files.sync.json"});
    CHECK(missing.exit_code == 3);
    CHECK(missing.errors.find("no file of bounces") != std::string::npos);
    world.folder.write("in/bounces-20261101T060000Z-1.csv", bounces_header + "c3;1\nc4;1\n");
    CHECK(world.clears() == 0);
    const std::string planned = run_process(world.request({"plan", "files.sync.json"})).output;
    CHECK_MESSAGE(planned.find("excluded, not sent") != std::string::npos, planned);
    const Answer first = world.muster({"run", "files.sync.json"});
    CHECK_MESSAGE(first.exit_code == 0, first.errors);
    CHECK(first.at("done", "insert").integer == 28);
    CHECK(first.at("done", "skipped").integer == 2);
    CHECK(first.reason().find("2 contacts were excluded and not sent: 2 unsubscribed, 0 bounced.") != std::string::npos);
    CHECK(world.passed_on() == std::map<std::string, std::string>{{"test-unsubscriptions-*-1.csv", "recipientId,created,reason\r\nc1,,\r\nc2,,\r\nelsewhere,,\r\n"},
                                                                  {"test-bounces-*-1.csv", "recipientId,created,reason\r\nc3,,\r\nc4,,\r\n"}});
    // The same files again change nothing; a new one counts c3 once more.
    world.folder.write("in/bounces-20261102T060000Z-1.csv", bounces_header + "c3;2\n");
    world.write_contacts(1, 31, "Berta", "c2;not an address;7;News;EMAIL;contact;Clara;;3\n");
    const Answer second = world.muster({"run", "files.sync.json"});
    CHECK_MESSAGE(second.exit_code == 0, second.errors);
    CHECK(second.at("done", "insert").integer + second.at("done", "update").integer == 28);
    CHECK(second.reason().find("2 unsubscribed, 1 bounced") != std::string::npos);
    CHECK(world.passed_on() == std::map<std::string, std::string>{{"test-bounces-*-1.csv", "recipientId,created,reason\r\nc3,,\r\n"}});
    for (const char* id : {"c1", "c2", "c3"}) CHECK(world.name_of(id) == "(not there)");
    CHECK(world.name_of("c4") == "Berta");
    // Another file under an old name, one that is cut off, one that is too old.
    world.folder.write("in/bounces-20261102T060000Z-1.csv", bounces_header + "c4;2\n");
    world.write_contacts(1, 31, "Clara");
    const Answer renamed = world.muster({"run", "files.sync.json"});
    CHECK(renamed.exit_code == 0);
    CHECK(renamed.reason().find("must be unique") != std::string::npos);
    CHECK(world.name_of("c4") == "(not there)");
    const std::int64_t clears = world.clears();
    world.write_contacts(1, 31, "Dora");
    world.folder.write("in/bounces-20261103T060000Z-1.csv", bounces_header + "\"c5");
    CHECK(world.muster({"run", "files.sync.json"}).exit_code == 3);
    std::filesystem::remove(world.folder.path() / "in/bounces-20261103T060000Z-1.csv");
    const auto age = [&](int days) {
        for (const auto& entry : std::filesystem::directory_iterator(world.folder.path() / "in")) {
            std::filesystem::last_write_time(entry.path(), std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * days));
        }
    };
    age(31);
    const Answer old = world.muster({"run", "files.sync.json"});
    CHECK(old.exit_code == 3);
    CHECK(old.errors.find("31 days") != std::string::npos);
    CHECK(world.clears() == clears);
    age(15);
    const Answer doubtful = world.muster({"run", "files.sync.json"});
    CHECK(doubtful.exit_code == 0);
    CHECK(doubtful.reason().find("15 days ago") != std::string::npos);
    CHECK(world.violations() == "");
}

TEST_CASE("a run of an unchanged file takes over who unsubscribed or bounced as well, and says who is still on the list") {
    const World world;
    world.write_contacts(1, 10, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.service.tell("/people", R"({"unsubscribed":{"c1":{"created":"2026-11-01T00:00:00Z"}}})");
    world.folder.write("bounces.csv", bounces_header + "c2;1\nelsewhere;1\n");
    for (int times = 0; times < 2; ++times) {
        const Answer skipped = world.muster({"run", "test.sync.json"});
        CHECK_MESSAGE(skipped.exit_code == 0, skipped.errors);
        CHECK(skipped.outcome() == "skipped");
        CHECK_MESSAGE(skipped.reason().find("2 contacts of the list unsubscribed or bounced after it was filled") != std::string::npos, skipped.reason());
    }
    CHECK(world.clears() == 1);
    std::filesystem::remove(world.folder.path() / "bounces.csv");
    const Answer missing = world.muster({"run", "test.sync.json"});
    CHECK(missing.exit_code == 3);
    CHECK(missing.errors.find("There is no file of bounces") != std::string::npos);
    // What is not told any more is known all the same.
    world.folder.write("bounces.csv", bounces_header);
    const Answer again = world.muster({"run", "test.sync.json", "--even-if-unchanged"});
    CHECK_MESSAGE(again.exit_code == 0, again.errors);
    CHECK(again.reason().find("2 contacts were excluded and not sent: 1 unsubscribed, 1 bounced.") != std::string::npos);
    CHECK(world.count() == 8);
    CHECK(world.muster({"run", "test.sync.json"}).reason().find("of the list unsubscribed") == std::string::npos);
    CHECK(world.violations() == "");
}

TEST_CASE("unsubscriptions by REST are read from the newest to the last one known, those of the list or of all lists") {
    const World world;
    world.service.tell("/people", R"({"unsubscribed":{"c1":{"created":"2026-11-01T00:00:00Z","reason":"too many, too often"},"c2":{"created":"2026-11-02T00:00:00Z","recipientListId":102},"c3":{"created":"2026-11-03T00:00:00Z","recipientListId":101}}})");
    world.write_contacts(1, 10, "Anna");
    world.write_document("test.sync.json", R"(,"list_kind":"regular","feedback_folder":"to-crm")");
    std::filesystem::create_directory(world.folder.path() / "to-crm");
    const Answer first = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(first.exit_code == 0, first.errors);
    CHECK(first.reason().find("2 unsubscribed") != std::string::npos);
    CHECK(world.passed_on() == std::map<std::string, std::string>{
              {"test-unsubscriptions-*-1.csv", "recipientId,created,reason\r\nc3,2026-11-03T00:00:00Z,\r\nc1,2026-11-01T00:00:00Z,\"too many, too often\"\r\n"}});
    CHECK(world.count() == 7);   // c2 is not excluded, but the service says code 2
    world.service.tell("/people", R"({"unsubscribed":{"c4":{"created":"2026-11-04T00:00:00Z"}}})");
    world.write_contacts(1, 10, "Berta");
    const Answer second = world.muster({"run", "test.sync.json"});
    CHECK(second.reason().find("3 unsubscribed") != std::string::npos);
    // The newest one known, which is told again, is none.
    CHECK(world.passed_on() == std::map<std::string, std::string>{{"test-unsubscriptions-*-1.csv", "recipientId,created,reason\r\nc4,2026-11-04T00:00:00Z,\r\n"}});
    CHECK(world.violations() == "");
}

TEST_CASE("an unsubscription by REST whose id is a number counts, and one without an id stops the run before anything is written") {
    const World world;
    world.service.tell("/people", R"({"unsubscribed":{"c1":{"created":"2026-11-01T00:00:00Z","recipientId":1002}}})");
    world.write_contacts(1, 10, "Anna");
    world.write_document("test.sync.json", R"(,"list_kind":"regular","feedback_folder":"to-crm")");
    std::filesystem::create_directory(world.folder.path() / "to-crm");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 0);
    CHECK(world.passed_on() == std::map<std::string, std::string>{{"test-unsubscriptions-*-1.csv", "recipientId,created,reason\r\n1002,2026-11-01T00:00:00Z,\r\n"}});
    world.service.tell("/people", R"({"unsubscribed":{"c2":{"created":"2026-11-02T00:00:00Z","recipientId":null}}})");
    world.write_contacts(1, 10, "Berta");
    const std::string before = world.texts_of("audit");
    const Answer stopped = world.muster({"run", "test.sync.json"});
    CHECK(stopped.exit_code != 0);
    CHECK_MESSAGE(stopped.errors.find("without the id of a recipient. Nothing was written.") != std::string::npos, stopped.errors);
    CHECK(world.texts_of("audit").substr(before.size()).find("clear") == std::string::npos);
    CHECK(world.violations() == "");
}

TEST_CASE("unsubscriptions by REST are compared by their moments, whichever offsets they are told with") {
    const World world;
    world.service.tell("/people", R"({"unsubscribed":{"c1":{"created":"2026-10-25T02:30:00.000+02:00"}}})");
    world.write_contacts(1, 10, "Anna");
    CHECK(world.muster({"run", "test.sync.json"}).reason().find("1 unsubscribed") != std::string::npos);
    // 40 minutes later, after the clocks were put back; what is older than the last one known is not asked for again.
    world.service.tell("/people", R"({"unsubscribed":{"c2":{"created":"2026-10-25T02:10:00.000+01:00"},"c3":{"created":"2026-10-24T23:00:00Z"}}})");
    world.write_contacts(1, 10, "Berta");
    const Answer second = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(second.reason().find("2 unsubscribed") != std::string::npos, second.reason());
    CHECK(world.violations() == "");
}

TEST_CASE("two consents in one file, two media and control characters stop a run before anything is written") {
    const World world;
    world.write_contacts(1, 5, "Anna", World::row(6, "Anna", "8"));
    const Answer mixed = world.muster({"run", "test.sync.json"});
    CHECK(mixed.exit_code == 3);
    CHECK(mixed.errors.find("\"7\" in row 1 and \"8\" in row 6") != std::string::npos);
    CHECK(world.clears() == 0);
    world.write_contacts(1, 5, "Anna", World::row(6, "An\x01na"));
    const Answer control = world.muster({"run", "test.sync.json"});
    CHECK(control.exit_code == 0);
    CHECK(control.at("done", "rejected").integer == 1);
    CHECK(world.count() == 5);
    CHECK(world.violations() == "");
}

TEST_CASE("the check says of a file what a plan would refuse it for") {
    const World world;
    const auto is_refused = [&](const std::string& says) {
        for (const char* command : {"check", "plan"}) {
            const Answer refused = world.muster({command, "test.sync.json"});
            CHECK(refused.exit_code == 3);
            CHECK_MESSAGE(refused.errors.find(says) != std::string::npos, refused.errors);
        }
    };
    world.write_contacts(1, 5, "Anna");
    CHECK(world.muster({"check", "test.sync.json"}).exit_code == 0);
    world.write_contacts(1, 5, "Anna", World::row(6, "Anna", "8"));
    is_refused("\"7\" in row 1 and \"8\" in row 6");
    world.write_contacts(1, 5, "Anna", World::row(6, "Anna", ""));
    is_refused("\"\" in row 6");
    // The rows that are rejected are told all the same, and what another document says of the file.
    world.write_contacts(1, 5, "Anna", World::row(6, "An\x01na") + World::row(7, "Anna", "8"));
    CHECK(run_process(world.request({"check", "test.sync.json", "--errors", "rejected.csv"})).exit_code == 3);
    CHECK(content_of(world.folder.path() / "rejected.csv").find("control character") != std::string::npos);
    world.folder.write("contacts.sync.json", R"({"name":"c","source":{"url":"file:contacts.csv"},"destination":{"kind":"contact_database","url":"sqlite:c.db"},"key":{"field":"email"},)"
                                             R"("mapping":[{"column":"E-Mail","field":"email"}]})");
    const Answer several = world.muster({"check", "test.sync.json", "contacts.sync.json"});
    CHECK(several.exit_code == 3);
    REQUIRE_MESSAGE(several.json.find("documents") != nullptr, several.errors);
    CHECK(several.json.find("documents")->items[0].find("errors")->items.size() == 1);
    CHECK(several.json.find("documents")->items[1].find("errors")->items.empty());
    world.write_contacts(1, 5, "Anna");
    std::filesystem::remove(world.folder.path() / "bounces.csv");
    is_refused("There is no file of bounces");
    CHECK(!std::filesystem::exists(world.folder.path() / "home/ledgers"));
    CHECK(world.clears() == 0);
}

TEST_CASE("another column for the recipient id is refused until somebody confirms it") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.folder.write("other.sync.json", World::document("test", world.destination(), R"("mode":{"delete_missing":true})", "E-Mail"));
    const Answer refused = world.muster({"run", "other.sync.json"});
    CHECK(refused.exit_code == 2);
    CHECK(refused.errors.find("recipient_id_column") != std::string::npos);
    CHECK(world.clears() == 1);
    world.folder.write("other.sync.json", World::document("test", world.destination(R"(,"list_kind":"regular","recipient_id_column":"E-Mail")"), R"("mode":{"delete_missing":true})", "E-Mail"));
    CHECK(world.apply("other.sync.json").exit_code == 0);
    CHECK(world.name_of("a1@example.com") == "Anna");
}

TEST_CASE("only regular lists are filled, unless others are allowed") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    world.service.tell("/list", R"({"id":102,"recipients":{"x":"x@example.com"}})");
    world.service.tell("/list", R"({"id":105,"recipients":{"x":"x@example.com"}})");
    struct Case {
        int list;
        const char* more;
        int exit_code;
        const char* says;
    };
    for (const Case& each : {Case{101, R"(,"locale":"en")", 2, "cannot be found out"}, Case{102, R"(,"list_kind":"regular")", 2, "is an opt-in list"}, Case{103, "", 2, "is a test list"},
                             Case{104, "", 2, "transactional"}, Case{105, R"(,"locale":"de")", 0, ""}, Case{999, "", 1, ""}}) {
        CAPTURE(each.list);
        world.folder.write("list.sync.json", World::document("list", world.destination(each.more, each.list)));
        const Answer answer = each.exit_code == 0 ? world.apply("list.sync.json") : world.muster({"run", "list.sync.json"});
        CHECK_MESSAGE(answer.exit_code == each.exit_code, answer.errors);
        CHECK(answer.errors.find(each.says) != std::string::npos);
    }
    CHECK(world.clears(102) + world.clears(103) + world.clears(104) == 0);
    world.service.tell("/people", R"({"unsubscribed":{"c1":{}}})");
    world.folder.write("list.sync.json", World::document("allowed", world.destination(R"(,"allow_opt_in_list":true)", 102)));
    CHECK(world.apply("list.sync.json").exit_code == 0);
    // Whoever unsubscribed is excluded, so that nobody is written to again.
    CHECK(world.texts_of("audit").find("RE-ACTIVATED") == std::string::npos);
    CHECK(world.count(102) == 4);
}

TEST_CASE("modes other than the replacement, and wrong credentials, are refused before anything is read") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    for (const char* mode : {R"("mode":{})", R"("mode":{"delete_missing":true,"update":false})", R"("mode":{"delete_missing":true,"scope":"own"})"}) {
        world.folder.write("mode.sync.json", World::document("mode", world.destination(), mode));
        const Answer answer = world.muster({"plan", "mode.sync.json"});
        CHECK(answer.exit_code == 2);
        CHECK(answer.errors.find("emptied and filled anew") != std::string::npos);
    }
    CHECK(world.muster({"run", "test.sync.json"}, "another-password").exit_code == 4);
    CHECK(world.clears() == 0);
    world.folder.write("home/connections.json", R"({"campaign":)" + world.destination() + "}");
    world.folder.write("home/bounces.csv", bounces_header);
    const Answer tested = world.muster({"connections", "test", "campaign"});
    CHECK_MESSAGE(tested.exit_code == 0, tested.errors);
    CHECK(tested.json.find("fields")->integer == 17);
    const Answer refused = world.muster({"connections", "test", "campaign"}, "another-password");
    CHECK(refused.exit_code == 4);
    CHECK(refused.errors.find("this computer's address") != std::string::npos);
    // What a plan would miss is missed by the test of the connection.
    world.folder.write("home/connections.json", R"({"process":)" + world.destination(R"(,"list_kind":"regular","opt_in_process":99)") + R"(,"bounces":)" +
                                                    world.destination({}, 101, R"(,"unsubscriptions":"rest","bounces":"file:none-*.csv")") + "}");
    const Answer process = world.muster({"connections", "test", "process"});
    CHECK(process.exit_code == 1);
    CHECK_MESSAGE(process.errors.find("getType of RpcOptinProcess") != std::string::npos, process.errors);
    const Answer bounces = world.muster({"connections", "test", "bounces"});
    CHECK(bounces.exit_code == 3);
    CHECK_MESSAGE(bounces.errors.find("There is no file of bounces") != std::string::npos, bounces.errors);
    CHECK(!std::filesystem::exists(world.folder.path() / "home/ledgers"));
    world.folder.write("short.sync.json", R"({"name":"short","source":{"url":"file:contacts.csv"},"destination":)" + world.destination() +
                                              R"(,"key":{"field":"recipient_id"},"mapping":[{"column":"Id","field":"recipient_id"},{"column":"E-Mail","field":"email"}],"mode":{"delete_missing":true}})");
    const Answer fields = world.muster({"run", "short.sync.json"});
    CHECK(fields.exit_code == 2);
    for (const char* part : {"opt-in-id", "description", "media-type", "entity-type", "entity-id"}) CHECK_MESSAGE(fields.errors.find(part) != std::string::npos, fields.errors);
}

TEST_CASE("a refill that was killed goes on where it was, without a second clear and without the file") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.write_contacts(1, 90, "Berta");
    world.service.tell("/faults", R"([{"at":15,"kind":"slow"}])");   // the answer of the fourth batch does not come
    const std::string run = world.killed_run([&] { return world.has_been_called("addAll3", 6); });
    CHECK(world.clears() == 2);
    CHECK(world.count() < 90);
    std::filesystem::remove(world.folder.path() / "contacts.csv");
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(resumed.at("done", "insert").integer == 60);
    CHECK(resumed.at("done", "update").integer == 30);
    CHECK(world.count() == 90);
    CHECK(world.clears() == 2);
    CHECK(world.violations() == "");
    world.write_contacts(1, 90, "Berta");
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
}

TEST_CASE("a clear whose answer was lost is not repeated when the list is empty") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.write_contacts(1, 40, "Berta");
    world.service.tell("/faults", R"([{"at":11,"kind":"slow"}])");
    const std::string run = world.killed_run([&] { return world.has_been_called("clear", 2); });
    CHECK(world.count() == 0);
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(world.count() == 40);
    CHECK(world.clears() == 2);
    CHECK(world.violations() == "");
}

TEST_CASE("a clear that is refused leaves the list as it was, and the message says so") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    world.service.tell("/faults", R"([{"at":10,"kind":"403_problem"}])");
    const Answer refused = world.muster({"run", "test.sync.json"});
    CHECK(refused.exit_code == 4);
    CHECK_MESSAGE(refused.reason().find("the call that empties the list with status 403. The list was not emptied.") != std::string::npos, refused.reason());
    CHECK(world.clears() == 0);
    // Nothing was begun that the next run would have to be warned of.
    world.service.tell("/faults", "[]");
    const Answer next = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(next.exit_code == 0, next.errors);
    CHECK_MESSAGE(next.errors.find("emptied the destination") == std::string::npos, next.errors);
    CHECK(world.count() == 30);
    CHECK(world.clears() == 1);
}

TEST_CASE("after a refill that stopped the file before fills the list again, and after a clear that was refused it is skipped") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.service.tell("/faults", R"([{"at":10,"kind":"403_problem"}])");
    world.write_contacts(1, 30, "Wrong");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 4);
    world.service.tell("/faults", "[]");
    world.write_contacts(1, 30, "Anna");
    REQUIRE(world.clears() == 1);
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
    world.write_contacts(1, 30, "Wrong");
    world.service.tell("/faults", R"([{"at":13,"kind":"403_problem"}])");
    REQUIRE(world.muster({"run", "test.sync.json"}).reason().find("THE LIST IS INCOMPLETE") != std::string::npos);
    world.service.tell("/faults", "[]");
    REQUIRE(world.clears() == 2);
    world.write_contacts(1, 30, "Anna");
    const Answer again = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(again.outcome() == "done", again.output, again.errors);
    CHECK_MESSAGE(again.errors.find("and did not fill it") != std::string::npos, again.errors);
    CHECK(world.count() == 30);
    CHECK(world.name_of("c1") == "Anna");
    CHECK(world.violations() == "");
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
}

TEST_CASE("a clear that the journal cannot be told of leaves an incomplete list, and the message says so") {
    const World world;
    world.write_contacts(1, 30, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    native::SqliteDatabase ledger;
    for (const auto& file : std::filesystem::directory_iterator(world.folder.path() / "home/ledgers")) {
        const std::string name = file.path().filename().string();
        if (name.find('-') != std::string::npos && name.ends_with(".db")) REQUIRE(ledger.open(file.path().string(), native::SqliteDatabase::Mode::existing).ok());
    }
    REQUIRE(ledger.execute("CREATE TRIGGER no_room BEFORE UPDATE OF state ON batches BEGIN SELECT RAISE(ABORT, 'no room'); END").ok());
    world.write_contacts(1, 40, "Berta");
    const Answer stopped = world.muster({"run", "test.sync.json"});
    CHECK(world.count() == 0);
    CHECK_MESSAGE(stopped.reason().find("THE LIST IS INCOMPLETE: it was emptied, and 40 contacts are still to be sent.") != std::string::npos, stopped.reason());
    CHECK_MESSAGE(stopped.errors.find("go on with: muster runs resume " + stopped.json.find("run_id")->string) != std::string::npos, stopped.errors);
    REQUIRE(ledger.execute("DROP TRIGGER no_room").ok());
    CHECK(world.muster({"runs", "resume", stopped.json.find("run_id")->string}).exit_code == 0);
    CHECK(world.count() == 40);
    CHECK(world.clears() == 2);
}

TEST_CASE("of a field whose type is not told, a format declares dates, before the list is emptied") {
    const World world;
    world.folder.write("unsubscriptions.csv", bounces_header);
    std::string document = World::document("test", world.destination(R"(,"list_kind":"regular","use_rest":false)", 101, R"(,"unsubscriptions":"file:unsubscriptions.csv","bounces":"file:bounces.csv")"));
    const std::string points_and_level = R"({"column":"Points","field":"points"},{"column":"Level","field":"level"})";
    document.replace(document.find(points_and_level), points_and_level.size(), R"({"column":"Level","field":"birthday","format":"dd.MM.yyyy"})");
    world.folder.write("test.sync.json", document);
    world.write_contacts(1, 0, "", World::row(1, "Anna", "7", "03.05.1981") + World::row(2, "Ben", "7", "") + World::row(3, "Cem", "7", "unknown"));
    const Answer run = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(run.outcome() == "done_with_rejects", run.output, run.errors);
    CHECK(run.at("done", "rejected").integer == 1);
    CHECK(world.count() == 2);
    const JsonValue list = world.list();
    CHECK(list.find("recipients")->find("c1")->find("values")->find("birthday")->string == "1981-05-03T00:00:00+00:00");
    CHECK(world.violations() == "");
}

TEST_CASE("a half empty list does not weaken the guard, until somebody has emptied it by hand and says so") {
    const World world;
    world.write_contacts(1, 200, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.service.tell("/faults", R"([{"at":13,"kind":"slow"}])");
    world.write_contacts(1, 200, "Berta");
    const std::string run = world.killed_run([&] { return world.has_been_called("addAll3", 12); });
    const std::int64_t left = world.count();
    CHECK(left < 100);
    world.write_contacts(1, 20, "Clara");
    const Answer blocked = world.muster({"run", "test.sync.json"});
    CHECK(blocked.exit_code == 7);
    CHECK(blocked.reason().find("200 contacts") != std::string::npos);
    CHECK_MESSAGE(blocked.errors.find("\"forgotten_run\": \"" + run + "\"") != std::string::npos, blocked.errors);
    CHECK(world.count() == left);
    const std::string shown = run_process(world.request({"runs", "show", run})).output;
    CHECK_MESSAGE(shown.find("IT MAY BE INCOMPLETE") != std::string::npos, shown);
    world.write_document("forget.sync.json", R"(,"list_kind":"regular","forgotten_run":")" + run + "\"");
    const Answer not_empty = world.muster({"run", "forget.sync.json"});
    CHECK(not_empty.exit_code == 2);
    CHECK(not_empty.errors.find("by hand") != std::string::npos);
    world.service.tell("/fill", R"({"id":101,"count":0})");
    const Answer done = world.muster({"run", "forget.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(world.count() == 20);
    CHECK(world.violations() == "");
}

TEST_CASE("a list that is short of recipients in the end is not complete, and the same file fills it anew") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    world.service.tell("/faults", R"([{"at":12,"kind":"403_problem"}])");   // the second batch
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 4);
    const std::string run = world.last_run();
    REQUIRE(world.count() == 20);
    world.service.tell("/faults", "[]");
    world.service.tell("/fill", R"({"id":101,"count":0})");
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK(resumed.exit_code == 1);
    CHECK(resumed.outcome() == "failed");
    CHECK(resumed.at("done", "insert").integer == 50);
    CHECK_MESSAGE(resumed.reason().find("THE LIST IS INCOMPLETE: everything was sent, and 50 recipients were added, but the list has 30 now.") != std::string::npos, resumed.reason());
    CHECK(resumed.errors.find("muster runs resume " + world.last_run()) != std::string::npos);
    CHECK(world.clears() == 1);
    // None was completed before: somebody has to look at what a new one removes.
    CHECK(world.muster({"run", "test.sync.json"}).at("guard", "rule").string == "first_run");
    CHECK(world.clears() == 1);
    const Answer again = world.apply("test.sync.json");
    CHECK_MESSAGE(again.exit_code == 0, again.errors);
    CHECK(again.outcome() == "done");
    CHECK(world.count() == 50);
    CHECK(world.clears() == 2);
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
    CHECK(world.violations() == "");
}

TEST_CASE("a list whose recipients cannot be counted in the end is not known to be complete, until they are") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    world.service.tell("/faults", R"([{"at":14,"kind":"403_problem"}])");   // the last count
    const Answer uncounted = world.muster({"run", "test.sync.json"});
    CHECK(uncounted.exit_code == 4);
    CHECK(uncounted.at("done", "insert").integer == 50);
    CHECK_MESSAGE(uncounted.reason().find("Everything was sent, but whether the list has it all is not known") != std::string::npos, uncounted.reason());
    const std::string run = world.last_run();
    CHECK(uncounted.errors.find("muster runs resume " + run) != std::string::npos);
    world.service.tell("/faults", "[]");
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(world.count() == 50);
    CHECK(world.clears() == 1);
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
}

TEST_CASE("whoever unsubscribes before a run is gone on with is taken out of it, and listed") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    world.service.tell("/faults", R"([{"at":12,"kind":"403_problem"}])");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 4);
    const std::string run = world.last_run();
    world.service.tell("/faults", "[]");
    world.service.tell("/people", R"({"unsubscribed":{"c45":{}}})");
    std::filesystem::remove(world.folder.path() / "bounces.csv");
    const Answer without = world.muster({"runs", "resume", run});
    CHECK(without.exit_code == 3);
    CHECK(without.errors.find("no file of bounces") != std::string::npos);
    CHECK(world.count() == 20);
    world.folder.write("bounces.csv", bounces_header + "c46;1\nc1;1\n");
    std::filesystem::remove(world.folder.path() / "contacts.csv");
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(resumed.outcome() == "done_with_rejects");
    CHECK(resumed.at("done", "insert").integer == 48);
    CHECK(resumed.at("done", "failed").integer == 2);
    CHECK_MESSAGE(resumed.reason().find("2 rows are of people who must not be written to") != std::string::npos, resumed.reason());
    CHECK(world.name_of("c45") == "(not there)");
    CHECK(world.name_of("c46") == "(not there)");
    CHECK(world.name_of("c47") == "Anna");
    CHECK(world.texts_of("audit").find("RE-ACTIVATED") == std::string::npos);
    const std::string errors = run_process(world.request({"runs", "errors", world.last_run()})).output;
    CHECK_MESSAGE(errors.find("45;;not_mailable;Excluded: the contact has unsubscribed.") != std::string::npos, errors);
    CHECK_MESSAGE(errors.find("46;;not_mailable;Excluded: mails to the contact have bounced too often.") != std::string::npos, errors);
    const JsonValue* excluded = resumed.json.find("replacement")->find("excluded_rows");
    REQUIRE(excluded->items.size() == 2);
    CHECK(excluded->items[0].find("first_rows")->items[0].integer + excluded->items[1].find("first_rows")->items[0].integer == 91);
    CHECK(world.clears() == 1);
    CHECK(world.violations() == "");
    // Nothing is to be tried again: they are known.
    world.write_contacts(1, 50, "Anna");
    CHECK(world.muster({"run", "test.sync.json"}).outcome() == "skipped");
}

TEST_CASE("a run that goes on and fails at once is gone on with like the first, without a second clear and without the file") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    world.service.tell("/faults", R"([{"at":12,"kind":"403_problem"}])");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 4);
    const std::string first = world.last_run();
    world.service.tell("/faults", "[]");
    REQUIRE(world.count() == 20);
    world.write_contacts(1, 3, "Clara");   // what is there now is not what the run is about
    const auto says_what_is_missing = [&](const Answer& answer, const std::string& run) {
        CHECK_MESSAGE(answer.reason().find("THE LIST IS INCOMPLETE: it was emptied, and 30 contacts are still to be sent.") != std::string::npos, answer.reason());
        CHECK_MESSAGE(answer.errors.find("go on with: muster runs resume " + run) != std::string::npos, answer.errors);
    };
    std::filesystem::remove(world.folder.path() / "bounces.csv");
    const Answer without_bounces = world.muster({"runs", "resume", first});
    CHECK(without_bounces.exit_code == 3);
    const std::string second = world.last_run();
    CHECK(second != first);
    says_what_is_missing(without_bounces, second);
    world.folder.write("bounces.csv", bounces_header);
    const Answer not_let_in = world.muster({"runs", "resume", second}, "another-password");
    CHECK(not_let_in.exit_code == 4);
    const std::string third = world.last_run();
    says_what_is_missing(not_let_in, third);
    const Answer resumed = world.muster({"runs", "resume", third});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(resumed.at("done", "insert").integer == 50);
    CHECK(world.count() == 50);
    CHECK(world.name_of("c50") == "Anna");
    CHECK(world.clears() == 1);
    CHECK(world.violations() == "");
}

TEST_CASE("while another run is at work, none that goes on is begun") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    world.service.tell("/faults", R"([{"at":12,"kind":"403_problem"}])");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 4);
    const std::string run = world.last_run();
    world.service.tell("/faults", "[]");
    std::filesystem::path lock;
    for (const auto& entry : std::filesystem::directory_iterator(world.folder.path() / "home/ledgers")) {
        if (entry.path().extension() == ".db" && entry.path().stem().string().find('-') == std::string::npos) lock = entry.path();
    }
    lock.replace_extension(".lock");
    {
        auto held = native::FileLock::take(lock.string(), std::chrono::milliseconds(0));
        REQUIRE(held.ok());
        CHECK(world.muster({"runs", "resume", run}).exit_code == 5);
        CHECK(world.last_run() == run);
    }
    CHECK(world.muster({"runs", "resume", run}).exit_code == 0);
    CHECK(world.clears() == 1);
    CHECK(world.count() == 50);
}

TEST_CASE("a batch of which nobody is left when its run is gone on with is at its end") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    world.service.tell("/faults", R"([{"at":13,"kind":"slow"}])");   // the answer of the third batch does not come
    const std::string run = world.killed_run([&] { return world.has_been_called("addAll3", 3); });
    std::string people;
    for (int i = 41; i <= 50; ++i) people += (people.empty() ? "" : ",") + ("\"c" + std::to_string(i) + "\":{}");
    world.service.tell("/people", "{\"unsubscribed\":{" + people + "}}");
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(resumed.at("done", "insert").integer == 40);
    CHECK(resumed.at("done", "failed").integer == 10);
    CHECK(world.clears() == 1);
    CHECK(world.violations() == "");
}

TEST_CASE("where too few are left to be sent, a run that has not emptied the list yet does not") {
    const World world;
    world.write_contacts(1, 50, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.write_contacts(1, 50, "Berta");
    world.service.tell("/faults", R"([{"at":11,"kind":"403_problem"}])");   // the clear of the second run
    const Answer refused = world.muster({"run", "test.sync.json"});
    REQUIRE_MESSAGE(refused.reason().find("The list was not emptied.") != std::string::npos, refused.reason());
    const std::string run = world.last_run();
    world.service.tell("/faults", "[]");
    std::string people;
    for (int i = 6; i <= 50; ++i) people += (people.empty() ? "" : ",") + ("\"c" + std::to_string(i) + "\":{}");
    world.service.tell("/people", "{\"unsubscribed\":{" + people + "}}");
    const Answer blocked = world.muster({"runs", "resume", run});
    CHECK(blocked.exit_code == 7);
    CHECK_MESSAGE(blocked.errors.find("The 10 % rule stops this run. Against the 50 contacts at the destination, the file has 5") != std::string::npos, blocked.errors);
    CHECK(world.clears() == 1);
    CHECK(world.count() == 50);
}

TEST_CASE("excluded rows are listed with their reason, and a difference of numbers is named as one") {
    const World world;
    world.write_contacts(1, 20, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    // As many as before, but others: nothing is missing by numbers, and twenty people are gone.
    world.write_contacts(21, 42, "Berta");
    world.folder.write("bounces.csv", bounces_header + "c30;1\nc31;1\n");
    const std::string planned = run_process(world.request({"plan", "test.sync.json"})).output;
    CHECK_MESSAGE(planned.find("fewer than before") != std::string::npos, planned);
    CHECK_MESSAGE(planned.find("Contacts that this sync has sent before and would not send again: 20\n  c1\n") != std::string::npos, planned);
    const Answer plan = world.muster({"plan", "test.sync.json"});
    CHECK(plan.at("replacement", "gone").integer == 20);
    CHECK(plan.at("counts", "delete").integer == 0);
    const Answer run = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(run.exit_code == 0, run.errors);
    CHECK_MESSAGE(run.reason().find("2 contacts were excluded and not sent: 0 unsubscribed, 2 bounced. 20 contacts that this sync had sent before were not sent again.") != std::string::npos,
                  run.reason());
    CHECK(run.at("replacement", "gone").integer == 20);
    CHECK(run.json.find("first_deletes")->items.size() == 10);
    const std::string errors = run_process(world.request({"runs", "errors", world.last_run()})).output;
    CHECK_MESSAGE(errors.find("c30;a30@example.com;7;News & more;EMAIL;contact;Berta;;3;10;;not_mailable;Excluded: mails to the contact have bounced too often.") != std::string::npos, errors);
    const std::string shown = run_process(world.request({"runs", "show", world.last_run()})).output;
    CHECK_MESSAGE(shown.find("Excluded: mails to the contact have bounced too often. 2 rows: 10 11\n") != std::string::npos, shown);
    CHECK_MESSAGE(shown.find("Sent before, and not again: 20") != std::string::npos, shown);
    CHECK(world.violations() == "");
}

TEST_CASE("two syncs of one list agree on where recipient ids come from, and on what is left of it") {
    const World world;
    const std::string mode = R"("mode":{"delete_missing":true})";
    world.write_contacts(1, 30, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.folder.write("other.sync.json", World::document("another name", world.destination(), mode, "E-Mail"));
    const Answer refused = world.muster({"run", "other.sync.json"});
    CHECK(refused.exit_code == 2);
    CHECK_MESSAGE(refused.errors.find("recipient_id_column") != std::string::npos, refused.errors);
    CHECK(world.clears() == 1);
    world.folder.write("other.sync.json", World::document("another name", world.destination(R"(,"list_kind":"regular","recipient_id_column":"E-Mail")"), mode, "E-Mail"));
    REQUIRE(world.apply("other.sync.json").exit_code == 0);
    // What was confirmed is true of the list: now the first sync is the one that disagrees.
    world.write_contacts(1, 30, "Berta");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 2);
    world.folder.write("same.sync.json", World::document("third name", world.destination(), mode, "E-Mail"));
    CHECK(world.apply("same.sync.json", R"([{"at":13,"kind":"403_problem"}])").exit_code == 4);   // its second batch
    REQUIRE(world.count() == 20);
    const std::string run = world.last_run();
    world.service.tell("/faults", "[]");
    world.write_contacts(1, 3, "Clara");
    world.folder.write("other.sync.json", World::document("another name", world.destination(), mode, "E-Mail"));
    const Answer blocked = world.muster({"run", "other.sync.json"});
    CHECK(blocked.exit_code == 7);
    CHECK_MESSAGE(blocked.reason().find("Against the 30 contacts") != std::string::npos, blocked.reason());
    CHECK_MESSAGE(blocked.errors.find(run) != std::string::npos, blocked.errors);
    CHECK(world.muster({"runs", "resume", run}).exit_code == 0);
    CHECK(world.count() == 30);
    world.write_contacts(1, 30, "Dora");
    const Answer done = world.apply("other.sync.json");
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(done.errors.find(run) == std::string::npos);
    CHECK(world.count() == 30);
    // What another sync has filled since is not mixed with the rest of a run that was interrupted before.
    world.write_contacts(1, 30, "Erika");
    world.service.tell("/faults", R"([{"at":13,"kind":"403_problem"}])");
    CHECK(world.muster({"run", "same.sync.json"}).exit_code == 4);
    const std::string overtaken = world.last_run();
    world.service.tell("/faults", "[]");
    world.write_contacts(1, 25, "Frida");
    REQUIRE(world.muster({"run", "other.sync.json"}).exit_code == 0);
    const auto clears = world.clears();
    const Answer late = world.muster({"runs", "resume", overtaken});
    CHECK(late.exit_code == 2);
    CHECK_MESSAGE(late.errors.find("A run of another sync has emptied the destination since the run " + overtaken) != std::string::npos, late.errors);
    CHECK(world.count() == 25);
    CHECK(world.clears() == clears);
    CHECK(world.violations() == "");
}

TEST_CASE("a call that is refused for one recipient is divided, and nothing of a fault is shown") {
    const World world;
    world.service.tell("/config", R"({"most_per_call":7})");
    world.write_contacts(1, 40, "Anna");
    const Answer done = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(world.count() == 40);
    world.write_contacts(1, 41, "Berta");
    world.service.tell("/faults", R"([{"at":12,"kind":"fault","times":1000}])");
    const Answer refused = world.muster({"run", "test.sync.json"});
    CHECK(refused.exit_code == 1);
    CHECK(refused.errors.find("addAll3") != std::string::npos);
    for (const char* hidden : {"example.com", "Berta", "Something about"}) CHECK(refused.errors.find(hidden) == std::string::npos);
    world.service.tell("/faults", "[]");
    const std::string run = world.muster({"runs", "list"}).json.find("runs")->items.front().find("run_id")->string;
    CHECK_MESSAGE(refused.errors.find("go on with: muster runs resume " + run) != std::string::npos, refused.errors);
    CHECK(world.muster({"runs", "resume", run}).exit_code == 0);
    CHECK(world.count() == 41);
    CHECK(world.clears() == 2);
    CHECK(world.violations() == "");
}

TEST_CASE("the example fills a list, and a trace of it tells nothing secret") {
    const World world;
    std::filesystem::copy_file(MUSTER_ROOT "/examples/recipients.csv", world.folder.path() / "recipients.csv");
    world.folder.write("bounces.csv", content_of(MUSTER_ROOT "/examples/bounces.csv"));
    std::string document = content_of(MUSTER_ROOT "/examples/optimizely-campaign.sync.json");
    const std::string kind = R"("kind": "optimizely_campaign",)";
    REQUIRE(document.find(kind) != std::string::npos);
    document.insert(document.find(kind) + kind.size(), R"("url": ")" + world.service.address("api") + R"(",)");
    world.folder.write("example.sync.json", document);
    const Answer done = world.muster({"run", "example.sync.json", "--trace", "trace.txt"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(done.at("done", "insert").integer == 9);
    CHECK(done.reason().find("1 contact was excluded and not sent: 0 unsubscribed, 1 bounced.") != std::string::npos);
    CHECK(world.count() == 9);
    CHECK(world.violations() == "");
    const std::string trace = content_of(world.folder.path() / "trace.txt");
    CHECK(trace.find("/soap11/RpcRecipient") != std::string::npos);
    for (const std::string& hidden : {password, std::string("Basic"), std::string("@"), std::string("c-1001")}) CHECK_MESSAGE(trace.find(hidden) == std::string::npos, hidden);
}
