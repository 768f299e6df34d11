#include "muster/check.hpp"

#include <algorithm>

#include "check_columns.hpp"
#include "check_rules.hpp"
#include "file_tail.hpp"
#include "late_encoding.hpp"
#include "muster/csv_text.hpp"
#include "near_duplicates.hpp"
#include "not_at_destination.hpp"
#include "rejected_file.hpp"
#include "type_kinds.hpp"

namespace muster {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";
constexpr std::string_view masked = "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";

Planner::Options planner_options(const Sync& sync) {
    Planner::Options options;
    options.mode = sync.mode;
    options.generated_keys = sync.key.generate_random_9_digits;
    // sync-semantics.md section 6: last wins where updates are on, first wins in insert mode.
    options.duplicates = sync.duplicates_declared || sync.mode.update ? sync.duplicates : Duplicates::first;
    return options;
}

// Nobody knows yet which contacts are at the destination.
Planner::Options options_without_snapshot(const Sync& sync) {
    Planner::Options options = planner_options(sync);
    options.mode.insert = true;
    return options;
}

// Whether what is said about the row holds without its values, and so may be said of sensitive columns.
bool shows_no_value(Code code) noexcept {
    switch (code) {
        case Code::not_at_destination:
        case Code::duplicate_row:
        case Code::duplicate_key:
        case Code::duplicate_key_rejected:
        case Code::value_not_unique:
        case Code::value_not_listed:
        case Code::value_not_matching:
        case Code::expression_too_costly:
        case Code::value_below_minimum:
        case Code::value_above_maximum:
        case Code::fields_contradict: return true;
        default: return false;
    }
}

// Hash of what makes two records comparable: field names, types and empty-cell rules, in mapping order.
std::uint64_t record_definition(const std::vector<CheckColumn>& columns) {
    std::string text;
    for (const CheckColumn& column : columns) {
        text += column.facts.mapping.field;
        text += '\n';
        text += name_of(column.facts.type);
        text += column.facts.mapping.empty == EmptyCell::clear ? "\nclear\n" : "\nkeep\n";
    }
    return text_hash(text);
}

// The type of a new field was suggested by the start of its column; all of the column has the last word.
void settle_new_type(Suggestion& suggestion, ResolvedColumn& facts) {
    if (!suggestion.new_type || *suggestion.new_type == facts.type) return;
    const bool is_evidence = facts.evidence == suggestion.reason;
    set_new_type(suggestion, facts.type);
    if (is_evidence) facts.evidence = suggestion.reason;
}

// After so many rows it is estimated how many keys the file has, and for at most so many room is made at once.
constexpr std::uint64_t sampled_rows = 4096;
constexpr std::uint64_t most_expected_keys = 1u << 22;

std::string number_text(std::uint64_t number) { return std::to_string(number); }

}  // namespace

class Check::Implementation {
public:
    Implementation(const Sync& sync, const Schema& schema, const CheckOptions& options)
        : sync_(sync), schema_(schema), options_(options), log_(options.max_issues), planner_(options_without_snapshot(sync), Snapshot()) {}

    std::vector<Issue> start(Sniff sniffed);
    std::vector<Issue> make_readers();
    void survey(std::span<const std::byte> bytes);
    std::vector<Issue> finish_survey();
    void begin_rows();
    // False until every column has what reads it.
    bool ready() const noexcept { return !columns_.empty() && cells_.size() == columns_.size(); }
    Result<void> drain(CheckSink& sink);
    Result<void> finish(CheckSink& sink);

    Sync sync_;
    const Schema schema_;
    CheckOptions options_;
    Sniff sniff_;
    IssueLog log_;
    Planner planner_;
    std::vector<CheckColumn> columns_;
    std::vector<ResolvedColumn> facts_;
    std::vector<Suggestion> suggestion_;
    Unmapped unmapped_;
    std::vector<ColumnConversions> conversions_;  // of facts_
    std::optional<Survey> survey_;
    std::optional<Reader> survey_reader_;
    IssueLog survey_log_{0};
    std::optional<Reader> reader_;
    std::optional<LateEncoding> late_;
    std::optional<Issue> truncation_;
    bool only_some_rows_ = false;   // the others were done before
    FileTail tail_;

private:
    // What reads the cells of one column, with the buffer that it reuses, and what their values must be like.
    struct Cell {
        ValueReader reader;
        std::string scratch;
        std::vector<ColumnRule> rules;
        std::optional<UniqueValues> unique;
        bool fits = false;   // the value of the current row is of the column's type
    };

