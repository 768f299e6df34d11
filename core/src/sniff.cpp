#include "muster/sniff.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "decoder.hpp"
#include "encoding_tables.hpp"
#include "file_tail.hpp"
#include "late_encoding.hpp"
#include "muster/report.hpp"
#include "other_format.hpp"
#include "rejected_file.hpp"
#include "unread_encoding.hpp"

namespace muster {
namespace {

// The other order of the bytes of UTF-16 or UTF-32.
std::optional<Encoding> other_order(Encoding encoding) noexcept {
    constexpr Encoding orders[][2] = {{Encoding::utf_16le, Encoding::utf_16be}, {Encoding::utf_32le, Encoding::utf_32be}};
    for (const auto& [little, big] : orders) {
        if (encoding == little) return big;
        if (encoding == big) return little;
    }
    return std::nullopt;
}

// A given encoding holds. The byte-order mark is no text in any case, and it alone decides on the order of bytes: "UTF-16"
// names both orders.
EncodingGuess given_encoding(Encoding given, std::span<const std::byte> head, const EncodingGuess& found) {
    EncodingGuess guess = found;
    guess.given = true;
    guess.confidence = 1000;
    guess.rival.reset();
    const std::optional<Encoding> other = other_order(given);
    for (const std::optional<Encoding> marked : {std::optional(given), other}) {
        const std::size_t bytes = marked ? mark_bytes(head, *marked) : 0;
        if (bytes == 0) continue;
        guess.encoding = *marked;
        guess.bom = true;
        guess.bom_bytes = bytes;
        guess.evidence = {"The encoding was given."};
        if (other) {
            guess.evidence = {"The file starts with the byte-order mark of " + std::string(name_of(*marked)) + ".",
                              std::string(name_of(given)) + " was given; the byte-order mark decides on the order of the bytes."};
        }
        return guess;
    }
    guess.evidence = {"The encoding was given."};
    guess.encoding = given;
    guess.bom = false;
    if (found.bom) guess.ignored_mark = found.encoding;
    return guess;
}

EncodingGuess encoding_of(std::span<const std::byte> head, bool whole, const SniffChoice& choice) {
    EncodingGuess guess = detect_encoding(head, whole);
    return choice.encoding ? given_encoding(*choice.encoding, head, guess) : guess;
}

// A table of contacts has some tens of columns. The limit bounds time and memory on files that are something else.
constexpr std::size_t max_columns = 10000;

// The width that most rows have: one odd row must not make all others look short.
std::size_t usual_width(const std::map<std::size_t, std::uint64_t>& widths) {
    std::size_t usual = 0;
    std::uint64_t most = 0;
    for (const auto& [width, rows] : widths) {
        if (rows < most) continue;
        usual = width;
        most = rows;
    }
    return usual;
}

std::vector<std::string> positional_names(std::size_t columns) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= columns; ++i) names.push_back("column " + std::to_string(i));
    return names;
}

// Whether a text starts with the line that tells spreadsheets the delimiter.
bool starts_with_sep_line(std::string_view text) noexcept {
    constexpr std::string_view sep = "sep=";
    if (text.starts_with('"')) text.remove_prefix(1);
    const auto is_same = [](char seen, char wanted) { return seen == wanted || seen == wanted - 'a' + 'A'; };
    return text.size() >= sep.size() && std::equal(sep.begin(), sep.end() - 1, text.begin(), [&](char wanted, char seen) { return is_same(seen, wanted); }) &&
           text[sep.size() - 1] == '=';
}

// Whether there is nothing but blanks, line ends, a `sep=` line, and zero bytes, which a disk leaves of a file that was
// never written.
bool holds_nothing(std::span<const std::byte> head, const Sniff& sniff) {
    constexpr std::size_t chunk_bytes = 4096;
    constexpr std::string_view blanks{" \t\r\n\v\f\0", 7};
    Decoder decoder(sniff.encoding.encoding, sniff.encoding.bom_bytes);
    bool first = true;
    while (!head.empty()) {
        TextBuffer buffer;
        const std::size_t bytes = std::min(head.size(), chunk_bytes);
        decoder.decode(head.first(bytes), buffer);
        head = head.subspan(bytes);
        if (head.empty()) decoder.finish(buffer);
        std::string_view text(buffer.data(), buffer.size());
        if (std::exchange(first, false) && starts_with_sep_line(text)) {
            text.remove_prefix(std::min(text.find_first_of("\r\n"), text.size()));
        }
        if (text.find_first_not_of(blanks) != std::string_view::npos) return false;
    }
    return true;
}

