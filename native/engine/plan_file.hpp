// The plan as a file: what `muster plan -o` writes and `muster apply` performs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "native/engine/perform.hpp"

namespace muster::native {

// sync-semantics.md section 9: plans expire after a day.
inline constexpr std::int64_t plan_lifetime_seconds = 24 * 60 * 60;
inline constexpr std::string_view plan_format = "muster-plan/1";

// What binds a plan to the moment it was made in. Two preparations of the same things are equal.
struct PlanBinding {
    std::string source_sha256;
    std::uint64_t definition = 0;
    std::string snapshot_token;
    std::uint64_t insert = 0, update = 0, unchanged = 0, deletes = 0, rejected = 0;

    bool operator==(const PlanBinding&) const = default;
};
PlanBinding binding_of(const Prepared& prepared);
// What differs, as one sentence; empty when nothing does.
std::string difference(const PlanBinding& planned, const PlanBinding& now);

// The sync document that a plan was made from.
struct PlanOrigin {
    std::string folder;               // where its relative paths start
    std::string path;                 // of the document, absolute
    std::string sha256;               // of its text
};

// The plan as one JSON object for the screen, with the first keys to be deleted and the first values to be changed.
Result<std::string> plan_json(const Prepared& prepared, const Report& report, const PlanOrigin& origin);
// The same with all of them, as a file for its owner only. Its first line holds everything but the lists, each entry of
// which has a line of its own; the last line is a checksum of all before it. Errors: those of FileWriter.
Result<void> write_plan(const std::string& path, const Prepared& prepared, const Report& report, const PlanOrigin& origin);

// A plan file, read back.
struct PlanFile {
    std::string id;                   // tells plans apart: each is performed once
    Sync sync;
    PlanOrigin origin;
    std::int64_t expires = 0;
    bool unchanged = false;           // file and document were those of the last run: nothing was to do, or only to try rows again
    bool full_resync = false;         // all values are sent
    PlanBinding binding;
    std::optional<std::vector<EarlierChoice>> earlier;   // that it was made with
};
// The lists are checked, not kept. Errors: usage (no such file), invalid_value (not a plan), plan_stale (it is not as it was
// written), and those of the document in it.
Result<PlanFile> read_plan(const std::string& path);

}  // namespace muster::native
