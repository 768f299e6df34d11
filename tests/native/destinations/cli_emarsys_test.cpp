// The real program against the double of Emarsys, by the clock of this computer: contacts, lists, and calls that fail.
#include <algorithm>
#include <set>

#include "emarsys_place.hpp"

using namespace muster::test::emarsys;
using muster::JsonValue;

TEST_CASE("without insert only contacts that exist are changed, and only values that changed are sent") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann") + "," + person("B@Example.com", "Ben"));
    const Place place(emarsys);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\n");
    const Answer first = place.run();
    CHECK_MESSAGE(first.exit_code == 0, first.output, first.errors);
    CHECK(first.text({"outcome"}) == "done_with_rejects");
    CHECK(first.number({"done", "update"}) == 2);
    CHECK(first.number({"done", "failed"}) == 1);
    CHECK(first.text({"reason"}) == "1 row was not imported, since no contact of the key is at the destination and this sync adds none; the next run tries again.");
    CHECK(names_in(emarsys.state()) == std::map<std::string, std::string>{{"a@example.com", "Anna"}, {"b@example.com", "Ben"}});

    const std::string absent = said_by(place.folder, {"runs", "errors", first.text({"run_id"})});
    CHECK_MESSAGE(absent == "E-Mail;Name;row;column;code;message\r\nc@example.com;Cem;3;;not_at_destination;There is no such contact in Emarsys (code 2008).\r\n", absent);

    emarsys.forget_log();
    const Answer again = place.run();
    CHECK(again.exit_code == 0);
    CHECK(again.number({"done", "failed"}) == 1);
    // Only the contact that is not there is tried again.
    CHECK(emarsys.written() == 1);

    emarsys.forget_log();
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Bert\n");
    CHECK(place.run().exit_code == 0);
    const auto writes = emarsys.sent("PUT", "contact/");
    REQUIRE(writes.size() == 1);
    REQUIRE(writes[0].find("contacts")->items.size() == 1);
    const JsonValue& contact = writes[0].find("contacts")->items[0];
    CHECK(contact.members.size() == 2);
    CHECK(contact.find("3")->string == "b@example.com");
    CHECK(contact.find("1")->string == "Bert");

    emarsys.forget_log();
    CHECK(place.run().text({"outcome"}) == "skipped");
    CHECK(emarsys.written() == 0);
    check_no_violations(emarsys.state());
}

TEST_CASE("a contact that was not there is added once the sync may do that") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, into_list);
    place.file("E-Mail;Name\na@example.com;Anna\nc@example.com;Cem\n");
    CHECK(place.run().number({"done", "failed"}) == 1);
    std::string document = muster::test::content_of(place.folder.path() / "s.sync.json");
    const std::string off = R"("insert": false)";
    document.replace(document.find(off), off.size(), adding);
    place.folder.write("s.sync.json", document);
    emarsys.forget_log();
    CHECK(place.run().exit_code == 0);
    CHECK(emarsys.written() == 1);
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"c@example.com"});
}

TEST_CASE("with insert new contacts are added, and exactly they get into the list") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\n");
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    const JsonValue state = emarsys.state();
    CHECK(names_in(state) == std::map<std::string, std::string>{{"a@example.com", "Anna"}, {"b@example.com", "Ben"}, {"c@example.com", "Cem"}});
    CHECK(list_of(state, "101") == std::set<std::string>{"b@example.com", "c@example.com"});
    CHECK(run.number({"done", "insert"}) == 2);   // the plan cannot know, the report does
    CHECK(run.number({"done", "update"}) == 1);
    check_no_violations(state);
}

TEST_CASE("a contact that somebody deleted in the account is new again") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\n");
    CHECK(place.run().exit_code == 0);
    CHECK(list_of(emarsys.state(), "101").empty());
    emarsys.reset();
    place.file("E-Mail;Name\na@example.com;Annika\n");
    CHECK(place.run().exit_code == 0);
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"a@example.com"});
    check_no_violations(emarsys.state());
}

