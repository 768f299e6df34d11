#include "native/store/store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;

namespace {

StoredRun run_of(const std::string& id, const std::string& started) {
    StoredRun run;
    run.run_id = id;
    run.sync_name = "CRM to contacts";
    run.started = started;
    run.finished = started;
    run.outcome = "done";
    run.exit_code = 6;
    run.report_json = "{\"run\":\"" + id + "\"}";
    return run;
}

mode_t permissions_of(const std::string& path) {
    struct stat facts {};
    REQUIRE(stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777;
}

}  // namespace

TEST_CASE("the history is made on demand, for its owner only") {
    const test::TemporaryFolder folder;
    const std::string home = (folder.path() / "state" / "muster").string();
    auto store = Store::open(home);
    REQUIRE(store.ok());
    CHECK(permissions_of(home) == 0700);
    CHECK(permissions_of(home + "/history.db") == 0600);
    CHECK(store->list(10)->empty());
}

TEST_CASE("choices are kept for each header and destination, and reading makes no history") {
    const test::TemporaryFolder folder;
    const std::string home = (folder.path() / "state").string();
    auto none = Store::open_existing(home);
    REQUIRE(none.ok());
    CHECK(!*none);
    CHECK_FALSE(std::filesystem::exists(home));
    {
        auto store = Store::open(home);
        REQUIRE(store->remember("header", "a.db", "[1]", "2026-01-01T00:00:00Z").ok());
        REQUIRE(store->remember("header", "b.db", "[2]", "2026-01-01T00:00:00Z").ok());
        REQUIRE(store->remember("header", "a.db", "[3]", "2026-01-02T00:00:00Z").ok());
    }
    auto store = Store::open_existing(home);
    REQUIRE(store.ok());
    REQUIRE(store->has_value());
    CHECK(**(*store)->choices("header", "a.db") == "[3]");
    CHECK(**(*store)->choices("header", "b.db") == "[2]");
    CHECK(!*(*store)->choices("other", "a.db"));
}

TEST_CASE("runs come back, the newest first, their reports one by one") {
    const test::TemporaryFolder folder;
    const std::string home = folder.path().string();
    {
        auto store = Store::open(home);
        REQUIRE(store->add(run_of("b", "2026-02-01T00:00:00Z")).ok());
        REQUIRE(store->add(run_of("c", "2026-03-01T00:00:00Z")).ok());
        REQUIRE(store->add(run_of("a", "2026-01-01T00:00:00Z")).ok());
        CHECK_FALSE(store->add(run_of("a", "2026-04-01T00:00:00Z")).ok());
    }
    auto store = Store::open(home);
    REQUIRE(store.ok());
    std::string order;
    auto runs = store->list(2);
    REQUIRE(runs.ok());
    for (const StoredRun& run : *runs) order += run.run_id;
    CHECK(order == "cb");
    auto found = store->find("a");
    REQUIRE((found.ok() && found->has_value()));
    CHECK((*found)->report_json == "{\"run\":\"a\"}");
    CHECK((*found)->exit_code == 6);
    CHECK((*found)->started == "2026-01-01T00:00:00Z");
    CHECK_FALSE(store->find("d")->has_value());
}

TEST_CASE("a history that cannot be kept says where") {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("file", "text");
    auto store = Store::open(file + "/home");
    REQUIRE_FALSE(store.ok());
    CHECK(store.error().message.find(file) != std::string::npos);
}
