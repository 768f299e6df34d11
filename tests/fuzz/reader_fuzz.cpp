// Any bytes under many dialects: chunks do not matter, positions lie in the file and ascend; and rows that are written
// are read back the same.
#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/must.hpp"
#include "support/reading.hpp"

using namespace muster;

namespace {

struct Source {
    const unsigned char* data;
    std::size_t size;

    unsigned next() {
        if (size == 0) return 0;
        --size;
        return *data++;
    }
};

// Every kind of dialect that the reader knows.
Dialect dialect_of(Source& source) {
    constexpr const char* delimiters[] = {",", ";", "\t", "|", " ", "::", "", "\xC2\xA7", "\x1F", "||", "aba", ":"};
    constexpr char quotes[] = {'"', '\'', '"', '\0'};
    Dialect dialect;
    dialect.delimiter = delimiters[source.next() % std::size(delimiters)];
    dialect.quote = quotes[source.next() % std::size(quotes)];
    const unsigned bits = source.next();
    dialect.escape = (bits & 1u) != 0 ? '\\' : (bits & 16u) != 0 ? '\0' : dialect.quote;
    dialect.has_header = (bits & 2u) != 0;
    dialect.preamble_rows = (bits >> 2) & 1u;
    dialect.comment = (bits & 8u) != 0 ? "#" : "";
    dialect.delimiter_runs = dialect.delimiter == " ";
    return dialect;
}

void check_positions(const std::string& bytes, Encoding encoding, const Dialect& dialect, const ReaderLimits& limits) {
    IssueLog log;
    Reader reader(encoding, 0, dialect, log, limits);
    std::uint64_t last_byte = 0, last_line = 0, last_number = 0;
    const auto drain = [&] {
        while (const Row* row = reader.next()) {
            must(row->byte >= last_byte && row->byte <= bytes.size(), "rows ascend in the file");
            must(row->line > last_line || last_line == 0, "lines ascend");
            must(row->number == last_number + 1, "rows are numbered one by one");
            last_byte = row->byte;
            last_line = row->line;
            last_number = row->number;
            for (std::size_t i = 0; i < row->cells.size(); ++i) {
                must(reader.byte_of_cell(i) >= last_byte && reader.byte_of_cell(i) <= bytes.size(),
                     "cells ascend in the file");
                last_byte = reader.byte_of_cell(i);
            }
        }
    };
    reader.feed(std::as_bytes(std::span(bytes)));
    drain();
    reader.finish();
    drain();
    must(reader.rows_read() == last_number, "all rows are counted");
}

using Rows = std::vector<std::vector<std::string>>;

// Rows whose cells are the input, cut at each 'a' (cell) and 'b' (row).
Rows rows_of(Source& source) {
    constexpr const char* letters[] = {"\xC3\xA4", "\xC2\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    Rows rows(1);
    std::string cell;
    while (source.size != 0) {
        const unsigned byte = source.next();
        if (byte >= 0x80u) {
            cell += letters[byte % std::size(letters)];
        } else if (byte != 'a' && byte != 'b') {
            cell += static_cast<char>(byte);
        } else {
            rows.back().push_back(std::exchange(cell, {}));
            if (byte == 'b') rows.emplace_back();
        }
    }
    rows.back().push_back(std::move(cell));
    return rows;
}

// Writes rows under a dialect, so that they must be read back the same.
class Writer {
public:
    Writer(const Dialect& dialect, unsigned style) : dialect_(dialect), random_(style) {}

    // A cell that the dialect cannot hold is changed in `rows`.
    std::string written(Rows& rows) {
        constexpr std::string_view line_ends[] = {"\n", "\r\n", "\r"};
        const unsigned line_end = next() % 4, quoting = next() % 3;
        std::string text;
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const std::size_t cells = dialect_.delimiter.empty() ? 1 : rows[row].size();
            rows[row].resize(cells);
            for (std::size_t i = 0; i < cells; ++i) {
                if (i != 0) text += delimiter();
                const bool always = quoting == 0 || (quoting == 1 && next() % 2 == 0);
                text += cell(rows[row][i], i == 0, cells == 1, always);
            }
            if (row + 1 == rows.size() && next() % 2 == 0) continue;
            text += line_ends[line_end == 3 ? next() % 3 : line_end];
            if (next() % 8 == 0) text += next() % 2 == 0 ? "\n" : " \r\n";  // a blank line is no row
        }
        return text;
    }

private:
    unsigned next() {
        random_ = random_ * 1664525u + 1013904223u;
        return random_ >> 16;
    }
    bool has_escape() const { return dialect_.escape != '\0' && dialect_.escape != dialect_.quote; }
    char first_of_delimiter() const { return dialect_.delimiter.empty() ? '\0' : dialect_.delimiter.front(); }

    std::string delimiter() {
        std::string text = dialect_.delimiter;
        while (dialect_.delimiter_runs && next() % 3 == 0) text += dialect_.delimiter;
        return text;
    }

    std::string cell(std::string& value, bool first, bool alone, bool always) {
        const std::optional<std::string> quotes = in_quotes(value), plain = bare(value, first, alone);
        if (quotes && (always || !plain)) return *quotes;
        if (plain) return *plain;
        value = "e";
        return value;
    }

    std::optional<std::string> in_quotes(const std::string& value) {
        const char quote = dialect_.quote;
        if (quote == '\0' || (dialect_.escape == '\0' && value.find(quote) != std::string::npos)) return std::nullopt;
        const bool padded = next() % 4 == 0 && dialect_.delimiter != " ";
        std::string text = padded ? "  " : "";
        text += quote;
        for (const char byte : value) {
            if (has_escape() && (byte == dialect_.escape || (byte == quote && next() % 2 == 0))) {
                text += dialect_.escape;
            } else if (byte == quote) {
                text += quote;
            }
            text += byte;
        }
        text += quote;
        return padded ? text + " " : text;
    }

    // Without quotes, where the value needs none or its signs can be escaped.
    std::optional<std::string> bare(const std::string& value, bool first, bool alone) const {
        const std::string& delimiter = dialect_.delimiter;
        if (value.ends_with('\r')) return std::nullopt;  // a line feed that ends the row would belong to it
        if (value.ends_with('\x1A')) return std::nullopt;  // at the end of the file it is the end sign, not data
        std::string text;
        for (const char byte : value) {
            const bool line_break = byte == '\n' || byte == '\r';
            if (line_break && !has_escape()) return std::nullopt;
            const bool sign = byte == dialect_.escape || (dialect_.quote != '\0' && byte == dialect_.quote) ||
                              (!delimiter.empty() && byte == first_of_delimiter());
            if (has_escape() && (line_break || sign)) text += dialect_.escape;
            text += byte;
        }
        if (dialect_.delimiter_runs && text.empty()) return std::nullopt;
        if (first && !dialect_.comment.empty() && text.starts_with(dialect_.comment)) return std::nullopt;
        const std::size_t start = std::min(text.find_first_not_of(first_of_delimiter() == '\t' ? " " : " \t"), text.size());
        if (alone && start == text.size()) return std::nullopt;
        if (dialect_.quote != '\0' && text.substr(start).starts_with(dialect_.quote)) return std::nullopt;
        const bool divides = !delimiter.empty() && !has_escape() && (text + delimiter).find(delimiter) != text.size();
        return divides ? std::nullopt : std::optional(text);
    }

    const Dialect& dialect_;
    std::uint32_t random_;
};

void check_round_trip(Source source) {
    Dialect dialect = dialect_of(source);
    dialect.has_header = false;
    dialect.preamble_rows = 0;
    Writer writer(dialect, source.next() * 256 + source.next());
    Rows rows = rows_of(source);
    const std::string bytes = writer.written(rows);
    IssueLog log;
    Reader reader(Encoding::utf_8, 0, dialect, log);
    std::size_t at = 0;
    const auto drain = [&] {
        while (const Row* row = reader.next()) {
            must(at < rows.size() && row->cells.size() == rows[at].size(), "as many cells as were written");
            for (std::size_t i = 0; i < row->cells.size(); ++i)
                must(row->cells[i] == rows[at][i], "the cell that was written");
            must(!row->damaged, "a row that was written is whole");
            ++at;
        }
    };
    reader.feed(std::as_bytes(std::span(bytes)));
    drain();
    reader.finish();
    drain();
    must(at == rows.size(), "as many rows as were written");
    must(log.count_of(Code::stray_quote) == 0 && log.count_of(Code::comment_rows) == 0, "and nothing odd");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    Source source{data, size};
    check_round_trip(source);
    const Dialect dialect = dialect_of(source);
    ReaderLimits limits;
    const unsigned bits = source.next();
    if ((bits & 1u) != 0) limits.max_row_bytes = 8 + (bits >> 4);
    if ((bits & 2u) != 0) limits.max_quoted_bytes = 6 + (bits >> 4);
    if ((bits & 16u) != 0) limits.max_cells = 2 + (bits >> 5);
    constexpr Encoding encodings[] = {Encoding::utf_8, Encoding::windows_1252, Encoding::utf_16le, Encoding::utf_8};
    const Encoding encoding = encodings[(bits >> 2) & 3u];
    const std::string bytes(reinterpret_cast<const char*>(source.data), source.size);
    check_positions(bytes, encoding, dialect, limits);
    const auto read = [&](std::size_t chunk) {
        return test::read_chunked(bytes, encoding, 0, dialect, limits, [&] { return chunk; });
    };
    const test::Reading whole = read(bytes.size());
    for (const std::size_t chunk : {1u, 2u, 7u}) must(read(chunk) == whole, "chunks do not matter");
    return 0;
}