std::optional<Issue> other_format_of(std::span<const std::byte> head, const Sniff& sniff) {
    TextBuffer text;
    Decoder decoder(sniff.encoding.encoding, sniff.encoding.bom_bytes);
    decoder.decode(head.first(std::min(head.size(), other_format_bytes)), text);
    return other_format({text.data(), text.size()});
}

struct HeadRead {
    std::vector<std::string> header;
    std::optional<Issue> truncation;
};

// Reads the complete rows of the head and hands each to `use`, with the reader, until it returns false. Without `whole`
// the last row may be cut, so it is left out.
template <class Use>
HeadRead read_head(std::span<const std::byte> head, const Sniff& sniff, IssueLog& log, Use use) {
    Reader reader(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), log);
    const auto drain = [&] {
        while (const Row* row = reader.next()) {
            if (!use(*row, reader)) return false;
        }
        return true;
    };
    reader.feed(head);
    if (drain() && sniff.whole) {
        reader.finish();
        drain();
    }
    return {reader.header(), reader.truncation()};
}

std::vector<DialectCandidate> candidates_of(std::span<const std::byte> head, const Sniff& sniff, const DialectChoice& choice) {
    TextBuffer text;
    Decoder decoder(sniff.encoding.encoding, sniff.encoding.bom_bytes);
    decoder.decode(head, text);
    if (sniff.whole) decoder.finish(text);
    return detect_dialect({text.data(), text.size()}, sniff.whole, choice);
}

// A `sep=` line can name a delimiter that the file does not use. It is believed, as spreadsheets do, but where everything
// stands in one column then, the reading tells which delimiter would divide the rows.
void add_wrong_sep(std::span<const std::byte> head, const DialectChoice& choice, Sniff& sniff) {
    constexpr std::size_t most_bytes = 64u << 10;
    if (choice.delimiter || sniff.header.size() != 1) return;
    TextBuffer buffer;
    Decoder decoder(sniff.encoding.encoding, sniff.encoding.bom_bytes);
    decoder.decode(head.first(std::min(head.size(), most_bytes)), buffer);
    const std::string_view text(buffer.data(), buffer.size());
    const std::size_t end = text.find('\n');
    if (!starts_with_sep_line(text) || end == std::string_view::npos) return;
    const bool whole = sniff.whole && head.size() <= most_bytes;
    const std::string other = detect_dialect(text.substr(end + 1), whole).front().dialect.delimiter;
    if (other.empty() || other == sniff.dialect().delimiter || text.find(other, end) == std::string_view::npos) return;
    sniff.candidates.front().evidence.push_back(
        "The sep= line names a delimiter that no row holds; " + (other == "\t" ? std::string("a tab") : '"' + other + '"') +
        " would divide the rows: give it as the delimiter" +
        (other == "," ? " (--delimiter comma)" : other == ";" ? " (--delimiter semicolon)" : other == "\t" ? " (--delimiter tab)" : "") +
        ", or remove the sep= line.");
}

// Without a header row the first rows say how many columns there are.
std::size_t columns_without_header(std::span<const std::byte> head, const Sniff& sniff) {
    constexpr std::uint64_t enough_rows = 1000;
    IssueLog unused(0);
    std::map<std::size_t, std::uint64_t> widths;
    read_head(head, sniff, unused, [&](const Row& row, const Reader&) {
        ++widths[row.cells.size()];
        return row.number < enough_rows;
    });
    return usual_width(widths);
}

TableEnd table_end(const Sniff& sniff, std::uint64_t rows) {
    TableEnd end;
    end.encoding = sniff.encoding.encoding;
    end.bom_bytes = sniff.encoding.bom_bytes;
    end.dialect = &sniff.dialect();
    end.columns = sniff.header.size();
    end.rows = rows;
    for (const ColumnProfile& column : sniff.columns) end.hidden.push_back(column.sensitive);
    return end;
}