TEST_CASE("a contact that somebody deleted is sent whole when it is new again, and counts as added") {
    for (const bool with_others : {false, true}) {
        CAPTURE(with_others);
        const Double emarsys;
        const Place place(emarsys, into_list, first_and_last, adding);
        place.file("E-Mail;Name;Last\na@example.com;Ann;Ames\nb@example.com;Ben;Bell\n");
        REQUIRE(place.run().exit_code == 0);
        emarsys.reset();
        emarsys.contacts(person("a@example.com", "Ann"));
        place.file(std::string("E-Mail;Name;Last\na@example.com;") + (with_others ? "Anna" : "Ann") + ";Ames\nb@example.com;Benno;Bell\n" + (with_others ? "c@example.com;Cem;Can\n" : ""));
        const Answer run = place.run();
        CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
        CHECK(run.number({"done", "insert"}) == (with_others ? 2 : 1));
        CHECK(run.number({"done", "update"}) == (with_others ? 1 : 0));
        const JsonValue state = emarsys.state();
        CHECK(list_of(state, "101") == (with_others ? std::set<std::string>{"b@example.com", "c@example.com"} : std::set<std::string>{"b@example.com"}));
        for (const auto& [id, contact] : state.find("contacts")->members) {
            if (contact.find("3")->string != "b@example.com") continue;
            CHECK(contact.find("1")->string == "Benno");
            REQUIRE(contact.find("2") != nullptr);
            CHECK(contact.find("2")->string == "Bell");
        }
        check_no_violations(state);
        CHECK(place.run().text({"outcome"}) == "skipped");
    }
}

TEST_CASE("a contact that somebody deleted is sent whole and listed by what goes on with a run that stopped after its first write") {
    for (const bool resumes : {false, true}) {
        int stopped = 0;
        for (int call = 1;; ++call) {
            CAPTURE(resumes);
            CAPTURE(call);
            const Double emarsys;
            const Place place(emarsys, into_list, first_and_last, adding);
            place.file("E-Mail;Name;Last\na@example.com;Ann;Ames\nb@example.com;Ben;Bell\n");
            REQUIRE(place.run().exit_code == 0);
            emarsys.reset();
            emarsys.contacts(person("a@example.com", "Ann"));
            place.file("E-Mail;Name;Last\na@example.com;Anna;Ames\nb@example.com;Benno;Bell\nc@example.com;Cem;Can\n");
            emarsys.fault(call, "403_problem");
            const Answer run = place.run();
            const bool reached = emarsys.calls() >= call;
            emarsys.no_faults();
            if (run.exit_code != 0 && emarsys.written() > 0) {
                ++stopped;
                const Answer next = resumes ? muster_json(place.folder, {"runs", "resume", run.text({"run_id"})}) : place.run();
                CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
                const JsonValue state = emarsys.state();
                CHECK(names_in(state) == std::map<std::string, std::string>{{"a@example.com", "Anna"}, {"b@example.com", "Benno"}, {"c@example.com", "Cem"}});
                // Of the one that was there, only what changed was sent.
                CHECK(names_in(state, "2").at("b@example.com") == "Bell");
                CHECK(names_in(state, "2").at("c@example.com") == "Can");
                CHECK(list_of(state, "101") == std::set<std::string>{"b@example.com", "c@example.com"});
                check_no_violations(state);
                CHECK(place.run().text({"outcome"}) == "skipped");
            }
            if (!reached) break;
            REQUIRE(call < 100);
        }
        CHECK(stopped == 4);   // at the look-up of whom was added, at the list, at the look-up before the second write, and at that
    }
}

TEST_CASE("a contact that somebody deleted, and that the list does not take, is sent whole by the next run") {
    const Double emarsys;
    const Place place(emarsys, into_list, first_and_last, adding);
    place.file("E-Mail;Name;Last\na@example.com;Ann;Ames\n");
    REQUIRE(place.run().exit_code == 0);
    emarsys.reset();
    emarsys.config(R"({"list_refusals": 3})");
    place.file("E-Mail;Name;Last\na@example.com;Anna;Ames\n");
    CHECK(place.run().exit_code == 6);
    emarsys.forget_log();
    CHECK(place.run().exit_code == 0);
    const auto sent = emarsys.sent("PUT", "contact/");
    REQUIRE(sent.size() == 1);
    CHECK(sent.front().find("contacts")->items.front().find("2")->string == "Ames");
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"a@example.com"});
}

