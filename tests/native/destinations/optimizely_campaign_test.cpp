#include "native/destinations/optimizely_campaign/optimizely_campaign.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>

#include "support/folder.hpp"
#include "support/service_double.hpp"

using namespace muster;
using namespace muster::native;
using namespace muster::native::optimizely_campaign;

namespace {

RecipientList list() {
    RecipientList all;
    for (const char* name : {"opt-in-id", "description", "media-type", "entity-type", "entity-id"}) all.fields.push_back({name, name, name, ListType::text, false, true});
    all.fields.push_back({"points", "Points", "Points", ListType::integer, false, true});
    all.fields.push_back({"created", "created", "Created", ListType::timestamp, false, false});
    all.fields.push_back({"odd", "odd", "Odd", ListType::not_told, false, true});
    return all;
}

Settings settings() {
    Settings all;
    all.technical = {"opt-in-id", "description", "media-type", "entity-type", "entity-id"};
    return all;
}

ServiceColumn column(const std::string& field, Type type = Type::text) {
    ServiceColumn result;
    result.field = field;
    result.type = type;
    result.declared = true;
    return result;
}

ServicePlan plan_of(std::vector<ServiceColumn> more) {
    ServicePlan plan;
    plan.columns = {column("recipient_id"), column("email", Type::email)};
    for (const char* name : {"opt-in-id", "description", "media-type", "entity-type", "entity-id"}) plan.columns.push_back(column(name));
    plan.columns.insert(plan.columns.end(), more.begin(), more.end());
    return plan;
}

// Adds up what would be waited for.
class Hurried final : public Waiter {
public:
    Clock::time_point now() override { return now_; }
    bool wait(std::chrono::milliseconds duration) override {
        now_ += duration;
        waited += duration;
        return true;
    }
    double chance() override { return 0.5; }
    std::chrono::milliseconds waited{0};

private:
    Clock::time_point now_ = Clock::now();
};

class Ticketed final : public Sending {
public:
    bool repeated() const override { return false; }
    Result<void> keep_ticket(const std::string& kept) override {
        ticket = kept;
        return {};
    }
    std::string ticket;
};

std::string said(const std::vector<Issue>& problems) {
    std::string all;
    for (const Issue& problem : problems) all += problem.message + " ";
    return all;
}

}  // namespace

TEST_CASE("an empty text stays a text, an empty number, date or truth is nothing, and times have an offset") {
    struct Case {
        const char* what;
        ListType type;
        ServiceValue value;
        std::optional<std::string> expected;
        bool has_form = true;
    };
    const Case cases[] = {
        {"an empty text", ListType::text, "", ""},
        {"a text", ListType::text, "007", "007"},
        {"no value", ListType::text, std::nullopt, std::nullopt},
        {"an empty number", ListType::integer, "", std::nullopt},
        {"an empty decimal", ListType::decimal, "", std::nullopt},
        {"an empty date", ListType::date, "", std::nullopt},
        {"an empty truth", ListType::boolean, "", std::nullopt},
        {"a number", ListType::long_number, "-12", "-12"},
        {"a day", ListType::date, "2024-12-31", "2024-12-31T00:00:00+00:00"},
        {"an instant", ListType::timestamp, "2024-12-31T10:20:30Z", "2024-12-31T10:20:30+00:00"},
        {"a fraction", ListType::timestamp, "2024-12-31T10:20:30.25Z", "2024-12-31T10:20:30+00:00"},
        {"a day as a time", ListType::timestamp, "2024-12-31", "2024-12-31T00:00:00+00:00"},
        {"a time without a zone", ListType::timestamp, "2024-12-31T10:20:30", std::nullopt, false},
        {"a truth", ListType::boolean, "true", "true"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.what);
        std::optional<std::string> cell;
        CHECK(write_cell(each.type, each.value, settings(), cell) == each.has_form);
        if (each.has_form) CHECK(cell == each.expected);
    }
    Settings other = settings();
    other.boolean_words = false;
    other.day_offset = "+01:00";
    std::optional<std::string> cell;
    CHECK(write_cell(ListType::boolean, "false", other, cell));
    CHECK(cell == "0");
    CHECK(write_cell(ListType::date, "2024-12-31", other, cell));
    CHECK(cell == "2024-12-31T00:00:00+01:00");
}

TEST_CASE("all five technical fields have to be mapped, and system fields must not be") {
    std::vector<Issue> problems;
    const Layout layout = lay_out(plan_of({column("points", Type::integer)}), list(), settings(), problems);
    CHECK_MESSAGE(problems.empty(), said(problems));
    CHECK(layout.names == std::vector<std::string>{"opt-in-id", "description", "media-type", "entity-type", "entity-id", "Points"});
    CHECK(layout.address == 1);
    Settings renamed = settings();
    renamed.technical[0] = "consent";
    ServicePlan plan = plan_of({column("created", Type::date_time), column("gone")});
    plan.columns.erase(plan.columns.begin() + 3);
    lay_out(plan, list(), renamed, problems);
    const std::string all = said(problems);
    for (const char* part : {"no field \"created\" that can be written", "no field \"gone\"", "no field \"consent\"", "No column feeds the field \"description\""}) {
        CHECK_MESSAGE(all.find(part) != std::string::npos, part, " is missing in ", all);
    }
}

