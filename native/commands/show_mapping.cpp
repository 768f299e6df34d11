#include "native/commands/show_mapping.hpp"

#include "native/terminal/table.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {
namespace {

std::string percent(int per_mille) { return std::to_string((per_mille + 5) / 10) + " %"; }

std::string names_line(const std::string& what, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::string line = what;
    for (std::size_t i = 0; i < names.size(); ++i) line += (i == 0 ? " " : ", ") + names[i];
    return printable(line) + "\n";
}

}  // namespace

std::string mapping_text(const Check& check, const Terminal& terminal) {
    Table table({{"Suggested for"}, {"Field"}, {"Sure", true}, {"Why", false, 100}});
    for (const Suggestion& suggestion : check.suggestion()) {
        table.add({suggestion.mapping.column, suggestion.mapping.field, percent(suggestion.confidence), suggestion.reason});
    }
    std::string text = table.empty() ? std::string() : table.text(terminal);
    text += names_line("Columns that feed no field:", check.unmapped().columns);
    text += names_line("Fields that no column feeds:", check.unmapped().fields);
    return text.empty() ? text : text + "\n";
}

}  // namespace muster::native
