#include "muster/mapping_memory.hpp"

#include "muster/check.hpp"
#include "muster/fingerprint.hpp"

#include "letters.hpp"
#include "sort_small.hpp"
#include "type_kinds.hpp"

#include <algorithm>

namespace muster {
namespace {

// Names in scripts that do not fold to ASCII, and very long ones, count as they are.
std::string comparable(std::string_view name) {
    const FoldedWord folded(name);
    return std::string(folded.view().empty() ? name : folded.view());
}

std::string hexadecimal(std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = text.size(); i-- > 0; value >>= 4) text[i] = digits[value & 15];
    return text;
}

Result<std::string> text_or_null(const JsonValue& object, std::string_view name) {
    const JsonValue* value = object.find(name);
    if (value != nullptr && value->kind == JsonValue::Kind::string) return value->string;
    if (value != nullptr && value->kind == JsonValue::Kind::null) return std::string();
    return make_issue(Code::wrong_type, "The member " + std::string(name) + " of an earlier choice must be a text or null.");
}

}  // namespace

std::string header_fingerprint(std::span<const std::string> columns) {
    std::vector<std::string> names;
    for (const std::string& column : columns) names.push_back(comparable(column));
    sort_small(names);
    std::string text;
    for (const std::string& name : names) text += name + '\n';
    return hexadecimal(text_hash(text));
}

std::vector<EarlierChoice> choices_of(const Check& check) {
    std::vector<EarlierChoice> choices;
    if (!check.sniff().dialect().has_header) return choices;
    for (const ResolvedColumn& column : check.columns()) {
        const bool date = is_temporal(column.type);
        choices.push_back({column.mapping.column, column.mapping.field, date ? column.format : std::string()});
    }
    return choices;
}

const EarlierChoice* choice_for(std::span<const EarlierChoice> choices, std::string_view column) noexcept {
    // "Revenue %" and "Revenue €" differ in marks only.
    auto found = std::find_if(choices.begin(), choices.end(), [&](const EarlierChoice& choice) { return choice.column == column; });
    if (found == choices.end()) {
        const FoldedWord name(column);
        const auto is_same = [&](const EarlierChoice& choice) { return !name.view().empty() && name.view() == FoldedWord(choice.column).view(); };
        found = std::find_if(choices.begin(), choices.end(), is_same);
    }
    return found == choices.end() ? nullptr : &*found;
}

void write_choices(JsonWriter& json, std::span<const EarlierChoice> choices) {
    json.begin_array();
    for (const EarlierChoice& choice : choices) {
        json.begin_object().member("column", choice.column);
        json.key("field").string_or_null(choice.field);
        json.key("format").string_or_null(choice.format);
        json.end_object();
    }
    json.end_array();
}

Result<std::vector<EarlierChoice>> choices_from(const JsonValue& value) {
    if (value.kind != JsonValue::Kind::array) return make_issue(Code::wrong_type, "Earlier choices must be a list.");
    std::vector<EarlierChoice> choices;
    for (const JsonValue& item : value.items) {
        EarlierChoice choice;
        for (const auto& [name, member] : {std::pair("column", &choice.column), std::pair("field", &choice.field), std::pair("format", &choice.format)}) {
            Result<std::string> text = text_or_null(item, name);
            if (!text) return std::move(text).error();
            *member = std::move(text).value();
        }
        choices.push_back(std::move(choice));
    }
    return choices;
}

}  // namespace muster