// The reader counts the lines that it leaves out as comments at the end of the file; of a head this says what is known.
void add_comments_of_head(const Sniff& sniff, IssueLog& log) {
    const DialectCandidate& best = sniff.candidates.front();
    if (sniff.whole || best.comment_lines == 0) return;
    Issue issue = make_issue(Code::comment_rows,
                             "Lines that start with " + best.dialect.comment + " are left out as comments; the first rows alone hold " +
                                 std::to_string(best.comment_lines) + ".",
                             "Nothing needs to be done if they are remarks; else put quotes around the first cell of such rows.");
    issue.at.line = best.first_comment_line;
    log.add(std::move(issue));
}

// A row of another width than the table: read as it stands, so that a person must look.
void note_width(const Row& row, std::size_t columns, IssueLog& log) {
    const bool is_short = row.cells.size() < columns;
    const Code code = is_short ? Code::row_too_short : Code::row_too_long;
    if (!log.keeps_more(code)) return log.count(code, default_severity(code));
    Issue issue = make_issue(code,
                             "The row has " + std::to_string(row.cells.size()) + (row.cells.size() == 1 ? " cell" : " cells") +
                                 " where the others have " + std::to_string(columns) + ".",
                             is_short ? "Look for a missing delimiter." : "Look for a delimiter inside a text that is not in quotes.");
    issue.at.row = row.number;
    issue.at.line = row.line;
    issue.at.byte = row.byte;
    issue.at.has_byte = true;
    log.add(std::move(issue));
}

Issue contradiction(std::string message) {
    return make_issue(Code::contradiction, std::move(message), "Give other signs, or leave them out to have them found.");
}

// Line breaks end the rows, and blanks and tabs may stand around quotes, so that none of them can be a quote or an escape.
std::optional<Issue> unfit_sign(std::string_view purpose, std::optional<char> sign) {
    const std::string start = "The " + std::string(purpose) + " is a ";
    if (sign == '\n' || sign == '\r') return contradiction(start + "line break, but line breaks end the rows.");
    if (sign == ' ' || sign == '\t') {
        return contradiction(start + (sign == ' ' ? "blank" : "tab") + ", but blanks and tabs may stand around quotes.");
    }
    return std::nullopt;
}

// Signs that were given and cannot be told apart in a file.
std::optional<Issue> contradiction_in(const DialectChoice& choice) {
    const auto in_delimiter = [&](const std::optional<char>& sign) {
        return choice.delimiter && sign && *sign != '\0' && choice.delimiter->find(*sign) != std::string::npos;
    };
    if (choice.delimiter && choice.delimiter->find_first_of("\r\n") != std::string::npos) {
        return contradiction("The delimiter holds a line break, but line breaks end the rows.");
    }
    if (in_delimiter(choice.quote)) return contradiction("The quote is a part of the delimiter.");
    if (in_delimiter(choice.escape)) return contradiction("The escape sign is a part of the delimiter.");
    if (auto unfit = unfit_sign("quote", choice.quote)) return unfit;
    if (auto unfit = unfit_sign("escape sign", choice.escape)) return unfit;
    if (choice.quote == '\0' && choice.doubled_quotes) {
        return contradiction("Quotes are said to be doubled inside cells, but no sign is a quote.");
    }
    return std::nullopt;
}

Issue too_many_columns_in_row() {
    return make_issue(Code::too_many_columns,
                      "The first row has more than " + std::to_string(max_columns) + " columns; so many are not read.",
                      "Check the delimiter: this is hardly a list of contacts.");
}

// That a file read to its end is not whole, or holds no contact.
void add_completeness(const std::optional<Issue>& truncation, std::uint64_t rows, IssueLog& log) {
    if (truncation) return log.add(*truncation);
    if (rows != 0) return;
    log.add(make_issue(Code::file_header_only, "The file holds no data row.",
                       "Check that the export was made completely. Such a file never deletes contacts."));
}

Issue empty_file(std::string message) {
    return make_issue(Code::file_empty, std::move(message), "Check that the export was made and copied completely.");
}

Issue nothing_below(std::uint32_t preamble_rows, bool whole) {
    return make_issue(Code::file_empty,
                      std::string(whole ? "The file has" : "The beginning of the file has") + " no line below the " +
                          std::to_string(preamble_rows) + " that were given as standing above the table.",
                      "Give a smaller number of such lines (preamble), or check that the export was made completely.");
}

