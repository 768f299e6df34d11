// check: what is shown, every JSON member, the file of rejected rows, and exit codes.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "support/golden.hpp"
#include "support/gzip.hpp"

using muster::test::check_golden;
using muster::test::content_of;
using muster::test::ProcessRequest;
using muster::test::ProcessResult;
using muster::test::program_in;
using muster::test::run_process;
using muster::test::TemporaryFolder;

namespace {

// Invented people.
const std::string good =
    "E-Mail;Name;Geburtstag\r\n"
    "anna@example.org;Anna;24.12.1980\r\n"
    "bob@example.org;Bob;31.05.1990\r\n";
const std::string bad =
    "E-Mail;Name;Geburtstag;Passwort\r\n"
    "anna@example.org;Anna;24.12.1980;geheim\r\n"
    "no address;=1+1;31.02.1990;geheim\r\n"
    "carl@example.org;Carl\r\n"
    "dora@example.org;\"Dora \"\"D\"\"; Berg\";32.01.1990;geheim;too much\r\n"
    ";Nobody;01.01.1970;geheim\r\n"
    "anna@example.org;Anna Maria;24.12.1980;geheim\r\n"
    "emil@example.org;Emil;01.01.1970;geheim\r\n";

std::string document(const std::string& source, const std::string& more = {}) {
    return R"({"name": "Contacts", "source": {"url": ")" + source + R"("},
  "destination": {"kind": "contact_database", "url": "sqlite:contacts.db"},
  "key": {"field": "email"},
  "mapping": [
    {"column": "E-Mail", "field": "email"},
    {"column": "Name", "field": "name"},
    {"column": "Geburtstag", "field": "birth_date", "type": "date", "format": "dd.MM.yyyy", "new_field": true}
  ])" + more + "\n}\n";
}

std::string inferred_dates(const std::string& source) {
    std::string text = document(source);
    const std::string format = R"(, "format": "dd.MM.yyyy")";
    return text.erase(text.find(format), format.size());
}

// Patterns as people write them, years of two digits, and times of day.
std::string times(const std::string& zone) {
    return R"({"name": "Contacts", "source": {"url": "times.csv"},
  "destination": {"kind": "contact_database", "url": "sqlite:contacts.db"},
  "key": {"field": "email"}, "time_zone": )" + zone + R"(,
  "mapping": [
    {"column": "E-Mail", "field": "email"},
    {"column": "Name", "field": "name"},
    {"column": "Beitritt", "field": "since", "type": "date", "format": "TT.MM.JJ", "new_field": true},
    {"column": "Gesehen", "field": "seen", "type": "date_time", "format": "%d.%m.%Y %H:%M", "new_field": true}
  ]})";
}

// Every kind of rule, with a row that breaks it.
const std::string members =
    "E-Mail;Number;Level;Born;Joined;Card\r\n"
    "anna@example.org;DE17;Gold;24.12.1980;01.02.2020;1\r\n"
    "bob@example.org;d17;Gold;31.05.1990;01.02.2020;2\r\n"
    "carl@example.org;SE1;Bronze;31.05.1990;01.02.2020;3\r\n"
    "dora@example.org;SE2;;01.02.2020;31.01.2020;4\r\n"
    "emil@example.org;SE3;Silver;01.01.1970;01.02.2020;1\r\n";

std::string rules(const std::string& expression) {
    return R"({"name": "Members", "source": {"url": "members.csv"},
  "destination": {"kind": "contact_database", "url": "sqlite:contacts.db"}, "key": {"field": "email"},
  "mapping": [
    {"column": "E-Mail", "field": "email"},
    {"column": "Number", "field": "number", "type": "text", "new_field": true, "rules": [{"matches": ")" + expression + R"("}]},
    {"column": "Level", "field": "level", "type": "text", "new_field": true,
     "rules": [{"one_of": ["Gold", "Silver"], "level": "warning"}, {"required": true, "level": "information"}]},
    {"column": "Born", "field": "birth_date", "type": "date", "format": "dd.MM.yyyy", "new_field": true,
     "rules": [{"compare": "<", "field": "joined"}]},
    {"column": "Joined", "field": "joined", "type": "date", "format": "dd.MM.yyyy", "new_field": true},
    {"column": "Card", "field": "card", "type": "text", "new_field": true, "rules": [{"unique": true}]}
  ]})";
}

