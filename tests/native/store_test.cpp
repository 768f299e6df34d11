#include "native/store/store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "native/store/run_lock.hpp"
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
        REQUIRE(store->put(run_of("b", "2026-02-01T00:00:00Z")).ok());
        REQUIRE(store->put(run_of("c", "2026-03-01T00:00:00Z")).ok());
        REQUIRE(store->put(run_of("a", "2026-01-01T00:00:00Z")).ok());
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

TEST_CASE("a run that had begun goes on as long as its lock is held, and was interrupted when nobody holds it") {
    const test::TemporaryFolder folder;
    const std::string home = folder.path().string();
    auto store = Store::open(home);
    REQUIRE(store.ok());
    StoredRun run = run_of("a", "2026-01-01T00:00:00Z");
    run.outcome = running_outcome;
    run.finished.clear();
    REQUIRE(store->put(run).ok());
    CHECK((*store->find("a"))->outcome == "interrupted");
    {
        auto lock = lock_run(home, "a");
        REQUIRE(lock.ok());
        CHECK_FALSE(lock_run(home, "a").ok());
        remove_stale_locks(home);
        CHECK((*store->find("a"))->outcome == "running");
        CHECK(store->list(1)->front().outcome == "running");
    }
    CHECK((*store->find("a"))->outcome == "interrupted");
    folder.write("running/b", "");
    remove_stale_locks(home);
    CHECK(std::filesystem::is_empty(home + "/running"));
    run.outcome = "done";
    run.finished = "2026-01-01T00:00:05Z";
    REQUIRE(store->put(run).ok());
    CHECK(store->list(10)->size() == 1);
    CHECK((*store->find("a"))->outcome == "done");
    CHECK((*store->find("a"))->finished == run.finished);
}

TEST_CASE("the runs of a sync up to one come with their reports, and old runs are forgotten") {
    const test::TemporaryFolder folder;
    auto store = Store::open(folder.path().string());
    REQUIRE(store.ok());
    for (int i = 1; i <= 5; ++i) REQUIRE(store->put(run_of("r" + std::to_string(i), "2026-01-0" + std::to_string(i) + "T00:00:00Z")).ok());
    StoredRun other = run_of("x", "2026-01-03T00:00:00Z");
    other.sync_name = "another";
    REQUIRE(store->put(other).ok());
    auto runs = store->runs_up_to(**store->find("r4"), 3);
    REQUIRE(runs.ok());
    REQUIRE(runs->size() == 3);
    CHECK(runs->front().run_id == "r4");
    CHECK(runs->front().report_json == "{\"run\":\"r4\"}");
    CHECK(runs->back().run_id == "r2");
    REQUIRE(store->keep_newest(2).ok());
    CHECK(store->list(10)->size() == 2);
    CHECK(store->find("r5")->has_value());
    CHECK_FALSE(store->find("r3")->has_value());
}

TEST_CASE("a history that cannot be kept says where") {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("file", "text");
    auto store = Store::open(file + "/home");
    REQUIRE_FALSE(store.ok());
    CHECK(store.error().message.find(file) != std::string::npos);
}
