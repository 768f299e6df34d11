#include "batch.hpp"

namespace muster::native::emarsys {

// E-mail addresses are compared without case.
std::string Batch::folded(std::string_view key_value) const {
    std::string text(trimmed(key_value));
    if (form_.key_id != email_id) return text;
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

Result<ServiceBatch::Placed> Batch::add(const ServiceRecord& record) {
    Contact contact{std::string(record.key), std::string(record.values[form_.key].value_or(record.key)), {}, record.row, record.known};
    JsonWriter json;
    json.begin_object();
    for (std::size_t i = 0; i < record.values.size(); ++i) {
        if (!record.values[i]) continue;
        const WrittenValue value = written_value(*form_.columns[i], *record.values[i]);
        if (!value.refused.empty()) return Placed{Placed::Where::nowhere, value.refused};
        json.key(form_.columns[i]->remote.id).raw(value.json);
        contact.loses_characters = contact.loses_characters || value.loses_characters;
    }
    contact.json = json.end_object().take();
    constexpr std::uint64_t comma = 1;
    const std::uint64_t bytes = bytes_ + contact.json.size() + comma;
    if (contacts_.empty() && bytes > form_.most_bytes) return Placed{Placed::Where::nowhere, "The contact alone is larger than one call may be."};
    if (contacts_.size() >= form_.most_contacts || bytes > form_.most_bytes) return Placed{Placed::Where::next};
    bytes_ = bytes;
    by_key_.emplace(folded(contact.value), contacts_.size());
    contacts_.push_back(std::move(contact));
    return Placed{};
}

std::optional<std::size_t> Batch::find(std::string_view key_value) const {
    const auto found = by_key_.find(folded(key_value));
    if (found == by_key_.end()) return std::nullopt;
    return found->second;
}

}  // namespace muster::native::emarsys
