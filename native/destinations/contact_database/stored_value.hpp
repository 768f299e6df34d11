// The form of values in the database, by the type of their field (layout.hpp says which).
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "muster/value.hpp"
#include "native/db/database.hpp"

namespace muster::native {

// What is stored of the normalised text of a value, an empty one being NULL: the text must outlive it.
using StoredForm = std::variant<std::monostate, std::int64_t, std::string_view>;
StoredForm stored_form(const Dialect& dialect, Type type, std::string_view text);

// A stored value as text again; empty for NULL. Valid until the statement's next step.
std::string_view value_text(const Statement& statement, int column, Type type);

}  // namespace muster::native
