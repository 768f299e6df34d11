#include "native/commands/undo.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "muster/json.hpp"
#include "native/commands/conduct.hpp"
#include "native/commands/words.hpp"
#include "native/destinations/destination.hpp"
#include "native/engine/clock.hpp"
#include "native/store/home.hpp"
#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {
namespace {

constexpr std::size_t entries_shown = 5;
constexpr std::size_t entries_in_json = 20;
constexpr std::string_view undo_format = "muster-undo/1";
constexpr std::string_view source_of_undo = "what the run ";   // and what it is called

struct StepWords {
    Undo::Step step;
    const char* name;                 // in JSON
    const char* label;
    std::uint64_t UndoCounts::*count;
};
constexpr StepWords steps[] = {
    {Undo::Step::remove, "remove", "removed, since the run added them", &UndoCounts::removed},
    {Undo::Step::restore, "restore", "changed back", &UndoCounts::restored},
    {Undo::Step::give_back, "give_back", "added again, since the run deleted them", &UndoCounts::returned},
};

// A run of the history, with what is needed to take it back.
struct Undoing {
    StoredRun run;
    Sync sync;
    std::unique_ptr<Destination> destination;
    std::unique_ptr<Undo> undo;
};

Result<Undoing> open_undo(const std::string& run_id) {
    auto store = Store::open(home_folder());
    if (!store) return std::move(store).error();
    auto run = store->find(run_id);
    if (!run) return std::move(run).error();
    if (!*run) return make_issue(Code::not_found, "There is no run " + run_id + ".", "List the runs with: muster runs list");
    Undoing undoing;
    undoing.run = std::move(**run);
    if (undoing.run.report_json.find("\"name\":\"" + std::string(source_of_undo)) != std::string::npos) {
        return make_issue(Code::contradiction, "The run " + run_id + " itself took a run back; that cannot be taken back.",
                          "Make a new plan and perform it, or import the file again.");
    }
    SyncReading reading = read_sync(undoing.run.document);
    if (!reading.sync) {
        return make_issue(Code::contradiction, "The history does not say where the run " + run_id + " wrote to, so it cannot be taken back.",
                          "Only runs of this version on can be.");
    }
    undoing.sync = std::move(*reading.sync);
    auto destination = open_destination(undoing.sync.destination, {undoing.run.folder, home_folder(), undoing.sync.name});
    if (!destination) return std::move(destination).error();
    undoing.destination = std::move(*destination);
    if (!undoing.destination->capabilities().undo) {
        return make_issue(Code::contradiction, "Runs into " + undoing.destination->display_name() + " cannot be taken back.", "Correct it there.");
    }
    auto undo = undoing.destination->undo(run_id);
    if (!undo) return std::move(undo).error();
    undoing.undo = std::move(*undo);
    return undoing;
}

// The run's document may call a field sensitive that the contacts do not.
bool is_sensitive(const Sync& sync, std::string_view field) {
    return std::any_of(sync.mapping.begin(), sync.mapping.end(),
                       [&](const FieldMapping& mapping) { return mapping.sensitive && same_field_name(mapping.field, field); });
}

// What may be told of the contacts that are taken back.
class Shown {
public:
    explicit Shown(const Sync& sync) : sync_(sync), key_is_sensitive_(is_sensitive(sync, sync.key.field)) {}

