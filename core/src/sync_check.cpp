#include "sync_check.hpp"

#include <map>

#include "check_rules.hpp"
#include "decimal.hpp"
#include "muster/date.hpp"
#include "muster/expression.hpp"
#include "type_kinds.hpp"

namespace muster {
namespace {

bool is_date(std::string_view bound) {
    const auto type = type_of_bound(bound);
    return type && is_temporal(*type);
}

class Checker {
public:
    Checker(DocumentReader& document, const Sync& sync) : document_(document), sync_(sync) {}

    void check() {
        check_mode();
        check_dialect();
        check_fields();
        for (std::size_t i = 0; i < sync_.mapping.size(); ++i) check_entry(sync_.mapping[i], pointer_to("/mapping", i));
    }

private:
    void contradiction(std::string pointer, std::string_view message, std::string_view suggestion) {
        document_.report(Code::contradiction, std::move(pointer), std::string(message), std::string(suggestion));
    }

    void check_mode() {
        if (!sync_.mode.insert && !sync_.mode.update) {
            contradiction("/mode", "With \"insert\" and \"update\" both off, the file would change nothing.",
                          "Switch one of them on.");
        }
        if (!sync_.key.generate_random_9_digits) return;
        if (sync_.mode.delete_missing) {
            contradiction("/mode/delete_missing",
                          "Generated keys make every row a new contact, so \"delete_missing\" would delete all others.",
                          "Switch \"delete_missing\" off, or use a field of the file as the key.");
        }
        if (!sync_.mode.insert) {
            contradiction("/mode/insert", "Generated keys make every row a new contact, but \"insert\" is off, so nothing could be written.",
                          "Switch \"insert\" on, or use a field of the file as the key.");
        }
        const JsonValue& update = document_.innermost("/mode/update");
        if (update.kind == JsonValue::Kind::boolean && update.boolean) {
            document_
                .report(Code::contradiction, "/mode/update",
                        "With generated keys no row meets an existing contact, so \"update\" has no effect.",
                        "Leave \"update\" out, or use a field of the file as the key.")
                .severity = Severity::warning;
        }
    }

    void check_dialect() {
        const DialectChoice& dialect = sync_.source.dialect;
        const auto in_delimiter = [&](const std::optional<char>& c) {
            return dialect.delimiter && c && *c != '\0' && dialect.delimiter->find(*c) != std::string::npos;
        };
        if (in_delimiter(dialect.quote)) {
            contradiction("/source/quote", "The quote is also in the delimiter.", "Choose two different characters.");
        }
        if (in_delimiter(dialect.escape)) {
            contradiction("/source/escape", "The escape is also in the delimiter.", "Choose two different characters.");
        }
    }

    void check_fields() {
        std::map<std::string_view, std::size_t> first;
        std::vector<std::string_view> fields;
        for (std::size_t i = 0; i < sync_.mapping.size(); ++i) {
            const std::string& field = sync_.mapping[i].field;
            if (field.empty()) continue;
            fields.push_back(field);
            const auto [where, is_new] = first.emplace(field, i);
            if (is_new) continue;
            document_.report(Code::field_mapped_twice, pointer_to(pointer_to("/mapping", i), "field"),
                             "The field \"" + shortened(field, 60) + "\" is already fed by the column \"" +
                                 shortened(sync_.mapping[where->second].column, 60) + "\".",
                             "Keep one of the two entries, or choose another field.");
        }
        const std::string& key = sync_.key.field;
        if (sync_.mapping_auto || fields.empty() || key.empty() || first.contains(key)) return;
        const std::string_view nearest = nearest_name(key, fields);
        document_.report(Code::key_not_mapped, "/key/field",
                         "No column of the mapping feeds the key field \"" + shortened(key, 60) + "\".",
                         nearest.empty() ? "Add an entry for it to the mapping, or choose a mapped field as the key."
                                         : "Did you mean \"" + std::string(nearest) + "\"?");
    }

    void check_entry(const FieldMapping& entry, const std::string& pointer) {
        if (!entry.format.empty() && entry.type && !is_temporal(*entry.type)) {
            contradiction(pointer_to(pointer, "format"),
                          "Only dates have a format, and this column is declared as something else.",
                          "Remove \"format\", or make the type \"date\" or \"date_time\".");
        } else if (!entry.format.empty()) {
            check_pattern(entry.format, pointer_to(pointer, "format"));
        }
        if (entry.decimal != DecimalMark::unknown && entry.type && !is_numeric(*entry.type)) {
            contradiction(pointer_to(pointer, "decimal"),
                          "Only numbers have a decimal mark, and this column is declared as something else.",
                          "Remove \"decimal\", or make the type \"number\" or \"integer\".");
        }
        if (entry.max_length != 0 && entry.type && (is_temporal(*entry.type) || is_numeric(*entry.type) || *entry.type == Type::boolean)) {
            contradiction(pointer_to(pointer, "max_length"),
                          "Only texts have a length, and this column is declared as something else.",
                          "Remove \"max_length\", or change the type.");
        }
        if (!entry.choices.empty() && entry.type && *entry.type != Type::choice) {
            contradiction(pointer_to(pointer, "choices"),
                          "Only a choice has allowed words, and this column is declared as something else.",
                          "Remove \"choices\", or make the type \"choice\".");
        }
        if (entry.email_syntax != EmailSyntax::rfc && entry.type && *entry.type != Type::email) {
            contradiction(pointer_to(pointer, "email_syntax"),
                          "Only e-mail addresses have this syntax, and this column is declared as something else.",
                          "Remove \"email_syntax\", or make the type \"email\".");
        }
        const std::string rules = pointer_to(pointer, "rules");
        for (std::size_t i = 0; i < entry.rules.size(); ++i) check_rule(entry, entry.rules[i], pointer_to(rules, i));
    }

