// E-mail addresses: the syntax of the HTML standard (WHATWG, "valid e-mail address"), with international domain names.
#include "letters.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

constexpr std::size_t max_address_bytes = 254;  // RFC 5321 section 4.5.3.1.3: a path of 256 with its angle brackets
constexpr std::size_t max_label_bytes = 63;     // RFC 1035

enum CharacterClass : std::uint8_t { local_part = 1, label = 2, upper_case = 4, hyphen = 8 };

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789")) {
        classes[static_cast<unsigned char>(c)] = local_part | label;
    }
    for (char c = 'A'; c <= 'Z'; ++c) classes[static_cast<unsigned char>(c)] = local_part | label | upper_case;
    for (const char c : std::string_view(".!#$%&'*+/=?^_`{|}~")) classes[static_cast<unsigned char>(c)] = local_part;
    classes[static_cast<unsigned char>('-')] = local_part | label | hyphen;
    return classes;
}
constexpr auto classes = make_classes();

std::uint8_t class_of(char c) noexcept { return classes[static_cast<unsigned char>(c)]; }

enum class DomainForm : std::uint8_t { invalid, lower_case, mixed_case, international };

// Labels of letters, digits and inner hyphens, one to 63 bytes each.
DomainForm form_of(std::string_view domain) noexcept {
    std::uint8_t seen = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= domain.size(); ++i) {
        if (i == domain.size() || domain[i] == '.') {
            const std::size_t length = i - start;
            const bool hyphens = length > 0 && ((class_of(domain[start]) | class_of(domain[i - 1])) & hyphen) != 0;
            if (length == 0 || length > max_label_bytes || hyphens) return DomainForm::invalid;
            start = i + 1;
            continue;
        }
        const std::uint8_t c = class_of(domain[i]);
        if ((c & label) == 0) {
            return static_cast<unsigned char>(domain[i]) >= 0x80 ? DomainForm::international : DomainForm::invalid;
        }
        seen |= c;
    }
    return (seen & upper_case) != 0 ? DomainForm::mixed_case : DomainForm::lower_case;
}

void append_lower(std::string_view text, std::string& out) {
    for (const char c : text) out += to_lower(c);
}

ValueReader::Outcome with_doubts(ValueReader::Outcome outcome, std::size_t domain_bytes, std::string& scratch) {
    const std::size_t value_bytes = outcome.value.size();
    const std::string_view domain = outcome.value.substr(value_bytes - domain_bytes);
    const bool in_scratch = outcome.value.data() == scratch.data();
    const std::size_t hint_start = in_scratch ? value_bytes : 0;
    if (!in_scratch) scratch.clear();
    if (!append_probable_domain(domain, scratch)) return outcome;
    if (in_scratch) outcome.value = std::string_view(scratch).substr(0, value_bytes);
    outcome.note = Code::email_domain_typo;
    outcome.hint = std::string_view(scratch).substr(hint_start);
    return outcome;
}

// --- domains that are probably typed wrong -----------------------------------------------------------------------------

// Large providers of mailboxes and the top-level domains under which they give them. A name one edit away from one that is
// long and no common word is far more often a slip than a domain of its own.
struct Provider {
    std::string_view name;
    std::string_view endings;  // separated by blanks, the usual one first
    bool distinctive;
};
constexpr Provider providers[] = {
    {"gmail", "com", true},
    {"googlemail", "com de", true},
    {"hotmail", "com de fr it es se dk no fi nl be ch at gr cz co.uk com.br com.ar", true},
    {"outlook", "com de fr it es dk be at cz pt ie", true},
    {"yahoo", "com de fr it es se dk no fi nl pl at ie gr ro pt co.uk com.br co.in co.jp", true},
    {"icloud", "com", true},
    {"protonmail", "com ch", true},
    {"t-online", "de", true},
    {"freenet", "de", true},
    {"wanadoo", "fr", true},
    {"laposte", "net", true},
    {"bredband", "net", true},
    {"seznam", "cz", true},
    {"btinternet", "com", true},
    {"live", "com de fr it se dk no nl be at co.uk", false},
    {"msn", "com", false},
    {"aol", "com de fr it co.uk", false},
    {"gmx", "de net at ch com", false},
    {"web", "de", false},
    {"arcor", "de", false},
    {"bluewin", "ch", false},
    {"orange", "fr", false},
    {"libero", "it", false},
    {"virgilio", "it", false},
    {"telia", "com", false},
    {"ziggo", "nl", false},
    {"interia", "pl eu", false},
};

// Names one edit away from a provider that are domains of their own.
constexpr std::string_view real_neighbours[] = {"mail", "cloud", "outlooks", "gmails"};

// By the first letter of a name, a bit for each length at which it can be a provider's name or one edit away from it: nearly
// all domains are passed over with one look.
constexpr std::array<std::uint32_t, 128> make_plausible_lengths() {
    std::array<std::uint32_t, 128> lengths{};
    for (const Provider& provider : providers) {
        const auto first = static_cast<std::size_t>(provider.name[0]);
        const auto second = static_cast<std::size_t>(provider.name[1]);
        const std::uint32_t exact = 1u << provider.name.size();
        lengths[first] |= exact;
        if (!provider.distinctive) continue;
        lengths[first] |= exact << 1 | exact >> 1;
        lengths[second] |= exact | exact >> 1;  // the first two swapped, or the first missing
    }
    return lengths;
}
constexpr auto plausible_lengths = make_plausible_lengths();

bool may_be_provider(std::string_view name) noexcept {
    const auto first = static_cast<unsigned char>(name[0]);
    return first < plausible_lengths.size() && name.size() < 32 && (plausible_lengths[first] >> name.size() & 1u) != 0;
}

