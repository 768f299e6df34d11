// Web addresses: a part of what the URL standard (WHATWG) and RFC 3986 allow - http or https with a host, or a host name alone as
// people write it.
#include "idna.hpp"
#include "ip_address.hpp"
#include "letters.hpp"
#include "value_parts.hpp"

#include <algorithm>

namespace muster {
namespace {

bool starts_with_scheme(std::string_view text, std::string_view scheme) noexcept {
    return text.size() > scheme.size() && equal_without_case(text.substr(0, scheme.size()), scheme);
}

// RFC 3986 allows no blank, quote or control character anywhere in an address.
bool has_forbidden_character(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' || c == '\\' || c == 0x7F;
    });
}

bool port_is_valid(std::string_view port) noexcept {
    constexpr std::uint32_t largest_port = 65535;
    std::uint32_t number = 0;
    for (const char c : port) {
        if (!is_digit(c)) return false;
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
        if (number > largest_port) return false;
    }
    return true;
}

// A host whose last label is a number is an IPv4 address or none (URL standard, section 3.5).
bool ends_in_number(std::string_view host) noexcept {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return !last.empty() && std::all_of(last.begin(), last.end(), is_digit);
}

bool append_host(std::string_view host, std::string& out) {
    if (host.starts_with('[')) {
        if (!host.ends_with(']') || !is_ipv6(host.substr(1, host.size() - 2))) return false;
        for (const char c : host) out += to_lower(c);
        return true;
    }
    if (ends_in_number(host) && !is_ipv4(host)) return false;
    return append_ascii_domain(host, out);
}

// Where the host ends and a port begins; the colons of an IPv6 address stand in brackets.
std::size_t end_of_host(std::string_view host) noexcept {
    const std::size_t colon = host.rfind(':');
    const std::size_t bracket = host.rfind(']');
    const bool in_brackets = bracket != std::string_view::npos && (colon == std::string_view::npos || colon < bracket);
    return in_brackets ? host.size() : std::min(colon, host.size());
}

// A host without a scheme must look like one: "www.example.com", "example.co.uk/shop"; not "v1.2" or "Mr.Smith".
bool is_bare_host(std::string_view host) noexcept {
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || host.find('@') != std::string_view::npos) return false;
    const std::string_view ending = host.substr(dot + 1);
    if (ending.size() < 2 || !std::all_of(ending.begin(), ending.end(), is_letter)) return false;
    return equal_without_case(host.substr(0, 4), "www.") || std::none_of(host.begin(), host.end(), is_upper);
}

}  // namespace

ValueReader::Outcome read_url(std::string_view cell, std::string& scratch) {
    if (has_forbidden_character(cell)) return refused(Code::invalid_url);
    std::string_view scheme;
    if (starts_with_scheme(cell, "https://")) {
        scheme = "https://";
    } else if (starts_with_scheme(cell, "http://")) {
        scheme = "http://";
    }
    const std::string_view rest = cell.substr(scheme.size());
    const std::size_t host_end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string_view host = rest.substr(0, host_end);
    const std::size_t user = scheme.empty() ? std::string_view::npos : host.rfind('@');
    const std::string_view before_host = user == std::string_view::npos ? std::string_view{} : host.substr(0, user + 1);
    host.remove_prefix(before_host.size());
    const std::size_t colon = end_of_host(host);
    const std::string_view port = host.substr(colon);
    host = host.substr(0, colon);
    if (!port.empty() && !port_is_valid(port.substr(1))) return refused(Code::invalid_url);
    if (scheme.empty() && !is_bare_host(host)) return refused(Code::invalid_url);
    scratch.assign(scheme);
    scratch += before_host;
    if (!append_host(host, scratch)) return refused(Code::invalid_url);
    scratch += port;
    scratch += rest.substr(host_end);
    return accepted(scratch);
}

}  // namespace muster
