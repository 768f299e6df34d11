#include <algorithm>
#include <iterator>

#include "document_reader.hpp"
#include "muster/sync.hpp"
#include "sync_check.hpp"
#include "sync_destination.hpp"
#include "sync_members.hpp"
#include "sync_secret.hpp"

namespace muster {
namespace {

// A sync document is written by people; a much larger text is some other file.
constexpr std::size_t max_document_bytes = 4u << 20;

class SyncReader {
public:
    SyncReader(DocumentReader& document, Sync& sync) : document_(document), sync_(sync) {}

    void read() {
        const ObjectReader root(document_, document_.root(), "", sync_members::root);
        if (document_.root().kind != JsonValue::Kind::object) return;
        std::string schema;
        root.text("$schema", schema);
        root.filled_text("name", sync_.name);
        if (const JsonValue* value = root.find("source")) read_source(*value);
        if (const JsonValue* value = root.find("destination")) read_destination_settings(document_, *value, "/destination", sync_.destination);
        if (const JsonValue* value = root.find("key")) read_key(*value);
        if (const JsonValue* value = root.find("mapping")) read_mapping(*value);
        if (const JsonValue* value = root.find("null_words")) read_null_words(*value);
        root.word("decimal", sync_.decimal, sync_members::decimal_words);
        read_country(root);
        root.word("default_order", sync_.default_order, sync_members::order_words);
        root.text("time_zone", sync_.time_zone);
        std::uint64_t pivot = static_cast<std::uint64_t>(sync_.pivot);
        root.whole("pivot", pivot, sync_members::max_pivot);
        sync_.pivot = static_cast<int>(pivot);
        root.word("duplicates", sync_.duplicates, sync_members::duplicates_words);
        sync_.duplicates_declared = root.find("duplicates") != nullptr;
        root.boolean("near_duplicates", sync_.near_duplicates);
        if (const JsonValue* value = root.find("mode")) read_mode(*value);
        if (const JsonValue* value = root.find("limits")) read_limits(*value);
        root.boolean("even_if_unchanged", sync_.even_if_unchanged);
        refuse(root, "schedule", "This version has no scheduler.",
               "Leave the member out, and start `muster run` from cron or a timer.");
        refuse(root, "notify", "This version sends no mail.",
               "Leave the member out, and use the exit code of `muster run`.");
    }

private:
    void refuse(const ObjectReader& root, std::string_view name, std::string_view message,
                std::string_view suggestion) {
        if (root.find(name) == nullptr) return;
        document_.report(Code::invalid_value, root.pointer(name), std::string(message), std::string(suggestion));
    }

    void read_source(const JsonValue& value) {
        const ObjectReader object(document_, value, "/source", sync_members::source);
        SourceSettings& source = sync_.source;
        read_address(document_, object, source.url, true);
        object.text("user", source.user);
        if (const JsonValue* password = object.find("password")) {
            source.password = read_secret(document_, *password, object.pointer("password"));
        }
        read_encoding(object);
        read_delimiter(object);
        read_character(object, "quote", source.dialect.quote);
        read_character(object, "escape", source.dialect.escape);
        read_header(object);
        read_preamble(object);
        object.word("short_rows", source.short_rows, sync_members::short_rows_words);
        object.boolean("strict_newlines", source.strict_newlines);
        object.text("trailer", source.trailer);
        object.whole("minimum_rows", source.minimum_rows, max_whole_number);
    }

    // Whether a member says "auto", which leaves its setting open.
    static bool is_auto(const JsonValue& value) {
        return value.kind == JsonValue::Kind::string && value.string == "auto";
    }

    // Whether a member says that there is no such sign; web pages have the empty text for it.
    static bool is_none(const JsonValue& value) {
        return value.kind == JsonValue::Kind::null || (value.kind == JsonValue::Kind::string && value.string.empty());
    }

    void read_encoding(const ObjectReader& object) {
        const JsonValue* value = object.find("encoding");
        if (value == nullptr || is_auto(*value)) return;
        if (value->kind != JsonValue::Kind::string) {
            return document_.wrong_type(*value, object.pointer("encoding"), "\"auto\" or the name of an encoding");
        }
        sync_.source.encoding = encoding_named(value->string);
        if (sync_.source.encoding) return;
        document_
            .report(Code::invalid_value, object.pointer("encoding"), "This encoding is not known.",
                    "Use \"auto\" or one of " + known_encodings() + ".")
            .value = shortened(value->string);
    }

