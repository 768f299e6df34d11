#include "muster/check.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace muster;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

FieldMapping mapped(std::string column, std::string field, std::optional<Type> type = {}, std::string format = {}) {
    FieldMapping mapping;
    mapping.column = std::move(column);
    mapping.field = std::move(field);
    mapping.type = type;
    mapping.format = std::move(format);
    mapping.new_field = true;
    return mapping;
}

Schema contacts() {
    Schema schema;
    Field email;
    email.name = "email";
    email.type = Type::email;
    schema.fields = {email};
    schema.accepts_new_fields = true;
    return schema;
}

Sync sync_of(std::vector<FieldMapping> mapping) {
    Sync sync;
    sync.name = "test";
    sync.key.field = "email";
    sync.mapping = std::move(mapping);
    sync.source.dialect.delimiter = ";";
    sync.source.dialect.has_header = true;
    return sync;
}

// What a check said, as text: one line for each record and each rejected row.
struct Recorder : CheckSink {
    std::string text;
    Result<void> record(const Record& record, const Planner::Decision& decision) override {
        text += std::to_string(record.row) + " " + std::to_string(static_cast<int>(decision.action));
        for (const std::string_view value : record.values) text += " [" + std::string(value) + "]";
        text += "\n";
        return {};
    }
    Result<void> rejected(const Row& row, std::span<const Issue> issues) override {
        text += std::to_string(row.number) + " rejected";
        for (const Issue& issue : issues) text += " " + std::string(name_of(issue.code));
        text += "\n";
        return {};
    }
};

struct Checked {
    std::vector<Issue> errors;
    std::unique_ptr<Check> check;
    std::string text;
};

Checked run_check(const Sync& sync, const std::string& file, std::size_t chunk = 1u << 20, Snapshot snapshot = Snapshot(),
                  std::uint64_t expected_bytes = 0, const Schema& schema = contacts()) {
    CheckOptions options;
    options.expected_bytes = expected_bytes;
    options.want_rejected_rows = true;
    Checked outcome;
    auto start = Check::start(sync, schema, bytes_of(file), true, options);
    outcome.errors = std::move(start.errors);
    if (!start.check) return outcome;
    outcome.check = std::move(start.check);
    if (outcome.check->needs_survey()) {
        for (std::size_t at = 0; at < file.size(); at += chunk) outcome.check->survey(bytes_of(std::string_view(file).substr(at, chunk)));
        outcome.errors = outcome.check->finish_survey();
        if (!outcome.errors.empty()) return outcome;
    }
    outcome.check->set_snapshot(std::move(snapshot));
    Recorder recorder;
    for (std::size_t at = 0; at < file.size(); at += chunk) {
        REQUIRE(outcome.check->feed(bytes_of(std::string_view(file).substr(at, chunk)), recorder).ok());
    }
    REQUIRE(outcome.check->finish(recorder).ok());
    outcome.text = recorder.text;
    return outcome;
}

const Issue* issue_of(const Checked& outcome, Code code) {
    for (const Issue& issue : outcome.check->issues().kept()) {
        if (issue.code == code) return &issue;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("how large a file was expected to be changes nothing but memory") {
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    std::string file = "Mail;Name\n";
    for (int i = 0; i < 9000; ++i) file += "a" + std::to_string(i % 8000) + "@mail.example;" + std::to_string(i) + "\n";
    const Checked unknown = run_check(sync, file);
    REQUIRE(unknown.check);
    CHECK(unknown.check->planner().distinct_keys() == 8000);
    CHECK(unknown.check->planner().counts().skipped == 1000);
    for (const std::uint64_t expected : {std::uint64_t{1}, std::uint64_t{file.size()}, std::uint64_t{1} << 30}) {
        CAPTURE(expected);
        const Checked told = run_check(sync, file, 1u << 20, Snapshot(), expected);
        REQUIRE(told.check);
        CHECK(told.text == unknown.text);
        CHECK(told.check->planner().distinct_keys() == 8000);
    }
}

TEST_CASE("where nothing is added, every key that is not at the destination is named once, sensitive ones without their value") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.mode.insert = false;
    Snapshot snapshot(7);
    snapshot.add("a@example.com", 0);
    const std::string file = "Mail;Name\na@example.com;A\nb@example.com;B\nb@example.com;C\nc@example.com;C\n";
    for (const bool sensitive : {false, true}) {
        CAPTURE(sensitive);
        sync.mapping[0].sensitive = sensitive;
        const Checked outcome = run_check(sync, file, 1u << 20, snapshot);
        CHECK(outcome.check->planner().counts().failed == 2);
        CHECK(outcome.check->issues().count_of(Code::not_at_destination) == 2);
        const Issue* issue = issue_of(outcome, Code::not_at_destination);
        REQUIRE(issue != nullptr);
        CHECK(issue->severity == Severity::warning);
        CHECK(issue->at.row == 2);
        CHECK(issue->at.column == 1);
        CHECK((issue->value == "b@example.com") != sensitive);
        CHECK(issue->message == "No contact with this key is at the destination, and this sync adds none.");
    }
}

TEST_CASE("as long as nobody knows what the destination holds, no row is said to be missing there") {
    Sync sync = sync_of({mapped("Mail", "email")});
    sync.mode.insert = false;
    auto start = Check::start(sync, contacts(), bytes_of("Mail\na@example.com\n"), true);
    REQUIRE(start.check);
    Recorder recorder;
    REQUIRE(start.check->feed(bytes_of("Mail\na@example.com\n"), recorder).ok());
    REQUIRE(start.check->finish(recorder).ok());
    CHECK(start.check->planner().counts().insert == 1);
    CHECK(start.check->issues().total() == 0);
}

TEST_CASE("of a file that was done but for some rows nothing is deleted") {
    Sync sync = sync_of({mapped("Mail", "email")});
    sync.mode.delete_missing = true;
    auto start = Check::start(sync, contacts(), bytes_of("Mail\na@example.com\n"), true);
    REQUIRE(start.check);
    Snapshot snapshot(7);
    for (const char* key : {"b@example.com", "c@example.com"}) snapshot.add(key, 0);
    RowRanges rows;
    rows.add(1);
    start.check->set_snapshot(snapshot);
    CHECK(start.check->guard_result(false, true).verdict == Verdict::blocked);
    start.check->set_snapshot(snapshot, rows);
    CHECK(start.check->guard_result(false, true).verdict == Verdict::allowed);
}

TEST_CASE("rows become records with normalised values, in any chunking") {
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name"), mapped("Born", "born", Type::date, "dd.MM.yyyy")});
    const std::string file = "Mail;Name;Born\n Ann@Example.COM ;\"Ann; A.\";31.12.1999\nbob@example.com;Bob;\n";
    for (std::size_t chunk = 1; chunk <= file.size(); ++chunk) {
        CAPTURE(chunk);
        const Checked outcome = run_check(sync, file, chunk);
        CHECK(outcome.text == "1 0 [ann@example.com] [Ann; A.] [1999-12-31]\n2 0 [bob@example.com] [Bob] []\n");
        CHECK(outcome.check->issues().total() == 0);
        CHECK(outcome.check->planner().counts().insert == 2);
    }
}

TEST_CASE("a declared type rejects its row and names row, line, column and byte") {
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Born", "born", Type::date, "dd.MM.yyyy")});
    const std::string file = "Mail;Born\na@example.com;01.02.2000\nb@example.com;31.02.2000\nnot an address;01.02.2000\n";
    const Checked outcome = run_check(sync, file);
    CHECK(outcome.text == "1 0 [a@example.com] [2000-02-01]\n2 rejected invalid_date\n3 rejected invalid_email\n");
    const Issue* issue = issue_of(outcome, Code::invalid_date);
    REQUIRE(issue != nullptr);
    CHECK(issue->at.row == 2);
    CHECK(issue->at.line == 3);
    CHECK(issue->at.column == 2);
    CHECK(issue->at.byte == file.find("31.02.2000"));
    CHECK(issue->value == "31.02.2000");
    CHECK(issue->column_name == "Born");
    CHECK_FALSE(issue->message.empty());
    CHECK(outcome.check->planner().counts().rejected == 2);
}

TEST_CASE("rules of the destination count beside those of the mapping, and say what they are about") {
    Schema schema = contacts();
    Field points;
    points.name = "points";
    points.type = Type::integer;
    points.rules.resize(2);
    points.rules[0].maximum = "100";
    points.rules[1].matches = "^[^7]*$";
    points.rules[1].says = "Nothing with a seven.";
    schema.fields.push_back(points);
    FieldMapping mapping = mapped("Points", "points");
    mapping.new_field = false;
    mapping.rules.resize(1);
    mapping.rules[0].minimum = "10";
    Sync sync = sync_of({mapped("E-Mail", "email"), mapping});
    sync.mapping.front().new_field = false;
    const std::string file = "E-Mail;Points\na@b.se;50\nc@d.se;101\ne@f.se;9\ng@h.se;17\n";
    auto start = Check::start(sync, schema, bytes_of(file), true);
    REQUIRE(start.check != nullptr);
    if (start.check->needs_survey()) {
        start.check->survey(bytes_of(file));
        REQUIRE(start.check->finish_survey().empty());
    }
    Recorder recorder;
    REQUIRE(start.check->feed(bytes_of(file), recorder).ok());
    REQUIRE(start.check->finish(recorder).ok());
    CHECK(start.check->planner().counts().records == 1);
    std::string said;
    for (const Issue& issue : start.check->issues().kept()) said += issue.message + "\n";
    CHECK(said.find("above the maximum 100") != std::string::npos);
    CHECK(said.find("below the minimum 10") != std::string::npos);
    CHECK(said.find("Nothing with a seven.") != std::string::npos);
}

TEST_CASE("a rejected row tells its key where it can be read") {
    struct Keys : Recorder {
        std::vector<std::string> keys;
        Result<void> rejected_key(std::string_view key) override {
            keys.emplace_back(key);
            return {};
        }
    } keys;
    Sync sync = sync_of({mapped("E-Mail", "email"), mapped("Born", "born", Type::date, "yyyy-MM-dd")});
    sync.duplicates = Duplicates::reject;
    const std::string file = "E-Mail;Born\na@b.se;never\n;2000-01-01\nc@d.se;2000-01-01\nc@d.se;2001-01-01\n";
    auto start = Check::start(sync, contacts(), bytes_of(file), true);
    REQUIRE(start.check != nullptr);
    REQUIRE(start.check->feed(bytes_of(file), keys).ok());
    REQUIRE(start.check->finish(keys).ok());
    CHECK(keys.keys == std::vector<std::string>{"a@b.se", "c@d.se"});
}

TEST_CASE("the words of a choice stand in the mapping, letter case does not count") {
    Sync sync = sync_of({mapped("E-Mail", "email"), mapped("Stufe", "level")});
    sync.mapping[1].choices = {"Gold", "Silver"};
    const Checked checked = run_check(sync, "E-Mail;Stufe\na@b.de;GOLD\nc@d.de;Bronze\ne@f.de;\n");
    CHECK(checked.text == "1 0 [a@b.de] [Gold]\n2 rejected not_a_choice\n3 0 [e@f.de] []\n");
    CHECK(checked.check->columns()[1].type == Type::choice);
}

TEST_CASE("each column can have a decimal mark of its own, and whole numbers are asked for theirs like others") {
    const std::string file = "E-Mail;Umsatz;Breite;Stück\na@b.de;1.234;52.500;3.000\n";
    Sync sync = sync_of({mapped("E-Mail", "email"), mapped("Umsatz", "turnover", Type::number), mapped("Breite", "latitude", Type::number),
                         mapped("Stück", "pieces", Type::integer)});
    const Checked asked = run_check(sync, file);
    REQUIRE(asked.errors.size() == 3);
    for (const Issue& error : asked.errors) CHECK(error.code == Code::number_format_ambiguous);
    sync.decimal = DecimalMark::comma;
    sync.mapping[2].decimal = DecimalMark::point;
    const Checked decided = run_check(sync, file);
    CHECK(decided.errors.empty());
    CHECK(decided.text == "1 0 [a@b.de] [1234] [52.500] [3000]\n");
}

TEST_CASE("the syntax of e-mail addresses can be chosen, and those of roles take little room among the issues") {
    Sync sync = sync_of({mapped("E-Mail", "email")});
    std::string file = "E-Mail\na..b@c.de\n";
    CHECK(run_check(sync, file).text == "1 rejected invalid_email\n");
    sync.mapping[0].email_syntax = EmailSyntax::whatwg;
    CHECK(run_check(sync, file).text == "1 0 [a..b@c.de]\n");
    for (int i = 0; i < 100; ++i) file += "info@firma" + std::to_string(i) + ".de\n";
    const Checked checked = run_check(sync, file);
    CHECK(checked.check->issues().count_of(Code::email_role_address) == 100);
    CHECK(checked.check->issues().kept().size() == 20);
}

TEST_CASE("an ambiguous column of dates says between which readings somebody has to choose, in words and as structure") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Seit", "since", Type::date)});
    const std::string file = "Mail;Seit\na@b.de;05/05/2024\nc@d.de;03/04/2024\n";
    const Checked checked = run_check(sync, file);
    REQUIRE(checked.errors.size() == 1);
    const Issue& issue = checked.errors[0];
    CHECK(issue.code == Code::date_order_ambiguous);
    CHECK(issue.message == "Every date of column \"Seit\" can be read as dd/MM/yyyy and as MM/dd/yyyy (row 2 with 03/04/2024 is 2024-04-03 or "
                           "2024-03-04); day and month are not guessed.");
    JsonWriter json;
    write_issue(json, issue);
    CHECK(json.text().find("\"readings\":[{\"order\":\"dmy\",\"format\":\"dd/MM/yyyy\",\"example\":{\"text\":\"03/04/2024\",\"iso\":\"2024-04-03\"},"
                           "\"preselected\":false},{\"order\":\"mdy\",\"format\":\"MM/dd/yyyy\",\"example\":{\"text\":\"03/04/2024\","
                           "\"iso\":\"2024-03-04\"},\"preselected\":false}]") != std::string::npos);
    // What a sensitive column holds is not shown.
    sync.mapping[1].sensitive = true;
    const Checked hidden = run_check(sync, file);
    REQUIRE(hidden.errors.size() == 1);
    REQUIRE(hidden.errors[0].readings.size() == 2);
    JsonWriter masked;
    write_issue(masked, hidden.errors[0]);
    CHECK(masked.text().find("2024") == std::string::npos);
    CHECK(masked.text().find("\"example\":null") != std::string::npos);
}

