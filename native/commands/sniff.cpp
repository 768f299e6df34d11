#include <algorithm>
#include <memory>
#include <string>

#include "native/commands/command.hpp"
#include "native/commands/reading_options.hpp"
#include "native/commands/words.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {

namespace {

struct SniffArguments {
    std::string file;
    bool full = false;
    Form form = Form::text;
    ReadingOptions reading;
};

// A guess below this is worth a second look.
constexpr int sure = 900;

Result<void> read_to_the_end(Context& context, SniffedFile& file) {
    Progress progress(context.messages, "Reading " + file.source->name(), file.source->stored_bytes());
    FullSniff full(file.sniff);
    for (;;) {
        Result<std::span<const std::byte>> chunk = file.source->next();
        if (!chunk) {
            return std::move(chunk).error();
        }
        if (chunk->empty()) {
            full.finish();
            return {};
        }
        full.feed(*chunk);
        progress.update(file.source->stored_bytes_read());
    }
}

std::string rows_found(const Sniff& sniff) {
    if (!sniff.rows) {
        return "not counted (--full reads to the end)";
    }
    std::string text = grouped(*sniff.rows);
    if (sniff.ragged_rows && *sniff.ragged_rows > 0) {
        text += ", " + grouped(*sniff.ragged_rows) + " of them with too few or too many cells";
    }
    return text;
}

std::string quote_found(const Dialect& dialect) {
    if (dialect.quote == '\0') {
        return "none";
    }
    std::string text(1, dialect.quote);
    if (dialect.escape == dialect.quote) {
        return text + " (doubled inside a cell)";
    }
    return dialect.escape == '\0' ? text : text + " (after " + std::string(1, dialect.escape) + " inside a cell)";
}

std::string header_found(const Dialect& dialect) {
    std::string text = dialect.has_header ? "yes" : "no";
    return dialect.preamble_rows == 0 ? text : text + ", after " + counted(dialect.preamble_rows, "other row");
}

void show_facts(Context& context, const SniffedFile& file) {
    const Sniff& sniff = file.sniff;
    const Dialect& dialect = sniff.dialect();
    const auto fact = [&](const std::string& name, const std::string& value) {
        context.out.line(fitted(padded(name, 12) + printable(value), context.terminal.width));
    };
    const auto stored = file.source->stored_bytes();
    fact("File", file.source->name() + (stored ? ", " + bytes_for_people(*stored) : ""));
    fact("Encoding", std::string(name_of(sniff.encoding.encoding)) + (sniff.encoding.bom ? ", with a byte-order mark" : ""));
    fact("Delimiter", named_delimiter(dialect.delimiter));
    fact("Quote", quote_found(dialect));
    fact("Line ends", std::string(name_of(dialect.newline)));
    fact("Header", header_found(dialect));
    fact("Rows", rows_found(sniff));
    fact("Confidence", percent(std::min(sniff.encoding.confidence, sniff.candidates.front().confidence)));
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

std::string format_found(const ColumnProfile& column) {
    std::string formats;
    for (const std::string& reading : column.readings) formats += (formats.empty() ? "" : " or ") + reading;
    return formats.empty() ? column.format : formats;
}

void show_columns(Context& context, const Sniff& sniff) {
    Table table({{"#", true}, {"Column"}, {"Type"}, {"Sure", true}, {"Format"}, {"Empty", true}, {"Examples", false, 60}});
    std::size_t number = 0;
    for (const ColumnProfile& column : sniff.columns) {
        table.add({std::to_string(++number), column.name, std::string(name_of(column.type)), percent(column.confidence), format_found(column),
                   grouped(column.empty), column.sensitive ? "(not shown)" : joined(column.examples)});
    }
    context.out.line("");
    context.out.write(table.text(context.terminal));
}

void show_evidence(Context& context, const Sniff& sniff) {
    const auto show = [&](const std::vector<std::string>& sentences) {
        for (const std::string& sentence : sentences) {
            context.out.line("- " + printable(sentence));
        }
    };
    context.out.line("");
    context.out.line(styled(context.terminal, Style::bold, "Why"));
    show(sniff.encoding.evidence);
    show(sniff.candidates.front().evidence);
    for (const ColumnProfile& column : sniff.columns) {
        for (const std::string& sentence : column.evidence) {
            context.out.line("- " + printable(column.name + ": " + sentence));
        }
        if (!column.hint.empty()) {
            context.out.line("- " + printable(column.name + ": " + column.hint));
        }
    }
}

// The word that --delimiter takes.
std::string delimiter_argument(const std::string& delimiter) {
    const std::string_view words[][2] = {{"", "none"}, {",", "comma"}, {";", "semicolon"}, {"\t", "tab"}, {"|", "pipe"}, {" ", "space"}, {":", "colon"}};
    for (const auto& [text, word] : words) {
        if (delimiter == text) {
            return std::string(word);
        }
    }
    if (is_control(delimiter)) {
        return "'" + escaped_byte(delimiter[0]) + "'";
    }
    return delimiter.find('\'') == std::string::npos ? "'" + delimiter + "'" : '"' + delimiter + '"';
}

void show_overrides(Context& context, const Sniff& sniff) {
    constexpr std::size_t most = 4;
    const auto& candidates = sniff.candidates;
    context.out.line("");
    if (candidates.size() > 1) {
        context.out.line(styled(context.terminal, Style::bold, "Other readings"));
    }
    for (std::size_t i = 1; i < candidates.size() && i < most; ++i) {
        std::string text = "- --delimiter " + delimiter_argument(candidates[i].dialect.delimiter) + ":";
        for (const std::string& sentence : candidates[i].evidence) {
            text += " " + sentence;
        }
        context.out.line(printable(text));
    }
    if (candidates.size() > 1) {
        context.out.line("");
    }
    if (candidates.front().confidence < sure) {
        context.out.line("This reading is not certain: compare it with muster preview.");
    }
    context.out.line("If this is wrong, say so with --encoding, --delimiter, --quote, --escape, --header or --preamble.");
}

ExitCode show_sniff(Context& context, const SniffArguments& arguments) {
    SourceOptions options;
    options.stop = &context.stop;
    options.hash = false;
    Result<SniffedFile> file = sniff_file(arguments.file, arguments.reading, options);
    if (!file) {
        return fail(context, arguments.form, file.error());
    }
    if (arguments.full) {
        if (Result<void> read = read_to_the_end(context, *file); !read) {
            return fail(context, arguments.form, read.error());
        }
    }
    if (arguments.form == Form::json) {
        context.out.line(sniff_json(file->sniff));
        return ExitCode::done;
    }
    show_facts(context, *file);
    show_columns(context, file->sniff);
    show_evidence(context, file->sniff);
    show_noticed(context, file->sniff.issues.kept(), file->sniff.issues.total());
    show_overrides(context, file->sniff);
    return ExitCode::done;
}

}  // namespace

void add_sniff(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "sniff", "Show how a file would be read, and why", "muster sniff contacts.csv");
    const auto arguments = std::make_shared<SniffArguments>();
    command.add_option("FILE", arguments->file, "The file, or - for standard input")->required();
    command.add_flag("--full", arguments->full, "Read to the end, to count rows and cells and to check the encoding");
    add_json_option(command, arguments->form);
    arguments->reading.add_to(command);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return show_sniff(context, *arguments); }; });
}

}  // namespace muster::native
