// The arguments of `muster contacts`.
#include <algorithm>
#include <memory>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/contacts.hpp"
#include "native/commands/outputs.hpp"
#include "native/commands/reading_options.hpp"
#include "native/commands/words.hpp"
#include "native/files/file_writer.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {

namespace {

constexpr std::uint64_t table_limit = 100;

struct ContactsArguments {
    std::string into = "sqlite:contacts.db";
    std::vector<std::string> words;          // filters or keys
    std::optional<std::uint64_t> limit;
    std::string out, dates, phones, like, newline;
    ReadingOptions csv;                      // of the file that is written
    bool mark = false, formula_safe = false;
    bool fingerprints = false;
    bool yes = false;
    std::string name, label, type = "text";
    std::size_t max_length = 0;
    Form form = Form::text;
};
using Arguments = std::shared_ptr<ContactsArguments>;

Sink standard_output(Context& context) {
    return [&context](std::string_view piece) -> Result<void> {
        context.out.write(piece);
        return {};
    };
}

// Runs `write` into the file of -o, which appears whole or not at all, or into standard output. `like` is the file whose form it has.
Result<void> write_out(Context& context, const std::string& path, const std::string& like, const std::function<Result<void>(const Sink&)>& write) {
    if (is_standard_output(path)) return write(standard_output(context));
    if (auto kept = keep_inputs(path, {like, {}}); !kept) return kept;
    auto file = FileWriter::create(path);
    if (!file) return file.error();
    if (auto written = write([&](std::string_view piece) { return file->write(piece); }); !written) return written;
    return file->commit();
}

ExitCode ended(Context& context, Form form, const Result<void>& result) {
    return result ? ExitCode::done : fail(context, form, result.error());
}

ExitCode list(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    auto filters = read_filters(arguments.words);
    if (!filters) return fail(context, arguments.form, filters.error());
    if (arguments.form == Form::json) {
        return ended(context, arguments.form, write_contacts_json(**database, {*filters, arguments.limit}, standard_output(context)));
    }
    const std::uint64_t limit = arguments.limit.value_or(table_limit);
    auto more = write_contacts_table(**database, {*filters, limit}, context.terminal, standard_output(context));
    if (!more) return fail(context, arguments.form, more.error());
    if (*more) context.messages.note("There are more than these " + std::to_string(limit) + " contacts. Show more with --limit.");
    return ExitCode::done;
}

ExitCode count(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    auto filters = read_filters(arguments.words);
    if (!filters) return fail(context, arguments.form, filters.error());
    auto number = (*database)->count(*filters);
    if (!number) return fail(context, arguments.form, number.error());
    context.out.line(arguments.form == Form::json ? "{\"count\":" + std::to_string(*number) + "}" : std::to_string(*number));
    return ExitCode::done;
}

// The form of another file, with what was said about it.
Result<void> follow_file(const std::string& address, const ReadingOptions& reading, CsvForm& form) {
    auto file = sniff_file(address, reading, SourceOptions{});
    if (!file) return std::move(file).error();
    const muster::Dialect& dialect = file->sniff.dialect();
    form.encoding = file->sniff.encoding.encoding;
    form.mark = file->sniff.encoding.bom;
    form.marks.delimiter = dialect.delimiter;
    form.marks.quote = dialect.quote;
    form.marks.escape = dialect.escape;
    form.line_end = dialect.newline == Newline::lf ? "\n" : dialect.newline == Newline::cr ? "\r" : "\r\n";
    return {};
}

Result<CsvForm> csv_form(const ContactsArguments& arguments) {
    CsvForm form;
    auto choice = arguments.csv.choice();
    if (!choice) return std::move(choice).error();
    if (!arguments.like.empty()) {
        if (auto followed = follow_file(arguments.like, arguments.csv, form); !followed) return std::move(followed).error();
    }
    form.encoding = choice->encoding.value_or(form.encoding);
    form.marks.delimiter = choice->dialect.delimiter.value_or(form.marks.delimiter);
    // A quote is doubled inside a cell unless something else is said.
    if (choice->dialect.quote && form.marks.escape == form.marks.quote) form.marks.escape = *choice->dialect.quote;
    form.marks.quote = choice->dialect.quote.value_or(form.marks.quote);
    if (choice->dialect.doubled_quotes) form.marks.escape = form.marks.quote;
    form.marks.escape = choice->dialect.escape.value_or(form.marks.escape);
    if (!arguments.newline.empty()) form.line_end = arguments.newline == "lf" ? "\n" : arguments.newline == "cr" ? "\r" : "\r\n";
    const bool marked = form.encoding != Encoding::utf_8 && !Encoder(form.encoding).mark().empty();
    form.mark = form.mark || arguments.mark || marked;
    form.formula_safe = arguments.formula_safe;
    if (form.marks.delimiter.empty() || form.marks.delimiter.find_first_of("\r\n") != std::string::npos || form.marks.delimiter == std::string(1, form.marks.quote)) {
        return make_issue(Code::usage, "Contacts have several fields: a delimiter is needed that is neither a line break nor the quote.", "Give another --delimiter.");
    }
    return form;
}

ExitCode export_csv(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    auto filters = read_filters(arguments.words);
    if (!filters) return fail(context, arguments.form, filters.error());
    ExportForm form;
    auto chosen_form = csv_form(arguments);
    if (!chosen_form) return fail(context, arguments.form, chosen_form.error());
    form.csv = std::move(*chosen_form);
    form.msisdn = arguments.phones == "msisdn";
    if (!arguments.dates.empty()) {
        auto output = DateOutput::compile(arguments.dates);
        if (!output) return fail(context, arguments.form, output.error());
        form.dates = std::move(*output);
    }
    std::uint64_t without_country = 0;
    const auto written = write_out(context, arguments.out, arguments.like, [&](const Sink& sink) -> Result<void> {
        auto csv = write_contacts_csv(**database, *filters, form, sink);
        if (!csv) return csv.error();
        without_country = *csv;
        return {};
    });
    if (written && without_country != 0) {
        context.messages.note(counted(without_country, "telephone number") + " without a country code: written as kept, because only an "
                              "international number has an MSISDN. A default_country in the sync document makes them international.");
    }
    return ended(context, arguments.form, written);
}

ExitCode keys(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    return ended(context, arguments.form, write_out(context, arguments.out, arguments.like, [&](const Sink& sink) {
        return write_contact_keys(**database, arguments.fingerprints, sink);
    }));
}

// Whether keys may be repeated: not those of a sensitive field.
Result<bool> may_tell_keys(ContactDatabase& database) {
    auto fields = database.fields();
    if (!fields) return std::move(fields).error();
    return std::none_of(fields->begin(), fields->end(), [](const StoredField& stored) { return stored.is_key && stored.field.sensitive; });
}

// ": a, b and 3 more", to stand behind what is said of them.
std::string first_of(const std::vector<std::string>& keys) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, keys.size()); ++i) text += (i == 0 ? ": " : ", ") + printable(shortened(keys[i]));
    return keys.size() > most ? text + " and " + grouped(keys.size() - most) + " more" : text;
}

