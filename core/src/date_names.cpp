// Month and weekday names of 17 locales.
//
// The table is derived from Unicode CLDR 48.2 (npm package cldr-dates-full 48.2.0): every format and stand-alone spelling,
// wide and abbreviated, in lower case and without diacritics and dots, plus a few spellings in common use that CLDR does
// not list (sept, thurs, maerz, jaenner, sonnabend, setiembre). Data: Copyright (c) Unicode, Inc.; licensed under the
// Unicode License v3, text in tests/data/dates/LICENSE.unicode.
#include "date_internal.hpp"

namespace muster::dates {

namespace {

constexpr std::string_view locales[] = {"en", "en-GB", "de", "de-AT", "sv", "nb", "nn", "da", "fi",
                                        "nl", "fr",    "es", "it",    "pt", "pt-PT", "pl", "cs"};

enum NameKind : std::uint8_t { month, weekday };

struct NameEntry {
    std::string_view name;
    NameKind kind;
    std::uint8_t value;   // months from January = 1, weekdays from Monday = 1
    LocaleMask locales;   // bit i: locale i of the list above
};

// Sorted by name.
constexpr NameEntry names[] = {
    {"abr", month, 4, 0x06800}, {"abril", month, 4, 0x06800}, {"ago", month, 8, 0x07800},
    {"agosto", month, 8, 0x07800}, {"aout", month, 8, 0x00400}, {"apr", month, 4, 0x012ff},
    {"april", month, 4, 0x002ff}, {"aprile", month, 4, 0x01000}, {"aug", month, 8, 0x002ff},
    {"august", month, 8, 0x000ef}, {"augusti", month, 8, 0x00010}, {"augustus", month, 8, 0x00200},
    {"avr", month, 4, 0x00400}, {"avril", month, 4, 0x00400}, {"bre", month, 3, 0x10000},
    {"brezen", month, 3, 0x10000}, {"brezna", month, 3, 0x10000}, {"cerven", month, 6, 0x10000},
    {"cervence", month, 7, 0x10000}, {"cervenec", month, 7, 0x10000}, {"cervna", month, 6, 0x10000},
    {"ct", weekday, 4, 0x10000}, {"ctvrtek", weekday, 4, 0x10000}, {"cvc", month, 7, 0x10000},
    {"cvn", month, 6, 0x10000}, {"cze", month, 6, 0x08000}, {"czerwca", month, 6, 0x08000},
    {"czerwiec", month, 6, 0x08000}, {"czw", weekday, 4, 0x08000}, {"czwartek", weekday, 4, 0x08000},
    {"dec", month, 12, 0x00693}, {"december", month, 12, 0x00293}, {"decembre", month, 12, 0x00400},
    {"des", month, 12, 0x00060}, {"desember", month, 12, 0x00060}, {"dez", month, 12, 0x0600c},
    {"dezember", month, 12, 0x0000c}, {"dezembro", month, 12, 0x06000}, {"di", weekday, 2, 0x0020c},
    {"dic", month, 12, 0x01800}, {"dicembre", month, 12, 0x01000}, {"diciembre", month, 12, 0x00800},
    {"dienstag", weekday, 2, 0x0000c}, {"dim", weekday, 7, 0x00400}, {"dimanche", weekday, 7, 0x00400},
    {"dinsdag", weekday, 2, 0x00200}, {"do", weekday, 4, 0x0020c}, {"dom", weekday, 7, 0x03800},
    {"domenica", weekday, 7, 0x01000}, {"domingo", weekday, 7, 0x06800}, {"donderdag", weekday, 4, 0x00200},
    {"donnerstag", weekday, 4, 0x0000c}, {"dub", month, 4, 0x10000}, {"duben", month, 4, 0x10000},
    {"dubna", month, 4, 0x10000}, {"elo", month, 8, 0x00100}, {"elokuu", month, 8, 0x00100},
    {"elokuuta", month, 8, 0x00100}, {"ene", month, 1, 0x00800}, {"enero", month, 1, 0x00800},
    {"feb", month, 2, 0x01aff}, {"febbraio", month, 2, 0x01000}, {"feber", month, 2, 0x00008},
    {"febrero", month, 2, 0x00800}, {"februar", month, 2, 0x000ec}, {"februari", month, 2, 0x00210},
    {"february", month, 2, 0x00003}, {"fev", month, 2, 0x06400}, {"fevereiro", month, 2, 0x06000},
    {"fevr", month, 2, 0x00400}, {"fevrier", month, 2, 0x00400}, {"fr", weekday, 5, 0x0004c},
    {"fre", weekday, 5, 0x000f0}, {"fredag", weekday, 5, 0x000f0}, {"freitag", weekday, 5, 0x0000c},
    {"fri", weekday, 5, 0x00003}, {"friday", weekday, 5, 0x00003}, {"gen", month, 1, 0x01000},
    {"gennaio", month, 1, 0x01000}, {"gio", weekday, 4, 0x01000}, {"giovedi", weekday, 4, 0x01000},
    {"giu", month, 6, 0x01000}, {"giugno", month, 6, 0x01000}, {"gru", month, 12, 0x08000},
    {"grudnia", month, 12, 0x08000}, {"grudzien", month, 12, 0x08000}, {"heina", month, 7, 0x00100},
    {"heinakuu", month, 7, 0x00100}, {"heinakuuta", month, 7, 0x00100}, {"helmi", month, 2, 0x00100},
    {"helmikuu", month, 2, 0x00100}, {"helmikuuta", month, 2, 0x00100}, {"huhti", month, 4, 0x00100},
    {"huhtikuu", month, 4, 0x00100}, {"huhtikuuta", month, 4, 0x00100}, {"jaenner", month, 1, 0x0000c},
    {"jan", month, 1, 0x07eff}, {"janeiro", month, 1, 0x06000}, {"janner", month, 1, 0x00008},
    {"januar", month, 1, 0x000ec}, {"januari", month, 1, 0x00210}, {"january", month, 1, 0x00003},
    {"janv", month, 1, 0x00400}, {"janvier", month, 1, 0x00400}, {"jeu", weekday, 4, 0x00400},
    {"jeudi", weekday, 4, 0x00400}, {"joulu", month, 12, 0x00100}, {"joulukuu", month, 12, 0x00100},
    {"joulukuuta", month, 12, 0x00100}, {"jue", weekday, 4, 0x00800}, {"jueves", weekday, 4, 0x00800},
    {"juil", month, 7, 0x00400}, {"juillet", month, 7, 0x00400}, {"juin", month, 6, 0x00400},
    {"jul", month, 7, 0x06aff}, {"julho", month, 7, 0x06000}, {"juli", month, 7, 0x002fc},
    {"julio", month, 7, 0x00800}, {"july", month, 7, 0x00003}, {"jun", month, 6, 0x06aff},
    {"june", month, 6, 0x00003}, {"junho", month, 6, 0x06000}, {"juni", month, 6, 0x002fc},
    {"junio", month, 6, 0x00800}, {"ke", weekday, 3, 0x00100}, {"kesa", month, 6, 0x00100},
    {"kesakuu", month, 6, 0x00100}, {"kesakuuta", month, 6, 0x00100}, {"keskiviikko", weekday, 3, 0x00100},
    {"keskiviikkona", weekday, 3, 0x00100}, {"kve", month, 5, 0x10000}, {"kveten", month, 5, 0x10000},
    {"kvetna", month, 5, 0x10000}, {"kwi", month, 4, 0x08000}, {"kwiecien", month, 4, 0x08000},
    {"kwietnia", month, 4, 0x08000}, {"la", weekday, 6, 0x00140}, {"lau", weekday, 6, 0x00040},
    {"lauantai", weekday, 6, 0x00100}, {"lauantaina", weekday, 6, 0x00100}, {"laurdag", weekday, 6, 0x00040},
    {"led", month, 1, 0x10000}, {"leden", month, 1, 0x10000}, {"ledna", month, 1, 0x10000},
    {"lip", month, 7, 0x08000}, {"lipca", month, 7, 0x08000}, {"lipiec", month, 7, 0x08000},
    {"lis", month, 11, 0x18000}, {"listopad", month, 11, 0x18000}, {"listopada", month, 11, 0x08000},
    {"listopadu", month, 11, 0x10000}, {"loerdag", weekday, 6, 0x000a0}, {"loka", month, 10, 0x00100},
    {"lokakuu", month, 10, 0x00100}, {"lokakuuta", month, 10, 0x00100}, {"lor", weekday, 6, 0x000b0},
    {"lordag", weekday, 6, 0x000b0}, {"lug", month, 7, 0x01000}, {"luglio", month, 7, 0x01000},
    {"lun", weekday, 1, 0x01c00}, {"lundi", weekday, 1, 0x00400}, {"lunedi", weekday, 1, 0x01000},
    {"lunes", weekday, 1, 0x00800}, {"lut", month, 2, 0x08000}, {"lutego", month, 2, 0x08000},
    {"luty", month, 2, 0x08000}, {"ma", weekday, 1, 0x00340}, {"maalis", month, 3, 0x00100},
    {"maaliskuu", month, 3, 0x00100}, {"maaliskuuta", month, 3, 0x00100}, {"maanantai", weekday, 1, 0x00100},
    {"maanantaina", weekday, 1, 0x00100}, {"maandag", weekday, 1, 0x00200}, {"maart", month, 3, 0x00200},
    {"maerz", month, 3, 0x0000c}, {"mag", month, 5, 0x01000}, {"maggio", month, 5, 0x01000},
    {"mai", month, 5, 0x0646c}, {"maio", month, 5, 0x06000}, {"maj", month, 5, 0x08090}, {"maja", month, 5, 0x08000},
    {"man", weekday, 1, 0x000f0}, {"mandag", weekday, 1, 0x000f0}, {"mar", month, 3, 0x0feff},
    {"mar", weekday, 2, 0x01c00}, {"marca", month, 3, 0x08000}, {"march", month, 3, 0x00003},
    {"marco", month, 3, 0x06000}, {"mardi", weekday, 2, 0x00400}, {"marras", month, 11, 0x00100},
    {"marraskuu", month, 11, 0x00100}, {"marraskuuta", month, 11, 0x00100}, {"mars", month, 3, 0x00470},
    {"martedi", weekday, 2, 0x01000}, {"martes", weekday, 2, 0x00800}, {"marts", month, 3, 0x00080},
    {"marz", month, 3, 0x0000c}, {"marzec", month, 3, 0x08000}, {"marzo", month, 3, 0x01800},
    {"may", month, 5, 0x00803}, {"mayo", month, 5, 0x00800}, {"mei", month, 5, 0x00200}, {"mer", weekday, 3, 0x01400},
    {"mercoledi", weekday, 3, 0x01000}, {"mercredi", weekday, 3, 0x00400}, {"mi", weekday, 3, 0x0000c},
    {"mie", weekday, 3, 0x00800}, {"miercoles", weekday, 3, 0x00800}, {"mittwoch", weekday, 3, 0x0000c},
    {"mo", weekday, 1, 0x0000c}, {"mon", weekday, 1, 0x00003}, {"monday", weekday, 1, 0x00003},
    {"montag", weekday, 1, 0x0000c}, {"mrt", month, 3, 0x00200}, {"mrz", month, 3, 0x0000c},
    {"ne", weekday, 7, 0x10000}, {"nedele", weekday, 7, 0x10000}, {"niedz", weekday, 7, 0x08000},
    {"niedziela", weekday, 7, 0x08000}, {"nov", month, 11, 0x07eff}, {"november", month, 11, 0x002ff},
    {"novembre", month, 11, 0x01400}, {"novembro", month, 11, 0x06000}, {"noviembre", month, 11, 0x00800},
    {"oct", month, 10, 0x00c03}, {"october", month, 10, 0x00003}, {"octobre", month, 10, 0x00400},
    {"octubre", month, 10, 0x00800}, {"okt", month, 10, 0x002fc}, {"oktober", month, 10, 0x002fc},
    {"on", weekday, 3, 0x00040}, {"ons", weekday, 3, 0x000f0}, {"onsdag", weekday, 3, 0x000f0},
    {"ott", month, 10, 0x01000}, {"ottobre", month, 10, 0x01000}, {"out", month, 10, 0x06000},
    {"outubro", month, 10, 0x06000}, {"pa", weekday, 5, 0x10000}, {"patek", weekday, 5, 0x10000},
    {"paz", month, 10, 0x08000}, {"pazdziernik", month, 10, 0x08000}, {"pazdziernika", month, 10, 0x08000},
    {"pe", weekday, 5, 0x00100}, {"perjantai", weekday, 5, 0x00100}, {"perjantaina", weekday, 5, 0x00100},
    {"piatek", weekday, 5, 0x08000}, {"po", weekday, 1, 0x10000}, {"pon", weekday, 1, 0x08000},
    {"pondeli", weekday, 1, 0x10000}, {"poniedzialek", weekday, 1, 0x08000}, {"pro", month, 12, 0x10000},
    {"prosince", month, 12, 0x10000}, {"prosinec", month, 12, 0x10000}, {"pt", weekday, 5, 0x08000},
    {"qua", weekday, 3, 0x02000}, {"quarta", weekday, 3, 0x06000}, {"qui", weekday, 4, 0x02000},
    {"quinta", weekday, 4, 0x06000}, {"rij", month, 10, 0x10000}, {"rijen", month, 10, 0x10000},
    {"rijna", month, 10, 0x10000}, {"sa", weekday, 6, 0x0000c}, {"sab", weekday, 6, 0x03800},
    {"sabado", weekday, 6, 0x06800}, {"sabato", weekday, 6, 0x01000}, {"sam", weekday, 6, 0x00400},
    {"samedi", weekday, 6, 0x00400}, {"samstag", weekday, 6, 0x0000c}, {"sat", weekday, 6, 0x00003},
    {"saturday", weekday, 6, 0x00003}, {"seg", weekday, 1, 0x02000}, {"segunda", weekday, 1, 0x06000},
    {"sep", month, 9, 0x002fd}, {"sept", month, 9, 0x07ef7}, {"september", month, 9, 0x002ff},
    {"septembre", month, 9, 0x00400}, {"septiembre", month, 9, 0x00800}, {"set", month, 9, 0x07800},
    {"setembro", month, 9, 0x06000}, {"setiembre", month, 9, 0x00800}, {"settembre", month, 9, 0x01000},
    {"sex", weekday, 5, 0x02000}, {"sexta", weekday, 5, 0x06000}, {"sie", month, 8, 0x08000},
    {"sierpien", month, 8, 0x08000}, {"sierpnia", month, 8, 0x08000}, {"so", weekday, 6, 0x10000},
    {"so", weekday, 7, 0x0004c}, {"sob", weekday, 6, 0x08000}, {"sobota", weekday, 6, 0x18000},
    {"soendag", weekday, 7, 0x000e0}, {"son", weekday, 7, 0x000f0}, {"sondag", weekday, 7, 0x000f0},
    {"sonnabend", weekday, 6, 0x00004}, {"sonntag", weekday, 7, 0x0000c}, {"sr", weekday, 3, 0x08000},
    {"sroda", weekday, 3, 0x08000}, {"srp", month, 8, 0x10000}, {"srpen", month, 8, 0x10000},
    {"srpna", month, 8, 0x10000}, {"st", weekday, 3, 0x10000}, {"streda", weekday, 3, 0x10000},
    {"sty", month, 1, 0x08000}, {"styczen", month, 1, 0x08000}, {"stycznia", month, 1, 0x08000},
    {"su", weekday, 7, 0x00100}, {"sun", weekday, 7, 0x00003}, {"sunday", weekday, 7, 0x00003},
    {"sunnuntai", weekday, 7, 0x00100}, {"sunnuntaina", weekday, 7, 0x00100}, {"syys", month, 9, 0x00100},
    {"syyskuu", month, 9, 0x00100}, {"syyskuuta", month, 9, 0x00100}, {"tammi", month, 1, 0x00100},
    {"tammikuu", month, 1, 0x00100}, {"tammikuuta", month, 1, 0x00100}, {"ter", weekday, 2, 0x02000},
    {"terca", weekday, 2, 0x06000}, {"thu", weekday, 4, 0x00003}, {"thur", weekday, 4, 0x00003},
    {"thurs", weekday, 4, 0x00003}, {"thursday", weekday, 4, 0x00003}, {"ti", weekday, 2, 0x00100},
    {"tiistai", weekday, 2, 0x00100}, {"tiistaina", weekday, 2, 0x00100}, {"tir", weekday, 2, 0x00020},
    {"tirs", weekday, 2, 0x00080}, {"tirsdag", weekday, 2, 0x000a0}, {"tis", weekday, 2, 0x00010},
    {"tisdag", weekday, 2, 0x00010}, {"to", weekday, 4, 0x00140}, {"tor", weekday, 4, 0x00060},
    {"tors", weekday, 4, 0x00090}, {"torsdag", weekday, 4, 0x000f0}, {"torstai", weekday, 4, 0x00100},
    {"torstaina", weekday, 4, 0x00100}, {"touko", month, 5, 0x00100}, {"toukokuu", month, 5, 0x00100},
    {"toukokuuta", month, 5, 0x00100}, {"tue", weekday, 2, 0x00003}, {"tues", weekday, 2, 0x00003},
    {"tuesday", weekday, 2, 0x00003}, {"ty", weekday, 2, 0x00040}, {"tys", weekday, 2, 0x00040},
    {"tysdag", weekday, 2, 0x00040}, {"uno", month, 2, 0x10000}, {"unor", month, 2, 0x10000},
    {"unora", month, 2, 0x10000}, {"ut", weekday, 2, 0x10000}, {"utery", weekday, 2, 0x10000},
    {"ven", weekday, 5, 0x01400}, {"vendredi", weekday, 5, 0x00400}, {"venerdi", weekday, 5, 0x01000},
    {"vie", weekday, 5, 0x00800}, {"viernes", weekday, 5, 0x00800}, {"vr", weekday, 5, 0x00200},
    {"vrijdag", weekday, 5, 0x00200}, {"wed", weekday, 3, 0x00003}, {"wednesday", weekday, 3, 0x00003},
    {"weds", weekday, 3, 0x00003}, {"wo", weekday, 3, 0x00200}, {"woensdag", weekday, 3, 0x00200},
    {"wrz", month, 9, 0x08000}, {"wrzesien", month, 9, 0x08000}, {"wrzesnia", month, 9, 0x08000},
    {"wt", weekday, 2, 0x08000}, {"wtorek", weekday, 2, 0x08000}, {"za", weekday, 6, 0x00200},
    {"zar", month, 9, 0x10000}, {"zari", month, 9, 0x10000}, {"zaterdag", weekday, 6, 0x00200},
    {"zo", weekday, 7, 0x00200}, {"zondag", weekday, 7, 0x00200},
};

constexpr std::size_t name_count = sizeof names / sizeof names[0];
constexpr std::size_t longest_name = 16;

// Where the names with each first letter begin.
constexpr std::array<std::uint16_t, 27> make_index() {
    std::array<std::uint16_t, 27> index{};
    std::size_t at = 0;
    for (std::size_t letter = 0; letter < 26; ++letter) {
        while (at < name_count && names[at].name[0] < static_cast<char>('a' + letter)) ++at;
        index[letter] = static_cast<std::uint16_t>(at);
    }
    index[26] = static_cast<std::uint16_t>(name_count);
    return index;
}
constexpr auto first_with_letter = make_index();

// Base letters of U+00C0..U+017F; '?' marks what is no letter. Two-letter foldings (sharp s, ae) are handled apart.
constexpr std::string_view base_letters =
    "aaaaaaaceeeeiiii"
    "dnooooo?ouuuuyts"
    "aaaaaaaceeeeiiii"
    "dnooooo?ouuuuyty"
    "aaaaaaccccccccdd"
    "ddeeeeeeeeeegggg"
    "gggghhhhiiiiiiii"
    "iiiijjkkklllllll"
    "lllnnnnnnnnnoooo"
    "oooorrrrrrssssss"
    "ssttttttuuuuuuuu"
    "uuuuwwyyyzzzzzzs";
static_assert(base_letters.size() == 0x180 - 0xC0);

// Two-byte UTF-8 of U+00C0..U+017F, or 0.
unsigned latin_at(const char* p, const char* end) noexcept {
    if (end - p < 2) return 0;
    const auto first = static_cast<unsigned char>(p[0]);
    const auto second = static_cast<unsigned char>(p[1]);
    if (first < 0xC3 || first > 0xC5 || (second & 0xC0) != 0x80) return 0;
    const unsigned code = (first & 0x1FU) << 6 | (second & 0x3FU);
    return code >= 0xC0 && base_letters[code - 0xC0] != '?' ? code : 0;
}

// A combining mark (U+0300..U+036F), as decomposed text has behind the base letter.
bool is_combining(const char* p, const char* end) noexcept {
    if (end - p < 2) return false;
    const auto first = static_cast<unsigned char>(p[0]);
    const auto second = static_cast<unsigned char>(p[1]);
    return (first == 0xCC && second >= 0x80) || (first == 0xCD && second >= 0x80 && second <= 0xAF);
}

struct FoldedWord {
    char text[longest_name + 2];
    std::size_t size = 0;
    const char* end = nullptr;  // behind the word in the text

