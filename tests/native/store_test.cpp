#include "native/store/store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/folder.hpp"

using namespace muster::native;

namespace {

StoredRun run_of(const std::string& id, const std::string& started) {
    return {id, "contacts", started, started, "done", 0, "{\"run_id\":\"" + id + "\"}"};
}

}  // namespace

TEST_CASE("runs are kept for their owner only and listed newest first") {
    const muster::test::TemporaryFolder folder;
    const std::string home = (folder.path() / "home" / "muster").string();
    {
        auto store = Store::open(home);
        REQUIRE(store.ok());
        REQUIRE(store->add(run_of("one", "2026-01-01T00:00:00Z")).ok());
        REQUIRE(store->add(run_of("two", "2026-01-02T00:00:00Z")).ok());
        REQUIRE(store->add(run_of("three", "2026-01-02T00:00:00Z")).ok());
    }
    auto store = Store::open(home);
    REQUIRE(store.ok());
    auto runs = store->list(2);
    REQUIRE(runs.ok());
    REQUIRE(runs->size() == 2);
    CHECK((*runs)[0].run_id == "three");
    CHECK((*runs)[1].run_id == "two");
    auto found = store->find("one");
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    CHECK((*found)->report_json == "{\"run_id\":\"one\"}");
    CHECK_FALSE(store->find("four")->has_value());
    struct stat facts {};
    REQUIRE(stat((home + "/history.db").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    REQUIRE(stat(home.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0700);
}

TEST_CASE("a home that cannot be used is told") {
    const muster::test::TemporaryFolder folder;
    auto store = Store::open(folder.write("file", "no folder") + "/home");
    REQUIRE_FALSE(store.ok());
    CHECK(store.error().message.find("history") != std::string::npos);
    CHECK_FALSE(store.error().suggestion.empty());
}
