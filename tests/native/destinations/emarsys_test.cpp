// What Emarsys' contract says of its JSON, its values and its rates, piece by piece.
#include <doctest/doctest.h>

#include <atomic>

#include "native/destinations/emarsys/api.hpp"
#include "native/destinations/emarsys/batch.hpp"
#include "native/destinations/emarsys/fields.hpp"
#include "native/destinations/emarsys/wire.hpp"
#include "native/destinations/emarsys/wsse.hpp"
#include "service_bench.hpp"

using namespace muster;
using namespace muster::native;
using namespace muster::native::emarsys;

namespace {

JsonValue parsed(const std::string& json) { return parse_json(json).value(); }

using Ids = std::vector<std::string>;

// A call to the double, by a clock that both share.
struct Called {
    test::ServiceDouble service{MUSTER_TEST_DOUBLES "/emarsys_double.mjs"};
    Waiter::Clock::time_point now{std::chrono::milliseconds(service.ask("/state").find("now_ms")->integer)};
    test::DoubleClock clock{service, now};
    std::atomic<bool> never{false};
    Api api{settings(), nullptr, never, clock};

    ApiSettings settings() const {
        ApiSettings all;
        all.url = service.address("api") + "/api/v3/";
        all.token_url = service.address("api") + "/oauth2/token";
        all.user = "client-1";
        all.secret = "secret-1";
        all.http.silence_timeout_s = 1;
        return all;
    }
    void fault(int call, const std::string& kind, int times) const {
        service.tell("/faults", R"([{"at":)" + std::to_string(call) + R"(,"kind":")" + kind + R"(","times":)" + std::to_string(times) + "}]");
    }
    Result<Reply> get() { return api.get("contactlist", "reading the contact lists"); }
};

}  // namespace

