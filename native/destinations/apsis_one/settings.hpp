// What a sync document says about APSIS One. Sections of apsis-one.md are meant where a number of a section stands.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "native/destinations/destination.hpp"
#include "native/net/http.hpp"

namespace muster::native::apsis_one {

inline constexpr std::string_view email_channel = "com.apsis1.channels.email";
inline constexpr std::string_view sms_channel = "com.apsis1.channels.sms";

struct Settings {
    std::string url;                   // without a slash at its end
    std::string section, keyspace;
    std::string client_id, client_secret;
    bool consent_2 = true;             // the consent model of the account: 2.0, else 1.0
    std::string consent_list;          // 1.0 only
    bool resubscribe = false;          // section 7: resubscribe_if_opted_out
    std::string opt_out_topic, opt_out_channel;   // for contacts that are missing in the file
    std::size_t most_pending = 2;      // section 10
    std::uint32_t imports_per_minute = 10;
    std::uint64_t file_bytes = 50'000'000;
    std::chrono::milliseconds first_poll{5'000}, longest_poll{60'000};   // section 6
    HttpSettings http;
};

std::vector<OptionSpec> options();

// Errors tell everything that is wrong: invalid_value, member_missing, literal_secret, not_found (of a secret).
Result<Settings> settings_of(const DestinationSettings& document);

}  // namespace muster::native::apsis_one