TEST_CASE("of new contacts whose list refuses the call, both the run and the one after it tell") {
    const Double emarsys(R"({"list_errors": 1})");
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n");
    const Answer run = place.run();
    CHECK(run.exit_code == 2);
    CHECK_MESSAGE(run.text({"reason"}).find("2 new contacts are in Emarsys, but not in the contact list 101 yet") != std::string::npos, run.output);
    CHECK_MESSAGE(run.errors.find("muster runs resume " + run.text({"run_id"})) != std::string::npos, run.errors);
    CHECK(names_in(emarsys.state()).size() == 2);
    CHECK(list_of(emarsys.state(), "101").empty());
    const Answer next = place.run();
    CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
    CHECK(next.errors.find("Another run") == std::string::npos);
    CHECK_MESSAGE(next.text({"reason"}).find("Of the run " + run.text({"run_id"}) + ", which had stopped on its way, the contacts that it had sent are confirmed now: 2 added.") != std::string::npos,
                  next.output);
    CHECK(next.text({"reason"}).find("New contacts put into the contact list 101: 2.") != std::string::npos);
    CHECK(list_of(emarsys.state(), "101").size() == 2);
    check_no_violations(emarsys.state());
}

TEST_CASE("a plan that was made while it is not known what a run before has sent says so, and is not applied") {
    const Double emarsys(R"({"list_errors": 1})");
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\n");
    const Answer stopped = place.run();
    REQUIRE(stopped.exit_code == 2);
    const Answer plan = muster_json(place.folder, {"plan", "s.sync.json", "-o", "plan.json"});
    CHECK(plan.exit_code == 0);
    CHECK_MESSAGE(plan.errors.find("No plan can be applied before that is settled.") != std::string::npos, plan.errors);
    emarsys.forget_log();
    const Answer applied = muster_json(place.folder, {"apply", "plan.json"});
    CHECK(applied.exit_code == 8);
    CHECK_MESSAGE(applied.errors.find("Nothing was sent. Go on with it: muster runs resume " + stopped.text({"run_id"})) != std::string::npos, applied.errors);
    CHECK(emarsys.written() == 0);
    CHECK(emarsys.sent("POST", "contactlist/101/add").empty());
    CHECK(muster_json(place.folder, {"runs", "resume", stopped.text({"run_id"})}).exit_code == 0);
    CHECK(list_of(emarsys.state(), "101").size() == 1);
    REQUIRE(muster_json(place.folder, {"plan", "s.sync.json", "--even-if-unchanged", "-o", "plan.json"}).exit_code == 0);
    CHECK(muster_json(place.folder, {"apply", "plan.json"}).exit_code == 0);
}

TEST_CASE("a list that counts fewer new contacts than were put there is told of") {
    const Double emarsys(R"({"list_counts_less": 2})");
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\n");
    const Answer run = place.run();
    CHECK(run.exit_code == 0);
    CHECK_MESSAGE(run.text({"reason"}).find("New contacts put into the contact list 101: 1. Emarsys counts 2 new contacts less in the list than were put there") != std::string::npos, run.output);
}

TEST_CASE("new contacts count as put into the list when that call was repeated, since its answer was lost") {
    std::int64_t list_call = 0;
    for (const bool lost : {false, true}) {
        CAPTURE(lost);
        const Double emarsys;
        const Place place(emarsys, into_list, "", adding);
        place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n");
        if (lost) emarsys.fault(static_cast<int>(list_call), "reset_after");
        const Answer run = place.run();
        CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
        CHECK_MESSAGE(run.text({"reason"}) == "New contacts put into the contact list 101: 2.", run.output);
        CHECK(emarsys.sent("POST", "contactlist/101/add").size() == (lost ? 2 : 1));
        CHECK(list_of(emarsys.state(), "101").size() == 2);
        list_call = emarsys.calls();   // it is the last one
    }
}

TEST_CASE("after a change of what an empty cell does all values are sent once more") {
    const Double emarsys;
    const std::string mapping = R"(, {"column": "Name", "field": "first_name"}, {"column": "Last", "field": "last_name")";
    const Place place(emarsys, into_list, mapping + "}", adding);
    place.file("E-Mail;Name;Last\na@example.com;Anna;Ames\nb@example.com;Ben;\n");
    REQUIRE(place.run().exit_code == 0);
    const std::string document = muster::test::content_of(place.folder.path() / "s.sync.json");
    std::string changed = document;
    const std::string last = R"("field": "last_name")";
    changed.insert(changed.find(last) + last.size(), R"(, "empty": "clear")");
    place.folder.write("s.sync.json", changed);
    emarsys.forget_log();
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(emarsys.written() == 2);
    CHECK(run.number({"done", "update"}) == 2);
}

