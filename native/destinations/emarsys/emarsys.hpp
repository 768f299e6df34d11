// Emarsys: contacts are changed, and on request added, through its API of contact data. Contract: contracts of the project,
// "Emarsys destination".
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fields.hpp"
#include "native/destinations/service/service.hpp"
#include "settings.hpp"

namespace muster::native {

const Capabilities& emarsys_capabilities();
// Errors tell everything that is wrong with the members of the document.
Result<std::unique_ptr<Destination>> open_emarsys(const DestinationSettings& document, const Surroundings& around);

namespace emarsys {

class Batch;

class Emarsys final : public Service {
public:
    // The others must outlive the service; `trace` may be null.
    Emarsys(Settings settings, Waiter& waiter, const std::atomic<bool>& stop, CallTrace* trace);

    const Capabilities& capabilities() const override { return emarsys_capabilities(); }
    std::string display_name() const override;
    std::string address() const override { return settings_.api.url; }
    std::string scope() const override { return "emarsys " + settings_.api.url + " " + settings_.api.user; }
    Result<Schema> schema() override;
    std::vector<Issue> preflight(const ServicePlan& plan) override;
    std::vector<Issue> missing_for_plans() override;
    std::optional<NewFieldForm> new_field_form(const ServiceColumn& column) const override;
    bool fits_new_field(const ServiceColumn& column, std::string_view value) const override;
    void learn(const ServicePlan& plan) override { plan_ = plan; }
    void finish_later(std::set<std::string> keys) override { unlisted_ = std::move(keys); }
    std::span<const ServicePhase> phases() const override;
    std::uint32_t phases_of(std::span<const ServiceValue>) const override { return 1; }
    bool sends_whole_records() const override { return false; }
    ServicePace pace() const override { return {}; }
    Result<std::unique_ptr<ServiceBatch>> batch(std::size_t phase) override;
    Result<Answer> send(ServiceBatch& batch, Sending& sending) override;
    Result<Answer> poll(const std::string& ticket, const Rebuild& rebuild) override;
    std::string warning() const override;
    std::string remark() const override;

private:
    Result<void> read_fields();
    Result<std::vector<RemoteChoice>> choices_of(const RemoteField& field);
    const ContactField* find(std::string_view name) const;
    void check_column(const ServiceColumn& column, std::vector<Issue>& issues);
    void check_list(std::vector<Issue>& issues);
    Result<void> create_fields();
    Result<void> create_field(const ServiceColumn& column);
    Result<void> create_missing_fields();
    bool adds_to_list() const { return plan_.mode.insert && !settings_.list.empty(); }

    // -- one batch
    struct Outcome {
        std::vector<std::string> created;                        // internal ids
        std::map<std::size_t, std::vector<std::int64_t>> errors; // codes, by the number of the contact in the batch
        std::set<std::size_t> unlisted;                          // numbers of contacts that the list did not take
        std::set<std::size_t> added_again;                       // numbers of known contacts that were not there any more
        std::size_t to_list = 0;                                 // how many contacts are still to be put into the list
        bool untold = false;                                     // what became of some contact was not told
        bool repeated = false;                                   // a call was sent more than once, or may have been
    };
    Result<KnownIds> known_ids(std::span<const std::string> keys);
    Result<std::vector<std::string>> keys_to_add(const Batch& batch);
    Result<Answer> finish(Batch& batch, Sending* sending, bool repeated);
    static Result<void> keep_created(Batch& batch, const Outcome& outcome, Sending* sending);
    Result<void> write(const Batch& batch, std::span<const std::size_t> numbers, Outcome& outcome);
    static Result<void> take(const Batch& batch, std::span<const std::size_t> numbers, const Written& written, Outcome& outcome);
    Answer answer(const Batch& batch, const std::vector<std::string>& new_keys, const Outcome& outcome);
    Result<void> list_new_contacts(const Batch& batch, Outcome& outcome, const std::vector<std::string>& new_keys);
    Result<void> note_unlisted(const Batch& batch, std::span<const std::string> ids, Outcome& outcome);
    Result<std::vector<std::string>> add_to_list(std::span<const std::string> ids, bool repeated);
    Result<void> find_added_again(const Batch& batch, const std::vector<std::string>& new_keys, Outcome& outcome);
    Issue with_list_pending(Issue error, const Outcome& outcome) const;
    void note_lost_characters(const Batch& batch, const Answer& answer);

    Settings settings_;
    Api api_;
    std::vector<ContactField> fields_;
    bool fields_are_read_ = false;
    bool fields_are_created_ = false;
    ServicePlan plan_;
    std::string key_id_;
    std::set<std::string> unlisted_;              // keys of contacts that earlier runs added, and could not put into the list
    std::set<std::string> added_again_;           // keys of contacts that were not there any more
    std::uint64_t added_to_list_ = 0, not_told_of_ = 0;
    std::uint64_t rows_with_losses_ = 0, first_row_with_losses_ = 0;
};

}  // namespace emarsys
}  // namespace muster::native
