#include "session.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "muster/date.hpp"
#include "muster/json.hpp"
#include "muster/mapping.hpp"
#include "muster/mapping_memory.hpp"
#include "muster/rejected_rows.hpp"
#include "muster/report.hpp"
#include "muster/sync.hpp"

namespace muster {
namespace {

// A checkpoint every so many rows: re-reading a page of rows costs at most this many rows more.
constexpr std::uint64_t rows_between_checkpoints = 256;
constexpr std::string_view masked = "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";  // as in preview_json

Answer success(std::string json = {}) {
    Answer answer;
    answer.json = std::move(json);
    return answer;
}

Answer failure(std::span<const Issue> issues) {
    Answer answer;
    answer.ok = false;
    answer.code = name_of(issues.front().code);
    answer.message = issues.front().message;
    if (!issues.front().suggestion.empty()) answer.message += " " + issues.front().suggestion;
    JsonWriter json;
    json.begin_object().key("errors").begin_array();
    for (const Issue& issue : issues) write_issue(json, issue);
    json.end_array().end_object();
    answer.json = json.take();
    return answer;
}

Answer failure(const Issue& issue) { return failure(std::span(&issue, 1)); }

Answer misuse(std::string_view what) {
    return failure(make_issue(Code::usage, std::string(what)));
}

Answer one_member(std::string_view name, bool value) {
    JsonWriter json;
    json.begin_object().member(name, value).end_object();
    return success(json.take());
}

void write_reading(JsonWriter& json, const std::string& format, const ColumnProfile& column) {
    const Result<DatePattern> pattern = DatePattern::compile(format);
    const bool preselected = pattern.ok() && column.habit != DateOrder::none && pattern->order() == column.habit;
    json.begin_object().member("format", format).member("preselected", preselected).key("examples").begin_array();
    for (const std::string& example : column.examples) {
        const auto date = pattern.ok() ? pattern->read(trimmed(example)) : std::nullopt;
        if (!date) continue;
        std::array<char, max_iso_bytes> iso;
        const std::size_t size = write_iso(*date, iso);
        json.begin_object().member("text", example).member("iso", std::string_view(iso.data(), size)).end_object();
    }
    json.end_array().end_object();
}

// The field by which contacts are told apart, when it is obvious.
std::string_view suggested_key(std::span<const Suggestion> suggestions, const Schema& schema) {
    const auto is_fed = [&](std::string_view field) {
        return std::any_of(suggestions.begin(), suggestions.end(),
                           [&](const Suggestion& suggestion) { return suggestion.mapping.field == field; });
    };
    if (!schema.key_field.empty()) return is_fed(schema.key_field) ? std::string_view(schema.key_field) : std::string_view();
    for (const Suggestion& suggestion : suggestions) {
        const Field* field = schema.find(suggestion.mapping.field);
        if (field != nullptr && field->type == Type::email) return suggestion.mapping.field;
    }
    return is_fed("id") ? std::string_view("id") : std::string_view();
}

std::string email_field(const Schema& schema) {
    const auto field = std::find_if(schema.fields.begin(), schema.fields.end(), [](const Field& each) { return each.type == Type::email; });
    return field == schema.fields.end() ? std::string() : field->name;
}

void write_suggestion(JsonWriter& json, const Suggestion& suggestion) {
    const FieldMapping& mapping = suggestion.mapping;
    json.begin_object().member("column", mapping.column).member("field", mapping.field);
    json.key("type");
    mapping.type ? json.string(name_of(*mapping.type)) : json.null();
    json.key("format").string_or_null(mapping.format);
    json.member("new_field", mapping.new_field).member("sensitive", mapping.sensitive);
    if (mapping.max_length != 0) json.member("max_length", static_cast<std::uint64_t>(mapping.max_length));
    json.member("confidence", suggestion.confidence).member("reason", suggestion.reason).end_object();
}

void write_fields(JsonWriter& json, const Schema& schema) {
    json.begin_array();
    for (const Field& field : schema.fields) {
        json.begin_object().member("name", field.name).member("label", field.label.empty() ? field.name : field.label);
        json.member("type", name_of(field.type)).member("required", field.required);
        json.member("writable", field.writable).end_object();
    }
    json.end_array();
}

// What the page remembers of the header of this file.
class Remembered : public EarlierChoices {
public:
    explicit Remembered(const std::vector<EarlierChoice>& choices) : choices_(choices) {}
    std::vector<EarlierChoice> of(const std::string&) override { return choices_; }

private:
    const std::vector<EarlierChoice>& choices_;
};

// UTF-16 units of UTF-8 text: one for each character, two for those that take four bytes.
std::uint32_t utf16_units(std::string_view text) noexcept {
    std::uint32_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        units += static_cast<std::uint32_t>((byte & 0xC0u) != 0x80u) + static_cast<std::uint32_t>(byte >= 0xF0u);
    }
    return units;
}

// Numbers of rows as they come from JavaScript.
std::vector<std::uint64_t> row_numbers(std::span<const std::byte> given) {
    std::vector<double> numbers(given.size() / sizeof(double));
    if (!numbers.empty()) std::memcpy(numbers.data(), given.data(), numbers.size() * sizeof(double));
    return {numbers.begin(), numbers.end()};
}

}  // namespace