TEST_CASE("a contact that somebody deleted, and that the list does not take when it is new again, is listed by the next run") {
    const Double emarsys;
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\n");
    CHECK(place.run().exit_code == 0);
    emarsys.reset();
    emarsys.config(R"({"list_refusals": 3})");
    place.file("E-Mail;Name\na@example.com;Annika\n");
    CHECK(place.run().exit_code == 6);
    CHECK(list_of(emarsys.state(), "101").empty());
    const Answer next = place.run();
    CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"a@example.com"});
    check_no_violations(emarsys.state());
}

TEST_CASE("contacts that a list does not take stay to be listed, all others are sent, and the next run lists them") {
    const Double emarsys(R"({"list_refusals": 6})");
    const Place place(emarsys, into_list + R"(, "contacts_per_call": 2)", "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\nc@example.com;Cem\nd@example.com;Dan\n");
    const Answer run = place.run();
    CHECK(run.exit_code == 6);
    CHECK_MESSAGE(run.text({"reason"}).find("does not take it into the contact list 101") != std::string::npos, run.output);
    CHECK(run.number({"done", "insert"}) == 2);
    CHECK(run.number({"done", "failed"}) == 2);
    CHECK(names_in(emarsys.state()).size() == 4);
    CHECK(list_of(emarsys.state(), "101").size() == 2);
    emarsys.forget_log();
    const Answer next = place.run();
    CHECK_MESSAGE(next.exit_code == 0, next.output, next.errors);
    CHECK(next.number({"done", "insert"}) == 2);
    CHECK(emarsys.written() == 2);
    const JsonValue state = emarsys.state();
    CHECK(list_of(state, "101") == std::set<std::string>{"a@example.com", "b@example.com", "c@example.com", "d@example.com"});
    check_no_violations(state);
}

TEST_CASE("a list that does not say what it took is asked again") {
    const Double emarsys(R"({"list_silent": 2})");
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n");
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(run.number({"done", "insert"}) == 2);
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"a@example.com", "b@example.com"});
    check_no_violations(emarsys.state());
}

TEST_CASE("a full resync sends all values again, also those that somebody changed by hand, and adds none to the list") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n");
    CHECK(place.run().exit_code == 0);
    emarsys.forget_log();
    CHECK(muster_json(place.folder, {"run", "s.sync.json", "--even-if-unchanged"}).number({"done", "unchanged"}) == 2);
    CHECK(emarsys.written() == 0);
    CHECK(muster_json(place.folder, {"plan", "s.sync.json", "--full-resync", "-o", "plan.json"}).number({"counts", "update"}) == 2);
    const Answer applied = muster_json(place.folder, {"apply", "plan.json"});
    CHECK_MESSAGE(applied.number({"done", "update"}) == 2, applied.output, applied.errors);
    CHECK(emarsys.written() == 2);
    CHECK(muster_json(place.folder, {"run", "s.sync.json", "--full-resync"}).number({"done", "update"}) == 2);
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"b@example.com"});
    check_no_violations(emarsys.state());
}

TEST_CASE("all rows that were refused are kept, also of a run that went on without its file") {
    const Double emarsys;
    std::string file = "E-Mail;Name\n", twins;
    for (int i = 0; i < 30; ++i) {
        const std::string email = "a" + std::to_string(i) + "@example.com";
        twins += (twins.empty() ? "" : ",") + person(email, "Ann") + "," + person(email, "Anne");
        file += email + ";Anna\n";
    }
    emarsys.contacts(twins);
    const Place place(emarsys, R"(, "contacts_per_call": 10)");
    place.file(file);
    const auto lines = [&](const Answer& run) {
        const std::string text = said_by(place.folder, {"runs", "errors", run.text({"run_id"})});
        return std::count(text.begin(), text.end(), '\n') - 1;
    };
    emarsys.fault(7, "403_problem");   // the third write, after the login, the fields and two calls for choices
    const Answer stopped = place.run();
    CHECK(stopped.exit_code == 4);
    CHECK(lines(stopped) == 20);
    emarsys.no_faults();
    const Answer resumed = muster_json(place.folder, {"runs", "resume", stopped.text({"run_id"})});
    CHECK(resumed.exit_code == 6);
    CHECK(lines(resumed) == 30);
    CHECK(muster_json(place.folder, {"runs", "errors", resumed.text({"run_id"})}).json.find("rows")->items.size() == 30);
}

