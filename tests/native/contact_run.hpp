// Drives a contact database as the engine does: rows through the planner into changes. Only for tests and benchmarks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "muster/fingerprint.hpp"
#include "native/destinations/contact_database/contact_database.hpp"
#include "native/destinations/destination.hpp"
#include "place.hpp"

namespace muster::test {

struct Column {
    std::string field;
    Type type = Type::text;
    EmptyCell empty = EmptyCell::keep;
    bool new_field = true;
    bool declared = false;   // the type
};

using Rows = std::vector<std::vector<std::string>>;

struct Import {
    std::vector<Column> columns = {};
    std::string key = "email";
    Rows rows = {};
    Mode mode = {};
    bool generated = false;
    std::string sync_name = "test";
    std::optional<std::string> token = {};   // instead of the snapshot's own
    std::uint32_t seed = 1;
    std::string run_id = "run-1";
};

struct Imported {
    native::Applied applied;
    native::Changes::Comparison comparison;
    std::vector<std::string> missing;
    Counts planned;
};

inline std::vector<ResolvedColumn> resolved(const std::vector<Column>& columns) {
    std::vector<ResolvedColumn> result;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        ResolvedColumn column;
        column.mapping.column = "Column " + columns[i].field;
        column.mapping.field = columns[i].field;
        column.mapping.empty = columns[i].empty;
        column.mapping.new_field = columns[i].new_field;
        column.type = columns[i].type;
        column.declared = columns[i].declared;
        column.column = i;
        result.push_back(column);
    }
    return result;
}

inline std::unique_ptr<native::Destination> open(const std::string& path, std::int64_t busy_seconds = 30) {
    DestinationSettings settings;
    settings.url = address_of(path);
    settings.options["busy_seconds"] = busy_seconds;
    auto destination = native::open_destination(settings);
    return destination ? std::move(destination).value() : nullptr;
}

inline native::ChangesRequest request_for(const Import& import, std::span<const ResolvedColumn> columns) {
    native::ChangesRequest request;
    request.sync_name = import.sync_name;
    request.mode = import.mode;
    if (!import.generated) request.key.field = import.key;
    request.key.generate_random_9_digits = import.generated;
    request.columns = columns;
    request.random = [engine = std::mt19937(import.seed)]() mutable { return static_cast<std::uint32_t>(engine()); };
    return request;
}

// Stages every row as the planner decides.
inline Result<void> stage_rows(native::Changes& changes, Planner& planner, const Import& import) {
    std::size_t key_column = 0;
    while (key_column < import.columns.size() && import.columns[key_column].field != import.key) ++key_column;
    std::vector<std::string_view> values(import.columns.size());
    std::uint64_t definition = text_hash(import.key);
    for (const Column& column : import.columns) definition = text_hash(column.field, definition);
    Record record;
    for (const std::vector<std::string>& row : import.rows) {
        values.assign(row.begin(), row.end());
        record.row += 1;
        record.key = import.generated ? std::string_view() : values[key_column];
        record.values = values;
        record.fingerprint = record_fingerprint(values, definition);
        const Planner::Decision decision = planner.add(record);
        const bool staged = decision.action == Action::insert || decision.action == Action::compare;
        Result<void> done;
        if ((decision.replaces_earlier && !staged) || decision.rejects_earlier) {
            done = changes.forget(record.key);
        } else if (staged) {
            done = changes.stage(record, decision.action, decision.replaces_earlier);
        }
        if (!done) return done;
    }
    return {};
}

inline Result<Imported> run(native::Destination& destination, const Import& import) {
    auto snapshot = destination.snapshot({import.sync_name, import.mode.scope, 7});
    if (!snapshot) return snapshot.error();
    const std::vector<ResolvedColumn> columns = resolved(import.columns);
    auto changes = destination.begin(request_for(import, columns));
    if (!changes) return changes.error();
    Planner planner({import.mode, Duplicates::last, import.generated}, std::move(snapshot->snapshot));
    if (auto staged = stage_rows(**changes, planner, import); !staged) return staged.error();
    Imported imported;
    auto comparison = (*changes)->compare();
    if (!comparison) return comparison.error();
    imported.comparison = *comparison;
    planner.confirm_comparison(comparison->equal);
    imported.planned = planner.counts();
    auto missing = (*changes)->missing(planner, [&](std::string_view key) { imported.missing.emplace_back(key); });
    if (!missing) return missing.error();
    native::Commit commit;
    commit.snapshot_token = import.token.value_or(snapshot->token);
    commit.delete_missing = import.mode.delete_missing;
    commit.completed = {"abc", 42, import.run_id, "2026-01-02T03:04:05Z"};
    auto applied = (*changes)->commit(planner, commit);
    if (!applied) return applied.error();
    imported.applied = *applied;
    return imported;
}

inline std::string token_of(native::Destination& destination) {
    auto snapshot = destination.snapshot({"test", DeleteScope::all, 7});
    return snapshot ? snapshot->token : snapshot.error().message;
}

// All contacts as texts of these fields, in the order of keys.
inline Rows contacts(native::Destination& destination, const std::vector<std::string>& names) {
    auto& database = dynamic_cast<native::ContactDatabase&>(destination);
    auto stored = database.fields();
    std::vector<Field> fields;
    for (const std::string& name : names) {
        for (const native::StoredField& each : stored.value()) {
            if (each.field.name == name) fields.push_back(each.field);
        }
    }
    Rows rows = {};
    auto read = database.read(fields, {}, [&](std::span<const std::string_view> values) {
        rows.emplace_back(values.begin(), values.end());
        return true;
    });
    if (!read) rows.push_back({read.error().message});
    return rows;
}

}  // namespace muster::test
