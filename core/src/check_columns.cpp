#include "check_columns.hpp"

#include "check_rules.hpp"
#include "mapping_synonyms.hpp"
#include "muster/csv_text.hpp"
#include "muster/mapping_memory.hpp"
#include "rejected_file.hpp"
#include "type_kinds.hpp"

#include <algorithm>
#include <optional>

namespace muster {
namespace {

// By the name of the field or of the column that feeds it.
bool holds_birth_dates(const FieldMapping& mapping, const ConceptIndex& concepts) {
    return concepts.of(mapping.field).meaning == Concept::birth_date || concepts.of(mapping.column).meaning == Concept::birth_date;
}

// The pattern in LDML letters; one that cannot be understood stays as it is, for the error to come.
std::string ldml_of(const std::string& format) {
    const auto pattern = DatePattern::compile(format);
    return pattern ? pattern->ldml() : format;
}

std::vector<EarlierChoice> recalled(const Sniff& sniff, const CheckOptions& options) {
    const bool can_ask = options.earlier != nullptr && sniff.dialect().has_header;
    return can_ask ? options.earlier->of(header_fingerprint(sniff.header)) : std::vector<EarlierChoice>();
}

std::vector<Suggestion> suggest(Sync& sync, const Schema& schema, const Sniff& sniff, std::span<const EarlierChoice> earlier) {
    SuggestionOptions options;
    options.key_field = sync.key.field;
    options.new_fields = schema.accepts_new_fields;
    options.earlier = earlier;
    std::vector<Suggestion> suggestions = suggest_mapping(sniff.columns, schema, options);
    sync.mapping.clear();
    for (const Suggestion& suggestion : suggestions) sync.mapping.push_back(suggestion.mapping);
    sync.mapping_auto = false;
    return suggestions;
}

// A person who left the mapping open learns what stood in its way.
void tell_why_key_is_unfed(std::vector<Issue>& errors, const Sync& sync, const Schema& schema, const Sniff& sniff) {
    for (Issue& error : errors) {
        if (error.code == Code::key_not_mapped) error.message += why_key_is_unfed(sniff.columns, schema, sync.key.field);
    }
}

// The shorter of two limits, of which 0 is none.
std::size_t shorter(std::size_t a, std::size_t b) noexcept { return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b); }

// A format without a type says what the column holds, but not that other values are to be rejected.
Type type_of_format(const std::string& format) {
    const auto pattern = DatePattern::compile(format);
    return pattern && pattern->kind() == TemporalKind::date_time ? Type::date_time : Type::date;
}

// The bounds of rules say it as well, where inspection did not see what they bound.
Type type_of_bounds(const std::vector<FieldRule>& rules, Type inspected) {
    Type type = inspected;
    for (const FieldRule& rule : rules) {
        for (const auto& bound : {rule.minimum, rule.maximum}) {
            const auto bounded = bound ? type_of_bound(*bound) : std::nullopt;
            if (bounded && (ordering_of(*bounded) != ordering_of(type) || (*bounded == Type::date_time && type != inspected))) type = *bounded;
        }
    }
    return type;
}

CheckColumn resolve_column(const FieldMapping& mapping, const Sync& sync, const Schema& schema, const Sniff& sniff,
                           const CheckOptions& options, const ConceptIndex& concepts) {
    CheckColumn column;
    ResolvedColumn& facts = column.facts;
    facts.mapping = mapping;
    facts.column = static_cast<std::size_t>(std::find(sniff.header.begin(), sniff.header.end(), mapping.column) - sniff.header.begin());
    const ColumnProfile& profile = sniff.columns[facts.column];
    const Field* field = schema.find(mapping.field);
    if (mapping.type) {
        facts.type = *mapping.type;
        facts.declared = true;
    } else if (field != nullptr) {
        facts.type = field->type;
        facts.declared = !field->inferred;
        column.feeds_numbers = is_numeric(field->type);
    } else {
        facts.type = profile.type;
    }
    if (!mapping.type && !mapping.format.empty()) facts.type = type_of_format(mapping.format);
    if (is_temporal(facts.type) && !mapping.format.empty()) {
        facts.format = ldml_of(mapping.format);
        facts.given_format = mapping.format;
    }
    if (!facts.declared && mapping.format.empty()) facts.type = type_of_bounds(mapping.rules, facts.type);
    // Likewise a decimal mark, where inspection did not see numbers.
    if (!mapping.type && mapping.decimal != DecimalMark::unknown && !is_numeric(facts.type)) facts.type = Type::number;
    if (!mapping.type && !mapping.choices.empty()) {
        facts.type = Type::choice;
        facts.declared = true;
    }
    facts.decimal = mapping.decimal != DecimalMark::unknown ? mapping.decimal : sync.decimal;
    column.required = mapping.required || (field != nullptr && field->required);
    column.sensitive = mapping.sensitive || profile.sensitive || (field != nullptr && field->sensitive);
    facts.mapping.sensitive = column.sensitive;
    column.is_key = !sync.key.generate_random_9_digits && same_field_name(mapping.field, sync.key.field);

    ValueRule& rule = column.rule;
    rule.type = facts.type;
    rule.pivot = sync.pivot;
    rule.birth_date = holds_birth_dates(mapping, concepts);
    rule.today = options.today;
    rule.default_country = sync.default_country;
    rule.email_syntax = mapping.email_syntax;
    rule.choices = mapping.choices;
    rule.max_length = mapping.max_length;
    if (field != nullptr) {
        facts.mapping.rules.insert(facts.mapping.rules.end(), field->rules.begin(), field->rules.end());
        // A limit of the mapping counts characters; where the destination counts otherwise, its own limit stays in force.
        const bool same_unit = field->length_unit == LengthUnit::code_points;
        rule.max_length = same_unit || field->max_length == 0 ? shorter(mapping.max_length, field->max_length) : field->max_length;
        if (field->max_length != 0) rule.length_unit = field->length_unit;
        if (rule.choices.empty()) rule.choices = field->choices;
    }
    // A choice of which nobody said the words is any text.
    if (rule.type == Type::choice && rule.choices.empty()) rule.type = Type::text;
    return column;
}

Issue column_issue(Code code, const CheckColumn& column, std::string message, std::string suggestion) {
    Issue issue = make_issue(code, std::move(message), std::move(suggestion));
    issue.at.column = static_cast<std::uint32_t>(column.facts.column + 1);
    issue.column_name = column.facts.mapping.column;
    return issue;
}

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::string first_of(const std::vector<std::string>& texts) { return texts.empty() ? std::string() : texts.front(); }

// What is not declared may be kept as text; what is declared must not.
void keep_as_text(CheckColumn& column, std::string why) {
    column.facts.type = Type::text;
    column.rule.type = Type::text;
    column.facts.format.clear();
    column.facts.evidence = std::move(why);
}

// By the few values that inspection kept: whether not one of them is what the field holds.
bool holds_nothing_for(const ColumnProfile& profile, const Field& field) {
    if (profile.sensitive || profile.examples.empty()) return false;
    const bool is_choice = field.type == Type::choice || std::any_of(field.rules.begin(), field.rules.end(), [](const FieldRule& rule) { return !rule.one_of.empty(); });
    if (is_choice) return true;   // no new field ever is one
    if (field.type == Type::text || field.type == profile.type) return false;
    if (is_temporal(field.type) || is_temporal(profile.type)) return !is_temporal(field.type) || !is_temporal(profile.type);
    ValueRule rule;
    rule.type = field.type;
    rule.decimal = profile.decimal;
    const auto reader = ValueReader::make(rule);
    std::string scratch;
    return reader && std::none_of(profile.examples.begin(), profile.examples.end(), [&](const std::string& example) { return reader->read(example, scratch).ok; });
}

// A format that somebody gave says that these are dates. Where the file writes its dates in another one, each of them would
// be kept as text, in the place of dates.
std::optional<Issue> other_dates_than_said(const CheckColumn& column, const ColumnProfile& profile) {
    if (column.facts.declared || column.facts.given_format.empty() || !is_temporal(profile.type)) return std::nullopt;
    ValueRule rule = column.rule;
    rule.format = column.facts.format;
    const auto said = ValueReader::make(rule);
    rule.format = profile.format;
    const auto found = ValueReader::make(rule);
    if (!said || !found) return std::nullopt;
    // Words for no date tell nothing.
    std::size_t dates = 0;
    for (const std::string& example : profile.examples) {
        std::string scratch;
        if (said->read(example, scratch).ok) return std::nullopt;
        dates += found->read(example, scratch).ok;
    }
    if (dates == 0) return std::nullopt;
    return column_issue(Code::invalid_date, column,
                        "Column " + quoted(column.facts.mapping.column) + " is to hold dates as " + column.facts.given_format + ", but the file writes them as " +
                            profile.format + ".",
                        "Correct the \"format\" of the mapping, or leave it out so that the column proves one.");
}

// A field that an earlier run added is there now: the same document goes on working. One that somebody else made for other values
// has its name by chance, and where its type can never be changed nothing of the column would get there.
std::vector<Issue> use_existing_fields(std::vector<FieldMapping>& mapping, const Schema& schema, const Sniff& sniff) {
    std::vector<Issue> issues;
    for (std::size_t i = 0; i < mapping.size(); ++i) {
        FieldMapping& entry = mapping[i];
        const Field* field = entry.new_field ? schema.find(entry.field) : nullptr;
        if (field == nullptr) continue;
        entry.new_field = false;
        const auto column = std::find(sniff.header.begin(), sniff.header.end(), entry.column);
        if (!schema.types_are_fixed || entry.type || column == sniff.header.end()) continue;
        if (!holds_nothing_for(sniff.columns[static_cast<std::size_t>(column - sniff.header.begin())], *field)) continue;
        Issue issue = make_issue(Code::type_clash, "The destination has a field " + quoted(field->name) + " already, for values of another kind than those of the column.",
                                 "Give the new field another name, or leave new_field out to use the field that is there.");
        issue.pointer = "/mapping/" + std::to_string(i) + "/new_field";
        issue.column_name = entry.column;
        issues.push_back(std::move(issue));
    }
    return issues;
}

}  // namespace