void write_files(const TemporaryFolder& folder) {
    folder.write("members.csv", members);
    folder.write("rules.sync.json", rules(R"(^[A-Z]{2}\\d+$)"));
    folder.write("expression.sync.json", rules("^[A-Z"));
    folder.write("good.csv", good);
    folder.write("good.csv.gz", muster::test::gzipped(good));
    folder.write("bad.csv", bad);
    folder.write("empty.csv", "");
    folder.write("header-only.csv", "E-Mail;Name;Geburtstag\r\n");
    folder.write("cut.csv", good + "\"carl@example.org;Carl;01.01.1970\r\n");
    folder.write("ambiguous.csv", "E-Mail;Name;Geburtstag\r\nanna@example.org;Anna;03/04/1980\r\nbob@example.org;Bob;05/06/1990\r\n");
    folder.write("other-columns.csv", "Mail;Vorname\r\nanna@example.org;Anna\r\n");
    folder.write("good.sync.json", document("good.csv"));
    folder.write("times.csv", "E-Mail;Name;Beitritt;Gesehen\r\nanna@example.org;Anna;24.12.68;31.03.2024 02:30\r\n"
                              "bob@example.org;Bob;01.05.30;27.10.2024 02:30\r\ncarl@example.org;Carl;01.05.99;01.07.2024 10:00\r\n");
    folder.write("times.sync.json", times("null"));
    folder.write("zoned.sync.json", times("\"Europe/Berlin\""));
    folder.write("no-zone.sync.json", times("\"Mars/Olympus\""));
    folder.write("gzip.sync.json", document("good.csv.gz"));
    folder.write("bad.sync.json", document("bad.csv"));
    folder.write("reject.sync.json", document("bad.csv", ",\n  \"duplicates\": \"reject\""));
    folder.write("empty.sync.json", document("empty.csv"));
    folder.write("header-only.sync.json", document("header-only.csv"));
    folder.write("cut.sync.json", document("cut.csv"));
    folder.write("ambiguous.sync.json", inferred_dates("ambiguous.csv"));
    folder.write("inferred.sync.json", inferred_dates("good.csv"));
    folder.write("other-columns.sync.json", document("other-columns.csv"));
    folder.write("missing-source.sync.json", document("missing.csv"));
    folder.write("syntax.sync.json", "{\"name\": \"Contacts\",\n  \"source\": {\"url\" \"good.csv\"}\n}\n");
    folder.write("faults.sync.json", R"({"name": "Contacts", "source": {"url": "good.csv", "password": "secret"},
  "destination": {"kind": "contact_database", "url": "sqlite:contacts.db"}, "key": {"field": "email"},
  "mapping": [{"column": "E-Mail", "feld": "email"}], "limits": {"max_delete": "none"}})");
    folder.write("nowhere.sync.json", R"({"name": "Contacts", "source": {"url": "good.csv"},
  "destination": {"kind": "contact_database", "url": "ftp:contacts.db"}, "key": {"field": "email"},
  "mapping": [{"column": "E-Mail", "field": "email"}]})");
}

}  // namespace

