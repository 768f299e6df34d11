// The parts of a service's address.
#pragma once

#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

struct HttpAddress {
    bool secure = false;
    std::string host, port;      // the host of IPv6 in brackets; the port is always told
    std::string path;            // as written, from "/"
    std::string query;           // without "?"
    bool has_user = false, has_fragment = false;

    // 127.0.0.0/8, ::1 and localhost, which libcurl never asks a name server for.
    bool is_this_computer() const;
    // "limit,offset"
    std::string query_names() const;
};

// Error: invalid_value, also for plain http to another computer. The message holds no more of the address than its host.
Result<HttpAddress> parse_http_address(std::string_view url);

}  // namespace muster::native
