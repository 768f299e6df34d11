// The real program against the double of Emarsys: fields, their values, and what is told of them before anything is sent.
#include "emarsys_place.hpp"

using namespace muster::test::emarsys;
using muster::JsonValue;

TEST_CASE("emoji in a field of the system are told, because the service loses them") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann") + "," + person("b@example.com", "Ben"));
    const Place place(emarsys);
    place.file("E-Mail;Name\na@example.com;Anna\nb@example.com;Ben \xF0\x9F\x98\x80\n");
    const Answer run = place.run();
    CHECK(run.exit_code == 0);
    CHECK_MESSAGE(run.text({"reason"}).find("1 row has some, the first is row 2") != std::string::npos, run.output);
}

TEST_CASE("the opt-in is written as 1 or 2, from these, from words, or from what the document calls a boolean") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann") + "," + person("b@example.com", "Ben") + "," + person("c@example.com", "Cem"));
    for (const std::string type : {"", R"(, "type": "boolean")"}) {
        const Place place(emarsys, "", R"(, {"column": "News", "field": "opt_in")" + type + "}");
        const std::string no = type.empty() ? "2" : "nej";
        place.file("E-Mail;News\na@example.com;" + no + "\nb@example.com;yes\nc@example.com;\nd@example.com;perhaps\n");
        emarsys.forget_log();
        const Answer run = place.run();
        CHECK(run.number({"done", "rejected"}) == 1);
        const auto writes = emarsys.sent("PUT", "contact/");
        std::map<std::string, std::string> opt_ins;
        for (const JsonValue& write : writes) {
            for (const JsonValue& contact : write.find("contacts")->items) {
                if (const JsonValue* value = contact.find("31")) opt_ins[contact.find("3")->string] = value->string;
            }
        }
        CHECK(opt_ins == std::map<std::string, std::string>{{"a@example.com", "2"}, {"b@example.com", "1"}});
    }
    check_no_violations(emarsys.state());
}

TEST_CASE("values are written as the service takes them") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, "", R"(, {"column": "Born", "field": "birth_date"}, {"column": "Sex", "field": "gender"}, {"column": "News", "field": "opt_in"},
        {"column": "Points", "field": "points", "decimal": "comma"}, {"column": "Hobby", "field": "hobbies"}, {"column": "City", "field": "city", "empty": "clear"})");
    place.file("E-Mail;Born;Sex;News;Points;Hobby;City\na@example.com;31.12.1980;female;yes;1.234,5;Chess, 9;\n");
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    const auto writes = emarsys.sent("PUT", "contact/");
    REQUIRE(writes.size() == 1);
    const JsonValue& contact = writes[0].find("contacts")->items[0];
    CHECK(contact.find("4")->string == "1980-12-31");
    CHECK(contact.find("5")->string == "2");
    CHECK(contact.find("31")->string == "1");
    CHECK(contact.find("100")->string == "1234.5");
    REQUIRE(contact.find("101")->items.size() == 2);
    CHECK(contact.find("101")->items[0].string == "7");
    CHECK(contact.find("101")->items[1].string == "9");
    CHECK(contact.find("11")->string.empty());
    check_no_violations(emarsys.state());
}

TEST_CASE("what the service would refuse is told by the check, before anything is sent") {
    const Double emarsys;
    const Place place(emarsys, "", R"(, {"column": "Name", "field": "first_name"}, {"column": "Born", "field": "birth_date", "format": "dd.MM.yyyy"}, {"column": "Sex", "field": "gender"})");
    place.file("E-Mail;Name;Born;Sex\na@example.com;" + std::string(61, 'x') + ";31.12.1980;male\nb@example.com;Ben;31.13.1980;1\nc@example.com;Cem;1.1.1990;other\nd@example.com;Dee;01.02.1990;2\n");
    const Answer check = muster_json(place.folder, {"check", "s.sync.json"});
    CHECK(check.number({"counts", "rejected"}) == 3);
    CHECK(emarsys.written() == 0);
}

TEST_CASE("of a word that is no choice only one that is nearly the same is suggested, and no id") {
    const Double emarsys;
    const Place place(emarsys, "", R"(, {"column": "Sex", "field": "gender"})");
    place.file("E-Mail;Sex\na@example.com;Femal\nb@example.com;DE\n");
    const Answer check = muster_json(place.folder, {"check", "s.sync.json"});
    CHECK(check.number({"counts", "rejected"}) == 2);
    const std::string said = said_by(place.folder, {"check", "s.sync.json"});
    CHECK_MESSAGE(said.find("Use \"Female\" if that was meant.") != std::string::npos, said);
    CHECK_MESSAGE(said.find("\"DE\" is not one of the allowed words. Use one of ") != std::string::npos, said);
    CHECK(said.find("Use \"1\"") == std::string::npos);
}

