#include "native/net/http.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "native/net/http_address.hpp"
#include "native/net/redaction.hpp"
#include "native/net/trace.hpp"

namespace muster::native {

namespace {

constexpr std::size_t max_header_bytes = 256u << 10;

struct HandleCloser {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct MimeCloser {
    void operator()(curl_mime* mime) const noexcept { curl_mime_free(mime); }
};
struct ListCloser {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Mime = std::unique_ptr<curl_mime, MimeCloser>;
using List = std::unique_ptr<curl_slist, ListCloser>;

void initialize_curl_once() {
    static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(done);  // fails only without memory
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// What comes back, while it comes.
struct Arrival {
    HttpResponse response;
    std::uint64_t max_bytes = 0;
    std::size_t header_bytes = 0;
    bool too_large = false;
    bool status_line_seen = false;
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* context) {
    Arrival& arrival = *static_cast<Arrival*>(context);
    const std::string_view line(data, size);
    arrival.header_bytes += size;
    if (arrival.header_bytes > max_header_bytes) {
        arrival.too_large = true;
        return 0;
    }
    if (line.starts_with("HTTP/")) {  // of the final answer, after those of "100 Continue" or of a proxy
        arrival.response.headers.clear();
        arrival.status_line_seen = true;
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
        arrival.response.headers.push_back({std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))});
    }
    return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* context) {
    Arrival& arrival = *static_cast<Arrival*>(context);
    if (arrival.response.body.size() + size > arrival.max_bytes) {
        arrival.too_large = true;
        return 0;
    }
    arrival.response.body.append(data, size);
    return size;
}

int on_progress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

// Called whenever a request goes out, also when libcurl sends it again of its own.
int on_request(void* sent, char*, char*, int, int) {
    ++*static_cast<std::uint64_t*>(sent);
    return CURL_PREREQFUNC_OK;
}

// As libcurl takes it; nothing for one that would be two.
std::optional<std::string> header_line(const HttpHeader& header) {
    constexpr std::string_view breaks("\r\n\0", 3);
    if (header.name.find_first_of(breaks) != std::string::npos || header.value.find_first_of(breaks) != std::string::npos) return std::nullopt;
    return header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
}

std::optional<List> header_lines(const HttpRequest& request) {
    List list;
    const auto append = [&](const std::string& line) { list = List(curl_slist_append(list.release(), line.c_str())); };
    append("Expect:");  // no question first whether the body may come
    bool has_type = false;
    for (const HttpHeader& header : request.headers) {
        const auto line = header_line(header);
        if (!line) return std::nullopt;
        append(*line);
        has_type = has_type || same_name(header.name, "Content-Type");
    }
    // libcurl would name a body of its own guess.
    if (!has_type && !std::holds_alternative<MultipartForm>(request.body)) append("Content-Type:");
    return list;
}

Mime mime_of(CURL* handle, const MultipartForm& form, CURLcode& error) {
    Mime mime(curl_mime_init(handle));
    for (const auto& [name, value] : form.fields) {
        curl_mimepart* part = curl_mime_addpart(mime.get());
        curl_mime_name(part, name.c_str());
        curl_mime_data(part, value.data(), value.size());
    }
    curl_mimepart* part = curl_mime_addpart(mime.get());
    curl_mime_name(part, form.file_field.c_str());
    error = curl_mime_filedata(part, form.file_path.c_str());
    curl_mime_filename(part, form.file_name.c_str());
    curl_mime_type(part, form.content_type.c_str());
    return mime;
}

// Why nothing was sent, or no whole answer came, as the end of a sentence.
std::string_view reason_of(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY: return "the proxy's name is not known";
        case CURLE_COULDNT_RESOLVE_HOST: return "that name is not known";
        case CURLE_COULDNT_CONNECT: return "no connection could be made";
        case CURLE_OPERATION_TIMEDOUT: return "it took too long";
        case CURLE_SSL_CONNECT_ERROR: return "no encrypted connection of TLS 1.2 or newer could be made";
        case CURLE_PEER_FAILED_VERIFICATION: return "its certificate cannot be trusted";
        case CURLE_GOT_NOTHING: return "the connection was closed without an answer";
        case CURLE_PARTIAL_FILE: return "the answer broke off";
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_UNSUPPORTED_PROTOCOL: return "what came back is no answer of HTTP";
        case CURLE_PROXY: return "the proxy refused";
        default: return "the connection broke";
    }
}

constexpr std::array shown_headers{"content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"};

std::vector<HttpHeader> headers_to_show(const HttpResponse& response) {
    std::vector<HttpHeader> shown;
    for (const std::string_view name : shown_headers) {
        if (const auto value = response.header(name)) shown.push_back({std::string(name), shortened(*value, 100)});
    }
    return shown;
}

}  // namespace

std::optional<std::string_view> HttpResponse::header(std::string_view name) const noexcept {
    for (const HttpHeader& header : headers) {
        if (same_name(header.name, name)) return header.value;
    }
    return std::nullopt;
}

struct HttpClient::State {
    State(HttpSettings http_settings, const Secrets& known_secrets, CallTrace* call_trace, const std::atomic<bool>& stop_flag)
        : settings(std::move(http_settings)), secrets(known_secrets), trace(call_trace), stop(stop_flag) {}

