#include <memory>

#include "native/commands/command.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/document.hpp"
#include "native/commands/memory.hpp"

namespace muster::native {
namespace {

struct RunArguments {
    std::string document, source;
    bool no_memory = false;
    RunWishes wishes;
    Form form = Form::text;
};

ExitCode run_document(Context& context, RunArguments& arguments) {
    DocumentReading reading = load_document(arguments.document, arguments.source);
    if (!reading.document) return fail(context, arguments.form, reading.errors, arguments.document);
    tell_warnings(context, reading.document->warnings, arguments.document);
    if (!arguments.no_memory) arguments.wishes.recall = recall_from_history(context);
    return run_sync(context, arguments.form, reading.document->sync, reading.document->folder, arguments.wishes);
}

}  // namespace

void add_run(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "run", "Plan, guard, apply and report in one go, unattended", "muster run contacts.sync.json");
    const auto arguments = std::make_shared<RunArguments>();
    command.add_option("SYNC", arguments->document, "The sync document")->required();
    command.add_option("--source", arguments->source, "Read this file instead of the document's source");
    command.add_flag("--even-if-unchanged", arguments->wishes.even_if_unchanged, "Import also when file and document are those of the last run");
    add_full_resync_option(command, arguments->wishes.full_resync);
    add_memory_option(command, arguments->no_memory);
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return run_document(context, *arguments); }; });
}

}  // namespace muster::native
