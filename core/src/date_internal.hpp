// What the files of the date part share: calendar arithmetic, names, and the steps into which a pattern is compiled.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/date.hpp"

namespace muster::dates {

// ---- calendar (date_value.cpp) ----

// Days since 1970-01-01 of a proleptic Gregorian date.
std::int64_t days_of(int year, int month, int day) noexcept;
struct CivilDate {
    int year, month, day;
};
CivilDate civil_of(std::int64_t days) noexcept;
int days_in_month(int year, int month) noexcept;
// Monday is 1, Sunday 7, as ISO 8601 counts.
int weekday_of(int year, int month, int day) noexcept;
// The date of an ISO week date, or nothing when the year has no such week.
std::optional<CivilDate> date_of_week(int week_year, int week, int weekday) noexcept;
// False when the instant in UTC leaves the years 1 to 9999, which ISO text cannot say.
bool instant_is_writable(const DateTime& value) noexcept;

inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
inline bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Bytes of the blank (ASCII or one of the Unicode spaces that exports contain) at `p`, 0 when there is none.
std::size_t blank_size(const char* p, const char* end) noexcept;
std::string_view trimmed_blanks(std::string_view text) noexcept;
// Without surrounding blanks and without the apostrophe that spreadsheets put before a text that looks like a date.
std::string_view trimmed_cell(std::string_view text) noexcept;

// The digits behind a decimal mark, kept exactly up to 18 of them; more cannot be held and are refused.
struct Fraction {
    std::uint32_t nanoseconds = 0;
    std::uint32_t below_nanoseconds = 0;
    std::uint8_t digits = 0;
};
bool make_fraction(std::string_view digits, Fraction& out) noexcept;

// ---- names (date_names.cpp) ----

// One bit for each locale whose names count; 0 for an unknown locale. The empty locale means all of them.
using LocaleMask = std::uint32_t;
LocaleMask locale_mask(std::string_view locale) noexcept;
std::string known_locales();

struct NameMatch {
    std::uint8_t month = 0;         // 1..12, or 0
    std::uint8_t weekday_mask = 0;  // bit 0 is Monday; "so" is Sunday in German and Saturday in Czech
    bool is_short = false;          // an abbreviation
};
// Reads the letters at `p` as a month or weekday name: without case, with or without diacritics. `p` moves behind the
// name; where the letters are no name it stays. A dot behind an abbreviation is not taken.
NameMatch read_name(const char*& p, const char* end, LocaleMask locales) noexcept;
// 1 for AM, 2 for PM, 0 for neither, in the spellings of all locales ("a.m.", "fm", "odp."). `p` moves behind it.
int read_half_day(const char*& p, const char* end) noexcept;
// Bytes of the ending that makes a number an ordinal one, as a whole word at `p`: 1st, 1er, 31ste, 1e, 1º (and, since many
// keyboards have nothing else, 1°); 0 when there is none.
std::size_t ordinal_ending_size(const char* p, const char* end) noexcept;
// The longest spelling of a month or weekday in the first of the locales, for examples.
std::string_view example_month(int month, LocaleMask locales, bool wide) noexcept;
std::string_view example_weekday(int weekday, LocaleMask locales, bool wide) noexcept;
// Whether the letters at `p` are a letter of a name (ASCII or Latin with diacritics); its bytes, 0 if none.
std::size_t letter_size(const char* p, const char* end) noexcept;

// ---- pattern text (date_grammar.cpp, the only file with Boost.Spirit X3) ----

// A field (letter repeated `count` times) or, with letter 0, literal text.
struct PatternToken {
    char letter = 0;
    int count = 0;
    std::string text;