    Result<void> take(const Row& row, CheckSink& sink);
    bool is_trailer(const Row& row);
    void watch_for_open_quote(const Row& row);
    void expect_keys(const Row& row);
    bool is_null_word(std::string_view cell) const noexcept {
        return std::find(sync_.null_words.begin(), sync_.null_words.end(), cell) != sync_.null_words.end();
    }
    std::string_view cell_of(const Row& row, std::size_t column) const noexcept { return given_again_ ? with_formula(row.cells[column]) : row.cells[column]; }
    void read_key(const Row& row);
    void check_shape(const Row& row);
    void read_values(const Row& row);
    void report_missing_cell(const Row& row, const CheckColumn& column);
    void read_value(const Row& row, std::size_t index);
    void check_rules(const Row& row, std::size_t index, std::string_view value);
    // What rules look at: the key is text, whatever its type, but is as large or late as it reads; an e-mail address is as it is stored.
    std::string_view read_of(std::size_t index) const noexcept { return columns_[index].is_key ? key_as_read_ : values_[index]; }
    void compare_columns(const Row& row);
    Result<void> accept(const Row& row, CheckSink& sink);
    Result<void> refuse(const Row& row, CheckSink& sink);
    void log_duplicate(const Row& row, const Planner::Decision& decision);
    void log_near_duplicates();
    // Whether words of the file may stand in messages about all of it.
    bool shows_words() const noexcept;
    Result<void> settle_encoding();
    bool ends_inside_row() const;
    void check_completeness();
    void report_footers();

    // Reports what is worth telling of a value that was read. That times lack a zone is told once for each column.
    template <class Make>
    void note(const Row& row, const CheckColumn& column, Code code, std::string_view value, Make make);
    // Reports one issue of the current row; `make` builds its texts and runs only when somebody will read them.
    template <class Make>
    void report(const Row& row, const CheckColumn* column, Code code, Severity severity, std::string_view value, Make make);
    // The parts of that which do not depend on `make`: whether somebody will read it (else it is counted), what it starts with, and
    // where it goes.
    bool will_be_read(const CheckColumn* column, Code code, Severity severity);
    Issue begun(const Row& row, const CheckColumn* column, Code code, Severity severity, std::string_view value) const;
    void keep(Issue issue, const CheckColumn* column, bool has_value);
    void locate(Issue& issue, const Row& row, const CheckColumn* column) const;

    std::vector<Cell> cells_;
    std::vector<ColumnComparison> comparisons_;
    std::vector<std::string_view> values_;
    NearDuplicates near_duplicates_;
    std::vector<Issue> row_issues_;
    std::string key_scratch_;
    std::string_view key_;
    std::string_view key_as_read_;                   // the key's value by the type of its column
    std::uint64_t key_hash_ = 0;
    const CheckColumn* key_column_ = nullptr;
    std::vector<const CheckColumn*> without_zone_;   // columns of local times, told already
    bool refused_ = false;
    std::uint64_t definition_ = 0;
    std::uint64_t trailer_row_ = 0;
    std::uint64_t last_line_ = 0;
    bool trailer_misplaced_ = false;
    std::uint64_t short_rows_ = 0, last_short_row_ = 0;
    bool ends_in_open_quote_ = false;
    std::size_t width_ = 0;
    bool given_again_ = false;   // the file holds rows that were rejected before
};

// ---------------------------------------------------------------------------------------------------------------------
// Before the rows

std::vector<Issue> Check::Implementation::start(Sniff sniffed) {
    // Lists of firms are full of such addresses, and of numbers of switchboards; they must not take the place of faults.
    constexpr std::size_t most_hints = 20;
    for (const Code code : {Code::email_role_address, Code::near_duplicate}) log_.keep_at_most(code, most_hints);
    sniff_ = std::move(sniffed);
    width_ = sniff_.header.size();
    given_again_ = holds_rejected_rows(sniff_.header);
    log_.name_columns(sniff_.header);
    for (const Issue& issue : sniff_.issues.kept()) {
        if (issue.code == Code::header_name_empty || issue.code == Code::header_name_duplicate) log_.add(issue);
    }
    ColumnResolution resolution = resolve_columns(sync_, schema_, sniff_, options_);
    if (!resolution.errors.empty()) return std::move(resolution.errors);
    columns_ = std::move(resolution.columns);
    suggestion_ = std::move(resolution.suggestion);
    unmapped_ = std::move(resolution.unmapped);
    if (auto doubt = doubt_of(sniff_.encoding, shows_words())) log_.add(*std::move(doubt));
    survey_.emplace(sync_, columns_, sniff_);
    if (survey_->needed()) {
        survey_reader_.emplace(sniff_.encoding.encoding, sniff_.encoding.bom_bytes, sniff_.dialect(), survey_log_);
        return {};
    }
    return make_readers();
}

