// What every command works with.
#pragma once

#include <atomic>
#include <span>

#include "muster/issue.hpp"
#include "native/commands/exit_code.hpp"
#include "native/terminal/messages.hpp"
#include "native/terminal/output.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

class CallTrace;

struct Context {
    Output& out;                        // data
    Messages& messages;                 // all else
    const Terminal& terminal;
    const std::atomic<bool>& stop;      // set by Ctrl-C: give up soon and leave nothing half-done
    bool no_input = false;              // --no-input: ask nothing
    CallTrace* trace = nullptr;         // --trace: of calls over the network; null: none

    bool can_ask() const noexcept { return terminal.input && terminal.messages && !no_input; }
};

enum class Form : bool { text, json };

// Tells why a command cannot go on: sentences on standard error and, with --json, {"errors":[...]} as the one document on
// standard output (a usage error writes nothing there). `document`: the file that pointers, lines and columns refer to.
// Returns the exit code of the first error. Precondition: there is one.
ExitCode fail(Context& context, Form form, std::span<const Issue> errors, std::string_view document = {});
ExitCode fail(Context& context, Form form, const Issue& error, std::string_view document = {});

}  // namespace muster::native
