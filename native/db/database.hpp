// What the program asks of a database: connection, prepared statement, bulk load, transaction. sqlite.hpp and others
// implement it. Errors come back as issues in the words of the product: destination_busy, destination_unreachable,
// disk_full, permission_denied, not_found, destination_failed.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "muster/result.hpp"
#include "native/db/dialect.hpp"

namespace muster::native {

// A string that nobody holds: a view of it would outlive it.
template <class Text>
concept TemporaryString = std::same_as<std::remove_const_t<Text>, std::string>;

// A value of a row as it is stored.
struct Cell {
    enum class Kind : std::uint8_t { null, integer, text } kind = Kind::null;
    std::int64_t integer = 0;
    std::string_view text = {};
};

// A prepared statement. Parameters are written ?1, ?2 and count from 1, columns count from 0. Texts that are bound must
// outlive the next reset(); texts that are read are valid until the next step() or reset(). Until a statement has answered
// its last row, or was reset, no other statement may be run on its connection.
class Statement {
public:
    // What an engine makes of it.
    class Handle {
    public:
        virtual ~Handle() = default;
        virtual void bind(int parameter, std::string_view text) = 0;
        virtual void bind(int parameter, std::int64_t value) = 0;
        virtual void bind_null(int parameter) = 0;
        virtual Result<bool> step() = 0;
        virtual void reset() = 0;
        virtual bool is_null(int column) const = 0;
        virtual bool is_integer(int column) const = 0;
        virtual std::int64_t integer(int column) const = 0;
        virtual std::string_view text(int column) const = 0;
        virtual Cell cell(int column) const = 0;
    };

    explicit Statement(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}

    void bind(int parameter, std::string_view text) { handle_->bind(parameter, text); }
    void bind(int parameter, std::int64_t value) { handle_->bind(parameter, value); }
    void bind_null(int parameter) { handle_->bind_null(parameter); }
    template <TemporaryString Text>
    void bind(int parameter, Text&& text) = delete;

    // True when a row stands ready, false at the end.
    Result<bool> step() { return handle_->step(); }
    // Runs a statement that answers no rows, then makes it ready for the next.
    Result<void> run();
    void reset() { handle_->reset(); }

    bool is_null(int column) const { return handle_->is_null(column); }
    bool is_integer(int column) const { return handle_->is_integer(column); }
    // Of a text the number that it is written as; 0 where it is none.
    std::int64_t integer(int column) const { return handle_->integer(column); }
    std::string_view text(int column) const { return handle_->text(column); }
    // All of these at once, which takes less time.
    Cell cell(int column) const { return handle_->cell(column); }

private:
    std::unique_ptr<Handle> handle_;
};

// Rows on their way into a table, in bulk. Each row is its values in the order of the columns, then end_row(). Texts must
// outlive end_row(). Nothing is certain to be in the table before finish().
class BulkLoad {
public:
    virtual ~BulkLoad() = default;
    virtual void add(std::string_view text) = 0;
    virtual void add(std::int64_t value) = 0;
    virtual void add_null() = 0;
    template <TemporaryString Text>
    void add(Text&& text) = delete;
    virtual Result<void> end_row() = 0;
    virtual Result<void> finish() = 0;
};

// One connection. It does not move: statements point to it.
class Database {
public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    virtual const Dialect& dialect() const = 0;
    virtual bool is_open() const noexcept = 0;
    virtual void close() = 0;

    // One statement or several, separated by semicolons.
    virtual Result<void> execute(const std::string& sql) = 0;
    virtual Result<Statement> prepare(const std::string& sql) = 0;
    // `table` and `columns` as they stand in a statement.
    virtual Result<std::unique_ptr<BulkLoad>> load(const std::string& table, std::span<const std::string> columns) = 0;
    // The first column of the first row; absent when there is no row.
    Result<std::optional<std::int64_t>> integer(const std::string& sql);
    Result<std::optional<std::string>> text(const std::string& sql);

    // Rows that the last insert, update or delete touched.
    virtual std::int64_t changes() const = 0;

    // What Transaction is made of.
    enum class Access : std::uint8_t { read, write };
    virtual Result<void> begin(Access access) = 0;
    virtual Result<void> commit() = 0;
    virtual void roll_back() = 0;   // also of one that an error has ended already
    virtual bool in_transaction() const = 0;
    // Whether the last error was a conflict with another transaction: done anew as a whole, this one may well succeed.
    virtual bool is_conflict() const { return false; }
};

// A transaction that is rolled back unless it is committed. It sees the database as it is at its beginning; of those that
// write there is one at a time, the next one waits for it or is refused as destination_busy.
class Transaction {
public:
    static Result<Transaction> begin(Database& database, Database::Access access);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Result<void> commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

// Whether to do a transaction anew that has failed `failures` times, 1 for the first; sleeps first, longer each time.
bool try_again(const Database& database, int failures);

// Calls `transact`, which makes one whole transaction and answers a Result, anew after conflicts, a few times.
template <class Transact>
auto with_retries(const Database& database, Transact transact) {
    for (int failures = 1;; ++failures) {
        auto result = transact();
        if (result || !try_again(database, failures)) return result;
    }
}

}  // namespace muster::native
