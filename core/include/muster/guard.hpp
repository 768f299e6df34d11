// The guard: may this run delete? A pure function of counts (sync-semantics.md section 8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "muster/sync.hpp"

namespace muster {

enum class Verdict : std::uint8_t { allowed, withheld, blocked };
enum class GuardRule : std::uint8_t {
    none, ten_percent, max_delete, max_delete_percent, unreadable_keys, truncated, first_run,
};
std::string_view name_of(Verdict verdict) noexcept;
std::string_view name_of(GuardRule rule) noexcept;  // "ten_percent", ...; empty for none

struct GuardInput {
    bool deletes = false;             // delete_missing, or a destination that is cleared and refilled
    bool replaces_all = false;
    std::uint64_t existing = 0;       // destination contacts in scope
    std::uint64_t matched = 0;        // of those, how many have their key in the file
    std::uint64_t rows = 0;           // data rows of the file
    std::uint64_t unreadable_keys = 0;
    bool truncated = false;           // empty, header-only, truncated or unreadable file (G10)
    bool first_run = false;           // no completed run of this definition is known
    bool attended = false;            // a person has seen the plan's deletes
    std::optional<std::uint64_t> allowed_deletes;   // apply --allow-deletes N: overrides the user's limits when equal
};

struct GuardResult {
    Verdict verdict = Verdict::allowed;
    GuardRule rule = GuardRule::none;
    std::uint64_t deletes = 0;        // existing - matched, at least 0: what a delete would remove; 0 if none is asked
    std::string message;              // both numbers, the rule, what was (not) written; empty when nothing deletes
    std::string suggestion;           // the ways out
};

// The first rule that objects decides: truncated, ten_percent (blocked, no override), max_delete, max_delete_percent
// (blocked unless allowed_deletes is exactly the number of deletes), unreadable_keys, first_run (withheld where anything
// would be deleted; blocked where everything is cleared, since that cannot spare single contacts). Whole numbers only,
// and none of them can overflow.
GuardResult guard(const GuardInput& input, const Limits& limits);

}  // namespace muster
