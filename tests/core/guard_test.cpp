#include "muster/guard.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "muster/percent.hpp"

using namespace muster;

namespace {

GuardInput counts(std::uint64_t existing, std::uint64_t matched) {
    GuardInput input;
    input.deletes = true;
    input.existing = existing;
    input.matched = matched;
    input.rows = 1000;
    return input;
}

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct Boundary {
    std::uint64_t existing, matched;
    bool blocked;
};

constexpr std::uint64_t huge = std::uint64_t{1} << 63;
constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

// sync-semantics.md 8.2, contact-manager.md 9, one more and one less at several sizes, and counts that overflow a
// product.
constexpr Boundary boundaries[] = {
    {0, 0, false},
    {1, 0, true},
    {1, 1, false},
    {9, 0, true},
    {9, 1, false},
    {10, 0, true},
    {10, 1, true},
    {11, 1, true},
    {11, 2, false},
    {1000, 100, true},
    {1000, 101, false},
    {1000, 1000, false},
    {5, 0, true},
    {10, 2, false},
    {19, 1, true},
    {20, 2, true},
    {20, 3, false},
    {100, 9, true},
    {100, 10, true},
    {100, 11, false},
    {1000, 99, true},
    {99, 9, true},
    {99, 10, false},
    {101, 10, true},
    {101, 11, false},
    {huge, huge / 10, true},
    {huge, huge / 10 + 1, false},
    {huge, 0, true},
    {most, most / 10, true},
    {most, most / 10 + 1, false},
    {most, most, false},
    {most, most - 1, false},
};

}  // namespace

TEST_CASE("the 10 % rule blocks when not more than a tenth is in the file") {
    for (const Boundary& row : boundaries) {
        for (const bool attended : {false, true}) {
            for (const bool replaces_all : {false, true}) {
                CAPTURE(row.existing);
                CAPTURE(row.matched);
                CAPTURE(attended);
                CAPTURE(replaces_all);
                GuardInput input = counts(row.existing, row.matched);
                input.attended = attended;
                input.replaces_all = replaces_all;
                const GuardResult result = guard(input, {});
                CHECK(result.verdict == (row.blocked ? Verdict::blocked : Verdict::allowed));
                CHECK(result.rule == (row.blocked ? GuardRule::ten_percent : GuardRule::none));
                CHECK(result.deletes == row.existing - row.matched);
                CHECK(says(result.message, std::to_string(row.existing)));
                CHECK(says(result.message, std::to_string(row.matched)));
            }
        }
    }
}

TEST_CASE("the rule is a tenth in whole numbers at every small size") {
    for (std::uint64_t existing = 0; existing <= 400; ++existing) {
        for (std::uint64_t matched = 0; matched <= existing; ++matched) {
            const bool blocked = existing > 0 && matched * 10 <= existing;
            if ((guard(counts(existing, matched), {}).verdict == Verdict::blocked) != blocked) {
                CAPTURE(existing);
                CAPTURE(matched);
                FAIL("the guard disagrees with matched * 10 <= existing");
            }
        }
    }
}

TEST_CASE("a run that deletes nothing is not guarded") {
    GuardInput input = counts(1000, 0);
    input.deletes = false;
    input.truncated = true;
    input.unreadable_keys = 10;
    input.first_run = true;
    Limits limits;
    limits.max_delete = 0;
    const GuardResult result = guard(input, limits);
    CHECK(result.verdict == Verdict::allowed);
    CHECK(result.rule == GuardRule::none);
    CHECK(result.deletes == 0);
    CHECK(result.message.empty());
    CHECK(result.suggestion.empty());
}

TEST_CASE("nothing overrides the 10 % rule") {
    GuardInput input = counts(1000, 100);
    input.attended = true;
    input.allowed_deletes = 900;
    CHECK(guard(input, {}).verdict == Verdict::blocked);
    CHECK(guard(input, {}).rule == GuardRule::ten_percent);
}

