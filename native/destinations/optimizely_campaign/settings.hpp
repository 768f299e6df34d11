// What a sync document says about Optimizely Campaign. Sections of optimizely-campaign.md are meant where a number of a section stands.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "native/destinations/destination.hpp"
#include "native/net/http.hpp"

namespace muster::native::optimizely_campaign {

// Section 1: the fields of every list that is copied from a CRM.
enum class TechnicalField : std::uint8_t { opt_in_id, description, media_type, entity_type, entity_id };
inline constexpr std::size_t technical_fields = 5;

struct Settings {
    std::string url;                         // without a slash at its end
    std::string soap_url;                    // up to the name of the service: ".../soap11/Rpc"
    std::string rest_url;                    // ".../rest/CLIENT/"; empty: REST is not used
    std::int64_t client = 0;
    std::string user, password;
    std::int64_t list = 0;
    std::int64_t opt_in_process = 0;         // 0: none
    bool stated_regular = false;             // a person says that the list is a regular one
    bool allow_opt_in_list = false, allow_test_list = false, allow_transaction_list = false;
    std::array<std::string, technical_fields> technical;   // their names on the list
    std::size_t recipients_per_call = 800;
    bool boolean_words = true;               // "true" and "false", else "1" and "0"
    std::string day_offset = "+00:00";       // of dates without a time
    std::string locale = "en";
    std::string folder;                      // where relative paths start
    std::string sync_name;
    std::string unsubscriptions, bounces;    // "rest", or the address of files
    std::string unsubscriptions_column, bounces_column;
    std::int64_t bounce_limit = 1;
    bool full_feedback = false;
    std::string feedback_folder;             // where what is new of both is written for others; empty: nowhere
    std::string recipient_id_column;         // confirms a change of the column that recipient ids come from
    std::string forgotten_run;
    HttpSettings http;
};

std::vector<OptionSpec> options();
// Of files of unsubscriptions or bounces: "file:feedback/bounces.csv" or the path alone.
std::filesystem::path path_of(std::string_view address, const std::string& folder);

// Errors tell everything that is wrong: invalid_value, member_missing, literal_secret, not_found (of a secret).
// `around`: where relative paths start, and the name of the sync.
struct SyncPlace {
    std::string folder = {}, name = {};
};
Result<Settings> settings_of(const DestinationSettings& document, const SyncPlace& around = {});

}  // namespace muster::native::optimizely_campaign
