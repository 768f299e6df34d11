#include "muster/mapping.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

using namespace muster;

namespace {

Field field(std::string name, Type type = Type::text) {
    Field result;
    result.name = std::move(name);
    result.type = type;
    return result;
}

Schema contact_schema() {
    Schema schema;
    schema.fields = {field("name"), field("id"), field("email", Type::email), field("login"), field("password")};
    schema.accepts_new_fields = true;
    return schema;
}

Schema wide_schema() {
    Schema schema;
    for (const char* name : {"first_name", "last_name", "name", "salutation", "title", "gender", "company", "street", "postal_code",
                             "city", "region", "id", "login", "password", "notes", "tags", "job_title"}) {
        schema.fields.push_back(field(name));
    }
    schema.fields.push_back(field("email", Type::email));
    for (const char* name : {"phone", "mobile", "fax"}) schema.fields.push_back(field(name, Type::phone));
    for (const char* name : {"birth_date", "signup_date"}) schema.fields.push_back(field(name, Type::date));
    schema.fields.push_back(field("country", Type::country));
    schema.fields.push_back(field("language", Type::language));
    schema.fields.push_back(field("newsletter", Type::boolean));
    schema.fields.push_back(field("url", Type::url));
    schema.fields.push_back(field("score", Type::number));
    return schema;
}

ColumnProfile column(std::string name, Type type = Type::text, std::uint64_t values = 100) {
    ColumnProfile profile;
    profile.name = std::move(name);
    profile.type = type;
    profile.values = values;
    profile.distinct = values;
    profile.sensitive = is_password_name(profile.name);
    return profile;
}

FieldMapping map(std::string name, std::string target) {
    FieldMapping mapping;
    mapping.column = std::move(name);
    mapping.field = std::move(target);
    return mapping;
}

std::string field_for(const std::vector<Suggestion>& suggestions, std::string_view name) {
    for (const Suggestion& suggestion : suggestions) {
        if (suggestion.mapping.column == name) return suggestion.mapping.field;
    }
    return "-";
}

std::set<Code> codes_of(const std::vector<Issue>& issues) {
    std::set<Code> codes;
    for (const Issue& issue : issues) codes.insert(issue.code);
    return codes;
}

struct Score {
    int right = 0, wrong = 0, missed = 0, wrong_and_sure = 0;
    int all() const { return right + wrong + missed; }
};

std::vector<std::string> split(const std::string& line, char mark) {
    std::vector<std::string> parts(1);
    for (const char c : line) {
        if (c == mark) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

using Values = std::map<std::string, std::vector<std::string>>;

std::ifstream opened(const std::string& name) {
    std::ifstream file(MUSTER_TEST_DATA "/mapping/" + name);
    REQUIRE(file.good());
    return file;
}

// What columns hold where the line does not say so itself, by field.
Values default_values() {
    Values values;
    std::ifstream file = opened("values.tsv");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        const std::vector<std::string> parts = split(line, '\t');
        values[parts.at(0)] = split(parts.at(1), '|');
    }
    return values;
}

// As the profiler sees a column of a small file that holds these values again and again.
ColumnProfile profiled(const std::string& name, const std::vector<std::string>& values) {
    Profiler profiler({name});
    Row row;
    for (std::size_t i = 0; i < 30; ++i) {
        const std::string_view cell = values.empty() ? std::string_view() : values[i % values.size()];
        ++row.number;
        row.cells = {&cell, 1};
        profiler.add(row);
    }
    return profiler.columns().front();
}

struct LabelledColumn {
    ColumnProfile profile;
    std::string field;
};

// "header => field" or "header => field => value|value".
LabelledColumn labelled(const std::string& text, const Values& values, const Schema& schema) {
    constexpr std::string_view arrow = " => ";
    const std::size_t first = text.find(arrow);
    REQUIRE_MESSAGE(first != std::string::npos, text);
    const std::size_t second = text.find(arrow, first + arrow.size());
    const std::size_t field_end = std::min(second, text.size());
    const std::string field = text.substr(first + arrow.size(), field_end - first - arrow.size());
    const bool known = field == "-" || schema.find(field) != nullptr;
    REQUIRE_MESSAGE(known, text);
    std::vector<std::string> own;
    if (second != std::string::npos) {
        own = split(text.substr(second + arrow.size()), '|');
    } else if (field != "-") {
        own = values.at(field);
    }
    return {profiled(text.substr(0, first), own), field};
}

void judge(const std::string& line, const Schema& schema, const Values& values, Score& score, bool show) {
    const std::vector<std::string> parts = split(line, '\t');
    const bool has_source = parts.at(3) == "-" || parts[3].starts_with("https://") || parts[3].starts_with("http://");
    REQUIRE_MESSAGE(has_source, line);
    std::vector<ColumnProfile> columns;
    std::vector<std::string> expected;
    for (std::size_t i = 4; i < parts.size(); ++i) {
        LabelledColumn column = labelled(parts[i], values, schema);
        columns.push_back(std::move(column.profile));
        expected.push_back(std::move(column.field));
    }
    SuggestionOptions options;
    options.new_fields = false;
    const std::vector<Suggestion> suggestions = suggest_mapping(columns, schema, options);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string got = field_for(suggestions, columns[i].name);
        if (got == expected[i]) {
            ++score.right;
            continue;
        }
        ++(got == "-" ? score.missed : score.wrong);
        for (const Suggestion& suggestion : suggestions) {
            const bool sure = suggestion.mapping.column == columns[i].name && suggestion.confidence > 800;
            score.wrong_and_sure += sure ? 1 : 0;
        }
        if (show) MESSAGE(parts[0] << " " << parts[2] << ": \"" << columns[i].name << "\" -> " << got << ", expected " << expected[i]);
    }
}

}  // namespace

