// Runs a program and keeps what it wrote.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace muster::test {

struct ProcessRequest {
    std::vector<std::string> words;         // the program and its arguments
    std::string folder;                     // where it runs
    std::string input_file = "/dev/null";
    std::string output_file;                // where standard output goes; empty: kept in the result
    std::vector<std::string> environment;   // "NAME=value", all there is
};

struct ProcessResult {
    int exit_code = -1;    // 128 + signal when a signal ended it
    std::string output;
    std::string errors;
};

ProcessResult run_process(const ProcessRequest& request);

// Starts a program without waiting for it; its output goes to `output_file`.
pid_t start_process(const ProcessRequest& request, const std::string& errors_file);
int wait_for(pid_t process);

// Waits until somebody has read all that was written into a pipe; gives up after ten seconds.
void wait_until_empty(int pipe);

}  // namespace muster::test
