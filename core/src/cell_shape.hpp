// What a cell looks like from the outside. Rough on purpose: detecting a dialect must not depend on how types are read
// later.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace muster {

enum class CellShape : std::uint8_t { empty, number, date, time, email, url, address, phone, word, text };

CellShape shape_of(std::string_view cell) noexcept;
// Values that a header cell hardly ever has: numbers, dates, addresses.
constexpr bool is_data_shape(CellShape shape) noexcept {
    return shape != CellShape::empty && shape != CellShape::word && shape != CellShape::text;
}
// Whether one of the cells is an e-mail address, as in the row of a contact.
inline bool has_address(std::span<const std::string_view> cells) noexcept {
    return std::any_of(cells.begin(), cells.end(), [](std::string_view cell) { return shape_of(cell) == CellShape::email; });
}
std::string_view without_blanks(std::string_view cell) noexcept;

}  // namespace muster
