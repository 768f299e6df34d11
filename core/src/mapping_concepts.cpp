// From the name of a column or field to what it means, by the table of synonyms.
#include "mapping_synonyms.hpp"

#include "letters.hpp"
#include "sort_small.hpp"

#include <algorithm>

namespace muster {
namespace {

// How certain a meaning is, per mille.
constexpr int very_name = 1000, with_neutral_words = 900, glued_to_neutral_word = 800, ambiguous_name = 700, another_one = 500,
              end_of_text = 400;
constexpr std::size_t shortest_glued_word = 4;

std::string folded(std::string_view text) { return std::string(FoldedWord(text).view()); }

// Calls use(word, whether it means other things too).
template <class Use>
void for_each_word(std::string_view words, Use use) {
    std::string word;
    while (!words.empty()) {
        const std::size_t end = std::min(words.find('|'), words.size());
        const bool doubtful = words[0] == '?';
        const std::size_t mark = doubtful ? 1 : 0;
        word.resize(static_cast<std::size_t>(words[mark] - 'A'));
        word += words.substr(mark + 1, end - mark - 1);
        use(word, doubtful);
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

std::vector<std::string> folded_words(std::string_view words) {
    std::vector<std::string> result;
    for_each_word(words, [&](const std::string& word, bool) { result.push_back(folded(word)); });
    sort_small(result);
    return result;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
    return std::binary_search(words.begin(), words.end(), word);
}

std::string joined(const std::vector<std::string>& words, std::size_t first) {
    std::string text;
    for (std::size_t i = first; i < words.size(); ++i) text += words[i];
    return text;
}

std::vector<std::string> without(const std::vector<std::string>& words, const std::vector<std::string>& dropped) {
    std::vector<std::string> result;
    for (const std::string& word : words) {
        if (!contains(dropped, word)) result.push_back(word);
    }
    return result;
}

// What stands before a remark in brackets that names a number or a form: "Country (ISO 3166-1)"; else all of it.
std::string_view without_remark(std::string_view header) noexcept {
    const std::size_t open = header.find('(');
    if (open == std::string_view::npos || open == 0 || header.back() != ')') return header;
    const std::string_view remark = header.substr(open);
    const bool has_digit = std::any_of(remark.begin(), remark.end(), is_digit);
    return has_digit ? header.substr(0, open) : header;
}

// Meanings that whatever stands before them hardly changes. "IP address", "order id" and "file name" are other things.
bool says_it_at_the_end(Concept meaning) noexcept {
    switch (meaning) {
        case Concept::email:
        case Concept::first_name:
        case Concept::last_name:
        case Concept::phone:
        case Concept::mobile:
        case Concept::birth_date:
        case Concept::postal_code:
        case Concept::password: return true;
        default: return false;
    }
}

}  // namespace

std::vector<std::string> header_words(std::string_view header) {
    std::vector<std::string> words(1);
    bool after_lower = false;
    for (std::size_t at = 0; at < header.size();) {
        const char32_t c = decode_utf8(header, at);
        const std::string_view letters = folded_letter(c);
        const bool mark = c >= 0x300 && c <= 0x36F;
        if (mark) continue;
        const bool upper = lower_letter(c) != c;
        const bool starts_word = letters.empty() || (upper && after_lower);
        if (starts_word && !words.back().empty()) words.emplace_back();
        words.back() += letters;
        after_lower = !letters.empty() && !upper;
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

const ConceptIndex& ConceptIndex::instance() {
    static const ConceptIndex index;
    return index;
}

ConceptIndex::ConceptIndex()
    : neutral_(folded_words(neutral_qualifiers)),
      secondary_(folded_words(secondary_qualifiers)),
      foreign_(folded_words(foreign_qualifiers)) {
    for (const ConceptWords& row : concept_words) {
        for_each_word(row.words, [&](const std::string& word, bool doubtful) {
            entries_.push_back({folded(word), {row.meaning, doubtful ? ambiguous_name : very_name}});
        });
    }
    sort_small(entries_, [](const Entry& a, const Entry& b) { return a.word < b.word; });
}

ConceptIndex::Meaning ConceptIndex::exact(std::string_view folded_name) const noexcept {
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), folded_name,
                                        [](const Entry& entry, std::string_view name) { return entry.word < name; });
    const bool hit = found != entries_.end() && !folded_name.empty() && found->word == folded_name;
    return hit ? found->meaning : Meaning{};
}

// "your address": a neutral word may be the name itself when it comes last.
ConceptIndex::Meaning ConceptIndex::behind_neutral_words(const std::vector<std::string>& words) const {
    for (std::size_t first = 1; first < words.size() && contains(neutral_, words[first - 1]); ++first) {
        const Meaning meaning = exact(joined(words, first));
        if (meaning.meaning != Concept::none) return meaning;
    }
    return {};
}

// "Organization 1 - Name" is that of a firm, unless somebody there is named: "Firma - Ansprechpartner Name".
ConceptIndex::Meaning ConceptIndex::of_firm(Meaning found, const std::vector<std::string>& words) const {
    if (found.meaning != Concept::name && found.meaning != Concept::academic_title) return found;
    const auto says = [&](Concept meaning) {
        return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return exact(word).meaning == meaning; });
    };
    if (!says(Concept::company) || says(Concept::full_name)) return found;
    return {found.meaning == Concept::name ? Concept::company : Concept::job_title, with_neutral_words};
}

ConceptIndex::Meaning ConceptIndex::at_the_end(std::string_view header, const std::vector<std::string>& words) const {
    const bool question = header.find('?') != std::string_view::npos;
    for (std::size_t first = 1; first < words.size(); ++first) {
        const Meaning meaning = exact(joined(words, first));
        if (question || says_it_at_the_end(meaning.meaning)) {
            if (meaning.meaning != Concept::none) return meaning;
        }
    }
    return {};
}

// The very name, or the name with neutral words around it.
ConceptIndex::Meaning ConceptIndex::of_words(const std::vector<std::string>& words) const {
    const Meaning found = exact(joined(words, 0));
    return found.meaning != Concept::none ? found : exact(joined(without(words, neutral_), 0));
}

// "Company / In Care Of": what the parts mean, with doubt where one of them is unknown; none when they differ, as those of
// "City/Postal code" do; nothing when no part is known.
std::optional<ConceptIndex::Meaning> ConceptIndex::of_alternatives(std::string_view header) const {
    std::optional<Meaning> result;
    bool all_known = true;
    for (std::string_view rest = header; !rest.empty();) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const Meaning found = of_words(header_words(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        all_known = all_known && found.meaning != Concept::none;
        if (found.meaning == Concept::none) continue;
        if (result && result->meaning != found.meaning) return Meaning{};
        result = {found.meaning, result ? std::min(result->certainty, found.certainty) : found.certainty};
    }
    if (result && !all_known) result->certainty = std::min(result->certainty, ambiguous_name);
    return result;
}

// From the sure to the doubtful: the very name; nothing where a word says that it is somebody else's; the name with neutral words
// around it ("Customer Email"); glued to one ("Kundenemail"); of another one of the kind ("Shipping City"); as the end of a longer
// text ("what is your email").
ConceptIndex::Meaning ConceptIndex::of(std::string_view header) const {
    constexpr std::size_t longest_name = 200;  // the work grows with the square of the words
    if (header.size() > longest_name) return {};
    const auto limited = [](Meaning meaning, int certainty) {
        return Meaning{meaning.meaning, std::min(meaning.certainty, certainty)};
    };
    // "Donor #" is their number, and not they.
    if (const std::size_t sign = header.find('#'); sign != std::string_view::npos) {
        const std::string spelt = std::string(header.substr(0, sign)) + " number" + std::string(header.substr(sign + 1));
        return spelt.find('#') == std::string::npos ? of(spelt) : Meaning{};
    }
    const std::string whole = folded(header);
    if (const Meaning found = exact(whole); found.meaning != Concept::none) return found;
    const std::vector<std::string> words = header_words(header);
    const auto is_foreign = [&](const std::string& word) { return contains(foreign_, word); };
    if (std::any_of(words.begin(), words.end(), is_foreign)) return {Concept::none, very_name};
    const std::vector<std::string> plain = without(words, neutral_);
    if (const Meaning found = exact(joined(plain, 0)); found.meaning != Concept::none) {
        // "Address ID" is that of an address.
        return limited(of_firm(found, words), found.meaning == Concept::id ? glued_to_neutral_word : with_neutral_words);
    }
    if (const Meaning found = behind_neutral_words(words); found.meaning != Concept::none) {
        return limited(found, with_neutral_words);
    }
    if (const std::string_view main = without_remark(header); main.size() < header.size()) {
        const Meaning found = of_words(header_words(main));
        if (found.meaning != Concept::none) return limited(found, with_neutral_words);
    }
    if (header.find('/') != std::string_view::npos) {
        if (const auto found = of_alternatives(header)) return limited(*found, with_neutral_words);
    }
    if (whole.ends_with('1')) {
        // "Name1" is the first line of an address, with a firm in it or a person.
        const Meaning found = exact(std::string_view(whole).substr(0, whole.size() - 1));
        const bool is_line = found.meaning == Concept::name || found.meaning == Concept::full_name;
        if (found.meaning != Concept::none && !is_line) return limited(found, with_neutral_words);
    }
    for (const std::string& neutral : neutral_) {
        if (neutral.size() < shortest_glued_word || !whole.starts_with(neutral)) continue;
        const Meaning found = exact(std::string_view(whole).substr(neutral.size()));
        if (found.meaning != Concept::none) return limited(found, glued_to_neutral_word);
    }
    const Meaning another = exact(joined(without(plain, secondary_), 0));
    if (another.meaning != Concept::none) return limited(another, another_one);
    return limited(at_the_end(header, words), end_of_text);
}

}  // namespace muster
