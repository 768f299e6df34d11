#include "native/commands/rejected_json.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "muster/json.hpp"

namespace muster::native {
namespace {

// Behind the columns of the file: row, column, code, message (rejected_rows.hpp).
constexpr std::size_t own_columns = 4;

Dialect dialect_with(const std::string& delimiter) {
    Dialect dialect;
    if (!delimiter.empty()) dialect.delimiter = delimiter;
    return dialect;
}

// The parts of "a; b", as they were joined.
void write_parts(JsonWriter& json, std::string_view name, std::string_view text) {
    json.key(name).begin_array();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("; "), text.size());
        if (end > 0) json.string(text.substr(0, end));
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    json.end_array();
}

}  // namespace

RejectedJson::RejectedJson(std::string run_id, const std::string& delimiter, Write write)
    : run_id_(std::move(run_id)), write_(std::move(write)), reader_(Encoding::utf_8, 0, dialect_with(delimiter), told_already_) {}

Result<void> RejectedJson::feed(std::string_view csv) {
    reader_.feed(std::as_bytes(std::span(csv)));
    return write_rows();
}

Result<void> RejectedJson::finish() {
    reader_.finish();
    if (auto written = write_rows(); !written) return written;
    if (auto written = write_head(); !written) return written;
    return write_("\n]}\n");
}

Result<void> RejectedJson::write_head() {
    if (has_head_) return {};
    has_head_ = true;
    const auto& header = reader_.header();
    columns_ = header.size() - std::min(header.size(), own_columns);
    JsonWriter json;
    json.begin_object().member("run_id", run_id_).key("columns").begin_array();
    for (std::size_t i = 0; i < columns_; ++i) json.string(header[i]);
    json.end_array().key("rows").begin_array();
    return write_(json.text());
}

Result<void> RejectedJson::write_rows() {
    while (const Row* row = reader_.next()) {
        if (auto written = write_head(); !written) return written;
        if (row->cells.size() < columns_ + own_columns) continue;
        if (auto written = write_row(*row); !written) return written;
    }
    return {};
}

Result<void> RejectedJson::write_row(const Row& row) {
    const auto own = row.cells.subspan(columns_, own_columns);
    JsonWriter json;
    json.begin_object();
    json.key("row").raw(own[0]);
    write_parts(json, "columns", own[1]);
    write_parts(json, "codes", own[2]);
    json.member("message", own[3]);
    json.key("cells").begin_array();
    for (const std::string_view cell : row.cells.first(columns_)) json.string(cell);
    for (const std::string_view cell : row.cells.subspan(columns_ + own_columns)) json.string(cell);
    json.end_array().end_object();
    const std::string line = (has_rows_ ? ",\n" : "\n") + json.text();
    has_rows_ = true;
    return write_(line);
}

}  // namespace muster::native
