// The history of runs: what was done, when, and its report. Kept in history.db in the home folder, for its owner only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"

namespace muster::native {

class Database;
class Statement;

struct StoredRun {
    std::string run_id, sync_name;
    std::string started, finished;    // RFC 3339 UTC
    std::string outcome;              // the words of sync-semantics.md section 9, or running_outcome
    int exit_code = 0;
    std::string report_json;          // muster-report/1
    std::string document, folder;     // the sync document, and where its relative paths start; empty when it was none
};

// In place of an outcome while a run goes on. One whose program was killed is read as "interrupted".
inline constexpr std::string_view running_outcome = "running";

class Store {
public:
    // Opens the history in `folder`, which is made when it is not there. Errors: permission_denied, disk_full, ...
    static Result<Store> open(const std::string& folder);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    // The same, but nothing is made: absent when there is no history yet.
    static Result<std::optional<Store>> open_existing(const std::string& folder);

    // Adds a run, or tells more of one that was added when it began.
    Result<void> put(const StoredRun& run);
    // The newest first, without their reports.
    Result<std::vector<StoredRun>> list(std::uint64_t limit);
    Result<std::optional<StoredRun>> find(std::string_view run_id);
    // The last runs of a sync up to this one, the newest first, with their reports.
    Result<std::vector<StoredRun>> runs_up_to(const StoredRun& run, std::uint64_t limit);
    // Forgets all runs but the newest so many.
    Result<void> keep_newest(std::uint64_t runs);

    // Keeps what was chosen for the columns of a header, as JSON (mapping_memory.hpp), in place of what was kept for the same
    // header and destination. `when` is RFC 3339 UTC.
    Result<void> remember(std::string_view header, std::string_view destination, std::string_view choices_json, std::string_view when);
    Result<std::optional<std::string>> choices(std::string_view header, std::string_view destination);

private:
    Store(std::unique_ptr<Database> database, std::string folder);
    // What a row says, with whether a run that had begun still goes on.
    StoredRun run_of(const Statement& row) const;
    // Of all rows of a statement; `complete` adds what else it selects.
    Result<std::vector<StoredRun>> runs_of(Statement& rows, const std::function<void(StoredRun&)>& complete = {}) const;
    std::unique_ptr<Database> database_;
    std::string folder_;
};

}  // namespace muster::native
