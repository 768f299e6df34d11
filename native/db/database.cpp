#include "database.hpp"

#include <utility>

namespace muster::native {

Result<void> Statement::run() {
    auto row = handle_->step();
    handle_->reset();
    if (!row) return row.error();
    return {};
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

Result<Transaction> Transaction::begin(Database& database, Database::Access access) {
    auto begun = database.begin(access);
    if (!begun) return begun.error();
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
    // After some errors (a full disk) the database has rolled back by itself.
    if (database_ != nullptr && database_->in_transaction()) database_->roll_back();
}

Result<void> Transaction::commit() {
    auto committed = database_->commit();
    if (committed) database_ = nullptr;
    return committed;
}

}  // namespace muster::native
