#include "session_request.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "muster/json.hpp"
#include "muster/mapping_memory.hpp"
#include "muster/sync.hpp"

namespace muster {
namespace {

using Kind = JsonValue::Kind;

Issue member_issue(Code code, std::string_view member, std::string_view problem) {
    Issue issue = make_issue(code, "The member \"" + std::string(member) + "\" " + std::string(problem) + ".");
    issue.pointer = "/" + std::string(member);
    return issue;
}

Issue wrong_type(std::string_view member, std::string_view expected) {
    return member_issue(Code::wrong_type, member, "must be " + std::string(expected));
}

Result<JsonValue> read_object(std::string_view json) {
    Result<JsonValue> value = parse_json(json.empty() ? "{}" : json);
    if (value.ok() && value->kind != Kind::object) return make_issue(Code::wrong_type, "A JSON object is expected.");
    return value;
}

// A byte such as the quote; null and the empty text stand for none.
Result<char> read_byte(std::string_view member, const JsonValue& value) {
    if (value.kind == Kind::null) return '\0';
    if (value.kind != Kind::string || value.string.size() > 1) return wrong_type(member, "one character or empty");
    return value.string.empty() ? '\0' : value.string.front();
}

Result<std::size_t> read_count(std::string_view member, const JsonValue& value, std::size_t largest) {
    if (value.kind != Kind::integer || value.integer < 0 || static_cast<std::uint64_t>(value.integer) > largest) {
        return wrong_type(member, "a whole number from 0 to " + std::to_string(largest));
    }
    return static_cast<std::size_t>(value.integer);
}

Result<bool> read_boolean(std::string_view member, const JsonValue& value) {
    if (value.kind != Kind::boolean) return wrong_type(member, "true or false");
    return value.boolean;
}

template <class To, class From>
Result<void> store(To& to, Result<From> from) {
    if (!from.ok()) return std::move(from).error();
    to = static_cast<To>(std::move(from).value());
    return {};
}

Result<Encoding> read_encoding(const JsonValue& value) {
    const auto encoding = value.kind == Kind::string ? encoding_named(value.string) : std::nullopt;
    if (!encoding) return make_issue(Code::unknown_encoding, "The encoding is not known.", "Use one of " + known_encodings() + ".");
    return *encoding;
}

Result<std::string> read_text(std::string_view member, const JsonValue& value) {
    if (value.kind != Kind::string) return wrong_type(member, "a text");
    return value.string;
}

Result<std::string> read_delimiter(const JsonValue& value) {
    if (value.kind == Kind::null) return std::string();
    if (value.kind != Kind::string) return wrong_type("delimiter", "a text, or null for a single column");
    return delimiter_of(value.string);
}

Result<void> read_choice_member(SniffChoice& choice, std::string_view name, const JsonValue& value) {
    if (value.kind == Kind::string && value.string == "auto") return {};
    if (name == "encoding") return store(choice.encoding, read_encoding(value));
    if (name == "delimiter") return store(choice.dialect.delimiter, read_delimiter(value));
    if (name == "quote") return store(choice.dialect.quote, read_byte(name, value));
    if (name == "escape") return store(choice.dialect.escape, read_byte(name, value));
    if (name == "header") return store(choice.dialect.has_header, read_boolean(name, value));
    if (name == "preamble_rows") {
        Result<std::size_t> rows = read_count(name, value, max_preamble_rows);
        if (!rows.ok()) return std::move(rows).error();
        choice.dialect.preamble_rows = static_cast<std::uint32_t>(*rows);
        return {};
    }
    return member_issue(Code::member_unknown, name, "is not known here");
}

Result<void> read_length_unit(Field& field, const JsonValue& value) {
    constexpr std::pair<std::string_view, LengthUnit> units[] = {
        {"code_points", LengthUnit::code_points}, {"bytes", LengthUnit::bytes}, {"utf_16", LengthUnit::utf_16}};
    for (const auto& [word, unit] : units) {
        if (value.kind == Kind::string && value.string == word) return field.length_unit = unit, Result<void>{};
    }
    return member_issue(Code::invalid_value, "length_unit", "is none of code_points, bytes and utf_16");
}

Result<void> read_field_member(Field& field, std::string_view name, const JsonValue& value) {
    if (name == "name") return store(field.name, read_text(name, value));
    if (name == "label") return store(field.label, read_text(name, value));
    if (name == "type") {
        const auto type = value.kind == Kind::string ? type_named(value.string) : std::nullopt;
        if (!type) return member_issue(Code::invalid_value, name, "is not a known type");
        field.type = *type;
        return {};
    }
    if (name == "max_length") {
        return store(field.max_length, read_count(name, value, std::numeric_limits<std::uint32_t>::max()));
    }
    if (name == "length_unit") return read_length_unit(field, value);
    if (name == "required") return store(field.required, read_boolean(name, value));
    if (name == "writable") return store(field.writable, read_boolean(name, value));
    if (name == "sensitive") return store(field.sensitive, read_boolean(name, value));
    if (name == "choices") {
        if (value.kind != Kind::array) return wrong_type(name, "an array of texts");
        for (const JsonValue& item : value.items) {
            Result<std::string> text = read_text(name, item);
            if (!text.ok()) return std::move(text).error();
            field.choices.push_back(std::move(text).value());
        }
        return {};
    }
    return member_issue(Code::member_unknown, name, "is not known in a field");
}

Result<Field> read_field(const JsonValue& value) {
    if (value.kind != Kind::object) return wrong_type("fields", "an array of objects");
    Field field;
    for (const auto& [name, member] : value.members) {
        if (Result<void> read = read_field_member(field, name, member); !read.ok()) return std::move(read).error();
    }
    if (field.name.empty()) return member_issue(Code::member_missing, "name", "is missing in a field");
    return field;
}

Result<Schema> read_schema(const JsonValue& value) {
    if (value.kind != Kind::object) return wrong_type("schema", "an object");
    Schema schema;
    for (const auto& [name, member] : value.members) {
        Result<void> read;
        if (name == "key_field") {
            read = store(schema.key_field, read_text(name, member));
        } else if (name == "accepts_new_fields") {
            read = store(schema.accepts_new_fields, read_boolean(name, member));
        } else if (name == "fields" && member.kind == Kind::array) {
            for (const JsonValue& item : member.items) {
                Result<Field> field = read_field(item);
                if (!field.ok()) return std::move(field).error();
                schema.fields.push_back(std::move(field).value());
            }
        } else {
            read = member_issue(Code::member_unknown, name, "is not known in a schema");
        }
        if (!read.ok()) return std::move(read).error();
    }
    return schema;
}

Result<CalendarDay> read_day(std::string_view member, const JsonValue& value) {
    const auto pattern = DatePattern::compile("yyyy-MM-dd");
    const auto day = value.kind == Kind::string && pattern.ok() ? pattern->read(value.string) : std::nullopt;
    if (!day) return wrong_type(member, "a day such as \"2026-11-28\"");
    return CalendarDay{day->year, day->month, day->day};
}

Result<ZoneRules> read_zone(const JsonValue& value) {
    ZoneRules rules;
    const JsonValue* name = value.find("name");
    const JsonValue* offset = value.find("first_offset");
    const JsonValue* transitions = value.find("transitions");
    const bool form = name != nullptr && name->kind == Kind::string && offset != nullptr && offset->kind == Kind::integer &&
                      transitions != nullptr && transitions->kind == Kind::array;
    const auto pair_of_integers = [](const JsonValue& item) {
        return item.kind == Kind::array && item.items.size() == 2 && item.items[0].kind == Kind::integer && item.items[1].kind == Kind::integer;
    };
    if (!form || !std::all_of(transitions->items.begin(), transitions->items.end(), pair_of_integers)) {
        return wrong_type("zone", "an object of name, first_offset and transitions, an array of [seconds, offset]");
    }
    rules.name = name->string;
    rules.first_offset = static_cast<std::int32_t>(offset->integer);
    for (const JsonValue& item : transitions->items) {
        rules.transitions.push_back({item.items[0].integer, static_cast<std::int32_t>(item.items[1].integer)});
    }
    return rules;
}

Result<Exported> read_exported(std::string_view member, const JsonValue& value) {
    if (value.kind == Kind::string && value.string == "rejected") return Exported::rejected;
    if (value.kind == Kind::string && value.string == "valid") return Exported::valid;
    return wrong_type(member, "\"rejected\" or \"valid\"");
}

Result<Severity> read_severity(std::string_view member, const JsonValue& value) {
    for (const Severity severity : {Severity::information, Severity::warning, Severity::error}) {
        if (value.kind == Kind::string && value.string == name_of(severity)) return severity;
    }
    return wrong_type(member, "\"information\", \"warning\" or \"error\"");
}

Result<void> read_filter_member(IssueFilter& filter, std::string_view name, const JsonValue& value) {
    if (name == "code") return store(filter.code, read_text(name, value));
    if (name == "column") return store(filter.column, read_text(name, value));
    if (name == "severity") return store(filter.severity, read_severity(name, value));
    return member_issue(Code::member_unknown, name, "is not known here");
}

Result<void> read_request_member(CheckRequest& request, std::string_view name, const JsonValue& value) {
    if (name == "schema") return store(request.schema, read_schema(value));
    if (name == "today") return store(request.today, read_day(name, value));
    if (name == "zone") return store(request.zone, read_zone(value));
    if (name == "first_run") return store(request.first_run, read_boolean(name, value));
    if (name == "attended") return store(request.attended, read_boolean(name, value));
    if (name == "earlier") return store(request.earlier, choices_from(value));
    if (name == "export") return store(request.exported, read_exported(name, value));
    if (name == "max_issues") return store(request.max_issues, read_count(name, value, 1000000));
    return member_issue(Code::member_unknown, name, "is not known here");
}

Result<void> read_replacement_member(Replacement& replacement, std::string_view name, const JsonValue& value) {
    if (name == "column") {
        const Result<std::size_t> column = read_count(name, value, std::numeric_limits<std::uint32_t>::max());
        if (!column.ok()) return column.error();
        if (*column == 0) return wrong_type(name, "a whole number from 1");
        replacement.column = *column - 1;
        return {};
    }
    if (name == "find") return store(replacement.find, read_text(name, value));
    if (name == "value") return store(replacement.value, read_text(name, value));
    if (name == "whole") return store(replacement.whole, read_boolean(name, value));
    if (name == "count_only") return store(replacement.count_only, read_boolean(name, value));
    if (name == "only_rows") return store(replacement.only_rows, read_boolean(name, value));
    return member_issue(Code::member_unknown, name, "is not known here");
}

// Reads every member of an object by `member`.
template <class To, class Member>
Result<To> read_members(std::string_view json, To to, Member member) {
    Result<JsonValue> object = read_object(json);
    if (!object.ok()) return std::move(object).error();
    for (const auto& [name, value] : object->members) {
        if (Result<void> read = member(to, name, value); !read.ok()) return std::move(read).error();
    }
    return to;
}

}  // namespace

Schema contact_schema() {
    Schema schema;
    schema.accepts_new_fields = true;
    const auto add = [&](std::string_view name, std::string_view label, Type type) {
        Field field;
        field.name = name;
        field.label = label;
        field.type = type;
        field.sensitive = name == "password";
        schema.fields.push_back(std::move(field));
    };
    add("name", "Name", Type::text);
    add("id", "ID", Type::text);
    add("email", "Email", Type::email);
    add("login", "Login", Type::text);
    add("password", "Password", Type::text);
    return schema;
}

Result<SniffChoice> read_choice(std::string_view json) { return read_members(json, SniffChoice(), read_choice_member); }

Result<CheckRequest> read_check_request(std::string_view json) {
    CheckRequest request;
    request.schema = contact_schema();
    return read_members(json, std::move(request), read_request_member);
}

bool IssueFilter::matches(const Issue& issue) const noexcept {
    return (code.empty() || name_of(issue.code) == code) && (column.empty() || issue.column_name == column) &&
           (!severity || issue.severity == *severity);
}

Result<IssueFilter> read_issue_filter(std::string_view json) { return read_members(json, IssueFilter(), read_filter_member); }

Result<Replacement> read_replacement(std::string_view json) { return read_members(json, Replacement(), read_replacement_member); }

}  // namespace muster