TEST_CASE("rows with values for the same fields go into the same calls") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann") + "," + person("b@example.com", "Ben") + "," + person("c@example.com", "Cem") + "," + person("d@example.com", "Dee"));
    const Place place(emarsys, R"(, "contacts_per_call": 2)", R"(, {"column": "Name", "field": "first_name"}, {"column": "City", "field": "city"})");
    place.file("E-Mail;Name;City\na@example.com;Anna;\nb@example.com;;Bonn\nc@example.com;Carl;\nd@example.com;;Dover\n");
    CHECK(place.run().exit_code == 0);
    const auto writes = emarsys.sent("PUT", "contact/");
    REQUIRE(writes.size() == 2);
    for (const JsonValue& write : writes) {
        const auto& contacts = write.find("contacts")->items;
        REQUIRE(contacts.size() == 2);
        CHECK(contacts[0].members[1].name == contacts[1].members[1].name);
    }
}

TEST_CASE("what the service does not tell counts as not done") {
    const Double emarsys(R"({"untold": true})");
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys);
    place.file("E-Mail;Name\na@example.com;Anna\n");
    const Answer run = place.run();
    CHECK(run.exit_code == 1);
    CHECK(run.number({"done", "update"}) == 0);
    emarsys.config(R"({"untold": false})");
    emarsys.forget_log();
    CHECK(place.run().exit_code == 0);
    CHECK(emarsys.written() == 1);
}

TEST_CASE("a row that the service refuses is reported and sent again next time, the others are not") {
    for (const std::string errors : {"object", "array", "absent"}) {
        CAPTURE(errors);
        const Double emarsys(R"({"errors": ")" + errors + R"("})");
        emarsys.contacts(person("a@example.com", "Ann") + "," + person("a@example.com", "Anne") + "," + person("b@example.com", "Ben"));
        const Place place(emarsys);
        place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Bert\n");
        const Answer run = place.run();
        CHECK(run.exit_code == 6);
        CHECK(run.number({"done", "failed"}) == 1);
        CHECK_MESSAGE(run.output.find("2010") != std::string::npos, run.output);
        const std::string refused = said_by(place.folder, {"runs", "errors", run.text({"run_id"})});
        CHECK_MESSAGE(refused.find("\r\na@example.com;Anna;1;;destination_failed;\"Several contacts in Emarsys have this key") != std::string::npos, refused);
        emarsys.forget_log();
        place.run();
        CHECK(emarsys.written() == 1);
        check_no_violations(emarsys.state());
    }
}

TEST_CASE("a call that is refused as a whole for the sake of one contact is divided") {
    const Double emarsys(R"({"whole_call_errors": true})");
    emarsys.contacts(person("b@example.com", "Ben"));
    const Place place(emarsys);
    place.file("E-Mail;Name\na@example.com;Anna\nc@example.com;Cem\n");
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(emarsys.sent("PUT", "contact/").size() == 3);
}

TEST_CASE("a contact that appears meanwhile is tried again") {
    const Double emarsys(R"({"race": ["b@example.com"]})");
    const Place place(emarsys, into_list, "", adding);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben\n");
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    const JsonValue state = emarsys.state();
    CHECK(names_in(state).size() == 2);
    CHECK(list_of(state, "101") == std::set<std::string>{"a@example.com", "b@example.com"});
}

TEST_CASE("calls have no more contacts and bytes than they may") {
    const Double emarsys;
    const Place place(emarsys, into_list, "", adding);
    std::string file = "E-Mail;Name\n";
    for (int i = 0; i < 2001; ++i) file += "a" + std::to_string(i) + "@example.com;Ann\n";
    place.file(file);
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(emarsys.sent("PUT", "contact/").size() == 3);
    CHECK(list_of(emarsys.state(), "101").size() == 2001);
    const Place small(emarsys, R"(, "bytes_per_call": 1000)");
    small.file(file);
    emarsys.forget_log();
    CHECK(small.run().exit_code == 0);
    const auto sizes = emarsys.sizes("PUT", "contact/");
    CHECK(sizes.size() > 60);
    CHECK(*std::max_element(sizes.begin(), sizes.end()) <= 1000);
    CHECK(*std::min_element(sizes.begin(), sizes.end() - 1) > 900);
    check_no_violations(emarsys.state());
}