// Endings that no registry has, by what was meant; a slip of the finger on "com", "de", "net".
struct Ending {
    std::string_view wrong, right;
};
constexpr Ending never_an_ending[] = {
    {"con", "com"}, {"cmo", "com"}, {"ocm", "com"}, {"comm", "com"}, {"coom", "com"}, {"ccom", "com"}, {"vom", "com"},
    {"xom", "com"}, {"cim", "com"}, {"cpm", "com"}, {"clm", "com"}, {"ckm", "com"}, {"c0m", "com"}, {"coml", "com"},
    {"d", "de"},    {"dee", "de"},  {"dde", "de"},  {"ed", "de"},    {"nett", "net"}, {"ner", "net"}, {"nte", "net"},
    {"ent", "net"}, {"fr0", "fr"},  {"orgg", "org"}, {"ogr", "org"},
};

bool has_ending(const Provider& provider, std::string_view ending) noexcept {
    for (std::string_view rest = provider.endings; !rest.empty();) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        if (rest.substr(0, blank) == ending) return true;
        rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    return false;
}

std::string_view usual_ending(const Provider& provider) noexcept {
    return provider.endings.substr(0, std::min(provider.endings.find(' '), provider.endings.size()));
}

std::string_view mended_ending(std::string_view ending) noexcept {
    if (ending == "com" || ending == "de" || ending == "net" || ending == "org") return {};
    const auto* found = std::find_if(std::begin(never_an_ending), std::end(never_an_ending),
                                     [&](const Ending& e) { return e.wrong == ending; });
    return found == std::end(never_an_ending) ? std::string_view{} : found->right;
}

// One edit of `name` gives the provider's name. The first letter is seldom the wrong one: it stays, is missing or swapped.
bool nearly(std::string_view name, const Provider& provider) noexcept {
    const std::size_t size = name.size(), right = provider.name.size();
    if (!provider.distinctive || size + 1 < right || right + 1 < size || size < 2) return false;
    const bool same_start = name[0] == provider.name[0];
    const bool swapped = name[0] == provider.name[1] && name[1] == provider.name[0];
    if (!same_start && !swapped && name != provider.name.substr(1)) return false;
    return edit_distance(name, provider.name, 1) == 1;
}

bool is_real_neighbour(std::string_view name) noexcept {
    return std::find(std::begin(real_neighbours), std::end(real_neighbours), name) != std::end(real_neighbours);
}

bool append_domain(std::string_view name, std::string_view ending, std::string& out) {
    out += name;
    out += '.';
    out += ending;
    return true;
}

// The provider is right and only its ending is not: "gmail.co", "web.d", "gmx.ne".
bool append_for_exact_name(const Provider& provider, std::string_view ending, std::string& out) {
    if (has_ending(provider, ending)) return false;
    const std::string_view right = usual_ending(provider);
    const std::string_view mended = mended_ending(ending);
    if (!mended.empty()) return append_domain(provider.name, has_ending(provider, mended) ? mended : right, out);
    // Other providers have local endings too, and not all are listed above.
    const bool one_ending = provider.endings.find(' ') == std::string_view::npos;
    const bool letter_missing = ending.size() < right.size() && edit_distance(ending, right, 1) == 1;
    if (one_ending && letter_missing) return append_domain(provider.name, right, out);
    // "co" is a country, but these providers are not there.
    const bool cut_com = ending == "co" || ending == "cm" || ending == "om";
    return provider.distinctive && cut_com && append_domain(provider.name, "com", out);
}

}  // namespace

bool append_probable_domain(std::string_view domain, std::string& out) {
    const std::size_t dot = domain.find('.');
    if (dot == std::string_view::npos || dot == 0) return false;
    const std::string_view name = domain.substr(0, dot);
    const std::string_view ending = domain.substr(dot + 1);
    if (ending.size() > 6) return false;  // the longest ending above is com.br
    const std::string_view mended = mended_ending(ending);
    const std::string_view likely = mended.empty() ? ending : mended;
    if (!may_be_provider(name)) return !mended.empty() && append_domain(name, mended, out);
    for (const Provider& provider : providers) {
        if (name == provider.name) return append_for_exact_name(provider, ending, out);
    }
    for (const Provider& provider : providers) {
        if (nearly(name, provider) && has_ending(provider, likely) && !is_real_neighbour(name)) {
            return append_domain(provider.name, likely, out);
        }
    }
    return !mended.empty() && append_domain(name, mended, out);
}

ValueReader::Outcome read_email(std::string_view cell, std::string& scratch) {
    std::size_t at = 0;
    while (at < cell.size() && (class_of(cell[at]) & local_part) != 0) ++at;
    if (at == 0 || at == cell.size() || cell[at] != '@') return refused(Code::invalid_email);
    const std::string_view domain = cell.substr(at + 1);
    const DomainForm form = form_of(domain);
    if (form == DomainForm::invalid) return refused(Code::invalid_email);
    if (form == DomainForm::lower_case) {
        if (cell.size() > max_address_bytes) return refused(Code::invalid_email);
        return with_doubts(accepted(cell), domain.size(), scratch);
    }
    scratch.assign(cell.substr(0, at + 1));
    if (form == DomainForm::mixed_case) {
        append_lower(domain, scratch);
    } else if (!append_ascii_domain(domain, scratch)) {
        return refused(Code::invalid_email);
    }
    if (scratch.size() > max_address_bytes) return refused(Code::invalid_email);
    return with_doubts(accepted(scratch), scratch.size() - at - 1, scratch);
}

std::string_view email_key(std::string_view cell, std::string& scratch) {
    const auto needs_work = [](char c) { return is_upper(c) || static_cast<unsigned char>(c) >= 0x80; };
    if (std::none_of(cell.begin(), cell.end(), needs_work)) return cell;
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

}  // namespace muster
