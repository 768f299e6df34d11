#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/outputs.hpp"
#include "native/commands/rejected_json.hpp"
#include "native/commands/resume.hpp"
#include "native/commands/run_errors.hpp"
#include "native/commands/run_page.hpp"
#include "native/commands/run_text.hpp"
#include "native/commands/run_view.hpp"
#include "native/commands/undo.hpp"
#include "native/files/file_writer.hpp"
#include "native/store/home.hpp"
#include "native/store/store.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {
namespace {

struct RunsArguments {
    std::string run, output, html;
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
    if (runs->empty() && arguments.limit > 0) {
        context.messages.note("There are no runs yet. Make one with: muster import FILE");
        return ExitCode::done;
    }
    if (runs->empty()) return ExitCode::done;
    Table table({{"Run"}, {"Sync"}, {"Started"}, {"Outcome"}, {"Exit", true}});
    for (const StoredRun& run : *runs) table.add({run.run_id, run.sync_name, run.started, run.outcome, std::to_string(run.exit_code)});
    context.out.write(table.text(context.terminal));
    return ExitCode::done;
}

Result<StoredRun> find_run(const std::string& run_id) {
    auto store = Store::open(home_folder());
    if (!store) return std::move(store).error();
    auto run = store->find(run_id);
    if (!run) return std::move(run).error();
    if (!*run) return make_issue(Code::not_found, "There is no run " + run_id + ".", "List the runs with: muster runs list");
    return std::move(**run);
}

Result<void> keep_inputs_of(const StoredRun& run, const std::string& output) {
    const SyncReading sync = read_sync(run.document);
    return keep_inputs(output, sync.sync ? ReadFrom{sync.sync->source.url, run.folder} : ReadFrom{});
}

// The last runs of the sync, for the chart.
Result<std::vector<RunView>> history_of(const StoredRun& run) {
    constexpr std::uint64_t most_runs = 30;
    auto store = Store::open(home_folder());
    if (!store) return std::move(store).error();
    auto runs = store->runs_up_to(run, most_runs);
    if (!runs) return std::move(runs).error();
    std::vector<RunView> views;
    for (StoredRun& each : *runs) {
        // One that cannot be read any more is left out of the chart.
        if (auto view = view_of(std::move(each))) views.push_back(std::move(*view));
    }
    return views;
}

Result<void> write_page(const std::string& path, const RunView& view, const std::string& written, const std::string& next) {
    auto history = history_of(view.run);
    if (!history) return std::move(history).error();
    return write_private_file(path, run_page(view, written, next, *history));
}

ExitCode show_run(Context& context, const RunsArguments& arguments) {
    if (auto named = must_be_file(arguments.html); !named) return fail(context, arguments.form, named.error());
    auto run = find_run(arguments.run);
    if (!run) return fail(context, arguments.form, run.error());
    if (arguments.form == Form::json && arguments.html.empty()) {
        context.out.line(run->report_json);
        return ExitCode::done;
    }
    if (auto kept = keep_inputs_of(*run, arguments.html); !kept) return fail(context, arguments.form, kept.error());
    auto view = view_of(std::move(*run));
    if (!view) return fail(context, arguments.form, view.error());
    const std::string written = what_was_written(*view);
    const std::string next = what_next(*view, std::filesystem::exists(run_errors_path(view->run.run_id)));
    if (arguments.html.empty()) {
        context.out.write(run_text(*view, written, next, context.terminal));
        return ExitCode::done;
    }
    if (auto page = write_page(arguments.html, *view, written, next); !page) return fail(context, arguments.form, page.error());
    context.messages.note("The report is in " + arguments.html + ".");
    return ExitCode::done;
}

// Hands the kept rejected rows on, piece by piece: there may be many.
Result<void> each_piece(std::ifstream& file, const std::function<Result<void>(std::string_view)>& use) {
    std::string buffer(1u << 16, '\0');
    while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || file.gcount() > 0) {
        if (auto used = use(std::string_view(buffer).substr(0, static_cast<std::size_t>(file.gcount()))); !used) return used;
    }
    return {};
}

