#include <memory>

#include "native/commands/command.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/document.hpp"
#include "native/commands/memory.hpp"

namespace muster::native {
namespace {

struct RunArguments {
    std::string document, source;
    bool even_if_unchanged = false;
    bool no_memory = false;
    Form form = Form::text;
};

ExitCode run_document(Context& context, const RunArguments& arguments) {
    DocumentReading reading = load_document(arguments.document, arguments.source);
    if (!reading.document) return fail(context, arguments.form, reading.errors, arguments.document);
    tell_warnings(context, reading.document->warnings, arguments.document);
    return run_sync(context, arguments.form, reading.document->sync, reading.document->folder, arguments.even_if_unchanged,
                    arguments.no_memory ? Recall{} : recall_from_history(context));
}

}  // namespace

void add_run(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "run", "Plan, guard, apply and report in one go, unattended", "muster run contacts.sync.json");
    const auto arguments = std::make_shared<RunArguments>();
    command.add_option("SYNC", arguments->document, "The sync document")->required();
    command.add_option("--source", arguments->source, "Read this file instead of the document's source");
    command.add_flag("--even-if-unchanged", arguments->even_if_unchanged, "Import also when file and document are those of the last run");
    add_memory_option(command, arguments->no_memory);
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return run_document(context, *arguments); }; });
}

}  // namespace muster::native
