// plan, apply, run, import, runs: the real program from file to database. Members that tools rely on, and every exit code.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cli_run.hpp"
#include "native/commands/document.hpp"

using muster::JsonValue;
using muster::test::content_of;
using muster::test::run_process;
using namespace muster::test::cli;

namespace {

// A plan file after it was changed, with the checksum that belongs to it now.
std::string with_checksum(const std::string& plan) {
    const std::string body = plan.substr(0, plan.rfind("\n\"checksum\""));
    return body + "\n\"checksum\":\"" + muster::native::sha256_of(body) + "\"}\n";
}

}  // namespace

TEST_CASE("import adds, skips the same file, updates what differs, and the report says so") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 20) + "bad;Bob\n");
    const std::vector<std::string> import = {"import", "contacts.csv", "--into", "sqlite:contacts.db", "--key", "email", "--update", "--yes"};
    const Answer first = muster_json(folder, import);
    CHECK(first.exit_code == 0);
    CHECK(first.text({"outcome"}) == "done_with_rejects");
    CHECK(first.number({"done", "insert"}) == 20);
    CHECK(first.number({"done", "rejected"}) == 1);
    CHECK(first.number({"issues", "by_code", "invalid_email"}) == 1);
    CHECK(first.text({"guard", "verdict"}) == "allowed");
    check_sums(first, "planned");
    check_sums(first, "done");
    const Answer again = muster_json(folder, import);
    CHECK(again.exit_code == 0);
    CHECK(again.text({"outcome"}) == "skipped");
    CHECK(again.number({"done", "insert"}) == 0);
    folder.write("contacts.csv", contacts(1, 17) + contacts(18, 20, "Bella").substr(12));
    const Answer changed = muster_json(folder, import);
    CHECK(changed.text({"outcome"}) == "done");
    CHECK(changed.number({"done", "update"}) == 3);
    CHECK(changed.number({"done", "unchanged"}) == 17);
    check_sums(changed, "done");
    CHECK(stored(folder) == 20);
    const Answer runs = muster_json(folder, {"runs", "list"});
    REQUIRE(runs.at({"runs"}).items.size() == 3);
    const std::string newest = runs.at({"runs"}).items[0].find("run_id")->string;
    CHECK(newest == changed.text({"run_id"}));
    CHECK(muster_json(folder, {"runs", "show", newest}).text({"outcome"}) == "done");
    CHECK(muster_text(folder, {"runs", "show", "unknown"}, "There is no run unknown") != 0);
}

TEST_CASE("import without a terminal asks for --yes and writes nothing") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 2));
    CHECK(muster_text(folder, {"import", "contacts.csv", "--into", "sqlite:contacts.db"}, "--yes") == 2);
    CHECK(muster::test::is_nothing((folder.path() / "contacts.db").string()));
}

TEST_CASE("what import saves does the same again") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Name;Born\na@example.com;A;31.12.1999\nb@example.com;B;01.02.2000\n");
    REQUIRE(muster_text(folder, {"import", "contacts.csv", "--into", "sqlite:contacts.db", "--update", "--yes", "--save", "saved.sync.json"}) == 0);
    const Answer run = muster_json(folder, {"run", "saved.sync.json"});
    CHECK(run.exit_code == 0);
    CHECK(run.number({"done", "unchanged"}) == 2);
    CHECK(run.number({"done", "update"}) == 0);
    CHECK(content_of(folder.path() / "saved.sync.json").find("dd.MM.yyyy") != std::string::npos);
}

TEST_CASE("import and plan show why columns are mapped so, and new fields keep the room that was suggested") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Vorname;Passwd;Geboren\na@example.com;Ann;x;25.02.1980\n");
    folder.write("auto.sync.json", R"({"name": "auto", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mapping": "auto"})");
    const auto plan = muster_json(folder, {"plan", "auto.sync.json"});
    REQUIRE(plan.at({"suggestion"}).items.size() == 4);
    CHECK(plan.at({"suggestion"}).items[1].find("max_length")->integer == 50);
    CHECK(plan.at({"unmapped", "columns"}).items.empty());
    CHECK(plan.at({"unmapped", "fields"}).items.size() == 3);
    CHECK(muster_text(folder, {"plan", "auto.sync.json"}, "100 %  No field fits; the column becomes a new one of type text of up to 50 characters.") == 0);
    CHECK(muster_text(folder, {"plan", "auto.sync.json"}, "Fields that no column feeds: name, id, login\n") == 0);
    const Answer imported = muster_json(folder, {"import", "contacts.csv", "--yes"});
    CHECK(imported.at({"suggestion"}).items.size() == 4);
    // How each column was read, in the plan and in the report alike.
    for (const Answer* answer : {&plan, &imported}) {
        const std::vector<JsonValue>& columns = answer->at({"columns"}).items;
        REQUIRE(columns.size() == 4);
        CHECK(columns[3].find("type")->string == "date");
        CHECK(columns[3].find("format")->string == "dd.MM.yyyy");
        CHECK(columns[3].find("example")->string == "31.12.2024");
        CHECK(columns[3].find("conversions")->find("changed")->integer == 1);
        CHECK(columns[3].find("conversions")->find("examples")->items.at(0).find("to")->string == "1980-02-25");
    }
    const Answer fields = muster_json(folder, {"contacts", "fields", "list"});
    for (const JsonValue& one : fields.at({"fields"}).items) {
        CHECK(one.find("max_length")->integer == (one.find("name")->string == "vorname" ? 50 : 0));
    }
}

TEST_CASE("what was chosen for a header is used again, also to order dates, unless told not to; a plan keeps what it was made with") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Vorname;Seen\na@example.com;Ann;25/02/2020\n");
    folder.write("given.sync.json", R"({"name": "given", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"},
      {"column": "Vorname", "field": "login"}, {"column": "Seen", "field": "last_visit", "new_field": true}]})");
    REQUIRE(muster_json(folder, {"run", "given.sync.json", "--no-memory"}).exit_code == 0);
    folder.write("contacts.csv", "seen;E-MAIL;Vorname\n03/04/2021;b@example.com;Bob\n");
    CHECK(muster_text(folder, {"import", "contacts.csv", "--yes"}, "can be read as") == 3);
    folder.write("contacts.csv", "E-Mail;Vorname;Seen\na@example.com;Ann;25/02/2020\n");
    REQUIRE(muster_json(folder, {"run", "given.sync.json", "--even-if-unchanged"}).exit_code == 0);
    // A document that says its mapping says all.
    folder.write("contacts.csv", "E-Mail;Vorname;Seen\nb@example.com;Bob;03/04/2021\n");
    CHECK(muster_text(folder, {"check", "given.sync.json"}, "can be read as") == 3);
    CHECK(muster_text(folder, {"plan", "given.sync.json"}, "can be read as") == 3);
    folder.write("contacts.csv", "seen;E-MAIL;Vorname\n03/04/2021;b@example.com;Bob\n");
    folder.write("auto.sync.json", R"({"name": "auto", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mapping": "auto"})");
    CHECK(muster_text(folder, {"check", "auto.sync.json"}, "100 %  An earlier choice for a file with this header fed it into this field.") == 0);
    CHECK(muster_text(folder, {"check", "auto.sync.json", "--no-memory"}, "can be read as") == 3);
    REQUIRE(muster_text(folder, {"plan", "auto.sync.json", "-o", "plan.json"}) == 0);
    std::filesystem::remove_all(folder.path() / "home");
    const Answer applied = muster_json(folder, {"apply", "plan.json"});
    CHECK(applied.exit_code == 0);
    CHECK(applied.number({"issues", "by_code", "date_order_from_earlier_choice"}) == 1);
    const auto listed = run_process(program_in(folder, {"contacts", "export"}));
    CHECK_MESSAGE(listed.output.find("b@example.com,Bob,2021-04-03") != std::string::npos, listed.output);
}

