// contacts export: what goes out in any form comes in again as it was.
#include <string>
#include <vector>

#include "cli_run.hpp"

using muster::test::content_of;
using muster::test::run_process;
using namespace muster::test::cli;

namespace {

// Cells that are hard to write: signs of every form, formulas, remarks, line breaks, letters of several encodings.
const std::string hard_contacts =
    "E-Mail,Name,Note\r\n"
    "a@example.com,\"Semi;colon, comma\",\"tab\there | pipe\"\r\n"
    "b@example.com,\"\"\"quoted\"\" and 'single'\",\"two\nlines\"\r\n"
    "c@example.com,=1+1,#remark\r\n"
    "d@example.com,J\xC3\xBCrgen \xE2\x82\xAC,back\\slash\\\r\n"
    "e@example.com,,-5\r\n";

struct Case {
    std::vector<std::string> form;       // for export and import alike
    std::vector<std::string> more = {};  // for export alone
};

std::string exported(const TemporaryFolder& folder, const std::string& from, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"contacts", "export", "--into", from};
    words.insert(words.end(), more.begin(), more.end());
    const auto result = run_process(program_in(folder, words));
    CHECK_MESSAGE(result.exit_code == 0, result.errors);
    return result.output;
}

TemporaryFolder& filled(TemporaryFolder& folder) {
    folder.write("hard.csv", hard_contacts);
    REQUIRE(muster_text(folder, {"import", "hard.csv", "--yes", "--delimiter", "comma"}) == 0);
    return folder;
}

}  // namespace

TEST_CASE("what is exported in any form is imported again as it was") {
    TemporaryFolder folder;
    filled(folder);
    const std::string expected = exported(folder, file_address);
    CHECK_MESSAGE(expected.find("\"\"\"quoted\"\" and 'single'\"") != std::string::npos, expected);
    const std::vector<Case> cases = {
        {{}},
        {{"--delimiter", "semicolon", "--encoding", "windows-1252"}, {"--newline", "lf"}},
        {{"--delimiter", "tab", "--encoding", "UTF-16LE"}},
        {{"--delimiter", "pipe", "--encoding", "UTF-16BE", "--quote", "single"}, {"--newline", "cr"}},
        {{"--delimiter", "comma", "--quote", "double", "--escape", "backslash"}},
        {{"--delimiter", "||", "--quote", "single", "--escape", "backslash"}, {"--newline", "lf"}},
        {{"--delimiter", "colon", "--encoding", "UTF-32LE"}},
        {{"--delimiter", "semicolon"}, {"--bom"}},
        {{"--delimiter", "\\x01", "--quote", "double"}},
    };
    int number = 0;
    for (const Case& c : cases) {
        const std::string other = "sqlite:other" + std::to_string(++number) + ".db";
        CAPTURE(other);
        std::vector<std::string> out = {"contacts", "export", "-o", "out.csv"};
        out.insert(out.end(), c.form.begin(), c.form.end());
        out.insert(out.end(), c.more.begin(), c.more.end());
        REQUIRE(muster_text(folder, out) == 0);
        std::vector<std::string> in = {"import", "out.csv", "--into", other, "--yes"};
        in.insert(in.end(), c.form.begin(), c.form.end());
        REQUIRE(muster_text(folder, in) == 0);
        CHECK(exported(folder, other) == expected);
    }
}

