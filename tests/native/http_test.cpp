// Calls against a server that does what servers and networks do (support/fault_server.mjs).
#include "native/net/http.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "muster/json.hpp"
#include "native/net/redaction.hpp"
#include "native/net/trace.hpp"
#include "support/folder.hpp"
#include "support/node_service.hpp"
#include "support/process.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::content_of;
using muster::test::NodeService;
using muster::test::TemporaryFolder;

namespace {

// One server for all tests that only talk.
const NodeService& server() {
    static const NodeService service("fault_server.mjs");
    return service;
}

struct Client {
    explicit Client(HttpSettings settings = {}, CallTrace* trace = nullptr) : http(std::move(settings), secrets, trace, stop) {}
    Secrets secrets;
    std::atomic<bool> stop{false};
    HttpClient http;
};

HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.call = "the test's call";
    request.url = url;
    request.repeatable = true;
    return request;
}

HttpRequest post(const std::string& url, std::string body) {
    HttpRequest request = get(url);
    request.method = "POST";
    request.body = std::move(body);
    request.repeatable = false;
    return request;
}

JsonValue json_of(const Result<HttpResponse>& response) {
    REQUIRE_MESSAGE(response.ok(), (response.ok() ? "" : response.error().message));
    auto parsed = parse_json(response.value().body);
    REQUIRE_MESSAGE(parsed.ok(), response.value().body);
    return std::move(*parsed);
}

std::string text_at(const JsonValue& json, std::string_view name) {
    const JsonValue* value = json.find(name);
    REQUIRE_MESSAGE(value != nullptr, std::string(name));
    return value->string;
}

Issue issue_of(const Result<HttpResponse>& response) {
    REQUIRE_FALSE(response.ok());
    return response.error();
}

std::size_t times_seen(const std::string& path) {
    Client client;
    std::size_t times = 0;
    for (const JsonValue& request : json_of(client.http.send(get(server().address() + "/log"))).items) times += text_at(request, "path") == path ? 1u : 0u;
    return times;
}

// A port on which nobody listens: one that was just free.
std::string closed_address() {
    const NodeService gone("fault_server.mjs");
    return gone.address();
}

}  // namespace

TEST_CASE("a call brings method, headers and body, and its answer back") {
    Client client;
    HttpRequest request = post(server().address() + "/echo?a=1", "{\"name\":\"\xC3\x84\"}");
    request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}, {"Authorization", "Bearer t0ken"}};
    const auto response = client.http.send(request);
    const JsonValue seen = json_of(response);
    CHECK(text_at(seen, "method") == "POST");
    CHECK(text_at(seen, "url") == "/echo?a=1");
    CHECK(text_at(seen, "body") == "{\"name\":\"\xC3\x83\xC2\x84\"}");  // the server tells its bytes as Latin-1
    const JsonValue& headers = *seen.find("headers");
    CHECK(text_at(headers, "content-type") == "application/json");
    CHECK(text_at(headers, "x-empty").empty());
    CHECK(text_at(headers, "user-agent").starts_with("muster/"));
    CHECK(headers.find("expect") == nullptr);
    CHECK(headers.find("accept-encoding") == nullptr);
    CHECK(response.value().status == 200);
    CHECK(response.value().header("CONTENT-type") == "application/json");
    CHECK_FALSE(response.value().header("content").has_value());
    CHECK(client.http.calls() == 1);
    CHECK(client.http.bytes_sent() > request.url.size());
    CHECK(client.http.bytes_received() > response.value().body.size());
}

TEST_CASE("a call without a body says so, and no type of one") {
    Client client;
    for (const std::string method : {"GET", "POST", "PUT", "DELETE"}) {
        CAPTURE(method);
        HttpRequest request = get(server().address() + "/echo");
        request.method = method;
        const JsonValue seen = json_of(client.http.send(request));
        CHECK(text_at(seen, "method") == method);
        CHECK(text_at(seen, "body").empty());
        CHECK(seen.find("headers")->find("content-type") == nullptr);
    }
}

TEST_CASE("a path goes out as it is written, dots included") {
    Client client;
    CHECK(text_at(json_of(client.http.send(get(server().address() + "/echo/a/../%2e%2e/b"))), "url") == "/echo/a/../%2e%2e/b");
}

