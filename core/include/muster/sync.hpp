// The sync document (*.sync.json): a saved synchronisation. docs/sync.schema.json describes the same members.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "muster/dialect.hpp"
#include "muster/encoding.hpp"
#include "muster/mapping.hpp"

namespace muster {

// Where a secret is to be found; never the secret itself.
struct SecretReference {
    enum class Kind : std::uint8_t { environment, file, command } kind = Kind::environment;
    std::vector<std::string> words;   // one name or path; for a command its words

    bool operator==(const SecretReference&) const = default;
};

enum class ShortRows : std::uint8_t { reject, keep };

// The most lines above the table that can be given.
inline constexpr std::uint32_t max_preamble_rows = 100000;

struct SourceSettings {
    std::string url;                  // "file:contacts.csv", "-" for standard input
    std::string user;
    std::optional<SecretReference> password;
    std::optional<Encoding> encoding; // absent: auto
    DialectChoice dialect;            // absent members: auto
    ShortRows short_rows = ShortRows::reject;
    bool strict_newlines = false;     // a line break inside a cell rejects the row
    std::string trailer;              // the last row must start with this text and is not data; empty: none
    std::uint64_t minimum_rows = 0;

    bool operator==(const SourceSettings&) const = default;
};

using OptionValue = std::variant<std::string, std::int64_t, bool, SecretReference>;

struct DestinationSettings {
    std::string kind = "contact_database";
    std::string url;
    std::string connection;           // name in connections.json, or empty
    std::map<std::string, OptionValue> options;   // members that the kind declares

    bool operator==(const DestinationSettings&) const = default;
};

enum class Duplicates : std::uint8_t { last, first, reject };
enum class DeleteScope : std::uint8_t { all, own };

struct Mode {
    bool insert = true;
    bool update = true;
    bool delete_missing = false;
    DeleteScope scope = DeleteScope::all;
    std::string delete_form;          // empty: the destination's own

    bool operator==(const Mode&) const = default;
};

struct Limits {
    std::optional<std::uint64_t> max_delete;           // absent: off
    std::optional<std::uint64_t> max_delete_percent;   // of existing
    std::uint64_t unreadable_keys_percent = 0;
    bool stop_on_rejected = false;                     // "on_rejected": "stop"
    std::optional<std::uint64_t> max_rejected_percent;

    bool operator==(const Limits&) const = default;
};

struct Sync {
    std::string name;
    SourceSettings source;
    DestinationSettings destination;
    Key key;
    bool mapping_auto = false;        // "mapping": "auto": the suggested one
    std::vector<FieldMapping> mapping;
    std::vector<std::string> null_words;
    DecimalMark decimal = DecimalMark::unknown;         // "auto"
    std::string default_country;
    DateOrder default_order = DateOrder::none;
    std::string time_zone;
    int pivot = 69;
    Duplicates duplicates = Duplicates::last;
    bool duplicates_declared = false; // see duplicates_in_force
    bool near_duplicates = true;      // told as information; changes nothing else
    Mode mode;
    Limits limits;
    bool even_if_unchanged = false;

    bool operator==(const Sync&) const = default;
};

// Which of several rows of one key counts: as declared, else the last where updates are on and the first in insert mode
// (sync-semantics.md section 6).
inline Duplicates duplicates_in_force(const Sync& sync) noexcept {
    if (sync.duplicates_declared || sync.mode.update) return sync.duplicates;
    return Duplicates::first;
}

// The delimiter that the member "delimiter" names: the sign of a word such as "semicolon", or else the text itself.
std::string delimiter_of(std::string_view text);

struct SyncReading {
    std::optional<Sync> sync;         // absent when there is any error
    std::vector<Issue> issues;        // with pointer, line and column
};

// Reads a document. After the first syntax error reading stops; semantic errors are all reported at once.
SyncReading read_sync(std::string_view json);

// Writes a document with every member that differs from its default, in a fixed order, readable by read_sync. A mapping
// that was suggested and then filled in is written as it is.
std::string write_sync(const Sync& sync);

// Hash of everything that decides what a run does (how the file is read, conversions, mapping, key, mode, destination):
// the "mapping hash" of plans and of change detection. Not of name, the file's address and credentials, minimum_rows,
// limits, sensitive, near_duplicates, even_if_unchanged, schedule or notify, and not of how the document is written.
std::uint64_t definition_hash(const Sync& sync);

}  // namespace muster
