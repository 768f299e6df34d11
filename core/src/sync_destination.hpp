// Reading the settings of a destination, which stand in sync documents and among saved connections.
#pragma once

#include <string>
#include <string_view>

#include "document_reader.hpp"
#include "muster/sync.hpp"

namespace muster {

// An address; never repeated in a message, since it may hold a password. `required`: it must be there.
void read_address(DocumentReader& document, const ObjectReader& object, std::string& url, bool required);

// A member of a kind that is JSON itself, an object or an array: "template", "delete_template". Its option is the text of that.
bool is_template_name(std::string_view name);

// `pointer`: where the object stands.
void read_destination_settings(DocumentReader& document, const JsonValue& value, const std::string& pointer, DestinationSettings& settings);

}  // namespace muster
