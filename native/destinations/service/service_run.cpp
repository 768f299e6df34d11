#include "service_run.hpp"

#include <algorithm>
#include <utility>

#include "sender.hpp"

namespace muster::native {
namespace {

constexpr std::string_view resume_command = "muster runs resume";

std::string naming(std::string text, const std::string& run_id) {
    const std::string named = " " + run_id;
    for (std::size_t at = text.find(resume_command); at != std::string::npos; at = text.find(resume_command, at)) {
        at += resume_command.size();
        if (text.compare(at, named.size(), named) != 0) text.insert(at, named);
    }
    return text;
}

Result<void> conclude(Service& service, Ledger& ledger, Applied& written) {
    RunEnd end;
    auto kept = ledger.kept_contacts();
    if (!kept) return std::move(kept).error();
    auto replaced = ledger.replaces();
    if (!replaced) return std::move(replaced).error();
    for (const RefusedRows& each : written.refused_rows) {
        if (!each.sent) {
            end.excluded += each.rows.size();
        } else {
            end.refused[each.reason] += each.rows.size();
        }
    }
    end.accepted = written.inserted + written.updated + *kept;
    end.replaced = *replaced;
    auto conclusion = service.conclude(end);
    if (!conclusion) return std::move(conclusion).error();
    written.not_mailable = conclusion->not_mailable + end.excluded;
    written.remark = std::move(conclusion->remark);
    if (*kept == 0) return {};
    if (!written.remark.empty()) written.remark += ' ';
    written.remark += *kept == 1 ? "The contact of a rejected row was sent as it was before." : "The contacts of " + std::to_string(*kept) + " rejected rows were sent as they were before.";
    return {};
}

// The list knows of a run that empties it before it does, and of its end: whichever sync comes next. Where nothing was done, it
// is as before.
class NotedReplacement {
public:
    NotedReplacement(ServiceDestination& destination, Ledger& ledger) : destination_(destination), ledger_(ledger) {}

    Result<void> begin() {
        auto begun = ledger_.replacement();
        if (!begun) return std::move(begun).error();
        auto column = ledger_.key_column();
        if (!column) return std::move(column).error();
        if (!*begun && !*column) return {};
        auto list = destination_.list_ledger();
        if (!list) return std::move(list).error();
        list_ = *list;
        if (*column) {
            if (auto noted = list_->note_key_column(**column); !noted) return noted;
        }
        if (!*begun) return {};
        auto before = list_->interrupted_replacement();
        if (!before) return std::move(before).error();
        before_ = std::move(*before);
        is_noted_ = true;
        return list_->note_replacement(**begun);
    }
    Result<void> fail() {
        if (!is_noted_) return {};
        auto interrupted = ledger_.interrupted_replacement();
        if (!interrupted) return std::move(interrupted).error();
        if (*interrupted) return {};
        return before_ ? list_->note_replacement(*before_) : list_->forget_replacement();
    }
    Result<void> finish() { return is_noted_ ? list_->forget_replacement() : Result<void>(); }

private:
    ServiceDestination& destination_;
    Ledger& ledger_;
    Ledger* list_ = nullptr;
    std::optional<Ledger::Interrupted> before_;
    bool is_noted_ = false;
};

}  // namespace

std::uint32_t emptying_phases(const Service& service) {
    std::uint32_t bits = 0;
    const auto phases = service.phases();
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i].empties) bits |= 1u << i;
    }
    return bits;
}

Issue naming_run(Issue error, const std::string& run_id) {
    error.message = naming(std::move(error.message), run_id);
    error.suggestion = naming(std::move(error.suggestion), run_id);
    return error;
}

Issue naming_open_run(Ledger& ledger, Issue error) {
    auto run = ledger.open_run();
    return run && *run ? naming_run(std::move(error), (*run)->run_id) : error;
}

Issue with_what_is_missing(const Service& service, Ledger& ledger, const std::string& run_id, Issue error, bool has_emptied) {
    auto replaces = ledger.replaces();
    if (!replaces || !*replaces) return error;
    const auto phases = service.phases();
    const auto emptying = std::find_if(phases.begin(), phases.end(), [](const ServicePhase& each) { return each.empties; });
    if (emptying == phases.end()) return error;
    auto to_empty = ledger.records_left(static_cast<std::size_t>(emptying - phases.begin()));
    auto left = ledger.records_left();
    if (!to_empty || !left || (*to_empty > 0 && !has_emptied)) return error;
    if (!error.suggestion.empty()) error.message += " " + error.suggestion;
    error.message += " THE LIST IS INCOMPLETE: it was emptied, and " + std::to_string(*left) + (*left == 1 ? " contact is" : " contacts are") + " still to be sent.";
    error.suggestion = "When the cause is gone, go on with: muster runs resume " + run_id;
    return error;
}

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
    NotedReplacement noted(destination, ledger);
    if (auto begun = noted.begin(); !begun) return std::move(begun).error();
    Sender sender(destination.service(), ledger, destination.waiter(), destination.stop());
    auto sent = sender.run();
    auto counts = ledger.written(run_id);
    if (!counts) return std::move(counts).error();
    written = std::move(*counts);
    auto refused = ledger.refused_rows();
    if (!refused) return std::move(refused).error();
    written.refused_rows = std::move(*refused);
    auto removals = ledger.refused_removals();
    if (!removals) return std::move(removals).error();
    written.not_removed = *removals;
    if (!sent) {
        // When this fails, the list stays noted as interrupted, which is the safe side; why nothing more was sent is told.
        static_cast<void>(noted.fail());
        return naming_run(with_what_is_missing(destination.service(), ledger, run_id, std::move(sent).error(), sender.has_emptied()), run_id);
    }
    if (auto concluded = conclude(destination.service(), ledger, written); !concluded) return naming_run(std::move(concluded).error(), run_id);
    // In this order a crash in between leaves a run that can be gone on with, and no list that nobody can.
    if (auto finished = noted.finish(); !finished) return std::move(finished).error();
    if (auto finished = ledger.finish_run(); !finished) return std::move(finished).error();
    return written;
}

}  // namespace muster::native
