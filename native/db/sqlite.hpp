// A database that SQLite keeps in a file.
#pragma once

#include "native/db/database.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace muster::native {

class SqliteDatabase final : public Database {
public:
    enum class Mode : std::uint8_t { existing, create };

    ~SqliteDatabase() override;

    // An empty path opens a private database in a temporary file that vanishes with the connection.
    Result<void> open(const std::string& path, Mode mode);
    void close() override;
    bool is_open() const noexcept override { return handle_ != nullptr; }

    // How messages call the database; the path unless set.
    void set_display_name(std::string name) { display_name_ = std::move(name); }
    void set_busy_timeout(int milliseconds);

    const Dialect& dialect() const override { return sqlite_dialect; }
    Result<void> execute(const std::string& sql) override;
    Result<Statement> prepare(const std::string& sql) override;
    Result<std::unique_ptr<BulkLoad>> load(const std::string& table, std::span<const std::string> columns) override;
    std::int64_t changes() const override;

    Result<void> begin(Access access) override;
    Result<void> commit() override { return execute("COMMIT"); }
    void roll_back() override;
    bool in_transaction() const override;

    // Whether the file behind an attached database is no longer the one at its path.
    bool has_moved(const char* schema) const;

    // The issue for SQLite's last error.
    Issue last_issue() const;

private:
    Result<sqlite3_stmt*> compile(const std::string& sql);
    Issue issue_for(int result) const;
    sqlite3* handle_ = nullptr;
    std::string display_name_;
};

}  // namespace muster::native
