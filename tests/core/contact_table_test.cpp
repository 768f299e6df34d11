#include "muster/contact_table.hpp"

#include <doctest/doctest.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "muster/fingerprint.hpp"
#include "muster/plan.hpp"

using namespace muster;

namespace {

constexpr std::uint64_t salt = 7;

std::size_t allocated = 0, most_allocated = 0;

Record record_of(std::string_view key, std::uint64_t row, std::uint64_t fingerprint) {
    Record record;
    record.key = key;
    record.row = row;
    record.fingerprint = fingerprint;
    return record;
}

std::string address(std::size_t number) { return "contact" + std::to_string(number) + "@mail.example"; }

ContactTable::Entry& put(ContactTable& table, std::string_view key, std::uint64_t hash, std::uint64_t row = 1, std::uint64_t fingerprint = 1) {
    ContactTable::Entry& entry = table.find_or_add(key, hash);
    table.set_record(entry, record_of(key, row, fingerprint), Action::insert);
    return entry;
}

// The most memory that a plan takes in which the destination has every contact of the file.
std::size_t memory_of_plan(std::size_t contacts, bool expected) {
    const std::size_t before = most_allocated = allocated;
    Snapshot snapshot(salt);
    if (expected) snapshot.reserve(contacts);
    const auto key = [](std::size_t i) { return "c" + std::to_string(i / 10'000) + ".first.last" + std::to_string(i % 10'000) + "@mail.example"; };
    for (std::size_t i = 0; i < contacts; ++i) snapshot.add(key(i), 5);
    Planner planner({}, std::move(snapshot));
    for (std::size_t i = 0; i < contacts; ++i) planner.add(record_of(key(i), i, 5));
    CHECK(planner.counts().unchanged == contacts);
    return most_allocated - before;
}

}  // namespace

