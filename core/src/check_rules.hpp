// The rules of a mapping, made ready for the values of a column.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check_columns.hpp"
#include "muster/expression.hpp"

namespace muster {

// How values of a type are ordered: byte by byte, as numbers, or in time. A time beside a date, or beside one that is written shorter,
// is compared as far as both are written.
enum class Ordering : std::uint8_t { text, number, time };
Ordering ordering_of(Type type) noexcept;
// Less than, equal to or greater than zero.
int compare_values(std::string_view a, std::string_view b, Ordering ordering) noexcept;
// What a bound of a rule ("min", "max") is: a number, a date (YYYY-MM-DD) or a date_time (YYYY-MM-DDTHH:MM and more, with or without an
// offset); nothing: none of them.
std::optional<Type> type_of_bound(std::string_view bound);
// Whether no value is as large as `minimum` and no larger than `maximum`; both of one kind. Of times, of which only one has an offset,
// nobody can tell.
bool excludes_all(std::string_view minimum, std::string_view maximum);
// Whether values of two types can be compared; texts are only equal or not.
bool can_compare(Comparison comparison, Type one, Type other) noexcept;

// One check of one rule.
class ColumnRule {
public:
    enum class Kind : std::uint8_t { minimum, maximum, matching, listed, required };

    // The code of what is wrong with a value; nothing where it passes. `fits`: it is of the column's type; a cell that does not fit
    // an inferred type is kept as text, of which bounds say nothing. Does not throw, does not allocate.
    std::optional<Code> fault_of(std::string_view value, bool fits) noexcept;
    Severity level() const noexcept { return level_; }
    // Fills in the sentences of an issue of such a code.
    void describe(Issue& issue) const;

private:
    friend class RuleMaker;

    ColumnRule(Kind kind, Severity level, Ordering ordering) : kind_(kind), level_(level), ordering_(ordering) {}
    bool lists(std::string_view value, bool fits) const noexcept;
    bool lists_each(std::string_view values, bool fits) const noexcept;

    Kind kind_;
    Severity level_;
    Ordering ordering_;
    std::string says_;                     // in place of the sentence about the rule; empty: that one
    std::string text_;                     // the limit or the expression as it was written, or the name of the field
    std::string limit_;                    // in the form of stored values
    std::vector<std::string> values_;      // that pass, in order
    std::string separators_;               // of several of them; empty: the value is one
    std::optional<Expression> expression_;
};

// The rules of a column of which everything is resolved. Bounds are read as its cells are, so that a time of the rule is an instant
// where the times of the column are.
// Errors: expression_invalid; type_clash where a bound is no value of the column's type.
Result<std::vector<ColumnRule>> rules_of(const CheckColumn& column);

// The values of a column that must not occur twice: 128 bits of each, so that two different ones are hardly ever taken for one.
// Memory: 43 to 85 bytes for each different value, for a moment half as much again.
class UniqueValues {
public:
    UniqueValues(Severity level, bool owners_are_rows) : level_(level), owners_are_rows_(owners_are_rows) {}

    // The row that had the value first, if that was another contact's, else 0. `key`: whose value it is; rows of one key may share
    // it. `is_number`: the value is a number, which may be written with more zeros or fewer.
    std::uint64_t add(std::string_view value, bool is_number, std::string_view key, std::uint64_t row);
    Severity level() const noexcept { return level_; }

private:
    struct Slot {
        std::uint64_t low = 0, high = 0, owner = 0, row = 0;   // row 0: free
    };
    Slot& slot_of(std::uint64_t low, std::uint64_t high) noexcept;
    void grow();

    Severity level_;
    bool owners_are_rows_;                 // keys are generated: every row is a contact of its own
    std::vector<Slot> slots_;              // a power of two
    std::size_t used_ = 0;
};

// Nothing where no rule of the column asks for it; the severest level of those that do.
std::optional<UniqueValues> unique_values_of(const FieldMapping& mapping, bool generated_keys);

// A rule about two columns of a row.
struct ColumnComparison {
    std::size_t column, other;             // indices into the resolved columns
    Comparison comparison;
    Ordering ordering;
    Severity level;

    // Not when one of the two is empty. Does not throw, does not allocate.
    bool is_broken_by(std::string_view value, std::string_view other_value) const noexcept;
    // `other_value` is empty when it must not be shown.
    void describe(Issue& issue, const std::string& other_field, std::string_view other_value) const;
};

// Errors: type_clash where the types that were found do not go together, field_unknown where no column feeds the other field.
Result<std::vector<ColumnComparison>> comparisons_of(std::span<const ResolvedColumn> columns);

}  // namespace muster