TEST_CASE("a header cannot become two") {
    Client client;
    for (const std::string value : {"a\r\nX-Other: b", "a\nb", "a\rb"}) {
        HttpRequest request = get(server().address() + "/echo");
        request.headers = {{"X-One", value}};
        CHECK(issue_of(client.http.send(request)).code == Code::invalid_value);
    }
    CHECK(client.http.calls() == 0);
}

TEST_CASE("an upload sends the fields as they are, in order, and the file last") {
    const TemporaryFolder folder;
    Client client;
    HttpRequest request = post(server().address() + "/upload", {});
    MultipartForm form;
    form.fields = {{"key", "a/b ${filename}"}, {"policy", "eyJ=\r\n=="}, {"x-amz-signature", "\xC3\xA4"}};
    form.file_path = folder.write("part.csv", "c0,c1\r\n1,2\r\n");
    request.body = form;
    const JsonValue seen = json_of(client.http.send(request));
    const std::string body = text_at(seen, "first");
    CHECK(text_at(*seen.find("headers"), "content-type").starts_with("multipart/form-data; boundary="));
    CHECK(seen.find("headers")->find("transfer-encoding") == nullptr);
    CHECK(std::stoll(text_at(*seen.find("headers"), "content-length")) == seen.find("bytes")->integer);
    const std::string expected[] = {"name=\"key\"\r\n\r\na/b ${filename}\r\n", "name=\"policy\"\r\n\r\neyJ=\r\n==\r\n", "name=\"x-amz-signature\"\r\n\r\n\xC3\x83\xC2\xA4\r\n",
                                    "name=\"file\"; filename=\"contacts.csv\"\r\nContent-Type: text/csv\r\n\r\nc0,c1\r\n1,2\r\n\r\n"};
    std::size_t at = 0;
    for (const std::string& part : expected) {
        CAPTURE(part);
        at = body.find(part, at);
        CHECK(at != std::string::npos);
    }
}

TEST_CASE("a large file is read while it is sent") {
    const TemporaryFolder folder;
    constexpr std::size_t megabytes = 96;
    {
        std::ofstream file(folder.path() / "large.csv", std::ios::binary);
        const std::string megabyte(1u << 20, 'x');
        for (std::size_t i = 0; i < megabytes; ++i) file << megabyte;
    }
    Client client;
    json_of(client.http.send(get(server().address() + "/echo")));  // what libcurl takes in any case
    rusage before{}, after{};
    getrusage(RUSAGE_SELF, &before);
    HttpRequest request = post(server().address() + "/upload", {});
    request.body = MultipartForm{{}, "file", folder.path() / "large.csv"};
    CHECK(json_of(client.http.send(request)).find("bytes")->integer > static_cast<std::int64_t>(megabytes << 20));
    getrusage(RUSAGE_SELF, &after);
    CHECK(after.ru_maxrss - before.ru_maxrss < 8 * 1024);  // in kilobytes
}

TEST_CASE("a file that is not there is told before anything is sent") {
    Client client;
    HttpRequest request = post(server().address() + "/upload/absent", {});
    request.body = MultipartForm{{}, "file", "/nonexistent/part.csv"};
    CHECK(issue_of(client.http.send(request)).code == Code::file_unreadable);
    CHECK(times_seen("/upload/absent") == 0);
}

TEST_CASE("any status is an answer, and redirects are not followed") {
    Client client;
    for (const int status : {204, 301, 400, 401, 403, 404, 413, 429, 500, 503}) {
        const auto response = client.http.send(get(server().address() + "/status/" + std::to_string(status)));
        REQUIRE(response.ok());
        CHECK(response.value().status == status);
    }
    const auto redirect = client.http.send(get(server().address() + "/redirect"));
    REQUIRE(redirect.ok());
    CHECK(redirect.value().status == 302);
}

