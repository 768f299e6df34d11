// E-mail addresses: RFC 5321 with the letters of RFC 6531, or the stricter syntax of the HTML standard; domains as A-labels.
#include "idna.hpp"
#include "ip_address.hpp"
#include "letters.hpp"
#include "text_block.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace muster {
namespace {

constexpr std::size_t max_address_bytes = 254;    // RFC 5321 section 4.5.3.1.3: a path of 256 with its angle brackets
constexpr std::size_t max_local_part_bytes = 64;  // RFC 5321 section 4.5.3.1.1

enum CharacterClass : std::uint8_t { local_part = 1, label = 2, upper_case = 4, hyphen = 8 };

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789")) {
        classes[static_cast<unsigned char>(c)] = local_part | label;
    }
    for (char c = 'A'; c <= 'Z'; ++c) classes[static_cast<unsigned char>(c)] = local_part | label | upper_case;
    for (const char c : std::string_view("!#$%&'*+/=?^_`{|}~")) classes[static_cast<unsigned char>(c)] = local_part;
    classes[static_cast<unsigned char>('-')] = local_part | label | hyphen;
    classes[static_cast<unsigned char>('.')] = local_part;
    return classes;
}
constexpr auto classes = make_classes();

std::uint8_t class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }
bool is_ascii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

// --- the local part ----------------------------------------------------------------------------------------------------

// How many bytes at the start are a local part as the HTML standard has it: letters, digits, signs and points.
std::size_t html_local_part(std::string_view cell) noexcept {
    std::size_t end = 0;
    while (end < cell.size() && (class_of(cell[end]) & local_part) != 0) ++end;
    return end;
}

// A dot-string has points only between other characters (RFC 5321 section 4.1.2). `local` is not empty.
bool points_are_right(std::string_view local) noexcept {
    if (local.front() == '.' || local.back() == '.') return false;
    for (std::size_t i = 1; i < local.size(); ++i) {
        if (local[i] == '.' && local[i - 1] == '.') return false;
    }
    return true;
}

// How many bytes at the start are a dot-string with other letters than ASCII ones.
std::size_t international_local_part(std::string_view cell) noexcept {
    for (std::size_t at = 0; at < cell.size();) {
        const std::size_t start = at;
        const char32_t c = decode_utf8(cell, at);
        // RFC 6531 section 3.3 lets any character stand that is not ASCII; those that nobody can see are slips.
        const bool fits = is_ascii(cell[start]) ? (class_of(cell[start]) & local_part) != 0 : is_visible(c);
        if (!fits) return start;
    }
    return cell.size();
}

// How many bytes at the start are a quoted string (RFC 5321 section 4.1.2); 0 when it is none.
std::size_t quoted_local_part(std::string_view cell) noexcept {
    for (std::size_t at = 1; at < cell.size();) {
        if (cell[at] == '"') return at + 1;
        if (cell[at] == '\\' && ++at == cell.size()) return 0;
        const char32_t c = decode_utf8(cell, at);
        const bool fits = c < 0x80 ? c >= ' ' && c != 0x7F : is_visible(c);
        if (!fits) return 0;
    }
    return 0;
}

// --- the domain --------------------------------------------------------------------------------------------------------

enum class DomainForm : std::uint8_t { invalid, lower_case, mixed_case, international };

bool is_ace_label(std::string_view label) noexcept {
    return label.size() > 3 && label[2] == '-' && label[3] == '-' && equal_without_case(label.substr(0, 2), "xn");
}

// Labels of letters, digits and inner hyphens, one to 63 bytes each. Labels of other letters, also in their ASCII form, are left
// to append_ascii_domain.
DomainForm form_of(std::string_view domain) noexcept {
    std::uint8_t seen = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= domain.size(); ++i) {
        if (i == domain.size() || domain[i] == '.') {
            const std::size_t length = i - start;
            const bool hyphens = length > 0 && ((class_of(domain[start]) | class_of(domain[i - 1])) & hyphen) != 0;
            if (length == 0 || length > max_label_bytes || hyphens) return DomainForm::invalid;
            if (is_ace_label(domain.substr(start, length))) return DomainForm::international;
            start = i + 1;
            continue;
        }
        const std::uint8_t c = class_of(domain[i]);
        if ((c & label) == 0) return is_ascii(domain[i]) ? DomainForm::invalid : DomainForm::international;
        seen |= c;
    }
    return (seen & upper_case) != 0 ? DomainForm::mixed_case : DomainForm::lower_case;
}