TEST_CASE("a wrong login and a missing permission end with 4 and say where to get them") {
    const Double emarsys;
    const Place place(emarsys);
    place.file("E-Mail;Name\na@example.com;Anna\n");
    place.folder.write("secret", "swordfish-secret\n");
    const Answer wrong = place.run();
    CHECK(wrong.exit_code == 4);
    CHECK_MESSAGE(wrong.output.find("API credentials") != std::string::npos, wrong.output);
    CHECK((wrong.output + wrong.errors).find("swordfish") == std::string::npos);
    place.folder.write("secret", "secret-1\n");
    emarsys.fault(2, "403_problem");
    const Answer forbidden = place.run();
    CHECK(forbidden.exit_code == 4);
    CHECK(forbidden.output.find("reading the fields") != std::string::npos);
}

TEST_CASE("choices that cannot be read stand in the way of those only who need them") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    for (const bool fed : {false, true}) {
        const Place place(emarsys, "", fed ? R"(, {"column": "Name", "field": "gender"})" : "");
        place.file("E-Mail;Name\na@example.com;male\n");
        emarsys.fault(3, "403_problem");
        const Answer run = place.run();
        CHECK(run.exit_code == (fed ? 4 : 0));
        if (fed) CHECK_MESSAGE(run.output.find("reading the choices of a field") != std::string::npos, run.output);
    }
}

TEST_CASE("a token that ends before its time is renewed once") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys);
    place.file("E-Mail;Name\na@example.com;Anna\n");
    emarsys.fault(2, "401");
    CHECK(place.run().exit_code == 0);
    CHECK(emarsys.sent("POST", "/oauth2/token").size() == 2);
    CHECK(names_in(emarsys.state()).at("a@example.com") == "Anna");
    emarsys.fault(2, "401", 1000);
    place.file("E-Mail;Name\na@example.com;Annika\n");
    CHECK(place.run().exit_code == 4);
}

TEST_CASE("the older login works, with a clock that is right to five minutes") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const TemporaryFolder folder;
    folder.write("secret", "customer-secret\n");
    folder.write("s.sync.json", R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "emarsys", "url": ")" + emarsys.address(2) +
                                    R"(", "login": "wsse", "wsse_user": "customer", "wsse_secret": {"file": "secret"}}, "key": {"field": "email"},
      "mapping": [{"column": "E-Mail", "field": "email"}, {"column": "Name", "field": "first_name"}], "mode": {"insert": false}})");
    folder.write("contacts.csv", "E-Mail;Name\na@example.com;Anna\n");
    const Answer run = muster_json(folder, {"run", "s.sync.json"});
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(names_in(emarsys.state()).at("a@example.com") == "Anna");
    CHECK_MESSAGE(run.output.find("2026") != std::string::npos, run.output);
    for (const std::string command : {"plan", "check"}) CHECK(said_by(folder, {command, "s.sync.json"}).find("end of 2026") != std::string::npos);
    emarsys.clock(301);
    folder.write("contacts.csv", "E-Mail;Name\na@example.com;Annika\n");
    CHECK(muster_json(folder, {"run", "s.sync.json"}).exit_code == 4);
}

TEST_CASE("a run that stopped at any call is brought to its end by runs resume, new fields and the list included") {
    int needless = 0;
    for (int call = 1;; ++call) {
        CAPTURE(call);
        const Double emarsys;
        emarsys.contacts(person("a@example.com", "Ann"));
        const Place place(emarsys, into_list + R"(, "contacts_per_call": 2)",
                          R"(, {"column": "Name", "field": "first_name"}, {"column": "Tag", "field": "Tag", "type": "date", "new_field": true})", adding);
        place.file("E-Mail;Name;Tag\na@example.com;Anna;2020-01-01\nb@example.com;Ben;2020-01-02\nc@example.com;Cem;2020-01-03\n");
        emarsys.fault(call, "403_problem");
        const Answer run = place.run();
        const bool reached = emarsys.calls() >= call;
        emarsys.no_faults();
        // Six calls, for the choices of fields that the sync does not feed, may fail.
        if (reached && run.exit_code == 0) ++needless;
        if (reached && run.exit_code != 0) {
            CHECK(run.exit_code == 4);
            const std::string id = muster_json(place.folder, {"runs", "list", "--limit", "1"}).json.find("runs")->items[0].find("run_id")->string;
            const Answer resumed = muster_json(place.folder, {"runs", "resume", id});
            CHECK_MESSAGE(resumed.exit_code == 0, resumed.output, resumed.errors);
        }
        const JsonValue state = emarsys.state();
        CHECK(names_in(state) == std::map<std::string, std::string>{{"a@example.com", "Anna"}, {"b@example.com", "Ben"}, {"c@example.com", "Cem"}});
        CHECK(list_of(state, "101") == std::set<std::string>{"b@example.com", "c@example.com"});
        check_no_violations(state);
        if (!reached) break;
        REQUIRE(call < 100);
    }
    CHECK(needless == 6);
}

