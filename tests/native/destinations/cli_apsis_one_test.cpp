// The real program against the double of APSIS One, by the clock of this computer.
#include <doctest/doctest.h>

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "muster/json.hpp"
#include "support/folder.hpp"
#include "support/golden.hpp"
#include "support/process.hpp"
#include "support/service_double.hpp"

using namespace muster;
using namespace muster::test;

namespace {

const std::string secret = "double-secret-of-apsis";

struct Answer {
    int exit_code = -1;
    std::string output, errors;
    JsonValue json;
    const JsonValue& at(const std::string& outer, const std::string& inner) const { return *json.find(outer)->find(inner); }
};

struct World {
    ServiceDouble service{MUSTER_TEST_DOUBLES "/apsis_one_double.mjs", {"--real-clock"}};
    TemporaryFolder folder;

    World() {
        service.tell("/config", R"({"notice_ms":10,"queued_ms":10,"working_ms":10})");
        write_document("test.sync.json");
    }

    std::string destination(const std::string& more = {}) const {
        return R"({"kind":"apsis_one","url":")" + service.address("api") + R"(","section":"usercreated.sections.shop","poll_seconds":1,"longest_poll_seconds":1,)"
               R"("client_id":"0b6cd4ac-6f7f-4a7d-9f5c-1d2e3f405162","client_secret":{"env":"APSIS_SECRET"},"opt_out_topic":"usercreated.topics.news")" + more + "}";
    }

    void write_document(const std::string& name, const std::string& mode = R"({"delete_missing":true,"scope":"own"})", const std::string& more = {}) const {
        folder.write(name, R"({"name":"test","source":{"url":"file:contacts.csv"},"destination":)" + destination(more) +
                               R"(,"key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"},)"
                               R"({"column":"Name","field":"com.apsis1.attributes.firstname"},{"column":"Born","field":"usercreated.attributes.birthday","format":"dd.MM.yyyy"},)"
                               R"({"column":"News","field":"consent:usercreated.topics.news"}],"mode":)" + mode + "}");
    }

    void write_contacts(int first, int last, const std::string& name, const std::string& news = "yes") const {
        std::string file = "E-Mail;Name;Born;News\n";
        for (int i = first; i <= last; ++i) file += "a" + std::to_string(i) + "@example.com;" + name + ";31.12.1980;" + news + "\n";
        folder.write("contacts.csv", file);
    }

    ProcessRequest request(const std::vector<std::string>& arguments, const std::string& used_secret = secret) const {
        ProcessRequest request = program_in(folder, arguments);
        request.environment.push_back("APSIS_SECRET=" + used_secret);
        return request;
    }

    Answer muster(std::vector<std::string> arguments, const std::string& used_secret = secret) const {
        arguments.push_back("--json");
        const ProcessResult result = run_process(request(arguments, used_secret));
        Answer answer{result.exit_code, result.output, result.errors, {}};
        CHECK(result.errors.find(used_secret) == std::string::npos);
        CHECK(result.output.find(used_secret) == std::string::npos);
        if (!result.output.empty()) {
            auto parsed = parse_json(result.output);
            REQUIRE_MESSAGE(parsed.ok(), result.output);
            answer.json = std::move(*parsed);
        }
        return answer;
    }

    // A run that is killed when its first file is uploaded.
    void run_and_kill() const {
        ProcessRequest killed = request({"run", "test.sync.json"});
        killed.output_file = folder.path() / "output";
        const pid_t process = start_process(killed, folder.path() / "errors");
        for (int tries = 0; tries < 1000; ++tries) {
            const JsonValue state = service.ask("/state");
            const auto& all = state.find("imports")->items;
            if (!all.empty() && all.front().find("bytes")->integer > 0) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(300));   // the answer of the upload is in the journal then
        kill(process, SIGKILL);
        wait_for(process);
    }

