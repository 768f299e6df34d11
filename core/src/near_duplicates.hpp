// Near-duplicates: rows of different keys that agree in what two people seldom share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "check_columns.hpp"
#include "muster/hash_index.hpp"

namespace muster {

// For hashes of values, the row that had each first.
// Values are told apart by 64 bits alone: among n values the chance that any two different ones are taken for one is below n * n / 2^65, which is
// 3e-7 for three million.
// Memory: four bytes a value besides what HashIndex takes, at most 70 MB.
class FirstRows {
public:
    // More values than this, and those of rows above 2^32 - 1, are looked up, but not remembered.
    static constexpr std::size_t most_values = 3u << 20;

    // Makes room for so many values, as far as the limit allows, so that nothing need grow on the way there.
    void reserve(std::size_t values);
    void prefetch(std::uint64_t hash) const noexcept { index_.prefetch(hash); }
    // The row that had this hash first. That is `row` itself, which counts from 1, where none had it.
    std::uint64_t find_or_add(std::uint64_t hash, std::uint64_t row);
    std::size_t size() const noexcept { return rows_.size(); }

private:
    HashIndex index_;
    std::vector<std::uint32_t> rows_;  // by number
};

// Hash of a name and a birth date, of the name without its case, accents, blanks and marks: "Jean-Luc Bérard" is "jeanluc berard" is
// "JEAN LUC BERARD". Letters of scripts that are not transliterated count as they are.
class PersonHasher {
public:
    // Indices of values; two names are those before and behind a border that counts.
    PersonHasher(std::vector<std::size_t> names, std::size_t birth_date);
    // Nothing where one of the values is missing. Does not throw, does not allocate.
    std::optional<std::uint64_t> hash(std::span<const std::string_view> values) const noexcept;

private:
    std::vector<std::size_t> names_;
    std::size_t birth_date_;
    std::vector<std::string_view> folds_;   // of the first code points, which folded_letter() would have to search for
};

// Finds rows with the telephone number (E.164) of an earlier row, in any of the columns of numbers but those of fax machines, or with its name
// (first and last, or the full one) and its birth date.
class NearDuplicates {
public:
    // Looks at nothing.
    NearDuplicates() = default;
    // Looks at the columns that play these parts, by their types and by what the names of fields and columns mean. The key is none of them.
    explicit NearDuplicates(std::span<const CheckColumn> columns);

    // After `read_rows` rows: as if the rest of `rows` were like them.
    void expect(std::uint64_t read_rows, std::uint64_t rows);

    // Takes a row with its values (by resolved column, as they would be stored). Whether it is time to call find(): the memory of many values is
    // fetched at once, which takes a quarter of the time of one by one.
    bool add(const Row& row, std::span<const std::string_view> values) {
        if (looks_) collect(row, values);
        return waiting_.size() >= batch;
    }

    struct Hint {
        std::uint64_t row = 0, line = 0, byte = 0;     // as in Location
        std::uint64_t phone_row = 0, person_row = 0;   // the first rows that agree; 0: none
        // Code near_duplicate, about the whole row; no value of it is shown.
        Issue issue() const;
    };
    // Compares the rows that were added with those before each, and remembers them. In the order of rows; valid until the next call.
    std::span<const Hint> find();

private:
    static constexpr std::size_t batch = 32;
    enum class Part : std::uint8_t { phone, person };
    struct Waiting {
        std::uint64_t hash, row, line, byte;
        Part part;
    };
    void collect(const Row& row, std::span<const std::string_view> values);

    bool looks_ = false;
    std::vector<std::size_t> phones_;   // columns
    std::optional<PersonHasher> persons_;
    std::vector<Waiting> waiting_;
    std::vector<Hint> hints_;
    FirstRows first_rows_;
};

}  // namespace muster
