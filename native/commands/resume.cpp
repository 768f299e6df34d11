#include "native/commands/resume.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "muster/report.hpp"
#include "muster/sync.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/memory.hpp"
#include "native/commands/run_view.hpp"
#include "native/engine/clock.hpp"
#include "native/store/home.hpp"

namespace muster::native {
namespace {

Counts planned_counts(const RunView& view) {
    Counts counts;
    counts.rows = view.planned("rows");
    counts.insert = view.planned("insert");
    counts.update = view.planned("update");
    counts.unchanged = view.planned("unchanged");
    counts.failed = view.planned("failed");
    counts.records = counts.insert + counts.update + counts.unchanged + counts.failed;
    counts.deleted = view.planned("delete");
    counts.rejected = view.planned("rejected");
    counts.skipped = view.planned("skipped");
    counts.existing = view.planned("existing");
    counts.matched = view.planned("matched");
    counts.unreadable_keys = view.planned("unreadable_keys");
    return counts;
}

// The report of the run that goes on: what was planned is what its first part planned.
Report report_of(const RunView& view, const PerformRequest& request) {
    Report report;
    report.run_id = request.run_id;
    report.sync_name = view.run.sync_name;
    report.started = utc_text(request.started_ms / 1000);
    report.source = {view.source, view.bytes, view.sha256, view.rows, view.encoding, view.delimiter};
    report.destination = view.destination;
    report.planned = planned_counts(view);
    report.first_deletes = view.first_deletes;
    report.replacement = view.replacement;
    return report;
}

ExitCode tell(Context& context, Form form, const Report& report, const Performed& performed, RunRecord& record) {
    std::optional<Code> cause;
    if (performed.error) cause = performed.error->code;
    const ExitCode code = exit_code_of(report.outcome, performed.refused, cause);
    record.finish(report, code);
    if (performed.error) context.messages.error(*performed.error);
    if (form == Form::json) {
        context.out.line(report_json(report));
    } else {
        context.out.write(report_text(report));
    }
    return code;
}

ExitCode finish_kept(Context& context, Form form, const RunView& view, KeptRun& kept) {
    const PerformRequest request = new_run(false, view.run.folder);
    // Without that this would be no run that could be gone on with: then it is none for the history either.
    if (auto adopted = kept.adopt(request.run_id, utc_text(utc_now())); !adopted) return fail(context, form, adopted.error());
    RunRecord record(context, view.run.document, view.run.folder);
    Report begun = report_of(view, request);
    record.begin(begun);
    Performed performed = perform_rest(kept, std::move(begun), view.run.run_id);
    RunErrors(context, request.run_id).keep_without_file(view.delimiter, performed.refused_rows);
    const std::int64_t finished_ms = utc_now_ms();
    performed.report.finished = utc_text(finished_ms / 1000);
    performed.report.elapsed_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, finished_ms - request.started_ms));
    return tell(context, form, performed.report, performed, record);
}

}  // namespace

ExitCode resume_run(Context& context, Form form, const StoredRun& run) {
    const auto refuse = [&](const std::string& why) {
        return fail(context, form, make_issue(Code::contradiction, "The run " + run.run_id + " " + why, "See the runs with: muster runs list"));
    };
    const auto outcome = outcome_named(run.outcome);
    if (run.outcome == running_outcome) return refuse("still goes on.");
    if (outcome != Outcome::failed && outcome != Outcome::interrupted) return refuse("ended as " + run.outcome + ": there is nothing to go on with.");
    SyncReading reading = read_sync(run.document);
    if (!reading.sync) return refuse("has no document in the history that could be run again.");
    auto destination = open_destination(reading.sync->destination, {run.folder, home_folder(), reading.sync->name, &context.stop, context.trace, reading.sync->key.field, declared_key_type(*reading.sync)});
    if (!destination) return fail(context, form, destination.error());
    auto kept = (*destination)->kept_run(run.run_id);
    if (!kept) return fail(context, form, kept.error());
    if (*kept == nullptr) return run_sync(context, form, *reading.sync, run.folder, {.recall = recall_from_history(context)});
    if (const std::string warning = (*destination)->warning(); !warning.empty()) context.messages.note(warning);
    auto view = view_of(run);
    if (!view) return fail(context, form, view.error());
    return finish_kept(context, form, *view, **kept);
}

}  // namespace muster::native