ColumnResolution resolve_columns(Sync& sync, const Schema& schema, const Sniff& sniff, const CheckOptions& options) {
    ColumnResolution result;
    const std::vector<EarlierChoice> earlier = recalled(sniff, options);
    const bool suggested = sync.mapping_auto;
    if (suggested) result.suggestion = suggest(sync, schema, sniff, earlier);
    const std::vector<Issue> misused = use_existing_fields(sync.mapping, schema, sniff);
    result.errors = check_mapping(sync.mapping, sync.key, sniff.header, schema);
    result.errors.insert(result.errors.end(), misused.begin(), misused.end());
    if (suggested) tell_why_key_is_unfed(result.errors, sync, schema, sniff);
    auto zone = zone_of(sync.time_zone, options.zone);
    if (!zone) result.errors.push_back(std::move(zone).error());
    if (!result.errors.empty()) return result;
    const ConceptIndex& concepts = ConceptIndex::instance();
    for (std::size_t i = 0; i < sync.mapping.size(); ++i) {
        result.columns.push_back(resolve_column(sync.mapping[i], sync, schema, sniff, options, concepts));
        result.columns.back().rule.zone = *zone;
        if (auto error = other_dates_than_said(result.columns.back(), sniff.columns[result.columns.back().facts.column])) result.errors.push_back(*std::move(error));
        const EarlierChoice* choice = choice_for(earlier, sync.mapping[i].column);
        if (choice != nullptr) result.columns.back().earlier_format = choice->format;
        if (i < result.suggestion.size()) result.columns.back().facts.evidence = result.suggestion[i].reason;
    }
    result.unmapped = unmapped(sync.mapping, sniff.header, schema);
    return result;
}

