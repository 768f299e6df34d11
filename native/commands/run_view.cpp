#include "native/commands/run_view.hpp"

#include <algorithm>
#include <utility>

#include "muster/json.hpp"
#include "muster/report.hpp"
#include "muster/sync.hpp"
#include "native/commands/words.hpp"
#include "native/destinations/destination.hpp"
#include "native/store/home.hpp"

namespace muster::native {
namespace {

// In the order in which they are shown.
constexpr std::pair<const char*, const char*> count_labels[] = {
    {"rows", "rows read"},
    {"insert", "added"},
    {"update", "changed"},
    {"unchanged", "unchanged"},
    {"delete", "deleted"},
    {"failed", "not there to change, or refused"},
    {"rejected", "rows rejected"},
    {"skipped", "rows repeated or excluded"},
    {"existing", "at the destination before"},
    {"matched", "of these in the file"},
    {"unreadable_keys", "rows without a readable key"},
};

std::string text_of(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    return value != nullptr ? value->string : std::string();
}

std::uint64_t number_of(const JsonValue* object, std::string_view name) {
    const JsonValue* value = object != nullptr ? object->find(name) : nullptr;
    return value != nullptr && value->integer > 0 ? static_cast<std::uint64_t>(value->integer) : 0;
}

std::vector<CodeView> codes_of(const JsonValue& object) {
    std::vector<CodeView> codes;
    const JsonValue* by_code = object.find("by_code");
    if (by_code == nullptr) return codes;
    for (const JsonMember& member : by_code->members) codes.push_back({member.name, static_cast<std::uint64_t>(std::max<std::int64_t>(0, member.value.integer))});
    std::stable_sort(codes.begin(), codes.end(), [](const CodeView& a, const CodeView& b) { return a.count > b.count; });
    return codes;
}

ColumnView column_of(const JsonValue& object) {
    ColumnView column;
    column.name = text_of(object, "name");
    if (column.name.empty()) column.name = "column " + std::to_string(number_of(&object, "column"));
    column.total = number_of(&object, "total");
    column.codes = codes_of(object);
    return column;
}

IssueView issue_of(const JsonValue& object) {
    IssueView issue;
    issue.severity = text_of(object, "severity");
    issue.value = text_of(object, "value");
    issue.message = text_of(object, "message");
    issue.suggestion = text_of(object, "suggestion");
    issue.code = text_of(object, "code");
    for (const char* part : {"row", "line", "column"}) {
        const std::uint64_t number = number_of(&object, part);
        if (number == 0) continue;
        issue.place += (issue.place.empty() ? "" : ", ") + std::string(part) + " " + grouped(number);
    }
    if (const std::string name = text_of(object, "column_name"); !name.empty()) issue.place += " \"" + name + "\"";
    return issue;
}

void read_issues(const JsonValue& report, RunView& view) {
    const JsonValue* issues = report.find("issues");
    if (issues == nullptr) return;
    view.issues = number_of(issues, "total");
    view.codes = codes_of(*issues);
    if (const JsonValue* columns = issues->find("by_column")) {
        for (const JsonValue& column : columns->items) view.columns.push_back(column_of(column));
    }
    if (const JsonValue* first = issues->find("first")) {
        for (const JsonValue& issue : first->items) view.first.push_back(issue_of(issue));
    }
}

std::optional<ReplacementFacts> replacement_of(const JsonValue& report) {
    const JsonValue* found = report.find("replacement");
    if (found == nullptr) return std::nullopt;
    ReplacementFacts facts;
    facts.gone = number_of(found, "gone");
    if (const JsonValue* excluded = found->find("excluded_rows")) {
        for (const JsonValue& each : excluded->items) {
            auto& reason = facts.excluded.emplace_back();
            reason.reason = text_of(each, "reason");
            reason.rows = number_of(&each, "count");
            const JsonValue* rows = each.find("first_rows");
            if (rows == nullptr) continue;
            for (const JsonValue& row : rows->items) reason.first_rows.push_back(static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.integer)));
        }
    }
    return facts;
}

// Its report was never finished: what was read is as planned, what was written is what the destination says.
void put_done(const RunTrace& trace, RunView& view) {
    if (trace.state == RunTrace::State::unknown_run) return;
    for (CountView& count : view.counts) {
        const std::string_view name = count.name;
        count.done = name == "insert" ? trace.inserted : name == "update" ? trace.updated : name == "delete" ? trace.deleted : count.planned;
    }
}

