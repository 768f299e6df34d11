// The one order of a whole column. Each cell is counted under every order by which it reads; at the end an order is
// proven, or two contradict each other, or nothing decides and somebody has to be asked.
#include <algorithm>

#include "date_internal.hpp"

namespace muster {

using dates::PatternToken;
using dates::Reading;
using dates::StepList;

namespace {

constexpr std::size_t most_families = 8;
constexpr std::size_t kept_rows = 5;
// Texts that never yield a date are looked at closely only so often: a column of names costs nothing after that.
constexpr std::uint64_t patience = 2000;
// A column is of dates when at least this share of its values reads as one layout, and, where years have two digits and
// version numbers or phone numbers look alike, a larger one.
constexpr std::uint64_t enough_percent = 70;
constexpr std::uint64_t enough_percent_short_year = 80;
// Where somebody says that these are dates, half of them are enough: the others are errors of their rows.
constexpr std::uint64_t enough_percent_told = 50;
// A single slip against so many proofs does not overturn them; it is an error of its row. Two may be the rest of another export,
// whose dates that read both ways nobody would see.
constexpr std::uint64_t proofs_against_a_slip = 10;

constexpr DateOrder orders[] = {DateOrder::dmy, DateOrder::mdy, DateOrder::ymd};
unsigned order_bit(DateOrder order) noexcept {
    return order == DateOrder::none ? 0 : 1U << (static_cast<unsigned>(order) - 1);
}

bool is_date_number(const PatternToken& token) noexcept {
    return token.letter == 'd' || token.letter == 'y' || (token.letter == 'M' && token.count <= 2);
}

bool touches_number(const std::vector<PatternToken>& tokens, std::size_t i) noexcept {
    const bool before = i > 0 && is_date_number(tokens[i - 1]);
    const bool after = i + 1 < tokens.size() && is_date_number(tokens[i + 1]);
    return before || after;
}

bool is_digits_only(const std::vector<PatternToken>& tokens) noexcept {
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].letter == 'd') return touches_number(tokens, i);
    }
    return false;
}

// Where day and year stand around a month in words, each with two digits, as in 24-Mar-05: the year may come first.
struct NamedPlaces {
    std::size_t first, last;
};
std::optional<NamedPlaces> open_named_places(const std::vector<PatternToken>& tokens) noexcept {
    for (std::size_t i = 2; i + 2 < tokens.size(); ++i) {
        if (tokens[i].letter != 'M' || tokens[i].count < 3) continue;
        const auto is_number = [&](std::size_t at) { return is_date_number(tokens[at]) && tokens[at].count <= 2; };
        const bool hyphens = tokens[i - 1].text == "-" && tokens[i + 1].text == "-";
        if (hyphens && is_number(i - 2) && is_number(i + 2)) return NamedPlaces{i - 2, i + 2};
    }
    return std::nullopt;
}

// What all orders of a layout have in common: which number is a day stays open.
std::string family_key(const std::vector<PatternToken>& tokens) {
    if (is_digits_only(tokens) && tokens.size() == 3) return "eight digits";
    auto open = tokens;
    const bool is_open = !dates::has_month_in_words(tokens) || open_named_places(tokens);
    for (auto& token : open) {
        if (is_open && is_date_number(token)) token.letter = token.letter == 'y' && token.count == 4 ? 'y' : 'd';
    }
    return dates::layout_of(open);
}

// The token lists of all orders that the layout of one reading allows.
std::vector<std::pair<DateOrder, std::vector<PatternToken>>> all_orders(DateOrder order,
                                                                         const std::vector<PatternToken>& tokens) {
    std::vector<std::pair<DateOrder, std::vector<PatternToken>>> result;
    if (is_digits_only(tokens) && tokens.size() == 3) {
        const auto field = [](char letter) { return PatternToken::field(letter, letter == 'y' ? 4 : 2); };
        result.push_back({DateOrder::dmy, {field('d'), field('M'), field('y')}});
        result.push_back({DateOrder::mdy, {field('M'), field('d'), field('y')}});
        result.push_back({DateOrder::ymd, {field('y'), field('M'), field('d')}});
        return result;
    }
    if (const auto places = open_named_places(tokens)) {
        auto day_first = tokens, year_first = tokens;
        day_first[places->first].letter = year_first[places->last].letter = 'd';
        day_first[places->last] = year_first[places->first] = PatternToken::field('y', 2);
        result.push_back({DateOrder::dmy, std::move(day_first)});
        result.push_back({DateOrder::ymd, std::move(year_first)});
        return result;
    }
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (is_date_number(tokens[i])) places.push_back(i);
    }
    const bool one_order = places.size() != 3 || tokens[places[0]].count == 4;
    if (one_order) {
        result.push_back({order, tokens});
        return result;
    }
    const auto with_letters = [&](std::string_view letters) {
        auto changed = tokens;
        for (std::size_t i = 0; i < 3; ++i) changed[places[i]].letter = letters[i];
        return changed;
    };
    result.push_back({DateOrder::dmy, with_letters("dMy")});
    result.push_back({DateOrder::mdy, with_letters("Mdy")});
    const auto& between = tokens[places[0] + 1];
    const bool hyphens = between.is_literal() && between.text.find('-') != std::string::npos;
    const bool year_may_lead = hyphens && tokens[places[0]].count == 2 && tokens[places[2]].count == 2;
    if (year_may_lead) result.push_back({DateOrder::ymd, with_letters("yMd")});
    return result;
}