TEST_CASE("an order that is given decides also where the year may come first") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Seit", "since", Type::date)});
    const std::string file = "Mail;Seit\na@b.de;01-02-03\n";
    CHECK(run_check(sync, file).errors.at(0).suggestion.find("--order dmy or --order mdy or --order ymd") != std::string::npos);
    sync.default_order = DateOrder::ymd;
    CHECK(run_check(sync, file).text == "1 0 [a@b.de] [2001-02-03]\n");
}

TEST_CASE("the field of the key holds the key: e-mail addresses folded, as is shown, and everything else as it is written") {
    const Sync mail = sync_of({mapped("Mail", "email")});
    const Checked folded = run_check(mail, "Mail\nInfo@M\u00DCNCHEN.de\n");
    CHECK(folded.text == "1 0 [info@xn--mnchen-3ya.de]\n");
    REQUIRE(folded.check->conversions()[0].changed == 1);
    CHECK(folded.check->conversions()[0].examples.at(0).to == "info@xn--mnchen-3ya.de");
    Sync number = sync_of({mapped("Tel", "phone", Type::phone)});
    number.key.field = "phone";
    const Checked kept = run_check(number, "Tel\n+46 70 123 45 67\n");
    CHECK(kept.text == "1 0 [+46 70 123 45 67]\n");
    CHECK(kept.check->conversions()[0].changed == 0);
}

TEST_CASE("where keys are compared as they are read, spellings of a telephone number are one key") {
    Schema schema;
    schema.fields.resize(1);
    schema.fields[0].name = "phone";
    schema.fields[0].type = Type::phone;
    schema.keys_are_values = true;
    Sync sync = sync_of({mapped("Phone", "phone")});
    sync.key.field = "phone";
    sync.default_country = "SE";
    const std::string file = "Phone\n070-123 45 67\n+46 70 123 45 67\n12\n";
    const Checked as_read = run_check(sync, file, 1u << 20, Snapshot(), 0, schema);
    CHECK(as_read.text == "1 0 [+46701234567]\n2 4 [+46701234567]\n3 rejected invalid_phone\n");
    CHECK(as_read.check->planner().counts().unreadable_keys == 0);
    schema.keys_are_values = false;
    CHECK(run_check(sync, file, 1u << 20, Snapshot(), 0, schema).text == "1 0 [070-123 45 67]\n2 0 [+46 70 123 45 67]\n3 rejected invalid_phone\n");
}

TEST_CASE("a list of words passes when each of them is one that is allowed") {
    Schema schema = contacts();
    Field& field = schema.fields.emplace_back();
    field.name = "hobbies";
    FieldRule& rule = field.rules.emplace_back();
    rule.one_of = {"Chess", "Go", "9"};
    rule.separators = ",;|";
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Hobby", "hobbies")});
    CHECK(run_check(sync, "Mail;Hobby\na@example.com;Chess\nb@example.com;Chess , 9|Go\nc@example.com;Chess,Golf\nd@example.com;, |\ne@example.com;\nf@example.com;Go,\n", 1u << 20, Snapshot(), 0, schema).text ==
          "1 0 [a@example.com] [Chess]\n2 0 [b@example.com] [Chess , 9|Go]\n3 rejected value_not_listed\n4 rejected value_not_listed\n5 0 [e@example.com] []\n6 0 [f@example.com] [Go,]\n");
}

TEST_CASE("where types of fields are fixed, a new field whose name is taken by one for other values is an error") {
    Schema schema = contacts();
    for (const auto& [name, type] : {std::pair("points", Type::number), std::pair("born", Type::date), std::pair("rank", Type::choice), std::pair("note", Type::text)}) {
        Field& field = schema.fields.emplace_back();
        field.name = name;
        field.type = type;
        if (type == Type::choice) field.choices = {"gold"};
    }
    const auto errors_of = [&](const char* field, const std::string& value) {
        const Sync sync = sync_of({mapped("Mail", "email"), mapped("New", field)});
        return run_check(sync, "Mail;New\na@example.com;" + value + "\nb@example.com;" + value + "\n", 1u << 20, Snapshot(), 0, schema).errors;
    };
    CHECK(errors_of("points", "many").empty());
    schema.types_are_fixed = true;
    for (const auto& [field, value] : {std::pair("points", "many"), std::pair("points", "31.12.1980"), std::pair("born", "many"), std::pair("rank", "gold")}) {
        CAPTURE(field);
        const auto errors = errors_of(field, value);
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].code == Code::type_clash);
        CHECK(errors[0].pointer == "/mapping/1/new_field");
    }
    for (const auto& [field, value] : {std::pair("points", "7"), std::pair("born", "31.12.1980"), std::pair("note", "7"), std::pair("points", "")}) CHECK(errors_of(field, value).empty());
}

TEST_CASE("every conversion is counted and shown, blanks and columns that are kept secret excepted") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Tel", "phone", Type::phone), mapped("Ja", "consent", Type::boolean),
                         mapped("Name", "name")});
    sync.mapping[2].sensitive = true;
    std::string file = "Mail;Tel;Ja;Name\nA@b.de;+46 70 123 45 67;ja; Anna \nc@d.de;+46701234568;nein;B\n";
    for (int i = 0; i < 5; ++i) file += "e" + std::to_string(i) + "@f.de;0046 70 123 45 6" + std::to_string(i) + ";ja;C\n";
    const Checked checked = run_check(sync, file);
    const auto conversions = checked.check->conversions();
    REQUIRE(conversions.size() == 4);
    CHECK(conversions[0].changed == 1);
    CHECK(conversions[0].examples.at(0).from == "A@b.de");
    CHECK(conversions[0].examples.at(0).to == "a@b.de");
    CHECK(conversions[1].changed == 6);
    REQUIRE(conversions[1].examples.size() == 3);
    CHECK(conversions[1].examples[1].row == 3);
    CHECK(conversions[1].examples[1].to == "+46701234560");
    CHECK(conversions[2].changed == 7);
    CHECK(conversions[2].examples.empty());
    CHECK(conversions[3].changed == 0);
    const auto json = parse_json(check_json(*checked.check));
    REQUIRE(json.ok());
    CHECK(json->find("columns")->items[1].find("conversions")->find("changed")->integer == 6);
    CHECK(json->find("columns")->items[1].find("conversions")->find("examples")->items[0].find("from")->string == "+46 70 123 45 67");
}

