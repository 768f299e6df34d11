#include "native/sources/address.hpp"

#include <optional>

namespace muster::native {

namespace {

int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) {
            return std::nullopt;
        }
        const int value = hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]);
        if (value == 0) {
            return std::nullopt;  // no path can hold it
        }
        out.push_back(static_cast<char>(value));
        i += 2;
    }
    return out;
}

bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// "https" of "https://host/file.csv"; empty when the address has no scheme with an authority.
std::string_view scheme_of(std::string_view address) {
    const std::size_t end = address.find("://");
    if (end == std::string_view::npos || end < 2) {
        return {};
    }
    for (const char c : address.substr(0, end)) {
        if (!letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') {
            return {};
        }
    }
    return address.substr(0, end);
}

Result<std::string> path_of_file_url(std::string_view url) {
    std::string_view rest = url.substr(5);
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        const std::size_t slash = rest.find('/');
        const std::string_view host = rest.substr(0, slash);
        if (!host.empty() && host != "localhost") {
            return make_issue(Code::invalid_value, "The address " + without_credentials(url) + " names the computer " + std::string(host.substr(host.rfind('@') + 1)) + ".",
                              "A file: address can only name a file of this computer, for example file:///srv/contacts.csv.");
        }
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
    }
    const std::optional<std::string> path = percent_decoded(rest);
    if (!path) {
        return make_issue(Code::invalid_value, "The address " + without_credentials(url) + " has a % that is not followed by two hexadecimal digits.",
                          "Write %25 for a percent sign, or give the path without file:.");
    }
    return *path;
}

}  // namespace

std::string without_credentials(std::string_view address) {
    const std::size_t scheme_end = address.find("://");
    if (scheme_end == std::string_view::npos || address.starts_with("file:///")) return std::string(address);
    const std::size_t begin = scheme_end + 3;
    const std::size_t at = address.rfind('@');   // the last: what is wrong in an address may be an @ in the password
    const bool has_user = at != std::string_view::npos && at >= begin;
    const std::string_view rest = address.substr(has_user ? at + 1 : begin);
    return std::string(address.substr(0, begin)) + std::string(rest.substr(0, rest.find('?')));
}

bool holds_password(std::string_view address) {
    const std::size_t scheme_end = address.find("://");
    if (scheme_end == std::string_view::npos) return false;
    const std::string_view rest = address.substr(scheme_end + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    const std::size_t at = authority.rfind('@');
    const bool in_user = at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos;
    return in_user || rest.find("password=") != std::string_view::npos;
}

Result<SourceAddress> read_address(std::string_view address, std::string_view folder) {
    SourceAddress result;
    result.name = std::string(address);
    if (address == "-") {
        result.standard_input = true;
        result.name = "standard input";
        return result;
    }
    if (address.starts_with("file:")) {
        Result<std::string> path = path_of_file_url(address);
        if (!path) {
            return std::move(path).error();
        }
        result.path = std::move(path).value();
    } else if (const std::string_view scheme = scheme_of(address); !scheme.empty()) {
        return make_issue(Code::invalid_value, "Addresses that start with " + std::string(scheme) + ":// cannot be read.",
                          "Give the path of a local file, or - for standard input.");
    } else {
        result.path = std::string(address);
    }
    if (result.path.empty() || result.path.find('\0') != std::string::npos) {
        return make_issue(Code::invalid_value, "The address of the source names no file.",
                          "Give the path of a local file, or - for standard input.");
    }
    if (result.path.front() != '/' && !folder.empty()) {
        result.path = std::string(folder) + "/" + result.path;
    }
    return result;
}

}  // namespace muster::native
