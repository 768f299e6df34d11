#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

std::uint64_t number_in(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value == nullptr ? 0 : static_cast<std::uint64_t>(value->integer);
}

std::string text_in(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value == nullptr ? std::string() : value->string;
}

void show_issues(Context& context, const JsonValue* issues) {
    const JsonValue* first = issues == nullptr ? nullptr : issues->find("first");
    if (first == nullptr) {
        return;
    }
    std::vector<Issue> noticed;
    for (const JsonValue& item : first->items) {
        Issue& issue = noticed.emplace_back();
        issue.at.row = number_in(item, "row");
        issue.at.line = number_in(item, "line");
        issue.column_name = text_in(item, "column_name");
        issue.message = text_in(item, "message");
        issue.suggestion = text_in(item, "suggestion");
    }
    show_noticed(context, noticed, number_in(*issues, "total"));
}

// What a row has beyond the named columns: it must not look as if it were not there.
std::string further_cells(const JsonValue& row, std::size_t columns) {
    std::string text;
    for (std::size_t i = columns; i < row.items.size(); ++i) {
        text += (i == columns ? "" : " | ") + row.items[i].string;
    }
    return text;
}

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
    const std::size_t named = columns->items.size();
    const bool further = std::any_of(rows->items.begin(), rows->items.end(), [&](const JsonValue& row) { return row.items.size() > named; });
    if (further) {
        titles.push_back({"(more cells)", false, 40});
    }
    Table table(std::move(titles));
    std::uint64_t number = 0;
    for (const JsonValue& row : rows->items) {
        std::vector<std::string> cells = {std::to_string(++number)};
        for (std::size_t i = 0; i < row.items.size() && i < named; ++i) {
            cells.push_back(row.items[i].string);
        }
        if (row.items.size() > named) {
            cells.push_back(further_cells(row, named));
        }
        table.add(std::move(cells));
    }
    context.out.write(table.text(context.terminal));
    show_issues(context, preview->find("issues"));
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
    const ExitCode code = show_table(context, document);
    if (file->sniff.rows == 0) {
        context.messages.note("There are no data rows.");
    }
    return code;
}

}  // namespace

void add_preview(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "preview", "Show the first rows as they would be read", "muster preview contacts.csv --rows 20");
    const auto arguments = std::make_shared<PreviewArguments>();
    command.add_option("FILE", arguments->file, "The file, or - for standard input")->required();
    command.add_option("--rows", arguments->rows, "How many rows, of those in the first 2 MB")->check(whole_number())->capture_default_str();
    add_json_option(command, arguments->form);
    arguments->reading.add_to(command);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return show_preview(context, *arguments); }; });
}

}  // namespace muster::native