TEST_CASE("check") {
    const TemporaryFolder folder;
    write_files(folder);
    check_golden(folder, {
                             {"check_good", {"check", "good.sync.json"}, {}},
                             {"check_good_json", {"check", "good.sync.json", "--json"}, {}},
                             {"check_times", {"check", "times.sync.json"}, {}},
                             {"check_times_json", {"check", "times.sync.json", "--json"}, {}},
                             {"check_zoned", {"check", "zoned.sync.json"}, {}},
                             {"check_no_zone", {"check", "no-zone.sync.json"}, {}},
                             {"check_gzip_json", {"check", "gzip.sync.json", "--json"}, {}},
                             {"check_inferred_json", {"check", "inferred.sync.json", "--json"}, {}},
                             {"check_bad", {"check", "bad.sync.json"}, {}},
                             {"check_bad_json", {"check", "bad.sync.json", "--json"}, {}},
                             {"check_source_json", {"check", "bad.sync.json", "--source", "good.csv", "--json"}, {}},
                             {"check_source_stdin", {"check", "bad.sync.json", "--source", "-"}, good},
                             {"check_empty", {"check", "empty.sync.json"}, {}},
                             {"check_empty_json", {"check", "empty.sync.json", "--json"}, {}},
                             {"check_header_only_json", {"check", "header-only.sync.json", "--json"}, {}},
                             {"check_cut", {"check", "cut.sync.json"}, {}},
                             {"check_cut_json", {"check", "cut.sync.json", "--json"}, {}},
                             {"check_ambiguous", {"check", "ambiguous.sync.json"}, {}},
                             {"check_ambiguous_json", {"check", "ambiguous.sync.json", "--json"}, {}},
                             {"check_other_columns", {"check", "other-columns.sync.json"}, {}},
                             {"check_missing_source", {"check", "missing-source.sync.json"}, {}},
                             {"check_missing_document", {"check", "missing.sync.json"}, {}},
                             {"check_syntax", {"check", "syntax.sync.json"}, {}},
                             {"check_faults", {"check", "faults.sync.json"}, {}},
                             {"check_faults_json", {"check", "faults.sync.json", "--json"}, {}},
                             {"check_rules", {"check", "rules.sync.json"}, {}},
                             {"check_rules_json", {"check", "rules.sync.json", "--json"}, {}},
                             {"check_expression", {"check", "expression.sync.json"}, {}},
                             {"check_nowhere", {"check", "nowhere.sync.json"}, {}},
                             {"check_usage", {"check"}, {}},
                         });
    CHECK(!std::filesystem::exists(folder.path() / "contacts.db"));
    CHECK(!std::filesystem::exists(folder.path() / "home"));
}

TEST_CASE("several documents are checked in one reading of their file") {
    const TemporaryFolder folder;
    write_files(folder);
    folder.write("bad.csv", bad);
    const std::string mapping = R"("mapping": [{"column": "E-Mail", "field": "email"}]})";
    const std::string start = R"({"name": "Names", "source": {"url": "bad.csv"}, "key": {"field": "email"}, "destination": {"kind": "contact_database", "url": )";
    folder.write("names.sync.json", start + R"("sqlite:others.db"}, )" + mapping);
    folder.write("nowhere.sync.json", start + R"("sqlite:others.db"}, "mapping": [{"column": "Address", "field": "email"}]})");
    const auto check = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "check");
        return run_process(program_in(folder, arguments));
    };
    const ProcessResult both = check({"bad.sync.json", "names.sync.json", "--json"});
    CHECK(both.exit_code == 3);
    const auto json = muster::parse_json(both.output);
    REQUIRE_MESSAGE(json.ok(), both.output);
    const auto& documents = json->find("documents")->items;
    REQUIRE(documents.size() == 2);
    for (std::size_t i = 0; i < documents.size(); ++i) {
        const std::string name = i == 0 ? "bad.sync.json" : "names.sync.json";
        CHECK(documents[i].find("document")->string.ends_with("/" + name));
        CHECK(documents[i].find("errors")->items.empty());
        const auto alone = muster::parse_json(check({name, "--json"}).output);
        REQUIRE(alone.ok());
        for (const char* count : {"rows", "records", "rejected"}) {
            CHECK(documents[i].find("check")->find("counts")->find(count)->integer == alone->find("counts")->find(count)->integer);
        }
    }
    const ProcessResult text = check({"bad.sync.json", "names.sync.json"});
    CHECK(text.output.find("Contacts into ") != std::string::npos);
    CHECK(text.output.find("Names into ") != std::string::npos);
    const ProcessResult wrong = check({"names.sync.json", "nowhere.sync.json", "--json"});
    CHECK(wrong.exit_code == 2);
    const auto half = muster::parse_json(wrong.output);
    REQUIRE_MESSAGE(half.ok(), wrong.output);
    CHECK(half->find("documents")->items[0].find("check")->find("counts")->find("rows")->integer == 7);
    CHECK(half->find("documents")->items[1].find("errors")->items[0].find("code")->string == "column_not_found");
    CHECK(check({"good.sync.json", "names.sync.json"}).exit_code == 2);
    CHECK(check({"good.sync.json", "names.sync.json", "--source", "bad.csv"}).exit_code == 3);
    CHECK(check({"bad.sync.json", "names.sync.json", "--errors", "rejected.csv"}).exit_code == 2);
}

