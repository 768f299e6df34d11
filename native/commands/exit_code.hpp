// The one place that says which exit code a result has. The codes are stable; README.md and docs/ list them.
#pragma once

#include <cstdint>
#include <optional>

#include "muster/issue.hpp"
#include "muster/report.hpp"

namespace muster::native {

enum class ExitCode : std::uint8_t {
    done = 0,               // done, nothing to do, or done with rejected rows
    failed = 1,
    usage = 2,              // wrong arguments, or a document that cannot be used
    input_rejected = 3,     // an unreadable file, rejected rows in a check, on_rejected: stop
    no_permission = 4,      // authentication or permission at the destination
    temporary = 5,          // try again later
    partly_applied = 6,     // the destination refused records, or deletes were withheld
    blocked = 7,            // by the guard or a limit
    stale_plan = 8,
    changes_present = 10,   // plan --detailed-exitcode only
    interrupted = 130,
};

// What a command ends with when this is why it cannot go on.
ExitCode exit_code_of(Code error) noexcept;

// What a run ends with. `failed_records`: records that the destination refused. `cause`: the error of a failed run.
ExitCode exit_code_of(Outcome outcome, std::uint64_t failed_records, std::optional<Code> cause) noexcept;

}  // namespace muster::native
