// How a command joins the command line. Each command is a file of its own; the table is in command_line.cpp.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>

#include "native/commands/context.hpp"

namespace muster::native {

// The command that the arguments ask for; set by its parser, run after all arguments were understood.
struct Chosen {
    std::function<ExitCode(Context&)> run;
};

// Adds a subcommand with its description and an example for --help.
CLI::App& add_subcommand(CLI::App& parent, const std::string& name, const std::string& description, const std::string& example);

// Refuses what is not written with digits only: CLI11 itself would take -1 for a very large number.
CLI::Validator whole_number(std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

// Adds --json.
void add_json_option(CLI::App& command, Form& form);

// Adds --full-resync.
void add_full_resync_option(CLI::App& command, bool& full_resync);

// The first of the issues of a reading, under a title; nothing where there are none. `total` counts those that were not
// kept as well.
void show_noticed(Context& context, std::span<const Issue> issues, std::uint64_t total);

void add_sniff(CLI::App& app, Chosen& chosen);
void add_preview(CLI::App& app, Chosen& chosen);
void add_date(CLI::App& app, Chosen& chosen);
void add_check(CLI::App& app, Chosen& chosen);
void add_plan(CLI::App& app, Chosen& chosen);
void add_apply(CLI::App& app, Chosen& chosen);
void add_run(CLI::App& app, Chosen& chosen);
void add_import(CLI::App& app, Chosen& chosen);
void add_runs(CLI::App& app, Chosen& chosen);
void add_contacts(CLI::App& app, Chosen& chosen);
void add_connections(CLI::App& app, Chosen& chosen);
void add_doctor(CLI::App& app, Chosen& chosen);
void add_completion(CLI::App& app, Chosen& chosen);
void add_version(CLI::App& app, Chosen& chosen);

}  // namespace muster::native
