// Domain names to their ASCII form: mapping and normalisation of UTS #46 (non-transitional), the protocol's rules for labels
// (RFC 5891), what may stand in them (RFC 5892) and directions (RFC 5893).
#include "idna.hpp"

#include "idna_tables.hpp"
#include "letters.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace muster {
namespace {

constexpr std::string_view ace_prefix = "xn--";
constexpr char32_t first_in_tables = 0x80;

// Takes numbers off a stream of the tables.
class Numbers {
public:
    explicit constexpr Numbers(std::span<const std::uint8_t> bytes, std::size_t at = 0) noexcept : bytes_(bytes), at_(at) {}
    constexpr bool at_end() const noexcept { return at_ == bytes_.size(); }
    constexpr std::size_t position() const noexcept { return at_; }

    constexpr std::uint32_t take() noexcept {
        std::uint32_t number = 0;
        for (unsigned shift = 0;; shift += 7) {
            const std::uint8_t byte = bytes_[at_++];
            number |= (byte & 0x7Fu) << shift;
            if (byte < 0x80) return number;
        }
    }
    constexpr std::int32_t take_signed() noexcept {
        const std::uint32_t number = take();
        const auto half = static_cast<std::int32_t>(number >> 1);
        return (number & 1u) != 0 ? -half - 1 : half;
    }

private:
    std::span<const std::uint8_t> bytes_;
    std::size_t at_;
};

// A stream of records with the state before every 32nd of them, so that a look-up reads few: `state` is what the records
// count on from.
template <class State, std::size_t Count>
struct Indexed {
    static constexpr std::size_t stride = 32;
    struct Entry {
        State state;
        std::uint16_t position;
    };
    std::array<Entry, Count> entries;

