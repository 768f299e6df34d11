#include "native/commands/command_line.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <vector>

#include "native/commands/command.hpp"
#include "native/commands/suggestion.hpp"
#include "native/net/trace.hpp"
#include "native/terminal/signals.hpp"

namespace muster::native {

namespace {

// The commands, in the order in which --help lists them.
constexpr void (*commands[])(CLI::App&, Chosen&) = {
    add_sniff, add_preview, add_date,   add_check,      add_plan,   add_apply,
    add_run,   add_import,  add_runs,   add_contacts,   add_connections, add_doctor,
    add_completion, add_version,
};

struct GlobalOptions {
    bool quiet = false;
    bool no_input = false;
    bool version = false;
    std::string trace;
};

void describe_program(CLI::App& app, GlobalOptions& options) {
    app.name("muster");
    app.require_subcommand(0, 1);
    app.fallthrough();  // the global options may stand behind the command
    app.add_flag("-q,--quiet", options.quiet, "Only errors on standard error");
    app.add_flag("--no-input", options.no_input, "Ask nothing, even on a terminal");
    app.add_option("--trace", options.trace, "Append a line for each call over the network to this file, without secrets and contacts");
    app.add_flag("--version", options.version, "Show the version");
    app.footer("Example:\n  muster doctor\n\n\"muster COMMAND --help\" shows the options of a command and an example.");
}

// Descriptors 0 to 2 are open from here on: else a file opened later would get one of their numbers and be written into.
// A stream that was closed stays useless: writing to it fails, and that is told.
void occupy_standard_streams() {
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        if (fcntl(descriptor, F_GETFD) == -1) {
            (void)!open("/dev/null", O_RDONLY);
        }
    }
}

const CLI::App& innermost(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app : innermost(*chosen.back());
}

std::string full_name(const CLI::App& app) {
    return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

// What the arguments say that nobody understands.
std::string unexpected(const CLI::App& app, const std::string& argument) {
    const CLI::App& command = innermost(app);
    const bool option = argument.size() > 1 && argument.front() == '-';
    if (option) {
        return "The option " + argument + " is not known." + did_you_mean(argument, option_names(command));
    }
    if (!command.get_subcommands([](const CLI::App*) { return true; }).empty()) {
        return "There is no command \"" + argument + "\"." + did_you_mean(argument, subcommand_names(command));
    }
    return "The argument \"" + argument + "\" is one too many.";
}

std::string usage_message(const CLI::App& app, const CLI::ParseError& error) {
    const std::vector<std::string> rest = app.remaining(true);
    std::string text = !rest.empty() ? unexpected(app, rest.front()) : std::string(error.what());
    if (text.find_last_of(".?!") != text.size() - 1) {
        text += '.';
    }
    return text;
}

int usage_error(const CLI::App& app, Messages& messages, const std::string& text) {
    messages.error(text + " Run \"" + full_name(innermost(app)) + " --help\" for what is possible.");
    return static_cast<int>(ExitCode::usage);
}

ExitCode run_guarded(const Chosen& chosen, Context& context) {
    try {
        return chosen.run(context);
    } catch (const std::bad_alloc&) {
        context.messages.error("There is not enough memory. Nothing more was done.");
    } catch (const std::exception& error) {
        context.messages.error(std::string("An internal error ended the command: ") + error.what() + ".");
    }
    return ExitCode::failed;
}

// What could not be written is a failure, whatever the command itself achieved.
int finish(Output& out, Messages& messages, ExitCode code) {
    if (!out.flush()) {
        messages.error("Writing to standard output failed: " + std::string(std::strerror(out.error())) + ".");
        return static_cast<int>(code == ExitCode::interrupted ? code : ExitCode::failed);
    }
    return static_cast<int>(code);
}

}  // namespace

int run_command_line(int count, char** arguments) {
    occupy_standard_streams();
    const std::atomic<bool>& stop = watch_signals();
    const Terminal terminal = Terminal::look();
    Output out(STDOUT_FILENO);
    Messages messages(terminal, false);

    CLI::App app("Lets a contact list pass muster before it goes anywhere.");
    GlobalOptions options;
    Chosen chosen;
    describe_program(app, options);
    for (const auto add : commands) {
        add(app, chosen);
    }
    try {
        app.parse(count, arguments);
    } catch (const CLI::CallForHelp&) {
        out.write(app.help());
        return finish(out, messages, ExitCode::done);
    } catch (const CLI::ParseError& error) {
        return usage_error(app, messages, usage_message(app, error));
    }
    if (options.version) {
        out.line("muster " MUSTER_VERSION);
        return finish(out, messages, ExitCode::done);
    }
    if (!chosen.run) {
        return usage_error(app, messages, "A command is missing.");
    }
    if (options.quiet) {
        messages.be_quiet();
    }
    std::unique_ptr<CallTrace> trace;
    if (!options.trace.empty()) {
        auto opened = CallTrace::open(options.trace);
        if (!opened) {
            messages.error(opened.error());
            return static_cast<int>(exit_code_of(opened.error().code));
        }
        trace = std::move(*opened);
    }
    Context context{out, messages, terminal, stop, options.no_input, trace.get()};
    return finish(out, messages, run_guarded(chosen, context));
}

}  // namespace muster::native
