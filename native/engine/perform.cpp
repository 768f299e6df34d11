#include "native/engine/perform.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "native/engine/clock.hpp"

namespace muster::native {
namespace {

constexpr std::size_t first_deletes_in_report = 10;
constexpr std::size_t first_refusals_told = 3;
constexpr std::size_t first_rows_in_report = 100;

void finish(Performed& performed, Outcome outcome, std::string reason) {
    performed.report.outcome = outcome;
    performed.report.reason = std::move(reason);
}

void fail(Performed& performed, Issue error) {
    finish(performed, error.code == Code::plan_stale ? Outcome::stale : error.code == Code::interrupted ? Outcome::interrupted : Outcome::failed, error.message);
    performed.error = std::move(error);
}

// The counts of a run that was performed: what was read stays as planned, what was written is what the destination says.
Counts done_counts(const Counts& planned, const Applied& applied) {
    Counts done = planned;
    done.insert = applied.inserted;
    done.update = applied.updated;
    done.deleted = applied.deleted;
    done.failed = planned.failed + applied.failed + applied.not_there;
    return done;
}

// Those that are a failure.
std::uint64_t refused_records(const Applied& applied) {
    const std::uint64_t all = std::max<std::uint64_t>(applied.failed + applied.not_removed, applied.refusals.size());
    return all - std::min(all, applied.not_mailable);
}

void add(std::vector<RefusedRows>& all, std::vector<RefusedRows> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); }

// Of those that were refused, those that were not even sent.
void add_excluded(ReplacementFacts& facts, std::span<const RefusedRows> refused) {
    for (const RefusedRows& each : refused) {
        if (each.sent) continue;
        const std::size_t shown = std::min(each.rows.size(), first_rows_in_report);
        facts.excluded.push_back({each.code, each.reason, each.rows.size(), {each.rows.begin(), each.rows.begin() + static_cast<std::ptrdiff_t>(shown)}});
    }
}

std::string counted_rows(std::uint64_t rows) { return std::to_string(rows) + (rows == 1 ? " row" : " rows"); }

// Sentences for people; empty when everything was done.
std::string what_was_not_done(const Counts& planned, const Counts& done, const Applied& applied, const std::optional<RowRanges>& retries) {
    std::string text;
    const auto add = [&text](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
    if (retries) {
        const std::uint64_t rows = retries->count();
        add("The file is unchanged: only " + counted_rows(rows) + " that the last run could not do " + (rows == 1 ? "was" : "were") + " tried again.");
    }
    if (const std::uint64_t not_there = planned.failed + applied.not_there; not_there > 0) {
        add(counted_rows(not_there) + (not_there == 1 ? " was" : " were") +
            " not imported, since no contact of the key is at the destination and this sync adds none; the next run tries again.");
    }
    if (const std::uint64_t refused = applied.failed - applied.not_mailable; refused > 0) {
        add(counted_rows(refused) + (refused == 1 ? " was" : " were") + " refused by the destination; the next run tries again.");
    }
    if (applied.not_removed > 0) {
        add("The destination refused to remove " + std::to_string(applied.not_removed) + (applied.not_removed == 1 ? " contact" : " contacts") +
            "; the next run tries again.");
    }
    if (applied.not_mailable > 0) {
        add(counted_rows(applied.not_mailable) + (applied.not_mailable == 1 ? " is" : " are") + " of people who must not be written to, and " +
            (applied.not_mailable == 1 ? "was" : "were") + " not added.");
    }
    for (std::size_t i = 0; i < applied.refusals.size() && i < first_refusals_told; ++i) add(applied.refusals[i]);
    if (!applied.remark.empty()) add(applied.remark);
    if (done.rejected > 0) {
        add(counted_rows(done.rejected) + (done.rejected == 1 ? " was" : " were") + " rejected" +
            (done.failed + applied.not_removed > 0 || retries ? "." : "; all others were imported."));
    }
    return text;
}

void commit(Performed& performed, Prepared& prepared, const GuardResult& guard, const PerformRequest& request) {
    const bool withheld = guard.verdict == Verdict::withheld;
    Commit commit;
    commit.snapshot_token = prepared.snapshot_token;
    commit.delete_missing = prepared.deletes_missing() && !withheld;
    commit.completed = {prepared.facts.sha256, prepared.definition, request.run_id, utc_text(utc_now()),
                        prepared.check->planner().rows_not_at_destination()};
    // sync-semantics.md section 4: a withheld run does not count as completed, so that the same file is tried again.
    commit.remember = !withheld;
    commit.plan_id = request.plan_id;
    auto applied = prepared.changes->commit(prepared.check->planner(), commit);
    if (!applied && applied.error().code == Code::plan_stale && !request.reviewed) {
        performed.overtaken = true;
        performed.settled = prepared.changes->written().remark;
        return fail(performed, make_issue(Code::destination_busy, "Another run changed the destination meanwhile. Nothing was written.",
                                          "Run it again."));
    }
    Report& report = performed.report;
    add(performed.refused_rows, applied ? applied->refused_rows : prepared.changes->written().refused_rows);
    if (!applied) {
        // Nothing is done by a run that sent nothing, as by one that is blocked.
        const Applied written = prepared.changes->written();
        if (written.inserted + written.updated + written.deleted + written.failed + written.not_there > 0) report.done = done_counts(report.planned, written);
        return fail(performed, std::move(applied).error());
    }
    report.done = done_counts(report.planned, *applied);
    performed.refused = refused_records(*applied);
    if (withheld) return finish(performed, Outcome::withheld, guard.message);
    const bool all_done = report.done.rejected + report.done.failed + applied->not_removed == 0;
    finish(performed, all_done ? Outcome::done : Outcome::done_with_rejects, what_was_not_done(report.planned, report.done, *applied, prepared.retries));
}

}  // namespace

Report planned_report(const Prepared& prepared, const PerformRequest& request) {
    Report report;
    report.run_id = request.run_id;
    report.sync_name = prepared.sync.name;
    report.started = utc_text(request.started_ms / 1000);
    report.source = prepared.facts;
    report.destination = prepared.destination->display_name();
    report.issues = &prepared.check->issues();
    report.check = prepared.check.get();
    report.planned = prepared.counts();
    report.planned.deleted = prepared.deletes();
    if (prepared.destination->capabilities().replaces_all) {
        report.replacement.emplace();
        report.replacement->gone = prepared.comparison.gone;
        add_excluded(*report.replacement, prepared.comparison.excluded_rows);
    }
    if (!prepared.unchanged) report.guard = prepared.guard(request.attended, request.allowed_deletes);
    return report;
}

Performed perform_rest(KeptRun& kept, Report begun, const std::string& first_run_id) {
    Performed performed;
    performed.report = std::move(begun);
    Report& report = performed.report;
    auto applied = kept.finish();
    report.done = done_counts(report.planned, applied ? *applied : kept.written());
    performed.refused_rows = applied ? applied->refused_rows : kept.written().refused_rows;
    if (report.replacement) add_excluded(*report.replacement, performed.refused_rows);
    if (!applied) {
        fail(performed, std::move(applied).error());
        return performed;
    }
    performed.refused = refused_records(*applied);
    const std::string rest = "The run " + first_run_id + " was gone on with; the counts are those of both.";
    const std::string undone = what_was_not_done(report.planned, report.done, *applied, std::nullopt);
    const bool all_done = report.done.rejected + report.done.failed + applied->not_removed == 0;
    finish(performed, all_done ? Outcome::done : Outcome::done_with_rejects, rest + (undone.empty() ? "" : " " + undone));
    return performed;
}

Performed perform(Prepared& prepared, const PerformRequest& request) {
    Performed performed;
    performed.report = planned_report(prepared, request);
    if (prepared.unchanged) {
        auto said = prepared.destination->take_feedback();
        if (said) {
            finish(performed, Outcome::skipped, "The file and the sync document are unchanged since the last completed run; nothing was imported." + (said->empty() ? "" : " " + *said));
        } else {
            fail(performed, std::move(said).error());
        }
        return performed;
    }
    if (auto keys = prepared.first_missing(first_deletes_in_report)) {
        performed.report.first_deletes = std::move(*keys);
    } else {
        fail(performed, std::move(keys).error());
        return performed;
    }
    performed.refused_rows = prepared.comparison.excluded_rows;
    const GuardResult& guard = *performed.report.guard;
    if (prepared.stopped) {
        fail(performed, *prepared.stopped);
    } else if (guard.verdict == Verdict::blocked) {
        // What is new of people who must not be written to is not lost with the run.
        auto said = prepared.destination->take_feedback();
        finish(performed, Outcome::blocked, guard.message + (said ? "" : " " + said.error().message));
    } else {
        commit(performed, prepared, guard, request);
    }
    return performed;
}

}  // namespace muster::native
