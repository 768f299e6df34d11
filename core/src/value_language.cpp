// Languages: tags (RFC 5646) with their subtags looked up in the IANA registry, three-letter codes and names.
#include "language_tags.hpp"
#include "letters.hpp"
#include "name_tables.hpp"
#include "sort_small.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>

namespace muster {
namespace {

namespace table = language_tags;

constexpr std::size_t longest_tag = 96;  // bytes; names are no longer

constexpr bool is_letter_or_digit(char c) noexcept { return is_letter(c) || is_digit(c); }
bool all_of(std::string_view text, bool (*test)(char) noexcept) noexcept { return std::all_of(text.begin(), text.end(), test); }
constexpr std::size_t index_of(char lower) noexcept { return static_cast<std::size_t>(lower - 'a'); }

// A tag in lower case, cut at its hyphens or underscores.
struct Tag {
    std::array<char, longest_tag> text;
    std::size_t size = 0;
    std::array<std::string_view, longest_tag / 2 + 1> part;
    std::size_t parts = 0;

    std::string_view view() const noexcept { return {text.data(), size}; }
};

// False where a part is empty, longer than eight or of other characters than letters and digits.
bool cut(std::string_view cell, Tag& tag) noexcept {
    if (cell.size() > longest_tag) return false;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= cell.size(); ++i) {
        const bool at_end = i == cell.size() || cell[i] == '-' || cell[i] == '_';
        if (i < cell.size()) tag.text[i] = at_end ? '-' : to_lower(cell[i]);
        if (!at_end) continue;
        const std::string_view part(tag.text.data() + start, i - start);
        if (part.empty() || part.size() > 8 || !all_of(part, is_letter_or_digit)) return false;
        tag.part[tag.parts++] = part;
        start = i + 1;
    }
    tag.size = cell.size();
    return true;
}

bool is_language(std::string_view lower) noexcept {
    if (lower.size() < 2 || lower.size() > 3 || !all_of(lower, is_letter)) return false;
    if (lower.size() == 2) return (table::two_letters[index_of(lower[0])] >> index_of(lower[1]) & 1u) != 0;
    return (table::three_letters[index_of(lower[0]) * 26 + index_of(lower[1])] >> index_of(lower[2]) & 1u) != 0;
}

// The record that starts with `key` in a table of sorted records of one size; empty when there is none.
std::string_view find_record(std::string_view records, std::size_t stride, std::string_view key) noexcept {
    std::size_t low = 0, high = records.size() / stride;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        const std::string_view record = records.substr(middle * stride, stride);
        const int order = record.substr(0, key.size()).compare(key);
        if (order == 0) return record;
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return {};
}

// The tag that stands for a language code now: "he" for "iw", "de" for "deu" and "ger"; the code itself where there is none.
std::string_view present_language(std::string_view lower) noexcept {
    constexpr std::size_t width = 3;
    if (lower.size() > width) return lower;
    std::array<char, width> padded{' ', ' ', ' '};
    std::copy(lower.begin(), lower.end(), padded.begin());
    const std::string_view record = find_record(table::replaced, 2 * width, {padded.data(), width});
    if (record.empty()) return lower;
    const std::string_view present = record.substr(width);
    return present.substr(0, std::min(present.find(' '), present.size()));
}

bool is_script(std::string_view part) noexcept {
    return part.size() == 4 && all_of(part, is_letter) && !find_record(table::scripts, 4, part).empty();
}

bool is_region(std::string_view part) noexcept {
    if (part.size() == 3) return all_of(part, is_digit) && !find_record(table::areas, 3, part).empty();
    if (part.size() != 2 || !all_of(part, is_letter)) return false;
    return (table::regions[index_of(part[0])] >> index_of(part[1]) & 1u) != 0;
}

bool is_variant(std::string_view part) noexcept {
    if (part.size() < 4) return false;
    for (std::size_t at = table::variants.find(part); at != std::string_view::npos; at = table::variants.find(part, at + 1)) {
        if (table::variants[at - 1] == ' ' && table::variants[at + part.size()] == ' ') return true;
    }
    return false;
}

// "yue" behind "zh": a language that also has a tag of its own.
bool is_extended(std::string_view language, std::string_view part) noexcept {
    if (part.size() != 3) return false;
    for (std::string_view rest = table::extended; !rest.empty();) {
        const std::size_t end = rest.find(';');
        const std::size_t colon = rest.find(':');
        if (rest.substr(0, colon) == language) return rest.substr(colon, end - colon).find(part) != std::string_view::npos;
        rest.remove_prefix(end + 1);
    }
    return false;
}

void append_region(std::string_view part, std::string& out) {
    const std::string_view record = part.size() == 2 ? find_record(table::replaced_regions, 4, part) : std::string_view{};
    for (const char c : record.empty() ? part : record.substr(2)) out += to_upper(c);
}

// An extension is a letter or digit and what belongs to it ("u-co-phonebk"); "x" takes all that follows.
struct Extension {
    std::size_t first = 0, end = 0;  // parts
};

// Where the extension that starts at `first` ends; nothing when it is empty.
std::optional<std::size_t> end_of_extension(const Tag& tag, std::size_t first) noexcept {
    if (tag.part[first].size() != 1) return std::nullopt;
    std::size_t end = first + 1;
    while (end < tag.parts && (tag.part[first] == "x" || tag.part[end].size() > 1)) ++end;
    return end > first + 1 ? std::optional(end) : std::nullopt;
}

void append_parts(const Tag& tag, std::size_t first, std::size_t end, std::string& out) {
    for (std::size_t i = first; i < end; ++i) {
        if (!out.empty()) out += '-';
        out += tag.part[i];
    }
}

// From `next` on: extensions, each letter once, sorted as RFC 5646 section 4.5 wants them; private use last.
bool append_extensions(const Tag& tag, std::size_t next, std::string& out) {
    std::vector<Extension> found;
    while (next < tag.parts) {
        const auto end = end_of_extension(tag, next);
        if (!end) return false;
        for (const Extension& earlier : found) {
            if (tag.part[earlier.first] == tag.part[next]) return false;
        }
        found.push_back({next, *end});
        next = *end;
    }
    const auto letter = [&](const Extension& extension) { return tag.part[extension.first]; };
    sort_small(found, [&](const Extension& a, const Extension& b) { return letter(a) != "x" && (letter(b) == "x" || letter(a) < letter(b)); });
    for (const Extension& extension : found) append_parts(tag, extension.first, extension.end, out);
    return true;
}

// RFC 5646 section 2.2.9: valid, which is more than well-formed; written in the canonical form of section 4.5.
bool append_subtags(const Tag& tag, std::string& out) {
    std::string_view language = present_language(tag.part[0]);
    if (!is_language(language)) return false;
    std::size_t next = 1;
    if (next < tag.parts && is_extended(language, tag.part[next])) language = tag.part[next++];
    out += language;
    if (next < tag.parts && is_script(tag.part[next])) {
        out += '-';
        out += to_upper(tag.part[next][0]);
        out += tag.part[next++].substr(1);
    }
    if (next < tag.parts && is_region(tag.part[next])) {
        out += '-';
        append_region(tag.part[next++], out);
    }
    const std::size_t first_variant = next;
    for (; next < tag.parts && is_variant(tag.part[next]); ++next) {
        const auto* begin = tag.part.data() + first_variant;
        if (std::find(begin, tag.part.data() + next, tag.part[next]) != tag.part.data() + next) return false;
        out += '-';
        out += tag.part[next] == "heploc" ? std::string_view("alalc97") : tag.part[next];
    }
    return append_extensions(tag, next, out);
}

// Tags that were registered whole, such as "i-klingon".
bool append_whole_tag(std::string_view tag, std::string& out) {
    for (std::size_t at = table::whole_tags.find(tag); at != std::string_view::npos; at = table::whole_tags.find(tag, at + 1)) {
        const std::size_t end = at + tag.size();
        if (at == 0 || table::whole_tags[at - 1] != '\n' || table::whole_tags[end] != ' ') continue;
        const std::string_view rest = table::whole_tags.substr(end + 1);
        out += rest.substr(0, rest.find('\n'));
        return true;
    }
    return false;
}

bool append_tag(std::string_view cell, std::string& out) {
    Tag tag;
    if (cell.size() < 2 || !cut(cell, tag)) return false;
    const bool perhaps_whole = tag.parts > 1 && (tag.part[0].size() == 1 || tag.part[0] == "sgn");
    if (perhaps_whole && append_whole_tag(tag.view(), out)) return true;
    if (tag.part[0] == "x" && tag.parts > 1) return append_parts(tag, 0, tag.parts, out), true;
    if (append_subtags(tag, out)) return true;
    out.clear();
    return tag.parts > 1 && append_whole_tag(tag.view(), out);
}

}  // namespace

ValueReader::Outcome read_language(std::string_view cell, std::string& scratch) {
    scratch.clear();
    if (cell.size() > longest_tag) return refused(Code::invalid_language);
    if (append_tag(cell, scratch)) return accepted(scratch);
    const FoldedWord folded(cell);
    const std::string_view code = language_names().code_of(folded.view());
    if (code.empty()) return refused(Code::invalid_language);
    scratch.assign(code);
    return accepted(scratch);
}

}  // namespace muster
