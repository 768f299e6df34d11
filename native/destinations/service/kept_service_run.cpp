#include "kept_service_run.hpp"

#include <chrono>
#include <utility>

#include "muster/guard.hpp"
#include "options.hpp"
#include "service_destination.hpp"
#include "service_run.hpp"

namespace muster::native {

Result<std::unique_ptr<KeptRun>> KeptServiceRun::find(ServiceDestination& destination, std::string_view run_id) {
    auto ledger = destination.existing_ledger();
    if (!ledger) return std::move(ledger).error();
    if (*ledger == nullptr) return std::unique_ptr<KeptRun>();
    auto run = (*ledger)->open_run();
    if (!run) return std::move(run).error();
    const bool is_it = *run && ((*run)->run_id == run_id || (*run)->earlier_ids.find(" " + std::string(run_id) + " ") != std::string::npos);
    if (!is_it) return std::unique_ptr<KeptRun>();
    auto failed = (*ledger)->failed_batches();
    if (!failed) return std::move(failed).error();
    if (*failed != 0) return std::unique_ptr<KeptRun>();
    return std::unique_ptr<KeptRun>(new KeptServiceRun(destination, std::move(**run)));
}

Result<std::uint64_t> KeptServiceRun::left() {
    auto ledger = destination_.ledger();
    if (!ledger) return std::move(ledger).error();
    return (*ledger)->records_left();
}

Result<void> KeptServiceRun::adopt(const std::string& run_id, const std::string& completed) {
    auto lock = destination_.lock();
    if (!lock) return std::move(lock).error();
    auto ledger = destination_.ledger();
    if (!ledger) return std::move(ledger).error();
    // Another process may have gone on with it meanwhile.
    auto still = (*ledger)->open_run();
    if (!still) return std::move(still).error();
    if (!*still || (*still)->run_id != run_.run_id) {
        return make_issue(Code::contradiction, "Nothing is left of the run " + run_.run_id + ".", "See the runs with: muster runs list");
    }
    auto written = (*ledger)->written(run_.run_id);
    if (!written) return std::move(written).error();
    if (auto adopted = (*ledger)->adopt_run(run_id, completed); !adopted) return adopted;
    written_ = std::move(*written);
    run_id_ = run_id;
    lock_.emplace(std::move(*lock));
    return {};
}

Result<Applied> KeptServiceRun::finish() {
    auto opened = destination_.ledger();
    if (!opened) return std::move(opened).error();
    Ledger& ledger = **opened;
    if (destination_.capabilities().replaces_all) {
        if (auto last = must_be_last(ledger); !last) return std::move(last).error();
    }
    if (auto ready = get_ready(ledger); !ready) return naming_run(with_what_is_missing(destination_.service(), ledger, run_id_, std::move(ready).error()), run_id_);
    auto applied = send_open_run(destination_, ledger, run_id_, written_);
    if (!applied) return applied;
    for (const std::string& warning : feedback_.warnings) written_.remark += (written_.remark.empty() ? "" : " ") + warning;
    return written_;
}

Result<void> KeptServiceRun::get_ready(Ledger& ledger) {
    Service& service = destination_.service();
    if (auto schema = service.schema(); !schema) return std::move(schema).error();
    if (const auto problems = service.preflight(run_.plan); !problems.empty()) return joined(problems);
    return service.capabilities().replaces_all ? exclude(ledger) : Result<void>();
}

Result<void> KeptServiceRun::must_be_last(Ledger& ledger) {
    auto own = ledger.interrupted_replacement();
    if (!own) return std::move(own).error();
    auto left = ledger.records_left();
    if (!left) return std::move(left).error();
    if (!*own || *left == 0) return {};
    auto last = destination_.interrupted_replacement();
    if (!last) return std::move(last).error();
    if (*last) {
        auto trace = ledger.trace_of((*last)->run_id);
        if (!trace) return std::move(trace).error();
        if (trace->state != RunTrace::State::unknown_run) return {};
    }
    return make_issue(Code::contradiction,
                      "A run of another sync has emptied the destination since the run " + run_.run_id + " was interrupted; what that run had sent is gone. Nothing was sent.",
                      "Start anew with: muster run SYNC");
}

Result<void> KeptServiceRun::exclude(Ledger& ledger) {
    Service& service = destination_.service();
    auto before = ledger.feedback_before();
    if (!before) return std::move(before).error();
    auto feedback = service.feedback(*before);
    if (!feedback) return std::move(feedback).error();
    feedback_ = std::move(*feedback);
    if (auto taken = destination_.remember_feedback(ledger, feedback_); !taken) return taken;
    if (auto excluded = ledger.exclude_not_mailable(service.replacement_terms().bounces, emptying_phases(service)); !excluded) return excluded;
    return guard_again(ledger);
}

namespace {

// Whether what was there before the run is still there, or a part of it.
Result<bool> is_to_be_emptied(Service& service, Ledger& ledger) {
    const auto phases = service.phases();
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (!phases[i].empties) continue;
        auto left = ledger.records_left(i);
        if (!left) return std::move(left).error();
        if (*left == 0) return false;
        auto now = service.count();
        if (!now) return std::move(now).error();
        return *now > 0;
    }
    return false;
}

}  // namespace

Result<void> KeptServiceRun::guard_again(Ledger& ledger) {
    auto replaced = ledger.replacement();
    if (!replaced) return std::move(replaced).error();
    if (!*replaced) return {};
    auto to_empty = is_to_be_emptied(destination_.service(), ledger);
    if (!to_empty) return std::move(to_empty).error();
    if (!*to_empty) return {};
    auto left = ledger.records_to_send();
    if (!left) return std::move(left).error();
    GuardInput input;
    input.deletes = input.replaces_all = input.attended = true;
    input.existing = (*replaced)->existing;
    input.matched = *left;
    const GuardResult result = guard(input, {});
    if (result.verdict == Verdict::allowed) return {};
    return make_issue(Code::guard_blocked, result.message, result.suggestion);
}

}  // namespace muster::native
