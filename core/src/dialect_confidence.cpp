#include "dialect_confidence.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

// The shares below are how often a reading was right among 20,000 made-up tables (tests/core/made_up_tables.cpp),
// rounded towards doubt, as made-up tables are tidier than real ones; those of headers and of lines above the table are
// between these and what 1,250 labelled real files say. Each depends on one thing only, so that nothing
// is learnt by heart; the parts are multiplied.

struct Knot {
    double margin;
    double right;
};
constexpr Knot delimiter_by_margin[] = {{1.0, 0.50},  {1.05, 0.67}, {1.1, 0.78}, {1.2, 0.87},
                                        {1.3, 0.935}, {1.5, 0.97},  {2.0, 0.99}, {3.0, 0.995}};

double delimiter_right(double margin) noexcept {
    const Knot* upper = std::find_if(std::begin(delimiter_by_margin), std::end(delimiter_by_margin),
                                     [&](const Knot& knot) { return margin < knot.margin; });
    if (upper == std::begin(delimiter_by_margin)) return upper->right * margin;  // behind the best one
    const Knot& lower = *(upper - 1);
    if (upper == std::end(delimiter_by_margin)) return lower.right;
    return lower.right + (upper->right - lower.right) * (margin - lower.margin) / (upper->margin - lower.margin);
}

// Without a vote a row of words may be a header or one more record; a longer column that it never repeats speaks for
// it.
double header_right(const Certainty& certainty) noexcept {
    const int votes = certainty.header_votes;
    // Without votes it was values that spoke against a header. Few votes are those of one or two columns of words.
    if (!certainty.has_header) return votes == 0 || votes <= -3 ? 0.98 : 0.83;
    if (votes == 0) return certainty.rows == 1 ? 0.8 : certainty.rows < 4 ? 0.56 : 0.73;
    return votes == 1 ? 0.68 : votes == 2 ? 0.95 : 0.985;
}

// A single line above the table may be its header, cut short.
double preamble_right(std::uint32_t rows) noexcept {
    return rows == 0 ? 0.995 : rows == 1 ? 0.92 : rows <= 3 ? 0.97 : 0.93;
}

// One or two lines can look like a table by chance.
double enough_rows(std::size_t rows) noexcept {
    return rows <= 1 ? 0.91 : rows == 2 ? 0.97 : 1.0;
}

}  // namespace

int confidence_of(const Certainty& certainty) noexcept {
    if (certainty.rows == 0) return 0;
    double right = 1;
    // Few files have another delimiter than the usual ones, so one is never quite sure.
    const double most = certainty.usual_delimiter ? 1.0 : 0.96;
    if (!certainty.knows_delimiter)
        right *= std::min(most, delimiter_right(certainty.margin)) * enough_rows(certainty.rows);
    constexpr double half_of_it = 0.5;
    if (certainty.stands_twice) right *= half_of_it;
    if (!certainty.knows_header) right *= header_right(certainty);
    if (!certainty.knows_preamble) right *= preamble_right(certainty.preamble_rows);
    // Doubts go together: where two parts are unsure, the reading is mostly wrong as a whole.
    constexpr double doubtful = 0.7, steeper = 1.8;
    if (right < doubtful) right = std::max(0.0, doubtful - (doubtful - right) * steeper);
    // Rows that do not fit may be damaged, or it is the reading that damages them.
    right *= static_cast<double>(certainty.regular) / static_cast<double>(certainty.rows);
    return static_cast<int>(right * 1000);
}

}  // namespace muster
