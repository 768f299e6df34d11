// What `muster contacts` does, apart from its arguments: looking at the built-in contact database and changing it by hand.
// Sensitive fields never leave it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/date_output.hpp"
#include "native/commands/csv_writer.hpp"
#include "native/destinations/contact_database/contact_database.hpp"
#include "native/terminal/terminal.hpp"

namespace muster::native {

// Takes the next piece of what is written; an error ends the writing.
using Sink = std::function<Result<void>(std::string_view piece)>;

Result<std::unique_ptr<ContactDatabase>> open_contacts(const std::string& url);

// "FIELD=VALUE"; an empty value looks for contacts without one. Errors: usage.
Result<std::vector<ContactDatabase::Filter>> read_filters(std::span<const std::string> words);

struct ContactsSelection {
    std::vector<ContactDatabase::Filter> filters;
    std::optional<std::uint64_t> limit;
};
// {"contacts":[{field: value, …}]}: every value as text, null where there is none. A new line for each contact.
Result<void> write_contacts_json(ContactDatabase& database, const ContactsSelection& selection, const Sink& sink);
// A table for people. True when there are more contacts than the limit lets through.
Result<bool> write_contacts_table(ContactDatabase& database, const ContactsSelection& selection, const Terminal& terminal,
                                  const Sink& sink);
// CSV with a header row: as RFC 4180 has it and in UTF-8, or in another form. Unless it is to be safe for spreadsheets, cells are
// written as they are, so that the file can be imported again. What has no form of those asked for stays as it is.
struct ExportForm {
    CsvForm csv;
    std::optional<DateOutput> dates;  // of the values of date fields; else YYYY-MM-DD
    bool msisdn = false;              // telephone numbers without their plus
};
// How many telephone numbers were to be MSISDNs and have no country code.
Result<std::uint64_t> write_contacts_csv(ContactDatabase& database, std::span<const ContactDatabase::Filter> filters,
                                         const ExportForm& form, const Sink& sink);

// The muster-keys/1 file (plan.hpp).
Result<void> write_contact_keys(ContactDatabase& database, bool fingerprints, const Sink& sink);

// {"fields":[{"name","label","type","max_length","required","key","email","sensitive"}]}
Result<std::string> fields_json(ContactDatabase& database);
Result<std::string> fields_table(ContactDatabase& database, const Terminal& terminal);

}  // namespace muster::native