TEST_CASE("what was not sent and what was not answered are told apart") {
    HttpSettings settings;
    settings.silence_timeout_s = 1;
    settings.max_response_bytes = 1u << 20;
    Client client(settings);
    const struct { std::string url; Code code; std::string_view reason; } cases[] = {
        {closed_address() + "/echo", Code::destination_unreachable, "no connection could be made (Connection refused)"},
        {"https://no-such-host.invalid/echo", Code::destination_unreachable, "that name is not known"},
        {"https://127.0.0.1:" + std::to_string(server().port()) + "/echo", Code::destination_unreachable, "TLS"},
        {server().address() + "/reset?secret=1", Code::answer_missing, "broke"},
        {server().address() + "/close", Code::answer_missing, "closed without an answer"},
        {server().address() + "/hang", Code::answer_missing, "took too long"},
        {server().address() + "/truncated", Code::answer_missing, "broke off, after the status 200"},
        {server().address() + "/garbage", Code::answer_missing, "no answer of HTTP"},
        {server().address() + "/large/2000000", Code::answer_unreadable, "larger than it may be"},
        {server().address() + "/headers", Code::answer_unreadable, "larger than it may be"},
    };
    for (const auto& [url, code, reason] : cases) {
        for (const bool repeatable : {false, true}) {
            CAPTURE(url);
            HttpRequest request = post(url, "name=Anna");
            request.repeatable = repeatable;
            const Issue issue = issue_of(client.http.send(request));
            CHECK(name_of(issue.code) == name_of(code));
            CHECK_MESSAGE(issue.message.find(reason) != std::string::npos, issue.message);
            CHECK(issue.message.find("the test's call") != std::string::npos);
            for (const std::string_view hidden : {"secret", "Anna", "/reset"}) CHECK(issue.message.find(hidden) == std::string::npos);
        }
    }
}

TEST_CASE("an answer that comes slowly, but comes, is waited for until the call has taken too long") {
    Client patient;
    CHECK(patient.http.send(get(server().address() + "/slow/5/50")).ok());
    HttpSettings settings;
    settings.call_timeout_s = 1;
    Client impatient(settings);
    CHECK(issue_of(impatient.http.send(get(server().address() + "/slow/100/100"))).code == Code::answer_missing);
}

TEST_CASE("an upload that is refused while it is sent has an answer, or none; never a wrong one") {
    const TemporaryFolder folder;
    const std::string file = folder.write("large.csv", std::string(8u << 20, 'x'));
    Client client;
    HttpRequest request = post(server().address() + "/refuse", {});
    request.body = MultipartForm{{}, "file", file};
    const auto response = client.http.send(request);
    if (response.ok()) {
        CHECK(response.value().status == 413);
    } else {
        CHECK(response.error().code == Code::answer_missing);
    }
}

TEST_CASE("a connection is used again, but not by a call that may not be repeated") {
    Client client;
    // The server breaks this connection at its next request; libcurl then sends that request again on a new one.
    json_of(client.http.send(get(server().address() + "/trap")));
    json_of(client.http.send(get(server().address() + "/echo/repeatable")));
    CHECK(times_seen("/echo/repeatable") == 2);
    CHECK(client.http.calls() == 3);
    json_of(client.http.send(get(server().address() + "/trap")));
    json_of(client.http.send(post(server().address() + "/echo/once", "x")));
    CHECK(times_seen("/echo/once") == 1);
}

TEST_CASE("Ctrl-C: nothing new is sent; what may be repeated is cut off, and what may not is brought to its end") {
    Client client;
    const auto stop_soon = [&] {
        return std::thread([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(150));
            client.stop = true;
        });
    };
    std::thread first = stop_soon();
    CHECK(issue_of(client.http.send(get(server().address() + "/hang"))).code == Code::interrupted);
    first.join();
    CHECK(issue_of(client.http.send(get(server().address() + "/echo/after-stop"))).code == Code::interrupted);
    CHECK(times_seen("/echo/after-stop") == 0);
    client.stop = false;
    std::thread second = stop_soon();
    CHECK(client.http.send(post(server().address() + "/slow/10/50", "x")).ok());
    second.join();
    CHECK(client.stop.load());
}

TEST_CASE("plain http goes to this computer only, and addresses of services have no more than a path") {
    const struct { std::string url; bool taken; } cases[] = {
        {"https://api.example.com", true},
        {"https://api.example.com:8443/api/v3/", true},
        {"http://127.0.0.1:80/x", true},
        {"http://127.8.9.1", true},
        {"http://localhost:4711", true},
        {"http://[::1]:4711", true},
        {"http://api.example.com", false},
        {"http://127.0.0.1.example.com", false},
        {"http://128.0.0.1", false},
        {"http://0.0.0.0", false},
        {"http://[::2]", false},
        {"http://localhost.example.com", false},
        {"ftp://127.0.0.1", false},
        {"file:///etc/passwd", false},
        {"api.example.com", false},
        {"https://user:swordfish@api.example.com", false},
        {"https://api.example.com/?token=swordfish", false},
        {"https://api.example.com/#swordfish", false},
        {"", false},
        {std::string("https://a\0b.example", 18), false},
    };
    for (const auto& [url, taken] : cases) {
        CAPTURE(url);
        const auto checked = check_service_address(url);
        CHECK(checked.ok() == taken);
        if (!checked.ok()) CHECK(checked.error().message.find("swordfish") == std::string::npos);
    }
    Client client;
    CHECK(issue_of(client.http.send(get("http://api.example.com/x"))).code == Code::invalid_value);
    CHECK(client.http.calls() == 0);
}