    std::string_view view() const noexcept { return {text, size}; }
};

// The letters at `p`, folded; too long a word has size 0.
FoldedWord fold_word(const char* p, const char* end) noexcept {
    FoldedWord word;
    while (p != end) {
        if (word.size > longest_name) return {};
        if (is_ascii_letter(*p)) {
            word.text[word.size++] = ascii_lower(*p++);
            continue;
        }
        if (word.size > 0 && is_combining(p, end)) {
            p += 2;
            continue;
        }
        const unsigned code = latin_at(p, end);
        if (code == 0) break;
        word.text[word.size++] = base_letters[code - 0xC0];
        if (code == 0xC6 || code == 0xE6) word.text[word.size++] = 'e';
        p += 2;
    }
    word.end = p;
    return word;
}

bool is_abbreviation(const NameEntry& entry) noexcept {
    // "mai", "may", "mars", "juni", "juli": short words that are whole names in some locale read as either.
    return entry.name.size() <= 4;
}

std::string_view example_of(NameKind kind, int value, LocaleMask mask, bool wide) noexcept {
    for (std::size_t locale = 0; locale < std::size(locales); ++locale) {
        const LocaleMask bit_of_locale = LocaleMask{1} << locale;
        if ((mask & bit_of_locale) == 0) continue;
        std::string_view best;
        for (const auto& entry : names) {
            if (entry.kind != kind || entry.value != value || (entry.locales & bit_of_locale) == 0) continue;
            const bool better = wide ? entry.name.size() > best.size() : entry.name.size() < best.size();
            if (best.empty() || better) best = entry.name;
        }
        return best;
    }
    return {};
}

}  // namespace

LocaleMask locale_mask(std::string_view locale) noexcept {
    constexpr LocaleMask all = (LocaleMask{1} << std::size(locales)) - 1;
    if (locale.empty()) return all;
    const auto equal = [](std::string_view a, std::string_view b) {
        if (a.size() != b.size()) return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            const char left = a[i] == '_' ? '-' : ascii_lower(a[i]);
            if (left != ascii_lower(b[i])) return false;
        }
        return true;
    };
    for (std::size_t i = 0; i < std::size(locales); ++i) {
        if (equal(locale, locales[i])) return LocaleMask{1} << i;
    }
    // A region that has no names of its own reads those of the language; "no" is what many systems say for "nb".
    const auto language = locale.substr(0, locale.find_first_of("-_"));
    if (equal(language, "no")) return locale_mask("nb");
    for (std::size_t i = 0; i < std::size(locales); ++i) {
        if (equal(language, locales[i])) return LocaleMask{1} << i;
    }
    return 0;
}

