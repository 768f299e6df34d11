#include "service_run.hpp"

#include <algorithm>
#include <utility>

#include "sender.hpp"

namespace muster::native {
namespace {

Result<void> conclude(Service& service, Ledger& ledger, Applied& written) {
    RunEnd end;
    auto kept = ledger.kept_contacts();
    if (!kept) return std::move(kept).error();
    auto replaced = ledger.replaces();
    if (!replaced) return std::move(replaced).error();
    for (const RefusedRows& each : written.refused_rows) end.refused[each.reason] += each.rows.size();
    end.accepted = written.inserted + written.updated + *kept;
    end.replaced = *replaced;
    Conclusion conclusion = service.conclude(end);
    written.not_mailable = conclusion.not_mailable;
    written.remark = std::move(conclusion.remark);
    if (*kept == 0) return {};
    if (!written.remark.empty()) written.remark += ' ';
    written.remark += *kept == 1 ? "The contact of a rejected row was sent as it was before." : "The contacts of " + std::to_string(*kept) + " rejected rows were sent as they were before.";
    return {};
}

// A destination that was emptied and is not full again is worse than one of yesterday: whoever reads of the failure has to know.
Issue with_what_is_missing(const Service& service, Ledger& ledger, const std::string& run_id, Issue error) {
    const auto phases = service.phases();
    const auto emptying = std::find_if(phases.begin(), phases.end(), [](const ServicePhase& each) { return each.empties; });
    auto replaces = ledger.replaces();
    if (emptying == phases.end() || !replaces || !*replaces) return error;
    auto to_empty = ledger.records_left(static_cast<std::size_t>(emptying - phases.begin()));
    auto left = ledger.records_left();
    if (!to_empty || *to_empty > 0 || !left) return error;
    if (!error.suggestion.empty()) error.message += " " + error.suggestion;
    error.message += " THE LIST IS INCOMPLETE: it was emptied, and " + std::to_string(*left) + (*left == 1 ? " contact is" : " contacts are") + " still to be sent.";
    error.suggestion = "When the cause is gone, go on with: muster runs resume " + run_id;
    return error;
}

}  // namespace

Issue stale_plan(const std::string& why) {
    return make_issue(Code::plan_stale, "The plan is stale: " + why + ". Nothing was sent.", "Make a new plan with: muster plan SYNC -o PLAN");
}

Result<std::optional<Issue>> stale_commit(ServiceDestination& destination, Ledger& ledger, const Commit& commit) {
    const auto stale = [](const std::string& why) { return std::optional(stale_plan(why)); };
    auto token = destination.token(&ledger);
    if (!token) return std::move(token).error();
    if (*token != commit.snapshot_token) {
        return stale(destination.capabilities().replaces_all ? "the contacts there have changed since, or another run has sent some" : "another run has sent contacts since");
    }
    auto performed = ledger.was_performed(commit.plan_id);
    if (!performed) return std::move(performed).error();
    return *performed ? stale("it was performed before") : std::optional<Issue>();
}

Result<Applied> send_open_run(ServiceDestination& destination, Ledger& ledger, const std::string& run_id, Applied& written) {
    Sender sender(destination.service(), ledger, destination.waiter(), destination.stop());
    auto sent = sender.run();
    auto counts = ledger.written(run_id);
    if (!counts) return std::move(counts).error();
    written = std::move(*counts);
    auto refused = ledger.refused_rows();
    if (!refused) return std::move(refused).error();
    written.refused_rows = std::move(*refused);
    if (!sent) return with_what_is_missing(destination.service(), ledger, run_id, std::move(sent).error());
    if (auto concluded = conclude(destination.service(), ledger, written); !concluded) return std::move(concluded).error();
    if (auto finished = ledger.finish_run(); !finished) return std::move(finished).error();
    return written;
}

}  // namespace muster::native
