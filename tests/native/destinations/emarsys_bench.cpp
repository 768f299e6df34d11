#include "native/destinations/emarsys/emarsys.hpp"
#include "service_bench.hpp"

namespace muster::test {

namespace {

using native::emarsys::Emarsys;
using native::emarsys::Settings;

class EmarsysBench final : public ServiceBench {
public:
    ServiceDouble& service() override { return double_; }
    bool removes_missing() const override { return false; }
    std::string key_field() const override { return "email"; }
    std::string text_field() const override { return "first_name"; }
    std::vector<std::string> variants() const override {
        return {R"({"errors":"array"})", R"({"errors":"absent"})", R"({"whole_call_errors":true})", R"({"lifetime":61})", R"({"rate":3})",
                R"({"rate":3,"rate_headers":false})", R"({"list_refusals":1})"};
    }
    std::string stuck() const override { return {}; }

    std::unique_ptr<native::Destination> open(const std::string& state_folder, const std::string& sync_name) override {
        Settings settings;
        settings.api.url = double_.address("api") + "/api/v3/";
        settings.api.token_url = double_.address("api") + "/oauth2/token";
        settings.api.user = "client-1";
        settings.api.secret = "secret-1";
        settings.api.http.silence_timeout_s = 1;
        settings.list = "101";
        settings.contacts_per_call = 12;   // so that a run takes several calls
        auto waiter = std::make_unique<DoubleClock>(double_, now_);
        auto service = std::make_unique<Emarsys>(std::move(settings), *waiter, never_, nullptr);
        return std::make_unique<native::ServiceDestination>(std::move(service), native::ServicePlace{state_folder, sync_name}, std::move(waiter), never_);
    }

    std::map<std::string, Held> held() override {
        std::map<std::string, Held> all;
        const JsonValue state = double_.ask("/state");
        for (const JsonMember& contact : state.find("contacts")->members) all[contact.value.find("3")->string] = {contact.value.find("1")->string, true};
        return all;
    }

private:
    ServiceDouble double_{MUSTER_TEST_DOUBLES "/emarsys_double.mjs"};
    native::Waiter::Clock::time_point now_{std::chrono::milliseconds(double_.ask("/state").find("now_ms")->integer)};
    std::atomic<bool> never_{false};
};

}  // namespace

std::unique_ptr<ServiceBench> emarsys_bench() { return std::make_unique<EmarsysBench>(); }

}  // namespace muster::test