std::string known_locales() {
    std::string list;
    for (const auto locale : locales) {
        if (!list.empty()) list += ", ";
        list += locale;
    }
    return list;
}

NameMatch read_name(const char*& p, const char* end, LocaleMask mask) noexcept {
    NameMatch match;
    const auto word = fold_word(p, end);
    if (word.size == 0) return match;
    const auto text = word.view();
    const std::size_t letter = static_cast<std::size_t>(text[0] - 'a');
    for (std::size_t i = first_with_letter[letter]; i < first_with_letter[letter + 1]; ++i) {
        const auto& entry = names[i];
        if ((entry.locales & mask) == 0 || entry.name != text) continue;
        if (entry.kind == month) match.month = entry.value;
        else match.weekday_mask = static_cast<std::uint8_t>(match.weekday_mask | 1U << (entry.value - 1));
        match.is_short = match.is_short || is_abbreviation(entry);
    }
    if (match.month == 0 && match.weekday_mask == 0) return match;
    p = word.end;
    // segunda-feira: the second half of Portuguese weekdays is often left out, so it is taken only where it stands
    constexpr std::string_view suffix = "-feira";
    if (match.weekday_mask != 0 && static_cast<std::size_t>(end - p) >= suffix.size()) {
        std::size_t same = 0;
        while (same < suffix.size() && ascii_lower(p[same]) == suffix[same]) ++same;
        if (same == suffix.size()) p += same;
    }
    return match;
}

