// Dates and times: patterns, free reading, and the one order of a whole column - proven or asked, never guessed.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"

namespace muster {

enum class DateOrder : std::uint8_t { none, dmy, mdy, ymd };
std::string_view name_of(DateOrder order) noexcept;  // "none", "dmy", ...

enum class TemporalKind : std::uint8_t { date, date_time, time };
std::string_view name_of(TemporalKind kind) noexcept;  // "date", "date_time", "time"

// A date, a time, or both. Always a real one: no 31 February, no hour 25.
struct DateTime {
    TemporalKind kind = TemporalKind::date;
    std::int32_t year = 0;
    std::uint8_t month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::uint8_t fraction_digits = 0;         // as given, trailing zeros cut; at most 18
    std::uint32_t nanoseconds = 0;            // digits 1 to 9 of the fraction
    std::uint32_t below_nanoseconds = 0;      // digits 10 to 18, as nine digits
    bool has_offset = false;
    std::int32_t offset_minutes = 0;          // east of UTC
    std::int32_t offset_rest_seconds = 0;     // beyond the minutes, with the same sign: only in ISO texts with +hh:mm:ss

    bool operator==(const DateTime&) const = default;
};

// A day of the calendar, for example today; a year of 0 means that it is not known.
struct CalendarDay {
    std::int32_t year = 0;
    std::uint8_t month = 0, day = 0;

    bool known() const noexcept { return year > 0; }
    auto operator<=>(const CalendarDay&) const = default;
};

// Writes `YYYY-MM-DD`, a local `YYYY-MM-DDTHH:MM:SS[.f]`, or, when there is an offset, the instant in UTC with `Z`.
// Returns the bytes written into `out`. Does not allocate.
inline constexpr std::size_t max_iso_bytes = 48;
std::size_t write_iso(const DateTime& value, std::array<char, max_iso_bytes>& out) noexcept;
// The day alone, YYYY-MM-DD, as iso_day_bytes bytes at `out`.
inline constexpr std::size_t iso_day_bytes = 10;
void write_iso_day(const DateTime& value, char* out) noexcept;
// What write_iso() writes as a string, for places that are not hot.
std::string iso_text(const DateTime& value);

struct DateOptions {
    DateOrder order = DateOrder::none;  // breaks ties; none: an ambiguous value is refused
    std::string locale;                 // "de", "en-GB", ...; empty: the names of all locales count
    int pivot = 69;                     // two-digit years: 00..pivot-1 are 20xx, pivot..99 are 19xx
    bool pivot_is_told = false;         // somebody chose the pivot; else a single value read freely with a year from 50 to
                                        // 68 is refused, because its century depends on whom one asks
    CalendarDay latest;                 // when known, two-digit years are of the 100 years up to this day instead
};

// A date pattern, compiled once per column (by X3) into steps that run without allocation.
class DatePattern {
public:
    // Takes an LDML pattern ("dd.MM.yyyy HH:mm"), a strptime one ("%d.%m.%Y"), the human form ("DD.MM.YYYY hh:mm",
    // "TT.MM.JJJJ") or a word (iso8601, rfc3339, unix, unix-ms, excel, excel-1904). Errors: pattern_invalid.
    static Result<DatePattern> compile(std::string_view pattern, const DateOptions& options = {});

    // The value, or nothing when the text is not exactly of this pattern or no real date. Does not throw or allocate.
    std::optional<DateTime> read(std::string_view text) const noexcept;
    // The pattern as it was understood, in LDML letters (or the word).
    const std::string& ldml() const noexcept;
    DateOrder order() const noexcept;
    TemporalKind kind() const noexcept;
    // An example of a value that fits, for "understood as dd.MM.yyyy, for example 31.12.2024".
    std::string example() const;
    bool has_two_digit_year() const noexcept;
    // Whether times of this pattern say their own offset from UTC. Words that allow both say false.
    bool has_offset() const noexcept;
    // What is wrong with a text that read() refuses, in a sentence ("February 2023 has 28 days."), and how else it would
    // read. Empty when there is nothing to say beyond the form.
    std::string reason_of_refusal(std::string_view text) const;

private:
    struct Steps;
    explicit DatePattern(std::shared_ptr<const Steps> steps) : steps_(std::move(steps)) {}
    std::shared_ptr<const Steps> steps_;
};

// Reads one value without a pattern. An ambiguous value without options.order is refused (date_order_ambiguous).
Result<DateTime> read_date_freely(std::string_view text, const DateOptions& options = {});

// Reads one value by a named profile: rfc3339-date, rfc3339-date-time, rfc3339-toml, iso8601, html-date,
// html-datetime-local. An unknown name is refused with code `usage`.
Result<DateTime> read_date_by_profile(std::string_view text, std::string_view profile);

// Words that stand for "no value" in date columns: N/A, NULL, 00.00.0000, 0000-00-00, -, ...
bool is_null_date(std::string_view text) noexcept;

// "Two-digit years: 00 to 68 are 2000 to 2068, 69 to 99 are 1969 to 1999."
std::string pivot_sentence(int pivot);

// What a whole column of dates says about itself.
struct DateVerdict {
    std::string format;               // LDML pattern or word; empty: the column is not of dates
    std::string other_format;         // ambiguous or conflicting columns: the second reading
    DateOrder order = DateOrder::none;
    bool ambiguous = false;           // every value reads both ways: somebody has to decide
    bool conflict = false;            // some values prove one order, some the other
    TemporalKind kind = TemporalKind::date;
    std::uint64_t matched = 0;        // values that read under `format`
    std::uint64_t of = 0;             // values that are neither empty nor a null word
    std::uint64_t nearest = 0;        // values of the commonest layout, also where they are too few for a format
    bool proves_order = false;        // numbers of the column itself show which of them is the day
    DateOrder habit = DateOrder::none;       // open columns: the order that the mark between the numbers suggests. Only for the
                                             // choice that is shown first; it decides nothing
    bool month_in_words = false;             // open columns: the month is a word, so that only the place of the year is open
    std::uint64_t open_row = 0;              // open columns: the row whose value `readings` show
    std::vector<OpenReading> readings;       // open columns: all ways to read them, in the order dmy, mdy, ymd; with no example where
                                             // the value does not read so
    std::vector<std::uint64_t> proof_rows;   // the first rows that prove the order (at most 5)
    std::vector<std::string> evidence;       // sentences that a marketer understands
};

// Of an open column: "as dd/MM/yyyy and as MM/dd/yyyy", and "row 1 with 03/04/2024 is 2024-04-03 or 2024-03-04".
std::string open_formats(const DateVerdict& verdict);
std::string open_example(const DateVerdict& verdict);

// Collects the evidence of one column in one pass and constant memory.
class DateColumn {
public:
    struct Options : DateOptions {
        bool digits_only = false;  // whether 8-digit calendar layouts are candidates (only when somebody says "date")
    };
    explicit DateColumn(const Options& options);
    DateColumn();
    ~DateColumn();
    DateColumn(DateColumn&&) noexcept;
    DateColumn& operator=(DateColumn&&) noexcept;

    // Does not allocate per call once warmed up. `row` counts from 1.
    void add(std::string_view cell, std::uint64_t row);
    DateVerdict verdict() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace muster
