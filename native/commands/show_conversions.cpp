#include "native/commands/show_conversions.hpp"

#include "native/commands/words.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {

std::string conversions_text(const Check& check, const Terminal& terminal) {
    Table table({{"Changed while reading"}, {"Cells", true}, {"For example", false, 80}});
    for (std::size_t i = 0; i < check.columns().size(); ++i) {
        const ColumnConversions& conversions = check.conversions()[i];
        if (conversions.changed == 0) continue;
        std::string example;
        if (!conversions.examples.empty()) {
            const Conversion& first = conversions.examples.front();
            example = "row " + grouped(first.row) + ": " + first.from + " \u2192 " + first.to;
        }
        table.add({check.columns()[i].mapping.column, grouped(conversions.changed), example});
    }
    return table.empty() ? std::string() : table.text(terminal) + "\n";
}

}  // namespace muster::native