    std::size_t count(const std::string& consent) const {
        std::size_t found = 0;
        const JsonValue state = service.ask("/state");
        for (const JsonMember& profile : state.find("profiles")->members) {
            const JsonValue* news = profile.value.find("consents")->find("usercreated.topics.news com.apsis1.channels.email");
            if (news != nullptr && news->string == consent) ++found;
        }
        return found;
    }
    std::string violations() const {
        std::string all;
        const JsonValue state = service.ask("/state");
        for (const JsonValue& each : state.find("violations")->items) all += each.string + "\n";
        return all;
    }
    std::size_t imports() const { return service.ask("/state").find("imports")->items.size(); }
    bool has_written() const {
        const JsonValue log = service.ask("/log");
        for (const JsonValue& call : log.items) {
            const std::string method = call.find("method")->string, path = call.find("path")->string;
            if (method != "GET" && path != "/oauth/token") return true;
        }
        return false;
    }
};

}  // namespace

TEST_CASE("a sync brings contacts to APSIS One, changes them, opts out the missing, and skips what is the same") {
    const World world;
    world.write_contacts(1, 40, "Anna");
    const Answer planned = world.muster({"plan", "test.sync.json"});
    CHECK_MESSAGE(planned.exit_code == 0, planned.errors);
    CHECK(planned.at("counts", "insert").integer == 40);
    CHECK(!world.has_written());
    CHECK(!std::filesystem::exists(world.folder.path() / "home/ledgers"));
    const Answer first = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(first.exit_code == 0, first.errors);
    CHECK(first.at("done", "insert").integer == 40);
    CHECK(first.json.find("reason")->string.find("see Import History") != std::string::npos);
    CHECK(world.count("opt-in") == 40);
    CHECK(world.muster({"run", "test.sync.json"}).json.find("outcome")->string == "skipped");
    world.write_contacts(11, 45, "Berta");
    CHECK(run_process(world.request({"plan", "test.sync.json", "-o", "plan.json"})).exit_code == 0);
    const Answer second = world.muster({"apply", "plan.json"});
    CHECK_MESSAGE(second.exit_code == 0, second.errors);
    CHECK(second.at("done", "insert").integer == 5);
    CHECK(second.at("done", "update").integer == 30);
    CHECK(second.at("done", "delete").integer == 10);
    CHECK(world.count("opt-out") == 10);
    CHECK(world.count("opt-in") == 35);
    CHECK(world.violations() == "");
    CHECK(run_process(world.request({"apply", "plan.json"})).exit_code == 8);
}

TEST_CASE("no deletes without need: the ten per cent rule stops a run, and an unattended first one withholds them") {
    const World world;
    world.write_contacts(1, 40, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.write_contacts(40, 43, "Anna");
    const std::size_t before = world.imports();
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 7);
    CHECK(world.imports() == before);
    world.write_document("other.sync.json", R"({"delete_missing":true,"scope":"own"})", R"(,"resubscribe":true)");
    world.write_contacts(11, 40, "Anna");
    const Answer withheld = world.muster({"run", "other.sync.json"});
    CHECK_MESSAGE(withheld.exit_code == 6, withheld.errors);
    CHECK(world.count("opt-out") == 0);
    CHECK(world.violations() == "");
}

TEST_CASE("an opt-out of the file is imported by itself, after all other imports") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    REQUIRE(world.muster({"run", "test.sync.json"}).exit_code == 0);
    world.write_contacts(1, 5, "Anna", "no");
    CHECK(world.muster({"run", "test.sync.json"}).exit_code == 0);
    CHECK(world.count("opt-out") == 5);
    CHECK(world.imports() == 3);
    CHECK(world.violations() == "");
}

