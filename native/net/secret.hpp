// What a reference to a secret in a document stands for.
#pragma once

#include <string>

#include "muster/result.hpp"
#include "muster/sync.hpp"

namespace muster::native {

// The variable's value, the file's first line, or the first line that the command writes to standard output. No message
// holds any of it. Errors: invalid_value when there is none, or an empty
// one; destination_failed when the command fails.
Result<std::string> read_secret(const SecretReference& reference);

}  // namespace muster::native
