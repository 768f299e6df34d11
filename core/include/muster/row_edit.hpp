// One cell of one row of a file, replaced: the bytes that take the place of the row's.
//
//     RowEdit edit(encoding, dialect, column, value);
//     edit.take(*row); edit.take(*next_row);          // the row, and the one behind it if there is one
//     file = file[.. edit.from()] + *edit.bytes() + file[edit.to() ..];
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "muster/dialect.hpp"
#include "muster/encoding.hpp"
#include "muster/reader.hpp"
#include "muster/result.hpp"

namespace muster {

class RowEdit {
public:
    // `column` counts from 0; a row that is shorter gets empty cells up to it.
    RowEdit(Encoding encoding, Dialect dialect, std::size_t column, std::string value);

    // False when no further row is wanted.
    bool take(const Row& row);
    bool has_row() const noexcept { return from_.has_value(); }
    // Where the row starts in the file; the row must have been taken.
    std::uint64_t from() const noexcept { return *from_; }
    // Where the next row starts; none when the row is the last one.
    std::optional<std::uint64_t> to() const noexcept { return to_; }
    // The row with its new cell and its line end, in the encoding of the file. Errors: invalid_value, when the row was damaged or
    // cannot be written so that it is read the same way (a character that the encoding lacks, a delimiter where there are no quotes).
    Result<std::string> bytes() const;

private:
    Encoding encoding_;
    Dialect dialect_;
    std::size_t column_;
    std::string value_;
    std::vector<std::string> cells_;
    bool damaged_ = false;
    std::optional<std::uint64_t> from_, to_;
};

}  // namespace muster
