// Checking a mapping: all faults at once, each with what to do.
#include "muster/mapping.hpp"

#include "letters.hpp"
#include "type_kinds.hpp"

#include <algorithm>

namespace muster {
namespace {

std::string quoted(std::string_view text) { return "\"" + shortened(text, 80) + "\""; }

// The name that was probably meant: equal but for case, accents and marks, or a few slips away.
std::string_view nearest(std::string_view wanted, const std::vector<std::string_view>& names) {
    const FoldedWord folded(wanted);
    const std::size_t limit = std::max<std::size_t>(1, folded.view().size() / 4);
    std::size_t best = limit + 1;
    std::string_view result;
    for (const std::string_view name : names) {
        const FoldedWord other(name);
        if (other.view().empty()) continue;
        const std::size_t distance = edit_distance(folded.view(), other.view(), limit);
        if (distance >= best) continue;
        best = distance;
        result = name;
    }
    return result;
}

std::string listed(const std::vector<std::string_view>& names) {
    constexpr std::size_t most = 10;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        if (i > 0) text += ", ";
        text += quoted(names[i]);
    }
    if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
    return text;
}

// What the mapping says that the cells are: allowed words make a choice.
std::optional<Type> declared_type(const FieldMapping& entry) noexcept {
    return entry.choices.empty() ? entry.type : std::optional(Type::choice);
}

// Whether values read as `declared` are what a field of type `field` stores. A choice is a text whose words somebody declared.
bool has_choice(const Field& field, std::string_view word) noexcept {
    return std::find(field.choices.begin(), field.choices.end(), word) != field.choices.end();
}

bool fits(Type declared, const Field& of, bool has_words) noexcept {
    const Type field = of.type;
    if (declared == field) return true;
    if (field == Type::text) return declared != Type::choice || has_words;
    if (declared == Type::boolean && field == Type::choice) return has_choice(of, "true") && has_choice(of, "false");
    return (declared == Type::integer && field == Type::number) || (declared == Type::date && field == Type::date_time);
}

class MappingCheck {
public:
    MappingCheck(std::span<const FieldMapping> mapping, const Key& key, std::span<const std::string> columns,
                 const Schema& schema)
        : mapping_(mapping), key_(key), columns_(columns.begin(), columns.end()), schema_(schema) {}

    std::vector<Issue> run() {
        for (; index_ < mapping_.size(); ++index_) {
            check_column(mapping_[index_]);
            check_field(mapping_[index_]);
            check_repeated(mapping_[index_]);
            check_format(mapping_[index_]);
        }
        check_key();
        check_required();
        return std::move(issues_);
    }

private:
    void add(Code code, const FieldMapping& entry, std::string_view member, std::string message, std::string suggestion) {
        Issue issue = make_issue(code, std::move(message), std::move(suggestion));
        issue.pointer = "/mapping/" + std::to_string(index_) + "/" + std::string(member);
        issue.column_name = entry.column;
        issues_.push_back(std::move(issue));
    }

    void add_for_all(Code code, std::string_view pointer, std::string message, std::string suggestion) {
        Issue issue = make_issue(code, std::move(message), std::move(suggestion));
        issue.pointer = pointer;
        issues_.push_back(std::move(issue));
    }

    bool feeds(std::string_view field) const noexcept {
        return std::any_of(mapping_.begin(), mapping_.end(),
                           [&](const FieldMapping& entry) { return equal_without_case(entry.field, field); });
    }

    void check_column(const FieldMapping& entry) {
        const auto count = std::count(columns_.begin(), columns_.end(), std::string_view(entry.column));
        if (count == 1) return;
        if (count > 1) {
            add(Code::column_name_ambiguous, entry, "column",
                "The file has " + std::to_string(count) + " columns named " + quoted(entry.column) + ".",
                "Give the columns different names in the file.");
            return;
        }
        const std::string_view meant = nearest(entry.column, columns_);
        add(Code::column_not_found, entry, "column", "The file has no column named " + quoted(entry.column) + ".",
            meant.empty() ? "Its columns are " + listed(columns_) + "."
                          : "Map the column " + quoted(meant) + " if that is meant.");
    }

    void check_field(const FieldMapping& entry) {
        const Field* field = schema_.find(entry.field);
        if (field == nullptr) {
            check_new_field(entry);
            return;
        }
        if (entry.new_field) {
            add(Code::field_exists, entry, "new_field",
                "The destination already has a field " + quoted(field->name) + ".",
                "Leave new_field out to use it, or choose another name.");
        }
        if (!field->writable) {
            add(Code::field_not_writable, entry, "field", "The field " + quoted(field->name) + " cannot be written.",
                "Map the column to another field or leave it out.");
        }
        const auto declared = declared_type(entry);
        if (declared && !fits(*declared, *field, !entry.choices.empty())) {
            add(Code::type_clash, entry, entry.type ? "type" : "choices",
                "The field " + quoted(field->name) + " is of type " + std::string(name_of(field->type)) +
                    ", but the mapping reads the column as " + std::string(name_of(*declared)) + ".",
                "Leave the type out, or map the column to another field.");
        }
    }