// Why the head holds no row.
Issue no_row_in(std::span<const std::byte> head, const Sniff& sniff, const DialectChoice& choice) {
    const std::uint32_t given = choice.preamble_rows.value_or(0);
    if (given != 0) return nothing_below(given, sniff.whole);
    if (sniff.whole) return empty_file("The file holds no row.");
    const std::string bytes = std::to_string(head.size());
    if (holds_nothing(head, sniff)) return empty_file("The first " + bytes + " bytes of the file are blank.");
    return make_issue(Code::row_too_large, "The first line of the file does not end within " + bytes + " bytes.",
                      "Check whether the line ends of the file are missing, or whether it is a list of contacts at all.");
}

constexpr std::size_t most_issues = 100;

// Enough to tell how a file is to be read, and read in some milliseconds. A row that is longer than the second number is an
// unusual one.
constexpr std::size_t usual_head_bytes = 256u << 10, longest_usual_row = 64u << 10;

// All issues of a log but those of one code.
void add_issues(const IssueLog& from, std::optional<Code> without, IssueLog& to) {
    std::vector<std::uint64_t> kept(code_count());
    for (const Issue& issue : from.kept()) {
        ++kept[static_cast<std::size_t>(issue.code)];
        if (issue.code != without) to.add(issue);
    }
    for (std::size_t i = 0; i < kept.size(); ++i) {
        const auto code = static_cast<Code>(i);
        if (code == without) continue;
        for (std::uint64_t left = from.count_of(code) - kept[i]; left > 0; --left) to.count(code, default_severity(code));
    }
}

}  // namespace

namespace {

// What is given, and of a file of rejected rows how it was written: apostrophes before formulas look like quotes.
DialectChoice known_dialect(std::span<const std::byte> head, DialectChoice choice) {
    const char delimiter = delimiter_of_rejected_rows({reinterpret_cast<const char*>(head.data()), head.size()});
    if (delimiter == '\0') return choice;
    if (!choice.delimiter) choice.delimiter = std::string(1, delimiter);
    if (!choice.quote) choice.quote = '"';
    return choice;
}

// What was found in a part of the head.
struct PartRead {
    Result<Sniff> sniff;
    bool in_long_row = false;  // the part ends far inside a row
};

PartRead sniff_part(std::span<const std::byte> head, bool whole, const SniffChoice& choice) {
    Sniff result;
    result.whole = whole;
    result.encoding = encoding_of(head, whole, choice);
    if (whole && holds_nothing(head, result)) return {empty_file("The file holds no text.")};
    if (!choice.encoding && upper_half_of(result.encoding.encoding) != nullptr) {
        if (auto unread = unread_encoding(head, result.encoding.confidence)) return {*std::move(unread)};
    }
    if (auto other = other_format_of(head, result)) return {*std::move(other)};
    result.candidates = candidates_of(head, result, known_dialect(head, choice.dialect));

    const bool has_header = result.dialect().has_header;
    std::size_t columns = has_header ? 0 : columns_without_header(head, result);
    if (columns > max_columns) return {too_many_columns_in_row()};
    std::optional<Profiler> profiler;
    const auto start = [&](const std::vector<std::string>& names) {
        if (has_header) columns = names.size();
        if (columns > max_columns) return false;
        const bool open = std::none_of(names.begin(), names.end(), is_password_name);
        if (auto doubt = doubt_of(result.encoding, open)) result.issues.add(*std::move(doubt));
        result.header = has_header ? usable_header(names, columns, result.issues) : positional_names(columns);
        profiler.emplace(result.header);
        return true;
    };
    result.issues.name_columns(result.header);
    add_comments_of_head(result, result.issues);
    std::uint64_t rows = 0, cells = 0, ragged = 0, last_line = 0, last_byte = 0;
    const HeadRead read = read_head(head, result, result.issues, [&](const Row& row, const Reader& reader) {
        if (!profiler && !start(reader.header())) return false;
        ++rows;
        cells += row.cells.size();
        if (row.cells.size() != columns) {
            ++ragged;
            if (!row.damaged) note_width(row, columns, result.issues);
        }
        last_line = row.line;
        last_byte = row.byte;
        profiler->add(row);
        return true;
    });
    if (!profiler && !start(read.header)) return {too_many_columns_in_row()};
    if (result.header.empty()) return {no_row_in(head, result, choice.dialect), !whole};
    add_wrong_sep(head, choice.dialect, result);
    result.columns = profiler->columns();
    if (whole) {
        result.rows = rows;
        result.cells = cells;
        result.ragged_rows = ragged;
        FileTail tail;
        tail.add(head);
        TableEnd end = table_end(result, rows);
        end.last_line = last_line;
        for (Issue& issue : tail.footers(end)) result.issues.add(std::move(issue));
        add_completeness(read.truncation, rows, result.issues);
    }
    const bool in_long_row = !whole && head.size() - last_byte > longest_usual_row;
    return {std::move(result), in_long_row};
}

}  // namespace

