// runs list, show, errors, resume: what the history says of runs that ended well, badly or not at all.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "cli_run.hpp"
#include "native/db/sqlite.hpp"
#include "native/sources/sha256.hpp"

using muster::JsonValue;
using muster::test::content_of;
using muster::test::run_process;
using namespace muster::test::cli;

namespace {

// The history as a run leaves it whose program was killed before it could say how the run ended.
void forget_the_end(const TemporaryFolder& folder, const std::string& run_id) {
    muster::native::SqliteDatabase history;
    muster::test::must(history.open((folder.path() / "home" / "history.db").string(), muster::native::SqliteDatabase::Mode::existing));
    muster::test::must(history.execute("UPDATE runs SET outcome = 'running', finished = '' WHERE run_id = '" + run_id + "'"));
}

std::string only_run(const TemporaryFolder& folder) {
    const Answer runs = muster_json(folder, {"runs", "list"});
    REQUIRE(runs.at({"runs"}).items.size() == 1);
    return runs.at({"runs"}).items[0].find("run_id")->string;
}

std::string text_of(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
    const auto result = run_process(program_in(folder, arguments));
    CHECK(result.exit_code == 0);
    return result.output;
}

std::string page_of(const TemporaryFolder& folder, const std::string& run_id) {
    REQUIRE(muster_text(folder, {"runs", "show", run_id, "--html", "report.html"}, "The report is in report.html.") == 0);
    return content_of(folder.path() / "report.html");
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
    return count;
}

// What stands in base64, as hexadecimal digits.
std::string hexadecimal_of_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string digits;
    std::uint64_t bits = 0;
    int held = 0;
    for (const char c : text.substr(0, text.find('='))) {
        bits = bits << 6 | alphabet.find(c);
        held += 6;
        for (; held >= 4; held -= 4) digits += "0123456789abcdef"[bits >> (held - 4) & 15];
    }
    return digits.substr(0, 64);
}

}  // namespace

TEST_CASE("a run that is killed leaves a trace, which says what is known about it and how to go on") {
    const TemporaryFolder folder;
    std::string piped = document("");
    piped.replace(piped.find("contacts.csv"), 12, "-");
    folder.write("test.sync.json", piped);
    const std::string pipe = folder.path() / "pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    const int writing_end = open(pipe.c_str(), O_RDWR | O_CLOEXEC);  // keeps the reading from ending
    auto request = program_in(folder, {"run", "test.sync.json"});
    request.input_file = pipe;
    request.output_file = folder.path() / "output";
    const pid_t process = muster::test::start_process(request, folder.path() / "errors");
    const std::string some = contacts(1, 3);
    REQUIRE(write(writing_end, some.data(), some.size()) == static_cast<ssize_t>(some.size()));
    muster::test::wait_until_empty(writing_end);
    const std::string run = only_run(folder);
    CHECK(has(text_of(folder, {"runs", "list"}), "running"));
    CHECK(has(text_of(folder, {"runs", "show", run}), "It goes on; look again later."));
    CHECK(muster_text(folder, {"runs", "resume", run}, "still goes on") == 2);
    REQUIRE(kill(process, SIGKILL) == 0);
    muster::test::wait_for(process);
    close(writing_end);
    const Answer runs = muster_json(folder, {"runs", "list"});
    CHECK(runs.at({"runs"}).items[0].find("outcome")->string == "interrupted");
    CHECK(runs.at({"runs"}).items[0].find("exit_code")->integer == 130);
    const std::string shown = text_of(folder, {"runs", "show", run});
    CHECK_MESSAGE(has(shown, "Outcome      interrupted\nReason       The program was ended before the run was"), shown);
    CHECK(has(shown, "Written      Nothing: "));
    CHECK(has(shown, "Next         Go on with: muster runs resume " + run));
    CHECK(has(shown, "Finished     not known"));
    CHECK(muster_json(folder, {"runs", "show", run}).text({"outcome"}) == "interrupted");
    auto resume = program_in(folder, {"runs", "resume", run});
    resume.input_file = folder.write("contacts.csv", some);
    CHECK(run_process(resume).exit_code == 0);
    CHECK(stored(folder) == 3);
    CHECK(std::filesystem::is_empty(folder.path() / "home" / "running"));
    CHECK(std::filesystem::is_empty(folder.path() / "home" / "rejected"));
}

TEST_CASE("a run that was killed after it had written everything says so") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("test.sync.json", document(""));
    const std::string run = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    forget_the_end(folder, run);
    const std::string shown = text_of(folder, {"runs", "show", run});
    CHECK_MESSAGE(has(shown, "Written      Everything: "), shown);
    for (const std::string what : {"\nrows read ", "\nadded "}) {
        REQUIRE(has(shown, what));
        const std::size_t line = shown.find(what) + 1;
        CHECK_MESSAGE(shown.substr(line, shown.find('\n', line) - line).ends_with(" 3"), shown);
    }
    const auto undo = run_process(program_in(folder, {"runs", "undo", run}));
    CHECK_MESSAGE(has(undo.output, "Taking back the run " + run + " of test, 20"), undo.output, undo.errors);
    CHECK(muster_json(folder, {"runs", "resume", run}).text({"outcome"}) == "skipped");
    folder.write("contacts.csv", contacts(2, 4));
    REQUIRE(muster_text(folder, {"run", "test.sync.json"}) == 0);
    CHECK(has(text_of(folder, {"runs", "show", run}), "Written      3 contacts in "));
}

