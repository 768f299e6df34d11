#include "mapping_assign.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

using namespace muster;

namespace {

std::int64_t worth(const MappingPair& pair) {
    const std::int64_t confidence = pair.confidence;
    return confidence * confidence * confidence;
}

// Every assignment there is, for small tables.
std::int64_t best_of_all(const std::vector<MappingPair>& pairs, std::size_t column, std::size_t columns, std::vector<bool>& taken) {
    if (column == columns) return 0;
    std::int64_t best = best_of_all(pairs, column + 1, columns, taken);
    for (const MappingPair& pair : pairs) {
        if (pair.column != column || taken[pair.field]) continue;
        taken[pair.field] = true;
        best = std::max(best, worth(pair) + best_of_all(pairs, column + 1, columns, taken));
        taken[pair.field] = false;
    }
    return best;
}

// What an assignment is worth; a field that is fed twice or a pair of another column is a failure.
std::int64_t worth_of(const std::vector<std::optional<std::size_t>>& chosen, const std::vector<MappingPair>& pairs, std::size_t fields) {
    std::vector<bool> taken(fields);
    std::int64_t sum = 0;
    for (std::size_t column = 0; column < chosen.size(); ++column) {
        if (!chosen[column]) continue;
        const MappingPair& pair = pairs[*chosen[column]];
        CHECK(pair.column == column);
        CHECK(!taken[pair.field]);
        taken[pair.field] = true;
        sum += worth(pair);
    }
    return sum;
}

}  // namespace

TEST_CASE("no assignment is better than the one found") {
    std::mt19937 random(20261128);
    const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
    for (int round = 0; round < 3000; ++round) {
        const std::size_t columns = 1 + below(6), fields = 1 + below(5);
        std::vector<MappingPair> pairs;
        for (std::size_t column = 0; column < columns; ++column) {
            for (std::size_t field = 0; field < fields; ++field) {
                if (below(3) != 0) pairs.push_back({column, field, static_cast<int>(1 + below(round % 2 == 0 ? 1000 : 3))});
            }
        }
        CAPTURE(round);
        std::vector<bool> taken(fields);
        CHECK(worth_of(assign_one_to_one(pairs, columns, fields), pairs, fields) == best_of_all(pairs, 0, columns, taken));
    }
}

TEST_CASE("a column gives way when another field serves it as well and the other column has none") {
    // Greedy takes (0, 0) first and leaves column 1 without a field.
    const std::vector<MappingPair> pairs = {{0, 0, 950}, {0, 1, 940}, {1, 0, 930}};
    const auto chosen = assign_one_to_one(pairs, 2, 2);
    CHECK(chosen[0] == 1u);
    CHECK(chosen[1] == 2u);
}

TEST_CASE("a sure pair is not given up for two doubtful ones") {
    const std::vector<MappingPair> pairs = {{0, 0, 1000}, {0, 1, 650}, {1, 0, 700}};
    const auto chosen = assign_one_to_one(pairs, 2, 2);
    CHECK(chosen[0] == 0u);
    CHECK(!chosen[1]);
}

TEST_CASE("of equal columns the first one is fed, and wide tables are done at once") {
    constexpr std::size_t columns = 20000;
    std::vector<MappingPair> pairs;
    for (std::size_t column = 0; column < columns; ++column) pairs.insert(pairs.end(), {{column, 0, 900}, {column, 1, 600}});
    const auto started = std::chrono::steady_clock::now();
    const auto chosen = assign_one_to_one(pairs, columns, 2);
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(5));
    CHECK(chosen[0] == 0u);
    CHECK(chosen[1] == 3u);
    CHECK(std::count(chosen.begin(), chosen.end(), std::nullopt) == columns - 2);
}