    void read_delimiter(const ObjectReader& object) {
        const JsonValue* value = object.find("delimiter");
        if (value == nullptr || is_auto(*value)) return;
        if (is_none(*value)) {
            sync_.source.dialect.delimiter = "";
            return;
        }
        if (value->kind != JsonValue::Kind::string) {
            return document_.wrong_type(*value, object.pointer("delimiter"),
                                        "\"auto\", a text, or null for a single column");
        }
        if (value->string.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
            document_.report(Code::invalid_value, object.pointer("delimiter"), "A delimiter is no line end.",
                             "Use \"auto\", a text such as \";\" or \"\\t\", or null for a single column.");
            return;
        }
        sync_.source.dialect.delimiter = delimiter_of(value->string);
    }

    void read_character(const ObjectReader& object, std::string_view name, std::optional<char>& out) {
        const JsonValue* value = object.find(name);
        if (value == nullptr || is_auto(*value)) return;
        if (is_none(*value)) {
            out = '\0';
            return;
        }
        if (value->kind != JsonValue::Kind::string) {
            return document_.wrong_type(*value, object.pointer(name), "\"auto\", one character, or null for none");
        }
        const bool one = value->string.size() == 1 && value->string[0] > ' ' && value->string[0] != '\x7F';
        if (one) {
            out = value->string[0];
            return;
        }
        document_
            .report(Code::invalid_value, object.pointer(name),
                    "The member \"" + std::string(name) + "\" must be one ASCII character.",
                    "Use \"auto\", one character such as \"'\", or null for none.")
            .value = shortened(value->string);
    }

    void read_header(const ObjectReader& object) {
        const JsonValue* value = object.find("header");
        if (value == nullptr || is_auto(*value)) return;
        if (value->kind != JsonValue::Kind::boolean) {
            return document_.wrong_type(*value, object.pointer("header"), "\"auto\", true or false");
        }
        sync_.source.dialect.has_header = value->boolean;
    }

    void read_preamble(const ObjectReader& object) {
        const JsonValue* value = object.find("preamble_rows");
        if (value == nullptr || is_auto(*value)) return;
        std::uint64_t rows = max_preamble_rows + 1;
        object.whole("preamble_rows", rows, max_preamble_rows);
        if (rows <= max_preamble_rows)
            sync_.source.dialect.preamble_rows = static_cast<std::uint32_t>(rows);
    }

    void read_key(const JsonValue& value) {
        const ObjectReader object(document_, value, "/key", sync_members::key);
        if (value.kind != JsonValue::Kind::object) return;
        object.filled_text("field", sync_.key.field);
        object.word("generate", sync_.key.generate_random_9_digits, sync_members::generate_words);
        const bool field = object.find("field") != nullptr, generated = object.find("generate") != nullptr;
        if (field && generated) {
            document_.report(
                Code::contradiction, "/key", "A key is either a field of the file or generated, not both.",
                "Keep \"field\" to recognise contacts again, or \"generate\" to add every row as a new contact.");
        } else if (!field && !generated) {
            document_.report(
                Code::member_missing, "/key", "The key is missing: it tells which contact a row stands for.",
                "Write {\"field\": \"email\"} with one of the mapped fields, or {\"generate\": \"random_9_digits\"}.");
        }
    }

    void read_mapping(const JsonValue& value) {
        if (is_auto(value)) {
            sync_.mapping_auto = true;
            return;
        }
        if (value.kind != JsonValue::Kind::array) {
            return document_.wrong_type(value, "/mapping", "\"auto\" or a list of {\"column\": …, \"field\": …}");
        }
        if (value.items.empty()) {
            document_.report(
                Code::invalid_value, "/mapping", "The mapping is empty, so nothing would be read.",
                "Add an entry {\"column\": …, \"field\": …}, or write \"auto\" for the suggested mapping.");
        }
        for (std::size_t i = 0; i < value.items.size(); ++i) read_entry(value.items[i], pointer_to("/mapping", i));
    }

