// Saved connections: $MUSTER_HOME/connections.json.
#pragma once

#include <string>
#include <vector>

#include "muster/connections.hpp"

namespace muster::native {

struct SavedConnections {
    std::string path;                        // of the file, which need not exist
    std::vector<Connection> connections;
    std::vector<Issue> errors;               // of the file
};

std::string connections_path();
SavedConnections saved_connections();

// Puts the members of the connection that the settings name into them, and clears the name. A relative address of a connection
// starts at its file. Errors: those of the file; invalid_value for the name; contradiction for a member that both have.
std::vector<Issue> resolve_connection(DestinationSettings& settings);

}  // namespace muster::native
