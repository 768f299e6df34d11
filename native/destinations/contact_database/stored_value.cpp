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

void bind_value(Statement& statement, int parameter, Type type, std::string_view text) {
    if (text.empty()) return statement.bind_null(parameter);
    if (type == Type::integer) {
        if (const auto value = plain_integer(text)) return statement.bind(parameter, *value);
    } else if (type == Type::boolean) {
        if (text == "true") return statement.bind(parameter, std::int64_t{1});
        if (text == "false") return statement.bind(parameter, std::int64_t{0});
    }
    statement.bind(parameter, text);
}

std::string_view value_text(const Statement& statement, int column, Type type) {
    if (type == Type::boolean && statement.is_integer(column)) return statement.integer(column) != 0 ? "true" : "false";
    return statement.text(column);
}

}  // namespace muster::native
