// The members of a destination of kind "emarsys".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api.hpp"
#include "native/destinations/destination.hpp"

namespace muster::native::emarsys {

struct Settings {
    ApiSettings api;
    std::string list;                         // of contacts that are added; empty: none
    std::uint32_t contacts_per_call = 1000;
    std::uint32_t bytes_per_call = 8'000'000;
};

std::vector<OptionSpec> options();
// The error tells everything that is wrong.
Result<Settings> settings_of(const DestinationSettings& document);

}  // namespace muster::native::emarsys
