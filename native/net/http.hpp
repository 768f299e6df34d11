// Calls of services over HTTPS, through libcurl. One HttpClient is used by one thread and keeps its connections open.
//
// What is fixed: TLS 1.2 or newer, with the certificate and the name in it verified; plain http only to this computer itself;
// HTTP/1.1; redirects are not followed; nothing is decompressed; the environment's proxies and the user's .netrc are not read.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "muster/result.hpp"

namespace muster::native {

class CallTrace;   // trace.hpp
class Secrets;     // redaction.hpp

struct HttpSettings {
    std::string proxy;                          // "http://host:port"; empty: none. Never used for plain http
    std::string proxy_user, proxy_password;     // empty: the proxy asks for none
    std::string ca_file;                        // certificates to trust, PEM; empty: those of the system
    std::uint32_t connect_timeout_ms = 15'000;  // name, connection and TLS together
    std::uint32_t silence_timeout_s = 60;       // a call in which no byte has moved for so long has failed
    std::uint32_t call_timeout_s = 600;         // the whole call, however it moves
    std::uint64_t max_response_bytes = 64u << 20;
};

struct HttpHeader {
    std::string name, value;
};

// The form of an upload: the fields as they are, in this order, and the file as the last part, read while it is sent.
struct MultipartForm {
    std::vector<std::pair<std::string, std::string>> fields;
    std::string file_field = "file";
    std::string file_path;                      // on this computer
    std::string file_name = "contacts.csv";     // as the service is told
    std::string content_type = "text/csv";
};

struct HttpRequest {
    std::string call;                           // for people: "the token call of APSIS One"
    std::string method = "GET";
    std::string url;                            // whole, parts percent-encoded
    std::string shown_path;                     // what messages and the trace show in place of the path, where that holds keys of contacts
    std::vector<HttpHeader> headers;
    std::variant<std::monostate, std::string, MultipartForm> body;
    // Whether the service may get this call twice. One that may not goes out on a new connection, because a call on an open
    // one that the service is just closing is sent again by libcurl itself; and Ctrl-C does not cut it off.
    bool repeatable = false;
};

struct HttpResponse {
    int status = 0;
    std::vector<HttpHeader> headers;
    std::string body;

    bool ok() const noexcept { return status >= 200 && status < 300; }
    // The first header of that name, in whatever case. Lives as long as the response.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

// The client's failures are issues without query, header value or body in their texts. Their codes tell what is certain:
//   destination_unreachable  nothing of the call was sent: no such name, refused, no TLS
//   answer_missing           it was sent, or a part of it was, and no whole answer came: what it did is not known
//   answer_unreadable        it was answered, with more than max_response_bytes
//   interrupted              Ctrl-C, before it was sent; of a repeatable call, also while it was
//   file_unreadable          the file of a form; the service has at most a part of it
//   invalid_value            the address, a header or the CA file; nothing was sent
// Any status is an answer, and no failure.
class HttpClient {
public:
    // All three must outlive the client. `trace` may be null. `stop`: Ctrl-C.
    HttpClient(HttpSettings settings, const Secrets& secrets, CallTrace* trace, const std::atomic<bool>& stop);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    Result<HttpResponse> send(const HttpRequest& request);
    // Requests that went out so far: one for each call that was sent, and one more where libcurl sent it again.
    std::uint64_t calls() const noexcept;
    // Bytes sent and received so far, headers included.
    std::uint64_t bytes_sent() const noexcept;
    std::uint64_t bytes_received() const noexcept;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// What an answer means whose status is not what the call wants: permission_denied for 401 and 403, service_unavailable for 408,
// 429 and from 500 on, otherwise destination_failed. Nothing of the body is in the message.
Issue issue_of_status(const HttpRequest& request, const HttpResponse& response);

// Whether a service may be called at this address: https, or http to this computer; no user, password, query or fragment.
// Error: invalid_value.
Result<void> check_service_address(std::string_view url);

// A text as a segment of a path or a value of a query or form.
std::string percent_encoded(std::string_view text);

}  // namespace muster::native