// Notes where rows are, so that the page can show any of them, and writes the rejected ones where they are wanted.
class ImportSession::Sink : public RejectedRows {
public:
    explicit Sink(ImportSession& session) : RejectedRows(*session.check_), session_(session) {}

    Result<void> record(const Record& record, const Planner::Decision& decision) override {
        session_.note_row(record.row, record.byte);
        if (decision.replaces_earlier || decision.rejects_earlier) {
            session_.lost_rows_.push_back(static_cast<double>(decision.other_row));
        }
        if (session_.valid_rows_) session_.valid_rows_->add(record, decision, session_.export_text_);
        return wants_rejected() ? RejectedRows::record(record, decision) : Result<void>();
    }

    Result<void> rejected(const Row& row, std::span<const Issue> issues) override {
        session_.note_row(row.number, row.byte);
        return wants_rejected() ? RejectedRows::rejected(row, issues) : Result<void>();
    }

private:
    Result<void> write(std::string_view line) override {
        session_.export_text_ += line;
        return {};
    }

    bool wants_rejected() const noexcept { return session_.request_.exported == Exported::rejected; }

    ImportSession& session_;
};

ImportSession::ImportSession() = default;
ImportSession::~ImportSession() = default;

std::span<std::byte> ImportSession::input(std::size_t bytes) {
    if (input_size_ < bytes) {
        input_.reset(new std::byte[bytes]);
        input_size_ = bytes;
    }
    return {input_.get(), bytes};
}

std::span<const std::byte> ImportSession::fed(std::size_t bytes) const noexcept {
    return {input_.get(), std::min(bytes, input_size_)};
}

Answer ImportSession::open(std::size_t bytes, bool whole, std::string_view choices) {
    const auto given = fed(bytes);
    const auto head = given.first(std::min(given.size(), sniff_head_bytes));
    head_.assign(head.begin(), head.end());
    whole_ = whole && head.size() == given.size();
    forget_check();
    full_sniff_.reset();
    sniff_.reset();
    return choose(choices);
}

Answer ImportSession::choose(std::string_view choices) {
    const Result<SniffChoice> choice = read_choice(choices);
    if (!choice.ok()) return failure(choice.error());
    Result<Sniff> sniffed = muster::sniff(head_, whole_, *choice);
    if (!sniffed.ok()) return failure(sniffed.error());
    forget_check();
    full_sniff_.reset();
    sniff_ = std::move(sniffed).value();
    sniffed_by_ = *choice;
    return success(sniff_json(*sniff_));
}

Answer ImportSession::preview(std::size_t rows) const {
    if (!sniff_) return misuse("No file is open.");
    return success(preview_json(head_, *sniff_, rows));
}

