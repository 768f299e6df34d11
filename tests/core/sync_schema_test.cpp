// docs/sync.schema.json and the reader must accept and refuse the same documents.
#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "muster/sync.hpp"
#include "support/docs.hpp"
#include "support/json_schema.hpp"
#include "sync_members.hpp"

using namespace muster;

namespace {

JsonValue parsed(const std::string& text) {
    auto read = parse_json(text);
    CAPTURE(text);
    REQUIRE(read.ok());
    return std::move(*read);
}

const JsonValue& schema() {
    static const JsonValue value = parsed(test::read_doc("sync.schema.json"));
    return value;
}

const JsonValue& definition(const char* name) {
    return *schema().find("$defs")->find(name);
}

const char* const minimal_text = R"({"name":"N","source":{"url":"file:a.csv"},"destination":{"url":"sqlite:c.db"},
    "key":{"field":"email"},"mapping":[{"column":"E","field":"email"},{"column":"X","field":"x"}]})";

// A document that uses every member, for mutations.
const char* const full_text = R"({"$schema":"s","name":"N",
    "source":{"url":"file:a.csv","user":"u","password":{"env":"P"},"encoding":"auto","delimiter":";","quote":"'","escape":null,
              "header":"auto","preamble_rows":"auto","short_rows":"keep","strict_newlines":true,"trailer":"END","minimum_rows":3},
    "destination":{"kind":"contact_database","url":"sqlite:c.db","connection":null,"batch":5,"template":{"a":["{b}"]},"api_token":{"command":["p"]}},
    "key":{"field":"email"},
    "mapping":[{"column":"E","field":"email"},{"column":"X","field":"x","type":"date","format":"dd.MM.yyyy","empty":"clear",
               "required":true,"new_field":false,"sensitive":true,"rules":[{"min":"1900-01-01","level":"warning"},{"max":null,"min":"2000-01-01"}]},
               {"column":"C","field":"c","choices":["Gold"],"rules":[{"matches":"^G"},{"one_of":["Gold",5]},{"required":true},{"unique":true},
               {"compare":"!=","field":"x"},{"compare":"=","field":"x","required":true}]},{"column":"E2","field":"e2","email_syntax":"whatwg","max_length":60},
               {"column":"N","field":"n","decimal":"comma"}],
    "null_words":["NULL"],"decimal":"auto","default_country":"DE","default_order":"dmy","time_zone":"UTC","pivot":69,
    "duplicates":"last","near_duplicates":false,"mode":{"insert":true,"update":true,"delete_missing":false,"scope":"all","delete_form":null},
    "limits":{"max_delete":"off","max_delete_percent":5,"unreadable_keys_percent":0,"on_rejected":"skip","max_rejected_percent":"off"},
    "even_if_unchanged":false,"schedule":null,"notify":null})";

// Faults that a schema can express; contradictions between members are the reader's own.
bool expressible(Code code) {
    return code == Code::member_unknown || code == Code::member_missing || code == Code::wrong_type ||
           code == Code::invalid_value || code == Code::literal_secret;
}

bool reader_accepts_shape(const std::string& text) {
    for (const Issue& issue : read_sync(text).issues) {
        // The kind of a bound depends on the column's type, an encoding and another field are looked up: neither is in the schema.
        const bool bound = issue.pointer.ends_with("/min") || issue.pointer.ends_with("/max");
        const bool listed = issue.pointer.find("/one_of/") != std::string::npos;
        const bool other_field = issue.pointer.find("/rules/") != std::string::npos && issue.pointer.ends_with("/field");
        const bool looked_up = issue.pointer == "/source/encoding" || bound || ((listed || other_field) && !issue.value.empty());
        if (looked_up && issue.code == Code::invalid_value) continue;
        if (issue.code == Code::contradiction && issue.pointer == "/key") return false;
        if (expressible(issue.code)) return false;
    }
    return true;
}

std::set<std::string> names_of(const JsonValue& properties) {
    std::set<std::string> names;
    for (const auto& [name, member] : properties.members) names.insert(name);
    return names;
}

// Calls `change` with every value inside `value`, whole documents being written around it.
void for_each_value(JsonValue& value, const std::function<void(JsonValue&)>& change) {
    change(value);
    for (JsonValue& item : value.items) for_each_value(item, change);
    for (auto& member : value.members) for_each_value(member.value, change);
}

struct Object {
    const char* name;
    const JsonValue* schema;
    std::span<const Member> members;
    std::vector<std::string> path;  // where it stands in the minimal document; list entries by their index
};