TEST_CASE("profiles are deleted only when that is asked for") {
    const World world;
    world.write_document("delete.sync.json", R"({"delete_missing":true,"scope":"own","delete_form":"delete_profiles"})");
    world.write_contacts(1, 10, "Anna");
    REQUIRE(world.muster({"run", "delete.sync.json"}).exit_code == 0);
    world.write_contacts(3, 10, "Anna");
    const Answer second = world.muster({"run", "delete.sync.json"});
    CHECK_MESSAGE(second.exit_code == 0, second.errors);
    CHECK(second.at("done", "delete").integer == 2);
    const JsonValue state = world.service.ask("/state");
    CHECK(state.find("deletions")->integer == 2);
    CHECK(state.find("profiles")->members.size() == 8);
    world.write_document("odd.sync.json", R"({"delete_missing":true,"scope":"own","delete_form":"burn"})");
    CHECK(world.muster({"run", "odd.sync.json"}).exit_code == 2);
    world.write_document("all.sync.json", R"({"delete_missing":true})");
    CHECK(world.muster({"run", "all.sync.json"}).exit_code == 2);
}

TEST_CASE("wrong credentials and missing permissions are told before anything is sent, all at once") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    CHECK(world.muster({"run", "test.sync.json"}, "another-secret").exit_code == 4);
    world.folder.write("wrong.sync.json", R"({"name":"wrong","source":{"url":"file:contacts.csv"},"destination":)" + world.destination(R"(,"keyspace":"com.apsis1.keyspaces.crm-id")") +
                                              R"(,"key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"}]})");
    const Answer keyspace = world.muster({"run", "wrong.sync.json"});
    CHECK(keyspace.exit_code == 4);
    CHECK(keyspace.errors.find("manage subscriptions") != std::string::npos);
    world.folder.write("many.sync.json", R"({"name":"many","source":{"url":"file:contacts.csv"},"destination":)" + world.destination() +
                                             R"(,"key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"},{"column":"Name","field":"usercreated.attributes.readonly"},)"
                                             R"({"column":"News","field":"tag:usercreated.tags.vip"},{"column":"Born","field":"usercreated.attributes.odd"}]})");
    const Answer many = world.muster({"run", "many.sync.json"});
    CHECK(many.exit_code == 4);
    for (const char* part : {"readonly", "tags", "odd"}) CHECK_MESSAGE(many.errors.find(part) != std::string::npos, many.errors);
    // A keyspace that cannot be imported into does not hide what else is wrong.
    world.folder.write("all.sync.json", R"({"name":"all","source":{"url":"file:contacts.csv"},"destination":)" +
                                            world.destination(R"(,"keyspace":"com.apsis1.keyspaces.crm-id","opt_out_channel":"sms")") +
                                            R"(,"key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"},{"column":"Name","field":"usercreated.attributes.readonly"}],)"
                                            R"("mode":{"delete_missing":true,"scope":"own"}})");
    for (const char* command : {"check", "plan", "run"}) {
        const ProcessResult all = run_process(world.request({command, "all.sync.json"}));
        CHECK(all.exit_code == 4);
        for (const char* part : {"manage subscriptions", "readonly", "is of the channel"}) CHECK_MESSAGE(all.errors.find(part) != std::string::npos, all.errors);
    }
    world.folder.write("home/connections.json", R"({"crm":)" + world.destination(R"(,"keyspace":"com.apsis1.keyspaces.crm-id")") + "}");
    const Answer tested = world.muster({"connections", "test", "crm"});
    CHECK(tested.exit_code == 4);
    CHECK(tested.errors.find("manage subscriptions") != std::string::npos);
    CHECK(!world.has_written());
}

TEST_CASE("lists that come in pages are read to their end, but not at another address") {
    const World world;
    world.write_contacts(1, 2, "Anna");
    for (const std::string link : {"next", "links"}) {
        world.service.tell("/config", R"({"page_size": 1, "page_link": ")" + link + "\"}");
        const Answer planned = world.muster({"plan", "test.sync.json"});
        CHECK_MESSAGE(planned.exit_code == 0, planned.errors);
    }
    world.service.tell("/config", R"({"page_link": "elsewhere"})");
    const Answer planned = world.muster({"plan", "test.sync.json"});
    CHECK(planned.exit_code == 1);
    CHECK(planned.output.find("do not lead to an end") != std::string::npos);
}

