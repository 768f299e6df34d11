// Saved connections (connections.json): destinations with their credentials by reference, for several sync documents.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "muster/sync.hpp"

namespace muster {

struct Connection {
    std::string name;
    DestinationSettings settings;     // `connection` is empty

    bool operator==(const Connection&) const = default;
};

struct ConnectionsReading {
    std::vector<Connection> connections;   // in the order of the text; those with a fault included
    std::vector<Issue> issues;             // with pointer, line and column
};

// Reads {"NAME": {"kind": …, "url": …, …}, …}: each connection has the form of a sync document's "destination". After the
// first syntax error reading stops; other errors are all reported at once.
ConnectionsReading read_connections(std::string_view json);

// A destination as it is when the members of its connection join its own. Errors: contradiction, for a kind, an address or
// another member that both have.
Result<DestinationSettings> joined(const DestinationSettings& own, const Connection& connection);

}  // namespace muster
