#include "check_rules.hpp"

#include <algorithm>

#include "decimal.hpp"
#include "muster/fingerprint.hpp"
#include "sort_small.hpp"
#include "type_kinds.hpp"

namespace muster {
namespace {

// A time without its Z, cut to the second, and the digits of its fraction.
struct Moment {
    std::string_view whole, fraction;
};

Moment moment_of(std::string_view text) noexcept {
    constexpr std::string_view to_the_second = "yyyy-MM-ddTHH:mm:ss";
    if (text.ends_with('Z')) text.remove_suffix(1);
    Moment moment{text.substr(0, to_the_second.size()), {}};
    if (text.size() > to_the_second.size() + 1) moment.fraction = text.substr(to_the_second.size() + 1);
    while (moment.fraction.ends_with('0')) moment.fraction.remove_suffix(1);
    return moment;
}

int compare_moments(std::string_view a, std::string_view b) noexcept {
    const Moment one = moment_of(a), other = moment_of(b);
    const std::size_t common = std::min(one.whole.size(), other.whole.size());
    const int order = one.whole.substr(0, common).compare(other.whole.substr(0, common));
    return order != 0 || one.whole.size() != other.whole.size() ? order : one.fraction.compare(other.fraction);
}

// YYYY-MM-DD, or that with THH:MM and more.
constexpr std::string_view to_the_minute = "dddd-dd-ddTdd:dd";

bool is_iso_shaped(std::string_view text) noexcept {
    if (text.size() != std::string_view("dddd-dd-dd").size() && text.size() < to_the_minute.size()) return false;
    for (std::size_t i = 0; i < text.size() && i < to_the_minute.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (to_the_minute[i] == 'd' ? !digit : text[i] != to_the_minute[i]) return false;
    }
    return true;
}

std::optional<DateTime> time_of_bound(std::string_view bound) {
    if (!is_iso_shaped(bound)) return std::nullopt;
    auto read = read_date_by_profile(bound, "iso8601");
    return read ? std::optional(*read) : std::nullopt;
}

// A time that is written without seconds means all of its minute.
std::string cut_as_written(std::string_view bound, std::string_view stored) {
    const bool has_time = bound.size() >= to_the_minute.size();
    const bool has_seconds = bound.size() > to_the_minute.size() && bound[to_the_minute.size()] == ':';
    return std::string(has_time && !has_seconds ? stored.substr(0, to_the_minute.size()) : stored);
}

// Among the values of a list: numbers as numbers where the column holds such, before everything else, which is compared letter by letter.
int compare_listed(std::string_view a, std::string_view b, Ordering ordering) noexcept {
    const bool a_is_number = ordering == Ordering::number && is_decimal(a), b_is_number = ordering == Ordering::number && is_decimal(b);
    if (a_is_number != b_is_number) return a_is_number ? -1 : 1;
    return a_is_number ? compare_decimals(a, b) : a.compare(b);
}

// `"a", "b", "c" …`, as much as people read.
std::string listed(const std::vector<std::string>& values) {
    constexpr std::size_t most_shown = 10;
    std::string text;
    for (std::size_t i = 0; i < values.size() && i < most_shown; ++i) text += (i == 0 ? "" : ", ") + values[i];
    return values.size() > most_shown ? text + " …" : text;
}

}  // namespace

Ordering ordering_of(Type type) noexcept {
    if (is_numeric(type)) return Ordering::number;
    return is_temporal(type) ? Ordering::time : Ordering::text;
}

int compare_values(std::string_view a, std::string_view b, Ordering ordering) noexcept {
    switch (ordering) {
        case Ordering::number: return compare_decimals(a, b);
        case Ordering::time: return compare_moments(a, b);
        case Ordering::text: break;
    }
    return a.compare(b);
}

std::optional<Type> type_of_bound(std::string_view bound) {
    if (is_decimal(bound)) return Type::number;
    const auto time = time_of_bound(bound);
    if (!time) return std::nullopt;
    return time->kind == TemporalKind::date ? Type::date : Type::date_time;
}

bool excludes_all(std::string_view minimum, std::string_view maximum) {
    if (is_decimal(minimum)) return compare_decimals(maximum, minimum) < 0;
    const auto least = time_of_bound(minimum), most = time_of_bound(maximum);
    if (!least || !most || least->has_offset != most->has_offset) return false;
    return compare_moments(cut_as_written(maximum, iso_text(*most)), cut_as_written(minimum, iso_text(*least))) < 0;
}

bool can_compare(Comparison comparison, Type one, Type other) noexcept {
    const bool only_equality = comparison == Comparison::equal || comparison == Comparison::not_equal;
    return ordering_of(one) == ordering_of(other) && (only_equality || ordering_of(one) != Ordering::text);
}

class RuleMaker {
public:
    explicit RuleMaker(const CheckColumn& column) : column_(column), facts_(column.facts) {}

