#include "fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace muster::native::emarsys {

namespace {

constexpr std::string_view opt_in_id = "31", opt_in_yes = "1", opt_in_no = "2";
constexpr std::string_view several_choices = "multichoice", choice_separators = ",;|";
constexpr std::size_t short_text = 60, long_text = 255, most_digits = 24;

// What a file may say for the opt-in, which the service takes as 1 or 2 only. "type": "boolean" in the mapping reads more words;
// their normalised forms are here.
constexpr std::pair<std::string_view, std::string_view> opt_in_words[] = {
    {"1", opt_in_yes}, {"2", opt_in_no}, {"true", opt_in_yes}, {"false", opt_in_no}, {"yes", opt_in_yes}, {"no", opt_in_no}, {"y", opt_in_yes},
    {"n", opt_in_no}, {"on", opt_in_yes}, {"off", opt_in_no}, {"0", opt_in_no}, {"ja", opt_in_yes}, {"nein", opt_in_no}, {"oui", opt_in_yes},
    {"non", opt_in_no}, {"si", opt_in_yes}, {"s\u00ed", opt_in_yes}, {"s\u00ec", opt_in_yes},
};

// Fields that every account has. Contract, section 8: those of the service's own statistics are not written.
struct SystemField {
    std::string_view id, name;
    bool writable = true;
};
constexpr SystemField system_fields[] = {
    {"0", "interests", false}, {"1", "first_name"}, {"2", "last_name"}, {"3", "email"}, {"4", "birth_date"}, {"5", "gender"},
    {"6", "marital_status"}, {"7", "children"}, {"8", "education"}, {"9", "title"}, {"10", "address"}, {"11", "city"}, {"12", "state"},
    {"13", "zip"}, {"14", "country"}, {"15", "phone"}, {"16", "fax"}, {"17", "position"}, {"18", "company"}, {"19", "department"},
    {"20", "industry"}, {"21", "office_phone"}, {"22", "office_fax"}, {"23", "employees"}, {"24", "revenue"}, {"25", "url"},
    {"26", "mail_format"}, {"27", "statistics_27", false}, {"28", "statistics_28", false}, {"29", "statistics_29", false},
    {"30", "statistics_30", false}, {"31", "opt_in"}, {"32", "user_status", false}, {"33", "source", false}, {"34", "form", false},
    {"35", "registration_language"}, {"36", "newsletter"}, {"37", "mobile"}, {"38", "partner_name"}, {"39", "partner_birth_date"},
    {"40", "anniversary"}, {"41", "company_address"}, {"42", "company_zip"}, {"43", "company_city"}, {"44", "company_state"},
    {"45", "company_country"}, {"46", "salutation"}, {"47", "email_valid", false}, {"48", "registration_date", false},
};

// What the service calls the types of its fields. Others exist and are not all known: their values are sent as texts.
struct TypeFacts {
    std::string_view name;
    Type type = Type::text;
    std::size_t max_length = 0;
};
constexpr TypeFacts type_facts[] = {
    {"shorttext", Type::text, short_text}, {"longtext", Type::text, long_text}, {"largetext", Type::text}, {"date", Type::date},
    {"birthdate", Type::date}, {"url", Type::url}, {"numeric", Type::number}, {"singlechoice", Type::choice}, {several_choices, Type::text},
};

const SystemField* system_field(std::string_view id) {
    const auto found = std::find_if(std::begin(system_fields), std::end(system_fields), [&](const SystemField& field) { return field.id == id; });
    return found == std::end(system_fields) ? nullptr : found;
}

TypeFacts facts_of(std::string_view application_type) {
    const auto found = std::find_if(std::begin(type_facts), std::end(type_facts), [&](const TypeFacts& facts) { return facts.name == application_type; });
    return found == std::end(type_facts) ? TypeFacts{} : *found;
}

// Words and ids mean a choice. What would mean two of them means none.
std::map<std::string, std::string> ids_by_word(const std::vector<RemoteChoice>& choices) {
    std::map<std::string, std::string> ids;
    std::vector<std::string> doubtful;
    const auto add = [&](const std::string& word, const std::string& id) {
        const auto [at, added] = ids.emplace(word, id);
        if (!added && at->second != id) doubtful.push_back(word);
    };
    for (const RemoteChoice& choice : choices) {
        add(choice.id, choice.id);
        if (!choice.name.empty()) add(choice.name, choice.id);
    }
    for (const std::string& word : doubtful) ids.erase(word);
    return ids;
}

WrittenValue as_text(std::string_view value) { return {JsonWriter().string(value).take()}; }

WrittenValue refused(std::string reason) { return {{}, std::move(reason)}; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "2026-01-31"
bool is_day(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-dd";
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
    }
    return true;
}

// At most 24 digits, none of them a leading zero; a point between two of them.
bool is_plain_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point), fraction = point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
    const auto all_digits = [](std::string_view part) { return !part.empty() && std::all_of(part.begin(), part.end(), is_digit); };
    const std::size_t digits = whole.size() + (point == std::string_view::npos ? 0 : fraction.size());
    return all_digits(whole) && all_digits(fraction) && (whole.size() == 1 || whole[0] != '0') && digits <= most_digits;
}