TEST_CASE("the guard stops a file with 10 % of the contacts or less, and nothing is written") {
    struct Case {
        int existing, matched;
        bool blocked;
    };
    for (const Case& c : {Case{100, 9, true}, Case{100, 10, true}, Case{100, 11, false}, Case{1, 0, true}, Case{9, 0, true},
                          Case{9, 1, false}, Case{11, 1, true}, Case{1000, 99, true}, Case{1000, 100, true}, Case{1000, 101, false}}) {
        CAPTURE(c.existing);
        CAPTURE(c.matched);
        const TemporaryFolder folder;
        fill(folder, c.existing);
        folder.write("contacts.csv", c.matched == 0 ? contacts(1000, 1000) : contacts(1, c.matched));
        folder.write("test.sync.json", document(deleting));
        const Answer plan = muster_json(folder, {"plan", "test.sync.json"});
        CHECK(plan.number({"counts", "existing"}) == c.existing);
        CHECK(plan.number({"counts", "matched"}) == c.matched);
        CHECK(plan.number({"counts", "delete"}) == c.existing - c.matched);
        CHECK(plan.text({"guard", "verdict"}) == (c.blocked ? "blocked" : "withheld"));
        CHECK(plan.text({"guard", "rule"}) == (c.blocked ? "ten_percent" : "first_run"));
        CHECK(plan.exit_code == (c.blocked ? 7 : 0));
        const Answer run = muster_json(folder, {"run", "test.sync.json"});
        CHECK(run.exit_code == (c.blocked ? 7 : 6));
        CHECK(run.text({"outcome"}) == (c.blocked ? "blocked" : "withheld"));
        CHECK(stored(folder) == c.existing);
        const std::string reason = run.text({"reason"});
        CHECK(reason.find(std::to_string(c.existing - c.matched) + " contact") != std::string::npos);
        CHECK(reason.find("would have been deleted") != std::string::npos);
        CHECK(run.at({"first_deletes"}).items.size() == static_cast<std::size_t>(std::min(10, c.existing - c.matched)));
        if (!c.blocked) continue;
        CHECK(reason.find("10 % rule") != std::string::npos);
        CHECK(reason.find("Nothing was written") != std::string::npos);
        CHECK(run.text({"guard", "suggestion"}).find("switch delete-missing off, or delete contacts by hand first") != std::string::npos);
        CHECK(run.number({"done", "insert"}) == 0);
        // Also when a person performs the plan and names its number of deletes.
        REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 7);
        CHECK(muster_json(folder, {"apply", "plan.json", "--allow-deletes", std::to_string(c.existing - c.matched)}).exit_code == 7);
        CHECK(stored(folder) == c.existing);
    }
}

TEST_CASE("where there are no contacts yet, nothing can be deleted and nothing is blocked") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("test.sync.json", document(deleting));
    const Answer run = muster_json(folder, {"run", "test.sync.json"});
    CHECK(run.exit_code == 0);
    CHECK(run.number({"planned", "existing"}) == 0);
    CHECK(run.number({"done", "insert"}) == 3);
}

TEST_CASE("a blocked file passes after contacts were deleted by hand") {
    const TemporaryFolder folder;
    fill(folder, 20);
    folder.write("contacts.csv", contacts(1, 2));
    folder.write("test.sync.json", document(deleting));
    REQUIRE(muster_json(folder, {"run", "test.sync.json"}).exit_code == 7);
    REQUIRE(muster_text(folder, {"contacts", "delete", "a20@example.com", "--into", "sqlite:contacts.db", "--yes"}) == 0);
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    CHECK(muster_json(folder, {"apply", "plan.json"}).number({"done", "delete"}) == 17);
    CHECK(stored(folder) == 2);
}

TEST_CASE("contacts that are to be deleted by hand and are not there are named, and the exit code tells") {
    const TemporaryFolder folder;
    fill(folder, 3);
    CHECK(muster_text(folder, {"contacts", "delete", "a1@example.com", "--yes"}, "1 of 1 contact deleted.") == 0);
    CHECK(muster_text(folder, {"contacts", "delete", "a1@example.com", " A2@Example.com", "a2@example.com", "--yes"},
                      "1 of 2 contacts deleted.\nThere is no contact of 1 key: a1@example.com.") == 6);
    std::vector<std::string> unknown = {"contacts", "delete", "--yes"};
    for (int i = 4; i <= 10; ++i) unknown.push_back("a" + std::to_string(i) + "@example.com");
    CHECK(muster_text(folder, unknown, "Nothing was deleted: there is no contact of 7 keys: a4@example.com, a5@example.com, a6@example.com, "
                                       "a7@example.com, a8@example.com and 2 more.") == 1);
    unknown.push_back("a3@example.com");
    const Answer part = muster_json(folder, unknown);
    CHECK(part.exit_code == 6);
    CHECK(part.number({"deleted"}) == 1);
    CHECK(part.number({"missing"}) == 7);
    CHECK(part.at({"missing_keys"}).items.size() == 7);
    CHECK(muster_json(folder, unknown).at({"errors"}).items[0].find("code")->string == "not_found");
    CHECK(stored(folder) == 0);
}

TEST_CASE("with --no-input nobody attends: neither import nor apply deletes on a first run") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(3, 10));
    folder.write("test.sync.json", document(deleting));
    const Answer imported = muster_json(folder, {"--no-input", "import", "contacts.csv", "--into", "sqlite:contacts.db", "--delete-missing", "--yes"});
    CHECK(imported.exit_code == 6);
    CHECK(imported.text({"guard", "rule"}) == "first_run");
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    const Answer applied = muster_json(folder, {"--no-input", "apply", "plan.json"});
    CHECK(applied.exit_code == 6);
    CHECK(applied.text({"outcome"}) == "withheld");
    CHECK(stored(folder) == 10);
}

