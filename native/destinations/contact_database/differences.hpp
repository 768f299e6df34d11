// The values that a change of contacts would replace, read from the database.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "native/db/database.hpp"
#include "native/destinations/destination.hpp"

namespace muster::native {

struct ComparedField {
    std::string_view name;
    Type type = Type::text;
    bool sensitive = false;  // its values are masked
};

// At most so many fields in one statement: the limit is 2,000 results for SQLite and 1,664 for PostgreSQL.
inline constexpr std::size_t fields_at_once = 800;

// The statement for `count` fields from `first` on. It answers the contacts that differ in one of them, by key: the key, then
// of each field what it is now and after the change.
using DifferencesSql = std::function<std::string(std::size_t first, std::size_t count)>;

// Calls `each` for every value that differs, until it answers false.
Result<void> each_difference(Database& database, std::span<const ComparedField> fields, bool key_is_sensitive, const DifferencesSql& sql,
                             const std::function<bool(const Difference&)>& each);

}  // namespace muster::native
