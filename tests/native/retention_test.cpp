#include "native/store/retention.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <utime.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "native/files/file_writer.hpp"
#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;

namespace {

constexpr std::int64_t now = 2'000'000'000;
constexpr std::int64_t day = 86400;

void keep(const test::TemporaryFolder& folder, const std::string& name, std::int64_t age, std::size_t bytes = 10) {
    std::filesystem::create_directories(rejected_folder(folder.path().string()));
    const std::string path = folder.write("rejected/" + name, std::string(bytes, 'x'));
    const utimbuf times{now - age, now - age};
    REQUIRE(utime(path.c_str(), &times) == 0);
}

std::string left(const test::TemporaryFolder& folder) {
    std::string names;
    for (const char* name : {"a", "b", "c", "d"}) {
        if (std::filesystem::exists(folder.path() / "rejected" / name)) names += name;
    }
    return names;
}

}  // namespace

TEST_CASE("rejected rows go after their days, and the oldest first where they are too much; those of the newest run stay") {
    const test::TemporaryFolder folder;
    const std::string home = folder.path().string();
    auto store = Store::open(home);
    REQUIRE(store.ok());
    keep(folder, "a", 0, 100);
    keep(folder, "b", day, 10);
    keep(folder, "c", 30 * day - 1, 10);
    keep(folder, "d", 30 * day, 10);
    Retention retention;
    REQUIRE(forget_old(*store, home, retention, now).ok());
    CHECK(left(folder) == "abc");
    retention.rejected_bytes = 110;
    REQUIRE(forget_old(*store, home, retention, now).ok());
    CHECK(left(folder) == "ab");
    retention.rejected_bytes = 99;
    REQUIRE(forget_old(*store, home, retention, now).ok());
    CHECK(left(folder) == "a");
    retention.rejected_days = 0;
    REQUIRE(forget_old(*store, home, retention, now).ok());
    CHECK(left(folder).empty());
}

TEST_CASE("what a killed run has left of its rejected rows goes, and what another run still writes stays") {
    const test::TemporaryFolder folder;
    const std::string home = folder.path().string(), path = rejected_folder(home) + "/20260131T235959Z-7f3a9c.csv";
    auto store = Store::open(home);
    REQUIRE(store.ok());
    keep(folder, "20260131T000000Z-123abc.csv", 0);
    keep(folder, "20260131T000000Z-123abd.csv.aB3xYz", 0);
    auto writing = FileWriter::create(path);
    REQUIRE(writing.ok());
    const auto names = [&] {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(rejected_folder(home))) found.push_back(entry.path().filename().string().substr(0, 27));
        std::sort(found.begin(), found.end());
        return found;
    };
    CHECK(names() == std::vector<std::string>{"20260131T000000Z-123abc.csv", "20260131T000000Z-123abd.csv", "20260131T235959Z-7f3a9c.csv"});
    REQUIRE(forget_old(*store, home, Retention{}, now).ok());
    CHECK(names() == std::vector<std::string>{"20260131T000000Z-123abc.csv", "20260131T235959Z-7f3a9c.csv"});
    REQUIRE(writing->write("rows").ok());
    REQUIRE(writing->commit().ok());
    CHECK(test::content_of(path) == "rows");
}

TEST_CASE("what is kept is set by the environment, and a setting that is no number is refused") {
    unsetenv("MUSTER_KEEP_RUNS");
    unsetenv("MUSTER_KEEP_REJECTED_DAYS");
    CHECK(retention_from_environment()->runs == 1000);
    CHECK(retention_from_environment()->rejected_days == 30);
    setenv("MUSTER_KEEP_RUNS", "7", 1);
    setenv("MUSTER_KEEP_REJECTED_DAYS", "0", 1);
    CHECK(retention_from_environment()->runs == 7);
    CHECK(retention_from_environment()->rejected_days == 0);
    for (const char* wrong : {"x", "-1", "1.5", "7 "}) {
        CAPTURE(wrong);
        setenv("MUSTER_KEEP_RUNS", wrong, 1);
        CHECK(retention_from_environment().error().code == Code::usage);
    }
    unsetenv("MUSTER_KEEP_RUNS");
    unsetenv("MUSTER_KEEP_REJECTED_DAYS");
}
