// A server of PostgreSQL for tests: its own, on a free port of loopback, in a temporary folder, ended with the process.
#pragma once

#include <sys/types.h>

#include <string>

namespace muster::test {

class PostgresServer {
public:
    // Started at the first call. PostgreSQL does not run as root; root's tests run it as the user postgres.
    static PostgresServer& shared();

    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    // User postgres needs no password; user guarded has the password "swordfish".
    std::string url(const std::string& database, const std::string& user = "postgres") const;
    // Kills it, as a power cut would, and starts it again.
    void kill();
    void start();

private:
    std::string folder_;
    int port_ = 0;
    pid_t process_ = -1;
};

}  // namespace muster::test