TEST_CASE("words that are no choices and numbers that are too long are told by the check, and not counted as added") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, into_list, R"(, {"column": "Points", "field": "points", "decimal": "point"}, {"column": "Hobby", "field": "hobbies"})", adding);
    place.file("E-Mail;Points;Hobby\na@example.com;123456789012345678901234;Chess| 9\nb@example.com;1234567890123456789012345;\nc@example.com;-123456789012.1234567890123;\n"
               "d@example.com;-12345678901.1234567890123;\ne@example.com;;Chess, Golfing\nf@example.com;;, |\n");
    const Answer check = muster_json(place.folder, {"check", "s.sync.json"});
    CHECK(check.exit_code == 3);
    CHECK_MESSAGE(check.number({"counts", "rejected"}) == 4, check.output);
    CHECK(check.output.find("more than 24 digits") != std::string::npos);
    CHECK(check.output.find("none of the choices that Emarsys has") != std::string::npos);
    CHECK(muster_json(place.folder, {"plan", "s.sync.json"}).number({"counts", "insert"}) == 2);
    CHECK(emarsys.written() == 0);
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(run.number({"done", "failed"}) == 0);
    CHECK(run.number({"done", "rejected"}) == 4);
    CHECK(emarsys.written() == 2);
    check_no_violations(emarsys.state());
}

TEST_CASE("a new field is one that is there already, if that takes the column") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, "", R"(, {"column": "Points", "field": "points", "new_field": true})");
    place.file("E-Mail;Points\na@example.com;7\nb@example.com;many\n");
    const Answer run = place.run();
    CHECK_MESSAGE(run.exit_code == 0, run.output, run.errors);
    CHECK(run.number({"done", "rejected"}) == 1);
    CHECK(emarsys.sent("POST", "field").empty());
    CHECK(emarsys.written() == 1);
}

TEST_CASE("what stands in the way is told all at once, before the file is sent") {
    const Double emarsys;
    const struct { std::string destination, mapping, mode, code; int exit_code; } cases[] = {
        {"", "", adding, "member_missing", 2},
        {R"(, "list": 999)", "", adding, "invalid_value", 2},
        {into_list, "", R"("insert": true, "update": false)", "contradiction", 2},
        {"", R"(, {"column": "Name", "field": "nickname"})", R"("insert": false)", "field_unknown", 2},
        {"", R"(, {"column": "Name", "field": "interests"})", R"("insert": false)", "field_not_writable", 2},
        {"", R"(, {"column": "Name", "field": "rank", "new_field": true, "choices": ["Ann"]})", R"("insert": false)", "type_clash", 2},
        {"", R"(, {"column": "Name", "field": "points", "new_field": true})", R"("insert": false)", "type_clash", 2},
        {"", R"(, {"column": "Name", "field": "hobbies", "new_field": true})", R"("insert": false)", "type_clash", 2},
        {"", R"(, {"column": "Name", "field": "birth_date", "new_field": true})", R"("insert": false)", "type_clash", 2},
    };
    for (const auto& [destination, mapping, mode, code, exit_code] : cases) {
        CAPTURE(code);
        const Place place(emarsys, destination, mapping, mode);
        place.file("E-Mail;Name\na@example.com;Ann\n");
        const Answer run = place.run();
        CHECK(run.exit_code == exit_code);
        CHECK_MESSAGE(run.output.find(code) != std::string::npos, run.output);
    }
    CHECK(emarsys.written() == 0);
}