TEST_CASE("a good mapping has no faults") {
    const std::vector<std::string> columns = {"E-Mail", "Vorname"};
    FieldMapping added = map("Vorname", "vorname");
    added.new_field = true;
    const FieldMapping mapping[] = {map("E-Mail", "EMAIL"), added};
    CHECK(check_mapping(mapping, {"email", false}, columns, contact_schema()).empty());
}

TEST_CASE("all faults of a mapping are reported at once") {
    Schema schema = contact_schema();
    schema.fields.push_back(field("score", Type::number));
    schema.fields.push_back(field("created"));
    schema.fields.back().writable = false;
    schema.fields.push_back(field("country", Type::country));
    schema.fields.back().required = true;
    std::vector<FieldMapping> mapping = {map("E-Mial", "name"), map("Twice", "id"), map("A", "nmae"), map("B", "name"),
                                         map("C", "created"), map("D", "Login"), map("F", "score")};
    mapping[5].new_field = true;
    mapping[6].type = Type::date;
    const std::vector<std::string> columns = {"E-Mail", "Twice", "Twice", "A", "B", "C", "D", "F"};
    const std::vector<Issue> issues = check_mapping(mapping, {"email", false}, columns, schema);
    CHECK(codes_of(issues) == std::set<Code>{Code::column_not_found, Code::column_name_ambiguous, Code::field_unknown,
                                             Code::field_mapped_twice, Code::field_not_writable, Code::field_exists,
                                             Code::key_not_mapped, Code::type_clash, Code::required_field_unmapped});
    for (const Issue& issue : issues) {
        CAPTURE(issue.message);
        CHECK(issue.message.ends_with('.'));
        CHECK(issue.suggestion.ends_with('.'));
        CHECK(issue.pointer.starts_with('/'));
    }
}

TEST_CASE("an unknown column or field is answered with the nearest name") {
    const std::vector<std::string> columns = {"E-Mail", "Vorname"};
    const FieldMapping mapping[] = {map("e_mail", "emial")};
    const auto issues = check_mapping(mapping, {"emial", false}, columns, contact_schema());
    REQUIRE(issues.size() == 2);
    CHECK(issues[0].suggestion.find("\"E-Mail\"") != std::string::npos);
    CHECK(issues[0].pointer == "/mapping/0/column");
    CHECK(issues[1].suggestion.find("\"email\"") != std::string::npos);
}

TEST_CASE("the key must be mapped unless keys are generated, and is the destination's own") {
    const std::vector<std::string> columns = {"A"};
    Schema schema = contact_schema();
    schema.fields[2].required = true;
    schema.key_field = "email";
    const FieldMapping name_only[] = {map("A", "name")};
    CHECK(codes_of(check_mapping(name_only, {"", false}, columns, schema)).count(Code::key_not_mapped) == 1);
    CHECK(codes_of(check_mapping(name_only, {"", true}, columns, schema)).empty());
    CHECK(codes_of(check_mapping(name_only, {"name", false}, columns, schema)) ==
          std::set<Code>{Code::contradiction, Code::required_field_unmapped});
    const std::vector<std::string> numbered = {"Kunden-Nr."};
    const FieldMapping by_number[] = {map("Kunden-Nr.", "name")};
    const auto by_column = check_mapping(by_number, {"KundenNr", false}, numbered, contact_schema());
    REQUIRE(by_column.size() == 1);
    CHECK(by_column[0].suggestion.starts_with("The column \"Kunden-Nr.\" feeds the field \"name\", which can be the key. Map a column"));
    // A field that the destination has was not meant as the name of a column.
    const std::vector<std::string> swapped = {"Login"};
    const FieldMapping by_login[] = {map("Login", "name")};
    CHECK(check_mapping(by_login, {"login", false}, swapped, contact_schema()).at(0).suggestion.starts_with("Map a column"));
    // A key that nothing feeds hides no other fault.
    CHECK(codes_of(check_mapping(name_only, {"login", false}, columns, schema)) ==
          std::set<Code>{Code::key_not_mapped, Code::contradiction, Code::required_field_unmapped});
}

TEST_CASE("declared types must be what the field stores") {
    Schema schema = contact_schema();
    schema.fields.push_back(field("number", Type::number));
    schema.fields.push_back(field("moment", Type::date_time));
    const std::vector<std::string> columns = {"A", "K"};
    struct Case {
        const char* target;
        Type type;
        bool clash;
    };
    const Case cases[] = {{"number", Type::integer, false}, {"number", Type::text, true}, {"moment", Type::date, false},
                          {"name", Type::phone, false}, {"email", Type::text, true}, {"name", Type::choice, true}};
    for (const Case& c : cases) {
        CAPTURE(c.target);
        std::vector<FieldMapping> mapping = {map("A", c.target), map("K", "id")};
        mapping[0].type = c.type;
        CHECK(codes_of(check_mapping(mapping, {"id", false}, columns, schema)).count(Code::type_clash) == (c.clash ? 1 : 0));
    }
}

