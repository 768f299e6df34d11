// The contacts of a destination and the keys of a file, in one table: most of them are the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "muster/key_texts.hpp"
#include "muster/record.hpp"

namespace muster {

// What is to be done with one record.
enum class Action : std::uint8_t {
    insert,              // not at the destination
    compare,             // at the destination, maybe different: update where a value differs. Without insert also what may be there
    unchanged,           // at the destination and equal, untouched by the mode, or not to be tried again
    not_at_destination,  // update mode without insert
    duplicate_same,      // equal to an earlier row of the same key: skipped
    duplicate_ignored,   // another row of the same key wins: skipped
    duplicate_rejected,  // duplicates are to be rejected
};

// 30 to 33 bytes for each key, be it a contact, in the file, or both; the text of one that is in the file (KeyTexts); and eight
// bytes where both differ. At most 4,294,967,295 keys, which take more than 130 GB: the next one ends the program, as memory that
// runs out does. Keys of the file are told apart by their texts. Of a contact that the file has not had yet only the hash is
// known, 96 bits of it: with ten million contacts and as many keys of a file the chance that any of these is taken for
// another contact is below 1e-14. Of contacts that were added by a hash alone it is 64 bits, and the chance below 1e-5.
class ContactTable {
public:
    explicit ContactTable(std::uint64_t salt) : salt_(salt) {}
    std::uint64_t salt() const noexcept { return salt_; }

    class Entry {
    public:
        bool is_contact() const noexcept { return has(contact_bit); }
        bool in_scope() const noexcept { return has(scope_bit); }
        bool is_matched() const noexcept { return has(matched_bit); }
        void mark_matched() noexcept { bits_ |= matched_bit; }
        bool is_in_file() const noexcept { return has(file_bit); }

        // Of the record of the file that counts.
        std::uint64_t fingerprint() const noexcept { return fingerprint_; }
        std::uint64_t row() const noexcept { return place_ >> KeyTexts::position_bits << row_bits | bits_ >> row_shift; }
        Action action() const noexcept { return static_cast<Action>(bits_ >> action_shift & action_mask); }
        void set_action(Action action) noexcept {
            bits_ = (bits_ & ~(action_mask << action_shift)) | static_cast<std::uint32_t>(action) << action_shift;
        }

    private:
        friend class ContactTable;
        // Five flags, three bits of an action, and the lower half of a row's number.
        static constexpr std::uint32_t contact_bit = 1, scope_bit = 2, matched_bit = 4, file_bit = 8, beside_bit = 16;
        static constexpr unsigned action_shift = 5, row_shift = 8, row_bits = 24;
        static constexpr std::uint32_t action_mask = 7;
        bool has(std::uint32_t bit) const noexcept { return (bits_ & bit) != 0; }
        KeyTexts::Position text() const noexcept { return place_ & ((std::uint64_t{1} << KeyTexts::position_bits) - 1); }
        void set_place(KeyTexts::Position text, std::uint64_t row) noexcept {
            place_ = row >> row_bits << KeyTexts::position_bits | text;
            bits_ = (bits_ & ((1u << row_shift) - 1)) | static_cast<std::uint32_t>(row) << row_shift;
        }

        std::uint64_t fingerprint_ = 0;   // of the contact, until the key is in the file
        std::uint64_t place_ = 0;         // where the text is, and the upper half of the row; until then another hash of the key
        std::uint32_t hash_ = 0;
        std::uint32_t bits_ = 0;
    };

    // Makes room for so many keys, so that the table need not grow on the way there.
    void reserve(std::size_t keys);
    // Fetches the part of the table where a hash belongs into the processor's cache.
    void prefetch(std::uint64_t hash) const noexcept;

    // A contact that is not in the table. The second is for those of which nothing but key_hash() is known; a table has
    // contacts of one of the two kinds.
    void add_contact(std::string_view key, std::uint64_t fingerprint, bool in_scope);
    void add_contact_by_hash(std::uint64_t hash, std::uint64_t fingerprint, bool in_scope);

    // `hash` is key_hash(key, salt()). Null when there is none.
    Entry* find(std::string_view key, std::uint64_t hash) noexcept;
    const Entry* find(std::string_view key, std::uint64_t hash) const noexcept { return const_cast<ContactTable*>(this)->find(key, hash); }
    // The same, and a new one where there is none: it is neither a contact nor in the file, so that set_record() must be next.
    // An entry stays where it is.
    Entry& find_or_add(std::string_view key, std::uint64_t hash);

    // The fingerprint of the entry's contact; 0: unknown.
    std::uint64_t contact_fingerprint(const Entry& entry) const noexcept;
    // That this record of the entry's key is the one of the file that counts, and what is to be done with it.
    void set_record(Entry& entry, const Record& record, Action action);

    std::size_t size() const noexcept { return size_; }
    template <class Visit>
    void each(Visit visit) const {
        for (const std::vector<Entry>& block : blocks_) {
            for (const Entry& entry : block) visit(entry);
        }
    }

private:
    static std::uint8_t tag_of(std::uint32_t hash) noexcept {
        const auto tag = static_cast<std::uint8_t>(hash);
        return tag == 0 ? 1 : tag;
    }
    // By the upper bits, so that there may be any number of slots.
    std::size_t slot_of(std::uint32_t hash) const noexcept { return static_cast<std::size_t>(hash * std::uint64_t{tags_.size()} >> 32); }
    std::size_t after(std::size_t slot) const noexcept { return slot + 1 == tags_.size() ? 0 : slot + 1; }
    Entry& entry(std::size_t number) noexcept { return blocks_[number >> block_bits][number & ((std::size_t{1} << block_bits) - 1)]; }

    bool is_entry_of(const Entry& entry, std::string_view key, std::uint64_t hash) const noexcept;
    std::size_t slot_with(std::string_view key, std::uint64_t hash) noexcept;
    std::size_t free_slot(std::uint32_t hash) const noexcept;
    Entry& occupy(std::size_t slot, std::uint64_t hash);
    void add_contact(std::uint64_t hash, std::uint64_t other_hash, std::uint64_t fingerprint, bool in_scope);
    void make_room();
    void grow(std::size_t slots);

    static constexpr unsigned block_bits = 15;

    std::uint64_t salt_;
    bool by_hash_ = false;   // of contacts nothing but key_hash() is known
    // By slot: eight bits of the hash, 0 where the slot is free, and a number. At most four fifths of them are used.
    std::vector<std::uint8_t> tags_;
    std::vector<std::uint32_t> numbers_;
    // By number. In blocks, since copying them all when there are more would take twice the memory.
    std::vector<std::vector<Entry>> blocks_;
    std::size_t size_ = 0;
    KeyTexts texts_;
};

static_assert(sizeof(ContactTable::Entry) == 24);

}  // namespace muster
