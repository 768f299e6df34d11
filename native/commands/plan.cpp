#include <memory>

#include "native/commands/command.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/document.hpp"
#include "native/commands/memory.hpp"
#include "native/commands/outputs.hpp"
#include "native/commands/show_plan.hpp"
#include "native/engine/plan_file.hpp"

namespace muster::native {
namespace {

struct PlanArguments {
    std::string document, source, output;
    bool even_if_unchanged = false;
    bool full_resync = false;
    bool no_memory = false;
    bool detailed_exit_code = false;
    Form form = Form::text;
};

bool has_changes(const Report& report) {
    return report.planned.insert + report.planned.update + report.planned.deleted > 0;
}

ExitCode exit_code_of_plan(const Prepared& prepared, const Report& report, bool detailed) {
    if (prepared.stopped) return exit_code_of(prepared.stopped->code);
    if (report.guard && report.guard->verdict == Verdict::blocked) return ExitCode::blocked;
    return detailed && has_changes(report) ? ExitCode::changes_present : ExitCode::done;
}

// The verdict of the report is that of an unattended run. A plan that apply would refuse is not to be recommended.
std::string how_to_perform(const Prepared& prepared, const Report& report, const std::string& path) {
    const std::string command = "muster apply " + path;
    if (prepared.stopped) return "It cannot be performed as it is.";
    if (!report.guard || report.guard->verdict != Verdict::blocked) return "Perform it with: " + command;
    if (report.guard->rule == GuardRule::first_run) return "An unattended run is blocked. If the deletes are right, perform it with: " + command;
    const bool by_limit = report.guard->rule == GuardRule::max_delete || report.guard->rule == GuardRule::max_delete_percent;
    if (!by_limit) return "It is blocked, and muster apply does not perform it.";
    return "It is blocked. If its deletes are right, perform it with: " + command + " --allow-deletes " + std::to_string(report.guard->deletes);
}

Result<void> show(Context& context, const PlanArguments& arguments, const Prepared& prepared, const Report& report, const PlanOrigin& origin) {
    if (!arguments.output.empty()) {
        if (auto written = write_plan(arguments.output, prepared, report, origin); !written) return written;
        context.messages.note("The plan is in " + arguments.output + ". " + how_to_perform(prepared, report, arguments.output));
    }
    auto text = arguments.form == Form::json ? plan_json(prepared, report, origin) : plan_text(prepared, report, context.terminal);
    if (!text) return std::move(text).error();
    context.out.write(*text);
    return {};
}

ExitCode plan(Context& context, const PlanArguments& arguments) {
    if (auto named = must_be_file(arguments.output); !named) return fail(context, arguments.form, named.error());
    DocumentReading reading = load_document(arguments.document, arguments.source);
    if (!reading.document) return fail(context, arguments.form, reading.errors, arguments.document);
    tell_warnings(context, reading.document->warnings, arguments.document);
    ProgressListener listener(context.messages);
    PrepareRequest request;
    request.sync = std::move(reading.document->sync);
    request.folder = reading.document->folder;
    const PlanOrigin origin{reading.document->folder, reading.document->path, reading.document->sha256};
    request.even_if_unchanged = arguments.even_if_unchanged;
    request.full_resync = arguments.full_resync;
    request.stop = &context.stop;
    request.trace = context.trace;
    request.listener = &listener;
    if (!arguments.no_memory) request.recall = recall_from_history(context);
    Preparation preparation = prepare(request);
    if (!preparation.prepared) return fail(context, arguments.form, preparation.errors);
    tell_warnings(context, preparation.prepared->warnings);
    const Prepared& prepared = *preparation.prepared;
    // The verdict is the one that an unattended run would get.
    const Report report = planned_report(prepared, new_run(false));
    if (auto shown = show(context, arguments, prepared, report, origin); !shown) return fail(context, arguments.form, shown.error());
    if (prepared.stopped) context.messages.error(*prepared.stopped);
    return exit_code_of_plan(prepared, report, arguments.detailed_exit_code);
}

}  // namespace

void add_plan(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "plan", "Show what a run would do, and the guard's verdict; writes nothing",
                                       "muster plan contacts.sync.json -o plan.json");
    const auto arguments = std::make_shared<PlanArguments>();
    command.add_option("SYNC", arguments->document, "The sync document")->required();
    command.add_option("--source", arguments->source, "Read this file instead of the document's source");
    command.add_option("-o,--output", arguments->output, "Write the plan to this file, for muster apply");
    command.add_flag("--even-if-unchanged", arguments->even_if_unchanged, "Plan also when file and document are those of the last run");
    add_full_resync_option(command, arguments->full_resync);
    add_memory_option(command, arguments->no_memory);
    command.add_flag("--detailed-exitcode", arguments->detailed_exit_code, "Exit with 10 when there is something to do");
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return plan(context, *arguments); }; });
}

}  // namespace muster::native
