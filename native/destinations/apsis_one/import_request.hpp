// The JSON of imports, asked for and answered: the one place that knows its members (sections 5 to 7).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "native/destinations/apsis_one/import_file.hpp"
#include "native/destinations/apsis_one/import_layout.hpp"
#include "native/destinations/apsis_one/settings.hpp"

namespace muster::native::apsis_one {

// The body of POST /v2/audience/sections/{section}/imports.
std::string import_request(ImportKind kind, const Layout& layout, const Settings& settings);

// What APSIS One answers: where the file goes. The address and the fields are secrets.
struct ImportSlot {
    std::string import_id;
    std::string url;
    std::int64_t expires = 0;          // seconds since 1970, UTC; 0: not told
    std::vector<std::pair<std::string, std::string>> fields;
};
std::optional<ImportSlot> import_slot(std::string_view json);

enum class ImportStatus : std::uint8_t { waiting_for_file, at_work, completed, error };
// Of GET …/imports/{id}; nothing when it tells none. A word that is not known counts as at work.
std::optional<ImportStatus> import_status(const JsonValue& answer);

// What is kept of an import: its id, until when its file is waited for, and whether that was uploaded. No secret.
struct ImportTicket {
    std::string import_id;
    std::int64_t expires = 0;
    bool uploaded = false;
};
std::string ticket_text(const ImportTicket& ticket);
std::optional<ImportTicket> ticket_from(std::string_view text);

// "2026-01-31T23:59:59Z", with a fraction, an offset or without anything behind the seconds; 0 when it is none.
std::int64_t seconds_of(std::string_view utc);

}  // namespace muster::native::apsis_one
