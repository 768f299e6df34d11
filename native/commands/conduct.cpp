#include "native/commands/conduct.hpp"

#include <algorithm>
#include <filesystem>

#include "native/commands/memory.hpp"
#include "native/engine/clock.hpp"
#include "native/store/home.hpp"
#include "native/store/store.hpp"

namespace muster::native {

void record_run(Context& context, const Report& report, ExitCode code, const std::string& document, const std::string& folder,
                const Prepared* completed) {
    auto store = Store::open(home_folder());
    Result<void> added;
    if (store) {
        added = store->add({report.run_id, report.sync_name, report.started, report.finished, std::string(name_of(report.outcome)),
                            static_cast<int>(code), report_json(report), document, folder});
    }
    if (added && completed != nullptr) added = remember_choices(*store, *completed, report.finished);
    const Issue* error = !store ? &store.error() : !added ? &added.error() : nullptr;
    if (error != nullptr) context.messages.note("The run is not in the history: " + error->message);
}

PerformRequest new_run(bool attended, const std::string& folder) {
    PerformRequest request;
    request.attended = attended;
    request.folder = folder.empty() ? std::filesystem::current_path().string() : folder;
    request.started_ms = utc_now_ms();
    request.run_id = new_run_id(request.started_ms / 1000);
    return request;
}

ExitCode fail_run(Context& context, Form form, const Sync& sync, const PerformRequest& request, std::span<const Issue> errors) {
    Report report;
    report.run_id = request.run_id;
    report.sync_name = sync.name;
    report.started = utc_text(request.started_ms / 1000);
    report.finished = utc_text(utc_now());
    report.source.name = sync.source.url;
    const Issue& first = errors.front();
    report.outcome = first.code == Code::interrupted   ? Outcome::interrupted
                     : first.code == Code::plan_stale || first.code == Code::plan_expired ? Outcome::stale
                                                       : Outcome::failed;
    report.reason = first.message;
    const ExitCode code = fail(context, form, errors);
    record_run(context, report, code, write_sync(sync), request.folder);
    return code;
}

bool plan_again(Context& context, const Prepared& prepared, const Performed& performed, int plans) {
    if (!performed.overtaken || plans >= max_plans || !prepared.destination->waits_for_others()) return false;
    context.messages.note("Another run changed the contacts meanwhile. Nothing was written yet; planning again.");
    return true;
}

ExitCode conduct(Context& context, Form form, Prepared& prepared, const PerformRequest& request, RunErrors& errors, Detail detail) {
    Performed performed = perform(prepared, request);
    return conclude(context, form, prepared, request, performed, errors, detail);
}

ExitCode conclude(Context& context, Form form, const Prepared& prepared, const PerformRequest& request, Performed& performed, RunErrors& errors,
                  Detail detail) {
    Report& report = performed.report;
    errors.keep(prepared);
    const std::int64_t finished_ms = utc_now_ms();
    report.finished = utc_text(finished_ms / 1000);
    report.elapsed_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, finished_ms - request.started_ms));
    std::optional<Code> cause;
    if (performed.error) cause = performed.error->code;
    const ExitCode code = exit_code_of(report.outcome, performed.refused, cause);
    const bool completed = report.outcome == Outcome::done || report.outcome == Outcome::done_with_rejects;
    record_run(context, report, code, write_sync(prepared.sync), request.folder, completed && prepared.earlier ? &prepared : nullptr);
    if (performed.error) context.messages.error(*performed.error);
    if (form == Form::json) {
        context.out.line(report_json(report));
    } else {
        context.out.write(detail == Detail::everything ? report_text(report) : outcome_text(report));
    }
    return code;
}

ExitCode run_sync(Context& context, Form form, const Sync& sync, const std::string& folder, bool even_if_unchanged,
                  const Recall& recall) {
    const PerformRequest run = new_run(false, folder);
    ProgressListener listener(context.messages);
    PrepareRequest request;
    request.sync = sync;
    request.folder = folder;
    request.even_if_unchanged = even_if_unchanged;
    request.stop = &context.stop;
    request.listener = &listener;
    request.recall = recall;
    std::unique_ptr<Source> source;
    for (int plans = 1;; ++plans) {
        RunErrors errors(context, run.run_id);
        request.rejected = errors.sink();
        Preparation preparation = prepare(request, std::move(source));
        if (!preparation.prepared) return fail_run(context, form, request.sync, run, preparation.errors);
        Performed performed = perform(*preparation.prepared, run);
        if (plan_again(context, *preparation.prepared, performed, plans)) {
            source = std::move(preparation.prepared->source);
            continue;
        }
        return conclude(context, form, *preparation.prepared, run, performed, errors);
    }
}

}  // namespace muster::native