Result<Sniff> sniff(std::span<const std::byte> head, bool whole, const SniffChoice& choice) {
    if (head.empty()) return empty_file("The file is empty.");
    if (auto clash = contradiction_in(choice.dialect)) return *std::move(clash);
    if (auto known = binary_format(head)) return *std::move(known);
    const auto part = head.first(std::min(head.size(), usual_head_bytes));
    PartRead read = sniff_part(part, whole && part.size() == head.size(), choice);
    // A quote that is not closed or a very long cell hides the rows behind it.
    if (read.in_long_row && part.size() != head.size()) read = sniff_part(head, whole, choice);
    return std::move(read.sniff);
}

namespace {

// What the head said about names holds for the whole file.
IssueLog issues_of_head(const Sniff& sniff) {
    // Replaced bytes may turn out to be none, when the encoding is corrected: they take no room from other issues.
    IssueLog log(2 * most_issues);
    log.keep_at_most(Code::invalid_byte_replaced, most_issues);
    for (const Issue& issue : sniff.issues.kept()) {
        if (issue.code == Code::header_name_empty || issue.code == Code::header_name_duplicate) log.add(issue);
    }
    return log;
}

}  // namespace

bool Sniff::has_sensitive_column() const noexcept {
    return std::any_of(columns.begin(), columns.end(), [](const ColumnProfile& column) { return column.sensitive; });
}

FullSniff::FullSniff(Sniff& sniff)
    : sniff_(sniff),
      log_(issues_of_head(sniff)),
      late_(std::make_unique<LateEncoding>(sniff.encoding, !sniff.has_sensitive_column())),
      reader_(sniff.encoding.encoding, sniff.encoding.bom_bytes, sniff.dialect(), log_),
      tail_(std::make_unique<FileTail>()) {
    if (auto doubt = doubt_of(sniff.encoding, !sniff.has_sensitive_column())) log_.add(*std::move(doubt));
}

FullSniff::~FullSniff() = default;

void FullSniff::feed(std::span<const std::byte> bytes) {
    tail_->add(bytes);
    reader_.feed(bytes);
    drain();
    late_->after_chunk(bytes, reader_.replaced());
}

void FullSniff::drain() {
    const std::size_t columns = sniff_.header.size();
    while (true) {
        cells_ += reader_.pass_rows(columns) * columns;
        const Row* row = reader_.next();
        if (row == nullptr) return;
        cells_ += row->cells.size();
        if (row->cells.size() != columns) {
            ++ragged_;
            if (!row->damaged) note_width(*row, columns, log_);
        }
        late_->after_row(*row);
    }
}

void FullSniff::finish() {
    reader_.finish();
    drain();
    TableEnd end = table_end(sniff_, reader_.rows_read());
    end.end_line = reader_.line();
    for (Issue& issue : tail_->footers(end)) log_.add(std::move(issue));
    sniff_.rows = reader_.rows_read();
    sniff_.cells = cells_;
    sniff_.ragged_rows = ragged_;
    sniff_.issues = IssueLog(most_issues);
    sniff_.issues.name_columns(sniff_.header);
    auto late = late_->verdict(log_);
    if (late) sniff_.issues.add(std::move(late->issue));
    const bool corrected = late && late->corrected;
    const bool misread = corrected && reader_.ends_inside_character();
    add_completeness(misread ? std::nullopt : reader_.truncation(), reader_.rows_read(), log_);
    // Read as it should be, the file has none of these; rows and cells are the same, because ASCII is.
    if (corrected) sniff_.encoding = *std::move(late->corrected);
    add_issues(log_, corrected ? std::optional(Code::invalid_byte_replaced) : std::nullopt, sniff_.issues);
}