TEST_CASE("a type that was only inferred warns and keeps the text") {
    std::string file = "Mail;Born\n";
    for (int i = 1; i <= 28; ++i) file += "a" + std::to_string(i) + "@example.com;" + std::to_string(i + 2) + ".01.2000\n";
    file += "b@example.com;soon\n";
    const Checked outcome = run_check(sync_of({mapped("Mail", "email"), mapped("Born", "born")}), file);
    CHECK(outcome.errors.empty());
    CHECK(outcome.check->planner().counts().records == 29);
    CHECK(outcome.check->issues().count_of(Code::inferred_type_mismatch) == 1);
    CHECK(outcome.text.find("29 0 [b@example.com] [soon]") != std::string::npos);
    CHECK(outcome.text.find("1 0 [a1@example.com] [2000-01-03]") != std::string::npos);
}

TEST_CASE("an ambiguous date column is an error that names both readings, until somebody decides") {
    const std::string file = "Mail;Born\na@example.com;01/02/2000\nb@example.com;03/04/2001\n";
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Born", "born", Type::date)});
    const Checked asked = run_check(sync, file);
    REQUIRE(asked.errors.size() == 1);
    CHECK(asked.errors[0].code == Code::date_order_ambiguous);
    CHECK(asked.errors[0].message.find("dd/MM/yyyy") != std::string::npos);
    CHECK(asked.errors[0].message.find("MM/dd/yyyy") != std::string::npos);
    sync.default_order = DateOrder::mdy;
    CHECK(run_check(sync, file).text == "1 0 [a@example.com] [2000-01-02]\n2 0 [b@example.com] [2001-03-04]\n");
}

TEST_CASE("another date column of the file that is proven decides an ambiguous one, and the report names it") {
    const std::string file = "Mail;Born;Joined\na@example.com;01/02/2000;25/12/2001\nb@example.com;03/04/2001;24/11/2001\n";
    const FieldMapping mail = mapped("Mail", "email"), born = mapped("Born", "born", Type::date);
    // Imported with its format found out, with a format given, and not imported at all.
    for (const auto& mapping : {std::vector<FieldMapping>{mail, born, mapped("Joined", "joined", Type::date)},
                                {mail, born, mapped("Joined", "joined", Type::date, "dd/MM/yyyy")},
                                {mail, born}}) {
        CAPTURE(mapping.size());
        const Checked outcome = run_check(sync_of(mapping), file);
        CHECK(outcome.errors.empty());
        CHECK(outcome.text.find("[a@example.com] [2000-02-01]") != std::string::npos);
        CHECK(outcome.text.find("[b@example.com] [2001-04-03]") != std::string::npos);
        const Issue* issue = issue_of(outcome, Code::date_order_from_other_column);
        REQUIRE(issue != nullptr);
        CHECK(issue->message.find("column \"Joined\"") != std::string::npos);
        CHECK(issue->message.find("Row 1 holds 25/12/2001") != std::string::npos);
    }
}

TEST_CASE("a year that may stand before or behind a month in words is asked for, and decided by an order or by another column") {
    const std::string file = "Mail;Born;Joined\na@example.com;24-Mar-05;12/14/2001\nb@example.com;12-Jan-07;12/11/2001\n";
    const FieldMapping mail = mapped("Mail", "email"), born = mapped("Born", "born", Type::date);
    Sync sync = sync_of({mail, born});
    const std::string alone = "Mail;Born\na@example.com;24-Mar-05\nb@example.com;12-Jan-07\n";
    const Checked open = run_check(sync, alone);
    REQUIRE(open.errors.size() == 1);
    CHECK(open.errors[0].code == Code::date_order_ambiguous);
    CHECK(open.errors[0].message == "Every date of column \"Born\" can be read as dd-MMM-yy and as yy-MMM-dd (row 1 with 24-Mar-05 is 2005-03-24 or "
                                    "2024-03-05); day and year are not guessed.");
    CHECK(open.errors[0].suggestion == "Say which one it is: \"format\": \"dd-MMM-yy\" in the mapping of the column, or a default_order (--order dmy or "
                                       "--order ymd) for all. Mostly the year stands last.");
    const std::pair<DateOrder, const char*> told[] = {{DateOrder::dmy, "dd-MMM-yy"}, {DateOrder::mdy, "dd-MMM-yy"}, {DateOrder::ymd, "yy-MMM-dd"}};
    for (const auto& [order, format] : told) {
        sync.default_order = order;
        const Checked outcome = run_check(sync, alone);
        REQUIRE(outcome.errors.empty());
        CHECK(outcome.check->columns()[1].format == format);
        CHECK(outcome.check->columns()[1].order == (order == DateOrder::ymd ? DateOrder::ymd : DateOrder::dmy));
    }
    sync.default_order = DateOrder::none;
    const Checked conflict = run_check(sync, "Mail;Born\na@example.com;24-Mar-45\nb@example.com;45-Jan-07\n");
    REQUIRE(conflict.errors.size() == 1);
    CHECK(conflict.errors[0].code == Code::date_order_conflicting);
    CHECK(conflict.errors[0].message ==
          "Column \"Born\" is to hold dates, but some dates of it prove that the year stands last, others that it stands first. "
          "Row 1 reads only as dd-MMM-yy, for example 24-Mar-45. Row 2 reads only as yy-MMM-dd, for example 45-Jan-07.");
    sync.mapping[1].sensitive = true;
    const Checked masked = run_check(sync, "Mail;Born\na@example.com;24-Mar-45\nb@example.com;45-Jan-07\n");
    sync.mapping[1].sensitive = false;
    REQUIRE(masked.errors.size() == 1);
    CHECK(masked.errors[0].message == "Column \"Born\" is to hold dates, but some dates of it prove that the year stands last, others that it stands first.");
    const Checked elsewhere = run_check(sync, file);
    REQUIRE(elsewhere.errors.empty());
    CHECK(elsewhere.text.find("[a@example.com] [2005-03-24]") != std::string::npos);
    CHECK(issue_of(elsewhere, Code::date_order_from_other_column) != nullptr);
}

TEST_CASE("months in words, dates with the year first and columns that contradict each other prove no order") {
    const auto both = [](const std::string& other) {
        return run_check(sync_of({mapped("Mail", "email"), mapped("Born", "born", Type::date)}),
                         "Mail;Born;A;B\na@example.com;01/02/2000;" + other + "\nb@example.com;03/04/2001;" + other + "\n");
    };
    for (const char* other : {"\"March 14, 2024\";", "2024-12-25;", "25/12/2001;12/25/2001"}) {
        CAPTURE(std::string(other));
        const Checked outcome = both(other);
        REQUIRE(outcome.errors.size() == 1);
        CHECK(outcome.errors[0].code == Code::date_order_ambiguous);
    }
}

TEST_CASE("a pattern that was given is told in LDML letters with an example, and a pivot with the years it means") {
    const std::string file = "Mail;Born;Joined\na@example.com;31.01.68;25/12/2001\n";
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Born", "since", Type::date, "TT.MM.JJ"), mapped("Joined", "joined", Type::date)});
    const Checked outcome = run_check(sync, file);
    REQUIRE(outcome.check);
    const ResolvedColumn& born = outcome.check->columns()[1];
    CHECK(born.format == "dd.MM.yy");
    CHECK(born.given_format == "TT.MM.JJ");
    CHECK(born.example == "31.12.24");
    CHECK(born.years == pivot_sentence(69));
    const ResolvedColumn& joined = outcome.check->columns()[2];
    CHECK(joined.given_format.empty());
    CHECK(joined.proof_rows == std::vector<std::uint64_t>{1});
    CHECK(joined.years.empty());
    CHECK(check_json(*outcome.check).find("\"format\":\"dd.MM.yy\",\"given_format\":\"TT.MM.JJ\",\"example\":\"31.12.24\"") != std::string::npos);
}

TEST_CASE("birth dates are known by their field or their column, in any language") {
    CheckOptions options;
    options.today = {2026, 11, 28};
    const std::string file = "Mail;Syntym\u00E4aika\na@example.com;01.12.26\n";
    auto start = Check::start(sync_of({mapped("Mail", "email"), mapped("Syntym\u00E4aika", "x", Type::date, "dd.MM.yy")}), contacts(), bytes_of(file), true, options);
    REQUIRE(start.check);
    Recorder recorder;
    REQUIRE(start.check->feed(bytes_of(file), recorder).ok());
    REQUIRE(start.check->finish(recorder).ok());
    CHECK(recorder.text == "1 0 [a@example.com] [1926-12-01]\n");
    CHECK(start.check->columns()[1].years == "Two-digit years are of the 100 years up to 2026-11-28.");
}

TEST_CASE("times without a zone are told once for each column; a zone without rules is an error of the document") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Seen", "seen", Type::date_time, "yyyy-MM-dd HH:mm")});
    const std::string file = "Mail;Seen\na@example.com;2024-07-01 10:00\nb@example.com;2024-07-02 10:00\n";
    const Checked local = run_check(sync, file);
    CHECK(local.text == "1 0 [a@example.com] [2024-07-01T10:00:00]\n2 0 [b@example.com] [2024-07-02T10:00:00]\n");
    CHECK(local.check->issues().count_of(Code::date_time_zone_missing) == 1);
    sync.time_zone = "+02:00";
    CHECK(run_check(sync, file).text.find("[2024-07-01T08:00:00Z]") != std::string::npos);
    sync.time_zone = "Europe/Berlin";
    const Checked unknown = run_check(sync, file);
    REQUIRE(unknown.errors.size() == 1);
    CHECK(unknown.errors[0].code == Code::invalid_value);
    CheckOptions options;
    options.zone = ZoneRules{"Europe/Berlin", 3600, {{1711846800, 7200}}};
    CHECK(Check::start(sync, contacts(), bytes_of(file), true, options).check != nullptr);
}

