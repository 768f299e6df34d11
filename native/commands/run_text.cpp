#include "native/commands/run_text.hpp"

#include <algorithm>

#include "native/commands/words.hpp"
#include "native/terminal/messages.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {
namespace {

constexpr std::size_t issues_shown = 10;
constexpr std::size_t deletes_shown = 10;
constexpr std::size_t rows_shown = 20;

void add_line(std::string& text, const char* label, const std::string& value) {
    if (!value.empty()) text += padded(label, 13) + printable(value) + "\n";
}

Style style_of(const std::string& outcome) {
    if (outcome == "done" || outcome == "skipped") return Style::green;
    if (outcome == "failed" || outcome == "blocked") return Style::red;
    return Style::yellow;
}

std::string source_line(const RunView& view) {
    std::string line = view.source;
    if (view.rows > 0) line += ", " + counted(view.rows, "row");
    if (view.bytes > 0) line += ", " + bytes_for_people(view.bytes);
    if (!view.encoding.empty()) line += ", " + view.encoding;
    if (!view.delimiter.empty()) line += ", " + named_delimiter(view.delimiter);
    return line;
}

std::string count_table(const RunView& view, const Terminal& terminal) {
    Table table({{"Contacts and rows"}, {"Planned", true}, {"Done", true}});
    for (const CountView& count : view.counts) table.add({count.label, grouped(count.planned), grouped(count.done)});
    return table.text(terminal);
}

std::string issue_tables(const RunView& view, const Terminal& terminal) {
    if (view.issues == 0) return {};
    Table codes({{"Issues by code"}, {"How many", true}});
    for (const CodeView& code : view.codes) codes.add({code.code, grouped(code.count)});
    std::string text = "\n" + codes.text(terminal);
    if (view.columns.empty()) return text;
    Table columns({{"Issues by column"}, {"How many", true}, {"Of which", false, 60}});
    for (const ColumnView& column : view.columns) {
        std::string kinds;
        for (const CodeView& code : column.codes) kinds += (kinds.empty() ? "" : ", ") + grouped(code.count) + " " + code.code;
        columns.add({column.name, grouped(column.total), kinds});
    }
    return text + "\n" + columns.text(terminal);
}

std::string first_issues(const RunView& view) {
    std::string text;
    std::size_t shown = 0;
    for (const IssueView& issue : view.first) {
        if (shown++ == issues_shown) break;
        std::string line = issue.severity + (issue.place.empty() ? "" : " in " + issue.place) + ": " + issue.message;
        if (!issue.value.empty()) line += " (\"" + issue.value + "\")";
        text += "  " + printable(line + " [" + issue.code + "]") + "\n";
    }
    if (text.empty()) return text;
    if (view.issues > issues_shown) text += "  and " + grouped(view.issues - issues_shown) + " more\n";
    return "\nFirst issues:\n" + text;
}

std::string deletes(const RunView& view) {
    if (view.first_deletes.empty()) return {};
    const bool deleted = view.replacement ? view.has_written() : view.done("delete") > 0;
    const std::uint64_t all = view.replacement ? view.replacement->gone : deleted ? view.done("delete") : view.planned("delete");
    const char* done = view.replacement ? "Sent before, and not again" : "Deleted";
    std::string text = std::string("\n") + (deleted ? done : "Missing in the file, not deleted") + ": " + grouped(all) + "\n";
    std::size_t shown = 0;
    for (const std::string& key : view.first_deletes) {
        if (shown++ == deletes_shown) break;
        text += "  " + printable(key) + "\n";
    }
    const std::uint64_t listed = std::min<std::uint64_t>(shown, deletes_shown);
    return all > listed ? text + "  and " + grouped(all - listed) + " more\n" : text;
}

std::string excluded(const RunView& view) {
    std::string text;
    if (!view.replacement) return text;
    for (const ReplacementFacts::Excluded& each : view.replacement->excluded) {
        text += "\n" + printable(each.reason) + " " + counted(each.rows, "row") + ":";
        const std::size_t shown = std::min(each.first_rows.size(), rows_shown);
        for (std::size_t i = 0; i < shown; ++i) text += " " + grouped(each.first_rows[i]);
        text += each.rows > shown ? " and " + grouped(each.rows - shown) + " more\n" : "\n";
    }
    return text;
}

}  // namespace

std::string duration_text(std::uint64_t milliseconds) {
    if (milliseconds < 1000) return std::to_string(milliseconds) + " ms";
    const std::uint64_t seconds = milliseconds / 1000;
    if (seconds < 60) return std::to_string(seconds) + "." + std::to_string(milliseconds % 1000 / 100) + " s";
    if (seconds < 3600) return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
    return std::to_string(seconds / 3600) + " h " + std::to_string(seconds / 60 % 60) + " min";
}

std::string run_text(const RunView& view, const std::string& written, const std::string& next, const Terminal& terminal) {
    std::string text = styled(terminal, Style::bold, "Run " + view.run.run_id + " of " + printable(view.run.sync_name)) + "\n";
    text += padded("Outcome", 13) + styled(terminal, style_of(view.run.outcome), outcome_words(view.run.outcome)) + "\n";
    add_line(text, "Reason", view.run.outcome == running_outcome ? std::string() : view.reason);
    add_line(text, "Written", written);
    add_line(text, "Next", next);
    add_line(text, "Source", source_line(view));
    add_line(text, "SHA-256", view.sha256);
    add_line(text, "Destination", view.destination);
    add_line(text, "Started", view.run.started);
    add_line(text, "Finished", view.run.finished.empty() ? "not known" : view.run.finished + ", after " + duration_text(view.elapsed_ms));
    add_line(text, "Guard", guard_words(view));
    if (view.has_counts()) text += "\n" + count_table(view, terminal);
    return text + issue_tables(view, terminal) + first_issues(view) + excluded(view) + deletes(view);
}

}  // namespace muster::native