std::string deletion_json(const ContactDatabase::Erased& erased, const std::vector<std::string>& told) {
    JsonWriter json;
    json.begin_object().member("deleted", erased.contacts).member("missing", std::uint64_t{erased.missing.size()});
    json.key("missing_keys").begin_array();
    for (const std::string& key : told) json.string(key);
    json.end_array().end_object();
    return json.take();
}

// All that was asked for is done, a part of it, or nothing.
ExitCode tell_deletion(Context& context, Form form, const ContactDatabase::Erased& erased, const std::vector<std::string>& told) {
    const std::uint64_t missing = erased.missing.size();
    if (erased.contacts == 0) {
        return fail(context, form, make_issue(Code::not_found, "Nothing was deleted: there is no contact of " + counted(missing, "key") + first_of(told) + ".",
                                              "See which contacts there are with: muster contacts list"));
    }
    context.out.line(form == Form::json ? deletion_json(erased, told)
                                        : grouped(erased.contacts) + " of " + counted(erased.contacts + missing, "contact") + " deleted.");
    if (missing == 0) return ExitCode::done;
    context.messages.note("There is no contact of " + counted(missing, "key") + first_of(told) + ".");
    return ExitCode::partly_applied;
}

ExitCode erase(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    if (!arguments.yes && !context.can_ask()) {
        return fail(context, arguments.form, make_issue(Code::usage, "There is no terminal to ask on whether to delete contacts. "
                                                        "Nothing was deleted.", "Add --yes to delete without a question."));
    }
    if (!arguments.yes && !context.messages.confirm("Delete up to " + counted(arguments.words.size(), "contact") + "?")) {
        context.messages.note("Nothing was deleted.");
        return ExitCode::interrupted;
    }
    auto told = may_tell_keys(**database);
    if (!told) return fail(context, arguments.form, told.error());
    auto erased = (*database)->erase(arguments.words);
    if (!erased) return fail(context, arguments.form, erased.error());
    return tell_deletion(context, arguments.form, *erased, *told ? erased->missing : std::vector<std::string>());
}