TEST_CASE("a connection to Emarsys is tested by logging in and reading") {
    const Double emarsys;
    const auto of_list = [&](const std::string& list, const std::string& secret) {
        return R"({"kind": "emarsys", "url": ")" + emarsys.address() + R"(", "token_url": ")" + emarsys.token_address() + R"(", "client_id": "client-1", "list": )" + list +
               R"(, "client_secret": {"file": ")" + secret + "\"}}";
    };
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "home");
    folder.write("secret", "secret-1\n");
    folder.write("home/connections.json", R"({"shop": {"kind": "emarsys", "url": ")" + emarsys.address() + R"(", "token_url": ")" + emarsys.token_address() +
                                              R"(", "client_id": "client-1", "client_secret": {"file": "secret"}}, "bare": {"kind": "emarsys"}, "list": )" + of_list("101", "secret") + R"(, "nolist": )" + of_list("999", "secret") +
                                              R"(, "nosecret": )" + of_list("101", "nowhere") + "}");
    const Answer tested = muster_json(folder, {"connections", "test", "shop", "--trace", "trace.jsonl"});
    CHECK_MESSAGE(tested.exit_code == 0, tested.output, tested.errors);
    CHECK(tested.number({"fields"}) > 5);
    const std::string trace = muster::test::content_of(folder.path() / "trace.jsonl");
    CHECK(trace.find("/api/v3/field/5/choice") != std::string::npos);
    for (const std::string_view hidden : {"secret-1", "Bearer", "Basic"}) CHECK(trace.find(hidden) == std::string::npos);
    const Answer bare = muster_json(folder, {"connections", "test", "bare"});
    CHECK(bare.exit_code == 2);
    CHECK(first_error(bare) == "member_missing");
    CHECK(muster_json(folder, {"connections", "test", "list"}).exit_code == 0);
    // What is named and not there: the list, the file of the secret, the connection.
    const Answer no_list = muster_json(folder, {"connections", "test", "nolist"});
    CHECK(no_list.exit_code == 2);
    CHECK_MESSAGE(no_list.output.find("no contact list of the number 999") != std::string::npos, no_list.output);
    const Answer no_secret = muster_json(folder, {"connections", "test", "nosecret"});
    CHECK(no_secret.exit_code == 2);
    CHECK(first_error(no_secret) == "invalid_value");
    CHECK(muster_json(folder, {"connections", "test", "nothing"}).exit_code == 2);
    const JsonValue state = emarsys.state();
    for (const JsonValue& call : state.find("log")->items) CHECK((call.find("method")->string == "GET" || call.find("path")->string == "/oauth2/token"));
}

TEST_CASE("the example of the manual is a document that the program reads") {
    const Double emarsys;
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "home");
    folder.write("secret", "secret-1\n");
    folder.write("home/connections.json", R"({"shop": {"kind": "emarsys", "url": ")" + emarsys.address() + R"(", "token_url": ")" + emarsys.token_address() +
                                              R"(", "client_id": "client-1", "client_secret": {"file": "secret"}}})");
    folder.write("contacts.csv", "E-Mail;Vorname;Nachname;Geburtsdatum\na@example.com;Anna;Ek;31.12.1980\n");
    std::string document = muster::test::content_of(MUSTER_ROOT "/examples/emarsys.sync.json");
    REQUIRE(document.find("123456") != std::string::npos);
    document.replace(document.find("123456"), 6, "101");
    folder.write("s.sync.json", document);
    const Answer run = muster_json(folder, {"run", "s.sync.json"});
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(list_of(emarsys.state(), "101") == std::set<std::string>{"a@example.com"});
}