// No top-level domain is a number (RFC 3696 section 2): "anna@192.0.2.1" lacks its brackets.
bool ends_in_number(std::string_view domain) noexcept {
    if (!is_digit(domain.back())) return false;
    const std::string_view last = domain.substr(domain.rfind('.') + 1);
    return std::all_of(last.begin(), last.end(), is_digit);
}

// "[192.0.2.1]", "[IPv6:2001:db8::1]" (RFC 5321 section 4.1.3).
bool is_address_literal(std::string_view domain) noexcept {
    constexpr std::string_view tag = "IPv6:";
    if (domain.size() < 2 || domain.front() != '[' || domain.back() != ']') return false;
    const std::string_view inner = domain.substr(1, domain.size() - 2);
    if (inner.size() > tag.size() && equal_without_case(inner.substr(0, tag.size()), tag)) return is_ipv6(inner.substr(tag.size()));
    return is_ipv4(inner);
}

void append_lower(std::string_view text, std::string& out) {
    for (const char c : text) out += to_lower(c);
}

// --- the address -------------------------------------------------------------------------------------------------------

// One bit for each byte of a text of at most 64 bytes.
struct AddressShape {
    std::uint64_t plain = 0;       // small letters and digits
    std::uint64_t local_only = 0;  // capital letters, "_" and "+", which are left out of usual domains
    std::uint64_t points = 0, hyphens = 0, ats = 0;

    void add(Bytes bytes, std::size_t at) noexcept {
        const auto within = [&](unsigned char first, unsigned char last) {
            const Bytes behind = sum(bytes, Bytes::all(static_cast<unsigned char>(0x100 - first)));
            return equal(lesser_of(behind, Bytes::all(static_cast<unsigned char>(last - first))), behind);
        };
        const auto is = [&](char c) { return equal(bytes, Bytes::all(static_cast<unsigned char>(c))); };
        plain |= (within('a', 'z') | within('0', '9')).bits() << at;
        local_only |= (within('A', 'Z') | is('_') | is('+')).bits() << at;
        points |= is('.').bits() << at;
        hyphens |= is('-').bits() << at;
        ats |= is('@').bits() << at;
    }
};

AddressShape shape_of_address(std::string_view text) noexcept {
    constexpr std::size_t width = sizeof(Bytes);
    AddressShape shape;
    if (text.size() < width) {
        char padded[width] = {};
        std::memcpy(padded, text.data(), text.size());
        shape.add(Bytes::load(padded), 0);
        return shape;
    }
    // The last piece ends with the text and overlaps the one before it.
    for (std::size_t at = 0;; at += width) {
        const std::size_t start = std::min(at, text.size() - width);
        shape.add(Bytes::load(text.data() + start), start);
        if (start + width == text.size()) return shape;
    }
}

// Where the @ of an address stands that is made of letters, digits, points, hyphens, "_" and "+" as nearly all are, with a
// domain in small letters; 0: it is none, or the rules have to be gone through one by one.
std::size_t at_of_usual_address(std::string_view cell) noexcept {
    constexpr std::size_t longest = 64;
    if (cell.empty() || cell.size() > longest) return 0;
    const AddressShape shape = shape_of_address(cell);
    const std::uint64_t all = ~std::uint64_t{0} >> (longest - cell.size()), last = std::uint64_t{1} << (cell.size() - 1);
    const std::uint64_t points = shape.points, hyphens = shape.hyphens, ats = shape.ats;
    const bool known = (shape.plain | shape.local_only | points | hyphens | ats) == all;
    if (!known || ats == 0 || (ats & (ats - 1)) != 0) return 0;
    const std::uint64_t domain = all & ~(ats | (ats - 1));
    // Points stand between other characters; in a domain hyphens as well, and two of them can be the mark of an A-label.
    const std::uint64_t borders = points | ats | 1;
    const bool point_wrong = (points & (points << 1 | ats << 1 | ats >> 1 | last | 1)) != 0;
    const bool hyphen_wrong = (hyphens & domain & ((borders | hyphens) << 1 | points >> 1 | last)) != 0;
    if ((points & domain) == 0) return 0;
    if (point_wrong || hyphen_wrong || (shape.local_only & domain) != 0 || (ats & (last | 1)) != 0 || is_digit(cell.back())) return 0;
    return static_cast<std::size_t>(std::countr_zero(ats));
}