TEST_CASE("a run that ends before anything is written says that nothing was written") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "");
    folder.write("test.sync.json", document(""));
    CHECK(muster_text(folder, {"run", "test.sync.json"}, "Nothing was written.") == 3);
    const std::string run = only_run(folder);
    const std::string reason = muster_json(folder, {"runs", "show", run}).text({"reason"});
    CHECK(reason.ends_with(" Nothing was written."));
    CHECK(has(text_of(folder, {"runs", "show", run}), "When the cause is gone, go on with it or make it again with: muster runs resume " + run));
    CHECK(muster_text(folder, {"import", "contacts.csv", "--yes"}, "Nothing was written.") == 3);
}

TEST_CASE("a run is shown with its counts, issues by code and by column, and what to do next") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Name\na1@example.com;Ann\nbad;Bob\na1@example.com;Ann\nworse;\x1b[31mCid\n");
    folder.write("test.sync.json", document(""));
    const std::string run = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    const std::string shown = text_of(folder, {"runs", "show", run});
    for (const char* part : {"Outcome      done with rejects\n", "Contacts and rows                Planned  Done\n", "rows read                              4     4\n",
                             "rows rejected                          2     2\n", "Issues by code     How many\n", "invalid_email             2\n",
                             "Issues by column  How many  Of which\n", "E-Mail                   3  2 invalid_email, 1 duplicate_row\n",
                             "  error in row 2, line 3, column 1 \"E-Mail\": \"bad\" is not an e-mail address"}) {
        CAPTURE(part);
        CHECK_MESSAGE(has(shown, part), shown);
    }
    CHECK(has(shown, "Next         The rows that were not imported: muster runs errors " + run));
    CHECK(!has(shown, "\x1b"));
    const Answer json = muster_json(folder, {"runs", "show", run});
    REQUIRE(json.at({"issues", "by_column"}).items.size() == 1);
    CHECK(json.at({"issues", "by_column"}).items[0].find("name")->string == "E-Mail");
    CHECK(json.at({"issues", "by_column"}).items[0].find("by_code")->find("invalid_email")->integer == 2);
}

TEST_CASE("a run that was skipped shows why, and no counts of what it did not look at") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", contacts(1, 3));
    folder.write("test.sync.json", document(""));
    REQUIRE(muster_json(folder, {"run", "test.sync.json"}).text({"outcome"}) == "done");
    const std::string run = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    const std::string shown = text_of(folder, {"runs", "show", run});
    CHECK_MESSAGE(has(shown, "Outcome      skipped\nReason       The file and the sync document are unchanged since the last completed run"), shown);
    CHECK_MESSAGE(!has(shown, "rows read"), shown);
    CHECK(muster_text(folder, {"runs", "show", run, "--html", "run.html"}) == 0);
    const std::string page = content_of(folder.path() / "run.html");
    CHECK(has(page, ">skipped</span>"));
    CHECK(!has(page, "0 rows"));
    CHECK(!has(page, "What was planned, and what was done"));
    CHECK_MESSAGE(has(page, "</td><td></td><td></td><td></td><td></td></tr>"), page);
}

TEST_CASE("rejected rows as JSON have what the CSV has") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;Name\nbad;=1+1\na1@example.com;Ann\nworse;\"B;\n\"\"C\";more\n");
    folder.write("test.sync.json", document(""));
    const std::string run = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    const Answer errors = muster_json(folder, {"runs", "errors", run});
    CHECK(errors.exit_code == 0);
    CHECK(errors.text({"run_id"}) == run);
    REQUIRE(errors.at({"columns"}).items.size() == 2);
    const auto& rows = errors.at({"rows"}).items;
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].find("row")->integer == 1);
    CHECK(rows[0].find("columns")->items[0].string == "E-Mail");
    CHECK(rows[0].find("codes")->items[0].string == "invalid_email");
    CHECK(rows[0].find("cells")->items[1].string == "'=1+1");
    CHECK(rows[1].find("codes")->items[0].string == "row_too_long");
    REQUIRE(rows[1].find("cells")->items.size() == 3);
    CHECK(rows[1].find("cells")->items[1].string == "B;\n\"C");
    CHECK(rows[1].find("cells")->items[2].string == "more");
    folder.write("contacts.csv", contacts(1, 2));
    const std::string clean = muster_json(folder, {"run", "test.sync.json"}).text({"run_id"});
    CHECK(muster_json(folder, {"runs", "errors", clean}).at({"rows"}).items.empty());
    CHECK(muster_json(folder, {"runs", "errors", "unknown"}).exit_code == 1);
}