void complete_pattern(CheckColumn& column) {
    ResolvedColumn& facts = column.facts;
    if (!is_temporal(facts.type)) return;
    const auto pattern = DatePattern::compile(facts.format);
    if (!pattern) return;
    facts.example = pattern->example();
    if (!pattern->has_two_digit_year()) return;
    const CalendarDay& today = column.rule.today;
    const bool recent = column.rule.birth_date && today.known();
    facts.years = recent ? "Two-digit years are of the 100 years up to " + iso_text({TemporalKind::date, today.year, today.month, today.day}) + "."
                         : pivot_sentence(column.rule.pivot);
}

Survey::Survey(const Sync& sync, const std::vector<CheckColumn>& columns, const Sniff& sniff) : null_words_(sync.null_words), given_again_(holds_rejected_rows(sniff.header)) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const ResolvedColumn& facts = columns[i].facts;
        if (is_temporal(facts.type) && facts.format.empty()) {
            DateColumn::Options options;
            options.pivot = sync.pivot;
            // Somebody said "date": eight digits may be one.
            options.digits_only = facts.declared;
            surveyed_.push_back({i, facts.column, {}, std::make_unique<DateColumn>(options), {}});
        } else if (is_numeric(facts.type) && facts.decimal == DecimalMark::unknown) {
            surveyed_.push_back({i, facts.column, {}, nullptr, {}});
        }
    }
    const bool any_dates = std::any_of(surveyed_.begin(), surveyed_.end(), [](const Surveyed& one) { return one.dates != nullptr; });
    if (any_dates) add_witnesses(sync, sniff);
}

