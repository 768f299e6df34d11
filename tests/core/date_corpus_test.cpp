// Scores the date part on the corpus of tests/data/dates and fails below the measures that are promised. Every miss is
// printed, so that a change can be judged row by row.
#include "muster/date_report.hpp"
#include "muster/json.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <map>

using namespace muster;

namespace {

std::vector<JsonValue> lines_of(const std::string& name) {
    std::ifstream file(std::string(MUSTER_TEST_DATA "/dates/") + name, std::ios::binary);
    REQUIRE(file.good());
    std::vector<JsonValue> result;
    for (std::string line; std::getline(file, line);) {
        auto value = parse_json(line);
        REQUIRE(value.ok());
        result.push_back(std::move(*value));
    }
    return result;
}

std::string text_of(const JsonValue& row, std::string_view member) {
    const auto* value = row.find(member);
    return value != nullptr && value->kind == JsonValue::Kind::string ? value->string : std::string();
}

bool has_flag(const JsonValue& row, std::string_view flag) {
    for (const auto& item : row.find("flags")->items) {
        if (item.string == flag) return true;
    }
    return false;
}

// Zone abbreviations have several meanings, and some sources do not check the weekday: such rows do not count.
bool is_disputed(const JsonValue& row) { return has_flag(row, "tz-abbrev") || has_flag(row, "weekday-mismatch"); }

DateOrder order_named(std::string_view name) {
    for (const auto order : {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd}) {
        if (name_of(order) == name) return order;
    }
    return DateOrder::none;
}

struct Score {
    int right = 0, wrong = 0, refused = 0;

    // An empty expectation must be refused, an empty answer is a refusal.
    void count(const JsonValue& row, const std::string& answer) {
        const auto expected = text_of(row, "expect_iso");
        if (answer == expected) {
            ++right;
            return;
        }
        ++(answer.empty() ? refused : wrong);
        const std::string what = answer.empty() ? "refused " : "wrong ";
        MESSAGE(what << text_of(row, "input") << " expected " << expected << " got " << answer);
    }
    int total() const { return right + wrong + refused; }
    // In per mille.
    int share() const { return total() == 0 ? 0 : right * 1000 / total(); }
};

std::string iso_or_nothing(const Result<DateTime>& value) { return value ? iso_text(*value) : std::string(); }

std::string read_by_pattern(const std::string& pattern, const JsonValue& row) {
    DateOptions options;
    options.locale = text_of(row, "locale");
    const auto compiled = DatePattern::compile(pattern, options);
    if (!compiled) return {};
    const auto value = compiled->read(text_of(row, "input"));
    return value ? iso_text(*value) : std::string();
}

void score_explicit(Score& score, const JsonValue& row) {
    const auto ldml = text_of(row, "format_ldml");
    const auto syntax = text_of(row, "format_syntax");
    if (!ldml.empty()) score.count(row, read_by_pattern(ldml, row));
    if (syntax == "strptime" || syntax == "duckdb") score.count(row, read_by_pattern(text_of(row, "format"), row));
}

std::string read_freely(const JsonValue& row) {
    DateOptions options;
    options.locale = text_of(row, "locale");
    options.order = order_named(text_of(row, "assume"));
    return iso_or_nothing(read_date_freely(text_of(row, "input"), options));
}

std::string read_by_profile(const JsonValue& row, std::string profile) {
    if (profile.starts_with("toml-")) profile = "rfc3339-toml";
    return iso_or_nothing(read_date_by_profile(text_of(row, "input"), profile));
}

enum class Outcome { right, wrong, partial, refused, decided, taken };

// What the cells of a column become in the answer of `muster date --infer`: the date, or nothing.
std::vector<std::string> dates_of(const JsonValue& row, const DateReport& report) {
    std::vector<std::string> result;
    for (const auto& value : row.find("values")->items) {
        const auto answer = parse_json(report.value_json(value.string));
        REQUIRE(answer.ok());
        result.push_back(text_of(*answer, "iso"));
    }
    return result;
}

Outcome judge_column(const JsonValue& row, const DateReport& report, const JsonValue& verdict) {
    if (text_of(row, "kind") == "not-dates") return text_of(verdict, "format").empty() ? Outcome::right : Outcome::taken;
    const auto dates = dates_of(row, report);
    if (text_of(row, "expect_order") == "ambiguous") {
        const auto* either = row.find("expect_iso_if");
        const auto& dmy = either->find("dmy")->items;
        const auto& mdy = either->find("mdy")->items;
        for (std::size_t i = 0; i < dates.size(); ++i) {
            if (!dates[i].empty() && (dates[i] != dmy[i].string || dates[i] != mdy[i].string)) return Outcome::decided;
        }
        return verdict.find("ambiguous")->boolean ? Outcome::right : Outcome::decided;
    }
    const auto& expected = row.find("expect_iso")->items;
    std::size_t lost = 0, read = 0;
    for (std::size_t i = 0; i < dates.size(); ++i) {
        if (!dates[i].empty() && dates[i] != expected[i].string) return Outcome::wrong;
        if (dates[i].empty() && !expected[i].string.empty()) ++lost;
        if (!dates[i].empty()) ++read;
    }
    return lost == 0 ? Outcome::right : read == 0 ? Outcome::refused : Outcome::partial;
}

}  // namespace

