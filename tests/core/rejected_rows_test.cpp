// The file of rejected rows: what a spreadsheet makes of it, what stands in it and what must not.
#include "muster/rejected_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>

using namespace muster;

namespace {

class RejectedText : public RejectedRows {
public:
    using RejectedRows::RejectedRows;
    std::string text;

private:
    Result<void> write(std::string_view line) override {
        text += line;
        return {};
    }
};

Schema contacts() {
    Field email, password;
    email.name = "email";
    email.type = Type::email;
    password.name = "password";
    password.sensitive = true;
    Schema schema;
    schema.fields = {email, password};
    schema.accepts_new_fields = true;
    return schema;
}

Sync document(std::vector<FieldMapping> more = {}) {
    Sync sync;
    sync.key.field = "email";
    sync.source.dialect.delimiter = ";";
    sync.source.dialect.has_header = true;
    FieldMapping email;
    email.column = "E-Mail";
    email.field = "email";
    sync.mapping = std::move(more);
    sync.mapping.push_back(email);
    return sync;
}

FieldMapping new_field(const char* column) {
    FieldMapping mapping;
    mapping.column = column;
    mapping.field = "extra";
    mapping.new_field = true;
    return mapping;
}

// The file of rejected rows, from a source that comes in chunks of this size.
std::string rejected(const Sync& sync, const std::string& file, std::size_t chunk = 1 << 20,
                     std::optional<Snapshot> snapshot = std::nullopt, std::span<const std::uint64_t> refused = {}) {
    const auto bytes = std::as_bytes(std::span(file.data(), file.size()));
    CheckOptions options;
    options.want_rejected_rows = true;
    options.max_issues = 0;
    const auto [check, errors] = Check::start(sync, contacts(), bytes, true, options);
    REQUIRE(errors.empty());
    if (check->needs_survey()) {
        check->survey(bytes);
        REQUIRE(check->finish_survey().empty());
    }
    if (snapshot) check->set_snapshot(std::move(*snapshot));
    RejectedText rows(*check);
    const auto each_chunk = [&](auto feed) {
        for (std::size_t at = 0; at < bytes.size(); at += chunk) REQUIRE(feed(bytes.subspan(at, std::min(chunk, bytes.size() - at))).ok());
    };
    each_chunk([&](auto part) { return check->feed(part, rows); });
    REQUIRE(check->finish(rows).ok());
    if (!refused.empty()) {
        RowRanges ranges;
        for (const std::uint64_t row : refused) ranges.add(row);
        rows.add_refused(std::move(ranges), make_issue(Code::destination_failed, "Not taken."));
    }
    if (rows.needs_second_reading()) each_chunk([&](auto part) { return rows.read_again(part); });
    REQUIRE(rows.finish().ok());
    return rows.text;
}

class RecordText : public CheckSink {
public:
    std::string text;

private:
    Result<void> record(const Record& record, const Planner::Decision&) override {
        text += record.key;
        for (const std::string_view value : record.values) {
            if (value != record.key) text += "|" + std::string(value);
        }
        text += '\n';
        return {};
    }
    Result<void> rejected(const Row&, std::span<const Issue>) override { return {}; }
};

// Keys and other values of the rows that pass.
std::string records(const Sync& sync, const std::string& file) {
    const auto bytes = std::as_bytes(std::span(file.data(), file.size()));
    const auto [check, errors] = Check::start(sync, contacts(), bytes, true, {});
    REQUIRE(errors.empty());
    if (check->needs_survey()) {
        check->survey(bytes);
        REQUIRE(check->finish_survey().empty());
    }
    RecordText passed;
    REQUIRE(check->feed(bytes, passed).ok());
    REQUIRE(check->finish(passed).ok());
    return passed.text;
}

}  // namespace

TEST_CASE("cells are quoted where they need it") {
    CsvLine line(";");
    for (const char* cell : {"'", "'80er", "'80er'", "", "plain", "a;b", "say \"hi\"", "two\nlines", " blank", "a,b", "end\x1A"}) {
        line.add(cell);
    }
    CHECK(line.finish() == "';'80er;\"'80er'\";;plain;\"a;b\";\"say \"\"hi\"\"\";\"two\nlines\";\" blank\";a,b;\"end\x1A\"\r\n");
    line.add("next");
    CHECK(line.finish() == "next\r\n");
}