// Not inlined: a compiler that sees malloc in one of them and free in the other takes them for a mismatched pair.
[[gnu::noinline]] void* operator new(std::size_t size) {
    void* memory = std::malloc(size);
    if (memory == nullptr) throw std::bad_alloc();
    allocated += malloc_usable_size(memory);
    most_allocated = std::max(most_allocated, allocated);
    return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    allocated -= malloc_usable_size(memory);
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

TEST_CASE("a further contact takes at most 64 bytes, with an address of 32") {
    for (const bool expected : {true, false}) {
        CAPTURE(expected);
        constexpr std::size_t contacts = 200'000;
        const std::size_t more = memory_of_plan(2 * contacts, expected) - memory_of_plan(contacts, expected);
        CHECK(more > 40 * contacts);
        CHECK(more <= 64 * contacts);
    }
}

TEST_CASE("the text of a key is known again, whatever it ends with") {
    KeyTexts texts;
    std::vector<std::string> keys{"", "a", "a@x", "b@x", "@x", "@", "a@b@x", "7", std::string(254, 'l') + "@x", std::string(255, 'l') + "@x",
                                  std::string(300, 'l'), "a@" + std::string(62, 'd'), "a@" + std::string(63, 'd'), "a@" + std::string(64, 'd'),
                                  std::string(3'000'000, 'x'), "after@x"};
    std::vector<KeyTexts::Position> positions;
    for (const std::string& key : keys) positions.push_back(texts.keep(key));
    for (std::size_t i = 0; i < keys.size(); ++i) {
        for (std::size_t j = 0; j < keys.size(); ++j) {
            CAPTURE(i);
            CAPTURE(j);
            CHECK(texts.is(positions[i], keys[j]) == (i == j));
        }
    }
}

TEST_CASE("there may be more ends of addresses than are shared") {
    KeyTexts texts;
    std::vector<KeyTexts::Position> positions;
    constexpr std::size_t keys = 70'000;
    const auto key = [](std::size_t i) { return "a@" + std::to_string(i) + ".example"; };
    for (std::size_t i = 0; i < keys; ++i) positions.push_back(texts.keep(key(i), i));
    for (std::size_t i = 0; i < keys; ++i) {
        REQUIRE(texts.is(positions[i], key(i)));
        REQUIRE_FALSE(texts.is(positions[i], key(i + 1)));
        REQUIRE(texts.beside(positions[i]) == i);
    }
    CHECK(texts.is(texts.keep(key(0)), key(0)));
    CHECK(texts.is(texts.keep(key(keys - 1)), key(keys - 1)));
}

TEST_CASE("a key is found again, also after the table has grown many times") {
    constexpr std::size_t keys = 50'000;
    for (const std::size_t reserved : {std::size_t{0}, std::size_t{100}, keys, 3 * keys}) {
        CAPTURE(reserved);
        ContactTable table(salt);
        table.reserve(reserved);
        for (std::size_t i = 0; i < keys; ++i) {
            const std::string key = address(i);
            table.prefetch(key_hash(key, salt));
            REQUIRE(table.find(key, key_hash(key, salt)) == nullptr);
            put(table, key, key_hash(key, salt), i);
        }
        REQUIRE(table.size() == keys);
        for (std::size_t i = 0; i < keys; ++i) {
            const std::string key = address(i);
            const ContactTable::Entry* entry = table.find(key, key_hash(key, salt));
            REQUIRE(entry != nullptr);
            REQUIRE(entry->row() == i);
            REQUIRE(&table.find_or_add(key, key_hash(key, salt)) == entry);
        }
        CHECK(table.size() == keys);
    }
}

TEST_CASE("different keys of one hash stay different") {
    // 0 is a hash like any other, and so is one whose place is the last of the table.
    for (const std::uint64_t hash : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{0xFFFF'FFFF}}) {
        CAPTURE(hash);
        ContactTable table(salt);
        std::uint64_t row = 0;
        for (const char* key : {"a", "b", "", "ab"}) put(table, key, hash, ++row);
        row = 0;
        for (const char* key : {"a", "b", "", "ab"}) CHECK(table.find_or_add(key, hash).row() == ++row);
        CHECK(table.size() == 4);
    }
}

TEST_CASE("hashes that agree in the bits that the table looks at first are told apart") {
    ContactTable table(salt);
    constexpr std::uint64_t shared = 0x00AB'0005;   // the place in the table, and the byte that stands there
    for (std::uint64_t i = 0; i < 200; ++i) put(table, std::to_string(i), shared | i << 8, i);
    for (std::uint64_t i = 0; i < 200; ++i) CHECK(table.find_or_add(std::to_string(i), shared | i << 8).row() == i);
    CHECK(table.size() == 200);
    CHECK(table.find("200", shared) == nullptr);
}

TEST_CASE("a contact is found by its key, and by its text once the file has it") {
    ContactTable table(salt);
    table.add_contact("a@x", 5, true);
    table.add_contact("b@x", 6, false);
    const std::uint64_t hash = key_hash("a@x", salt);
    ContactTable::Entry* entry = table.find("a@x", hash);
    REQUIRE(entry != nullptr);
    CHECK(entry->is_contact());
    CHECK(entry->in_scope());
    CHECK_FALSE(entry->is_in_file());
    CHECK(table.contact_fingerprint(*entry) == 5);
    // The hash that chooses the place is not enough.
    CHECK(table.find("c@x", hash) == nullptr);
    table.set_record(*entry, record_of("a@x", 1, 5), Action::unchanged);
    CHECK(table.find("a@x", hash) == entry);
    CHECK(table.find("c@x", hash) == nullptr);
    CHECK_FALSE(table.find("b@x", key_hash("b@x", salt))->in_scope());
}

TEST_CASE("of contacts that are known by their hash alone that hash decides") {
    ContactTable table(salt);
    table.add_contact_by_hash(key_hash("a@x", salt), 5, true);
    CHECK(table.find("a@x", key_hash("a@x", salt)) != nullptr);
    CHECK(table.find("b@x", key_hash("b@x", salt)) == nullptr);
    CHECK(table.find("a@x", key_hash("a@x", salt) ^ std::uint64_t{1} << 63) == nullptr);
}

TEST_CASE("what a contact was last written with is known as long as the file has other values of it, and then still") {
    for (const std::uint64_t known : {0u, 5u}) {
        CAPTURE(known);
        ContactTable table(salt);
        table.add_contact("a@x", known, true);
        ContactTable::Entry& entry = *table.find("a@x", key_hash("a@x", salt));
        std::uint64_t row = 0;
        for (const std::uint64_t fingerprint : {5u, 9u, 8u, 5u, 7u}) {
            table.set_record(entry, record_of("a@x", ++row, fingerprint), Action::compare);
            CHECK(entry.fingerprint() == fingerprint);
            CHECK(entry.row() == row);
            CHECK(table.contact_fingerprint(entry) == known);
            CHECK(table.find("a@x", key_hash("a@x", salt)) == &entry);
        }
    }
}

TEST_CASE("an entry keeps rows of any size, its action and its marks apart") {
    ContactTable table(salt);
    table.add_contact("a", 1, true);
    ContactTable::Entry& entry = *table.find("a", key_hash("a", salt));
    for (const std::uint64_t row : {std::uint64_t{1}, (std::uint64_t{1} << 24) - 1, std::uint64_t{1} << 24, std::uint64_t{0xABCD'EF01'2345}}) {
        for (const Action action : {Action::insert, Action::duplicate_rejected, Action::compare}) {
            table.set_record(entry, record_of("a", row, 1), action);
            CHECK(entry.row() == row);
            CHECK(entry.action() == action);
            CHECK(entry.is_contact());
            CHECK_FALSE(entry.is_matched());
        }
    }
    entry.mark_matched();
    entry.set_action(Action::unchanged);
    CHECK(entry.is_matched());
    CHECK(entry.action() == Action::unchanged);
    CHECK(entry.row() == 0xABCD'EF01'2345);
    CHECK(table.find("a", key_hash("a", salt)) == &entry);
}

TEST_CASE("a copy of a table goes on alone") {
    ContactTable table(salt);
    for (std::size_t i = 0; i < 1000; ++i) table.add_contact(address(i), 1, true);
    ContactTable copy = table;
    for (std::size_t i = 500; i < 2000; ++i) put(copy, address(i), key_hash(address(i), salt), i);
    CHECK(table.size() == 1000);
    CHECK(copy.size() == 2000);
    for (std::size_t i = 0; i < 2000; ++i) {
        const ContactTable::Entry* entry = copy.find(address(i), key_hash(address(i), salt));
        REQUIRE(entry != nullptr);
        REQUIRE(entry->is_in_file() == (i >= 500));
        REQUIRE((table.find(address(i), key_hash(address(i), salt)) != nullptr) == (i < 1000));
    }
    CHECK_FALSE(table.find(address(600), key_hash(address(600), salt))->is_in_file());
}