ExitCode show_errors(Context& context, const RunsArguments& arguments) {
    const bool as_json = arguments.form == Form::json;
    auto run = find_run(arguments.run);
    if (!run) return fail(context, arguments.form, run.error());
    std::ifstream file(run_errors_path(run->run_id), std::ios::binary);
    if (!file && !as_json) {
        context.messages.note("The run " + run->run_id + " kept no rejected rows.");
        return ExitCode::done;
    }
    if (auto kept = keep_inputs_of(*run, arguments.output); !kept) return fail(context, arguments.form, kept.error());
    auto view = view_of(std::move(*run));
    if (!view) return fail(context, arguments.form, view.error());
    std::optional<FileWriter> output;
    if (!is_standard_output(arguments.output)) {
        auto created = FileWriter::create(arguments.output);
        if (!created) return fail(context, arguments.form, created.error());
        output.emplace(std::move(*created));
    }
    const auto write = [&](std::string_view text) {
        if (output) return output->write(text);
        context.out.write(text);
        return Result<void>();
    };
    RejectedJson json(view->run.run_id, view->delimiter, write);
    auto done = each_piece(file, [&](std::string_view piece) { return as_json ? json.feed(piece) : write(piece); });
    if (done && as_json) done = json.finish();
    if (done && output) done = output->commit();
    if (!done) return fail(context, arguments.form, done.error());
    if (output) context.messages.note("The rejected rows are in " + arguments.output + ".");
    return ExitCode::done;
}

ExitCode go_on(Context& context, const RunsArguments& arguments) {
    auto run = find_run(arguments.run);
    if (!run) return fail(context, arguments.form, run.error());
    return resume_run(context, arguments.form, *run);
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
    CLI::App& show = add_subcommand(runs, "show", "The report of a run", "muster runs show 20260131T235959Z-7f3a9c --html report.html");
    const auto shown = std::make_shared<RunsArguments>();
    show.add_option("RUN", shown->run, "The run, as listed")->required();
    show.add_option("--html", shown->html, "Into this file, as a page with charts that needs no network and no script");
    add_json_option(show, shown->form);
    show.callback([&chosen, shown] { chosen.run = [shown](Context& context) { return show_run(context, *shown); }; });
    CLI::App& errors = add_subcommand(runs, "errors", "The rejected rows of a run as CSV: the columns of the file, then row, column, code, message",
                                      "muster runs errors 20260131T235959Z-7f3a9c -o rejected.csv");
    const auto rejected = std::make_shared<RunsArguments>();
    errors.add_option("RUN", rejected->run, "The run, as listed")->required();
    errors.add_option("-o,--output", rejected->output, "Into this file instead of standard output");
    add_json_option(errors, rejected->form);
    errors.callback([&chosen, rejected] { chosen.run = [rejected](Context& context) { return show_errors(context, *rejected); }; });
    CLI::App& resume = add_subcommand(runs, "resume", "Go on with a run that failed or was interrupted, unattended",
                                      "muster runs resume 20260131T235959Z-7f3a9c");
    const auto resumed = std::make_shared<RunsArguments>();
    resume.add_option("RUN", resumed->run, "The run, as listed")->required();
    add_json_option(resume, resumed->form);
    resume.callback([&chosen, resumed] { chosen.run = [resumed](Context& context) { return go_on(context, *resumed); }; });
    CLI::App& undo = add_subcommand(runs, "undo", "Take back the last run that wrote contacts; shows first what that would do",
                                    "muster runs undo 20260131T235959Z-7f3a9c");
    const auto undone = std::make_shared<UndoArguments>();
    undo.add_option("RUN", undone->run, "The run, as listed")->required();
    undo.add_flag("--yes", undone->yes, "Ask nothing");
    add_json_option(undo, undone->form);
    undo.callback([&chosen, undone] { chosen.run = [undone](Context& context) { return undo_run(context, *undone); }; });
}

}  // namespace muster::native