// Other date columns of the file can prove the order as well, whether they are imported or not.
void Survey::add_witnesses(const Sync& sync, const Sniff& sniff) {
    for (std::size_t column = 0; column < sniff.columns.size(); ++column) {
        const ColumnProfile& profile = sniff.columns[column];
        const auto is_same = [&](const Surveyed& one) { return one.column == column; };
        if (!is_temporal(profile.type) || profile.sensitive) continue;
        if (std::any_of(surveyed_.begin(), surveyed_.end(), is_same)) continue;
        DateColumn::Options options;
        options.pivot = sync.pivot;
        surveyed_.push_back({std::nullopt, column, profile.name, std::make_unique<DateColumn>(options), {}});
    }
}

void Survey::add(const Row& row) {
    for (Surveyed& surveyed : surveyed_) {
        if (surveyed.column >= row.cells.size()) continue;
        const std::string_view cell = given_again_ ? with_formula(row.cells[surveyed.column]) : row.cells[surveyed.column];
        if (std::find(null_words_.begin(), null_words_.end(), cell) != null_words_.end()) continue;
        if (surveyed.dates) {
            surveyed.dates->add(cell, row.number);
        } else {
            surveyed.numbers.add(cell, row.number);
        }
    }
}

namespace {

// What other columns of the file prove: the order of day and month that their numbers show, and the first that shows it.
// Months written as words and dates with the year first say nothing about how numbers are ordered elsewhere.
struct Proof {
    DateOrder order = DateOrder::none;
    std::string column;
    std::string evidence;
};

void use_reading(CheckColumn& column, const std::string& format, DateOrder order, std::string evidence) {
    column.facts.format = format;
    column.facts.order = order;
    column.facts.evidence = std::move(evidence);
}

void use_reading(CheckColumn& column, const OpenReading& reading, std::string evidence) {
    const auto pattern = DatePattern::compile(reading.format);
    use_reading(column, reading.format, pattern ? pattern->order() : DateOrder::none, std::move(evidence));
}

// Which of the readings of an ambiguous column has this order. Where the month is a word only the place of the year is open, and
// the year that stands last with month-day-year does so with day-month-year too.
const OpenReading* reading_of_order(const DateVerdict& verdict, DateOrder order) {
    if (verdict.month_in_words && order == DateOrder::mdy) order = DateOrder::dmy;
    for (const OpenReading& reading : verdict.readings) {
        if (reading.order == name_of(order)) return &reading;
    }
    return nullptr;
}

// That somebody has to decide, and between what.
Issue ambiguity(const DateVerdict& verdict, const CheckColumn& column) {
    const std::string example = column.sensitive ? std::string() : open_example(verdict);
    std::string habit;
    if (verdict.habit == DateOrder::dmy) habit = verdict.month_in_words ? " Mostly the year stands last." : " Between points the day usually stands first.";
    std::string settings;
    for (const OpenReading& reading : verdict.readings) settings += (settings.empty() ? "--order " : " or --order ") + std::string(reading.order);
    Issue issue = column_issue(Code::date_order_ambiguous, column,
                               "Every date of column " + quoted(column.facts.mapping.column) + " can be read " + open_formats(verdict) +
                                   (example.empty() ? "" : " (" + example + ")") + "; day and " + (verdict.month_in_words ? "year" : "month") + " are not guessed.",
                               "Say which one it is: \"format\": \"" + verdict.format + "\" in the mapping of the column, or a default_order (" +
                                   settings + ") for all." + habit);
    issue.readings = verdict.readings;
    for (OpenReading& reading : issue.readings) {
        if (!column.sensitive) continue;
        reading.text.clear();
        reading.iso.clear();
    }
    return issue;
}

std::optional<Issue> decide_ambiguous(const DateVerdict& verdict, CheckColumn& column, DateOrder setting, const Proof& elsewhere,
                                      IssueLog& log) {
    const std::string name = quoted(column.facts.mapping.column);
    if (setting != DateOrder::none) {
        if (const OpenReading* reading = reading_of_order(verdict, setting)) {
            use_reading(column, *reading, "The order was given: " + std::string(name_of(setting)) + ".");
            return std::nullopt;
        }
    }
    if (elsewhere.order != DateOrder::none) {
        if (const OpenReading* reading = reading_of_order(verdict, elsewhere.order)) {
            const std::string order(name_of(elsewhere.order));
            use_reading(column, *reading, "Column " + quoted(elsewhere.column) + " of this file proves the order " + order + ".");
            log.add(column_issue(Code::date_order_from_other_column, column,
                                 "The dates of column " + name + " read both ways; they are read as " + reading->format + " because column " +
                                     quoted(elsewhere.column) + " of this file proves that order. " + elsewhere.evidence,
                                 "Give the column a format if that is not right."));
            return std::nullopt;
        }
    }
    if (const auto pattern = DatePattern::compile(column.earlier_format)) {
        if (const OpenReading* reading = reading_of_order(verdict, pattern->order())) {
            use_reading(column, *reading, "An earlier choice for a file with this header read its dates so.");
            log.add(column_issue(Code::date_order_from_earlier_choice, column,
                                 "The dates of column " + name + " read both ways; they are read as " + reading->format +
                                     " because an earlier choice for a file with this header read them so.",
                                 "Give the column a format, or the dates an order, if that is not right."));
            return std::nullopt;
        }
    }
    return ambiguity(verdict, column);
}

// A column of dates without one format or order: an error where it was declared, else text.
std::optional<Issue> refuse_or_keep_as_text(const DateVerdict& verdict, CheckColumn& column, IssueLog& log) {
    const std::string name = quoted(column.facts.mapping.column);
    const std::string why = !verdict.conflict        ? "fewer than half of its values follow one date format that is known"
                            : verdict.month_in_words ? "some dates of it prove that the year stands last, others that it stands first"
                                                     : "some dates of it prove day before month, others month before day";
    std::string rows;  // the evidence of a conflict begins with a sentence for each side, which quotes a cell
    for (std::size_t i = 0; verdict.conflict && !column.sensitive && i < std::min<std::size_t>(2, verdict.evidence.size()); ++i) rows += " " + verdict.evidence[i];
    const std::string caution = verdict.conflict ? " Two exports were probably joined: dates of the other order that fit the format as well would be misread." : "";
    const Code code = verdict.conflict ? Code::date_order_conflicting : Code::invalid_date;
    if (column.facts.declared || column.is_key) {
        return column_issue(code, column, "Column " + name + " is to hold dates, but " + why + "." + rows,
                            "Correct the file, or give the column a format; values that do not fit it are then rejected row by row." + caution);
    }
    Issue issue = column_issue(code, column, "Column " + name + " looks like dates, but " + why + "; it is kept as text." + rows,
                               "Correct the file, or declare the column as a date with a format." + caution);
    issue.severity = Severity::warning;
    log.add(std::move(issue));
    keep_as_text(column, "Kept as text: " + why + ".");
    return std::nullopt;
}

std::optional<Issue> decide_date(const DateVerdict& verdict, CheckColumn& column, DateOrder setting, const Proof& elsewhere,
                                 IssueLog& log) {
    if (verdict.of == 0) {
        column.facts.format = "yyyy-MM-dd";  // no value at all: nothing will be read with it
        return std::nullopt;
    }
    if (verdict.ambiguous) return decide_ambiguous(verdict, column, setting, elsewhere, log);
    if (verdict.conflict || verdict.format.empty()) return refuse_or_keep_as_text(verdict, column, log);
    use_reading(column, verdict.format, verdict.order, first_of(verdict.evidence));
    column.facts.proof_rows = verdict.proof_rows;
    return std::nullopt;
}

std::optional<Issue> decide_number(const NumberColumn::Verdict& verdict, CheckColumn& column, IssueLog& log) {
    const std::string name = quoted(column.facts.mapping.column);
    const bool is_open = !column.facts.declared && !column.is_key;
    const std::vector<FieldRule>& rules = column.facts.mapping.rules;
    const bool bounded = std::any_of(rules.begin(), rules.end(), [](const FieldRule& rule) { return rule.minimum || rule.maximum; });
    if (is_open && bounded && verdict.matched * 2 < verdict.of) {
        keep_as_text(column, std::to_string(verdict.matched) + " of its " + std::to_string(verdict.of) + " values are numbers.");
        return std::nullopt;
    }
    if (!verdict.ambiguous && !verdict.conflict) {
        column.facts.decimal = verdict.decimal;
        if (!verdict.evidence.empty()) column.facts.evidence = verdict.evidence;
        return std::nullopt;
    }
    const std::string why = verdict.ambiguous ? "every number of it reads with a decimal point and with a decimal comma"
                                              : "some numbers of it have a decimal point, others a decimal comma";
    const std::string rows = verdict.conflict ? " " + verdict.evidence : std::string();
    const std::string suggestion =
        std::string(verdict.conflict ? "Correct the file, as two exports were probably joined, or say" : "Say") +
        " which one it is with \"decimal\": \"point\" or \"comma\" in the mapping of the column, or for all columns of the document" +
        (verdict.conflict ? "; numbers with the other mark are then errors of their rows." : ".");
    // As text beside numbers it would be taken for one of them.
    if (!is_open || column.feeds_numbers) {
        return column_issue(Code::number_format_ambiguous, column, "Column " + name + " is to hold numbers, but " + why + "." + rows, suggestion);
    }
    Issue issue = column_issue(Code::number_format_ambiguous, column,
                               "Column " + name + " looks like numbers, but " + why + "; it is kept as text." + rows, suggestion);
    issue.severity = Severity::warning;
    log.add(std::move(issue));
    keep_as_text(column, "Kept as text: " + why + ".");
    return std::nullopt;
}

}  // namespace

