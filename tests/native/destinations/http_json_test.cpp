// The template of a body, what an answer tells, and the members of the destination, piece by piece.
#include <doctest/doctest.h>

#include <cstdlib>

#include "muster/schema.hpp"
#include "native/destinations/http_json/batch.hpp"
#include "native/destinations/http_json/body.hpp"
#include "native/destinations/http_json/pointer.hpp"
#include "native/destinations/http_json/results.hpp"
#include "native/destinations/http_json/settings.hpp"

using namespace muster;
using namespace muster::native;
using namespace muster::native::http_json;

namespace {

Pointer at(std::string_view text) { return Pointer::parse(text).value(); }

Body body_of(std::string_view json, std::string_view records) {
    auto body = Body::parse(json, at(records));
    REQUIRE_MESSAGE(body.ok(), body.error().message);
    return std::move(*body);
}

std::string why_not(std::string_view json, std::string_view records) {
    const auto body = Body::parse(json, at(records));
    return body.ok() ? std::string() : body.error().message;
}

using Values = std::vector<std::string>;

DestinationSettings document(std::initializer_list<std::pair<const char*, OptionValue>> members) {
    DestinationSettings settings;
    settings.kind = "http_json";
    settings.url = "https://crm.example.com/api/";
    for (const auto& [name, value] : members) settings.options.emplace(name, value);
    return settings;
}

OptionValue text(const char* value) { return std::string(value); }

const std::pair<const char*, OptionValue> a_path{"path", text("/contacts/batch")}, a_template{"template", text(R"([{"email":"{email}"}])")};

std::string fault_of(const DestinationSettings& settings, bool of_sync = true) {
    const auto read = settings_of(settings, of_sync);
    return read.ok() ? std::string() : read.error().message;
}

}  // namespace

TEST_CASE("pointers find what the examples of RFC 6901 say") {
    // Section 5 of the RFC.
    const JsonValue value = parse_json(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})").value();
    CHECK(at("").find(value) == &value);
    CHECK(at("/foo").find(value)->items.size() == 2);
    CHECK(at("/foo/0").find(value)->string == "bar");
    const struct { const char* pointer; std::int64_t number; } cases[] = {
        {"/", 0}, {"/a~1b", 1}, {"/c%d", 2}, {"/e^f", 3}, {"/g|h", 4}, {"/i\\j", 5}, {"/k\"l", 6}, {"/ ", 7}, {"/m~0n", 8},
    };
    for (const auto& [pointer, number] : cases) {
        CAPTURE(pointer);
        REQUIRE(at(pointer).find(value) != nullptr);
        CHECK(at(pointer).find(value)->integer == number);
    }
    for (const char* nothing : {"/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/x", "/foo/0/0", "/bar", "/foo/", "/foo/-1", "/foo/99999999999999999999"}) {
        CAPTURE(nothing);
        CHECK(at(nothing).find(value) == nullptr);
    }
    for (const char* none : {"foo", "#/foo", "/a~", "/a~2b", " /foo"}) CHECK_FALSE(Pointer::parse(none));
}

TEST_CASE("a template becomes a body in which one item repeats") {
    const Body body = body_of(R"({"from":"muster","n":1.50,"list":[{"id":"{email}","tags":["a",null,true],"sum":"{points:number}"}],"end":{}})", "/list");
    REQUIRE(body.fields().size() == 2);
    CHECK(body.fields()[0].name == "email");
    CHECK_FALSE(body.fields()[0].type);
    CHECK(body.fields()[1].type == Type::number);
    const std::string one = body.record(Values{"\"a@x\"", "5"}), other = body.record(Values{"\"b@x\"", ""});
    CHECK(one == R"({"id":"a@x","tags":["a",null,true],"sum":5})");
    CHECK(other == R"({"id":"b@x","tags":["a",null,true]})");
    CHECK(body.whole(std::vector<std::string_view>{one, other}) == R"({"from":"muster","n":1.50,"list":[)" + one + "," + other + R"(],"end":{}})");
    CHECK(body.whole({}) == R"({"from":"muster","n":1.50,"list":[],"end":{}})");
    CHECK(body_of(R"(["{email}"])", "").whole(std::vector<std::string_view>{"\"a@x\"", "\"b@x\""}) == R"(["a@x","b@x"])");
}

