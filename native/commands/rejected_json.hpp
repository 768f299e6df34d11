// The kept CSV file of rejected rows, as JSON for programs.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "muster/reader.hpp"
#include "muster/result.hpp"

namespace muster::native {

// Writes {"run_id","columns":[names],"rows":[{"row","columns":[names],"codes":[…],"message","cells":[…]}]}, a line for each row. Cells are
// those of the CSV file: sensitive ones are empty, and what would run as a formula has an apostrophe before it.
class RejectedJson {
public:
    using Write = std::function<Result<void>(std::string_view text)>;
    // `delimiter`: of the file; empty: a comma.
    RejectedJson(std::string run_id, const std::string& delimiter, Write write);

    Result<void> feed(std::string_view csv);
    Result<void> finish();

private:
    Result<void> write_head();
    Result<void> write_rows();
    Result<void> write_row(const Row& row);

    std::string run_id_;
    Write write_;
    IssueLog told_already_{0};
    Reader reader_;
    std::size_t columns_ = 0;         // of the original file
    bool has_head_ = false, has_rows_ = false;
};

}  // namespace muster::native
