#include "muster/report.hpp"

#include <doctest/doctest.h>

#include <iterator>
#include <string>

using namespace muster;

namespace {

Counts sample_counts() {
    Counts counts;
    counts.rows = 20;
    counts.records = 15;
    counts.rejected = 3;
    counts.skipped = 2;
    counts.insert = 5;
    counts.update = 4;
    counts.unchanged = 5;
    counts.failed = 1;
    counts.deleted = 6;
    counts.existing = 40;
    counts.matched = 12;
    counts.unreadable_keys = 1;
    return counts;
}

Report sample_report(const IssueLog& log) {
    Report report;
    report.run_id = "r1";
    report.sync_name = "CRM to contacts";
    report.started = "2024-05-01T10:00:00Z";
    report.finished = "2024-05-01T10:00:01Z";
    report.outcome = Outcome::blocked;
    report.reason = "The guard stopped the run.";
    report.source = {
        .name = "contacts.csv", .bytes = 1234, .sha256 = "ab12", .rows = 20, .encoding = "UTF-8", .delimiter = ";"};
    report.destination = "sqlite:contacts.db";
    report.planned = sample_counts();
    report.guard = GuardResult{Verdict::blocked, GuardRule::ten_percent, 28, "Stopped.", "Look."};
    report.issues = &log;
    report.first_deletes = {"a@example.com", "b\x1b@example.com"};
    report.elapsed_ms = 12;
    return report;
}

IssueLog sample_log() {
    IssueLog log(2);
    Issue issue = make_issue(Code::invalid_email, "The address has no at sign.", "Correct it.");
    issue.at = {.row = 3, .line = 4, .column = 2, .byte = 60, .has_byte = true};
    issue.column_name = "E-Mail";
    issue.value = "ann\x1b[31m.example";
    log.add(issue);
    log.add(make_issue(Code::duplicate_row, "Row 5 repeats row 4."));
    log.count(Code::invalid_email, Severity::error);
    return log;
}

}  // namespace

TEST_CASE("outcomes have stable names both ways") {
    const std::string_view names[] = {"done",   "done_with_rejects", "skipped", "withheld", "blocked", "stale",
                                      "failed", "interrupted"};
    for (std::size_t i = 0; i < std::size(names); ++i) {
        CHECK(name_of(static_cast<Outcome>(i)) == names[i]);
        CHECK(outcome_named(names[i]) == static_cast<Outcome>(i));
    }
    CHECK(!outcome_named("finished"));
    CHECK(!outcome_named(""));
}

TEST_CASE("counts are written under their names") {
    JsonWriter json;
    write_counts(json, sample_counts());
    CHECK(
        json.take() ==
        R"({"insert":5,"update":4,"unchanged":5,"delete":6,"rejected":3,"skipped":2,"failed":1,"records":15,"rows":20,)"
        R"("existing":40,"matched":12,"unreadable_keys":1})");
}

TEST_CASE("the guard is written with null for no rule") {
    JsonWriter json;
    write_guard(json, GuardResult{});
    CHECK(json.take() == R"({"verdict":"allowed","rule":null,"message":"","suggestion":null,"deletes":0})");
    write_guard(json, GuardResult{Verdict::withheld, GuardRule::first_run, 3, "M", "S"});
    CHECK(json.take() == R"({"verdict":"withheld","rule":"first_run","message":"M","suggestion":"S","deletes":3})");
}

TEST_CASE("issues are counted by code and the first are shown") {
    const IssueLog log = sample_log();
    JsonWriter json;
    write_issues(json, log, 1);
    const auto read = parse_json(json.text());
    REQUIRE(read.ok());
    CHECK(read->find("total")->integer == 3);
    CHECK(read->find("by_code")->find("invalid_email")->integer == 2);
    CHECK(read->find("by_code")->find("duplicate_row")->integer == 1);
    CHECK(read->find("by_column")->items.size() == 1);
    CHECK(read->find("by_column")->items[0].find("by_code")->find("invalid_email")->integer == 1);
    REQUIRE(read->find("first")->items.size() == 1);
    CHECK(read->find("first")->items[0].find("code")->string == "invalid_email");
}