TEST_CASE("what has no value is left out, and so is what would have nothing else") {
    const Body body = body_of(R"([{"id":"{id}","address":{"kind":"home","city":"{city}"},"phones":[{"kind":"work","number":"{phone}"}],"always":{"kind":"x"}}])", "");
    CHECK(body.record(Values{"1", "\"Bonn\"", "\"+49\""}) ==
          R"({"id":1,"address":{"kind":"home","city":"Bonn"},"phones":[{"kind":"work","number":"+49"}],"always":{"kind":"x"}})");
    CHECK(body.record(Values{"1", "", ""}) == R"({"id":1,"always":{"kind":"x"}})");
    CHECK(body.record(Values{"1", "null", ""}) == R"({"id":1,"address":{"kind":"home","city":null},"always":{"kind":"x"}})");
}

TEST_CASE("values keep their types, and nothing in them gets out of its place") {
    CHECK(json_of("", Type::text, true) == "null");
    CHECK(json_of("", Type::number, true) == "null");
    CHECK(json_of("true", Type::boolean, true) == "true");
    CHECK(json_of("true", Type::boolean, false) == "\"true\"");
    CHECK(json_of("-12.50", Type::number, true) == "-12.50");
    CHECK(json_of("12345678901234567890.5", Type::number, true) == "12345678901234567890.5");
    CHECK(json_of("01067", Type::text, true) == "\"01067\"");
    CHECK(json_of("1067", Type::integer, false) == "\"1067\"");
    CHECK(json_of("2024-12-31", Type::date, true) == "\"2024-12-31\"");
    // What is no number of JSON never stands there as one.
    for (const std::string_view hostile : {"01", "1,\"x\":2", "1}", "NaN", "0x10", "+1", ".5", "1e", "\"", "true", "[1]"}) {
        CAPTURE(hostile);
        CHECK(json_of(hostile, Type::number, true) == JsonWriter().string(hostile).take());
    }
    CHECK(json_of("yes\":1", Type::boolean, true) == R"("yes\":1")");
    CHECK(json_of("\",\"admin\":true,\"x\":\"{name}", Type::text, true) == R"("\",\"admin\":true,\"x\":\"{name}")");
    CHECK(parse_json(json_of("a\nb\x01\\\" \xF0\x9F\x99\x82", Type::text, true))->string == "a\nb\x01\\\" \xF0\x9F\x99\x82");
}

