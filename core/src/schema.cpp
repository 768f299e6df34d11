#include "muster/schema.hpp"

#include "letters.hpp"

namespace muster {

const Field* Schema::find(std::string_view name) const noexcept {
    for (const Field& field : fields) {
        if (equal_without_case(field.name, name)) return &field;
    }
    return nullptr;
}

std::string normalised_field_name(std::string_view header) {
    constexpr std::size_t longest = 63;  // the length of a column name in PostgreSQL
    std::string name;
    bool gap = false;
    for (std::size_t at = 0; at < header.size();) {
        const char32_t c = decode_utf8(header, at);
        const bool mark = c >= 0x300 && c <= 0x36F;  // a combining accent belongs to the letter before it
        if (mark) continue;
        const std::string_view letters = folded_letter(c);
        if (letters.empty()) {
            gap = true;
            continue;
        }
        if (name.empty() && is_digit(letters[0])) name = "field_";
        if (name.size() + letters.size() + 1 > longest) break;
        if (gap && !name.empty() && name.back() != '_') name += '_';
        gap = false;
        name += letters;
    }
    return name.empty() ? "field" : name;
}

}  // namespace muster
