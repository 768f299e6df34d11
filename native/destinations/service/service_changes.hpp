// One run's writes to a service: staged in a private file that vanishes, compared with the ledger, and on commit put into its
// spool and sent.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "native/db/sqlite.hpp"
#include "native/destinations/destination.hpp"
#include "native/destinations/service/ledger.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native {

class ServiceDestination;

class ServiceChanges final : public Changes {
public:
    // Both must outlive the changes.
    static Result<std::unique_ptr<Changes>> begin(ServiceDestination& destination, const ChangesRequest& request);

    Result<void> stage(const Record& record, Action action, bool again) override;
    Result<void> forget(std::string_view key) override;
    Result<Comparison> compare() override;
    Result<void> differences(const std::function<bool(const Difference&)>& each) override;
    Result<void> missing(const Planner& planner, const std::function<void(std::string_view)>& each) override;
    Result<Applied> commit(const Planner& planner, const Commit& commit) override;
    Applied written() const override { return written_; }

private:
    ServiceChanges(ServiceDestination& destination, const ChangesRequest& request);
    Result<void> open_staging();
    // Fills `sent_` and `merged_` for a record whose last confirmed values are `before`; answers whether nothing differs.
    bool merge(const Record& record, std::span<const ServiceValue> before);
    // How many values the record may erase: those that were confirmed, and those of which nothing is known.
    std::uint64_t erased(std::span<const ServiceValue> before) const;
    void learn_from(const Record& record);
    // The plan with what the file has told of its new fields.
    ServicePlan learnt_plan() const;
    Result<void> fill_spool(Ledger& ledger, const Planner& planner, bool delete_missing, const Ledger::Spool& spool);
    Result<void> spool_staged(const Ledger::Spool& spool);
    Result<void> spool_missing(Ledger& ledger, const Planner& planner, const Ledger::Spool& spool);
    std::uint32_t removing_phases() const;
    // Why a plan that somebody has looked at cannot be performed now: of what a run before has sent that is to be found out first.
    Result<std::optional<Issue>> unsettled(Ledger& ledger);
    // Finds out what became of batches that a run before has sent. What was confirmed by that is told in a sentence; empty: nothing.
    Result<std::string> settle_earlier(Ledger& ledger);

    ServiceDestination& destination_;
    Ledger* before_run_ = nullptr;   // of the destination; null: nothing was confirmed before
    ServicePlan plan_;
    std::string columns_;
    bool full_resync_ = false;
    std::vector<bool> sensitive_;
    // Of the values of a new field.
    struct Learnt {
        std::size_t column = 0, longest = 0;   // in characters
        bool misfit = false;
    };
    std::vector<Learnt> learnt_;
    SqliteDatabase staging_;
    std::optional<Statement> insert_, erase_;
    std::vector<ServiceValue> before_, sent_, merged_;
    std::string packed_sent_, packed_merged_;
    Applied written_;
};

}  // namespace muster::native
