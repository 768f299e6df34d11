#include "recipients.hpp"

#include <algorithm>
#include <optional>

namespace muster::native::optimizely_campaign {
namespace {

constexpr std::size_t day_bytes = 10;        // YYYY-MM-DD
constexpr std::size_t second_bytes = 19;     // YYYY-MM-DDTHH:MM:SS

struct CodeFacts {
    std::int64_t code;
    const char* reason;
    bool not_mailable;
};
constexpr CodeFacts code_facts[] = {
    {1, "Optimizely Campaign does not take the address (code 1).", false},
    {2, "Not mailable: unsubscribed (code 2).", true},
    {3, "Not mailable: on the blocklist (code 3).", true},
    {4, "Not mailable: too many bounces (code 4).", true},
    {5, "Already in the list under this id (code 5).", false},
    {6, "Not mailable: filtered by Optimizely Campaign (code 6).", true},
    {refused_alone, "Optimizely Campaign refuses a call with this recipient.", false},
    {7, "Optimizely Campaign had a general error with it, twice (code 7).", false},
};

// Values are normalised (value.hpp): a day, or an instant in UTC with Z.
bool write_day(std::string_view value, const Settings& settings, std::string& into) {
    if (value.size() < day_bytes) return false;
    into = std::string(value.substr(0, day_bytes)) + "T00:00:00" + settings.day_offset;
    return true;
}

bool write_instant(std::string_view value, const Settings& settings, std::string& into) {
    if (value.size() == day_bytes) return write_day(value, settings, into);
    if (value.size() <= second_bytes || !value.ends_with('Z')) return false;
    into = std::string(value.substr(0, second_bytes)) + "+00:00";
    return true;
}

// Where the list does not tell a type, what the mapping declares counts.
ListType type_of(const ListField& field, const ServiceColumn& column) {
    if (field.type != ListType::not_told) return field.type;
    switch (column.type) {
        case Type::integer: return ListType::long_number;
        case Type::number: return ListType::decimal;
        case Type::date: return ListType::date;
        case Type::date_time: return ListType::timestamp;
        case Type::boolean: return ListType::boolean;
        case Type::text:
        case Type::email:
        case Type::phone:
        case Type::country:
        case Type::language:
        case Type::url:
        case Type::choice: break;
    }
    return ListType::text;
}

void check_technical_fields(const ServicePlan& plan, const RecipientList& list, const Settings& settings, std::vector<Issue>& problems) {
    for (const std::string& name : settings.technical) {
        const bool mapped = std::any_of(plan.columns.begin(), plan.columns.end(), [&](const ServiceColumn& each) { return same_field_name(each.field, name); });
        if (mapped) continue;
        if (field_named(list, name) == nullptr) {
            problems.push_back(make_issue(Code::field_unknown, "The list has no field \"" + name + "\", which lists that are copied from a CRM need.",
                                          "Ask the support of Optimizely Campaign to add it, or name the field that takes its place in the destination."));
        } else {
            problems.push_back(make_issue(Code::required_field_unmapped, "No column feeds the field \"" + name + "\", which lists that are copied from a CRM need.", "Map a column to it."));
        }
    }
}

}  // namespace

Layout lay_out(const ServicePlan& plan, const RecipientList& list, const Settings& settings, std::vector<Issue>& problems) {
    Layout layout;
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ServiceColumn& column = plan.columns[i];
        if (same_field_name(column.field, recipient_id_field)) continue;
        if (same_field_name(column.field, address_field)) {
            layout.address = i;
            continue;
        }
        const ListField* field = field_named(list, column.field);
        if (field == nullptr || !field->writable) {
            problems.push_back(make_issue(Code::field_unknown, "The list has no field \"" + column.field + "\" that can be written.", "Change the mapping."));
            continue;
        }
        layout.attributes.push_back({i, type_of(*field, column)});
        layout.names.push_back(field->written_name);
    }
    check_technical_fields(plan, list, settings, problems);
    return layout;
}

bool write_cell(ListType type, const ServiceValue& value, const Settings& settings, std::optional<std::string>& into) {
    into.reset();
    const bool is_text = type == ListType::text || type == ListType::not_told;
    if (!value || (value->empty() && !is_text)) return true;
    into.emplace(*value);
    switch (type) {
        case ListType::date: return write_day(*value, settings, *into);
        case ListType::timestamp: return write_instant(*value, settings, *into);
        case ListType::boolean:
            if (!settings.boolean_words) *into = *value == "true" ? "1" : "0";
            return true;
        case ListType::short_number:
        case ListType::integer:
        case ListType::long_number:
        case ListType::decimal:
        case ListType::text:
        case ListType::not_told: return true;
    }
    return true;
}

Result<ServiceBatch::Placed> Recipients::add(const ServiceRecord& record) {
    if (ids_.size() >= settings_.recipients_per_call) return Placed{Placed::Where::next};
    SoapCall::Row row(layout_.attributes.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        const Layout::Attribute& attribute = layout_.attributes[i];
        if (write_cell(attribute.type, record.values[attribute.source], settings_, row[i])) continue;
        return Placed{Placed::Where::nowhere, "The value of \"" + layout_.names[i] + "\" has no form that Optimizely Campaign takes."};
    }
    ids_.emplace_back(record.key);
    addresses_.emplace_back(record.values[layout_.address].value_or(std::string_view()));
    rows_.push_back(std::move(row));
    return Placed{};
}

void Recipients::add_to(SoapCall& call, std::span<const std::size_t> numbers) const {
    std::vector<std::string> ids, addresses;
    std::vector<SoapCall::Row> rows;
    for (const std::size_t number : numbers) {
        ids.push_back(ids_[number]);
        addresses.push_back(addresses_[number]);
        rows.push_back(rows_[number]);
    }
    call.texts(ids).texts(addresses).texts(layout_.names).table(rows);
}

std::string reason_of(std::int64_t code) {
    const auto found = std::find_if(std::begin(code_facts), std::end(code_facts), [&](const CodeFacts& each) { return each.code == code; });
    return found != std::end(code_facts) ? found->reason : "Optimizely Campaign answered with a code that is not known (" + std::to_string(code) + ").";
}

bool is_not_mailable(std::string_view reason) {
    return std::any_of(std::begin(code_facts), std::end(code_facts), [&](const CodeFacts& each) { return each.not_mailable && reason == each.reason; });
}

}  // namespace muster::native::optimizely_campaign
