// CSV, written for people who open it with a spreadsheet.
#pragma once

#include <string>
#include <string_view>

namespace muster {

// One line of cells, in quotes where they need them (RFC 4180).
class CsvLine {
public:
    explicit CsvLine(std::string delimiter) : delimiter_(std::move(delimiter)) {}

    void add(std::string_view cell);
    // The line with its end; the next cell starts a new one. Valid until then.
    std::string_view finish();

private:
    std::string delimiter_;
    std::string text_;
    bool finished_ = true;
};

// A cell that a spreadsheet would run as a formula, with an apostrophe before it; any other as it is.
std::string without_formula(std::string_view cell);

}  // namespace muster
