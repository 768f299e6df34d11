#include "muster/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace muster;

namespace {

constexpr std::uint64_t salt = 42;

Record record_of(std::string_view key, std::uint64_t row, std::uint64_t fingerprint) {
    Record record;
    record.key = key;
    record.row = row;
    record.fingerprint = fingerprint;
    return record;
}

Snapshot snapshot_of(std::vector<std::pair<std::string, std::uint64_t>> contacts) {
    Snapshot snapshot(salt);
    for (const auto& [key, fingerprint] : contacts) snapshot.add(key, fingerprint);
    return snapshot;
}

std::vector<std::byte> bytes_of(std::string_view text) {
    std::vector<std::byte> bytes(text.size());
    std::transform(text.begin(), text.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    return bytes;
}

std::string keys_file(std::vector<std::string> keys, std::uint64_t count, bool fingerprints) {
    std::vector<std::uint64_t> hashes;
    for (const std::string& key : keys) hashes.push_back(key_hash(key, salt));
    std::sort(hashes.begin(), hashes.end());
    std::string file = keys_file_header(count, salt, fingerprints);
    const auto append = [&](std::uint64_t value) {
        for (int i = 0; i < 8; ++i) file += static_cast<char>(value >> (8 * i) & 0xFF);
    };
    for (const std::uint64_t hash : hashes) {
        append(hash);
        if (fingerprints) append(9);
    }
    return file;
}

void check_sums(const Counts& counts) {
    CHECK(counts.rows == counts.records + counts.rejected + counts.skipped);
    CHECK(counts.records == counts.insert + counts.update + counts.unchanged + counts.failed);
}

}  // namespace

TEST_CASE("records become inserts, comparisons and unchanged ones, and the rest is missing") {
    Planner planner({}, snapshot_of({{"a", 1}, {"b", 2}, {"c", 3}}));
    CHECK(planner.add(record_of("a", 1, 1)).action == Action::unchanged);
    CHECK(planner.add(record_of("b", 2, 5)).action == Action::compare);
    CHECK(planner.add(record_of("new", 3, 6)).action == Action::insert);
    CHECK(planner.is_missing("c"));
    CHECK_FALSE(planner.is_missing("a"));
    CHECK_FALSE(planner.is_missing("new"));
    const Counts& counts = planner.counts();
    CHECK(counts.existing == 3);
    CHECK(counts.matched == 2);
    CHECK(counts.insert == 1);
    CHECK(counts.update == 1);
    CHECK(counts.unchanged == 1);
    planner.confirm_comparison(1);
    CHECK(planner.counts().update == 0);
    CHECK(planner.counts().unchanged == 2);
    check_sums(planner.counts());
}

TEST_CASE("an unknown fingerprint is never taken for equal") {
    Planner planner({}, snapshot_of({{"a", 0}}));
    CHECK(planner.add(record_of("a", 1, 1)).action == Action::compare);
}

TEST_CASE("the modes leave alone what they do not name") {
    Planner::Options options;
    options.mode.update = false;
    Planner insert_only(options, snapshot_of({{"a", 1}}));
    CHECK(insert_only.add(record_of("a", 1, 2)).action == Action::unchanged);
    CHECK(insert_only.add(record_of("b", 2, 2)).action == Action::insert);
    check_sums(insert_only.counts());
    options.mode = {};
    options.mode.insert = false;
    Planner update_only(options, snapshot_of({{"a", 1}}));
    CHECK(update_only.add(record_of("a", 1, 2)).action == Action::compare);
    CHECK(update_only.add(record_of("b", 2, 2)).action == Action::not_at_destination);
    CHECK(update_only.counts().failed == 1);
    check_sums(update_only.counts());
}

TEST_CASE("rows that are not at the destination are known by their number, of one key the one that counts") {
    Planner::Options options;
    options.mode.insert = false;
    Planner planner(options, snapshot_of({{"a", 1}}));
    for (const auto& [key, row] : std::vector<std::pair<std::string, std::uint64_t>>{{"b", 1}, {"a", 2}, {"c", 3}, {"b", 4}, {"d", 5}}) {
        planner.add(record_of(key, row, row));
    }
    CHECK(planner.counts().failed == 3);
    CHECK(planner.rows_not_at_destination().text() == "3-5");
}

TEST_CASE("of a file that was done but for some rows only those are tried again, and all keys count as found") {
    Planner::Options options;
    options.mode.insert = false;
    options.only_rows.emplace();
    options.only_rows->add(2);
    options.only_rows->add(3);
    Planner planner(options, snapshot_of({{"a", 1}, {"b", 1}}));
    CHECK(planner.add(record_of("a", 1, 9)).action == Action::unchanged);
    CHECK(planner.add(record_of("b", 2, 9)).action == Action::compare);
    CHECK(planner.add(record_of("c", 3, 9)).action == Action::not_at_destination);
    CHECK(planner.add(record_of("deleted since", 4, 9)).action == Action::unchanged);
    CHECK(planner.counts().matched == 2);
    CHECK(planner.rows_not_at_destination().text() == "3");
    check_sums(planner.counts());
}

TEST_CASE("rows of one key: equal ones collapse, and the chosen one of different ones wins") {
    struct Case {
        Duplicates duplicates;
        Action second;
        std::uint64_t skipped, rejected, records;
    };
    for (const Case& c : {Case{Duplicates::last, Action::insert, 2, 0, 1}, Case{Duplicates::first, Action::duplicate_ignored, 2, 0, 1},
                          Case{Duplicates::reject, Action::duplicate_rejected, 1, 2, 0}}) {
        CAPTURE(static_cast<int>(c.duplicates));
        Planner planner({{}, c.duplicates}, Snapshot(salt));
        planner.add(record_of("a", 1, 1));
        const auto same = planner.add(record_of("a", 2, 1));
        CHECK(same.action == Action::duplicate_same);
        CHECK(same.other_row == 1);
        const auto other = planner.add(record_of("a", 3, 2));
        CHECK(other.action == c.second);
        CHECK(other.other_row == 1);
        CHECK(other.replaces_earlier == (c.duplicates == Duplicates::last));
        CHECK(other.rejects_earlier == (c.duplicates == Duplicates::reject));
        CHECK(planner.counts().skipped == c.skipped);
        CHECK(planner.counts().rejected == c.rejected);
        CHECK(planner.counts().records == c.records);
        check_sums(planner.counts());
    }
}

TEST_CASE("ten thousand copies of one row count as one key") {
    Planner planner({}, snapshot_of({{"a", 1}, {"b", 1}}));
    for (std::uint64_t row = 1; row <= 10000; ++row) planner.add(record_of("a", row, 1));
    CHECK(planner.counts().matched == 1);
    CHECK(planner.counts().skipped == 9999);
    check_sums(planner.counts());
}

TEST_CASE("a rejected row protects its key; one without a key is counted") {
    Planner planner({}, snapshot_of({{"a", 1}, {"b", 1}}));
    planner.reject("a");
    planner.reject("unknown");
    planner.reject("");
    CHECK_FALSE(planner.is_missing("a"));
    CHECK(planner.is_missing("b"));
    CHECK(planner.counts().matched == 1);
    CHECK(planner.counts().rejected == 3);
    CHECK(planner.counts().unreadable_keys == 1);
    check_sums(planner.counts());
}

TEST_CASE("contacts out of scope are matched but neither counted nor deleted") {
    Snapshot snapshot(salt);
    snapshot.add("mine", 1, true);
    snapshot.add("other", 1, false);
    Planner planner({}, std::move(snapshot));
    CHECK(planner.counts().existing == 1);
    CHECK(planner.add(record_of("other", 1, 1)).action == Action::unchanged);
    CHECK(planner.counts().matched == 0);
    CHECK(planner.is_missing("mine"));
    CHECK_FALSE(planner.is_missing("other"));
}

TEST_CASE("where the destination cannot list all contacts, those it may have are sent to be changed") {
    Snapshot snapshot(salt);
    snapshot.add("known", 1);
    snapshot.set_incomplete();
    Planner::Options options;
    options.mode.insert = false;
    Planner planner(options, std::move(snapshot));
    CHECK(planner.add(record_of("unknown", 1, 1)).action == Action::compare);
    CHECK(planner.add(record_of("known", 2, 1)).action == Action::unchanged);
    CHECK(planner.counts().update == 1);
    CHECK(planner.rows_not_at_destination().empty());
    check_sums(planner.counts());
}

TEST_CASE("where everything is replaced, the different valid keys of the file are compared with a mere count") {
    Snapshot snapshot(salt);
    snapshot.add("a", 0, false);
    snapshot.add("b", 0, false);
    snapshot.set_replaced(100);
    Planner planner({}, std::move(snapshot));
    CHECK(planner.replaces_all());
    CHECK(planner.add(record_of("a", 1, 1)).action == Action::compare);
    CHECK(planner.add(record_of("c", 2, 1)).action == Action::insert);
    CHECK(planner.add(record_of("c", 3, 2)).action == Action::insert);
    CHECK(planner.add(record_of("d", 4, 2)).action == Action::insert);
    planner.reject("b");
    planner.confirm_comparison(0);
    CHECK(planner.counts().existing == 100);
    CHECK(planner.counts().matched == 3);
    CHECK(planner.counts().update == 1);
    CHECK_FALSE(planner.is_missing("b"));
    // One that is known and one that is not are excluded; the rejected one is sent as it was.
    planner.confirm_replacement(2, 1, 1);
    CHECK(planner.counts().matched == 2);
    CHECK(planner.counts().insert == 1);
    CHECK(planner.counts().update == 0);
    CHECK(planner.counts().skipped == 3);
    check_sums(planner.counts());
}

TEST_CASE("generated keys make every row a new contact") {
    Planner planner({{}, Duplicates::last, true}, snapshot_of({{"a", 1}}));
    CHECK(planner.add(record_of("", 1, 1)).action == Action::insert);
    CHECK(planner.add(record_of("", 2, 1)).action == Action::insert);
    CHECK(planner.counts().insert == 2);
}

TEST_CASE("a hundred thousand keys keep their places while the tables grow") {
    Snapshot snapshot(salt);
    for (int i = 0; i < 100000; i += 2) snapshot.add("key" + std::to_string(i), 1);
    Planner planner({}, std::move(snapshot));
    for (int i = 0; i < 100000; ++i) {
        const std::string key = "key" + std::to_string(i);
        const auto decision = planner.add(record_of(key, static_cast<std::uint64_t>(i) + 1, 1));
        REQUIRE(decision.action == (i % 2 == 0 ? Action::unchanged : Action::insert));
    }
    CHECK(planner.counts().matched == 50000);
    CHECK(planner.counts().insert == 50000);
}

TEST_CASE("a keys file gives the same matches as the keys themselves, in any chunking") {
    const std::string file = keys_file({"a", "b", "c"}, 3, true);
    for (std::size_t chunk = 1; chunk <= file.size(); ++chunk) {
        KeysFileReader reader;
        for (std::size_t at = 0; at < file.size(); at += chunk) {
            const auto bytes = bytes_of(std::string_view(file).substr(at, chunk));
            REQUIRE(reader.feed(bytes).ok());
        }
        auto snapshot = reader.finish();
        REQUIRE(snapshot.ok());
        Planner planner({}, std::move(*snapshot));
        CHECK(planner.add(record_of("a", 1, 9)).action == Action::unchanged);
        CHECK(planner.add(record_of("b", 2, 8)).action == Action::compare);
        CHECK(planner.add(record_of("d", 3, 9)).action == Action::insert);
        CHECK(planner.counts().existing == 3);
        CHECK(planner.counts().matched == 2);
    }
}

TEST_CASE("a file that is no keys file is refused with the reason") {
    struct Case {
        std::string file;
        Code code;
    };
    for (const Case& c : {Case{"", Code::syntax_error}, Case{"email;name\na@b.example;A\n", Code::syntax_error},
                          Case{"{\"format\":\"other\"}\n", Code::syntax_error}, Case{std::string(5000, 'x'), Code::syntax_error},
                          Case{keys_file({"a", "b"}, 3, false), Code::file_truncated},
                          Case{keys_file({"a", "b"}, 2, false) + "abc", Code::file_truncated},
                          Case{keys_file({"a", "b"}, 1, false), Code::syntax_error}}) {
        CAPTURE(c.file.substr(0, 40));
        KeysFileReader reader;
        const auto fed = reader.feed(bytes_of(c.file));
        if (!fed) {
            CHECK(fed.error().code == c.code);
            continue;
        }
        const auto finished = reader.finish();
        REQUIRE_FALSE(finished.ok());
        CHECK(finished.error().code == c.code);
        CHECK_FALSE(finished.error().suggestion.empty());
    }
}