// A run of blanks matches one: "Dec  7" and "Dec 17" have one layout.
void merge_blanks(std::vector<PatternToken>& tokens) {
    for (auto& token : tokens) {
        if (!token.is_literal()) continue;
        const auto end = std::unique(token.text.begin(), token.text.end(), [](char a, char b) { return a == ' ' && b == ' '; });
        token.text.erase(end, token.text.end());
    }
}

// Widens the fields of `tokens` so that a cell with the widths of `other` fits as well; true when something changed.
bool relax(std::vector<PatternToken>& tokens, const std::vector<PatternToken>& other) {
    if (tokens.size() != other.size()) return false;
    bool changed = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto& token = tokens[i];
        if (token.is_literal() || token.letter == 'y' || token.count == other[i].count) continue;
        const bool name = token.letter == 'E' || (token.letter == 'M' && token.count >= 3);
        const int count = name ? std::min(token.count, other[i].count) : 1;
        changed = changed || count != token.count;
        token.count = count;
    }
    return changed;
}

struct Sample {
    std::uint64_t row = 0;
    std::string text;
};

// Cells of one layout, counted by the set of orders under which they read.
struct Family {
    std::string key;
    std::vector<std::pair<DateOrder, StepList>> readings;
    std::vector<PatternToken> tokens;  // of the first reading
    DateOrder first_order = DateOrder::none;
    bool digits_only = false;
    bool month_in_words = false;
    std::string longest;                                 // the longest cell: it shows whether names are abbreviated
    std::array<std::uint64_t, 8> counts{};               // by the set of orders, as bits
    std::array<std::array<std::uint64_t, kept_rows>, 8> rows{};
    std::array<Sample, 8> samples{};
    Sample telling;                                      // the first cell that is different dates in different orders

    unsigned read(std::string_view cell) const noexcept {
        unsigned set = 0;
        for (const auto& [order, list] : readings) {
            const auto value = dates::run_steps(list, cell);
            if (!value || (digits_only && !dates::is_plausible_year(value->year))) continue;
            set |= order_bit(order) == 0 ? 1U : order_bit(order);
        }
        return set;
    }
    void count(unsigned set, std::string_view cell, std::uint64_t row) {
        if (cell.size() > longest.size() && cell.size() <= 60) longest = cell;
        auto& n = counts[set];
        if (n == 0) samples[set] = {row, shortened(cell, 60)};
        if (n < kept_rows) rows[set][static_cast<std::size_t>(n)] = row;
        ++n;
        if (telling.row == 0 && tells_orders_apart(cell)) telling = {row, shortened(cell, 60)};
    }
    bool tells_orders_apart(std::string_view cell) const noexcept {
        std::optional<DateTime> first;
        for (const auto& [order, list] : readings) {
            const auto value = dates::run_steps(list, cell);
            if (value && first && *value != *first) return true;
            if (value) first = value;
        }
        return false;
    }
    std::uint64_t total() const noexcept {
        std::uint64_t sum = 0;
        for (const auto n : counts) sum += n;
        return sum;
    }
    // Cells that read under `order`, and those of them that do not read under `other`.
    std::uint64_t reads(DateOrder order) const noexcept { return reads_without(order, DateOrder::none); }
    std::uint64_t reads_without(DateOrder order, DateOrder other) const noexcept {
        std::uint64_t sum = 0;
        for (unsigned set = 1; set < 8; ++set) {
            if ((set & order_bit(order)) != 0 && (set & order_bit(other)) == 0) sum += counts[set];
        }
        return sum;
    }
    const StepList* list_of(DateOrder order) const noexcept {
        for (const auto& [known, list] : readings) {
            if (known == order) return &list;
        }
        return nullptr;
    }
};

