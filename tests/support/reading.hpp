// A whole reading of a file, for tests that compare readings.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "muster/reader.hpp"

namespace muster::test {

// Everything that a reader says about a file, as text, so that two readings are compared at once.
struct Reading {
    std::string rows;  // cells as [a|b], with number, line, byte and flags
    std::string issues;
    std::vector<std::string> header;
    bool truncated = false;
    std::uint64_t bytes = 0;

    bool operator==(const Reading&) const = default;
};

inline void drain(Reader& reader, Reading& reading) {
    while (const Row* row = reader.next()) {
        reading.rows += std::to_string(row->number) + "@" + std::to_string(row->line) + ":" + std::to_string(row->byte);
        if (row->damaged) reading.rows += " damaged";
        if (row->has_replacement) reading.rows += " replaced";
        if (row->has_line_break) reading.rows += " lines";
        reading.rows += " [";
        for (std::size_t i = 0; i < row->cells.size(); ++i) {
            if (i != 0) reading.rows += "|";
            reading.rows += row->cells[i];
            reading.rows += "@" + std::to_string(reader.byte_of_cell(i));
        }
        reading.rows += "]\n";
    }
}

template <class NextChunk>
Reading read_chunked(const std::string& bytes, Encoding encoding, std::size_t bom, const Dialect& dialect,
                     const ReaderLimits& limits, NextChunk next_chunk) {
    IssueLog log;
    Reader reader(encoding, bom, dialect, log, limits);
    Reading reading;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = std::min(next_chunk(), bytes.size() - at);
        // A copy of its own, so that a view into bytes of the caller shows.
        const std::string chunk = bytes.substr(at, size);
        reader.feed(std::as_bytes(std::span(chunk)));
        drain(reader, reading);
        at += size;
    }
    reader.finish();
    drain(reader, reading);
    for (const Issue& issue : log.kept()) {
        reading.issues += std::string(name_of(issue.code)) + "@" + std::to_string(issue.at.row) + ":" +
                          std::to_string(issue.at.line) + ":" + std::to_string(issue.at.column) + ":" +
                          std::to_string(issue.at.byte) + "\n";
    }
    reading.header = reader.header();
    reading.truncated = reader.truncation().has_value();
    reading.bytes = reader.bytes_read();
    return reading;
}

}  // namespace muster::test