TEST_CASE("new fields need a destination that takes them") {
    Schema schema = contact_schema();
    schema.accepts_new_fields = false;
    const std::vector<std::string> columns = {"A", "K"};
    std::vector<FieldMapping> mapping = {map("A", "extra"), map("K", "id")};
    mapping[0].new_field = true;
    CHECK(codes_of(check_mapping(mapping, {"id", false}, columns, schema)) == std::set<Code>{Code::field_unknown});
}

TEST_CASE("a contact database: known columns feed its fields, the others become new ones under their own names") {
    const ColumnProfile columns[] = {column("Kunden-Nr.", Type::integer), column("Vorname"), column("Nachname"),
                                     column("E-Mail", Type::email), column("Geburtsdatum", Type::date),
                                     column("E-Mail privat", Type::email), column("Passwort")};
    SuggestionOptions options;
    options.key_field = "email";
    const auto suggestions = suggest_mapping(columns, contact_schema(), options);
    CHECK(field_for(suggestions, "E-Mail") == "email");
    CHECK(field_for(suggestions, "Kunden-Nr.") == "id");
    CHECK(field_for(suggestions, "Vorname") == "vorname");
    CHECK(field_for(suggestions, "Nachname") == "nachname");
    CHECK(field_for(suggestions, "Geburtsdatum") == "geburtsdatum");
    CHECK(field_for(suggestions, "E-Mail privat") == "e_mail_privat");
    CHECK(field_for(suggestions, "Passwort") == "password");
    std::set<std::string> fields;
    for (const Suggestion& suggestion : suggestions) {
        CHECK(fields.insert(suggestion.mapping.field).second);
        CHECK(suggestion.reason.ends_with('.'));
        CHECK(!suggestion.mapping.type.has_value());
    }
    std::vector<FieldMapping> mapping;
    for (const Suggestion& suggestion : suggestions) mapping.push_back(suggestion.mapping);
    std::vector<std::string> names;
    for (const ColumnProfile& profile : columns) names.push_back(profile.name);
    CHECK(check_mapping(mapping, {"email", false}, names, contact_schema()).empty());
}

TEST_CASE("a password column feeds the password field or nothing") {
    Schema schema = contact_schema();
    schema.fields.pop_back();
    const ColumnProfile columns[] = {column("Mot de passe"), column("Email", Type::email)};
    CHECK(field_for(suggest_mapping(columns, schema), "Mot de passe") == "-");
    const ColumnProfile others[] = {column("Notes"), column("Email", Type::email)};
    CHECK(field_for(suggest_mapping(others, contact_schema()), "Notes") == "notes");
}

TEST_CASE("first and last names never feed the field for the whole name, unless only one part is there by that word") {
    const ColumnProfile columns[] = {column("First Name"), column("Last Name"), column("Email", Type::email)};
    SuggestionOptions options;
    options.new_fields = false;
    const auto suggestions = suggest_mapping(columns, contact_schema(), options);
    CHECK(field_for(suggestions, "First Name") == "-");
    CHECK(field_for(suggestions, "Last Name") == "-");
    const ColumnProfile german[] = {column("Name"), column("Vorname")};
    CHECK(field_for(suggest_mapping(german, wide_schema()), "Name") == "last_name");
    const ColumnProfile italian[] = {column("Nome"), column("Cognome")};
    CHECK(field_for(suggest_mapping(italian, wide_schema()), "Nome") == "first_name");
}

TEST_CASE("a text field that an earlier import made takes what its column holds again, whatever the header says of it") {
    Schema schema = contact_schema();
    for (const char* name : {"telefon", "e_mail_2"}) {
        schema.fields.push_back(field(name));
        schema.fields.back().inferred = true;
    }
    for (const Type type : {Type::text, Type::phone, Type::email}) {
        const ColumnProfile columns[] = {column("Email", Type::email), column("Telefon", type), column("E-Mail 2", type)};
        const auto suggestions = suggest_mapping(columns, schema);
        CHECK(field_for(suggestions, "Telefon") == "telefon");
        CHECK(field_for(suggestions, "E-Mail 2") == "e_mail_2");
    }
    // Its label is the header that it was made of.
    const auto made_of = [&](const char* name, const char* label) {
        schema.fields.push_back(field(name));
        schema.fields.back().label = label;
        schema.fields.back().inferred = true;
    };
    const char* const question = "Wie zufrieden sind Sie insgesamt mit der Beratung durch unser Team im vergangenen Jahr?";
    made_of("wie_zufrieden", question);
    made_of("field", "\u90E8\u7F72");
    made_of("name_2", "Name");
    made_of("notiz", "Notiz");
    made_of("notiz_2", "notiz");
    const ColumnProfile again[] = {column("Email", Type::email), column(question), column("\u90E8\u7F72"), column("Name"), column("Vorname"),
                                   column("Notiz"), column("notiz")};
    const auto suggestions = suggest_mapping(again, schema);
    for (const auto& [name, made] : {std::pair(question, "wie_zufrieden"), std::pair("\u90E8\u7F72", "field"), std::pair("Name", "name_2"),
                                     std::pair("Notiz", "notiz"), std::pair("notiz", "notiz_2")}) {
        CAPTURE(name);
        CHECK(field_for(suggestions, name) == made);
    }
    // The key comes first.
    made_of("e_mail", "E-Mail");
    SuggestionOptions options;
    options.key_field = "email";
    const ColumnProfile alone[] = {column("E-Mail", Type::email), column("Notiz")};
    CHECK(field_for(suggest_mapping(alone, schema, options), "E-Mail") == "email");
    const ColumnProfile with_another[] = {column("E-Mail", Type::email), column("E-Mail privat", Type::email)};
    CHECK(field_for(suggest_mapping(with_another, schema, options), "E-Mail") == "email");
    const ColumnProfile both[] = {column("email", Type::email), column("E-Mail", Type::email)};
    CHECK(field_for(suggest_mapping(both, schema, options), "E-Mail") == "e_mail");
    const ColumnProfile exported[] = {column("email", Type::email), column("notiz"), column("notiz_2")};
    CHECK(field_for(suggest_mapping(exported, schema), "notiz") == "notiz");
    CHECK(field_for(suggest_mapping(exported, schema), "notiz_2") == "notiz_2");
    // A field of telephone numbers that were found takes no addresses: the columns may have changed places.
    std::find_if(schema.fields.begin(), schema.fields.end(), [](const Field& each) { return each.name == "telefon"; })->type = Type::phone;
    const ColumnProfile swapped[] = {column("Email", Type::email), column("Telefon", Type::email)};
    CHECK(field_for(suggest_mapping(swapped, schema), "Telefon") == "telefon_2");
}