    Result<HttpResponse> send(const HttpRequest& request);

    HttpSettings settings;
    const Secrets& secrets;
    CallTrace* trace;
    const std::atomic<bool>& stop;
    std::unique_ptr<CURL, HandleCloser> handle;
    std::uint64_t calls = 0, sent = 0, received = 0;

private:
    template <class Value>
    void set(CURLoption option, Value value) { curl_easy_setopt(handle.get(), option, value); }
    template <class Value>
    Value told(CURLINFO info) const {
        Value value{};
        curl_easy_getinfo(handle.get(), info, &value);
        return value;
    }

    void set_connection(const HttpAddress& address, bool repeatable);
    void set_body(const HttpRequest& request);
    bool was_sent() const;
    Issue failure(CURLcode code, const HttpRequest& request, const HttpAddress& address, const Arrival& arrival, std::string_view details) const;
    void account(const HttpRequest& request, const HttpAddress& address, const Arrival& arrival, const Issue* issue);
};

void HttpClient::State::set_connection(const HttpAddress& address, bool repeatable) {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, address.secure ? "https" : "http");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(CURLOPT_USERAGENT, "muster/" MUSTER_VERSION);
    // An empty proxy also means: not that of the environment.
    set(CURLOPT_PROXY, address.secure ? settings.proxy.c_str() : "");
    set(CURLOPT_NOPROXY, "");
    if (!settings.proxy_user.empty()) {
        set(CURLOPT_PROXYUSERNAME, settings.proxy_user.c_str());
        set(CURLOPT_PROXYPASSWORD, settings.proxy_password.c_str());
    }
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.ca_file.empty()) {
        set(CURLOPT_CAINFO, settings.ca_file.c_str());
        set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
        set(CURLOPT_PROXY_CAINFO, settings.ca_file.c_str());
    }
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout_ms));
    set(CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.silence_timeout_s));
    set(CURLOPT_TIMEOUT, static_cast<long>(settings.call_timeout_s));
    set(CURLOPT_FRESH_CONNECT, repeatable ? 0L : 1L);
    if (repeatable) {
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, on_progress);
        set(CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&stop));  // it is only read
    }
}

