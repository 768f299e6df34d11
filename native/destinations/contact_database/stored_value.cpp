#include "stored_value.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace muster::native {

namespace {

// Only texts that come back the same: no leading zeros, no plus sign, no "-0", nothing beyond 64 bits.
std::optional<std::int64_t> plain_integer(std::string_view text) {
    const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
    if (first == text.size() || (text[first] == '0' && text.size() > 1)) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

StoredForm stored_form(const Dialect& dialect, Type type, std::string_view text) {
    if (text.empty()) return std::monostate();
    if (!dialect.mixed_values) return text;
    if (type == Type::integer) {
        if (const auto value = plain_integer(text)) return *value;
    } else if (type == Type::boolean) {
        if (text == "true") return std::int64_t{1};
        if (text == "false") return std::int64_t{0};
    }
    return text;
}

std::string_view value_text(const Statement& statement, int column, Type type) {
    if (type == Type::boolean && statement.is_integer(column)) return statement.integer(column) != 0 ? "true" : "false";
    return statement.text(column);
}

}  // namespace muster::native
