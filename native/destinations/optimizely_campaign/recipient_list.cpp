#include "recipient_list.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "native/destinations/service/options.hpp"

namespace muster::native::optimizely_campaign {
namespace {

// Section 4: the names of a list end with those of its system fields.
constexpr std::size_t system_fields = 4;
constexpr int ok = 200, bad_request = 400;

constexpr Operation attribute_names{"RecipientList", "getAttributeNames", "the call for the fields of the list"};

struct TypeFacts {
    std::string_view word;             // of REST
    ListType list_type;
    Type type;
    std::string_view least = {}, most = {};
};
constexpr TypeFacts type_facts[] = {
    {"SHORT", ListType::short_number, Type::integer, "-32768", "32767"},
    {"INTEGER", ListType::integer, Type::integer, "-2147483648", "2147483647"},
    {"LONG", ListType::long_number, Type::integer, "-9223372036854775808", "9223372036854775807"},
    {"FLOAT", ListType::decimal, Type::number},
    {"DECIMAL", ListType::decimal, Type::number},
    {"STRING", ListType::text, Type::text},
    {"TEXT", ListType::text, Type::text},
    {"DATE", ListType::date, Type::date},
    {"TIMESTAMP", ListType::timestamp, Type::date_time},
    {"BOOLEAN", ListType::boolean, Type::boolean},
};

// Section 2 and XML 1.0, 2.2: no control characters but tab and line breaks, and neither U+FFFE nor U+FFFF.
constexpr const char* sendable = "^[\t\n\r -\xEF\xBF\xBD\xF0\x90\x80\x80-\xF4\x8F\xBF\xBF]*$";
constexpr const char* is_instant = "Z$|^\\d{4}-\\d\\d-\\d\\d$";

FieldRule pattern(const char* matches, const char* says) {
    FieldRule rule;
    rule.matches = matches;
    rule.says = says;
    return rule;
}

FieldRule text_rule() { return pattern(sendable, "The value has a control character, which cannot be sent to Optimizely Campaign."); }

const TypeFacts* facts_of(ListType type) {
    const auto found = std::find_if(std::begin(type_facts), std::end(type_facts), [&](const TypeFacts& each) { return each.list_type == type; });
    return found != std::end(type_facts) ? found : nullptr;
}

std::vector<FieldRule> rules_of(ListType type) {
    if (type == ListType::timestamp) {
        return {pattern(is_instant, "The time has no zone, so it is no instant. Say \"time_zone\" in the sync document.")};
    }
    const TypeFacts* facts = facts_of(type);
    if (facts == nullptr || facts->type == Type::text) return {text_rule()};
    if (facts->least.empty()) return {};
    FieldRule rule;
    rule.minimum = std::string(facts->least);
    rule.maximum = std::string(facts->most);
    return {rule};
}

Issue unreadable(const std::string& call) {
    return make_issue(Code::answer_unreadable, "Optimizely Campaign answered " + call + " with something that is not expected.", "Try again later.");
}

bool is_temporary(int status) { return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504; }

Issue unavailable(const std::string& call, int status) {
    return make_issue(Code::destination_busy, "Optimizely Campaign answered " + call + " with status " + std::to_string(status) + ".", "Try again later.");
}

// Names as SOAP tells them.
struct Names {
    std::vector<std::string> own, system;
    bool has(std::string_view name) const { return std::find(own.begin(), own.end(), name) != own.end(); }
    bool is_system(std::string_view name) const { return std::find(system.begin(), system.end(), name) != system.end(); }
};

Result<Names> read_names(SoapApi& soap, const Settings& settings) {
    auto value = soap.read(attribute_names, [&](SoapCall& call) { call.number(settings.list).text(settings.locale); });
    if (!value) return std::move(value).error();
    if (!*value || (*value)->items.size() < system_fields) return unreadable(std::string(attribute_names.call));
    Names names;
    const std::size_t own = (*value)->items.size() - system_fields;
    for (std::size_t i = 0; i < (*value)->items.size(); ++i) (i < own ? names.own : names.system).push_back((*value)->items[i].text);
    return names;
}

// Whether internal or display names are wanted for writes is not documented: whichever SOAP tells, else the internal one.
std::string written_name(const std::string& internal, const std::string& display, const Names& names) {
    if (names.has(internal) || names.is_system(internal)) return internal;
    return names.has(display) || names.is_system(display) ? display : internal;
}

ListField field_of(const JsonValue& item, const Names& names) {
    ListField field;
    const std::string internal = text_of(item, "internalName"), display = text_of(item, "displayName"), word = text_of(item, "type");
    field.name = internal;
    field.written_name = written_name(internal, display, names);
    field.label = display.empty() ? internal : display;
    const auto facts = std::find_if(std::begin(type_facts), std::end(type_facts), [&](const TypeFacts& each) { return each.word == word; });
    if (facts != std::end(type_facts)) field.type = facts->list_type;
    field.required = truth_of(item, "required");
    field.writable = !names.is_system(field.written_name) && internal != "created" && internal != "modified";
    return field;
}

class ReadingList {
public:
    ReadingList(SoapApi& soap, RestApi& rest, const Settings& settings) : soap_(soap), rest_(rest), settings_(settings) {}