TEST_CASE("what is exported feeds the fields that it came from, whatever they are called and hold") {
    const TemporaryFolder folder;
    folder.write("first.csv", "E-Mail,first_name\na@example.com,Ann\nb@example.com,Ben\n");
    REQUIRE(muster_text(folder, {"import", "first.csv", "--yes"}) == 0);
    // Those that mean the same as others, texts whose values look like something else, countries and languages that look like "no".
    const std::vector<std::vector<std::string>> fields = {
        {"last_name"}, {"vorname"}, {"note"}, {"phone"}, {"remarks_2"}, {"city"}, {"ort"}, {"tel", "phone"}, {"mobile", "phone"},
        {"amount", "number"}, {"year", "integer"}, {"ok", "boolean"}, {"country", "country"}, {"language", "language"}, {"born", "date"},
        {"seen", "date_time"}, {"site", "url"}, {"mail", "email"}, {"level", "choice"}};
    std::vector<std::string> names = {"email", "name", "id", "login", "first_name"};
    for (const auto& field : fields) {
        std::vector<std::string> words = {"contacts", "fields", "add", field[0]};
        if (field.size() > 1) words.insert(words.end(), {"--type", field[1]});
        CHECK(muster_text(folder, words) == 0);
        names.push_back(field[0]);
    }
    std::string full, mapping;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string column = "Column " + std::string(1, static_cast<char>('A' + i));
        full += (i == 0 ? "" : ",") + column;
        mapping += (i == 0 ? "" : ", ") + ("{\"column\": \"" + column + "\", \"field\": \"" + names[i] + "\"}");
    }
    folder.write("full.sync.json", R"({"name": "full", "source": {"url": "full.csv"}, "destination": {"url": "sqlite:contacts.db"},
      "key": {"field": "email"}, "mapping": [)" + mapping + "]}");
    full += "\na@example.com,Ann Lee,+4930123456,x@example.com,Ann,2024-01-31,Annchen,y@example.com,https://example.com/,12,Rom,Berlin,+4930123456,+4930123457,"
            "1.5,2024,true,NO,no,1980-02-03,2024-05-06T10:00:00Z,https://example.com/,z@example.com,1\n";
    full += "b@example.com,Ben Ray,+4930123458,u@example.com,Ben,2024-02-29,Benchen,v@example.com,https://example.org/,13,Lyon,Paris,+4930123458,+4930123459,"
            "-2,1999,false,NO,no,1981-02-03,2024-05-06T10:00:00.5Z,https://example.org/,w@example.com,0\n";
    folder.write("full.csv", full);
    const Answer filled_all = muster_json(folder, {"run", "full.sync.json"});
    REQUIRE_MESSAGE(filled_all.text({"outcome"}) == "done", filled_all.output, filled_all.errors);
    REQUIRE(muster_text(folder, {"contacts", "export", "-o", "out.csv"}) == 0);
    const Answer again = muster_json(folder, {"import", "out.csv", "--update", "--yes", "--no-memory"});
    CHECK_MESSAGE(again.number({"done", "unchanged"}) == 2, again.output);
    for (const muster::JsonValue& suggestion : again.at({"suggestion"}).items) {
        CHECK_MESSAGE(suggestion.find("field")->string == suggestion.find("column")->string, suggestion.find("reason")->string);
    }
    CHECK(again.at({"suggestion"}).items.size() == 24);
    CHECK(muster_text(folder, {"contacts", "export", "--into", "sqlite:contacts.db"}, content_of(folder.path() / "out.csv")) == 0);
}

TEST_CASE("fields are listed with the length that a text may have") {
    TemporaryFolder folder;
    filled(folder);
    REQUIRE(muster_text(folder, {"contacts", "fields", "add", "remark", "--max-length", "1200"}) == 0);
    CHECK(muster_text(folder, {"contacts", "fields"}, "\nremark    remark    text    1,200\n") == 0);
}

TEST_CASE("a field that is named for a password is sensitive, and so never goes out") {
    TemporaryFolder folder;
    filled(folder);
    REQUIRE(muster_text(folder, {"contacts", "fields", "add", "Passwort alt"}) == 0);
    CHECK(muster_json(folder, {"contacts", "fields"}).at({"fields"}).items.back().find("sensitive")->boolean);
    CHECK(exported(folder, file_address).find("passwort") == std::string::npos);
}

