#include "native/commands/show_plan.hpp"

#include <algorithm>

#include "native/commands/show_conversions.hpp"
#include "native/commands/show_mapping.hpp"
#include "native/commands/words.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {
namespace {

constexpr std::size_t issues_shown = 8;
constexpr std::size_t deletes_shown = 5;
constexpr std::size_t differences_shown = 5;

// With the destination's own word for its type, which can never be changed.
std::string new_field_note(const Prepared& prepared, const std::string& field) {
    const auto& created = prepared.comparison.new_fields;
    const auto found = std::find_if(created.begin(), created.end(), [&](const NewField& each) { return each.name == field; });
    return found == created.end() ? "new field" : "new field, " + found->type;
}

std::string mapping_table(const Prepared& prepared, const Terminal& terminal) {
    Table table({{"Column"}, {"Field"}, {"Read as"}, {"Note", false, 80}});
    for (const ResolvedColumn& column : prepared.check->columns()) {
        std::string type(name_of(column.type));
        if (!column.format.empty()) type += " " + column.format;
        if (!column.example.empty()) type += " (" + column.example + ")";
        std::string note = column.mapping.new_field ? new_field_note(prepared, column.mapping.field) : "";
        if (same_field_name(column.mapping.field, prepared.sync.key.field)) note = note.empty() ? "key" : "key, " + note;
        if (column.mapping.empty == EmptyCell::clear) note += note.empty() ? "empty cells clear it" : ", empty cells clear it";
        table.add({column.mapping.column, column.mapping.field, type, note});
    }
    std::string text = table.text(terminal);
    for (const ResolvedColumn& column : prepared.check->columns()) {
        if (!column.years.empty()) text += printable(column.mapping.column + ": " + column.years) + "\n";
    }
    return text;
}

void add_count(Table& table, const char* what, std::uint64_t count) { table.add({what, grouped(count)}); }

std::string count_table(const Prepared& prepared, const Report& report, const Terminal& terminal) {
    const Counts& counts = report.planned;
    Table table({{"What would happen"}, {"Contacts", true}});
    add_count(table, "added", counts.insert);
    add_count(table, "changed", counts.update);
    add_count(table, "unchanged", counts.unchanged);
    add_count(table, report.replacement ? "fewer than before" : "deleted", counts.deleted);
    if (counts.failed > 0) add_count(table, "not at the destination", counts.failed);
    add_count(table, "rows rejected", counts.rejected);
    if (const std::uint64_t skipped = counts.skipped - prepared.comparison.excluded; skipped > 0) add_count(table, "rows skipped as duplicates", skipped);
    if (prepared.comparison.excluded > 0) add_count(table, "excluded, not sent", prepared.comparison.excluded);
    const bool replaces = prepared.deletes_missing();
    if (replaces && prepared.comparison.kept > 0) add_count(table, "of rejected rows, sent as before", prepared.comparison.kept);
    if (replaces && prepared.comparison.lost > 0) add_count(table, "of rejected rows, gone", prepared.comparison.lost);
    if (prepared.comparison.erased > 0) add_count(table, "values erased by empty cells", prepared.comparison.erased);
    return table.text(terminal);
}

// Issues and columns hold text of the file: control characters must not reach the terminal, line feeds of our own must.
std::string printable_lines(const std::string& text) {
    std::string result;
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        result += printable(std::string_view(text).substr(start, end - start)) + "\n";
        start = end + 1;
    }
    return result;
}

std::string place_of(const Issue& issue) {
    std::string place;
    if (issue.at.row > 0) place = "row " + grouped(issue.at.row) + ", line " + grouped(issue.at.line);
    else if (issue.at.line > 0) place = "line " + grouped(issue.at.line);
    if (issue.at.column > 0) place += (place.empty() ? "column " : ", column ") + std::to_string(issue.at.column);
    if (!issue.column_name.empty()) place += " \"" + issue.column_name + "\"";
    return place;
}