    void check_new_field(const FieldMapping& entry) {
        const std::vector<std::string_view> names = field_names();
        if (entry.new_field && schema_.accepts_new_fields) {
            if (entry.type != Type::choice || !entry.choices.empty()) return;
            add(Code::type_clash, entry, "type", "A new field cannot be of type choice, since its words are not known.",
                "List the words as \"choices\", or declare the type text.");
            return;
        }
        if (entry.new_field) {
            add(Code::field_unknown, entry, "new_field",
                "The destination takes no new fields, so " + quoted(entry.field) + " cannot be added.",
                "Map the column to one of its fields: " + listed(names) + ".");
            return;
        }
        const std::string_view meant = nearest(entry.field, names);
        std::string suggestion =
            meant.empty() ? "Its fields are " + listed(names) + "." : "Use " + quoted(meant) + " if that is meant.";
        if (schema_.accepts_new_fields) suggestion += " To add a field, set new_field to true.";
        add(Code::field_unknown, entry, "field", "The destination has no field " + quoted(entry.field) + ".",
            std::move(suggestion));
    }

    void check_repeated(const FieldMapping& entry) {
        for (std::size_t i = 0; i < index_; ++i) {
            if (!equal_without_case(mapping_[i].field, entry.field)) continue;
            add(Code::field_mapped_twice, entry, "field",
                "The columns " + quoted(mapping_[i].column) + " and " + quoted(entry.column) + " both feed the field " +
                    quoted(entry.field) + ".",
                "Keep one of them, or map the other to a field of its own.");
            return;
        }
    }

    void check_format(const FieldMapping& entry) {
        if (entry.format.empty()) return;
        const Field* field = schema_.find(entry.field);
        std::optional<Type> type = entry.type;
        if (!type && field != nullptr && field->type != Type::text) type = field->type;
        if (type && !is_temporal(*type)) {
            add(Code::type_clash, entry, "format",
                "The column " + quoted(entry.column) + " is read as " + std::string(name_of(*type)) +
                    ", and a format is only of use for dates.",
                "Leave the format out, or declare the type date or date_time.");
            return;
        }
        const auto pattern = DatePattern::compile(entry.format);
        if (!pattern) add(Code::pattern_invalid, entry, "format", pattern.error().message, pattern.error().suggestion);
        if (pattern && pattern->kind() == TemporalKind::time) {
            add(Code::pattern_invalid, entry, "format", "The pattern has a time of day and no date.",
                "Name year, month and day as well, such as yyyy-MM-dd HH:mm, or map the column as text.");
        }
    }

    void check_key() {
        if (key_.generate_random_9_digits) return;
        if (key_.field.empty() || !feeds(key_.field)) {
            add_for_all(Code::key_not_mapped, "/key",
                        key_.field.empty() ? "No field is chosen as the key that tells contacts apart."
                                           : "No column feeds the key field " + quoted(key_.field) + ".",
                        what_feeds_instead() + "Map a column to the key field, choose another key, or have keys generated.");
        }
        if (key_.field.empty() || schema_.key_field.empty() || equal_without_case(schema_.key_field, key_.field)) return;
        add_for_all(Code::contradiction, "/key/field",
                    "The destination tells its contacts apart by " + quoted(schema_.key_field) + ", not by " +
                        quoted(key_.field) + ".",
                    "Use " + quoted(schema_.key_field) + " as the key; it cannot change once there are contacts.");
    }

    // The key may have been asked for by the name of its column.
    std::string what_feeds_instead() const {
        const FoldedWord wanted(key_.field);
        if (schema_.find(key_.field) != nullptr) return {};
        for (const FieldMapping& entry : mapping_) {
            if (wanted.view().empty() || FoldedWord(entry.column).view() != wanted.view()) continue;
            return "The column " + quoted(entry.column) + " feeds the field " + quoted(entry.field) + ", which can be the key. ";
        }
        return {};
    }

    void check_required() {
        for (const Field& field : schema_.fields) {
            if (!field.required || !field.writable || feeds(field.name)) continue;
            if (key_.generate_random_9_digits && equal_without_case(field.name, schema_.key_field)) continue;
            add_for_all(Code::required_field_unmapped, "/mapping",
                        "The destination requires the field " + quoted(field.name) + ", and no column feeds it.",
                        "Map a column to " + quoted(field.name) + ".");
        }
    }

    std::vector<std::string_view> field_names() const {
        std::vector<std::string_view> names;
        for (const Field& field : schema_.fields) {
            if (field.writable) names.push_back(field.name);
        }
        return names;
    }

    std::span<const FieldMapping> mapping_;
    const Key& key_;
    std::vector<std::string_view> columns_;
    const Schema& schema_;
    std::size_t index_ = 0;
    std::vector<Issue> issues_;
};

}  // namespace

std::vector<Issue> check_mapping(std::span<const FieldMapping> mapping, const Key& key,
                                 std::span<const std::string> columns, const Schema& schema) {
    return MappingCheck(mapping, key, columns, schema).run();
}

}  // namespace muster
