// Values of contacts: from the text of a cell to the normalised text that a destination stores, or the reason why not.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/date.hpp"
#include "muster/result.hpp"
#include "muster/time_zone.hpp"

namespace muster {

enum class Type : std::uint8_t {
    text, email, phone, date, date_time, number, integer, boolean, country, language, url, choice,
};
std::string_view name_of(Type type) noexcept;
std::optional<Type> type_named(std::string_view name) noexcept;

// Trims ASCII blanks, NBSP and U+FEFF (sync-semantics.md section 1). The view is into `text`.
std::string_view trimmed(std::string_view text) noexcept;

enum class DecimalMark : std::uint8_t { unknown, point, comma };

// Which e-mail addresses are valid: those of RFC 5321 and 6531, or those that a form of the HTML standard (WHATWG) takes.
enum class EmailSyntax : std::uint8_t { rfc, whatwg };

// What a limit of length counts: characters of Unicode, bytes of UTF-8, or units of UTF-16 (as JavaScript and Java do).
enum class LengthUnit : std::uint8_t { code_points, bytes, utf_16 };

// How one column's cells are to be read.
struct ValueRule {
    Type type = Type::text;
    std::string format;                    // date, date_time: a pattern (date.hpp); required there
    DateOrder order = DateOrder::none;
    int pivot = 69;
    bool birth_date = false;               // two-digit years are of the last 100 years, and none is in the future
    CalendarDay today;                     // for birth dates
    std::shared_ptr<const TimeZone> zone;  // of local date-times; null: they stay local
    DecimalMark decimal = DecimalMark::unknown;  // number: which mark; unknown: only values that read one way
    EmailSyntax email_syntax = EmailSyntax::rfc;
    std::string default_country;           // phone: ISO 3166-1 alpha-2 for national notations; empty: kept as written
    std::size_t max_length = 0;            // 0: no limit
    LengthUnit length_unit = LengthUnit::code_points;
    std::vector<std::string> choices;      // choice: the allowed words
};

// Reads cells of one column. Compiled once; read() does not throw.
class ValueReader {
public:
    struct Outcome {
        bool ok = false;
        Code code = Code::internal_error;   // why not, when !ok
        std::optional<Code> note;           // when ok: a warning or information worth reporting
        std::string_view value;             // normalised; into `cell` or into `scratch`
        std::string_view hint;              // what was probably meant ("gmail.com"); static or in `scratch`; may be empty
    };

    static Result<ValueReader> make(const ValueRule& rule);

    // Phone numbers: +49..., 0049... become E.164; national ones keep their digits (note phone_without_country) unless
    // default_country makes them E.164. Words that stand for no date are refused here: null words are the document's choice.
    // `cell` is trimmed first; an empty cell gives ok and an empty value. `scratch` is the caller's reused buffer: the
    // returned views may point into it and stay valid until it is used again. Allocates only when scratch must grow.
    Outcome read(std::string_view cell, std::string& scratch) const;

    const ValueRule& rule() const noexcept;

private:
    struct Compiled;
    std::shared_ptr<const Compiled> compiled_;
};

// The MSISDN of a phone number as it is stored: the digits of E.164 without the plus (ITU-T E.164, 3GPP TS 23.003), as mail
// and text message services want it. Nothing for a national number, which has none. A part of `phone`.
std::optional<std::string_view> msisdn_of(std::string_view phone) noexcept;

// The sentences for an issue about a value: what is wrong and what to do. Called only for issues that are kept.
Issue describe_value_issue(const ValueRule& rule, const ValueReader::Outcome& outcome, std::string_view cell);

// The normalised form of a key (sync-semantics.md section 1): trimmed; for e-mail keys ASCII letters folded to lower case
// and the domain turned into its A-label (our own punycode); other keys as text. An invalid e-mail is folded as far as it
// goes, so that it still protects itself. Empty when the cell is empty after trimming.
std::string_view normalised_key(std::string_view cell, Type type, std::string& scratch);

// Decides over a whole column whether its numbers have a decimal point or comma: proven or asked, like dates.
class NumberColumn {
public:
    void add(std::string_view cell, std::uint64_t row) noexcept;
    struct Verdict {
        DecimalMark decimal = DecimalMark::unknown;  // unknown and not ambiguous: whole numbers only
        bool ambiguous = false;                      // every value reads both ways ("1.234")
        bool conflict = false;
        bool integers_only = false;
        std::uint64_t matched = 0, of = 0;
        std::string evidence;
    };
    Verdict verdict() const;

private:
    std::uint64_t of_ = 0, integers_ = 0, proves_point_ = 0, proves_comma_ = 0, either_point_ = 0, either_comma_ = 0;
    std::uint64_t first_point_ = 0, first_comma_ = 0;
};

}  // namespace muster