    Result<std::vector<ColumnRule>> make() {
        for (const FieldRule& rule : facts_.mapping.rules) {
            if (rule.minimum) {
                if (auto added = add_bound(Kind::minimum, rule, *rule.minimum); !added) return std::move(added).error();
            }
            if (rule.maximum) {
                if (auto added = add_bound(Kind::maximum, rule, *rule.maximum); !added) return std::move(added).error();
            }
            if (!rule.one_of.empty()) {
                if (auto added = add_list(rule); !added) return std::move(added).error();
            }
            if (rule.required && !column_.required) add(Kind::required, rule).text_ = facts_.mapping.field;
            if (rule.matches.empty()) continue;
            auto expression = Expression::compile(rule.matches);
            if (!expression) return std::move(expression).error();
            ColumnRule& added = add(Kind::matching, rule);
            added.expression_ = std::move(*expression);
            added.text_ = rule.matches;
        }
        return std::move(rules_);
    }

private:
    using Kind = ColumnRule::Kind;

    ColumnRule& add(Kind kind, const FieldRule& rule) {
        rules_.push_back(ColumnRule(kind, rule.level, ordering_of(facts_.type)));
        rules_.back().says_ = rule.says;
        return rules_.back();
    }

    // Dates pass in the form in which the values of the column are stored.
    Result<void> add_list(const FieldRule& rule) {
        std::vector<std::string> values = rule.one_of;
        for (std::string& value : values) {
            const auto type = type_of_bound(value);
            if (!is_temporal(facts_.type) || !type || !is_temporal(*type)) continue;
            auto stored = stored_time(value);
            if (!stored) return std::move(stored).error();
            value = std::move(*stored);
        }
        ColumnRule& added = add(Kind::listed, rule);
        sort_small(values, [&](const std::string& a, const std::string& b) { return compare_listed(a, b, added.ordering_) < 0; });
        added.values_ = std::move(values);
        added.separators_ = rule.separators;
        return {};
    }

    Result<void> add_bound(Kind kind, const FieldRule& rule, const std::string& bound) {
        auto stored = stored_bound(bound);
        if (!stored) return std::move(stored).error();
        ColumnRule& added = add(kind, rule);
        added.limit_ = std::move(*stored);
        added.text_ = bound;
        return {};
    }

    // A bound in the form in which the values of the column are stored.
    Result<std::string> stored_bound(const std::string& bound) const {
        const auto type = type_of_bound(bound);
        if (!type || ordering_of(*type) != ordering_of(facts_.type)) return clash(bound, type);
        if (!is_temporal(*type)) return bound;
        auto stored = stored_time(bound);
        return stored ? Result<std::string>(cut_as_written(bound, *stored)) : std::move(stored);
    }

    Result<std::string> stored_time(const std::string& text) const {
        ValueRule rule = column_.rule;
        rule.format = "iso8601";
        rule.birth_date = false;
        const auto reader = ValueReader::make(rule);
        if (!reader) return reader.error();
        std::string scratch;
        const ValueReader::Outcome outcome = reader->read(text, scratch);
        if (!outcome.ok) return describe_value_issue(rule, outcome, text);
        return std::string(outcome.value);
    }

    Issue clash(const std::string& bound, std::optional<Type> type) const {
        const std::string kind = !type ? "neither a number nor a date" : is_temporal(*type) ? "a date" : "a number";
        Issue issue = make_issue(Code::type_clash, "A rule bounds the column \"" + shortened(facts_.mapping.column, 60) + "\" by " + shortened(bound, 60) +
                                                       ", " + kind + ", but its values are of the type " + std::string(name_of(facts_.type)) + ".");
        // Only what was found out not to be what the bounds say is text without being declared (resolve_columns).
        if (!facts_.declared && facts_.type == Type::text) issue.message += " " + facts_.evidence;
        issue.suggestion = !type ? "Write a number such as 5 or \"0.5\", or a date such as \"1900-01-01\"."
                                 : "Declare \"type\": \"" + std::string(name_of(*type)) + "\" in the mapping of the column, or remove the rule.";
        return issue;
    }

