// What the files that commands write must not take the place of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

// Whether the output goes to standard output: no file is named, or - is.
inline bool is_standard_output(std::string_view output) noexcept { return output.empty() || output == "-"; }

// Refuses - where an output needs a file, since something else goes to standard output. Errors: usage.
Result<void> must_be_file(std::string_view output);

// What a command reads besides its document.
struct ReadFrom {
    std::string_view address;   // of the source; empty: none
    std::string_view folder;    // where it starts; empty: the current one
};

enum class Replaced : std::uint8_t { results, results_and_documents };

// Refuses to write over what would be lost by that: the file that is read, what SQLite keeps beside a database, the connections,
// and a sync document, which only another one may replace. A database itself is kept by FileWriter. Errors: invalid_value.
Result<void> keep_inputs(const std::string& output, ReadFrom read = {}, Replaced replaced = Replaced::results);

// Whether the file can be made, which is found out before anything else is done. Leaves nothing. Errors: those of FileWriter.
Result<void> must_be_writable(const std::string& output);

}  // namespace muster::native