TEST_CASE("short and long rows are rejected and protect their keys; a row without a key is counted") {
    Snapshot snapshot;
    for (const char* key : {"a@example.com", "b@example.com", "c@example.com", "gone@example.com"}) snapshot.add(key, 0);
    const std::string file = "Mail;Name\na@example.com\nb@example.com;B;x\nc@example.com;C\n;nobody\n";
    const Checked outcome = run_check(sync_of({mapped("Mail", "email"), mapped("Name", "name")}), file, 7, std::move(snapshot));
    CHECK(outcome.text == "1 rejected row_too_short\n2 rejected row_too_long\n3 1 [c@example.com] [C]\n4 rejected key_missing\n");
    const Planner& planner = outcome.check->planner();
    CHECK(planner.counts().matched == 3);
    CHECK(planner.counts().unreadable_keys == 1);
    CHECK(planner.is_missing("gone@example.com"));
    CHECK_FALSE(planner.is_missing("a@example.com"));
}

TEST_CASE("a row of one cell is told so") {
    const Checked outcome = run_check(sync_of({mapped("Mail", "email")}), "Mail;Name\na@example.com\n");
    const Issue* issue = issue_of(outcome, Code::row_too_short);
    REQUIRE(issue != nullptr);
    CHECK(issue->message == "The row has 1 cell, the header 2.");
}

TEST_CASE("a key that may have been shifted or damaged protects only a contact that is there") {
    struct Case {
        std::string name, row;
        std::uint64_t unreadable;
    };
    for (const Case& c : {Case{"shifted to a city", "Ann;Berlin;x;a@example.com\n", 1}, Case{"the key is there", "Ann;a@example.com;x;y\n", 0},
                          Case{"in place", "Ann;a@example.com;x\n", 0}}) {
        CAPTURE(c.name);
        Snapshot snapshot;
        for (const char* key : {"a@example.com", "b@example.com"}) snapshot.add(key, 0);
        const Checked outcome = run_check(sync_of({mapped("Mail", "email"), mapped("Name", "name")}),
                                          "Name;Mail;City\nBob;b@example.com;Rome\n" + c.row, 1u << 20, std::move(snapshot));
        REQUIRE(outcome.check);
        CHECK(outcome.check->planner().counts().unreadable_keys == c.unreadable);
    }
}

TEST_CASE("what stands in a sensitive column is never told") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Born", "born", Type::date, "dd.MM.yyyy")});
    sync.mapping[1].sensitive = true;
    const Checked outcome = run_check(sync, "Mail;Born\na@example.com;31.02.1980\n");
    const Issue* issue = issue_of(outcome, Code::invalid_date);
    REQUIRE(issue != nullptr);
    CHECK(check_json(*outcome.check).find("31.02.1980") == std::string::npos);
}

TEST_CASE("a row of data that starts with the trailer makes the file doubtful") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.source.trailer = "Total";
    const Checked outcome = run_check(sync, "Name;Mail\nTotal Solutions;t@example.com\nAnn;a@example.com\nTotal;1\n");
    REQUIRE(outcome.check->truncation().has_value());
    CHECK(outcome.check->truncation()->code == Code::trailer_missing);
}

TEST_CASE("totals below the data are told with their place, an announced trailer is not") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    const std::string file = "Mail;Name;Points\na@example.com;Ann;1\nb@example.com;Bob;2\nc@example.com;Cid;3\nTotal;;6\n";
    const Checked outcome = run_check(sync, file);
    CHECK(outcome.check->issues().count_of(Code::footer_row) == 1);
    for (const Issue& issue : outcome.check->issues().kept()) {
        if (issue.code != Code::footer_row) continue;
        CHECK(issue.at.row == 4);
        CHECK(issue.at.line == 5);
        CHECK(issue.at.byte == file.find("Total"));
    }
    sync.source.trailer = "Total";
    CHECK(run_check(sync, file).check->issues().count_of(Code::footer_row) == 0);
}

TEST_CASE("missing cells of short rows are kept when the document says so") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.source.short_rows = ShortRows::keep;
    CHECK(run_check(sync, "Mail;Name\na@example.com\n").text == "1 0 [a@example.com] []\n");
    // But not where an empty one would clear, or where there must be one.
    sync.mapping[1].empty = EmptyCell::clear;
    CHECK(run_check(sync, "Mail;Name\na@example.com\nb@example.com;\n").text == "1 rejected row_too_short\n2 0 [b@example.com] []\n");
    sync.mapping[1].empty = EmptyCell::keep;
    sync.mapping[1].required = true;
    CHECK(run_check(sync, "Mail;Name\na@example.com\n").text == "1 rejected required_empty\n");
}

TEST_CASE("a bound of a column that holds no numbers is refused, not passed over") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.mapping[1].field = "first";
    sync.mapping[1].new_field = true;
    sync.mapping[1].rules.resize(1);
    sync.mapping[1].rules[0].minimum = "5";
    const Checked outcome = run_check(sync, "Mail;Name\na@example.com;Anna\nb@example.com;Bob\nc@example.com;7\n");
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].code == Code::type_clash);
    CHECK(run_check(sync, "Mail;Name\na@example.com;4\nb@example.com;x\nc@example.com;7\n").text.find("1 rejected value_below_minimum") != std::string::npos);
}

TEST_CASE("rules look at an e-mail key as it is stored") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Other", "other", Type::email)});
    sync.mapping[0].rules.resize(1);
    sync.mapping[0].rules[0].one_of = {"anna@x.example"};
    CHECK(run_check(sync, "Mail;Other\nAnna@X.example;\n").text == "1 0 [anna@x.example] []\n");
}

TEST_CASE("zeros that a number does not have are told of") {
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Card", "card", Type::integer)});
    const Checked outcome = run_check(sync, "Mail;Card\na@example.com;01067\nb@example.com;0\nc@example.com;4109\nd@example.com;+07\n");
    CHECK(outcome.text == "1 0 [a@example.com] [1067]\n2 0 [b@example.com] [0]\n3 0 [c@example.com] [4109]\n4 0 [d@example.com] [7]\n");
    CHECK(outcome.check->issues().count_of(Code::leading_zeros_dropped) == 2);
    CHECK(outcome.check->issues().kept().front().message == "\"01067\" is read as the number 1067, without its leading zeros.");
    // Where nobody said that they are numbers they stay.
    Schema guessed = contacts();
    Field& card = guessed.fields.emplace_back();
    card.name = "card";
    card.type = Type::integer;
    card.inferred = true;
    const Checked kept = run_check(sync_of({mapped("Mail", "email"), mapped("Card", "card")}), "Mail;Card\na@example.com;01067\nb@example.com;4109\n",
                                   1u << 20, Snapshot(), 0, guessed);
    CHECK(kept.text == "1 0 [a@example.com] [01067]\n2 0 [b@example.com] [4109]\n");
    CHECK(kept.check->issues().count_of(Code::inferred_type_mismatch) == 1);
    CHECK(run_check(sync_of({mapped("Mail", "email"), mapped("Sum", "sum", Type::number)}), "Mail;Sum\na@example.com;0.5\nb@example.com;00.5\n")
              .check->issues().count_of(Code::leading_zeros_dropped) == 0);
}

TEST_CASE("what would stand as text among the numbers or dates of a field stops the check") {
    Schema schema = contacts();
    for (const auto& [name, type] : {std::pair("sum", Type::number), std::pair("born", Type::date)}) {
        Field& field = schema.fields.emplace_back();
        field.name = name;
        field.type = type;
        field.inferred = true;
    }
    const auto errors_of = [&](const FieldMapping& column, const std::string& file) {
        auto start = Check::start(sync_of({mapped("Mail", "email"), column}), schema, bytes_of(file), true);
        if (!start.errors.empty() || !start.check->needs_survey()) return start.errors;
        start.check->survey(bytes_of(file));
        return start.check->finish_survey();
    };
    const auto numbers = errors_of(mapped("Sum", "sum"), "Mail;Sum\na@example.com;1.234\nb@example.com;2.345\n");
    REQUIRE(numbers.size() == 1);
    CHECK(numbers.front().code == Code::number_format_ambiguous);
    CHECK(errors_of(mapped("Sum", "sum"), "Mail;Sum\na@example.com;1.234\nb@example.com;2.34\n").empty());
    FieldMapping born = mapped("Born", "born");
    born.format = "dd.MM.yyyy";
    const auto dates = errors_of(born, "Mail;Born\na@example.com;03/13/1980\nb@example.com;04/14/1981\n");
    REQUIRE(dates.size() == 1);
    CHECK(dates.front().code == Code::invalid_date);
    CHECK(dates.front().message == "Column \"Born\" is to hold dates as dd.MM.yyyy, but the file writes them as MM/dd/yyyy.");
    CHECK(errors_of(born, "Mail;Born\na@example.com;13.03.1980\nb@example.com;04/14/1981\n").empty());
    CHECK(errors_of(born, "Mail;Born\na@example.com;unknown\nb@example.com;\n").empty());
    // Whatever stands above the first date.
    std::string late = "Mail;Born\n";
    for (const char* word : {"unknown", "n/a", "none", "?"}) late += "x" + std::to_string(late.size()) + "@example.com;" + word + "\n";
    for (int i = 10; i < 28; ++i) late += "a" + std::to_string(i) + "@example.com;" + std::to_string(i) + ".03.1980\n";
    CHECK(errors_of(born, late).empty());
}

TEST_CASE("names that were made usable are told of, as by sniff") {
    const Checked outcome = run_check(sync_of({mapped("Mail", "email")}), "Mail;;Name;Name\na@example.com;1;A;B\nb@example.com;2;C;D\n");
    CHECK(outcome.check->issues().count_of(Code::header_name_empty) == 1);
    CHECK(outcome.check->issues().count_of(Code::header_name_duplicate) == 1);
}

