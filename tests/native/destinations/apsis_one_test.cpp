#include "native/destinations/apsis_one/apsis_one.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;
using namespace muster::native::apsis_one;

namespace {

Settings email_settings() {
    Settings settings;
    settings.section = "s";
    settings.keyspace = "com.apsis1.keyspaces.email";
    settings.opt_out_topic = "t.news";
    return settings;
}

Definitions definitions() {
    Definitions all;
    all.attributes = {
        {std::string(email_attribute), "Email", "101", Type::email, Permission::granted},
        {std::string(mobile_attribute), "Mobile", "103", Type::phone, Permission::granted},
        {"a.name", "Name", "105", Type::text, Permission::granted},
        {"a.day", "Day", "\"v7\"", Type::date, Permission::not_told},
        {"a.time", "Time", "109", Type::date_time, Permission::granted},
        {"a.number", "Number", "111", Type::integer, Permission::granted},
        {"a.odd", "Odd", "113", std::nullopt, Permission::granted},
        {"a.closed", "Closed", "115", Type::text, Permission::refused},
        {"a.gone", "Gone", "", std::nullopt, Permission::granted},
    };
    all.topics = {{"t.news", "News", "f", std::string(email_channel)}, {"t.offers", "Offers", "f", ""}};
    all.tags = {"vip"};
    return all;
}

ServiceColumn column(const std::string& field, Type type = Type::text, bool declared = true, EmptyCell empty = EmptyCell::keep) {
    return {field, type, declared, empty, false};
}

ServicePlan plan_of(std::vector<ServiceColumn> columns) {
    ServicePlan plan;
    plan.columns = {column("profile_key", Type::email)};
    plan.columns.insert(plan.columns.end(), columns.begin(), columns.end());
    return plan;
}

std::string said(const std::vector<Issue>& problems) {
    std::string all;
    for (const Issue& problem : problems) all += problem.message + " ";
    return all;
}

}  // namespace

TEST_CASE("values are written as APSIS One wants them, dates never as digits") {
    struct Case {
        const char* what;
        Form form;
        const char* value;
        const char* expected;   // null: it has no such form
    };
    const Case cases[] = {
        {"a day", Form::date, "2013-02-08", "2013-02-08"},
        {"the day of an instant", Form::date, "2013-02-08T09:30:26Z", "2013-02-08"},
        {"digits", Form::date, "20130208", nullptr},
        {"an instant", Form::timestamp, "2017-03-07T01:22:23Z", "1488849743"},
        {"a fraction", Form::timestamp, "2017-03-07T01:22:23.5Z", "1488849743"},
        {"a day alone", Form::timestamp, "2017-03-07", "1488844800"},
        {"before 1970", Form::timestamp, "1969-12-31T23:59:59Z", "-1"},
        {"a time without a zone", Form::timestamp, "2017-03-07T01:22:23", nullptr},
        {"a number with its country", Form::phone, "+46793699558", "46793699558"},
        {"a national number", Form::phone, "0793699558", nullptr},
        {"nothing", Form::phone, "", ""},
        {"a text", Form::as_it_is, "20130208", "20130208"},
    };
    std::string written;
    for (const Case& each : cases) {
        CAPTURE(each.what);
        const bool ok = write_value(each.form, each.value, written);
        CHECK(ok == (each.expected != nullptr));
        if (each.expected != nullptr) CHECK(written == each.expected);
    }
}

TEST_CASE("an import file has unique headers, quotes where they are needed, and is cut between rows only") {
    const test::TemporaryFolder folder;
    const Laid laid = lay_out(plan_of({column("a.name"), column("consent:t.news", Type::boolean)}), definitions(), email_settings());
    REQUIRE(laid.problems.empty());
    auto file = ImportFile::create(folder.path(), ImportKind::data, laid.layout, 60);
    REQUIRE(file.ok());
    const auto add = [&](std::string_view key, std::string_view name, ServiceValue consent) {
        const ServiceValue values[] = {key, name, consent};
        auto placed = (*file)->add({1, key, false, values});
        REQUIRE(placed.ok());
        return placed->where;
    };
    using Where = ServiceBatch::Placed::Where;
    CHECK(add("a@b.se", "Anna \"x\", y", "true") == Where::here);
    CHECK(add("c@d.se", "two\nlines", "false") == Where::here);
    CHECK(add("e@f.se", "too much", std::nullopt) == Where::next);
    CHECK(add("e@f.se", "", std::nullopt) == Where::next);
    REQUIRE((*file)->flush().ok());
    CHECK(test::content_of((*file)->path()) == "c0,c1,c2\na@b.se,\"Anna \"\"x\"\", y\",1\nc@d.se,\"two\nlines\",0\n");
    struct stat facts {};
    REQUIRE(stat((*file)->path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777u) == 0600u);
    file->reset();
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a row that cannot be written is refused with the reason") {
    const test::TemporaryFolder folder;
    const Laid laid = lay_out(plan_of({column("a.time", Type::date_time)}), definitions(), email_settings());
    auto file = ImportFile::create(folder.path(), ImportKind::data, laid.layout, 1000);
    REQUIRE(file.ok());
    const ServiceValue values[] = {"a@b.se", "2017-03-07T01:22:23"};
    auto placed = (*file)->add({1, "a@b.se", false, values});
    REQUIRE(placed.ok());
    CHECK(placed->where == ServiceBatch::Placed::Where::nowhere);
    CHECK(placed->reason.find("time_zone") != std::string::npos);
}

