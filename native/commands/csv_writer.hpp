// CSV in the form that somebody asked for: any delimiter, quote, line end and encoding.
#pragma once

#include <string>
#include <string_view>

#include "muster/csv_text.hpp"
#include "muster/encoder.hpp"
#include "muster/result.hpp"

namespace muster::native {

struct CsvForm {
    Encoding encoding = Encoding::utf_8;
    bool mark = false;                // begin with a byte-order mark
    CsvMarks marks;
    std::string line_end = "\r\n";
    bool formula_safe = false;        // an apostrophe before what a spreadsheet would run
};

// Lines as text in the encoding, which the caller takes away when there is enough.
class CsvWriter {
public:
    explicit CsvWriter(const CsvForm& form);

    // Errors: invalid_value when the cell cannot be written in this form so that it is read back.
    Result<void> add(std::string_view cell);
    void end_line();
    std::string& text() noexcept { return out_; }

private:
    Result<void> write_cell(std::string_view cell);
    Result<void> encode(std::string_view text);

    CsvForm form_;
    Encoder encoder_;
    std::string cell_;                // as it is written, in UTF-8
    std::string out_;
    std::size_t cells_ = 0;           // of this line
    bool is_empty_line_ = true;
};

}  // namespace muster::native
