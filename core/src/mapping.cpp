// Suggesting a mapping: the header says what a column is, its content may object, no field is fed twice.
#include "muster/mapping.hpp"

#include "letters.hpp"
#include "mapping_assign.hpp"
#include "mapping_synonyms.hpp"
#include "muster/flags.hpp"
#include "muster/mapping_memory.hpp"
#include "rejected_file.hpp"
#include "type_kinds.hpp"

#include <algorithm>

namespace muster {
namespace {

// Confidence is per mille. Above `sure` a suggestion may be taken without a look.
constexpr int certain = 1000, related = 650, near_name = 600, content_only = 550, least = 300;

struct Candidate {
    std::size_t column = 0;
    std::size_t field = 0;
    int confidence = 0;
    std::string reason;
};

bool is_text_concept(Concept meaning) noexcept {
    switch (meaning) {
        case Concept::first_name:
        case Concept::last_name:
        case Concept::name:
        case Concept::full_name:
        case Concept::middle_name:
        case Concept::salutation:
        case Concept::academic_title:
        case Concept::gender:
        case Concept::company:
        case Concept::department:
        case Concept::job_title:
        case Concept::street:
        case Concept::address:
        case Concept::city:
        case Concept::region: return true;
        default: return false;
    }
}

// The type that values of this meaning have; nothing where any may occur.
std::optional<Type> type_of(Concept meaning) noexcept {
    if (is_text_concept(meaning)) return Type::text;
    switch (meaning) {
        case Concept::email: return Type::email;
        case Concept::phone:
        case Concept::mobile:
        case Concept::fax: return Type::phone;
        case Concept::country: return Type::country;
        case Concept::language: return Type::language;
        case Concept::birth_date:
        case Concept::signup_date:
        case Concept::consent_date:
        case Concept::last_login: return Type::date;
        case Concept::consent: return Type::boolean;
        case Concept::url: return Type::url;
        case Concept::score:
        case Concept::age:
        case Concept::order_count:
        case Concept::total_spent: return Type::number;
        default: return std::nullopt;
    }
}

enum class Content : std::uint8_t { agrees, says_nothing, doubts, contradicts };

// A text field takes what is no address, number or date as well; only values that have nothing of one are another thing.
bool has_form_of_its_own(Type type) noexcept { return type == Type::email || type == Type::phone || is_temporal(type); }

// Text where another type is expected: a dirty column is still that column, as long as some of its values are in form. Of few
// values in many rows nothing is said.
Content content_of_text(Type wanted, Type field, const ColumnProfile& column) {
    const bool resembles = std::find(column.resembles.begin(), column.resembles.end(), wanted) != column.resembles.end();
    const bool mostly_empty = column.empty > column.values;
    const bool tells = field != Type::text || has_form_of_its_own(wanted);
    return resembles || mostly_empty || !tells ? Content::doubts : Content::contradicts;
}

// What the values of a column say to the type that is expected of them by a field of type `field`. Types that are recognised by their
// form contradict each other; bare numbers only raise doubts.
Content content_for(Type wanted, Type field, const ColumnProfile& column) {
    if (column.values == 0) return Content::says_nothing;
    const Type found = column.type;
    if (found == wanted) return Content::agrees;
    // A field for dates stops a whole file in which it finds none.
    if (is_temporal(field) && !is_temporal(found)) return column.reads_as_dates ? Content::doubts : Content::contradicts;
    if (found == Type::text && wanted != Type::text && wanted != Type::choice) return content_of_text(wanted, field, column);
    const bool formed = found == Type::email || found == Type::url || is_temporal(found);
    switch (wanted) {
        case Type::text:
        case Type::choice: return formed || found == Type::phone ? Content::contradicts : Content::agrees;
        case Type::email:
        case Type::url: return Content::contradicts;
        case Type::phone: return is_numeric(found) ? Content::agrees : Content::contradicts;
        case Type::date:
        case Type::date_time:
            if (is_temporal(found)) return Content::agrees;
            return is_numeric(found) ? Content::doubts : Content::contradicts;
        case Type::number:
        case Type::integer:
            if (is_numeric(found)) return Content::agrees;
            return found == Type::boolean ? Content::doubts : Content::contradicts;
        case Type::boolean:
            if (is_numeric(found) && column.distinct <= 2) return Content::agrees;
            return formed ? Content::contradicts : Content::doubts;
        case Type::country:
        case Type::language: return found == Type::boolean ? Content::doubts : Content::contradicts;  // NO, no
    }
    return Content::doubts;
}

std::string_view words_of(Concept meaning) noexcept {
    switch (meaning) {
        case Concept::none: return "something else";
        case Concept::email: return "an e-mail address";
        case Concept::first_name: return "a first name";
        case Concept::last_name: return "a last name";
        case Concept::name:
        case Concept::full_name: return "a name";
        case Concept::middle_name: return "a middle name";
        case Concept::salutation: return "a salutation";
        case Concept::academic_title: return "a title";
        case Concept::gender: return "a gender";
        case Concept::phone: return "a telephone number";
        case Concept::mobile: return "a mobile number";
        case Concept::fax: return "a fax number";
        case Concept::company: return "a company";
        case Concept::department: return "a department";
        case Concept::job_title: return "a job title";
        case Concept::street: return "a street";
        case Concept::house_number: return "a house number";
        case Concept::address: return "an address";
        case Concept::postal_code: return "a postal code";
        case Concept::city: return "a city";
        case Concept::region: return "a region";
        case Concept::country: return "a country";
        case Concept::language: return "a language";
        case Concept::birth_date: return "a birth date";
        case Concept::age: return "an age";
        case Concept::signup_date: return "a sign-up date";
        case Concept::consent: return "a consent";
        case Concept::consent_date: return "the date of a consent";
        case Concept::url: return "a web address";
        case Concept::id: return "an identifier";
        case Concept::login: return "a login name";
        case Concept::password: return "a password";
        case Concept::notes: return "notes";
        case Concept::tags: return "tags";
        case Concept::score: return "a score";
        case Concept::source: return "a source";
        case Concept::status: return "a status";
        case Concept::currency: return "a currency";
        case Concept::tax_number: return "a VAT or tax number";
        case Concept::order_count: return "a number of orders";
        case Concept::total_spent: return "a sum spent";
        case Concept::last_login: return "a last visit";
        case Concept::customer_number: return "a customer number";
        case Concept::company_number: return "the number of a firm in a register";
        case Concept::person_number: return "the number that an authority gave a person";
    }
    return "something else";
}

bool same_concept(Concept a, Concept b) noexcept {
    const auto whole_name = [](Concept c) { return c == Concept::name || c == Concept::full_name; };
    return a == b || (whole_name(a) && whole_name(b));
}

// Concepts of which one serves where the other is missing.
bool related_concepts(Concept a, Concept b) noexcept {
    const auto pair = [&](Concept x, Concept y) { return (a == x && b == y) || (a == y && b == x); };
    return pair(Concept::phone, Concept::mobile) || pair(Concept::street, Concept::address) ||
           pair(Concept::salutation, Concept::academic_title);
}

// A round number of characters, at least twice what the longest value of the profile has; the file may hold longer ones. Types
// other than text have lengths of their own.
std::size_t new_length(const ColumnProfile& column) noexcept {
    if (column.type != Type::text || column.values == 0) return 0;
    constexpr std::size_t lengths[] = {50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000};
    for (const std::size_t length : lengths) {
        if (length >= 2 * column.max_code_points) return length;
    }
    return 0;
}

// The notes of rejected rows that are given in again are about the rows, not of them.
std::span<const ColumnProfile> without_notes(std::span<const ColumnProfile> columns) {
    std::vector<std::string> names;
    for (const ColumnProfile& column : columns) names.push_back(column.name);
    return columns.first(columns_before_notes(names));
}

class Suggester {
public:
    Suggester(std::span<const ColumnProfile> columns, const Schema& schema, const SuggestionOptions& options)
        : columns_(without_notes(columns)), schema_(schema), options_(options) {
        for (const ColumnProfile& column : columns_) meanings_.push_back(concepts_.of(column.name));
        for (const Field& field : schema_.fields) field_meanings_.push_back(meaning_of(field));
        settle_names();
    }

