#include "native/net/trace.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "muster/json.hpp"

namespace muster::native {

namespace {

// 2026-01-31T23:59:59.123Z
std::string time_text(std::chrono::system_clock::time_point time) {
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 24> day_and_time{};
    std::array<char, 32> text{};
    std::strftime(day_and_time.data(), day_and_time.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text.data(), text.size(), "%s.%03dZ", day_and_time.data(), static_cast<int>(milliseconds % 1000));
    return text.data();
}

std::string line_of(const TracedCall& call) {
    JsonWriter json;
    json.begin_object().member("time", time_text(std::chrono::system_clock::now()));
    json.member("method", call.method).member("host", call.host).member("path", call.path);
    json.key("query").string_or_null(call.query_names);
    json.key("status");
    call.status == 0 ? json.null() : json.number(call.status);
    json.key("failure").string_or_null(call.failure);
    json.member("milliseconds", std::int64_t{call.duration.count()});
    json.member("bytes_sent", call.bytes_sent).member("bytes_received", call.bytes_received);
    json.member("new_connections", call.new_connections);
    json.key("headers").begin_object();
    for (const HttpHeader& header : call.headers) json.member(header.name, header.value);
    json.end_object().end_object();
    return json.take();
}

}  // namespace

Result<std::unique_ptr<CallTrace>> CallTrace::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return make_issue(Code::permission_denied, "The trace cannot be written to " + path + ": " + std::strerror(errno) + ".",
                          "Name a file in a folder that can be written to.");
    }
    return std::unique_ptr<CallTrace>(new CallTrace(descriptor));
}

CallTrace::~CallTrace() { close(descriptor_); }

// One write for each line, so that those of two processes do not mix. A full disk costs the trace, not the run.
void CallTrace::add(const TracedCall& call, const Secrets& secrets) {
    const std::string line = secrets.hidden_in(line_of(call)) + '\n';
    if (write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) return;
}

}  // namespace muster::native
