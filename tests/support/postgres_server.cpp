#include "postgres_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace muster::test {

namespace {

const passwd& server_user() {
    const passwd* user = geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid());
    if (user == nullptr) throw std::runtime_error("there is no user postgres to run PostgreSQL as");
    return *user;
}

int free_port() {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const bool bound = bind(listener, plain, size) == 0 && getsockname(listener, plain, &size) == 0;
    close(listener);
    if (!bound) throw std::runtime_error("there is no free port");
    return ntohs(address.sin_port);
}

// Runs a program of PostgreSQL as a user that is not root; it ends with this process at the latest.
pid_t start_program(const std::vector<std::string>& words, const std::string& log) {
    const passwd& user = server_user();
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child != 0) return child;
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(user.pw_gid) != 0 || setuid(user.pw_uid) != 0)) _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (chdir("/") != 0) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
}

int exit_code_of(pid_t process) {
    int status = 0;
    return waitpid(process, &status, 0) == process && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() {
    std::string pattern = (std::filesystem::temp_directory_path() / "muster-postgres-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    folder_ = pattern;
    const passwd& user = server_user();
    if (chown(folder_.c_str(), user.pw_uid, user.pw_gid) != 0) throw std::runtime_error("the folder of PostgreSQL cannot be given to its user");
    // A collation that does not order by bytes, as most databases have one.
    const pid_t initdb = start_program({MUSTER_POSTGRES_PROGRAMS "/initdb", "-D", folder_ + "/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                                        "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync"},
                                       folder_ + "/log");
    if (exit_code_of(initdb) != 0) throw std::runtime_error("initdb failed; see " + folder_ + "/log");
    std::ofstream(folder_ + "/data/pg_hba.conf") << "host all guarded 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n";
    start();
}

PostgresServer::~PostgresServer() {
    kill();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresServer::url(const std::string& database, const std::string& user) const {
    return "postgresql://" + user + "@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

void PostgresServer::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGQUIT);   // at once, without a shutdown
    waitpid(process_, nullptr, 0);
    process_ = -1;
}

void PostgresServer::start() {
    if (port_ == 0) port_ = free_port();
    process_ = start_program({MUSTER_POSTGRES_PROGRAMS "/postgres", "-D", folder_ + "/data", "-c", "listen_addresses=127.0.0.1", "-c",
                              "port=" + std::to_string(port_), "-c", "unix_socket_directories=", "-c", "fsync=off"},
                             folder_ + "/log");
    for (int tries = 0; tries < 600; ++tries) {
        if (exit_code_of(start_program({MUSTER_POSTGRES_PROGRAMS "/pg_isready", "-q", "-h", "127.0.0.1", "-p", std::to_string(port_)}, folder_ + "/log")) == 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("PostgreSQL does not start; see " + folder_ + "/log");
}

}  // namespace muster::test
