#include <memory>

#include "native/commands/command.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/document.hpp"
#include "native/engine/clock.hpp"
#include "native/engine/plan_file.hpp"

namespace muster::native {
namespace {

struct ApplyArguments {
    std::string plan;
    std::optional<std::uint64_t> allow_deletes;
    Form form = Form::text;
};

Issue stale(const std::string& why) {
    return make_issue(Code::plan_stale, "The plan is stale: " + why + ". Nothing was written.", "Make a new plan with: muster plan SYNC -o PLAN");
}

// A document that was edited since means something else than the plan says. One that is gone cannot have been edited.
bool document_changed(const PlanOrigin& origin) {
    const auto text = read_text_file(origin.path);
    return text && sha256_of(*text) != origin.sha256;
}

std::optional<Issue> refusal(const PlanFile& plan, const ApplyArguments& arguments) {
    if (document_changed(plan.origin)) return stale("the sync document " + plan.origin.path + " has changed since");
    if (utc_now() > plan.expires) {
        return make_issue(Code::plan_expired, "The plan expired on " + utc_text(plan.expires) + ". Nothing was written.",
                          "Make a new plan with: muster plan SYNC -o PLAN");
    }
    if (arguments.allow_deletes && *arguments.allow_deletes != plan.binding.deletes) {
        return make_issue(Code::limit_exceeded, "--allow-deletes " + std::to_string(*arguments.allow_deletes) + " does not equal the " +
                                                    std::to_string(plan.binding.deletes) + " deletes of the plan. Nothing was written.",
                          "Look at the plan again; the number has to be the plan's own.");
    }
    return std::nullopt;
}

ExitCode apply(Context& context, const ApplyArguments& arguments) {
    auto plan = read_plan(arguments.plan);
    if (!plan) return fail(context, arguments.form, plan.error(), arguments.plan);
    // sync-semantics.md section 4: with --no-input nobody attends to it.
    PerformRequest run = new_run(!context.no_input, plan->origin.folder);
    RunRecord record(context, document_to_keep(plan->sync), run.folder);
    record.begin(begun_report(plan->sync, run));
    if (auto refused = refusal(*plan, arguments)) return fail_run(context, arguments.form, plan->sync, run, record, std::span(&*refused, 1));
    run.plan_id = plan->id;
    run.allowed_deletes = arguments.allow_deletes;
    run.reviewed = true;
    ProgressListener listener(context.messages);
    RunErrors errors(context, run.run_id);
    PrepareRequest request;
    request.sync = plan->sync;
    request.folder = plan->origin.folder;
    // A plan that compares all rows is compared with all rows, also when the file was imported meanwhile.
    request.even_if_unchanged = !plan->unchanged;
    request.full_resync = plan->full_resync;
    request.stop = &context.stop;
    request.trace = context.trace;
    request.listener = &listener;
    request.rejected = errors.sink();
    // The mapping is that of the plan, whatever was chosen since.
    if (plan->earlier) request.recall = [&plan](const std::string&, const std::string&) { return *plan->earlier; };
    Preparation preparation = prepare(request);
    if (!preparation.prepared) return fail_run(context, arguments.form, request.sync, run, record, preparation.errors);
    tell_warnings(context, preparation.prepared->warnings);
    const std::string changed = difference(plan->binding, binding_of(*preparation.prepared));
    if (!changed.empty()) {
        const Issue error = stale(changed);
        return fail_run(context, arguments.form, request.sync, run, record, std::span(&error, 1));
    }
    return conduct(context, arguments.form, *preparation.prepared, run, record, errors);
}

}  // namespace

void add_apply(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "apply", "Perform exactly a plan that muster plan wrote, once", "muster apply plan.json");
    const auto arguments = std::make_shared<ApplyArguments>();
    command.add_option("PLAN", arguments->plan, "The file that muster plan -o wrote")->required();
    command.add_option("--allow-deletes", arguments->allow_deletes,
                       "Override max_delete and max_delete_percent once; must equal the plan's number of deletes")
        ->check(whole_number());
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return apply(context, *arguments); }; });
}

}  // namespace muster::native
