// Punycode (RFC 3492): labels of domain names as ASCII letters and digits, and back.
#include "idna.hpp"
#include "letters.hpp"

#include <algorithm>

namespace muster {
namespace {

// RFC 3492 section 5: parameters of Punycode.
constexpr std::uint32_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700, initial_bias = 72, initial_n = 0x80;

char digit_of(std::uint32_t value) noexcept { return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26)); }

std::uint32_t adapted_bias(std::uint32_t delta, std::uint32_t points, bool first) noexcept {
    delta = first ? delta / damp : delta / 2;
    delta += delta / points;
    std::uint32_t k = 0;
    for (; delta > ((base - t_min) * t_max) / 2; k += base) delta /= base - t_min;
    return k + (base - t_min + 1) * delta / (delta + skew);
}

void append_variable_length(std::uint32_t delta, std::uint32_t bias, std::string& out) {
    for (std::uint32_t k = base;; k += base) {
        const std::uint32_t t = k <= bias ? t_min : (k >= bias + t_max ? t_max : k - bias);
        if (delta < t) break;
        out += digit_of(t + (delta - t) % (base - t));
        delta = (delta - t) / (base - t);
    }
    out += digit_of(delta);
}

// The value of a digit; `base` for what is none.
std::uint32_t value_of(char c) noexcept {
    if (is_letter(c)) return static_cast<std::uint32_t>(to_lower(c) - 'a');
    return is_digit(c) ? static_cast<std::uint32_t>(c - '0') + 26 : base;
}

// Takes one number off the front of `digits`. Nothing when it is cut off or larger than any code point needs.
std::optional<std::uint32_t> take_variable_length(std::string_view& digits, std::uint32_t bias) noexcept {
    constexpr std::uint64_t largest = 0x110000u * 64u;
    std::uint64_t number = 0, weight = 1;
    for (std::uint32_t k = base; !digits.empty(); k += base) {
        const std::uint32_t value = value_of(digits.front());
        digits.remove_prefix(1);
        if (value == base) return std::nullopt;
        number += value * weight;
        if (number > largest) return std::nullopt;
        const std::uint32_t t = k <= bias ? t_min : (k >= bias + t_max ? t_max : k - bias);
        if (value < t) return static_cast<std::uint32_t>(number);
        weight *= base - t;
        if (weight > largest) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

bool append_punycode(const char32_t* label, std::size_t size, std::string& out) {
    const auto* end = label + size;
    std::uint32_t handled = 0;
    for (const auto* c = label; c != end; ++c) {
        if (*c >= 0x80) continue;
        out += static_cast<char>(*c);
        ++handled;
    }
    const std::uint32_t basic = handled;
    if (basic > 0) out += '-';
    std::uint32_t n = initial_n, delta = 0, bias = initial_bias;
    while (handled < size) {
        char32_t next = 0x10FFFF;
        for (const auto* c = label; c != end; ++c) {
            if (*c >= n) next = std::min(next, *c);
        }
        // At most 63 code points: (0x10FFFF - 0x80) * 64 stays below 2^32.
        delta += (static_cast<std::uint32_t>(next) - n) * (handled + 1);
        n = static_cast<std::uint32_t>(next);
        for (const auto* c = label; c != end; ++c) {
            if (*c < n) ++delta;
            if (*c != n) continue;
            append_variable_length(delta, bias, out);
            bias = adapted_bias(delta, handled + 1, handled == basic);
            delta = 0;
            ++handled;
        }
        ++delta;
        ++n;
    }
    return size <= max_label_bytes;
}

std::optional<std::size_t> decode_punycode(std::string_view text, char32_t* label, std::size_t capacity) noexcept {
    const std::size_t hyphen = text.rfind('-');
    std::size_t size = 0;
    if (hyphen != std::string_view::npos) {
        if (hyphen > capacity) return std::nullopt;
        for (const char c : text.substr(0, hyphen)) label[size++] = static_cast<unsigned char>(c);
        text.remove_prefix(hyphen + 1);
    }
    const std::size_t basic = size;
    std::uint32_t n = initial_n, i = 0, bias = initial_bias;
    while (!text.empty()) {
        const auto delta = take_variable_length(text, bias);
        if (!delta || size == capacity) return std::nullopt;
        const auto points = static_cast<std::uint32_t>(size + 1);
        i += *delta;
        bias = adapted_bias(*delta, points, size == basic);
        n += i / points;
        i %= points;
        if (n > 0x10FFFF || (n >= 0xD800 && n < 0xE000)) return std::nullopt;
        std::copy_backward(label + i, label + size, label + size + 1);
        label[i++] = static_cast<char32_t>(n);
        ++size;
    }
    return size;
}

}  // namespace muster
