// The report of a run as one HTML page that needs nothing else: no script, no network, no other file.
#pragma once

#include <span>
#include <string>

#include "native/commands/run_view.hpp"

namespace muster::native {

// `history`: the last runs of the sync up to this one, the newest first. `written`, `next`: as for run_text().
std::string run_page(const RunView& view, const std::string& written, const std::string& next, std::span<const RunView> history);

}  // namespace muster::native
