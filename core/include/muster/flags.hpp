#pragma once

#include <vector>

namespace muster {

// A truth for each column or field. Bytes, as there are few: the code for the bits of std::vector<bool> is larger than what they save.
using Flags = std::vector<char>;

}  // namespace muster
