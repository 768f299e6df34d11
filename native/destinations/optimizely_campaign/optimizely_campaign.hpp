// Optimizely Campaign as a service (optimizely-campaign.md): a recipient list is emptied and filled anew.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "native/destinations/optimizely_campaign/feedback.hpp"
#include "native/destinations/optimizely_campaign/feedback_files.hpp"
#include "native/destinations/optimizely_campaign/recipient_list.hpp"
#include "native/destinations/optimizely_campaign/recipients.hpp"
#include "native/destinations/optimizely_campaign/rest_api.hpp"
#include "native/destinations/optimizely_campaign/settings.hpp"
#include "native/destinations/optimizely_campaign/soap_api.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native {

const Capabilities& optimizely_campaign_capabilities();
// Errors tell everything that is wrong with the members of the document.
Result<std::unique_ptr<Destination>> open_optimizely_campaign(const DestinationSettings& document, const Surroundings& around);

namespace optimizely_campaign {

class OptimizelyCampaign final : public Service {
public:
    // The others must outlive the service; `trace` may be null.
    OptimizelyCampaign(Settings settings, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace);

    const Capabilities& capabilities() const override { return optimizely_campaign_capabilities(); }
    std::string display_name() const override { return "Optimizely Campaign, list " + std::to_string(settings_.list); }
    std::string address() const override { return settings_.url; }
    std::string scope() const override;
    Result<Schema> schema() override;
    std::vector<Issue> preflight(const ServicePlan& plan) override;
    std::span<const ServicePhase> phases() const override;
    std::uint32_t phases_of(std::span<const ServiceValue>) const override { return adding_bit; }
    bool sends_whole_records() const override { return true; }
    ServicePace pace() const override;
    Result<std::unique_ptr<ServiceBatch>> batch(std::size_t phase) override;
    Result<Answer> send(ServiceBatch& batch, Sending& sending) override;
    Result<Answer> poll(const std::string& ticket, const Rebuild& rebuild) override;
    Result<Conclusion> conclude(const RunEnd& end) override;
    ReplacementTerms replacement_terms() const override;
    Result<Feedback> feedback(const FeedbackBefore& before) override { return read_feedback(settings_, rest_, before, waiter_.now(), stop_); }
    Result<void> pass_on(std::span<const Feedback::Person> people) override { return write_feedback_files(settings_, people, waiter_.now()); }
    Result<std::uint64_t> count() override;

private:
    static constexpr std::uint32_t adding_bit = 2;

    // -- the clear
    Result<Answer> clear(Sending& sending);
    // What became of a clear that was asked for when the list had so many recipients.
    Result<Answer> look_at_clear(std::uint64_t before);
    Result<Answer> clear_again();

    // -- one batch
    struct Progress {
        std::vector<std::int64_t> codes;       // by the number of the recipient in the batch
        bool repeated = false;                 // some of it may have been done before
        bool touched = false;                  // something was done, or may have been
        bool taken = false;                    // a call was accepted
        int refusals = 0;                      // of whole calls
        std::set<std::size_t> again;           // had a general error, and are tried once more
    };
    // `sending`: null where the journal knows already that some of it may be done.
    Result<Answer> add(const Recipients& batch, Sending* sending);
    Result<void> add_all(const Recipients& batch, Progress& progress);
    // One call, or, where it is refused as a whole, two of half the size.
    Result<void> add_some(const Recipients& batch, std::span<const std::size_t> numbers, Progress& progress);
    Result<void> split(const Recipients& batch, std::span<const std::size_t> numbers, Progress& progress, const Issue& refusal);
    Result<SoapReply> call_add(const Recipients& batch, std::span<const std::size_t> numbers, Progress& progress);
    static bool take_codes(const SoapReply& reply, std::span<const std::size_t> numbers, Progress& progress);
    static Answer answer_of(const Recipients& batch, const Progress& progress);

    Settings settings_;
    Waiter& waiter_;
    const std::atomic<bool>& stop_;
    Secrets secrets_;
    HttpClient client_;
    SoapApi soap_;
    RestApi rest_;
    std::optional<RecipientList> list_;
    Layout layout_;
    std::vector<std::size_t> uniform_;
    int unanswered_clears_ = 0;
    std::optional<SoapReply> unanswered_clear_;                // the last of them
    std::optional<Waiter::Clock::time_point> clear_watched_;   // since when the list is neither full nor empty
};

}  // namespace optimizely_campaign
}  // namespace muster::native
