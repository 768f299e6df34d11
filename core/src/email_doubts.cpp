// Doubts about addresses that are valid: domains that are probably typed wrong, and addresses of roles instead of people.
#include "letters.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

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

// --- roles -------------------------------------------------------------------------------------------------------------

// RFC 2142 (sections 3 to 7), and names that firms of Europe use in the same way; sorted. First names are not among them.
constexpr std::string_view roles[] = {
    "abuse", "accounting", "accounts", "accueil", "admin", "administration", "administrator", "asiakaspalvelu",
    "atendimento", "bestellung", "bewerbung", "billing", "biuro", "bokning", "booking", "bookings", "bounce",
    "bounces", "buchhaltung", "careers", "comercial", "commercial", "compliance", "comptabilite", "contact",
    "contacto", "contactus", "contato", "contatti", "customerservice", "datenschutz", "direction", "do-not-reply",
    "donotreply", "empfang", "enquiries", "faktura", "fakturor", "firmapost", "ftp", "hello", "help", "helpdesk",
    "hostmaster", "hr", "info", "information", "inkop", "inquiries", "invoice", "invoices", "iroda", "jobs",
    "karriere", "klantenservice", "kontakt", "kontor", "kundenservice", "kundeservice", "kundservice", "legal",
    "mail", "mailer-daemon", "marketing", "myynti", "news", "newsletter", "no-reply", "no_reply", "noc", "noreply",
    "obchod", "office", "order", "orders", "ordrer", "post", "posta", "postmaster", "postmottak", "press", "presse",
    "privacy", "recepce", "recepcja", "reception", "rechnung", "rekrytering", "reservations", "root", "sales", "salg",
    "security", "sekretariat", "sekretariatet", "service", "servicio", "shop", "sklep", "spam", "staff", "support",
    "team", "technik", "toimisto", "usenet", "uucp", "vendas", "ventas", "verkauf", "verkoop", "vertrieb",
    "webmaster", "www",
};

// By the first letter: a bit for each length that a role has, and where the roles of the letter start.
struct RoleLetter {
    std::uint32_t lengths = 0;
    std::uint8_t first = 0, end = 0;
};

constexpr std::array<RoleLetter, 128> make_role_letters() {
    std::array<RoleLetter, 128> letters{};
    for (std::size_t i = 0; i < std::size(roles); ++i) {
        RoleLetter& letter = letters[static_cast<std::size_t>(roles[i][0])];
        if (letter.lengths == 0) letter.first = static_cast<std::uint8_t>(i);
        letter.lengths |= 1u << roles[i].size();
        letter.end = static_cast<std::uint8_t>(i + 1);
    }
    return letters;
}
constexpr auto role_letters = make_role_letters();

}  // namespace

bool is_role_address(std::string_view local_part) noexcept {
    const auto first = static_cast<unsigned char>(to_lower(local_part[0]));
    if (first >= role_letters.size() || local_part.size() > 31) return false;
    const RoleLetter& letter = role_letters[first];
    if ((letter.lengths >> local_part.size() & 1u) == 0) return false;
    return std::any_of(roles + letter.first, roles + letter.end,
                       [&](std::string_view role) { return equal_without_case(role, local_part); });
}

bool append_probable_domain(std::string_view domain, std::string& out) {
    const std::size_t dot = std::min(domain.find('.'), domain.size());
    if (dot == 0) return false;
    if (dot == domain.size()) {
        const auto* found = std::find_if(std::begin(providers), std::end(providers), [&](const Provider& one) { return one.distinctive && one.name == domain; });
        return found != std::end(providers) && append_domain(found->name, usual_ending(*found), out);
    }
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

}  // namespace muster