TEST_CASE("the request of an import names versions, not discriminators, and opt-outs go by themselves") {
    Settings settings = email_settings();
    ServicePlan plan = plan_of({column("a.name"), column("a.day", Type::date), column(std::string(mobile_attribute), Type::phone),
                                column("consent:t.news", Type::boolean), column("consent:t.offers:sms", Type::boolean)});
    plan.mode.delete_missing = true;
    const Laid laid = lay_out(plan, definitions(), settings);
    REQUIRE_MESSAGE(laid.problems.empty(), said(laid.problems));
    CHECK(import_request(ImportKind::data, laid.layout, settings) ==
          R"({"keyspace_mapping":{"keyspace_discriminator":"com.apsis1.keyspaces.email","field_selector":"c0"},)"
          R"("options":{"update_existing_profiles":true,"clear_existing_attributes":false},)"
          R"("attribute_mappings":[{"field_selector":"c1","attribute_version_id":105},{"field_selector":"c2","attribute_version_id":"v7"},)"
          R"({"field_selector":"c3","attribute_version_id":103}],)"
          R"("consent_mappings":[{"address_field_selector":"c0","consents":[{"topic_discriminator":"t.news","type":"opt-in","field_selector":"c4",)"
          R"("resubscribe_if_opted_out":false}]},{"address_field_selector":"c3","consents":[{"topic_discriminator":"t.offers",)"
          R"("channel_discriminator":"com.apsis1.channels.sms","type":"opt-in","field_selector":"c5","resubscribe_if_opted_out":false}]}]})");
    CHECK(import_request(ImportKind::opt_outs, laid.layout, settings) ==
          R"({"keyspace_mapping":{"keyspace_discriminator":"com.apsis1.keyspaces.email","field_selector":"c0"},)"
          R"("options":{"update_existing_profiles":true,"clear_existing_attributes":false},)"
          R"("consent_mappings":[{"address_field_selector":"c0","consents":[{"topic_discriminator":"t.news","type":"opt-out","field_selector":"c2",)"
          R"("resubscribe_if_opted_out":false}]},{"address_field_selector":"c1","consents":[{"topic_discriminator":"t.offers",)"
          R"("channel_discriminator":"com.apsis1.channels.sms","type":"opt-out","field_selector":"c3","resubscribe_if_opted_out":false}]}]})");
    CHECK(import_request(ImportKind::missing, laid.layout, settings) ==
          R"({"keyspace_mapping":{"keyspace_discriminator":"com.apsis1.keyspaces.email","field_selector":"c0"},)"
          R"("options":{"update_existing_profiles":true,"clear_existing_attributes":false},)"
          R"("consent_mappings":[{"address_field_selector":"c0","consents":[{"topic_discriminator":"t.news","type":"opt-out","field_selector":"c1",)"
          R"("resubscribe_if_opted_out":false}]}]})");
    plan.mode.update = false;
    CHECK(import_request(ImportKind::data, lay_out(plan, definitions(), settings).layout, settings).find(R"("update_existing_profiles":false)") != std::string::npos);
}

TEST_CASE("everything that stands in the way of a plan is told at once") {
    Settings settings = email_settings();
    settings.opt_out_topic = "t.none";
    ServicePlan plan = plan_of({column("tag:vip", Type::boolean), column("a.closed"), column("a.gone"), column("a.odd", Type::text, false),
                                column("a.number", Type::text), column("a.name", Type::text, true, EmptyCell::clear), column("a.other")});
    plan.mode.delete_missing = true;
    const std::string all = said(lay_out(plan, definitions(), settings).problems);
    for (const char* part : {"\"tag:vip\" cannot be fed", "\"a.closed\" may not be written", "\"a.gone\" has no version", "\"a.odd\" is of a type",
                             "\"a.number\" does not take values of the type text", "\"a.other\" any more", "to be cleared by empty cells", "no topic \"t.none\""}) {
        CHECK_MESSAGE(all.find(part) != std::string::npos, part, " is missing in ", all);
    }
    CHECK_MESSAGE(all.find("\"a.gone\" is of a type") == std::string::npos, all);
}

TEST_CASE("a topic decides about its channel") {
    ServicePlan plan = plan_of({});
    plan.mode.delete_missing = true;
    struct Case {
        const char *topic, *channel, *problem;
    };
    for (const Case& each : {Case{"t.news", "", ""}, Case{"t.news", "com.apsis1.channels.email", ""}, Case{"t.news", "com.apsis1.channels.sms", "not of"},
                             Case{"t.offers", "", "no channel of its own"}, Case{"t.offers", "com.apsis1.channels.sms", ""}, Case{"", "", "does not say of which topic"}}) {
        Settings settings = email_settings();
        settings.opt_out_topic = each.topic;
        settings.opt_out_channel = each.channel;
        const std::string all = said(lay_out(plan, definitions(), settings).problems);
        CAPTURE(all);
        CHECK((*each.problem == '\0' ? all.empty() : all.find(each.problem) != std::string::npos));
    }
}

