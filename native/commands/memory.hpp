// Earlier choices of mappings, kept in the history: used where a mapping is left open, kept when a run completed.
#pragma once

#include <CLI/CLI.hpp>

#include "native/commands/context.hpp"
#include "native/engine/prepare.hpp"
#include "native/store/store.hpp"

namespace muster::native {

// What the history knows. A history that cannot be read is told as a note, and nothing is recalled.
Recall recall_from_history(Context& context);

// Keeps what a completed run did with its columns.
Result<void> remember_choices(Store& store, const Prepared& prepared, const std::string& finished);

// --no-memory.
void add_memory_option(CLI::App& command, bool& no_memory);

}  // namespace muster::native