TEST_CASE("a header that is the name of a field to the letter feeds that field, whatever it may mean beside the others") {
    Schema schema = contact_schema();
    for (const char* name : {"first_name", "last_name", "note", "vorname"}) schema.fields.push_back(field(name));
    schema.fields.push_back(field("country", Type::country));
    schema.fields.push_back(field("mobile", Type::phone));
    schema.fields.back().inferred = true;
    const ColumnProfile exported[] = {column("name"), column("first_name"), column("last_name", Type::text, 0), column("vorname"),
                                      column("email", Type::email), column("note", Type::email), column("login", Type::date),
                                      column("id", Type::phone), column("country", Type::boolean), column("mobile", Type::text)};
    SuggestionOptions options;
    options.key_field = "email";
    const auto suggestions = suggest_mapping(exported, schema, options);
    REQUIRE(suggestions.size() == std::size(exported));
    for (const Suggestion& suggestion : suggestions) {
        CAPTURE(suggestion.reason);
        CHECK(suggestion.mapping.field == suggestion.mapping.column);
        CHECK(!suggestion.mapping.new_field);
        CHECK(suggestion.reason.ends_with('.'));
    }
    CHECK(suggestions[5].reason == "The header says notes, but the values are of type email.");
    CHECK(suggestions[5].confidence < 800);
    const ColumnProfile first_alone[] = {column("name"), column("first_name"), column("email", Type::email)};
    const auto beside_first = suggest_mapping(first_alone, schema, options);
    CHECK(beside_first[0].mapping.field == "name");
    CHECK(beside_first[0].reason == "The header is the name of the field.");
    CHECK(beside_first[0].confidence == 1000);
    // Letter case is no matter of names, but then the header is somebody's own.
    const ColumnProfile own[] = {column("Name"), column("first_name"), column("email", Type::email)};
    CHECK(field_for(suggest_mapping(own, schema, options), "Name") == "last_name");
    // What the key may need is not taken by a text, and a typed field takes no values of another type.
    const ColumnProfile addresses[] = {column("login", Type::email), column("first_name")};
    CHECK(field_for(suggest_mapping(addresses, schema, options), "login") == "email");
    const ColumnProfile dates[] = {column("mobile", Type::date), column("email", Type::email)};
    CHECK(field_for(suggest_mapping(dates, schema, options), "mobile") == "mobile_2");
    schema.fields.push_back(field("telefon", Type::date));
    const ColumnProfile odd[] = {column("telefon", Type::phone), column("email", Type::email)};
    CHECK(field_for(suggest_mapping(odd, schema, options), "telefon") == "telefon");
}

TEST_CASE("a password column feeds a sensitive field that has its very name, and no other field but that for passwords") {
    Schema schema = contact_schema();
    schema.fields.pop_back();
    schema.fields.push_back(field("password2"));
    const ColumnProfile columns[] = {column("password2"), column("email", Type::email)};
    CHECK(field_for(suggest_mapping(columns, schema), "password2") == "-");
    schema.fields.back().sensitive = true;
    CHECK(field_for(suggest_mapping(columns, schema), "password2") == "password2");
}

TEST_CASE("content that contradicts the header prevents a suggestion") {
    SuggestionOptions options;
    options.new_fields = false;
    const ColumnProfile dates[] = {column("E-Mail", Type::date)};
    CHECK(suggest_mapping(dates, contact_schema(), options).empty());
    const ColumnProfile addresses[] = {column("Name", Type::email)};
    CHECK(suggest_mapping(addresses, contact_schema(), options).empty());
    const ColumnProfile dirty[] = {profiled("E-Mail", {"ann@example.com", "bo at example.org", "Clara", "unknown"})};
    const auto suggestions = suggest_mapping(dirty, contact_schema(), options);
    REQUIRE(suggestions.size() == 1);
    CHECK(suggestions[0].confidence < 800);
}

