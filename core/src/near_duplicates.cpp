#include "near_duplicates.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include "letters.hpp"
#include "mapping_synonyms.hpp"
#include "muster/fingerprint.hpp"
#include "type_kinds.hpp"

namespace muster {

// ---------------------------------------------------------------------------------------------------------------------
// The table

void FirstRows::reserve(std::size_t values) {
    values = std::min(values, most_values);
    index_.reserve(values);
    rows_.reserve(values);
}

std::uint64_t FirstRows::find_or_add(std::uint64_t hash, std::uint64_t row) {
    const auto same = [](std::size_t) { return true; };
    if (size() == most_values || row > std::numeric_limits<std::uint32_t>::max()) {
        const auto found = index_.find(hash, same);
        return found ? rows_[*found] : row;
    }
    const HashIndex::Place place = index_.find_or_add(hash, same);
    if (place.added) rows_.push_back(static_cast<std::uint32_t>(row));
    return rows_[place.index];
}

// ---------------------------------------------------------------------------------------------------------------------
// Names

namespace {

// Latin to U+017F, Greek and Cyrillic.
constexpr char32_t folded_ahead = 0x530;

// Marks that stand between letters or over them, of scripts whose other code points are letters.
constexpr bool is_mark(char32_t c) noexcept {
    return c < 0xC0 || c == 0xD7 || c == 0xF7 || (c >= 0x2B0 && c < 0x370) || (c >= 0x2000 && c < 0x2070) || (c >= 0x3000 && c < 0x3003) || c == 0x30FB ||
           c == 0xFEFF;
}

// Folded text that is hashed, in pieces, since a name may have any length. Where a piece ends depends on the folded text alone.
class FoldedHash {
public:
    explicit FoldedHash(std::uint64_t seed) noexcept : hash_(seed) {}

    void add(std::string_view text) noexcept {
        for (const char c : text) add(c);
    }

    // Adds a word of ASCII letters in lower case, eight at a time. False, and nothing is added, when it is something else or does not fit into
    // the piece.
    bool add_letters(std::string_view word) noexcept {
        const std::size_t size = word.size();
        if (size > piece_size - size_) return false;
        if (size < sizeof(std::uint32_t)) return size == 0;
        bool letters = true;
        if (size < sizeof(std::uint64_t)) {
            letters = lower<std::uint32_t>(word, 0) && lower<std::uint32_t>(word, size - sizeof(std::uint32_t));
        } else {
            for (std::size_t at = 0; at + sizeof(std::uint64_t) < size; at += sizeof(std::uint64_t)) letters = lower<std::uint64_t>(word, at) && letters;
            letters = lower<std::uint64_t>(word, size - sizeof(std::uint64_t)) && letters;
        }
        if (letters) size_ += size;
        return letters;
    }

    // Text that starts a piece.
    void start(std::string_view text) noexcept {
        size_ = std::min(text.size(), piece_size);
        std::memcpy(piece_, text.data(), size_);
    }

    void add(char c) noexcept {
        if (size_ == piece_size) {
            hash_ = text_hash({piece_, size_}, hash_);
            size_ = 0;
        }
        piece_[size_++] = c;
    }

    void add(char32_t c) noexcept {
        for (unsigned shift = 0; shift < 32; shift += 8) add(static_cast<char>((c >> shift) & 0xFFu));
    }

    std::uint64_t value() const noexcept { return text_hash({piece_, size_}, hash_); }

private:
    // Writes the bytes of a word from `at` on behind the piece, in lower case. Whether all of them are letters.
    template <class Bytes>
    bool lower(std::string_view word, std::size_t at) noexcept {
        constexpr Bytes each = static_cast<Bytes>(0x0101010101010101u);
        Bytes bytes;
        std::memcpy(&bytes, word.data() + at, sizeof(bytes));
        bytes |= each * 0x20;
        std::memcpy(piece_ + size_ + at, &bytes, sizeof(bytes));
        // The upper bit of a byte: it is no ASCII, above z, or not below a.
        return ((bytes | (bytes + each * (0x7F - 'z')) | ~(bytes + each * (0x80 - 'a'))) & (each * 0x80)) == 0;
    }

