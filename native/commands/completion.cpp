#include <memory>
#include <string>
#include <vector>

#include "native/commands/command.hpp"
#include "native/commands/suggestion.hpp"

namespace muster::native {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

// A text between single quotes, as every one of the three shells reads it.
std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return out + "'";
}

std::vector<const CLI::App*> all_subcommands(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

// Words that may follow "muster COMMAND": its subcommands and options.
std::string words_after(const CLI::App& command) {
    std::vector<std::string> words = subcommand_names(command);
    const std::vector<std::string> options = option_names(command);
    words.insert(words.end(), options.begin(), options.end());
    return joined(words);
}

std::string bash_script(const CLI::App& app) {
    std::string cases;
    for (const CLI::App* command : all_subcommands(app)) {
        cases += "        " + command->get_name() + ") words=" + quoted(words_after(*command)) + " ;;\n";
    }
    return "_muster() {\n"
           "    local word=\"${COMP_WORDS[COMP_CWORD]}\" words=" + quoted(words_after(app)) + "\n"
           "    if [ \"$COMP_CWORD\" -gt 1 ]; then\n"
           "        case \"${COMP_WORDS[1]}\" in\n" + cases + "        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "}\n"
           "complete -o default -F _muster muster\n";
}

std::string zsh_script(const CLI::App& app) {
    std::string commands, cases;
    for (const CLI::App* command : all_subcommands(app)) {
        commands += "        " + quoted(command->get_name() + ":" + command->get_description()) + "\n";
        cases += "        " + command->get_name() + ") compadd -- " + words_after(*command) + "; _files ;;\n";
    }
    return "#compdef muster\n"
           "_muster() {\n"
           "    local -a commands=(\n" + commands + "    )\n"
           "    if (( CURRENT == 2 )); then\n"
           "        _describe command commands\n"
           "        return\n"
           "    fi\n"
           "    case \"$words[2]\" in\n" + cases + "    esac\n"
           "}\n"
           "compdef _muster muster\n";
}

std::string fish_options(const CLI::App& command, const std::string& condition) {
    std::string text;
    for (const CLI::Option* option : command.get_options()) {
        std::string names;
        for (const std::string& name : option->get_lnames()) {
            names += " -l " + name;
        }
        for (const std::string& name : option->get_snames()) {
            names += " -s " + name;
        }
        if (!names.empty()) {
            text += "complete -c muster -n " + quoted(condition) + names + (option->get_items_expected_max() > 0 ? " -r" : "") +
                    " -d " + quoted(option->get_description()) + "\n";
        }
    }
    return text;
}

std::string fish_script(const CLI::App& app) {
    std::string text = fish_options(app, "__fish_use_subcommand");
    for (const CLI::App* command : all_subcommands(app)) {
        const std::string inside = "__fish_seen_subcommand_from " + command->get_name();
        text += "complete -c muster -n __fish_use_subcommand -f -a " + command->get_name() + " -d " +
                quoted(command->get_description()) + "\n" + fish_options(*command, inside);
        const std::vector<std::string> below = subcommand_names(*command);
        if (!below.empty()) {
            text += "complete -c muster -n " + quoted(inside) + " -f -a " + quoted(joined(below)) + "\n";
        }
    }
    return text;
}

}  // namespace

void add_completion(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "completion", "Print a script that completes commands and options in a shell",
                                       "muster completion bash > /etc/bash_completion.d/muster");
    const auto shell = std::make_shared<std::string>();
    command.add_option("SHELL", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    command.callback([&app, &chosen, shell] {
        chosen.run = [&app, shell](Context& context) {
            context.out.write(*shell == "bash" ? bash_script(app) : *shell == "zsh" ? zsh_script(app) : fish_script(app));
            return ExitCode::done;
        };
    });
}

}  // namespace muster::native