    void check_pattern(const std::string& format, std::string pointer) {
        const auto pattern = DatePattern::compile(format);
        if (pattern) return;
        document_.report(pattern.error().code, std::move(pointer), pattern.error().message, pattern.error().suggestion)
            .value = shortened(format);
    }

    void check_rule(const FieldMapping& entry, const FieldRule& rule, const std::string& pointer) {
        if (rule.minimum || rule.maximum) check_limits(entry, rule, pointer);
        if (!rule.matches.empty()) check_expression(rule.matches, pointer_to(pointer, "matches"));
        const std::string listed = pointer_to(pointer, "one_of");
        for (std::size_t i = 0; i < rule.one_of.size(); ++i) check_listed(entry, rule.one_of[i], pointer_to(listed, i));
        if (rule.unique && entry.field == sync_.key.field) {
            contradiction(pointer_to(pointer, "unique"), "What several rows of one key mean is said by \"duplicates\", not by a rule.",
                          "Remove the rule from the key; \"duplicates\": \"reject\" refuses such rows.");
        }
        if (rule.compare && !rule.other_field.empty()) check_comparison(entry, rule, pointer);
    }

    void check_comparison(const FieldMapping& entry, const FieldRule& rule, const std::string& pointer) {
        std::vector<std::string_view> others;
        const FieldMapping* other = nullptr;
        for (const FieldMapping& candidate : sync_.mapping) {
            if (&candidate == &entry || candidate.field == entry.field) continue;
            others.push_back(candidate.field);
            if (candidate.field == rule.other_field) other = &candidate;
        }
        if (other == nullptr) {
            const std::string_view nearest = nearest_name(rule.other_field, others);
            document_
                .report(Code::invalid_value, pointer_to(pointer, "field"), "No other column of the mapping feeds this field.",
                        nearest.empty() ? "Name a field that another entry of the mapping feeds." : "Did you mean \"" + std::string(nearest) + "\"?")
                .value = shortened(rule.other_field);
        } else if (entry.type && other->type && !can_compare(*rule.compare, *entry.type, *other->type)) {
            contradiction(pointer_to(pointer, "compare"), "Values of these two types cannot be compared so.",
                          "Compare dates with dates and numbers with numbers; others are only equal (\"=\") or not (\"!=\").");
        }
    }

    void check_limits(const FieldMapping& entry, const FieldRule& rule, const std::string& pointer) {
        if (entry.type && !is_temporal(*entry.type) && !is_numeric(*entry.type)) {
            contradiction(
                pointer,
                "Only dates and numbers have a minimum and a maximum, and this column is declared as something else.",
                "Remove the rule or change the type.");
            return;
        }
        if (!bound_fits(entry, rule.minimum, pointer_to(pointer, "min"))) return;
        if (!bound_fits(entry, rule.maximum, pointer_to(pointer, "max"))) return;
        if (!rule.minimum || !rule.maximum) return;
        if (is_date(*rule.minimum) != is_date(*rule.maximum)) {
            contradiction(pointer, "One of \"min\" and \"max\" is a date and the other a number.",
                          "Make both of one kind.");
        } else if (excludes_all(*rule.minimum, *rule.maximum)) {
            contradiction(pointer, "The minimum is above the maximum, so no value would pass.",
                          "Exchange or correct them.");
        }
    }

    void check_expression(const std::string& text, std::string pointer) {
        const auto expression = Expression::compile(text);
        if (expression) return;
        const Issue& fault = expression.error();
        const std::string place = " It is at byte " + std::to_string(fault.at.byte) + " of the expression, counted from 0.";
        document_.report(fault.code, std::move(pointer), fault.message + place, fault.suggestion).value = fault.value;
    }

    // What stands in a list is compared with the value that would be stored.
    void check_listed(const FieldMapping& entry, const std::string& value, std::string pointer) {
        const bool number = entry.type && is_numeric(*entry.type), date = entry.type && is_temporal(*entry.type);
        if ((!number || is_decimal(value)) && (!date || is_date(value))) return;
        document_
            .report(Code::invalid_value, std::move(pointer),
                    number ? "This is no number, and the column holds numbers." : "This is no date, and the column holds dates.",
                    number ? "Write a number such as 5 or \"0.5\"." : "Write a date such as \"1900-01-01\".")
            .value = shortened(value);
    }

    bool bound_fits(const FieldMapping& entry, const std::optional<std::string>& bound, std::string pointer) {
        if (!bound) return true;
        const bool date = is_date(*bound) && !(entry.type && is_numeric(*entry.type));
        const bool number = is_decimal(*bound) && !(entry.type && is_temporal(*entry.type));
        if (date || number) return true;
        document_
            .report(Code::invalid_value, std::move(pointer),
                    "This bound is neither a number nor a date that fits the column's type.",
                    "Write a number such as 5 or \"0.5\", or a date such as \"1900-01-01\".")
            .value = shortened(*bound);
        return false;
    }

    DocumentReader& document_;
    const Sync& sync_;
};

}  // namespace

void check_contradictions(DocumentReader& document, const Sync& sync) {
    Checker(document, sync).check();
}

}  // namespace muster