    void read_entry(const JsonValue& value, const std::string& pointer) {
        FieldMapping& entry = sync_.mapping.emplace_back();
        const ObjectReader object(document_, value, pointer, sync_members::mapping);
        if (value.kind != JsonValue::Kind::object) return;
        object.filled_text("column", entry.column);
        object.filled_text("field", entry.field);
        if (object.find("type") != nullptr) {
            Type type = Type::text;
            object.word("type", type, sync_members::type_words);
            entry.type = type;
        }
        object.text("format", entry.format);
        object.word("decimal", entry.decimal, sync_members::decimal_words);
        object.word("empty", entry.empty, sync_members::empty_words);
        object.boolean("required", entry.required);
        object.boolean("new_field", entry.new_field);
        object.boolean("sensitive", entry.sensitive);
        std::uint64_t max_length = 0;
        object.whole("max_length", max_length, sync_members::largest_max_length);
        entry.max_length = static_cast<std::size_t>(max_length);
        object.word("email_syntax", entry.email_syntax, sync_members::email_syntax_words);
        read_choices(object, entry.choices);
        const JsonValue* rules = object.find("rules");
        if (rules == nullptr) return;
        if (rules->kind != JsonValue::Kind::array) {
            return document_.wrong_type(*rules, object.pointer("rules"),
                                        "a list of rules such as {\"min\": …} or {\"matches\": …}");
        }
        for (std::size_t i = 0; i < rules->items.size(); ++i) {
            read_rule(rules->items[i], pointer_to(object.pointer("rules"), i), entry.rules.emplace_back());
        }
    }

    void read_choices(const ObjectReader& object, std::vector<std::string>& choices) {
        const JsonValue* value = object.find("choices");
        if (value == nullptr) return;
        const std::string pointer = object.pointer("choices");
        if (value->kind != JsonValue::Kind::array) return document_.wrong_type(*value, pointer, "a list of words");
        for (std::size_t i = 0; i < value->items.size(); ++i) {
            const JsonValue& item = value->items[i];
            if (item.kind == JsonValue::Kind::string) {
                read_word(item.string, pointer_to(pointer, i), choices);
            } else {
                document_.wrong_type(item, pointer_to(pointer, i), "a text");
            }
        }
    }

    // A text that cells are compared with: theirs have no blanks around them.
    void read_word(const std::string& word, std::string pointer, std::vector<std::string>& words) {
        if (trimmed(word).empty() || trimmed(word) != word) {
            document_.report(Code::invalid_value, std::move(pointer),
                             "A word must not be empty, nor have blanks at its start or end.",
                             "Write it as it stands in the file, without blanks around it.");
        } else {
            words.push_back(word);
        }
    }

    void read_rule(const JsonValue& value, const std::string& pointer, FieldRule& rule) {
        const ObjectReader object(document_, value, pointer, sync_members::rule);
        if (value.kind != JsonValue::Kind::object) return;
        read_bound(object, "min", rule.minimum);
        read_bound(object, "max", rule.maximum);
        if (object.find("matches") != nullptr) object.filled_text("matches", rule.matches);
        read_listed(object, rule.one_of);
        object.boolean("required", rule.required);
        object.boolean("unique", rule.unique);
        read_comparison(object, rule);
        object.word("level", rule.level, sync_members::level_words);
        if (checks_something(object)) return;
        document_.report(Code::member_missing, pointer, "This rule checks nothing.",
                         "Add \"min\", \"max\", \"matches\", \"one_of\", \"required\", \"unique\" or \"compare\", or remove the rule.");
    }

    // Members with faults of their own count: one fault is enough.
    static bool checks_something(const ObjectReader& rule) {
        for (const std::string_view name : {"min", "max", "matches", "compare", "field"}) {
            if (rule.find(name) != nullptr) return true;
        }
        const JsonValue* list = rule.find("one_of");
        if (list != nullptr && (list->kind != JsonValue::Kind::array || !list->items.empty())) return true;
        for (const std::string_view name : {"required", "unique"}) {
            const JsonValue* flag = rule.find(name);
            if (flag != nullptr && (flag->kind != JsonValue::Kind::boolean || flag->boolean)) return true;
        }
        return false;
    }

    void read_comparison(const ObjectReader& object, FieldRule& rule) {
        const bool compares = object.find("compare") != nullptr, names_field = object.find("field") != nullptr;
        if (compares) {
            Comparison comparison = Comparison::less;
            object.word("compare", comparison, sync_members::comparison_words);
            rule.compare = comparison;
        }
        if (names_field) object.filled_text("field", rule.other_field);
        if (compares == names_field) return;
        document_.report(Code::member_missing, object.pointer(compares ? "field" : "compare"), "\"compare\" and \"field\" belong together.",
                         "Write for example {\"compare\": \"<\", \"field\": \"signup_date\"}.");
    }