std::string rows_text(const std::vector<std::uint64_t>& rows) {
    std::string text = rows.size() == 1 ? "row " : "rows ";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0) text += i + 1 == rows.size() ? " and " : ", ";
        text += std::to_string(rows[i]);
    }
    return text;
}

std::string_view place_of_day(DateOrder order) noexcept { return order == DateOrder::dmy ? "first" : "second"; }

std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - ('a' - 'A'));
    return text;
}

}  // namespace

class DateColumn::State {
public:
    explicit State(const Options& options) : options_(options) {
        free_.options = options;
        if (dates::locale_mask(options.locale) == 0) free_.options.locale.clear();
        free_.digits_only = options.digits_only;
        free_.one_value = false;
    }

    void add(std::string_view cell, std::uint64_t row) {
        cell = dates::trimmed_cell(cell);
        if (cell.empty()) return;
        if (last_ < families_.size()) {
            if (const auto set = families_[last_].read(cell)) {
                ++of_;
                families_[last_].count(set, cell, row);
                return;
            }
        }
        if (is_null_date(cell)) return;
        ++of_;
        if (!read_by_other(cell, row) && !learn(cell, row)) miss(cell, row);
    }

    DateVerdict verdict() const {
        DateVerdict result;
        result.of = of_;
        for (const auto& family : families_) result.nearest = std::max<std::uint64_t>(result.nearest, family.total());
        const auto* best = best_family();
        if (!settle_as_iso(best, result)) {
            if (best == nullptr) return result;
            decide(*best, result);
        }
        if (result.matched < of_) tell_misfits(result);
        return result;
    }

private:
    bool read_by_other(std::string_view cell, std::uint64_t row) {
        for (std::size_t i = 0; i < families_.size(); ++i) {
            if (i == last_) continue;
            const auto set = families_[i].read(cell);
            if (set == 0) continue;
            families_[i].count(set, cell, row);
            if (families_[i].total() > families_[last_].total()) last_ = i;
            return true;
        }
        return false;
    }

    // Looks at a cell that no known layout reads: a new layout, or a known one with other widths.
    bool learn(std::string_view cell, std::uint64_t row) {
        if (families_.empty() && of_ > patience) return false;
        auto readings = dates::possible_readings(cell, free_);
        if (readings.empty()) return false;
        auto& reading = readings.front();
        merge_blanks(reading.list.tokens);
        const auto key = family_key(reading.list.tokens);
        auto* family = find(key);
        if (family == nullptr) {
            if (families_.size() == most_families) return false;
            families_.push_back({});
            family = &families_.back();
            family->key = key;
            family->tokens = reading.list.tokens;
            // As with the day first, whose width may still grow.
            if (open_named_places(family->tokens)) family->tokens = all_orders(reading.order, family->tokens).front().second;
            family->first_order = reading.order;
            family->month_in_words = dates::has_month_in_words(family->tokens);
            family->digits_only = is_digits_only(reading.list.tokens);
        } else if (!relax(family->tokens, reading.list.tokens)) {
            return false;
        }
        build(*family);
        const auto set = family->read(cell);
        if (set == 0) return false;
        family->count(set, cell, row);
        return true;
    }

    Family* find(std::string_view key) {
        for (auto& family : families_) {
            if (family.key == key) return &family;
        }
        return nullptr;
    }

    void build(Family& family) const {
        family.readings.clear();
        for (auto& [order, tokens] : all_orders(family.first_order, family.tokens)) {
            auto list = dates::build_steps(std::move(tokens), free_.options);
            if (list) family.readings.emplace_back(order, std::move(*list));
        }
    }

    void miss(std::string_view cell, std::uint64_t row) {
        if (misfits_.size() < kept_rows) misfits_.push_back({row, shortened(cell, 60)});
    }

    const Family* best_family() const noexcept {
        const Family* best = nullptr;
        for (const auto& family : families_) {
            if (best == nullptr || family.total() > best->total()) best = &family;
        }
        if (best == nullptr || best->readings.empty()) return nullptr;
        const bool short_year = best->readings.front().second.two_digit_year;
        const auto enough = options_.digits_only ? enough_percent_told : short_year ? enough_percent_short_year : enough_percent;
        return best->total() * 100 >= of_ * enough ? best : nullptr;
    }

