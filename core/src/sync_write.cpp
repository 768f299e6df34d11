#include "muster/fingerprint.hpp"
#include "muster/json.hpp"
#include "muster/sync.hpp"
#include "sync_destination.hpp"
#include "sync_members.hpp"

namespace muster {
namespace {

using sync_members::word_of;

// Writes members that differ from their default, or all of them where the text is to be hashed.
class MemberWriter {
public:
    explicit MemberWriter(bool all) : all_(all) {}
    JsonWriter json;

    void text(std::string_view name, std::string_view value) {
        if (all_ || !value.empty()) json.member(name, value);
    }
    void boolean(std::string_view name, bool value, bool standard) {
        if (all_ || value != standard) json.member(name, value);
    }
    void whole(std::string_view name, std::uint64_t value, std::uint64_t standard) {
        if (all_ || value != standard) json.member(name, value);
    }
    void limit(std::string_view name, const std::optional<std::uint64_t>& value) {
        if (value) json.member(name, *value);
    }
    template <class Value, std::size_t Size>
    void word(std::string_view name, Value value, const Word<Value> (&words)[Size], Value standard) {
        if (all_ || value != standard) json.member(name, word_of(value, words));
    }

private:
    bool all_;
};

void write_secret(JsonWriter& json, const SecretReference& secret) {
    json.begin_object();
    switch (secret.kind) {
        case SecretReference::Kind::environment: json.member("env", secret.words.front()); break;
        case SecretReference::Kind::file: json.member("file", secret.words.front()); break;
        case SecretReference::Kind::command:
            json.key("command").begin_array();
            for (const std::string& word : secret.words) json.string(word);
            json.end_array();
            break;
    }
    json.end_object();
}

void write_character(JsonWriter& json, std::string_view name, const std::optional<char>& character) {
    if (!character) return;
    json.key(name).string_or_null(*character == '\0' ? std::string_view{} : std::string_view(&*character, 1));
}

// How the file is read: part of the document and of the definition.
void write_reading(MemberWriter& out, const SourceSettings& source) {
    JsonWriter& json = out.json;
    if (source.encoding) json.member("encoding", name_of(*source.encoding));
    if (source.dialect.delimiter) json.key("delimiter").string_or_null(*source.dialect.delimiter);
    write_character(json, "quote", source.dialect.quote);
    write_character(json, "escape", source.dialect.escape);
    if (source.dialect.has_header) json.member("header", *source.dialect.has_header);
    if (source.dialect.preamble_rows) json.member("preamble_rows", *source.dialect.preamble_rows);
    out.word("short_rows", source.short_rows, sync_members::short_rows_words, ShortRows::reject);
    out.boolean("strict_newlines", source.strict_newlines, false);
    out.text("trailer", source.trailer);
}

void write_source(MemberWriter& out, const SourceSettings& source) {
    out.json.key("source").begin_object();
    out.json.member("url", source.url);
    out.text("user", source.user);
    if (source.password) write_secret(out.json.key("password"), *source.password);
    write_reading(out, source);
    out.whole("minimum_rows", source.minimum_rows, 0);
    out.json.end_object();
}

void write_destination(MemberWriter& out, const DestinationSettings& destination) {
    JsonWriter& json = out.json;
    json.key("destination").begin_object();
    json.member("kind", destination.kind);
    out.text("url", destination.url);
    out.text("connection", destination.connection);
    for (const auto& [name, value] : destination.options) {
        json.key(name);
        if (const auto* text = std::get_if<std::string>(&value)) {
            is_template_name(name) ? json.raw(*text) : json.string(*text);
        } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
            json.number(*number);
        } else if (const auto* boolean = std::get_if<bool>(&value)) {
            json.boolean(*boolean);
        } else if (const auto* secret = std::get_if<SecretReference>(&value)) {
            write_secret(json, *secret);
        }
    }
    json.end_object();
}

void write_key(JsonWriter& json, const Key& key) {
    json.key("key").begin_object();
    if (key.generate_random_9_digits) {
        json.member("generate", word_of(true, sync_members::generate_words));
    } else {
        json.member("field", key.field);
    }
    json.end_object();
}

// A list, left out when it is empty, which is its default.
void write_texts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    json.key(name).begin_array();
    for (const std::string& text : texts) json.string(text);
    json.end_array();
}

void write_rules(MemberWriter& out, const std::vector<FieldRule>& rules) {
    JsonWriter& json = out.json;
    json.key("rules").begin_array();
    for (const FieldRule& rule : rules) {
        json.begin_object();
        if (rule.minimum) json.member("min", *rule.minimum);
        if (rule.maximum) json.member("max", *rule.maximum);
        out.text("matches", rule.matches);
        write_texts(json, "one_of", rule.one_of);
        out.boolean("required", rule.required, false);
        out.boolean("unique", rule.unique, false);
        if (rule.compare) json.member("compare", word_of(*rule.compare, sync_members::comparison_words));
        out.text("field", rule.other_field);
        out.word("level", rule.level, sync_members::level_words, Severity::error);
        json.end_object();
    }
    json.end_array();
}