TEST_CASE("the JSON report has planned and done counts, guard, issues and facts") {
    const IssueLog log = sample_log();
    const auto read = parse_json(report_json(sample_report(log)));
    REQUIRE(read.ok());
    const std::string_view members[] = {"format",     "run_id",  "sync",   "started", "finished",
                                        "elapsed_ms", "outcome", "reason", "source",  "destination",
                                        "planned",    "done",    "guard",  "issues",  "first_deletes"};
    REQUIRE(read->members.size() == std::size(members));
    for (std::size_t i = 0; i < std::size(members); ++i) CHECK(read->members[i].name == members[i]);
    CHECK(read->find("format")->string == "muster-report/1");
    CHECK(read->find("outcome")->string == "blocked");
    CHECK(read->find("source")->find("bytes")->integer == 1234);
    CHECK(read->find("planned")->find("delete")->integer == 6);
    CHECK(read->find("done")->find("delete")->integer == 0);
    CHECK(read->find("guard")->find("rule")->string == "ten_percent");
    CHECK(read->find("first_deletes")->items.size() == 2);
    CHECK(read->find("issues")->find("total")->integer == 3);
}

TEST_CASE("a report without guard, issues and texts is still whole") {
    const auto read = parse_json(report_json(Report{}));
    REQUIRE(read.ok());
    CHECK(read->find("guard")->kind == JsonValue::Kind::null);
    CHECK(read->find("reason")->kind == JsonValue::Kind::null);
    CHECK(read->find("source")->find("sha256")->kind == JsonValue::Kind::null);
    CHECK(read->find("issues")->find("total")->integer == 0);
    CHECK(!report_text(Report{}).empty());
}

TEST_CASE("the text report says what a person needs and nothing that a terminal obeys") {
    const IssueLog log = sample_log();
    const std::string text = report_text(sample_report(log));
    CAPTURE(text);
    for (const std::string_view part :
         {"CRM to contacts", "blocked. The guard stopped the run.", "contacts.csv, 20 rows, 1234 bytes",
          "sqlite:contacts.db", "Stopped.", "Look.", "invalid_email", "row 3, line 4", "Not deleted:", "a@example.com",
          "and 1 more", "12 ms"}) {
        CAPTURE(part);
        CHECK(text.find(part) != std::string::npos);
    }
    CHECK(text.find("errors 2, warnings 0, notes 1") != std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.back() == '\n');
}

TEST_CASE("a run that was skipped has counted nothing, and does not say that there was none") {
    Report report;
    report.outcome = Outcome::skipped;
    report.source.name = "contacts.csv";
    report.source.bytes = 12;
    CHECK(report_text(report).find("contacts.csv, 12 bytes") != std::string::npos);
    for (const std::string& text : {report_text(report), outcome_text(report)}) {
        CAPTURE(text);
        CHECK(text.find("skipped") != std::string::npos);
        for (const char* zero : {"0 rows", "0 added", "Contacts"}) CHECK(text.find(zero) == std::string::npos);
    }
}

TEST_CASE("an issue is one line") {
    Issue issue = make_issue(Code::wrong_type, "A text is expected.", "Put it in quotes.");
    issue.pointer = "/name";
    issue.at = {.row = 0, .line = 2, .column = 9, .byte = 0, .has_byte = false};
    issue.value = "a\nb";
    CHECK(issue_text(issue) ==
          "error: line 2, column 9, /name: A text is expected. The value is \"a b\". Put it in quotes. [wrong_type]");
    CHECK(issue_text(make_issue(Code::file_empty, "The file is empty.")) == "error: The file is empty. [file_empty]");
}

TEST_CASE("counts that add up have no inconsistency") {
    CHECK(inconsistencies(Counts{}).empty());
    CHECK(inconsistencies(sample_counts()).empty());
    Counts replaced = sample_counts();  // against a mere count, more can match than exist
    replaced.matched = 50;
    replaced.deleted = 0;
    CHECK(inconsistencies(replaced).empty());
}

TEST_CASE("each count that does not add up is named") {
    const struct {
        std::uint64_t Counts::*member;
        std::int64_t by;
        const char* names;
    } cases[] = {
        {&Counts::rows, 1, "Rows are 21"},
        {&Counts::rejected, 1, "Rows are 20"},
        {&Counts::skipped, -1, "Rows are 20"},
        {&Counts::insert, 1, "Records are 15"},
        {&Counts::update, -1, "Records are 15"},
        {&Counts::unchanged, 1, "Records are 15"},
        {&Counts::failed, 1, "Records are 15"},
        {&Counts::deleted, 23, "Deletes are 29"},
        {&Counts::unreadable_keys, 3, "Rows without a readable key are 4"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.names);
        Counts counts = sample_counts();
        counts.*c.member += static_cast<std::uint64_t>(c.by);
        const auto problems = inconsistencies(counts);
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].find(c.names) == 0);
    }
    Counts counts = sample_counts();
    counts.records = 16;
    CHECK(inconsistencies(counts).size() == 2);
}