std::size_t ordinal_ending_size(const char* p, const char* end) noexcept {
    static constexpr std::string_view endings[] = {"st", "nd", "rd", "th", "er", "ste", "de", "e", "ter", "\xC2\xBA", "\xC2\xB0"};
    const std::string_view text(p, static_cast<std::size_t>(end - p));
    for (const std::string_view ending : endings) {
        if (text.size() < ending.size() || letter_size(p + ending.size(), end) > 0) continue;
        const bool same = std::equal(ending.begin(), ending.end(), p, [](char lower, char c) { return lower == ascii_lower(c); });
        if (same) return ending.size();
    }
    return 0;
}

int read_half_day(const char*& p, const char* end) noexcept {
    struct Spelling {
        std::string_view letters;
        int half;
    };
    // Of all locales, without their dots and blanks: am, a.m., a. m. (es), fm (sv), f.m. (nn), ap. (fi), dop. (cs).
    // CLDR's Italian "m." is left out: in Spanish "12 m." is noon.
    static constexpr Spelling spellings[] = {{"dop", 1}, {"odp", 2}, {"am", 1}, {"pm", 2}, {"fm", 1}, {"em", 2},
                                             {"ap", 1},  {"ip", 2},  {"a", 1},  {"p", 2},  {"m", 1}};
    for (const auto& spelling : spellings) {
        const char* at = p;
        bool same = true;
        for (std::size_t i = 0; same && i < spelling.letters.size(); ++i) {
            if (i > 0) {
                const bool dotted = at != end && *at == '.';
                if (dotted) ++at;
                if (const auto size = dotted ? blank_size(at, end) : 0) at += size;
            }
            same = at != end && ascii_lower(*at) == spelling.letters[i];
            if (same) ++at;
        }
        if (!same) continue;
        if (at != end && letter_size(at, end) > 0) continue;
        if (at != end && *at == '.') ++at;
        p = at;
        return spelling.half;
    }
    return 0;
}

std::size_t letter_size(const char* p, const char* end) noexcept {
    if (p == end) return 0;
    if (is_ascii_letter(*p)) return 1;
    return latin_at(p, end) != 0 || is_combining(p, end) ? 2 : 0;
}

std::string_view example_month(int value, LocaleMask mask, bool wide) noexcept {
    return example_of(month, value, mask, wide);
}

std::string_view example_weekday(int value, LocaleMask mask, bool wide) noexcept {
    return example_of(weekday, value, mask, wide);
}

}  // namespace muster::dates