void Check::Implementation::survey(std::span<const std::byte> bytes) {
    survey_reader_->feed(bytes);
    while (const Row* row = survey_reader_->next()) survey_->add(*row);
}

std::vector<Issue> Check::Implementation::finish_survey() {
    survey_reader_->finish();
    while (const Row* row = survey_reader_->next()) survey_->add(*row);
    survey_reader_.reset();
    std::vector<Issue> errors = survey_->decide(sync_, columns_, log_);
    if (!errors.empty()) return errors;
    return make_readers();
}

std::vector<Issue> Check::Implementation::make_readers() {
    std::vector<Issue> errors;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        CheckColumn& column = columns_[i];
        column.rule.format = column.facts.format;
        column.rule.decimal = column.facts.decimal;
        column.rule.order = column.facts.order;
        auto reader = ValueReader::make(column.rule);
        auto rules = rules_of(column);
        if (!reader || !rules) {
            Issue issue = reader ? std::move(rules).error() : std::move(reader).error();
            issue.at.column = static_cast<std::uint32_t>(column.facts.column + 1);
            issue.column_name = column.facts.mapping.column;
            errors.push_back(std::move(issue));
            continue;
        }
        if (i < suggestion_.size()) settle_new_type(suggestion_[i], column.facts);
        if (column.sensitive) column.facts.evidence.clear();
        complete_pattern(column);
        cells_.push_back({std::move(*reader), {}, std::move(*rules), unique_values_of(column.facts.mapping, sync_.key.generate_random_9_digits), false});
        if (column.is_key) key_column_ = &column;
        FieldMapping& mapping = sync_.mapping[i];
        if (mapping.format.empty() && is_temporal(column.facts.type)) {
            mapping.format = column.facts.format;
        }
        facts_.push_back(column.facts);
    }
    auto comparisons = comparisons_of(facts_);
    if (errors.empty() && !comparisons) errors.push_back(std::move(comparisons).error());
    if (!errors.empty()) return errors;
    comparisons_ = std::move(*comparisons);
    values_.resize(columns_.size());
    if (sync_.near_duplicates) near_duplicates_ = NearDuplicates(columns_);
    conversions_.resize(columns_.size());
    definition_ = record_definition(columns_);
    return errors;
}

void Check::Implementation::begin_rows() {
    if (reader_) return;
    reader_.emplace(sniff_.encoding.encoding, sniff_.encoding.bom_bytes, sniff_.dialect(), log_);
    late_.emplace(sniff_.encoding, shows_words());
}

// ---------------------------------------------------------------------------------------------------------------------
// Rows

Result<void> Check::Implementation::drain(CheckSink& sink) {
    while (const Row* row = reader_->next()) {
        late_->after_row(*row);
        if (row->number == sampled_rows) expect_keys(*row);
        if (auto taken = take(*row, sink); !taken) return taken;
    }
    return {};
}

Result<void> Check::Implementation::take(const Row& row, CheckSink& sink) {
    last_line_ = row.line;
    if (is_trailer(row)) return {};
    if (trailer_row_ != 0) trailer_misplaced_ = true;
    row_issues_.clear();
    refused_ = row.damaged;
    if (row.damage != nullptr && options_.want_rejected_rows) row_issues_.push_back(*row.damage);
    read_key(row);
    // Reading the values takes longer than memory does, so that the key is not waited for later.
    key_hash_ = planner_.prepare(key_);
    if (sniff_.dialect().quote == '\0') watch_for_open_quote(row);
    check_shape(row);
    if (!refused_) read_values(row);
    return refused_ ? refuse(row, sink) : accept(row, sink);
}

// The announced last row is no data. Data after it means that it was not the last one.
bool Check::Implementation::is_trailer(const Row& row) {
    if (sync_.source.trailer.empty() || row.cells.empty()) return false;
    if (!row.cells.front().starts_with(sync_.source.trailer)) return false;
    if (trailer_row_ != 0) trailer_misplaced_ = true;
    trailer_row_ = row.number;
    return true;
}

// A file that was cut off inside its only quoted cell looks like one without quotes: its last whole row, or that row and
// only ragged ones after it, holds a cell that opens with a quote and never closes.
void Check::Implementation::watch_for_open_quote(const Row& row) {
    const bool opens = std::any_of(row.cells.begin(), row.cells.end(), [](std::string_view cell) {
        return cell.starts_with('"') && (cell.size() == 1 || cell.find('"', 1) == std::string_view::npos);
    });
    ends_in_open_quote_ = opens || (ends_in_open_quote_ && row.cells.size() != width_);
    if (!opens || sync_.source.dialect.quote) return;
    report(row, nullptr, Code::unclosed_quote, Severity::error, {}, [](Issue& issue) {
        issue.message = "A cell of the row opens with a quote that is not closed, in a file that seems to have no quotes around cells.";
        issue.suggestion = "Close the quote, or set \"quote\": null in the source if it belongs to the text.";
    });
}

