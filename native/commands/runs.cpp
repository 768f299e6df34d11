#include <memory>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/undo.hpp"
#include "native/store/home.hpp"
#include "native/store/store.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {
namespace {

struct RunsArguments {
    std::string run;
    std::uint64_t limit = 20;
    Form form = Form::text;
};

void write_run(JsonWriter& json, const StoredRun& run) {
    json.begin_object();
    json.member("run_id", run.run_id);
    json.member("name", run.sync_name);
    json.member("started", run.started);
    json.member("finished", run.finished);
    json.member("outcome", run.outcome);
    json.member("exit_code", run.exit_code);
    json.end_object();
}

ExitCode list_runs(Context& context, const RunsArguments& arguments) {
    auto store = Store::open(home_folder());
    if (!store) return fail(context, arguments.form, store.error());
    auto runs = store->list(arguments.limit);
    if (!runs) return fail(context, arguments.form, runs.error());
    if (arguments.form == Form::json) {
        JsonWriter json;
        json.begin_object().key("runs").begin_array();
        for (const StoredRun& run : *runs) write_run(json, run);
        json.end_array().end_object();
        context.out.line(json.text());
        return ExitCode::done;
    }
    if (runs->empty()) {
        context.messages.note("There are no runs yet. Make one with: muster import FILE");
        return ExitCode::done;
    }
    Table table({{"Run"}, {"Sync"}, {"Started"}, {"Outcome"}, {"Exit", true}});
    for (const StoredRun& run : *runs) table.add({run.run_id, run.sync_name, run.started, run.outcome, std::to_string(run.exit_code)});
    context.out.write(table.text(context.terminal));
    return ExitCode::done;
}

ExitCode show_run(Context& context, const RunsArguments& arguments) {
    auto store = Store::open(home_folder());
    if (!store) return fail(context, arguments.form, store.error());
    auto run = store->find(arguments.run);
    if (!run) return fail(context, arguments.form, run.error());
    if (!*run) {
        return fail(context, arguments.form,
                    make_issue(Code::not_found, "There is no run " + arguments.run + ".", "List the runs with: muster runs list"));
    }
    context.out.line((*run)->report_json);
    return ExitCode::done;
}

}  // namespace

void add_runs(CLI::App& app, Chosen& chosen) {
    CLI::App& runs = add_subcommand(app, "runs", "The history of runs", "muster runs list");
    runs.require_subcommand(1);
    CLI::App& list = add_subcommand(runs, "list", "The last runs, the newest first", "muster runs list --limit 5");
    const auto listed = std::make_shared<RunsArguments>();
    list.add_option("--limit", listed->limit, "How many")->capture_default_str();
    add_json_option(list, listed->form);
    list.callback([&chosen, listed] { chosen.run = [listed](Context& context) { return list_runs(context, *listed); }; });
    CLI::App& show = add_subcommand(runs, "show", "The report of a run, as JSON", "muster runs show 20260131T235959Z-7f3a9c");
    const auto shown = std::make_shared<RunsArguments>();
    show.add_option("RUN", shown->run, "The run, as listed")->required();
    add_json_option(show, shown->form);
    show.callback([&chosen, shown] { chosen.run = [shown](Context& context) { return show_run(context, *shown); }; });
    CLI::App& undo = add_subcommand(runs, "undo", "Take back the last run that wrote contacts; shows first what that would do",
                                    "muster runs undo 20260131T235959Z-7f3a9c");
    const auto undone = std::make_shared<UndoArguments>();
    undo.add_option("RUN", undone->run, "The run, as listed")->required();
    undo.add_flag("--yes", undone->yes, "Ask nothing");
    add_json_option(undo, undone->form);
    undo.callback([&chosen, undone] { chosen.run = [undone](Context& context) { return undo_run(context, *undone); }; });
}

}  // namespace muster::native
