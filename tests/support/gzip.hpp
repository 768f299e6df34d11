// Packs text, for tests of packed sources.
#pragma once

#include <string>

namespace muster::test {

std::string gzipped(const std::string& text);

}  // namespace muster::test