TEST_CASE("apply performs a reviewed plan with its deletes, once") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(4, 11));
    folder.write("test.sync.json", document(deleting));
    const Answer plan = muster_json(folder, {"plan", "test.sync.json", "-o", "plan.json", "--detailed-exitcode"});
    CHECK(plan.exit_code == 10);
    CHECK(plan.text({"source", "sha256"}).size() == 64);
    CHECK(plan.number({"source", "rows"}) == 8);
    CHECK(plan.number({"counts", "insert"}) == 1);
    CHECK(plan.number({"counts", "delete"}) == 3);
    struct stat facts {};
    REQUIRE(stat((folder.path() / "plan.json").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    CHECK(stored(folder) == 10);
    const Answer applied = muster_json(folder, {"apply", "plan.json"});
    CHECK(applied.exit_code == 0);
    CHECK(applied.number({"done", "delete"}) == 3);
    CHECK(applied.number({"done", "insert"}) == 1);
    CHECK(stored(folder) == 8);
    CHECK(muster_json(folder, {"apply", "plan.json"}).exit_code == 8);
    CHECK(stored(folder) == 8);
}

TEST_CASE("a plan is stale when the file or the destination has changed, and nothing is written") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(4, 11));
    folder.write("test.sync.json", document(deleting));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    folder.write("contacts.csv", contacts(4, 12));
    CHECK(muster_text(folder, {"apply", "plan.json"}, "stale") == 8);
    folder.write("contacts.csv", contacts(4, 11));
    REQUIRE(muster_text(folder, {"contacts", "delete", "a1@example.com", "--into", "sqlite:contacts.db", "--yes"}) == 0);
    CHECK(muster_text(folder, {"apply", "plan.json"}, "stale") == 8);
    CHECK(stored(folder) == 9);
    CHECK(muster_text(folder, {"apply", "test.sync.json"}, "not a plan") == 2);
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    folder.write("test.sync.json", document(deleting + R"(, "even_if_unchanged": true)"));
    CHECK(muster_text(folder, {"apply", "plan.json"}, "has changed since") == 8);
    CHECK(stored(folder) == 9);
}

TEST_CASE("a plan that cannot be performed is not recommended, and a run that ends early reports as any other") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(1, 1));
    folder.write("test.sync.json", document(deleting));
    CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}, "It is blocked, and muster apply does not perform it.") == 7);
    folder.write("contacts.csv", contacts(1, 7));
    folder.write("test.sync.json", document(std::string(deleting) + R"(, "limits": {"max_delete": 2})"));
    CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}, "perform it with: muster apply plan.json --allow-deletes 3") == 7);
    const Answer wrong = muster_json(folder, {"apply", "plan.json", "--allow-deletes", "4"});
    CHECK(wrong.exit_code == 7);
    CHECK(wrong.text({"outcome"}) == "blocked");
    folder.write("contacts.csv", contacts(1, 8));
    const Answer stale = muster_json(folder, {"apply", "plan.json"});
    CHECK(stale.exit_code == 8);
    CHECK(stale.text({"outcome"}) == "stale");
    CHECK(stale.number({"done", "records"}) == 0);
    REQUIRE(stale.at({"errors"}).items.size() == 1);
    CHECK(stale.at({"errors"}).items[0].find("code")->string == "plan_stale");
    folder.write("contacts.csv", "");
    const Answer failed = muster_json(folder, {"run", "test.sync.json"});
    CHECK(failed.exit_code == 3);
    CHECK(failed.text({"outcome"}) == "failed");
    CHECK(failed.at({"errors"}).items[0].find("code")->string == "file_empty");
    CHECK(stored(folder) == 10);
}

TEST_CASE("no output takes the place of the file that is read, of a document or of another file that is no plan") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3) + "bad;Bob\n");
    folder.write("test.sync.json", document(""));
    const std::string file = content_of(folder.path() / "contacts.csv"), sync = content_of(folder.path() / "test.sync.json");
    CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "contacts.csv"}, "contacts.csv is not a plan; it is not replaced.") == 2);
    CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "test.sync.json"}, "is not a plan") == 2);
    CHECK(muster_text(folder, {"check", "test.sync.json", "--errors", "./contacts.csv"}, "is the file that is read; it is not replaced.") == 2);
    CHECK(muster_text(folder, {"import", "contacts.csv", "--save", "contacts.csv", "--yes"}, "is the file that is read") == 2);
    const std::string run = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    CHECK(muster_text(folder, {"runs", "errors", run, "-o", "contacts.csv"}, "is the file that is read") == 2);
    const std::string document = "is a sync document; it is not replaced.";
    CHECK(muster_text(folder, {"check", "test.sync.json", "--errors", "test.sync.json"}, document) == 2);
    CHECK(muster_text(folder, {"runs", "errors", run, "-o", "test.sync.json"}, document) == 2);
    CHECK(muster_text(folder, {"runs", "show", run, "--html", "test.sync.json"}, document) == 2);
    CHECK(muster_text(folder, {"contacts", "export", "-o", "test.sync.json"}, document) == 2);
    CHECK(muster_text(folder, {"contacts", "keys", "-o", "test.sync.json"}, document) == 2);
    CHECK(muster_text(folder, {"contacts", "export", "--like", "contacts.csv", "-o", "contacts.csv"}, "is the file that is read") == 2);
    folder.write("home/connections.json", "{}");
    CHECK(muster_text(folder, {"runs", "errors", run, "-o", "home/connections.json"}, "is the file of the connections") == 2);
    CHECK(content_of(folder.path() / "contacts.csv") == file);
    CHECK(content_of(folder.path() / "test.sync.json") == sync);
    for (int i = 0; i < 2; ++i) CHECK(muster_text(folder, {"runs", "errors", run, "-o", "rejected.json", "--json"}) == 0);
    for (int i = 0; i < 2; ++i) CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json", "--even-if-unchanged"}) == 0);
}

TEST_CASE("no output takes the place of a database, nor of what lies beside one" * doctest::skip(muster::test::on_postgres())) {
    const TemporaryFolder folder;
    fill(folder, 2);
    folder.write("contacts.db-wal", "");
    folder.write("contacts.csv", contacts(1, 3) + "bad;Bob\n");
    folder.write("test.sync.json", document(""));
    for (const auto& [output, says] : {std::pair("contacts.db", "is a database"), {"contacts.db-wal", "is a part of a database"}}) {
        CAPTURE(output);
        CHECK(muster_text(folder, {"check", "test.sync.json", "--errors", output}, says) == 2);
        CHECK(muster_text(folder, {"contacts", "export", "-o", output}, says) == 2);
        CHECK(muster_text(folder, {"import", "contacts.csv", "--yes", "--save", output}, says) == 2);
    }
    CHECK(stored(folder) == 2);
}

