#include <filesystem>
#include <memory>

#include "native/commands/command.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/document.hpp"
#include "native/commands/memory.hpp"
#include "native/commands/outputs.hpp"
#include "native/commands/reading_options.hpp"
#include "native/commands/show_plan.hpp"
#include "native/files/file_writer.hpp"
#include "native/store/home.hpp"

namespace muster::native {
namespace {

struct ImportArguments {
    std::string file;
    std::string into = "sqlite:contacts.db";
    std::string key, order, save;
    ReadingOptions reading;
    bool generate_keys = false, update = false, delete_missing = false, even_if_unchanged = false, no_memory = false, yes = false;
    Form form = Form::text;
};

Issue usage(std::string message, std::string suggestion) { return make_issue(Code::usage, std::move(message), std::move(suggestion)); }

// The name under which the destination remembers what was imported: the file's, without folder and endings.
std::string sync_name(const std::string& file) {
    if (file == "-") return "standard input";
    std::string name = std::filesystem::path(file).filename().string();
    for (const std::string_view ending : {".gz", ".csv", ".tsv", ".txt"}) {
        if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
    }
    return name;
}

// What one line without a document means as a document.
Result<Sync> document_of(const ImportArguments& arguments) {
    Sync sync;
    sync.name = sync_name(arguments.file);
    sync.source.url = absolute_source(arguments.file);
    auto choice = arguments.reading.choice();
    if (!choice) return std::move(choice).error();
    sync.source.encoding = choice->encoding;
    sync.source.dialect = choice->dialect;
    sync.destination.url = arguments.into;
    sync.key.field = arguments.key;
    sync.key.generate_random_9_digits = arguments.generate_keys;
    sync.mapping_auto = true;
    sync.mode.update = arguments.update;
    sync.mode.delete_missing = arguments.delete_missing;
    sync.default_order = arguments.order == "dmy"   ? DateOrder::dmy
                         : arguments.order == "mdy" ? DateOrder::mdy
                         : arguments.order == "ymd" ? DateOrder::ymd
                                                    : DateOrder::none;
    if (arguments.generate_keys && !arguments.key.empty()) {
        return usage("--key and --generate-keys exclude each other.", "Give one of them.");
    }
    if (arguments.generate_keys && arguments.delete_missing) {
        return usage("With generated keys every row is a new contact, so --delete-missing would delete all others.", "Leave one of the two out.");
    }
    if (arguments.key.empty() && !arguments.generate_keys) {
        // A database that exists knows its key; a new one takes the e-mail address.
        auto destination = open_destination(sync.destination, {{}, home_folder(), sync.name, nullptr, nullptr});
        if (!destination) return std::move(destination).error();
        auto schema = (*destination)->schema();
        if (!schema) return std::move(schema).error();
        sync.key.field = schema->key_field.empty() ? "email" : schema->key_field;
    }
    return sync;
}

// Whether to go on. Nothing is asked where nothing would happen, or when --yes has answered already.
Result<bool> agreed(Context& context, const ImportArguments& arguments, const Prepared& prepared, const Report& report) {
    const Counts& counts = report.planned;
    const bool nothing_to_do = prepared.unchanged || prepared.stopped || report.guard->verdict == Verdict::blocked ||
                               counts.insert + counts.update + counts.deleted == 0;
    if (nothing_to_do || arguments.yes) return true;
    if (arguments.form == Form::json) {
        return usage("With --json the plan is not shown, so nobody can agree to it. Nothing was written.", "Add --yes to import without a question.");
    }
    if (!context.can_ask()) {
        return usage("There is no terminal to ask on whether to go on. Nothing was written.", "Add --yes to import without a question.");
    }
    return context.messages.confirm("Go on?");
}

// What was done, as a document that does it again: with the mapping, types and formats that were found.
Result<void> save(const ImportArguments& arguments, const Prepared& prepared) {
    Sync sync = prepared.check->resolved();
    sync.mapping_auto = false;
    // The document may lie in another folder than the one that was imported from.
    sync.destination.url = prepared.destination->absolute_url();
    return write_private_file(arguments.save, write_sync(sync));
}

Issue not_saved(Issue error) {
    error.message = "The import was done, but its document was not saved. " + error.message;
    return error;
}

// Plans, shows it, asks, and performs what was agreed to; no value when another run was faster, and it is to be planned again.
// `source` is what is to be read then.
std::optional<ExitCode> import_once(Context& context, const ImportArguments& arguments, PrepareRequest& request, const PerformRequest& run,
                                    RunRecord& record, int plans, std::unique_ptr<Source>& source) {
    RunErrors errors(context, run.run_id);
    request.rejected = errors.sink();
    Preparation preparation = prepare(request, std::move(source));
    if (!preparation.prepared) return fail_run(context, arguments.form, request.sync, run, record, preparation.errors);
    tell_warnings(context, preparation.prepared->warnings);
    Prepared& prepared = *preparation.prepared;
    const Report planned = planned_report(prepared, run);
    if (arguments.form == Form::text) {
        auto text = plan_text(prepared, planned, context.terminal);
        if (!text) return fail(context, arguments.form, text.error());
        context.out.write(*text);
        context.out.line("");
        context.out.flush();
    }
    auto go_on = agreed(context, arguments, prepared, planned);
    if (!go_on) return fail(context, arguments.form, go_on.error());
    if (!*go_on) {
        context.messages.note("Nothing was written.");
        if (plans > 1) record.finish_unwritten(planned);
        return ExitCode::interrupted;
    }
    record.begin(planned);
    Performed performed = perform(prepared, run);
    if (plan_again(context, prepared, performed, plans)) {
        source = std::move(prepared.source);
        return std::nullopt;
    }
    const ExitCode code = conclude(context, arguments.form, prepared, run, record, performed, errors, Detail::outcome);
    if (!arguments.save.empty() && (code == ExitCode::done || code == ExitCode::partly_applied)) {
        if (auto saved = save(arguments, prepared); !saved) {
            context.messages.error(not_saved(std::move(saved).error()));
            return ExitCode::failed;
        }
        context.messages.note("What was done is saved in " + arguments.save + ". Do it again with: muster run " + arguments.save);
    }
    return code;
}

ExitCode import(Context& context, const ImportArguments& arguments) {
    if (auto named = must_be_file(arguments.save); !named) return fail(context, arguments.form, named.error());
    // A person looks at the plan, or has said --yes: attended (sync-semantics.md section 4). --no-input takes that away.
    const PerformRequest run = new_run(!context.no_input);
    auto sync = document_of(arguments);
    if (!sync) return fail(context, arguments.form, sync.error());
    if (auto kept = keep_inputs(arguments.save, {sync->source.url, {}}, Replaced::results_and_documents); !kept) return fail(context, arguments.form, kept.error());
    if (auto writable = must_be_writable(arguments.save); !writable) return fail(context, arguments.form, writable.error());
    ProgressListener listener(context.messages);
    PrepareRequest request;
    request.sync = std::move(*sync);
    request.even_if_unchanged = arguments.even_if_unchanged;
    request.stop = &context.stop;
    request.trace = context.trace;
    request.listener = &listener;
    if (!arguments.no_memory) request.recall = recall_from_history(context);
    RunRecord record(context, document_to_keep(request.sync), run.folder);
    std::unique_ptr<Source> source;
    for (int plans = 1;; ++plans) {
        if (const auto code = import_once(context, arguments, request, run, record, plans, source)) return *code;
    }
}

}  // namespace

void add_import(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "import", "Import a file without a document: sniff, suggest, show the plan, ask, apply",
                                       "muster import contacts.csv --into sqlite:contacts.db --key email --update");
    const auto arguments = std::make_shared<ImportArguments>();
    command.add_option("FILE", arguments->file, "The file to import; - for standard input")->required();
    command.add_option("--into", arguments->into, "Where to: sqlite:PATH or postgresql://USER@HOST/DATABASE")->capture_default_str();
    command.add_option("--key", arguments->key, "The field that tells contacts apart (default: the database's own, in a new one email)");
    command.add_flag("--generate-keys", arguments->generate_keys, "Give every row a new random 9-digit key");
    command.add_flag("--update", arguments->update, "Also change contacts that are there already");
    command.add_flag("--delete-missing", arguments->delete_missing, "Also delete contacts that are missing in the file");
    command.add_flag("--even-if-unchanged", arguments->even_if_unchanged, "Import also when the file is that of the last run");
    command.add_option("--order", arguments->order, "The order of dates that read both ways")->check(CLI::IsMember({"dmy", "mdy", "ymd"}));
    command.add_option("--save", arguments->save, "Save what was done as a sync document");
    add_memory_option(command, arguments->no_memory);
    command.add_flag("--yes", arguments->yes, "Ask nothing");
    arguments->reading.add_to(command);
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return import(context, *arguments); }; });
}

}  // namespace muster::native
