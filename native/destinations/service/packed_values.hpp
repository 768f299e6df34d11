// The values of a record as one text, for the ledger.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/destinations/service/service.hpp"

namespace muster::native {

// Each as "4:Anna": the length in bytes, a colon, the bytes; "-" for no value.
void pack(std::span<const ServiceValue> values, std::string& into);
// The views are into `text`. False when it was not written by pack().
bool unpack(std::string_view text, std::vector<ServiceValue>& into);

// A plan as JSON, and back; nothing when it was not written by plan_json().
std::string plan_json(const ServicePlan& plan);
std::optional<ServicePlan> plan_from_json(std::string_view json);
// Names and types of the columns: records of equal texts can be compared value by value.
std::string columns_text(const ServicePlan& plan);

}  // namespace muster::native
