#include "native/commands/run_page.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "native/commands/run_text.hpp"
#include "native/commands/words.hpp"
#include "native/sources/sha256.hpp"
#include "native/terminal/messages.hpp"
#include "native/terminal/width.hpp"

namespace muster::native {
namespace {

constexpr std::size_t most_codes = 20, most_columns = 30;

// Colours keep a contrast of at least 4.5 to 1 for text and 3 to 1 for bars, in both schemes (WCAG 2.1, 1.4.3 and 1.4.11).
constexpr std::string_view style = R"(
:root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2430; --soft: #56606e; --line: #d8dde4; --panel: #f5f7f9;
  --blue: #2f6fb3; --good: #1c7a45; --warn: #946200; --bad: #b3261e; --track: #e6eaef; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181e; --ink: #e4e9ef; --soft: #a2adba; --line: #343c47; --panel: #1c222a;
  --blue: #6ba5e0; --good: #57c088; --warn: #dcae4c; --bad: #f2827a; --track: #2b323c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
p { margin: .4rem 0; max-width: 50rem; overflow-wrap: anywhere; }
.outcome { display: inline-block; font-weight: 600; padding: .1rem .7rem; border-radius: 1rem; border: 2px solid currentColor; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.soft, caption, figcaption { color: var(--soft); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.numbers li { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; }
.numbers b { display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.25rem; margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; } thead th { color: var(--soft); font-weight: 500; } tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { width: 38%; padding-right: 0; vertical-align: middle; }
.place { min-width: 9rem; } .kind { white-space: nowrap; }
code { font: .92em/1.4 ui-monospace, monospace; }
svg { display: block; width: 100%; }
.bar svg { height: .8rem; }
.track { fill: var(--track); } .blue { fill: var(--blue); } .line { stroke: var(--line); }
svg .good { fill: var(--good); } svg .warn { fill: var(--warn); } svg .bad { fill: var(--bad); } svg text { fill: var(--soft); font-size: 13px; }
.key span { margin-right: 1.25rem; white-space: nowrap; } .key svg { display: inline-block; width: .8rem; height: .8rem; margin-right: .35rem; }
figure { margin: 0; } details { margin-top: .75rem; } summary { cursor: pointer; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
@media (max-width: 40rem) { .bar { width: 22%; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { .wide { overflow: visible; } details > * { display: block; } }
)";

// Text of any origin, as HTML shows it: neither markup nor what would turn the direction of a line.
std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : printable(text)) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            case '\'': html += "&#39;"; break;
            default: html += c;
        }
    }
    return html;
}

// Base64 (RFC 4648) of bytes that are given as hexadecimal digits.
std::string base64_of_hexadecimal(std::string_view digits) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    constexpr std::string_view hexadecimal = "0123456789abcdef";
    std::string text;
    // Three digits are twelve bits, and so two letters.
    for (std::size_t i = 0; i < digits.size(); i += 3) {
        std::size_t bits = 0;
        for (std::size_t j = i; j < i + 3; ++j) bits = bits * 16 + (j < digits.size() ? hexadecimal.find(digits[j]) : 0);
        text += alphabet[bits >> 6];
        if (i + 2 < digits.size() || digits.size() % 3 == 2) text += alphabet[bits & 63];
    }
    while (text.size() % 4 != 0) text += '=';
    return text;
}

// Allows this style sheet and nothing else.
std::string policy() {
    Sha256 hash;
    hash.add(std::as_bytes(std::span(style)));
    return "default-src 'none'; style-src 'sha256-" + base64_of_hexadecimal(hash.finish()) + "'; base-uri 'none'; form-action 'none'";
}

std::string_view class_of(const std::string& outcome) {
    if (outcome == "done" || outcome == "skipped") return "good";
    if (outcome == "failed" || outcome == "blocked") return "bad";
    return "warn";
}

// A bar of so many thousandths beside a number that says the same: not for screen readers.
std::string bar(std::uint64_t value, std::uint64_t most, std::string_view colour) {
    // What is there is seen, however little.
    const std::uint64_t width = value == 0 || most == 0 ? 0 : std::max<std::uint64_t>(4, static_cast<std::uint64_t>(static_cast<double>(value) / static_cast<double>(most) * 1000));
    return R"(<td class="bar"><svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="1000" height="10"/><rect class=")" +
           std::string(colour) + "\" width=\"" + std::to_string(width) + R"(" height="10"/></svg></td>)";
}