// Characters outside the basic plane: the service's system fields do not keep them.
bool has_emoji(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0u; });
}

WrittenValue as_choice(const ContactField& field, std::string_view value) {
    const auto id = field.ids.find(std::string(value));
    if (id == field.ids.end()) return refused("The value of \"" + field.field.name + "\" is none of its choices.");
    return as_text(id->second);
}

// Several words, with commas, semicolons or bars between them.
WrittenValue as_choices(const ContactField& field, std::string_view value) {
    JsonWriter json;
    json.begin_array();
    bool any = false;
    for (std::size_t start = 0; start <= value.size();) {
        const std::size_t end = std::min(value.find_first_of(choice_separators, start), value.size());
        const std::string word(trimmed(value.substr(start, end - start)));
        start = end + 1;
        if (word.empty()) continue;
        const auto id = field.ids.find(word);
        if (id == field.ids.end()) return refused("A value of \"" + field.field.name + "\" is none of its choices.");
        json.string(id->second);
        any = true;
    }
    if (!any) return refused("The value of \"" + field.field.name + "\" is none of its choices.");
    return {json.end_array().take()};
}

// The same as as_choices() and is_plain_number(), for the check of a file.
FieldRule each_of(const std::map<std::string, std::string>& ids) {
    FieldRule rule;
    for (const auto& [word, id] : ids) rule.one_of.push_back(word);
    rule.separators = choice_separators;
    rule.says = "A value is none of the choices that Emarsys has for the field.";
    return rule;
}

FieldRule at_most_24_digits() {
    FieldRule rule;
    rule.matches = "^-?(\\d\\.?){0,23}\\d$";
    rule.says = "The number has more than 24 digits, which Emarsys does not take.";
    return rule;
}

}  // namespace

bool has_choices(const RemoteField& remote) {
    return remote.id != opt_in_id && (remote.application_type == "singlechoice" || remote.application_type == several_choices);
}

ContactField contact_field(const RemoteField& remote, const std::vector<RemoteChoice>& choices) {
    const SystemField* system = system_field(remote.id);
    ContactField result{remote, system != nullptr, {}, ids_by_word(choices)};
    Field& field = result.field;
    const TypeFacts facts = facts_of(remote.application_type);
    field.name = system != nullptr ? std::string(system->name) : remote.name;
    field.label = remote.name;
    field.writable = (system == nullptr || system->writable) && remote.application_type != "voucher";
    field.type = facts.type;
    field.max_length = facts.max_length;
    if (remote.id == email_id) field.type = Type::email;
    if (remote.id == opt_in_id) {
        field.type = Type::choice;
        for (const auto& [word, id] : opt_in_words) {
            field.choices.emplace_back(word);
            result.ids.insert_or_assign(std::string(word), std::string(id));
        }
    } else if (field.type == Type::choice) {
        for (const auto& [word, id] : result.ids) field.choices.push_back(word);
    } else if (remote.application_type == several_choices) {
        field.rules = {each_of(result.ids)};
    } else if (field.type == Type::number) {
        field.rules = {at_most_24_digits()};
    }
    return result;
}

std::optional<std::string_view> application_type_for(Type type, std::size_t max_length) {
    switch (type) {
        case Type::date: return "date";
        case Type::number:
        case Type::integer: return "numeric";
        case Type::url: return "url";
        case Type::choice: return std::nullopt;
        case Type::date_time:
        case Type::boolean:
        case Type::country:
        case Type::language:
        case Type::phone:
        case Type::email:
        case Type::text: break;
    }
    if (max_length == 0 || max_length > long_text) return "largetext";
    return max_length > short_text ? "longtext" : "shorttext";
}

Type type_of(std::string_view application_type) { return facts_of(application_type).type; }

bool fits(Type type, std::string_view value) {
    switch (type) {
        case Type::date: return is_day(value);
        case Type::number:
        case Type::integer: return is_plain_number(value);
        case Type::url: return value.starts_with("http://") || value.starts_with("https://");
        default: return true;
    }
}

WrittenValue written_value(const ContactField& field, std::string_view value) {
    if (value.empty()) return as_text(value);
    if (field.field.type == Type::choice) return as_choice(field, value);
    if (field.remote.application_type == several_choices) return as_choices(field, value);
    if (field.field.type == Type::date && !is_day(value)) return refused("The value of \"" + field.field.name + "\" is no date.");
    if (field.field.type == Type::number && !is_plain_number(value)) return refused("The value of \"" + field.field.name + "\" is no number of at most 24 digits.");
    WrittenValue written = as_text(value);
    written.loses_characters = field.system && has_emoji(value);
    return written;
}

}  // namespace muster::native::emarsys
