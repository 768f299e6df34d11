// A recipient list as its services tell of it: kind, fields, and what Muster makes of them. Section 5.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "muster/schema.hpp"
#include "native/destinations/optimizely_campaign/rest_api.hpp"
#include "native/destinations/optimizely_campaign/settings.hpp"
#include "native/destinations/optimizely_campaign/soap_api.hpp"

namespace muster::native::optimizely_campaign {

inline constexpr std::string_view recipient_id_field = "recipient_id", address_field = "email";

enum class ListType : std::uint8_t { short_number, integer, long_number, decimal, text, date, timestamp, boolean, not_told };

struct ListField {
    std::string name;                  // the internal one
    std::string written_name;          // as addAll3 takes it
    std::string label;
    ListType type = ListType::not_told;
    bool required = false;
    bool writable = true;              // not a system field
};

struct RecipientList {
    std::string name;                  // empty without REST
    std::vector<ListField> fields;
};

// Reads it. Errors tell everything in which the list is not to be filled: an opt-in list, a test list, one whose kind nobody knows.
Result<RecipientList> read_list(SoapApi& soap, RestApi& rest, const Settings& settings);

// The id and the address of recipients, and the fields of the list.
Schema schema_of(const RecipientList& list);

const ListField* field_named(const RecipientList& list, std::string_view name);

}  // namespace muster::native::optimizely_campaign