namespace {

void write_character_or_null(JsonWriter& json, std::string_view name, char character) {
    json.key(name);
    if (character == '\0') {
        json.null();
    } else {
        json.string(std::string_view(&character, 1));
    }
}

void write_dialect(JsonWriter& json, const Dialect& dialect) {
    json.key("delimiter").string_or_null(dialect.delimiter);
    write_character_or_null(json, "quote", dialect.quote);
    write_character_or_null(json, "escape", dialect.quote == '\0' && dialect.escape != '\\' ? '\0' : dialect.escape);
    json.member("newline", name_of(dialect.newline));
    json.member("has_header", dialect.has_header);
    json.member("preamble_rows", dialect.preamble_rows);
    json.key("comment").string_or_null(dialect.comment);
}

void write_texts(JsonWriter& json, std::string_view name, std::span<const std::string> texts) {
    json.key(name).begin_array();
    for (const std::string& text : texts) json.string(text);
    json.end_array();
}

void write_count_or_null(JsonWriter& json, std::string_view name, const std::optional<std::uint64_t>& count) {
    json.key(name);
    if (count) {
        json.number(*count);
    } else {
        json.null();
    }
}

void write_column(JsonWriter& json, const ColumnProfile& column) {
    json.begin_object();
    json.member("name", column.name);
    json.member("type", name_of(column.type));
    json.key("format").string_or_null(column.format);
    json.key("other_format").string_or_null(column.other_format);
    json.member("order", name_of(column.order));
    json.member("ambiguous", column.ambiguous);
    json.member("sensitive", column.sensitive);
    json.member("values", column.values);
    json.member("empty", column.empty);
    json.member("distinct", column.distinct);
    json.member("max_code_points", static_cast<std::uint64_t>(column.max_code_points));
    json.member("confidence", column.confidence);
    write_texts(json, "examples", column.examples);
    write_texts(json, "evidence", column.evidence);
    json.key("hint").string_or_null(column.hint);
    json.end_object();
}

}  // namespace

std::string sniff_json(const Sniff& sniff) {
    const DialectCandidate& best = sniff.candidates.front();
    JsonWriter json;
    json.begin_object();
    json.member("encoding", name_of(sniff.encoding.encoding));
    json.member("bom", sniff.encoding.bom);
    write_dialect(json, best.dialect);
    write_count_or_null(json, "rows", sniff.rows);
    write_count_or_null(json, "cells", sniff.cells);
    write_count_or_null(json, "ragged_rows", sniff.ragged_rows);
    json.key("columns").begin_array();
    for (const ColumnProfile& column : sniff.columns) write_column(json, column);
    json.end_array();
    json.member("confidence", std::min(best.confidence, sniff.encoding.confidence));
    json.member("encoding_confidence", sniff.encoding.confidence);
    std::vector<std::string> evidence = sniff.encoding.evidence;
    evidence.insert(evidence.end(), best.evidence.begin(), best.evidence.end());
    write_texts(json, "evidence", evidence);
    json.key("candidates").begin_array();
    for (const DialectCandidate& candidate : sniff.candidates) {
        json.begin_object();
        write_dialect(json, candidate.dialect);
        json.member("confidence", candidate.confidence);
        write_texts(json, "evidence", candidate.evidence);
        json.end_object();
    }
    json.end_array();
    json.key("issues");
    write_issues(json, sniff.issues);
    json.end_object();
    return json.take();
}

std::string preview_json(std::span<const std::byte> head, const Sniff& sniff, std::size_t rows) {
    constexpr std::string_view masked = "\xE2\x80\xA2\xE2\x80\xA2\xE2\x80\xA2";
    JsonWriter json;
    json.begin_object();
    write_texts(json, "columns", sniff.header);
    json.member("first_row", 1);
    IssueLog log(100);
    json.key("rows").begin_array();
    std::size_t shown = 0;
    if (rows > 0) {
        const HeadRead read = read_head(head, sniff, log, [&](const Row& row, const Reader&) {
            if (row.cells.size() != sniff.header.size() && !row.damaged) note_width(row, sniff.header.size(), log);
            json.begin_array();
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                // A cell too many shifts the others, so a password may stand behind its column.
                const bool named = i < sniff.columns.size();
                const bool sensitive = named ? sniff.columns[i].sensitive : sniff.has_sensitive_column();
                json.string(sensitive && !row.cells[i].empty() ? masked : row.cells[i]);
            }
            json.end_array();
            return ++shown < rows;
        });
        if (read.truncation) log.add(*read.truncation);
    }
    json.end_array();
    json.key("issues");
    write_issues(json, log);
    json.end_object();
    return json.take();
}

}  // namespace muster
