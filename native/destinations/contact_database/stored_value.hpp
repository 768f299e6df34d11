// The form of values in the database, by the type of their field (layout.hpp says which).
#pragma once

#include <string_view>

#include "muster/value.hpp"
#include "native/db/database.hpp"

namespace muster::native {

// Binds the normalised text of a value; an empty text as NULL. The text must outlive the statement's next reset.
void bind_value(Statement& statement, int parameter, Type type, std::string_view text);

// A stored value as text again; empty for NULL. Valid until the statement's next step.
std::string_view value_text(const Statement& statement, int column, Type type);

}  // namespace muster::native
