#include "native/engine/connections.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "native/destinations/destination.hpp"
#include "native/store/home.hpp"

namespace muster::native {

namespace {

Issue not_saved(const std::string& name, const SavedConnections& saved) {
    std::string names;
    for (const Connection& connection : saved.connections) names += (names.empty() ? "\"" : ", \"") + shortened(connection.name, 60) + "\"";
    Issue issue = make_issue(Code::invalid_value, "There is no connection \"" + shortened(name, 60) + "\" in " + saved.path + ".",
                             names.empty() ? "Add it there: {\"" + shortened(name, 60) + "\": {\"kind\": …}}." : "It has " + names + ".");
    issue.pointer = "/destination/connection";
    return issue;
}

Result<std::string> absolute_address(const DestinationSettings& settings) {
    auto destination = open_destination(settings, {home_folder()});
    if (!destination) return std::move(destination).error();
    return (*destination)->absolute_url();
}

}  // namespace

std::string connections_path() { return home_folder() + "/connections.json"; }

SavedConnections saved_connections() {
    SavedConnections saved;
    saved.path = connections_path();
    errno = 0;
    std::ifstream file(saved.path, std::ios::binary);
    if (!file && errno == ENOENT) return saved;
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) {
        saved.errors.push_back(make_issue(Code::permission_denied, "The connections in " + saved.path + " cannot be read: " + std::strerror(errno) + ".", "Check its permissions."));
        return saved;
    }
    ConnectionsReading reading = read_connections(text);
    saved.connections = std::move(reading.connections);
    saved.errors = std::move(reading.issues);
    for (Issue& issue : saved.errors) issue.message = saved.path + ": " + issue.message;
    return saved;
}

std::vector<Issue> resolve_connection(DestinationSettings& settings) {
    if (settings.connection.empty()) return {};
    const SavedConnections saved = saved_connections();
    if (!saved.errors.empty()) return saved.errors;
    const auto found = std::find_if(saved.connections.begin(), saved.connections.end(), [&](const Connection& each) { return each.name == settings.connection; });
    if (found == saved.connections.end()) return {not_saved(settings.connection, saved)};
    const bool has_address = !found->settings.url.empty();
    auto whole = joined(settings, *found);
    if (!whole) {
        Issue issue = std::move(whole).error();
        issue.pointer = "/destination";
        return {issue};
    }
    settings = std::move(*whole);
    if (!has_address) return {};
    auto address = absolute_address(settings);
    if (!address) return {std::move(address).error()};
    settings.url = std::move(*address);
    return {};
}

}  // namespace muster::native