TEST_CASE("contacts that are missing are opted out by the address that is their key") {
    ServicePlan plan = plan_of({column(std::string(email_attribute), Type::email)});
    plan.mode.delete_missing = true;
    Settings settings = email_settings();
    CHECK(import_request(ImportKind::missing, lay_out(plan, definitions(), settings).layout, settings).find(R"("address_field_selector":"c0")") != std::string::npos);
    settings.keyspace = "com.apsis1.keyspaces.crm-id";
    CHECK(import_request(ImportKind::missing, lay_out(plan, definitions(), settings).layout, settings).find("address_field_selector") == std::string::npos);
}

TEST_CASE("with consent model 1.0 a consent needs the address attribute") {
    Settings settings = email_settings();
    settings.consent_2 = false;
    settings.consent_list = "list";
    const auto without = lay_out(plan_of({column("consent:t.news", Type::boolean)}), definitions(), settings);
    CHECK(said(without.problems).find("which is not mapped") != std::string::npos);
    const auto with = lay_out(plan_of({column(std::string(email_attribute), Type::email), column("consent:t.news", Type::boolean)}), definitions(), settings);
    REQUIRE(with.problems.empty());
    const std::string request = import_request(ImportKind::data, with.layout, settings);
    CHECK(request.find(R"("address_field_selector":"c1")") != std::string::npos);
    CHECK(request.find(R"("consent_list_discriminator":"list")") != std::string::npos);
}

TEST_CASE("permissions are read from whatever member speaks of them") {
    struct Case {
        const char* item;
        Permission expected;
    };
    const Case cases[] = {
        {R"({"keyspace_permissions":[{"keyspace_discriminator":"k","permissions":["READ","WRITE"]}]})", Permission::granted},
        {R"({"keyspace_permissions":[{"keyspace_discriminator":"k","permissions":["READ"]}]})", Permission::refused},
        {R"({"permissions":{"k":"READ_WRITE"}})", Permission::granted},
        {R"({"permissions":{"k":{"write":false,"read":true}}})", Permission::refused},
        {R"({"permissions":{"k":{"write":true}}})", Permission::granted},
        {R"({"keyspace_permissions":[{"keyspace_discriminator":"other","permissions":["WRITE"]}]})", Permission::not_told},
        {R"({"discriminator":"a"})", Permission::not_told},
    };
    for (const Case& each : cases) {
        CAPTURE(each.item);
        CHECK(write_permission(*parse_json(each.item), "k") == each.expected);
    }
}

TEST_CASE("what APSIS One answers is read leniently, and tickets hold no secret") {
    const auto slot = import_slot(R"({"import_id":"i1","file_upload_url":"https://u/?sig=geheim","file_upload_url_expires_at":"2026-01-31T23:59:59Z",)"
                                  R"("file_upload_body":{"key":"k","policy":"p"},"other":1})");
    REQUIRE(slot.has_value());
    CHECK(slot->expires == 1769903999);
    CHECK(slot->fields.size() == 2);
    CHECK(!import_slot(R"({"import_id":"i1"})"));
    CHECK(!import_slot("<html>"));
    CHECK(import_status(*parse_json(R"({"result":{"status":"completed","x":1}})")) == ImportStatus::completed);
    CHECK(import_status(*parse_json(R"({"result":{"status":"resting"}})")) == ImportStatus::at_work);
    CHECK(!import_status(*parse_json(R"({"status":"completed"})")));
    const std::string ticket = ticket_text({"i1", slot->expires, true});
    CHECK(ticket == R"({"import_id":"i1","expires":1769903999,"uploaded":true})");
    const auto read = ticket_from(ticket);
    REQUIRE(read.has_value());
    CHECK(read->uploaded);
    CHECK(!ticket_from("nonsense"));
}

TEST_CASE("all faults of the members of a destination are told at once") {
    DestinationSettings document;
    document.kind = "apsis_one";
    document.url = "http://api.example.com";
    document.options["consent_model"] = std::string("3.0");
    document.options["file_bytes"] = std::int64_t{60'000'000};
    const auto settings = settings_of(document);
    REQUIRE(!settings.ok());
    for (const char* part : {"\"section\"", "\"client_id\"", "\"client_secret\"", "\"consent_model\"", "\"file_bytes\""}) {
        CHECK_MESSAGE(settings.error().message.find(part) != std::string::npos, part, " is missing in ", settings.error().message);
    }
}

TEST_CASE("every member of the destination is described on its page, with its default") {
    const std::string page = test::content_of(MUSTER_ROOT "/docs/destinations/apsis-one.md");
    for (const OptionSpec& option : options()) {
        CAPTURE(option.name);
        CHECK(page.find("`" + option.name + "`") != std::string::npos);
        CHECK(option.help.ends_with('.'));
    }
    CHECK(page.find(test::content_of(MUSTER_ROOT "/examples/apsis-one.sync.json")) != std::string::npos);
}