// As if the rest of the file were like its start.
void Check::Implementation::expect_keys(const Row& row) {
    const std::uint64_t row_bytes = std::max<std::uint64_t>(1, row.byte / row.number);
    const std::uint64_t rows = options_.expected_bytes / row_bytes;
    const std::uint64_t keys = std::min(rows, most_expected_keys) * planner_.distinct_keys() / row.number;
    planner_.expect(static_cast<std::size_t>(keys + keys / 16));
    near_duplicates_.expect(row.number, rows);
}

void Check::Implementation::read_key(const Row& row) {
    key_ = {};
    if (key_column_ == nullptr || key_column_->facts.column >= row.cells.size()) return;
    const std::string_view cell = cell_of(row, key_column_->facts.column);
    // Undecodable bytes make a key unreadable: nobody knows whose it is.
    if (row.has_replacement && cell.find(replacement_character) != std::string_view::npos) return;
    if (is_null_word(cell)) return;
    if (schema_.keys_are_values) {
        const auto index = static_cast<std::size_t>(key_column_ - columns_.data());
        if (const ValueReader::Outcome read = cells_[index].reader.read(cell, key_scratch_); read.ok) {
            key_ = read.value;
            return;
        }
    }
    key_ = normalised_key(cell, key_column_->facts.type, key_scratch_);
}

void Check::Implementation::check_shape(const Row& row) {
    const std::size_t cells = row.cells.size();
    if (row.damaged) return;
    if (cells < width_ && sync_.source.short_rows == ShortRows::reject) {
        ++short_rows_;
        last_short_row_ = row.number;
        report(row, nullptr, Code::row_too_short, Severity::error, {}, [&](Issue& issue) {
            issue.message = "The row has " + number_text(cells) + (cells == 1 ? " cell, the header " : " cells, the header ") + number_text(width_) + ".";
            issue.suggestion = "Look for a missing delimiter, or set \"short_rows\": \"keep\" to leave the missing fields as they are.";
        });
    } else if (cells > width_) {
        report(row, nullptr, Code::row_too_long, Severity::error, {}, [&](Issue& issue) {
            issue.message = "The row has " + number_text(cells) + (cells == 1 ? " cell, the header " : " cells, the header ") + number_text(width_) + ".";
            issue.suggestion = "Look for a delimiter inside a text that is not in quotes.";
        });
    }
    if (row.has_line_break && sync_.source.strict_newlines) {
        report(row, nullptr, Code::line_break_in_cell, Severity::error, {}, [&](Issue& issue) {
            issue.message = "A cell of the row holds a line break, which strict_newlines refuses.";
            issue.suggestion = "Remove the line break, or set \"strict_newlines\": false.";
        });
    }
    if (key_column_ != nullptr && key_.empty()) {
        const std::string_view cell = key_column_->facts.column < cells ? cell_of(row, key_column_->facts.column) : std::string_view();
        const bool present = !is_null_word(cell) && !trimmed(cell).empty();
        report(row, key_column_, present ? Code::key_unreadable : Code::key_missing, Severity::error, {}, [&](Issue& issue) {
            issue.message = present ? "The key cannot be read." : "The key is empty.";
            issue.suggestion = "Give the row a key; without one nobody can tell whose row it is, and deletes are withheld.";
        });
    }
}

void Check::Implementation::read_values(const Row& row) {
    for (std::size_t i = 0; i < columns_.size(); ++i) read_value(row, i);
    compare_columns(row);
}

// A cell that a short row does not have keeps what the destination has; where it may not be empty, or an empty one clears, that
// cannot be.
void Check::Implementation::report_missing_cell(const Row& row, const CheckColumn& column) {
    const bool clears = column.facts.mapping.empty == EmptyCell::clear;
    if (sync_.source.short_rows == ShortRows::reject || row.damaged || !(column.required || clears)) return;
    report(row, &column, column.required ? Code::required_empty : Code::row_too_short, Severity::error, {}, [&](Issue& issue) {
        issue.message = "The row ends before the column " + column.facts.mapping.column +
                        (column.required ? ", which is required." : ", where an empty cell would clear what the destination has.");
        issue.suggestion = column.required ? "Complete the row, or remove \"required\" from the mapping."
                                           : "Complete the row, or set \"empty\": \"keep\" for the column.";
    });
}