TEST_CASE("what stands in the way at the service is told by the check as well") {
    const World world;
    world.write_contacts(1, 2, "Anna");
    world.write_document("test.sync.json", R"({"delete_missing":true,"scope":"own"})", R"(,"opt_out_channel":"sms")");
    const Answer checked = world.muster({"check", "test.sync.json"});
    CHECK(checked.exit_code == 2);
    CHECK_MESSAGE(checked.output.find("is of the channel") != std::string::npos, checked.output);
    struct Case {
        const char* mode;
        const char* says;
    };
    for (const Case& each : {Case{R"({"delete_missing":true,"scope":"all"})", "only those that it did can be missed"}, Case{R"({"insert":false})", "change contacts without adding"},
                             Case{R"({"delete_missing":true,"scope":"own","delete_form":"burn"})", "burn"}}) {
        world.write_document("mode.sync.json", each.mode);
        for (const char* command : {"check", "plan"}) {
            const Answer refused = world.muster({command, "mode.sync.json"});
            CHECK(refused.exit_code == 2);
            CHECK_MESSAGE(refused.errors.find(each.says) != std::string::npos, refused.errors);
        }
    }
    CHECK(!world.has_written());
}

TEST_CASE("a program that was killed while APSIS One works goes on without sending anything twice") {
    const World world;
    world.service.tell("/config", R"({"outcome":"stuck"})");
    world.write_contacts(1, 30, "Anna");
    world.run_and_kill();
    REQUIRE(world.imports() == 1);
    world.service.tell("/config", R"({"outcome":"completed"})");
    const Answer listed = world.muster({"runs", "list"});
    const std::string run = listed.json.find("runs")->items.front().find("run_id")->string;
    CHECK(listed.json.find("runs")->items.front().find("outcome")->string == "interrupted");
    const std::string shown = run_process(world.request({"runs", "show", run})).output;
    CHECK_MESSAGE(shown.find("runs resume " + run) != std::string::npos, shown);
    CHECK_MESSAGE(shown.find("A part: 0 of 30") != std::string::npos, shown);
    // The file is gone: the run goes on without it.
    std::filesystem::remove(world.folder.path() / "contacts.csv");
    const Answer resumed = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(resumed.exit_code == 0, resumed.errors);
    CHECK(resumed.at("done", "insert").integer == 30);
    CHECK(world.imports() == 1);
    CHECK(world.count("opt-in") == 30);
    CHECK(world.violations() == "");
    world.write_contacts(1, 30, "Anna");
    CHECK(world.muster({"run", "test.sync.json"}).json.find("outcome")->string == "skipped");
}

TEST_CASE("a new run in the place of one that was killed sends only what that one had not sent") {
    const World world;
    world.service.tell("/config", R"({"outcome":"stuck"})");
    world.write_contacts(1, 30, "Anna");
    world.run_and_kill();
    REQUIRE(world.imports() == 1);
    world.service.tell("/config", R"({"outcome":"completed"})");
    world.write_contacts(1, 31, "Anna");
    const Answer again = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(again.exit_code == 0, again.errors);
    CHECK(again.at("planned", "insert").integer == 1);
    CHECK(again.at("done", "unchanged").integer == 30);
    CHECK(world.imports() == 2);
    CHECK(world.count("opt-in") == 31);
    CHECK(world.violations() == "");
}

TEST_CASE("an import that APSIS One does not know any more does not stop the runs to come") {
    const World world;
    world.service.tell("/config", R"({"outcome":"stuck"})");
    world.write_contacts(1, 5, "Anna");
    world.run_and_kill();
    world.service.tell("/forget");
    world.service.tell("/config", R"({"outcome":"completed"})");
    const Answer again = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(again.exit_code == 0, again.errors);
    CHECK(again.at("done", "insert").integer == 5);
    CHECK(world.count("opt-in") == 5);
}

