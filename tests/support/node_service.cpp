#include "support/node_service.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>

extern char** environ;

namespace muster::test {

namespace {

std::string first_line(int descriptor) {
    std::string line;
    char c = 0;
    while (read(descriptor, &c, 1) == 1 && c != '\n') line += c;
    return line;
}

}  // namespace

NodeService::NodeService(const std::string& script, const std::vector<std::string>& arguments) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<std::string> words{"node", MUSTER_TEST_SUPPORT "/" + script};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    const int error = posix_spawnp(&process_, "node", &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    input_ = input[1];
    std::istringstream ports(error == 0 ? first_line(output[0]) : std::string());
    close(output[0]);
    for (int port = 0; ports >> port;) ports_.push_back(port);
    if (ports_.empty()) throw std::runtime_error("the service " + script + " did not start");
}

NodeService::~NodeService() {
    close(input_);
    int status = 0;
    if (process_ > 0) waitpid(process_, &status, 0);
}

}  // namespace muster::test
