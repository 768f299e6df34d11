// From the name of a column or field to what it means, by the table of synonyms.
#include "mapping_synonyms.hpp"

#include "letters.hpp"

#include <algorithm>

namespace muster {
namespace {

std::string folded(std::string_view text) { return std::string(FoldedWord(text).view()); }

template <class Use>
void for_each_word(std::string_view words, Use use) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find('|'), words.size());
        use(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

std::vector<std::string> folded_words(std::string_view words) {
    std::vector<std::string> result;
    for_each_word(words, [&](std::string_view word) { result.push_back(folded(word)); });
    std::sort(result.begin(), result.end());
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

ConceptIndex::ConceptIndex() : neutral_(folded_words(neutral_qualifiers)), secondary_(folded_words(secondary_qualifiers)) {
    for (const ConceptWords& row : concept_words) {
        for_each_word(row.words, [&](std::string_view word) { entries_.push_back({folded(word), row.meaning}); });
    }
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.word < b.word; });
}

Concept ConceptIndex::exact(std::string_view folded_name) const noexcept {
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), folded_name,
                                        [](const Entry& entry, std::string_view name) { return entry.word < name; });
    const bool hit = found != entries_.end() && !folded_name.empty() && found->word == folded_name;
    return hit ? found->meaning : Concept::none;
}

// From the sure to the doubtful: the very name; the name with neutral words around it ("Customer Email"); glued to one
// ("Kundenemail"); of another one of the kind ("Shipping City"); as the end of a longer text ("what is your email").
ConceptIndex::Meaning ConceptIndex::of(std::string_view header) const {
    constexpr int very_name = 1000, with_neutral_words = 900, glued_to_neutral_word = 800, another_one = 500, end_of_text = 400;
    const std::string whole = folded(header);
    if (const Concept meaning = exact(whole); meaning != Concept::none) return {meaning, very_name};
    const std::vector<std::string> words = header_words(header);
    const std::vector<std::string> plain = without(words, neutral_);
    if (const Concept meaning = exact(joined(plain, 0)); meaning != Concept::none) return {meaning, with_neutral_words};
    for (const std::string& neutral : neutral_) {
        if (neutral.size() < 4 || !whole.starts_with(neutral)) continue;
        const Concept meaning = exact(std::string_view(whole).substr(neutral.size()));
        if (meaning != Concept::none) return {meaning, glued_to_neutral_word};
    }
    const std::vector<std::string> kind = without(plain, secondary_);
    if (const Concept meaning = exact(joined(kind, 0)); meaning != Concept::none) return {meaning, another_one};
    for (std::size_t first = 1; first < words.size(); ++first) {
        const std::string end = joined(words, first);
        const Concept meaning = end.size() >= 4 ? exact(end) : Concept::none;
        if (meaning != Concept::none) return {meaning, end_of_text};
    }
    return {};
}

}  // namespace muster