TEST_CASE("null words are empty cells, and required fields must not be") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.null_words = {"NULL"};
    sync.mapping[1].required = true;
    CHECK(run_check(sync, "Mail;Name\na@example.com;NULL\nb@example.com;null\n").text ==
          "1 rejected required_empty\n2 0 [b@example.com] [null]\n");
}

TEST_CASE("limits of values are checked at their level") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Points", "points", Type::number)});
    sync.decimal = DecimalMark::point;
    sync.mapping[1].rules = {{"0", std::nullopt, Severity::error}, {std::nullopt, "100", Severity::warning}};
    const Checked outcome = run_check(sync, "Mail;Points\na@example.com;-1\nb@example.com;9.5\nc@example.com;100.5\n");
    CHECK(outcome.text == "1 rejected value_below_minimum\n2 0 [b@example.com] [9.5]\n3 0 [c@example.com] [100.5]\n");
    CHECK(outcome.check->issues().count_of(Code::value_above_maximum) == 1);
}

namespace {

FieldRule matching(std::string expression, Severity level = Severity::error) {
    FieldRule rule;
    rule.matches = std::move(expression);
    rule.level = level;
    return rule;
}

FieldRule compared(Comparison comparison, std::string field, Severity level = Severity::error) {
    FieldRule rule;
    rule.compare = comparison;
    rule.other_field = std::move(field);
    rule.level = level;
    return rule;
}

FieldRule unique(Severity level = Severity::error) {
    FieldRule rule;
    rule.unique = true;
    rule.level = level;
    return rule;
}

}  // namespace

TEST_CASE("limits of times look at fractions of seconds, and limits of days at whole days") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("At", "at", Type::date_time, "iso8601")});
    sync.mapping[1].rules = {{"2024-07-01T08:00:00Z", "2024-07-02", Severity::error}};
    CHECK(run_check(sync, "Mail;At\na@example.com;2024-07-01T08:00:00.5Z\nb@example.com;2024-07-01T07:59:59.9Z\n"
                          "c@example.com;2024-07-02T23:59:59Z\nd@example.com;2024-07-03T00:00:00Z\ne@example.com;2024-07-01T08:00:00Z\n")
              .text ==
          "1 0 [a@example.com] [2024-07-01T08:00:00.5Z]\n2 rejected value_below_minimum\n3 0 [c@example.com] [2024-07-02T23:59:59Z]\n"
          "4 rejected value_above_maximum\n5 0 [e@example.com] [2024-07-01T08:00:00Z]\n");
}

TEST_CASE("a limit that says its offset is an instant, one that says none is of the zone of the document") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("At", "at", Type::date_time, "iso8601")});
    sync.mapping[1].rules = {{"2024-07-01T10:00:00+02:00", "2024-07-01T08:00-01:00", Severity::error}};
    const std::string file = "Mail;At\na@example.com;2024-07-01T07:59:59Z\nb@example.com;2024-07-01T08:00:00Z\nc@example.com;2024-07-01T11:00:59+02:00\n"
                             "d@example.com;2024-07-01T11:01:00+02:00\n";
    const Checked outcome = run_check(sync, file);
    CHECK(outcome.text == "1 rejected value_below_minimum\n2 0 [b@example.com] [2024-07-01T08:00:00Z]\n3 0 [c@example.com] [2024-07-01T09:00:59Z]\n"
                          "4 rejected value_above_maximum\n");
    REQUIRE(issue_of(outcome, Code::value_below_minimum) != nullptr);
    CHECK(issue_of(outcome, Code::value_below_minimum)->message == "The value is below the minimum 2024-07-01T10:00:00+02:00.");
    sync.time_zone = "+02:00";
    sync.mapping[1].rules = {{"2024-07-01T10:00:00", "2024-07-01T11:00", Severity::error}};
    CHECK(run_check(sync, file).text == outcome.text);
    // A day has no time that could be moved.
    sync.mapping[1] = mapped("At", "at", Type::date, "iso8601");
    sync.mapping[1].rules = {{"2024-07-01T23:30:00-05:00", {}, Severity::error}};
    CHECK(run_check(sync, "Mail;At\na@example.com;2024-06-30\nb@example.com;2024-07-01\n").text ==
          "1 rejected value_below_minimum\n2 0 [b@example.com] [2024-07-01]\n");
}

TEST_CASE("a limit says what a column holds where neither the document nor inspection does") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("X", "x")});
    sync.mapping[1].rules = {{"18", "100", Severity::error}};
    const Checked numbers = run_check(sync, "Mail;X\na@example.com;unknown\nb@example.com;9\nc@example.com;not told\nd@example.com;20\ne@example.com;100,5\n");
    REQUIRE(numbers.check);
    CHECK(numbers.check->columns()[1].type == Type::number);
    CHECK_FALSE(numbers.check->columns()[1].declared);
    CHECK(numbers.text == "1 0 [a@example.com] [unknown]\n2 rejected value_below_minimum\n3 0 [c@example.com] [not told]\n4 0 [d@example.com] [20]\n"
                          "5 rejected value_above_maximum\n");
    CHECK(numbers.check->issues().count_of(Code::inferred_type_mismatch) == 2);
    CHECK(run_check(sync, "Mail;X\na@example.com;\n").text == "1 0 [a@example.com] []\n");

    sync.mapping[1].rules = {{"1900-01-01", {}, Severity::error}};
    CHECK(run_check(sync, "Mail;X\na@example.com;\n").check->columns()[1].type == Type::date);
    CHECK(run_check(sync, "Mail;X\na@example.com;unknown\nb@example.com;01.01.1900\nc@example.com;31.12.1899\nd@example.com;24.12.1980\n").text ==
          "1 0 [a@example.com] [unknown]\n2 0 [b@example.com] [1900-01-01]\n3 rejected value_below_minimum\n4 0 [d@example.com] [1980-12-24]\n");
    sync.mapping[1].rules = {{"1900-01-01", "2000-01-01T00:00Z", Severity::error}};
    CHECK(run_check(sync, "Mail;X\na@example.com;some\nb@example.com;words\n").errors.at(0).code == Code::type_clash);
    CHECK(run_check(sync, "Mail;X\na@example.com;\n").check->columns()[1].type == Type::date_time);
}

TEST_CASE("a limit that is no value of the column's type stops the check and says what to do") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("X", "x")});
    sync.mapping[0].rules = {{"1", {}, Severity::error}};   // the field email of the destination
    const Checked declared = run_check(sync, "Mail;X\na@example.com;1\n");
    REQUIRE(declared.errors.size() == 1);
    CHECK(declared.errors[0].code == Code::type_clash);
    CHECK(declared.errors[0].column_name == "Mail");
    CHECK(declared.errors[0].message == "A rule bounds the column \"Mail\" by 1, a number, but its values are of the type email.");
    CHECK(declared.errors[0].suggestion == "Declare \"type\": \"number\" in the mapping of the column, or remove the rule.");

    sync.mapping[0].rules.clear();
    sync.mapping[1].rules = {{"18", {}, Severity::error}};
    const Checked both_ways = run_check(sync, "Mail;X\na@example.com;1.500\nb@example.com;2.500\n");
    REQUIRE(both_ways.errors.size() == 1);
    CHECK(both_ways.errors[0].message.ends_with("of the type text. Kept as text: every number of it reads with a decimal point and with a decimal comma."));
    sync.mapping[1].rules = {{"18", "2000-01-01", Severity::error}};
    CHECK(run_check(sync, "Mail;X\na@example.com;20\n").errors.at(0).code == Code::type_clash);
    sync.mapping[1].rules = {{"old", {}, Severity::error}};
    CHECK(run_check(sync, "Mail;X\na@example.com;20\n").errors.at(0).message.find("by old, neither a number nor a date, but") != std::string::npos);
    // No day of the calendar.
    sync.mapping[1] = mapped("X", "x", Type::date_time, "iso8601");
    sync.mapping[1].rules = {{"2024-02-30T10:00", {}, Severity::error}};
    CHECK(run_check(sync, "Mail;X\na@example.com;2024-07-01T08:00:00Z\n").errors.at(0).code == Code::type_clash);
}

TEST_CASE("rows of other keys with one telephone number or one person are told, and imported") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Phone", "phone", Type::phone), mapped("Name", "full_name", Type::text),
                         mapped("Born", "birth_date", Type::date, "dd.MM.yyyy")});
    const std::string file = "Mail;Phone;Name;Born\n"
                             "a@example.com;+46 70 123 45 67;Anna Berg;24.12.1980\n"
                             "b@example.com;0046701234567;;\n"
                             "A@example.com;+46701234567;Anna Berg;24.12.1980\n"      // the key of row 1: duplicate_row or duplicate_key, no more
                             "c@example.com;;ANNA BÉRG;24.12.1980\n"
                             "no address;+46701234567;Anna Berg;24.12.1980\n"         // rejected
                             "d@example.com;+46701234567;anna berg;24.12.1980\n"
                             "e@example.com;;Anna Berg;25.12.1980\n";
    for (const std::size_t chunk : {std::size_t{1} << 20, std::size_t{7}}) {
        const Checked outcome = run_check(sync, file, chunk);
        CHECK(outcome.check->issues().count_of(Code::near_duplicate) == 3);
        CHECK(outcome.check->planner().counts().records == 5);
        std::string told;
        for (const Issue& issue : outcome.check->issues().kept()) {
            if (issue.code == Code::near_duplicate) told += std::to_string(issue.at.row) + " line " + std::to_string(issue.at.line) + ": " + issue.message + "\n";
        }
        CHECK(told == "2 line 3: Row 1 has the same telephone number.\n4 line 5: Row 1 has the same name and birth date.\n"
                      "6 line 7: Row 1 has the same telephone number, name and birth date.\n");
        CHECK(issue_of(outcome, Code::near_duplicate)->at.byte == file.find("b@example"));
    }
    sync.near_duplicates = false;
    CHECK(run_check(sync, file).check->issues().count_of(Code::near_duplicate) == 0);
    sync.near_duplicates = true;
    sync.key = {"", true};   // every row is a contact of its own
    CHECK(run_check(sync, file).check->issues().count_of(Code::near_duplicate) == 4);
}