TEST_CASE("single values of the corpus are read right, and never silently wrong") {
    Score explicit_patterns, profiles, free_reading;
    std::map<std::string, Score> must_reject;
    for (const auto& row : lines_of("values.jsonl")) {
        const auto kind = text_of(row, "class");
        if (kind != "invalid" && is_disputed(row)) continue;
        if (kind == "explicit") score_explicit(explicit_patterns, row);
        if (kind == "rfc3339") profiles.count(row, read_by_profile(row, text_of(row, "profile")));
        if (kind == "infer") free_reading.count(row, read_freely(row));
        if (kind != "invalid") continue;
        const auto against = text_of(row, "against");
        auto& score = must_reject[against];
        if (against == "explicit") score_explicit(score, row);
        else if (against == "infer") score.count(row, read_freely(row));
        else score.count(row, read_by_profile(row, against));
    }
    MESSAGE("explicit patterns: " << explicit_patterns.right << " of " << explicit_patterns.total());
    MESSAGE("profiles: " << profiles.right << " of " << profiles.total());
    MESSAGE("free reading, order told: " << free_reading.right << " of " << free_reading.total());
    CHECK(explicit_patterns.share() >= 990);
    CHECK(explicit_patterns.wrong == 0);
    CHECK(profiles.share() == 1000);
    CHECK(free_reading.share() >= 930);
    CHECK(free_reading.wrong == 0);
    for (const auto& [against, score] : must_reject) {
        CAPTURE(against);
        CHECK(score.right == score.total());
    }
}

TEST_CASE("columns of the corpus: one order each, proven or asked, and nothing but dates is taken") {
    std::map<Outcome, int> outcomes;
    int total = 0;
    for (const auto& row : lines_of("columns.jsonl")) {
        DateReportSettings settings;
        settings.infer = true;
        auto report = DateReport::make(settings);
        REQUIRE(report.ok());
        for (const auto& value : row.find("values")->items) report->add(value.string);
        report->decide();
        const auto verdict = parse_json(report->verdict_json());
        REQUIRE(verdict.ok());
        const auto outcome = judge_column(row, *report, *verdict);
        ++outcomes[outcome];
        ++total;
        if (outcome == Outcome::right) continue;
        MESSAGE("column of kind " << text_of(row, "kind") << ", expected " << text_of(row, "expect_format") << ", got \""
                                  << text_of(*verdict, "format") << "\"");
    }
    MESSAGE("columns: " << outcomes[Outcome::right] << " of " << total);
    CHECK(outcomes[Outcome::right] * 1000 >= total * 990);
    CHECK(outcomes[Outcome::wrong] == 0);
    CHECK(outcomes[Outcome::decided] == 0);
    CHECK(outcomes[Outcome::taken] == 0);
}

TEST_CASE("every name that CLDR lists is read, in its locale and in all of them") {
    std::ifstream file(MUSTER_TEST_DATA "/dates/cldr-names.json", std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto names = parse_json(text);
    REQUIRE(names.ok());
    const auto any = DatePattern::compile("d MMMM yyyy");
    REQUIRE(any.ok());
    for (const auto& locale : names->find("locales")->items) {
        DateOptions options;
        options.locale = text_of(locale, "locale");
        CAPTURE(options.locale);
        const auto own = DatePattern::compile("d MMMM yyyy", options);
        const auto weekdays = DatePattern::compile("EEEE d/M/yyyy", options);
        REQUIRE(own.ok());
        REQUIRE(weekdays.ok());
        std::uint8_t month = 0;
        for (const auto& spellings : locale.find("months")->find("accept")->items) {
            ++month;
            for (const auto& spelling : spellings.items) {
                const auto cell = "7 " + spelling.string + " 2024";
                CAPTURE(cell);
                for (const auto* pattern : {&*own, &*any}) {
                    const auto value = pattern->read(cell);
                    REQUIRE(value.has_value());
                    CHECK(value->month == month);
                }
            }
        }
        int weekday = 0;
        for (const auto& spellings : locale.find("weekdays")->find("accept")->items) {
            ++weekday;  // 1 January 2024 was a Monday
            for (const auto& spelling : spellings.items) {
                const auto day = std::to_string(weekday) + "/1/2024";
                const auto other = std::to_string(weekday + 1) + "/1/2024";
                CAPTURE(spelling.string);
                CHECK(weekdays->read(spelling.string + " " + day).has_value());
                CHECK_FALSE(weekdays->read(spelling.string + " " + other).has_value());
            }
        }
    }
}
