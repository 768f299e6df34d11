#include "muster/check.hpp"

namespace muster {
namespace {

std::string_view name_of(EmptyCell empty) noexcept { return empty == EmptyCell::clear ? "clear" : "keep"; }

std::string_view name_of(DecimalMark mark) noexcept {
    switch (mark) {
        case DecimalMark::unknown: return "";
        case DecimalMark::point: return "point";
        case DecimalMark::comma: return "comma";
    }
    return "";
}

void write_source(JsonWriter& json, const Check& check) {
    const Sniff& sniff = check.sniff();
    json.key("source").begin_object();
    json.member("encoding", name_of(sniff.encoding.encoding));
    json.key("delimiter").string_or_null(sniff.dialect().delimiter);
    json.member("has_header", sniff.dialect().has_header);
    json.member("bytes", check.bytes_read());
    json.member("rows", check.planner().counts().rows);
    json.end_object();
}

void write_conversions(JsonWriter& json, const ColumnConversions& conversions) {
    json.key("conversions").begin_object();
    json.member("changed", conversions.changed);
    json.key("examples").begin_array();
    for (const Conversion& example : conversions.examples) {
        json.begin_object();
        json.member("row", example.row).member("from", example.from).member("to", example.to);
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

void write_column(JsonWriter& json, const ResolvedColumn& column, const ColumnConversions& conversions) {
    json.begin_object();
    json.member("column", column.mapping.column);
    json.member("number", static_cast<std::uint64_t>(column.column + 1));
    json.member("field", column.mapping.field);
    json.member("new_field", column.mapping.new_field);
    json.member("type", name_of(column.type));
    json.member("declared", column.declared);
    json.key("format").string_or_null(column.format);
    json.key("given_format").string_or_null(column.given_format);
    json.key("example").string_or_null(column.example);
    json.key("years").string_or_null(column.years);
    json.key("decimal").string_or_null(name_of(column.decimal));
    json.member("empty", name_of(column.mapping.empty));
    json.key("evidence").string_or_null(column.evidence);
    json.key("proof_rows").begin_array();
    for (const std::uint64_t row : column.proof_rows) json.number(row);
    json.end_array();
    write_conversions(json, conversions);
    json.end_object();
}

void write_suggested(JsonWriter& json, const Suggestion& suggestion) {
    const FieldMapping& mapping = suggestion.mapping;
    json.begin_object();
    json.member("column", mapping.column).member("field", mapping.field).member("new_field", mapping.new_field);
    json.key("type").string_or_null(suggestion.new_type ? name_of(*suggestion.new_type) : std::string_view());
    json.member("max_length", static_cast<std::uint64_t>(mapping.max_length));
    json.member("confidence", suggestion.confidence).member("reason", suggestion.reason);
    json.end_object();
}

void write_names(JsonWriter& json, std::string_view member, const std::vector<std::string>& names) {
    json.key(member).begin_array();
    for (const std::string& name : names) json.string(name);
    json.end_array();
}

}  // namespace

void write_columns(JsonWriter& json, const Check& check) {
    json.begin_array();
    for (std::size_t i = 0; i < check.columns().size(); ++i) write_column(json, check.columns()[i], check.conversions()[i]);
    json.end_array();
}

void write_suggestion(JsonWriter& json, const Check& check) {
    json.key("suggestion").begin_array();
    for (const Suggestion& suggestion : check.suggestion()) write_suggested(json, suggestion);
    json.end_array();
    json.key("unmapped").begin_object();
    write_names(json, "columns", check.unmapped().columns);
    write_names(json, "fields", check.unmapped().fields);
    json.end_object();
}

void write_check(JsonWriter& json, const Check& check) {
    write_source(json, check);
    json.key("columns");
    write_columns(json, check);
    write_suggestion(json, check);
    json.key("counts");
    write_counts(json, check.planner().counts());
    json.key("issues");
    write_issues(json, check.issues());
    json.key("truncation");
    if (check.truncation()) {
        write_issue(json, *check.truncation());
    } else {
        json.null();
    }
}

std::string check_json(const Check& check) {
    JsonWriter json;
    json.begin_object();
    write_check(json, check);
    json.end_object();
    return json.take();
}

}  // namespace muster
