#include "muster/check.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "native/commands/command.hpp"
#include "native/commands/document.hpp"
#include "native/commands/memory.hpp"
#include "native/commands/outputs.hpp"
#include "native/commands/rejected_file.hpp"
#include "native/commands/show_conversions.hpp"
#include "native/commands/show_mapping.hpp"
#include "native/commands/words.hpp"
#include "native/destinations/destination.hpp"
#include "native/engine/clock.hpp"
#include "native/engine/prepare.hpp"
#include "native/engine/zone.hpp"
#include "native/sources/source.hpp"
#include "native/store/home.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {

namespace {

struct CheckArguments {
    std::string document, source, errors;
    bool no_memory = false;
    Form form = Form::text;
};

// A check that is under way.
struct Checking {
    std::unique_ptr<Source> source;
    std::unique_ptr<Check> check;
};

using Errors = std::vector<Issue>;
using UseChunk = std::function<Result<void>(std::span<const std::byte>)>;

Result<void> read_through(Context& context, Source& source, const std::string& what, const UseChunk& use) {
    Progress progress(context.messages, what + " " + source.name(), source.stored_bytes());
    for (;;) {
        Result<std::span<const std::byte>> chunk = source.next();
        if (!chunk) {
            return std::move(chunk).error();
        }
        if (chunk->empty()) {
            return {};
        }
        if (Result<void> used = use(*chunk); !used) {
            return used;
        }
        progress.update(source.stored_bytes_read());
    }
}

Errors start(Context& context, const Document& document, const CheckArguments& arguments, Checking& checking) {
    Result<std::unique_ptr<Destination>> destination = open_destination(document.sync.destination, {document.folder, home_folder(), document.sync.name, &context.stop, context.trace});
    if (!destination) {
        return {std::move(destination).error()};
    }
    Result<Schema> schema = (*destination)->schema();
    if (!schema) {
        return {std::move(schema).error()};
    }
    SourceOptions options;
    options.folder = document.folder;
    options.stop = &context.stop;
    options.hash = false;
    Result<std::unique_ptr<Source>> source = Source::open(document.sync.source.url, options);
    if (!source) {
        return {std::move(source).error()};
    }
    checking.source = std::move(source).value();
    CheckOptions check_options;
    check_options.today = today();
    Result<std::optional<ZoneRules>> zone = zone_rules(document.sync.time_zone);
    if (!zone) {
        return {std::move(zone).error()};
    }
    check_options.zone = std::move(zone).value();
    check_options.expected_bytes = checking.source->stored_bytes().value_or(0);
    check_options.want_rejected_rows = !arguments.errors.empty();
    const Recall recall = recall_from_history(context);
    RecalledChoices recalled(recall, (*destination)->absolute_url());
    if (!arguments.no_memory && document.sync.mapping_auto) check_options.earlier = &recalled;
    Check::Start started = Check::start(document.sync, *schema, checking.source->head(), checking.source->head_is_whole(), check_options);
    checking.check = std::move(started.check);
    return std::move(started.errors);
}

Errors survey(Context& context, Checking& checking) {
    if (!checking.check->needs_survey()) {
        return {};
    }
    Result<void> read = read_through(context, *checking.source, "Looking at the dates and numbers of", [&](std::span<const std::byte> bytes) {
        checking.check->survey(bytes);
        return Result<void>();
    });
    if (read) {
        read = checking.source->rewind();
    }
    return read ? checking.check->finish_survey() : Errors{std::move(read).error()};
}

Result<void> check_rows(Context& context, Checking& checking, const std::string& errors_file) {
    std::optional<FileWriter> file;
    if (!errors_file.empty()) {
        Result<FileWriter> created = FileWriter::create(errors_file);
        if (!created) {
            return std::move(created).error();
        }
        file.emplace(std::move(created).value());
    }
    RejectedFile rejected(std::move(file), *checking.check);
    Result<void> read = read_through(context, *checking.source, "Checking",
                                     [&](std::span<const std::byte> bytes) { return checking.check->feed(bytes, rejected); });
    if (read) {
        read = checking.check->finish(rejected);
    }
    if (!read) {
        return read;
    }
    return rejected.complete([&](const RejectedFile::TakeBytes& take) {
        Result<void> back = checking.source->rewind();
        return back ? read_through(context, *checking.source, "Collecting rejected rows of", take) : back;
    });
}

void show_columns(Context& context, const Check& check) {
    Table table({{"Column"}, {"Field"}, {"Type"}, {"Format"}, {"For example"}});
    for (const ResolvedColumn& column : check.columns()) {
        table.add({column.mapping.column, column.mapping.field, std::string(name_of(column.type)), column.format, column.example});
    }
    context.out.write(table.text(context.terminal));
    for (const ResolvedColumn& column : check.columns()) {
        if (!column.years.empty()) {
            context.out.line(printable(column.mapping.column + ": " + column.years));
        }
    }
    context.out.line("");
}

// What is shown of the issues of one code.
struct CodeSummary {
    std::string severity;
    std::string rows;                 // the first ones: "3, 17, 20"
    std::size_t listed = 0;
};

std::map<std::string_view, CodeSummary> summaries_of(const IssueLog& issues) {
    constexpr std::size_t most = 3;
    std::map<std::string_view, CodeSummary> summaries;
    for (const Issue& issue : issues.kept()) {
        CodeSummary& summary = summaries[name_of(issue.code)];
        if (summary.severity.empty()) {
            summary.severity = name_of(issue.severity);
        }
        if (issue.at.row == 0 || summary.listed == most) {
            continue;
        }
        summary.rows += (summary.listed == 0 ? "" : ", ") + grouped(issue.at.row);
        ++summary.listed;
    }
    return summaries;
}

void show_issue_counts(Context& context, const IssueLog& issues) {
    std::map<std::string_view, CodeSummary> summaries = summaries_of(issues);
    Table table({{"Issue"}, {"Severity"}, {"Rows", true}, {"First rows"}});
    for (const auto& [name, count] : issues.by_code()) {
        const CodeSummary& summary = summaries[name];
        const bool more = summary.listed != 0 && count > summary.listed;
        table.add({std::string(name), summary.severity, grouped(count), summary.rows + (more ? ", \u2026" : "")});
    }
    if (!table.empty()) {
        context.out.write(table.text(context.terminal));
        context.out.line("");
    }
}

// The first issue of each code, errors first, so that it is told of everything how to mend it; then the others in their order.
std::vector<const Issue*> issues_to_show(const IssueLog& issues) {
    constexpr std::size_t most = 10;
    std::vector<const Issue*> first, others;
    std::set<Code> seen;
    for (const Issue& issue : issues.kept()) {
        const bool is_first = seen.insert(issue.code).second;
        if (is_first) {
            first.push_back(&issue);
        } else if (issue.severity != Severity::information) {
            others.push_back(&issue);
        }
    }
    std::stable_sort(first.begin(), first.end(), [](const Issue* a, const Issue* b) { return a->severity > b->severity; });
    const std::size_t room = most - std::min(most, first.size());
    first.insert(first.end(), others.begin(), others.begin() + static_cast<std::ptrdiff_t>(std::min(room, others.size())));
    return first;
}

void show_first_issues(Context& context, const IssueLog& issues) {
    const std::vector<const Issue*> shown = issues_to_show(issues);
    for (const Issue* issue : shown) {
        const std::string suggestion = issue->suggestion.empty() ? "" : " " + issue->suggestion;
        context.out.line(printable(place_of(*issue) + issue->message + suggestion));
    }
    if (issues.total() > shown.size()) {
        context.out.line("And " + grouped(issues.total() - shown.size()) + " more.");
    }
}

void show_check(Context& context, const Checking& checking) {
    const Check& check = *checking.check;
    const Counts& counts = check.planner().counts();
    context.out.line(styled(context.terminal, Style::bold,
                            printable(checking.source->name()) + ": " + counted(counts.rows, "row") + ", " + grouped(counts.records) + " valid, " +
                                grouped(counts.rejected) + " rejected, " + grouped(counts.skipped) + " skipped as duplicates."));
    context.out.line("");
    show_columns(context, check);
    context.out.write(mapping_text(check, context.terminal));
    context.out.write(conversions_text(check, context.terminal));
    show_issue_counts(context, check.issues());
    show_first_issues(context, check.issues());
    if (check.truncation()) {
        context.out.line("The file is not whole: " + printable(check.truncation()->message));
    }
}

// How the patterns of the document were understood, before any row is read by them.
void note_given_patterns(Context& context, const Check& check) {
    for (const ResolvedColumn& column : check.columns()) {
        if (column.given_format.empty() || column.given_format == column.format) {
            continue;
        }
        context.messages.note(printable("Column \"" + column.mapping.column + "\": " + column.given_format + " reads as " + column.format +
                                        ", for example " + column.example + "."));
    }
}

ExitCode run_check(Context& context, const CheckArguments& arguments) {
    const DocumentReading reading = load_document(arguments.document, arguments.source);
    if (!reading.document) {
        return fail(context, arguments.form, reading.errors, arguments.document);
    }
    tell_warnings(context, reading.document->warnings, arguments.document);
    if (auto kept = keep_source(reading.document->sync.source.url, reading.document->folder, arguments.errors); !kept) {
        return fail(context, arguments.form, kept.error());
    }
    Checking checking;
    if (const Errors errors = start(context, *reading.document, arguments, checking); !errors.empty()) {
        return fail(context, arguments.form, errors);
    }
    if (const Errors errors = survey(context, checking); !errors.empty()) {
        return fail(context, arguments.form, errors);
    }
    note_given_patterns(context, *checking.check);
    if (Result<void> read = check_rows(context, checking, arguments.errors); !read) {
        return fail(context, arguments.form, read.error());
    }
    if (arguments.form == Form::json) {
        context.out.line(check_json(*checking.check));
    } else {
        show_check(context, checking);
    }
    const std::uint64_t rejected = checking.check->planner().counts().rejected;
    if (!arguments.errors.empty()) {
        context.messages.note(counted(rejected, "rejected row") + " written to " + arguments.errors + ".");
    }
    return rejected > 0 || checking.check->truncation() ? ExitCode::input_rejected : ExitCode::done;
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "check", "Read and validate the whole file; writes nothing to the destination",
                                       "muster check contacts.sync.json --errors rejected.csv");
    const auto arguments = std::make_shared<CheckArguments>();
    command.add_option("SYNC", arguments->document, "The sync document")->required();
    command.add_option("--source", arguments->source, "Read this file instead of the document's source");
    command.add_option("--errors", arguments->errors, "Write the rejected rows to this CSV file");
    add_memory_option(command, arguments->no_memory);
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return run_check(context, *arguments); }; });
}

}  // namespace muster::native
