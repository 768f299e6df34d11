#include "native/db/sqlite.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;

namespace {

std::string file_in(const test::TemporaryFolder& folder, const char* name) { return (folder.path() / name).string(); }

void make(SqliteDatabase& database, const std::string& path) {
    REQUIRE(database.open(path, SqliteDatabase::Mode::create).ok());
    REQUIRE(database.execute("CREATE TABLE t(a, b)").ok());
}

template <class Text>
concept Bindable = requires(Statement& statement, Text&& text) { statement.bind(1, std::forward<Text>(text)); };
template <class Text>
concept Loadable = requires(BulkLoad& load, Text&& text) { load.add(std::forward<Text>(text)); };

}  // namespace

// A text is kept as a view until the statement is done, so that of a temporary nothing would be left.
static_assert(Bindable<std::string&> && Bindable<const std::string&> && Bindable<std::string_view> && Bindable<const char*> && Bindable<std::int64_t>);
static_assert(!Bindable<std::string> && !Bindable<const std::string>);
static_assert(Loadable<std::string&> && Loadable<std::string_view> && Loadable<std::int64_t>);
static_assert(!Loadable<std::string> && !Loadable<const std::string>);

TEST_CASE("names and texts are quoted so that they cannot end early") {
    CHECK(quoted_name(sqlite_dialect, "a\"b") == "\"a\"\"b\"");
    CHECK(quoted_text("it's") == "'it''s'");
}

TEST_CASE("values come back as they were bound") {
    SqliteDatabase database;
    make(database, "");
    auto insert = database.prepare("INSERT INTO t VALUES (?1, ?2)");
    REQUIRE(insert.ok());
    insert->bind(1, std::int64_t{-5});
    insert->bind(2, std::string_view("caf\xC3\xA9"));
    REQUIRE(insert->run().ok());
    insert->bind_null(1);
    insert->bind(2, std::string_view());
    REQUIRE(insert->run().ok());
    CHECK(database.changes() == 1);

    auto select = database.prepare("SELECT a, b FROM t ORDER BY rowid");
    REQUIRE(select.ok());
    REQUIRE(select->step().value());
    CHECK(select->is_integer(0));
    CHECK(select->integer(0) == -5);
    CHECK(select->text(1) == "caf\xC3\xA9");
    REQUIRE(select->step().value());
    CHECK(select->is_null(0));
    CHECK_FALSE(select->is_null(1));
    CHECK(select->text(1).empty());
    CHECK_FALSE(select->step().value());
}

TEST_CASE("a transaction that is not committed leaves nothing behind") {
    SqliteDatabase database;
    make(database, "");
    {
        auto transaction = Transaction::begin(database, Database::Access::write);
        REQUIRE(transaction.ok());
        REQUIRE(database.execute("INSERT INTO t VALUES (1, 2)").ok());
    }
    CHECK(database.integer("SELECT count(*) FROM t").value() == 0);
    CHECK_FALSE(database.in_transaction());
    {
        auto transaction = Transaction::begin(database, Database::Access::read);
        REQUIRE(database.execute("INSERT INTO t VALUES (1, 2)").ok());
        REQUIRE(transaction->commit().ok());
    }
    CHECK(database.integer("SELECT count(*) FROM t").value() == 1);
}

TEST_CASE("a database that is locked by another connection is busy") {
    const test::TemporaryFolder folder;
    SqliteDatabase first, second;
    make(first, file_in(folder, "a.db"));
    REQUIRE(second.open(file_in(folder, "a.db"), SqliteDatabase::Mode::existing).ok());
    second.set_busy_timeout(10);
    auto held = Transaction::begin(first, Database::Access::write);
    REQUIRE(held.ok());
    auto refused = Transaction::begin(second, Database::Access::write);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::destination_busy);
}

TEST_CASE("failures to open say which kind they are") {
    const test::TemporaryFolder folder;
    SqliteDatabase database;
    auto missing = database.open(file_in(folder, "no/such/a.db"), SqliteDatabase::Mode::create);
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().code == Code::not_found);
    CHECK_FALSE(database.is_open());

    std::ofstream(file_in(folder, "text.db")) << std::string(4096, 'x');
    REQUIRE(database.open(file_in(folder, "text.db"), SqliteDatabase::Mode::existing).ok());
    auto damaged = database.execute("SELECT * FROM sqlite_schema");
    REQUIRE_FALSE(damaged.ok());
    CHECK(damaged.error().code == Code::destination_failed);
    CHECK(damaged.error().message.find("is not a database") != std::string::npos);
}

TEST_CASE("a database that cannot grow says that the disk is full") {
    SqliteDatabase database;
    make(database, "");
    REQUIRE(database.execute("PRAGMA max_page_count=4").ok());
    auto full = database.execute("INSERT INTO t VALUES (zeroblob(100000), 1)");
    REQUIRE_FALSE(full.ok());
    CHECK(full.error().code == Code::disk_full);
}

TEST_CASE("a statement that is wrong is refused with its reason") {
    SqliteDatabase database;
    make(database, "");
    auto wrong = database.prepare("SELECT c FROM t");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().code == Code::destination_failed);
}

TEST_CASE("a file that was replaced behind the connection is noticed") {
    const test::TemporaryFolder folder;
    SqliteDatabase database;
    make(database, file_in(folder, "a.db"));
    CHECK_FALSE(database.has_moved("main"));
    std::filesystem::remove(file_in(folder, "a.db"));
    CHECK(database.has_moved("main"));
}