std::string number_cell(std::uint64_t number) { return "<td class=\"number\">" + grouped(number) + "</td>"; }

std::string head_row(std::initializer_list<std::pair<const char*, bool>> titles) {
    std::string row = "<thead><tr>";
    for (const auto& [title, is_number] : titles) {
        row += std::string("<th scope=\"col\"") + (is_number ? " class=\"number\">" : ">") + title + "</th>";
    }
    return row + "</tr></thead>";
}

std::string start_table(const std::string& caption) {
    return "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(caption) + "\"><table><caption>" + escaped(caption) + "</caption>";
}
constexpr const char* end_table = "</tbody></table></div>\n";

void add_fact(std::string& html, const char* name, const std::string& value) {
    if (!value.empty()) html += std::string("<dt>") + name + "</dt><dd>" + escaped(value) + "</dd>\n";
}

std::string facts(const RunView& view) {
    std::string html = "<h2>The run</h2>\n<dl>\n";
    add_fact(html, "Run", view.run.run_id);
    add_fact(html, "Source", view.source);
    if (view.bytes > 0) {
        add_fact(html, "File", (view.has_counts() ? counted(view.rows, "row") + ", " : std::string()) + bytes_for_people(view.bytes) + (view.encoding.empty() ? "" : ", " + view.encoding) +
                                   (view.delimiter.empty() ? "" : ", " + named_delimiter(view.delimiter)));
    }
    add_fact(html, "SHA-256", view.sha256);
    add_fact(html, "Destination", view.destination);
    add_fact(html, "Started", view.run.started);
    add_fact(html, "Finished", view.run.finished.empty() ? "not known" : view.run.finished + ", after " + duration_text(view.elapsed_ms));
    add_fact(html, "Guard", guard_words(view));
    return html + "</dl>\n";
}

std::string_view colour_of(const CountView& count) {
    if (count.name == "delete" || count.name == "rejected") return "bad";
    if (count.name == "failed" || count.name == "unreadable_keys") return "warn";
    return count.name == "insert" || count.name == "update" ? "good" : "blue";
}

std::string count_chart(const RunView& view) {
    if (!view.has_counts()) return {};
    std::uint64_t most = 0;
    for (const CountView& count : view.counts) most = std::max({most, count.planned, count.done});
    std::string html = "<h2>What was planned, and what was done</h2>\n" + start_table("Contacts and rows; the bars show what was done") +
                       head_row({{"", false}, {"Planned", true}, {"Done", true}, {"", false}}) + "<tbody>\n";
    for (const CountView& count : view.counts) {
        html += "<tr><th scope=\"row\">" + escaped(count.label) + "</th>" + number_cell(count.planned) + number_cell(count.done) +
                bar(count.done, most, colour_of(count)) + "</tr>\n";
    }
    return html + end_table;
}

std::string code_chart(const RunView& view) {
    if (!view.has_counts()) return {};
    if (view.codes.empty()) return "<h2>Issues</h2>\n<p>None.</p>\n";
    std::string html = "<h2>Issues by code</h2>\n" + start_table(counted(view.issues, "issue") + " in all") +
                       head_row({{"Code", false}, {"How many", true}, {"", false}}) + "<tbody>\n";
    for (std::size_t i = 0; i < std::min(view.codes.size(), most_codes); ++i) {
        const CodeView& code = view.codes[i];
        html += "<tr><th scope=\"row\"><code>" + escaped(code.code) + "</code></th>" + number_cell(code.count) + bar(code.count, view.codes.front().count, "blue") + "</tr>\n";
    }
    html += end_table;
    return view.codes.size() > most_codes ? html + "<p class=\"soft\">And " + counted(view.codes.size() - most_codes, "more rare code") + ".</p>\n" : html;
}

