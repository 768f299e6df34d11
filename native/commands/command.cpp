#include "native/commands/command.hpp"

namespace muster::native {

CLI::App& add_subcommand(CLI::App& parent, const std::string& name, const std::string& description, const std::string& example) {
    CLI::App& command = *parent.add_subcommand(name, description);
    command.footer("Example:\n  " + example);
    return command;
}

CLI::Validator whole_number() {
    return CLI::Validator(
        [](std::string& text) {
            const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
            return digits ? std::string() : "\"" + text + "\" is not a whole number";
        },
        "");
}

void add_json_option(CLI::App& command, Form& form) {
    command.add_flag_callback("--json", [&form] { form = Form::json; }, "One JSON document on standard output");
}

}  // namespace muster::native