// Where the local part ends, if it is one; `unusual` for those that mailing lists hardly ever hold.
struct LocalPart {
    std::size_t size = 0;  // 0: none
    bool unusual = false;
};

LocalPart local_part_of(std::string_view cell, EmailSyntax syntax) noexcept {
    LocalPart local{html_local_part(cell), false};
    if (syntax == EmailSyntax::whatwg || cell.empty()) return local;
    if (cell.front() == '"') {
        local = {quoted_local_part(cell), true};
    } else {
        if (local.size < cell.size() && !is_ascii(cell[local.size])) local = {international_local_part(cell), true};
        if (local.size > 0 && !points_are_right(cell.substr(0, local.size))) local.size = 0;
    }
    if (local.size > max_local_part_bytes) local.size = 0;
    return local;
}

// Whether each of eight bytes is ASCII and no capital letter.
bool is_folded(std::uint64_t eight) noexcept {
    constexpr std::uint64_t every = 0x0101010101010101, high_bits = every * 0x80;
    const std::uint64_t low = eight & ~high_bits;
    const std::uint64_t from_a = low + every * (0x80 - 'A'), past_z = low + every * (0x7F - 'Z');
    return ((eight | (from_a & ~past_z)) & high_bits) == 0;
}

// Whether all bytes are ASCII, and none is a capital letter.
bool is_folded(std::string_view text) noexcept {
    constexpr std::size_t size = sizeof(std::uint64_t);
    if (text.size() < size) return std::none_of(text.begin(), text.end(), [](char c) { return is_upper(c) || !is_ascii(c); });
    const auto eight_at = [&](std::size_t at) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data() + at, size);
        return eight;
    };
    for (std::size_t at = 0; at + size < text.size(); at += size) {
        if (!is_folded(eight_at(at))) return false;
    }
    return is_folded(eight_at(text.size() - size));
}

// The address with the first doubt that there is about it. `address` stands in the cell or at the start of `scratch`.
ValueReader::Outcome with_doubts(std::string_view address, LocalPart local, std::string& scratch) {
    ValueReader::Outcome outcome = accepted(address);
    const bool in_scratch = address.data() == scratch.data();
    const std::size_t hint_start = in_scratch ? address.size() : 0;
    if (!in_scratch) scratch.clear();
    if (append_probable_domain(address.substr(local.size + 1), scratch)) {
        if (in_scratch) outcome.value = std::string_view(scratch).substr(0, address.size());
        outcome.note = Code::email_domain_typo;
        outcome.hint = std::string_view(scratch).substr(hint_start);
    } else if (local.unusual) {
        outcome.note = Code::email_unusual;
    } else if (is_role_address(address.substr(0, local.size))) {
        outcome.note = Code::email_role_address;
    }
    return outcome;
}

ValueReader::Outcome with_literal(std::string_view cell, LocalPart local, std::string& scratch) {
    if (!is_address_literal(cell.substr(local.size + 1)) || cell.size() > max_address_bytes) return refused(Code::invalid_email);
    scratch.assign(cell);
    ValueReader::Outcome outcome = accepted(scratch);
    outcome.note = Code::email_unusual;
    return outcome;
}

}  // namespace

