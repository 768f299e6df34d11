// What the files that commands write must not take the place of.
#pragma once

#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

// Whether the output goes to standard output: no file is named, or - is.
inline bool is_standard_output(std::string_view output) noexcept { return output.empty() || output == "-"; }

// Refuses - where an output needs a file, since something else goes to standard output. Errors: usage.
Result<void> must_be_file(std::string_view output);

// Refuses to write over the file that is read from `address`, which is relative to `folder` (empty: the current one).
// Errors: invalid_value.
Result<void> keep_source(std::string_view address, std::string_view folder, const std::string& output);

}  // namespace muster::native