TEST_CASE("text without anything of what its header says feeds nothing; of few values in many rows nothing is said") {
    struct Case {
        const char* header;
        std::vector<std::string> values;
        const char* field;
        const char* why;
    };
    const char* no_dates = ", but fewer than half of the values follow one date format that is known";
    const char* text = ", but the values are of type text";
    const Case cases[] = {
        {"Birthday", {"03/14", "12/24", "", "1/31"}, "-", no_dates},
        {"Birthday", {"03/14", "", "", ""}, "-", no_dates},
        {"Geburtstag", {"Anna", "Bea", "Cem"}, "-", no_dates},
        {"Geburtstag", {"1", "2", "3"}, "-", no_dates},
        {"Geburtstag", {"12:30", "13:45"}, "-", no_dates},
        {"Geburtstag", {"1980-02-23", "1975-11-30", "unknown", "unknown"}, "birth_date", ""},
        {"Geburtstag", {"19800223", "19751130"}, "birth_date", ""},
        {"Geburtstag", {"n/a", "-"}, "birth_date", ""},
        {"Telefon", {"K\u00F6ln", "Bonn"}, "-", text},
        {"Telefon", {"K\u00F6ln", "", ""}, "phone", ""},
        {"Telefon", {"030 12", "+49 30 1234567", "see notes", "private"}, "phone", ""},
        {"Telefon", {"-", "-", "-", "+49 30 1234567"}, "phone", ""},
        {"Telefon", {"", ""}, "phone", ""},
        {"E-Mail", {"Anna Berg", "Bo Ek"}, "-", text},
        {"Website", {"Main Website", "Shop"}, "-", text},
        {"Newsletter", {"SUBSCRIBED", "NEVER"}, "-", text},
        {"Country", {"Anna Berg", "Bo Ek"}, "-", text},
        {"Country", {"Anna Berg", "Sweden"}, "country", ""},
        {"Score", {"high", "low"}, "-", text},
    };
    Schema schema = wide_schema();
    schema.accepts_new_fields = true;
    for (const Case& c : cases) {
        CAPTURE(std::string(c.header));
        CAPTURE(c.values.front());
        const ColumnProfile columns[] = {profiled(c.header, c.values)};
        const auto suggestions = suggest_mapping(columns, schema);
        REQUIRE(suggestions.size() == 1);
        CHECK((suggestions[0].mapping.new_field ? "-" : suggestions[0].mapping.field) == c.field);
        CHECK(suggestions[0].reason.find(c.why) != std::string::npos);
    }
    // A field of text takes a birthday without a year, but no names.
    Schema texts = contact_schema();
    for (const char* name : {"birth_date", "phone"}) texts.fields.push_back(field(name));
    texts.accepts_new_fields = false;
    const ColumnProfile birthdays[] = {profiled("Birthday", {"03/14", "12/24"})};
    CHECK(field_for(suggest_mapping(birthdays, texts), "Birthday") == "birth_date");
    const ColumnProfile names[] = {profiled("Birthday", {"Anna", "Bea"}), profiled("Telefon", {"K\u00F6ln", "Bonn"})};
    CHECK(suggest_mapping(names, texts).empty());
}

TEST_CASE("a column that feeds nothing because its values contradict its header says so") {
    const ColumnProfile columns[] = {column("E-Mail", Type::date), column("Password", Type::email), column("Notes", Type::email)};
    const auto suggestions = suggest_mapping(columns, contact_schema());
    REQUIRE(suggestions.size() == 2);
    CHECK(suggestions[0].reason == "The header says an e-mail address, but the values are of type date; the column becomes a new one of type date.");
    CHECK(suggestions[1].reason == "No field fits; the column becomes a new one of type email.");
    CHECK(why_key_is_unfed(columns, contact_schema(), "email") ==
          " Column \"E-Mail\": The header says an e-mail address, but the values are of type date."
          " Column \"Notes\": The header says notes, but the values are of type email.");
    CHECK(why_key_is_unfed(columns, contact_schema(), "login").empty());
    CHECK(why_key_is_unfed(columns, contact_schema(), "unknown").empty());
}

TEST_CASE("an e-mail key is fed by a column of addresses even when its header says nothing, never against its header") {
    SuggestionOptions options;
    options.key_field = "email";
    const ColumnProfile silent[] = {column("column 1"), column("column 2", Type::email)};
    CHECK(field_for(suggest_mapping(silent, contact_schema(), options), "column 2") == "email");
    const ColumnProfile other[] = {column("Notizen", Type::email)};
    CHECK(field_for(suggest_mapping(other, contact_schema(), options), "Notizen") == "notizen");
}

TEST_CASE("new fields get names of their own") {
    const ColumnProfile columns[] = {column("Größe"), column("Groesse"), column("Größe?"), column("Größe!"), column("号")};
    const auto suggestions = suggest_mapping(columns, contact_schema());
    std::set<std::string> names;
    for (const Suggestion& suggestion : suggestions) names.insert(suggestion.mapping.field);
    CHECK(names == std::set<std::string>{"grosse", "grosse_2", "grosse_3", "groesse", "field"});
}

