#include "native/destinations/optimizely_campaign/optimizely_campaign.hpp"
#include "service_bench.hpp"

#include <fstream>

namespace muster::test {

namespace {

using native::optimizely_campaign::OptimizelyCampaign;
using native::optimizely_campaign::Settings;

class OptimizelyBench final : public ServiceBench {
public:
    ServiceDouble& service() override { return double_; }
    bool removes_missing() const override { return false; }
    bool replaces_all() const override { return true; }
    std::string key_field() const override { return "recipient_id"; }
    std::string text_field() const override { return "firstname"; }
    std::vector<MoreField> more_fields() const override {
        return {{"email", "", Type::email}, {"opt-in-id", "7"}, {"description", "Newsletter"}, {"media-type", "EMAIL"}, {"entity-type", "contact"}, {"entity-id", ""}};
    }
    std::vector<std::string> variants() const override {
        return {R"({"sliding":true})", R"({"inline":true})", R"({"chunked":false,"reason":"OK"})", R"({"session_minutes":16})", R"({"most_per_call":5})",
                R"({"order":[5,1,2,3,4]})", R"({"clear_ms":100000})", R"({"rest_names":"display","optin_status":false})"};
    }
    std::string stuck() const override { return {}; }

    std::unique_ptr<native::Destination> open(const std::string& state_folder, const std::string& sync_name) override {
        Settings settings;
        settings.url = double_.address("api");
        settings.soap_url = settings.url + "/soap11/Rpc";
        settings.rest_url = settings.url + "/rest/4711/";
        settings.client = 4711;
        settings.user = "muster-api";
        settings.password = "double-password-of-campaign";
        settings.list = 101;
        settings.opt_in_process = 31;
        settings.stated_regular = true;
        settings.technical = {"opt-in-id", "description", "media-type", "entity-type", "entity-id"};
        settings.unsubscriptions = "rest";
        settings.bounces = "bounces.csv";
        settings.bounces_column = "recipientId";
        settings.folder = state_folder;
        std::ofstream(state_folder + "/bounces.csv") << "recipientId\n";
        settings.recipients_per_call = 12;   // so that a run takes several calls
        settings.http.silence_timeout_s = 1;
        auto waiter = std::make_unique<DoubleClock>(double_, now_);
        auto service = std::make_unique<OptimizelyCampaign>(std::move(settings), *waiter, never_, nullptr);
        return std::make_unique<native::ServiceDestination>(std::move(service), native::ServicePlace{state_folder, sync_name}, std::move(waiter), never_);
    }

    std::int64_t emptied() override { return double_.ask("/state").find("lists")->find("101")->find("clears")->integer; }

    std::map<std::string, Held> held() override {
        std::map<std::string, Held> all;
        const JsonValue state = double_.ask("/state");
        for (const JsonMember& recipient : state.find("lists")->find("101")->find("recipients")->members) {
            const JsonValue* name = recipient.value.find("values")->find("firstname");
            all[recipient.name] = {name != nullptr ? name->string : std::string(), true};
        }
        return all;
    }

private:
    ServiceDouble double_{MUSTER_TEST_DOUBLES "/optimizely_double.mjs"};
    native::Waiter::Clock::time_point now_ = native::Waiter::Clock::now();
    std::atomic<bool> never_{false};
};

}  // namespace

std::unique_ptr<ServiceBench> optimizely_bench() { return std::make_unique<OptimizelyBench>(); }

}  // namespace muster::test