    // The last entry whose state is not behind `c`.
    constexpr const Entry& before(char32_t c) const noexcept {
        std::size_t low = 0, high = Count;
        while (high - low > 1) {
            const std::size_t middle = (low + high) / 2;
            (entries[middle].state.point <= c ? low : high) = middle;
        }
        return entries[low];
    }
};

template <class State>
constexpr std::size_t count_entries(std::span<const std::uint8_t> bytes) noexcept {
    std::size_t records = 0;
    Numbers numbers(bytes);
    for (State state; !numbers.at_end(); ++records) state.step(numbers);
    return records / Indexed<State, 1>::stride + 1;
}

template <class State, std::size_t Count>
constexpr Indexed<State, Count> make_index(std::span<const std::uint8_t> bytes) noexcept {
    Indexed<State, Count> index{};
    Numbers numbers(bytes);
    State state;
    for (std::size_t record = 0;; ++record) {
        if (record % Indexed<State, Count>::stride == 0) {
            index.entries[record / Indexed<State, Count>::stride] = {state, static_cast<std::uint16_t>(numbers.position())};
        }
        if (numbers.at_end()) return index;
        state.step(numbers);
    }
}

// --- sets --------------------------------------------------------------------------------------------------------------

struct Border {
    char32_t point = 0;   // of the last border
    bool inside = false;  // what is behind it
    constexpr void step(Numbers& numbers) noexcept {
        point += numbers.take();
        inside = !inside;
    }
};

bool contains(std::span<const std::uint8_t> borders, Border at, std::size_t position, char32_t c) noexcept {
    Numbers numbers(borders, position);
    while (!numbers.at_end()) {
        Border next = at;
        next.step(numbers);
        if (next.point > c) break;
        at = next;
    }
    return at.inside;
}

// For the short tables.
bool contains(std::span<const std::uint8_t> borders, char32_t c) noexcept { return contains(borders, {}, 0, c); }

constexpr auto valid_index = make_index<Border, count_entries<Border>(idna::valid)>(idna::valid);

bool may_stand_in_label(char32_t c) noexcept {
    if (c < first_in_tables) {
        const char ascii = static_cast<char>(c);
        return is_lower(ascii) || is_digit(ascii) || ascii == '-';
    }
    const auto& entry = valid_index.before(c);
    return contains(idna::valid, entry.state, entry.position, c);
}

// --- mapping -----------------------------------------------------------------------------------------------------------

struct MappedRun {
    char32_t point = 0;   // behind the end of the run
    char32_t target = 0;  // behind the last target
    char32_t first = 0, first_target = 0;
    std::uint32_t count = 0, step_width = 1;
    constexpr void step(Numbers& numbers) noexcept {
        first = point + numbers.take();
        const std::uint32_t shape = numbers.take();
        count = shape / 2 + 1;
        step_width = shape % 2 + 1;
        first_target = static_cast<char32_t>(static_cast<std::int32_t>(target) + numbers.take_signed());
        const char32_t last = (count - 1) * step_width;
        point = first + last + 1;
        target = first_target + last + 1;
    }
};

constexpr auto mapped_index = make_index<MappedRun, count_entries<MappedRun>(idna::mapped)>(idna::mapped);

// What UTS #46 maps a code point to; itself where it does not.
char32_t mapped(char32_t c) noexcept {
    if (c < first_in_tables) return static_cast<char32_t>(to_lower(static_cast<char>(c)));
    const auto& entry = mapped_index.before(c);
    Numbers numbers(idna::mapped, entry.position);
    for (MappedRun run = entry.state; !numbers.at_end();) {
        run.step(numbers);
        if (run.first > c) return c;
        if (c >= run.point) continue;
        return (c - run.first) % run.step_width == 0 ? run.first_target + (c - run.first) : c;
    }
    return c;
}

// The code points that one is mapped to, in UTF-8; empty when it is not mapped to several.
std::string_view mapped_to_several(std::string_view character) noexcept {
    if (character.size() < 2) return {};
    const std::string_view table = idna::mapped_to_several;
    for (std::size_t at = table.find(character); at != std::string_view::npos; at = table.find(character, at + 1)) {
        if (table[at - 1] != '\n') continue;
        const std::size_t start = at + character.size();
        return table.substr(start, table.find('\n', start) - start);
    }
    return {};
}

bool is_full_stop(char32_t c) noexcept { return c == '.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61; }

// --- normalisation (Unicode NFC) ---------------------------------------------------------------------------------------

struct MarkRun {
    char32_t point = 0;  // behind the end of the run
    char32_t first = 0;
    std::uint32_t rank = 0;   // in the canonical order; 0: stays in its place
    bool takes_room = false;  // a letter in all but name, for directions
    constexpr void step(Numbers& numbers) noexcept {
        first = point + numbers.take();
        point = first + numbers.take();
        const std::uint32_t kind = numbers.take();
        rank = kind / 2;
        takes_room = kind % 2 != 0;
    }
};

constexpr auto mark_index = make_index<MarkRun, count_entries<MarkRun>(idna::marks)>(idna::marks);

// The run of a mark; nothing for what is no mark.
std::optional<MarkRun> mark_of(char32_t c) noexcept {
    constexpr char32_t first_mark = 0x300;
    if (c < first_mark) return std::nullopt;
    const auto& entry = mark_index.before(c);
    Numbers numbers(idna::marks, entry.position);
    for (MarkRun run = entry.state; !numbers.at_end();) {
        run.step(numbers);
        if (run.first > c) return std::nullopt;
        if (c < run.point) return run;
    }
    return std::nullopt;
}

std::uint32_t order_of(char32_t c) noexcept { return mark_of(c).value_or(MarkRun{}).rank; }

struct Composition {
    char32_t letter = 0, base = 0, mark = 0;
};

template <class Test>
Composition find_composition(Test test) noexcept {
    Composition composition;
    for (Numbers numbers(idna::compositions); !numbers.at_end();) {
        composition.letter += numbers.take();
        composition.base = static_cast<char32_t>(static_cast<std::int32_t>(composition.base) + numbers.take_signed());
        composition.mark = idna::composing[numbers.take()];
        if (test(composition)) return composition;
    }
    return {};
}

// Hangul syllables are computed (The Unicode Standard, section 3.12).
namespace hangul {
constexpr char32_t syllables = 0xAC00, leading = 0x1100, vowels = 0x1161, trailing = 0x11A7;
constexpr char32_t leading_count = 19, vowel_count = 21, trailing_count = 28;
constexpr char32_t syllable_count = leading_count * vowel_count * trailing_count;

constexpr bool is_jamo(char32_t c) noexcept { return c >= leading && c < 0x1200; }

char32_t composed(char32_t a, char32_t b) noexcept {
    if (a >= leading && a < leading + leading_count && b >= vowels && b < vowels + vowel_count) {
        return syllables + ((a - leading) * vowel_count + (b - vowels)) * trailing_count;
    }
    const bool open = a >= syllables && a < syllables + syllable_count && (a - syllables) % trailing_count == 0;
    return open && b > trailing && b < trailing + trailing_count ? a + (b - trailing) : 0;
}
}  // namespace hangul

char32_t composed(char32_t base, char32_t next) noexcept {
    if (hangul::is_jamo(next)) return hangul::composed(base, next);
    return find_composition([&](const Composition& c) { return c.base == base && c.mark == next; }).letter;
}

// A label on its way; decomposed it may be longer than what it ends as.
struct Label {
    std::array<char32_t, 4 * max_label_bytes> points;
    std::size_t size = 0;
    bool ascii = true;
    bool has_marks = false;

    bool add(char32_t c) noexcept {
        if (size == points.size()) return false;
        points[size++] = c;
        if (c < first_in_tables) return true;
        ascii = false;
        has_marks = has_marks || mark_of(c).has_value() || hangul::is_jamo(c);
        return true;
    }
    std::span<const char32_t> view() const noexcept { return {points.data(), size}; }
};

bool add_decomposed(Label& label, char32_t c) noexcept {
    if (c < 0xC0) return label.add(c);
    const Composition found = find_composition([&](const Composition& composition) { return composition.letter == c; });
    return found.letter == 0 ? label.add(c) : add_decomposed(label, found.base) && label.add(found.mark);
}

// Marks sorted by rank between those that stay.
void put_in_order(Label& label) noexcept {
    for (std::size_t i = 1; i < label.size; ++i) {
        const std::uint32_t order = order_of(label.points[i]);
        for (std::size_t j = i; j > 0 && order != 0 && order_of(label.points[j - 1]) > order; --j) {
            std::swap(label.points[j], label.points[j - 1]);
        }
    }
}

void compose(Label& label) noexcept {
    std::size_t starter = 0, kept = 1;
    std::uint32_t last_order = 0;
    for (std::size_t i = 1; i < label.size; ++i) {
        const char32_t c = label.points[i];
        const std::uint32_t order = order_of(c);
        const bool reaches = kept == starter + 1 || last_order < order;  // nothing of its rank stands between
        const char32_t letter = reaches ? composed(label.points[starter], c) : 0;
        if (letter != 0) {
            label.points[starter] = letter;
            continue;
        }
        if (order == 0) starter = kept;
        last_order = order;
        label.points[kept++] = c;
    }
    label.size = std::min(kept, label.size);
}

bool normalise(Label& label) noexcept {
    if (!label.has_marks) return true;
    Label decomposed;
    for (const char32_t c : label.view()) {
        if (!add_decomposed(decomposed, c)) return false;
    }
    put_in_order(decomposed);
    compose(decomposed);
    label = decomposed;
    return true;
}

// --- rules for labels --------------------------------------------------------------------------------------------------

// RFC 5892 appendix A: the joiners may stand behind a virama, the non-joiner also between letters that join.
bool joiner_is_in_place(std::span<const char32_t> label, std::size_t at) noexcept {
    constexpr char32_t non_joiner = 0x200C;
    if (at == 0) return false;
    if (order_of(label[at - 1]) == idna::virama_rank) return true;
    if (label[at] != non_joiner) return false;
    std::size_t before = at - 1, after = at + 1;
    while (before > 0 && mark_of(label[before])) --before;
    while (after < label.size() && mark_of(label[after])) ++after;
    return after < label.size() && contains(idna::joins_next, label[before]) && contains(idna::joins_before, label[after]);
}

// RFC 5891 section 5.4: the rules for a label with other letters than ASCII ones.
bool is_valid_label(std::span<const char32_t> label) noexcept {
    if (label.empty() || label.front() == '-' || label.back() == '-') return false;
    if (label.size() > 3 && label[2] == '-' && label[3] == '-') return false;
    if (mark_of(label.front())) return false;
    for (std::size_t i = 0; i < label.size(); ++i) {
        if (!may_stand_in_label(label[i])) return false;
        const bool joiner = label[i] == 0x200C || label[i] == 0x200D;
        if (joiner && !joiner_is_in_place(label, i)) return false;
    }
    return true;
}

enum class Direction : std::uint8_t { neutral, left, right, european_digit, arabic_digit, mark };

Direction direction_of(char32_t c) noexcept {
    if (c < first_in_tables) {
        if (is_digit(static_cast<char>(c))) return Direction::european_digit;
        return c == '-' ? Direction::neutral : Direction::left;
    }
    if (contains(idna::right_to_left, c)) return Direction::right;
    if (contains(idna::arabic_digits, c)) return Direction::arabic_digit;
    if (contains(idna::european_digits, c)) return Direction::european_digit;
    if (contains(idna::neutral, c)) return Direction::neutral;
    const auto mark = mark_of(c);
    return mark && !mark->takes_room ? Direction::mark : Direction::left;
}

// RFC 5893 section 2, for a label of a domain that has letters or digits from right to left in any label.
bool keeps_direction(std::span<const char32_t> label) noexcept {
    const Direction first = direction_of(label.front());
    if (first != Direction::left && first != Direction::right) return false;
    bool european = false, arabic = false;
    Direction last = first;
    for (const char32_t c : label) {
        const Direction direction = direction_of(c);
        const bool wrong_way = first == Direction::right ? direction == Direction::left
                                                         : direction == Direction::right || direction == Direction::arabic_digit;
        if (wrong_way) return false;
        european = european || direction == Direction::european_digit;
        arabic = arabic || direction == Direction::arabic_digit;
        if (direction != Direction::mark) last = direction;
    }
    return last != Direction::neutral && !(first == Direction::right && european && arabic);
}

bool runs_right_to_left(std::span<const char32_t> label) noexcept {
    return std::any_of(label.begin(), label.end(), [](char32_t c) {
        const Direction direction = direction_of(c);
        return direction == Direction::right || direction == Direction::arabic_digit;
    });
}

// --- domains -----------------------------------------------------------------------------------------------------------

// Cuts a domain into mapped and normalised labels.
class Labels {
public:
    explicit Labels(std::string_view domain) noexcept : rest_(domain) {}
    bool at_end() const noexcept { return ended_; }

    // The next label; false when it cannot be one.
    bool take(Label& label) noexcept {
        label.size = 0;
        label.ascii = true;
        label.has_marks = false;
        for (std::size_t at = 0; at < rest_.size();) {
            const std::size_t start = at;
            const char32_t c = decode_utf8(rest_, at);
            if (is_full_stop(c)) {
                rest_.remove_prefix(at);
                return normalise(label);
            }
            if (!add_mapped(label, c, rest_.substr(start, at - start))) return false;
        }
        ended_ = true;
        return normalise(label);
    }

private:
    static bool add_mapped(Label& label, char32_t c, std::string_view character) noexcept {
        if (c >= first_in_tables && contains(idna::ignored, c)) return true;
        const std::string_view several = c >= first_in_tables ? mapped_to_several(character) : std::string_view{};
        if (several.empty()) return label.add(mapped(c));
        for (std::size_t at = 0; at < several.size();) {
            if (!label.add(decode_utf8(several, at))) return false;
        }
        return true;
    }

    std::string_view rest_;
    bool ended_ = false;
};

bool has_ace_prefix(const Label& label) noexcept {
    return label.size >= ace_prefix.size() && std::equal(ace_prefix.begin(), ace_prefix.end(), label.points.begin(),
                                                         [](char a, char32_t b) { return static_cast<char32_t>(a) == b; });
}

bool is_plain_label(const Label& label) noexcept {
    if (label.size == 0 || label.size > max_label_bytes || label.points[0] == '-' || label.points[label.size - 1] == '-') return false;
    return std::all_of(label.points.begin(), label.points.begin() + static_cast<std::ptrdiff_t>(label.size), may_stand_in_label);
}

void append_plain(const Label& label, std::string& out) {
    for (const char32_t c : label.view()) out += static_cast<char>(c);
}

// Turns "xn--..." into the label that it stands for. False unless that is a valid one in mapped and normalised form.
bool decode_ace(const Label& ace, Label& unicode) noexcept {
    std::array<char, max_label_bytes> text;
    const std::size_t size = ace.size - ace_prefix.size();
    std::transform(ace.points.begin() + ace_prefix.size(), ace.points.begin() + static_cast<std::ptrdiff_t>(ace.size), text.begin(),
                   [](char32_t c) { return static_cast<char>(c); });
    std::array<char32_t, max_label_bytes> points;
    const auto count = decode_punycode({text.data(), size}, points.data(), points.size());
    if (!count) return false;
    unicode = {};
    for (std::size_t i = 0; i < *count; ++i) {
        if (mapped(points[i]) != points[i] || !unicode.add(points[i])) return false;
    }
    if (unicode.ascii || !normalise(unicode) || unicode.size != *count) return false;
    return std::equal(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(*count), unicode.points.begin());
}

// Appends an A-label. Punycode has one form only for each label, so what was decoded must give the same again.
bool append_ace(const Label& ace, Label& unicode, std::string& out) {
    if (!decode_ace(ace, unicode) || !is_valid_label(unicode.view())) return false;
    const std::size_t start = out.size();
    out += ace_prefix;
    if (!append_punycode(unicode.points.data(), unicode.size, out) || out.size() - start != ace.size) return false;
    return std::equal(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), ace.points.begin(),
                      [](char a, char32_t b) { return static_cast<char32_t>(a) == b; });
}

// Appends one label in ASCII; `unicode` gets what it stands for.
bool append_label(const Label& label, Label& unicode, std::string& out) {
    if (label.ascii) {
        if (!is_plain_label(label)) return false;
        if (has_ace_prefix(label)) return append_ace(label, unicode, out);
        unicode = label;
        append_plain(label, out);
        return true;
    }
    if (label.size > max_label_bytes || !is_valid_label(label.view())) return false;
    unicode = label;
    const std::size_t start = out.size();
    out += ace_prefix;
    return append_punycode(label.points.data(), label.size, out) && out.size() - start <= max_label_bytes;
}

bool keeps_directions(std::string_view domain) {
    Label label, unicode;
    bool right_to_left = false, kept = true;
    for (Labels labels(domain); !labels.at_end();) {
        if (!labels.take(label)) return false;
        unicode = label;
        if (label.ascii && has_ace_prefix(label) && !decode_ace(label, unicode)) return false;
        right_to_left = right_to_left || runs_right_to_left(unicode.view());
        kept = kept && keeps_direction(unicode.view());
    }
    return kept || !right_to_left;
}

}  // namespace

bool append_ascii_domain(std::string_view domain, std::string& out) {
    const std::size_t start = out.size();
    Label label, unicode;
    bool right_to_left = false;
    for (Labels labels(domain); !labels.at_end();) {
        if (out.size() != start) out += '.';
        if (!labels.take(label) || !append_label(label, unicode, out)) return false;
        right_to_left = right_to_left || (!unicode.ascii && runs_right_to_left(unicode.view()));
    }
    return out.size() - start <= max_domain_bytes && (!right_to_left || keeps_directions(domain));
}

}  // namespace muster
