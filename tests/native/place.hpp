// Where the contacts of a test lie: in a file of SQLite, or, with MUSTER_TEST_POSTGRES, on the test's own server. There a
// path stands for a database of the server.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "muster/fingerprint.hpp"
#include "native/db/postgres.hpp"
#include "native/db/sqlite.hpp"
#include "support/postgres_server.hpp"

namespace muster::test {

inline bool on_postgres() { return std::getenv("MUSTER_TEST_POSTGRES") != nullptr; }

// Throws what went wrong: without it no test can go on.
inline void must(const Result<void>& result) {
    if (!result) throw std::runtime_error(result.error().message);
}

inline void on_server(const std::string& sql) {
    native::PostgresDatabase server;
    must(server.connect(PostgresServer::shared().url("postgres"), "", 30));
    must(server.execute(sql));
}

inline std::string database_name(std::string_view path) { return "t" + std::to_string(text_hash(path)); }

inline bool is_on_server(const std::string& name) {
    native::PostgresDatabase server;
    must(server.connect(PostgresServer::shared().url("postgres"), "", 30));
    return server.integer("SELECT 1 FROM pg_database WHERE datname = '" + name + "'").value().has_value();
}

inline std::string address_of(const std::string& path) {
    if (path.find("://") != std::string::npos) return path;
    if (!on_postgres()) return "sqlite:" + path;
    const std::string name = database_name(path);
    if (!is_on_server(name)) on_server("CREATE DATABASE " + name);
    return PostgresServer::shared().url(name);
}

// A connection of another program's, for which `contacts` and the other tables need no schema.
inline std::unique_ptr<native::Database> connection_to(const std::string& path) {
    if (!on_postgres()) {
        auto file = std::make_unique<native::SqliteDatabase>();
        must(file->open(path, native::SqliteDatabase::Mode::existing));
        return file;
    }
    auto server = std::make_unique<native::PostgresDatabase>();
    must(server->connect(address_of(path), "", 30));
    must(server->execute("SET search_path = muster, pg_catalog"));
    return server;
}

// Waits until the server has noticed that a process is gone, and has ended what it had begun for it.
inline void wait_until_alone(const std::string& path) {
    if (!on_postgres()) return;
    const std::string others = "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database_name(path) + "'";
    native::PostgresDatabase server;
    must(server.connect(PostgresServer::shared().url("postgres"), "", 30));
    while (server.integer(others).value().value_or(0) > 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

inline void copy_contacts(const std::string& from, const std::string& to) {
    if (on_postgres()) {
        wait_until_alone(from);
        on_server("CREATE DATABASE " + database_name(to) + " TEMPLATE " + database_name(from));
    } else {
        std::filesystem::copy_file(from, to);
    }
}

// Whether nothing of the contacts is there, not even a table.
inline bool is_nothing(const std::string& path) {
    if (!on_postgres()) return !std::filesystem::exists(path);
    return !connection_to(path)->integer("SELECT 1 FROM pg_namespace WHERE nspname = 'muster'").value().has_value();
}

}  // namespace muster::test
