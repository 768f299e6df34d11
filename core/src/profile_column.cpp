#include "profile_column.hpp"

#include "letters.hpp"
#include "muster/fingerprint.hpp"
#include "value_parts.hpp"

#include <algorithm>
#include <array>

namespace muster {

// What kinds of characters a cell holds: enough to know which types it cannot be.
struct Characters {
    std::size_t digits = 0;
    bool letter = false, at_sign = false, point = false, other_script = false;
    bool only_digits = true;
    bool digit() const noexcept { return digits > 0; }
};

namespace {

Characters characters_of(std::string_view cell) noexcept {
    Characters seen;
    for (const char c : cell) {
        if (is_digit(c)) {
            ++seen.digits;
            continue;
        }
        seen.only_digits = false;
        seen.letter = seen.letter || is_letter(c);
        seen.at_sign = seen.at_sign || c == '@';
        seen.point = seen.point || c == '.';
        seen.other_script = seen.other_script || static_cast<unsigned char>(c) >= 0x80;
    }
    return seen;
}

std::size_t letter_index(char letter) noexcept { return static_cast<std::size_t>(to_lower(letter) - 'a'); }

// A month of a year, "01.2024", or a time of day, "09.30".
bool is_month_or_time(std::string_view cell) noexcept {
    if ((cell.size() != 5 && cell.size() != 7) || cell[2] != '.' || !is_digit(cell[0]) || !is_digit(cell[1])) return false;
    if (!std::all_of(cell.begin() + 3, cell.end(), is_digit)) return false;
    const int first = (cell[0] - '0') * 10 + cell[1] - '0';
    return cell.size() == 7 ? first >= 1 && first <= 12 && (cell.substr(3, 2) == "19" || cell.substr(3, 2) == "20") : first < 24 && cell[3] < '6';
}

// Three groups of digits of the lengths that day, month and year have in some order, as in 01/02/2024 and 1.2.24.
bool has_form_of_date(std::string_view cell) noexcept {
    std::array<std::size_t, 3> lengths{};
    std::size_t group = 0;
    for (const char c : cell) {
        if (is_digit(c)) {
            ++lengths[group];
        } else if (std::string_view("./-").find(c) == std::string_view::npos || ++group == lengths.size()) {
            return false;
        }
    }
    const auto [first, second, last] = lengths;
    return first + second + last <= 8 && first > 0 && second > 0 && last > 0 && second <= 2 && (first <= 2 || first == 4) && (last <= 2 || last == 4);
}

// A number that nobody would write for anything but a telephone: with a country code behind a plus, or a leading zero or bracket and
// blanks between the digits. Digits behind two zeros, and those with other marks, are article and reference numbers as well.
bool is_clear_phone(std::string_view cell) noexcept {
    const auto digits = std::count_if(cell.begin(), cell.end(), is_digit);
    if (digits < 7) return false;
    if (cell[0] == '+') return true;
    const bool has_blank = cell.find_first_of(" )") != std::string_view::npos || cell.find("\u00A0") != std::string_view::npos;
    return has_blank && (cell[0] == '0' || cell[0] == '(') && !has_form_of_date(cell);
}

std::string percent_of(std::uint64_t part, std::uint64_t whole) {
    const std::uint64_t per_cent = whole == 0 ? 0 : part * 100 / whole;
    return std::to_string(per_cent) + " %";
}

bool is_date_concept(Concept meaning) noexcept {
    return meaning == Concept::birth_date || meaning == Concept::signup_date || meaning == Concept::consent_date;
}

bool is_phone_concept(Concept meaning) noexcept {
    return meaning == Concept::phone || meaning == Concept::mobile || meaning == Concept::fax;
}

bool is_name_concept(Concept meaning) noexcept {
    return meaning == Concept::first_name || meaning == Concept::last_name || meaning == Concept::name || meaning == Concept::full_name ||
           meaning == Concept::middle_name || meaning == Concept::company || meaning == Concept::city || meaning == Concept::region;
}

bool is_code_concept(Concept meaning) noexcept {
    return meaning == Concept::id || meaning == Concept::customer_number || meaning == Concept::company_number ||
           meaning == Concept::person_number || meaning == Concept::tax_number || meaning == Concept::postal_code;
}

// Programs that know no dates alone write midnight behind them, of no zone.
bool are_at_midnight(const std::vector<std::string>& examples, const std::string& format) {
    constexpr std::string_view letters_of_zones = "XxZzVO";
    if (format.find_first_of(letters_of_zones) != std::string::npos) return false;
    ValueRule rule;
    rule.type = Type::date;
    rule.format = format;
    const auto reader = ValueReader::make(rule);
    if (!reader) return false;
    std::size_t dates = 0;
    for (const std::string& example : examples) {
        std::string scratch;
        const ValueReader::Outcome outcome = reader->read(example, scratch);
        if (outcome.note == Code::time_dropped) return false;
        dates += outcome.ok;
    }
    return dates != 0;
}

}  // namespace

void DistinctEstimate::settle() {
    const auto middle = static_cast<std::ptrdiff_t>(smallest_.size());
    std::sort(waiting_.begin(), waiting_.end());
    smallest_.insert(smallest_.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
    std::inplace_merge(smallest_.begin(), smallest_.begin() + middle, smallest_.end());
    smallest_.erase(std::unique(smallest_.begin(), smallest_.end()), smallest_.end());
    if (smallest_.size() > kept) smallest_.resize(kept);
}

std::uint64_t DistinctEstimate::count() const {
    if (!waiting_.empty()) {
        DistinctEstimate settled = *this;
        settled.settle();
        return settled.count();
    }
    if (smallest_.size() < kept) return smallest_.size();
    // The k-th smallest of n evenly spread hashes lies at about k/n of the range.
    const std::uint64_t top = smallest_.back() >> 32;
    return top == 0 ? kept : ((std::uint64_t{kept} - 1) << 32) / top;
}

DigitDates::DigitDates() {
    DateColumn::Options options;
    options.digits_only = true;
    calendar_ = DateColumn(options);
}

void DigitDates::add(std::string_view digits, std::uint64_t row) {
    if (digits.size() == 8 || digits.size() == 12 || digits.size() == 14) calendar_.add(digits, row);
    if (digits.size() > 15 || digits.size() < 5) return;
    std::uint64_t number = 0;
    for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    // Spreadsheet days of the years 1950 to 2064, and times of 1990 to 2099.
    constexpr std::uint64_t first_serial = 18264, last_serial = 60266, first_second = 631152000, last_second = 4102444799;
    if (number >= first_serial && number <= last_serial) ++serials_;
    if (number >= first_second && number <= last_second) ++seconds_;
    if (number / 1000 >= first_second && number / 1000 <= last_second) ++milliseconds_;
}

std::string DigitDates::hint(std::uint64_t values, bool header_names_a_date) const {
    const DateVerdict verdict = calendar_.verdict();
    if (!verdict.format.empty() && verdict.matched * 10 >= values * 9) {
        const std::string forms = verdict.format + (verdict.other_format.empty() ? "" : " or " + verdict.other_format);
        return "The digits also read as dates of the form " + forms + ". If they are dates, say so: \"type\": \"date\" in the mapping.";
    }
    if (!header_names_a_date) return {};
    for (const auto& [count, word] : {std::pair{serials_, "excel"}, std::pair{seconds_, "unix"}, std::pair{milliseconds_, "unix-ms"}}) {
        if (count * 10 < values * 9) continue;
        return std::string("The header names a date. If the numbers are dates, say so: \"format\": \"") + word + "\" in the mapping.";
    }
    return {};
}

ColumnEvidence::ColumnEvidence(std::string name, Concept meaning, bool sensitive)
    : name_(std::move(name)), meaning_(meaning), sensitive_(sensitive) {}

void ColumnEvidence::add(std::string_view cell, std::uint64_t row, bool closely, std::string& scratch) {
    cell = trimmed(cell);
    if (cell.empty()) {
        ++empty_;
        return;
    }
    ++all_values_;
    if (sensitive_) return;
    add_statistics(cell);
    // The first value may stand far down.
    if (!closely && values_ != 0) return;
    ++values_;
    const Characters seen = characters_of(cell);
    count_forms(seen);
    if (seen.digit()) {
        add_digits(cell, row, scratch);
    } else {
        numbers_.add(cell, row);
        constexpr std::size_t longest_null_word = 6;
        if (cell.size() <= longest_null_word && is_null_date(cell)) ++null_words_;
    }
    if (seen.at_sign) emails_ += read_email(cell, EmailSyntax::rfc, scratch).ok ? 1u : 0u;
    const bool could_be_url = seen.point && seen.letter && !seen.at_sign;
    if (could_be_url) urls_ += read_url(cell, scratch).ok ? 1u : 0u;
    constexpr std::size_t longest_word = 60;
    if (cell.size() <= longest_word && !seen.at_sign && (!seen.digit() || cell.size() == 1)) add_word(cell, scratch);
}

void ColumnEvidence::count_forms(const Characters& seen) noexcept {
    constexpr std::size_t fewest_of_phone = 5;
    if (!seen.digit() && !seen.letter && !seen.other_script) ++marks_only_;
    if (seen.digit()) ++with_digits_;
    if (seen.digits >= fewest_of_phone) ++with_many_digits_;
    if (seen.at_sign) ++with_at_sign_;
    if (seen.point && seen.letter) ++with_points_;
}

void ColumnEvidence::add_statistics(std::string_view cell) {
    constexpr std::size_t most_examples = 3, longest_example = 60;
    max_bytes_ = std::max(max_bytes_, cell.size());
    if (cell.size() > max_code_points_) max_code_points_ = std::max(max_code_points_, count_code_points(cell));
    distinct_.add(text_hash(cell));
    if (examples_.size() == most_examples) return;
    std::string example = shortened(cell, longest_example);
    if (std::find(examples_.begin(), examples_.end(), example) == examples_.end()) examples_.push_back(std::move(example));
}

void ColumnEvidence::add_digits(std::string_view cell, std::uint64_t row, std::string& scratch) {
    constexpr std::size_t most_exact_digits = 15;  // what a spreadsheet keeps; longer ones are card, account or article codes
    numbers_.add(cell, row);
    dates_.add(cell, row);
    const Characters seen = characters_of(cell);
    if (seen.only_digits && cell.size() > 1 && cell[0] == '0') ++leading_zeros_;
    if (is_month_or_time(cell)) ++months_or_times_;
    if (seen.only_digits && cell.size() > most_exact_digits) ++long_digits_;
    if (seen.only_digits) digit_dates_.add(cell, row);
    const std::string_view number = without_tel_scheme(cell);
    const bool has_scheme = number.size() != cell.size();
    if ((!seen.letter || has_scheme) && read_phone(number, nullptr, scratch).ok) {
        ++phones_;
        if (has_scheme || is_clear_phone(cell)) ++clear_phones_;
    }
}

void ColumnEvidence::add_word(std::string_view cell, std::string& scratch) {
    if (cell.size() == 1 && is_letter(cell[0])) ++letters_alone_[letter_index(cell[0])];
    if (cell.size() == 1 && is_digit(cell[0]) && cell[0] > '1') ++digits_alone_;
    const auto value = boolean_word(cell);
    if (value) {
        ++booleans_;
        if (*value) ++trues_;
        if (is_clear_boolean_word(cell)) ++clear_booleans_;
        if (cell.size() == 1 && is_letter(cell[0])) ++letter_booleans_;
    }
    if (cell.size() < 2) return;
    const bool is_country = read_country(cell, scratch).ok, is_language = read_language(cell, scratch).ok;
    if (value && cell.size() == 2 && (is_country || is_language)) ++boolean_codes_;
    if (is_country) ++(cell.size() <= 3 ? country_codes_ : country_names_);
    if (is_language) {
        const bool locale = cell.size() == 5 && (cell[2] == '-' || cell[2] == '_');
        ++(locale ? locales_ : cell.size() <= 3 ? language_codes_ : language_names_);
    }
}

// A type needs nine of ten values; half of them where the header names it as well, since then the rest are faults.
bool ColumnEvidence::mostly(std::uint64_t hits, bool header_says_so) const noexcept {
    if (header_says_so) return hits > 0 && hits * 2 >= values_;
    return hits >= 2 && hits * 10 >= values_ * 9;
}

void ColumnEvidence::settle(ColumnProfile& profile, Type type, std::uint64_t hits, std::string_view what) const {
    profile.type = type;
    profile.confidence = static_cast<int>(hits * 1000 / values_);
    if (values_ == 1) {
        profile.evidence.push_back("The only value looks like " + std::string(what) + " do.");
        return;
    }
    profile.evidence.push_back(percent_of(hits, values_) + " of " + std::to_string(values_) +
                               (values_ < all_values_ ? " values looked at are " : " values are ") +
                               std::string(what) + ".");
}

bool ColumnEvidence::decide_strings(ColumnProfile& profile) const {
    if (mostly(emails_, meaning_ == Concept::email)) return settle(profile, Type::email, emails_, "e-mail addresses"), true;
    if (mostly(urls_, meaning_ == Concept::url)) return settle(profile, Type::url, urls_, "web addresses"), true;
    return false;
}

bool ColumnEvidence::looks_like_dates() const {
    const DateVerdict verdict = dates_.verdict();
    return verdict.conflict || (!verdict.format.empty() && verdict.matched * 2 >= values_);
}

bool ColumnEvidence::decide_phone(ColumnProfile& profile, bool by_header) const {
    // Dates that contradict each other are digits with marks too; as telephone numbers they would lose their marks.
    if (!by_header && (is_code_concept(meaning_) || looks_like_dates())) return false;
    const bool clear = clear_phones_ * 2 >= phones_;
    if (by_header ? !mostly(phones_, true) : !(mostly(phones_, false) && clear)) return false;
    settle(profile, Type::phone, phones_, "telephone numbers");
    if (by_header) profile.evidence.push_back("The header names telephone numbers.");
    return true;
}

bool ColumnEvidence::decide_date(ColumnProfile& profile) const {
    const DateVerdict verdict = dates_.verdict();
    if (verdict.format.empty() || verdict.kind == TemporalKind::time || is_code_concept(meaning_)) return false;
    // Words that stand for no date are not held against a column of dates, as long as some dates are left.
    const std::uint64_t misfits = values_ - std::min(values_, verdict.matched);
    const std::uint64_t null_words = values_ - std::min(values_, verdict.of);
    const bool nearly_all = verdict.matched * 10 >= (values_ - std::min(misfits, null_words)) * 9;
    const bool enough = verdict.matched >= 2 || values_ == 1;
    const bool by_header = is_date_concept(meaning_) && mostly(verdict.matched, true);
    if (!by_header && !(nearly_all && enough)) return false;
    const bool is_date = verdict.kind == TemporalKind::date || (meaning_ == Concept::birth_date && are_at_midnight(examples_, verdict.format));
    settle(profile, is_date ? Type::date : Type::date_time, verdict.matched, verdict.kind == TemporalKind::date ? "dates" : "dates with a time");
    profile.format = verdict.format;
    profile.other_format = verdict.other_format;
    profile.order = verdict.order;
    profile.habit = verdict.habit;
    profile.ambiguous = verdict.ambiguous || verdict.conflict;
    for (const OpenReading& reading : verdict.readings) profile.readings.push_back(reading.format);
    profile.evidence.insert(profile.evidence.end(), verdict.evidence.begin(), verdict.evidence.end());
    return true;
}

// Letters say yes and no only as those of one language; others are grades, editions or kinds of a thing. How many cells hold letters that
// are none of the language which explains most; a cross goes with any. Some pairs mean other things, such as day and night, where
// the header says nothing.
std::uint64_t ColumnEvidence::letters_of_no_boolean(bool by_header) const noexcept {
    constexpr std::string_view languages[] = {"yjn", "tf", "sn", "on", "an", "ke", "tn", "je", "vf"}, alone = "yjntfx";
    constexpr std::size_t clear_languages = 6;
    const auto sum_of = [&](std::string_view letters) {
        std::uint64_t sum = 0;
        for (const char letter : letters) sum += letters_alone_[letter_index(letter)];
        return sum;
    };
    const std::uint64_t all = sum_of("abcdefghijklmnopqrstuvwxyz"), crosses = sum_of("x");
    std::uint64_t explained = 0;
    for (std::size_t i = 0; i < (by_header ? std::size(languages) : clear_languages); ++i) {
        const std::string_view& letters = languages[i];
        const bool several = std::count_if(letters.begin(), letters.end(), [&](char c) { return letters_alone_[letter_index(c)] != 0; }) > 1;
        if (several) explained = std::max(explained, sum_of(letters) + crosses);
    }
    for (const char letter : alone) explained = std::max(explained, sum_of({&letter, 1}) + (letter == 'x' ? 0 : crosses));
    return all - explained;
}

bool ColumnEvidence::decide_boolean(ColumnProfile& profile) const {
    const bool by_header = meaning_ == Concept::consent;
    if (!mostly(booleans_, by_header) || meaning_ == Concept::country || meaning_ == Concept::language) return false;
    if ((letters_of_no_boolean(by_header) + digits_alone_) * 10 > values_) return false;
    const bool both = trues_ > 0 && trues_ < booleans_;
    const bool letters = both && clear_booleans_ + letter_booleans_ == booleans_;
    // NO, SI, JA and DA alone are Norway, Slovenia, Japanese and Danish as well.
    const bool may_be_codes = !both && boolean_codes_ == booleans_;
    const bool words = clear_booleans_ * 10 >= booleans_ * 9 && !may_be_codes;
    if (!by_header && !words && !letters) return false;
    settle(profile, Type::boolean, booleans_, "a yes or a no");
    return true;
}

bool ColumnEvidence::decide_number(ColumnProfile& profile) const {
    const NumberColumn::Verdict verdict = numbers_.verdict();
    const bool by_header = meaning_ == Concept::score || meaning_ == Concept::age;
    const bool enough = mostly(verdict.matched, by_header);
    if (!enough && !(values_ == 1 && verdict.matched == 1)) return false;
    if (months_or_times_ == values_ && values_ > 1) {
        profile.evidence.push_back("Every value reads as a month of a year or a time of day: they stay text.");
        return false;
    }
    if (leading_zeros_ > 0 || long_digits_ > 0) {
        profile.evidence.push_back(leading_zeros_ > 0 ? "Digits with a leading zero are codes, not numbers: they stay text."
                                                      : "Digits of this length are codes, not numbers: they stay text.");
        return false;
    }
    if (meaning_ == Concept::postal_code || is_phone_concept(meaning_)) {
        profile.evidence.push_back("The header names a code, not a number: the digits stay text.");
        return false;
    }
    settle(profile, verdict.integers_only ? Type::integer : Type::number, verdict.matched,
           verdict.integers_only ? "whole numbers" : "numbers");
    profile.decimal = verdict.decimal;
    profile.ambiguous = verdict.ambiguous || verdict.conflict;
    if (verdict.decimal == DecimalMark::point) profile.format = "1234.56";
    if (verdict.decimal == DecimalMark::comma) profile.format = "1234,56";
    if (!verdict.evidence.empty()) profile.evidence.push_back(verdict.evidence);
    return true;
}

// Names of countries say what they are, unless the header says that they are others: Jordan and Georgia are people, Singapore is a city.
// Codes of two or three letters, and languages, which are subjects and origins as well, are so only together with the header; codes such
// as de-DE are clear.
bool ColumnEvidence::decide_words(ColumnProfile& profile) const {
    const std::uint64_t countries = country_names_ + country_codes_;
    const std::uint64_t languages = language_names_ + language_codes_ + locales_;
    const bool language_header = meaning_ == Concept::language;
    const bool country_header = meaning_ == Concept::country;
    if (language_header && mostly(languages, true)) return settle(profile, Type::language, languages, "languages"), true;
    const bool names_say_it = !is_name_concept(meaning_) && country_names_ * 2 >= countries;
    if (mostly(countries, country_header) && (country_header || names_say_it)) {
        return settle(profile, Type::country, countries, "countries"), true;
    }
    if (locales_ > 0 && mostly(locales_ + language_codes_, false)) return settle(profile, Type::language, locales_ + language_codes_, "languages"), true;
    return false;
}

// Only for what stays a number, or digits that are kept as text.
std::string ColumnEvidence::hint_for(Type type) const {
    const bool digits = type == Type::integer || type == Type::text;
    if (!digits || values_ == 0 || meaning_ == Concept::postal_code || is_phone_concept(meaning_)) return {};
    return digit_dates_.hint(values_, is_date_concept(meaning_));
}

// As a column of dates that somebody declared is judged once all of it is read.
bool ColumnEvidence::reads_as_dates() const {
    const DateVerdict verdict = dates_.verdict();
    const std::uint64_t nulls = null_words_ + with_digits_ - verdict.of;  // the calendar counts no 00.00.0000
    const std::uint64_t telling = values_ - nulls;
    const bool only_times = !verdict.format.empty() && verdict.kind == TemporalKind::time;
    return telling == 0 || (!only_times && std::max(verdict.matched, verdict.nearest) * 2 >= telling) ||
           digit_dates_.half_are_calendar_dates(telling);
}

// Cells of marks only, such as "-", stand for none.
std::vector<Type> ColumnEvidence::resembled_types() const {
    const std::uint64_t telling = values_ - marks_only_;
    const std::pair<Type, std::uint64_t> forms[] = {{Type::email, with_at_sign_},
                                                    {Type::phone, with_many_digits_},
                                                    {Type::date, with_digits_},
                                                    {Type::date_time, with_digits_},
                                                    {Type::number, with_digits_},
                                                    {Type::integer, with_digits_},
                                                    {Type::url, with_points_},
                                                    {Type::boolean, booleans_},
                                                    {Type::country, country_names_ + country_codes_},
                                                    {Type::language, language_names_ + language_codes_ + locales_}};
    std::vector<Type> result;
    for (const auto& [type, values] : forms) {
        if (values * 10 >= telling) result.push_back(type);
    }
    return result;
}

ColumnProfile ColumnEvidence::profile() const {
    ColumnProfile profile;
    profile.name = name_;
    profile.values = all_values_;
    profile.empty = empty_;
    profile.sensitive = sensitive_;
    if (sensitive_) {
        profile.confidence = 1000;
        profile.evidence.push_back("The header names a password: the values are not looked at.");
        return profile;
    }
    profile.distinct = distinct_.count();
    profile.max_bytes = max_bytes_;
    profile.max_code_points = max_code_points_;
    profile.examples = examples_;
    if (all_values_ == 0) {
        profile.evidence.push_back("All cells are empty.");
        profile.reads_as_dates = true;
        return profile;
    }
    const bool phone_header = is_phone_concept(meaning_);
    const bool decided = decide_strings(profile) || (phone_header && decide_phone(profile, true)) || decide_date(profile) ||
                         decide_boolean(profile) || decide_number(profile) || decide_words(profile) ||
                         decide_phone(profile, false);
    profile.hint = hint_for(profile.type);
    profile.reads_as_dates = reads_as_dates();
    if (profile.type == Type::text) profile.resembles = resembled_types();
    if (decided) return profile;
    profile.confidence = 1000;
    if (profile.evidence.empty()) profile.evidence.push_back("The values have no common form other than text.");
    return profile;
}

}  // namespace muster
