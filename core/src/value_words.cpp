// Booleans and countries: words of many languages to one form.
#include "letters.hpp"
#include "name_tables.hpp"
#include "sort_small.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <iterator>

namespace muster {
namespace {

struct BooleanWord {
    std::string_view word;
    bool value;
    bool clear;  // means yes or no and nothing else; digits and single letters do not count
};

// Yes and no with their letters (Unicode CLDR 48, yesstr and nostr), true and false as spreadsheets write them in the languages of
// Europe (with neuter and negated forms), on and off; folded, sorted. Words for right and wrong ("richtig", "juist", "fel") judge an
// answer and are no values of a box to tick: they are left out.
constexpr BooleanWord boolean_words[] = {
    {"0", false, false}, {"1", true, false}, {"a", true, false}, {"aan", true, true}, {"adevarat", true, true},
    {"af", false, false}, {"alithes", true, true}, {"an", true, false}, {"ano", true, true}, {"aplams", false, true},
    {"aus", false, true}, {"av", false, false},
    {"cert", true, true}, {"da", true, true}, {"e", false, false}, {"ei", false, true}, {"ein", true, false}, {"epatosi", false, true},
    {"f", false, false}, {"fals", false, true}, {"falsch", false, true}, {"false", false, true}, {"falsk", false, true},
    {"falskt", false, true}, {"falso", false, true}, {"falsz", false, true}, {"faux", false, true},
    {"hamis", false, true}, {"igaz", true, true}, {"igen", true, true}, {"istina", true, true}, {"j", true, false},
    {"ja", true, true}, {"jah", true, true}, {"k", true, false}, {"kylla", true, true}, {"n", false, false},
    {"nae", false, true}, {"nao", false, true}, {"ne", false, true}, {"nee", false, true}, {"nei", false, true},
    {"nein", false, true}, {"neistina", false, true}, {"nej", false, true}, {"nem", false, true},
    {"nepravda", false, true}, {"neresnicno", false, true}, {"nie", false, true}, {"no", false, true},
    {"non", false, true}, {"nu", false, true}, {"o", true, false}, {"ochi", false, true}, {"off", false, true},
    {"on", true, true}, {"onwaar", false, true}, {"oui", true, true}, {"pa", true, false}, {"patiess", true, true}, {"pravda", true, true},
    {"prawda", true, true}, {"pseydes", false, true}, {"resnicno", true, true}, {"s", true, false}, {"sand", true, true},
    {"sandt", true, true}, {"sann", true, true}, {"sant", true, true}, {"si", true, true}, {"sim", true, true},
    {"t", true, false}, {"taip", true, true}, {"tak", true, true}, {"toene", true, true}, {"tosi", true, true},
    {"true", true, true}, {"uit", false, true}, {"unwahr", false, true}, {"usand", false, true}, {"usandt", false, true},
    {"usann", false, true}, {"usant", false, true}, {"v", true, false}, {"vaar", false, true}, {"vals", false, true},
    {"verdadeiro", true, true}, {"verdadero", true, true}, {"vero", true, true}, {"vrai", true, true},
    {"waar", true, true}, {"wahr", true, true}, {"x", true, false}, {"y", true, false}, {"yes", true, true},
};

constexpr std::string_view greek_yes[] = {"ναι", "Ναι", "ΝΑΙ", "ναί", "Ναί"};  // folded, "nai" would be a no in dialects of German
// Tick marks of forms and spreadsheets.
constexpr std::string_view ticks[] = {"\u2713", "\u2714", "\u2611", "\u2705"};

const BooleanWord* find_boolean(std::string_view cell) noexcept {
    constexpr std::size_t longest = 24;  // bytes; no word above is longer, accents included
    if (cell.empty() || cell.size() > longest) return nullptr;
    // "n.o.", "d/a" and "#no" are abbreviations of something else.
    const bool one_word = cell[0] != '#' && cell.substr(0, cell.size() - 1).find_first_of("./ ") == std::string_view::npos;
    if (!one_word) return nullptr;
    const FoldedWord folded(cell);
    const auto* end = std::end(boolean_words);
    const auto* found = std::lower_bound(std::begin(boolean_words), end, folded.view(),
                                         [](const BooleanWord& entry, std::string_view word) { return entry.word < word; });
    return found != end && found->word == folded.view() ? found : nullptr;
}

constexpr std::size_t longest_name = 96;  // bytes of a name of a country before folding

// Codes that are no ISO 3166-1 alpha-2 but are used as such: the United Kingdom's, and the European Union's for Greece.
std::string_view country_of_alpha2(std::string_view lower) noexcept {
    if (lower == "uk") return "gb";
    if (lower == "el") return "gr";
    return find_code(country_codes, lower);
}

// A code is the cell as it stands, but for letter case: "N/A", "n.a." and "b.d." say that nothing is known, and name no country.
std::string_view country_of_code(std::string_view cell) {
    constexpr std::size_t longest_code = 3;
    if (cell.size() < 2 || cell.size() > longest_code) return {};
    char lower[longest_code]{};
    for (std::size_t i = 0; i < cell.size(); ++i) lower[i] = to_lower(cell[i]);
    const std::string_view code(lower, cell.size());
    return code.size() == 2 ? country_of_alpha2(code) : longer_country_codes().code_of(code);
}

// Abbreviations that people write with points or an accent.
std::string_view country_of_abbreviation(std::string_view cell) noexcept {
    static constexpr std::pair<std::string_view, std::string_view> abbreviations[] = {
        {"U.K.", "gb"}, {"U.K", "gb"}, {"U.S.", "us"}, {"U.S", "us"}, {"ČR", "cz"}, {"čr", "cz"},
    };
    for (const auto& [text, code] : abbreviations) {
        if (equal_without_case(cell, text)) return code;
    }
    return {};
}

// "Iran, Islamic Republic of" and "Iran (Islamic Republic of)" as "Islamic Republic of Iran", without "and" and "the", and "St" for
// "Saint": the short names of ISO 3166-1 differ in this from those of CLDR.
class NameAsInCldr {
public:
    // At most longest_name bytes.
    explicit NameAsInCldr(std::string_view cell) noexcept {
        const std::size_t mark = cell.find_first_of(",(");
        if (mark != std::string_view::npos) {
            std::string_view first = cell.substr(mark + 1);
            if (cell[mark] == '(' && first.ends_with(')')) first.remove_suffix(1);
            append_words(first);
            cell = cell.substr(0, mark);
            changed_ = true;
        }
        append_words(cell);
    }
    bool changed() const noexcept { return changed_; }
    std::string_view view() const noexcept { return {data_, size_}; }

private:
    void append_words(std::string_view text) noexcept {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find(' '), text.size());
            append_word(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    void append_word(std::string_view word) noexcept {
        const bool saint = equal_without_case(word, "saint");
        const bool small = equal_without_case(word, "and") || equal_without_case(word, "the");
        changed_ = changed_ || saint || small;
        if (saint) word = "st";
        if (small) word = {};
        size_ += word.copy(data_ + size_, word.size());
    }

    char data_[longest_name];
    std::size_t size_ = 0;
    bool changed_ = false;
};

std::string_view country_of_name(std::string_view cell) {
    if (const auto code = country_names().code_of(FoldedWord(cell).view()); !code.empty()) return code;
    const NameAsInCldr name(cell);
    return name.changed() ? country_names().code_of(FoldedWord(name.view()).view()) : std::string_view{};
}

}  // namespace

namespace {

bool stands_before(std::string_view a, std::string_view b) noexcept { return a.size() != b.size() ? a.size() < b.size() : a < b; }

}  // namespace

NameTable::NameTable(std::string_view lists) {
    constexpr std::size_t code_bytes = 2;
    while (!lists.empty()) {
        const std::string_view code = lists.substr(0, code_bytes);
        char mark = ',';
        for (lists.remove_prefix(code_bytes); mark == ',';) {
            const std::size_t end = lists.find_first_of(",\n");
            records_.push_back({lists.substr(0, end), code});
            mark = lists[end];
            lists.remove_prefix(end + 1);
        }
    }
    sort_small(records_, [](const Record& a, const Record& b) { return stands_before(a.name, b.name); });
}

std::string_view NameTable::code_of(std::string_view folded) const noexcept {
    const auto found = std::lower_bound(records_.begin(), records_.end(), folded,
                                        [](const Record& record, std::string_view name) { return stands_before(record.name, name); });
    return found != records_.end() && found->name == folded ? found->code : std::string_view{};
}

std::string_view find_code(std::string_view codes, std::string_view code) noexcept {
    if (code.size() != 2) return {};
    std::size_t low = 0, high = codes.size() / 2;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        const std::string_view found = codes.substr(middle * 2, 2);
        const int order = found.compare(code);
        if (order == 0) return found;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return {};
}

std::optional<bool> boolean_word(std::string_view cell) noexcept {
    if (const BooleanWord* found = find_boolean(cell)) return found->value;
    constexpr std::string_view as_picture = "\uFE0F";
    const std::string_view sign = cell.ends_with(as_picture) ? cell.substr(0, cell.size() - as_picture.size()) : cell;
    if (std::find(std::begin(ticks), std::end(ticks), sign) != std::end(ticks)) return true;
    if (std::find(std::begin(greek_yes), std::end(greek_yes), cell) != std::end(greek_yes)) return true;
    return std::nullopt;
}

bool is_clear_boolean_word(std::string_view cell) noexcept {
    const BooleanWord* found = find_boolean(cell);
    return found != nullptr && found->clear;
}

ValueReader::Outcome read_boolean(std::string_view cell) {
    const auto value = boolean_word(cell);
    if (!value) return refused(Code::invalid_boolean);
    return accepted(*value ? "true" : "false");
}

ValueReader::Outcome read_country(std::string_view cell, std::string& scratch) {
    if (cell.size() > longest_name) return refused(Code::invalid_country);
    std::string_view code = country_of_code(cell);
    if (code.empty()) code = country_of_abbreviation(cell);
    if (code.empty()) code = country_of_name(cell);
    if (code.empty()) return refused(Code::invalid_country);
    scratch.assign({to_upper(code[0]), to_upper(code[1])});
    return accepted(scratch);
}

}  // namespace muster
