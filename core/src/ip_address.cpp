#include "ip_address.hpp"

#include "letters.hpp"

#include <algorithm>

namespace muster {
namespace {

bool is_octet(std::string_view text) noexcept {
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
    int number = 0;
    for (const char c : text) {
        if (!is_digit(c)) return false;
        number = number * 10 + (c - '0');
    }
    return number <= 255;
}

bool is_hex_group(std::string_view text) noexcept {
    return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), [](char c) {
        return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
    });
}

// The number of 16-bit groups, 0 for an empty text; nothing below zero when it is no list of them. Only the last may be IPv4.
int count_groups(std::string_view text, bool may_end_in_ipv4) noexcept {
    if (text.empty()) return 0;
    int groups = 0;
    for (;;) {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const bool last = colon == text.size();
        const std::string_view group = text.substr(0, colon);
        const bool ipv4 = last && may_end_in_ipv4 && is_ipv4(group);
        if (!ipv4 && !is_hex_group(group)) return -1;
        groups += ipv4 ? 2 : 1;
        if (last) return groups;
        text.remove_prefix(colon + 1);
    }
}

}  // namespace

bool is_ipv4(std::string_view text) noexcept {
    for (int i = 0; i < 3; ++i) {
        const std::size_t point = text.find('.');
        if (point == std::string_view::npos || !is_octet(text.substr(0, point))) return false;
        text.remove_prefix(point + 1);
    }
    return is_octet(text);
}

bool is_ipv6(std::string_view text) noexcept {
    constexpr int all_groups = 8;
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) return count_groups(text, true) == all_groups;
    const int before = count_groups(text.substr(0, gap), false);
    const int behind = count_groups(text.substr(gap + 2), true);
    return before >= 0 && behind >= 0 && before + behind < all_groups;
}

}  // namespace muster