std::string column_chart(const RunView& view) {
    if (view.columns.empty()) return {};
    std::uint64_t most = 0;
    for (const ColumnView& column : view.columns) most = std::max(most, column.total);
    std::string html = "<h2>Issues by column</h2>\n" + start_table("In the order of the file; issues of whole rows are in none of them") +
                       head_row({{"Column", false}, {"How many", true}, {"Of which", false}, {"", false}}) + "<tbody>\n";
    for (std::size_t i = 0; i < std::min(view.columns.size(), most_columns); ++i) {
        const ColumnView& column = view.columns[i];
        std::string kinds;
        for (const CodeView& code : column.codes) kinds += (kinds.empty() ? "" : "<br>") + grouped(code.count) + " <code>" + escaped(code.code) + "</code>";
        html += "<tr><th scope=\"row\">" + escaped(column.name) + "</th>" + number_cell(column.total) + "<td>" + kinds + "</td>" + bar(column.total, most, "blue") + "</tr>\n";
    }
    html += end_table;
    return view.columns.size() > most_columns ? html + "<p class=\"soft\">And " + counted(view.columns.size() - most_columns, "more column") + ".</p>\n" : html;
}

std::string first_issues(const RunView& view) {
    if (view.first.empty()) return {};
    std::string html = "<h2>The first issues</h2>\n" + start_table(grouped(view.first.size()) + " of " + grouped(view.issues)) +
                       head_row({{"Kind", false}, {"Where", false}, {"Value", false}, {"What is wrong, and what to do", false}}) + "<tbody>\n";
    for (const IssueView& issue : view.first) {
        const std::string_view colour = issue.severity == "error" ? "bad" : issue.severity == "warning" ? "warn" : "soft";
        html += "<tr><td class=\"kind " + std::string(colour) + "\">" + escaped(issue.severity) + "</td><td class=\"place\">" + escaped(issue.place) + "</td><td>" +
                escaped(issue.value) + "</td><td>" + escaped(issue.message) + " <span class=\"soft\">" + escaped(issue.suggestion) + "</span> <code>" +
                escaped(issue.code) + "</code></td></tr>\n";
    }
    return html + end_table;
}

std::string deletes(const RunView& view) {
    if (view.first_deletes.empty()) return {};
    const bool deleted = view.done("delete") > 0;
    const std::uint64_t all = deleted ? view.done("delete") : view.planned("delete");
    std::string html = std::string("<h2>") + (deleted ? "Deleted contacts" : "Contacts that are missing in the file, and were not deleted") + "</h2>\n<p>" +
                       "The first " + grouped(view.first_deletes.size()) + " of " + grouped(all) + ".</p>\n<ul>\n";
    for (const std::string& key : view.first_deletes) html += "<li>" + escaped(key) + "</li>\n";
    return html + "</ul>\n";
}

// One bar for each run, the oldest at the left; the table below says the same.
std::string history_bars(std::span<const RunView> history) {
    constexpr std::uint64_t width = 720, left = 70, top = 14, height = 130, bottom = top + height;
    std::uint64_t most = 1;
    for (const RunView& run : history) most = std::max(most, run.elapsed_ms);
    const std::uint64_t step = (width - left) / std::max<std::size_t>(12, history.size());
    std::string svg = "<svg viewBox=\"0 0 720 170\" role=\"img\" aria-label=\"How long the last " + counted(history.size(), "run") + " took, at most " +
                      escaped(duration_text(most)) + "; the table below has the numbers\">\n<line class=\"line\" x1=\"70\" x2=\"720\" y1=\"144\" y2=\"144\"/>" +
                      "<line class=\"line\" x1=\"70\" x2=\"720\" y1=\"14\" y2=\"14\"/><text x=\"62\" y=\"19\" text-anchor=\"end\">" + escaped(duration_text(most)) +
                      "</text><text x=\"62\" y=\"148\" text-anchor=\"end\">0</text>\n";
    for (std::size_t i = 0; i < history.size(); ++i) {
        const RunView& run = history[history.size() - 1 - i];
        const std::uint64_t tall = std::max<std::uint64_t>(2, run.elapsed_ms * height / most);
        svg += "<rect class=\"" + std::string(class_of(run.run.outcome)) + "\" x=\"" + std::to_string(left + i * step + step / 8) + "\" y=\"" + std::to_string(bottom - tall) +
               "\" width=\"" + std::to_string(std::max<std::uint64_t>(1, step * 3 / 4)) + "\" height=\"" + std::to_string(tall) + "\"><title>" + escaped(run.run.started) + ": " +
               escaped(outcome_words(run.run.outcome)) + ", " + duration_text(run.elapsed_ms) + "</title></rect>\n";
    }
    svg += "<text x=\"70\" y=\"164\">" + escaped(history.back().run.started) + "</text>";
    if (history.size() > 1) {
        const std::uint64_t end = std::max<std::uint64_t>(430, left + history.size() * step);
        svg += "<text x=\"" + std::to_string(end) + "\" y=\"164\" text-anchor=\"end\">" + escaped(history.front().run.started) + "</text>";
    }
    return svg + "</svg>\n";
}