namespace {

// A certificate authority of the test's own, and certificates of it.
class Certificates {
public:
    Certificates() {
        openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", "-days", "2"});
        sign("here", "IP:127.0.0.1,DNS:localhost");
        sign("elsewhere", "DNS:elsewhere.example");
    }
    std::string path(const std::string& name) const { return folder_.path() / name; }
    std::vector<std::string> options(const std::string& name) const { return {"--tls", path(name + ".key"), path(name + ".pem")}; }

private:
    void openssl(std::vector<std::string> words) const {
        words.insert(words.begin(), "openssl");
        muster::test::ProcessRequest request{words, folder_.path(), "/dev/null", {}, {"PATH=" + std::string(std::getenv("PATH"))}};
        const auto result = run_process(request);
        REQUIRE_MESSAGE(result.exit_code == 0, result.errors);
    }
    void sign(const std::string& name, const std::string& names) const {
        openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name});
        folder_.write(name + ".ext", "subjectAltName=" + names + "\n");
        openssl({"x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", name + ".pem", "-days", "2", "-extfile", name + ".ext"});
    }
    TemporaryFolder folder_;
};

std::string secure(const NodeService& service) { return "https://127.0.0.1:" + std::to_string(service.port()); }

}  // namespace

TEST_CASE("a service must prove who it is, by a trusted certificate with its name, over TLS 1.2 or newer") {
    const Certificates certificates;
    const NodeService here("fault_server.mjs", certificates.options("here"));
    const NodeService elsewhere("fault_server.mjs", certificates.options("elsewhere"));
    auto old_options = certificates.options("here");
    old_options.push_back("--old-tls");
    const NodeService old("fault_server.mjs", old_options);
    HttpSettings trusting;
    trusting.ca_file = certificates.path("ca.pem");
    Client client(trusting), stranger;

    CHECK(text_at(json_of(client.http.send(get(secure(here) + "/echo"))), "url") == "/echo");
    CHECK(text_at(json_of(client.http.send(get("https://localhost:" + std::to_string(here.port()) + "/echo"))), "url") == "/echo");

    const Issue untrusted = issue_of(stranger.http.send(post(secure(here) + "/echo", "x")));
    CHECK(untrusted.code == Code::permission_denied);  // no other try would help
    CHECK(untrusted.suggestion.find("\"ca_file\"") != std::string::npos);
    CHECK_MESSAGE(untrusted.message.find("its certificate cannot be trusted") != std::string::npos, untrusted.message);
    CHECK(issue_of(client.http.send(get(secure(elsewhere) + "/echo"))).code == Code::permission_denied);
    CHECK(issue_of(client.http.send(get(secure(old) + "/echo"))).code == Code::destination_unreachable);
    HttpSettings broken;
    broken.ca_file = "/nonexistent/ca.pem";
    CHECK(issue_of(Client(broken).http.send(get(secure(here) + "/echo"))).code == Code::invalid_value);
}

TEST_CASE("a proxy passes TLS on; plain http and the environment do not use one") {
    const Certificates certificates;
    auto options = certificates.options("here");
    options.push_back("--proxy");
    const NodeService here("fault_server.mjs", options);
    HttpSettings settings;
    settings.ca_file = certificates.path("ca.pem");
    Client direct(settings);
    setenv("https_proxy", "http://127.0.0.1:9", 1);
    CHECK(direct.http.send(get(secure(here) + "/echo")).ok());
    unsetenv("https_proxy");

    settings.proxy = "http://127.0.0.1:" + std::to_string(here.port(1));
    Client client(settings);
    CHECK(client.http.send(post(secure(here) + "/echo", "x")).ok());
    CHECK(client.http.send(get(server().address() + "/echo")).ok());
    std::size_t connects = 0;
    for (const JsonValue& request : json_of(direct.http.send(get(secure(here) + "/log"))).items) connects += text_at(request, "method") == "CONNECT" ? 1u : 0u;
    CHECK(connects == 1);

    settings.proxy_user = "ann";
    settings.proxy_password = "s3cr3t:word";
    CHECK(Client(settings).http.send(post(secure(here) + "/echo", "x")).ok());
    std::string login;
    for (const JsonValue& request : json_of(direct.http.send(get(secure(here) + "/log"))).items) {
        if (text_at(request, "method") == "CONNECT") login = text_at(request, "login");
    }
    CHECK(login == "ann:s3cr3t:word");

    settings.proxy = closed_address();
    CHECK(issue_of(Client(settings).http.send(post(secure(here) + "/echo", "x"))).code == Code::destination_unreachable);
}

