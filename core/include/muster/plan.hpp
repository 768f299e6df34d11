// The plan: what a run would do to every contact. Made here, in both builds; a value, never an action.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/contact_table.hpp"
#include "muster/fingerprint.hpp"
#include "muster/record.hpp"
#include "muster/result.hpp"
#include "muster/row_ranges.hpp"
#include "muster/sync.hpp"

namespace muster {

// Counts of a run. They add up: rows = records + rejected + skipped; records = insert + update + unchanged + failed.
struct Counts {
    std::uint64_t rows = 0;        // data rows of the file
    std::uint64_t records = 0;     // valid rows that stand for a contact
    std::uint64_t rejected = 0;    // rows refused by validation
    std::uint64_t skipped = 0;     // rows that repeat or lose against another row of the same key
    std::uint64_t insert = 0;
    std::uint64_t update = 0;
    std::uint64_t unchanged = 0;   // equal, left untouched by the mode, or not to be tried again
    std::uint64_t failed = 0;      // refused by the destination, or not at the destination in update mode
    std::uint64_t deleted = 0;     // "delete" in JSON
    std::uint64_t existing = 0;    // destination contacts in scope before the run
    std::uint64_t matched = 0;     // of those, how many have their key in the file
    std::uint64_t unreadable_keys = 0;
};

// What the destination holds now: keys (as hashes) and the fingerprints of the records last written.
class Snapshot {
public:
    explicit Snapshot(std::uint64_t salt = 0) : contacts_(salt) {}
    std::uint64_t salt() const noexcept { return contacts_.salt(); }

    void reserve(std::size_t contacts) { contacts_.reserve(contacts); }
    // `fingerprint` 0: unknown. `in_scope`: whether this sync may delete the contact. No key twice.
    void add(std::string_view normalised_key, std::uint64_t fingerprint, bool in_scope = true);
    // The destination may hold contacts that it cannot list: whether it has one of another key only it can tell.
    void set_incomplete() noexcept { complete_ = false; }
    bool is_complete() const noexcept { return complete_; }
    // The destination is emptied and filled anew, and tells only how many contacts it holds: everything that the file has of
    // valid contacts is matched. What was added is only what is known of them, out of scope.
    void set_replaced(std::uint64_t existing) noexcept {
        replaced_ = true;
        complete_ = false;
        existing_ = existing;
    }
    bool is_replaced() const noexcept { return replaced_; }

    // Reads the file that `muster contacts keys` writes, in chunks of any size. A snapshot from hashes knows only the low
    // half of each key's hash. Errors: syntax_error, file_truncated.
    static constexpr std::string_view keys_format = "muster-keys/1";

    std::uint64_t existing() const noexcept { return existing_; }
    std::size_t size() const noexcept { return contacts_.size(); }
    bool contains(std::string_view normalised_key) const noexcept;

private:
    friend class KeysFileReader;
    friend class Planner;
    void add_hash(std::uint64_t hash, std::uint64_t fingerprint);
    ContactTable contacts_;
    std::uint64_t existing_ = 0;
    bool complete_ = true, replaced_ = false;
};

// Reads a muster-keys/1 file: a first line of JSON {"format","count","salt","fingerprints"}, then sorted 8-byte
// little-endian key hashes, each followed by 8 bytes of fingerprint when the line says so.
class KeysFileReader {
public:
    Result<void> feed(std::span<const std::byte> bytes);
    // Errors: syntax_error (not such a file), file_truncated (fewer keys than announced).
    Result<Snapshot> finish();
    // Whether the keys come with fingerprints; known once the first line has been fed.
    bool has_fingerprints() const noexcept { return fingerprints_; }

private:
    Result<void> read_header(std::string_view line);
    std::string pending_;
    bool has_header_ = false, fingerprints_ = false;
    std::uint64_t count_ = 0, read_ = 0, previous_ = 0;
    Snapshot snapshot_;
};

// The first line of such a file, with its line feed.
std::string keys_file_header(std::uint64_t count, std::uint64_t salt, bool fingerprints);

// Sees every record of the file and the snapshot, then knows the counts. What it holds of them is in a ContactTable.
class Planner {
public:
    struct Options {
        Mode mode;
        Duplicates duplicates = Duplicates::last;
        bool generated_keys = false;
        std::optional<RowRanges> only_rows = {};   // the others were done before: they are unchanged
    };
    Planner(const Options& options, Snapshot snapshot);

    // Makes room for so many different keys. An estimate saves time, and changes nothing else.
    void expect(std::size_t keys);
    // The hash of a key for add(), with what add() will look at on its way into the processor's cache.
    std::uint64_t prepare(std::string_view normalised_key) const noexcept;
    std::size_t distinct_keys() const noexcept { return distinct_keys_; }

    struct Decision {
        Action action = Action::insert;
        std::uint64_t other_row = 0;       // the earlier row of the same key, when there is one
        bool replaces_earlier = false;     // the earlier row's record is to be forgotten (it is counted as skipped)
        bool rejects_earlier = false;      // the earlier row's record is to be forgotten (it is counted as rejected)
    };
    Decision add(const Record& record) { return add(record, prepare(record.key)); }
    // `hash` is what prepare() gave for the key of the record.
    Decision add(const Record& record, std::uint64_t hash);
    // A rejected row: with a readable key it protects the contact of that key from deletion.
    void reject(std::string_view normalised_key);

    // Whether the destination has a contact of this key.
    bool knows(std::string_view normalised_key) const noexcept;
    // Whether the contact of this key would be deleted: in the snapshot, in scope and not matched.
    bool is_missing(std::string_view normalised_key) const noexcept;

    // Counts so far. `update` holds every record of action `compare` until confirm_comparison tells them apart.
    const Counts& counts() const noexcept { return counts_; }
    // Of the records to compare, `equal` turned out to be equal at the destination.
    void confirm_comparison(std::uint64_t equal) noexcept;
    // Where everything is replaced. Of the records, `excluded` are not to be sent, and `excluded_known` of them are known to the
    // destination; of rejected rows, `kept` are sent with the values that the destination had before.
    void confirm_replacement(std::uint64_t excluded, std::uint64_t excluded_known, std::uint64_t kept) noexcept;
    bool replaces_all() const noexcept { return replaces_all_; }
    // The rows whose records are not at the destination and not to be added. Of rows of one key, the one that counts.
    RowRanges rows_not_at_destination() const;

private:
    Action action_for(ContactTable::Entry& entry, const Record& record);
    void match(ContactTable::Entry& entry) noexcept;
    void count(Action action, std::int64_t by) noexcept;
    Options options_;
    bool lists_all_ = true;   // the contacts of the destination
    bool replaces_all_ = false;
    ContactTable contacts_;
    Counts counts_;
    std::size_t distinct_keys_ = 0;
};

}  // namespace muster