TEST_CASE("a field whose type the list does not tell is written as the mapping declares it") {
    std::vector<Issue> problems;
    for (const auto& [type, expected] : {std::pair(Type::date, ListType::date), std::pair(Type::boolean, ListType::boolean), std::pair(Type::text, ListType::text)}) {
        const Layout layout = lay_out(plan_of({column("odd", type)}), list(), settings(), problems);
        CHECK(layout.attributes.back().type == expected);
    }
}

TEST_CASE("result codes have reasons, and people who must not be written to are no failure") {
    for (const std::int64_t code : {2, 3, 4, 6}) CHECK(is_not_mailable(reason_of(code)));
    for (const std::int64_t code : {1, 5, 7, 8, -1}) CHECK_FALSE(is_not_mailable(reason_of(code)));
    CHECK(reason_of(99).find("(99)") != std::string::npos);
    CHECK(is_not_mailable("") == false);
}

TEST_CASE("a call holds so many recipients, with their cells in the order of the fields") {
    std::vector<Issue> problems;
    Settings two = settings();
    two.recipients_per_call = 2;
    const Layout layout = lay_out(plan_of({column("points", Type::integer)}), list(), two, problems);
    Recipients batch(layout, two);
    const auto add = [&](std::string_view id) {
        const ServiceValue values[] = {id, "a@example.com", "7", "News & more", "EMAIL", "contact", id, ""};
        auto placed = batch.add({1, id, false, values});
        REQUIRE(placed.ok());
        return placed->where;
    };
    using Where = ServiceBatch::Placed::Where;
    CHECK(add("1") == Where::here);
    CHECK(add("2") == Where::here);
    CHECK(add("3") == Where::next);
    SoapCall call("urn:s", "addAll3");
    const std::size_t second[] = {1};
    batch.add_to(call, second);
    const std::string text = *call.envelope();
    CHECK(text.find("<in0 soapenc:arrayType=\"xsd:string[1]\" xsi:type=\"soapenc:Array\"><item xsi:type=\"xsd:string\">2</item></in0>") != std::string::npos);
    CHECK(text.find("News &amp; more") != std::string::npos);
    CHECK(text.find("xsi:nil=\"true\"/></item></in3>") != std::string::npos);
}

TEST_CASE("all faults of the members of the destination are told at once") {
    DestinationSettings document;
    document.kind = "optimizely_campaign";
    document.url = "http://api.example.com";
    document.options["recipients_per_call"] = std::int64_t{1'001};
    document.options["list_kind"] = std::string("opt_in");
    document.options["day_offset"] = std::string("CET");
    const auto read = settings_of(document);
    REQUIRE(!read.ok());
    for (const char* part : {"\"client\"", "\"user\"", "\"password\"", "\"list\"", "\"recipients_per_call\"", "\"list_kind\"", "\"unsubscriptions\"", "\"bounces\"", "\"day_offset\""}) {
        CHECK_MESSAGE(read.error().message.find(part) != std::string::npos, part, " is missing in ", read.error().message);
    }
}

TEST_CASE("every member of the destination is described on its page") {
    const std::string page = test::content_of(MUSTER_ROOT "/docs/destinations/optimizely-campaign.md");
    for (const OptionSpec& option : options()) {
        CAPTURE(option.name);
        CHECK(page.find("`" + option.name + "`") != std::string::npos);
        CHECK(option.help.ends_with('.'));
    }
    CHECK(page.find(test::content_of(MUSTER_ROOT "/examples/optimizely-campaign.sync.json")) != std::string::npos);
}

TEST_CASE("a service that never does a clear is asked less and less often, and not for ever") {
    const test::ServiceDouble service{MUSTER_TEST_DOUBLES "/optimizely_double.mjs"};
    service.tell("/fill", R"({"id":101,"count":20})");
    // After the login: a count, the clear, and a count again, and so on.
    service.tell("/faults", R"([{"at":3,"kind":"503"},{"at":6,"kind":"503"},{"at":9,"kind":"503"},{"at":12,"kind":"503"},{"at":15,"kind":"503"},{"at":18,"kind":"503"}])");
    Settings used = settings();
    used.url = service.address("api");
    used.soap_url = used.url + "/soap11/Rpc";
    used.client = 4711;
    used.user = "muster-api";
    used.password = "double-password-of-campaign";
    used.list = 101;
    Hurried waiter;
    const std::atomic<bool> never{false};
    OptimizelyCampaign destination(used, waiter, never, nullptr);
    auto whole_list = destination.batch(0);
    REQUIRE(whole_list.ok());
    Ticketed sending;
    int asked = 0;
    auto became = Result<Answer>(Answer{Answer::State::again});
    while (became.ok() && became->state == Answer::State::again && asked < 20) {
        ++asked;
        auto sent = destination.send(**whole_list, sending);
        REQUIRE(sent.ok());
        REQUIRE(sent->state == Answer::State::pending);
        became = destination.poll(sending.ticket, [] { return Result<std::unique_ptr<ServiceBatch>>(std::unique_ptr<ServiceBatch>()); });
    }
    CHECK(asked == 6);
    REQUIRE(!became.ok());
    CHECK(became.error().code == Code::destination_busy);
    CHECK(became.error().message.find("asked 6 times to empty the list") != std::string::npos);
    CHECK(waiter.waited > std::chrono::seconds(15));
    CHECK(service.ask("/state").find("lists")->find("101")->find("clears")->integer == 0);
}
