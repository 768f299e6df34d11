#include "../../core/src/decimal.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("equal numbers have one significant part, others do not") {
    const struct {
        const char* text;
        bool negative;
        const char* digits;
    } cases[] = {
        {"5", false, "5"},     {"05.0", false, "5"},  {"5.", false, "5"},      {"-05.10", true, "5.1"}, {"0.50", false, ".5"}, {".5", false, ".5"},
        {"100", false, "100"}, {"0", false, ""},      {"-0.00", false, ""},    {"+7", false, "7"},      {"0.05", false, ".05"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const DecimalPart part = significant_part(c.text);
        CHECK(part.negative == c.negative);
        CHECK(part.digits == c.digits);
    }
}

TEST_CASE("decimals compare by value, not by text or rounding") {
    struct Case {
        const char *less, *more;
    };
    for (const Case& c : {Case{"9", "10"}, Case{"-10", "-9"}, Case{"-1", "0"}, Case{"0.1", "0.11"}, Case{"1.09", "1.1"}, Case{"099", "100"},
                          Case{"12345678901234567890.1", "12345678901234567890.2"}}) {
        CAPTURE(c.less);
        CHECK(compare_decimals(c.less, c.more) < 0);
        CHECK(compare_decimals(c.more, c.less) > 0);
    }
    CHECK(compare_decimals("1.50", "01.5") == 0);
    CHECK(compare_decimals("-0", "0") == 0);
}
