// Sorting of what is short or sorted once for a file. std::sort would be built once more for every type, 2 kB of WebAssembly each.
// Internal to core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace muster {

// The order in which `count` elements stand when sorted: elements that are alike in the order in which they are.
// `stands_before(what, a, b)` tells whether element a of `what` stands before element b.
std::vector<std::uint32_t> sorted_order(std::size_t count, const void* what, bool (*stands_before)(const void* what, std::uint32_t a, std::uint32_t b));

// Sorts a vector, stably.
template <class T, class Less>
void sort_small(std::vector<T>& values, Less less) {
    struct What {
        const T* values;
        const Less* less;
    } const what{values.data(), &less};
    const auto stands_before = [](const void* given, std::uint32_t a, std::uint32_t b) -> bool {
        const What& of = *static_cast<const What*>(given);
        return (*of.less)(of.values[a], of.values[b]);
    };
    std::vector<T> sorted;
    sorted.reserve(values.size());
    for (const std::uint32_t i : sorted_order(values.size(), &what, stands_before)) sorted.push_back(std::move(values[i]));
    values.swap(sorted);
}

template <class T>
void sort_small(std::vector<T>& values) {
    sort_small(values, [](const T& a, const T& b) { return a < b; });
}

}  // namespace muster
