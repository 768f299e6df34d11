#include <openssl/crypto.h>
#include <sqlite3.h>
#include <zlib.h>

#include <memory>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/commands/library_versions.hpp"

namespace muster::native {

namespace {

ExitCode show_version(Context& context, Form form) {
    if (form == Form::text) {
        context.out.line("muster " MUSTER_VERSION);
        return ExitCode::done;
    }
    JsonWriter json;
    json.begin_object().member("name", "muster").member("version", MUSTER_VERSION).key("libraries").begin_object();
    json.member("sqlite", sqlite3_libversion()).member("zlib", zlibVersion()).member("openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
    json.member("libpq", libpq_version()).member("libcurl", libcurl_version());
    json.end_object().end_object();
    context.out.line(json.text());
    return ExitCode::done;
}

}  // namespace

void add_version(CLI::App& app, Chosen& chosen) {
    CLI::App& command = add_subcommand(app, "version", "Show the version", "muster version");
    const auto form = std::make_shared<Form>(Form::text);
    add_json_option(command, *form);
    command.callback([&chosen, form] { chosen.run = [form](Context& context) { return show_version(context, *form); }; });
}

}  // namespace muster::native