void write_entry(MemberWriter& out, const FieldMapping& entry, bool with_sensitive) {
    JsonWriter& json = out.json;
    json.begin_object();
    json.member("column", entry.column).member("field", entry.field);
    if (entry.type) json.member("type", word_of(*entry.type, sync_members::type_words));
    out.text("format", entry.format);
    out.word("decimal", entry.decimal, sync_members::decimal_words, DecimalMark::unknown);
    out.word("empty", entry.empty, sync_members::empty_words, EmptyCell::keep);
    out.boolean("required", entry.required, false);
    out.boolean("new_field", entry.new_field, false);
    if (with_sensitive) out.boolean("sensitive", entry.sensitive, false);
    if (entry.max_length != 0) json.member("max_length", static_cast<std::uint64_t>(entry.max_length));
    out.word("email_syntax", entry.email_syntax, sync_members::email_syntax_words, EmailSyntax::rfc);
    write_texts(json, "choices", entry.choices);
    if (!entry.rules.empty()) write_rules(out, entry.rules);
    json.end_object();
}

void write_mapping(MemberWriter& out, const Sync& sync, bool with_sensitive) {
    JsonWriter& json = out.json;
    json.key("mapping");
    if (sync.mapping_auto && sync.mapping.empty()) {
        json.string("auto");
        return;
    }
    json.begin_array();
    for (const FieldMapping& entry : sync.mapping) write_entry(out, entry, with_sensitive);
    json.end_array();
}

void write_conversions(MemberWriter& out, const Sync& sync) {
    JsonWriter& json = out.json;
    write_texts(json, "null_words", sync.null_words);
    out.word("decimal", sync.decimal, sync_members::decimal_words, DecimalMark::unknown);
    out.text("default_country", sync.default_country);
    if (sync.default_order != DateOrder::none) {
        json.member("default_order", word_of(sync.default_order, sync_members::order_words));
    }
    out.text("time_zone", sync.time_zone);
    out.whole("pivot", static_cast<std::uint64_t>(sync.pivot), 69);
}

void write_mode(MemberWriter& out, const Mode& mode) {
    out.json.key("mode").begin_object();
    out.boolean("insert", mode.insert, true);
    out.boolean("update", mode.update, true);
    out.boolean("delete_missing", mode.delete_missing, false);
    out.word("scope", mode.scope, sync_members::scope_words, DeleteScope::all);
    out.text("delete_form", mode.delete_form);
    out.json.end_object();
}

void write_limits(MemberWriter& out, const Limits& limits) {
    out.json.key("limits").begin_object();
    out.limit("max_delete", limits.max_delete);
    out.limit("max_delete_percent", limits.max_delete_percent);
    out.whole("unreadable_keys_percent", limits.unreadable_keys_percent, 0);
    out.word("on_rejected", limits.stop_on_rejected, sync_members::on_rejected_words, false);
    out.limit("max_rejected_percent", limits.max_rejected_percent);
    out.json.end_object();
}

}  // namespace

std::string write_sync(const Sync& sync) {
    MemberWriter out(false);
    out.json.begin_object();
    out.json.member("name", sync.name);
    write_source(out, sync.source);
    write_destination(out, sync.destination);
    write_key(out.json, sync.key);
    write_mapping(out, sync, true);
    write_conversions(out, sync);
    if (sync.duplicates_declared) {
        out.json.member("duplicates", word_of(sync.duplicates, sync_members::duplicates_words));
    }
    out.boolean("near_duplicates", sync.near_duplicates, true);
    if (sync.mode != Mode{}) write_mode(out, sync.mode);
    if (sync.limits != Limits{}) write_limits(out, sync.limits);
    out.boolean("even_if_unchanged", sync.even_if_unchanged, false);
    out.json.end_object();
    return indented_json(out.json.text());
}

std::uint64_t definition_hash(const Sync& sync) {
    MemberWriter out(true);
    out.json.begin_object();
    out.json.key("reading").begin_object();
    write_reading(out, sync.source);
    out.json.end_object();
    write_destination(out, sync.destination);
    write_key(out.json, sync.key);
    write_mapping(out, sync, false);
    write_conversions(out, sync);
    out.json.member("duplicates", word_of(duplicates_in_force(sync), sync_members::duplicates_words));
    write_mode(out, sync.mode);
    out.json.end_object();
    return text_hash(out.json.text());
}

}  // namespace muster