void Check::Implementation::read_value(const Row& row, std::size_t index) {
    const CheckColumn& column = columns_[index];
    std::string_view& value = values_[index];
    value = {};
    cells_[index].fits = false;
    if (column.is_key) key_as_read_ = {};
    if (column.facts.column >= row.cells.size()) return report_missing_cell(row, column);
    std::string_view cell = cell_of(row, column.facts.column);
    if (is_null_word(cell)) cell = {};
    const ValueReader::Outcome outcome = cells_[index].reader.read(cell, cells_[index].scratch);
    const auto describe = [&](Issue& issue) {
        Issue described = describe_value_issue(column.rule, outcome, cell);
        issue.message = std::move(described.message);
        issue.suggestion = std::move(described.suggestion);
    };
    // Nobody said that the column holds numbers, and digits with a zero before them are a code.
    const bool is_code = outcome.ok && outcome.note == Code::leading_zeros_dropped && !column.facts.declared && !column.is_key;
    if (!outcome.ok || is_code) {
        if (!is_code && (column.facts.declared || column.required || column.is_key)) {
            report(row, &column, outcome.code, Severity::error, cell, describe);
            return;
        }
        const bool too_long = outcome.code == Code::value_too_long;
        report(row, &column, too_long ? outcome.code : Code::inferred_type_mismatch, Severity::warning, cell, [&](Issue& issue) {
            describe(issue);
            if (too_long) return void(issue.message += " It is kept, since nobody declared what the column holds.");
            issue.message = "Most values of this column are of type " + std::string(name_of(column.facts.type)) +
                            (is_code ? ", this one has zeros before it, as codes have; it is kept as text." : ", this one is not; it is kept as text.");
        });
        value = trimmed(cell);
        check_rules(row, index, value);
        return;
    }
    cells_[index].fits = true;
    // A key stays as it is written.
    if (outcome.note && !(column.is_key && outcome.note == Code::leading_zeros_dropped)) note(row, column, *outcome.note, cell, describe);
    const std::string_view read = column.is_key ? key_ : outcome.value;
    // In two parts, as it was written: a processor waits for what it wrote in two parts and reads back in one.
    const char* const begin = read.data();
    const std::size_t size = read.size();
    value = {begin, size};
    // What points into the cell is a part of it; most cells are kept, and cost no comparison.
    const bool kept = begin >= cell.data() && begin < cell.data() + cell.size();
    if (!kept && value != trimmed(cell)) conversions_[index].add(row.number, trimmed(cell), value, !column.sensitive);
    if (value.empty()) {
        if (column.required) {
            report(row, &column, Code::required_empty, Severity::error, {}, [&](Issue& issue) {
                issue.message = "The field " + column.facts.mapping.field + " is required, but the cell is empty.";
                issue.suggestion = "Fill the cell, or remove \"required\" from the mapping.";
            });
        }
    }
    if (column.is_key) key_as_read_ = column.facts.type == Type::email ? key_ : outcome.value;
    check_rules(row, index, read_of(index));
}

void Check::Implementation::check_rules(const Row& row, std::size_t index, std::string_view value) {
    Cell& cell = cells_[index];
    for (ColumnRule& rule : cell.rules) {
        const std::optional<Code> fault = rule.fault_of(value, cell.fits);
        if (fault) report(row, &columns_[index], *fault, rule.level(), value, [&](Issue& issue) { rule.describe(issue); });
    }
    if (!cell.unique || value.empty()) return;
    const std::uint64_t earlier = cell.unique->add(value, cell.fits && is_numeric(columns_[index].facts.type), key_, row.number);
    if (earlier == 0) return;
    report(row, &columns_[index], Code::value_not_unique, cell.unique->level(), value, [&](Issue& issue) {
        issue.message = "Row " + number_text(earlier) + " has the same value, and another key.";
        issue.suggestion = "Correct one of the two rows, or remove the rule of the column.";
    });
}

void Check::Implementation::compare_columns(const Row& row) {
    for (const ColumnComparison& rule : comparisons_) {
        const std::string_view value = read_of(rule.column), other = read_of(rule.other);
        if (!cells_[rule.column].fits || !cells_[rule.other].fits || !rule.is_broken_by(value, other)) continue;
        report(row, &columns_[rule.column], Code::fields_contradict, rule.level, value, [&](Issue& issue) {
            const CheckColumn& other_column = columns_[rule.other];
            rule.describe(issue, other_column.facts.mapping.field, other_column.sensitive ? std::string_view() : other);
        });
    }
}

