// How files for people come to be.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "native/files/file_writer.hpp"
#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::content_of;
using muster::test::TemporaryFolder;

TEST_CASE("a file appears whole, for its owner only") {
    const TemporaryFolder folder;
    const std::string path = folder.path() / "out.csv";
    auto file = FileWriter::create(path);
    REQUIRE(file.ok());
    REQUIRE(file->write("content").ok());
    CHECK(!std::filesystem::exists(path));
    REQUIRE(file->commit().ok());
    CHECK(content_of(path) == "content");
    struct stat state {};
    REQUIRE(stat(path.c_str(), &state) == 0);
    CHECK((state.st_mode & 0777) == 0600);
}

TEST_CASE("a file that is given up leaves the former one and nothing else") {
    const TemporaryFolder folder;
    const std::string path = folder.write("out.csv", "former");
    {
        auto file = FileWriter::create(path);
        REQUIRE(file.ok());
        REQUIRE(file->write(std::string(200'000, 'x')).ok());
    }
    CHECK(content_of(path) == "former");
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a file that cannot be made is refused with the reason") {
    const TemporaryFolder folder;
    const auto refusal = [](const std::string& path) {
        auto file = FileWriter::create(path);
        REQUIRE(!file.ok());
        return file.error().code;
    };
    CHECK(refusal(folder.path() / "missing" / "out.csv") == Code::not_found);
    CHECK(refusal(folder.path()) == Code::invalid_value);
    CHECK(refusal("/dev/null") == Code::invalid_value);
    CHECK(refusal("/proc/out.csv") != Code::internal_error);
}
