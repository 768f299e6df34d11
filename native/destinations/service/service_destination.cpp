#include "service_destination.hpp"

#include <filesystem>
#include <utility>

#include "kept_service_run.hpp"
#include "muster/fingerprint.hpp"
#include "service_changes.hpp"

namespace muster::native {
namespace {

std::string hexadecimal(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = digits[value & 15];
    return text;
}

}  // namespace

ServicePlan service_plan(const ChangesRequest& request) {
    ServicePlan plan;
    plan.mode = request.mode;
    for (const ResolvedColumn& column : request.columns) {
        if (same_field_name(column.mapping.field, request.key.field)) plan.key = plan.columns.size();
        plan.columns.push_back({column.mapping.field, column.type, column.declared, column.mapping.empty, column.mapping.new_field, column.mapping.max_length});
    }
    return plan;
}

ServiceDestination::ServiceDestination(std::unique_ptr<Service> service, ServicePlace place, std::unique_ptr<Waiter> waiter,
                                       const std::atomic<bool>& stop)
    : waiter_(std::move(waiter)), service_(std::move(service)), place_(std::move(place)), stop_(stop) {
    const std::string folder = place_.state_folder + "/ledgers/";
    const std::uint64_t scope = text_hash(service_->scope());
    ledger_path_ = folder + hexadecimal(scope) + "-" + hexadecimal(text_hash(place_.sync_name)) + ".db";
    lock_path_ = folder + hexadecimal(scope) + ".lock";
}

ServiceDestination::~ServiceDestination() = default;

Result<Ledger*> ServiceDestination::existing_ledger() {
    if (ledger_) return &*ledger_;
    auto opened = Ledger::open_existing(ledger_path_, service_->scope(), place_.sync_name);
    if (!opened) return std::move(opened).error();
    if (!*opened) return static_cast<Ledger*>(nullptr);
    ledger_ = std::move(**opened);
    return &*ledger_;
}

Result<Ledger*> ServiceDestination::ledger() {
    if (ledger_) return &*ledger_;
    auto opened = Ledger::open(ledger_path_, service_->scope(), place_.sync_name);
    if (!opened) return std::move(opened).error();
    ledger_ = std::move(*opened);
    return &*ledger_;
}

Result<FileLock> ServiceDestination::lock() const {
    // Names of files tell nothing, but what lies in them is of people.
    const auto folder = std::filesystem::path(lock_path_).parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(folder, error)) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    return FileLock::take(lock_path_, std::chrono::milliseconds(0));
}

Result<std::optional<CompletedRun>> ServiceDestination::last_completed(std::string_view) {
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    if (*ledger == nullptr) return std::optional<CompletedRun>();
    return (*ledger)->last_completed();
}

Result<RunTrace> ServiceDestination::trace_of(std::string_view run_id) {
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    return *ledger == nullptr ? RunTrace{} : (*ledger)->trace_of(run_id);
}

// What this sync has confirmed is all that is known of the service's contacts.
Result<DestinationSnapshot> ServiceDestination::snapshot(const SnapshotRequest& request) {
    DestinationSnapshot result{Snapshot(request.salt), "ledger:0"};
    result.snapshot.set_incomplete();
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    if (*ledger == nullptr) return result;
    auto token = (*ledger)->token();
    if (!token) return std::move(token).error();
    result.token = std::move(*token);
    const auto add = [&](std::string_view key, std::uint64_t fingerprint) { result.snapshot.add(key, full_resync_ ? 0 : fingerprint); };
    auto read = (*ledger)->each_contact(add);
    if (!read) return std::move(read).error();
    return result;
}

std::vector<Issue> ServiceDestination::preflight(const ChangesRequest& request) {
    full_resync_ = request.full_resync;
    return service_->preflight(service_plan(request));
}

Result<std::unique_ptr<Changes>> ServiceDestination::begin(const ChangesRequest& request) { return ServiceChanges::begin(*this, request); }

Result<std::unique_ptr<KeptRun>> ServiceDestination::kept_run(std::string_view run_id) { return KeptServiceRun::find(*this, run_id); }

Result<std::unique_ptr<Undo>> ServiceDestination::undo(std::string_view) {
    return make_issue(Code::contradiction, "Runs into " + display_name() + " cannot be taken back.", "Correct it there.");
}

}  // namespace muster::native
