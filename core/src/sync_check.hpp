// What members of a sync document say together.
#pragma once

#include "document_reader.hpp"
#include "muster/sync.hpp"

namespace muster {

// Reports what contradicts itself, although every member on its own is right.
void check_contradictions(DocumentReader& document, const Sync& sync);

}  // namespace muster
