#include "secret.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <vector>

extern char** environ;

namespace muster::native {

namespace {

Issue no_secret(std::string message, std::string suggestion) {
    return make_issue(Code::invalid_value, std::move(message), std::move(suggestion));
}

std::string first_line(const std::string& text) {
    std::string line = text.substr(0, text.find('\n'));
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

Result<std::string> of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string line;
    if (!file || !std::getline(file, line)) return no_secret("The secret in the file " + path + " cannot be read.", "Check the path and who may read it.");
    return first_line(line);
}

std::string read_all(int descriptor) {
    std::string text;
    char buffer[4096];
    for (;;) {
        const ssize_t got = read(descriptor, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return text;
        text.append(buffer, static_cast<std::size_t>(got));
    }
}

Result<std::string> of_command(const std::vector<std::string>& words) {
    const Issue failed = make_issue(Code::destination_failed, "The command " + words.front() + ", which is to tell a secret, failed.", "Run it by itself to see why.");
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return failed;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // it does not change them
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error = posix_spawnp(&child, words.front().c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    const std::string text = error == 0 ? read_all(ends[0]) : std::string();
    close(ends[0]);
    int status = 0;
    if (error != 0) return failed;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed;
    return first_line(text);
}

}  // namespace

Result<std::string> read_secret(const SecretReference& reference) {
    const std::string& name = reference.words.front();
    Result<std::string> secret = std::string();
    switch (reference.kind) {
        case SecretReference::Kind::environment:
            if (const char* value = std::getenv(name.c_str())) secret = std::string(value);
            break;
        case SecretReference::Kind::file: secret = of_file(name); break;
        case SecretReference::Kind::command: secret = of_command(reference.words); break;
    }
    if (secret && secret->empty()) return no_secret("The secret in " + name + " is empty or not there.", "Set it, or correct the reference to it.");
    return secret;
}

}  // namespace muster::native
