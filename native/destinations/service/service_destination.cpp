#include "service_destination.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "kept_service_run.hpp"
#include "muster/fingerprint.hpp"
#include "replacing_changes.hpp"
#include "service_changes.hpp"

namespace muster::native {
namespace {

std::string hexadecimal(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4) text[i] = digits[value & 15];
    return text;
}

// The guard counts contacts that are not there any more: whoever is stopped by that has to know why, and what helps.
Issue interruption_told(const Ledger::Interrupted& interrupted) {
    const std::string& run_id = interrupted.run_id;
    Issue issue = make_issue(Code::contradiction,
                             "The run " + run_id + " emptied the destination, or was about to, and did not fill it. Until it is filled, the guard counts at least the " +
                                 std::to_string(interrupted.existing) + " contacts there were before.",
                             "Go on with it: muster runs resume " + run_id + ". Where a new run is right and is blocked by that, empty the destination by hand and add \"forgotten_run\": \"" + run_id +
                                 "\" to the destination of the sync document.");
    issue.severity = Severity::warning;
    return issue;
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

std::string key_column_of(const ChangesRequest& request) {
    for (const ResolvedColumn& column : request.columns) {
        if (same_field_name(column.mapping.field, request.key.field)) return column.mapping.column;
    }
    return {};
}

ServiceDestination::ServiceDestination(std::unique_ptr<Service> service, ServicePlace place, std::unique_ptr<Waiter> waiter,
                                       const std::atomic<bool>& stop)
    : waiter_(std::move(waiter)), service_(std::move(service)), place_(std::move(place)), stop_(stop) {
    const std::string folder = place_.state_folder + "/ledgers/";
    const std::uint64_t scope = text_hash(service_->scope());
    ledger_path_ = folder + hexadecimal(scope) + "-" + hexadecimal(text_hash(place_.sync_name)) + ".db";
    list_path_ = folder + hexadecimal(scope) + ".db";
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

Result<Ledger*> ServiceDestination::list_ledger() {
    if (list_ledger_) return &*list_ledger_;
    auto opened = Ledger::open(list_path_, service_->scope(), "");
    if (!opened) return std::move(opened).error();
    list_ledger_ = std::move(*opened);
    return &*list_ledger_;
}

Result<Ledger*> ServiceDestination::telling_ledger() {
    if (list_ledger_) return &*list_ledger_;
    auto opened = Ledger::open_existing(list_path_, service_->scope(), "");
    if (!opened) return std::move(opened).error();
    if (!*opened) return existing_ledger();
    list_ledger_ = std::move(**opened);
    return &*list_ledger_;
}

Result<std::optional<Ledger::Interrupted>> ServiceDestination::interrupted_replacement() {
    auto ledger = telling_ledger();
    if (!ledger) return std::move(ledger).error();
    return *ledger != nullptr ? (*ledger)->interrupted_replacement() : std::optional<Ledger::Interrupted>();
}

Result<std::optional<std::string>> ServiceDestination::key_column_before() {
    auto ledger = telling_ledger();
    if (!ledger) return std::move(ledger).error();
    return *ledger != nullptr ? (*ledger)->key_column() : std::optional<std::string>();
}

Result<void> ServiceDestination::remember_feedback(Ledger& ledger, const Feedback& feedback) {
    auto news = ledger.news_of(feedback);
    if (!news) return std::move(news).error();
    if (auto passed = service_->pass_on(*news); !passed) return passed;
    return ledger.take_feedback(feedback, std::chrono::duration_cast<std::chrono::seconds>(waiter_->now().time_since_epoch()).count());
}

Result<FileLock> ServiceDestination::lock() const {
    // Names of files tell nothing, but what lies in them is of people.
    const auto folder = std::filesystem::path(lock_path_).parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(folder, error)) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    return FileLock::take(lock_path_, std::chrono::milliseconds(0));
}

// A plan reads more of one whose contacts are all replaced, and may lack the permission or the files for that.
std::vector<Issue> ServiceDestination::missing_for_plans() {
    std::vector<Issue> missing = service_->missing_for_plans();
    if (!missing.empty() || !capabilities().replaces_all) return missing;
    if (auto snapshot = this->snapshot({}); !snapshot) return {std::move(snapshot).error()};
    return {};
}

Result<std::optional<CompletedRun>> ServiceDestination::last_completed(std::string_view) {
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    if (*ledger == nullptr) return std::optional<CompletedRun>();
    auto last = (*ledger)->last_completed();
    if (!last || !*last) return last;
    auto overtaken = was_overtaken(**ledger);
    if (!overtaken) return std::move(overtaken).error();
    if (*overtaken) (*last)->source_sha256.clear();
    return last;
}

// Before it is emptied, a destination that is filled anew is as it was.
Result<bool> ServiceDestination::was_overtaken(Ledger& ledger) {
    if (!capabilities().replaces_all) return ledger.was_overtaken();
    auto interrupted = interrupted_replacement();
    if (!interrupted) return std::move(interrupted).error();
    return interrupted->has_value();
}

Result<RunTrace> ServiceDestination::trace_of(std::string_view run_id) {
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    return *ledger == nullptr ? RunTrace{} : (*ledger)->trace_of(run_id);
}

Result<std::string> ServiceDestination::token(Ledger* ledger) {
    if (!capabilities().replaces_all) return token(ledger, std::nullopt);
    auto count = service_->count();
    if (!count) return std::move(count).error();
    return token(ledger, *count);
}

Result<std::string> ServiceDestination::token(Ledger* ledger, std::optional<std::uint64_t> count) {
    auto token = ledger != nullptr ? ledger->token() : Result<std::string>("ledger:0");
    if (!token || !count) return token;
    return *token + " count:" + std::to_string(*count);
}

Result<std::uint64_t> ServiceDestination::existing_contacts(std::uint64_t count) {
    auto interrupted = interrupted_replacement();
    if (!interrupted) return std::move(interrupted).error();
    if (!*interrupted) return count;
    const auto& [existing, run_id] = **interrupted;
    if (service_->replacement_terms().forgotten_run != run_id) return std::max(count, existing);
    if (count == 0) return count;
    return make_issue(Code::contradiction,
                      "The run " + run_id + " emptied the destination without filling it, and is to be forgotten; but there are " + std::to_string(count) + " contacts. Nothing was written.",
                      "Go on with it (muster runs resume " + run_id + "), or empty the destination by hand first.");
}

// The contacts that this sync has confirmed are known beside the count: they tell which are new, and protect rows with a doubtful key.
Result<DestinationSnapshot> ServiceDestination::replaced_snapshot(const SnapshotRequest& request) {
    DestinationSnapshot result{Snapshot(request.salt), {}};
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    auto before = *ledger != nullptr ? (*ledger)->feedback_before() : Result<FeedbackBefore>(FeedbackBefore{});
    if (!before) return std::move(before).error();
    auto feedback = service_->feedback(*before);
    if (!feedback) return std::move(feedback).error();
    feedback_ = std::move(*feedback);
    auto count = service_->count();
    if (!count) return std::move(count).error();
    auto existing = existing_contacts(*count);
    if (!existing) return std::move(existing).error();
    auto token = this->token(*ledger, *count);
    if (!token) return std::move(token).error();
    result.token = std::move(*token);
    if (*ledger != nullptr) {
        auto read = (*ledger)->each_contact([&](std::string_view key, std::uint64_t) { result.snapshot.add(key, 0, false); });
        if (!read) return std::move(read).error();
    }
    result.snapshot.set_replaced(*existing);
    return result;
}

// What this sync has confirmed is all that is known of the service's contacts.
Result<DestinationSnapshot> ServiceDestination::snapshot(const SnapshotRequest& request) {
    if (capabilities().replaces_all) return replaced_snapshot(request);
    DestinationSnapshot result{Snapshot(request.salt), {}};
    result.snapshot.set_incomplete();
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    auto token = this->token(*ledger);
    if (!token) return std::move(token).error();
    result.token = std::move(*token);
    if (*ledger == nullptr) return result;
    const auto add = [&](std::string_view key, std::uint64_t fingerprint) { result.snapshot.add(key, full_resync_ ? 0 : fingerprint); };
    auto read = (*ledger)->each_contact(add);
    if (!read) return std::move(read).error();
    return result;
}

// The service forgets what is not asked for in time, whether the list is filled anew or not.
Result<std::string> ServiceDestination::take_feedback() {
    if (!capabilities().replaces_all) return std::string();
    auto lock = this->lock();
    if (!lock) return std::move(lock).error();
    auto ledger = this->ledger();
    if (!ledger) return std::move(ledger).error();
    auto before = (*ledger)->feedback_before();
    if (!before) return std::move(before).error();
    auto feedback = service_->feedback(*before);
    if (!feedback) return std::move(feedback).error();
    if (auto taken = remember_feedback(**ledger, *feedback); !taken) return std::move(taken).error();
    auto there = (*ledger)->not_mailable_contacts(service_->replacement_terms().bounces);
    if (!there) return std::move(there).error();
    std::string text;
    for (const std::string& warning : feedback->warnings) text += (text.empty() ? "" : " ") + warning;
    if (*there == 0) return text;
    return text + (text.empty() ? "" : " ") + std::to_string(*there) + (*there == 1 ? " contact" : " contacts") +
           " of the list unsubscribed or bounced after it was filled, and will not be sent again; until the file changes it stays as it is, unless you say: muster run SYNC --even-if-unchanged";
}

std::vector<Issue> ServiceDestination::preflight(const ChangesRequest& request) {
    full_resync_ = request.full_resync;
    std::vector<Issue> problems = service_->preflight(service_plan(request));
    if (!capabilities().replaces_all) {
        auto stopped = stopped_run();
        if (!stopped) problems.push_back(std::move(stopped).error());
        else if (*stopped) problems.push_back(std::move(**stopped));
        return problems;
    }
    for (Issue& problem : key_column_problems(request)) problems.push_back(std::move(problem));
    auto interrupted = interrupted_replacement();
    if (!interrupted) problems.push_back(std::move(interrupted).error());
    else if (*interrupted && (*interrupted)->run_id != service_->replacement_terms().forgotten_run) problems.push_back(interruption_told(**interrupted));
    return problems;
}

Result<std::optional<Issue>> ServiceDestination::stopped_run() {
    auto ledger = existing_ledger();
    if (!ledger) return std::move(ledger).error();
    if (*ledger == nullptr) return std::optional<Issue>();
    auto run = (*ledger)->open_run();
    if (!run) return std::move(run).error();
    if (!*run) return std::optional<Issue>();
    auto unanswered = (*ledger)->unanswered();
    if (!unanswered) return std::move(unanswered).error();
    if (*unanswered == 0) return std::optional<Issue>();
    const std::string& run_id = (*run)->run_id;
    Issue issue = make_issue(Code::contradiction,
                             "The run " + run_id + " stopped on its way, and what became of " + std::to_string(*unanswered) + (*unanswered == 1 ? " contact" : " contacts") +
                                 " that it had sent is not known. No plan can be applied before that is settled.",
                             "Go on with it: muster runs resume " + run_id + ". A new run (muster run SYNC) settles it first and plans again.");
    issue.severity = Severity::warning;
    return std::optional(std::move(issue));
}

// Whoever unsubscribed is known to the service by the key: keys of another column would bring them back.
std::vector<Issue> ServiceDestination::key_column_problems(const ChangesRequest& request) {
    const ReplacementTerms terms = service_->replacement_terms();
    const std::string column = key_column_of(request), &confirmed = terms.key_column;
    if (!confirmed.empty() && confirmed != column) {
        return {make_issue(Code::contradiction, "Keys come from the column \"" + column + "\", and the destination says that they come from \"" + confirmed + "\".",
                           "Correct the mapping or the destination.")};
    }
    if (!confirmed.empty()) return {};
    auto before = key_column_before();
    if (!before) return {std::move(before).error()};
    if (!*before || **before == column) return {};
    return {make_issue(Code::contradiction,
                       "Keys of this destination came from the column \"" + **before + "\" until now, and would come from \"" + column + "\". Everybody who unsubscribed under the old key would be written to again.",
                       "Map the old column, or confirm the new one with \"" + terms.key_column_member + "\": \"" + column + "\" in the destination.")};
}

Result<std::unique_ptr<Changes>> ServiceDestination::begin(const ChangesRequest& request) {
    return capabilities().replaces_all ? ReplacingChanges::begin(*this, request) : ServiceChanges::begin(*this, request);
}

Result<std::unique_ptr<KeptRun>> ServiceDestination::kept_run(std::string_view run_id) { return KeptServiceRun::find(*this, run_id); }

Result<std::unique_ptr<Undo>> ServiceDestination::undo(std::string_view) {
    return make_issue(Code::contradiction, "Runs into " + display_name() + " cannot be taken back.", "Correct it there.");
}

}  // namespace muster::native