TEST_CASE("a new text field gets the type that was seen and room for twice the longest value") {
    const auto suggested = [](Type type, std::size_t longest) {
        ColumnProfile profile = column("Anything else", type);
        profile.max_code_points = longest;
        return suggest_mapping(std::span(&profile, 1), contact_schema()).at(0);
    };
    CHECK(suggested(Type::text, 1).mapping.max_length == 50);
    CHECK(suggested(Type::text, 25).mapping.max_length == 50);
    CHECK(suggested(Type::text, 26).mapping.max_length == 100);
    CHECK(suggested(Type::text, 25000).mapping.max_length == 50000);
    CHECK(suggested(Type::text, 25001).mapping.max_length == 0);
    CHECK(suggested(Type::date, 10).mapping.max_length == 0);
    CHECK(suggested(Type::date, 10).new_type == Type::date);
    CHECK(suggested(Type::text, 26).reason == "No field fits; the column becomes a new one of type text of up to 100 characters.");
    const ColumnProfile known[] = {column("E-Mail", Type::email)};
    const auto existing = suggest_mapping(known, contact_schema());
    CHECK(existing.at(0).mapping.max_length == 0);
    CHECK(!existing.at(0).new_type);
}

TEST_CASE("what feeds nothing and what is not fed are listed") {
    Schema schema = contact_schema();
    schema.fields.back().writable = false;
    const std::vector<std::string> columns = {"E-Mail", "Vorname", "Notiz"};
    const FieldMapping mapping[] = {map("E-Mail", "EMAIL"), map("Notiz", "login")};
    const Unmapped left = unmapped(mapping, columns, schema);
    CHECK(left.columns == std::vector<std::string>{"Vorname"});
    CHECK(left.fields == std::vector<std::string>{"name", "id"});
}

TEST_CASE("two columns that could feed the same field each get one when there are two") {
    Schema schema;
    schema.fields = {field("phone", Type::phone), field("mobile", Type::phone)};
    SuggestionOptions options;
    options.new_fields = false;
    const ColumnProfile columns[] = {column("Tel.", Type::phone), column("Phone", Type::phone)};
    const auto suggestions = suggest_mapping(columns, schema, options);
    CHECK(field_for(suggestions, "Phone") == "phone");
    CHECK(field_for(suggestions, "Tel.") == "mobile");
}

TEST_CASE("earlier choices come first, unless the values contradict them or something else was asked for") {
    const ColumnProfile columns[] = {column("E-Mail", Type::email), column("Second address", Type::email), column("Vorname"), column("Notiz")};
    const EarlierChoice earlier[] = {{"second ADDRESS", "email", {}}, {"Notiz", "", {}}, {"Vorname", "given_name", {}}, {"E-Mail", "alias", {}}};
    SuggestionOptions options;
    options.earlier = earlier;
    const auto suggestions = suggest_mapping(columns, contact_schema(), options);
    CHECK(field_for(suggestions, "Second address") == "email");
    CHECK(field_for(suggestions, "E-Mail") == "alias");
    CHECK(field_for(suggestions, "Vorname") == "given_name");
    CHECK(field_for(suggestions, "Notiz") == "-");
    for (const Suggestion& suggestion : suggestions) {
        CAPTURE(suggestion.reason);
        CHECK(suggestion.confidence == 1000);
        CHECK(suggestion.reason.starts_with("An earlier choice for a file with this header"));
    }
    options.key_field = "email";
    CHECK(field_for(suggest_mapping(columns, contact_schema(), options), "E-Mail") == "e_mail");
    const ColumnProfile dates[] = {column("Second address", Type::date), column("E-Mail", Type::email)};
    CHECK(field_for(suggest_mapping(dates, contact_schema(), options), "E-Mail") == "email");
    Schema closed = contact_schema();
    closed.accepts_new_fields = false;
    options.key_field.clear();
    CHECK(field_for(suggest_mapping(columns, closed, options), "Vorname") == "-");
    const ColumnProfile secret[] = {column("Passwort"), column("E-Mail", Type::email)};
    const EarlierChoice open[] = {{"Passwort", "name", {}}};
    options.earlier = open;
    CHECK(field_for(suggest_mapping(secret, contact_schema(), options), "Passwort") == "password");
}

TEST_CASE("numbers of taxpayers, of firms in registers and of persons are told apart") {
    Schema schema = contact_schema();
    schema.fields.push_back(field("vat_id"));
    SuggestionOptions options;
    options.new_fields = false;
    for (const char* header : {"DI\u010C", "N\u00B0 TVA", "USt-IdNr.", "P.IVA", "NIP", "VAT no.", "moms-nr", "BTW-nummer", "Tax VAT Number", "Ad\u00F3sz\u00E1m"}) {
        CAPTURE(std::string(header));
        const ColumnProfile columns[] = {column("I\u010CO"), column("N\u00B0 SIRET"), column("Org.nr"), column("PESEL"), column(header)};
        const auto suggestions = suggest_mapping(columns, schema, options);
        REQUIRE(suggestions.size() == 1);
        CHECK(suggestions[0].mapping.column == header);
        CHECK(suggestions[0].mapping.field == "vat_id");
        CHECK(suggestions[0].confidence > 800);
    }
    for (const char* header : {"Personnummer", "Personnr.", "PESEL", "CPF", "DNI", "NIE", "Codice fiscale", "Rodn\u00E9 \u010D\u00EDslo", "Henkil\u00F6tunnus",
                               "F\u00F8dselsnummer", "CPR-nr.", "BSN", "Social Security Number", "I\u010CO", "SIRET", "N\u00B0 SIREN", "REGON", "KVK-nummer",
                               "Handelsregisternummer", "Company Registration Number", "Org.nr", "Org.nr/Pers.nr", "CVR", "Y-tunnus", "CNPJ"}) {
        CAPTURE(std::string(header));
        const ColumnProfile columns[] = {column(header)};
        CHECK(suggest_mapping(columns, schema, options).empty());
    }
    schema.fields.push_back(field("company_number"));
    schema.fields.push_back(field("national_id"));
    const ColumnProfile columns[] = {column("I\u010CO"), column("Rodn\u00E9 \u010D\u00EDslo")};
    CHECK(field_for(suggest_mapping(columns, schema), "I\u010CO") == "company_number");
    CHECK(field_for(suggest_mapping(columns, schema), "Rodn\u00E9 \u010D\u00EDslo") == "national_id");
}