TEST_CASE("the page of a run needs nothing but itself, and what files say in it is text") {
    const TemporaryFolder folder;
    folder.write("contacts.csv", "E-Mail;<b>Name</b>\n<script>alert(1)</script>;Ann\n\"\"\"><img src=x onerror='alert(2)'>\";Bob\na1@example.com;Cid\n");
    std::string hostile = document("");
    hostile.replace(hostile.find("\"test\""), 6, R"("</title><svg onload='x'>")");
    hostile.replace(hostile.find("\"Name\""), 6, R"("<b>Name</b>")");
    folder.write("test.sync.json", hostile);
    REQUIRE(muster_json(folder, {"run", "test.sync.json", "--even-if-unchanged"}).exit_code == 0);
    const std::string run = muster_json(folder, {"run", "test.sync.json", "--even-if-unchanged"}).text({"run_id"});
    const std::string page = page_of(folder, run);
    struct stat facts {};
    REQUIRE(stat((folder.path() / "report.html").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    for (const char* forbidden : {"<script", "<img", "<svg onload", "</title><svg", "<b>Name", " style=", "http://", "https://", "url(", "@import"}) {
        CAPTURE(forbidden);
        CHECK(!has(page, forbidden));
    }
    CHECK(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(has(page, "<h1>&lt;/title&gt;&lt;svg onload=&#39;x&#39;&gt;</h1>"));
    CHECK(has(page, "<code>invalid_email</code></th><td class=\"number\">2</td>"));
    CHECK(has(page, "<h2>Issues by column</h2>"));
    CHECK(has(page, "prefers-color-scheme: dark"));
    // Both runs are in the chart and in the table that says the same.
    CHECK(count_of(page, "<title>") == 3);
    CHECK(has(page, "How long the last 2 runs took"));
    // Only this style sheet is allowed.
    const std::string start = "default-src 'none'; style-src 'sha256-";
    const std::size_t at = page.find(start);
    REQUIRE(at != std::string::npos);
    const std::string hash = page.substr(at + start.size(), 44);
    const std::size_t style = page.find("<style>") + 7;
    const std::string sheet = page.substr(style, page.find("</style>") - style);
    muster::native::Sha256 expected;
    expected.add(std::as_bytes(std::span(sheet.data(), sheet.size())));
    CHECK(hexadecimal_of_base64(hash) == expected.finish());
    CHECK(muster_text(folder, {"runs", "show", run, "--html", "missing/report.html"}) == 1);
}

TEST_CASE("no report shows what a sensitive column or a password holds") {
    const TemporaryFolder folder;
    fill(folder, 2);
    folder.write("contacts.csv", "E-Mail;Name;Born;Password\nsecret1@example.com;Hidden1;secretdate1;secretword1\nsecretkey;Hidden2;01.02.1980;secretword2\n"
                                 "a1@example.com;Hidden3;01.02.1980;secretword3\nsecret4@example.com;Hidden4;01.02.1980;secretword4\n");
    folder.write("test.sync.json", R"({"name": "test", "source": {"url": "contacts.csv"}, "destination": {"kind": "contact_database",
      "url": "sqlite:contacts.db"}, "key": {"field": "email"}, "mode": {"insert": false, "delete_missing": true},
      "mapping": [{"column": "E-Mail", "field": "email", "sensitive": true}, {"column": "Name", "field": "name", "sensitive": true},
      {"column": "Born", "field": "born", "type": "date", "format": "dd.MM.yyyy", "new_field": true, "sensitive": true},
      {"column": "Password", "field": "password"}]})");
    REQUIRE(muster_text(folder, {"plan", "test.sync.json", "-o", "plan.json"}) == 0);
    const auto applied = run_process(program_in(folder, {"apply", "plan.json"}));
    CHECK(applied.exit_code == 0);
    const Answer runs = muster_json(folder, {"runs", "list"});
    const std::string run = runs.at({"runs"}).items[0].find("run_id")->string;
    std::string everything = applied.output + applied.errors + page_of(folder, run);
    for (const std::vector<std::string>& words : {std::vector<std::string>{"runs", "show", run}, {"runs", "show", run, "--json"}, {"runs", "errors", run},
                                                  {"runs", "errors", run, "--json"}, {"runs", "list"}}) {
        everything += text_of(folder, words);
    }
    for (const char* hidden : {"secret", "Hidden", "a2@example.com", "1980"}) {
        CAPTURE(hidden);
        const std::size_t at = everything.find(hidden);
        CHECK_MESSAGE(at == std::string::npos, everything.substr(at == std::string::npos ? 0 : at - std::min<std::size_t>(at, 200), 400));
    }
    CHECK(has(everything, "\xE2\x80\xA2"));
    CHECK(has(everything, "invalid_date"));
    CHECK(has(everything, "not_at_destination"));
}
