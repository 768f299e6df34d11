#include "sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace muster::native {

namespace {

Issue issue_of_open_failure(const std::string& name, int system_error) {
    if (system_error == EACCES || system_error == EPERM || system_error == EROFS) {
        return make_issue(Code::permission_denied, "The database " + name + " cannot be opened: permission denied.",
                          "Give this user the right to read and write the file and its folder.");
    }
    if (system_error == ENOENT || system_error == ENOTDIR) {
        return make_issue(Code::not_found, "The database " + name + " cannot be opened: there is no such file or folder.",
                          "Check the path.");
    }
    return make_issue(Code::destination_failed, "The database " + name + " cannot be opened.",
                      "Check that its folder exists and can be written.");
}

Issue issue_of_write_failure(const std::string& name, int system_error) {
    if (system_error == ENOSPC || system_error == EDQUOT) {
        return make_issue(Code::disk_full, "The disk is full: the database " + name + " could not be written.",
                          "Free some space and run again.");
    }
    return make_issue(Code::destination_failed, "Reading or writing the database " + name + " failed.",
                      "Check the disk and the file system, then run again.");
}

class SqliteStatement final : public Statement::Handle {
public:
    SqliteStatement(const SqliteDatabase& database, sqlite3_stmt* handle) : database_(database), handle_(handle) {}
    ~SqliteStatement() override { sqlite3_finalize(handle_); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bind(int parameter, std::string_view text) override {
        // A null pointer would bind NULL; an empty text is a value.
        sqlite3_bind_text64(handle_, parameter, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    void bind(int parameter, std::int64_t value) override { sqlite3_bind_int64(handle_, parameter, value); }
    void bind_null(int parameter) override { sqlite3_bind_null(handle_, parameter); }

    Result<bool> step() override {
        const int result = sqlite3_step(handle_);
        if (result == SQLITE_ROW) return true;
        if (result == SQLITE_DONE) return false;
        Issue issue = database_.last_issue();
        sqlite3_reset(handle_);
        return issue;
    }
    void reset() override { sqlite3_reset(handle_); }

    bool is_null(int column) const override { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
    bool is_integer(int column) const override { return sqlite3_column_type(handle_, column) == SQLITE_INTEGER; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(handle_, column); }
    std::string_view text(int column) const override {
        const unsigned char* text = sqlite3_column_text(handle_, column);
        if (text == nullptr) return {};
        return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
    }

    Cell cell(int column) const override {
        // Used by this thread alone, as the connection is.
        sqlite3_value* const value = sqlite3_column_value(handle_, column);
        switch (sqlite3_value_type(value)) {
            case SQLITE_NULL: return {};
            case SQLITE_INTEGER: return {Cell::Kind::integer, sqlite3_value_int64(value)};
            default: break;
        }
        const unsigned char* text = sqlite3_value_text(value);
        const auto bytes = static_cast<std::size_t>(sqlite3_value_bytes(value));
        return {Cell::Kind::text, 0, text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text), bytes)};
    }

private:
    const SqliteDatabase& database_;
    sqlite3_stmt* handle_;
};

// To SQLite bulk is one prepared statement; the caller's transaction makes it fast.
class SqliteLoad final : public BulkLoad {
public:
    SqliteLoad(const SqliteDatabase& database, sqlite3_stmt* insert) : insert_(database, insert) {}
    void add(std::string_view text) override { insert_.bind(++parameter_, text); }
    void add(std::int64_t value) override { insert_.bind(++parameter_, value); }
    void add_null() override { insert_.bind_null(++parameter_); }
    Result<void> end_row() override {
        parameter_ = 0;
        auto row = insert_.step();
        insert_.reset();
        if (!row) return row.error();
        return {};
    }
    Result<void> finish() override { return {}; }

private:
    SqliteStatement insert_;
    int parameter_ = 0;
};

}  // namespace

SqliteDatabase::~SqliteDatabase() { close(); }

Result<void> SqliteDatabase::open(const std::string& path, Mode mode) {
    close();
    display_name_ = path.empty() ? "for staging" : path;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
    const int result = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
    if (result == SQLITE_OK) return {};
    Issue issue = issue_for(result);
    close();
    return issue;
}

void SqliteDatabase::close() {
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

void SqliteDatabase::set_busy_timeout(int milliseconds) { sqlite3_busy_timeout(handle_, milliseconds); }

Result<void> SqliteDatabase::execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return last_issue();
}

Result<sqlite3_stmt*> SqliteDatabase::compile(const std::string& sql) {
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &handle, nullptr) != SQLITE_OK) return last_issue();
    return handle;
}

Result<Statement> SqliteDatabase::prepare(const std::string& sql) {
    auto handle = compile(sql);
    if (!handle) return handle.error();
    return Statement(std::make_unique<SqliteStatement>(*this, *handle));
}

Result<std::unique_ptr<BulkLoad>> SqliteDatabase::load(const std::string& table, std::span<const std::string> columns) {
    std::string names, values;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const char* separator = i == 0 ? "" : ", ";
        names += separator + columns[i];
        values += separator + ("?" + std::to_string(i + 1));
    }
    auto insert = compile("INSERT INTO " + table + "(" + names + ") VALUES (" + values + ")");
    if (!insert) return insert.error();
    return std::unique_ptr<BulkLoad>(std::make_unique<SqliteLoad>(*this, *insert));
}

std::int64_t SqliteDatabase::changes() const { return sqlite3_changes64(handle_); }

Result<void> SqliteDatabase::begin(Access access) { return execute(access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN"); }

void SqliteDatabase::roll_back() {
    // After some errors (a full disk) SQLite has done it already.
    if (in_transaction()) static_cast<void>(execute("ROLLBACK"));
}

bool SqliteDatabase::in_transaction() const { return handle_ != nullptr && sqlite3_get_autocommit(handle_) == 0; }

bool SqliteDatabase::has_moved(const char* schema) const {
    int moved = 0;
    return sqlite3_file_control(handle_, schema, SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

Issue SqliteDatabase::last_issue() const { return issue_for(sqlite3_extended_errcode(handle_)); }

Issue SqliteDatabase::issue_for(int result) const {
    const std::string& name = display_name_;
    const int system_error = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
    switch (result & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:   // another program has been opening it for too long
            return make_issue(Code::destination_busy, "The database " + name + " is in use by another program.",
                              "Wait until the other run has finished, then run again.");
        case SQLITE_FULL: return issue_of_write_failure(name, ENOSPC);
        case SQLITE_IOERR: return issue_of_write_failure(name, system_error);
        case SQLITE_CANTOPEN: return issue_of_open_failure(name, system_error);
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return make_issue(Code::permission_denied, "The database " + name + " cannot be written: permission denied.",
                              "Give this user the right to write the file and its folder.");
        case SQLITE_NOTADB:
            return make_issue(Code::destination_failed, "The file " + name + " is not a database.", "Check the path.");
        case SQLITE_CORRUPT:
            return make_issue(Code::destination_failed, "The database " + name + " is damaged.",
                              "Restore it from a backup.");
        default:
            return make_issue(Code::destination_failed,
                              "The database " + name + " refused a statement: " +
                                  (handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(result)) + ".",
                              "Report this with the command that led to it.");
    }
}

}  // namespace muster::native
