#include "database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

namespace muster::native {

namespace {

std::string quoted(std::string_view text, char quote) {
    std::string result(1, quote);
    for (const char c : text) {
        if (c == quote) result += quote;
        result += c;
    }
    result += quote;
    return result;
}

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

}  // namespace

std::string quoted_name(std::string_view name) { return quoted(name, '"'); }

std::string quoted_text(std::string_view text) { return quoted(text, '\''); }

Statement::Statement(Statement&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(database_, other.database_);
    std::swap(handle_, other.handle_);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::bind(int parameter, std::string_view text) {
    // A null pointer would bind NULL; an empty text is a value.
    sqlite3_bind_text64(handle_, parameter, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind(int parameter, std::int64_t value) { sqlite3_bind_int64(handle_, parameter, value); }

void Statement::bind_null(int parameter) { sqlite3_bind_null(handle_, parameter); }

Result<bool> Statement::step() {
    const int result = sqlite3_step(handle_);
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    Issue issue = database_->last_issue();
    sqlite3_reset(handle_);
    return issue;
}

Result<void> Statement::run() {
    const int result = sqlite3_step(handle_);
    if (result != SQLITE_DONE && result != SQLITE_ROW) {
        Issue issue = database_->last_issue();
        sqlite3_reset(handle_);
        return issue;
    }
    sqlite3_reset(handle_);
    return {};
}

void Statement::reset() { sqlite3_reset(handle_); }

bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

bool Statement::is_integer(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_INTEGER; }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view Statement::text(int column) const {
    const unsigned char* text = sqlite3_column_text(handle_, column);
    if (text == nullptr) return {};
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

Database::~Database() { close(); }

Result<void> Database::open(const std::string& path, Mode mode) {
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

void Database::close() {
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

void Database::set_busy_timeout(int milliseconds) { sqlite3_busy_timeout(handle_, milliseconds); }

Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return last_issue();
}

Result<Statement> Database::prepare(const std::string& sql) {
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &handle, nullptr) != SQLITE_OK) return last_issue();
    return Statement(this, handle);
}

Result<std::optional<std::int64_t>> Database::integer(const std::string& sql) {
    auto statement = prepare(sql);
    if (!statement) return statement.error();
    auto row = statement->step();
    if (!row) return row.error();
    if (!*row || statement->is_null(0)) return std::optional<std::int64_t>();
    return std::optional(statement->integer(0));
}

Result<std::optional<std::string>> Database::text(const std::string& sql) {
    auto statement = prepare(sql);
    if (!statement) return statement.error();
    auto row = statement->step();
    if (!row) return row.error();
    if (!*row || statement->is_null(0)) return std::optional<std::string>();
    return std::optional(std::string(statement->text(0)));
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

bool Database::in_transaction() const { return handle_ != nullptr && sqlite3_get_autocommit(handle_) == 0; }

bool Database::has_moved(const char* schema) const {
    int moved = 0;
    return sqlite3_file_control(handle_, schema, SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

Issue Database::last_issue() const { return issue_for(sqlite3_extended_errcode(handle_)); }

Issue Database::issue_for(int result) const {
    const std::string& name = display_name_;
    const int system_error = handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
    switch (result & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
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

Result<Transaction> Transaction::begin(Database& database, Kind kind) {
    auto begun = database.execute(kind == Kind::immediate ? "BEGIN IMMEDIATE" : "BEGIN");
    if (!begun) return begun.error();
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
    // SQLite has already rolled back after some errors (a full disk); a second ROLLBACK is then an error without meaning.
    if (database_ != nullptr && database_->in_transaction()) static_cast<void>(database_->execute("ROLLBACK"));
}

Result<void> Transaction::commit() {
    auto committed = database_->execute("COMMIT");
    if (committed) database_ = nullptr;
    return committed;
}

}  // namespace muster::native
