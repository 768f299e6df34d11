// The members of a destination of kind "http_json".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api.hpp"
#include "body.hpp"
#include "native/destinations/destination.hpp"
#include "results.hpp"

namespace muster::native::http_json {

struct Settings {
    ApiSettings api;
    std::optional<CallForm> sending;          // nothing: a connection, whose documents have it
    std::optional<CallForm> removal;          // nothing: contacts cannot be removed
    ResultForm results;                       // of both
    std::string test_path;                    // of a GET that changes nothing; empty: none
    bool repeatable = false;                  // a call may arrive twice
    bool changed_only = false;                // values that changed, beside the key; else whole records
    std::uint32_t records_per_call = 100, bytes_per_call = 1'000'000;
};

std::vector<OptionSpec> options();
// `of_sync`: the members of a whole document, which has to say how records are sent. The error tells everything that is wrong.
Result<Settings> settings_of(const DestinationSettings& document, bool of_sync);

}  // namespace muster::native::http_json
