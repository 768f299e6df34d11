// Runs the real program and compares what it writes with the files in tests/native/golden. MUSTER_UPDATE_GOLDEN=1 writes them
// anew; the change is then reviewed as text.
#pragma once

#include <string>
#include <vector>

#include "support/folder.hpp"
#include "support/process.hpp"

namespace muster::test {

struct GoldenCase {
    std::string name;                      // of the golden file
    std::vector<std::string> arguments;
    std::string input;                     // standard input; empty: none
};

// The program in `folder`, with an environment of its own.
ProcessRequest program_in(const TemporaryFolder& folder, const std::vector<std::string>& arguments);

// Compares exit code, standard output and standard error of each case.
void check_golden(const TemporaryFolder& folder, const std::vector<GoldenCase>& cases);

// Compares a text.
void check_text(const std::string& name, const std::string& text);

}  // namespace muster::test
