// What the page asks of the session, from JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/mapping.hpp"
#include "muster/result.hpp"
#include "muster/schema.hpp"
#include "muster/sniff.hpp"
#include "muster/time_zone.hpp"

#include "session_replace.hpp"

namespace muster {

// The fields of a new contact database (contact-manager.md section 5), to which others can be added.
Schema contact_schema();

// Which rows a check writes as CSV.
enum class Exported : std::uint8_t { none, rejected, valid };

struct CheckRequest {
    Schema schema;
    CalendarDay today;                 // "2026-11-28"
    std::optional<ZoneRules> zone;     // of the document's time_zone, when that is a name
    // As `muster plan` judges a new document: no completed run is known, and a later run is unattended.
    bool first_run = true;
    bool attended = false;
    std::size_t max_issues = 1000;
    Exported exported = Exported::none;
    std::vector<EarlierChoice> earlier;   // what was chosen for this header before
};

// What is not given matches every issue.
struct IssueFilter {
    std::string code, column;
    std::optional<Severity> severity;

    bool matches(const Issue& issue) const noexcept;
};

// An empty text stands for "{}". Errors: syntax_error, member_unknown, wrong_type, unknown_encoding, invalid_value.
Result<SniffChoice> read_choice(std::string_view json);
Result<CheckRequest> read_check_request(std::string_view json);
Result<IssueFilter> read_issue_filter(std::string_view json);
Result<Replacement> read_replacement(std::string_view json);

}  // namespace muster
