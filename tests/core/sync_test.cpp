#include "muster/sync.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "muster/json.hpp"

using namespace muster;

namespace {

const std::string minimal = R"({"name":"N","source":{"url":"file:a.csv"},"destination":{"url":"sqlite:c.db"},)"
                            R"("key":{"field":"email"},"mapping":[{"column":"E","field":"email"}]})";

// The minimal document with one member put in place of, or added to, the others of the root.
std::string with_root(const std::string& name, const std::string& value) {
    const auto read = parse_json(minimal);
    JsonWriter json;
    json.begin_object();
    for (const std::string part : {"name", "source", "destination", "key", "mapping"}) {
        if (part == name) continue;
        const std::size_t start = minimal.find('"' + part + "\":") + part.size() + 3;
        const std::size_t end = part == "mapping" ? minimal.size() - 1 : minimal.find(",\"", start);
        json.key(part).raw(minimal.substr(start, end - start));
    }
    json.key(name).raw(value);
    return json.end_object().take();
}

std::string with_source(const std::string& members) {
    return with_root("source", R"({"url":"file:a.csv",)" + members + "}");
}
std::string with_entry(const std::string& members) {
    return with_root("mapping", R"([{"column":"E","field":"email"},{"column":"X","field":"x",)" + members + "}]");
}

Sync read_good(const std::string& json) {
    SyncReading reading = read_sync(json);
    CAPTURE(json);
    for (const Issue& issue : reading.issues) MESSAGE(issue.pointer << ": " << issue.message);
    REQUIRE(reading.sync);
    return *reading.sync;
}

struct Bad {
    std::string json;
    Code code;
    const char* pointer;
};

}  // namespace

TEST_CASE("a document with only the required members has the defaults") {
    const Sync sync = read_good(minimal);
    Sync expected;
    expected.name = "N";
    expected.source.url = "file:a.csv";
    expected.destination.url = "sqlite:c.db";
    expected.key.field = "email";
    expected.mapping.emplace_back();
    expected.mapping[0].column = "E";
    expected.mapping[0].field = "email";
    CHECK(sync == expected);
    CHECK(sync.destination.kind == "contact_database");
    CHECK(sync.pivot == 69);
    CHECK(sync.mode.insert);
    CHECK(sync.mode.update);
    CHECK(!sync.mode.delete_missing);
    CHECK(!sync.limits.max_delete);
    CHECK(duplicates_in_force(sync) == Duplicates::last);
}

TEST_CASE("every member is read") {
    const Sync sync = read_good(R"({
      "$schema": "sync.schema.json", "name": "CRM to contacts",
      "source": { "url": "ftp://host/contacts.csv", "user": "crm", "password": {"env": "CRM_PASSWORD"},
                  "encoding": "latin1", "delimiter": "\t", "quote": "'", "escape": "\\", "header": false, "preamble_rows": 2,
                  "short_rows": "keep", "strict_newlines": true, "trailer": "#END", "minimum_rows": 10 },
      "destination": { "kind": "apsis_one", "url": "https://api.example", "connection": "apsis", "section": "s1", "batch": 500,
                       "sandbox": true, "client_secret": {"command": ["pass", "show", "apsis"]} },
      "key": { "field": "email" },
      "mapping": [ { "column": "E-Mail", "field": "email" },
        { "column": "Geburtstag", "field": "birth_date", "type": "date", "format": "dd.MM.yyyy", "empty": "clear",
          "required": true, "new_field": true, "sensitive": true,
          "rules": [ {"min": "1900-01-01", "level": "warning"}, {"max": "2100-01-01"} ] },
        { "column": "Stufe", "field": "level", "choices": ["Gold", "Silver"] },
        { "column": "Zweite E-Mail", "field": "email_2", "max_length": 80, "email_syntax": "whatwg" },
        { "column": "Punkte", "field": "points", "type": "number", "decimal": "point", "rules": [ {"min": -5, "max": "0.5"} ] } ],
      "null_words": ["NULL"], "decimal": ",", "default_country": "de", "default_order": "dmy", "time_zone": "+01:00", "pivot": 30,
      "duplicates": "first",
      "mode": { "insert": false, "update": true, "delete_missing": true, "scope": "own", "delete_form": "profile" },
      "limits": { "max_delete": 5, "max_delete_percent": 7, "unreadable_keys_percent": 3, "on_rejected": "stop",
                  "max_rejected_percent": 9 },
      "near_duplicates": false, "even_if_unchanged": true, "schedule": null, "notify": null })");
    CHECK(sync.name == "CRM to contacts");
    CHECK(sync.source.user == "crm");
    CHECK(sync.source.password == SecretReference{SecretReference::Kind::environment, {"CRM_PASSWORD"}});
    CHECK(sync.source.encoding == encoding_named("latin1"));
    CHECK(sync.source.dialect == DialectChoice{"\t", '\'', '\\', false, 2});
    CHECK(sync.source.short_rows == ShortRows::keep);
    CHECK(sync.source.strict_newlines);
    CHECK(sync.source.trailer == "#END");
    CHECK(sync.source.minimum_rows == 10);
    CHECK(sync.destination.kind == "apsis_one");
    CHECK(sync.destination.connection == "apsis");
    REQUIRE(sync.destination.options.size() == 4);
    CHECK(sync.destination.options.at("section") == OptionValue(std::string("s1")));
    CHECK(sync.destination.options.at("batch") == OptionValue(std::int64_t{500}));
    CHECK(sync.destination.options.at("sandbox") == OptionValue(true));
    CHECK(sync.destination.options.at("client_secret") ==
          OptionValue(SecretReference{SecretReference::Kind::command, {"pass", "show", "apsis"}}));
    REQUIRE(sync.mapping.size() == 5);
    const FieldMapping& birth = sync.mapping[1];
    CHECK(birth.type == Type::date);
    CHECK(birth.format == "dd.MM.yyyy");
    CHECK(birth.empty == EmptyCell::clear);
    CHECK(birth.required);
    CHECK(birth.new_field);
    CHECK(birth.sensitive);
    CHECK(birth.rules ==
          std::vector<FieldRule>{{"1900-01-01", {}, Severity::warning}, {{}, "2100-01-01", Severity::error}});
    CHECK(sync.mapping[2].choices == std::vector<std::string>{"Gold", "Silver"});
    CHECK(sync.mapping[3].email_syntax == EmailSyntax::whatwg);
    CHECK(sync.mapping[4].decimal == DecimalMark::point);
    CHECK(sync.mapping[1].decimal == DecimalMark::unknown);
    CHECK(sync.mapping[3].max_length == 80);
    CHECK(sync.mapping[4].rules[0] == FieldRule{"-5", "0.5", Severity::error});
    CHECK(sync.null_words == std::vector<std::string>{"NULL"});
    CHECK(sync.decimal == DecimalMark::comma);
    CHECK(sync.default_country == "DE");
    CHECK(sync.default_order == DateOrder::dmy);
    CHECK(sync.time_zone == "+01:00");
    CHECK(sync.pivot == 30);
    CHECK(sync.duplicates == Duplicates::first);
    CHECK(sync.duplicates_declared);
    CHECK(sync.mode == Mode{false, true, true, DeleteScope::own, "profile"});
    CHECK(sync.limits == Limits{5, 7, 3, true, 9});
    CHECK_FALSE(sync.near_duplicates);
    CHECK(sync.even_if_unchanged);
    CHECK(read_good(write_sync(sync)) == sync);
}