TEST_CASE("what APSIS One asks to wait is waited before the next import is asked for") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    constexpr int import_call = 7;   // after the token and the calls of the preflight
    world.service.tell("/faults", R"([{"at":)" + std::to_string(import_call) + R"(,"kind":"429_retry_after"}])");
    const auto begun = std::chrono::steady_clock::now();
    const Answer done = world.muster({"run", "test.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::seconds(7));
    CHECK(world.service.ask("/log").items.at(import_call - 1).find("path")->string == "/v2/audience/sections/usercreated.sections.shop/imports");
    CHECK(world.violations() == "");
}

TEST_CASE("an upload host that refuses what is sent is not sent import after import") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    world.service.tell("/faults", R"([{"at":1,"kind":"expired_upload","times":1000}])");
    const Answer refused = world.muster({"run", "test.sync.json"});
    CHECK(refused.exit_code == 1);
    CHECK_MESSAGE(refused.errors.find("2 uploads of import files were refused with status 403") != std::string::npos, refused.errors);
    CHECK(world.imports() == 2);
    world.service.tell("/faults", "[]");
    const std::string run = world.muster({"runs", "list"}).json.find("runs")->items.front().find("run_id")->string;
    CHECK(world.muster({"runs", "resume", run}).exit_code == 0);
    CHECK(world.count("opt-in") == 5);
}