Result<std::string> written_by(RunView& view) {
    const SyncReading reading = read_sync(view.run.document);
    if (!reading.sync) return std::string("Whether it wrote anything is not known: the history does not say where to.");
    auto destination = open_destination(reading.sync->destination, {view.run.folder, home_folder(), reading.sync->name});
    if (!destination) return std::move(destination).error();
    auto trace = (*destination)->trace_of(view.run.run_id);
    if (!trace) return std::move(trace).error();
    put_done(*trace, view);
    const std::string name = (*destination)->display_name();
    const bool replaces_all = (*destination)->capabilities().replaces_all;
    switch (trace->state) {
        case RunTrace::State::unknown_run:
            if (replaces_all) return "Nothing: " + name + " was neither emptied nor filled.";
            return "Nothing: " + name + " does not know it, and what it had begun was rolled back.";
        case RunTrace::State::partly:
            return "A part: " + grouped(trace->written()) + " of " + counted(trace->to_write, "contact") + " in " + name +
                   (replaces_all ? ", which is emptied before it is filled: IT MAY BE INCOMPLETE, unless another run was completed since."
                                 : "; the next run of the same file writes what is left.");
        case RunTrace::State::completed: return "Everything: " + name + " knows it as completed. Only the end of its report is missing.";
        case RunTrace::State::not_known:
            return counted(trace->written(), "contact") + " in " + name + "; whether that was all cannot be told any more, because later runs wrote as well.";
    }
    return std::string();
}

}  // namespace

std::uint64_t RunView::done(std::string_view count) const {
    for (const CountView& each : counts) {
        if (each.name == count) return each.done;
    }
    return 0;
}

std::uint64_t RunView::planned(std::string_view count) const {
    for (const CountView& each : counts) {
        if (each.name == count) return each.planned;
    }
    return 0;
}

bool RunView::has_counts() const { return run.outcome != name_of(Outcome::skipped); }

bool RunView::has_written() const { return done("insert") + done("update") + done("delete") > 0; }

Result<RunView> view_of(StoredRun run) {
    auto report = parse_json(run.report_json);
    if (!report || report->kind != JsonValue::Kind::object) {
        return make_issue(Code::invalid_value, "The report of the run " + run.run_id + " cannot be read.", "Show another run.");
    }
    RunView view;
    view.run = std::move(run);
    view.reason = text_of(*report, "reason");
    view.destination = text_of(*report, "destination");
    view.elapsed_ms = number_of(&*report, "elapsed_ms");
    if (const JsonValue* source = report->find("source")) {
        view.source = text_of(*source, "name");
        view.sha256 = text_of(*source, "sha256");
        view.encoding = text_of(*source, "encoding");
        view.delimiter = text_of(*source, "delimiter");
        view.rows = number_of(source, "rows");
        view.bytes = number_of(source, "bytes");
    }
    for (const auto& [name, label] : count_labels) {
        view.counts.push_back({name, label, number_of(report->find("planned"), name), number_of(report->find("done"), name)});
    }
    if (const JsonValue* guard = report->find("guard"); guard != nullptr && guard->kind == JsonValue::Kind::object) {
        view.verdict = text_of(*guard, "verdict");
        view.guard_message = text_of(*guard, "message");
        view.guard_suggestion = text_of(*guard, "suggestion");
    }
    read_issues(*report, view);
    if (const JsonValue* deletes = report->find("first_deletes")) {
        for (const JsonValue& key : deletes->items) view.first_deletes.push_back(key.string);
    }
    view.replacement = replacement_of(*report);
    for (CountView& count : view.counts) {
        if (view.replacement && count.name == "delete") count.label = "fewer than before";
        if (view.replacement && count.name == "matched") count.label = "to be sent";
    }
    return view;
}

std::string outcome_words(const std::string& outcome) {
    std::string words = outcome;
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string guard_words(const RunView& view) {
    const bool told = view.guard_message.empty() || view.guard_message == view.reason;
    return view.verdict + (told ? "" : ". " + view.guard_message);
}

std::string what_was_written(RunView& view) {
    if (view.run.outcome != name_of(Outcome::interrupted) || !view.run.finished.empty()) return {};
    auto written = written_by(view);
    return written ? std::move(written).value() : "Whether it wrote anything is not known: " + written.error().message;
}

std::string what_next(const RunView& view, bool has_rejected_rows) {
    std::string text;
    const auto add = [&text](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
    const std::string& id = view.run.run_id;
    if (view.run.outcome == running_outcome) add("It goes on; look again later.");
    if (!view.guard_suggestion.empty() && view.verdict != "allowed") add(view.guard_suggestion);
    switch (outcome_named(view.run.outcome).value_or(Outcome::done)) {
        case Outcome::done:
        case Outcome::done_with_rejects:
        case Outcome::skipped:
        case Outcome::withheld:
        case Outcome::blocked: break;
        case Outcome::stale: add("Make a new plan with: muster plan SYNC -o PLAN"); break;
        case Outcome::failed: add("When the cause is gone, go on with it or make it again with: muster runs resume " + id); break;
        case Outcome::interrupted:
            if (!view.run.document.empty()) add("Go on with: muster runs resume " + id);
            break;
    }
    if (has_rejected_rows) add("The rows that were not imported: muster runs errors " + id);
    return text;
}

}  // namespace muster::native