Answer ImportSession::date_format(std::string_view column, std::string_view format) const {
    if (!sniff_) return misuse("No file is open.");
    const auto profile = std::find_if(sniff_->columns.begin(), sniff_->columns.end(), [&](const ColumnProfile& one) { return one.name == column; });
    if (profile == sniff_->columns.end()) return misuse("The file has no column of that name.");
    const Result<DatePattern> pattern = DatePattern::compile(format);
    if (!pattern) return failure(pattern.error());
    JsonWriter json;
    json.begin_object().member("format", pattern->ldml()).member("kind", name_of(pattern->kind()));
    json.member("example", pattern->example()).key("values").begin_array();
    for (const std::string& example : profile->examples) {
        json.begin_object().member("text", example).key("iso");
        const auto date = pattern->read(trimmed(example));
        date ? json.string(iso_text(*date)) : json.null();
        json.end_object();
    }
    json.end_array().end_object();
    return success(json.take());
}

Answer ImportSession::readings() const {
    if (!sniff_) return misuse("No file is open.");
    JsonWriter json;
    json.begin_object().key("columns").begin_array();
    for (const ColumnProfile& column : sniff_->columns) {
        if (column.readings.empty()) continue;
        json.begin_object().member("column", column.name).key("readings").begin_array();
        for (const std::string& format : column.readings) write_reading(json, format, column);
        json.end_array().end_object();
    }
    json.end_array().end_object();
    return success(json.take());
}

Answer ImportSession::suggest(std::string_view request) const {
    if (!sniff_) return misuse("No file is open.");
    const Result<CheckRequest> read = read_check_request(request);
    if (!read.ok()) return failure(read.error());
    SuggestionOptions options;
    options.key_field = read->schema.key_field;
    options.new_fields = read->schema.accepts_new_fields;
    options.earlier = read->earlier;
    std::vector<Suggestion> suggestions = suggest_mapping(sniff_->columns, read->schema, options);
    if (options.key_field.empty() && suggested_key(suggestions, read->schema).empty()) {
        // Where no header names the key, a column of addresses is as good a one as `muster import` takes.
        options.key_field = email_field(read->schema);
        std::vector<Suggestion> with_key = suggest_mapping(sniff_->columns, read->schema, options);
        if (!suggested_key(with_key, read->schema).empty()) suggestions = std::move(with_key);
    }
    JsonWriter json;
    json.begin_object().key("mapping").begin_array();
    for (const Suggestion& suggestion : suggestions) write_suggestion(json, suggestion);
    json.end_array().key("key").string_or_null(suggested_key(suggestions, read->schema));
    json.member("accepts_new_fields", read->schema.accepts_new_fields).key("fields");
    write_fields(json, read->schema);
    json.key("header").string_or_null(sniff_->dialect().has_header ? header_fingerprint(sniff_->header) : std::string());
    json.end_object();
    return success(json.take());
}

Answer ImportSession::start_full_sniff() {
    if (!sniff_) return misuse("No file is open.");
    sniffed_by_.reset();
    full_sniff_ = std::make_unique<FullSniff>(*sniff_);
    return success();
}

Answer ImportSession::feed_full_sniff(std::size_t bytes) {
    if (!full_sniff_) return misuse("No reading to the end was started.");
    full_sniff_->feed(fed(bytes));
    return success();
}

Answer ImportSession::finish_full_sniff() {
    if (!full_sniff_) return misuse("No reading to the end was started.");
    full_sniff_->finish();
    full_sniff_.reset();
    return success(sniff_json(*sniff_));
}

Answer ImportSession::start_keys() {
    forget_keys();
    keys_reader_ = std::make_unique<KeysFileReader>();
    return success();
}

Answer ImportSession::feed_keys(std::size_t bytes) {
    if (!keys_reader_) return misuse("No reading of keys was started.");
    const Result<void> result = keys_reader_->feed(fed(bytes));
    if (result.ok()) return success();
    keys_reader_.reset();
    return failure(result.error());
}

Answer ImportSession::finish_keys() {
    if (!keys_reader_) return misuse("No reading of keys was started.");
    Result<Snapshot> snapshot = keys_reader_->finish();
    keys_have_fingerprints_ = keys_reader_->has_fingerprints();
    keys_reader_.reset();
    if (!snapshot.ok()) return failure(snapshot.error());
    keys_ = std::move(snapshot).value();
    JsonWriter json;
    json.begin_object().member("existing", keys_->existing()).member("fingerprints", keys_have_fingerprints_).end_object();
    return success(json.take());
}

