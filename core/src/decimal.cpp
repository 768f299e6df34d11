#include "decimal.hpp"

#include <algorithm>

namespace muster {
namespace {

struct Decimal {
    bool negative = false;
    std::string_view whole, fraction;
};

Decimal parts_of(std::string_view text) noexcept {
    Decimal decimal;
    decimal.negative = text.starts_with('-');
    if (decimal.negative || text.starts_with('+')) text.remove_prefix(1);
    const std::size_t point = std::min(text.find('.'), text.size());
    decimal.whole = text.substr(0, point);
    decimal.fraction = point < text.size() ? text.substr(point + 1) : std::string_view();
    decimal.whole.remove_prefix(std::min(decimal.whole.find_first_not_of('0'), decimal.whole.size()));
    while (decimal.fraction.ends_with('0')) decimal.fraction.remove_suffix(1);
    if (decimal.whole.empty() && decimal.fraction.empty()) decimal.negative = false;
    return decimal;
}

int compare_magnitudes(const Decimal& a, const Decimal& b) noexcept {
    if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
    if (const int whole = a.whole.compare(b.whole); whole != 0) return whole;
    return a.fraction.compare(b.fraction);
}

}  // namespace

bool is_decimal(std::string_view text) noexcept {
    if (text.starts_with('-')) text.remove_prefix(1);
    std::size_t digits = 0, points = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            ++digits;
        } else if (c == '.') {
            ++points;
        } else {
            return false;
        }
    }
    return digits > 0 && points <= 1;
}

DecimalPart significant_part(std::string_view decimal) noexcept {
    const Decimal parts = parts_of(decimal);
    const std::string_view last = parts.fraction.empty() ? parts.whole : parts.fraction;
    const char* const begin = parts.whole.data();
    return {parts.negative, {begin, static_cast<std::size_t>(last.data() + last.size() - begin)}};
}

int compare_decimals(std::string_view a, std::string_view b) noexcept {
    const Decimal left = parts_of(a), right = parts_of(b);
    if (left.negative != right.negative) return left.negative ? -1 : 1;
    return left.negative ? compare_magnitudes(right, left) : compare_magnitudes(left, right);
}

}  // namespace muster
