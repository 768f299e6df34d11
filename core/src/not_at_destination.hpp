// What is said of a row whose contact is not at the destination, where the mode adds none; in the list of issues and in the
// file of rejected rows.
#pragma once

#include <string_view>

namespace muster {

inline constexpr std::string_view not_at_destination_message =
    "No contact with this key is at the destination, and this sync adds none.";
inline constexpr std::string_view not_at_destination_suggestion =
    "Nothing needs to be done where that is meant: the row is tried again in every run. Switch insert on to add such contacts.";

}  // namespace muster
