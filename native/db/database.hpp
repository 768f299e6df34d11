// A thin owner of SQLite's handles: connection, prepared statement, transaction. Errors come back as issues in the words of
// the product: destination_busy, disk_full, permission_denied, not_found, destination_failed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "muster/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace muster::native {

// A name as it may stand in a statement: "birth date" -> "\"birth date\"".
std::string quoted_name(std::string_view name);
// A text as it may stand in a statement, for the few that take no parameters.
std::string quoted_text(std::string_view text);

class Database;

// A prepared statement. Parameters count from 1, columns from 0, as SQLite does. Texts that are bound must outlive the
// next reset(); texts that are read are valid until the next step() or reset().
class Statement {
public:
    Statement() = default;
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    void bind(int parameter, std::string_view text);
    void bind(int parameter, std::int64_t value);
    void bind_null(int parameter);

    // True when a row stands ready, false at the end.
    Result<bool> step();
    // Runs a statement that answers no rows, then makes it ready for the next.
    Result<void> run();
    void reset();

    bool is_null(int column) const;
    bool is_integer(int column) const;
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;

private:
    friend class Database;
    Statement(Database* database, sqlite3_stmt* handle) : database_(database), handle_(handle) {}
    Database* database_ = nullptr;
    sqlite3_stmt* handle_ = nullptr;
};

// One connection. It does not move: statements point to it.
class Database {
public:
    enum class Mode : std::uint8_t { existing, create };

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    // An empty path opens a private database in a temporary file that vanishes with the connection.
    Result<void> open(const std::string& path, Mode mode);
    void close();
    bool is_open() const noexcept { return handle_ != nullptr; }

    // How messages call the database; the path unless set.
    void set_display_name(std::string name) { display_name_ = std::move(name); }
    void set_busy_timeout(int milliseconds);

    Result<void> execute(const std::string& sql);
    Result<Statement> prepare(const std::string& sql);
    // The first column of the first row; absent when there is no row.
    Result<std::optional<std::int64_t>> integer(const std::string& sql);
    Result<std::optional<std::string>> text(const std::string& sql);

    // Rows that the last insert, update or delete touched.
    std::int64_t changes() const;
    bool in_transaction() const;
    // Whether the file behind an attached database is no longer the one at its path.
    bool has_moved(const char* schema) const;

    // The issue for SQLite's last error.
    Issue last_issue() const;

private:
    Issue issue_for(int result) const;
    sqlite3* handle_ = nullptr;
    std::string display_name_;
};

// A transaction that is rolled back unless it is committed.
class Transaction {
public:
    enum class Kind : std::uint8_t { deferred, immediate };

    static Result<Transaction> begin(Database& database, Kind kind);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace muster::native
