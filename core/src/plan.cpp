#include "muster/plan.hpp"

#include <algorithm>

#include "muster/json.hpp"

namespace muster {
// ---------------------------------------------------------------------------------------------------------------------
// Snapshot

void Snapshot::add(std::string_view normalised_key, std::uint64_t fingerprint, bool in_scope) {
    contacts_.add_contact(normalised_key, fingerprint, in_scope);
    if (in_scope) ++existing_;
}

void Snapshot::add_hash(std::uint64_t hash, std::uint64_t fingerprint) {
    contacts_.add_contact_by_hash(hash, fingerprint, true);
    ++existing_;
}

bool Snapshot::contains(std::string_view normalised_key) const noexcept {
    return contacts_.find(normalised_key, key_hash(normalised_key, salt())) != nullptr;
}

// ---------------------------------------------------------------------------------------------------------------------
// Keys files

namespace {

// A header line is short; a file without a line feed in its first bytes is something else.
constexpr std::size_t max_header_bytes = 4096;
// More contacts than this cannot be meant; it bounds what a hostile header makes us reserve.
constexpr std::uint64_t max_contacts = 1ull << 32;

std::uint64_t little_endian(const char* bytes) noexcept {
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

Issue not_a_keys_file(std::string why) {
    return make_issue(Code::syntax_error, "This is not a file of contact keys: " + std::move(why),
                      "Make one with: muster contacts keys --into URL -o FILE");
}

}  // namespace

Result<void> KeysFileReader::feed(std::span<const std::byte> bytes) {
    pending_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::size_t at = 0;
    if (!has_header_) {
        const std::size_t end = pending_.find('\n');
        if (end == std::string::npos) {
            if (pending_.size() > max_header_bytes) return not_a_keys_file("its first line is too long.");
            return {};
        }
        if (auto header = read_header(std::string_view(pending_).substr(0, end)); !header) return header;
        at = end + 1;
    }
    const std::size_t entry_bytes = fingerprints_ ? 16 : 8;
    for (; pending_.size() - at >= entry_bytes; at += entry_bytes) {
        const std::uint64_t hash = little_endian(pending_.data() + at);
        if (++read_ > count_) return not_a_keys_file("it holds more keys than its first line says.");
        if (hash < previous_) return not_a_keys_file("its keys are not in order.");
        previous_ = hash;
        snapshot_.add_hash(hash, fingerprints_ ? little_endian(pending_.data() + at + 8) : 0);
    }
    pending_.erase(0, at);
    return {};
}

Result<void> KeysFileReader::read_header(std::string_view line) {
    auto parsed = parse_json(line);
    if (!parsed || parsed->kind != JsonValue::Kind::object) return not_a_keys_file("its first line is not a JSON object.");
    const JsonValue* format = parsed->find("format");
    const JsonValue* count = parsed->find("count");
    const JsonValue* salt = parsed->find("salt");
    const JsonValue* fingerprints = parsed->find("fingerprints");
    if (format == nullptr || format->string != Snapshot::keys_format) {
        return not_a_keys_file("its first line does not name the format muster-keys/1.");
    }
    if (count == nullptr || count->kind != JsonValue::Kind::integer || count->integer < 0 ||
        static_cast<std::uint64_t>(count->integer) > max_contacts || salt == nullptr ||
        salt->kind != JsonValue::Kind::integer || fingerprints == nullptr ||
        fingerprints->kind != JsonValue::Kind::boolean) {
        return not_a_keys_file("its first line lacks a count, a salt or the member fingerprints.");
    }
    count_ = static_cast<std::uint64_t>(count->integer);
    fingerprints_ = fingerprints->boolean;
    snapshot_ = Snapshot(static_cast<std::uint64_t>(salt->integer));
    has_header_ = true;
    return {};
}

Result<Snapshot> KeysFileReader::finish() {
    if (!has_header_) return not_a_keys_file("it ends before its first line does.");
    if (read_ != count_ || !pending_.empty()) {
        return make_issue(Code::file_truncated,
                          "The file of contact keys is cut off: it announces " + std::to_string(count_) + " keys and holds " +
                              std::to_string(read_) + ".",
                          "Make it again with: muster contacts keys --into URL -o FILE");
    }
    return std::move(snapshot_);
}

std::string keys_file_header(std::uint64_t count, std::uint64_t salt, bool fingerprints) {
    JsonWriter json;
    json.begin_object();
    json.member("format", Snapshot::keys_format);
    json.member("count", count);
    json.member("salt", static_cast<std::int64_t>(salt));
    json.member("fingerprints", fingerprints);
    json.end_object();
    return json.take() + "\n";
}

// ---------------------------------------------------------------------------------------------------------------------
// Planner

Planner::Planner(const Options& options, Snapshot snapshot) : options_(options), lists_all_(snapshot.is_complete()), replaces_all_(snapshot.is_replaced()), contacts_(std::move(snapshot.contacts_)) {
    counts_.existing = snapshot.existing();
}

void Planner::expect(std::size_t keys) {
    if (!options_.generated_keys) contacts_.reserve(keys);
}

std::uint64_t Planner::prepare(std::string_view normalised_key) const noexcept {
    const std::uint64_t hash = key_hash(normalised_key, contacts_.salt());
    contacts_.prefetch(hash);
    return hash;
}

Planner::Decision Planner::add(const Record& record, std::uint64_t hash) {
    ++counts_.rows;
    if (options_.generated_keys) {
        count(Action::insert, 1);
        return {};
    }
    ContactTable::Entry& entry = contacts_.find_or_add(record.key, hash);
    if (!entry.is_in_file()) {
        ++distinct_keys_;
        contacts_.set_record(entry, record, action_for(entry, record));
        count(entry.action(), 1);
        return {entry.action()};
    }
    Decision decision{Action::duplicate_ignored, entry.row()};
    if (entry.action() == Action::duplicate_rejected) {
        decision.action = Action::duplicate_rejected;
        ++counts_.rejected;
    } else if (entry.fingerprint() == record.fingerprint) {
        decision.action = Action::duplicate_same;
        ++counts_.skipped;
    } else if (options_.duplicates == Duplicates::first) {
        ++counts_.skipped;
    } else if (options_.duplicates == Duplicates::reject) {
        count(entry.action(), -1);
        counts_.rejected += 2;
        decision.action = Action::duplicate_rejected;
        entry.set_action(decision.action);
        decision.rejects_earlier = true;
    } else {
        count(entry.action(), -1);
        ++counts_.skipped;
        decision.action = action_for(entry, record);
        contacts_.set_record(entry, record, decision.action);
        decision.replaces_earlier = true;
        count(decision.action, 1);
    }
    return decision;
}

void Planner::reject(std::string_view normalised_key) {
    ++counts_.rows;
    ++counts_.rejected;
    if (options_.generated_keys) return;
    if (normalised_key.empty()) {
        ++counts_.unreadable_keys;
        return;
    }
    ContactTable::Entry* entry = contacts_.find(normalised_key, key_hash(normalised_key, contacts_.salt()));
    if (entry != nullptr && entry->is_contact()) match(*entry);
}

bool Planner::knows(std::string_view normalised_key) const noexcept {
    const ContactTable::Entry* entry = contacts_.find(normalised_key, key_hash(normalised_key, contacts_.salt()));
    return entry != nullptr && entry->is_contact();
}

bool Planner::is_missing(std::string_view normalised_key) const noexcept {
    const ContactTable::Entry* entry = contacts_.find(normalised_key, key_hash(normalised_key, contacts_.salt()));
    return entry != nullptr && entry->is_contact() && entry->in_scope() && !entry->is_matched();
}

void Planner::confirm_comparison(std::uint64_t equal) noexcept {
    counts_.update -= equal;
    counts_.unchanged += equal;
}

void Planner::confirm_replacement(std::uint64_t excluded, std::uint64_t excluded_known, std::uint64_t kept) noexcept {
    counts_.insert -= excluded - excluded_known;
    counts_.update -= excluded_known;
    counts_.records -= excluded;
    counts_.skipped += excluded;
    counts_.matched += kept - excluded;   // wraps round when it is less
}

RowRanges Planner::rows_not_at_destination() const {
    std::vector<std::uint64_t> rows;
    contacts_.each([&](const ContactTable::Entry& entry) {
        if (entry.is_in_file() && entry.action() == Action::not_at_destination) rows.push_back(entry.row());
    });
    std::sort(rows.begin(), rows.end());
    RowRanges ranges;
    for (const std::uint64_t row : rows) ranges.add(row);
    return ranges;
}

Action Planner::action_for(ContactTable::Entry& entry, const Record& record) {
    if (entry.is_contact()) match(entry);
    if (options_.only_rows && !options_.only_rows->contains(record.row)) return Action::unchanged;
    if (!entry.is_contact() && options_.mode.insert) return Action::insert;
    if (!entry.is_contact()) return lists_all_ ? Action::not_at_destination : Action::compare;
    if (!options_.mode.update || contacts_.contact_fingerprint(entry) == record.fingerprint) return Action::unchanged;
    return Action::compare;
}

void Planner::match(ContactTable::Entry& entry) noexcept {
    if (entry.in_scope() && !entry.is_matched()) ++counts_.matched;
    entry.mark_matched();
}

void Planner::count(Action action, std::int64_t by) noexcept {
    const auto step = static_cast<std::uint64_t>(by);  // subtracts by wrapping round
    counts_.records += step;
    if (replaces_all_) counts_.matched += step;
    switch (action) {
        case Action::insert: counts_.insert += step; break;
        case Action::compare: counts_.update += step; break;
        case Action::unchanged: counts_.unchanged += step; break;
        case Action::not_at_destination: counts_.failed += step; break;
        case Action::duplicate_same:
        case Action::duplicate_ignored:
        case Action::duplicate_rejected: break;
    }
}

}  // namespace muster