Result<void> Check::Implementation::accept(const Row& row, CheckSink& sink) {
    Record record;
    record.row = row.number;
    record.line = row.line;
    record.byte = row.byte;
    record.key = key_;
    record.values = values_;
    record.fingerprint = record_fingerprint(values_, definition_);
    const Planner::Decision decision = planner_.add(record, key_hash_);
    if (decision.other_row != 0) {
        log_duplicate(row, decision);
    } else if (decision.action == Action::not_at_destination) {
        report(row, key_column_, Code::not_at_destination, default_severity(Code::not_at_destination), key_,
               [](Issue& issue) {
                   issue.message = not_at_destination_message;
                   issue.suggestion = not_at_destination_suggestion;
               });
    } else if (near_duplicates_.add(row, values_)) {
        log_near_duplicates();
    }
    if (decision.action == Action::duplicate_rejected) {
        if (decision.rejects_earlier) {
            if (auto told = sink.record(record, decision); !told) return told;
        }
        if (auto told = sink.rejected_key(key_); !told) return told;
        return sink.rejected(row, row_issues_);
    }
    return sink.record(record, decision);
}

void Check::Implementation::log_duplicate(const Row& row, const Planner::Decision& decision) {
    const std::string other = number_text(decision.other_row);
    switch (decision.action) {
        case Action::duplicate_same:
            report(row, key_column_, Code::duplicate_row, Severity::information, key_, [&](Issue& issue) {
                issue.message = "The row repeats row " + other + "; it is counted once.";
            });
            break;
        case Action::duplicate_rejected:
            report(row, key_column_, Code::duplicate_key_rejected, Severity::error, key_, [&](Issue& issue) {
                issue.message = "Row " + other + " has the same key and other values; all rows of this key are rejected.";
                issue.suggestion = "Keep one row for each key, or choose \"duplicates\": \"last\" or \"first\".";
            });
            break;
        default:
            report(row, key_column_, Code::duplicate_key, Severity::warning, key_, [&](Issue& issue) {
                issue.message = "Row " + other + " has the same key and other values; " +
                                (decision.replaces_earlier ? "this row wins because it comes later." : "that row wins because it comes first.");
                issue.suggestion = "Keep one row for each key, or choose another rule with \"duplicates\".";
            });
    }
}

// Of rows of one key log_duplicate() tells.
void Check::Implementation::log_near_duplicates() {
    for (const NearDuplicates::Hint& hint : near_duplicates_.find()) {
        if (log_.keeps_more(Code::near_duplicate)) {
            log_.add(hint.issue());
        } else {
            log_.count(Code::near_duplicate, Severity::information);
        }
    }
}

Result<void> Check::Implementation::refuse(const Row& row, CheckSink& sink) {
    // A delimiter too many or too few before the key puts another cell in its place, and a quote that went wrong changes
    // its text. Such a key counts only when the destination has it; else the row may have lost the key of a contact that
    // must be protected.
    const bool ragged = row.cells.size() != width_;
    const bool doubtful = key_column_ != nullptr && (row.damaged || (ragged && key_column_->facts.column > 0));
    const std::string_view readable = doubtful && !planner_.knows(key_) ? std::string_view() : key_;
    planner_.reject(readable);
    if (!readable.empty()) {
        if (auto told = sink.rejected_key(readable); !told) return told;
    }
    return sink.rejected(row, row_issues_);
}

template <class Make>
void Check::Implementation::note(const Row& row, const CheckColumn& column, Code code, std::string_view value, Make make) {
    if (code == Code::date_time_zone_missing) {
        const bool told = std::find(without_zone_.begin(), without_zone_.end(), &column) != without_zone_.end();
        if (told) return;
        without_zone_.push_back(&column);
    }
    report(row, &column, code, default_severity(code), value, make);
}

template <class Make>
void Check::Implementation::report(const Row& row, const CheckColumn* column, Code code, Severity severity,
                                   std::string_view value, Make make) {
    if (!will_be_read(column, code, severity)) return;
    Issue issue = begun(row, column, code, severity, value);
    make(issue);
    keep(std::move(issue), column, !value.empty());
}

bool Check::Implementation::will_be_read(const CheckColumn* column, Code code, Severity severity) {
    if (severity == Severity::error) refused_ = true;
    if (log_.keeps_more(code) || (severity == Severity::error && options_.want_rejected_rows)) return true;
    log_.count(code, severity, column != nullptr ? static_cast<std::uint32_t>(column->facts.column + 1) : 0);
    return false;
}

Issue Check::Implementation::begun(const Row& row, const CheckColumn* column, Code code, Severity severity, std::string_view value) const {
    Issue issue;
    issue.code = code;
    issue.severity = severity;
    locate(issue, row, column);
    issue.value = column != nullptr && column->sensitive ? std::string(value.empty() ? "" : masked) : shortened(value);
    return issue;
}