TEST_CASE("a cell that a spreadsheet would run gets an apostrophe") {
    for (const char* formula : {"=1+1", "+49 170", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1", "\uFF0B1", "\uFF0D1", "\uFF201"}) {
        CAPTURE(formula);
        CHECK(without_formula(formula) == "'" + std::string(formula));
    }
    for (const char* text : {"", "plain", "a=b", "'quoted", "1-1", "'", "''"}) {
        CAPTURE(text);
        CHECK(without_formula(text) == text);
        CHECK(with_formula(text) == text);
    }
}

TEST_CASE("the apostrophe before a formula is taken off again, and only that") {
    for (const char* text : {"=1+1", "'=1+1", "''-", "+49 170", "'\uFF1D1", "'quoted"}) {
        CAPTURE(text);
        CHECK(with_formula(without_formula(text)) == text);
    }
    CHECK(without_formula("'=1+1") == "''=1+1");
}

TEST_CASE("a rejected row stands in its columns, with all that is wrong with it") {
    CHECK(rejected(document(), "E-Mail;Name\r\nanna@example.org;Anna\r\nnone;=1+1\r\nbob@example.org\r\ncarl@example.org;Carl;more\r\n") ==
          "E-Mail;Name;row;column;code;message\r\n"
          "none;'=1+1;2;E-Mail;invalid_email;\"\"\"none\"\" is not an e-mail address: it has no @.\"\r\n"
          "bob@example.org;;3;;row_too_short;The row has 1 cell, the header 2.\r\n"
          "carl@example.org;Carl;4;;row_too_long;The row has 3 cells, the header 2.;more\r\n");
}

TEST_CASE("a file without rejected rows has its header all the same") {
    CHECK(rejected(document(), "E-Mail;=Name\nanna@example.org;Anna\n") == "E-Mail;'=Name;row;column;code;message\r\n");
}

TEST_CASE("what is sensitive by its header or the mapping is left out, and so is what may be it") {
    const std::string file = "E-Mail;Password;Card\nwrong;hidden;4711\nanna@example.org;hidden;4711;hidden\n";
    for (const std::size_t chunk : {1u, 1000u}) {
        CAPTURE(chunk);
        const std::string text = rejected(document(), file, chunk);
        CHECK(text.find("hidden") == std::string::npos);
        CHECK(text.find("\r\nwrong;;4711;1;") != std::string::npos);
    }
    FieldMapping card = new_field("Card");
    card.sensitive = true;
    const std::string text = rejected(document({card}), file);
    CHECK(text.find("4711") == std::string::npos);
    CHECK(text.find("\r\nwrong;;;1;") != std::string::npos);
}

TEST_CASE("rows that are not at the destination stand behind the rejected ones, of one key the one that counts") {
    Sync sync = document({new_field("Name")});
    sync.mode.insert = false;
    sync.mode.update = true;
    const std::string file = "E-Mail;Name\na@example.org;A\nb@example.org;B1\nwrong;W\nb@example.org;B2\nc@example.org;C\n";
    Snapshot snapshot(7);
    snapshot.add("a@example.org", 0);
    const std::string whole = rejected(sync, file, 1 << 20, snapshot);
    const std::string message = ";;not_at_destination;No contact with this key is at the destination, and this sync adds none.\r\n";
    CHECK(whole.find("\r\nwrong;W;3;E-Mail;invalid_email;") != std::string::npos);
    CHECK_MESSAGE(whole.ends_with("\r\nb@example.org;B2;4" + message + "c@example.org;C;5" + message), whole);
    CHECK(whole.find(";A;") == std::string::npos);
    CHECK(whole.find(";B1;") == std::string::npos);
    CHECK(rejected(sync, file, 1, snapshot) == whole);
}

TEST_CASE("rows that the destination refused afterwards stand behind the rejected ones, with its reason") {
    const std::string file = "E-Mail;Password\na@example.org;p\nb@example.org;p\nwrong;p\nc@example.org;p\n";
    const std::uint64_t refused[] = {1, 4};
    const std::string whole = rejected(document(), file, 1 << 20, std::nullopt, refused);
    CHECK(whole.find("\r\nwrong;;3;E-Mail;invalid_email;") != std::string::npos);
    CHECK_MESSAGE(whole.ends_with("\r\na@example.org;;1;;destination_failed;Not taken.\r\nc@example.org;;4;;destination_failed;Not taken.\r\n"), whole);
    CHECK(rejected(document(), file, 1, std::nullopt, refused) == whole);
}

TEST_CASE("rows that a later row of their key rejects come from a second reading, in the order of the file") {
    Sync sync = document({new_field("Name")});
    sync.duplicates = Duplicates::reject;
    sync.duplicates_declared = true;
    const std::string file = "E-Mail;Name\na@example.org;A1\nb@example.org;\"B1\n\"\nwrong;W\nb@example.org;B2\na@example.org;A2\n";
    const std::string whole = rejected(sync, file);
    for (const char* row : {"\r\nwrong;W;3;E-Mail;invalid_email;", "\r\nb@example.org;B2;4;", "\r\na@example.org;A2;5;",
                            "\r\na@example.org;A1;1;;duplicate_key_rejected;", "\r\nb@example.org;\"B1\n\";2;;duplicate_key_rejected;"}) {
        CAPTURE(row);
        CHECK(whole.find(row) != std::string::npos);
    }
    CHECK(whole.find(";A1;1;") < whole.find("\";2;"));
    for (const std::size_t chunk : {1u, 2u, 7u}) {
        CAPTURE(chunk);
        CHECK(rejected(sync, file, chunk) == whole);
    }
}

TEST_CASE("a file of rejected rows that is given in again is read as the rows were") {
    const std::string file = "E-Mail;Note\r\nnone;-\r\n+x@;'=1+1\r\nbob@example.org\r\n";
    const std::string first = rejected(document(), file);
    REQUIRE(first.find("none;'-;1;") != std::string::npos);
    SUBCASE("not corrected, its rows come back as they were, with new notes") {
        CHECK(rejected(document(), first).starts_with(first.substr(0, first.find("bob@"))));
    }
    SUBCASE("corrected, its cells are those of the first file, and the notes feed nothing") {
        Sync sync = document();
        sync.mapping.clear();
        sync.mapping_auto = true;
        const std::string corrected = "E-Mail;Phone;Note;row;column;code;message\r\n'+x@example.org;'+49 30 123456;'-;2;E-Mail;invalid_email;No.\r\n"
                                      "b@example.org;'+49 30 123457;''=1;3;E-Mail;invalid_email;No.\r\n";
        CHECK(records(sync, corrected) == "+x@example.org|+4930123456|-\nb@example.org|+4930123457|'=1\n");
        CHECK(records(document(), "E-Mail;Note;row;column;code\r\n'+x@example.org;'-;1;2;3\r\n") == "'+x@example.org\n");
    }
}

TEST_CASE("a file of rejected rows is known also where it has columns of these names, and by its own dialect") {
    Sync sync;
    sync.key.field = "email";
    sync.mapping_auto = true;
    const std::string file = "E-Mail;code;Phone;row;column;code;message\r\nb@example.com;'=1;'+49 30 1234567;2;E-Mail;invalid_email;No.\r\n"
                             "c@example.com;'-2;'+49 30 1234568;3;E-Mail;invalid_email;No.;'too much'\r\n";
    CHECK(records(sync, file) == "b@example.com|=1|+49301234567\n");
    const auto bytes = std::as_bytes(std::span(file.data(), file.size()));
    const auto sniffed = sniff(bytes, true);
    REQUIRE(sniffed);
    CHECK(sniffed->dialect().quote == '"');
}

TEST_CASE("a file of rejected rows deletes nothing") {
    Sync sync = document();
    sync.mode.delete_missing = true;
    const std::string file = "E-Mail;row;column;code;message\r\nb@example.com;2;E-Mail;invalid_email;No.\r\n";
    const auto bytes = std::as_bytes(std::span(file.data(), file.size()));
    for (const bool deletes : {true, false}) {
        sync.mode.delete_missing = deletes;
        const auto [check, errors] = Check::start(sync, contacts(), bytes, true, {});
        REQUIRE(errors.empty());
        Snapshot snapshot;
        for (const char* key : {"a@example.com", "b@example.com"}) snapshot.add(key, 1, true);
        check->set_snapshot(std::move(snapshot));
        RecordText passed;
        REQUIRE(check->feed(bytes, passed).ok());
        REQUIRE(check->finish(passed).ok());
        CHECK(check->truncation().has_value() == deletes);
        if (deletes) CHECK(check->guard_result(false, true).verdict == Verdict::blocked);
    }
}