    // The order under which most cells read, and its strongest rival: one that it does not beat, if there is any.
    struct Standing {
        DateOrder best = DateOrder::none;
        DateOrder rival = DateOrder::none;
        bool conflict = false;
    };
    static Standing standing_of(const Family& family) noexcept {
        Standing result;
        for (const auto order : orders) {
            const bool more = result.best == DateOrder::none || family.reads(order) > family.reads(result.best);
            if (family.list_of(order) != nullptr && more) result.best = order;
        }
        for (const auto order : orders) {
            if (order == result.best || family.list_of(order) == nullptr) continue;
            const auto wins = family.reads_without(result.best, order);
            const auto losses = family.reads_without(order, result.best);
            const bool beaten = losses == 0 ? wins > 0 : losses == 1 && wins >= proofs_against_a_slip;
            if (beaten) continue;
            const bool conflict = wins > 0 || losses > 0;
            if (result.rival == DateOrder::none || (result.conflict && !conflict)) {
                result.rival = order;
                result.conflict = conflict;
            }
        }
        return result;
    }

    // Moments of which only some have seconds, a fraction or an offset, as programs write them and exports have them: no layout
    // is that of the column, and yet one form is. Where somebody says that these are dates, days may stand among them.
    bool settle_as_iso(const Family* best, DateVerdict& result) const {
        const auto iso = DatePattern::compile("iso8601", options_);
        std::uint64_t moments = 0, days = 0;
        for (const auto& family : families_) {
            if (!is_iso(family) || !iso || !iso->read(family.longest)) continue;
            (family.readings.front().second.kind == TemporalKind::date ? days : moments) += family.total();
        }
        if (days > 0 && !options_.digits_only) return false;
        const bool is_one_layout = best != nullptr && (best->total() >= moments + days || !is_iso(*best));
        if (is_one_layout || moments == 0 || (moments + days) * 100 < of_ * enough_percent) return false;
        result.format = iso->ldml();
        result.order = DateOrder::ymd;
        result.kind = TemporalKind::date_time;
        result.matched = moments + days;
        result.evidence.push_back("The values are written as ISO 8601 says, some with more parts than others.");
        return true;
    }

    static bool is_iso(const Family& family) noexcept {
        if (family.readings.size() != 1) return false;
        return std::all_of(family.tokens.begin(), family.tokens.end(), [](const PatternToken& token) {
            if (token.is_literal()) return token.text == "-" || token.text == ":" || token.text == "T" || token.text == " " || token.text == ".";
            if (token.letter == 'S' || token.letter == 'X') return true;
            return token.letter == 'y' ? token.count == 4 : std::string_view("MdHms").find(token.letter) != std::string_view::npos && token.count == 2;
        });
    }

    void decide(const Family& family, DateVerdict& result) const {
        if (family.readings.size() == 1) {
            settle(family, family.readings.front().first, result);
            result.evidence.push_back(family.tokens.empty() ? std::string() : single_order_evidence(family));
            return;
        }
        const auto standing = standing_of(family);
        if (standing.rival == DateOrder::none) {
            settle(family, standing.best, result);
            result.proves_order = !family.month_in_words;
            tell_proof(family, standing.best, result);
        } else if (const DateOrder told = told_order(family); told != DateOrder::none && family.reads(told) > 0) {
            settle(family, told, result);
            result.evidence.push_back("The values do not decide the order; it was told: " +
                                      std::string(name_of(options_.order)) + ".");
        } else {
            leave_open(family, standing, result);
        }
    }

    // Which of the orders of the family was told.
    DateOrder told_order(const Family& family) const noexcept {
        for (const auto& [order, list] : family.readings) {
            if (options_.order != DateOrder::none && dates::is_told(order, options_.order, family.month_in_words)) return order;
        }
        return DateOrder::none;
    }

    void settle(const Family& family, DateOrder order, DateVerdict& result) const {
        const auto* list = family.list_of(order);
        result.format = format_of(family, *list);
        result.order = order;
        result.kind = list->kind;
        result.matched = family.readings.size() == 1 ? family.total() : family.reads(order);
    }