TEST_CASE("two braces stand for one, and a single one names a field or is refused") {
    const Body body = body_of(R"([{"a":"{{x}","b":"{{{{","{{c":"{id}","d":"}"}])", "");
    CHECK(body.record(Values{"1"}) == R"({"a":"{x}","b":"{{","{c":1,"d":"}"})");
    const struct { const char* json; const char* records; const char* says; } cases[] = {
        {R"([{"a":"Hello {name}"}])", "", "in which a brace opens"},
        {R"([{"a":"{name}!"}])", "", "in which a brace opens"},
        {R"([{"a":"{name"}])", "", "in which a brace opens"},
        {R"([{"a":"{a}{b}"}])", "", "in which a brace opens"},
        {R"([{"{name}":1,"id":"{id}"}])", "", "in which a brace opens"},
        {R"([{"a":"{}"}])", "", "names a field"},
        {R"([{"a":"{ name }"}])", "", "names a field"},
        {R"([{"a":"{:number}"}])", "", "names a field"},
        {R"([{"a":"{name:numbr}"}])", "", "type that there is not"},
        {R"([{"a":"{name:choice}"}])", "", "type that there is not"},
        {R"([{"a":"{name:number}","b":"{Name:date}"}])", "", "with two types"},
        {R"({"who":"{name}","list":[{"a":"{b}"}]})", "/list", "outside the list of records"},
        {R"({"list":[{"a":"{b}"}]})", "", "no list of one item"},
        {R"({"list":[{"a":"{b}"}]})", "/lists", "no list of one item"},
        {R"({"list":[]})", "/list", "no list of one item"},
        {R"({"list":[{"a":"{b}"},{"a":"{c}"}]})", "/list", "no list of one item"},
        {R"({"list":{"a":"{b}"}})", "/list", "no list of one item"},
        {R"([{"a":"b"}])", "", "names no field"},
        {R"([{"a":"{b}","a":"{c}"}])", "", "twice in one object"},
    };
    for (const auto& [json, records, says] : cases) {
        CAPTURE(json);
        CHECK_MESSAGE(why_not(json, records).find(says) != std::string::npos, why_not(json, records));
    }
    CHECK(body_of(R"([{"a":"{name}","b":"{NAME:date}"}])", "").fields().size() == 1);
    CHECK(body_of(R"([["{id}"]])", "").fields()[0].in_list);
    CHECK_FALSE(body_of(R"([{"a":["x"],"b":"{id}"}])", "").fields()[0].in_list);
}

TEST_CASE("records are placed up to the number and the bytes of a call, with what is kept left out") {
    const CallForm form{"sends contacts", "p", "POST", body_of(R"({"c":[{"e":"{email}","n":"{name}","p":"{points}","x":"{not_fed}"}]})", "/c")};
    ServicePlan plan;
    plan.columns.resize(3);
    plan.columns[0].field = "name";
    plan.columns[1].field = "email";
    plan.columns[2].field = "points";
    plan.columns[2].type = Type::integer;
    plan.columns[2].declared = true;
    plan.key = 1;
    const BatchForm place{&form, {1, 0, 2, std::nullopt}, &plan, 2, 1000};
    Batch batch(place);
    const auto add = [](Batch& to, std::string_view key, std::vector<ServiceValue> values) { return to.add({1, key, false, values})->where; };
    using Where = ServiceBatch::Placed::Where;
    CHECK(add(batch, "a@x", {"Anna", "a@x", "7"}) == Where::here);
    CHECK(add(batch, "b@x", {std::nullopt, "b@x", ""}) == Where::here);
    CHECK(add(batch, "c@x", {"Cem", "c@x", "1"}) == Where::next);
    REQUIRE(batch.records().size() == 2);
    CHECK(batch.records()[0].json == R"({"e":"a@x","n":"Anna","p":7})");
    CHECK(batch.records()[1].json == R"({"e":"b@x","p":null})");
    // One that is to be removed, of which only the key is known.
    Batch removal(place);
    CHECK(add(removal, "d@x", {}) == Where::here);
    CHECK(removal.records()[0].json == R"({"e":"d@x"})");
    // The body of one such record: 8 bytes around 11.
    BatchForm small = place;
    small.most_bytes = 8 + 11 + 1;
    Batch tight(small);
    CHECK(add(tight, "a@x", {"Anna", "a@x", "7"}) == Where::nowhere);
    CHECK(add(tight, "a@x", {}) == Where::here);
    CHECK(add(tight, "b@x", {}) == Where::next);
    CHECK(form.body.whole(std::vector<std::string_view>{tight.records()[0].json}).size() == 19);
}

TEST_CASE("an answer tells of each record what became of it, or it is not understood") {
    const std::vector<SentKey> sent = {{"a@x", "a@x"}, {"b@x", "B@x"}, {"7", "7"}};
    ResultForm by_order, by_key, refused_only;
    by_order.list = by_key.list = refused_only.list = at("/results");
    by_order.status = by_key.status = at("/ok");
    by_key.key = refused_only.key = at("/id");
    by_order.reason = by_key.reason = refused_only.reason = at("/error/text");
    by_order.accepted = by_key.accepted = {"true", "created", "200"};
    const auto told = [&](const ResultForm& form, const char* body) {
        const auto results = read_results(form, body, sent);
        if (!results) return results.error().code == Code::answer_unreadable ? std::string("?") : std::string("!");
        std::string text;
        for (const Refused& refused : *results) text += refused ? "[" + *refused + "]" : "+";
        return text;
    };
    CHECK(told({}, "") == "+++");
    CHECK(told({}, "no JSON") == "+++");
    CHECK(told(by_order, R"({"results":[{"ok":true},{"ok":"created"},{"ok":200}]})") == "+++");
    CHECK(told(by_order, R"({"results":[{"ok":false},{"ok":"True"},{"ok":201}]})") == "[false][True][201]");
    CHECK(told(by_order, R"({"results":[{"ok":true},{},{"ok":null}]})") == "+[][]");
    CHECK(told(by_order, R"({"results":[{"ok":false,"error":{"text":"too long"}},{"ok":true},{"ok":false,"error":{"text":7}}]})") == "[too long]+[7]");
    CHECK(told(by_order, R"({"results":[1,"x",[]]})") == "[][][]");
    for (const char* body : {"", "<html>", "{}", R"({"results":null})", R"({"results":{}})", R"({"results":[]})", R"({"results":[{"ok":true},{"ok":true}]})",
                             R"({"results":[{"ok":true},{"ok":true},{"ok":true},{"ok":true}]})", R"({"results":[)"}) {
        CAPTURE(body);
        CHECK(told(by_order, body) == "?");
    }
    CHECK(told(by_key, R"({"results":[{"id":7,"ok":true},{"id":"B@x","ok":false},{"id":"a@x","ok":true}]})") == "+[false]+");
    CHECK(told(by_key, R"({"results":[{"id":"b@x","ok":false},{"id":"b@x","ok":true},{"id":"a@x","ok":true},{"id":"7","ok":true}]})") == "+[false]+");
    CHECK(told(by_key, R"({"results":[{"id":"a@x","ok":true},{"id":"b@x","ok":true}]})") == "?");
    CHECK(told(by_key, R"({"results":[{"id":"a@x","ok":true},{"id":"b@x","ok":true},{"id":"8","ok":true}]})") == "?");
    CHECK(told(by_key, R"({"results":[{"ok":true},{"ok":true},{"ok":true}]})") == "?");
    for (const char* body : {"{}", R"({"results":null})", R"({"results":[]})"}) CHECK(told(refused_only, body) == "+++");
    CHECK(told(refused_only, R"({"results":[{"id":"7","error":{"text":"no"}}]})") == "++[no]");
    CHECK(told(refused_only, R"({"results":[{"id":"a@x"}]})") == "[]++");
    CHECK(told(refused_only, R"({"results":[{"id":"x@x"}]})") == "?");
    CHECK(told(refused_only, R"({"results":"none"})") == "?");
    CHECK(told(refused_only, "<html>") == "?");
}

TEST_CASE("the members of a destination are read with their defaults") {
    const auto least = settings_of(document({a_path, a_template}), true);
    REQUIRE_MESSAGE(least.ok(), least.error().message);
    CHECK(least->api.url == "https://crm.example.com/api");
    CHECK(least->api.login.empty());
    CHECK(least->api.calls_per_minute == 60);
    CHECK(least->sending->path == "contacts/batch");
    CHECK(least->sending->method == "POST");
    CHECK(least->records_per_call == 100);
    CHECK(least->bytes_per_call == 1'000'000);
    CHECK_FALSE(least->repeatable);
    CHECK_FALSE(least->changed_only);
    CHECK_FALSE(least->removal);
    CHECK_FALSE(least->results.list);
    setenv("MUSTER_TEST_TOKEN", "token-1234", 1);
    const SecretReference secret{SecretReference::Kind::environment, {"MUSTER_TEST_TOKEN"}};
    const auto login = [&](std::initializer_list<std::pair<const char*, OptionValue>> members) {
        const auto settings = settings_of(document(members), false);
        REQUIRE_MESSAGE(settings.ok(), settings.error().message);
        CHECK_FALSE(settings->sending);
        return settings->api.login.front().name + "=" + settings->api.login.front().value;
    };
    CHECK(login({{"token", secret}}) == "Authorization=Bearer token-1234");
    CHECK(login({{"user", text("u")}, {"password", secret}}) == "Authorization=Basic dTp0b2tlbi0xMjM0");
    CHECK(login({{"header", text("X-Api-Key")}, {"header_secret", secret}}) == "X-Api-Key=token-1234");
}

TEST_CASE("every member that is wrong is named, with what to do") {
    const SecretReference secret{SecretReference::Kind::environment, {"PATH"}};
    const auto with = [](std::pair<const char*, OptionValue> member, std::pair<const char*, OptionValue> other = {"path", text("p")}) { return document({a_template, std::move(member), std::move(other)}); };
    const struct { const char* says; DestinationSettings settings; } cases[] = {
        {"has no \"path\"", document({a_template})},
        {"has no \"template\"", document({a_path})},
        {"\"template\" cannot be used", document({a_path, {"template", text(R"({"a":[{"b":"{c}"}]})")}})},
        {"\"records\" has to be a JSON Pointer", with({"records", text("contacts")})},
        {"\"records\" has to be a JSON Pointer", with({"records", std::int64_t{1}})},
        {"\"path\" is no path", document({a_template, {"path", text("con tacts")}})},
        {"\"path\" is no path", document({a_template, {"path", text("../admin")}})},
        {"\"path\" is no path", document({a_template, {"path", text("a#b")}})},
        {"\"test_path\" is no path", with({"test_path", text("a\nb")})},
        {"\"method\" has to be one of \"POST\", \"PUT\", \"PATCH\"", with({"method", text("DELETE")})},
        {"\"records_per_call\" has to be a whole number from 1", with({"records_per_call", std::int64_t{0}})},
        {"\"bytes_per_call\" has to be a whole number from 1000", with({"bytes_per_call", std::int64_t{999}})},
        {"\"calls_per_minute\" has to be a whole number", with({"calls_per_minute", text("many")})},
        {"\"repeatable\" has to be true or false", with({"repeatable", text("yes")})},
        {"\"changed_only\" has to be true or false", with({"changed_only", std::int64_t{1}})},
        {"more than one login", with({"token", secret}, {"user", text("u")})},
        {"has no \"password\"", with({"user", text("u")})},
        {"has no \"user\"", with({"password", secret})},
        {"has no \"header_secret\"", with({"header", text("X")})},
        {"\"header\" is no header", with({"header", text("X Y")}, {"header_secret", secret})},
        {"\"header\" is no header", with({"header", text("Content-Type")}, {"header_secret", secret})},
        {"\"idempotency_header\" is no header", with({"idempotency_header", text("")})},
        {"\"idempotency_header\" names the header of the login", with({"idempotency_header", text("authorization")}, {"token", secret})},
        {"\"token\" is no reference", with({"token", text("t")})},
        {"\"results\" does not say how", with({"results", text("/r")})},
        {"\"result_status\" is about results", with({"result_status", text("/s")})},
        {"\"result_key\" is about results", with({"result_key", text("/s")})},
        {"\"result_reason\" is about results", with({"result_reason", text("/s")})},
        {"\"accepted\" is about results", with({"accepted", text("ok")})},
        {"\"results\" has to be a JSON Pointer", with({"results", text("r/s")})},
        {"has no \"delete_template\"", with({"delete_path", text("d")})},
        {"has no \"delete_path\"", with({"delete_template", text(R"(["{email}"])")})},
        {"\"delete_template\" cannot be used", document({a_path, a_template, {"delete_path", text("d")}, {"delete_template", text(R"({"a":["{b}"]})")}})},
    };
    for (const auto& [says, settings] : cases) {
        CAPTURE(says);
        const std::string fault = fault_of(settings);
        CHECK_MESSAGE(fault.find(says) != std::string::npos, fault);
    }
    DestinationSettings nowhere = document({a_path, a_template});
    nowhere.url.clear();
    CHECK(fault_of(nowhere).find("has no \"url\"") != std::string::npos);
    nowhere.url = "http://crm.example.com";
    CHECK(fault_of(nowhere).find("begins with http:") != std::string::npos);
    // A connection alone need not say how records are sent; when it says something of it, it has to be all.
    CHECK(fault_of(document({}), false).empty());
    CHECK(fault_of(document({a_path}), false).find("has no \"template\"") != std::string::npos);
}
