#include "native/commands/memory.hpp"

#include "muster/mapping_memory.hpp"
#include "native/store/home.hpp"

namespace muster::native {
namespace {

Result<std::vector<EarlierChoice>> stored_choices(const std::string& fingerprint, const std::string& destination) {
    auto store = Store::open_existing(home_folder());
    if (!store) return std::move(store).error();
    if (!*store) return std::vector<EarlierChoice>();
    auto text = (*store)->choices(fingerprint, destination);
    if (!text) return std::move(text).error();
    if (!*text) return std::vector<EarlierChoice>();
    auto json = parse_json(**text);
    if (!json) return std::move(json).error();
    return choices_from(*json);
}

}  // namespace

Recall recall_from_history(Context& context) {
    return [&context](const std::string& fingerprint, const std::string& destination) {
        auto choices = stored_choices(fingerprint, destination);
        if (choices) return std::move(choices).value();
        context.messages.note("Earlier choices are not used: " + choices.error().message);
        return std::vector<EarlierChoice>();
    };
}

Result<void> remember_choices(Store& store, const Prepared& prepared, const std::string& finished) {
    const std::vector<EarlierChoice> choices = choices_of(*prepared.check);
    if (choices.empty()) return {};
    JsonWriter json;
    write_choices(json, choices);
    return store.remember(header_fingerprint(prepared.check->sniff().header), prepared.destination->absolute_url(), json.take(), finished);
}

void add_memory_option(CLI::App& command, bool& no_memory) {
    command.add_flag("--no-memory", no_memory, "Neither use nor keep what was chosen for files with the same header");
}

}  // namespace muster::native