    // "3. Mai 2024" says nothing about how names are written; the longest cell of the column does.
    std::string format_of(const Family& family, const StepList& list) const {
        const auto readings = dates::possible_readings(family.longest, free_);
        if (readings.empty()) return list.ldml;
        const auto& longest = readings.front().list.tokens;
        auto tokens = list.tokens;
        for (std::size_t i = 0; i < tokens.size() && tokens.size() == longest.size(); ++i) {
            const bool longer = tokens[i].count == 3 && longest[i].count == 4;
            if (longer && longest[i].letter == tokens[i].letter && !tokens[i].is_literal()) tokens[i].count = 4;
        }
        return dates::ldml_of(tokens);
    }

    void leave_open(const Family& family, const Standing& standing, DateVerdict& result) const {
        auto first = standing.best;
        auto second = standing.rival;
        if (!standing.conflict && second < first) std::swap(first, second);
        settle(family, first, result);
        result.order = DateOrder::none;
        result.other_format = format_of(family, *family.list_of(second));
        result.conflict = standing.conflict;
        result.ambiguous = !standing.conflict;
        result.month_in_words = family.month_in_words;
        if (result.ambiguous) result.habit = habit_of(family);
        list_readings(family, standing, result);
        if (standing.conflict) tell_conflict(family, first, second, result);
        else tell_ambiguity(result);
    }

    // All orders that are open, with a cell that tells them apart if there is one.
    void list_readings(const Family& family, const Standing& standing, DateVerdict& result) const {
        const Sample& sample = family.telling.row != 0 ? family.telling : earliest_sample(family);
        result.open_row = sample.row;
        for (const auto order : orders) {
            const auto* list = family.list_of(order);
            if (list == nullptr || !is_open(family, standing, order)) continue;
            const auto value = dates::run_steps(*list, sample.text);
            result.readings.push_back({format_of(family, *list), name_of(order), value ? sample.text : std::string(),
                                       value ? iso_text(*value) : std::string(), order == result.habit});
        }
    }

    // Where nothing contradicts, those under which the same cells read; else all under which any does.
    static bool is_open(const Family& family, const Standing& standing, DateOrder order) noexcept {
        if (standing.conflict) return family.reads(order) > 0;
        return family.reads_without(order, standing.best) + family.reads_without(standing.best, order) == 0;
    }

    static const Sample& earliest_sample(const Family& family) noexcept {
        const Sample* first = &family.samples[0];
        for (const auto& sample : family.samples) {
            if (sample.row != 0 && (first->row == 0 || sample.row < first->row)) first = &sample;
        }
        return *first;
    }

    // Every locale of cldr-names.json whose short dates have points writes the day first; strokes and hyphens are in use
    // with both orders. Beside a month in words the year comes last in each of them, as in the DD-MON-YY of Oracle.
    static DateOrder habit_of(const Family& family) noexcept {
        if (family.month_in_words) return DateOrder::dmy;
        for (const auto& token : family.tokens) {
            if (!token.is_literal()) continue;
            return token.text.starts_with('.') && family.list_of(DateOrder::dmy) != nullptr ? DateOrder::dmy : DateOrder::none;
        }
        return DateOrder::none;
    }

    static std::string single_order_evidence(const Family& family) {
        for (const auto& token : family.tokens) {
            if (token.letter == 'M' && token.count >= 3) return "The month is written as a word, so the order is plain.";
        }
        return "The year comes first, so month and day follow in this order.";
    }

    // Rows that read under `order` and not under `other`, the first few.
    static std::vector<std::uint64_t> rows_for(const Family& family, DateOrder order, DateOrder other) {
        std::vector<std::uint64_t> rows;
        for (unsigned set = 1; set < 8; ++set) {
            if ((set & order_bit(order)) == 0 || (set & order_bit(other)) != 0) continue;
            for (std::size_t i = 0; i < kept_rows && i < family.counts[set]; ++i) rows.push_back(family.rows[set][i]);
        }
        std::sort(rows.begin(), rows.end());
        if (rows.size() > kept_rows) rows.resize(kept_rows);
        return rows;
    }

    static const Sample* sample_for(const Family& family, DateOrder order, DateOrder other) {
        const Sample* first = nullptr;
        for (unsigned set = 1; set < 8; ++set) {
            if ((set & order_bit(order)) == 0 || (set & order_bit(other)) != 0 || family.counts[set] == 0) continue;
            if (first == nullptr || family.samples[set].row < first->row) first = &family.samples[set];
        }
        return first;
    }