TEST_CASE("a customer number feeds the field for it, and the id where there is none") {
    Schema schema = contact_schema();
    Schema with_number = contact_schema();
    with_number.fields.push_back(field("customer_number"));
    SuggestionOptions options;
    options.new_fields = false;
    for (const char* header : {"Kundennummer", "Kunden-Nr.", "Kundnr", "Kundenr.", "Asiakasnumero", "Klantnummer", "N\u00B0 client", "N\u00BA cliente",
                               "Codice cliente", "Nr klienta", "Z\u00E1kaznick\u00E9 \u010D\u00EDslo", "Customer no."}) {
        CAPTURE(std::string(header));
        const ColumnProfile columns[] = {column(header, Type::integer)};
        CHECK(field_for(suggest_mapping(columns, schema, options), header) == "id");
        CHECK(field_for(suggest_mapping(columns, with_number, options), header) == "customer_number");
        const ColumnProfile both[] = {column(header, Type::integer), column("ID", Type::integer)};
        CHECK(field_for(suggest_mapping(both, with_number, options), "ID") == "id");
        const ColumnProfile twice[] = {column("customer_number", Type::integer), column(header, Type::integer)};
        CHECK(field_for(suggest_mapping(twice, with_number, options), header) == "-");
    }
    with_number.fields.erase(with_number.fields.begin() + 1);
    const ColumnProfile id[] = {column("ID", Type::integer)};
    const auto close = suggest_mapping(id, with_number, options);
    REQUIRE(close.size() == 1);
    CHECK(close[0].mapping.field == "customer_number");
    CHECK(close[0].confidence < 800);
    const ColumnProfile address[] = {column("Address ID", Type::integer)};
    CHECK(suggest_mapping(address, schema, options).at(0).confidence < 800);
}

TEST_CASE("the name of an organization is no name of a person") {
    struct Case {
        const char* header;
        const char* field;
    };
    const Case cases[] = {{"Organization 1 - Name", "company"}, {"Name der Firma", "company"}, {"Nome dell'azienda", "company"},
                          {"Organization 1 - Title", "job_title"}, {"Firma - Ansprechpartner Name", "name"}, {"Company Contact Name", "name"},
                          {"Contact - Name", "name"}};
    SuggestionOptions options;
    options.new_fields = false;
    for (const Case& c : cases) {
        CAPTURE(std::string(c.header));
        const ColumnProfile columns[] = {column(c.header)};
        CHECK(field_for(suggest_mapping(columns, wide_schema(), options), c.header) == c.field);
    }
    const ColumnProfile google[] = {column("Organization 1 - Name"), column("E-mail 1 - Value", Type::email)};
    CHECK(field_for(suggest_mapping(google, contact_schema()), "Organization 1 - Name") == "organization_1_name");
}

TEST_CASE("a column of somebody else or of a thing feeds no field of the contact, however it begins or ends") {
    SuggestionOptions options;
    options.new_fields = false;
    for (const char* header : {"Spouse First Name", "Emergency Contact Phone", "Vorname Partner", "Naam partner", "Asst. Phone", "Manager Email", "Child's Birthday",
                               "Pr\u00E9nom du conjoint", "Tel\u00E9fono madre", "Anh\u00F6rig telefon", "P\u00E5r\u00F8rende telefon", "Rodn\u00E9 p\u0159\u00EDjmen\u00ED", "Imi\u0119 ojca",
                               "Product Name", "Campaign Name", "List Name", "Event City", "Order ID", "State of order", "Phonetic Last Name"}) {
        CAPTURE(std::string(header));
        const ColumnProfile columns[] = {column(header)};
        CHECK(suggest_mapping(columns, wide_schema(), options).empty());
    }
    Schema schema = wide_schema();
    schema.fields.push_back(field("spouse_first_name"));
    const ColumnProfile own[] = {column("Spouse First Name"), column("Shipping Last Name")};
    CHECK(field_for(suggest_mapping(own, schema, options), "Spouse First Name") == "spouse_first_name");
    CHECK(field_for(suggest_mapping(own, schema, options), "Shipping Last Name") == "last_name");
}

