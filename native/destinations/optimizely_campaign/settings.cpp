#include "settings.hpp"

#include <algorithm>
#include <filesystem>

#include "native/destinations/service/options.hpp"

namespace muster::native::optimizely_campaign {
namespace {

constexpr const char* default_url = "https://api.campaign.episerver.net";
constexpr std::int64_t largest_id = (std::int64_t{1} << 53) - 1;
// Section 2: a sibling method documents 1000 for a call.
constexpr std::int64_t most_per_call = 1'000;

constexpr std::array<const char*, technical_fields> technical_members = {"opt_in_id_field", "description_field", "media_type_field", "entity_type_field", "entity_id_field"};

// "+hh:mm" or "-hh:mm".
bool is_offset(const std::string& text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' && digit(1) && digit(2) && digit(4) && digit(5) && text[1] < '2' && text[4] < '6';
}

void read_addresses(OptionReader& read, const DestinationSettings& document, Settings& settings) {
    settings.url = without_slash(document.url.empty() ? default_url : document.url);
    const std::string& url = settings.url;
    if (auto checked = check_service_address(url); !checked) read.fault(std::move(checked).error());
    settings.soap_url = url + (url.ends_with("/soap11") ? "/Rpc" : "/soap11/Rpc");
    if (!read.flag("use_rest")) return;
    std::string rest = without_slash(read.text("rest_url"));
    if (rest.empty()) rest = (url.ends_with("/soap11") ? url.substr(0, url.size() - 7) : url) + "/rest";
    if (auto checked = check_service_address(rest); !checked) read.fault(std::move(checked).error());
    settings.rest_url = rest + "/" + std::to_string(settings.client) + "/";
}

std::int64_t id_of(OptionReader& read, const char* name, const char* help) {
    return read.need(name, help) ? read.number(name, 1, largest_id) : 0;
}

// What is written there would be read as feedback of the next run.
void check_feedback_folder(OptionReader& read, const Settings& settings) {
    if (settings.feedback_folder.empty()) return;
    const auto written = (std::filesystem::path(settings.folder) / settings.feedback_folder / "").lexically_normal();
    for (const std::string& files : {settings.unsubscriptions, settings.bounces}) {
        if (files == "rest" || (path_of(files, settings.folder).parent_path() / "").lexically_normal() != written) continue;
        read.fault(make_issue(Code::contradiction, "\"feedback_folder\" is the folder that unsubscriptions or bounces are read from.", "Name a folder of its own, such as \"to-crm\"."));
        return;
    }
    std::error_code ignored;
    if (std::filesystem::is_directory(written, ignored)) return;
    read.fault(make_issue(Code::file_unreadable, "There is no folder " + written.string() + ", which \"feedback_folder\" names.", "Make it, or name one that is there."));
}

}  // namespace

std::filesystem::path path_of(std::string_view address, const std::string& folder) {
    for (const std::string_view scheme : {std::string_view("file://"), std::string_view("file:")}) {
        if (!address.starts_with(scheme)) continue;
        address.remove_prefix(scheme.size());
        break;
    }
    return std::filesystem::path(folder) / std::filesystem::path(address);
}

std::vector<OptionSpec> options() {
    using Type = OptionSpec::Type;
    std::vector<OptionSpec> all = {
        {"client", Type::number, "", true, false, "The number of the client in Optimizely Campaign."},
        {"user", Type::text, "", true, false, "The name of an API user of that client."},
        {"password", Type::text, "", true, true, "The password of the API user, as a reference such as {\"env\": \"CAMPAIGN_PASSWORD\"}."},
        {"list", Type::number, "", true, false, "The number of the recipient list that is emptied and filled."},
        {"unsubscriptions", Type::text, "", true, false, "Where unsubscriptions come from before each run: \"rest\", or a file such as \"file:feedback/unsubscriptions-*.csv\"."},
        {"bounces", Type::text, "", true, false, "The file that bounces come from before each run, such as \"file:feedback/bounces-*.csv\"."},
        {"unsubscriptions_column", Type::text, "recipientId", false, false, "The column of recipient ids in files of unsubscriptions."},
        {"bounces_column", Type::text, "recipientId", false, false, "The column of recipient ids in files of bounces."},
        {"bounce_limit", Type::number, "1", false, false, "So many bounces, and a recipient is not sent any more."},
        {"full_feedback", Type::boolean, "false", false, false, "Whether the files hold everything since the beginning, after a pause of more than 30 days."},
        {"feedback_folder", Type::text, "", false, false, "A folder into which what is new of unsubscriptions and bounces is written as CSV files, for a CRM to pick up."},
        {"list_kind", Type::text, "", false, false, "\"regular\", when somebody has seen in Optimizely Campaign that the list is no opt-in list."},
        {"opt_in_process", Type::number, "0", false, false, "The number of the opt-in process that recipients are added with; 0: none."},
        {"allow_opt_in_list", Type::boolean, "false", false, false, "Whether an opt-in list may be filled, which brings people back who unsubscribed."},
        {"allow_test_list", Type::boolean, "false", false, false, "Whether a test list may be filled."},
        {"allow_transaction_list", Type::boolean, "false", false, false, "Whether a list for transactional mails may be filled."},
        {"opt_in_id_field", Type::text, "opt-in-id", false, false, "The name of the field for the id of the consent."},
        {"description_field", Type::text, "description", false, false, "The name of the field for the description."},
        {"media_type_field", Type::text, "media-type", false, false, "The name of the field for the media type."},
        {"entity_type_field", Type::text, "entity-type", false, false, "The name of the field for the kind of record in the CRM: contact, lead, account."},
        {"entity_id_field", Type::text, "entity-id", false, false, "The name of the field for the id of the record in the CRM."},
        {"recipients_per_call", Type::number, "800", false, false, "How many recipients are added with one call, at most 1000."},
        {"booleans", Type::text, "true_false", false, false, "How yes and no are written: \"true_false\" or \"1_0\"."},
        {"day_offset", Type::text, "+00:00", false, false, "The offset from UTC of dates without a time, such as \"+01:00\"."},
        {"locale", Type::text, "en", false, false, "The language in which the list tells its system fields."},
        {"recipient_id_column", Type::text, "", false, false, "The column that recipient ids come from; confirms that it is another one than before."},
        {"forgotten_run", Type::text, "", false, false, "An interrupted run that emptied the list, once somebody has emptied the list by hand: what was in it before does not count any more."},
        {"use_rest", Type::boolean, "true", false, false, "Whether the REST interface is used to look at the list and its fields."},
        {"rest_url", Type::text, "", false, false, "The address of the REST interface; without it \"/rest\" behind that of the service."},
    };
    for (OptionSpec& each : http_options()) all.push_back(std::move(each));
    return all;
}

Result<Settings> settings_of(const DestinationSettings& document, const SyncPlace& around) {
    const std::vector<OptionSpec> specs = options();
    OptionReader read(document, specs);
    Settings settings;
    settings.client = id_of(read, "client", "The number of the client in Optimizely Campaign.");
    settings.user = read.text("user");
    settings.password = read.secret("password");
    settings.list = id_of(read, "list", "The number of the recipient list.");
    settings.opt_in_process = read.number("opt_in_process", 0, largest_id);
    settings.folder = around.folder;
    settings.sync_name = around.name;
    settings.unsubscriptions = read.text("unsubscriptions");
    settings.bounces = read.text("bounces");
    settings.unsubscriptions_column = read.text("unsubscriptions_column");
    settings.bounces_column = read.text("bounces_column");
    settings.bounce_limit = read.number("bounce_limit", 1, 1'000);
    settings.full_feedback = read.flag("full_feedback");
    settings.feedback_folder = read.text("feedback_folder");
    settings.stated_regular = read.word("list_kind", std::array<std::string_view, 2>{"", "regular"}) == "regular";
    settings.allow_opt_in_list = read.flag("allow_opt_in_list");
    settings.allow_test_list = read.flag("allow_test_list");
    settings.allow_transaction_list = read.flag("allow_transaction_list");
    std::transform(technical_members.begin(), technical_members.end(), settings.technical.begin(), [&](const char* member) { return read.text(member); });
    settings.recipients_per_call = static_cast<std::size_t>(read.number("recipients_per_call", 1, most_per_call));
    settings.boolean_words = read.word("booleans", std::array<std::string_view, 2>{"true_false", "1_0"}) != "1_0";
    settings.day_offset = read.text("day_offset");
    if (!is_offset(settings.day_offset)) {
        read.fault(make_issue(Code::invalid_value, "The destination's member \"day_offset\" has to be an offset from UTC.", "Write it as \"+01:00\"."));
    }
    settings.locale = read.text("locale");
    settings.recipient_id_column = read.text("recipient_id_column");
    settings.forgotten_run = read.text("forgotten_run");
    settings.http = read.http();
    read_addresses(read, document, settings);
    if (settings.unsubscriptions == "rest" && settings.rest_url.empty()) {
        read.fault(make_issue(Code::contradiction, "Unsubscriptions are to be read by REST, which is switched off.", "Name a file of unsubscriptions, or remove \"use_rest\"."));
    }
    check_feedback_folder(read, settings);
    if (auto faults = read.faults()) return std::move(*faults);
    return settings;
}

}  // namespace muster::native::optimizely_campaign