TEST_CASE("check writes the rejected rows to be corrected: harmless, private, whole") {
    const TemporaryFolder folder;
    write_files(folder);
    check_golden(folder, {{"check_errors", {"check", "bad.sync.json", "--errors", "rejected.csv"}, {}},
                          {"check_errors_json", {"check", "bad.sync.json", "--errors", "rejected.csv", "--json"}, {}}});
    const std::string rows = content_of(folder.path() / "rejected.csv");
    muster::test::check_text("check_errors_file", rows);
    CHECK(rows.starts_with("E-Mail;Name;Geburtstag;Passwort;row;column;code;message\r\n"));
    CHECK(rows.find("no address;'=1+1;31.02.1990;;2;") != std::string::npos);
    CHECK(rows.find("geheim") == std::string::npos);
    struct stat state {};
    REQUIRE(stat((folder.path() / "rejected.csv").c_str(), &state) == 0);
    CHECK((state.st_mode & 0777) == 0600);
}

TEST_CASE("check also writes rows that a later row of the same key rejects") {
    const TemporaryFolder folder;
    write_files(folder);
    const ProcessResult result = run_process(program_in(folder, {"check", "reject.sync.json", "--errors", "rejected.csv", "--json"}));
    CHECK(result.exit_code == 3);
    const std::string rows = content_of(folder.path() / "rejected.csv");
    CHECK(rows.find(";1;") != std::string::npos);
    CHECK(rows.find(";6;") != std::string::npos);
    CHECK(rows.find("duplicate_key_rejected") != std::string::npos);
    CHECK(result.output.find("\"rejected\":6") != std::string::npos);
}

TEST_CASE("check without rejected rows leaves a file with the header alone") {
    const TemporaryFolder folder;
    write_files(folder);
    CHECK(run_process(program_in(folder, {"check", "good.sync.json", "--errors", "rejected.csv"})).exit_code == 0);
    CHECK(content_of(folder.path() / "rejected.csv") == "E-Mail;Name;Geburtstag;row;column;code;message\r\n");
}

TEST_CASE("a file of rejected rows that cannot be written is told, and a former one stays") {
    const TemporaryFolder folder;
    write_files(folder);
    const ProcessResult missing = run_process(program_in(folder, {"check", "bad.sync.json", "--errors", "nowhere/rejected.csv"}));
    CHECK(missing.exit_code == 1);
    CHECK(missing.errors.find("nowhere/rejected.csv cannot be written") != std::string::npos);
    CHECK(missing.output.empty());

    folder.write("rejected.csv", "former");
    const ProcessResult cut = run_process(program_in(folder, {"check", "bad.sync.json", "--source", "missing.csv", "--errors", "rejected.csv"}));
    CHECK(cut.exit_code == 3);
    CHECK(content_of(folder.path() / "rejected.csv") == "former");
}

TEST_CASE("a folder without write permission gives exit code 4") {
    const TemporaryFolder folder;
    write_files(folder);
    std::filesystem::create_directory(folder.path() / "locked");
    REQUIRE(chmod((folder.path() / "locked").c_str(), 0500) == 0);
    ProcessRequest request = program_in(folder, {"check", "bad.sync.json", "--errors", "locked/rejected.csv"});
    if (run_process(request).exit_code != 4) {  // the superuser may write everywhere
        request.words.insert(request.words.begin(), {"setpriv", "--bounding-set=-dac_override"});
    }
    CHECK(run_process(request).exit_code == 4);
}

TEST_CASE("paths in a document start at the folder of the document") {
    const TemporaryFolder folder;
    folder.write("below/good.csv", good);
    folder.write("below/good.sync.json", document("good.csv"));
    CHECK(run_process(program_in(folder, {"check", "below/good.sync.json"})).exit_code == 0);
}

TEST_CASE("a row is listed once, however many fields its column feeds") {
    const TemporaryFolder folder;
    folder.write("c.csv", "E-Mail\nanna@example.org\nno address\nbob@example.org\nnor this\n");
    folder.write("c.sync.json", R"({"name": "c", "source": {"url": "file:c.csv"}, "destination": {"kind": "contact_database", "url": "sqlite:c.db"}, "key": {"field": "email"},
        "mapping": [{"column": "E-Mail", "field": "email"}, {"column": "E-Mail", "field": "second", "type": "email", "new_field": true}]})");
    const ProcessResult checked = run_process(program_in(folder, {"check", "c.sync.json"}));
    CHECK(checked.exit_code == 3);
    CHECK_MESSAGE(checked.output.find("  2, 4\n") != std::string::npos, checked.output);
    CHECK(checked.output.find("2, 2") == std::string::npos);
}