Answer ImportSession::forget_keys() {
    keys_reader_.reset();
    keys_.reset();
    keys_have_fingerprints_ = false;
    return success();
}

void ImportSession::forget_check() {
    sink_.reset();
    valid_rows_.reset();
    check_.reset();
    export_text_.clear();
    lost_rows_.clear();
    all_rows_.reset();
    replacement_.reset();
    checkpoints_.clear();
    row_reader_.reset();
}

Answer ImportSession::start_check(std::string_view document, std::string_view options) {
    if (!sniff_) return misuse("No file is open.");
    forget_check();
    Result<CheckRequest> request = read_check_request(options);
    if (!request.ok()) return failure(request.error());
    request_ = std::move(request).value();
    SyncReading reading = read_sync(document);
    if (!reading.sync) return failure(reading.issues);
    CheckOptions check_options;
    check_options.max_issues = request_.max_issues;
    check_options.today = request_.today;
    check_options.zone = request_.zone;
    check_options.want_rejected_rows = request_.exported == Exported::rejected;
    Remembered earlier(request_.earlier);
    check_options.earlier = &earlier;
    const Sync& sync = *reading.sync;
    Check::Start start = sniffed_by_ == sniff_choice(sync) ? Check::start(sync, request_.schema, *sniff_, check_options)
                                                           : Check::start(sync, request_.schema, head_, whole_, check_options);
    if (!start.check) return failure(start.errors);
    check_ = std::move(start.check);
    sink_ = std::make_unique<Sink>(*this);
    if (request_.exported == Exported::valid) valid_rows_.emplace(*check_, std::vector<std::uint64_t>());
    if (keys_) check_->set_snapshot(*keys_);
    return one_member("needs_survey", check_->needs_survey());
}

Answer ImportSession::survey(std::size_t bytes) {
    if (!check_) return misuse("No check was started.");
    check_->survey(fed(bytes));
    return success();
}

Answer ImportSession::finish_survey() {
    if (!check_) return misuse("No check was started.");
    const std::vector<Issue> errors = check_->finish_survey();
    return errors.empty() ? success() : failure(errors);
}

Answer ImportSession::feed(std::size_t bytes) {
    if (!check_) return misuse("No check was started.");
    export_text_.clear();
    const Result<void> result = check_->feed(fed(bytes), *sink_);
    return result.ok() ? success() : failure(result.error());
}

Answer ImportSession::finish() {
    if (!check_) return misuse("No check was started.");
    export_text_.clear();
    if (const Result<void> result = check_->finish(*sink_); !result.ok()) return failure(result.error());
    if (valid_rows_) valid_rows_->begin(export_text_);
    JsonWriter json;
    json.begin_object().key("check").raw(check_json(*check_)).key("keys");
    if (keys_) {
        json.begin_object().member("existing", keys_->existing()).member("fingerprints", keys_have_fingerprints_).end_object();
        json.key("guard");
        write_guard(json, check_->guard_result(request_.first_run, request_.attended));
    } else {
        json.null().key("guard").null();
    }
    json.key("document").raw(write_sync(check_->resolved())).end_object();
    return success(json.take());
}

Answer ImportSession::start_rejected() const {
    if (!check_ || request_.exported != Exported::rejected) return misuse("No check that writes its rejected rows was started.");
    return one_member("needs_reading", sink_->needs_second_reading());
}

Answer ImportSession::feed_rejected(std::size_t bytes, bool last) {
    if (!check_ || request_.exported != Exported::rejected) return misuse("No check that writes its rejected rows was started.");
    export_text_.clear();
    Result<void> result = bytes == 0 ? Result<void>() : sink_->read_again(fed(bytes));
    if (result.ok() && last) result = sink_->finish();
    return result.ok() ? success() : failure(result.error());
}