TEST_CASE("the header of WSSE is that of the service's own examples") {
    CHECK(wsse_digest("d36e3162829ed4c89851497a717f0e31", "2014-03-20T12:51:45Z", "customer-secret") == "MDA4OTU5ZmYxODk3MmI5MmU1YTA2ZjE4OTcyMTQ2ZmJiNTZjN2U3ZA==");
    CHECK(wsse_digest("5398e214ae99c2e50afb709a3bc423f9", "2019-10-14T00:00:00.000Z", "dummy") == "NDc5MjNlODIyMGE4ODhiMTQyNTA0OGMzZTFjZTM1MmMzMmU0NmNiNw==");
    CHECK(wsse_header("u", "dummy", "5398e214ae99c2e50afb709a3bc423f9", "2019-10-14T00:00:00.000Z") ==
          R"(UsernameToken Username="u", PasswordDigest="NDc5MjNlODIyMGE4ODhiMTQyNTA0OGMzZTFjZTM1MmMzMmU0NmNiNw==", Nonce="5398e214ae99c2e50afb709a3bc423f9", Created="2019-10-14T00:00:00.000Z")");
    const std::string nonce = new_nonce();
    CHECK(nonce.size() == 32);
    CHECK(nonce.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(nonce != new_nonce());
}

TEST_CASE("integer ids are those of contacts that were added, and errors are found by their keys") {
    const struct { const char* data; std::size_t accepted; Ids created; std::size_t errors; } cases[] = {
        {R"({"ids":["12",13,"14",15],"errors":{}})", 4, {"13", "15"}, 0},
        {R"({"ids":["12"],"errors":[]})", 1, {}, 0},
        {R"({"ids":[7]})", 1, {"7"}, 0},
        {R"({"ids":[],"errors":{"a@x":{"2008":"No contact"},"b@x":{"2007":"Bad"}}})", 0, {}, 2},
        {R"("")", 0, {}, 0},
        {"false", 0, {}, 0},
        {"null", 0, {}, 0},
    };
    for (const auto& [data, accepted, created, errors] : cases) {
        CAPTURE(data);
        const Written written = read_written(parsed(data));
        CHECK(written.accepted == accepted);
        CHECK(written.created == created);
        CHECK(written.errors.size() == errors);
    }
    const Written written = read_written(parsed(R"({"errors":{"a@x":{"2009":"Exists","2010":"Several"},"<NO_KEY_ID>":{"2004":"Key"},"b@x":"?"}})"));
    CHECK(written.errors.at("a@x") == std::vector<std::int64_t>{2009, 2010});
    CHECK(written.errors.at(std::string(no_key_id)) == std::vector<std::int64_t>{2004});
    CHECK(written.errors.at("b@x") == std::vector<std::int64_t>{-1});
}

TEST_CASE("an answer is understood by its status and its code") {
    HttpRequest request;
    request.call = "a call";
    const auto reply = [&](int status, const std::string& body) { return read_reply(request, {status, {}, body}); };
    CHECK(reply(200, R"({"replyCode":0,"replyText":"OK","data":[]})")->ok());
    CHECK_FALSE(reply(200, R"({"replyCode":2008,"replyText":"x","data":""})")->ok());
    CHECK_FALSE(reply(400, R"({"replyCode":0,"data":""})")->ok());
    CHECK(reply(400, "<html>")->code == -1);
    CHECK(reply(200, "<html>").error().code == Code::answer_unreadable);
    CHECK(reply(200, R"({"value":[]})").error().code == Code::answer_unreadable);
    const struct { int status; std::int64_t code; Code meaning; } meanings[] = {
        {400, 2004, Code::field_unknown}, {400, 2006, Code::field_unknown}, {404, -1, Code::field_unknown}, {400, 1007, Code::field_unknown},
        {400, 2013, Code::invalid_value}, {400, 2015, Code::invalid_value}, {400, 2020, Code::invalid_value}, {400, 3001, Code::invalid_value},
        {400, 3008, Code::invalid_value}, {400, 9001, Code::invalid_value}, {400, 9004, Code::invalid_value}, {400, 9006, Code::invalid_value},
        {400, 10001, Code::invalid_value}, {400, 1001, Code::destination_failed}, {400, 2003, Code::destination_failed},
    };
    for (const auto& [status, code, meaning] : meanings) {
        CAPTURE(code);
        CHECK(issue_of({status, code, {}}, "writing contacts").code == meaning);
    }
}

TEST_CASE("fields are created with the narrowest type that takes their values") {
    const struct { Type type; std::size_t longest; const char* word; } cases[] = {
        {Type::date, 10, "date"},      {Type::number, 3, "numeric"},       {Type::integer, 3, "numeric"},     {Type::url, 300, "url"},
        {Type::text, 60, "shorttext"}, {Type::text, 61, "longtext"},       {Type::text, 255, "longtext"},     {Type::text, 256, "largetext"},
        {Type::text, 0, "largetext"},  {Type::date_time, 20, "shorttext"}, {Type::boolean, 5, "shorttext"},   {Type::phone, 13, "shorttext"},
        {Type::email, 70, "longtext"}, {Type::country, 2, "shorttext"},    {Type::language, 2, "shorttext"},
    };
    for (const auto& [type, longest, word] : cases) {
        CAPTURE(word);
        CHECK(application_type_for(type, longest) == word);
    }
    CHECK(!application_type_for(Type::choice, 5));
    CHECK(fits(Type::number, "-12.50"));
    CHECK(fits(Type::number, std::string(24, '9')));
    for (const std::string value : {"007", "1.", ".5", "1e5", "", "-", "1,5", "best"}) CHECK_FALSE(fits(Type::number, value));
    CHECK_FALSE(fits(Type::number, std::string(25, '9')));
    CHECK(fits(Type::date, "2026-12-31"));
    for (const std::string value : {"31.12.2026", "2026-12-31T00:00:00", "20261231"}) CHECK_FALSE(fits(Type::date, value));
}

TEST_CASE("choices are sent by their ids, and a word that means two of them means none") {
    const ContactField gender = contact_field({"5", "Gender", "singlechoice"}, {{"1", "Male"}, {"2", "Female"}});
    CHECK(written_value(gender, "Female").json == R"("2")");
    CHECK(written_value(gender, "1").json == R"("1")");
    CHECK(written_value(gender, "").json == R"("")");
    CHECK_FALSE(written_value(gender, "3").refused.empty());
    const ContactField children = contact_field({"7", "Children", "singlechoice"}, {{"1", "0"}, {"2", "1"}, {"3", "more"}});
    CHECK_FALSE(written_value(children, "1").refused.empty());
    CHECK(written_value(children, "0").json == R"("1")");
    CHECK(written_value(children, "more").json == R"("3")");
    const ContactField hobbies = contact_field({"101", "Hobbies", "multichoice"}, {{"7", "Chess"}, {"9", "Rowing"}});
    CHECK(written_value(hobbies, "Chess; 9|").json == R"(["7","9"])");
    CHECK_FALSE(written_value(hobbies, ";").refused.empty());
    CHECK_FALSE(written_value(hobbies, "Chess;Skiing").refused.empty());
}

TEST_CASE("fields that hold what the service itself counts cannot be written") {
    for (const char* id : {"0", "27", "28", "29", "30", "32", "33", "34", "47", "48"}) CHECK_FALSE(contact_field({id, "Any", "special"}, {}).field.writable);
    for (const char* id : {"1", "3", "31", "37", "1234"}) CHECK(contact_field({id, "Any", "shorttext"}, {}).field.writable);
    CHECK(contact_field({"1", "First Name", "shorttext"}, {}).field.name == "first_name");
    CHECK(contact_field({"1234", "Shoe size", "numeric"}, {}).field.name == "Shoe size");
}

TEST_CASE("no more calls go out than the service says are left in a minute") {
    for (const std::string headers : {"true", "false"}) {
        CAPTURE(headers);
        Called called;
        called.service.tell("/config", R"({"rate":3,"rate_headers":)" + headers + "}");
        for (int i = 0; i < 10; ++i) CHECK(called.get()->ok());
        const std::int64_t refused = called.service.ask("/state").find("refused_for_rate")->integer;
        CHECK((refused == 0) == (headers == "true"));
    }
}

TEST_CASE("a refused rate is waited for until its reset, at most two minutes") {
    Called called;
    CHECK(called.get()->ok());
    const auto before = called.now;
    called.fault(1, "429_retry_after", 1);   // X-RateLimit-Reset: in seven seconds
    CHECK(called.get()->ok());
    CHECK(called.now - before >= std::chrono::seconds(6));
    CHECK(called.now - before <= std::chrono::seconds(8));
    called.fault(1, "429", 3);
    CHECK(called.get()->ok());
    called.fault(1, "429", 1000);
    const auto until_given_up = called.now;
    CHECK(called.get().error().code == Code::service_unavailable);
    CHECK(called.now - until_given_up <= std::chrono::minutes(2));
}
