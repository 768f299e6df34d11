#include <memory>
#include <string>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/reading_options.hpp"
#include "native/commands/words.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {

namespace {

struct PreviewArguments {
    std::string file;
    std::size_t rows = 10;
    Form form = Form::text;
    ReadingOptions reading;
};

// The table shows just what the JSON says, so that people and tools see the same, masked columns included.
ExitCode show_table(Context& context, const std::string& document) {
    const Result<JsonValue> preview = parse_json(document);
    const JsonValue* columns = preview ? preview->find("columns") : nullptr;
    const JsonValue* rows = preview ? preview->find("rows") : nullptr;
    if (columns == nullptr || rows == nullptr) {
        return fail(context, Form::text, make_issue(Code::internal_error, "The preview could not be made."));
    }
    std::vector<Table::Column> titles = {{"Row", true}};
    for (const JsonValue& column : columns->items) {
        titles.push_back({column.string, false, 40});
    }
    Table table(std::move(titles));
    std::uint64_t number = 0;
    for (const JsonValue& row : rows->items) {
        std::vector<std::string> cells = {std::to_string(++number)};
        for (const JsonValue& cell : row.items) {
            cells.push_back(cell.string);
        }
        table.add(std::move(cells));
    }
    context.out.write(table.text(context.terminal));
    if (rows->items.empty()) {
        context.messages.note("There are no data rows.");
    }
    return ExitCode::done;
}

ExitCode show_preview(Context& context, const PreviewArguments& arguments) {
    SourceOptions options;
    options.stop = &context.stop;
    options.hash = false;
    Result<SniffedFile> file = sniff_file(arguments.file, arguments.reading, options);
    if (!file) {
        return fail(context, arguments.form, file.error());
    }
    const std::string document = preview_json(file->source->head(), file->sniff, arguments.rows);
    if (arguments.form == Form::json) {
        context.out.line(document);
        return ExitCode::done;
    }
    return show_table(context, document);
}

}  // namespace

void add_preview(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "preview", "Show the first rows as they would be read", "muster preview contacts.csv --rows 20");
    const auto arguments = std::make_shared<PreviewArguments>();
    command.add_option("FILE", arguments->file, "The file, or - for standard input")->required();
    command.add_option("--rows", arguments->rows, "How many rows, of those in the first 256 kB")->check(whole_number())->capture_default_str();
    add_json_option(command, arguments->form);
    arguments->reading.add_to(command);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return show_preview(context, *arguments); }; });
}

}  // namespace muster::native