    void read_listed(const ObjectReader& object, std::vector<std::string>& values) {
        const JsonValue* value = object.find("one_of");
        if (value == nullptr) return;
        const std::string pointer = object.pointer("one_of");
        if (value->kind != JsonValue::Kind::array) return document_.wrong_type(*value, pointer, "a list of texts and whole numbers");
        for (std::size_t i = 0; i < value->items.size(); ++i) {
            const JsonValue& item = value->items[i];
            if (item.kind == JsonValue::Kind::string) {
                read_word(item.string, pointer_to(pointer, i), values);
            } else if (const auto number = whole_number(item)) {
                values.push_back(std::to_string(*number));
            } else {
                document_.wrong_type(item, pointer_to(pointer, i), "a text or a whole number below 2^53");
            }
        }
    }

    void read_bound(const ObjectReader& object, std::string_view name, std::optional<std::string>& out) {
        const JsonValue* value = object.find(name);
        if (value == nullptr) return;
        if (value->kind == JsonValue::Kind::string) {
            out = value->string;
        } else if (const auto number = whole_number(*value)) {
            out = std::to_string(*number);
        } else {
            document_.wrong_type(*value, object.pointer(name),
                                 "a whole number below 2^53, or a text such as \"0.5\" or \"1900-01-01\"");
        }
    }

    void read_null_words(const JsonValue& value) {
        if (value.kind != JsonValue::Kind::array) return document_.wrong_type(value, "/null_words", "a list of texts");
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            const JsonValue& item = value.items[i];
            if (item.kind != JsonValue::Kind::string) {
                document_.wrong_type(item, pointer_to("/null_words", i), "a text");
            } else {
                sync_.null_words.push_back(item.string);
            }
        }
    }

    void read_country(const ObjectReader& root) {
        root.text("default_country", sync_.default_country);
        std::string& country = sync_.default_country;
        bool letters = country.size() == 2;
        for (char& c : country) {
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
            if (c < 'A' || c > 'Z') letters = false;
        }
        if (country.empty() || letters) return;
        document_
            .report(Code::invalid_value, "/default_country", "A country is two letters of ISO 3166-1.",
                    "Write for example \"DE\", \"SE\" or \"US\".")
            .value = shortened(country);
    }

    void read_mode(const JsonValue& value) {
        const ObjectReader object(document_, value, "/mode", sync_members::mode);
        object.boolean("insert", sync_.mode.insert);
        object.boolean("update", sync_.mode.update);
        object.boolean("delete_missing", sync_.mode.delete_missing);
        object.word("scope", sync_.mode.scope, sync_members::scope_words);
        object.text("delete_form", sync_.mode.delete_form);
    }

    void read_limits(const JsonValue& value) {
        const ObjectReader object(document_, value, "/limits", sync_members::limits);
        Limits& limits = sync_.limits;
        object.limit("max_delete", limits.max_delete, max_whole_number);
        object.limit("max_delete_percent", limits.max_delete_percent, 100);
        std::optional<std::uint64_t> unreadable = limits.unreadable_keys_percent;
        object.limit("unreadable_keys_percent", unreadable, 100);
        limits.unreadable_keys_percent = unreadable.value_or(100);
        object.word("on_rejected", limits.stop_on_rejected, sync_members::on_rejected_words);
        object.limit("max_rejected_percent", limits.max_rejected_percent, 100);
    }

    DocumentReader& document_;
    Sync& sync_;
};

}  // namespace

std::string delimiter_of(std::string_view text) {
    const auto* word = std::find_if(std::begin(sync_members::delimiter_words), std::end(sync_members::delimiter_words),
                                    [&](const auto& known) { return known.text == text; });
    return std::string(word != std::end(sync_members::delimiter_words) ? word->value : text);
}

SyncReading read_sync(std::string_view json) {
    SyncReading reading;
    if (json.size() > max_document_bytes) {
        reading.issues.push_back(make_issue(Code::syntax_error,
                                            "This is too large for a sync document: it has more than 4 MB.",
                                            "Check that this is the right file."));
        return reading;
    }
    const auto root = parse_json(json);
    if (!root) {
        reading.issues.push_back(root.error());
        return reading;
    }
    DocumentReader document(json, *root);
    Sync sync;
    SyncReader(document, sync).read();
    if (root->kind == JsonValue::Kind::object) check_contradictions(document, sync);
    reading.issues = document.finish();
    for (const Issue& issue : reading.issues) {
        if (issue.severity == Severity::error) return reading;
    }
    reading.sync = std::move(sync);
    return reading;
}

}  // namespace muster
