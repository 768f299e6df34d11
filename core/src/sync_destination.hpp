// Reading the settings of a destination, which stand in sync documents and among saved connections.
#pragma once

#include <string>

#include "document_reader.hpp"
#include "muster/sync.hpp"

namespace muster {

// An address; never repeated in a message, since it may hold a password. `required`: it must be there.
void read_address(DocumentReader& document, const ObjectReader& object, std::string& url, bool required);

// `pointer`: where the object stands.
void read_destination_settings(DocumentReader& document, const JsonValue& value, const std::string& pointer, DestinationSettings& settings);

}  // namespace muster
