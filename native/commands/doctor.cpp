#include <fcntl.h>
#include <sqlite3.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/library_versions.hpp"
#include "native/sources/sha256.hpp"
#include "native/store/home.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {

namespace {

enum class Status : std::uint8_t { ok, warning, failed };

struct Finding {
    std::string name;
    Status status = Status::ok;
    std::string message;
    std::string suggestion;
};

std::string_view name_of_status(Status status) {
    switch (status) {
        case Status::ok: return "ok";
        case Status::warning: return "warning";
        case Status::failed: return "failed";
    }
    return {};
}

Finding sqlite_version() {
    constexpr int strict_tables = 3037000;  // sqlite.org/stricttables.html
    Finding finding{"sqlite", Status::ok, "SQLite " + std::string(sqlite3_libversion()) + " is in use.", {}};
    if (sqlite3_libversion_number() < strict_tables) {
        finding.status = Status::failed;
        finding.suggestion = "Install SQLite 3.37 or newer: contact databases need its STRICT tables.";
    }
    return finding;
}

Finding libpq_found() { return {"libpq", Status::ok, "libpq " + libpq_version() + " is in use, for contacts on PostgreSQL.", {}}; }

Finding libcurl_found() { return {"libcurl", Status::ok, "libcurl " + libcurl_version() + " is in use, for services.", {}}; }

// FIPS 180-2, appendix B.1.
Finding hash_works() {
    Sha256 hash;
    hash.add(std::as_bytes(std::span("abc", 3)));
    if (hash.finish() != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") {
        return {"sha256", Status::failed, "OpenSSL computes a wrong SHA-256.", "Reinstall the package libssl3."};
    }
    return {"sha256", Status::ok, "OpenSSL computes SHA-256 as it should.", {}};
}

// The folder itself or, when it does not exist, the one it would be made in.
std::string nearest_existing(std::string path) {
    while (access(path.c_str(), F_OK) != 0 && path.size() > 1) {
        const std::size_t slash = path.find_last_of('/');
        if (slash == std::string::npos) {
            return ".";
        }
        path.resize(slash == 0 ? 1 : slash);
    }
    return path;
}

Finding home_writable(const std::string& home) {
    const std::string folder = nearest_existing(home);
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        return {"home", Status::failed, "Run history cannot be kept: there is no permission to write to " + folder + ".",
                "Set MUSTER_HOME to a folder that can be written to."};
    }
    const std::string where = folder == home ? home + "." : home + ", which will be made.";
    return {"home", Status::ok, "Run history is kept in " + where, {}};
}

std::string temporary_folder() {
    const char* folder = std::getenv("TMPDIR");
    return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

Finding temporary_writable(const std::string& folder) {
    if (access(folder.c_str(), W_OK | X_OK) != 0) {
        return {"temporary_folder", Status::failed, "Temporary files cannot be made in " + folder + ": " + std::strerror(errno) + ".",
                "Set TMPDIR to a folder that can be written to."};
    }
    return {"temporary_folder", Status::ok, "Temporary files are made in " + folder + ".", {}};
}

Finding free_space(const std::string& name, const std::string& path) {
    constexpr std::uint64_t little = 1'000'000'000;  // about what a million contacts need with their staging
    const std::string folder = nearest_existing(path);
    struct statvfs system {};
    if (statvfs(folder.c_str(), &system) != 0) {
        return {name, Status::warning, "The free space of " + folder + " is not known: " + std::strerror(errno) + ".", {}};
    }
    const std::uint64_t bytes = std::uint64_t{system.f_bavail} * system.f_frsize;
    Finding finding{name, Status::ok, bytes_for_people(bytes) + " are free in " + folder + ".", {}};
    if (bytes < little) {
        finding.status = Status::warning;
        finding.suggestion = "Free some space before a large import.";
    }
    return finding;
}

Finding terminal_kind(const Terminal& terminal) {
    std::string message = terminal.output ? "Standard output is a terminal of " + std::to_string(terminal.width) + " columns, "
                                          : "Standard output is not a terminal, ";
    message += terminal.colour ? "with colours." : "without colours.";
    return {"terminal", Status::ok, message, {}};
}

void write_findings(Context& context, const std::vector<Finding>& findings, bool ok) {
    JsonWriter json;
    json.begin_object().member("ok", ok).key("checks").begin_array();
    for (const Finding& finding : findings) {
        json.begin_object().member("name", finding.name).member("status", name_of_status(finding.status));
        json.member("message", finding.message).key("suggestion").string_or_null(finding.suggestion).end_object();
    }
    json.end_array().end_object();
    context.out.line(json.text());
}

void show_findings(Context& context, const std::vector<Finding>& findings) {
    Table table({{"Check"}, {"Status"}, {"Finding", false, 200}});
    for (const Finding& finding : findings) {
        const std::string text = finding.suggestion.empty() ? finding.message : finding.message + " " + finding.suggestion;
        table.add({finding.name, std::string(name_of_status(finding.status)), text});
    }
    context.out.write(table.text(context.terminal));
}

ExitCode examine(Context& context, Form form) {
    const std::string home = home_folder();
    const std::string temporary = temporary_folder();
    const std::vector<Finding> findings = {
        sqlite_version(),
        libpq_found(),
        libcurl_found(),
        hash_works(),
        home_writable(home),
        free_space("home_space", home),
        temporary_writable(temporary),
        free_space("temporary_space", temporary),
        terminal_kind(context.terminal),
    };
    bool ok = true;
    for (const Finding& finding : findings) {
        ok = ok && finding.status != Status::failed;
    }
    form == Form::json ? write_findings(context, findings, ok) : show_findings(context, findings);
    return ok ? ExitCode::done : ExitCode::failed;
}

}  // namespace

void add_doctor(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "doctor", "Check that this computer has what Muster needs", "muster doctor");
    const auto form = std::make_shared<Form>(Form::text);
    add_json_option(command, *form);
    command.callback([&chosen, form] { chosen.run = [form](Context& context) { return examine(context, *form); }; });
}

}  // namespace muster::native
