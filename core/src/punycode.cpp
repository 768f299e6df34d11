// International domain names: labels to Punycode (RFC 3492), domains to their ASCII form (RFC 5891; mapping as in UTS 46,
// non-transitional, for the letters of European scripts).
#include "letters.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

// RFC 3492 section 5: parameters of Punycode.
constexpr std::uint32_t base = 36, t_min = 1, t_max = 26, skew = 38, damp = 700, initial_bias = 72, initial_n = 0x80;
constexpr std::size_t max_label_bytes = 63;  // RFC 1035
constexpr std::string_view ace_prefix = "xn--";

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

// A label after mapping. A label longer than this has no DNS form.
struct Label {
    std::array<char32_t, max_label_bytes> points;
    std::size_t size = 0;
    bool ascii = true;

    bool add(char32_t c) noexcept {
        if (size == points.size()) return false;
        points[size++] = c;
        ascii = ascii && c < 0x80;
        return true;
    }
};

bool is_full_stop(char32_t c) noexcept { return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61; }

// Invisible characters that UTS 46 drops: soft hyphen, zero-width space, word joiner, zero-width no-break space.
bool is_ignored(char32_t c) noexcept { return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF; }

// RFC 5892 keeps letters, digits and marks; the blocks of punctuation, symbols, emoji and private use are left out.
bool may_stand_in_label(char32_t c) noexcept {
    if (c < 0x80) return is_letter(static_cast<char>(c)) || is_digit(static_cast<char>(c)) || c == '-';
    if (c < 0xC0) return c == 0xB7;  // the middle dot of Catalan
    if (c == 0xD7 || c == 0xF7 || c == replacement_character) return false;
    if ((c >= 0x2000 && c <= 0x2BFF) || (c >= 0x2E00 && c <= 0x2E7F)) return false;
    if ((c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020)) return false;
    if ((c >= 0xD800 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFFFF)) return false;
    return !(c >= 0x1F000 && c <= 0x1FAFF) && c < 0xE0000;
}

bool is_combining(char32_t c) noexcept { return c >= 0x300 && c <= 0x36F; }

char32_t mapped(char32_t c) noexcept {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms
    return lower_letter(c);
}

// Takes one mapped code point, composing a mark with the letter before it (Unicode NFC).
bool add_mapped(Label& label, char32_t c) noexcept {
    c = mapped(c);
    if (is_ignored(c)) return true;
    if (!may_stand_in_label(c)) return false;
    if (is_combining(c)) {
        if (label.size == 0) return false;
        const char32_t letter = composed_letter(label.points[label.size - 1], c);
        if (letter != 0) {
            label.points[label.size - 1] = letter;
            label.ascii = false;
            return true;
        }
    }
    return label.add(c);
}

bool append_label(const Label& label, std::string& out) {
    if (label.size == 0 || label.points[0] == '-' || label.points[label.size - 1] == '-') return false;
    if (label.ascii) {
        for (std::size_t i = 0; i < label.size; ++i) out += static_cast<char>(label.points[i]);
        return true;
    }
    const std::size_t start = out.size();
    out += ace_prefix;
    return append_punycode(label.points.data(), label.size, out) && out.size() - start <= max_label_bytes;
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

bool append_ascii_domain(std::string_view domain, std::string& out) {
    Label label;
    for (std::size_t at = 0; at < domain.size();) {
        const char32_t c = decode_utf8(domain, at);
        if (!is_full_stop(c)) {
            if (!add_mapped(label, c)) return false;
            continue;
        }
        if (!append_label(label, out)) return false;
        out += '.';
        label = {};
    }
    return append_label(label, out);
}

}  // namespace muster