TEST_CASE("the number of a switchboard does not take the place of faults among the issues") {
    const Sync sync = sync_of({mapped("Mail", "email"), mapped("Phone", "phone", Type::phone)});
    std::string file = "Mail;Phone\n";
    for (int i = 0; i < 5000; ++i) file += "a" + std::to_string(i) + "@example.com;+46701234567\n";
    const Checked outcome = run_check(sync, file + "a..b@c.de;\n", 1u << 20, Snapshot(), file.size());
    CHECK(outcome.check->issues().count_of(Code::near_duplicate) == 4999);
    CHECK(outcome.check->issues().kept().size() == 21);
    CHECK(issue_of(outcome, Code::invalid_email) != nullptr);
}

TEST_CASE("values must match expressions, in the form in which they are stored, at the level of the rule") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("No", "number", Type::text), mapped("Phone", "phone", Type::phone)});
    sync.mapping[1].rules = {matching("^[A-Z]{2}\\d+$"), matching("7", Severity::warning)};
    sync.mapping[2].rules = {matching("^\\+46")};
    const Checked outcome = run_check(sync, "Mail;No;Phone\na@example.com;DE7;0046 70 123 45 67\nb@example.com;de1;\nc@example.com;DE1;+46701234567\n"
                                            "d@example.com;;+4930123456\n");
    CHECK(outcome.text == "1 0 [a@example.com] [DE7] [+46701234567]\n2 rejected value_not_matching\n"
                          "3 0 [c@example.com] [DE1] [+46701234567]\n4 rejected value_not_matching\n");
    const Issue* issue = issue_of(outcome, Code::value_not_matching);
    REQUIRE(issue != nullptr);
    CHECK(issue->message == "The value does not match \"^[A-Z]{2}\\d+$\".");
    CHECK(issue->value == "de1");
    CHECK(issue->column_name == "No");
    CHECK(outcome.check->issues().count_of(Severity::warning) == 2);
}

TEST_CASE("an expression that cannot be compiled stops the check") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("No", "number", Type::text)});
    sync.mapping[1].rules = {matching("a(")};
    const Checked outcome = run_check(sync, "Mail;No\na@example.com;a\n");
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].code == Code::expression_invalid);
    CHECK(outcome.errors[0].column_name == "No");
}

TEST_CASE("values must be listed, numbers as numbers") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Size", "size", Type::text), mapped("Points", "points", Type::number)});
    sync.decimal = DecimalMark::point;
    sync.mapping[1].rules.emplace_back().one_of = {"S", "M", "L"};
    sync.mapping[2].rules.emplace_back().one_of = {"5", "-1.50"};
    const Checked outcome = run_check(sync, "Mail;Size;Points\na@example.com;M;5.0\nb@example.com;m;5\nc@example.com;;-1.5\nd@example.com;L;15\n");
    CHECK(outcome.text == "1 0 [a@example.com] [M] [5.0]\n2 rejected value_not_listed\n3 0 [c@example.com] [] [-1.5]\n4 rejected value_not_listed\n");
    const Issue* issue = issue_of(outcome, Code::value_not_listed);
    REQUIRE(issue != nullptr);
    CHECK(issue->message == "The value is none of the allowed ones: L, M, S.");
}

TEST_CASE("where nobody declared a type, values are listed as what the column was found to hold") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Points", "points"), mapped("Day", "day"), mapped("Code", "code")});
    sync.mapping[1].rules.emplace_back().one_of = {"5", "7.50", "many"};
    sync.mapping[2].rules.emplace_back().one_of = {"2024-12-31", "2025-01-01"};
    sync.mapping[3].rules.emplace_back().one_of = {"01", "5"};
    const Checked outcome = run_check(sync, "Mail;Points;Day;Code\na@example.com;5.0;31.12.2024;01\nb@example.com;5.00;1.1.2025;5\nc@example.com;7.5;;A1\n"
                                            "d@example.com;15;30.12.2024;1\ne@example.com;5;31.12.2024;5.0\nf@example.com;5;;01\ng@example.com;5;;01\n"
                                            "h@example.com;5;;B2\ni@example.com;5;;01\nj@example.com;5;;01\nk@example.com;5;;01\nl@example.com;many;;01\n");
    REQUIRE(outcome.errors.empty());
    REQUIRE(outcome.check->columns()[1].type == Type::number);
    REQUIRE(outcome.check->columns()[2].type == Type::date);
    REQUIRE(outcome.check->columns()[3].type == Type::text);
    CHECK(outcome.text.substr(0, outcome.text.find("6 ")) ==
          "1 0 [a@example.com] [5.0] [2024-12-31] [01]\n2 0 [b@example.com] [5.00] [2025-01-01] [5]\n3 rejected value_not_listed\n"
          "4 rejected value_not_listed value_not_listed value_not_listed\n5 rejected value_not_listed\n");
    CHECK(outcome.text.find("12 0 [l@example.com] [many]") != std::string::npos);
}

TEST_CASE("a list of a column of times holds times, however short they are written") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Start", "start", Type::date_time, "dd.MM.yyyy HH:mm")});
    sync.time_zone = "+02:00";
    sync.mapping[1].rules.emplace_back().one_of = {"2024-07-01T08:00", "2024-07-01T07:00:00Z"};
    const Checked outcome =
        run_check(sync, "Mail;Start\na@example.com;01.07.2024 08:00\nb@example.com;01.07.2024 09:00\nc@example.com;01.07.2024 07:00\n");
    CHECK(outcome.text == "1 0 [a@example.com] [2024-07-01T06:00:00Z]\n2 0 [b@example.com] [2024-07-01T07:00:00Z]\n3 rejected value_not_listed\n");
}

TEST_CASE("a value on which a large expression would take too long is told with the expression, at the level of the rule") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Note", "note", Type::text)});
    const std::string expression = "(?:a?){1000}(?:a?){1000}(?:a?){1000}b";
    sync.mapping[1].rules = {matching(expression)};
    const std::string file = "Mail;Note\na@example.com;" + std::string(20000, 'a') + "\nb@example.com;ab\nc@example.com;c\n";
    const Checked outcome = run_check(sync, file);
    CHECK(outcome.text == "1 rejected expression_too_costly\n2 0 [b@example.com] [ab]\n3 rejected value_not_matching\n");
    const Issue* issue = issue_of(outcome, Code::expression_too_costly);
    REQUIRE(issue != nullptr);
    CHECK(issue->column_name == "Note");
    CHECK(issue->message == "Whether the value matches \"" + expression + "\" was not found out in 10000000 steps, which is as far as a search goes.");
    CHECK(issue->suggestion == "Shorten the value, or write the expression with fewer and smaller repeats.");
    sync.mapping[1].rules = {matching(expression, Severity::warning)};
    const Checked warned = run_check(sync, file);
    CHECK(warned.check->planner().counts().records == 3);
    CHECK(issue_of(warned, Code::expression_too_costly)->severity == Severity::warning);
}

TEST_CASE("a row that the reader damaged is rejected with its reason") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.source.dialect.quote = '"';
    sync.source.dialect.delimiter = ";";
    const Checked outcome = run_check(sync, "Mail;Name\na@example.com;A\nb@example.com;\"B\nc@example.com;C\n");
    CHECK(outcome.text == "1 0 [a@example.com] [A]\n2 rejected unclosed_quote\n3 0 [c@example.com] [C]\n");
    CHECK(outcome.check->issues().count_of(Code::unclosed_quote) == 1);
}

TEST_CASE("a cell that opens with a quote rejects its row where nobody said that there are no quotes") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    const char* file = "Mail;Name\na@example.com;1\nb@example.com;\"2";
    const Checked outcome = run_check(sync, file);
    CHECK(outcome.text == "1 0 [a@example.com] [1]\n2 rejected unclosed_quote\n");
    sync.source.dialect.quote = '\0';
    CHECK(run_check(sync, file).text == "1 0 [a@example.com] [1]\n2 0 [b@example.com] [\"2]\n");
}

TEST_CASE("a format without a date stops the check") {
    const Checked outcome = run_check(sync_of({mapped("Mail", "email"), mapped("At", "at", Type::date_time, "HH:mm")}), "Mail;At\na@example.com;12:30\n");
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].code == Code::pattern_invalid);
}

TEST_CASE("a broken rule of a sensitive column is told, its value is not") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("No", "number", Type::text)});
    sync.mapping[1].sensitive = true;
    sync.mapping[1].rules.emplace_back().one_of = {"A", "B"};
    const Checked outcome = run_check(sync, "Mail;No\na@example.com;secret7\n");
    const Issue* issue = issue_of(outcome, Code::value_not_listed);
    REQUIRE(issue != nullptr);
    CHECK(issue->message == "The value is none of the allowed ones: A, B.");
    CHECK(issue->value.find("secret7") == std::string::npos);
}

TEST_CASE("a word for nothing in the key is an empty key") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.null_words = {"NULL"};
    CHECK(run_check(sync, "Mail;Name\na@example.com;A\nNULL;B\n").text == "1 0 [a@example.com] [A]\n2 rejected key_missing\n");
}

TEST_CASE("rules of a key look at what was read, not at how it was written") {
    Sync sync = sync_of({mapped("Day", "day", Type::date, "dd.MM.yyyy"), mapped("Until", "until", Type::date, "dd.MM.yyyy")});
    sync.key.field = "day";
    sync.mapping[0].rules = {compared(Comparison::less, "until")};
    sync.mapping[0].rules.emplace_back().one_of = {"2024-12-31", "2024-02-01"};
    const Checked outcome = run_check(sync, "Day;Until\n31.12.2024;01.01.2025\n01.02.2024;01.01.2024\n03.02.2024;01.01.2025\n");
    CHECK(outcome.text.starts_with("1 "));
    CHECK(outcome.check->issues().count_of(Code::fields_contradict) == 1);
    CHECK(outcome.check->issues().count_of(Code::value_not_listed) == 1);
    CHECK(outcome.check->planner().counts().rejected == 2);
}