TEST_CASE("automatic mapping, generated keys and explicit nothing are understood") {
    CHECK(read_good(with_root("mapping", "\"auto\"")).mapping_auto);
    const Sync generated = read_good(with_root("key", R"({"generate":"random_9_digits"})"));
    CHECK(generated.key.generate_random_9_digits);
    CHECK(generated.key.field.empty());
    const Sync none =
        read_good(with_source(R"("delimiter":null,"quote":null,"escape":null,"user":null,"password":null)"));
    CHECK(none.source.dialect.delimiter == "");
    CHECK(read_good(with_source(R"("delimiter":"","quote":"","escape":"")")).source.dialect == none.source.dialect);
    CHECK(read_good(with_source(R"("delimiter":"semicolon")")).source.dialect.delimiter == ";");
    CHECK(read_good(with_source(R"("delimiter":"tab")")).source.dialect.delimiter == "\t");
    CHECK(read_good(with_source(R"("delimiter":"||")")).source.dialect.delimiter == "||");
    CHECK(none.source.dialect.quote == '\0');
    CHECK(none.source.dialect.escape == '\0');
    CHECK(!none.source.password);
    const Sync off = read_good(
        with_root("limits", R"({"max_delete":"off","max_delete_percent":0,"unreadable_keys_percent":"off"})"));
    CHECK(!off.limits.max_delete);
    CHECK(off.limits.max_delete_percent == 0);
    CHECK(off.limits.unreadable_keys_percent == 100);
    CHECK(read_good(with_root("pivot", "3.0e1")).pivot == 30);
}

TEST_CASE("in insert mode the first of several rows counts, unless the document says otherwise") {
    CHECK(duplicates_in_force(read_good(with_root("mode", R"({"update":false})"))) == Duplicates::first);
    CHECK(duplicates_in_force(read_good(with_root("duplicates", R"("last")"))) == Duplicates::last);
    Sync sync = read_good(with_root("mode", R"({"update":false})"));
    sync.duplicates_declared = true;
    CHECK(duplicates_in_force(sync) == Duplicates::last);
}

