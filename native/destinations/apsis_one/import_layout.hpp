// How the columns of a sync become the columns of import files (sections 5, 7 and 8), and everything that stands in the way of that.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/destinations/apsis_one/definitions.hpp"
#include "native/destinations/apsis_one/settings.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native::apsis_one {

// How a value is written into the file (section 9).
enum class Form : std::uint8_t { as_it_is, date, timestamp, phone };

struct AttributeColumn {
    std::size_t source = 0;            // index in the plan's columns
    std::string version;               // of the attribute, as JSON
    Form form = Form::as_it_is;
};

struct ConsentColumn {
    std::size_t source = 0;
    std::string topic, channel;        // channel empty: the topic has its own
    std::size_t address = 0;           // index in the plan's columns of the address that the consent is for
    bool has_address = false;
};

struct Layout {
    std::size_t key = 0;               // index in the plan's columns
    Form key_form = Form::as_it_is;
    std::vector<AttributeColumn> attributes;
    std::vector<AttributeColumn> addresses;   // those of the attributes that a consent is for
    std::vector<ConsentColumn> consents;
    bool clear_empty = false;          // clear_existing_attributes
    bool update_existing = true;       // update_existing_profiles
    // Of contacts that are missing in the file; the source is not used.
    ConsentColumn missing;
    bool deletes_profiles = false, opts_out_missing = false;
};

struct Laid {
    Layout layout;
    std::vector<Issue> problems;       // empty when the layout can be used
};
Laid lay_out(const ServicePlan& plan, const Definitions& definitions, const Settings& settings);

inline constexpr std::string_view opt_out_form = "opt_out";
inline constexpr std::string_view delete_profiles_form = "delete_profiles";

}  // namespace muster::native::apsis_one