TEST_CASE("import writes nothing when the document cannot be saved, and says what it did when that is found out only afterwards") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    std::filesystem::create_directory(folder.path() / "below");
    CHECK(muster_text(folder, {"import", "contacts.csv", "--yes", "--save", "below"}, "below is a folder.") == 2);
    CHECK(muster_text(folder, {"import", "contacts.csv", "--yes", "--save", "nowhere/s.sync.json"}, "cannot be written") == 1);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "contacts.db"));
    CHECK(std::filesystem::is_empty(folder.path() / "below"));
    // What is read comes through a pipe of this test, which takes the folder away meanwhile.
    const std::string pipe = (folder.path() / "pipe").string();
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    auto request = program_in(folder, {"import", "-", "--yes", "--save", "below/s.sync.json"});
    request.input_file = pipe;
    request.output_file = (folder.path() / "output").string();
    const int end = open(pipe.c_str(), O_RDWR | O_CLOEXEC);   // keeps the reading from ending
    REQUIRE(end >= 0);
    const pid_t process = muster::test::start_process(request, (folder.path() / "errors").string());
    const std::string rows = contacts(1, 3);
    REQUIRE(write(end, rows.data(), rows.size()) == static_cast<ssize_t>(rows.size()));
    muster::test::wait_until_empty(end);
    std::filesystem::remove(folder.path() / "below");
    close(end);
    CHECK(muster::test::wait_for(process) == 1);
    const std::string errors = content_of(folder.path() / "errors");
    CHECK_MESSAGE(errors.find("The import was done, but its document was not saved. The file below/s.sync.json cannot be written") != std::string::npos, errors);
    CHECK(stored(folder) == 3);
}

TEST_CASE("a password in an address that is refused is neither told nor kept" * doctest::skip(muster::test::on_postgres())) {
    for (const std::string address : {"mysql://u:swordfish@h/db", "postgressql://u:sword@fish/swordfish@h/db", "sqlite://u:swordfish@h/db", "u:swordfish@h/db", "mysql://h/db?password=swordfish",
                                      "https://u:swordfish@h/db", "postgresql://u:swordfish@h/db"}) {
        CAPTURE(address);
        const TemporaryFolder folder;
        folder.write("contacts.csv", contacts(1, 3));
        folder.write("s.sync.json", R"({"name": "n", "source": {"url": "contacts.csv"}, "destination": {"url": ")" + address + R"("}, "key": {"field": "email"}, "mapping": "auto"})");
        folder.write("source.sync.json", R"({"name": "n", "source": {"url": ")" + address + R"("}, "destination": {"url": "sqlite:x.db"}, "key": {"field": "email"}, "mapping": "auto"})");
        folder.write("home/connections.json", R"({"crm": {"url": ")" + address + R"("}})");
        std::string told;
        const std::vector<std::vector<std::string>> commands{
            {"import", "contacts.csv", "--yes", "--into", address}, {"import", "contacts.csv", "--yes", "--key", "email", "--into", address}, {"contacts", "count", "--into", address},
            {"check", "s.sync.json"}, {"plan", "s.sync.json"}, {"run", "s.sync.json"}, {"run", "s.sync.json", "--json"},
            {"connections", "test", "crm"}, {"connections", "list"}};
        for (const auto& command : commands) {
            CAPTURE(command[0]);
            const auto result = run_process(program_in(folder, command));
            if (command.back() != "list") CHECK_MESSAGE(result.exit_code == 2, result.output, result.errors);
            told += result.output + result.errors;
        }
        const Answer runs = muster_json(folder, {"runs", "list"});
        for (const JsonValue& run : runs.at({"runs"}).items) told += run_process(program_in(folder, {"runs", "show", run.find("run_id")->string})).output;
        if (address.find("://") != std::string::npos) told += run_process(program_in(folder, {"run", "source.sync.json", "--json"})).output;
        CHECK_MESSAGE(told.find("fish") == std::string::npos, told);
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "home")) {
            if (entry.is_regular_file() && entry.path().filename() != "connections.json") CHECK(content_of(entry.path()).find("fish") == std::string::npos);
        }
    }
}

TEST_CASE("who may not write the database or what lies beside it is told so, each time" * doctest::skip(muster::test::on_postgres())) {
    const TemporaryFolder folder;
    const auto run_without_powers = [&](const std::vector<std::string>& arguments) {
        auto request = program_in(folder, arguments);
        // The superuser may write everywhere.
        if (geteuid() == 0) request.words.insert(request.words.begin(), {"setpriv", "--bounding-set=-dac_override"});
        return run_process(request);
    };
    fill(folder, 2);
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("test.sync.json", document(""));
    const auto check_refusal = [&](const std::string& says) {
        for (int i = 0; i < 3; ++i) {
            const auto result = run_without_powers({"run", "test.sync.json"});
            CHECK_MESSAGE(result.exit_code == 4, result.output, result.errors);
            CHECK_MESSAGE(result.errors.find(says) != std::string::npos, result.errors);
            CHECK(run_without_powers({"plan", "test.sync.json"}).exit_code == 0);
        }
    };
    const std::string file = (folder.path() / "contacts.db").string();
    REQUIRE(chmod(file.c_str(), 0444) == 0);
    check_refusal("contacts.db cannot be written: permission denied. Give this user the right to write the file");
    // Those who read have left these, with the rights that they had.
    REQUIRE(std::filesystem::exists(file + "-wal"));
    REQUIRE(std::filesystem::exists(file + "-shm"));
    REQUIRE(chmod(file.c_str(), 0644) == 0);
    check_refusal("contacts.db-shm, which another user has left beside it. When no program has the database open, delete them.");
    for (const char* ending : {"-wal", "-shm"}) std::filesystem::remove(file + ending);
    CHECK(run_without_powers({"run", "test.sync.json"}).exit_code == 0);
    CHECK(stored(folder) == 3);
}

TEST_CASE("- is standard output where an output goes there anyway, and else refused") {
    const TemporaryFolder folder;
    fill(folder, 2);
    folder.write("contacts.csv", contacts(1, 3) + "bad;Bob\n");
    folder.write("test.sync.json", document(""));
    CHECK(muster_text(folder, {"contacts", "export", "-o", "-"}, "a2@example.com") == 0);
    CHECK(muster_text(folder, {"contacts", "keys", "-o", "-"}, "muster-keys/1") == 0);
    const std::string run = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    CHECK(muster_text(folder, {"runs", "errors", run, "-o", "-"}, "bad;Bob;4") == 0);
    const std::string refusal = "- stands for standard output, where this is not written.";
    CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "-"}, refusal) == 2);
    CHECK(muster_text(folder, {"check", "test.sync.json", "--errors", "-"}, refusal) == 2);
    CHECK(muster_text(folder, {"runs", "show", run, "--html", "-"}, refusal) == 2);
    CHECK(muster_text(folder, {"import", "contacts.csv", "--save", "-", "--even-if-unchanged", "--yes"}, refusal) == 2);
    CHECK(!std::filesystem::exists(folder.path() / "-"));
}

TEST_CASE("what is odd in a document is told, and that a generated key takes the place of a column") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "Id;Name\n1;Anna\n2;Berta\n");
    const std::string start = R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"url": "sqlite:contacts.db"},
      "key": {"generate": "random_9_digits"}, "mapping": [{"column": "Id", "field": "id"}, {"column": "Name", "field": "name"}])";
    folder.write("test.sync.json", start + R"(, "mode": {"update": true}})");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"check"}, {"plan"}, {"run"}}) {
        CHECK(muster_text(folder, {command[0], "test.sync.json"}, "so \"update\" has no effect.") == 0);
    }
    for (int times = 0; times < 2; ++times) {
        CHECK(muster_text(folder, {"plan", "test.sync.json", "--even-if-unchanged"}, "what the column \"Id\" holds for the key id is not used.") == 0);
    }
    folder.write("test.sync.json", start + R"(, "mode": {"insert": false}})");
    CHECK(muster_text(folder, {"run", "test.sync.json"}, "\"insert\" is off, so nothing could be written") == 2);
    CHECK(stored(folder) == 2);
}