    std::vector<Suggestion> run() {
        chosen_.resize(columns_.size());
        recalled_.resize(columns_.size());
        contradictions_.resize(columns_.size());
        taken_.resize(schema_.fields.size());
        recall();
        keep_names();
        assign(candidates());
        feed_key();
        std::vector<Suggestion> suggestions;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (chosen_[i]) {
                suggestions.push_back(existing(*chosen_[i]));
            } else if (may_become_field(i) && !left_out(i)) {
                suggestions.push_back(added(i));
            }
        }
        return suggestions;
    }

    std::string why_key_is_unfed() const {
        const Field* key = schema_.find(options_.key_field);
        if (key == nullptr) return {};
        constexpr int most_told = 3;
        const auto field = static_cast<std::size_t>(key - schema_.fields.data());
        std::string sentences;
        int told = 0;
        for (std::size_t column = 0; column < columns_.size() && told < most_told; ++column) {
            const std::string reason = is_secret(column) ? std::string() : contradiction(column, field);
            if (reason.empty()) continue;
            sentences += " Column \"" + shortened(columns_[column].name, 60) + "\": " + reason + ".";
            ++told;
        }
        return sentences;
    }

private:
    ConceptIndex::Meaning meaning_of(const Field& field) const {
        const ConceptIndex::Meaning by_name = concepts_.of(field.name);
        return by_name.meaning != Concept::none || field.label.empty() ? by_name : concepts_.of(field.label);
    }

