#include "native/commands/conduct.hpp"

#include <algorithm>
#include <filesystem>

#include "muster/json.hpp"
#include "native/commands/document.hpp"
#include "native/commands/memory.hpp"
#include "native/engine/clock.hpp"
#include "native/sources/address.hpp"
#include "native/store/home.hpp"
#include "native/store/retention.hpp"

namespace muster::native {

void RunRecord::begin(Report report) {
    report.outcome = Outcome::interrupted;
    report.reason = "The program was ended before the run was: it was killed, or the machine went off.";
    auto store = Store::open(home_folder());
    if (!store) return tell(store.error());
    if (!lock_) {
        remove_stale_locks(home_folder());
        auto lock = lock_run(home_folder(), report.run_id);
        if (!lock) return tell(lock.error());
        lock_.emplace(std::move(*lock));
    }
    if (auto put = this->put(*store, report, running_outcome, ExitCode::interrupted); !put) tell(put.error());
}

void RunRecord::finish(const Report& report, ExitCode code, const Prepared* completed) {
    auto store = Store::open(home_folder());
    if (!store) return tell(store.error());
    auto put = this->put(*store, report, name_of(report.outcome), code);
    if (put && completed != nullptr) put = remember_choices(*store, *completed, report.finished);
    if (!put) return tell(put.error());
    auto retention = retention_from_environment();
    const auto forgotten = retention ? forget_old(*store, home_folder(), *retention, utc_now()) : Result<void>(retention.error());
    if (!forgotten) context_.messages.note("Old runs are kept: " + forgotten.error().message);
}

void RunRecord::finish_unwritten(Report planned) {
    planned.outcome = Outcome::interrupted;
    planned.reason = "Nobody agreed to the plan that was made again. Nothing was written.";
    planned.finished = utc_text(utc_now());
    finish(planned, ExitCode::interrupted);
}

Result<void> RunRecord::put(Store& store, const Report& report, std::string_view outcome, ExitCode code) const {
    return store.put({report.run_id, report.sync_name, report.started, report.finished, std::string(outcome), static_cast<int>(code),
                      report_json(report), document_, folder_});
}

void RunRecord::tell(const Issue& error) const { context_.messages.note("The run is not in the history: " + error.message); }

namespace {

// Where it goes to, but for credentials. What is no address may be all credentials.
std::string destination_to_tell(const std::string& url) {
    const bool is_address = url.starts_with("sqlite:") || url.find("://") != std::string::npos;
    return is_address ? without_credentials(url) : std::string();
}

}  // namespace

// A run with a password in an address is refused, and nobody goes on with it.
std::string document_to_keep(Sync sync) {
    if (std::string& url = sync.destination.url; destination_to_tell(url).empty()) url.clear();
    for (std::string* url : {&sync.source.url, &sync.destination.url}) {
        if (holds_password(*url)) *url = without_credentials(*url);
    }
    return write_sync(sync);
}

Report begun_report(const Sync& sync, const PerformRequest& request) {
    Report report;
    report.run_id = request.run_id;
    report.sync_name = sync.name;
    report.started = utc_text(request.started_ms / 1000);
    report.source.name = without_credentials(sync.source.url);
    report.destination = destination_to_tell(sync.destination.url);
    return report;
}

PerformRequest new_run(bool attended, const std::string& folder) {
    PerformRequest request;
    request.attended = attended;
    request.folder = folder.empty() ? std::filesystem::current_path().string() : folder;
    request.started_ms = utc_now_ms();
    request.run_id = new_run_id(request.started_ms / 1000);
    return request;
}

namespace {

// The report, as of any run, and what every command says on errors.
std::string failed_report_json(const Report& report, std::span<const Issue> errors) {
    JsonWriter json;
    json.begin_array();
    for (const Issue& error : errors) write_issue(json, error);
    json.end_array();
    std::string text = report_json(report);
    text.pop_back();
    return text + ",\"errors\":" + json.text() + "}";
}

}  // namespace

ExitCode fail_run(Context& context, Form form, const Sync& sync, const PerformRequest& request, RunRecord& record,
                  std::span<const Issue> errors) {
    constexpr std::string_view nothing_written = "Nothing was written.";
    Report report = begun_report(sync, request);
    report.finished = utc_text(utc_now());
    const Issue& first = errors.front();
    report.outcome = first.code == Code::interrupted   ? Outcome::interrupted
                     : first.code == Code::plan_stale || first.code == Code::plan_expired ? Outcome::stale
                     : first.code == Code::limit_exceeded ? Outcome::blocked
                                                       : Outcome::failed;
    report.reason = first.message;
    const bool says_so = report.reason.find(nothing_written) != std::string::npos;
    if (!says_so) report.reason += " " + std::string(nothing_written);
    const ExitCode code = exit_code_of(first.code);
    for (const Issue& error : errors) context.messages.error(error);
    if (!says_so) context.messages.note(nothing_written);
    if (form == Form::json && first.code != Code::usage) context.out.line(failed_report_json(report, errors));
    record.finish(report, code);
    return code;
}

bool plan_again(Context& context, const Prepared& prepared, const Performed& performed, int plans) {
    if (!performed.overtaken || plans >= max_plans || !prepared.destination->waits_for_others()) return false;
    context.messages.note(performed.settled.empty() ? "Another run changed the contacts meanwhile. Nothing was written yet; planning again."
                                                    : performed.settled + " Planning again.");
    return true;
}

ExitCode conduct(Context& context, Form form, Prepared& prepared, const PerformRequest& request, RunRecord& record, RunErrors& errors,
                 Detail detail) {
    record.begin(planned_report(prepared, request));
    Performed performed = perform(prepared, request);
    return conclude(context, form, prepared, request, record, performed, errors, detail);
}

ExitCode conclude(Context& context, Form form, const Prepared& prepared, const PerformRequest& request, RunRecord& record, Performed& performed,
                  RunErrors& errors, Detail detail) {
    Report& report = performed.report;
    errors.keep(prepared, performed.refused_rows);
    const std::int64_t finished_ms = utc_now_ms();
    report.finished = utc_text(finished_ms / 1000);
    report.elapsed_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, finished_ms - request.started_ms));
    std::optional<Code> cause;
    if (performed.error) cause = performed.error->code;
    const ExitCode code = exit_code_of(report.outcome, performed.refused, cause);
    const bool completed = report.outcome == Outcome::done || report.outcome == Outcome::done_with_rejects;
    record.finish(report, code, completed && prepared.earlier ? &prepared : nullptr);
    if (performed.error) context.messages.error(*performed.error);
    if (form == Form::json) {
        context.out.line(report_json(report));
    } else {
        context.out.write(detail == Detail::everything ? report_text(report) : outcome_text(report));
    }
    return code;
}