TEST_CASE("max_delete blocks, and only apply with the plan's own number goes past it, once") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(4, 10));
    folder.write("test.sync.json", document(deleting + R"(, "limits": {"max_delete": 2})"));
    const Answer plan = muster_json(folder, {"plan", "test.sync.json", "-o", "plan.json"});
    CHECK(plan.exit_code == 7);
    CHECK(plan.text({"guard", "rule"}) == "max_delete");
    CHECK(muster_json(folder, {"apply", "plan.json"}).exit_code == 7);
    CHECK(muster_json(folder, {"apply", "plan.json", "--allow-deletes", "2"}).exit_code == 7);
    CHECK(stored(folder) == 10);
    CHECK(muster_json(folder, {"apply", "plan.json", "--allow-deletes", "3"}).exit_code == 0);
    CHECK(stored(folder) == 7);
    CHECK(muster_json(folder, {"apply", "plan.json", "--allow-deletes", "3"}).exit_code == 8);
}

TEST_CASE("rejected rows protect their contacts; a row without a key withholds deletes") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(1, 5) + "a6@example.com;too;long\n");
    folder.write("test.sync.json", document(deleting));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    const Answer applied = muster_json(folder, {"apply", "plan.json"});
    CHECK(applied.text({"outcome"}) == "done_with_rejects");
    CHECK(applied.number({"done", "delete"}) == 4);
    CHECK(stored(folder) == 6);
    folder.write("contacts.csv", contacts(2, 7) + ";nobody\n");
    const Answer withheld = muster_json(folder, {"run", "test.sync.json"});
    CHECK(withheld.exit_code == 6);
    CHECK(withheld.text({"guard", "rule"}) == "unreadable_keys");
    CHECK(withheld.number({"done", "insert"}) == 1);
    CHECK(stored(folder) == 7);
}

TEST_CASE("after a run whose deletes were withheld the file before is imported again, unless that run was taken back") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 5));
    folder.write("test.sync.json", document(deleting));
    REQUIRE(muster_json(folder, {"run", "test.sync.json"}).text({"outcome"}) == "done");
    for (const bool taken_back : {false, true}) {
        CAPTURE(taken_back);
        folder.write("contacts.csv", contacts(1, 4, "Wrong") + ";nobody\n");
        const Answer withheld = muster_json(folder, {"run", "test.sync.json"});
        REQUIRE(withheld.text({"outcome"}) == "withheld");
        REQUIRE(withheld.number({"done", "update"}) == 4);
        if (taken_back) REQUIRE(muster_text(folder, {"runs", "undo", withheld.text({"run_id"}), "--yes"}) == 0);
        folder.write("contacts.csv", contacts(1, 5));
        CHECK(muster_json(folder, {"run", "test.sync.json"}).text({"outcome"}) == (taken_back ? "skipped" : "done"));
        CHECK(muster_text(folder, {"contacts", "count", "name=Anna"}, "5") == 0);
        CHECK(muster_json(folder, {"run", "test.sync.json"}).text({"outcome"}) == "skipped");
    }
}

TEST_CASE("files that are not whole never delete") {
    const TemporaryFolder folder;
    fill(folder, 3);
    folder.write("test.sync.json", document(deleting));
    for (const std::string& file : {std::string("E-Mail;Name\n"), contacts(1, 3) + "\"a4@example.com;open\n", contacts(1, 3) + std::string(1, '\0'),
                                    contacts(1, 2) + "a3@exam"}) {
        folder.write("contacts.csv", file);
        const Answer run = muster_json(folder, {"run", "test.sync.json"});
        CHECK(run.exit_code == 7);
        CHECK(run.text({"guard", "rule"}) == "truncated");
        CHECK(stored(folder) == 3);
    }
    folder.write("contacts.csv", "");
    CHECK(muster_json(folder, {"run", "test.sync.json"}).exit_code == 3);
    CHECK(stored(folder) == 3);
}

TEST_CASE("dates that contradict each other are kept as they stand") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;D\na@example.com;13/02/1980\nb@example.com;03/14/1981\n");
    REQUIRE(muster_text(folder, {"import", "contacts.csv", "--into", "sqlite:contacts.db", "--yes"}) == 0);
    const auto listed = run_process(program_in(folder, {"contacts", "export", "--into", "sqlite:contacts.db"}));
    CHECK_MESSAGE(listed.output.find("13/02/1980") != std::string::npos, listed.output);
}

TEST_CASE("telephone numbers go out as MSISDNs, and those without a country are told") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Telefon\na@example.com;+49 30 123456\nb@example.com;030 123457\nc@example.com;\n");
    REQUIRE(muster_text(folder, {"import", "contacts.csv", "--into", "sqlite:contacts.db", "--yes"}) == 0);
    const auto exported = run_process(program_in(folder, {"contacts", "export", "--phones", "msisdn"}));
    CHECK(exported.exit_code == 0);
    CHECK_MESSAGE(exported.output.find("a@example.com,,4930123456\r\n") != std::string::npos, exported.output);
    CHECK_MESSAGE(exported.output.find("b@example.com,,030123457\r\n") != std::string::npos, exported.output);
    CHECK_MESSAGE(exported.errors.find("1 telephone number without a country code") != std::string::npos, exported.errors);
    CHECK(run_process(program_in(folder, {"contacts", "export"})).output.find("+4930123456") != std::string::npos);
    CHECK(run_process(program_in(folder, {"contacts", "export", "--phones", "dots"})).exit_code == 2);
}

TEST_CASE("dates go out in the form that is asked for, and a plan tells how they are read") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Joined\na@example.com;25/02/1980\nb@example.com;03/04/1981\n");
    REQUIRE(muster_text(folder, {"import", "contacts.csv", "--into", "sqlite:contacts.db", "--yes", "--save", "test.sync.json"}) == 0);
    const auto exported = run_process(program_in(folder, {"contacts", "export", "--dates", "d.M.yyyy"}));
    CHECK_MESSAGE(exported.output.find("b@example.com,,3.4.1981") != std::string::npos, exported.output);
    const auto refused = run_process(program_in(folder, {"contacts", "export", "--dates", "dd.MM.yy"}));
    CHECK(refused.exit_code == 2);
    CHECK(refused.output.empty());
    folder.write("test.sync.json", R"({"name": "new", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"},
      {"column": "Joined", "field": "joined", "type": "date", "format": "TT/MM/JJJJ"}]})");
    const auto plan = run_process(program_in(folder, {"plan", "test.sync.json", "--json"}));
    CHECK_MESSAGE(plan.output.find(R"("format":"dd/MM/yyyy","given_format":"TT/MM/JJJJ","example":"31/12/2024")") != std::string::npos, plan.output);
    const auto text = run_process(program_in(folder, {"plan", "test.sync.json"}));
    CHECK_MESSAGE(text.output.find("date dd/MM/yyyy (31/12/2024)") != std::string::npos, text.output);
}

