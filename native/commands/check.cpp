#include "native/commands/checking.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/memory.hpp"
#include "native/commands/outputs.hpp"
#include "native/commands/show_conversions.hpp"
#include "native/commands/show_mapping.hpp"
#include "native/commands/words.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {

namespace {

struct CheckArguments {
    std::vector<std::string> documents;
    std::string source, errors;
    bool no_memory = false;
    Form form = Form::text;
};

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
    std::uint64_t last_row = 0;       // of those
    std::uint64_t not_listed = 0;     // issues of other rows
    std::uint64_t kept = 0;           // issues in all
};

std::map<std::string_view, CodeSummary> summaries_of(const IssueLog& issues) {
    constexpr std::size_t most = 3;
    std::map<std::string_view, CodeSummary> summaries;
    for (const Issue& issue : issues.kept()) {
        CodeSummary& summary = summaries[name_of(issue.code)];
        if (summary.severity.empty()) {
            summary.severity = name_of(issue.severity);
        }
        ++summary.kept;
        // A column that feeds two fields has an issue with each of them.
        if (issue.at.row == 0 || issue.at.row == summary.last_row) {
            continue;
        }
        if (summary.listed == most) {
            ++summary.not_listed;
            continue;
        }
        summary.last_row = issue.at.row;
        summary.rows += (summary.listed == 0 ? "" : ", ") + grouped(issue.at.row);
        ++summary.listed;
    }
    return summaries;
}

void show_issue_counts(Context& context, const IssueLog& issues) {
    std::map<std::string_view, CodeSummary> summaries = summaries_of(issues);
    Table table({{"Issue"}, {"Severity"}, {"Count", true}, {"First rows"}});
    for (const auto& [name, count] : issues.by_code()) {
        const CodeSummary& summary = summaries[name];
        const bool more = summary.listed != 0 && (summary.not_listed > 0 || count > summary.kept);
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

void show_check(Context& context, const Source& source, const Check& check) {
    const Counts& counts = check.planner().counts();
    context.out.line(styled(context.terminal, Style::bold,
                            printable(source.name()) + ": " + counted(counts.rows, "row") + ", " + grouped(counts.records) + " valid, " +
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

ExitCode verdict_of(const Check& check) {
    return check.planner().counts().rejected > 0 || check.truncation() ? ExitCode::input_rejected : ExitCode::done;
}

ExitCode show_one(Context& context, const CheckArguments& arguments, const Checks& checks) {
    const Check& check = *checks.all().front().check;
    if (arguments.form == Form::json) {
        context.out.line(check_json(check));
    } else {
        show_check(context, checks.source(), check);
    }
    if (!arguments.errors.empty()) {
        context.messages.note(counted(check.planner().counts().rejected, "rejected row") + " written to " + arguments.errors + ".");
    }
    return verdict_of(check);
}

void write_all(Context& context, const Checks& checks) {
    JsonWriter json;
    json.begin_object().key("documents").begin_array();
    for (const Checking& checking : checks.all()) {
        json.begin_object().member("document", checking.document.path).member("name", checking.document.sync.name);
        json.key("destination").string_or_null(checking.destination ? checking.destination->display_name() : std::string());
        json.key("errors").begin_array();
        for (const Issue& error : checking.errors) {
            write_issue(json, error);
        }
        json.end_array().key("check");
        if (checking.errors.empty()) {
            json.raw(check_json(*checking.check));
        } else {
            json.null();
        }
        json.end_object();
    }
    json.end_array().end_object();
    context.out.line(json.text());
}

void show_all(Context& context, const Checks& checks) {
    for (const Checking& checking : checks.all()) {
        const std::string into = checking.destination ? " into " + checking.destination->display_name() : std::string();
        context.out.line(styled(context.terminal, Style::bold, printable(checking.document.sync.name + into)));
        for (const Issue& error : checking.errors) {
            context.messages.error(error, checking.document.path);
        }
        if (checking.errors.empty()) {
            show_check(context, checks.source(), *checking.check);
        } else {
            context.out.line("No run could follow: see the errors.");
        }
        context.out.line("");
    }
}

// What each destination would refuse. An error of one document does not keep the others from being checked.
ExitCode show_several(Context& context, const CheckArguments& arguments, const Checks& checks) {
    arguments.form == Form::json ? write_all(context, checks) : show_all(context, checks);
    ExitCode code = ExitCode::done;
    for (const Checking& checking : checks.all()) {
        if (!checking.errors.empty()) {
            return exit_code_of(checking.errors.front().code);
        }
        if (code == ExitCode::done) {
            code = verdict_of(*checking.check);
        }
    }
    return code;
}

ExitCode run_check(Context& context, const CheckArguments& arguments) {
    if (auto named = must_be_file(arguments.errors); !named) return fail(context, arguments.form, named.error());
    std::vector<Document> documents;
    for (const std::string& path : arguments.documents) {
        DocumentReading reading = load_document(path, arguments.source);
        if (!reading.document) {
            return fail(context, arguments.form, reading.errors, path);
        }
        tell_warnings(context, reading.document->warnings, path);
        if (auto kept = keep_inputs(arguments.errors, {reading.document->sync.source.url, reading.document->folder}); !kept) {
            return fail(context, arguments.form, kept.error());
        }
        documents.push_back(std::move(*reading.document));
    }
    const bool several = documents.size() > 1;
    if (several && !arguments.errors.empty()) {
        return fail(context, arguments.form, make_issue(Code::usage, "--errors takes the rejected rows of one document, and there are several.", "Check that document alone."));
    }
    Checks checks(context, std::move(documents), arguments.no_memory);
    if (Result<void> one = several ? checks.name_one_file() : Result<void>(); !one) {
        return fail(context, arguments.form, one.error());
    }
    if (Result<void> started = checks.start(!arguments.errors.empty()); !started) {
        return fail(context, arguments.form, started.error());
    }
    const Checking& first = checks.all().front();
    if (!several && !first.errors.empty()) {
        return fail(context, arguments.form, first.errors);
    }
    for (const Checking& checking : checks.all()) {
        if (checking.errors.empty()) {
            note_given_patterns(context, *checking.check);
        }
    }
    if (Result<void> read = checks.read_rows(arguments.errors); !read) {
        return fail(context, arguments.form, read.error());
    }
    if (!several && !first.errors.empty()) {
        return fail(context, arguments.form, first.errors);
    }
    return several ? show_several(context, arguments, checks) : show_one(context, arguments, checks);
}

}  // namespace

void add_check(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "check", "Read and validate the whole file; writes nothing to the destination",
                                       "muster check contacts.sync.json --errors rejected.csv");
    const auto arguments = std::make_shared<CheckArguments>();
    command.add_option("SYNC", arguments->documents, "The sync document; several of the same file are checked in one reading")->required();
    command.add_option("--source", arguments->source, "Read this file instead of the document's source");
    command.add_option("--errors", arguments->errors, "Write the rejected rows to this CSV file");
    add_memory_option(command, arguments->no_memory);
    add_json_option(command, arguments->form);
    command.callback([&chosen, arguments] { chosen.run = [arguments](Context& context) { return run_check(context, *arguments); }; });
}

}  // namespace muster::native