TEST_CASE("each fault is named with its code and pointer") {
    const std::vector<Bad> cases = {
        {"[]", Code::wrong_type, ""},
        {"7", Code::wrong_type, ""},
        {R"({"name":"N"})", Code::member_missing, "/source"},
        {with_root("name", "7"), Code::wrong_type, "/name"},
        {with_root("name", "\"\""), Code::invalid_value, "/name"},
        {with_root("name", "null"), Code::wrong_type, "/name"},
        {with_root("nmae", "\"x\""), Code::member_unknown, "/nmae"},
        {with_root("a/b~c", "1"), Code::member_unknown, "/a~1b~0c"},
        {with_root("source", "\"file:a.csv\""), Code::wrong_type, "/source"},
        {with_root("source", "{}"), Code::member_missing, "/source/url"},
        {with_source(R"("encoding":"klingon")"), Code::invalid_value, "/source/encoding"},
        {with_source(R"("encoding":8)"), Code::wrong_type, "/source/encoding"},
        {with_source(R"("delimiter":"\n")"), Code::invalid_value, "/source/delimiter"},
        {with_source(R"("delimiter":44)"), Code::wrong_type, "/source/delimiter"},
        {with_source(R"("quote":"''")"), Code::invalid_value, "/source/quote"},
        {with_source(R"("quote":"»")"), Code::invalid_value, "/source/quote"},
        {with_source(R"("escape":false)"), Code::wrong_type, "/source/escape"},
        {with_source(R"("delimiter":"'","quote":"'")"), Code::contradiction, "/source/quote"},
        {with_source(R"("delimiter":"\\","escape":"\\")"), Code::contradiction, "/source/escape"},
        {with_source(R"("header":"yes")"), Code::wrong_type, "/source/header"},
        {with_source(R"("preamble_rows":-1)"), Code::invalid_value, "/source/preamble_rows"},
        {with_source(R"("preamble_rows":"two")"), Code::wrong_type, "/source/preamble_rows"},
        {with_source(R"("short_rows":"drop")"), Code::invalid_value, "/source/short_rows"},
        {with_source(R"("minimum_rows":1.5)"), Code::invalid_value, "/source/minimum_rows"},
        {with_source(R"("minimum_rows":"10")"), Code::wrong_type, "/source/minimum_rows"},
        {with_source(R"("url":"b")"), Code::member_duplicate, "/source/url"},
        {with_root("source", R"({"url":"ftp://host/a\\b.csv"})"), Code::invalid_value, "/source/url"},
        {with_root("destination", "[]"), Code::wrong_type, "/destination"},
        {with_root("destination", R"({"kind":""})"), Code::invalid_value, "/destination/kind"},
        {with_root("destination", R"({"size":1.5})"), Code::wrong_type, "/destination/size"},
        {with_root("destination", R"({"size":[1]})"), Code::wrong_type, "/destination/size"},
        {with_root("destination", R"({"size":1,"size":2})"), Code::member_duplicate, "/destination/size"},
        {with_root("key", "{}"), Code::member_missing, "/key"},
        {with_root("key", R"({"field":"email","generate":"random_9_digits"})"), Code::contradiction, "/key"},
        {with_root("key", R"({"generate":"uuid"})"), Code::invalid_value, "/key/generate"},
        {with_root("key", R"({"field":"emial"})"), Code::key_not_mapped, "/key/field"},
        {with_root("mapping", "[]"), Code::invalid_value, "/mapping"},
        {with_root("mapping", "\"suggest\""), Code::wrong_type, "/mapping"},
        {with_root("mapping", "[7]"), Code::wrong_type, "/mapping/0"},
        {with_root("mapping", R"([{"column":"E"}])"), Code::member_missing, "/mapping/0/field"},
        {with_root("mapping", R"([{"column":"E","field":"email"},{"column":"F","field":"email"}])"),
         Code::field_mapped_twice, "/mapping/1/field"},
        {with_entry(R"("type":"datum")"), Code::invalid_value, "/mapping/1/type"},
        {with_entry(R"("type":"email","format":"dd.MM.yyyy")"), Code::contradiction, "/mapping/1/format"},
        {with_entry(R"("type":"date","format":"dd.QQQQQ.yyyy")"), Code::pattern_invalid, "/mapping/1/format"},
        {with_entry(R"("empty":"erase")"), Code::invalid_value, "/mapping/1/empty"},
        {with_entry(R"("email_syntax":"html")"), Code::invalid_value, "/mapping/1/email_syntax"},
        {with_entry(R"("type":"text","email_syntax":"whatwg")"), Code::contradiction, "/mapping/1/email_syntax"},
        {with_entry(R"("decimal":"dot")"), Code::invalid_value, "/mapping/1/decimal"},
        {with_entry(R"("type":"date","decimal":"comma")"), Code::contradiction, "/mapping/1/decimal"},
        {with_entry(R"("max_length":-1)"), Code::invalid_value, "/mapping/1/max_length"},
        {with_entry(R"("max_length":"60")"), Code::wrong_type, "/mapping/1/max_length"},
        {with_entry(R"("type":"date","max_length":60)"), Code::contradiction, "/mapping/1/max_length"},
        {with_entry(R"("choices":"Gold")"), Code::wrong_type, "/mapping/1/choices"},
        {with_entry(R"("choices":[1])"), Code::wrong_type, "/mapping/1/choices/0"},
        {with_entry(R"("choices":["Gold"," "])"), Code::invalid_value, "/mapping/1/choices/1"},
        {with_entry(R"("type":"text","choices":["Gold"])"), Code::contradiction, "/mapping/1/choices"},
        {with_entry(R"("required":"yes")"), Code::wrong_type, "/mapping/1/required"},
        {with_entry(R"("rules":{})"), Code::wrong_type, "/mapping/1/rules"},
        {with_entry(R"("rules":[{}])"), Code::member_missing, "/mapping/1/rules/0"},
        {with_entry(R"("rules":[{"level":"warning","required":false,"unique":false,"one_of":[],"matches":null}])"), Code::member_missing, "/mapping/1/rules/0"},
        {with_entry(R"("rules":[{"matches":""}])"), Code::invalid_value, "/mapping/1/rules/0/matches"},
        {with_entry(R"("rules":[{"matches":5}])"), Code::wrong_type, "/mapping/1/rules/0/matches"},
        {with_entry(R"("rules":[{"unique":true},{"matches":"a(b"}])"), Code::expression_invalid, "/mapping/1/rules/1/matches"},
        {with_entry(R"("rules":[{"matches":"a{1001}"}])"), Code::expression_invalid, "/mapping/1/rules/0/matches"},
        {with_entry(R"("rules":[{"one_of":"a"}])"), Code::wrong_type, "/mapping/1/rules/0/one_of"},
        {with_entry(R"("rules":[{"one_of":["a",true]}])"), Code::wrong_type, "/mapping/1/rules/0/one_of/1"},
        {with_entry(R"("rules":[{"one_of":[" a"]}])"), Code::invalid_value, "/mapping/1/rules/0/one_of/0"},
        {with_entry(R"("type":"integer","rules":[{"one_of":[1,"two"]}])"), Code::invalid_value, "/mapping/1/rules/0/one_of/1"},
        {with_entry(R"("type":"date","rules":[{"one_of":["1.1.2000"]}])"), Code::invalid_value, "/mapping/1/rules/0/one_of/0"},
        {with_entry(R"("rules":[{"required":1}])"), Code::wrong_type, "/mapping/1/rules/0/required"},
        {with_entry(R"("rules":[{"compare":"<"}])"), Code::member_missing, "/mapping/1/rules/0/field"},
        {with_entry(R"("rules":[{"field":"email"}])"), Code::member_missing, "/mapping/1/rules/0/compare"},
        {with_entry(R"("rules":[{"compare":"==","field":"email"}])"), Code::invalid_value, "/mapping/1/rules/0/compare"},
        {with_entry(R"("rules":[{"compare":"=","field":"mail"}])"), Code::invalid_value, "/mapping/1/rules/0/field"},
        {with_entry(R"("rules":[{"min":0.5}])"), Code::wrong_type, "/mapping/1/rules/0/min"},
        {with_entry(R"("rules":[{"min":"old"}])"), Code::invalid_value, "/mapping/1/rules/0/min"},
        {with_entry(R"("rules":[{"min":"2024-02-31"}])"), Code::invalid_value, "/mapping/1/rules/0/min"},
        {with_entry(R"("rules":[{"max":"2024-02-29T10:61"}])"), Code::invalid_value, "/mapping/1/rules/0/max"},
        {with_entry(R"("rules":[{"min":"2024-01-01T10:00:00-02:00","max":"2024-01-01T11:00:00Z"}])"), Code::contradiction, "/mapping/1/rules/0"},
        {with_entry(R"("rules":[{"min":1,"level":"fatal"}])"), Code::invalid_value, "/mapping/1/rules/0/level"},
        {with_entry(R"("rules":[{"min":10,"max":9}])"), Code::contradiction, "/mapping/1/rules/0"},
        {with_entry(R"("rules":[{"min":"-1","max":"-1.5"}])"), Code::contradiction, "/mapping/1/rules/0"},
        {with_entry(R"("rules":[{"min":"2000-01-02","max":"2000-01-01"}])"), Code::contradiction, "/mapping/1/rules/0"},
        {with_entry(R"("rules":[{"min":"2000-01-02","max":7}])"), Code::contradiction, "/mapping/1/rules/0"},
        {with_entry(R"("type":"text","rules":[{"min":1}])"), Code::contradiction, "/mapping/1/rules/0"},
        {with_entry(R"("type":"date","rules":[{"min":1900}])"), Code::invalid_value, "/mapping/1/rules/0/min"},
        {with_entry(R"("type":"integer","rules":[{"max":"2000-01-01"}])"), Code::invalid_value,
         "/mapping/1/rules/0/max"},
        {with_root("null_words", "\"NULL\""), Code::wrong_type, "/null_words"},
        {with_root("null_words", "[null]"), Code::wrong_type, "/null_words/0"},
        {with_root("decimal", "\";\""), Code::invalid_value, "/decimal"},
        {with_root("default_country", "\"Germany\""), Code::invalid_value, "/default_country"},
        {with_root("default_order", "\"dym\""), Code::invalid_value, "/default_order"},
        {with_root("pivot", "100"), Code::invalid_value, "/pivot"},
        {with_root("duplicates", "\"merge\""), Code::invalid_value, "/duplicates"},
        {with_root("mode", R"({"insert":false,"update":false})"), Code::contradiction, "/mode"},
        {with_root("mode", R"({"delete_missing":1})"), Code::wrong_type, "/mode/delete_missing"},
        {with_root("mode", R"({"delete-missing":true})"), Code::member_unknown, "/mode/delete-missing"},
        {with_root("limits", R"({"max_delete":-1})"), Code::invalid_value, "/limits/max_delete"},
        {with_root("limits", R"({"max_delete":"none"})"), Code::invalid_value, "/limits/max_delete"},
        {with_root("limits", R"({"max_delete":null})"), Code::wrong_type, "/limits/max_delete"},
        {with_root("limits", R"({"max_delete_percent":101})"), Code::invalid_value, "/limits/max_delete_percent"},
        {with_root("limits", R"({"on_rejected":"fail"})"), Code::invalid_value, "/limits/on_rejected"},
        {with_root("near_duplicates", "\"off\""), Code::wrong_type, "/near_duplicates"},
        {with_root("even_if_unchanged", "0"), Code::wrong_type, "/even_if_unchanged"},
        {with_root("schedule", "{}"), Code::invalid_value, "/schedule"},
        {with_root("notify", "\"a@example.com\""), Code::invalid_value, "/notify"},
    };
    for (const Bad& bad : cases) {
        CAPTURE(bad.json);
        const SyncReading reading = read_sync(bad.json);
        CHECK(!reading.sync);
        REQUIRE(!reading.issues.empty());
        const Issue& first = reading.issues.front();
        CAPTURE(first.message);
        CHECK(name_of(first.code) == name_of(bad.code));
        CHECK(first.pointer == bad.pointer);
        CHECK(first.at.line == 1);
        CHECK(first.at.column > 0);
        CHECK(first.message.back() == '.');
        CHECK(!first.suggestion.empty());
    }
}

TEST_CASE("generated keys are refused with delete_missing and without insert, and warn with update") {
    const std::string generated =
        R"({"name":"N","source":{"url":"a"},"destination":{},"key":{"generate":"random_9_digits"},)"
        R"("mapping":"auto","mode":)";
    const SyncReading refused = read_sync(generated + R"({"delete_missing":true}})");
    CHECK(!refused.sync);
    REQUIRE(refused.issues.size() == 1);
    CHECK(refused.issues[0].code == Code::contradiction);
    CHECK(refused.issues[0].pointer == "/mode/delete_missing");
    const SyncReading warned = read_sync(generated + R"({"update":true}})");
    CHECK(warned.sync);
    REQUIRE(warned.issues.size() == 1);
    CHECK(warned.issues[0].severity == Severity::warning);
    CHECK(read_sync(generated + "{}}").issues.empty());
    const SyncReading nothing = read_sync(generated + R"({"insert":false}})");
    CHECK(!nothing.sync);
    REQUIRE(nothing.issues.size() == 1);
    CHECK(nothing.issues[0].pointer == "/mode/insert");
}

TEST_CASE("all semantic faults are reported at once, in the order of the text, with line and column") {
    const std::string json =
        "{\n"
        "  \"nmae\": \"x\",\n"
        "  \"source\": { \"url\": \"a\", \"ä\\\"b\": 1, \"header\": 3 },\n"
        "  \"key\": { \"feild\": \"email\" },\n"
        "  \"mapping\": [ { \"column\": \"E\", \"field\": \"email\", \"type\": \"emial\" } ],\n"
        "  \"pivot\": \"x\",\n"
        "  \"pivot\": 7\n"
        "}\n";
    const struct {
        Code code;
        const char* pointer;
        std::uint64_t line;
        std::uint32_t column;
        const char* suggestion;
    } expected[] = {
        {Code::member_missing, "/name", 1, 1, "Add it."},
        {Code::member_missing, "/destination", 1, 1, "Add it."},
        {Code::member_unknown, "/nmae", 2, 3, "Did you mean \"name\"?"},
        {Code::member_unknown, "/source/ä\"b", 3, 27, ""},
        {Code::wrong_type, "/source/header", 3, 48, "Write \"auto\", true or false."},
        {Code::member_missing, "/key", 4, 10, ""},
        {Code::member_unknown, "/key/feild", 4, 12, "Did you mean \"field\"?"},
        {Code::invalid_value, "/mapping/0/type", 5, 59, "Did you mean \"email\"?"},
        {Code::wrong_type, "/pivot", 6, 12, ""},
        {Code::member_duplicate, "/pivot", 7, 3, "Keep one of them."},
    };
    const SyncReading reading = read_sync(json);
    CHECK(!reading.sync);
    REQUIRE(reading.issues.size() == std::size(expected));
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        const Issue& issue = reading.issues[i];
        CAPTURE(i);
        CAPTURE(issue.message);
        CHECK(name_of(issue.code) == name_of(expected[i].code));
        CHECK(issue.pointer == expected[i].pointer);
        CHECK(issue.at.line == expected[i].line);
        CHECK(issue.at.column == expected[i].column);
        CHECK(issue.at.has_byte);
        if (*expected[i].suggestion != '\0') CHECK(issue.suggestion == expected[i].suggestion);
    }
}

TEST_CASE("after a syntax error reading stops") {
    const SyncReading reading = read_sync("{ \"nmae\": 1,\n \"x\" }");
    CHECK(!reading.sync);
    REQUIRE(reading.issues.size() == 1);
    CHECK(reading.issues[0].code == Code::syntax_error);
    CHECK(reading.issues[0].at.line == 2);
    CHECK(reading.issues[0].at.column == 6);
    CHECK(read_sync(std::string((4u << 20) + 1, ' ')).issues[0].code == Code::syntax_error);
}

TEST_CASE("a literal secret is refused and never repeated") {
    const std::string secret = "hunter2";
    const struct {
        std::string json;
        Code code;
        const char* pointer;
    } cases[] = {
        {with_source(R"("password":"hunter2")"), Code::literal_secret, "/source/password"},
        {with_source(R"("password":["hunter2"])"), Code::literal_secret, "/source/password"},
        {with_source(R"("password":{"value":"hunter2"})"), Code::member_missing, "/source/password"},
        {with_source(R"("password":{"env":"A","file":"hunter2"})"), Code::contradiction, "/source/password"},
        {with_source(R"("password":{"env":""})"), Code::invalid_value, "/source/password/env"},
        {with_source(R"("password":{"command":"hunter2"})"), Code::wrong_type, "/source/password/command"},
        {with_source(R"("password":{"command":[]})"), Code::invalid_value, "/source/password/command"},
        {with_source(R"("pasword":"hunter2")"), Code::member_unknown, "/source/pasword"},
        {with_root("source", R"({"url":"ftp://crm:hunter2@host/a.csv"})"), Code::literal_secret, "/source/url"},
        {with_root("source", R"({"url":"https://host/a.csv?x=1&access_token=hunter2"})"), Code::literal_secret,
         "/source/url"},
        {with_root("source", R"({"url":"ftp://crm:hunter2@host\\a.csv"})"), Code::literal_secret, "/source/url"},
        {with_root("source", R"({"url":"ftp://host\\hunter2.csv"})"), Code::invalid_value, "/source/url"},
        {with_root("destination", R"({"url":"postgresql://u:hunter2@h/db"})"), Code::literal_secret,
         "/destination/url"},
        {with_root("destination", R"({"kind":"emarsys","proxy":"http://u:hunter2@h:8080"})"), Code::literal_secret, "/destination/proxy"},
        {with_root("destination", R"({"kind":"emarsys","proxy":"u:hunter2@h:8080"})"), Code::literal_secret, "/destination/proxy"},
        {with_root("destination", R"({"client_secret":"hunter2"})"), Code::literal_secret,
         "/destination/client_secret"},
        {with_root("destination", R"({"API-Key":"hunter2"})"), Code::literal_secret, "/destination/API-Key"},
        {with_root("password", R"("hunter2")"), Code::member_unknown, "/password"},
        {"{\"password\":\"hunter2\" \"x\":1}", Code::syntax_error, ""},
        {"{\"password\":hunter2}", Code::syntax_error, ""},
    };
    for (const auto& c : cases) {
        CAPTURE(c.json);
        const SyncReading reading = read_sync(c.json);
        CHECK(!reading.sync);
        REQUIRE(!reading.issues.empty());
        CHECK(name_of(reading.issues[0].code) == name_of(c.code));
        CHECK(reading.issues[0].pointer == c.pointer);
        for (const Issue& issue : reading.issues) {
            JsonWriter json;
            write_issue(json, issue);
            CHECK(json.text().find(secret) == std::string::npos);
        }
    }
    for (const char* good :
         {"ftp://crm@host/a.csv", "https://host/a.csv?token=", "https://host/a:b@c.csv", "file:a.csv", "-"}) {
        CAPTURE(good);
        CHECK(read_sync(with_root("source", std::string(R"({"url":")") + good + "\"}")).sync);
    }
}

TEST_CASE("rules are read with everything that they check") {
    const Sync sync = read_good(with_entry(
        R"("rules":[{"matches":"^[A-Z]{2}\\d+$","level":"warning"},{"one_of":["a",5,-7]},{"required":true,"unique":true,"level":"information"},)"
        R"({"compare":"<=","field":"email","min":null}])"));
    const std::vector<FieldRule>& rules = sync.mapping[1].rules;
    REQUIRE(rules.size() == 4);
    CHECK(rules[0].matches == "^[A-Z]{2}\\d+$");
    CHECK(rules[0].level == Severity::warning);
    CHECK(rules[1].one_of == std::vector<std::string>{"a", "5", "-7"});
    CHECK(rules[2].required);
    CHECK(rules[2].unique);
    CHECK(rules[2].level == Severity::information);
    CHECK(rules[3].compare == Comparison::less_or_equal);
    CHECK(rules[3].other_field == "email");
    CHECK(rules[3].level == Severity::error);
}

TEST_CASE("limits may meet, and times are compared as instants") {
    for (const char* rule : {R"({"min":"5","max":5.0})", R"({"min":"2024-01-01","max":"2024-01-01"})", R"({"min":"2024-01-01T10:00:30","max":"2024-01-01T10:00"})",
                             R"({"min":"2024-01-01T10:00:00+02:00","max":"2024-01-01T08:00:00Z"})", R"({"min":"2024-01-01T10:00","max":"2024-01-01T09:00Z"})"}) {
        CAPTURE(rule);
        CHECK(read_sync(with_entry("\"rules\":[" + std::string(rule) + "]")).issues.empty());
    }
}

TEST_CASE("a fault of an expression names its byte, and rules of two fields their types") {
    const auto fault = [](const std::string& text) {
        const auto reading = read_sync(text);
        REQUIRE(reading.issues.size() == 1);
        return reading.issues[0];
    };
    const Issue expression = fault(with_entry(R"("rules":[{"matches":"^ab(c"}])"));
    CHECK(expression.message.find("byte 3 ") != std::string::npos);
    CHECK(expression.value == "^ab(c");
    CHECK(expression.at.line > 0);
    const char* const two = R"({"name":"N","source":{"url":"file:a.csv"},"destination":{"url":"sqlite:c.db"},"key":{"field":"email"},"mapping":[
        {"column":"E","field":"email","type":"email","rules":[RULE]},{"column":"D","field":"day","type":"date"},
        {"column":"T","field":"text","type":"text"},{"column":"N","field":"number","type":"number"}]})";
    const auto with_rule = [&](const char* rule) {
        std::string text = two;
        return text.replace(text.find("RULE"), 4, rule);
    };
    CHECK(fault(with_rule(R"({"compare":"<","field":"text"})")).pointer == "/mapping/0/rules/0/compare");
    CHECK(fault(with_rule(R"({"compare":"=","field":"day"})")).code == Code::contradiction);
    CHECK(fault(with_rule(R"({"compare":"=","field":"email"})")).code == Code::invalid_value);
    CHECK(fault(with_rule(R"({"compare":"=","field":"numbr"})")).suggestion == "Did you mean \"number\"?");
    CHECK(fault(with_rule(R"({"unique":true})")).pointer == "/mapping/0/rules/0/unique");
    CHECK(read_sync(with_rule(R"({"compare":"=","field":"text"})")).issues.empty());
}

TEST_CASE("a template is JSON as it stands, and every other member is not") {
    const auto with = [](const std::string& members) {
        return read_sync(R"({"name":"N","source":{"url":"-"},"destination":{"kind":"k",)" + members + R"(},"key":{"generate":"random_9_digits"},"mapping":"auto"})");
    };
    const SyncReading reading = with(R"("template": { "a": [ {"env": "{b}", "n": 1.50} ], "a": null }, "delete_template": [ "{b}" ], "x_template": null)");
    REQUIRE(reading.sync);
    const auto& options = reading.sync->destination.options;
    CHECK(options.size() == 2);
    CHECK(options.at("template") == OptionValue(std::string(R"({"a":[{"env":"{b}","n":1.50}],"a":null})")));
    CHECK(options.at("delete_template") == OptionValue(std::string(R"(["{b}"])")));
    CHECK(write_sync(*reading.sync).find(R"("template": {"a": [{"env": "{b}", "n": 1.50}], "a": null})") != std::string::npos);
    for (const std::string value : {R"("{}")", "1", "true"}) {
        CAPTURE(value);
        const SyncReading refused = with(R"("template": )" + value);
        REQUIRE(refused.issues.size() == 1);
        CHECK(refused.issues[0].code == Code::wrong_type);
        CHECK(refused.issues[0].pointer == "/destination/template");
    }
    CHECK(with(R"("templates": [])").issues.at(0).code == Code::wrong_type);
    CHECK_FALSE(with(R"("client": {"a": 1})").sync);
}

TEST_CASE("writing leaves out what is the default") {
    CHECK(write_sync(read_good(minimal)) ==
          "{\n"
          "  \"name\": \"N\",\n"
          "  \"source\": {\n    \"url\": \"file:a.csv\"\n  },\n"
          "  \"destination\": {\n    \"kind\": \"contact_database\",\n    \"url\": \"sqlite:c.db\"\n  },\n"
          "  \"key\": {\n    \"field\": \"email\"\n  },\n"
          "  \"mapping\": [\n    {\"column\": \"E\", \"field\": \"email\"}\n  ]\n"
          "}\n");
}

namespace {

// Draws syncs that cover every member.
class Random {
public:
    explicit Random(std::uint32_t seed) : state_(seed) {}
    std::size_t below(std::size_t n) {
        state_ = state_ * 1664525u + 1013904223u;
        return static_cast<std::size_t>(state_ >> 8) % n;
    }
    bool flip() { return below(2) == 0; }
    std::string text() {
        static const char* const texts[] = {"a",           "E-Mail",           "Straße", "x \"y\" \\ z",
                                            "line\nbreak", "\xF0\x9F\x98\x80", "/~0",    "tab\t"};
        return std::string(texts[below(std::size(texts))]) + std::to_string(below(100));
    }
    template <class Value>
    Value one_of(std::initializer_list<Value> values) {
        return values.begin()[below(values.size())];
    }

private:
    std::uint32_t state_;
};

SecretReference random_secret(Random& random) {
    const auto kind = random.one_of(
        {SecretReference::Kind::environment, SecretReference::Kind::file, SecretReference::Kind::command});
    SecretReference secret{kind, {random.text()}};
    if (kind == SecretReference::Kind::command) secret.words.push_back(random.flip() ? "" : random.text());
    return secret;
}

FieldMapping random_entry(Random& random, std::size_t index) {
    FieldMapping entry;
    entry.column = random.text();
    entry.field = index == 0 ? "email" : "f" + std::to_string(index);
    if (random.flip()) entry.type = static_cast<Type>(random.below(12));
    const bool temporal = entry.type == Type::date || entry.type == Type::date_time;
    if (temporal && random.flip()) entry.format = "dd.MM.yyyy";
    entry.empty = random.one_of({EmptyCell::keep, EmptyCell::clear});
    entry.required = random.flip();
    entry.new_field = random.flip();
    entry.sensitive = random.flip();
    if (!entry.type || entry.type == Type::email) entry.email_syntax = random.one_of({EmailSyntax::rfc, EmailSyntax::whatwg});
    if (!entry.type || entry.type == Type::integer) entry.decimal = random.one_of({DecimalMark::unknown, DecimalMark::point, DecimalMark::comma});
    if (!entry.type || entry.type == Type::text) entry.max_length = random.one_of({std::size_t{0}, std::size_t{60}});
    if (entry.type == Type::choice) entry.choices = {"Gold", "Silver " + random.text() + "."};
    if (temporal) entry.rules.push_back({"1900-01-01", "2000-01-01", Severity::information});
    if (entry.type == Type::number) entry.rules = {{"-1.5", {}, Severity::warning}, {{}, "10", Severity::error}};
    FieldRule rule;
    rule.level = random.one_of({Severity::error, Severity::warning, Severity::information});
    if (random.flip()) rule.matches = "^[A-Z]{2}\\d+$|\"";
    if (index > 0) rule.unique = random.flip();
    if (index > 0 && !entry.type && random.flip()) {
        rule.compare = static_cast<Comparison>(random.below(6));
        rule.other_field = "email";
    }
    rule.required = true;
    const bool listed = !temporal && entry.type != Type::number && entry.type != Type::integer;
    if (listed) rule.one_of = {"5", "Gold \"1\""};
    entry.rules.push_back(rule);
    return entry;
}

Sync random_sync(Random& random) {
    Sync sync;
    sync.name = random.text();
    sync.source.url = "file:" + random.text();
    if (random.flip()) sync.source.user = random.text();
    if (random.flip()) sync.source.password = random_secret(random);
    if (random.flip())
        sync.source.encoding = random.one_of({Encoding::utf_8, Encoding::windows_1252, Encoding::utf_16le});
    if (random.flip()) sync.source.dialect.delimiter = random.one_of<const char*>({"", ";", "\t", "||"});
    if (random.flip()) sync.source.dialect.quote = random.one_of({'\0', '"', '\''});
    if (random.flip()) sync.source.dialect.escape = random.one_of({'\0', '"', '\\'});
    if (random.flip()) sync.source.dialect.has_header = random.flip();
    if (random.flip()) sync.source.dialect.preamble_rows = static_cast<std::uint32_t>(random.below(9));
    sync.source.short_rows = random.one_of({ShortRows::reject, ShortRows::keep});
    sync.source.strict_newlines = random.flip();
    if (random.flip()) sync.source.trailer = random.text();
    sync.source.minimum_rows = random.flip() ? 0 : (std::uint64_t{1} << 53) - 1;
    if (random.flip()) sync.destination.kind = random.text();
    if (random.flip()) sync.destination.url = random.text();
    if (random.flip()) sync.destination.connection = random.text();
    if (random.flip()) sync.destination.options.emplace("o/1", random.text());
    if (random.flip()) sync.destination.options.emplace("n", std::int64_t{-7});
    if (random.flip()) sync.destination.options.emplace("b", random.flip());
    if (random.flip()) sync.destination.options.emplace("template", random.one_of<std::string>({"[]", R"({"a":[{"b":"{c}","n":1.50}],"a":null})"}));
    if (random.flip()) sync.destination.options.emplace("token", random_secret(random));
    sync.key.generate_random_9_digits = random.flip();
    if (!sync.key.generate_random_9_digits) sync.key.field = "email";
    sync.mapping_auto = random.below(4) == 0;
    const std::size_t entries = sync.mapping_auto ? 0 : 1 + random.below(4);
    for (std::size_t i = 0; i < entries; ++i) sync.mapping.push_back(random_entry(random, i));
    if (random.flip()) sync.null_words = {random.text(), ""};
    sync.decimal = random.one_of({DecimalMark::unknown, DecimalMark::point, DecimalMark::comma});
    if (random.flip()) sync.default_country = "SE";
    sync.default_order = random.one_of({DateOrder::none, DateOrder::dmy, DateOrder::mdy, DateOrder::ymd});
    if (random.flip()) sync.time_zone = "Europe/Berlin";
    sync.pivot = static_cast<int>(random.below(100));
    sync.duplicates_declared = random.flip();
    if (sync.duplicates_declared) sync.duplicates = static_cast<Duplicates>(random.below(3));
    sync.mode.insert = sync.key.generate_random_9_digits || random.flip();
    sync.mode.update = !sync.mode.insert || random.flip();
    sync.mode.delete_missing = !sync.key.generate_random_9_digits && random.flip();
    sync.mode.scope = random.one_of({DeleteScope::all, DeleteScope::own});
    if (random.flip()) sync.mode.delete_form = random.text();
    if (random.flip()) sync.limits.max_delete = random.below(9);
    if (random.flip()) sync.limits.max_delete_percent = random.below(101);
    sync.limits.unreadable_keys_percent = random.below(101);
    sync.limits.stop_on_rejected = random.flip();
    if (random.flip()) sync.limits.max_rejected_percent = random.below(101);
    sync.even_if_unchanged = random.flip();
    sync.near_duplicates = random.flip();
    return sync;
}

}  // namespace

TEST_CASE("what is written reads back equal") {
    Random random(11);
    for (int round = 0; round < 3000; ++round) {
        const Sync sync = random_sync(random);
        const std::string json = write_sync(sync);
        const SyncReading reading = read_sync(json);
        CAPTURE(json);
        REQUIRE(reading.sync);
        CHECK(*reading.sync == sync);
        CHECK(write_sync(*reading.sync) == json);
        CHECK(definition_hash(*reading.sync) == definition_hash(sync));
    }
}

TEST_CASE("the definition does not depend on how the document is written") {
    const Sync one = read_good(minimal);
    const Sync other = read_good(
        R"({"mapping":[ {"field":"email", "required":false, "column":"E", "empty":"keep","rules":[]} ], "pivot":69,)"
        R"("key":{"field":"email"},"mode":{"update":true,"scope":"all"},"destination":{"url":"sqlite:c.db","kind":"contact_database"},)"
        R"("source":{"delimiter":"auto","url":"file:a.csv"},"name":"N","duplicates":"last","decimal":"auto","null_words":[]})");
    CHECK(definition_hash(one) == definition_hash(other));
    CHECK(definition_hash(read_good(with_root("default_country", "\"de\""))) ==
          definition_hash(read_good(with_root("default_country", "\"DE\""))));
}

TEST_CASE("the definition changes with everything that decides what a run does, and with nothing else") {
    const Sync base = read_good(minimal);
    const struct {
        const char* name;
        void (*change)(Sync&);
        bool decides;
    } cases[] = {
        {"encoding", [](Sync& s) { s.source.encoding = Encoding::utf_8; }, true},
        {"delimiter", [](Sync& s) { s.source.dialect.delimiter = ";"; }, true},
        {"single column", [](Sync& s) { s.source.dialect.delimiter = ""; }, true},
        {"quote", [](Sync& s) { s.source.dialect.quote = '\''; }, true},
        {"no quote", [](Sync& s) { s.source.dialect.quote = '\0'; }, true},
        {"escape", [](Sync& s) { s.source.dialect.escape = '\\'; }, true},
        {"header", [](Sync& s) { s.source.dialect.has_header = true; }, true},
        {"preamble", [](Sync& s) { s.source.dialect.preamble_rows = 0; }, true},
        {"short rows", [](Sync& s) { s.source.short_rows = ShortRows::keep; }, true},
        {"newlines", [](Sync& s) { s.source.strict_newlines = true; }, true},
        {"trailer", [](Sync& s) { s.source.trailer = "END"; }, true},
        {"kind", [](Sync& s) { s.destination.kind = "emarsys"; }, true},
        {"destination", [](Sync& s) { s.destination.url = "sqlite:d.db"; }, true},
        {"connection", [](Sync& s) { s.destination.connection = "c"; }, true},
        {"option", [](Sync& s) { s.destination.options.emplace("list", std::int64_t{3}); }, true},
        {"template", [](Sync& s) { s.destination.options.emplace("template", std::string("[]")); }, true},
        {"key", [](Sync& s) { s.key.field = "id"; }, true},
        {"generated key",
         [](Sync& s) {
             s.key = {"", true};
         },
         true},
        {"automatic mapping",
         [](Sync& s) {
             s.mapping_auto = true;
             s.mapping.clear();
         },
         true},
        {"column", [](Sync& s) { s.mapping[0].column = "F"; }, true},
        {"field", [](Sync& s) { s.mapping[0].field = "mail"; }, true},
        {"another entry", [](Sync& s) { s.mapping.push_back(s.mapping[0]); }, true},
        {"type", [](Sync& s) { s.mapping[0].type = Type::email; }, true},
        {"format", [](Sync& s) { s.mapping[0].format = "yyyy"; }, true},
        {"empty", [](Sync& s) { s.mapping[0].empty = EmptyCell::clear; }, true},
        {"required", [](Sync& s) { s.mapping[0].required = true; }, true},
        {"new field", [](Sync& s) { s.mapping[0].new_field = true; }, true},
        {"rule",
         [](Sync& s) {
             s.mapping[0].rules.push_back({"1", {}, Severity::error});
         },
         true},
        {"expression", [](Sync& s) { s.mapping[0].rules.emplace_back().matches = "^a"; }, true},
        {"listed values", [](Sync& s) { s.mapping[0].rules.emplace_back().one_of = {"a"}; }, true},
        {"required by a rule", [](Sync& s) { s.mapping[0].rules.emplace_back().required = true; }, true},
        {"unique values", [](Sync& s) { s.mapping[0].rules.emplace_back().unique = true; }, true},
        {"comparison", [](Sync& s) { s.mapping[0].rules.emplace_back().compare = Comparison::equal; }, true},
        {"other field", [](Sync& s) { s.mapping[0].rules.emplace_back().other_field = "f"; }, true},
        {"null words", [](Sync& s) { s.null_words = {"NULL"}; }, true},
        {"decimal", [](Sync& s) { s.decimal = DecimalMark::comma; }, true},
        {"country", [](Sync& s) { s.default_country = "DE"; }, true},
        {"order", [](Sync& s) { s.default_order = DateOrder::dmy; }, true},
        {"zone", [](Sync& s) { s.time_zone = "UTC"; }, true},
        {"pivot", [](Sync& s) { s.pivot = 20; }, true},
        {"duplicates",
         [](Sync& s) {
             s.duplicates = Duplicates::first;
             s.duplicates_declared = true;
         },
         true},
        {"insert", [](Sync& s) { s.mode.insert = false; }, true},
        {"update", [](Sync& s) { s.mode.update = false; }, true},
        {"delete", [](Sync& s) { s.mode.delete_missing = true; }, true},
        {"scope", [](Sync& s) { s.mode.scope = DeleteScope::own; }, true},
        {"delete form", [](Sync& s) { s.mode.delete_form = "opt_out"; }, true},
        {"name", [](Sync& s) { s.name = "M"; }, false},
        {"source address", [](Sync& s) { s.source.url = "file:b.csv"; }, false},
        {"user", [](Sync& s) { s.source.user = "u"; }, false},
        {"password", [](Sync& s) { s.source.password = SecretReference{}; }, false},
        {"minimum rows", [](Sync& s) { s.source.minimum_rows = 5; }, false},
        {"sensitive", [](Sync& s) { s.mapping[0].sensitive = true; }, false},
        {"email syntax", [](Sync& s) { s.mapping[0].email_syntax = EmailSyntax::whatwg; }, true},
        {"decimal of a column", [](Sync& s) { s.mapping[0].decimal = DecimalMark::comma; }, true},
        {"max_length", [](Sync& s) { s.mapping[0].max_length = 60; }, true},
        {"choices", [](Sync& s) { s.mapping[0].choices = {"a"}; }, true},
        {"limits",
         [](Sync& s) {
             s.limits = {1, 2, 3, true, 4};
         },
         false},
        {"near-duplicates", [](Sync& s) { s.near_duplicates = false; }, false},
        {"even if unchanged", [](Sync& s) { s.even_if_unchanged = true; }, false},
        {"declared default", [](Sync& s) { s.duplicates_declared = true; }, false},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        Sync changed = base;
        c.change(changed);
        CHECK((definition_hash(changed) != definition_hash(base)) == c.decides);
    }
}