    static void tell_proof(const Family& family, DateOrder order, DateVerdict& result) {
        for (const auto other : orders) {
            if (other == order || family.list_of(other) == nullptr) continue;
            const auto* sample = sample_for(family, order, other);
            if (sample == nullptr) continue;
            for (const auto row : rows_for(family, order, other)) result.proof_rows.push_back(row);
            const bool day_month = order != DateOrder::ymd && other != DateOrder::ymd;
            std::string sentence = "Row " + std::to_string(sample->row) + " holds " + sample->text + ": ";
            if (day_month && family.key != "eight digits") {
                sentence += "the " + std::string(place_of_day(order)) + " number can only be a day.";
            } else {
                sentence += "it is a date as " + family.list_of(order)->ldml + ", not as " + family.list_of(other)->ldml + ".";
            }
            result.evidence.push_back(std::move(sentence));
            const auto against = family.reads_without(other, order);
            if (against == 0) continue;
            result.evidence.push_back(capital(rows_text(rows_for(family, other, order))) + " would read only as " +
                                      family.list_of(other)->ldml + (against == 1 ? " and is an error." : " and are errors."));
        }
        std::sort(result.proof_rows.begin(), result.proof_rows.end());
        result.proof_rows.erase(std::unique(result.proof_rows.begin(), result.proof_rows.end()), result.proof_rows.end());
        if (result.proof_rows.size() > kept_rows) result.proof_rows.resize(kept_rows);
    }

    static void tell_conflict(const Family& family, DateOrder first, DateOrder second, DateVerdict& result) {
        for (const auto& [order, other] : {std::pair{first, second}, std::pair{second, first}}) {
            const auto rows = rows_for(family, order, other);
            if (rows.empty()) continue;
            result.evidence.push_back(capital(rows_text(rows)) + (rows.size() == 1 ? " reads" : " read") + " only as " +
                                      family.list_of(order)->ldml + ", for example " + sample_for(family, order, other)->text +
                                      ".");
            for (const auto row : rows) result.proof_rows.push_back(row);
        }
        std::sort(result.proof_rows.begin(), result.proof_rows.end());
        if (result.proof_rows.size() > kept_rows) result.proof_rows.resize(kept_rows);
    }

    static void tell_ambiguity(DateVerdict& result) {
        const std::string example = open_example(result);
        result.evidence.push_back("Every value reads " + std::string(result.readings.size() == 2 ? "both " : "") + open_formats(result) +
                                  (example.empty() ? "" : ": " + example) + ". Somebody has to say which it is.");
    }

    void tell_misfits(DateVerdict& result) const {
        const auto count = of_ - result.matched;
        std::string sentence = std::to_string(count) + " of " + std::to_string(of_) +
                               (count == 1 ? " values does" : " values do") + " not fit " + result.format;
        if (!misfits_.empty()) {
            sentence += ", for example row " + std::to_string(misfits_.front().row) + ": " + misfits_.front().text;
        }
        result.evidence.push_back(sentence + ".");
    }

    Options options_;
    dates::FreeOptions free_;
    std::vector<Family> families_;
    std::size_t last_ = 0;
    std::uint64_t of_ = 0;
    std::vector<Sample> misfits_;
};

DateColumn::DateColumn(const Options& options) : state_(std::make_unique<State>(options)) {}
DateColumn::DateColumn() : DateColumn(Options{}) {}
DateColumn::~DateColumn() = default;
DateColumn::DateColumn(DateColumn&&) noexcept = default;
DateColumn& DateColumn::operator=(DateColumn&&) noexcept = default;

std::string open_formats(const DateVerdict& verdict) {
    std::string text;
    for (const OpenReading& reading : verdict.readings) text += (text.empty() ? "as " : " and as ") + reading.format;
    return text;
}

std::string open_example(const DateVerdict& verdict) {
    std::string dates;
    bool differ = false;
    for (const OpenReading& reading : verdict.readings) {
        if (reading.text.empty()) return {};
        differ = differ || reading.iso != verdict.readings.front().iso;
        dates += (dates.empty() ? "" : " or ") + reading.iso;
    }
    if (dates.empty()) return {};
    return "row " + std::to_string(verdict.open_row) + " with " + verdict.readings.front().text + " is " +
           (differ ? dates : verdict.readings.front().iso + " either way");
}

void DateColumn::add(std::string_view cell, std::uint64_t row) { state_->add(cell, row); }
DateVerdict DateColumn::verdict() const { return state_->verdict(); }

}  // namespace muster