ValueReader::Outcome read_email(std::string_view cell, EmailSyntax syntax, std::string& scratch) {
    if (const std::size_t at = at_of_usual_address(cell); at != 0) return with_doubts(cell, {at, false}, scratch);
    const LocalPart local = local_part_of(cell, syntax);
    if (local.size == 0 || local.size == cell.size() || cell[local.size] != '@') return refused(Code::invalid_email);
    const std::string_view domain = cell.substr(local.size + 1);
    if (syntax == EmailSyntax::rfc && domain.starts_with('[')) return with_literal(cell, local, scratch);
    const DomainForm form = form_of(domain);
    if (form == DomainForm::invalid) return refused(Code::invalid_email);
    if (syntax == EmailSyntax::rfc && ends_in_number(domain)) return refused(Code::invalid_email);
    // RFC 5321 section 2.3.5: mail is for fully qualified names, of which none in use is a top-level domain alone.
    const auto doubted = [&](std::string_view address) {
        const bool has_point = address.find('.', local.size) != std::string_view::npos;
        return with_doubts(address, {local.size, local.unusual || !has_point}, scratch);
    };
    if (form == DomainForm::lower_case) return cell.size() > max_address_bytes ? refused(Code::invalid_email) : doubted(cell);
    scratch.assign(cell.substr(0, local.size + 1));
    if (form == DomainForm::mixed_case) {
        append_lower(domain, scratch);
    } else if (!append_ascii_domain(domain, scratch)) {
        return refused(Code::invalid_email);
    }
    if (scratch.size() > max_address_bytes) return refused(Code::invalid_email);
    return doubted(scratch);
}

std::string_view email_key(std::string_view cell, std::string& scratch) {
    if (is_folded(cell)) return cell;
    scratch.clear();
    const std::size_t at = cell.rfind('@');
    if (at == std::string_view::npos) {
        append_lower(cell, scratch);
        return scratch;
    }
    append_lower(cell.substr(0, at + 1), scratch);
    if (!append_ascii_domain(cell.substr(at + 1), scratch)) {
        scratch.resize(at + 1);
        append_lower(cell.substr(at + 1), scratch);
    }
    return scratch;
}

std::string email_fault(std::string_view cell, EmailSyntax syntax) {
    const std::size_t at = cell.rfind('@');
    const bool quoted = syntax == EmailSyntax::rfc && cell.starts_with('"');
    if (at == std::string_view::npos) return "it has no @";
    if (cell.find('<') != std::string_view::npos) return "it holds more than the address";
    const std::string_view local = cell.substr(0, at), domain = cell.substr(at + 1);
    if (!quoted) {
        if (cell.find_first_of(" \t\n\r") != std::string_view::npos || cell.find("\u00A0") != std::string_view::npos) return "it holds a blank";
        if (cell.find_first_of(",;") != std::string_view::npos) return "it holds a comma or semicolon";
        if (local.find('@') != std::string_view::npos) return "it has more than one @";
    }
    if (const std::string fault = invisible_fault(cell); !fault.empty()) return fault;
    if (local.empty()) return "it has nothing before the @";
    if (domain.empty()) return "it has nothing after the @";
    if (domain.find("..") != std::string_view::npos || domain.starts_with('.') || domain.ends_with('.')) {
        return "it has a point too many after the @";
    }
    if (cell.size() > max_address_bytes) return "it is longer than the 254 bytes that an address may have";
    if (syntax == EmailSyntax::rfc) {
        if (local.size() > max_local_part_bytes) return "it has more than the 64 bytes that may stand before the @";
        if (!quoted && !points_are_right(local)) return "it has a point too many before the @";
        if (ends_in_number(domain)) return "its domain ends in a number";
    } else if (!std::all_of(local.begin(), local.end(), is_ascii)) {
        return "it has a letter before the @ that many mail systems do not accept";
    }
    std::string ascii;
    const bool other_letters = !std::all_of(domain.begin(), domain.end(), is_ascii) || domain.find("xn--") != std::string_view::npos;
    if (other_letters && !append_ascii_domain(domain, ascii)) return "its domain has letters that cannot stand together in one";
    return "it has a character or a domain that cannot be";
}

}  // namespace muster