    bool has(Concept meaning) const noexcept {
        return std::any_of(meanings_.begin(), meanings_.end(),
                           [&](const ConceptIndex::Meaning& m) { return m.meaning == meaning && m.certainty >= related; });
    }

    // "Name" beside "Vorname" is the last name, "Nome" beside "Cognome" the first.
    void settle_names() {
        const bool first = has(Concept::first_name), last = has(Concept::last_name);
        for (ConceptIndex::Meaning& m : meanings_) {
            if (m.meaning != Concept::name) continue;
            if (first && !last) m.meaning = Concept::last_name;
            if (last && !first) m.meaning = Concept::first_name;
        }
    }

    bool is_secret(std::size_t column) const noexcept {
        return columns_[column].sensitive || meanings_[column].meaning == Concept::password;
    }
    bool is_secret_field(std::size_t field) const noexcept { return field_meanings_[field].meaning == Concept::password; }

    bool has_field_for(Concept meaning) const noexcept {
        return std::any_of(field_meanings_.begin(), field_meanings_.end(), [&](const ConceptIndex::Meaning& m) { return m.meaning == meaning; });
    }

    // Where a destination has no field for them, customer numbers are how it knows a contact.
    Concept as_customer_id(Concept meaning) const noexcept {
        return meaning == Concept::customer_number && !has_field_for(meaning) ? Concept::id : meaning;
    }

    bool serves(Concept meaning, Concept wanted) const noexcept {
        return related_concepts(meaning, wanted) || (meaning == Concept::id && wanted == Concept::customer_number && !has_field_for(meaning));
    }

    // How well names agree, before the content is asked.
    Candidate by_name(std::size_t column, std::size_t field) const {
        Candidate candidate{column, field, 0, {}};
        const ConceptIndex::Meaning& meaning = meanings_[column];
        const ConceptIndex::Meaning& wanted = field_meanings_[field];
        const FoldedWord header(columns_[column].name), name(schema_.fields[field].name), label(schema_.fields[field].label);
        const bool same_name = !header.view().empty() && (header.view() == name.view() || header.view() == label.view());
        const bool known = meaning.meaning != Concept::none && wanted.meaning != Concept::none;
        if (known && same_concept(as_customer_id(meaning.meaning), wanted.meaning)) {
            candidate.confidence = same_name ? certain : std::min(meaning.certainty, wanted.certainty) * 95 / 100;
            candidate.reason = "The header says " + std::string(words_of(meaning.meaning));
        } else if (same_name && meaning.meaning != Concept::first_name && meaning.meaning != Concept::last_name) {
            candidate.confidence = certain;
            candidate.reason = "The header is the name of the field";
        } else if (known && serves(meaning.meaning, wanted.meaning)) {
            candidate.confidence = std::min(meaning.certainty, wanted.certainty) * related / certain;
            candidate.reason = "The header says " + std::string(words_of(meaning.meaning)) + ", which is close";
        } else if (!known && meaning.certainty == 0 && header.view().size() > 5 && edit_distance(header.view(), name.view(), 1) == 1) {
            candidate.confidence = near_name;
            candidate.reason = "The header is one letter away from the name of the field";
        }
        return candidate;
    }

