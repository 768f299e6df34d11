// What is read of all contacts, and the token of a contact database's content: equal exactly when fields, contacts and their owners are.
#pragma once

#include <string>

#include "contact_storage.hpp"

namespace muster::native {

// `each` may be empty; then a server does not send the contacts.
Result<std::string> content_token(Database& database, const ContactStorage::EachContact& each);
// Reads of every contact only what `each` gets.
Result<void> read_contacts(Database& database, const ContactStorage::EachContact& each);

}  // namespace muster::native
