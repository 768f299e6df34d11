// International domain names. Internal to core.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace muster {

inline constexpr std::size_t max_label_bytes = 63;    // RFC 1035 section 2.3.4
inline constexpr std::size_t max_domain_bytes = 253;  // 255 with the lengths of the first label and of the root

// Appends the domain in lower case with A-labels (UTS #46, non-transitional; RFC 5891 section 5; RFC 5893). False when it is no
// domain name; what was appended is then worthless. An A-label ("xn--...") must be the one that its decoding gives.
bool append_ascii_domain(std::string_view domain, std::string& out);

// Appends one label as Punycode without the prefix. False when it would not fit a DNS label.
bool append_punycode(const char32_t* label, std::size_t size, std::string& out);
// Decodes Punycode without the prefix into `label`; gives the number of code points, or nothing when it is none or does not fit.
std::optional<std::size_t> decode_punycode(std::string_view text, char32_t* label, std::size_t capacity) noexcept;

}  // namespace muster
