#include "native/commands/command.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "native/commands/words.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {

CLI::App& add_subcommand(CLI::App& parent, const std::string& name, const std::string& description, const std::string& example) {
    CLI::App& command = *parent.add_subcommand(name, description);
    command.footer("Example:\n  " + example);
    return command;
}

CLI::Validator whole_number(std::uint64_t most) {
    return CLI::Validator(
        [most](std::string& text) {
            if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return "\"" + text + "\" is not a whole number";
            std::uint64_t number = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool fits = error == std::errc() && number <= most;
            return fits ? std::string() : text + " is too large a number; the largest is " + std::to_string(most);
        },
        "");
}

void add_json_option(CLI::App& command, Form& form) {
    command.add_flag_callback("--json", [&form] { form = Form::json; }, "One JSON document on standard output");
}

void add_full_resync_option(CLI::App& command, bool& full_resync) {
    command.add_flag("--full-resync", full_resync, "Send all values to a service, also those that it has confirmed; deletes as in a first run");
}

void show_noticed(Context& context, std::span<const Issue> issues, std::uint64_t total) {
    constexpr std::size_t most = 5;
    if (issues.empty()) {
        return;
    }
    context.out.line("");
    context.out.line(styled(context.terminal, Style::bold, "Noticed"));
    const std::size_t shown = std::min(issues.size(), most);
    for (const Issue& issue : issues.first(shown)) {
        context.out.line("- " + printable(place_of(issue) + issue.message + (issue.suggestion.empty() ? "" : " " + issue.suggestion)));
    }
    if (total > shown) {
        context.out.line("- and " + grouped(total - shown) + " more.");
    }
}

}  // namespace muster::native