std::vector<Object> objects() {
    return {
        {"root", &schema(), sync_members::root, {}},
        {"source", &definition("source"), sync_members::source, {"source"}},
        {"destination", &definition("destination"), sync_members::destination, {"destination"}},
        {"entry", &definition("entry"), sync_members::mapping, {"mapping", "1"}},
        {"rule", &definition("rule"), sync_members::rule, {"mapping", "1", "rules", "0"}},
        {"mode", &definition("mode"), sync_members::mode, {"mode"}},
        {"limits", &definition("limits"), sync_members::limits, {"limits"}},
    };
}

JsonValue& member_of(JsonValue& object, const std::string& name) {
    for (auto& [known, value] : object.members) {
        if (known == name) return value;
    }
    JsonValue& added = object.members.emplace_back(JsonMember{name, {}}).value;
    added.kind = JsonValue::Kind::object;
    return added;
}

// The minimal document with `value` as member `name` of the object at `path`.
std::string with_member(const std::vector<std::string>& path, const std::string& name, const JsonValue& value) {
    JsonValue document = parsed(minimal_text);
    JsonValue* at = &document;
    for (const std::string& step : path) {
        if (at->kind == JsonValue::Kind::array) {
            at = &at->items[static_cast<std::size_t>(step[0] - '0')];
        } else if (step == "rules") {
            JsonValue& rules = member_of(*at, step);
            rules = parsed(R"([{"min":"1900-01-01"}])");
            at = &rules;
        } else {
            at = &member_of(*at, step);
        }
    }
    member_of(*at, name) = value;
    return test::json_of(document);
}

}  // namespace

TEST_CASE("schema and reader know the same members, and require the same ones") {
    for (const Object& object : objects()) {
        CAPTURE(object.name);
        std::set<std::string> known, required, schema_required;
        for (const Member& member : object.members) {
            known.emplace(member.name);
            if (member.required) required.emplace(member.name);
        }
        CHECK(names_of(*object.schema->find("properties")) == known);
        if (const JsonValue* list = object.schema->find("required")) {
            for (const JsonValue& name : list->items) schema_required.insert(name.string);
        }
        CHECK(schema_required == required);
    }
    std::set<std::string> secret_names, key_names;
    for (const JsonValue& branch : definition("secret").find("anyOf")->items)
        secret_names.merge(names_of(*branch.find("properties")));
    for (const JsonValue& branch : schema().find("properties")->find("key")->find("anyOf")->items) {
        key_names.merge(names_of(*branch.find("properties")));
    }
    CHECK(secret_names == std::set<std::string>{"env", "file", "command"});
    CHECK(key_names == std::set<std::string>{"field", "generate"});
}

TEST_CASE("every default of the schema is the reader's, and every other value is read") {
    std::size_t defaults = 0, examples = 0;
    for (const Object& object : objects()) {
        for (const auto& [name, property] : object.schema->find("properties")->members) {
            CAPTURE(object.name);
            CAPTURE(name);
            const bool in_rule = std::string_view(object.name) == "rule";
            JsonValue absent = parsed(minimal_text);
            const auto base =
                read_sync(in_rule ? with_member(object.path, "min", parsed("\"1900-01-01\"")) : test::json_of(absent));
            REQUIRE(base.sync);
            if (const JsonValue* standard = property.find("default");
                standard != nullptr && !(in_rule && name == "min")) {
                ++defaults;
                auto reading = read_sync(with_member(object.path, name, *standard));
                // How the destination is named is not a default of the minimal document.
                const bool names_url = std::string_view(object.name) == "destination" && name == "url";
                if (name == "rules") continue;
                REQUIRE(reading.sync);
                reading.sync->duplicates_declared = false;
                if (!names_url) CHECK(*reading.sync == *base.sync);
            }
            const JsonValue* values = property.find("examples");
            if (values == nullptr) continue;
            for (const JsonValue& value : values->items) {
                ++examples;
                const std::string text = with_member(object.path, name, value);
                CAPTURE(text);
                CHECK(test::valid(schema(), schema(), parsed(text)));
                const auto reading = read_sync(text);
                const bool key_moves = name == "field";
                if (key_moves || text.find("\"insert\":false") != std::string::npos) continue;
                REQUIRE(reading.sync);
                const bool same_as_minimal = name == "url" || name == "column" || name == "encoding";
                if (!same_as_minimal) CHECK(!(*reading.sync == *base.sync));
            }
        }
    }
    CHECK(defaults > 35);
    CHECK(examples > 50);
}

