// muster connections: destinations with their credentials, saved for several sync documents.
#include <algorithm>
#include <memory>
#include <span>

#include "muster/json.hpp"
#include "native/commands/command.hpp"
#include "native/destinations/destination.hpp"
#include "native/engine/connections.hpp"
#include "native/store/home.hpp"
#include "native/terminal/table.hpp"

namespace muster::native {

namespace {

struct ConnectionsArguments {
    std::string name;
    Form form = Form::text;
};

// One that cannot be opened is listed with the reason.
struct Listed {
    std::string name, kind, destination, problem;
};

Listed listed(const Connection& connection) {
    Listed line{connection.name, connection.settings.kind, {}, {}};
    auto destination = open_destination(connection.settings, {home_folder()});
    if (destination) {
        line.destination = (*destination)->display_name();
    } else {
        line.problem = destination.error().message;
    }
    return line;
}

void write_list(Context& context, const SavedConnections& saved) {
    JsonWriter json;
    json.begin_object().member("file", saved.path).key("connections").begin_array();
    for (const Connection& connection : saved.connections) {
        const Listed line = listed(connection);
        json.begin_object().member("name", line.name).member("kind", line.kind);
        json.key("destination").string_or_null(line.destination).key("problem").string_or_null(line.problem).end_object();
    }
    json.end_array().end_object();
    context.out.line(json.text());
}

void show_list(Context& context, const SavedConnections& saved) {
    if (saved.connections.empty()) {
        context.messages.note("There are no connections: " + saved.path + " does not exist or has none.");
        return;
    }
    Table table({{"Connection"}, {"Kind"}, {"Destination", false, 200}});
    for (const Connection& connection : saved.connections) {
        const Listed line = listed(connection);
        table.add({line.name, line.kind, line.problem.empty() ? line.destination : line.problem});
    }
    context.out.write(table.text(context.terminal));
}

ExitCode list(Context& context, const ConnectionsArguments& arguments) {
    const SavedConnections saved = saved_connections();
    if (!saved.errors.empty()) return fail(context, arguments.form, saved.errors);
    arguments.form == Form::json ? write_list(context, saved) : show_list(context, saved);
    return ExitCode::done;
}

struct Tested {
    std::string destination;
    std::size_t fields = 0;
};

// Logs in and reads, with the same calls as a plan does.
Result<Tested> try_out(const Context& context, const DestinationSettings& settings) {
    auto destination = open_destination(settings, {home_folder(), home_folder(), {}, &context.stop, context.trace});
    if (!destination) return std::move(destination).error();
    if (const std::string warning = (*destination)->warning(); !warning.empty()) context.messages.note(warning);
    auto schema = (*destination)->schema();
    if (!schema) return std::move(schema).error();
    if (auto missing = (*destination)->missing_for_plans(); !missing.empty()) return std::move(missing.front());
    const auto writable = std::count_if(schema->fields.begin(), schema->fields.end(), [](const Field& field) { return field.writable; });
    return Tested{(*destination)->display_name(), static_cast<std::size_t>(writable)};
}

// Whatever is named and not there, such as a list, is a mistake of connections.json.
ExitCode refuse(Context& context, Form form, std::span<const Issue> errors) {
    const ExitCode code = fail(context, form, errors);
    return errors.front().code == Code::not_found ? ExitCode::usage : code;
}

ExitCode test(Context& context, const ConnectionsArguments& arguments) {
    DestinationSettings settings;
    settings.connection = arguments.name;
    if (const auto errors = resolve_connection(settings); !errors.empty()) return refuse(context, arguments.form, errors);
    const auto tested = try_out(context, settings);
    if (!tested) return refuse(context, arguments.form, std::span(&tested.error(), 1));
    JsonWriter json;
    json.begin_object().member("connection", arguments.name).member("kind", settings.kind).member("destination", tested->destination);
    json.member("ok", true).member("fields", std::uint64_t{tested->fields}).end_object();
    context.out.line(arguments.form == Form::json ? json.text()
                                                  : "The connection works: " + tested->destination + ". It takes " + std::to_string(tested->fields) + " fields. Nothing was changed.");
    return ExitCode::done;
}

}  // namespace

void add_connections(CLI::App& app, Chosen& chosen) {
    CLI::App& connections = add_subcommand(app, "connections", "Destinations with their credentials, saved for several sync documents", "muster connections test crm");
    connections.require_subcommand(1);
    const auto all = std::make_shared<ConnectionsArguments>(), one = std::make_shared<ConnectionsArguments>();
    CLI::App& list_command = add_subcommand(connections, "list", "The connections of connections.json", "muster connections list");
    add_json_option(list_command, all->form);
    list_command.callback([&chosen, all] { chosen.run = [all](Context& context) { return list(context, *all); }; });
    CLI::App& test_command = add_subcommand(connections, "test", "Log in and read, and say what is missing; changes nothing", "muster connections test crm");
    test_command.add_option("NAME", one->name, "The name of the connection")->required();
    add_json_option(test_command, one->form);
    test_command.callback([&chosen, one] { chosen.run = [one](Context& context) { return test(context, *one); }; });
}

}  // namespace muster::native
