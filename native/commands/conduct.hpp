// Running plans from the command line: preparing with progress, performing, recording, reporting.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "native/commands/context.hpp"
#include "native/commands/run_errors.hpp"
#include "native/engine/perform.hpp"
#include "native/store/run_lock.hpp"
#include "native/store/store.hpp"

namespace muster::native {

// Shows long work of the engine as progress.
class ProgressListener : public WorkListener {
public:
    explicit ProgressListener(Messages& messages) : messages_(messages) {}
    void warn(const std::string& sentence) override { messages_.note(sentence); }
    void begin(const std::string& what, std::optional<std::uint64_t> total) override { progress_.emplace(messages_, what, total); }
    void update(std::uint64_t done) override { progress_->update(done); }
    void end() override { progress_.reset(); }

private:
    Messages& messages_;
    std::optional<Progress> progress_;
};

// How much a person still has to be told: everything, or only what came of a plan that was shown before.
enum class Detail : std::uint8_t { everything, outcome };

// A run in the history, from its beginning on, so that one whose program is killed leaves a trace. One that cannot be recorded
// is done all the same: this is said, and no more.
class RunRecord {
public:
    // `document` and `folder`: empty when there is no document that could be run again.
    RunRecord(Context& context, std::string document, std::string folder)
        : context_(context), document_(std::move(document)), folder_(std::move(folder)) {}

    // Before anything is written: with what is known so far, which may be told again when more is.
    void begin(Report report);
    // `completed`: the run whose mapping is to be remembered; null when there is none.
    void finish(const Report& report, ExitCode code, const Prepared* completed = nullptr);
    // A person did not agree to a plan that was made again.
    void finish_unwritten(Report planned);

private:
    Result<void> put(Store& store, const Report& report, std::string_view outcome, ExitCode code) const;
    void tell(const Issue& error) const;

    Context& context_;
    std::string document_, folder_;
    std::optional<FileLock> lock_;
};

// The document for the history, without a password that somebody wrote into an address.
std::string document_to_keep(Sync sync);

// The report of a run of which nothing is known but that it has begun.
Report begun_report(const Sync& sync, const PerformRequest& request);

// How often a run is planned that other runs overtake: after that it is refused.
inline constexpr int max_plans = 5;

// Whether to plan once more, being the `plans`th time: another run was faster, and waiting for it was not ruled out. Says so.
bool plan_again(Context& context, const Prepared& prepared, const Performed& performed, int plans);

// Writes a run that was performed into the history and its report to standard output. Returns the exit code.
// `errors` keeps the rejected rows.
ExitCode conclude(Context& context, Form form, const Prepared& prepared, const PerformRequest& request, RunRecord& record, Performed& performed,
                  RunErrors& errors, Detail detail = Detail::everything);

// Performs the plan and concludes.
ExitCode conduct(Context& context, Form form, Prepared& prepared, const PerformRequest& request, RunRecord& record, RunErrors& errors,
                 Detail detail = Detail::everything);

struct RunWishes {
    bool even_if_unchanged = false;
    bool full_resync = false;
    Recall recall = {};               // the earlier choices for a mapping that is left open; empty: none are used, nor kept
};

// Runs a sync unattended, from its source to its report (sync-semantics.md section 4).
ExitCode run_sync(Context& context, Form form, const Sync& sync, const std::string& folder, const RunWishes& wishes);

// Tells why a run ended before anything was written, and writes that into the history too. Precondition: there is an error.
ExitCode fail_run(Context& context, Form form, const Sync& sync, const PerformRequest& request, RunRecord& record,
                  std::span<const Issue> errors);

// A new run that starts now. `folder`: where relative paths of its document start; empty: the current folder.
PerformRequest new_run(bool attended, const std::string& folder = {});

}  // namespace muster::native