TEST_CASE("a file is followed in its form, and what is given goes before it") {
    TemporaryFolder folder;
    filled(folder);
    folder.write("like.csv", "a;b\n'x;y';2\n'z;gr\xFC\xDF \x80 9';4\n");
    const std::string like = exported(folder, file_address, {"--like", "like.csv", "--quote", "single"});
    CHECK_MESSAGE(like.find("'Semi;colon, comma'") != std::string::npos, like);
    CHECK(like.find("J\xFCrgen \x80") != std::string::npos);
    CHECK(like.find('\r') == std::string::npos);
    CHECK(exported(folder, file_address, {"--like", "like.csv", "--delimiter", "tab", "--newline", "crlf"}).find("\ta@example.com") != std::string::npos);
}

TEST_CASE("cells are made safe for spreadsheets only when that is asked for") {
    TemporaryFolder folder;
    filled(folder);
    CHECK(exported(folder, file_address).find("\n=1+1,") != std::string::npos);
    const std::string safe = exported(folder, file_address, {"--formula-safe"});
    CHECK(safe.find("\n'=1+1,") != std::string::npos);
    CHECK(safe.find(",'-5") != std::string::npos);
    CHECK(exported(folder, file_address, {"--bom"}).starts_with("\xEF\xBB\xBF"));
}

TEST_CASE("exactly one field holds the e-mail address, and a person chooses which") {
    TemporaryFolder folder;
    filled(folder);
    CHECK(muster_text(folder, {"contacts", "fields", "email", "name"}, "is of type text, not email") == 2);
    CHECK(muster_text(folder, {"contacts", "fields", "email", "other"}, "has no field other") == 2);
    REQUIRE(muster_text(folder, {"contacts", "fields", "add", "work_email", "--type", "email"}) == 0);
    REQUIRE(muster_text(folder, {"contacts", "fields", "email", "Work Email"}, "The field work_email holds the e-mail address.") == 0);
    const Answer fields = muster_json(folder, {"contacts", "fields", "list"});
    // The address may stand before the name of what is done, or alone: then the fields are listed.
    CHECK(muster_json(folder, {"contacts", "fields", "--into", "sqlite:contacts.db"}).output == fields.output);
    CHECK(muster_json(folder, {"contacts", "fields", "--into", "sqlite:contacts.db", "list"}).output == fields.output);
    CHECK(muster_text(folder, {"contacts", "fields", "--into", "sqlite:none.db", "add", "zip"}) == 1);
    for (const muster::JsonValue& field : fields.at({"fields"}).items) {
        CAPTURE(field.find("name")->string);
        CHECK(field.find("email")->boolean == (field.find("name")->string == "work_email"));
        CHECK(field.find("key")->boolean == (field.find("name")->string == "email"));
    }
}

TEST_CASE("a filter finds a key however it is written, and a field needs a name") {
    TemporaryFolder folder;
    filled(folder);
    CHECK(muster_text(folder, {"contacts", "count", "email= E@Example.COM"}, "1\n") == 0);
    CHECK(muster_text(folder, {"contacts", "count", "email=ee@example.com"}, "0\n") == 0);
    CHECK(muster_text(folder, {"contacts", "count", "email="}, "0\n") == 0);
    for (const char* name : {"", "  "}) CHECK(muster_text(folder, {"contacts", "fields", "add", name}, "A field needs a name.") == 2);
    // Neither writes JSON.
    CHECK(muster_text(folder, {"contacts", "export", "--json"}) == 2);
    CHECK(muster_text(folder, {"contacts", "keys", "--json"}) == 2);
}

TEST_CASE("what cannot be written in a form is refused, and no file appears") {
    TemporaryFolder folder;
    filled(folder);
    CHECK(muster_text(folder, {"contacts", "export", "-o", "out.csv", "--encoding", "ISO-8859-1"}, "which ISO-8859-1 does not have") == 2);
    CHECK(muster_text(folder, {"contacts", "export", "-o", "out.csv", "--quote", "none", "--escape", "none"}, "cannot be written without quotes") == 2);
    CHECK(muster_text(folder, {"contacts", "export", "-o", "out.csv", "--delimiter", "none"}, "a delimiter is needed") == 2);
    CHECK(muster_text(folder, {"contacts", "export", "-o", "out.csv", "--newline", "two"}) == 2);
    CHECK(!std::filesystem::exists(folder.path() / "out.csv"));
}