std::vector<Issue> Survey::decide(const Sync& sync, std::vector<CheckColumn>& columns, IssueLog& log) {
    std::vector<DateVerdict> verdicts;
    Proof proof;
    bool contradiction = false;
    for (const Surveyed& surveyed : surveyed_) {
        verdicts.push_back(surveyed.dates ? surveyed.dates->verdict() : DateVerdict{});
        const DateVerdict& verdict = verdicts.back();
        const bool proves = verdict.proves_order && (verdict.order == DateOrder::dmy || verdict.order == DateOrder::mdy);
        if (!proves) continue;
        contradiction = contradiction || (proof.order != DateOrder::none && proof.order != verdict.order);
        if (proof.order != DateOrder::none) continue;
        const CheckColumn* column = surveyed.index ? &columns[*surveyed.index] : nullptr;
        proof = {verdict.order, column != nullptr ? column->facts.mapping.column : surveyed.name,
                 column != nullptr && column->sensitive ? std::string() : first_of(verdict.evidence)};
    }
    if (contradiction) proof = {};
    std::vector<Issue> errors;
    for (std::size_t i = 0; i < surveyed_.size(); ++i) {
        if (!surveyed_[i].index) continue;
        CheckColumn& column = columns[*surveyed_[i].index];
        auto error = surveyed_[i].dates ? decide_date(verdicts[i], column, sync.default_order, proof, log)
                                        : decide_number(surveyed_[i].numbers.verdict(), column, log);
        if (error) errors.push_back(std::move(*error));
    }
    return errors;
}

}  // namespace muster