void Check::Implementation::keep(Issue issue, const CheckColumn* column, bool has_value) {
    if (column != nullptr && column->sensitive && has_value && !shows_no_value(issue.code)) {
        issue.message = "The value does not fit the column; it is not shown because the column is sensitive.";
        issue.suggestion.clear();
    }
    if (issue.severity == Severity::error && options_.want_rejected_rows) row_issues_.push_back(issue);
    log_.add(std::move(issue));
}

void Check::Implementation::locate(Issue& issue, const Row& row, const CheckColumn* column) const {
    issue.at.row = row.number;
    issue.at.line = row.line;
    issue.at.byte = row.byte;
    issue.at.has_byte = true;
    if (column == nullptr) return;
    issue.at.column = static_cast<std::uint32_t>(column->facts.column + 1);
    issue.column_name = column->facts.mapping.column;
    if (column->facts.column < row.cells.size()) issue.at.byte = reader_->byte_of_cell(column->facts.column);
}

// ---------------------------------------------------------------------------------------------------------------------
// After the rows

Result<void> Check::Implementation::finish(CheckSink& sink) {
    begin_rows();
    reader_->finish();
    if (auto drained = drain(sink); !drained) return drained;
    log_near_duplicates();
    report_footers();
    if (auto settled = settle_encoding(); !settled) return settled;
    check_completeness();
    return {};
}

bool Check::Implementation::shows_words() const noexcept {
    return !sniff_.has_sensitive_column() &&
           std::none_of(columns_.begin(), columns_.end(), [](const CheckColumn& column) { return column.sensitive; });
}

// An encoding that was only guessed, wrongly, stops everything: replacement characters must not overwrite good names. With
// the encoding given, or where only a few places are damaged, they are a warning.
Result<void> Check::Implementation::settle_encoding() {
    auto late = late_->verdict(log_);
    if (!late) return {};
    if (!late->mistaken) {
        log_.add(std::move(late->issue));
        return {};
    }
    late->issue.severity = Severity::error;
    return std::move(late->issue);
}

// sync-semantics.md, G10: such a file never deletes.
void Check::Implementation::report_footers() {
    TableEnd end;
    end.encoding = sniff_.encoding.encoding;
    end.bom_bytes = sniff_.encoding.bom_bytes;
    end.dialect = &sniff_.dialect();
    end.columns = width_;
    end.rows = reader_->rows_read();
    end.last_line = last_line_;
    end.trailer = sync_.source.trailer;
    for (const ColumnProfile& column : sniff_.columns) end.hidden.push_back(column.sensitive);
    for (const CheckColumn& column : columns_) {
        if (column.sensitive && column.facts.column < end.hidden.size()) end.hidden[column.facts.column] = true;
    }
    for (Issue& issue : tail_.footers(end)) log_.add(std::move(issue));
}

// Where other rows are short as well, that is how the file is written.
bool Check::Implementation::ends_inside_row() const {
    return short_rows_ == 1 && last_short_row_ == reader_->rows_read() && !tail_.ends_line(sniff_.encoding.encoding);
}

void Check::Implementation::check_completeness() {
    const std::uint64_t rows = planner_.counts().rows;
    const Severity severity = sync_.mode.delete_missing ? Severity::error : Severity::warning;
    if (reader_->truncation()) {
        truncation_ = reader_->truncation();
    } else if (ends_in_open_quote_) {
        truncation_ = make_issue(Code::file_truncated, "The file ends inside a cell that was opened with a quote.",
                                 "Check that the export was made and copied completely. Such a file never deletes contacts.");
    } else if (ends_inside_row()) {
        truncation_ = make_issue(Code::file_truncated,
                                 "The last row is the only one with too few cells, and no line break follows it: the file seems to be cut off.",
                                 "Check that the export was made and copied completely. Such a file never deletes contacts. If the last line is "
                                 "no data, name its beginning as \"trailer\".");
    } else if (rows == 0) {
        truncation_ = make_issue(Code::file_header_only, "The file holds no data row.",
                                 "Check that the export was made completely. Such a file never deletes contacts.");
    } else if (given_again_ && sync_.mode.delete_missing) {
        truncation_ = make_issue(Code::file_truncated, "The file is a part of a list: its last four columns are those of a file of rejected rows.",
                                 "Such a file must not delete contacts: import it with \"delete_missing\": false, or correct the rows in the whole file.");
    } else if (rows < sync_.source.minimum_rows) {
        truncation_ = make_issue(Code::too_few_rows,
                                 "The file holds " + number_text(rows) + " rows, at least " + number_text(sync_.source.minimum_rows) +
                                     " are expected.",
                                 "Check that the export was made completely, or lower minimum_rows.");
    } else if (trailer_misplaced_) {
        truncation_ = make_issue(Code::trailer_missing, "A row before the last one starts with the announced trailer and was not imported.",
                                 "Choose a trailer that no row of data starts with.");
    } else if (!sync_.source.trailer.empty() && trailer_row_ == 0) {
        truncation_ = make_issue(Code::trailer_missing, "The last row does not start with the announced trailer.",
                                 "Check that the export was made completely, or correct the member trailer.");
    } else {
        return;
    }
    truncation_->severity = severity;
    log_.add(*truncation_);
}