std::string issue_lines(const IssueLog& log) {
    if (log.total() == 0) return {};
    std::string text = "\nIssues: " + grouped(log.total()) + "\n";
    // What rejects rows is shown before warnings and information.
    std::vector<const Issue*> order;
    for (const Issue& issue : log.kept()) order.push_back(&issue);
    std::stable_sort(order.begin(), order.end(), [](const Issue* a, const Issue* b) { return a->severity > b->severity; });
    for (std::size_t i = 0; i < std::min(order.size(), issues_shown); ++i) {
        const Issue& issue = *order[i];
        text += "  " + std::string(name_of(issue.severity));
        if (const std::string place = place_of(issue); !place.empty()) text += " in " + place;
        text += ": " + issue.message;
        if (!issue.value.empty()) text += " (\"" + issue.value + "\")";
        text += "\n";
    }
    if (log.total() > issues_shown) text += "  and " + grouped(log.total() - issues_shown) + " more\n";
    return text;
}

std::string delete_lines(const Prepared& prepared, const Report& report, const std::vector<std::string>& keys) {
    if (keys.empty()) return {};
    const std::uint64_t all = report.replacement ? report.replacement->gone : prepared.deletes();
    std::string text = std::string("\nContacts that ") + (report.replacement ? "this sync has sent before and would not send again: " : "are missing in the file: ") + grouped(all) + "\n";
    for (const std::string& key : keys) text += "  " + printable(key) + "\n";
    if (all > keys.size()) text += "  and " + grouped(all - keys.size()) + " more\n";
    return text;
}

// A value as it stands in a sentence: nothing for none, and cut to what can be taken in.
std::string shown_value(std::string_view value) { return value.empty() ? "nothing" : "\"" + shortened(value) + "\""; }

Result<std::string> difference_lines(const Prepared& prepared) {
    std::string text;
    std::size_t shown = 0;
    bool more = false;
    auto listed = prepared.differences([&](const Difference& difference) {
        more = shown == differences_shown;
        if (more) return false;
        ++shown;
        text += "  " + std::string(difference.sensitive_key ? masked_value : difference.key) + ", " + std::string(difference.field) + ": " +
                shown_value(difference.before) + " becomes " + shown_value(difference.after) + "\n";
        return true;
    });
    if (!listed) return std::move(listed).error();
    if (shown == 0) return text;
    return "\nValues that change:\n" + printable_lines(text) + (more ? "  and more; a plan file (-o) has all\n" : "");
}

std::string guard_lines(const Report& report, const Terminal& terminal) {
    if (!report.guard) return {};
    const GuardResult& guard = *report.guard;
    const Style style = guard.verdict == Verdict::allowed ? Style::green : guard.verdict == Verdict::withheld ? Style::yellow : Style::red;
    std::string text = "\nGuard: " + styled(terminal, style, name_of(guard.verdict)) + "\n";
    if (!guard.message.empty()) text += "  " + guard.message + "\n";
    if (!guard.suggestion.empty()) text += "  " + guard.suggestion + "\n";
    return text;
}

}  // namespace

Result<std::string> plan_text(const Prepared& prepared, const Report& report, const Terminal& terminal) {
    auto keys = prepared.first_missing(deletes_shown);
    if (!keys) return std::move(keys).error();
    std::string text = styled(terminal, Style::bold, "Plan: " + printable(report.source.name) + " into " + printable(report.destination)) + "\n";
    if (prepared.unchanged) {
        return text + "The file and the sync are unchanged since the last completed run: nothing is to be done.\n";
    }
    if (prepared.retries) {
        text += "The file and the sync are unchanged since the last completed run: only what that could not do is tried again, " +
                counted(prepared.retries->count(), "row") + ".\n";
    }
    text += counted(report.source.rows, "row") + ", " + report.source.encoding + ", " + named_delimiter(report.source.delimiter) + "\n\n";
    text += mapping_table(prepared, terminal) + "\n" + mapping_text(*prepared.check, terminal) + conversions_text(*prepared.check, terminal) +
            count_table(prepared, report, terminal);
    text += printable_lines(issue_lines(prepared.check->issues()));
    auto differences = difference_lines(prepared);
    if (!differences) return differences;
    return text + *differences + delete_lines(prepared, report, *keys) + guard_lines(report, terminal);
}

}  // namespace muster::native