TEST_CASE("on_rejected: stop ends the run before anything is written") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3) + "bad;Bob\n");
    folder.write("test.sync.json", document(R"("limits": {"on_rejected": "stop"})"));
    const Answer run = muster_json(folder, {"run", "test.sync.json"});
    CHECK(run.exit_code == 3);
    CHECK(run.text({"outcome"}) == "failed");
    CHECK(muster::test::is_nothing((folder.path() / "contacts.db").string()));
}

TEST_CASE("other ends: no database to be made, a busy one, a plan that has expired") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    std::string elsewhere = document("");
    elsewhere.replace(elsewhere.find("sqlite:contacts.db"), 18, "sqlite:missing/contacts.db");
    folder.write("elsewhere.sync.json", elsewhere);
    CHECK(muster_json(folder, {"run", "elsewhere.sync.json"}).exit_code == 1);
    folder.write("test.sync.json", document(""));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    std::string plan = content_of(folder.path() / "plan.json");
    const std::size_t at = plan.find("\"expires\":\"") + 11;
    plan.replace(at, 4, "2001");
    folder.write("plan.json", with_checksum(plan));
    CHECK(muster_text(folder, {"apply", "plan.json"}, "expired") == 8);
    CHECK(muster::test::is_nothing((folder.path() / "contacts.db").string()));
}

TEST_CASE("a file that turns out not to be UTF-8 is not imported until its encoding is given") {
    const TemporaryFolder folder;
    // The head is plain ASCII, so nothing is known about the encoding until later.
    folder.write("contacts.csv", contacts(1, 60000) + "late@example.com;J\xFCrgen\n");
    const std::vector<std::string> import = {"import", "contacts.csv", "--into", "sqlite:contacts.db", "--yes"};
    CHECK(muster_text(folder, import, "row 60001, line 60002") == 3);
    CHECK(muster_text(folder, import, "as windows-1252 they would read \"Jürgen\"") == 3);
    CHECK(muster_text(folder, {"contacts", "count", "--into", "sqlite:contacts.db"}) != 0);
    folder.write("test.sync.json", document({}));
    CHECK(muster_text(folder, {"check", "test.sync.json"}, "\"encoding\": \"windows-1252\"") != 0);
    std::vector<std::string> told = import;
    told.insert(told.end(), {"--encoding", "cp1252"});
    CHECK(muster_text(folder, told, "60001 added") == 0);
    CHECK(muster_text(folder, {"contacts", "list", "--into", "sqlite:contacts.db"}) == 0);
    CHECK(stored(folder) == 60001);
}

TEST_CASE("a plan file names every delete, every changed value and every value that an empty cell erases") {
    const TemporaryFolder folder;
    folder.write("first.csv", "E-Mail;Name;City\na@example.com;Ann;Rome\nb@example.com;Ben;Oslo\nc@example.com;Cid;Bonn\nd@example.com;Dot;Wien\n");
    REQUIRE(muster_text(folder, {"import", "first.csv", "--into", "sqlite:contacts.db", "--yes"}) == 0);
    folder.write("contacts.csv", "E-Mail;Name;City\na@example.com;Anna;\nb@example.com;;Oslo\nc@example.com;Cid;Bonn\n");
    folder.write("test.sync.json", R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"},
      {"column": "Name", "field": "name"}, {"column": "City", "field": "city", "empty": "clear"}], "mode": {"delete_missing": true}})");
    const auto shown = run_process(program_in(folder, {"plan", "test.sync.json", "-o", "plan.json"}));
    CHECK_MESSAGE(shown.output.find("  a@example.com, name: \"Ann\" becomes \"Anna\"\n  a@example.com, city: \"Rome\" becomes nothing\n") !=
                      std::string::npos, shown.output);
    CHECK_MESSAGE(shown.output.find("values erased by empty cells         1") != std::string::npos, shown.output);
    const auto plan = muster::parse_json(content_of(folder.path() / "plan.json"));
    REQUIRE(plan.ok());
    CHECK(plan->find("erased_values")->integer == 1);
    REQUIRE(plan->find("deletes")->items.size() == 1);
    CHECK(plan->find("deletes")->items[0].string == "d@example.com");
    const auto& changes = plan->find("changes")->items;
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].find("key")->string == "a@example.com");
    CHECK(changes[0].find("field")->string == "name");
    CHECK(changes[0].find("before")->string == "Ann");
    CHECK(changes[0].find("after")->string == "Anna");
    CHECK(changes[1].find("field")->string == "city");
    CHECK(changes[1].find("before")->string == "Rome");
    CHECK(changes[1].find("after")->kind == JsonValue::Kind::null);
    CHECK(muster_json(folder, {"apply", "plan.json"}).number({"done", "update"}) == 1);
}

TEST_CASE("a plan file that is not as it was written is stale") {
    const TemporaryFolder folder;
    fill(folder, 10);
    folder.write("contacts.csv", contacts(3, 10));
    folder.write("test.sync.json", document(deleting));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    const std::string plan = content_of(folder.path() / "plan.json");
    std::string fewer = plan;
    fewer.erase(fewer.find("\n\"a1@example.com\","), std::string("\n\"a1@example.com\",").size());
    std::string later = plan;
    later.replace(later.find("\"expires\":\"") + 11, 4, "2999");
    for (const std::string& changed : {fewer, later, plan.substr(0, plan.size() / 2), plan.substr(0, plan.size() - 1), plan + "\n"}) {
        folder.write("plan.json", changed);
        CHECK(muster_text(folder, {"apply", "plan.json"}, "not as it was written") == 8);
        CHECK(stored(folder) == 10);
    }
    folder.write("plan.json", with_checksum(plan));
    CHECK(muster_text(folder, {"apply", "plan.json"}) == 0);
    CHECK(stored(folder) == 8);
}

TEST_CASE("a plan is performed once, also when the destination is again as it was") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("test.sync.json", document(""));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "first.json"}) == 0);
    REQUIRE(muster_text(folder, {"apply", "first.json"}) == 0);
    // This plan finds everything as it is and changes nothing.
    folder.write("test.sync.json", document(R"("even_if_unchanged": true)"));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    CHECK(muster_text(folder, {"apply", "plan.json"}) == 0);
    CHECK(muster_text(folder, {"apply", "plan.json"}, "performed before") == 8);
}