TEST_CASE("the trace has a line for each call, and nothing secret or personal in it") {
    const TemporaryFolder folder;
    const std::string path = folder.path() / "trace.jsonl";
    auto trace = CallTrace::open(path);
    REQUIRE(trace.ok());
    Client client({}, trace->get());
    client.secrets.add("s3cr3t/path");
    HttpRequest request = post(server().address() + "/echo/s3cr3t%2Fpath?limit=5&token=swordfish", "name=Anna");
    request.headers = {{"Authorization", "Bearer swordfish"}};
    CHECK(client.http.send(request).ok());
    request = get(server().address() + "/status/429/anna%40example.com?retry-after=7&x-api-key=swordfish");
    request.shown_path = "/status/429/{key}";
    CHECK(client.http.send(request).ok());
    CHECK_FALSE(client.http.send(get(server().address() + "/reset")).ok());

    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777u) == 0600u);
    const std::string text = content_of(path);
    for (const std::string_view hidden : {"swordfish", "Anna", "anna", "s3cr3t", "Bearer"}) CHECK(text.find(hidden) == std::string::npos);
    std::vector<JsonValue> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        auto parsed = parse_json(line);
        REQUIRE(parsed.ok());
        lines.push_back(std::move(*parsed));
    }
    REQUIRE(lines.size() == 3);
    CHECK(text_at(lines[0], "method") == "POST");
    CHECK(text_at(lines[0], "query") == "limit,token");
    CHECK(text_at(lines[0], "path") == "/echo/" + std::string(hidden_secret));
    CHECK(lines[0].find("status")->integer == 200);
    CHECK(text_at(lines[1], "path") == "/status/429/{key}");
    CHECK(text_at(*lines[1].find("headers"), "retry-after") == "7");
    CHECK(lines[1].find("headers")->find("x-api-key") == nullptr);
    CHECK(lines[2].find("status")->kind == JsonValue::Kind::null);
    CHECK(text_at(lines[2], "failure") == "answer_missing");
    CHECK(CallTrace::open("/nonexistent/trace").error().code == Code::permission_denied);
}

TEST_CASE("secrets are hidden in any text, also percent-encoded and in JSON") {
    Secrets secrets;
    secrets.add("a b\"c");
    secrets.add("a b\"cd");
    secrets.add("abc");  // too short to be told from other text
    const std::string hidden(hidden_secret);
    CHECK(secrets.hidden_in("x a b\"c y a%20b%22c z a b\\\"c abc") == "x " + hidden + " y " + hidden + " z " + hidden + " abc");
    CHECK(secrets.hidden_in("a b\"cd") == hidden);
    CHECK(secrets.hidden_in("").empty());
}

TEST_CASE("texts are percent-encoded to what needs no encoding anywhere") {
    CHECK(percent_encoded("a.B-9_~") == "a.B-9_~");
    CHECK(percent_encoded("a+b@c/d \xC3\xA4%?&") == "a%2Bb%40c%2Fd%20%C3%A4%25%3F%26");
}

TEST_CASE("a status that a call does not want means one of three things") {
    HttpRequest request = get("https://api.example.com");
    const struct { int status; Code code; } cases[] = {{401, Code::permission_denied}, {403, Code::permission_denied}, {408, Code::service_unavailable},
        {429, Code::service_unavailable}, {500, Code::service_unavailable}, {503, Code::service_unavailable}, {400, Code::destination_failed}, {302, Code::destination_failed}};
    for (const auto& [status, code] : cases) {
        CAPTURE(status);
        HttpResponse response;
        response.status = status;
        response.body = "personal";
        const Issue issue = issue_of_status(request, response);
        CHECK(name_of(issue.code) == name_of(code));
        CHECK(issue.message == "To the test's call the service answered with status " + std::to_string(status) + ".");
    }
}