TEST_CASE("new fields are created once, with a type for their values") {
    const Double emarsys;
    emarsys.contacts(person("a@example.com", "Ann"));
    const Place place(emarsys, "", R"(, {"column": "Since", "field": "Customer since", "type": "date", "new_field": true}, {"column": "Sum", "field": "Sum", "type": "number", "new_field": true},
        {"column": "Tag", "field": "Tag", "type": "text", "max_length": 50, "new_field": true}, {"column": "Text", "field": "Text", "type": "text", "new_field": true},
        {"column": "Note", "field": "Note", "new_field": true}, {"column": "Word", "field": "Word", "new_field": true}, {"column": "Count", "field": "Count", "new_field": true},
        {"column": "Site", "field": "Site", "new_field": true}, {"column": "Rank", "field": "Rank", "new_field": true},
        {"column": "Later", "field": "Later", "new_field": true})");
    const std::string head = "E-Mail;Since;Sum;Tag;Text;Note;Word;Count;Site;Rank;Later\n", long_text = std::string(256, 'y'), note = std::string(61, 'z');
    std::string rows;
    for (int i = 0; i < 400; ++i) rows += "b" + std::to_string(i) + "@example.com;;;;;;;3;https://example.com/;7;\n";
    place.file(head + "a@example.com;2020-01-31;5;x;" + long_text + ";" + note + ";w;3;https://example.com/a;7;\n" + rows + "c@example.com;;;;;;;3;https://example.com/c;best;\n");
    const Answer plan = muster_json(place.folder, {"plan", "s.sync.json"});
    const JsonValue* planned = plan.json.find("new_fields");
    REQUIRE_MESSAGE(planned != nullptr, plan.output);
    CHECK(planned->items.size() == 10);
    CHECK(planned->items[0].find("field")->string == "Customer since");
    CHECK(planned->items[0].find("type")->string == "date");
    CHECK(said_by(place.folder, {"plan", "s.sync.json"}).find("new field, longtext") != std::string::npos);
    CHECK(emarsys.sent("POST", "field").empty());
    const Answer first = place.run();
    CHECK_MESSAGE(first.exit_code == 0, first.output, first.errors);
    std::map<std::string, std::string> types;
    const JsonValue state = emarsys.state();
    for (const auto& [id, field] : state.find("fields")->members) types[field.find("name")->string] = field.find("application_type")->string;
    CHECK(types["Customer since"] == "date");
    CHECK(types["Sum"] == "numeric");
    CHECK(types["Tag"] == "shorttext");
    CHECK(types["Text"] == "largetext");
    CHECK(types["Note"] == "longtext");
    CHECK(types["Word"] == "shorttext");
    CHECK(types["Count"] == "numeric");
    CHECK(types["Site"] == "url");
    CHECK(types["Rank"] == "shorttext");   // what looks like numbers, but for one value
    CHECK(types["Later"] == "shorttext");  // empty so far
    CHECK(emarsys.sent("POST", "field").size() == 10);
    emarsys.forget_log();
    place.file(head + "a@example.com;2020-01-31;6;x;" + long_text + ";" + note + ";w;3;https://example.com/a;7;\n");
    CHECK(place.run().exit_code == 0);
    CHECK(emarsys.sent("POST", "field").empty());
    const auto writes = emarsys.sent("PUT", "contact/");
    REQUIRE(writes.size() == 1);
    CHECK(writes[0].find("contacts")->items[0].members.size() == 2);   // the key and what changed
    check_no_violations(emarsys.state());
}

TEST_CASE("the cells of a new field are the same values in every run, whatever they looked like in the first one") {
    const Double emarsys;
    const Place place(emarsys, into_list, R"(, {"column": "VIP", "field": "VIP", "new_field": true}, {"column": "Tel", "field": "Tel", "new_field": true},
        {"column": "Rank", "field": "Rank", "new_field": true}, {"column": "Sum", "field": "Sum", "new_field": true},
        {"column": "Asked", "field": "Asked", "type": "boolean", "new_field": true})", adding);
    const std::string head = "E-Mail;VIP;Tel;Rank;Sum;Asked\n";
    const auto row = [](int number, const std::string& rank) {
        return "a" + std::to_string(number) + "@example.com;" + (number % 2 == 0 ? "ja" : "nein") + ";+49 30 123456" + std::to_string(number) + ";" + rank + ";2.345,50;ja\n";
    };
    std::string rows;
    for (int number = 10; number < 60; ++number) rows += row(number, number == 40 ? "best" : "1.234,50");
    place.file(head + rows);
    const Answer first = place.run();
    CHECK_MESSAGE(first.exit_code == 0, first.output, first.errors);
    const auto values_of = [&](const std::string& field) {
        const JsonValue state = emarsys.state();
        for (const auto& [id, each] : state.find("fields")->members) {
            if (each.find("name")->string == field) return names_in(state, id);
        }
        return std::map<std::string, std::string>();
    };
    CHECK(values_of("VIP")["a10@example.com"] == "ja");
    CHECK(values_of("Tel")["a10@example.com"] == "+49 30 12345610");
    CHECK(values_of("Rank")["a10@example.com"] == "1.234,50");
    CHECK(values_of("Sum")["a10@example.com"] == "2345.50");
    CHECK(values_of("Asked")["a10@example.com"] == "true");
    emarsys.forget_log();
    place.file(head + rows + row(60, "1.234,50"));
    const Answer second = place.run();
    CHECK_MESSAGE(second.number({"done", "insert"}) == 1, second.output);
    CHECK(second.number({"done", "unchanged"}) == 50);
    CHECK(emarsys.written() == 1);
    check_no_violations(emarsys.state());
}