std::string key_of_colours() {
    std::string html = "<p class=\"key soft\">";
    constexpr std::array<std::pair<const char*, const char*>, 3> words = {{{"good", "done or skipped"}, {"warn", "rows rejected, deletes withheld, interrupted or stale"}, {"bad", "failed or blocked"}}};
    for (const auto& [colour, meaning] : words) {
        html += std::string("<span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"") + colour + "\" width=\"10\" height=\"10\"/></svg>" + meaning + "</span>";
    }
    return html + "</p>\n";
}

std::string history_chart(std::span<const RunView> history) {
    if (history.empty()) return {};
    std::string html = "<h2>The last runs of this sync</h2>\n<figure>\n<figcaption>How long each took, the oldest at the left</figcaption>\n" + history_bars(history) + key_of_colours() + "</figure>\n" +
                       start_table("The newest first") +
                       head_row({{"Started", false}, {"Outcome", false}, {"Took", true}, {"Added", true}, {"Changed", true}, {"Deleted", true}, {"Rejected", true}}) + "<tbody>\n";
    for (const RunView& run : history) {
        html += "<tr><th scope=\"row\">" + escaped(run.run.started) + "</th><td class=\"" + std::string(class_of(run.run.outcome)) + "\">" + escaped(outcome_words(run.run.outcome)) +
                "</td><td class=\"number\">" + (run.run.finished.empty() ? "not known" : duration_text(run.elapsed_ms)) + "</td>";
        for (const char* count : {"insert", "update", "delete", "rejected"}) html += run.has_counts() ? number_cell(run.done(count)) : "<td></td>";
        html += "</tr>\n";
    }
    return html + end_table;
}

std::string numbers(const RunView& view) {
    if (!view.has_counts()) return {};
    std::string html = "<ul class=\"numbers\">\n";
    constexpr std::array<std::pair<const char*, const char*>, 5> shown = {
        {{"insert", "added"}, {"update", "changed"}, {"unchanged", "unchanged"}, {"delete", "deleted"}, {"rejected", "rows rejected"}}};
    for (const auto& [name, label] : shown) html += "<li><b>" + grouped(view.done(name)) + "</b>" + label + "</li>\n";
    return html + "</ul>\n";
}

void add_paragraph(std::string& html, const std::string& text) {
    if (!text.empty()) html += "<p>" + escaped(text) + "</p>\n";
}

}  // namespace

std::string run_page(const RunView& view, const std::string& written, const std::string& next, std::span<const RunView> history) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy() +
                       "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>" +
                       escaped(view.run.sync_name) + ": " + escaped(outcome_words(view.run.outcome)) + "</title>\n<style>" + std::string(style) + "</style>\n</head>\n<body>\n<main>\n";
    html += "<h1>" + escaped(view.run.sync_name) + "</h1>\n<p><span class=\"outcome " + std::string(class_of(view.run.outcome)) + "\">" +
            escaped(outcome_words(view.run.outcome)) + "</span> <span class=\"soft\">" + escaped(view.run.started) + "</span></p>\n";
    if (view.run.outcome != running_outcome) add_paragraph(html, view.reason);
    add_paragraph(html, written);
    add_paragraph(html, next);
    html += numbers(view) + facts(view) + count_chart(view) + code_chart(view) + column_chart(view) + history_chart(history) + deletes(view) + first_issues(view);
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace muster::native
