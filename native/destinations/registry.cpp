// Which destinations there are.
#include <array>

#include "contact_database/contact_database.hpp"
#include "destination.hpp"

namespace muster::native {

namespace {

struct Kind {
    std::string_view name;
    Result<std::unique_ptr<Destination>> (*open)(const DestinationSettings& settings, const std::string& folder);
};

Result<std::unique_ptr<Destination>> open_contact_database(const DestinationSettings& settings, const std::string& folder) {
    auto database = ContactDatabase::open(settings, folder);
    if (!database) return database.error();
    return std::unique_ptr<Destination>(std::move(*database));
}

constexpr std::array kinds{
    Kind{"contact_database", open_contact_database},
};

std::string known_kinds() {
    std::string names;
    for (const Kind& kind : kinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return names;
}

}  // namespace

Result<std::unique_ptr<Destination>> open_destination(const DestinationSettings& settings, const std::string& folder) {
    for (const Kind& kind : kinds) {
        if (kind.name == settings.kind) return kind.open(settings, folder);
    }
    return make_issue(Code::invalid_value, "There is no kind of destination called \"" + shortened(settings.kind) + "\".",
                      "Use one of: " + known_kinds() + ".");
}

}  // namespace muster::native