TEST_CASE("a rule can ask for a value without rejecting the row") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    FieldRule& rule = sync.mapping[1].rules.emplace_back();
    rule.required = true;
    rule.level = Severity::information;
    const Checked outcome = run_check(sync, "Mail;Name\na@example.com;\nb@example.com;B\n");
    CHECK(outcome.text == "1 0 [a@example.com] []\n2 0 [b@example.com] [B]\n");
    const Issue* issue = issue_of(outcome, Code::required_empty);
    REQUIRE(issue != nullptr);
    CHECK(issue->severity == Severity::information);
    CHECK(issue->at.row == 1);
    sync.mapping[1].required = true;   // says it as an error, once
    CHECK(run_check(sync, "Mail;Name\na@example.com;\nb@example.com;B\n").text == "1 rejected required_empty\n2 0 [b@example.com] [B]\n");
}

TEST_CASE("two fields of a row are compared where both have a value that fits") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Born", "birth_date", Type::date, "dd.MM.yyyy"),
                         mapped("Signed", "signup_date", Type::date_time, "iso8601"), mapped("Low", "low", Type::number), mapped("High", "high", Type::integer)});
    sync.decimal = DecimalMark::point;
    sync.mapping[1].rules = {compared(Comparison::less, "signup_date")};
    sync.mapping[4].rules = {compared(Comparison::greater_or_equal, "low", Severity::warning)};
    const Checked outcome = run_check(sync, "Mail;Born;Signed;Low;High\n"
                                            "a@example.com;24.12.1980;2020-01-01T10:00:00Z;9.5;10\n"
                                            "b@example.com;24.12.2020;2020-01-01T10:00:00Z;;\n"
                                            "c@example.com;01.01.2020;2020-01-01T10:00:00Z;;\n"
                                            "d@example.com;01.01.2020;;10.5;10\n"
                                            "e@example.com;31.02.2020;2020-01-01T10:00:00Z;-2;-2\n");
    CHECK(outcome.text == "1 0 [a@example.com] [1980-12-24] [2020-01-01T10:00:00Z] [9.5] [10]\n2 rejected fields_contradict\n"
                          "3 rejected fields_contradict\n4 0 [d@example.com] [2020-01-01] [] [10.5] [10]\n5 rejected invalid_date\n");
    const Issue* issue = issue_of(outcome, Code::fields_contradict);
    REQUIRE(issue != nullptr);
    CHECK(issue->message == "The value has to be before that of signup_date, which is 2020-01-01T10:00:00Z.");
    CHECK(issue->value == "2020-12-24");
    CHECK(outcome.check->issues().count_of(Code::fields_contradict) == 3);
    CHECK(outcome.check->issues().count_of(Severity::warning) == 1);
    sync.mapping[2].sensitive = true;
    const Checked masked = run_check(sync, "Mail;Born;Signed;Low;High\na@example.com;24.12.2020;2020-01-01T10:00:00Z;;\n");
    CHECK(issue_of(masked, Code::fields_contradict)->message == "The value has to be before that of signup_date.");
}

TEST_CASE("every comparison of two fields") {
    const struct {
        Comparison comparison;
        const char* rejected;   // of 4, 5 and 10 beside 5
    } cases[] = {{Comparison::less, "011"},    {Comparison::less_or_equal, "001"}, {Comparison::greater, "110"}, {Comparison::greater_or_equal, "100"},
                 {Comparison::equal, "101"},   {Comparison::not_equal, "010"}};
    for (const auto& c : cases) {
        Sync sync = sync_of({mapped("Mail", "email"), mapped("A", "a", Type::integer), mapped("B", "b", Type::integer)});
        sync.mapping[1].rules = {compared(c.comparison, "b")};
        const std::string text = run_check(sync, "Mail;A;B\na@example.com;4;5\nb@example.com;5;5\nc@example.com;10;5\n").text;
        CAPTURE(c.rejected);
        for (std::size_t row = 0; row < 3; ++row) {
            const bool rejected = text.find(std::to_string(row + 1) + " rejected fields_contradict") != std::string::npos;
            CHECK(rejected == (c.rejected[row] == '1'));
        }
    }
}

TEST_CASE("fields of types that were found and do not go together are not compared, but told") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("A", "a", Type::date, "iso8601"), mapped("B", "b")});
    sync.mapping[1].rules = {compared(Comparison::less, "b")};
    const Checked outcome = run_check(sync, "Mail;A;B\na@example.com;2020-01-01;some\nb@example.com;2020-01-01;words\n");
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].code == Code::type_clash);
    sync.mapping[1].rules = {compared(Comparison::less, "c")};
    const Checked missing = run_check(sync, "Mail;A;B\na@example.com;2020-01-01;some\nb@example.com;2020-01-01;words\n");
    REQUIRE(missing.errors.size() == 1);
    CHECK(missing.errors[0].code == Code::field_unknown);
}

TEST_CASE("no two keys may share a value that has to be unique, rows of one key may") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Card", "card", Type::text)});
    sync.mapping[1].rules = {unique()};
    const Checked outcome = run_check(sync, "Mail;Card\na@example.com;1\nb@example.com;2\nA@example.com;1\nc@example.com;1\nd@example.com;\ne@example.com;\n"
                                            "c@example.com;2\n");
    CHECK(outcome.text.find("4 rejected value_not_unique") != std::string::npos);
    CHECK(outcome.text.find("7 rejected value_not_unique") != std::string::npos);
    CHECK(outcome.check->issues().count_of(Code::value_not_unique) == 2);
    const Issue* issue = issue_of(outcome, Code::value_not_unique);
    REQUIRE(issue != nullptr);
    CHECK(issue->message == "Row 1 has the same value, and another key.");
    CHECK(issue->at.row == 4);
    sync.mapping[1].rules = {unique(Severity::information), unique(Severity::warning)};
    CHECK(run_check(sync, "Mail;Card\na@example.com;1\nb@example.com;1\n").check->issues().count_of(Severity::warning) == 1);
    sync.key = {"", true};   // every row is a contact of its own
    CHECK(run_check(sync, "Mail;Card\na@example.com;1\na@example.com;1\n").check->issues().count_of(Code::value_not_unique) == 1);
}

TEST_CASE("numbers and dates that have to be unique are told apart by what they are, texts by their letters") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Value", "value")});
    sync.mapping[1].rules = {unique()};
    const struct {
        Type found;
        const char *one, *same, *other;
    } cases[] = {
        {Type::number, "5", "5.0", "-5"},     {Type::number, "0.50", ".5", "5"},           {Type::number, "-0", "0.0", "1"},
        {Type::number, "07", "7", "70"},      {Type::date, "31.12.2024", "31.12.2024", "30.12.2024"},
        {Type::date_time, "2024-12-31T10:00", "2024-12-31T10:00:00.0", "2024-12-31T10:00:01"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.one);
        sync.mapping[1].type = c.found;
        sync.mapping[1].format = c.found == Type::date_time ? "iso8601" : "";
        sync.decimal = DecimalMark::point;
        const std::string file = std::string("Mail;Value\na@example.com;") + c.one + "\nb@example.com;" + c.same + "\nc@example.com;" + c.other + "\n";
        const Checked outcome = run_check(sync, file);
        REQUIRE(outcome.errors.empty());
        CHECK(outcome.text.find("2 rejected value_not_unique") != std::string::npos);
        CHECK(outcome.check->issues().count_of(Code::value_not_unique) == 1);
        sync.mapping[1].type = Type::text;
        sync.mapping[1].format.clear();
        CHECK(run_check(sync, file).check->issues().count_of(Code::value_not_unique) == (std::string_view(c.one) == c.same ? 1 : 0));
    }
    // Found out, not declared; a cell that does not fit is a text of its own.
    sync.mapping[1].type.reset();
    sync.decimal = DecimalMark::unknown;
    const Checked found = run_check(sync, "Mail;Value\na@example.com;5\nb@example.com;5.0\nc@example.com;6\nd@example.com;7\ne@example.com;8\n"
                                          "f@example.com;9\ng@example.com;10\nh@example.com;11\ni@example.com;12\nj@example.com;some\n");
    REQUIRE(found.check->columns()[1].type == Type::number);
    CHECK(found.check->issues().count_of(Code::value_not_unique) == 1);
    CHECK(found.text.find("2 rejected value_not_unique") != std::string::npos);
}

TEST_CASE("values that have to be unique are found among many") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Card", "card", Type::text)});
    sync.mapping[1].rules = {unique()};
    std::string file = "Mail;Card\n";
    constexpr int rows = 20000;
    for (int i = 1; i <= rows; ++i) file += std::to_string(i) + "@example.com;" + std::to_string(i % 17000) + "\n";
    const Checked outcome = run_check(sync, file);
    CHECK(outcome.check->issues().count_of(Code::value_not_unique) == rows - 17000);
    CHECK(issue_of(outcome, Code::value_not_unique)->message == "Row 1 has the same value, and another key.");
}

TEST_CASE("rows of one key are reported with the number of the other row") {
    const Checked outcome = run_check(sync_of({mapped("Mail", "email"), mapped("Name", "name")}),
                                      "Mail;Name\na@example.com;A\nA@example.com;A\na@example.com;B\n");
    CHECK(outcome.check->issues().count_of(Code::duplicate_row) == 1);
    const Issue* issue = issue_of(outcome, Code::duplicate_key);
    REQUIRE(issue != nullptr);
    CHECK(issue->at.row == 3);
    CHECK(issue->message.find("Row 1 ") != std::string::npos);
    CHECK(outcome.check->planner().counts().skipped == 2);
}

// Of a text of ASCII with a byte-order mark before it.
std::string utf_16be(std::string_view text) {
    std::string bytes(text.substr(0, 2));
    for (const char c : text.substr(2)) bytes += {'\0', c};
    return bytes;
}

