// What an account of APSIS One has: keyspaces, attributes and topics of one section, as its API tells (section 4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/json.hpp"
#include "muster/result.hpp"
#include "muster/schema.hpp"
#include "native/destinations/apsis_one/api.hpp"
#include "native/destinations/apsis_one/settings.hpp"

namespace muster::native::apsis_one {

inline constexpr std::string_view key_field = "profile_key";
inline constexpr std::string_view email_attribute = "com.apsis1.attributes.email";
inline constexpr std::string_view mobile_attribute = "com.apsis1.attributes.mobile";

enum class Permission : std::uint8_t { granted, refused, not_told };

struct Attribute {
    std::string discriminator, name;
    std::string version;               // the id of the version in force, as JSON; empty: none is
    std::optional<Type> type;          // absent when the API's word for it is not recognised
    Permission write = Permission::not_told;   // through the keyspace of the settings
};

struct Topic {
    std::string discriminator, name, folder;
    std::string channel;               // empty: of no particular one
};

struct Definitions {
    std::vector<Attribute> attributes;
    std::vector<Topic> topics;
    std::vector<std::string> tags;     // discriminators
    std::vector<Issue> problems;       // with the keyspace: all can be read, but nothing imported
};

// Consents to one topic through one channel.
struct Consent {
    const Topic* topic = nullptr;
    std::string channel;
};

// Reads it all. An error, of what keeps that from being read, tells everything that is wrong with section, keyspace and consent list.
Result<Definitions> read_definitions(Api& api, const Settings& settings);

// As fields: the key, the attributes under their discriminators, consents as "consent:TOPIC" or "consent:TOPIC:email" and tags as
// "tag:TAG".
Schema schema_of(const Definitions& definitions, const Settings& settings);

const Attribute* attribute_named(const Definitions& definitions, std::string_view field);
// Of a field of schema_of(). Nothing when it is none of a consent.
std::optional<Consent> consent_named(const Definitions& definitions, std::string_view field);
bool is_tag(std::string_view field);

// Whether an entry of `attributes` or `tags` grants WRITE through the keyspace. The members that tell are not documented: any member
// whose name speaks of permissions is looked through.
Permission write_permission(const JsonValue& item, std::string_view keyspace);

}  // namespace muster::native::apsis_one