    std::string_view key(std::string_view key) const { return key_is_sensitive_ ? masked_value : key; }
    Difference difference(Difference difference) const {
        if (key_is_sensitive_ || difference.sensitive_key) difference.key = masked_value;
        if (!is_sensitive(sync_, difference.field)) return difference;
        for (std::string_view* value : {&difference.before, &difference.after}) *value = value->empty() ? *value : masked_value;
        return difference;
    }

private:
    const Sync& sync_;
    bool key_is_sensitive_;
};

std::string shown_value(std::string_view value) { return value.empty() ? "nothing" : "\"" + printable(shortened(value)) + "\""; }

Result<void> append_keys(std::string& text, Undo& undo, const StepWords& words, const Shown& allowed) {
    const std::uint64_t count = undo.counts().*words.count;
    if (count == 0) return {};
    text += "\nContacts " + std::string(words.label) + ": " + grouped(count) + "\n";
    std::size_t shown = 0;
    auto listed = undo.keys(words.step, [&](std::string_view key) {
        text += "  " + printable(allowed.key(key)) + "\n";
        return ++shown < entries_shown;
    });
    if (count > shown) text += "  and " + grouped(count - shown) + " more\n";
    return listed;
}

// The end of one that was interrupted is not known.
const std::string& when_it_was(const StoredRun& run) { return run.finished.empty() ? run.started : run.finished; }

Result<std::string> undo_text(const Undoing& undoing, const Terminal& terminal) {
    Undo& undo = *undoing.undo;
    const Shown allowed(undoing.sync);
    std::string text = styled(terminal, Style::bold, "Taking back the run " + undoing.run.run_id + " of " + printable(undo.sync_name()) + ", " +
                                                         when_it_was(undoing.run) + ", into " + printable(undoing.destination->display_name())) + "\n\n";
    Table table({{"What would happen"}, {"Contacts", true}});
    for (const StepWords& words : steps) table.add({words.label, grouped(undo.counts().*words.count)});
    if (undo.counts().left > 0) table.add({"left, deleted or added by hand since", grouped(undo.counts().left)});
    text += table.text(terminal);
    for (const StepWords& words : steps) {
        if (auto appended = append_keys(text, undo, words, allowed); !appended) return std::move(appended).error();
    }
    std::string changes;
    std::size_t shown = 0;
    auto listed = undo.differences([&](const Difference& each) {
        const Difference difference = allowed.difference(each);
        changes += "  " + printable(difference.key) + ", " + printable(difference.field) + ": " +
                   shown_value(difference.before) + " becomes " + shown_value(difference.after) + "\n";
        return ++shown < entries_shown;
    });
    if (!listed) return std::move(listed).error();
    return changes.empty() ? text : text + "\nValues that change back, the first:\n" + changes;
}

Result<void> write_undo(JsonWriter& json, const Undoing& undoing) {
    Undo& undo = *undoing.undo;
    const Shown allowed(undoing.sync);
    json.key("counts").begin_object();
    for (const StepWords& words : steps) json.member(words.name, undo.counts().*words.count);
    json.member("left", undo.counts().left);
    json.end_object();
    json.key("first").begin_object();
    for (const StepWords& words : steps) {
        json.key(words.name).begin_array();
        std::size_t shown = 0;
        auto listed = undo.keys(words.step, [&](std::string_view key) {
            json.string(allowed.key(key));
            return ++shown < entries_in_json;
        });
        if (!listed) return listed;
        json.end_array();
    }
    json.end_object();
    json.key("changes").begin_array();
    std::size_t shown = 0;
    auto listed = undo.differences([&](const Difference& each) {
        const Difference difference = allowed.difference(each);
        json.begin_object();
        json.member("key", difference.key);
        json.member("field", difference.field);
        json.key("before").string_or_null(difference.before);
        json.key("after").string_or_null(difference.after);
        json.end_object();
        return ++shown < entries_in_json;
    });
    json.end_array();
    return listed;
}

Result<std::string> undo_json(const Undoing& undoing) {
    JsonWriter json;
    json.begin_object();
    json.member("format", undo_format);
    json.member("run_id", undoing.run.run_id).member("sync", undoing.undo->sync_name());
    json.member("destination", undoing.destination->display_name());
    if (auto written = write_undo(json, undoing); !written) return std::move(written).error();
    json.end_object();
    return json.take();
}

// The undoing in the history, as a run of its own: what it read are the contacts that were kept.
Report undo_report(const Undoing& undoing, const PerformRequest& run) {
    Report report;
    report.run_id = run.run_id;
    report.sync_name = undoing.undo->sync_name();
    report.started = utc_text(run.started_ms / 1000);
    report.source.name = std::string(source_of_undo) + undoing.run.run_id + " kept";
    report.destination = undoing.destination->display_name();
    const UndoCounts& counts = undoing.undo->counts();
    report.planned.rows = report.planned.records = counts.returned + counts.restored;
    report.planned.insert = counts.returned;
    report.planned.update = counts.restored;
    report.planned.deleted = counts.removed;
    report.planned.existing = counts.existing;
    report.planned.matched = counts.existing - counts.removed;
    return report;
}

ExitCode perform_undo(Context& context, const UndoArguments& arguments, const Undoing& undoing, const std::string& json) {
    const PerformRequest run = new_run(true);
    Report report = undo_report(undoing, run);
    // Without a document: an undoing is neither resumed nor undone.
    RunRecord record(context, {}, {});
    record.begin(report);
    auto done = undoing.undo->perform(run.run_id, utc_text(utc_now()));
    report.finished = utc_text(utc_now());
    report.elapsed_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(0, utc_now_ms() - run.started_ms));
    report.outcome = done ? Outcome::done : done.error().code == Code::plan_stale ? Outcome::stale : Outcome::failed;
    report.reason = done ? "The run " + undoing.run.run_id + " was taken back." : done.error().message;
    if (done) report.done = report.planned;
    const ExitCode code = done ? ExitCode::done : fail(context, arguments.form, done.error());
    record.finish(report, code);
    if (!done) return code;
    context.out.write(arguments.form == Form::json ? json + "\n" : outcome_text(report));
    return code;
}

}  // namespace

ExitCode undo_run(Context& context, const UndoArguments& arguments) {
    auto undoing = open_undo(arguments.run);
    if (!undoing) return fail(context, arguments.form, undoing.error());
    // Before it is performed: afterwards there is nothing to be told about any more.
    auto json = undo_json(*undoing);
    if (!json) return fail(context, arguments.form, json.error());
    if (arguments.form == Form::json && !arguments.yes) {
        context.out.line(*json);
        context.messages.note("Nothing was written. Add --yes to take the run back.");
        return ExitCode::done;
    }
    if (arguments.form == Form::text) {
        auto text = undo_text(*undoing, context.terminal);
        if (!text) return fail(context, arguments.form, text.error());
        context.out.write(*text + "\n");
        context.out.flush();
    }
    if (!arguments.yes && !context.can_ask()) {
        return fail(context, arguments.form, make_issue(Code::usage, "There is no terminal to ask on whether to go on. Nothing was written.",
                                                        "Add --yes to take the run back without a question."));
    }
    if (!arguments.yes && !context.messages.confirm("Take it back?")) {
        context.messages.note("Nothing was written.");
        return ExitCode::interrupted;
    }
    return perform_undo(context, arguments, *undoing, *json);
}

}  // namespace muster::native