TEST_CASE("keys and values of sensitive columns are in the plan file's list of deletes at most") {
    const TemporaryFolder folder;
    fill(folder, 4);
    folder.write("contacts.csv", contacts(2, 4, "Secretname"));
    folder.write("test.sync.json", R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email", "sensitive": true},
      {"column": "Name", "field": "name", "sensitive": true}], "mode": {"delete_missing": true}})");
    for (const std::vector<std::string>& arguments : {std::vector<std::string>{"plan", "test.sync.json", "-o", "plan.json"},
                                                      {"plan", "test.sync.json", "--json"}, {"apply", "plan.json", "--json"}}) {
        const auto result = run_process(program_in(folder, arguments));
        CHECK_MESSAGE(result.output.find("@example.com") == std::string::npos, result.output);
        CHECK(result.output.find("Secretname") == std::string::npos);
        CHECK(result.output.find("\xE2\x80\xA2") != std::string::npos);
    }
    const std::string plan = content_of(folder.path() / "plan.json");
    CHECK(plan.find("\"a1@example.com\"") != std::string::npos);
    CHECK(plan.find("Secretname") == std::string::npos);
    CHECK(stored(folder) == 3);
    const std::string run = muster_json(folder, {"runs", "list"}).at({"runs"}).items[0].find("run_id")->string;
    std::string shown;
    for (const char* form : {"--json", "--yes"}) {
        const auto undo = run_process(program_in(folder, {"runs", "undo", run, form}));
        CHECK(undo.exit_code == 0);
        shown += undo.output;
    }
    CHECK_MESSAGE(shown.find("@example.com") == std::string::npos, shown);
    CHECK(shown.find("Secretname") == std::string::npos);
    CHECK(shown.find("Contacts changed back: 3\n  \xE2\x80\xA2") != std::string::npos);
    const std::string undoing = muster_json(folder, {"runs", "list"}).at({"runs"}).items[0].find("run_id")->string;
    CHECK(muster_text(folder, {"runs", "undo", undoing, "--yes"}, "itself took a run back") == 2);
}

TEST_CASE("the last run is taken back after its undoing was shown, and the file can be imported again") {
    const TemporaryFolder folder;
    fill(folder, 4);
    folder.write("contacts.csv", contacts(2, 3) + contacts(4, 5, "Bella").substr(12));
    folder.write("test.sync.json", document(deleting));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    const std::string run = muster_json(folder, {"apply", "plan.json"}).text({"run_id"});
    const auto shown = run_process(program_in(folder, {"runs", "undo", run}));
    CHECK(shown.exit_code == 2);
    CHECK_MESSAGE(shown.output.find("removed, since the run added them               1") != std::string::npos, shown.output);
    CHECK_MESSAGE(shown.output.find("a4@example.com, name: \"Bella\" becomes \"Anna\"") != std::string::npos, shown.output);
    CHECK(shown.errors.find("--yes") != std::string::npos);
    const Answer planned = muster_json(folder, {"runs", "undo", run});
    CHECK(planned.exit_code == 0);
    CHECK(planned.number({"counts", "remove"}) == 1);
    CHECK(planned.number({"counts", "restore"}) == 1);
    CHECK(planned.number({"counts", "give_back"}) == 1);
    CHECK(planned.at({"first", "remove"}).items[0].string == "a5@example.com");
    CHECK(planned.at({"first", "give_back"}).items[0].string == "a1@example.com");
    CHECK(muster_text(folder, {"contacts", "count", "email=a5@example.com"}, "1") == 0);
    CHECK(muster_text(folder, {"runs", "undo", run, "--yes"}, "was taken back") == 0);
    CHECK(stored(folder) == 4);
    CHECK(muster_text(folder, {"contacts", "count", "name=Anna"}, "4") == 0);
    CHECK(muster_text(folder, {"runs", "undo", run, "--yes"}, "was taken back before") == 2);
    CHECK(muster_text(folder, {"runs", "undo", "unknown", "--yes"}, "There is no run unknown") == 1);
    // The plan was performed; that it was taken back does not make it new.
    CHECK(muster_text(folder, {"apply", "plan.json"}, "performed before") == 8);
    const Answer again = muster_json(folder, {"run", "test.sync.json"});
    CHECK(again.text({"outcome"}) == "withheld");
    CHECK(again.text({"guard", "rule"}) == "first_run");
    const Answer runs = muster_json(folder, {"runs", "list"});
    REQUIRE(runs.at({"runs"}).items.size() >= 4);
    const Answer undone = muster_json(folder, {"runs", "show", runs.at({"runs"}).items[2].find("run_id")->string});
    CHECK(undone.text({"reason"}) == "The run " + run + " was taken back.");
    check_sums(undone, "done");
}

TEST_CASE("the rejected rows of a run are kept, also those that a later row of their key rejects, and cannot run as formulas") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Name\na@example.com;Ann\nbad;=1+1\nb@example.com;Ben\nb@example.com;Bob\n");
    folder.write("test.sync.json", document(R"("duplicates": "reject")"));
    const Answer run = muster_json(folder, {"run", "test.sync.json"});
    CHECK(run.exit_code == 0);
    CHECK(run.number({"done", "rejected"}) == 3);
    const auto errors = run_process(program_in(folder, {"runs", "errors", run.text({"run_id"})}));
    CHECK(errors.exit_code == 0);
    CHECK(errors.output.find("E-Mail;Name;row;column;code;message\r\nbad;'=1+1;2;E-Mail;invalid_email;") == 0);
    CHECK_MESSAGE(errors.output.find("b@example.com;Ben;3;;duplicate_key_rejected;") != std::string::npos, errors.output);
    CHECK_MESSAGE(errors.output.find("b@example.com;Bob;4;") != std::string::npos, errors.output);
    REQUIRE(muster_text(folder, {"runs", "errors", run.text({"run_id"}), "-o", "rejected.csv"}) == 0);
    CHECK(content_of(folder.path() / "rejected.csv") == errors.output);
    struct stat facts {};
    REQUIRE(stat((folder.path() / "rejected.csv").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    folder.write("contacts.csv", contacts(1, 3));
    const Answer clean = muster_json(folder, {"run", "test.sync.json"});
    const auto none = run_process(program_in(folder, {"runs", "errors", clean.text({"run_id"})}));
    CHECK(none.exit_code == 0);
    CHECK(none.output.empty());
    CHECK(none.errors.find("kept no rejected rows") != std::string::npos);
    CHECK(muster_text(folder, {"runs", "errors", "../history"}, "There is no run") == 1);
}

TEST_CASE("issue 5: rows that are not at the destination are named, and tried again by themselves though the file is unchanged") {
    const TemporaryFolder folder;
    fill(folder, 2);
    folder.write("contacts.csv", contacts(1, 4, "Bella"));
    folder.write("test.sync.json", document(R"("mode": {"insert": false})"));
    const Answer first = muster_json(folder, {"run", "test.sync.json"});
    CHECK(first.exit_code == 0);
    CHECK(first.text({"outcome"}) == "done_with_rejects");
    CHECK(first.text({"reason"}).find("2 rows were not imported, since no contact of the key is at the destination") == 0);
    CHECK(first.number({"done", "update"}) == 2);
    CHECK(first.number({"done", "failed"}) == 2);
    CHECK(first.number({"issues", "by_code", "not_at_destination"}) == 2);
    check_sums(first, "done");
    const auto errors = run_process(program_in(folder, {"runs", "errors", first.text({"run_id"})}));
    CHECK_MESSAGE(errors.output.find("\r\na3@example.com;Bella;3;;not_at_destination;") != std::string::npos, errors.output);
    CHECK(errors.output.find("\r\na4@example.com;Bella;4;;not_at_destination;") != std::string::npos);
    // One of the contacts comes, and another one is changed by somebody else: that change stays.
    folder.write("other.csv", "E-Mail;Name\na1@example.com;Cora\na3@example.com;Cora\n");
    REQUIRE(muster_text(folder, {"import", "other.csv", "--update", "--yes"}) == 0);
    CHECK(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}, "only what that could not do is tried again, 2 rows") == 0);
    const Answer second = muster_json(folder, {"apply", "plan.json"});
    CHECK(second.text({"outcome"}) == "done_with_rejects");
    CHECK(second.text({"reason"}).find("The file is unchanged: only 2 rows that the last run could not do were tried again. 1 row was not") == 0);
    CHECK(second.number({"done", "update"}) == 1);
    CHECK(second.number({"done", "unchanged"}) == 2);
    CHECK(second.number({"done", "failed"}) == 1);
    CHECK(muster_text(folder, {"contacts", "count", "name=Cora"}, "1") == 0);
    folder.write("other.csv", "E-Mail;Name\na4@example.com;Cora\n");
    REQUIRE(muster_text(folder, {"import", "other.csv", "--yes"}) == 0);
    const Answer third = muster_json(folder, {"run", "test.sync.json"});
    CHECK(third.text({"outcome"}) == "done");
    CHECK(third.number({"done", "update"}) == 1);
    CHECK(muster_text(folder, {"contacts", "count", "name=Bella"}, "3") == 0);
    CHECK(muster_json(folder, {"run", "test.sync.json"}).text({"outcome"}) == "skipped");
    CHECK(muster_json(folder, {"run", "test.sync.json", "--even-if-unchanged"}).number({"done", "update"}) == 1);
}

