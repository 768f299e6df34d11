#include "document_reader.hpp"

#include <algorithm>

#include "json_text.hpp"
#include "sort_small.hpp"

namespace muster {
namespace {

std::string_view kind_text(const JsonValue& value) noexcept {
    switch (value.kind) {
        case JsonValue::Kind::null: return "null";
        case JsonValue::Kind::boolean: return "true or false";
        case JsonValue::Kind::integer: return "a whole number";
        case JsonValue::Kind::real: return "a number";
        case JsonValue::Kind::string: return "a text";
        case JsonValue::Kind::array: return "a list";
        case JsonValue::Kind::object: return "an object";
    }
    return "null";
}

char plain(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c | 0x20);
    return c == '-' || c == ' ' || c == '.' ? '_' : c;
}

// Edits between two names: insert, remove, replace, swap neighbours. Names longer than the table are never near.
std::size_t edit_distance(std::string_view a, std::string_view b) noexcept {
    constexpr std::size_t longest = 40;
    if (a.size() > longest || b.size() > longest) return longest;
    std::size_t table[longest + 1][longest + 1];
    for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = plain(a[i - 1]) == plain(b[j - 1]);
            table[i][j] = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (same ? 0 : 1)});
            const bool swapped =
                i > 1 && j > 1 && plain(a[i - 1]) == plain(b[j - 2]) && plain(a[i - 2]) == plain(b[j - 1]);
            if (swapped) table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[a.size()][b.size()];
}

// The next step of a pointer, unescaped; `rest` moves on.
std::string next_step(std::string_view& rest) {
    rest.remove_prefix(1);
    const std::string_view raw = rest.substr(0, rest.find('/'));
    rest.remove_prefix(raw.size());
    std::string step;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const bool escaped = raw[i] == '~' && i + 1 < raw.size();
        step += escaped ? (raw[++i] == '1' ? '/' : '~') : raw[i];
    }
    return step;
}

const JsonValue* child(const JsonValue& value, const std::string& step) noexcept {
    if (value.kind == JsonValue::Kind::object) return value.find(step);
    if (value.kind != JsonValue::Kind::array) return nullptr;
    std::size_t index = 0;
    for (const char c : step) index = index * 10 + static_cast<std::size_t>(c - '0');
    return index < value.items.size() ? &value.items[index] : nullptr;
}

std::string last_step(std::string_view pointer) {
    std::string step;
    while (!pointer.empty()) step = next_step(pointer);
    return step;
}

// How messages call the thing at a pointer.
std::string subject(std::string_view pointer) {
    if (pointer.empty()) return "The document";
    const std::string step = last_step(pointer);
    if (step.find_first_not_of("0123456789") == std::string::npos) return "This entry";
    return "The member \"" + step + '"';
}

}  // namespace

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
    std::string_view nearest;
    std::size_t best = 1 + std::min<std::size_t>(name.size() / 3, 2);
    for (const std::string_view candidate : known) {
        const std::size_t distance = edit_distance(name, candidate);
        if (distance >= best) continue;
        best = distance;
        nearest = candidate;
    }
    return nearest;
}

std::string quoted_list(std::span<const std::string_view> names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
        text += '"';
        text += names[i];
        text += '"';
    }
    return text;
}