Answer ImportSession::set_lost_rows(std::size_t bytes) {
    if (!valid_rows_) return misuse("No check that writes its valid rows was started.");
    std::vector<std::uint64_t> rows = row_numbers(fed(bytes));
    std::sort(rows.begin(), rows.end());
    valid_rows_.emplace(*check_, std::move(rows));
    return success();
}

Answer ImportSession::start_all() {
    if (!sniff_) return misuse("No file is open.");
    export_text_.clear();
    all_rows_.emplace(check_ ? check_->sniff() : *sniff_, check_.get());
    return success();
}

Answer ImportSession::feed_all(std::size_t bytes, bool last) {
    if (!all_rows_) return misuse("No reading of all rows was started.");
    export_text_.clear();
    all_rows_->feed(fed(bytes), last, export_text_);
    if (last) all_rows_.reset();
    return success();
}

Answer ImportSession::progress() const {
    if (!check_) return misuse("No check was started.");
    const Counts& counts = check_->planner().counts();
    JsonWriter json;
    json.begin_object().member("rows", counts.rows).member("rejected", counts.rejected);
    json.member("issues", check_->issues().total()).end_object();
    return success(json.take());
}

Answer ImportSession::issues(std::size_t first, std::size_t count, std::string_view filter) const {
    if (!check_) return misuse("No check was started.");
    const Result<IssueFilter> wanted = read_issue_filter(filter);
    if (!wanted.ok()) return failure(wanted.error());
    std::uint64_t matching = 0;
    JsonWriter json;
    json.begin_object().key("issues").begin_array();
    for (const Issue& issue : check_->issues().kept()) {
        if (!wanted->matches(issue)) continue;
        if (matching >= first && matching - first < count) write_issue(json, issue);
        ++matching;
    }
    json.end_array().member("matching", matching).member("total", check_->issues().total()).end_object();
    return success(json.take());
}

void ImportSession::note_row(std::uint64_t row, std::uint64_t byte) {
    if (checkpoints_.empty() || row >= checkpoints_.back().row + rows_between_checkpoints) checkpoints_.push_back({row, byte});
}

// The byte at which feeding begins.
std::uint64_t ImportSession::open_row_reader(std::uint64_t first_row) {
    const auto after = std::upper_bound(checkpoints_.begin(), checkpoints_.end(), first_row,
                                        [](std::uint64_t row, const Checkpoint& point) { return row < point.row; });
    Dialect dialect = sniff_->dialect();
    if (after == checkpoints_.begin()) {
        row_skip_ = first_row - 1;
        row_reader_ = std::make_unique<Reader>(sniff_->encoding.encoding, sniff_->encoding.bom_bytes, dialect, row_log_);
        return 0;
    }
    const Checkpoint& point = *(after - 1);
    dialect.has_header = false;
    dialect.preamble_rows = 0;
    row_skip_ = first_row - point.row;
    row_reader_ = std::make_unique<Reader>(sniff_->encoding.encoding, 0, dialect, row_log_);
    return point.byte;
}

// Gives rows to `take` until that wants no more; whether reading is done.
template <class Take>
bool ImportSession::read_rows(std::size_t bytes, bool last, Take take) {
    bool more = true;
    const auto drain = [&] {
        while (const Row* row = more ? row_reader_->next() : nullptr) {
            if (row_skip_ > 0) {
                --row_skip_;
            } else {
                more = take(*row);
            }
        }
    };
    row_reader_->feed(fed(bytes));
    drain();
    if (last && more) {
        row_reader_->finish();
        drain();
    }
    if (more && !last) return false;
    row_reader_.reset();
    return true;
}

Answer ImportSession::start_rows(std::uint64_t first_row, std::size_t count) {
    if (!sniff_) return misuse("No file is open.");
    row_text_.clear();
    row_ends_.clear();
    row_units_ = 0;
    rows_wanted_ = count;
    JsonWriter json;
    json.begin_object().member("byte", open_row_reader(first_row)).end_object();
    return success(json.take());
}