TEST_CASE("the message of the 10 % rule names the rule, both numbers, what would have happened and the ways out") {
    const GuardResult result = guard(counts(1000, 100), {});
    CHECK(result.message ==
          "The 10 % rule stops this run. Of the 1000 contacts at the destination, the file has 100, which is not more "
          "than "
          "10 %; 900 contacts would have been deleted. Nothing was written.");
    CHECK(result.suggestion ==
          "There are two ways out: switch delete-missing off, or delete contacts by hand first. The next run checks "
          "again.");
    GuardInput input = counts(1, 0);
    input.replaces_all = true;
    CHECK(says(guard(input, {}).message, "Against the 1 contact at the destination"));
    CHECK(says(guard(input, {}).message, "all of them would have been removed, and 1 fewer written again"));
    // One that is cleared has no other mode: none is offered, by any of the rules.
    CHECK(guard(input, {}).suggestion == "The way out is to delete contacts by hand first. The next run checks again.");
    input.truncated = true;
    CHECK(guard(input, {}).suggestion == "Get the file again as a whole.");
    GuardInput limited = counts(100, 80);
    limited.replaces_all = true;
    Limits limits;
    limits.max_delete = 5;
    CHECK(says(guard(limited, limits).suggestion, "Else raise the limit, or delete contacts by hand first."));
}

TEST_CASE("max_delete stops above the limit, 0 stops on any delete, absent is off") {
    const struct {
        std::uint64_t existing, matched;
        std::optional<std::uint64_t> limit;
        bool blocked;
    } cases[] = {
        {100, 90, 10, false},
        {100, 89, 10, true},
        {100, 91, 10, false},
        {100, 99, 0, true},
        {100, 100, 0, false},
        {100, 11, {}, false},
        {0, 0, 0, false},
        {most, most / 2, huge, false},
        {most, most / 2 - 1, huge, true},
        {most, most / 2, most, false},
    };
    for (const auto& c : cases) {
        CAPTURE(c.existing);
        CAPTURE(c.matched);
        Limits limits;
        limits.max_delete = c.limit;
        const GuardResult result = guard(counts(c.existing, c.matched), limits);
        CHECK(result.verdict == (c.blocked ? Verdict::blocked : Verdict::allowed));
        CHECK(result.rule == (c.blocked ? GuardRule::max_delete : GuardRule::none));
    }
}

TEST_CASE("a share is exceeded exactly, up to the largest counts") {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const struct {
        std::uint64_t part, percent, whole;
        bool exceeds;
    } cases[] = {{0, 0, 0, false},         {1, 0, 1, true},          {1, 10, 10, false},          {2, 10, 10, true},       {1, 9, 11, true},
                 {1, 10, 11, false},       {most, 100, most, false}, {most, 99, most, true},      {most / 2, 50, most, false}, {most / 2 + 1, 50, most, true},
                 {most / 100, 1, most, false}, {most / 100 + 1, 1, most, true}, {most / 64, 50, most / 64, true}};
    for (const auto& c : cases) {
        CAPTURE(c.part);
        CAPTURE(c.percent);
        CAPTURE(c.whole);
        CHECK(exceeds_percent(c.part, c.percent, c.whole) == c.exceeds);
    }
}

TEST_CASE("max_delete_percent is a share of what exists, strictly greater stops, without overflow") {
    const struct {
        std::uint64_t existing, matched, percent;
        bool blocked;
    } cases[] = {
        {1000, 950, 5, false},
        {1000, 949, 5, true},
        {1000, 951, 5, false},
        {1000, 999, 0, true},
        {1000, 1000, 0, false},
        {10, 9, 10, false},
        {9, 8, 11, true},
        {9, 8, 12, false},
        {3, 1, 66, true},
        {3, 1, 67, false},
        {7, 1, 100, false},
        {0, 0, 0, false},
        {7, 1, 200, false},
        {most, most - most / 2, 50, false},
        {most, most / 2, 50, true},
        {huge, huge - huge / 4, 25, false},
        {huge, huge - huge / 4 - 1, 25, true},
    };
    for (const auto& c : cases) {
        CAPTURE(c.existing);
        CAPTURE(c.matched);
        CAPTURE(c.percent);
        Limits limits;
        limits.max_delete_percent = c.percent;
        const GuardResult result = guard(counts(c.existing, c.matched), limits);
        CHECK(result.verdict == (c.blocked ? Verdict::blocked : Verdict::allowed));
        CHECK(result.rule == (c.blocked ? GuardRule::max_delete_percent : GuardRule::none));
    }
}

TEST_CASE("both limits together: exceeding either stops") {
    Limits limits;
    limits.max_delete = 10;
    limits.max_delete_percent = 5;
    CHECK(guard(counts(100, 95), limits).verdict == Verdict::allowed);
    CHECK(guard(counts(100, 94), limits).rule == GuardRule::max_delete_percent);
    CHECK(guard(counts(1000, 989), limits).rule == GuardRule::max_delete);
    CHECK(guard(counts(100, 50), limits).rule == GuardRule::max_delete);
}

