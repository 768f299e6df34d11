#include "muster/date_output.hpp"

#include <doctest/doctest.h>

using namespace muster;

TEST_CASE("a stored date goes out in the form of the pattern") {
    const struct {
        const char* pattern;
        const char* iso;
        const char* text;
    } cases[] = {
        {"dd.MM.yyyy", "2024-03-04", "04.03.2024"},   {"d.M.y", "2024-03-04", "4.3.2024"},     {"d.M.y", "2024-12-31", "31.12.2024"},
        {"%m/%d/%Y", "2024-12-31", "12/31/2024"},     {"TT.MM.JJJJ", "2024-03-04", "04.03.2024"}, {"yyyyMMdd", "0099-12-31", "00991231"},
        {"yyyy'M'MM'D'dd", "2024-12-31", "2024M12D31"},
    };
    for (const auto& c : cases) {
        CAPTURE(std::string(c.pattern));
        const auto output = DateOutput::compile(c.pattern);
        REQUIRE(output.ok());
        std::string text = ">";
        CHECK(output->append(c.iso, text));
        CHECK(text == ">" + std::string(c.text));
    }
}

TEST_CASE("what is no stored date is left to the caller, and patterns that lose or need more are refused") {
    const auto output = DateOutput::compile("dd.MM.yyyy");
    REQUIRE(output.ok());
    std::string text;
    for (const char* other : {"", "soon", "2024-03-04T10:00:00", "2024/03/04", "2024-3-4"}) CHECK_FALSE(output->append(other, text));
    CHECK(text.empty());
    for (const char* pattern : {"dd.MM.yy", "d MMMM yyyy", "dd.MM.yyyy HH:mm", "yyyy-DDD", "excel", "iso8601", "nonsense", "EEE dd.MM.yyyy"}) {
        CAPTURE(std::string(pattern));
        const auto refused = DateOutput::compile(pattern);
        REQUIRE_FALSE(refused.ok());
        CHECK(refused.error().code == Code::pattern_invalid);
    }
}