    // A text field that an earlier import has made of such a column: what is no address, number or date was kept there, and comes again.
    static bool keeps_anything(const Field& field) noexcept { return field.inferred && field.type == Type::text; }

    static bool has_name_of(const ColumnProfile& column, const Field& field) {
        if (column.name == field.label) return true;
        const FoldedWord header(column.name), name(field.name);
        return !header.view().empty() && header.view() == name.view();
    }

    void weigh_content(Candidate& candidate) const {
        const ColumnProfile& column = columns_[candidate.column];
        const Field& field = schema_.fields[candidate.field];
        const std::optional<Type> natural = type_of(field_meanings_[candidate.field].meaning);
        const Type wanted = field.type == Type::text && natural ? *natural : field.type;
        const std::string found(name_of(column.type));
        switch (content_for(wanted, field.type, column)) {
            case Content::agrees: candidate.reason += wanted == Type::text ? "." : " and the values agree."; break;
            case Content::says_nothing:
                candidate.confidence = candidate.confidence * 9 / 10;
                candidate.reason += "; the column is empty.";
                break;
            case Content::doubts:
                candidate.confidence = candidate.confidence * 7 / 10;
                candidate.reason += ", but the values look like " + found + ".";
                break;
            case Content::contradicts:
                if (keeps_anything(field) && has_name_of(column, field)) {
                    candidate.confidence = related;
                    candidate.reason += ".";
                    break;
                }
                candidate.confidence = 0;
                candidate.reason += is_temporal(field.type) && !column.reads_as_dates
                                        ? ", but fewer than half of the values follow one date format that is known"
                                        : ", but the values are of type " + found;
                break;
        }
    }

    // How header and values of a column disagree about whether it is what the field holds; empty where they do not.
    std::string contradiction(std::size_t column, std::size_t field) const {
        Candidate candidate = by_name(column, field);
        if (candidate.confidence > 0) {
            weigh_content(candidate);
            return candidate.confidence == 0 ? candidate.reason : std::string();
        }
        const Concept meaning = meanings_[column].meaning;
        const Type type = schema_.fields[field].type;
        if (type == Type::text || columns_[column].type != type || meaning == Concept::none) return {};
        return "The header says " + std::string(words_of(meaning)) + ", but the values are of type " + std::string(name_of(type));
    }

    bool may_feed(std::size_t column, std::size_t field) const noexcept {
        const bool hidden = is_secret_field(field) || (is_secret(column) && schema_.fields[field].sensitive);
        return schema_.fields[field].writable && is_secret(column) == hidden;
    }

    // Whether the column bears the name of the key that was asked for.
    bool is_named_key(std::size_t column) const {
        const FoldedWord header(columns_[column].name), key(options_.key_field);
        return !key.view().empty() && header.view() == key.view();
    }

    bool left_out(std::size_t column) const noexcept { return recalled_[column] != nullptr && recalled_[column]->field.empty(); }

    // Earlier choices, as far as they still make sense: the field is there or can be made again, nothing else was asked for,
    // and the values are none of another kind.
    void recall() {
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            const EarlierChoice* choice = choice_for(options_.earlier, columns_[column].name);
            if (choice == nullptr || (is_named_key(column) && !same_field_name(choice->field, options_.key_field))) continue;
            const Field* field = schema_.find(choice->field);
            if (choice->field.empty() || (field == nullptr && may_become_field(column))) recalled_[column] = choice;
            if (field == nullptr) continue;
            Candidate candidate{column, static_cast<std::size_t>(field - schema_.fields.data()), certain, {}};
            if (taken_[candidate.field] || !may_feed(column, candidate.field)) continue;
            weigh_content(candidate);
            if (candidate.confidence == 0) continue;
            candidate.confidence = certain;
            candidate.reason = "An earlier choice for a file with this header fed it into this field.";
            taken_[candidate.field] = true;
            recalled_[column] = choice;
            chosen_[column] = std::move(candidate);
        }
    }

