// One run's writes to a service that is emptied and filled anew: staged in a private file that vanishes, and on commit put whole
// into the spool before anything is removed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/db/sqlite.hpp"
#include "native/destinations/destination.hpp"
#include "native/destinations/service/ledger.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native {

class ServiceDestination;

class ReplacingChanges final : public Changes {
public:
    // Both must outlive the changes.
    static Result<std::unique_ptr<Changes>> begin(ServiceDestination& destination, const ChangesRequest& request);

    Result<void> stage(const Record& record, Action action, bool again) override;
    Result<void> forget(std::string_view key) override;
    Result<void> keep(std::string_view key) override;
    // Error: rows_rejected, when a column that has to have one value has two.
    Result<Comparison> compare() override;
    Result<void> differences(const std::function<bool(const Difference&)>& each) override;
    Result<void> missing(const Planner& planner, const std::function<void(std::string_view)>& each) override;
    Result<Applied> commit(const Planner& planner, const Commit& commit) override;
    Applied written() const override { return written_; }

private:
    // A column of which the file may have one value.
    struct Uniform {
        std::size_t column = 0;
        std::optional<std::string> value = {};
        std::uint64_t row = 0;
    };

    ReplacingChanges(ServiceDestination& destination, const ChangesRequest& request);
    Result<void> open_staging();
    Result<void> stage_not_mailable();
    Result<void> exclude(Comparison& comparison);
    Result<void> list_excluded(Comparison& comparison);
    Result<void> each_gone(const std::function<void(std::string_view)>& each);
    // `replaces`: the destination was emptied.
    std::string with_exclusions(std::string remark, bool replaces) const;
    void check_uniform(const Record& record);
    Result<void> compare_kept(Comparison& comparison);
    // Whether the contact of a rejected row can be sent as it was.
    Result<bool> can_be_kept(std::string_view key);
    Result<void> fill_spool(bool replaces, const Ledger::Spool& spool);
    Result<void> spool_kept(std::uint32_t phases, const Ledger::Spool& spool);
    LedgerRun run_of(const Planner& planner, const Commit& commit) const;

    ServiceDestination& destination_;
    Ledger* before_run_ = nullptr;   // of the destination; null: nothing was confirmed before
    ServicePlan plan_;
    std::string columns_, key_column_;
    std::vector<Uniform> uniform_;
    std::optional<Issue> mixed_;
    SqliteDatabase staging_;
    std::optional<Statement> insert_, erase_, keep_;
    std::vector<ServiceValue> values_;
    std::string packed_;
    std::uint64_t unsubscribed_ = 0, bounced_ = 0;   // staged records of such people, which are not sent
    std::uint64_t gone_ = 0;                         // contacts sent before, and not again
    Applied written_;
};

}  // namespace muster::native