TEST_CASE("files that are not whole are told, and the guard never lets them delete") {
    struct Case {
        std::string name, file;
        Code code;
        std::uint64_t minimum_rows = 0;
        std::string trailer = {};
    };
    for (const Case& c : {Case{"header only", "Mail;Name\n", Code::file_header_only},
                          Case{"open quote", "Mail;Name\nb@example.com;\"B;\"\na@example.com;\"open\n", Code::file_truncated},
                          Case{"only one quote, and that is open", "Mail;Name\na@example.com;\"open\n", Code::file_truncated},
                          Case{"open quote with more lines", "Mail;Name\na@example.com;\"open\nand\ncut", Code::file_truncated},
                          Case{"zero bytes", std::string("Mail;Name\nb@example.com;B\na@example.com;A\0B\n", 43), Code::file_truncated},
                          Case{"cut off inside the last row", "Mail;Name\nb@example.com;B\na@examp", Code::file_truncated},
                          Case{"cut off inside the first row", "Mail;Name\na@examp", Code::file_truncated},
                          Case{"cut off inside a row of UTF-16", utf_16be("\xFE\xFFMail;Name\nb@example.com;B\na@examp"), Code::file_truncated},
                          Case{"too few rows", "Mail;Name\na@example.com;A\n", Code::too_few_rows, 2},
                          Case{"no trailer", "Mail;Name\na@example.com;A\n", Code::trailer_missing, 0, "END"}}) {
        CAPTURE(c.name);
        Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
        sync.mode.delete_missing = true;
        sync.source.minimum_rows = c.minimum_rows;
        sync.source.trailer = c.trailer;
        Snapshot snapshot;
        snapshot.add("a@example.com", 0);
        const Checked outcome = run_check(sync, c.file, 5, std::move(snapshot));
        for (const Issue& error : outcome.errors) MESSAGE(error.message);
        REQUIRE(outcome.check);
        REQUIRE(outcome.check->truncation().has_value());
        CHECK(outcome.check->truncation()->code == c.code);
        const GuardResult guard = outcome.check->guard_result(false, true);
        CHECK(guard.verdict == Verdict::blocked);
        CHECK(guard.rule == GuardRule::truncated);
    }
}

TEST_CASE("a last row that is too short is cut off only where that is the only sign of its kind, and no line break follows") {
    for (const std::string file : {"Mail;Name\nb@example.com;B\na@examp\n", "Mail;Name\nb@example.com;B\na@examp\r\n", "Mail;Name\nb@example.com\na@examp",
                                   "Mail;Name\nb@example.com\na@example.com;A", "Mail;Name\nb@example.com;B\na@example.com;",
                                   "Mail;Name\nb@example.com;B\nEND"}) {
        CAPTURE(file);
        Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
        sync.mode.delete_missing = true;
        if (file.ends_with("END")) sync.source.trailer = "END";
        const Checked outcome = run_check(sync, file);
        REQUIRE(outcome.check);
        CHECK_FALSE(outcome.check->truncation().has_value());
    }
    Sync keeping = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    keeping.source.short_rows = ShortRows::keep;
    CHECK_FALSE(run_check(keeping, "Mail;Name\nb@example.com;B\na@example.com").check->truncation().has_value());
}

TEST_CASE("an announced trailer is no row") {
    Sync sync = sync_of({mapped("Mail", "email"), mapped("Name", "name")});
    sync.source.trailer = "END";
    const Checked outcome = run_check(sync, "Mail;Name\na@example.com;A\nEND;1\n");
    CHECK(outcome.check->planner().counts().rows == 1);
    CHECK_FALSE(outcome.check->truncation().has_value());
}

TEST_CASE("a mapping that cannot be used is told at the start, with every fault") {
    const Checked outcome = run_check(sync_of({mapped("Mial", "email"), mapped("Name", "name"), mapped("Name", "name")}), "Mail;Name\na@example.com;A\n");
    CHECK(outcome.check == nullptr);
    REQUIRE(outcome.errors.size() >= 2);
    CHECK(run_check(sync_of({mapped("Mail", "email")}), "").errors.at(0).code == Code::file_empty);
}

TEST_CASE("with an automatic mapping the resolved document says what was found") {
    Sync sync = sync_of({});
    sync.mapping_auto = true;
    std::string file = "E-Mail;Vorname;Geburtstag\n";
    for (int i = 1; i <= 20; ++i) file += "a" + std::to_string(i) + "@example.com;Anna;" + std::to_string(i + 10) + ".01.2000\n";
    const Checked outcome = run_check(sync, file);
    REQUIRE(outcome.errors.empty());
    const Sync& resolved = outcome.check->resolved();
    REQUIRE(resolved.mapping.size() == 3);
    CHECK_FALSE(resolved.mapping_auto);
    CHECK(resolved.mapping[0].field == "email");
    CHECK(resolved.mapping[1].new_field);
    CHECK(resolved.mapping[2].format == "dd.MM.yyyy");
    CHECK(outcome.check->planner().counts().insert == 20);
}

TEST_CASE("a length in the mapping is a limit where the type is declared, and a warning where it is not") {
    FieldMapping declared = mapped("Note", "note", Type::text);
    declared.max_length = 3;
    FieldMapping open = mapped("Remark", "remark");
    open.max_length = 3;
    const std::string file = "Mail;Note;Remark\na@example.com;\u00E4\u00F6\u00FC;\u00E4\u00F6\u00FC\nb@example.com;abcd;x\nc@example.com;x;abcd\n";
    const Checked outcome = run_check(sync_of({mapped("Mail", "email"), declared, open}), file);
    CHECK(outcome.text == "1 0 [a@example.com] [\u00E4\u00F6\u00FC] [\u00E4\u00F6\u00FC]\n2 rejected value_too_long\n3 0 [c@example.com] [x] [abcd]\n");
    const auto& issues = outcome.check->issues().kept();
    REQUIRE(issues.size() == 2);
    CHECK(issues[0].severity == Severity::error);
    CHECK(issues[1].code == Code::value_too_long);
    CHECK(issues[1].severity == Severity::warning);
    CHECK(issues[1].message == "\"abcd\" has 4 characters; at most 3 are allowed here. It is kept, since nobody declared what the column holds.");
}

TEST_CASE("a new field is said to be of the type that it gets, also where the whole column decides otherwise than its start") {
    Sync sync = sync_of({});
    sync.mapping_auto = true;
    const struct {
        const char* values[3];
        Type type;
    } cases[] = {
        {{"1.5", "2.5", "3.25"}, Type::number},
        {{"1.234", "2.345", "3.456"}, Type::text},        // point or comma: nobody knows
        {{"1.5", "2,5", "3.5"}, Type::text},
    };
    for (const auto& c : cases) {
        std::string file = "E-Mail;Amount\n";
        for (const char* value : c.values) file += std::string(value) + "@example.com;" + value + "\n";
        CAPTURE(file);
        const Checked outcome = run_check(sync, file);
        REQUIRE(outcome.errors.empty());
        const Suggestion& suggestion = outcome.check->suggestion()[1];
        CHECK(outcome.check->columns()[1].type == c.type);
        CHECK(suggestion.new_type == c.type);
        CHECK(suggestion.reason == "No field fits; the column becomes a new one of type " + std::string(name_of(c.type)) + ".");
    }
}

TEST_CASE("where no column feeds the key, the columns are named whose header and values contradict each other there") {
    Sync sync = sync_of({});
    sync.mapping_auto = true;
    const Checked swapped = run_check(sync, "E-Mail;Phone\n+46 70 123 45 67;anna@example.com\n+46 70 123 45 68;bo@example.com\n");
    REQUIRE(swapped.errors.size() == 1);
    CHECK(swapped.errors[0].code == Code::key_not_mapped);
    CHECK(swapped.errors[0].message == "No column feeds the key field \"email\". Column \"E-Mail\": The header says an e-mail address, but the values are of "
                                       "type phone. Column \"Phone\": The header says a telephone number, but the values are of type email.");
    const Checked names = run_check(sync, "E-Mail;Name;Stadt\nAnna Berg;anna@example.com;K\u00F6ln\nBo Ek;bo@example.com;Bonn\n");
    REQUIRE(names.errors.size() == 1);
    CHECK(names.errors[0].message == "No column feeds the key field \"email\". Column \"E-Mail\": The header says an e-mail address, but the values are of "
                                     "type text. Column \"Name\": The header says a name, but the values are of type email.");
    const Checked without = run_check(sync, "Name;Note\nAnna;x\n");
    REQUIRE(without.errors.size() == 1);
    CHECK(without.errors[0].message == "No column feeds the key field \"email\".");
}

TEST_CASE("a suggested mapping says how sure it is and why, and every mapping what it leaves over") {
    Sync sync = sync_of({});
    sync.mapping_auto = true;
    const std::string file = "E-Mail;Vorname;Passwort\na@example.com;Ann;geheim\n";
    const std::string json = check_json(*run_check(sync, file).check);
    CAPTURE(json);
    CHECK(json.find(R"("suggestion":[{"column":"E-Mail","field":"email","new_field":false,"type":null,"max_length":0,"confidence":1000,)"
                    R"("reason":"The header says an e-mail address and the values agree."},{"column":"Vorname","field":"vorname",)"
                    R"("new_field":true,"type":"text","max_length":50,"confidence":1000,)") != std::string::npos);
    CHECK(json.find(R"("unmapped":{"columns":["Passwort"],"fields":[]})") != std::string::npos);
    const std::string given = check_json(*run_check(sync_of({mapped("E-Mail", "email")}), file).check);
    CHECK(given.find(R"("suggestion":[],"unmapped":{"columns":["Vorname","Passwort"],"fields":[]})") != std::string::npos);
}

TEST_CASE("the JSON of a check holds columns, counts and issues") {
    const Checked outcome = run_check(sync_of({mapped("Mail", "email"), mapped("Name", "name")}), "Mail;Name\na@example.com;A\nbad;B\n");
    const auto json = parse_json(check_json(*outcome.check));
    REQUIRE(json.ok());
    CHECK(json->find("counts")->find("rows")->integer == 2);
    CHECK(json->find("counts")->find("rejected")->integer == 1);
    CHECK(json->find("columns")->items.size() == 2);
    CHECK(json->find("issues")->find("by_code")->find("invalid_email")->integer == 1);
    CHECK(json->find("truncation")->kind == JsonValue::Kind::null);
}