bool ImportSession::take_row(const Row& row) {
    if (rows_wanted_ == 0) return false;
    --rows_wanted_;
    row_ends_.push_back(static_cast<std::uint32_t>(row.cells.size()));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const bool sensitive = i < sniff_->columns.size() && sniff_->columns[i].sensitive && !row.cells[i].empty();
        const std::string_view cell = sensitive ? masked : row.cells[i];
        row_text_ += cell;
        row_units_ += utf16_units(cell);
        row_ends_.push_back(row_units_);
    }
    return rows_wanted_ > 0;
}

Answer ImportSession::feed_rows(std::size_t bytes, bool last) {
    if (!row_reader_) return misuse("No reading of rows was started.");
    return one_member("done", read_rows(bytes, last, [&](const Row& row) { return take_row(row); }));
}

Answer ImportSession::start_edit(std::uint64_t row, std::size_t column, std::string_view value) {
    if (!sniff_) return misuse("No file is open.");
    if (row == 0 || column == 0 || column > sniff_->columns.size()) return misuse("The file has no such cell.");
    edit_.emplace(sniff_->encoding.encoding, sniff_->dialect(), column - 1, std::string(value));
    edit_start_ = open_row_reader(row);
    JsonWriter json;
    json.begin_object().member("byte", edit_start_).end_object();
    return success(json.take());
}

Answer ImportSession::feed_edit(std::size_t bytes, bool last) {
    if (!row_reader_ || !edit_) return misuse("No edit was started.");
    if (!read_rows(bytes, last, [&](const Row& row) { return edit_->take(row); })) return one_member("done", false);
    if (!edit_->has_row()) return misuse("The file has no such row.");
    Result<std::string> written = edit_->bytes();
    if (!written.ok()) return failure(written.error());
    edited_row_ = std::move(written).value();
    JsonWriter json;
    json.begin_object().member("done", true).member("from", edit_start_ + edit_->from()).key("to");
    edit_->to() ? json.number(edit_start_ + *edit_->to()) : json.null();
    json.end_object();
    return success(json.take());
}

Answer ImportSession::start_replace(std::string_view request) {
    if (!sniff_) return misuse("No file is open.");
    Result<Replacement> replacement = read_replacement(request);
    if (!replacement.ok()) return failure(replacement.error());
    if (replacement->column >= sniff_->columns.size()) return misuse("The file has no such column.");
    replacement_.emplace(*sniff_, std::move(replacement).value());
    return success();
}

Answer ImportSession::set_replace_rows(std::size_t bytes) {
    if (!replacement_) return misuse("No replacing was started.");
    replacement_->set_rows(row_numbers(fed(bytes)));
    return success();
}

Answer ImportSession::feed_replace(std::size_t bytes, bool last) {
    if (!replacement_) return misuse("No replacing was started.");
    if (const Result<void> result = replacement_->feed(fed(bytes), last); !result.ok()) return failure(result.error());
    JsonWriter json;
    json.begin_object().member("cells", replacement_->cells()).end_object();
    return success(json.take());
}

std::string_view ImportSession::replaced_text() const noexcept {
    return replacement_ ? replacement_->text() : std::string_view();
}

std::span<const double> ImportSession::replaced_rows() const noexcept {
    static_assert(sizeof(ColumnReplacement::Change) == 3 * sizeof(double));
    if (!replacement_) return {};
    const auto changes = replacement_->changes();
    return {reinterpret_cast<const double*>(changes.data()), changes.size() * 3};
}

std::span<const double> ImportSession::faulty_rows(std::size_t column) {
    faulty_rows_.clear();
    if (!check_) return {};
    for (const Issue& issue : check_->issues().kept()) {
        // That a contact is not at the destination is no fault of its cell.
        if (issue.severity == Severity::information || issue.code == Code::not_at_destination) continue;
        if (issue.at.column == column && issue.at.row != 0) faulty_rows_.push_back(static_cast<double>(issue.at.row));
    }
    std::sort(faulty_rows_.begin(), faulty_rows_.end());
    faulty_rows_.erase(std::unique(faulty_rows_.begin(), faulty_rows_.end()), faulty_rows_.end());
    return faulty_rows_;
}

}  // namespace muster
