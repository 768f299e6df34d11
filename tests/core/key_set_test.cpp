#include "muster/key_set.hpp"

#include <doctest/doctest.h>

#include <string>

#include "muster/fingerprint.hpp"

using namespace muster;

TEST_CASE("a key is found again, also after the table has grown many times") {
    constexpr std::size_t keys = 50'000;
    for (const std::size_t reserved : {std::size_t{0}, std::size_t{100}, keys, 3 * keys}) {
        CAPTURE(reserved);
        KeySet set;
        set.reserve(reserved);
        for (std::size_t i = 0; i < keys; ++i) {
            const std::string key = "contact" + std::to_string(i) + "@mail.example";
            set.prefetch(key_hash(key, 7));
            const KeySet::Place place = set.find_or_add(key, key_hash(key, 7));
            REQUIRE(place.added);
            REQUIRE(place.index == i);
        }
        REQUIRE(set.size() == keys);
        for (std::size_t i = 0; i < keys; ++i) {
            const std::string key = "contact" + std::to_string(i) + "@mail.example";
            const KeySet::Place place = set.find_or_add(key, key_hash(key, 7));
            REQUIRE_FALSE(place.added);
            REQUIRE(place.index == i);
            REQUIRE(set.key(i) == key);
        }
        CHECK(set.size() == keys);
    }
}

TEST_CASE("different keys of one hash stay different") {
    // 0 is a hash like any other, and so is one whose place is the last of the table.
    for (const std::uint64_t hash : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1023}}) {
        CAPTURE(hash);
        KeySet set;
        CHECK(set.find_or_add("a", hash).added);
        CHECK(set.find_or_add("b", hash).added);
        CHECK(set.find_or_add("", hash).added);
        CHECK(set.find_or_add("ab", hash).added);
        CHECK(set.find_or_add("a", hash).index == 0);
        CHECK(set.find_or_add("b", hash).index == 1);
        CHECK(set.find_or_add("", hash).index == 2);
        CHECK(set.find_or_add("ab", hash).index == 3);
        CHECK(set.size() == 4);
    }
}

TEST_CASE("hashes that agree in the bits that the table looks at first are told apart") {
    KeySet set;
    constexpr std::uint64_t shared = 0xAB00'0000'0000'0005;  // byte and place in the table
    for (std::uint64_t i = 0; i < 200; ++i) CHECK(set.find_or_add("key", shared | i << 32).added);
    for (std::uint64_t i = 0; i < 200; ++i) CHECK(set.find_or_add("key", shared | i << 32).index == i);
    CHECK(set.size() == 200);
}

TEST_CASE("a key may be longer than a block of texts, and its text stays where it is") {
    KeySet set;
    set.find_or_add("before", 1);
    const std::string_view before = set.key(0);
    const std::string_view longest(set.key(set.find_or_add(std::string(3'000'000, 'x'), 2).index));
    for (std::uint64_t i = 3; i < 100'000; ++i) set.find_or_add(std::to_string(i), i);
    CHECK(longest == std::string(3'000'000, 'x'));
    CHECK(set.key(0).data() == before.data());
    CHECK(before == "before");
    CHECK(set.find_or_add(longest, 2).index == 1);
}
