// Secrets in documents: references only. Nothing here ever repeats a secret's value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "document_reader.hpp"
#include "muster/sync.hpp"

namespace muster {

// Reads {"env": …}, {"file": …} or {"command": […]}; a literal is refused.
std::optional<SecretReference> read_secret(DocumentReader& document, const JsonValue& value,
                                           const std::string& pointer);

// Whether a member of this name holds a secret by the look of it ("api_token").
bool is_secret_name(std::string_view name);

// Whether an address holds a password, as user information or as a parameter.
bool holds_secret(std::string_view url);

}  // namespace muster
