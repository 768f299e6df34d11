// Folders for what names people.
#pragma once

#include <string>
#include <system_error>

namespace muster::native {

// Makes a folder, and those above it that are missing, for their owner only. What exists stays as it is.
std::error_code make_private_folder(const std::string& folder);

}  // namespace muster::native
