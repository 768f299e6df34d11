#include "muster/mapping_memory.hpp"

#include <doctest/doctest.h>

#include "muster/check.hpp"

using namespace muster;

namespace {

struct Ignore : CheckSink {
    Result<void> record(const Record&, const Planner::Decision&) override { return {}; }
    Result<void> rejected(const Row&, std::span<const Issue>) override { return {}; }
};

Schema contacts() {
    Schema schema;
    Field email;
    email.name = "email";
    email.type = Type::email;
    schema.fields = {email};
    schema.accepts_new_fields = true;
    return schema;
}

struct Remembered : EarlierChoices {
    std::vector<EarlierChoice> of(const std::string& asked) override {
        header = asked;
        return choices;
    }
    std::vector<EarlierChoice> choices;
    std::string header;
};

struct Checked {
    std::vector<Issue> errors;
    std::unique_ptr<Check> check;
};

// Checks a file whose mapping is left open, unless one is given.
Checked checked(const std::string& file, std::vector<EarlierChoice> earlier, std::optional<bool> has_header = true, std::string* asked = nullptr,
                std::vector<FieldMapping> mapping = {}) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(file.data(), file.size()));
    Sync sync;
    sync.key.field = "email";
    sync.mapping_auto = mapping.empty();
    sync.mapping = std::move(mapping);
    sync.source.dialect.delimiter = ";";
    sync.source.dialect.has_header = has_header;
    CheckOptions options;
    Remembered remembered;
    remembered.choices = std::move(earlier);
    options.earlier = &remembered;
    auto start = Check::start(sync, contacts(), bytes, true, options);
    if (asked != nullptr) *asked = remembered.header;
    Checked result{std::move(start.errors), std::move(start.check)};
    if (!result.check) return result;
    if (result.check->needs_survey()) {
        result.check->survey(bytes);
        result.errors = result.check->finish_survey();
        if (!result.errors.empty()) return result;
    }
    Ignore sink;
    REQUIRE(result.check->feed(bytes, sink).ok());
    REQUIRE(result.check->finish(sink).ok());
    return result;
}

}  // namespace

TEST_CASE("the fingerprint of a header is that of its names, in any order and spelling") {
    const auto of = [](std::vector<std::string> names) { return header_fingerprint(names); };
    const std::string fingerprint = of({"E-Mail", "Größe", "Name"});
    CHECK(fingerprint.size() == 16);
    CHECK(of({"name", "GRÖSSE ", "email"}) == fingerprint);
    CHECK(of({"E-Mail", "Größe"}) != fingerprint);
    CHECK(of({"E-Mail", "Größe", "Name", "Name"}) != fingerprint);
    CHECK(of({"EMailGröße", "Name"}) != fingerprint);
    CHECK(of({"名前"}) != of({"住所"}));
}

TEST_CASE("choices survive their JSON, and what is none is refused") {
    const std::vector<EarlierChoice> choices = {{"E-Mail", "email", {}}, {"Born \"x\"", "birth_date", "dd.MM.yyyy"}, {"Note", {}, {}}};
    JsonWriter json;
    write_choices(json, choices);
    CHECK(json.text() == R"([{"column":"E-Mail","field":"email","format":null},{"column":"Born \"x\"","field":"birth_date",)"
                         R"("format":"dd.MM.yyyy"},{"column":"Note","field":null,"format":null}])");
    CHECK(choices_from(*parse_json(json.text())).value() == choices);
    for (const char* bad : {"{}", "[1]", R"([{"column":"A","field":"a"}])", R"([{"column":"A","field":1,"format":null}])"}) {
        CAPTURE(bad);
        CHECK_FALSE(choices_from(*parse_json(bad)).ok());
    }
}

TEST_CASE("what a check did with a header is what the next one does") {
    const std::string first = "E-Mail;Seen;Passwort\na@example.com;25/02/2020;x\n";
    const Checked earlier = checked(first, {});
    REQUIRE(earlier.errors.empty());
    const std::vector<EarlierChoice> choices = choices_of(*earlier.check);
    CHECK(choices == std::vector<EarlierChoice>{{"E-Mail", "email", {}}, {"Seen", "seen", "dd/MM/yyyy"}});
    const std::string next = "E-Mail;Seen;Passwort\nb@example.com;03/04/2020;x\n";
    REQUIRE(checked(next, {}).errors.size() == 1);
    CHECK(checked(next, {}).errors[0].code == Code::date_order_ambiguous);
    const Checked again = checked(next, choices);
    REQUIRE(again.errors.empty());
    CHECK(again.check->columns()[1].format == "dd/MM/yyyy");
    const auto& issues = again.check->issues().kept();
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].code == Code::date_order_from_earlier_choice);
    CHECK(issues[0].severity == Severity::information);
    // What the file itself proves comes before what was.
    const Checked proven = checked("E-Mail;Seen;Passwort\nb@example.com;03/14/2020;x\n", choices);
    CHECK(proven.check->columns()[1].format == "MM/dd/yyyy");
    CHECK(proven.check->issues().total() == 0);
}

TEST_CASE("names that differ in marks only are told apart, in any order") {
    const std::vector<EarlierChoice> earlier = {{"Revenue %", "revenue", {}}, {"Revenue \u20AC", "revenue_2", {}}};
    CHECK(choice_for(earlier, "Revenue \u20AC")->field == "revenue_2");
    CHECK(choice_for(earlier, "Revenue %")->field == "revenue");
    CHECK(choice_for(earlier, "revenue")->field == "revenue");
}

TEST_CASE("an earlier choice orders the dates of a given mapping, but does not change it") {
    std::vector<FieldMapping> mapping(2);
    mapping[0].column = "E-Mail";
    mapping[0].field = "email";
    mapping[1].column = "Seen";
    mapping[1].field = "seen";
    mapping[1].new_field = true;
    const std::string file = "E-Mail;Seen\nb@example.com;03/04/2020\n";
    const Checked given = checked(file, {{"E-Mail", "alias", {}}, {"seen", {}, "MM.dd.yyyy"}}, true, nullptr, mapping);
    REQUIRE(given.errors.empty());
    REQUIRE(given.check->columns().size() == 2);
    CHECK(given.check->columns()[0].mapping.field == "email");
    CHECK(given.check->columns()[1].format == "MM/dd/yyyy");
    CHECK(given.check->suggestion().empty());
    mapping[1].format = "dd/MM/yyyy";
    const Checked told = checked(file, {{"Seen", "seen", "MM/dd/yyyy"}}, true, nullptr, mapping);
    CHECK(told.check->columns()[1].format == "dd/MM/yyyy");
}

TEST_CASE("a file without a header is neither remembered nor asked for") {
    std::string asked;
    const Checked without = checked("a@example.com;Ann\nb@example.com;Bob\n", {{"column 2", "nickname", {}}}, false, &asked);
    REQUIRE(without.errors.empty());
    CHECK(asked.empty());
    CHECK(choices_of(*without.check).empty());
    const std::string header = "E-Mail;Name\na@example.com;Ann\n";
    CHECK(checked(header, {}, true, &asked).errors.empty());
    CHECK(asked == header_fingerprint(std::vector<std::string>{"E-Mail", "Name"}));
}
