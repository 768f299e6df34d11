// The evidence that one column gives about its type. Internal to core.
#pragma once

#include "muster/profile.hpp"

#include <array>

#include "mapping_synonyms.hpp"

namespace muster {

// Estimates how many different values were seen, in constant memory and integers only: keeps the smallest hashes; exact
// until there are more different values than it keeps, then within about 5 %.
class DistinctEstimate {
public:
    void add(std::uint64_t hash) {
        if (smallest_.size() == kept && hash >= smallest_.back()) return;
        waiting_.push_back(hash);
        if (waiting_.size() == batch) settle();
    }
    std::uint64_t count() const;

private:
    void settle();

    static constexpr std::size_t kept = 512, batch = 128;
    std::vector<std::uint64_t> smallest_;  // sorted
    std::vector<std::uint64_t> waiting_;   // sorted in by batches, which is far quicker than one by one
};

// Digits that may be dates. Nothing is decided by them: they only become a hint.
class DigitDates {
public:
    DigitDates();
    // A cell of digits only.
    void add(std::string_view digits, std::uint64_t row);
    // What `values` cells may be besides numbers, and what to say if they are; empty when they are not dates.
    std::string hint(std::uint64_t values, bool header_names_a_date) const;
    // Whether half of `values` cells are dates of eight digits, or with a time, as a field for dates reads them.
    bool half_are_calendar_dates(std::uint64_t values) const { return calendar_.verdict().matched * 2 >= values; }

private:
    DateColumn calendar_;   // 20240131
    std::uint64_t serials_ = 0, seconds_ = 0, milliseconds_ = 0;
};

struct Characters;

class ColumnEvidence {
public:
    ColumnEvidence(std::string name, Concept meaning, bool sensitive);
    // Counts the cell; `closely`: finds out as well of which types it may be.
    void add(std::string_view cell, std::uint64_t row, bool closely, std::string& scratch);
    ColumnProfile profile() const;

private:
    void add_word(std::string_view cell, std::string& scratch);
    void add_digits(std::string_view cell, std::uint64_t row, std::string& scratch);
    void count_forms(const Characters& seen) noexcept;
    void add_statistics(std::string_view cell);

    bool mostly(std::uint64_t hits, bool header_says_so) const noexcept;
    bool decide_strings(ColumnProfile& profile) const;
    bool looks_like_dates() const;
    bool reads_as_dates() const;
    std::vector<Type> resembled_types() const;
    bool decide_phone(ColumnProfile& profile, bool by_header) const;
    bool decide_date(ColumnProfile& profile) const;
    std::uint64_t letters_of_no_boolean(bool by_header) const noexcept;
    bool decide_boolean(ColumnProfile& profile) const;
    bool decide_number(ColumnProfile& profile) const;
    bool decide_words(ColumnProfile& profile) const;
    std::string hint_for(Type type) const;
    void settle(ColumnProfile& profile, Type type, std::uint64_t hits, std::string_view what) const;

    std::string name_;
    Concept meaning_;
    bool sensitive_;
    std::uint64_t all_values_ = 0, empty_ = 0;
    std::uint64_t values_ = 0;  // those looked at closely
    std::size_t max_bytes_ = 0, max_code_points_ = 0;
    std::uint64_t emails_ = 0, urls_ = 0, phones_ = 0, clear_phones_ = 0;
    std::uint64_t marks_only_ = 0, null_words_ = 0, with_digits_ = 0, with_many_digits_ = 0, with_at_sign_ = 0, with_points_ = 0;
    std::uint64_t booleans_ = 0, clear_booleans_ = 0, letter_booleans_ = 0, trues_ = 0;
    std::array<std::uint64_t, 26> letters_alone_{};  // cells of one ASCII letter, by letter
    std::uint64_t digits_alone_ = 0;                 // cells of one digit above 1
    std::uint64_t boolean_codes_ = 0;  // those that are codes of a country or a language as well
    std::uint64_t country_names_ = 0, country_codes_ = 0, language_names_ = 0, language_codes_ = 0, locales_ = 0;
    std::uint64_t leading_zeros_ = 0, long_digits_ = 0, months_or_times_ = 0;
    NumberColumn numbers_;
    DateColumn dates_;
    DigitDates digit_dates_;
    DistinctEstimate distinct_;
    std::vector<std::string> examples_;
};

}  // namespace muster
