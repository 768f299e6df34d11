#include "import_layout.hpp"

#include <algorithm>
#include <optional>

namespace muster::native::apsis_one {
namespace {

bool is_whole_or_decimal(Type type) { return type == Type::integer || type == Type::number; }
bool is_day_or_time(Type type) { return type == Type::date || type == Type::date_time; }

// How values of the column's type become values of an attribute of `type`; nothing when they cannot. The type of the attribute is
// absent where the API's word for it is not recognised: then the sync document says it.
std::optional<Form> form_of(std::optional<Type> type, Type column) {
    switch (type.value_or(column)) {
        case Type::date: return is_day_or_time(column) ? std::optional(Form::date) : std::nullopt;
        case Type::date_time: return is_day_or_time(column) ? std::optional(Form::timestamp) : std::nullopt;
        case Type::phone: return column == Type::phone ? std::optional(Form::phone) : std::nullopt;
        case Type::integer:
        case Type::number: return is_whole_or_decimal(column) ? std::optional(Form::as_it_is) : std::nullopt;
        case Type::boolean:
        case Type::country: return column == *type || !type ? std::optional(Form::as_it_is) : std::nullopt;
        case Type::text:
        case Type::email:
        case Type::language:
        case Type::url:
        case Type::choice: return Form::as_it_is;
    }
    return std::nullopt;
}

// The keyspace whose keys are addresses of the channel.
std::string_view keyspace_of(std::string_view channel) {
    if (channel == sms_channel) return "com.apsis1.keyspaces.mobile";
    return channel == email_channel ? "com.apsis1.keyspaces.email" : std::string_view();
}

class LayingOut {
public:
    LayingOut(const ServicePlan& plan, const Definitions& definitions, const Settings& settings)
        : plan_(plan), definitions_(definitions), settings_(settings) {}

    Laid run() {
        laid_.layout.key = plan_.key;
        laid_.layout.key_form = settings_.keyspace == "com.apsis1.keyspaces.mobile" ? Form::phone : Form::as_it_is;
        laid_.layout.update_existing = plan_.mode.update;
        if (settings_.keyspace == "com.apsis1.keyspaces.export") {
            problem(Code::permission_denied, "The keyspace \"com.apsis1.keyspaces.export\" cannot be imported into.", "Use another keyspace.");
        }
        for (std::size_t i = 0; i < plan_.columns.size(); ++i) add(i);
        settle_empty_cells();
        list_addresses();
        if (plan_.mode.delete_missing) add_missing();
        return std::move(laid_);
    }

private:
    void problem(Code code, std::string message, std::string suggestion) {
        laid_.problems.push_back(make_issue(code, std::move(message), std::move(suggestion)));
    }

    void add(std::size_t index) {
        const std::string& field = plan_.columns[index].field;
        if (index == plan_.key) return;
        if (is_tag(field)) {
            problem(Code::contradiction, "\"" + field + "\" cannot be fed: in which form APSIS One takes tags in an import is not documented.",
                    "Remove it from the mapping, and set tags in APSIS One.");
        } else if (const auto consent = consent_named(definitions_, field)) {
            add_consent(index, *consent);
        } else if (const Attribute* attribute = attribute_named(definitions_, field)) {
            add_attribute(index, *attribute);
        } else {
            problem(Code::field_unknown, "The section has no attribute \"" + field + "\" any more.", "Change the mapping.");
        }
    }

    void add_attribute(std::size_t index, const Attribute& attribute) {
        const ServiceColumn& column = plan_.columns[index];
        const std::string named = "The attribute \"" + attribute.discriminator + "\"";
        if (attribute.write == Permission::refused) {
            problem(Code::permission_denied, named + " may not be written through the keyspace \"" + settings_.keyspace + "\".",
                    "Give the keyspace WRITE permission to it in APSIS One.");
        }
        if (attribute.version.empty()) {
            problem(Code::field_not_writable, named + " has no version that is in force.", "Create it again in APSIS One, or remove it from the mapping.");
            return;
        }
        if (!attribute.type && !column.declared) {
            problem(Code::type_clash, named + " is of a type that APSIS One does not tell in a known word.",
                    "Say it in the mapping, for example \"type\": \"text\" or \"type\": \"date\".");
        }
        const auto form = form_of(attribute.type, column.type);
        if (!form) {
            problem(Code::type_clash, named + " does not take values of the type " + std::string(name_of(column.type)) + ".", "Change the type in the mapping.");
        }
        laid_.layout.attributes.push_back({index, attribute.version, form.value_or(Form::as_it_is)});
    }