    // A header that is the name of a field to the letter, as in a file that was exported from there, or its label, feeds that field,
    // whatever it may mean beside the others.
    void keep_names() {
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            const auto field = field_called(column);
            if (recalled_[column] != nullptr || !field || taken_[*field] || !may_feed(column, *field)) continue;
            Candidate candidate = by_name(column, *field);
            if (candidate.confidence == 0) candidate = {column, *field, certain, "The header is the name of the field"};
            weigh_content(candidate);
            if (candidate.confidence == 0) {
                if (!takes_any_value(column, *field)) continue;
                candidate.confidence = related;
                candidate.reason += ".";
            }
            taken_[*field] = true;
            chosen_[column] = std::move(candidate);
        }
    }

    // Whether the column means what the key field does, and no other column does so as clearly: beside one it may have fed a field of its own.
    bool is_best_for_key(std::size_t column) const noexcept {
        const Field* key = schema_.find(options_.key_field);
        if (key == nullptr || meanings_[column].meaning == Concept::none) return false;
        const Concept wanted = field_meanings_[static_cast<std::size_t>(key - schema_.fields.data())].meaning;
        const auto is_as_clear = [&](const ConceptIndex::Meaning& each) { return each.meaning == wanted && each.certainty >= meanings_[column].certainty; };
        return meanings_[column].meaning == wanted && std::count_if(meanings_.begin(), meanings_.end(), is_as_clear) == 1;
    }

    // A field is called by its name, and one that an import has made also by its label, the header that it was made of: of "Notiz" and
    // "notiz" the second is not the field that was made of the first.
    std::optional<std::size_t> field_called(std::size_t column) const noexcept {
        const std::string& name = columns_[column].name;
        const auto& fields = schema_.fields;
        const auto named = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.name == name; });
        const auto labelled = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.inferred && field.label == name; });
        const auto is_of_named = [&](const ColumnProfile& other) { return other.name != name && other.name == named->label; };
        const bool by_name = named != fields.end() && (labelled == fields.end() || std::none_of(columns_.begin(), columns_.end(), is_of_named));
        const auto found = by_name ? named : labelled;
        if (found == labelled && found != fields.end() && found->name != options_.key_field && is_best_for_key(column)) return std::nullopt;
        return found == fields.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - fields.begin()));
    }

    // Where header and values agree, the field has a name that says something else than its type. A text takes values of every type;
    // but where no header names the key, they may be what it needs.
    bool takes_any_value(std::size_t named, std::size_t field) const {
        if (type_of(meanings_[named].meaning) == columns_[named].type) return true;
        // A type that was found rejects nothing: text was kept there, and comes back so.
        if (schema_.fields[field].inferred && columns_[named].type == Type::text) return true;
        if (schema_.fields[field].type != Type::text) return false;
        if (options_.key_field.empty()) return true;
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            if (is_named_key(column)) return true;
        }
        return false;
    }

    std::vector<Candidate> candidates() {
        std::vector<Candidate> result;
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            if (recalled_[column] != nullptr || chosen_[column]) continue;
            for (std::size_t field = 0; field < schema_.fields.size(); ++field) {
                if (taken_[field] || !may_feed(column, field)) continue;
                Candidate candidate = by_name(column, field);
                if (candidate.confidence == 0) continue;
                weigh_content(candidate);
                if (candidate.confidence == 0 && contradictions_[column].empty()) contradictions_[column] = candidate.reason;
                if (candidate.confidence >= least) result.push_back(std::move(candidate));
            }
        }
        return result;
    }

    void assign(std::vector<Candidate> candidates) {
        std::vector<MappingPair> pairs;
        for (const Candidate& candidate : candidates) pairs.push_back({candidate.column, candidate.field, candidate.confidence});
        for (const auto& pair : assign_one_to_one(pairs, columns_.size(), schema_.fields.size())) {
            if (!pair) continue;
            Candidate& candidate = candidates[*pair];
            taken_[candidate.field] = true;
            chosen_[candidate.column] = std::move(candidate);
        }
    }

    // The key has to be fed. Where no header names it, a column whose values are what it needs and whose header says nothing
    // else may do it.
    void feed_key() {
        const Field* key = schema_.find(options_.key_field);
        if (key == nullptr || key->type != Type::email) return;
        const auto field = static_cast<std::size_t>(key - schema_.fields.data());
        if (taken_[field]) return;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const Concept meaning = meanings_[i].meaning;
            const bool free_to_say = meaning == Concept::none || meaning == Concept::email || meaning == Concept::login ||
                                     meaning == Concept::id || meaning == Concept::customer_number;
            if (chosen_[i] || recalled_[i] != nullptr || columns_[i].type != Type::email || !free_to_say) continue;
            chosen_[i] = Candidate{i, field, content_only, "The values are e-mail addresses, which the key needs."};
            taken_[field] = true;
            return;
        }
    }

    bool may_become_field(std::size_t column) const noexcept {
        return options_.new_fields && schema_.accepts_new_fields && !is_secret(column);
    }

    Suggestion existing(const Candidate& candidate) const {
        Suggestion suggestion;
        suggestion.mapping.column = columns_[candidate.column].name;
        suggestion.mapping.field = schema_.fields[candidate.field].name;
        suggestion.mapping.sensitive = columns_[candidate.column].sensitive;
        suggestion.confidence = candidate.confidence;
        suggestion.reason = candidate.reason;
        return suggestion;
    }

    // The type stays inferred: a declared one would reject rows over a guess.
    Suggestion added(std::size_t column) {
        Suggestion suggestion;
        suggestion.mapping.column = columns_[column].name;
        suggestion.mapping.field = unused_name(new_name(column));
        suggestion.mapping.new_field = true;
        suggestion.mapping.max_length = new_length(columns_[column]);
        suggestion.confidence = certain;
        if (recalled_[column] != nullptr) {
            suggestion.why_new = "An earlier choice for a file with this header made it a field";
        } else {
            suggestion.why_new = contradictions_[column].empty() ? "No field fits" : contradictions_[column];
        }
        set_new_type(suggestion, columns_[column].type);
        added_.push_back(suggestion.mapping.field);
        return suggestion;
    }

    // The field that was asked for as the key keeps the name it was asked for under.
    std::string new_name(std::size_t column) const {
        if (recalled_[column] != nullptr) return recalled_[column]->field;
        const std::string& key = options_.key_field;
        return is_named_key(column) && schema_.find(key) == nullptr ? key : normalised_field_name(columns_[column].name);
    }

    std::string unused_name(const std::string& wanted) const {
        std::string name = wanted;
        const auto used = [&] {
            return schema_.find(name) != nullptr || std::find(added_.begin(), added_.end(), name) != added_.end();
        };
        for (int number = 2; used(); ++number) name = wanted + "_" + std::to_string(number);
        return name;
    }

    std::span<const ColumnProfile> columns_;
    const Schema& schema_;
    const SuggestionOptions& options_;
    const ConceptIndex& concepts_ = ConceptIndex::instance();
    std::vector<ConceptIndex::Meaning> meanings_;
    std::vector<ConceptIndex::Meaning> field_meanings_;
    std::vector<std::optional<Candidate>> chosen_;
    std::vector<const EarlierChoice*> recalled_;   // by column: the earlier choice that is followed
    std::vector<std::string> contradictions_;      // by column: how its values contradict its header, where they do
    Flags taken_;
    std::vector<std::string> added_;
};

}  // namespace

