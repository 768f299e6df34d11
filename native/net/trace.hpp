// The trace of calls that --trace asks for: one line for each, without anything secret or personal.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "native/net/http.hpp"
#include "native/net/redaction.hpp"

namespace muster::native {

struct TracedCall {
    std::string_view method, path;                  // the path without query
    std::string host;                               // with port
    std::string query_names;                        // "limit,offset"; never values
    int status = 0;                                 // 0: no answer
    std::string_view failure;                       // code of the issue; empty: none
    std::chrono::milliseconds duration{};
    std::uint64_t bytes_sent = 0, bytes_received = 0;
    std::uint64_t new_connections = 0;              // 0: an open one was used
    std::vector<HttpHeader> headers;                // of the answer, those that are safe to show
};

class CallTrace {
public:
    // Appends to the file, made with mode 0600 when it is not there. Error: permission_denied.
    static Result<std::unique_ptr<CallTrace>> open(const std::string& path);
    ~CallTrace();
    CallTrace(const CallTrace&) = delete;
    CallTrace& operator=(const CallTrace&) = delete;
    // One JSON object on a line of its own, with the time, and without `secrets`.
    void add(const TracedCall& call, const Secrets& secrets);

private:
    explicit CallTrace(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace muster::native