ExitCode list_fields(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    auto text = arguments.form == Form::json ? fields_json(**database) : fields_table(**database, context.terminal);
    if (!text) return fail(context, arguments.form, text.error());
    context.out.write(*text);
    return ExitCode::done;
}

ExitCode add_one_field(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    const auto type = type_named(arguments.type);
    if (!type) {
        return fail(context, arguments.form, make_issue(Code::usage, "There is no type \"" + shortened(arguments.type) + "\".",
                                                        "Use text, email, phone, date, date_time, number, integer, boolean, country, "
                                                        "language, url or choice."));
    }
    if (trimmed(arguments.name).empty()) {
        return fail(context, arguments.form, make_issue(Code::usage, "A field needs a name.", "Give one, such as birth_date."));
    }
    Field field;
    field.name = normalised_field_name(arguments.name);
    field.label = arguments.label.empty() ? arguments.name : arguments.label;
    field.type = *type;
    field.max_length = arguments.max_length;
    field.sensitive = is_password_name(arguments.name);
    auto added = (*database)->add(field);
    if (!added) return fail(context, arguments.form, added.error());
    JsonWriter json;
    json.begin_object().member("added", field.name).end_object();
    context.out.line(arguments.form == Form::json ? json.text() : "The field " + field.name + " was added.");
    return ExitCode::done;
}

ExitCode choose_email(Context& context, const ContactsArguments& arguments) {
    auto database = open_contacts(arguments.into);
    if (!database) return fail(context, arguments.form, database.error());
    const std::string name = normalised_field_name(arguments.name);
    if (auto chosen = (*database)->choose_email(name); !chosen) return fail(context, arguments.form, chosen.error());
    JsonWriter json;
    json.begin_object().member("email", name).end_object();
    context.out.line(arguments.form == Form::json ? json.text() : "The field " + name + " holds the e-mail address.");
    return ExitCode::done;
}

CLI::App& add_one(CLI::App& parent, Chosen& chosen, const Arguments& arguments, ExitCode (*run)(Context&, const ContactsArguments&),
                  const std::string& name, const std::string& description, const std::string& example, bool has_json = true) {
    CLI::App& command = add_subcommand(parent, name, description, example);
    command.add_option("--into", arguments->into, "Which contact database: sqlite:PATH or postgresql://USER@HOST/DATABASE")->capture_default_str();
    if (has_json) add_json_option(command, arguments->form);
    command.callback([&command, &chosen, arguments, run] {
        if (!command.get_subcommands().empty()) return;  // that one is meant
        chosen.run = [arguments, run](Context& context) { return run(context, *arguments); };
    });
    return command;
}

Arguments fresh() { return std::make_shared<ContactsArguments>(); }