    const CheckColumn& column_;
    const ResolvedColumn& facts_;
    std::vector<ColumnRule> rules_;
};

Result<std::vector<ColumnRule>> rules_of(const CheckColumn& column) { return RuleMaker(column).make(); }

// Empty parts, as between two separators, do not count.
bool ColumnRule::lists_each(std::string_view values, bool fits) const noexcept {
    if (separators_.empty()) return lists(values, fits);
    bool any = false;
    while (!values.empty()) {
        const std::size_t end = std::min(values.find_first_of(separators_), values.size());
        const std::string_view part = trimmed(values.substr(0, end));
        if (!part.empty() && !lists(part, fits)) return false;
        any = any || !part.empty();
        values.remove_prefix(std::min(end + 1, values.size()));
    }
    return any;
}

bool ColumnRule::lists(std::string_view value, bool fits) const noexcept {
    if (!fits) return std::find(values_.begin(), values_.end(), value) != values_.end();
    return std::binary_search(values_.begin(), values_.end(), value,
                              [&](std::string_view a, std::string_view b) { return compare_listed(a, b, ordering_) < 0; });
}

std::optional<Code> ColumnRule::fault_of(std::string_view value, bool fits) noexcept {
    const auto fault = [](bool broken, Code code) { return broken ? std::optional(code) : std::nullopt; };
    if (kind_ == Kind::required) return fault(value.empty(), Code::required_empty);
    if (value.empty()) return std::nullopt;
    switch (kind_) {
        case Kind::minimum: return fault(fits && compare_values(value, limit_, ordering_) < 0, Code::value_below_minimum);
        case Kind::maximum: return fault(fits && compare_values(value, limit_, ordering_) > 0, Code::value_above_maximum);
        case Kind::listed: return fault(!lists_each(value, fits), Code::value_not_listed);
        case Kind::matching:
            switch (expression_->search(value)) {
                case Expression::Outcome::match: return std::nullopt;
                case Expression::Outcome::no_match: return Code::value_not_matching;
                case Expression::Outcome::given_up: return Code::expression_too_costly;
            }
            break;
        case Kind::required: break;
    }
    return std::nullopt;
}

void ColumnRule::describe(Issue& issue) const {
    if (!says_.empty()) {
        issue.message = says_;
        issue.suggestion = "Correct the value.";
        return;
    }
    issue.suggestion = "Correct the value, or change the rule of the column.";
    switch (kind_) {
        case Kind::minimum: issue.message = "The value is below the minimum " + text_ + "."; break;
        case Kind::maximum: issue.message = "The value is above the maximum " + text_ + "."; break;
        case Kind::matching:
            if (issue.code == Code::expression_too_costly) {
                issue.message = "Whether the value matches \"" + shortened(text_) + "\" was not found out in " + std::to_string(Expression::max_steps) +
                                " steps, which is as far as a search goes.";
                issue.suggestion = "Shorten the value, or write the expression with fewer and smaller repeats.";
            } else {
                issue.message = "The value does not match \"" + shortened(text_) + "\".";
            }
            break;
        case Kind::listed: issue.message = "The value is none of the allowed ones: " + listed(values_) + "."; break;
        case Kind::required:
            issue.message = "The field " + text_ + " should not be empty, but the cell is.";
            issue.suggestion = "Fill the cell, or remove the rule of the column.";
            break;
    }
}

std::optional<UniqueValues> unique_values_of(const FieldMapping& mapping, bool generated_keys) {
    std::optional<Severity> level;
    for (const FieldRule& rule : mapping.rules) {
        if (rule.unique) level = std::max(level.value_or(rule.level), rule.level);
    }
    if (!level) return std::nullopt;
    return UniqueValues(*level, generated_keys);
}

// The slot of a value, or the free one that it takes.
UniqueValues::Slot& UniqueValues::slot_of(std::uint64_t low, std::uint64_t high) noexcept {
    std::size_t index = static_cast<std::size_t>(low) & (slots_.size() - 1);
    while (slots_[index].row != 0 && (slots_[index].low != low || slots_[index].high != high)) index = (index + 1) & (slots_.size() - 1);
    return slots_[index];
}

void UniqueValues::grow() {
    constexpr std::size_t first_size = 1024;
    std::vector<Slot> old(slots_.empty() ? first_size : 2 * slots_.size());
    std::swap(old, slots_);
    for (const Slot& slot : old) {
        if (slot.row != 0) slot_of(slot.low, slot.high) = slot;
    }
}

std::uint64_t UniqueValues::add(std::string_view value, bool is_number, std::string_view key, std::uint64_t row) {
    if (4 * (used_ + 1) > 3 * slots_.size()) grow();
    const DecimalPart part = is_number ? significant_part(value) : DecimalPart{false, value};
    const KeyHash hash = wide_key_hash(part.digits, part.negative ? 1 : 0);
    const std::uint64_t owner = owners_are_rows_ ? row : key_hash(key, 0);
    Slot& slot = slot_of(hash.low, hash.high);
    if (slot.row != 0) return slot.owner == owner ? 0 : slot.row;
    slot = {hash.low, hash.high, owner, row};
    ++used_;
    return 0;
}

namespace {

// `has to be before`, and so on.
std::string_view words_of(Comparison comparison, Ordering ordering) noexcept {
    const bool time = ordering == Ordering::time;
    switch (comparison) {
        case Comparison::less: return time ? "before" : "below";
        case Comparison::less_or_equal: return time ? "not after" : "not above";
        case Comparison::greater: return time ? "after" : "above";
        case Comparison::greater_or_equal: return time ? "not before" : "not below";
        case Comparison::equal: return "equal to";
        case Comparison::not_equal: return "different from";
    }
    return "";
}

Issue comparison_error(Code code, const ResolvedColumn& column, std::string message, std::string suggestion) {
    Issue issue = make_issue(code, std::move(message), std::move(suggestion));
    issue.at.column = static_cast<std::uint32_t>(column.column + 1);
    issue.column_name = column.mapping.column;
    return issue;
}

}  // namespace

bool ColumnComparison::is_broken_by(std::string_view value, std::string_view other_value) const noexcept {
    if (value.empty() || other_value.empty()) return false;
    const int order = compare_values(value, other_value, ordering);
    switch (comparison) {
        case Comparison::less: return order >= 0;
        case Comparison::less_or_equal: return order > 0;
        case Comparison::greater: return order <= 0;
        case Comparison::greater_or_equal: return order < 0;
        case Comparison::equal: return order != 0;
        case Comparison::not_equal: return order == 0;
    }
    return false;
}

void ColumnComparison::describe(Issue& issue, const std::string& other_field, std::string_view other_value) const {
    issue.message = "The value has to be " + std::string(words_of(comparison, ordering)) + " that of " + other_field;
    issue.message += other_value.empty() ? "." : ", which is " + shortened(other_value) + ".";
    issue.suggestion = "Correct one of the two values, or change the rule of the column.";
}

Result<std::vector<ColumnComparison>> comparisons_of(std::span<const ResolvedColumn> columns) {
    std::vector<ColumnComparison> comparisons;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (const FieldRule& rule : columns[i].mapping.rules) {
            if (!rule.compare) continue;
            const auto other = std::find_if(columns.begin(), columns.end(), [&](const ResolvedColumn& one) { return one.mapping.field == rule.other_field; });
            if (other == columns.end()) {
                return comparison_error(Code::field_unknown, columns[i], "A rule compares with the field " + rule.other_field + ", which no column feeds.",
                                        "Map a column to it, or remove the rule.");
            }
            if (!can_compare(*rule.compare, columns[i].type, other->type)) {
                return comparison_error(Code::type_clash, columns[i],
                                        "A rule compares " + columns[i].mapping.field + " (" + std::string(name_of(columns[i].type)) + ") with " + rule.other_field +
                                            " (" + std::string(name_of(other->type)) + "), which cannot be compared so.",
                                        "Compare dates with dates and numbers with numbers, or declare the types in the mapping.");
            }
            comparisons.push_back({i, static_cast<std::size_t>(other - columns.begin()), *rule.compare, ordering_of(columns[i].type), rule.level});
        }
    }
    return comparisons;
}

}  // namespace muster
