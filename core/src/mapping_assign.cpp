// The best one-to-one assignment by augmenting paths: column after column is added to an assignment that stays the best for
// the columns so far. Work grows with the pairs that compete for the same fields, not with the size of the table.
#include "mapping_assign.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace muster {
namespace {

using Gain = std::int64_t;
constexpr Gain unreached = std::numeric_limits<Gain>::min();

class Assigner {
public:
    Assigner(std::span<const MappingPair> pairs, std::size_t columns, std::size_t fields)
        : pairs_(pairs), of_column_(columns), pair_of_(columns), pair_of_field_(fields), gain_(columns, unreached), reached_by_(columns) {
        for (std::size_t i = 0; i < pairs.size(); ++i) of_column_[pairs[i].column].push_back(i);
    }

    std::vector<std::optional<std::size_t>> run() {
        for (std::size_t column = 0; column < of_column_.size(); ++column) add(column);
        return std::move(pair_of_);
    }

private:
    // Where a chain of changes ends: with a pair whose field is free, or with a column that gives its field up.
    struct End {
        Gain gain = 0;
        std::size_t column = 0;
        std::optional<std::size_t> pair;
    };

    Gain weight(std::size_t pair) const noexcept {
        const Gain confidence = pairs_[pair].confidence;
        return confidence * confidence * confidence;
    }

    void add(std::size_t start) {
        End best;
        touched_.assign(1, start);
        gain_[start] = 0;
        reached_by_[start].reset();
        for (std::vector<std::size_t> open = {start}; !open.empty();) {
            std::vector<std::size_t> next;
            for (const std::size_t column : open) look_from(column, best, next);
            open = std::move(next);
        }
        if (best.gain > 0) change(best);
        for (const std::size_t column : touched_) gain_[column] = unreached;
    }

    void look_from(std::size_t column, End& best, std::vector<std::size_t>& next) {
        for (const std::size_t pair : of_column_[column]) {
            if (pair_of_[column] == pair) continue;
            const std::optional<std::size_t> taken = pair_of_field_[pairs_[pair].field];
            const Gain gain = gain_[column] + weight(pair);
            if (!taken) {
                if (gain > best.gain) best = {gain, column, pair};
                continue;
            }
            const std::size_t other = pairs_[*taken].column;
            const Gain left = gain - weight(*taken);
            if (left <= gain_[other]) continue;
            if (gain_[other] == unreached) touched_.push_back(other);
            gain_[other] = left;
            reached_by_[other] = pair;
            next.push_back(other);
            if (left > best.gain) best = {left, other, std::nullopt};
        }
    }

    // Backwards along the chain: each column takes its new field, which the one behind it has left.
    void change(const End& end) {
        std::size_t column = end.column;
        std::optional<std::size_t> pair = end.pair;
        for (;;) {
            const std::optional<std::size_t> reached_by = reached_by_[column];
            pair_of_[column] = pair;
            if (pair) pair_of_field_[pairs_[*pair].field] = pair;
            if (!reached_by) return;
            column = pairs_[*reached_by].column;
            pair = reached_by;
        }
    }

    std::span<const MappingPair> pairs_;
    std::vector<std::vector<std::size_t>> of_column_;            // pairs
    std::vector<std::optional<std::size_t>> pair_of_;            // by column
    std::vector<std::optional<std::size_t>> pair_of_field_;
    std::vector<Gain> gain_;                                     // by column: of the changes after which it is without a field
    std::vector<std::optional<std::size_t>> reached_by_;         // the pair that takes its field; none: it is the one added
    std::vector<std::size_t> touched_;
};

}  // namespace

std::vector<std::optional<std::size_t>> assign_one_to_one(std::span<const MappingPair> pairs, std::size_t columns,
                                                          std::size_t fields) {
    return Assigner(pairs, columns, fields).run();
}

}  // namespace muster
