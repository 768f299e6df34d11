#include "muster/value.hpp"

#include "letters.hpp"
#include "value_parts.hpp"
#include "value_temporal.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

constexpr std::string_view type_names[] = {"text",    "email",   "phone",   "date",     "date_time", "number",
                                           "integer", "boolean", "country", "language", "url",       "choice"};

// How many bytes of a blank stand at the start or the end; 0 when there is none.
std::size_t blank_at_start(std::string_view text) noexcept {
    if (text.empty()) return 0;
    const char c = text.front();
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (text.starts_with("\u00A0")) return 2;
    return text.starts_with("\uFEFF") ? 3 : 0;
}

std::size_t blank_at_end(std::string_view text) noexcept {
    if (text.empty()) return 0;
    const char c = text.back();
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (text.ends_with("\u00A0")) return 2;
    return text.ends_with("\uFEFF") ? 3 : 0;
}

}  // namespace

std::string_view name_of(Type type) noexcept { return type_names[static_cast<std::size_t>(type)]; }

std::optional<Type> type_named(std::string_view name) noexcept {
    const auto* found = std::find(std::begin(type_names), std::end(type_names), name);
    if (found == std::end(type_names)) return std::nullopt;
    return static_cast<Type>(found - std::begin(type_names));
}

namespace {

// Most texts begin and end with a visible ASCII character.
inline bool is_surely_trimmed(std::string_view text) noexcept {
    const auto visible = [](char c) { return c > ' ' && c < 0x7F; };
    return !text.empty() && visible(text.front()) && visible(text.back());
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
    if (is_surely_trimmed(text)) return text;
    for (std::size_t n = blank_at_start(text); n > 0; n = blank_at_start(text)) text.remove_prefix(n);
    for (std::size_t n = blank_at_end(text); n > 0; n = blank_at_end(text)) text.remove_suffix(n);
    return text;
}

std::string invisible_fault(std::string_view cell) {
    for (std::size_t at = 0; at < cell.size();) {
        const std::size_t start = at;
        const char32_t c = decode_utf8(cell, at);
        const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
        if (blank || is_visible(c) || c == replacement_character) continue;
        constexpr std::size_t digits = 4;
        std::string code;
        for (std::size_t i = digits; i-- > 0;) code += "0123456789ABCDEF"[c >> (4 * i) & 0xFu];
        return "it holds the character U+" + code + ", which nobody can see, as byte " + std::to_string(start + 1) + " of the cell";
    }
    return {};
}

std::size_t length_of(std::string_view text, LengthUnit unit) noexcept {
    if (unit == LengthUnit::bytes) return text.size();
    std::size_t length = count_code_points(text);
    if (unit == LengthUnit::code_points) return length;
    // Sequences of four bytes are two units in UTF-16.
    return length + static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xF0; }));
}

struct ValueReader::Compiled {
    ValueRule rule;
    const PhoneCountry* home = nullptr;
    std::optional<TemporalReader> temporal;

    Outcome read(std::string_view cell, std::string& scratch) const;
    Outcome read_typed(std::string_view cell, std::string& scratch) const;
    Outcome read_choice(std::string_view cell) const;
};

Result<ValueReader> ValueReader::make(const ValueRule& rule) {
    auto compiled = std::make_shared<Compiled>();
    compiled->rule = rule;
    if (rule.type == Type::phone && !rule.default_country.empty()) {
        compiled->home = phone_country(rule.default_country);
        if (compiled->home == nullptr) {
            return make_issue(Code::invalid_value,
                              "The default country \"" + shortened(rule.default_country) + "\" has no known dialling plan.",
                              "Give a two-letter code such as \"DE\", or leave the default country out.");
        }
    }
    if (rule.type == Type::date || rule.type == Type::date_time) {
        auto temporal = TemporalReader::make(rule);
        if (!temporal) return std::move(temporal).error();
        compiled->temporal = std::move(temporal).value();
    }
    ValueReader reader;
    reader.compiled_ = std::move(compiled);
    return reader;
}

const ValueRule& ValueReader::rule() const noexcept { return compiled_->rule; }

ValueReader::Outcome ValueReader::read(std::string_view cell, std::string& scratch) const {
    if (!is_surely_trimmed(cell)) {
        cell = trimmed(cell);
        if (cell.empty()) return accepted({});
    }
    return compiled_->read(cell, scratch);
}

// Of a trimmed cell that is not empty. One outcome on every way out: it is made where the caller wants it, and never copied.
inline ValueReader::Outcome ValueReader::Compiled::read(std::string_view cell, std::string& scratch) const {
    Outcome outcome = read_typed(cell, scratch);
    // No unit counts more than the bytes, so that short values need no counting.
    const bool may_be_too_long = rule.max_length != 0 && outcome.value.size() > rule.max_length;
    if (may_be_too_long && length_of(outcome.value, rule.length_unit) > rule.max_length) outcome = refused(Code::value_too_long);
    return outcome;
}

ValueReader::Outcome ValueReader::Compiled::read_typed(std::string_view cell, std::string& scratch) const {
    switch (rule.type) {
        case Type::text: return accepted(cell);
        case Type::email: return read_email(cell, rule.email_syntax, scratch);
        case Type::phone: return read_phone(cell, home, scratch);
        case Type::date:
        case Type::date_time: return temporal->read(cell, scratch);
        case Type::number: return read_number(cell, rule.decimal, scratch);
        case Type::integer: return read_integer(cell, rule.decimal, scratch);
        case Type::boolean: return read_boolean(cell);
        case Type::country: return read_country(cell, scratch);
        case Type::language: return read_language(cell, scratch);
        case Type::url: return read_url(cell, scratch);
        case Type::choice: return read_choice(cell);
    }
    return refused(Code::internal_error);
}

ValueReader::Outcome ValueReader::Compiled::read_choice(std::string_view cell) const {
    for (const std::string& choice : rule.choices) {
        if (choice == cell) return accepted(choice);
    }
    for (const std::string& choice : rule.choices) {
        if (equal_without_case(choice, cell)) return accepted(choice);
    }
    return refused(Code::not_a_choice);
}

std::string_view normalised_key(std::string_view cell, Type type, std::string& scratch) {
    const std::string_view text = trimmed(cell);
    return type == Type::email && !text.empty() ? email_key(text, scratch) : text;
}

}  // namespace muster
