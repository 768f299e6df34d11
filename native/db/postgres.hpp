// A database on a server of PostgreSQL, through libpq.
#pragma once

#include "native/db/database.hpp"

struct pg_conn;
struct pg_result;

namespace muster::native {

class PostgresDatabase final : public Database {
public:
    PostgresDatabase() = default;
    ~PostgresDatabase() override { close(); }

    // Why an address of the form postgresql://USER@HOST:PORT/DATABASE cannot be used; absent when it can. What it leaves
    // open comes from libpq's own environment (PGHOST and others, ~/.pgpass); a password in it is refused as literal_secret.
    static std::optional<Issue> check_address(const std::string& url);

    // `password`: empty where the address, the environment or ~/.pgpass suffice. Statements wait at most `busy_seconds` for
    // what another connection holds. Errors: destination_unreachable, permission_denied, not_found, destination_failed.
    Result<void> connect(const std::string& url, const std::string& password, int busy_seconds);
    void close() override;
    bool is_open() const noexcept override;

    const Dialect& dialect() const override { return postgres_dialect; }
    Result<void> execute(const std::string& sql) override;
    Result<Statement> prepare(const std::string& sql) override;
    // COPY, in pieces; the server works on one while the next is made.
    Result<std::unique_ptr<BulkLoad>> load(const std::string& table, std::span<const std::string> columns) override;
    std::int64_t changes() const override { return changes_; }

    // Access::write takes an advisory lock first, and sees what was committed before it had it.
    Result<void> begin(Access access) override;
    Result<void> commit() override;
    void roll_back() override;
    bool in_transaction() const override;
    bool is_conflict() const override;

    // The advisory lock that Access::write takes, counted: it is given back when it was unlocked as often as it was locked,
    // or when the connection ends. Error: destination_busy.
    Result<void> lock_writers();
    void unlock_writers();

    // For statements and loads of this connection.
    pg_conn* handle() const noexcept { return handle_; }
    // Ends what is still under way, so that a command can be sent. Error: internal_error while a statement has rows left.
    Result<void> make_idle();
    bool is_reading() const noexcept { return reading_; }
    void set_reading(bool reading) noexcept { reading_ = reading; }
    void set_copying() noexcept { copying_ = true; }
    void set_changes(const pg_result* result);
    std::string new_statement_name() { return "muster_" + std::to_string(++statements_); }
    // The issue of a result, or of the connection where that is null.
    Issue issue_of(const pg_result* result);

private:
    Issue connect_issue() const;
    Result<void> prepare_session(int busy_seconds);
    void end_writing();

    pg_conn* handle_ = nullptr;
    std::string url_;
    std::string state_;           // SQLSTATE of the last error
    std::int64_t changes_ = 0;
    bool reading_ = false;        // a statement has rows left
    bool copying_ = false;        // a piece of a load has been sent and not yet confirmed
    int statements_ = 0;          // that have a name
    int locks_ = 0;
    bool locked_by_transaction_ = false;
};

// The lowest version of a server that is taken, as PQserverVersion has it.
inline constexpr int oldest_postgres = 120000;

}  // namespace muster::native
