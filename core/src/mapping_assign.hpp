// Which column feeds which field, when several could. Internal to core.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace muster {

// A column that may feed a field.
struct MappingPair {
    std::size_t column = 0;
    std::size_t field = 0;
    int confidence = 0;               // per mille, above 0
};

// One-to-one, and the best of all such assignments: the sum of the cubes of the confidences is the largest there is, so that
// one sure pair outweighs two doubtful ones. Of equal ones that which an earlier column and an earlier pair prefer.
// The answer has for each column the index of its pair. Preconditions: columns and fields of the pairs are below the counts.
std::vector<std::optional<std::size_t>> assign_one_to_one(std::span<const MappingPair> pairs, std::size_t columns,
                                                          std::size_t fields);

}  // namespace muster
