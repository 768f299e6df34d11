#include "muster/issue.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace muster;

TEST_CASE("every code has a name of its own in snake_case") {
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < code_count(); ++i) {
        const std::string_view name = name_of(static_cast<Code>(i));
        CAPTURE(name);
        CHECK(names.insert(name).second);
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos);
    }
    CHECK(name_of(Code::invalid_email) == "invalid_email");
    CHECK(default_severity(Code::duplicate_key) == Severity::warning);
}

TEST_CASE("long values are cut at a character border") {
    CHECK(shortened("short") == "short");
    CHECK(shortened("äöü", 5) == "ä…");
    CHECK(shortened("abcdef", 5) == "ab…");
    CHECK(shortened("abcdef", 6) == "abcdef");
}

TEST_CASE("the log counts every issue and keeps the first ones") {
    IssueLog log(2);
    for (int i = 0; i < 5; ++i) {
        if (log.keeps_more(Code::invalid_email)) {
            log.add(make_issue(Code::invalid_email, "No at sign."));
        } else {
            log.count(Code::invalid_email, Severity::error);
        }
    }
    log.count(Code::duplicate_row, Severity::information);
    CHECK(log.kept().size() == IssueLog::always_kept);
    CHECK(log.count_of(Code::invalid_email) == 5);
    CHECK(log.count_of(Severity::error) == 5);
    CHECK(log.count_of(Severity::information) == 1);
    CHECK(log.total() == 6);
    CHECK(log.by_code().at("invalid_email") == 5);
}

TEST_CASE("a code that comes late has its first issues kept as well, and a log that keeps nothing keeps none of them") {
    IssueLog log(4);
    for (int i = 0; i < 10; ++i) log.add(make_issue(Code::invalid_email, "No at sign."));
    for (int i = 0; i < 10; ++i) log.add(make_issue(Code::invalid_phone, "No number."));
    REQUIRE(log.kept().size() == 4 + IssueLog::always_kept);
    CHECK(log.kept()[3].code == Code::invalid_email);
    CHECK(log.kept()[4].code == Code::invalid_phone);
    CHECK_FALSE(log.keeps_more(Code::invalid_phone));
    CHECK(log.keeps_more(Code::invalid_date));
    IssueLog none(0);
    none.add(make_issue(Code::invalid_email, "No at sign."));
    CHECK(none.kept().empty());
    CHECK_FALSE(none.keeps_more(Code::invalid_phone));
    CHECK(none.total() == 1);
}

TEST_CASE("issues are counted by column as well, kept or not; those of a document's text are about no column") {
    IssueLog log(1);
    log.name_columns({"E-Mail", "Name", "Born"});
    Issue issue = make_issue(Code::invalid_date, "No such day.");
    issue.at.column = 3;
    log.add(issue);
    log.add(issue);
    log.count(Code::required_empty, Severity::error, 3);
    log.count(Code::invalid_email, Severity::error, 1);
    log.count(Code::value_too_long, Severity::error, 7);
    log.count(Code::row_too_long, Severity::error);
    issue.pointer = "/mapping";
    log.add(issue);
    const auto columns = log.by_column();
    REQUIRE(columns.size() == 3);
    CHECK(columns[0].column == 1);
    CHECK(columns[0].name == "E-Mail");
    CHECK(columns[1].column == 3);
    CHECK(columns[1].name == "Born");
    CHECK(columns[1].total == 3);
    CHECK(columns[1].by_code.at("invalid_date") == 2);
    CHECK(columns[1].by_code.at("required_empty") == 1);
    CHECK(columns[2].name.empty());
    CHECK(log.total() == 7);
}
