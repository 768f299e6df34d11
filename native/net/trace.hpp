// The trace of calls that --trace asks for: one line for each, without anything secret or personal.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

struct TracedCall {
    std::string_view method, host, path;            // the path without query
    std::string_view query_names;                   // "limit,offset"; never values
    int status = 0;                                 // 0: no answer
    std::string_view failure;                       // code of the issue; empty: none
    std::chrono::milliseconds duration{};
    std::uint64_t bytes_sent = 0, bytes_received = 0;
    bool reused = false;                            // the connection
    std::string_view notes;                         // headers that are safe to show: content type, rates, request ids
};

class CallTrace {
public:
    // Appends to the file, made with mode 0600 when it is not there. Error: permission_denied.
    static Result<std::unique_ptr<CallTrace>> open(const std::string& path);
    ~CallTrace();
    CallTrace(const CallTrace&) = delete;
    CallTrace& operator=(const CallTrace&) = delete;
    void add(const TracedCall& call);

private:
    explicit CallTrace(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace muster::native