    static PatternToken literal(std::string_view text) { return {0, 0, std::string(text)}; }
    static PatternToken field(char letter, int count) { return {letter, count, {}}; }
    bool is_literal() const noexcept { return letter == 0; }
};
struct SplitPattern {
    std::vector<PatternToken> tokens;
    std::size_t stopped_at = 0;  // where the text could not be read on; its size when all was read
};
SplitPattern split_letters(std::string_view pattern);   // LDML and human forms: runs of letters, quotes, other text
SplitPattern split_strptime(std::string_view pattern);  // directives become tokens with their directive letter, count 1

// ---- notations (date_notation.cpp) ----

Issue pattern_issue(std::string message);
// Tokens whose letters are LDML's, from a strptime text, or from letters that are LDML or the forgiving human form.
Result<std::vector<PatternToken>> tokens_of_strptime(std::string_view pattern);
Result<std::vector<PatternToken>> tokens_of_letters(std::string_view pattern);
// What the field looks like in an example: 31 December 2024, a Tuesday, 14:30:05.
std::string example_of_token(const PatternToken& token, LocaleMask locales);

// ---- steps (date_pattern.cpp builds them, date_steps.cpp runs them) ----

enum class Slot : std::uint8_t {
    year, month, day, hour, minute, second, ordinal, week_year, week, iso_weekday, half_day, weekday_mask, offset
};
inline constexpr std::size_t slot_count = 13;
constexpr std::uint32_t bit(Slot slot) noexcept { return 1U << static_cast<unsigned>(slot); }

// The first three are the frequent ones; the step loop relies on their place.
enum class Op : std::uint8_t {
    two_digits, four_digits, character, number, blanks, text, month_name, weekday_name, half_day, fraction, offset, zone
};
struct Step {
    Op op = Op::character;
    Slot slot = Slot::year;
    std::uint8_t minimum = 0, maximum = 0;  // digits of a number or fraction
    char letter = 0;                        // the literal character; the field letter of an offset
    bool eat_dot = false;                   // a name: whether a dot behind it belongs to it
    bool eat_ending = false;                // a day beside the name of a month: whether an ordinal ending belongs to it
    std::uint16_t text_begin = 0, text_size = 0;
};

// Words that are no patterns but whole readings.
enum class Word : std::uint8_t { none, iso8601, rfc3339, unix_seconds, unix_milliseconds, excel_1900, excel_1904 };

// A pattern of digits and single characters at fixed places, such as dd.MM.yyyy HH:mm: all bytes of a text are compared at
// once, eight in a word, and the fields are picked from their places.
struct FixedForm {
    static constexpr std::size_t shortest = 8, longest = 24;
    struct Words {
        std::array<std::uint64_t, 3> at{};
    };
    std::uint8_t width = 0;          // 0: the pattern is not of this kind
    Words expected;                  // the character, or '0' where a digit stands
    Words lower;                     // the bit that makes an ASCII letter small, where a letter stands
    Words slack;                     // what may be added to the difference without reaching 128: 118 for digits, else 127
    bool has_time = false;
    std::array<std::uint8_t, 6> places{};  // where year, month, day, hour, minute and second begin; what is missing points to
                                           // a place behind the text that holds zeros
};

struct StepList {
    std::vector<Step> steps;
    FixedForm fixed;
    std::string texts;               // literal texts, one behind the other, in lower case
    std::uint32_t slots = 0;         // bits of the slots that the steps fill
    char hour_letter = 'H';          // H, k, K or h
    bool two_digit_year = false;
    bool has_fraction = false;
    int pivot = 69;
    CalendarDay latest;
    LocaleMask locales = ~LocaleMask{0};
    Word word = Word::none;
    std::string ldml;
    DateOrder order = DateOrder::none;
    TemporalKind kind = TemporalKind::date;
    std::vector<PatternToken> tokens;
};

std::string ldml_of(const std::vector<PatternToken>& tokens);
DateOrder order_of(const std::vector<PatternToken>& tokens) noexcept;
// Makes steps of LDML tokens, or says what is wrong with them.
Result<StepList> build_steps(std::vector<PatternToken> tokens, const DateOptions& options);
std::optional<DateTime> run_steps(const StepList& list, std::string_view text) noexcept;
// The fixed form of a list that is complete otherwise; its width is 0 when there is none.
FixedForm fixed_form_of(const StepList& list) noexcept;
// Why run_steps refuses the text, in a sentence; empty when it has another form or nothing more is to be said.
std::string why_refused(const StepList& list, std::string_view text);

// ---- whole readings (date_profiles.cpp) ----

std::optional<DateTime> read_word(Word word, std::string_view text) noexcept;

// ---- free reading (date_free.cpp) ----

// One pattern by which a text reads as a real date.
struct Reading {
    DateOrder order = DateOrder::none;
    StepList list;
    DateTime value;
};
// Whether a reading is of the order that was told. Where the month is a word between two numbers only the place of the year is
// open, and month-day-year says that it is the last.
constexpr bool is_told(DateOrder reading, DateOrder told, bool month_in_words) noexcept {
    return reading == told || (month_in_words && reading == DateOrder::dmy && told == DateOrder::mdy);
}
bool has_month_in_words(const std::vector<PatternToken>& tokens) noexcept;
struct FreeOptions {
    DateOptions options;
    bool digits_only = false;   // whether runs of 8, 12 or 14 digits are candidates
    bool one_value = true;      // also layouts that only a single value has, such as 4:2:2014 or 26. 10.21
    bool also_unreal = false;   // also layouts by which the text is no real date, such as 31.04.2024; their value says nothing
};
// Digits without marks are evidence of a date only with a year of these three centuries.
inline bool is_plausible_year(int year) noexcept { return year >= 1800 && year <= 2199; }
// Every pattern by which the text reads as a real date, with the widths that the text has; at most one for each order.
// Allocates only when there is one.
std::vector<Reading> possible_readings(std::string_view text, const FreeOptions& free);
// The pattern without the widths of its fields: equal for 1/2/2024 and 11/12/2024.
std::string layout_of(const std::vector<PatternToken>& tokens);

}  // namespace muster::dates