TEST_CASE("a telephone number is a key of the mobile keyspace however it is written") {
    const World world;
    world.folder.write("phones.sync.json", R"({"name":"phones","source":{"url":"file:phones.csv"},"destination":)" +
                                               world.destination(R"(,"keyspace":"com.apsis1.keyspaces.mobile")") +
                                               R"(,"key":{"field":"profile_key"},"mode":{"delete_missing":true,"scope":"own"},)"
                                               R"("mapping":[{"column":"Phone","field":"profile_key"},{"column":"Name","field":"com.apsis1.attributes.firstname"}]})");
    world.folder.write("phones.csv", "Phone;Name\n+46 70-123 45 67;Anna\n+46 (70) 123 45 68;Berta\n0046701234569;Cilla\n");
    const Answer done = world.muster({"run", "phones.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(done.at("done", "insert").integer == 3);
    world.folder.write("phones.csv", "Phone;Name\n+46 (70) 123 45 68;Berta\n0046701234569;Cilla\n070-123 45 60;Dora\n");
    const Answer without = world.muster({"run", "phones.sync.json"});
    CHECK_MESSAGE(without.exit_code == 0, without.errors);
    CHECK(without.at("done", "rejected").integer == 1);
    CHECK(without.output.find("The telephone number has no country code, which APSIS One needs.") != std::string::npos);
    CHECK(without.at("done", "unchanged").integer == 2);
    CHECK(without.at("done", "delete").integer == 1);
    const JsonValue state = world.service.ask("/state");
    const JsonValue& profiles = *state.find("profiles");
    CHECK(profiles.members.size() == 3);
    REQUIRE(profiles.find("46701234567") != nullptr);
    CHECK(!profiles.find("46701234567")->find("consents")->members.empty());
    CHECK(world.violations() == "");
}

TEST_CASE("two spellings of a telephone number are one key, national ones with the country of the document") {
    const World world;
    world.folder.write("phones.sync.json", R"({"name":"phones","source":{"url":"file:phones.csv"},"default_country":"SE","destination":)" +
                                               world.destination(R"(,"keyspace":"com.apsis1.keyspaces.mobile")") +
                                               R"(,"key":{"field":"profile_key"},"mapping":[{"column":"Phone","field":"profile_key"},{"column":"Name","field":"com.apsis1.attributes.firstname"}]})");
    world.folder.write("phones.csv", "Phone;Name\n070-123 45 67;Anna\n+46 70 123 45 67;Anna Ek\n0046701234568;Berta\n");
    const Answer done = world.muster({"run", "phones.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(done.at("done", "insert").integer == 2);
    CHECK(done.at("done", "skipped").integer == 1);
    const JsonValue state = world.service.ask("/state");
    const JsonValue& profiles = *state.find("profiles");
    CHECK(profiles.members.size() == 2);
    REQUIRE(profiles.find("46701234567") != nullptr);
    CHECK(profiles.find("46701234567")->find("attributes")->find("105")->string == "Anna Ek");
    // Another spelling of what was sent is no other contact.
    world.folder.write("phones.csv", "Phone;Name\n0701234567;Anna Ek\n070 123 45 68;Berta\n");
    const Answer same = world.muster({"run", "phones.sync.json"});
    CHECK_MESSAGE(same.exit_code == 0, same.errors);
    CHECK(same.at("done", "unchanged").integer == 2);
    CHECK(world.violations() == "");
}

TEST_CASE("what APSIS One would not take of a row is told by the check, and the other rows are imported") {
    const World world;
    const std::string text = std::string(1000, 'x'), longer = text + "x";
    world.folder.write("texts.sync.json", R"({"name":"texts","source":{"url":"file:texts.csv"},"destination":)" + world.destination() +
                                              R"(,"key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"},{"column":"Name","field":"com.apsis1.attributes.firstname"},)"
                                              R"({"column":"Mobile","field":"com.apsis1.attributes.mobile"},{"column":"Seen","field":"usercreated.attributes.seen","format":"iso8601"}]})");
    world.folder.write("texts.csv", "E-Mail;Name;Mobile;Seen\na@example.com;" + text + ";+46701234567;2026-01-02T03:04:05Z\nb@example.com;" + longer +
                                        ";;\nc@example.com;Cilla;0701234567;\nd@example.com;Dora;;2026-01-02T03:04:05\n");
    const Answer checked = world.muster({"check", "texts.sync.json"});
    CHECK(checked.exit_code == 3);
    CHECK(checked.at("counts", "rejected").integer == 3);
    CHECK_MESSAGE(checked.at("issues", "by_code").find("value_too_long") != nullptr, checked.output);
    const Answer done = world.muster({"run", "texts.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(done.at("done", "insert").integer == 1);
    CHECK(done.at("done", "failed").integer == 0);
    CHECK(world.violations() == "");
}

TEST_CASE("a file that is too large for APSIS One is told with what makes it smaller") {
    const World world;
    world.write_contacts(1, 5, "Anna");
    world.service.tell("/faults", R"([{"at":8,"kind":"413"}])");   // the upload, after the request for an import
    const Answer refused = world.muster({"run", "test.sync.json"});
    CHECK(refused.exit_code == 1);
    CHECK_MESSAGE(refused.errors.find("make \"file_bytes\" of the destination smaller") != std::string::npos, refused.errors);
    const std::string run = world.muster({"runs", "list"}).json.find("runs")->items.front().find("run_id")->string;
    CHECK(world.muster({"runs", "resume", run}).exit_code == 0);
    CHECK(world.count("opt-in") == 5);
}

TEST_CASE("a saved connection leads to APSIS One") {
    const World world;
    std::filesystem::create_directories(world.folder.path() / "home");
    world.folder.write("home/connections.json", R"({"apsis":)" + world.destination() + "}");
    const Answer tested = world.muster({"connections", "test", "apsis"});
    CHECK_MESSAGE(tested.exit_code == 0, tested.errors);
    CHECK(!world.has_written());
    world.folder.write("by-name.sync.json", R"({"name":"by name","source":{"url":"file:contacts.csv"},"destination":{"connection":"apsis"},)"
                                            R"("key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"},{"column":"News","field":"consent:usercreated.topics.news"}]})");
    world.write_contacts(1, 5, "Anna");
    const Answer done = world.muster({"run", "by-name.sync.json"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(world.count("opt-in") == 5);
}

TEST_CASE("a plan counts what empty cells may erase, also of profiles that it knows nothing of") {
    const World world;
    world.folder.write("clear.sync.json", R"({"name":"clear","source":{"url":"file:contacts.csv"},"destination":)" + world.destination() +
                                              R"(,"key":{"field":"profile_key"},"mapping":[{"column":"E-Mail","field":"profile_key"},)"
                                              R"({"column":"Name","field":"com.apsis1.attributes.firstname","empty":"clear"}]})");
    world.write_contacts(1, 3, "");
    const Answer planned = world.muster({"plan", "clear.sync.json"});
    REQUIRE_MESSAGE(planned.exit_code == 0, planned.errors);
    REQUIRE(planned.json.find("erased_values") != nullptr);
    CHECK(planned.json.find("erased_values")->integer == 3);
    REQUIRE(world.muster({"run", "clear.sync.json"}).exit_code == 0);
    CHECK(world.muster({"plan", "clear.sync.json"}).exit_code == 0);
}

TEST_CASE("an import that APSIS One cannot process is a failure, and the next run sends its rows again") {
    const World world;
    world.service.tell("/config", R"({"outcome":"error"})");
    world.write_contacts(1, 5, "Anna");
    const Answer failed = world.muster({"run", "test.sync.json"});
    CHECK(failed.exit_code == 1);
    CHECK_MESSAGE(failed.errors.find("could not process the import import-1; its Import History says why") != std::string::npos, failed.errors);
    CHECK(failed.at("done", "insert").integer == 0);
    CHECK(failed.at("done", "failed").integer == 5);
    world.service.tell("/config", R"({"outcome":"completed"})");
    // To go on with it is to make it again: nothing of it is left to be sent.
    const std::string run = world.muster({"runs", "list"}).json.find("runs")->items.front().find("run_id")->string;
    const std::string shown = run_process(world.request({"runs", "show", run})).output;
    CHECK_MESSAGE(shown.find("make it again with: muster runs resume " + run) != std::string::npos, shown);
    const Answer again = world.muster({"runs", "resume", run});
    CHECK_MESSAGE(again.exit_code == 0, again.errors);
    CHECK(again.at("done", "insert").integer == 5);
    CHECK(world.count("opt-in") == 5);
    CHECK(world.muster({"run", "test.sync.json"}).json.find("outcome")->string == "skipped");
}

TEST_CASE("the example is brought to APSIS One, and a trace of it tells nothing secret") {
    const World world;
    std::filesystem::copy_file(MUSTER_ROOT "/examples/contacts.csv", world.folder.path() / "contacts.csv");
    std::string document = content_of(MUSTER_ROOT "/examples/apsis-one.sync.json");
    const std::string kind = R"("kind": "apsis_one",)";
    REQUIRE(document.find(kind) != std::string::npos);
    document.insert(document.find(kind) + kind.size(), R"("url": ")" + world.service.address("api") + R"(", "poll_seconds": 1,)");
    world.folder.write("example.sync.json", document);
    const Answer done = world.muster({"run", "example.sync.json", "--trace", "trace.txt"});
    CHECK_MESSAGE(done.exit_code == 0, done.errors);
    CHECK(done.at("done", "insert").integer > 1900);
    CHECK(world.service.ask("/state").find("profiles")->members.size() == static_cast<std::size_t>(done.at("done", "insert").integer));
    CHECK(world.count("opt-out") + world.count("opt-in") > 1000);
    CHECK(world.violations() == "");
    const std::string trace = content_of(world.folder.path() / "trace.txt");
    CHECK(trace.find("/v2/audience/sections/usercreated.sections.shop/imports") != std::string::npos);
    for (const std::string& hidden : {secret, std::string("X-Signature="), std::string("Bearer"), std::string("@")}) {
        CHECK_MESSAGE(trace.find(hidden) == std::string::npos, hidden);
    }
}
