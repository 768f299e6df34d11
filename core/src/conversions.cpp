#include "muster/conversions.hpp"

#include <algorithm>

#include "muster/issue.hpp"

namespace muster {

void ColumnConversions::add(std::uint64_t row, std::string_view from, std::string_view to, bool show) {
    constexpr std::size_t longest_example = 60;
    ++changed;
    if (!show || examples.size() == most_examples) return;
    Conversion example{row, shortened(from, longest_example), shortened(to, longest_example)};
    const bool known = std::any_of(examples.begin(), examples.end(), [&](const Conversion& each) { return each.from == example.from; });
    if (!known) examples.push_back(std::move(example));
}

}  // namespace muster
