// Holds the stated confidence of dialects against files of known dialect: what is said to be 90 % sure is right nine
// times in ten.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

#include "made_up_tables.hpp"
#include "muster/dialect.hpp"

using namespace muster;

namespace {

constexpr std::uint64_t first_number = 1'000'000;  // the confidence was fitted to those below
constexpr std::uint64_t tables = 5000;

// A quote that does not occur changes nothing; the made-up tables say so by '\0'.
bool same_quote(char found, const test::MadeUpTable& table) {
    const bool occurs = found != '\0' && table.text.find(found) != std::string::npos;
    return table.quote == '\0' || (occurs && found == table.quote);
}

bool same_delimiter(const std::string& found, const test::MadeUpTable& table) {
    const bool same_reading = table.delimiter.empty() && found == "," && table.text.find(',') == std::string::npos;
    return found == table.delimiter || same_reading;
}

bool is_right(const Dialect& found, const test::MadeUpTable& table) {
    return same_delimiter(found.delimiter, table) && same_quote(found.quote, table) &&
           found.has_header == table.has_header && static_cast<int>(found.preamble_rows) == table.preamble_rows;
}

struct Bin {
    int files = 0, right = 0;
    double stated = 0;
};

}  // namespace

TEST_CASE("the stated confidence is the share of files that are read right") {
    Bin bins[10];
    int right_delimiters = 0;
    for (std::uint64_t number = first_number; number < first_number + tables; ++number) {
        const test::MadeUpTable table = test::make_up_table(number);
        const DialectCandidate best = detect_dialect(table.text, true).front();
        Bin& bin = bins[std::min(best.confidence / 100, 9)];
        ++bin.files;
        bin.stated += best.confidence / 1000.0;
        bin.right += is_right(best.dialect, table);
        right_delimiters += same_delimiter(best.dialect.delimiter, table);
    }
    // Too much trust is the worse fault; and real files are less tidy than made-up ones.
    constexpr int enough_files = 30;
    constexpr double too_sure = 0.05, too_modest = 0.09;
    for (const Bin& bin : bins) {
        if (bin.files < enough_files) continue;
        const double stated = bin.stated / bin.files;
        const double right = static_cast<double>(bin.right) / bin.files;
        // Among few files the share swings by chance: two standard deviations.
        const double swing = 2 * std::sqrt(stated * (1 - stated) / bin.files);
        std::printf("stated %.3f, right %.3f of %d\n", stated, right, bin.files);
        CAPTURE(stated);
        CAPTURE(right);
        CHECK(right >= stated - too_sure - swing);
        CHECK(right <= stated + too_modest + swing);
    }
    CHECK(right_delimiters >= 0.98 * tables);
}

TEST_CASE("tiny files are never quite sure") {
    for (const char* text : {"a,b\n", "a\n", "a;b", "Ann Lee,Rome\nBob Ray,Oslo\n"}) {
        CAPTURE(std::string(text));
        CHECK(detect_dialect(text, true).front().confidence < 900);
    }
}
