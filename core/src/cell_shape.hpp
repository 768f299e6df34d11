// What a cell looks like from the outside. Rough on purpose: detecting a dialect must not depend on how types are read
// later.
#pragma once

#include <cstdint>
#include <string_view>

namespace muster {

enum class CellShape : std::uint8_t { empty, number, date, time, email, url, address, phone, word, text };

CellShape shape_of(std::string_view cell) noexcept;
// Values that a header cell hardly ever has: numbers, dates, addresses.
constexpr bool is_data_shape(CellShape shape) noexcept {
    return shape != CellShape::empty && shape != CellShape::word && shape != CellShape::text;
}
std::string_view without_blanks(std::string_view cell) noexcept;

}  // namespace muster
