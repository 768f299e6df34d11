// Any service that takes contacts in batches of JSON: its calls are described by the members of the destination.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "batch.hpp"
#include "native/destinations/service/service.hpp"
#include "settings.hpp"

namespace muster::native {

const Capabilities& http_json_capabilities();
// Errors tell everything that is wrong with the members of the document.
Result<std::unique_ptr<Destination>> open_http_json(const DestinationSettings& document, const Surroundings& around);

namespace http_json {

// The key of the sync document, as far as it is known before there is a plan.
struct Key {
    std::string field;
    std::optional<Type> type;   // that the mapping declares
};

class HttpJson final : public Service {
public:
    // The others must outlive the service; `trace` may be null.
    HttpJson(Settings settings, Key key, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace);

    const Capabilities& capabilities() const override { return http_json_capabilities(); }
    std::string display_name() const override;
    std::string address() const override { return settings_.api.url; }
    std::string scope() const override { return "http_json " + settings_.api.url + " " + (settings_.sending ? settings_.sending->path : std::string()); }
    Result<Schema> schema() override;
    std::vector<Issue> preflight(const ServicePlan& plan) override;
    std::vector<Issue> missing_for_plans() override;
    std::span<const ServicePhase> phases() const override { return phases_; }
    std::uint32_t phases_of(std::span<const ServiceValue>) const override { return 1; }
    bool sends_whole_records() const override { return !settings_.changed_only; }
    ServicePace pace() const override;
    Result<std::unique_ptr<ServiceBatch>> batch(std::size_t phase) override;
    Result<Answer> send(ServiceBatch& batch, Sending& sending) override;
    Result<Answer> poll(const std::string& ticket, const Rebuild& rebuild) override;
    Result<Answer> settle(ServiceBatch& batch) override;

private:
    // What became of the records of one batch so far.
    struct Outcome {
        explicit Outcome(std::size_t records) : told(records, false), refused(records) {}
        std::vector<bool> told;
        std::vector<Refused> refused;
        bool accepted = false;                // one of them, at least
    };
    // Those of a batch that a call has.
    struct Part {
        std::size_t first, count;
    };

    bool repeatable() const { return settings_.repeatable || !settings_.api.idempotency_header.empty(); }
    Result<Answer> deliver(const Batch& batch);
    Result<void> write(const Batch& batch, Part part, Outcome& outcome);
    Result<void> divide(const Batch& batch, Part part, Outcome& outcome, int status);
    Result<void> take(const Batch& batch, Part part, Outcome& outcome, const HttpResponse& response);
    std::string reason_of(const Batch::Record& record, std::string_view told) const;

    Settings settings_;
    Key key_;
    Api api_;
    ServicePlan plan_;
    std::vector<ServicePhase> phases_;
    int refused_alone_ = 0;                   // records in a row, each in a call of its own
    std::string trouble_;                     // with the last call whose outcome is not known
};

}  // namespace http_json
}  // namespace muster::native
