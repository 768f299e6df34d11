#include "database.hpp"

#include <sys/random.h>

#include <chrono>
#include <thread>
#include <utility>

namespace muster::native {

namespace {

constexpr int max_retries = 6;
constexpr std::chrono::milliseconds first_pause(10);

}  // namespace

bool try_again(const Database& database, int failures) {
    if (!database.is_conflict() || failures > max_retries) return false;
    // Two that met once would meet again if they waited equally long.
    std::uint8_t chance = 0;
    static_cast<void>(getrandom(&chance, sizeof chance, 0));
    std::this_thread::sleep_for(first_pause * (1 << failures) / 2 + first_pause * (1 << failures) * chance / 256);
    return true;
}

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
    if (database_ != nullptr) database_->roll_back();
}

Result<void> Transaction::commit() {
    auto committed = database_->commit();
    if (committed) database_ = nullptr;
    return committed;
}

}  // namespace muster::native