TEST_CASE("the override must be exactly the plan's number of deletes") {
    Limits by_count, by_percent;
    by_count.max_delete = 5;
    by_percent.max_delete_percent = 1;
    for (const Limits& limits : {by_count, by_percent}) {
        GuardInput input = counts(100, 80);
        for (const std::uint64_t wrong : {0u, 5u, 19u, 21u, 100u}) {
            input.allowed_deletes = wrong;
            CAPTURE(wrong);
            const GuardResult result = guard(input, limits);
            CHECK(result.verdict == Verdict::blocked);
            CHECK(says(result.message, "--allow-deletes " + std::to_string(wrong) + " does not name this number"));
            CHECK(says(result.suggestion, "muster apply PLAN --allow-deletes 20"));
        }
        input.allowed_deletes = 20;
        const GuardResult result = guard(input, limits);
        CHECK(result.verdict == Verdict::allowed);
        CHECK(result.rule == GuardRule::none);
        CHECK(says(result.message, "--allow-deletes 20 overrides the limit"));
    }
}

TEST_CASE("the messages of the limits name the limit, both numbers and the way out") {
    Limits limits;
    limits.max_delete = 5;
    CHECK(guard(counts(100, 80), limits).message ==
          "The limit max_delete of 5 stops this run. Of the 100 contacts at the destination, the file has 80; 20 "
          "contacts "
          "would have been deleted. Nothing was written.");
    limits.max_delete.reset();
    limits.max_delete_percent = 10;
    CHECK(guard(counts(100, 80), limits).message ==
          "The limit max_delete_percent of 10 % stops this run. Of the 100 contacts at the destination, the file has "
          "80; 20 "
          "contacts would have been deleted (of 100). Nothing was written.");
}

TEST_CASE("rows without a readable key above their limit withhold deletes") {
    const struct {
        std::uint64_t unreadable, rows, percent;
        bool withheld;
    } cases[] = {
        {0, 1000, 0, false},         {1, 1000, 0, true},
        {50, 1000, 5, false},        {51, 1000, 5, true},
        {49, 1000, 5, false},        {1, 1, 99, true},
        {1, 1, 100, false},          {1, 0, 0, true},
        {most / 2, most, 50, false}, {most / 2 + 1, most, 50, true},
    };
    for (const auto& c : cases) {
        CAPTURE(c.unreadable);
        CAPTURE(c.rows);
        CAPTURE(c.percent);
        GuardInput input = counts(100, 90);
        input.rows = c.rows;
        input.unreadable_keys = c.unreadable;
        input.attended = true;
        Limits limits;
        limits.unreadable_keys_percent = c.percent;
        const GuardResult result = guard(input, limits);
        CHECK(result.verdict == (c.withheld ? Verdict::withheld : Verdict::allowed));
        CHECK(result.rule == (c.withheld ? GuardRule::unreadable_keys : GuardRule::none));
        CHECK(says(result.message, "Nothing was written") == false);
        CHECK(says(result.message, "The deletes are withheld") == c.withheld);
        input.replaces_all = true;
        CHECK(guard(input, limits).verdict == (c.withheld ? Verdict::blocked : Verdict::allowed));
    }
}

TEST_CASE("rows without a readable key withhold nothing where nothing is missing") {
    GuardInput input = counts(100, 100);
    input.unreadable_keys = 1;
    CHECK(guard(input, {}).verdict == Verdict::allowed);
    input = counts(0, 0);
    input.unreadable_keys = 1;
    CHECK(guard(input, {}).verdict == Verdict::allowed);
    // A clear that knows only the count of contacts cannot tell who is missing.
    input = counts(100, 100);
    input.unreadable_keys = 1;
    input.replaces_all = true;
    CHECK(guard(input, {}).rule == GuardRule::unreadable_keys);
    CHECK(guard(input, {}).verdict == Verdict::blocked);
}

TEST_CASE("a truncated file never deletes and stops the run") {
    for (const bool attended : {false, true}) {
        GuardInput input = counts(100, 100);
        input.truncated = true;
        input.attended = attended;
        CHECK(guard(input, {}).verdict == Verdict::blocked);
        CHECK(guard(input, {}).rule == GuardRule::truncated);
        CHECK(says(guard(input, {}).message, "Nothing was written."));
    }
    GuardInput empty_destination = counts(0, 0);
    empty_destination.truncated = true;
    CHECK(guard(empty_destination, {}).rule == GuardRule::truncated);
}

