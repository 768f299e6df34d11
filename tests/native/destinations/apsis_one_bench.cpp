#include "native/destinations/apsis_one/apsis_one.hpp"
#include "service_bench.hpp"

namespace muster::test {

namespace {

using native::apsis_one::ApsisOne;
using native::apsis_one::Settings;

class ApsisOneBench final : public ServiceBench {
public:
    ServiceDouble& service() override { return double_; }
    bool removes_missing() const override { return true; }
    std::string key_field() const override { return "profile_key"; }
    std::string text_field() const override { return "com.apsis1.attributes.firstname"; }

    std::vector<std::string> variants() const override {
        return {R"({"request_success":200})", R"({"request_success":202})", R"({"upload_success":200})", R"({"upload_success":201})",
                R"({"dead_token":"problem"})", R"({"token_life_s":960})", R"({"dead_token":"problem","token_life_s":30})", R"({"token_life_s":30})",
                R"({"most_pending":1})", R"({"imports_per_minute":3})", R"({"upload_life_s":30})", R"({"notice_ms":100000})",
                R"({"page_size":2})", R"({"page_size":1,"page_link":"links"})"};
    }
    std::string stuck() const override { return R"({"outcome":"stuck"})"; }

    std::unique_ptr<native::Destination> open(const std::string& state_folder, const std::string& sync_name) override {
        Settings settings;
        settings.url = double_.address("api");
        settings.section = "usercreated.sections.shop";
        settings.keyspace = "com.apsis1.keyspaces.email";
        settings.client_id = "0b6cd4ac-6f7f-4a7d-9f5c-1d2e3f405162";
        settings.client_secret = "double-secret-of-apsis";
        settings.opt_out_topic = "usercreated.topics.news";
        settings.file_bytes = 1'000;   // so that a run takes several files
        settings.http.silence_timeout_s = 1;
        auto waiter = std::make_unique<DoubleClock>(double_, now_);
        auto service = std::make_unique<ApsisOne>(std::move(settings), state_folder + "/parts", *waiter, never_, nullptr);
        return std::make_unique<native::ServiceDestination>(std::move(service), native::ServicePlace{state_folder, sync_name}, std::move(waiter), never_);
    }

    std::map<std::string, Held> held() override {
        std::map<std::string, Held> all;
        const JsonValue state = double_.ask("/state");
        for (const JsonMember& profile : state.find("profiles")->members) {
            const JsonValue* name = profile.value.find("attributes")->find("105");
            const JsonValue* news = profile.value.find("consents")->find("usercreated.topics.news com.apsis1.channels.email");
            all[profile.name] = {name != nullptr ? name->string : std::string(), news == nullptr || news->string != "opt-out"};
        }
        return all;
    }

private:
    ServiceDouble double_{MUSTER_TEST_DOUBLES "/apsis_one_double.mjs"};
    native::Waiter::Clock::time_point now_ = native::Waiter::Clock::now();
    std::atomic<bool> never_{false};
};

}  // namespace

std::unique_ptr<ServiceBench> apsis_one_bench() { return std::make_unique<ApsisOneBench>(); }

}  // namespace muster::test