void add_fields(CLI::App& contacts, Chosen& chosen) {
    const Arguments arguments = fresh();  // of all of them: only one is run, and --into may stand before its name or behind
    CLI::App& fields = add_one(contacts, chosen, arguments, list_fields, "fields", "The fields of contacts, with their types", "muster contacts fields");
    add_one(fields, chosen, arguments, list_fields, "list", "The fields, with their types", "muster contacts fields list --json");
    CLI::App& add = add_one(fields, chosen, arguments, add_one_field, "add", "Add a field",
                            "muster contacts fields add birth_date --type date");
    add.add_option("NAME", arguments->name, "Its name")->required();
    add.add_option("--type", arguments->type, "Its type")->capture_default_str();
    add.add_option("--label", arguments->label, "What people call it (default: the name)");
    add.add_option("--max-length", arguments->max_length, "How many characters it may have; 0: any number")->capture_default_str();
    add_one(fields, chosen, arguments, choose_email, "email", "Choose the one field that holds the e-mail address",
            "muster contacts fields email work_email")
        .add_option("NAME", arguments->name, "A field of type email")->required();
}

}  // namespace

void add_contacts(CLI::App& app, Chosen& chosen) {
    CLI::App& contacts = add_subcommand(app, "contacts", "The built-in contact database", "muster contacts count");
    contacts.require_subcommand(1);
    const Arguments listed = fresh(), counted = fresh(), exported = fresh(), erased = fresh(), keyed = fresh();
    CLI::App& list_command = add_one(contacts, chosen, listed, list, "list", "Contacts, in the order of their keys",
                                     "muster contacts list city=Rome --limit 20");
    list_command.add_option("FILTER", listed->words, "FIELD=VALUE: only contacts with this value");
    list_command.add_option("--limit", listed->limit, "How many (default: 100, with --json all)");
    add_one(contacts, chosen, counted, count, "count", "How many contacts there are, as one number", "muster contacts count city=Rome")
        .add_option("FILTER", counted->words, "FIELD=VALUE: only contacts with this value");
    CLI::App& export_command = add_one(contacts, chosen, exported, export_csv, "export", "All contacts as CSV",
                                       "muster contacts export -o contacts.csv", false);
    export_command.add_option("FILTER", exported->words, "FIELD=VALUE: only contacts with this value");
    export_command.add_option("--dates", exported->dates, "The form of dates, for example dd.MM.yyyy (default: yyyy-MM-dd)");
    export_command.add_option("--phones", exported->phones, "The form of telephone numbers: e164 (+4930123456, the default) or msisdn (4930123456)")
        ->check(CLI::IsMember({"e164", "msisdn"}));
    exported->csv.add_form_to(export_command);
    export_command.add_option("--newline", exported->newline, "How lines end: crlf (the default), lf or cr")->check(CLI::IsMember({"crlf", "lf", "cr"}));
    export_command.add_flag("--bom", exported->mark, "Begin with a byte-order mark, by which spreadsheets know UTF-8");
    export_command.add_option("--like", exported->like, "Take encoding, delimiter, quote, escape and line ends from this file, where they are not given");
    export_command.add_flag("--formula-safe", exported->formula_safe,
                            "Put an apostrophe before cells that a spreadsheet would run as a formula; they are then no longer what is stored");
    export_command.add_option("-o,--output", exported->out, "Into this file instead of standard output");
    CLI::App& erase_command = add_one(contacts, chosen, erased, erase, "delete", "Delete contacts by hand",
                                      "muster contacts delete ann@example.com");
    erase_command.add_option("KEY", erased->words, "The keys of the contacts")->required();
    erase_command.add_flag("--yes", erased->yes, "Ask nothing");
    add_fields(contacts, chosen);
    CLI::App& keys_command = add_one(contacts, chosen, keyed, keys, "keys", "Hashes of the keys, for the guard in the browser",
                                     "muster contacts keys -o contacts.keys", false);
    keys_command.add_option("-o,--output", keyed->out, "Into this file instead of standard output");
    keys_command.add_flag("--fingerprints", keyed->fingerprints, "With the fingerprint of each contact");
}

}  // namespace muster::native
