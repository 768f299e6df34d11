// What the files that commands write must not take the place of.
#pragma once

#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

// Refuses to write over the file that is read from `address`, which is relative to `folder` (empty: the current one).
// Errors: invalid_value.
Result<void> keep_source(std::string_view address, std::string_view folder, const std::string& output);

}  // namespace muster::native
