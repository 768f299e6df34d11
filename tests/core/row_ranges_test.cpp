#include "muster/row_ranges.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace muster;

TEST_CASE("rows become ranges, a text and rows again") {
    RowRanges rows;
    CHECK(rows.empty());
    CHECK(rows.text().empty());
    for (const std::uint64_t row : {1u, 3u, 4u, 4u, 5u, 9u, 11u}) rows.add(row);
    CHECK(rows.text() == "1,3-5,9,11");
    CHECK(rows.count() == 6);
    const auto read = RowRanges::from_text(rows.text());
    REQUIRE(read.ok());
    CHECK(read->text() == rows.text());
    const std::string expected = "010111000101";
    for (std::uint64_t row = 0; row < expected.size(); ++row) {
        CAPTURE(row);
        CHECK(read->contains(row) == (expected[row] == '1'));
    }
    CHECK_FALSE(read->contains(12));
    CHECK(RowRanges::from_text("")->empty());
    CHECK(RowRanges::from_text("18446744073709551615")->contains(UINT64_MAX));
}

TEST_CASE("what is no list of rows is refused") {
    for (const char* text : {"0", "x", "1,", ",1", "1-", "3-2", "2,1", "1,1", "1-3,3", "1;2", "-1", "1--2", "18446744073709551616"}) {
        CAPTURE(text);
        const auto read = RowRanges::from_text(text);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().code == Code::invalid_value);
    }
}
