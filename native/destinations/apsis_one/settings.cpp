#include "settings.hpp"

#include <array>

#include "native/destinations/service/options.hpp"

namespace muster::native::apsis_one {
namespace {

constexpr const char* default_url = "https://api.apsis.one";
constexpr std::int64_t most_pending_at_apsis = 3;
constexpr std::int64_t largest_file = 50'000'000;
constexpr std::int64_t smallest_file = 1'000;
constexpr std::int64_t longest_seconds = 3'600;

// "email" and "sms" stand for the channels that every account has.
std::string channel_of(const std::string& word) {
    if (word == "email") return std::string(email_channel);
    if (word == "sms") return std::string(sms_channel);
    return word;
}

}  // namespace

std::vector<OptionSpec> options() {
    using Type = OptionSpec::Type;
    std::vector<OptionSpec> all = {
        {"section", Type::text, "", true, false, "The discriminator of the section, such as \"usercreated.sections.abc\"."},
        {"keyspace", Type::text, "com.apsis1.keyspaces.email", false, false, "The discriminator of the keyspace in which profiles are told apart."},
        {"client_id", Type::text, "", true, false, "The client id of an API key of APSIS One."},
        {"client_secret", Type::text, "", true, true, "The client secret of that API key, as a reference such as {\"env\": \"APSIS_SECRET\"}."},
        {"consent_model", Type::text, "2.0", false, false, "The consent model of the account: \"2.0\" or \"1.0\"."},
        {"consent_list", Type::text, "", false, false, "The discriminator of the consent list; for accounts of consent model 1.0 only."},
        {"resubscribe", Type::boolean, "false", false, false, "Whether an opt-in also takes back an opt-out that is there."},
        {"opt_out_topic", Type::text, "", false, false, "The topic (subscription) that contacts missing in the file are opted out of."},
        {"opt_out_channel", Type::text, "", false, false, "The channel of that: \"email\", \"sms\" or a discriminator. Not for a topic that has a channel."},
        {"most_pending_imports", Type::number, "2", false, false, "How many imports may be worked on at the same time; APSIS One allows 3."},
        {"imports_per_minute", Type::number, "10", false, false, "How many imports may be asked for in a minute; 0: as many as wanted."},
        {"file_bytes", Type::number, "50000000", false, false, "The largest import file in bytes; longer ones are divided."},
        {"poll_seconds", Type::number, "5", false, false, "How long to wait before an import is asked for the first time; then longer each time."},
        {"longest_poll_seconds", Type::number, "60", false, false, "The longest wait between two such questions."},
    };
    for (OptionSpec& each : http_options()) all.push_back(std::move(each));
    return all;
}

Result<Settings> settings_of(const DestinationSettings& document) {
    const std::vector<OptionSpec> specs = options();
    OptionReader read(document, specs);
    Settings settings;
    settings.url = without_slash(document.url.empty() ? default_url : document.url);
    if (auto checked = check_service_address(settings.url); !checked) read.fault(std::move(checked).error());
    settings.section = read.text("section");
    settings.keyspace = read.text("keyspace");
    settings.client_id = read.text("client_id");
    settings.client_secret = read.secret("client_secret");
    settings.consent_2 = read.word("consent_model", std::array<std::string_view, 2>{"2.0", "1.0"}) != "1.0";
    settings.consent_list = read.text("consent_list");
    settings.resubscribe = read.flag("resubscribe");
    settings.opt_out_topic = read.text("opt_out_topic");
    settings.opt_out_channel = channel_of(read.text("opt_out_channel"));
    settings.most_pending = static_cast<std::size_t>(read.number("most_pending_imports", 1, most_pending_at_apsis));
    settings.imports_per_minute = static_cast<std::uint32_t>(read.number("imports_per_minute", 0, 1'000'000));
    settings.file_bytes = static_cast<std::uint64_t>(read.number("file_bytes", smallest_file, largest_file));
    settings.first_poll = std::chrono::seconds(read.number("poll_seconds", 1, longest_seconds));
    settings.longest_poll = std::chrono::seconds(read.number("longest_poll_seconds", 1, longest_seconds));
    settings.http = read.http();
    if (!settings.consent_2 && settings.consent_list.empty()) {
        read.fault(make_issue(Code::member_missing, "An account of consent model 1.0 needs \"consent_list\".", "Name the consent list of the topics."));
    }
    if (auto faults = read.faults()) return std::move(*faults);
    return settings;
}

}  // namespace muster::native::apsis_one
