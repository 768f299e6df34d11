// A destination made of a service and a ledger: all that is the same for every service.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "native/db/file_lock.hpp"
#include "native/destinations/destination.hpp"
#include "native/destinations/service/ledger.hpp"
#include "native/destinations/service/service.hpp"
#include "native/net/retry.hpp"

namespace muster::native {

// Where the ledger of one sync at one service lies, and what it needs.
struct ServicePlace {
    std::string state_folder;
    std::string sync_name;
};

class ServiceDestination final : public Destination {
public:
    // `waiter` must outlive the service, too, which may use it.
    ServiceDestination(std::unique_ptr<Service> service, ServicePlace place, std::unique_ptr<Waiter> waiter, const std::atomic<bool>& stop);
    ~ServiceDestination() override;

    const Capabilities& capabilities() const override { return service_->capabilities(); }
    std::string display_name() const override { return service_->display_name(); }
    std::string warning() const override { return service_->warning(); }
    // A run that finds out what an earlier one had sent plans again. It does not wait for the lock of one that is at work.
    bool waits_for_others() const override { return true; }
    std::string absolute_url() const override { return service_->address(); }
    Result<Schema> schema() override { return service_->schema(); }
    std::vector<Issue> missing_for_plans() override;
    Result<std::optional<CompletedRun>> last_completed(std::string_view sync_name) override;
    Result<RunTrace> trace_of(std::string_view run_id) override;
    Result<DestinationSnapshot> snapshot(const SnapshotRequest& request) override;
    Result<std::string> take_feedback() override;
    std::vector<Issue> preflight(const ChangesRequest& request) override;
    Result<std::unique_ptr<Changes>> begin(const ChangesRequest& request) override;
    Result<std::unique_ptr<KeptRun>> kept_run(std::string_view run_id) override;
    Result<std::unique_ptr<Undo>> undo(std::string_view run_id) override;

    // That the snapshot was taken with.
    const Feedback& feedback() const { return feedback_; }
    // Passes it on and remembers it.
    Result<void> remember_feedback(Ledger& ledger, const Feedback& feedback);
    // For its changes and kept runs.
    Service& service() { return *service_; }
    Waiter& waiter() { return *waiter_; }
    const std::atomic<bool>& stop() const { return stop_; }
    // Null when nothing was ever sent.
    Result<Ledger*> existing_ledger();
    // Made when it is not there.
    Result<Ledger*> ledger();
    // Of the destination, whichever sync fills it: the column that keys come from, and a replacement that was interrupted. Made
    // when it is not there.
    Result<Ledger*> list_ledger();
    // Of the destination, whichever sync's run it was.
    Result<std::optional<Ledger::Interrupted>> interrupted_replacement();
    // Changes with what is known of the service's contacts; `ledger` may be null.
    Result<std::string> token(Ledger* ledger);
    // One run at a time writes to what the service calls one scope. Error: destination_busy.
    Result<FileLock> lock() const;

private:
    // Whether the destination may hold something else than the last completed run has sent.
    Result<bool> was_overtaken(Ledger& ledger);
    Result<DestinationSnapshot> replaced_snapshot(const SnapshotRequest& request);
    // For the guard: after an interrupted refill, what was there before it.
    Result<std::uint64_t> existing_contacts(std::uint64_t count);
    Result<std::optional<std::string>> key_column_before();
    // The ledger that tells of either: that of the list, else, of before there were such, that of the sync; null: neither is there.
    Result<Ledger*> telling_ledger();
    Result<std::string> token(Ledger* ledger, std::optional<std::uint64_t> count);
    // A warning of a run that was left undone, and of which it is to be found out what it has changed.
    Result<std::optional<Issue>> stopped_run();
    std::vector<Issue> key_column_problems(const ChangesRequest& request);

    std::unique_ptr<Waiter> waiter_;
    std::unique_ptr<Service> service_;
    ServicePlace place_;
    std::string ledger_path_, list_path_, lock_path_;
    std::optional<Ledger> ledger_, list_ledger_;
    bool full_resync_ = false;   // as preflight() was told: what was confirmed counts as unknown in snapshot()
    Feedback feedback_;
    const std::atomic<bool>& stop_;
};

// What `request` asks for, as services see it.
ServicePlan service_plan(const ChangesRequest& request);
// The column of the file that keys come from.
std::string key_column_of(const ChangesRequest& request);

}  // namespace muster::native