// ---------------------------------------------------------------------------------------------------------------------
// The public face

Check::Check(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Check::~Check() = default;

SniffChoice sniff_choice(const Sync& sync) { return {sync.source.encoding, sync.source.dialect}; }

Check::Start Check::start(const Sync& sync, const Schema& schema, std::span<const std::byte> head, bool whole,
                          const CheckOptions& options) {
    Result<Sniff> sniffed = muster::sniff(head, whole, sniff_choice(sync));
    if (!sniffed) return {nullptr, {std::move(sniffed).error()}};
    return start(sync, schema, std::move(*sniffed), options);
}

Check::Start Check::start(const Sync& sync, const Schema& schema, Sniff sniffed, const CheckOptions& options) {
    auto implementation = std::make_unique<Implementation>(sync, schema, options);
    std::vector<Issue> errors = implementation->start(std::move(sniffed));
    if (!errors.empty()) return {nullptr, std::move(errors)};
    return {std::unique_ptr<Check>(new Check(std::move(implementation))), {}};
}

bool Check::needs_survey() const noexcept { return implementation_->survey_->needed(); }
void Check::survey(std::span<const std::byte> bytes) { implementation_->survey(bytes); }
std::vector<Issue> Check::finish_survey() { return implementation_->finish_survey(); }

void Check::set_snapshot(Snapshot snapshot, std::optional<RowRanges> only_rows) {
    Planner::Options options = planner_options(implementation_->sync_);
    options.only_rows = std::move(only_rows);
    implementation_->only_some_rows_ = options.only_rows.has_value();
    implementation_->planner_ = Planner(options, std::move(snapshot));
}

Result<void> Check::feed(std::span<const std::byte> bytes, CheckSink& sink) {
    if (!implementation_->ready()) {
        return make_issue(Code::usage, "The rows are not to be read before the survey is finished.");
    }
    implementation_->begin_rows();
    implementation_->tail_.add(bytes);
    implementation_->reader_->feed(bytes);
    if (auto drained = implementation_->drain(sink); !drained) return drained;
    implementation_->late_->after_chunk(bytes, implementation_->reader_->replaced());
    return {};
}

Result<void> Check::finish(CheckSink& sink) {
    if (!implementation_->ready()) {
        return make_issue(Code::usage, "The rows are not to be read before the survey is finished.");
    }
    return implementation_->finish(sink);
}

const Sniff& Check::sniff() const noexcept { return implementation_->sniff_; }
const Sync& Check::resolved() const noexcept { return implementation_->sync_; }
std::span<const ResolvedColumn> Check::columns() const noexcept { return implementation_->facts_; }
std::span<const Suggestion> Check::suggestion() const noexcept { return implementation_->suggestion_; }
const Unmapped& Check::unmapped() const noexcept { return implementation_->unmapped_; }
std::span<const ColumnConversions> Check::conversions() const noexcept { return implementation_->conversions_; }
const IssueLog& Check::issues() const noexcept { return implementation_->log_; }
Planner& Check::planner() noexcept { return implementation_->planner_; }
const Planner& Check::planner() const noexcept { return implementation_->planner_; }
const std::optional<Issue>& Check::truncation() const noexcept { return implementation_->truncation_; }
std::uint64_t Check::bytes_read() const noexcept { return implementation_->reader_ ? implementation_->reader_->bytes_read() : 0; }

GuardResult Check::guard_result(bool first_run, bool attended, std::optional<std::uint64_t> allowed_deletes) const {
    const Counts& counts = implementation_->planner_.counts();
    GuardInput input;
    input.deletes = implementation_->sync_.mode.delete_missing && !implementation_->only_some_rows_;
    input.replaces_all = input.deletes && implementation_->planner_.replaces_all();
    input.existing = counts.existing;
    input.matched = counts.matched;
    input.rows = counts.rows;
    input.unreadable_keys = counts.unreadable_keys;
    input.truncated = implementation_->truncation_.has_value();
    input.first_run = first_run;
    input.attended = attended;
    input.allowed_deletes = allowed_deletes;
    return guard(input, implementation_->sync_.limits);
}

}  // namespace muster
