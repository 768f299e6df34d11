#include <charconv>
#include <cmath>

#include "json_text.hpp"
#include "muster/json.hpp"
#include "muster/json_write.hpp"

namespace muster {
namespace json_text {

Step step(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return {1, true};
    std::size_t more = 0;
    unsigned low = 0x80,
             high = 0xBF;  // bounds of the second byte: no overlong forms, surrogates or values over U+10FFFF
    if (first >= 0xC2 && first <= 0xDF) {
        more = 1;
    } else if (first >= 0xE0 && first <= 0xEF) {
        more = 2;
        if (first == 0xE0) low = 0xA0;
        if (first == 0xED) high = 0x9F;
    } else if (first >= 0xF0 && first <= 0xF4) {
        more = 3;
        if (first == 0xF0) low = 0x90;
        if (first == 0xF4) high = 0x8F;
    }
    if (more == 0 || byte(at + 1) < low || byte(at + 1) > high) return {1, false};
    std::size_t bytes = 2;
    while (bytes <= more && (byte(at + bytes) & 0xC0u) == 0x80u) ++bytes;
    return {bytes, bytes == more + 1};
}

}  // namespace json_text

namespace {

void append_escape(std::string& out, unsigned char byte) {
    constexpr char hex[] = "0123456789abcdef";
    switch (byte) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\b': out += "\\b"; return;
        case '\f': out += "\\f"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    out += "\\u00";
    out += hex[byte >> 4];
    out += hex[byte & 15];
}

// Copies runs of ordinary bytes at once.
void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
            ++at;
            continue;
        }
        const json_text::Step step = json_text::step(text, at);
        if (byte < 0x80 || !step.valid) {
            out += text.substr(copied, at - copied);
            if (byte < 0x80) {
                append_escape(out, byte);
            } else {
                out += json_text::replacement;
            }
            copied = at + step.bytes;
        }
        at += step.bytes;
    }
    out += text.substr(copied);
    out += '"';
}

template <class Integer>
void append_integer(std::string& out, Integer value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}

}  // namespace

void JsonWriter::separate() {
    if (comma_) text_ += ',';
    comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
    separate();
    text_ += '{';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    text_ += '}';
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    separate();
    text_ += '[';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    text_ += ']';
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_quoted(text_, name);
    text_ += ':';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
    separate();
    append_quoted(text_, text);
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
    separate();
    append_integer(text_, value);
    return *this;
}

JsonWriter& JsonWriter::number(std::uint64_t value) {
    separate();
    append_integer(text_, value);
    return *this;
}

JsonWriter& JsonWriter::real(double value, int decimals) {
    std::uint64_t scale = 1;
    for (int i = 0; i < decimals && i < max_decimals; ++i) scale *= 10;
    const double scaled = std::floor(std::fabs(value) * static_cast<double>(scale) + 0.5);
    if (!(scaled < 9e18)) return null();  // also not-a-number
    const auto units = static_cast<std::uint64_t>(scaled);
    separate();
    if (value < 0 && units != 0) text_ += '-';
    append_integer(text_, units / scale);
    if (scale == 1) return *this;
    text_ += '.';
    const std::uint64_t fraction = units % scale;
    for (std::uint64_t digit = scale / 10; digit > 1 && fraction < digit; digit /= 10) text_ += '0';
    append_integer(text_, fraction);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    separate();
    text_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::null() {
    separate();
    text_ += "null";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    text_ += json;
    return *this;
}

namespace {

void write_readings(JsonWriter& json, const std::vector<OpenReading>& readings) {
    json.begin_array();
    for (const OpenReading& reading : readings) {
        json.begin_object().member("order", reading.order).member("format", reading.format).key("example");
        if (reading.text.empty()) {
            json.null();
        } else {
            json.begin_object().member("text", reading.text).member("iso", reading.iso).end_object();
        }
        json.member("preselected", reading.preselected).end_object();
    }
    json.end_array();
}

}  // namespace

void write_issue(JsonWriter& json, const Issue& issue) {
    const auto from_one = [&](std::string_view name, std::uint64_t value) {
        json.key(name);
        if (value == 0) {
            json.null();
        } else {
            json.number(value);
        }
    };
    json.begin_object();
    json.member("code", name_of(issue.code));
    json.member("severity", name_of(issue.severity));
    from_one("row", issue.at.row);
    from_one("line", issue.at.line);
    from_one("column", issue.at.column);
    json.key("column_name").string_or_null(issue.column_name);
    json.key("byte");
    if (issue.at.has_byte) {
        json.number(issue.at.byte);
    } else {
        json.null();
    }
    json.key("pointer").string_or_null(issue.pointer);
    json.key("value").string_or_null(issue.value);
    json.member("message", issue.message);
    json.key("suggestion").string_or_null(issue.suggestion);
    if (!issue.readings.empty()) write_readings(json.key("readings"), issue.readings);
    json.end_object();
}

void write_json(JsonWriter& json, const JsonValue& value) {
    switch (value.kind) {
        case JsonValue::Kind::null: json.null(); break;
        case JsonValue::Kind::boolean: json.boolean(value.boolean); break;
        case JsonValue::Kind::integer: json.number(value.integer); break;
        case JsonValue::Kind::real: json.raw(value.string); break;
        case JsonValue::Kind::string: json.string(value.string); break;
        case JsonValue::Kind::array:
            json.begin_array();
            for (const JsonValue& item : value.items) write_json(json, item);
            json.end_array();
            break;
        case JsonValue::Kind::object:
            json.begin_object();
            for (const auto& [name, member] : value.members) write_json(json.key(name), member);
            json.end_object();
            break;
    }
}

std::string indented_json(std::string_view json, std::size_t depth) {
    std::string out;
    out.reserve(json.size() + json.size() / 4);
    std::size_t level = 0;
    bool quoted = false;
    const auto new_line = [&] {
        out += '\n';
        out.append(2 * level, ' ');
    };
    for (std::size_t at = 0; at < json.size(); ++at) {
        const char c = json[at];
        if (quoted) {
            out += c;
            if (c == '\\') {
                out += json[++at];
            } else if (c == '"') {
                quoted = false;
            }
            continue;
        }
        const bool closes = c == '}' || c == ']';
        const bool empty = closes && (json[at - 1] == '{' || json[at - 1] == '[');
        if (closes) {
            if (level-- <= depth && !empty) new_line();
        }
        out += c;
        if (c == '"') quoted = true;
        if (c == ':') out += ' ';
        if (c == '{' || c == '[') {
            const bool empties = at + 1 < json.size() && (json[at + 1] == '}' || json[at + 1] == ']');
            if (++level <= depth && !empties) new_line();
        }
        if (c == ',') {
            if (level <= depth) {
                new_line();
            } else {
                out += ' ';
            }
        }
    }
    out += '\n';
    return out;
}

}  // namespace muster