std::string pointer_to(std::string_view parent, std::string_view name) {
    std::string pointer(parent);
    pointer += '/';
    for (const char c : name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::string pointer_to(std::string_view parent, std::size_t index) {
    return pointer_to(parent, std::to_string(index));
}

// The value of a number as JSON writes them, if it is whole and at most max_whole_number.
std::optional<std::int64_t> whole_value(std::string_view text) noexcept {
    constexpr auto largest = static_cast<std::int64_t>(max_whole_number);
    constexpr std::int64_t largest_exponent = 1'000'000'000;  // beyond all digits of the largest document
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t mantissa = std::min(text.find_first_of("eE"), text.size());

    std::int64_t exponent = 0;
    std::string_view exponent_text = text.substr(std::min(mantissa + 1, text.size()));
    const bool downwards = exponent_text.starts_with('-');
    if (downwards || exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
    for (const char c : exponent_text) exponent = std::min(exponent * 10 + (c - '0'), largest_exponent);
    if (downwards) exponent = -exponent;

    std::int64_t number = 0, zeros = 0;  // zeros that have been read and not been counted yet
    bool fraction = false;
    for (const char c : text.substr(0, mantissa)) {
        if (c == '.') {
            fraction = true;
            continue;
        }
        exponent -= fraction;
        ++zeros;
        if (c == '0') continue;
        for (; zeros > 0 && number <= largest; --zeros) number *= 10;
        zeros = 0;
        number += c - '0';
        if (number > largest) return std::nullopt;
    }
    if (number == 0) return 0;
    if (exponent + zeros < 0) return std::nullopt;
    for (std::int64_t left = exponent + zeros; left > 0; --left) {
        number *= 10;
        if (number > largest) return std::nullopt;
    }
    return negative ? -number : number;
}

std::optional<std::int64_t> whole_number(const JsonValue& value) noexcept {
    constexpr auto exact = static_cast<std::int64_t>(max_whole_number);
    if (value.kind == JsonValue::Kind::real) return whole_value(value.string);
    if (value.kind != JsonValue::Kind::integer || value.integer > exact || value.integer < -exact) return std::nullopt;
    return value.integer;
}

const JsonValue& DocumentReader::innermost(std::string_view pointer) const {
    const JsonValue* value = &root_;
    while (!pointer.empty()) {
        const JsonValue* next = child(*value, next_step(pointer));
        if (next == nullptr) break;
        value = next;
    }
    return *value;
}

Issue& DocumentReader::report(Code code, std::string pointer, std::string message, std::string suggestion) {
    const std::size_t offset = innermost(pointer).offset;
    return report_at(offset, code, std::move(pointer), std::move(message), std::move(suggestion));
}

Issue& DocumentReader::report_at(std::size_t offset, Code code, std::string pointer, std::string message,
                                 std::string suggestion) {
    Issue& issue = issues_.emplace_back(make_issue(code, std::move(message), std::move(suggestion)));
    issue.pointer = std::move(pointer);
    issue.at.byte = offset;
    return issue;
}

void DocumentReader::wrong_type(const JsonValue& value, const std::string& pointer, std::string_view expected) {
    report_at(
        value.offset, Code::wrong_type, pointer,
        subject(pointer) + " must be " + std::string(expected) + ", but it is " + std::string(kind_text(value)) + '.',
        "Write " + std::string(expected) + '.');
}

std::size_t DocumentReader::name_offset(const JsonValue& value) const noexcept {
    const std::size_t colon = text_.rfind(':', value.offset);
    const std::size_t end = colon == std::string_view::npos ? colon : text_.rfind('"', colon);
    if (end == std::string_view::npos) return value.offset;
    for (std::size_t at = end; at-- > 0;) {
        if (text_[at] != '"') continue;
        std::size_t slashes = 0;
        while (slashes < at && text_[at - 1 - slashes] == '\\') ++slashes;
        if (slashes % 2 == 0) return at;
    }
    return value.offset;
}

std::vector<Issue> DocumentReader::finish() {
    sort_small(issues_, [](const Issue& a, const Issue& b) { return a.at.byte < b.at.byte; });
    json_text::PlaceFinder places(text_);
    for (Issue& issue : issues_) issue.at = places.find(static_cast<std::size_t>(issue.at.byte));
    return std::move(issues_);
}

ObjectReader::ObjectReader(DocumentReader& document, const JsonValue& value, std::string pointer,
                           std::span<const Member> members, bool open)
    : document_(document), value_(value), pointer_(std::move(pointer)), members_(members) {
    if (value.kind != JsonValue::Kind::object) {
        document.wrong_type(value, pointer_, "an object in braces");
        return;
    }
    const auto is_known = [&](std::string_view name) {
        return std::any_of(members_.begin(), members_.end(), [&](const Member& member) { return member.name == name; });
    };
    for (const auto& [name, member] : value.members) {
        const bool known = is_known(name);
        if (!known && !open) {
            report_unknown(name, member);
        } else if (known && value.find(name) != &member) {
            document.report_at(document.name_offset(member), Code::member_duplicate, this->pointer(name),
                               "The member \"" + name + "\" stands here for the second time.", "Keep one of them.");
        }
    }
    for (const Member& member : members_) {
        if (!member.required || value.find(member.name) != nullptr) continue;
        document.report(Code::member_missing, this->pointer(member.name),
                        "The member \"" + std::string(member.name) + "\" is missing.", "Add it.");
    }
}

void ObjectReader::report_unknown(const std::string& name, const JsonValue& value) const {
    std::vector<std::string_view> names;
    for (const Member& member : members_) names.push_back(member.name);
    const std::string_view nearest = nearest_name(name, names);
    const std::string shown = shortened(name, 60);
    document_.report_at(document_.name_offset(value), Code::member_unknown, pointer(name),
                        "The member \"" + shown + "\" is not known here.",
                        nearest.empty() ? "Remove it, or use " + quoted_list(names) + '.'
                                        : "Did you mean \"" + std::string(nearest) + "\"?");
}

const JsonValue* ObjectReader::find(std::string_view name) const noexcept {
    const JsonValue* value = value_.find(name);
    if (value == nullptr || value->kind != JsonValue::Kind::null) return value;
    for (const Member& member : members_) {
        if (member.name == name && member.null_is_absent) return nullptr;
    }
    return value;
}

void ObjectReader::text(std::string_view name, std::string& out) const {
    const JsonValue* value = find(name);
    if (value == nullptr) return;
    if (value->kind != JsonValue::Kind::string) return document_.wrong_type(*value, pointer(name), "a text");
    out = value->string;
}

void ObjectReader::filled_text(std::string_view name, std::string& out) const {
    text(name, out);
    const JsonValue* value = find(name);
    if (value == nullptr || value->kind != JsonValue::Kind::string || !value->string.empty()) return;
    document_.report(Code::invalid_value, pointer(name), "The member \"" + std::string(name) + "\" is empty.",
                     "Fill it in.");
}

void ObjectReader::boolean(std::string_view name, bool& out) const {
    const JsonValue* value = find(name);
    if (value == nullptr) return;
    if (value->kind != JsonValue::Kind::boolean) return document_.wrong_type(*value, pointer(name), "true or false");
    out = value->boolean;
}

void ObjectReader::whole(std::string_view name, std::uint64_t& out, std::uint64_t max) const {
    const JsonValue* value = find(name);
    if (value == nullptr) return;
    const bool is_number = value->kind == JsonValue::Kind::integer || value->kind == JsonValue::Kind::real;
    const std::string expected = "a whole number from 0 to " + std::to_string(max);
    if (!is_number) return document_.wrong_type(*value, pointer(name), expected);
    const auto number = whole_number(*value);
    if (!number || *number < 0 || static_cast<std::uint64_t>(*number) > max) {
        document_.report(Code::invalid_value, pointer(name),
                         "The member \"" + std::string(name) + "\" must be " + expected + '.', "Write such a number.");
        return;
    }
    out = static_cast<std::uint64_t>(*number);
}

void ObjectReader::limit(std::string_view name, std::optional<std::uint64_t>& out, std::uint64_t max) const {
    const JsonValue* value = find(name);
    if (value == nullptr) return;
    const std::string expected = "a whole number from 0 to " + std::to_string(max) + " or \"off\"";
    if (value->kind == JsonValue::Kind::string) {
        if (value->string == "off") {
            out.reset();
            return;
        }
        document_
            .report(Code::invalid_value, pointer(name),
                    "The member \"" + std::string(name) + "\" must be " + expected + '.',
                    "Write the number without quotes, or \"off\" for no limit; 0 stops on any.")
            .value = shortened(value->string);
        return;
    }
    if (value->kind != JsonValue::Kind::integer && value->kind != JsonValue::Kind::real) {
        return document_.wrong_type(*value, pointer(name), expected);
    }
    std::uint64_t number = max + 1;
    whole(name, number, max);
    if (number <= max) out = number;
}

std::optional<std::size_t> ObjectReader::word_index(std::string_view name,
                                                    std::span<const std::string_view> words) const {
    const JsonValue* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->kind != JsonValue::Kind::string) {
        document_.wrong_type(*value, pointer(name),
                             words.size() == 1 ? quoted_list(words) : "one of " + quoted_list(words));
        return std::nullopt;
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == value->string) return i;
    }
    const std::string_view nearest = nearest_name(value->string, words);
    document_
        .report(Code::invalid_value, pointer(name), "The member \"" + std::string(name) + "\" does not know this word.",
                nearest.empty() ? "Use " + quoted_list(words) + '.' : "Did you mean \"" + std::string(nearest) + "\"?")
        .value = shortened(value->string);
    return std::nullopt;
}

}  // namespace muster
