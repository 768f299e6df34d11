// An issue: one thing that a person should know about a file, a document or a run.
// Errors of functions (result.hpp) are issues too, so that there is one form of "what, where, what to do".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

enum class Severity : std::uint8_t { information, warning, error };

// Every code: X(name, default severity). Names are stable: tools and people rely on them. docs/ISSUES.md explains each.
#define MUSTER_ISSUE_CODES(X)              \
    /* reading bytes */                    \
    X(file_empty, error)                   \
    X(file_header_only, warning)           \
    X(file_truncated, error)               \
    X(file_unreadable, error)              \
    X(file_changed, error)                 \
    X(unknown_encoding, error)             \
    X(invalid_byte_replaced, warning)      \
    X(encoding_uncertain, warning)         \
    X(not_utf_8, warning)                  \
    X(nul_byte, warning)                   \
    X(control_character, warning)          \
    X(decompression_failed, error)         \
    X(too_few_rows, error)                 \
    X(trailer_missing, error)              \
    /* rows */                             \
    X(row_too_short, error)                \
    X(row_too_long, error)                 \
    X(row_too_large, error)                \
    X(row_over_4000_bytes, warning)        \
    X(too_many_columns, warning)           \
    X(unclosed_quote, error)               \
    X(stray_quote, warning)                \
    X(mixed_newlines, information)         \
    X(line_break_in_cell, error)           \
    X(header_name_empty, warning)          \
    X(header_name_duplicate, warning)      \
    X(footer_row, warning)                 \
    X(comment_rows, information)           \
    X(contact_above_table, warning)        \
    X(end_sign, information)               \
    /* cells */                            \
    X(required_empty, error)               \
    X(invalid_email, error)                \
    X(email_domain_typo, warning)          \
    X(email_unusual, warning)              \
    X(email_role_address, information)     \
    X(invalid_phone, error)                \
    X(phone_without_country, information)  \
    X(invalid_date, error)                 \
    X(date_order_ambiguous, error)         \
    X(date_order_conflicting, error)       \
    X(date_order_from_other_column, information) \
    X(date_order_from_earlier_choice, information) \
    X(date_time_zone_missing, warning)     \
    X(local_time_skipped, error)           \
    X(local_time_repeated, warning)        \
    X(time_dropped, warning)               \
    X(birth_date_in_future, warning)       \
    X(invalid_number, error)               \
    X(number_format_ambiguous, error)      \
    X(leading_zeros_dropped, warning)      \
    X(invalid_boolean, error)              \
    X(invalid_country, error)              \
    X(invalid_language, error)             \
    X(invalid_url, error)                  \
    X(not_a_choice, error)                 \
    X(value_too_long, error)               \
    X(value_below_minimum, error)          \
    X(value_above_maximum, error)          \
    X(value_not_matching, error)           \
    X(expression_too_costly, error)        \
    X(value_not_listed, error)             \
    X(value_not_unique, error)             \
    X(fields_contradict, error)            \
    X(inferred_type_mismatch, warning)     \
    /* keys */                             \
    X(key_missing, error)                  \
    X(key_unreadable, error)               \
    X(duplicate_row, information)          \
    X(duplicate_key, warning)              \
    X(duplicate_key_rejected, error)       \
    X(near_duplicate, information)         \
    X(key_not_unique, error)               \
    X(not_at_destination, warning)         \
    X(not_mailable, warning)               \
    /* mapping */                          \
    X(column_not_found, error)             \
    X(column_name_ambiguous, error)        \
    X(field_unknown, error)                \
    X(field_mapped_twice, error)           \
    X(field_not_writable, error)           \
    X(field_exists, error)                 \
    X(key_not_mapped, error)               \
    X(type_clash, error)                   \
    X(required_field_unmapped, error)      \
    X(pattern_invalid, error)              \
    X(expression_invalid, error)           \
    /* documents */                        \
    X(syntax_error, error)                 \
    X(member_unknown, error)               \
    X(member_missing, error)               \
    X(member_duplicate, error)             \
    X(wrong_type, error)                   \
    X(invalid_value, error)                \
    X(contradiction, error)                \
    X(literal_secret, error)               \
    /* runs */                             \
    X(usage, error)                        \
    X(destination_unreachable, error)      \
    X(destination_busy, error)             \
    X(destination_failed, error)           \
    X(service_unavailable, error)          \
    X(answer_missing, error)               \
    X(answer_unreadable, error)            \
    X(not_found, error)                    \
    X(permission_denied, error)            \
    X(disk_full, error)                    \
    X(keys_exhausted, error)               \
    X(plan_stale, error)                   \
    X(plan_expired, error)                 \
    X(guard_blocked, error)                \
    X(rows_rejected, error)                \
    X(limit_exceeded, error)               \
    X(deletes_withheld, warning)           \
    X(generated_keys_ignore_column, warning) \
    X(interrupted, error)                  \
    X(internal_error, error)