TEST_CASE("issue 5: trying rows again deletes nothing, and a run that is taken back leaves the rows of the run before to be tried again") {
    const TemporaryFolder folder;
    fill(folder, 3);
    folder.write("contacts.csv", contacts(1, 1, "Bella") + "a4@example.com;Bella\n");
    folder.write("test.sync.json", document(R"("mode": {"insert": false, "delete_missing": true})"));
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    CHECK(muster_json(folder, {"apply", "plan.json"}).number({"done", "delete"}) == 2);
    folder.write("other.csv", contacts(7, 9));
    REQUIRE(muster_text(folder, {"import", "other.csv", "--yes"}) == 0);
    const Answer again = muster_json(folder, {"run", "test.sync.json"});
    CHECK(again.text({"outcome"}) == "done_with_rejects");
    CHECK(again.number({"planned", "delete"}) == 0);
    CHECK(stored(folder) == 4);
    const std::string tried = content_of(folder.path() / "contacts.csv");
    folder.write("contacts.csv", contacts(1, 1, "Dora") + contacts(7, 9).substr(12));
    const Answer other = muster_json(folder, {"run", "test.sync.json"});
    REQUIRE(other.text({"outcome"}) == "done");
    REQUIRE(muster_text(folder, {"runs", "undo", other.text({"run_id"}), "--yes"}) == 0);
    folder.write("contacts.csv", tried);
    CHECK(muster_json(folder, {"run", "test.sync.json"}).text({"reason"}).find("only 1 row that the last run could not do was tried again") != std::string::npos);
    CHECK(stored(folder) == 4);
}

TEST_CASE("whatever a run makes in the folder of the history first, all of it is for its owner alone") {
    for (const char* command : {"import", "run"}) {
        CAPTURE(command);
        const TemporaryFolder folder;
        folder.write("contacts.csv", contacts(1, 2) + "bad;Bob\n");
        folder.write("test.sync.json", document(""));
        if (std::string_view(command) == "import") {
            REQUIRE(muster_text(folder, {"import", "contacts.csv", "--yes"}) == 0);
        } else {
            REQUIRE(muster_text(folder, {"run", "test.sync.json"}) == 0);
        }
        for (const char* name : {"", "rejected", "running"}) {
            CAPTURE(name);
            struct stat facts {};
            REQUIRE(stat((folder.path() / "home" / name).c_str(), &facts) == 0);
            CHECK((facts.st_mode & 0777) == 0700);
        }
    }
}

TEST_CASE("a run that finds nothing to change does not count what the run before it has changed") {
    const TemporaryFolder folder;
    fill(folder, 3);
    folder.write("contacts.csv", contacts(1, 3, "Bella"));
    folder.write("test.sync.json", document(""));
    const Answer changing = muster_json(folder, {"run", "test.sync.json"});
    REQUIRE(changing.number({"done", "update"}) == 3);
    // Another definition: all contacts are compared again.
    folder.write("other.sync.json", R"({"name": "other", "source": {"url": "contacts.csv"}, "destination": {"url": "sqlite:contacts.db"},
      "key": {"field": "email"}, "mapping": [{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "name", "empty": "clear"}]})");
    const Answer same = muster_json(folder, {"run", "other.sync.json"});
    CHECK(same.number({"done", "update"}) == 0);
    CHECK(same.number({"done", "unchanged"}) == 3);
    check_sums(same, "done");
    CHECK(muster_text(folder, {"runs", "undo", changing.text({"run_id"}), "--yes"}, "Contacts changed back: 3") == 0);
}

TEST_CASE("issue 5: many rows apart are tried again as well as few") {
    const TemporaryFolder folder;
    std::string every_other = "E-Mail;Name\n";
    for (int i = 1; i < 40; i += 2) every_other += "a" + std::to_string(i) + "@example.com;Anna\n";
    folder.write("first.csv", every_other);
    REQUIRE(muster_text(folder, {"import", "first.csv", "--yes"}) == 0);
    folder.write("contacts.csv", contacts(1, 40));
    folder.write("test.sync.json", document(R"("mode": {"insert": false})"));
    CHECK(muster_json(folder, {"run", "test.sync.json"}).number({"done", "failed"}) == 20);
    const Answer again = muster_json(folder, {"run", "test.sync.json"});
    CHECK(again.exit_code == 0);
    CHECK(again.text({"reason"}).find("only 20 rows that the last run could not do were tried again") != std::string::npos);
}

TEST_CASE("a run that failed is gone on with, one that ended is not") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3) + "bad;Bob\n");
    folder.write("test.sync.json", document(R"("limits": {"on_rejected": "stop"})"));
    const std::string failed = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    CHECK(muster_text(folder, {"runs", "errors", failed}, "invalid_email") == 0);
    folder.write("contacts.csv", contacts(1, 3));
    const Answer resumed = muster_json(folder, {"runs", "resume", failed});
    CHECK(resumed.exit_code == 0);
    CHECK(resumed.number({"done", "insert"}) == 3);
    CHECK(muster_text(folder, {"runs", "resume", resumed.text({"run_id"})}, "nothing to go on with") == 2);
    CHECK(stored(folder) == 3);
}