    Result<RecipientList> run() {
        auto names = read_names(soap_, settings_);
        if (!names) return std::move(names).error();
        if (rest_.is_used()) {
            if (auto read = read_rest(*names); !read) return std::move(read).error();
        }
        for (const std::string& name : names->own) {
            const bool known = std::any_of(list_.fields.begin(), list_.fields.end(), [&](const ListField& each) { return each.written_name == name; });
            if (!known) list_.fields.push_back({name, name, name, ListType::not_told, false, true});
        }
        check_kind();
        if (!problems_.empty()) return joined(problems_);
        return std::move(list_);
    }

private:
    void problem(std::string message, std::string suggestion) { problems_.push_back(make_issue(Code::contradiction, std::move(message), std::move(suggestion))); }

    Result<void> read_rest(const Names& names) {
        const std::string path = "recipientlists/" + std::to_string(settings_.list);
        auto facts = rest_.object("the call for the list", path);
        if (!facts) return std::move(facts).error();
        list_.name = text_of(*facts, "name");
        if (truth_of(*facts, "testList") && !settings_.allow_test_list) {
            problem("The list " + shown() + " is a test list.", "Choose another list, or allow it with \"allow_test_list\": true.");
        }
        if (truth_of(*facts, "forTransactionApi") && !settings_.allow_transaction_list) {
            problem("The list " + shown() + " is one for transactional mails.", "Choose another list, or allow it with \"allow_transaction_list\": true.");
        }
        const std::string call = "the call for the types of the fields";
        auto fields = rest_.object(call, path + "/fields");
        if (!fields) return std::move(fields).error();
        const auto* elements = elements_of(*fields);
        if (elements == nullptr) return unreadable(call);
        for (const JsonValue& item : *elements) list_.fields.push_back(field_of(item, names));
        return probe();
    }

    // Section 5.3: no call tells the kind of a list, but one about a recipient of it is refused for all that are no opt-in lists.
    Result<void> probe() {
        const std::string path = "recipients/" + std::to_string(settings_.list);
        auto response = rest_.get("the call for a recipient of the list", path + "?limit=1");
        if (!response) return std::move(response).error();
        if (is_temporary(response->status)) return unavailable("the call for a recipient of the list", response->status);
        const auto json = parse_json(response->body);
        const auto* elements = response->ok() && json ? elements_of(*json) : nullptr;
        const std::string id = elements != nullptr && !elements->empty() ? text_of(elements->front(), "id") : std::string();
        if (id.empty()) return {};
        auto status = rest_.get("the call for the opt-in of a recipient", path + "/" + percent_encoded(id) + "/optinstatus", "…/optinstatus");
        if (!status) return std::move(status).error();
        if (is_temporary(status->status)) return unavailable("the call for the opt-in of a recipient", status->status);
        if (status->status == bad_request) opt_in_ = false;
        if (status->status == ok) opt_in_ = true;
        return {};
    }

    void check_kind() {
        if (settings_.allow_opt_in_list) return;
        if (opt_in_.value_or(false)) {
            problem("The list " + shown() + " is an opt-in list: people who unsubscribed would be written to again when they are added to it.",
                    "Choose a regular list. Only if that is really wanted: \"allow_opt_in_list\": true.");
        } else if (!opt_in_ && !settings_.stated_regular) {
            problem("Whether the list " + shown() + " is an opt-in list cannot be found out, because it is empty or because of missing permissions.",
                    "Look in Optimizely Campaign, under Recipients, at the kind of the list. If it is no opt-in list, say so: \"list_kind\": \"regular\".");
        }
    }

    std::string shown() const { return std::to_string(settings_.list) + (list_.name.empty() ? "" : " (" + shortened(list_.name, 60) + ")"); }

    SoapApi& soap_;
    RestApi& rest_;
    const Settings& settings_;
    RecipientList list_;
    std::optional<bool> opt_in_;
    std::vector<Issue> problems_;
};

Field own_field(std::string_view name, const char* label, Type type) {
    Field field;
    field.name = name;
    field.label = label;
    field.type = type;
    field.required = true;
    field.rules = {text_rule()};
    return field;
}

}  // namespace

Result<RecipientList> read_list(SoapApi& soap, RestApi& rest, const Settings& settings) { return ReadingList(soap, rest, settings).run(); }

// A field of the list with one of the two names is the id or the address itself.
Schema schema_of(const RecipientList& list) {
    Schema schema;
    schema.key_field = recipient_id_field;
    schema.fields = {own_field(recipient_id_field, "Recipient id", Type::text), own_field(address_field, "E-mail address", Type::email)};
    for (const ListField& each : list.fields) {
        if (schema.find(each.name) != nullptr) continue;
        const TypeFacts* facts = facts_of(each.type);
        Field field;
        field.name = each.name;
        field.label = each.label;
        field.type = facts != nullptr ? facts->type : Type::text;
        field.required = each.required;
        field.writable = each.writable;
        field.rules = rules_of(each.type);
        schema.fields.push_back(std::move(field));
    }
    return schema;
}

const ListField* field_named(const RecipientList& list, std::string_view name) {
    const auto found = std::find_if(list.fields.begin(), list.fields.end(), [&](const ListField& each) { return same_field_name(each.name, name); });
    return found != list.fields.end() ? &*found : nullptr;
}

}  // namespace muster::native::optimizely_campaign