enum class Code : std::uint8_t {
#define MUSTER_ISSUE_ENUMERATOR(name, severity) name,
    MUSTER_ISSUE_CODES(MUSTER_ISSUE_ENUMERATOR)
#undef MUSTER_ISSUE_ENUMERATOR
};

// The stable snake_case name. Lives as long as the program.
std::string_view name_of(Code code) noexcept;
std::string_view name_of(Severity severity) noexcept;
Severity default_severity(Code code) noexcept;
// How many codes there are; codes are 0 .. code_count()-1.
std::size_t code_count() noexcept;

// Where something is. Rows, lines and columns count from 1 as people do, 0 means "not about one";
// the byte counts from 0 in the file as it came (before decoding, after decompression).
struct Location {
    std::uint64_t row = 0;     // data row: the first row after the header is 1
    std::uint64_t line = 0;    // physical line on which the row (or the cell, where known) starts
    std::uint32_t column = 0;  // column of the file
    std::uint64_t byte = 0;    // first byte of the row, or of the cell where a column is given
    bool has_byte = false;     // whether `byte` is known

    bool operator==(const Location&) const = default;
};

// One of the ways in which the dates of a column can be read.
struct OpenReading {
    std::string format;        // LDML pattern
    std::string_view order;    // "dmy", "mdy" or "ymd"
    std::string text, iso;     // a value of the column, and the date that it is in this way; empty where values are not shown
    bool preselected = false;  // the mark between the numbers suggests it, which decides nothing
};

struct Issue {
    Code code = Code::internal_error;
    Severity severity = Severity::error;
    Location at;
    std::string column_name;  // as in the header; empty when not about one column
    std::string pointer;      // JSON pointer, for issues of documents; then at.line and at.column are those of the text
    std::string value;        // the offending value, shortened to at most 200 bytes at a character border
    std::string message;      // what is wrong: a whole sentence
    std::string suggestion;   // what to do: a whole sentence, or empty
    std::vector<OpenReading> readings;  // date_order_ambiguous: the readings between which somebody has to choose
};

// Makes an issue with the code's default severity.
Issue make_issue(Code code, std::string message, std::string suggestion = {});

// Cuts text to at most `max_bytes` at a UTF-8 character border, with an ellipsis when something was cut.
std::string shortened(std::string_view text, std::size_t max_bytes = 200);

// Counts every issue by code and keeps the first `max_kept` in full, so that memory stays bounded on files where
// every row is wrong; beyond them only the first `always_kept` of each code, so that there is an example of everything. For other
// issues it allocates only at the first one about a column.
class IssueLog {
public:
    static constexpr std::size_t always_kept = 3;

    // 0: nothing is kept at all.
    explicit IssueLog(std::size_t max_kept = 1000) : max_kept_(max_kept) {}

    // True while the next issue of that code would be kept: callers build the texts only then.
    bool keeps_more(Code code) const noexcept;
    // Gives a code a share of the room only.
    void keep_at_most(Code code, std::size_t share);
    void add(Issue issue);
    // Counts an issue that is not kept. `column` counts from 1; 0: not about one column.
    void count(Code code, Severity severity, std::uint32_t column = 0);
    // What the columns of the file are called, for by_column().
    void name_columns(std::vector<std::string> names) { column_names_ = std::move(names); }

    const std::vector<Issue>& kept() const noexcept { return kept_; }
    std::uint64_t count_of(Code code) const noexcept;
    std::uint64_t count_of(Severity severity) const noexcept;
    std::uint64_t total() const noexcept { return total_; }
    // Codes that occurred, by name, with their counts.
    std::map<std::string_view, std::uint64_t> by_code() const;
    // Columns that issues are about, in the order of the file.
    struct ColumnCounts {
        std::uint32_t column = 0;       // counts from 1
        std::string_view name;          // empty when it was not given. Lives as long as the log
        std::uint64_t total = 0;
        std::map<std::string_view, std::uint64_t> by_code;
    };
    std::vector<ColumnCounts> by_column() const;

private:
    using Counts = std::vector<std::uint64_t>;   // by code
    static std::map<std::string_view, std::uint64_t> named(const Counts& counts);
    std::size_t max_kept_;
    std::map<Code, std::size_t> room_left_;  // of codes that have a share
    std::vector<Issue> kept_;
    Counts counts_;
    std::vector<Counts> column_counts_;      // by column; empty for those without issues
    std::vector<std::string> column_names_;
    std::uint64_t by_severity_[3] = {};
    std::uint64_t total_ = 0;
};

}  // namespace muster