    // Section 7: the address that a consent is for is the mapped e-mail or mobile attribute; the key itself where that is one.
    void find_address(ConsentColumn& consent, const std::string& channel) const {
        const std::string_view attribute = channel == sms_channel ? mobile_attribute : email_attribute;
        for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
            if (!same_field_name(plan_.columns[i].field, attribute)) continue;
            consent.address = i;
            consent.has_address = true;
        }
        if (consent.has_address || settings_.keyspace != keyspace_of(channel)) return;
        consent.address = plan_.key;
        consent.has_address = true;
    }

    void add_consent(std::size_t index, const Consent& consent) {
        ConsentColumn column;
        column.source = index;
        column.topic = consent.topic->discriminator;
        if (consent.topic->channel.empty()) column.channel = consent.channel;
        find_address(column, consent.channel);
        const bool is_attribute = column.has_address && column.address != plan_.key;
        if (!settings_.consent_2 && !is_attribute) {
            problem(Code::required_field_unmapped,
                    "With consent model 1.0 the consent \"" + plan_.columns[index].field + "\" is created for the address in the attribute \"" +
                        std::string(consent.channel == sms_channel ? mobile_attribute : email_attribute) + "\", which is not mapped.",
                    "Map that attribute as well.");
        }
        if (plan_.columns[index].empty == EmptyCell::clear) {
            problem(Code::contradiction, "The consent \"" + plan_.columns[index].field + "\" cannot be cleared by an empty cell.",
                    "Leave \"empty\" out; a value that means no opts out.");
        }
        laid_.layout.consents.push_back(std::move(column));
    }

    void list_addresses() {
        Layout& layout = laid_.layout;
        for (const AttributeColumn& each : layout.attributes) {
            const auto is_for = [&](const ConsentColumn& consent) { return consent.has_address && consent.address == each.source; };
            if (std::any_of(layout.consents.begin(), layout.consents.end(), is_for)) layout.addresses.push_back(each);
        }
    }

    // Section 5: one flag for the whole import.
    void settle_empty_cells() {
        const auto& attributes = laid_.layout.attributes;
        const auto clears = [&](const AttributeColumn& each) { return plan_.columns[each.source].empty == EmptyCell::clear; };
        const auto count = std::count_if(attributes.begin(), attributes.end(), clears);
        laid_.layout.clear_empty = count > 0;
        if (count == 0 || static_cast<std::size_t>(count) == attributes.size()) return;
        problem(Code::contradiction, "Some columns are to be cleared by empty cells and others are not; an import of APSIS One does either for all.",
                "Say the same \"empty\" for every attribute.");
    }

    void add_missing() {
        const std::string& form = plan_.mode.delete_form;
        laid_.layout.deletes_profiles = form == delete_profiles_form;
        laid_.layout.opts_out_missing = !laid_.layout.deletes_profiles;
        if (laid_.layout.deletes_profiles) return;
        if (!settings_.consent_2) {
            problem(Code::contradiction, "With consent model 1.0 contacts that are missing in the file cannot be opted out by their keys.",
                    "Switch \"delete_missing\" off.");
            return;
        }
        if (settings_.opt_out_topic.empty()) {
            problem(Code::member_missing, "Contacts that are missing in the file are opted out, and the destination does not say of which topic.",
                    "Add \"opt_out_topic\" to the destination.");
            return;
        }
        const auto& topics = definitions_.topics;
        const auto topic = std::find_if(topics.begin(), topics.end(), [&](const Topic& each) { return each.discriminator == settings_.opt_out_topic; });
        if (topic == topics.end()) {
            problem(Code::invalid_value, "The section has no topic \"" + settings_.opt_out_topic + "\".", "Correct \"opt_out_topic\".");
            return;
        }
        check_missing_channel(*topic);
    }

    void check_missing_channel(const Topic& topic) {
        const std::string& wanted = settings_.opt_out_channel;
        if (topic.channel.empty() && wanted.empty()) {
            problem(Code::member_missing, "The topic \"" + topic.discriminator + "\" has no channel of its own.", "Add \"opt_out_channel\" to the destination.");
        }
        if (!topic.channel.empty() && !wanted.empty() && topic.channel != wanted) {
            problem(Code::contradiction, "The topic \"" + topic.discriminator + "\" is of the channel \"" + topic.channel + "\", not of \"" + wanted + "\".",
                    "Remove \"opt_out_channel\".");
        }
        ConsentColumn& missing = laid_.layout.missing;
        missing.topic = topic.discriminator;
        if (topic.channel.empty()) missing.channel = wanted;
        missing.address = plan_.key;   // the file has keys only
        missing.has_address = settings_.keyspace == keyspace_of(topic.channel.empty() ? wanted : topic.channel);
    }

    const ServicePlan& plan_;
    const Definitions& definitions_;
    const Settings& settings_;
    Laid laid_;
};

}  // namespace

Laid lay_out(const ServicePlan& plan, const Definitions& definitions, const Settings& settings) { return LayingOut(plan, definitions, settings).run(); }

}  // namespace muster::native::apsis_one
