#include "native/destinations/http_json/http_json.hpp"
#include "service_bench.hpp"

namespace muster::test {

namespace {

using native::http_json::HttpJson;

class HttpJsonBench final : public ServiceBench {
public:
    ServiceDouble& service() override { return double_; }
    bool removes_missing() const override { return true; }
    std::string key_field() const override { return "email"; }
    std::string text_field() const override { return "name"; }
    std::vector<std::string> variants() const override { return {R"({"order":"reversed"})", R"({"rate":3})", R"({"most_records":5})", R"({"most_bytes":300})"}; }
    std::string stuck() const override { return {}; }

    std::unique_ptr<native::Destination> open(const std::string& state_folder, const std::string& sync_name) override {
        DestinationSettings document;
        document.kind = "http_json";
        document.url = double_.address("api") + "/api";
        const auto set = [&](const char* name, const char* value) { document.options.emplace(name, std::string(value)); };
        set("path", "contacts/batch");
        set("template", R"({"source":"muster","contacts":[{"email":"{email}","name":"{name}"}]})");
        set("records", "/contacts");
        set("results", "/results");
        set("result_status", "/status");
        set("result_key", "/email");
        set("accepted", "created, updated, deleted");
        set("idempotency_header", "Idempotency-Key");
        set("delete_path", "contacts/remove");
        set("delete_template", R"({"emails":["{email}"]})");
        set("delete_records", "/emails");
        set("test_path", "ping");
        document.options.emplace("records_per_call", std::int64_t{12});   // so that a run takes several calls
        document.options.emplace("calls_per_minute", std::int64_t{0});
        auto settings = native::http_json::settings_of(document, true);
        if (!settings) throw std::runtime_error(settings.error().message);
        settings->api.login = {{"Authorization", "Bearer token-1234"}};
        settings->api.http.silence_timeout_s = 1;
        auto waiter = std::make_unique<DoubleClock>(double_, now_);
        auto service = std::make_unique<HttpJson>(std::move(*settings), native::http_json::Key{}, *waiter, never_, nullptr);
        return std::make_unique<native::ServiceDestination>(std::move(service), native::ServicePlace{state_folder, sync_name}, std::move(waiter), never_);
    }

    std::map<std::string, Held> held() override {
        std::map<std::string, Held> all;
        const JsonValue state = double_.ask("/state");
        for (const JsonMember& contact : state.find("contacts")->members) all[contact.name] = {contact.value.find("name")->string, !contact.value.find("removed")->boolean};
        return all;
    }

private:
    ServiceDouble double_{MUSTER_TEST_DOUBLES "/http_json_double.mjs", {"--once"}};
    native::Waiter::Clock::time_point now_{std::chrono::milliseconds(double_.ask("/state").find("now_ms")->integer)};
    std::atomic<bool> never_{false};
};

}  // namespace

std::unique_ptr<ServiceBench> http_json_bench() { return std::make_unique<HttpJsonBench>(); }

}  // namespace muster::test
