// The fields of contacts in Emarsys, and how values are written for them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"
#include "muster/schema.hpp"
#include "wire.hpp"

namespace muster::native::emarsys {

inline constexpr std::string_view email_id = "3";

struct ContactField {
    RemoteField remote;
    bool system = false;                      // one that every account has
    Field field;                              // as the schema has it
    std::map<std::string, std::string> ids;   // of the choices, by every word that means one of them
    std::optional<Issue> trouble = {};        // why they could not be read: only who feeds the field has to know
};

// Whether the choices of the field have to be read.
bool has_choices(const RemoteField& remote);
// The field as the schema has it: system fields under an English name, those of the account under their own. `choices`: of one
// that has them.
ContactField contact_field(const RemoteField& remote, const std::vector<RemoteChoice>& choices);

// How a field is created for values of this type, of up to so many characters (0: not known); nothing when it cannot be.
std::optional<std::string_view> application_type_for(Type type, std::size_t max_length);
// Of the service's word for the type of a field.
Type type_of(std::string_view application_type);
// Whether a field of the service's type for such values would take this one.
bool fits(Type type, std::string_view value);

// A value, normalised as core does it, as JSON; an empty one clears the field. Nothing when it cannot be sent, with the reason.
struct WrittenValue {
    std::string json;
    std::string refused = {};                 // a sentence; empty: it can be sent
    bool loses_characters = false;            // emoji in a system field, which the service does not keep
};
WrittenValue written_value(const ContactField& field, std::string_view value);

}  // namespace muster::native::emarsys
