// The tables of a contact database, in the schema `muster`.
//
//   contacts        one row for each contact: muster_key (the normalised key), muster_fingerprint (hash of the record last
//                   written, 0 or NULL: unknown), muster_owner (the sync that created it), muster_run (the number of the
//                   run that added it), and a column for each field. On SQLite the index contacts_by_key keeps keys apart.
//   muster_fields   the fields, in the order in which people see them.
//   muster_syncs    the last completed run of each sync.
//   muster_runs     every run that was committed: its counts, the plan file that it performed, the fields that it added,
//                   what muster_syncs said before (was_…), and whether muster_before belongs to it (kept).
//   muster_before   the contacts that the last run changed or deleted, as they were before.
//   muster_journal  a run that writes in several transactions, how far it is, or was when it was interrupted; written with
//                   each of them, and empty otherwise.
//   muster_meta     name and value: the salt of the key hashes.
//
// Columns are texts (dates as ISO, numbers as exact decimals), with two exceptions. On SQLite integer and boolean fields have
// columns of mixed types: integers are stored as such where they fit 64 bits and are written the plain way (007 stays text),
// booleans as 0 and 1. On PostgreSQL fields of a declared type have columns of that type: DATE, BOOLEAN, and NUMERIC for
// integers and numbers; where a type was only inferred the column is a text, since a cell that does not fit is kept as it is.
// Times stay texts on both: no type there holds a leap second or more than six digits of a fraction. An empty value is NULL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "muster/schema.hpp"
#include "native/db/database.hpp"

namespace muster::native {

inline constexpr std::uint32_t contact_application_id = 0x4D535452;   // "MSTR"
inline constexpr std::int64_t contact_format_version = 1;
inline constexpr const char* contacts_schema = "muster";
inline constexpr std::string_view password_field = "password";
// The field that holds generated keys when the database has no key field yet.
inline constexpr std::string_view generated_key_field = "id";

// A field with what only the contact database knows about it.
struct StoredField {
    Field field;
    bool is_key = false;
    bool is_email = false;
    std::string column_type = {};   // for as_text and as_type
};

// Name, ID, Email, Login, Password (contact-manager.md section 5).
std::vector<StoredField> built_in_fields();

// Why a new field may not be added; absent when it may.
std::optional<Issue> check_new_field(const Dialect& dialect, const std::vector<StoredField>& fields, std::string_view name);

// Creates the tables, empty, with these fields.
Result<void> create_tables(Database& database, const std::vector<StoredField>& fields);
Result<std::vector<StoredField>> read_fields(Database& database);
Result<void> add_field(Database& database, const Field& field, std::size_t position);
Result<bool> has_column(Database& database, std::string_view table, std::string_view name);
// Makes what is needed to write in several transactions, to take runs back and to try rows again, in a database that was made without.
Result<void> make_run_tables(Database& database);
// Makes muster_before anew, empty, with a column for each field.
Result<void> make_before_table(Database& database, const std::vector<StoredField>& fields);
Result<void> drop_field(Database& database, std::string_view name);
// Where there are no contacts yet: takes away the index of their keys, so that many are added faster; make_key_index() then makes it
// in one go. False: it stays, because there are contacts, or because it cannot be taken away.
Result<bool> drop_key_index_of_nothing(Database& database);
Result<void> make_key_index(Database& database);
Result<void> set_key_field(Database& database, std::string_view name);
Result<void> set_email_field(Database& database, std::string_view name);

// The end of an INSERT into muster_syncs that replaces what was remembered of a sync.
inline constexpr std::string_view replace_sync =
    " ON CONFLICT(name) DO UPDATE SET definition = excluded.definition, source_sha256 = excluded.source_sha256,"
    " run_id = excluded.run_id, completed = excluded.completed, retry_rows = excluded.retry_rows";

const StoredField* find_field(const std::vector<StoredField>& fields, std::string_view name);
const StoredField* key_field_of(const std::vector<StoredField>& fields);

}  // namespace muster::native
