#include "muster/issue.hpp"

#include <array>

namespace muster {
namespace {

struct CodeFacts {
    std::string_view name;
    Severity severity;
};

constexpr CodeFacts code_facts[] = {
#define MUSTER_ISSUE_FACTS(name, severity) {#name, Severity::severity},
    MUSTER_ISSUE_CODES(MUSTER_ISSUE_FACTS)
#undef MUSTER_ISSUE_FACTS
};

const CodeFacts& facts_of(Code code) noexcept { return code_facts[static_cast<std::size_t>(code)]; }

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

}  // namespace

std::string_view name_of(Code code) noexcept { return facts_of(code).name; }
Severity default_severity(Code code) noexcept { return facts_of(code).severity; }
std::size_t code_count() noexcept { return std::size(code_facts); }

std::string_view name_of(Severity severity) noexcept {
    switch (severity) {
        case Severity::information: return "information";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
    }
    return "error";
}

Issue make_issue(Code code, std::string message, std::string suggestion) {
    Issue issue;
    issue.code = code;
    issue.severity = default_severity(code);
    issue.message = std::move(message);
    issue.suggestion = std::move(suggestion);
    return issue;
}

std::string shortened(std::string_view text, std::size_t max_bytes) {
    if (text.size() <= max_bytes) return std::string(text);
    std::size_t end = max_bytes > ellipsis.size() ? max_bytes - ellipsis.size() : 0;
    const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u; };
    while (end > 0 && continues(end)) --end;
    std::string result(text.substr(0, end));
    result += ellipsis;
    return result;
}

void IssueLog::add(Issue issue) {
    const bool keeps = keeps_more(issue.code);
    // The column of an issue with a pointer is that of a document's text.
    count(issue.code, issue.severity, issue.pointer.empty() ? issue.at.column : 0);
    if (!keeps) return;
    if (const auto share = room_left_.find(issue.code); share != room_left_.end()) --share->second;
    kept_.push_back(std::move(issue));
}

bool IssueLog::keeps_more(Code code) const noexcept {
    if (kept_.size() >= max_kept_) return max_kept_ != 0 && count_of(code) < always_kept;
    const auto share = room_left_.find(code);
    return share == room_left_.end() || share->second != 0;
}

void IssueLog::keep_at_most(Code code, std::size_t share) {
    room_left_[code] = share;
}

void IssueLog::count(Code code, Severity severity, std::uint32_t column) {
    const auto at = static_cast<std::size_t>(code);
    if (counts_.empty()) counts_.resize(code_count());
    ++counts_[at];
    if (column != 0) {
        if (column_counts_.size() < column) column_counts_.resize(column);
        Counts& of_column = column_counts_[column - 1];
        if (of_column.empty()) of_column.resize(code_count());
        ++of_column[at];
    }
    ++by_severity_[static_cast<std::size_t>(severity)];
    ++total_;
}

std::uint64_t IssueLog::count_of(Code code) const noexcept {
    return counts_.empty() ? 0 : counts_[static_cast<std::size_t>(code)];
}

std::uint64_t IssueLog::count_of(Severity severity) const noexcept {
    return by_severity_[static_cast<std::size_t>(severity)];
}

std::map<std::string_view, std::uint64_t> IssueLog::by_code() const { return named(counts_); }

std::vector<IssueLog::ColumnCounts> IssueLog::by_column() const {
    std::vector<ColumnCounts> columns;
    for (std::size_t i = 0; i < column_counts_.size(); ++i) {
        if (column_counts_[i].empty()) continue;
        ColumnCounts column;
        column.column = static_cast<std::uint32_t>(i + 1);
        if (i < column_names_.size()) column.name = column_names_[i];
        column.by_code = named(column_counts_[i]);
        for (const auto& [code, count] : column.by_code) column.total += count;
        columns.push_back(std::move(column));
    }
    return columns;
}

std::map<std::string_view, std::uint64_t> IssueLog::named(const Counts& counts) {
    std::map<std::string_view, std::uint64_t> result;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] != 0) result.emplace(name_of(static_cast<Code>(i)), counts[i]);
    }
    return result;
}

}  // namespace muster
