#include "muster/report.hpp"

#include "muster/check.hpp"

#include <iterator>

namespace muster {
namespace {

constexpr std::string_view outcome_names[] = {"done",   "done_with_rejects", "skipped", "withheld", "blocked", "stale",
                                              "failed", "interrupted"};

struct CountFacts {
    std::string_view name;   // in JSON
    std::string_view label;  // for people
    std::uint64_t Counts::*member;
};

constexpr CountFacts count_facts[] = {
    {"insert", "added", &Counts::insert},
    {"update", "changed", &Counts::update},
    {"unchanged", "unchanged", &Counts::unchanged},
    {"delete", "deleted", &Counts::deleted},
    {"rejected", "rejected rows", &Counts::rejected},
    {"skipped", "skipped rows", &Counts::skipped},
    {"failed", "refused or not there to change", &Counts::failed},
    {"records", "records", &Counts::records},
    {"rows", "rows read", &Counts::rows},
    {"existing", "at the destination before", &Counts::existing},
    {"matched", "of these in the file", &Counts::matched},
    {"unreadable_keys", "rows without a readable key", &Counts::unreadable_keys},
};

// Of a destination that is emptied and filled anew: not who is gone, but how many fewer there are; and what is to be sent, whoever
// was there.
constexpr std::string_view fewer_label = "fewer than before", sent_label = "to be sent";

std::string_view label_of(const Report& report, const CountFacts& facts) {
    if (report.replacement && facts.member == &Counts::deleted) return fewer_label;
    if (report.replacement && facts.member == &Counts::matched) return sent_label;
    return facts.label;
}

// How many issues and keys the text shows; the JSON has more.
constexpr std::size_t shown_issues = 10;
constexpr std::size_t shown_keys = 10;

void write_source(JsonWriter& json, const SourceFacts& source) {
    json.begin_object();
    json.member("name", source.name).member("bytes", source.bytes);
    json.key("sha256").string_or_null(source.sha256);
    json.member("rows", source.rows);
    json.key("encoding").string_or_null(source.encoding);
    json.key("delimiter").string_or_null(source.delimiter);
    json.end_object();
}

void append_padded(std::string& out, std::string_view text, std::size_t width, bool right) {
    const std::size_t blanks = text.size() < width ? width - text.size() : 0;
    if (right) out.append(blanks, ' ');
    out += text;
    if (!right) out.append(blanks, ' ');
}

// One line, and nothing in it that a terminal would obey: names and values come from files.
void make_single_line(std::string& text, std::size_t from = 0) {
    for (std::size_t i = from; i < text.size(); ++i) {
        if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7F) text[i] = ' ';
    }
}

void append_line(std::string& out, std::string_view label, std::string_view text) {
    append_padded(out, label, 13, false);
    const std::size_t start = out.size();
    out += text;
    make_single_line(out, start);
    out += '\n';
}

void append_counts(std::string& out, const Report& report) {
    append_padded(out, "", 30, false);
    append_padded(out, "planned", 12, true);
    append_padded(out, "done", 12, true);
    out += '\n';
    for (const CountFacts& facts : count_facts) {
        const std::uint64_t planned = report.planned.*facts.member, done = report.done.*facts.member;
        out += "  ";
        append_padded(out, label_of(report, facts), 28, false);
        append_padded(out, std::to_string(planned), 12, true);
        append_padded(out, std::to_string(done), 12, true);
        out += '\n';
    }
}

std::string place_of(const Issue& issue) {
    std::string place;
    const auto add = [&](std::string_view word, std::uint64_t number) {
        if (number == 0) return;
        if (!place.empty()) place += ", ";
        place += word;
        place += ' ';
        place += std::to_string(number);
    };
    add("row", issue.at.row);
    add("line", issue.at.line);
    add("column", issue.at.column);
    if (!issue.column_name.empty()) place += " \"" + issue.column_name + '"';
    if (!issue.pointer.empty()) place += (place.empty() ? "" : ", ") + issue.pointer;
    return place;
}

void append_issues(std::string& out, const IssueLog& log) {
    if (log.total() == 0) return;
    append_line(out, "Issues:",
                "errors " + std::to_string(log.count_of(Severity::error)) + ", warnings " +
                    std::to_string(log.count_of(Severity::warning)) + ", notes " +
                    std::to_string(log.count_of(Severity::information)));
    for (const auto& [name, count] : log.by_code()) {
        out += "  ";
        append_padded(out, name, 28, false);
        append_padded(out, std::to_string(count), 12, true);
        out += '\n';
    }
    std::size_t shown = 0;
    for (; shown < log.kept().size() && shown < shown_issues; ++shown) {
        out += issue_text(log.kept()[shown]);
        out += '\n';
    }
    if (log.total() > shown) out += "and " + std::to_string(log.total() - shown) + " more\n";
}

std::string outcome_line(const Report& report) {
    std::string line(name_of(report.outcome));
    for (char& c : line) {
        if (c == '_') c = ' ';
    }
    if (!report.reason.empty()) line += ". " + report.reason;
    return line;
}

// A run that was skipped has counted nothing.
bool has_counts(const Report& report) noexcept { return report.outcome != Outcome::skipped; }

std::string source_line(const Report& report) {
    const SourceFacts& source = report.source;
    std::string line = source.name;
    if (has_counts(report)) line += ", " + std::to_string(source.rows) + (source.rows == 1 ? " row" : " rows");
    line += ", " + std::to_string(source.bytes) + " bytes";
    if (!source.encoding.empty()) line += ", " + source.encoding;
    if (source.delimiter == "\t") return line + ", delimiter tab";
    if (!source.delimiter.empty()) line += ", delimiter " + source.delimiter;
    return line;
}

}  // namespace