void HttpClient::State::set_body(const HttpRequest& request) {
    static constexpr char nothing[] = "";
    if (const auto* text = std::get_if<std::string>(&request.body)) {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(text->size()));
        set(CURLOPT_POSTFIELDS, text->data());
    } else if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
        set(CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t{0});
        set(CURLOPT_POSTFIELDS, nothing);
    }
    if (request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else {
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
}

// A time before the transfer and bytes of a request: TLS is agreed on before, and its bytes are not counted.
bool HttpClient::State::was_sent() const {
    return told<curl_off_t>(CURLINFO_PRETRANSFER_TIME_T) > 0 && told<long>(CURLINFO_REQUEST_SIZE) > 0;
}

Issue HttpClient::State::failure(CURLcode code, const HttpRequest& request, const HttpAddress& address, const Arrival& arrival,
                                 std::string_view details) const {
    const std::string where = address.host + ":" + address.port;
    std::string reason(reason_of(code));
    if (code == CURLE_PEER_FAILED_VERIFICATION && !details.empty()) reason += " (" + secrets.hidden_in(details) + ")";
    if (const long error = told<long>(CURLINFO_OS_ERRNO); code == CURLE_COULDNT_CONNECT && error != 0) {
        reason += std::string(" (") + std::strerror(static_cast<int>(error)) + ")";
    }
    if (arrival.too_large) {
        return make_issue(Code::answer_unreadable, "The answer of " + where + " to " + request.call + " is larger than it may be.",
                          "Check that the address is the service's.");
    }
    if (code == CURLE_ABORTED_BY_CALLBACK) return make_issue(Code::interrupted, "Interrupted during " + request.call + ".");
    if (code == CURLE_SSL_CACERT_BADFILE) {
        return make_issue(Code::invalid_value, "The certificates to trust cannot be read: " + settings.ca_file + ".", "Name a file in PEM form.");
    }
    if (code == CURLE_PEER_FAILED_VERIFICATION) {  // another try would not make it trusted
        return make_issue(Code::permission_denied, "Nothing was sent to " + where + " for " + request.call + ": " + reason + ".",
                          "Check the address. A certificate of an authority of your own is trusted where \"ca_file\" of the connection names it.");
    }
    if (code == CURLE_READ_ERROR) {
        return make_issue(Code::file_unreadable, "The file that " + request.call + " sends cannot be read.", "Run again.");
    }
    if (!was_sent()) {
        return make_issue(Code::destination_unreachable, "Nothing could be sent to " + where + " for " + request.call + ": " + reason + ".",
                          "Check the address and the network, and run again.");
    }
    const std::string status = arrival.status_line_seen ? ", after the status " + std::to_string(told<long>(CURLINFO_RESPONSE_CODE)) : "";
    return make_issue(Code::answer_missing, "No whole answer of " + where + " came to " + request.call + ": " + reason + status + ".",
                      "What the call did is not known. Check the network, and run again.");
}

void HttpClient::State::account(const HttpRequest& request, const HttpAddress& address, const Arrival& arrival, const Issue* issue) {
    TracedCall call;
    call.bytes_sent = static_cast<std::uint64_t>(told<long>(CURLINFO_REQUEST_SIZE) + told<curl_off_t>(CURLINFO_SIZE_UPLOAD_T));
    call.bytes_received = static_cast<std::uint64_t>(told<long>(CURLINFO_HEADER_SIZE) + told<curl_off_t>(CURLINFO_SIZE_DOWNLOAD_T));
    sent += call.bytes_sent;
    received += call.bytes_received;
    if (trace == nullptr) return;
    call.method = request.method;
    call.host = address.host + ":" + address.port;
    call.path = request.shown_path.empty() ? address.path : request.shown_path;
    call.query_names = address.query_names();
    call.status = static_cast<int>(told<long>(CURLINFO_RESPONSE_CODE));
    if (issue != nullptr) call.failure = name_of(issue->code);
    call.duration = std::chrono::milliseconds(told<curl_off_t>(CURLINFO_TOTAL_TIME_T) / 1000);
    call.new_connections = static_cast<std::uint64_t>(told<long>(CURLINFO_NUM_CONNECTS));
    call.headers = headers_to_show(arrival.response);
    trace->add(call, secrets);
}

Result<HttpResponse> HttpClient::State::send(const HttpRequest& request) {
    const auto address = parse_http_address(request.url);
    if (!address) return address.error();
    if (stop.load()) return make_issue(Code::interrupted, "Interrupted before " + request.call + ".");
    if (!handle) handle.reset(curl_easy_init());
    curl_easy_reset(handle.get());  // open connections stay
    const auto headers = header_lines(request);
    if (!headers) return make_issue(Code::invalid_value, "A header of " + request.call + " would have more than one line.");
    set_connection(*address, request.repeatable);
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_HTTPHEADER, headers->get());
    set_body(request);
    Mime mime;
    CURLcode code = CURLE_OK;
    if (const auto* form = std::get_if<MultipartForm>(&request.body)) {
        mime = mime_of(handle.get(), *form, code);
        set(CURLOPT_MIMEPOST, mime.get());
    }
    Arrival arrival;
    arrival.max_bytes = settings.max_response_bytes;
    set(CURLOPT_HEADERFUNCTION, on_header);
    set(CURLOPT_HEADERDATA, &arrival);
    set(CURLOPT_PREREQFUNCTION, on_request);
    set(CURLOPT_PREREQDATA, &calls);
    set(CURLOPT_WRITEFUNCTION, on_body);
    set(CURLOPT_WRITEDATA, &arrival);
    char details[CURL_ERROR_SIZE] = "";
    set(CURLOPT_ERRORBUFFER, details);
    if (code == CURLE_OK) code = curl_easy_perform(handle.get());
    set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    if (code != CURLE_OK) {
        Issue issue = failure(code, request, *address, arrival, details);
        account(request, *address, arrival, &issue);
        return issue;
    }
    arrival.response.status = static_cast<int>(told<long>(CURLINFO_RESPONSE_CODE));
    account(request, *address, arrival, nullptr);
    return std::move(arrival.response);
}

HttpClient::HttpClient(HttpSettings settings, const Secrets& secrets, CallTrace* trace, const std::atomic<bool>& stop)
    : state_(std::make_unique<State>(std::move(settings), secrets, trace, stop)) {
    initialize_curl_once();
}

HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request) { return state_->send(request); }
std::uint64_t HttpClient::calls() const noexcept { return state_->calls; }
std::uint64_t HttpClient::bytes_sent() const noexcept { return state_->sent; }
std::uint64_t HttpClient::bytes_received() const noexcept { return state_->received; }

Issue issue_of_status(const HttpRequest& request, const HttpResponse& response) {
    const std::string message = "To " + request.call + " the service answered with status " + std::to_string(response.status) + ".";
    switch (response.status) {
        case 401: return make_issue(Code::permission_denied, message, "Check the credentials of the connection.");
        case 403: return make_issue(Code::permission_denied, message, "Ask for the permission in the service's administration.");
        case 408:
        case 429: return make_issue(Code::service_unavailable, message, "It takes fewer calls than that. Run again later.");
        default: break;
    }
    if (response.status >= 500) return make_issue(Code::service_unavailable, message, "The service has trouble of its own. Run again later.");
    return make_issue(Code::destination_failed, message, "Check the address and the settings of the connection.");
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";  // RFC 3986, 2.3
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (unreserved.find(c) != std::string_view::npos) {
            result += c;
        } else {
            result += {'%', digits[byte >> 4u], digits[byte & 15u]};
        }
    }
    return result;
}

}  // namespace muster::native
