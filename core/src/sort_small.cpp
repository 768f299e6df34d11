#include "sort_small.hpp"

#include <algorithm>
#include <numeric>

namespace muster {

std::vector<std::uint32_t> sorted_order(std::size_t count, const void* what, bool (*stands_before)(const void* what, std::uint32_t a, std::uint32_t b)) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return stands_before(what, a, b) || (a < b && !stands_before(what, b, a));
    });
    return order;
}

}  // namespace muster
