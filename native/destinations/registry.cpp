// Which destinations there are.
#include <algorithm>
#include <array>
#include <optional>

#include "apsis_one/apsis_one.hpp"
#include "contact_database/contact_database.hpp"
#include "destination.hpp"
#include "emarsys/emarsys.hpp"
#include "http_json/http_json.hpp"
#include "optimizely_campaign/optimizely_campaign.hpp"

namespace muster::native {

namespace {

struct Kind {
    std::string_view name;
    const Capabilities& (*capabilities)();
    Result<std::unique_ptr<Destination>> (*open)(const DestinationSettings& settings, const Surroundings& around);
};

Result<std::unique_ptr<Destination>> open_contact_database(const DestinationSettings& settings, const Surroundings& around) {
    auto database = ContactDatabase::open(settings, around.folder);
    if (!database) return database.error();
    return std::unique_ptr<Destination>(std::move(*database));
}

constexpr std::array kinds{
    Kind{"contact_database", ContactDatabase::kind_capabilities, open_contact_database},
    Kind{"apsis_one", apsis_one_capabilities, open_apsis_one},
    Kind{"emarsys", emarsys_capabilities, open_emarsys},
    Kind{"optimizely_campaign", optimizely_campaign_capabilities, open_optimizely_campaign},
    Kind{"http_json", http_json_capabilities, open_http_json},
};

std::string known_kinds() {
    std::string names;
    for (const Kind& kind : kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return names;
}

// A member that the kind does not declare is a mistake, not something to pass over.
std::optional<Issue> undeclared_option(const Kind& kind, const DestinationSettings& settings) {
    for (const auto& [name, value] : settings.options) {
        const auto& declared = kind.capabilities().options;
        const bool known = std::any_of(declared.begin(), declared.end(), [&](const OptionSpec& option) { return option.name == name; });
        if (!known) {
            return make_issue(Code::member_unknown, "A destination of kind " + std::string(kind.name) + " has no member \"" + shortened(name) + "\".",
                              "Remove it, or correct its name.");
        }
    }
    if (!settings.connection.empty()) {
        return make_issue(Code::internal_error, "The connection of a destination was not looked up before it was opened.");
    }
    return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Destination>> open_destination(const DestinationSettings& settings, const Surroundings& around) {
    for (const Kind& kind : kinds) {
        if (kind.name != settings.kind) continue;
        if (auto refused = undeclared_option(kind, settings)) return std::move(*refused);
        return kind.open(settings, around);
    }
    return make_issue(Code::invalid_value, "There is no kind of destination called \"" + shortened(settings.kind) + "\".",
                      "Use one of: " + known_kinds() + ".");
}

}  // namespace muster::native
