// Any bytes under many dialects: chunks do not matter, positions lie in the file and ascend; and rows that are written
// are read back the same.
#include <span>
#include <string>
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

Dialect dialect_of(Source& source) {
    constexpr const char* delimiters[] = {",", ";", "\t", "|", " ", "::", "", "\xC2\xA7"};
    constexpr char quotes[] = {'"', '\'', '"', '\0'};
    Dialect dialect;
    dialect.delimiter = delimiters[source.next() % 8];
    dialect.quote = quotes[source.next() % 4];
    const unsigned bits = source.next();
    dialect.escape = (bits & 1u) != 0 ? '\\' : dialect.quote;
    dialect.has_header = (bits & 2u) != 0;
    dialect.preamble_rows = (bits >> 2) & 1u;
    dialect.comment = (bits & 8u) != 0 ? '#' : '\0';
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

// Cells from the input, written with every quote that is needed, must come back.
void check_round_trip(Source source) {
    Dialect dialect = dialect_of(source);
    if (dialect.quote == '\0' || dialect.delimiter.empty() || dialect.delimiter_runs) return;
    dialect.has_header = false;
    dialect.preamble_rows = 0;
    dialect.comment = '\0';
    std::vector<std::vector<std::string>> rows(1);
    std::string bytes, cell;
    while (source.size != 0) {
        const auto byte = static_cast<char>(source.next());
        if (byte != 'a' && byte != 'b') {
            cell += static_cast<unsigned char>(byte) < 0x80u ? byte : '?';
            continue;
        }
        rows.back().push_back(cell);
        cell.clear();
        if (byte == 'b') rows.emplace_back();
    }
    rows.back().push_back(cell);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i != 0) bytes += dialect.delimiter;
            bytes += dialect.quote;
            for (const char byte : row[i]) {
                if (byte == dialect.quote || (dialect.escape == '\\' && byte == '\\')) bytes += dialect.escape;
                bytes += byte;
            }
            bytes += dialect.quote;
        }
        bytes += "\r\n";
    }
    IssueLog log;
    Reader reader(Encoding::utf_8, 0, dialect, log);
    reader.feed(std::as_bytes(std::span(bytes)));
    std::size_t at = 0;
    const auto drain = [&] {
        while (const Row* row = reader.next()) {
            must(at < rows.size() && row->cells.size() == rows[at].size(), "as many cells as were written");
            for (std::size_t i = 0; i < row->cells.size(); ++i)
                must(row->cells[i] == rows[at][i], "the cell that was written");
            ++at;
        }
    };
    drain();
    reader.finish();
    drain();
    must(at == rows.size(), "as many rows as were written");
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