    static constexpr std::size_t piece_size = 64;
    char piece_[piece_size];
    std::size_t size_ = 0;
    std::uint64_t hash_;
};

// Whether the name has any letter or digit.
bool add_name(std::string_view name, const std::vector<std::string_view>& folds, FoldedHash& hash) noexcept {
    if (hash.add_letters(name)) return !name.empty();
    bool any = false;
    for (std::size_t at = 0; at < name.size();) {
        const char byte = name[at];
        if (is_letter(byte)) {
            ++at;
            any = true;
            hash.add(to_lower(byte));
            continue;
        }
        const char32_t c = decode_utf8(name, at);
        const std::string_view letters = c < folds.size() ? folds[c] : folded_letter(c);
        if (letters.empty() && is_mark(c)) continue;
        any = true;
        if (letters.empty()) {
            hash.add(lower_letter(c));
        } else {
            hash.add(letters);
        }
    }
    return any;
}

// Cells that do not fit an inferred type are kept as they are written.
bool is_stored_date(std::string_view value) noexcept {
    constexpr std::size_t date_size = 10;
    return value.size() >= date_size && is_digit(value[0]) && value[4] == '-' && is_digit(value[5]) && value[7] == '-' && is_digit(value[8]);
}

// Seeds that keep numbers and persons apart in one table.
constexpr std::uint64_t phone_seed = 1, person_seed = 2;

}  // namespace

PersonHasher::PersonHasher(std::vector<std::size_t> names, std::size_t birth_date) : names_(std::move(names)), birth_date_(birth_date), folds_(folded_ahead) {
    for (char32_t c = 0; c < folded_ahead; ++c) folds_[c] = folded_letter(c);
}

std::optional<std::uint64_t> PersonHasher::hash(std::span<const std::string_view> values) const noexcept {
    if (!is_stored_date(values[birth_date_])) return std::nullopt;
    FoldedHash hash(person_seed);
    hash.start(values[birth_date_]);
    for (const std::size_t name : names_) {
        hash.add('\0');
        if (!add_name(values[name], folds_, hash)) return std::nullopt;
    }
    return hash.value();
}

// ---------------------------------------------------------------------------------------------------------------------
// Columns

namespace {

// What is less sure is another one of the kind, such as the name of who gets the parcel.
constexpr int sure_enough = 700;

ConceptIndex::Meaning meaning_of(const CheckColumn& column) {
    const ConceptIndex& concepts = ConceptIndex::instance();
    const ConceptIndex::Meaning field = concepts.of(column.facts.mapping.field);
    return field.meaning != Concept::none && field.certainty >= sure_enough ? field : concepts.of(column.facts.mapping.column);
}

// The columns by what they mean.
class Parts {
public:
    explicit Parts(std::span<const CheckColumn> columns) : columns_(columns) {
        for (const CheckColumn& column : columns) meanings_.push_back(meaning_of(column));
    }

    std::vector<std::size_t> phones() const {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const bool is_phone = columns_[i].facts.type == Type::phone && meanings_[i].meaning != Concept::fax;
            if (is_phone && !columns_[i].is_key) found.push_back(i);
        }
        return found;
    }

    // First and last name, or the whole name; "name" beside a first name is the last one.
    std::vector<std::size_t> names() const {
        const auto first = surest(Concept::first_name), full = surest(Concept::full_name), name = surest(Concept::name);
        const auto last = surest(Concept::last_name) ? surest(Concept::last_name) : name;
        if (first && last) return {*first, *last};
        if (full) return {*full};
        return name ? std::vector<std::size_t>{*name} : std::vector<std::size_t>();
    }

    std::optional<std::size_t> birth_date() const {
        const auto found = surest(Concept::birth_date);
        return found && is_temporal(columns_[*found].facts.type) ? found : std::nullopt;
    }

private:
    std::optional<std::size_t> surest(Concept meaning) const {
        std::optional<std::size_t> best;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (meanings_[i].meaning != meaning || meanings_[i].certainty < sure_enough || columns_[i].is_key) continue;
            if (!best || meanings_[i].certainty > meanings_[*best].certainty) best = i;
        }
        return best;
    }

    std::span<const CheckColumn> columns_;
    std::vector<ConceptIndex::Meaning> meanings_;
};

}  // namespace

NearDuplicates::NearDuplicates(std::span<const CheckColumn> columns) {
    const Parts parts(columns);
    phones_ = parts.phones();
    const auto birth_date = parts.birth_date();
    if (auto names = parts.names(); birth_date && !names.empty()) persons_.emplace(std::move(names), *birth_date);
    looks_ = !phones_.empty() || persons_;
}

void NearDuplicates::expect(std::uint64_t read_rows, std::uint64_t rows) {
    if (!looks_ || read_rows == 0) return;
    const std::uint64_t values = std::min<std::uint64_t>(rows, FirstRows::most_values) * first_rows_.size() / read_rows;
    first_rows_.reserve(static_cast<std::size_t>(values + values / 16));
}

void NearDuplicates::collect(const Row& row, std::span<const std::string_view> values) {
    const auto wait = [&](std::uint64_t hash, Part part) { waiting_.push_back({hash, row.number, row.line, row.byte, part}); };
    for (const std::size_t phone : phones_) {
        // National numbers of two countries may be the same digits.
        if (values[phone].starts_with('+')) wait(text_hash(values[phone], phone_seed), Part::phone);
    }
    if (!persons_) return;
    if (const auto hash = persons_->hash(values)) wait(*hash, Part::person);
}

std::span<const NearDuplicates::Hint> NearDuplicates::find() {
    hints_.clear();
    for (const Waiting& waiting : waiting_) first_rows_.prefetch(waiting.hash);
    for (const Waiting& waiting : waiting_) {
        const std::uint64_t first = first_rows_.find_or_add(waiting.hash, waiting.row);
        if (first == waiting.row) continue;
        if (hints_.empty() || hints_.back().row != waiting.row) hints_.push_back({waiting.row, waiting.line, waiting.byte, 0, 0});
        std::uint64_t& agreeing = waiting.part == Part::phone ? hints_.back().phone_row : hints_.back().person_row;
        if (agreeing == 0) agreeing = first;
    }
    waiting_.clear();
    return hints_;
}

Issue NearDuplicates::Hint::issue() const {
    const std::string phone = "Row " + std::to_string(phone_row) + " has the same telephone number";
    const std::string person = std::to_string(person_row) + " has the same name and birth date";
    std::string message = phone_row == 0 ? "Row " + person : phone;
    if (phone_row != 0 && person_row != 0) message += phone_row == person_row ? ", name and birth date" : ", row " + person;
    Issue issue = make_issue(Code::near_duplicate, message + ".", "See whether the rows, whose keys differ, are of one person; if so, keep one of them.");
    issue.at.row = row;
    issue.at.line = line;
    issue.at.byte = byte;
    issue.at.has_byte = true;
    return issue;
}

}  // namespace muster