std::string_view name_of(Outcome outcome) noexcept {
    return outcome_names[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> outcome_named(std::string_view name) noexcept {
    for (std::size_t i = 0; i < std::size(outcome_names); ++i) {
        if (outcome_names[i] == name) return static_cast<Outcome>(i);
    }
    return std::nullopt;
}

void write_counts(JsonWriter& json, const Counts& counts) {
    json.begin_object();
    for (const CountFacts& facts : count_facts) json.member(facts.name, counts.*facts.member);
    json.end_object();
}

void write_guard(JsonWriter& json, const GuardResult& guard) {
    json.begin_object();
    json.member("verdict", name_of(guard.verdict));
    json.key("rule").string_or_null(name_of(guard.rule));
    json.member("message", guard.message);
    json.key("suggestion").string_or_null(guard.suggestion);
    json.member("deletes", guard.deletes);
    json.end_object();
}

void write_issues(JsonWriter& json, const IssueLog& log, std::size_t first) {
    json.begin_object();
    json.member("total", log.total());
    json.key("by_code").begin_object();
    for (const auto& [name, count] : log.by_code()) json.member(name, count);
    json.end_object();
    json.key("by_column").begin_array();
    for (const IssueLog::ColumnCounts& column : log.by_column()) {
        json.begin_object();
        json.member("column", std::uint64_t{column.column}).member("name", column.name).member("total", column.total);
        json.key("by_code").begin_object();
        for (const auto& [name, count] : column.by_code) json.member(name, count);
        json.end_object().end_object();
    }
    json.end_array();
    json.key("first").begin_array();
    for (std::size_t i = 0; i < log.kept().size() && i < first; ++i) write_issue(json, log.kept()[i]);
    json.end_array();
    json.end_object();
}

std::string issue_text(const Issue& issue) {
    std::string text(name_of(issue.severity));
    const std::string place = place_of(issue);
    if (!place.empty()) text += ": " + place;
    text += ": " + issue.message;
    if (!issue.value.empty()) text += " The value is \"" + issue.value + "\".";
    if (!issue.suggestion.empty()) text += ' ' + issue.suggestion;
    text += " [" + std::string(name_of(issue.code)) + ']';
    make_single_line(text);
    return text;
}

void write_replacement(JsonWriter& json, const ReplacementFacts& facts) {
    json.begin_object().member("gone", facts.gone).key("excluded_rows").begin_array();
    for (const ReplacementFacts::Excluded& each : facts.excluded) {
        json.begin_object().member("code", name_of(each.code)).member("reason", each.reason).member("count", each.rows).key("first_rows").begin_array();
        for (const std::uint64_t row : each.first_rows) json.number(row);
        json.end_array().end_object();
    }
    json.end_array().end_object();
}

std::string report_json(const Report& report) {
    JsonWriter json;
    json.begin_object();
    json.member("format", report_format);
    json.member("run_id", report.run_id).member("sync", report.sync_name);
    json.key("started").string_or_null(report.started);
    json.key("finished").string_or_null(report.finished);
    json.member("elapsed_ms", report.elapsed_ms);
    json.member("outcome", name_of(report.outcome));
    json.key("reason").string_or_null(report.reason);
    json.key("source");
    write_source(json, report.source);
    json.member("destination", report.destination);
    json.key("planned");
    write_counts(json, report.planned);
    json.key("done");
    write_counts(json, report.done);
    json.key("guard");
    if (report.guard) {
        write_guard(json, *report.guard);
    } else {
        json.null();
    }
    if (report.check != nullptr) {
        json.key("columns");
        write_columns(json, *report.check);
        write_suggestion(json, *report.check);
    }
    json.key("issues");
    write_issues(json, report.issues ? *report.issues : IssueLog{});
    json.key("first_deletes").begin_array();
    for (const std::string& key : report.first_deletes) json.string(key);
    json.end_array();
    if (report.replacement) {
        json.key("replacement");
        write_replacement(json, *report.replacement);
    }
    json.end_object();
    return json.take();
}

std::string report_text(const Report& report) {
    std::string out;
    append_line(out, "Sync:", report.sync_name);
    append_line(out, "Outcome:", outcome_line(report));
    append_line(out, "Source:", source_line(report));
    append_line(out, "Destination:", report.destination);
    if (has_counts(report)) append_counts(out, report);
    if (report.guard && !report.guard->message.empty()) {
        append_line(out, "Guard:", std::string(name_of(report.guard->verdict)) + ". " + report.guard->message);
        if (!report.guard->suggestion.empty()) append_line(out, "", report.guard->suggestion);
    }
    if (!report.first_deletes.empty()) {
        const bool written = report.replacement ? report.done.insert + report.done.update + report.done.deleted > 0 : report.done.deleted > 0;
        std::string keys;
        for (std::size_t i = 0; i < report.first_deletes.size() && i < shown_keys; ++i) {
            if (i != 0) keys += ", ";
            keys += report.first_deletes[i];
        }
        append_line(
            out, !written ? "Not deleted:" : report.replacement ? "Gone:" : "Deleted:", keys + (report.first_deletes.size() > shown_keys ? ", …" : ""));
    }
    if (report.issues) append_issues(out, *report.issues);
    append_line(out, "Time:", std::to_string(report.elapsed_ms) + " ms");
    return out;
}

std::string outcome_text(const Report& report) {
    std::string out;
    append_line(out, "Outcome:", outcome_line(report));
    std::string counts;
    for (const CountFacts& facts : {count_facts[0], count_facts[1], count_facts[2], count_facts[3]}) {
        counts += (counts.empty() ? "" : ", ") + std::to_string(report.done.*facts.member) + ' ' + std::string(label_of(report, facts));
    }
    if (has_counts(report)) append_line(out, "Contacts:", counts);
    append_line(out, "Time:", std::to_string(report.elapsed_ms) + " ms");
    return out;
}

std::vector<std::string> inconsistencies(const Counts& counts) {
    std::vector<std::string> problems;
    const auto equal = [&](std::string_view name, std::uint64_t whole, std::string_view parts_name,
                           std::uint64_t parts) {
        if (whole == parts) return;
        problems.push_back(std::string(name) + " are " + std::to_string(whole) + ", but " + std::string(parts_name) +
                           " make " + std::to_string(parts) + ".");
    };
    const auto within = [&](std::string_view name, std::uint64_t part, std::string_view whole_name,
                            std::uint64_t whole) {
        if (part <= whole) return;
        problems.push_back(std::string(name) + " are " + std::to_string(part) + ", more than the " +
                           std::string(whole_name) + ", " + std::to_string(whole) + ".");
    };
    equal("Rows", counts.rows, "records, rejected and skipped", counts.records + counts.rejected + counts.skipped);
    equal("Records", counts.records, "insert, update, unchanged and failed",
          counts.insert + counts.update + counts.unchanged + counts.failed);
    const std::uint64_t missing = counts.existing > counts.matched ? counts.existing - counts.matched : 0;
    within("Deletes", counts.deleted, "contacts that are missing in the file", missing);
    within("Rows without a readable key", counts.unreadable_keys, "rejected rows", counts.rejected);
    return problems;
}

}  // namespace muster