TEST_CASE("good documents are good for both, bad ones bad for both") {
    const struct {
        const char* text;
        bool good;
    } cases[] = {
        {minimal_text, true},
        {full_text, true},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"generate":"random_9_digits"},"mapping":"auto"})",
         true},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"generate":"random"},"mapping":"auto"})", false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{},"mapping":"auto"})", false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a","generate":"random_9_digits"},"mapping":"auto"})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":[]})", false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":"none"})", false},
        {R"({"name":"","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":"auto"})", false},
        {R"({"name":"N","source":{"url":""},"destination":{},"key":{"field":"a"},"mapping":"auto"})", false},
        {R"({"name":"N","source":{"url":"-","password":"x"},"destination":{},"key":{"field":"a"},"mapping":"auto"})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{"api_key":"x"},"key":{"field":"a"},"mapping":"auto"})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{"api_key":{"file":"x"}},"key":{"field":"a"},"mapping":"auto"})",
         true},
        {R"({"name":"N","source":{"url":"-"},"destination":{"x":[]},"key":{"field":"a"},"mapping":"auto"})", false},
        {R"({"name":"N","source":{"url":"-"},"destination":{"x_template":[{"a":1}]},"key":{"field":"a"},"mapping":"auto"})", true},
        {R"({"name":"N","source":{"url":"-"},"destination":{"template":"[]"},"key":{"field":"a"},"mapping":"auto"})", false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":"auto","schedule":{}})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":"auto","limits":{"max_delete":-1}})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":"auto","limits":{"max_delete":1.0}})",
         true},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"}})", false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":[{"column":"A","field":"a"},{"column":"B","field":"b",)"
         R"("rules":[{"min":1,"compare":"<"}]}]})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":[{"column":"A","field":"a"},{"column":"B","field":"b",)"
         R"("rules":[{"min":1,"field":"a"}]}]})",
         false},
        {R"({"name":"N","source":{"url":"-"},"destination":{},"key":{"field":"a"},"mapping":[{"column":"A","field":"a"},{"column":"B","field":"b",)"
         R"("rules":[{"min":1,"compare":"<","field":"a"},{"min":1,"compare":null,"field":null}]}]})",
         true},
        {"[]", false},
        {"null", false},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(test::valid(schema(), schema(), parsed(c.text)) == c.good);
        CHECK(reader_accepts_shape(c.text) == c.good);
    }
}

TEST_CASE("whatever is changed in a document, schema and reader agree about its shape") {
    const char* const replacements[] = {"null",
                                        "true",
                                        "false",
                                        "0",
                                        "7",
                                        "-1",
                                        "101",
                                        "5.0",
                                        "0.5",
                                        "1e20",
                                        "\"\"",
                                        "\"x\"",
                                        "\"off\"",
                                        "\"auto\"",
                                        "\"two words\"",
                                        "[]",
                                        "{}",
                                        "[\"x\"]",
                                        "[1]",
                                        "{\"env\":\"A\"}",
                                        "{\"env\":\"\"}",
                                        "{\"x\":1}"};
    std::size_t values = 0, accepted = 0, tried = 0;
    {
        JsonValue document = parsed(full_text);
        for_each_value(document, [&](JsonValue&) { ++values; });
    }
    const auto compare = [&](const JsonValue& changed) {
        const std::string text = test::json_of(changed);
        const bool by_schema = test::valid(schema(), schema(), changed);
        const bool by_reader = reader_accepts_shape(text);
        ++tried;
        accepted += by_reader ? 1u : 0u;
        if (by_schema == by_reader) return;
        CAPTURE(text);
        CAPTURE(by_schema);
        CHECK(by_schema == by_reader);
    };
    for (std::size_t target = 0; target < values; ++target) {
        const auto mutated = [&](const std::function<void(JsonValue&)>& change) {
            JsonValue document = parsed(full_text);
            std::size_t index = 0;
            JsonValue* chosen = nullptr;
            for_each_value(document, [&](JsonValue& value) {
                if (index++ == target) chosen = &value;
            });
            change(*chosen);
            compare(document);
        };
        for (const char* text : replacements) mutated([&](JsonValue& value) { value = parsed(text); });
        mutated([](JsonValue& value) {
            if (value.kind == JsonValue::Kind::object) value.members.emplace_back("unknown", JsonValue{});
        });
        mutated([](JsonValue& value) {
            if (!value.members.empty()) value.members.erase(value.members.begin());
        });
        mutated([](JsonValue& value) {
            if (!value.items.empty()) value.items.pop_back();
        });
    }
    CHECK(tried > 1500);
    CHECK(accepted > 150);
}