TEST_CASE("orders, sums spent and last visits have fields of their own") {
    Schema schema = contact_schema();
    schema.fields.push_back(field("order_count", Type::integer));
    schema.fields.push_back(field("total_spent", Type::number));
    schema.fields.push_back(field("last_login", Type::date_time));
    struct Case {
        const char* header;
        Type type;
        const char* field;
    };
    const Case cases[] = {{"Anzahl Bestellungen", Type::integer, "order_count"}, {"Numero ordini", Type::integer, "order_count"},
                          {"Total Spend", Type::number, "total_spent"},          {"Umsatz", Type::number, "total_spent"},
                          {"Derni\u00E8re visite", Type::date_time, "last_login"}, {"Senast inloggad", Type::date, "last_login"},
                          {"Nr zam\u00F3wienia", Type::integer, "-"}};
    SuggestionOptions options;
    options.new_fields = false;
    for (const Case& c : cases) {
        CAPTURE(std::string(c.header));
        const ColumnProfile columns[] = {column(c.header, c.type)};
        CHECK(field_for(suggest_mapping(columns, schema, options), c.header) == c.field);
    }
}

TEST_CASE("names of exports in use are known") {
    struct Case {
        const char* header;
        const char* field;
    };
    const Case cases[] = {{"Land/Region gesch\u00E4ftlich", "country"}, {"Etternamn", "last_name"},     {"T\u00E9l. fixe", "phone"},
                          {"Stra\u00DFenname", "street"},             {"Associated Company", "company"}, {"Empresa u organizaci\u00F3n", "company"},
                          {"Opted in?", "newsletter"},                {"Lettre d'information", "newsletter"}, {"UF", "region"},
                          {"KUNNR", "id"},                            {"STRAS", "street"},          {"PSTLZ", "postal_code"},
                          {"ORT01", "city"},                          {"TELF1", "phone"},           {"TELFX", "fax"},
                          {"SPRAS", "language"},                      {"state_province_region", "region"}, {"Kod poczt.", "postal_code"},
                          {"Datum nar.", "birth_date"},               {"Telm.", "mobile"},          {"Ulica i nr", "street"}};
    SuggestionOptions options;
    options.new_fields = false;
    for (const Case& c : cases) {
        CAPTURE(std::string(c.header));
        const ColumnProfile columns[] = {column(c.header, Type::text, 0)};
        CHECK(field_for(suggest_mapping(columns, wide_schema(), options), c.header) == c.field);
    }
}

TEST_CASE("labelled header rows in many languages are mapped as people would") {
    std::ifstream file = opened("headers.tsv");
    const Schema schema = wide_schema();
    const Values values = default_values();
    Score tuned, held;
    int rows = 0;
    std::set<std::string> languages;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        const bool tune = ++rows % 2 == 1;
        languages.insert(split(line, '\t').at(0));
        const std::string source = split(line, '\t').at(3);
        const bool has_source = source.starts_with("https://") || source.starts_with("http://");
        CHECK_MESSAGE(has_source, line);
        judge(line, schema, values, tune ? tuned : held, tune);
    }
    MESSAGE("tuned half: " << tuned.right << " of " << tuned.all() << " columns right, " << tuned.wrong << " wrong, "
                           << tuned.wrong_and_sure << " of them sure");
    MESSAGE("held half: " << held.right << " of " << held.all() << " columns right, " << held.wrong << " wrong, "
                          << held.wrong_and_sure << " of them sure");
    CHECK(rows >= 120);
    CHECK(languages.size() >= 8);
    // The aim of the product: at least 95 % right, at most 0.5 % wrong with confidence.
    CHECK(held.right * 100 >= held.all() * 95);
    CHECK(held.wrong_and_sure * 1000 <= held.all() * 5);
}

TEST_CASE("header rows from general knowledge go on being mapped") {
    std::ifstream file = opened("headers-general.tsv");
    const Schema schema = wide_schema();
    const Values values = default_values();
    Score score;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line[0] != '#') judge(line, schema, values, score, false);
    }
    MESSAGE("without a source: " << score.right << " of " << score.all() << " columns right, " << score.wrong_and_sure << " wrong and sure");
    CHECK(score.right * 100 >= score.all() * 98);
    CHECK(score.wrong_and_sure * 1000 <= score.all() * 5);
}

TEST_CASE("remarks, alternatives and numbers in a header leave its meaning or say another one") {
    struct Case {
        const char* header;
        const char* field;
    };
    const Case cases[] = {{"Country (ISO 3166-1)", "country"},   {"Phone / Telephone", "phone"},   {"F\u00F6retag/organisation", "company"},
                          {"Company / In Care Of", "company"},   {"City/Postal code", "-"},         {"Donor #", "id"},
                          {"Customer #", "id"},                  {"Order #", "-"},                  {"Email1", "email"},
                          {"Name1", "-"},                        {"Adresse Ville", "city"},         {"Business ID", "-"},
                          {"VAT number", "-"},                   {"Osoba kontaktowa - imi\u0119", "first_name"},
                          {"Kontaktadress - Postort", "city"},   {"Pr\u00E9nom de l\u2019adh\u00E9rent", "first_name"}};
    SuggestionOptions options;
    options.new_fields = false;
    for (const Case& c : cases) {
        CAPTURE(std::string(c.header));
        const ColumnProfile columns[] = {column(c.header, Type::text, 0)};
        CHECK(field_for(suggest_mapping(columns, wide_schema(), options), c.header) == c.field);
    }
}
