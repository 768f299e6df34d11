#include "settings.hpp"

#include <array>

#include "native/destinations/service/options.hpp"

namespace muster::native::emarsys {

namespace {

constexpr const char* usual_url = "https://api.emarsys.net/api/v3/";
constexpr const char* older_url = "https://api.emarsys.net/api/v2/";
// Contract, section 3: above them the service refuses the call.
constexpr std::int64_t most_contacts = 1000, most_bytes = 8'000'000;
constexpr std::int64_t fewest_bytes = 1'000, highest_rate = 100'000, largest_list = 1'000'000'000'000;

// Only one of the two logins is needed.
void read_login(OptionReader& read, ApiSettings& api) {
    api.wsse = read.word("login", std::array<std::string_view, 2>{"oauth", "wsse"}) == "wsse";
    const std::string user = api.wsse ? "wsse_user" : "client_id", secret = api.wsse ? "wsse_secret" : "client_secret";
    const std::string where = "It is made in Emarsys, in the security settings of the management area";
    read.need(user, where + (api.wsse ? ", with an API user." : ", as API credentials of the kind OAuth 2.0."));
    read.need(secret, where + ". Give it as a reference such as {\"env\": \"EMARSYS_SECRET\"}.");
    api.user = read.text(user);
    api.secret = read.secret(secret);
    if (api.user.find_first_of("\"\r\n") != std::string::npos || (!api.wsse && api.user.find(':') != std::string::npos)) {
        read.fault(make_issue(Code::invalid_value, "The destination's member \"" + user + "\" has a character that no login has.", "Copy it again."));
    }
}

}  // namespace

std::vector<OptionSpec> options() {
    using Type = OptionSpec::Type;
    std::vector<OptionSpec> all = {
        {"login", Type::text, "oauth", false, false, "\"oauth\", or \"wsse\" for the older login."},
        {"client_id", Type::text, "", false, false, "The client id of API credentials of Emarsys (OAuth 2.0)."},
        {"client_secret", Type::text, "", false, true, "Their client secret, as a reference such as {\"env\": \"EMARSYS_SECRET\"}."},
        {"wsse_user", Type::text, "", false, false, "The API user of the older login."},
        {"wsse_secret", Type::text, "", false, true, "The secret of that user, as a reference."},
        {"token_url", Type::text, "https://auth.emarsys.net/oauth2/token", false, false, "Where tokens are given out."},
        {"list", Type::number, "0", false, false, "The number of the contact list that new contacts are put into."},
        {"contacts_per_call", Type::number, std::to_string(most_contacts), false, false, "How many contacts one call has at most."},
        {"bytes_per_call", Type::number, std::to_string(most_bytes), false, false, "How many bytes one call has at most."},
        {"calls_per_minute", Type::number, "1000", false, false, "How many calls are made in a minute; 0: as many as go."},
    };
    for (OptionSpec& each : http_options()) all.push_back(std::move(each));
    return all;
}

Result<Settings> settings_of(const DestinationSettings& document) {
    const std::vector<OptionSpec> specs = options();
    OptionReader read(document, specs);
    Settings settings;
    ApiSettings& api = settings.api;
    read_login(read, api);
    api.url = !document.url.empty() ? document.url : api.wsse ? older_url : usual_url;
    if (!api.url.ends_with('/')) api.url += '/';
    api.token_url = read.text("token_url");
    for (const std::string& url : {api.url, api.token_url}) {
        if (auto checked = check_service_address(url); !checked) read.fault(std::move(checked).error());
    }
    api.calls_per_minute = static_cast<std::uint32_t>(read.number("calls_per_minute", 0, highest_rate));
    api.http = read.http();
    if (const std::int64_t list = read.number("list", 1, largest_list); list != 0) settings.list = std::to_string(list);
    settings.contacts_per_call = static_cast<std::uint32_t>(read.number("contacts_per_call", 1, most_contacts));
    settings.bytes_per_call = static_cast<std::uint32_t>(read.number("bytes_per_call", fewest_bytes, most_bytes));
    if (auto faults = read.faults()) return std::move(*faults);
    return settings;
}

}  // namespace muster::native::emarsys