ExitCode run_sync(Context& context, Form form, const Sync& sync, const std::string& folder, const RunWishes& wishes) {
    const PerformRequest run = new_run(false, folder);
    RunRecord record(context, document_to_keep(sync), run.folder);
    record.begin(begun_report(sync, run));
    ProgressListener listener(context.messages);
    PrepareRequest request;
    request.sync = sync;
    request.folder = folder;
    request.even_if_unchanged = wishes.even_if_unchanged;
    request.full_resync = wishes.full_resync;
    request.performed_at_once = true;
    request.stop = &context.stop;
    request.trace = context.trace;
    request.listener = &listener;
    request.recall = wishes.recall;
    std::unique_ptr<Source> source;
    std::string settled;
    for (int plans = 1;; ++plans) {
        RunErrors errors(context, run.run_id);
        request.rejected = errors.sink();
        Preparation preparation = prepare(request, std::move(source));
        if (!preparation.prepared) return fail_run(context, form, request.sync, run, record, preparation.errors);
        tell_warnings(context, preparation.prepared->warnings);
        record.begin(planned_report(*preparation.prepared, run));
        Performed performed = perform(*preparation.prepared, run);
        if (plan_again(context, *preparation.prepared, performed, plans)) {
            source = std::move(preparation.prepared->source);
            if (!performed.settled.empty()) settled = performed.settled;
            continue;
        }
        std::string& reason = performed.report.reason;
        reason = settled + (settled.empty() || reason.empty() ? "" : " ") + reason;
        return conclude(context, form, *preparation.prepared, run, record, performed, errors);
    }
}

}  // namespace muster::native