TEST_CASE("an unattended first run withholds deletes, where there are any") {
    GuardInput input = counts(100, 99);
    input.first_run = true;
    CHECK(guard(input, {}).verdict == Verdict::withheld);
    CHECK(guard(input, {}).rule == GuardRule::first_run);
    CHECK(says(guard(input, {}).suggestion, "muster plan"));
    input.attended = true;
    CHECK(guard(input, {}).verdict == Verdict::allowed);
    input.attended = false;
    input.matched = 100;
    CHECK(guard(input, {}).verdict == Verdict::allowed);
}

TEST_CASE("an unattended first run clears nothing whose contacts it can only count, however many the file has") {
    for (const std::uint64_t matched : {99u, 100u, 250u}) {
        GuardInput input = counts(100, matched);
        input.replaces_all = input.first_run = true;
        CHECK(guard(input, {}).verdict == Verdict::blocked);
        CHECK(guard(input, {}).rule == GuardRule::first_run);
        CHECK(says(guard(input, {}).message, "Against the 100 contacts at the destination, the file has " + std::to_string(matched)));
        input.attended = true;
        CHECK(guard(input, {}).verdict == Verdict::allowed);
        input.attended = false;
        input.existing = 0;
        CHECK(guard(input, {}).verdict == Verdict::allowed);
    }
}

TEST_CASE("a mere count can be matched more often than it exists: nothing is missing then") {
    GuardInput input = counts(100, 250);
    input.replaces_all = true;
    CHECK(guard(input, {}).deletes == 0);
    CHECK(guard(input, {}).verdict == Verdict::allowed);
}

TEST_CASE("in combination the first rule of the order decides") {
    // Every rule on or off, in the order of precedence.
    for (unsigned set = 0; set < 64; ++set) {
        CAPTURE(set);
        const bool is_truncated = set & 1, is_ten = set & 2, is_count = set & 4, is_share = set & 8, is_key = set & 16,
                   is_first = set & 32;
        GuardInput input = counts(1000, is_ten ? 100 : 900);
        input.truncated = is_truncated;
        input.unreadable_keys = is_key ? 1 : 0;
        input.first_run = is_first;
        Limits limits;
        if (is_count) limits.max_delete = 99;
        if (is_share) limits.max_delete_percent = 9;
        const GuardRule expected = is_truncated ? GuardRule::truncated
                                   : is_ten     ? GuardRule::ten_percent
                                   : is_count   ? GuardRule::max_delete
                                   : is_share   ? GuardRule::max_delete_percent
                                   : is_key     ? GuardRule::unreadable_keys
                                   : is_first   ? GuardRule::first_run
                                                : GuardRule::none;
        const Verdict verdict = set == 0                                         ? Verdict::allowed
                                : is_truncated || is_ten || is_count || is_share ? Verdict::blocked
                                                                                 : Verdict::withheld;
        const GuardResult result = guard(input, limits);
        CHECK(result.rule == expected);
        CHECK(result.verdict == verdict);
        CHECK(!result.message.empty());
        CHECK(result.suggestion.empty() == (set == 0));
        CHECK(says(result.message, "Nothing was written.") == (verdict == Verdict::blocked));
        // The override lifts the user's limits and nothing else.
        input.allowed_deletes = result.deletes;
        if (!is_truncated && !is_ten) {
            CHECK(guard(input, limits).rule == (is_key     ? GuardRule::unreadable_keys
                                                : is_first ? GuardRule::first_run
                                                           : GuardRule::none));
        } else {
            CHECK(guard(input, limits).rule == expected);
        }
    }
}

TEST_CASE("verdicts and rules have stable names") {
    CHECK(name_of(Verdict::allowed) == "allowed");
    CHECK(name_of(Verdict::withheld) == "withheld");
    CHECK(name_of(Verdict::blocked) == "blocked");
    CHECK(name_of(GuardRule::none).empty());
    CHECK(name_of(GuardRule::ten_percent) == "ten_percent");
    CHECK(name_of(GuardRule::max_delete) == "max_delete");
    CHECK(name_of(GuardRule::max_delete_percent) == "max_delete_percent");
    CHECK(name_of(GuardRule::unreadable_keys) == "unreadable_keys");
    CHECK(name_of(GuardRule::truncated) == "truncated");
    CHECK(name_of(GuardRule::first_run) == "first_run");
}
