// "Did you mean": the known word that is nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace muster::native {

// Letters to insert, drop, replace or swap to make one word of the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

// " Did you mean \"sniff\"?", or nothing when no word is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

// Names of a command's options ("--json", "-o") with those of its parents, and of its subcommands.
std::vector<std::string> option_names(const CLI::App& command);
std::vector<std::string> subcommand_names(const CLI::App& command);

}  // namespace muster::native