std::vector<Suggestion> suggest_mapping(std::span<const ColumnProfile> columns, const Schema& schema,
                                        const SuggestionOptions& options) {
    return Suggester(columns, schema, options).run();
}

void set_new_type(Suggestion& suggestion, Type type) {
    suggestion.new_type = type;
    const std::size_t length = suggestion.mapping.max_length;
    suggestion.reason = suggestion.why_new + "; the column becomes a new one of type " + std::string(name_of(type)) +
                        (length == 0 ? "" : " of up to " + std::to_string(length) + " characters") + ".";
}

std::string why_key_is_unfed(std::span<const ColumnProfile> columns, const Schema& schema, const std::string& key_field) {
    SuggestionOptions options;
    options.key_field = key_field;
    return Suggester(columns, schema, options).why_key_is_unfed();
}

Unmapped unmapped(std::span<const FieldMapping> mapping, std::span<const std::string> columns, const Schema& schema) {
    Unmapped result;
    for (const std::string& column : columns) {
        const auto feeds = [&](const FieldMapping& entry) { return entry.column == column; };
        if (std::none_of(mapping.begin(), mapping.end(), feeds)) result.columns.push_back(column);
    }
    for (const Field& field : schema.fields) {
        const auto is_fed = [&](const FieldMapping& entry) { return same_field_name(entry.field, field.name); };
        if (field.writable && std::none_of(mapping.begin(), mapping.end(), is_fed)) result.fields.push_back(field.name);
    }
    return result;
}

}  // namespace muster
