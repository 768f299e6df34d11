#include "support/service_double.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

namespace muster::test {

namespace {

std::string first_line_of(int descriptor) {
    std::string line;
    for (char c = 0; read(descriptor, &c, 1) == 1 && c != '\n';) line += c;
    return line;
}

void write_all(int descriptor, const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t written = write(descriptor, text.data() + done, text.size() - done);
        if (written <= 0) throw std::runtime_error("the control server of the double is gone");
        done += static_cast<std::size_t>(written);
    }
}

int connection_to(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(connection, reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) throw std::runtime_error("no control server at " + address);
    return connection;
}

}  // namespace

ServiceDouble::ServiceDouble(const std::string& script, std::vector<std::string> arguments) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipes");
    std::vector<std::string> words{MUSTER_NODE, script};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    process_ = fork();
    if (process_ == 0) {
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    input_ = input[1];
    const std::string line = first_line_of(output[0]);
    close(output[0]);
    auto addresses = parse_json(line);
    if (!addresses) throw std::runtime_error("the double " + script + " did not start");
    addresses_ = std::move(*addresses);
}

ServiceDouble::~ServiceDouble() {
    close(input_);   // at its end the double ends as well
    waitpid(process_, nullptr, 0);
}

std::string ServiceDouble::address(const std::string& name) const {
    const JsonValue* address = addresses_.find(name);
    return address != nullptr ? address->string : std::string();
}

std::string ServiceDouble::exchange(const std::string& method, const std::string& path, const std::string& body) const {
    const int connection = connection_to(address("control"));
    write_all(connection, method + " " + path + " HTTP/1.1\r\nHost: double\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
                              "\r\n\r\n" + body);
    std::string answer;
    char piece[16384];
    for (ssize_t got = 0; (got = read(connection, piece, sizeof piece)) > 0;) answer.append(piece, static_cast<std::size_t>(got));
    close(connection);
    return answer;
}

void ServiceDouble::tell(const std::string& path, const std::string& json) const {
    if (exchange("POST", path, json).find(" 200 ") == std::string::npos) throw std::runtime_error("the double does not know " + path);
}

JsonValue ServiceDouble::ask(const std::string& path) const {
    const std::string answer = exchange("GET", path, "");
    // With "Connection: close" Node may still send chunks; their lengths stand on lines of their own.
    std::string body = answer.substr(answer.find("\r\n\r\n") + 4);
    if (answer.find("chunked") != std::string::npos) {
        std::string whole;
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t end = body.find("\r\n", at);
            const std::size_t size = std::stoul(body.substr(at, end - at), nullptr, 16);
            if (size == 0) break;
            whole += body.substr(end + 2, size);
            at = end + 2 + size + 2;
        }
        body = whole;
    }
    auto json = parse_json(body);
    if (!json) throw std::runtime_error("the double answered " + path + " with no JSON");
    return std::move(*json);
}

}  // namespace muster::test
