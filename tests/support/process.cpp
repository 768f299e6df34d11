#include "support/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "support/folder.hpp"

namespace muster::test {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> result;
    for (const std::string& word : words) {
        result.push_back(const_cast<char*>(word.c_str()));
    }
    result.push_back(nullptr);
    return result;
}

}  // namespace

pid_t start_process(const ProcessRequest& request, const std::string& errors_file) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, request.input_file.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, request.output_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (!request.folder.empty()) {
        posix_spawn_file_actions_addchdir_np(&actions, request.folder.c_str());
    }
    pid_t process = 0;
    const int error = posix_spawnp(&process, request.words.front().c_str(), &actions, nullptr, pointers(request.words).data(),
                                   pointers(request.environment).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        throw std::runtime_error("cannot start " + request.words.front());
    }
    return process;
}

int wait_for(pid_t process) {
    int status = 0;
    waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void wait_until_empty(int pipe) {
    constexpr int tries = 1000;
    int waiting = 1;
    for (int i = 0; i < tries && ioctl(pipe, FIONREAD, &waiting) == 0 && waiting > 0; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

ProcessResult run_process(const ProcessRequest& request) {
    const TemporaryFolder kept;
    ProcessRequest redirected = request;
    if (redirected.output_file.empty()) {
        redirected.output_file = kept.path() / "output";
    }
    ProcessResult result;
    result.exit_code = wait_for(start_process(redirected, kept.path() / "errors"));
    result.output = request.output_file.empty() ? content_of(redirected.output_file) : std::string();
    result.errors = content_of(kept.path() / "errors");
    return result;
}

}  // namespace muster::test
