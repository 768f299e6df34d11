#include "muster/contact_table.hpp"

#include <algorithm>
#include <limits>

#include "muster/fingerprint.hpp"

namespace muster {
namespace {

constexpr std::size_t smallest_table = 1024;

std::size_t slots_for(std::size_t keys) noexcept { return std::max(smallest_table, keys + keys / 4 + 1); }

}  // namespace

void ContactTable::reserve(std::size_t keys) {
    const std::size_t slots = slots_for(keys);
    if (slots > tags_.size()) grow(slots);
}

void ContactTable::prefetch(std::uint64_t hash) const noexcept {
    if (tags_.empty()) return;
    const std::size_t slot = slot_of(static_cast<std::uint32_t>(hash));
    __builtin_prefetch(&tags_[slot]);
    __builtin_prefetch(&numbers_[slot]);
}

void ContactTable::add_contact(std::string_view key, std::uint64_t fingerprint, bool in_scope) {
    const KeyHash hash = wide_key_hash(key, salt_);
    add_contact(hash.low, hash.high, fingerprint, in_scope);
}

void ContactTable::add_contact_by_hash(std::uint64_t hash, std::uint64_t fingerprint, bool in_scope) {
    by_hash_ = true;
    add_contact(hash, hash, fingerprint, in_scope);
}

void ContactTable::add_contact(std::uint64_t hash, std::uint64_t other_hash, std::uint64_t fingerprint, bool in_scope) {
    make_room();
    Entry& entry = occupy(free_slot(static_cast<std::uint32_t>(hash)), hash);
    entry.fingerprint_ = fingerprint;
    entry.place_ = other_hash;
    entry.bits_ = Entry::contact_bit | (in_scope ? Entry::scope_bit : 0);
}

ContactTable::Entry* ContactTable::find(std::string_view key, std::uint64_t hash) noexcept {
    if (tags_.empty()) return nullptr;
    const std::size_t slot = slot_with(key, hash);
    return tags_[slot] == 0 ? nullptr : &entry(numbers_[slot]);
}

ContactTable::Entry& ContactTable::find_or_add(std::string_view key, std::uint64_t hash) {
    make_room();
    const std::size_t slot = slot_with(key, hash);
    return tags_[slot] == 0 ? occupy(slot, hash) : entry(numbers_[slot]);
}

std::uint64_t ContactTable::contact_fingerprint(const Entry& entry) const noexcept {
    if (!entry.is_contact()) return 0;
    return entry.has(Entry::beside_bit) ? texts_.beside(entry.text()) : entry.fingerprint_;
}

void ContactTable::set_record(Entry& entry, const Record& record, Action action) {
    const std::uint64_t known = contact_fingerprint(entry);
    const bool differs = entry.is_contact() && known != record.fingerprint;
    KeyTexts::Position text = entry.text();
    if (!entry.is_in_file() || (differs && !entry.has(Entry::beside_bit))) {
        text = texts_.keep(record.key, differs ? std::optional(known) : std::nullopt);
        if (differs) entry.bits_ |= Entry::beside_bit;
    }
    entry.bits_ |= Entry::file_bit;
    entry.fingerprint_ = record.fingerprint;
    entry.set_place(text, record.row);
    entry.set_action(action);
}

bool ContactTable::is_entry_of(const Entry& entry, std::string_view key, std::uint64_t hash) const noexcept {
    if (entry.hash_ != static_cast<std::uint32_t>(hash)) return false;
    if (entry.is_in_file()) return texts_.is(entry.text(), key);
    return entry.place_ == (by_hash_ ? hash : high_key_hash(key, salt_));
}

// Where the key is, or the free slot where it belongs.
std::size_t ContactTable::slot_with(std::string_view key, std::uint64_t hash) noexcept {
    const auto part = static_cast<std::uint32_t>(hash);
    const std::uint8_t tag = tag_of(part);
    std::size_t slot = slot_of(part);
    for (; tags_[slot] != 0; slot = after(slot)) {
        if (tags_[slot] == tag && is_entry_of(entry(numbers_[slot]), key, hash)) break;
    }
    return slot;
}

std::size_t ContactTable::free_slot(std::uint32_t hash) const noexcept {
    std::size_t slot = slot_of(hash);
    while (tags_[slot] != 0) slot = after(slot);
    return slot;
}

ContactTable::Entry& ContactTable::occupy(std::size_t slot, std::uint64_t hash) {
    const auto part = static_cast<std::uint32_t>(hash);
    tags_[slot] = tag_of(part);
    numbers_[slot] = static_cast<std::uint32_t>(size_);
    if (size_++ >> block_bits == blocks_.size()) blocks_.emplace_back().reserve(std::size_t{1} << block_bits);
    Entry& entry = blocks_.back().emplace_back();
    entry.hash_ = part;
    return entry;
}

void ContactTable::make_room() {
    if (size_ > std::numeric_limits<std::uint32_t>::max()) __builtin_trap();
    if (size_ + size_ / 4 + 1 > tags_.size()) grow(std::max(smallest_table, tags_.size() + tags_.size() / 4));
}

void ContactTable::grow(std::size_t slots) {
    // Those before are of no use, and would take room beside the new ones.
    std::vector<std::uint8_t>().swap(tags_);
    std::vector<std::uint32_t>().swap(numbers_);
    tags_.resize(slots);
    numbers_.resize(slots);
    std::uint32_t number = 0;
    each([&](const Entry& entry) {
        const std::size_t slot = free_slot(entry.hash_);
        tags_[slot] = tag_of(entry.hash_);
        numbers_[slot] = number++;
    });
}

}  // namespace muster
