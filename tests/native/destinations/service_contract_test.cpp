// What every service has to stand: a fault at the N-th call, for every N, and a program that is gone on with afterwards.
// After each of them the report is true, nothing is removed that should not be, nothing is sent that must not be, and a
// resumed run brings the service to what the plan says.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "muster/fingerprint.hpp"
#include "service_bench.hpp"
#include "support/folder.hpp"

using namespace muster;
using namespace muster::test;

namespace {

// An entry for each service.
struct Entry {
    const char* name;
    std::unique_ptr<ServiceBench> (*make)();
};
constexpr Entry all_services[] = {
    {"apsis_one", apsis_one_bench},
    {"emarsys", emarsys_bench},
    {"optimizely_campaign", optimizely_bench},
    {"http_json", http_json_bench},
};

// Those of the variable MUSTER_TEST_SERVICE, or all.
std::vector<Entry> chosen_services() {
    const char* name = std::getenv("MUSTER_TEST_SERVICE");
    std::vector<Entry> chosen;
    for (const Entry& entry : all_services) {
        if (name == nullptr || std::string_view(name) == entry.name) chosen.push_back(entry);
    }
    REQUIRE_FALSE(chosen.empty());
    return chosen;
}

const char* const faults[] = {"refuse",      "reset_before", "reset_after", "401", "403_gateway", "403_problem", "408", "413",
                              "429",         "429_retry_after", "500",      "501", "502",         "503",         "truncated",
                              "malformed",   "expired_upload"};

std::string address_of(int number) { return "a" + std::to_string(number) + "@example.com"; }

// Contacts `first` to `last`, all with this text.
struct File {
    int first, last;
    std::string text;
    bool delete_missing = true;
};

struct Attempt {
    std::optional<Issue> error;
    native::Applied applied;           // what the run says that it has written
    Counts planned;
    bool anew = false;                 // in place of going on
};

std::vector<ResolvedColumn> columns_of(const ServiceBench& bench) {
    std::vector<ResolvedColumn> columns(2);
    columns[0].mapping.field = bench.key_field();
    columns[0].type = Type::email;
    columns[1].mapping.field = bench.text_field();
    columns[1].column = 1;
    for (const ServiceBench::MoreField& field : bench.more_fields()) {
        columns.emplace_back().mapping.field = field.name;
        columns.back().type = field.type;
    }
    for (ResolvedColumn& column : columns) column.declared = true;
    return columns;
}

native::ChangesRequest request_for(const ServiceBench& bench, const File& file, std::span<const ResolvedColumn> columns) {
    native::ChangesRequest request;
    request.sync_name = "test";
    request.mode.delete_missing = file.delete_missing || bench.replaces_all();
    request.mode.scope = bench.replaces_all() ? DeleteScope::all : DeleteScope::own;
    request.key.field = bench.key_field();
    request.columns = columns;
    return request;
}

Result<void> stage(const ServiceBench& bench, native::Changes& changes, Planner& planner, const File& file) {
    const auto more = bench.more_fields();
    for (int i = file.first; i <= file.last; ++i) {
        const std::string key = address_of(i);
        std::vector<std::string_view> values = {key, file.text};
        for (const ServiceBench::MoreField& field : more) values.push_back(field.value.empty() ? std::string_view(key) : field.value);
        Record record;
        record.row = static_cast<std::uint64_t>(i - file.first + 1);
        record.key = key;
        record.values = values;
        record.fingerprint = record_fingerprint(values, 1);
        const Planner::Decision decision = planner.add(record);
        const bool staged = decision.action == Action::insert || decision.action == Action::compare;
        if (!staged) continue;
        if (auto done = changes.stage(record, decision.action, false); !done) return done;
    }
    return {};
}

// A run as the engine does it, from the preflight to the last removal.
Attempt run(ServiceBench& bench, const std::string& folder, const File& file, const std::string& run_id) {
    Attempt attempt;
    const auto failed = [&](const Issue& error) {
        attempt.error = error;
        return attempt;
    };
    auto destination = bench.open(folder, "test");
    const auto columns = columns_of(bench);
    const native::ChangesRequest request = request_for(bench, file, columns);
    if (auto schema = destination->schema(); !schema) return failed(schema.error());
    for (const Issue& problem : destination->preflight(request)) {
        if (problem.severity == Severity::error) return failed(problem);
    }
    auto snapshot = destination->snapshot({"test", DeleteScope::own, 7});
    if (!snapshot) return failed(snapshot.error());
    auto changes = destination->begin(request);
    if (!changes) return failed(changes.error());
    Planner planner({request.mode}, std::move(snapshot->snapshot));
    if (auto staged = stage(bench, **changes, planner, file); !staged) return failed(staged.error());
    auto comparison = (*changes)->compare();
    if (!comparison) return failed(comparison.error());
    planner.confirm_comparison(comparison->equal);
    attempt.planned = planner.counts();
    native::Commit commit;
    commit.snapshot_token = snapshot->token;
    commit.delete_missing = request.mode.delete_missing;
    commit.completed = {"sha of " + file.text, 42, run_id, "2026-01-02T03:04:05Z"};
    auto applied = (*changes)->commit(planner, commit);
    attempt.applied = (*changes)->written();
    if (!applied) attempt.error = applied.error();
    return attempt;
}

// Goes on with it in a new program; nothing when the run left nothing.
std::optional<Attempt> resume(ServiceBench& bench, const std::string& folder, const std::string& run_id) {
    auto destination = bench.open(folder, "test");
    auto kept = destination->kept_run(run_id);
    REQUIRE(kept.ok());
    if (*kept == nullptr) return std::nullopt;
    Attempt attempt;
    REQUIRE((*kept)->adopt(run_id + "-resumed", "2026-01-02T03:05:05Z").ok());
    auto applied = (*kept)->finish();
    attempt.applied = (*kept)->written();
    if (!applied) attempt.error = applied.error();
    return attempt;
}

std::map<std::string, ServiceBench::Held> held_after(const ServiceBench& bench, const File& before, const File& after) {
    std::map<std::string, ServiceBench::Held> expected;
    for (int i = before.first; i <= before.last && !bench.replaces_all(); ++i) expected[address_of(i)] = {before.text, !bench.removes_missing() || !after.delete_missing};
    for (int i = after.first; i <= after.last; ++i) expected[address_of(i)] = {after.text, true};
    return expected;
}

// The destination is as it was, or empty, or filled with nothing but what the file has.
void check_replacement(ServiceBench& bench, const Attempt& attempt, const File& before, const File& after) {
    const auto held = bench.held();
    const auto filled = static_cast<std::uint64_t>(std::count_if(held.begin(), held.end(), [&](const auto& each) { return each.second.text == after.text; }));
    CHECK(attempt.applied.inserted + attempt.applied.updated <= filled);
    if (filled == 0 && !held.empty()) {
        CHECK(held == held_after(bench, before, before));
        CHECK(attempt.applied.deleted == 0);
    } else {
        CHECK(filled == held.size());
    }
}

// What a failed run says that it wrote is in the service, and nothing was removed while a record was still to be written.
void check_report(ServiceBench& bench, const Attempt& attempt, const File& before, const File& after) {
    if (bench.replaces_all()) return check_replacement(bench, attempt, before, after);
    std::uint64_t changed = 0, gone = 0;
    for (const auto& [key, contact] : bench.held()) {
        if (contact.text == after.text) ++changed;
        if (!contact.there) ++gone;
    }
    CHECK(attempt.applied.inserted + attempt.applied.updated <= changed);
    CHECK(attempt.applied.deleted <= gone);
    const auto to_write = static_cast<std::uint64_t>(after.last - after.first + 1);
    if (changed < to_write) CHECK(gone == 0);
    CHECK(bench.held().size() >= static_cast<std::size_t>(before.last - before.first + 1));
}

// Once a failed run has changed anything, the file of the last completed one is not what the service holds any more.
void check_memory(ServiceBench& bench, const std::string& folder, const File& before) {
    auto last = bench.open(folder, "test")->last_completed("test");
    REQUIRE(last.ok());
    REQUIRE(last->has_value());
    const bool as_before = bench.held() == held_after(bench, before, before);
    if (!as_before) CHECK((*last)->source_sha256.empty());
}

const File first_file{1, 30, "Anna", false};
const File second_file{11, 40, "Berta"};

struct Prepared {
    ServiceBench& bench;
    TemporaryFolder folder;

    explicit Prepared(ServiceBench& service) : bench(service) {
        bench.service().tell("/reset");
        const Attempt first = run(bench, folder.path(), first_file, "first");
        REQUIRE_MESSAGE(!first.error, first.error->message);
        REQUIRE(bench.violations().empty());
    }
};

void inject(ServiceBench& bench, std::int64_t call, const std::string& kind, int times = 1) {
    bench.service().tell("/faults", "[{\"at\":" + std::to_string(call) + ",\"kind\":\"" + kind + "\",\"times\":" + std::to_string(times) + "}]");
}

void end_faults(ServiceBench& bench) {
    bench.service().tell("/faults", "[]");
    bench.service().tell("/reopen");
}

// What a person does: resumes what can be resumed, runs anew what cannot, until it is done.
Attempt bring_to_an_end(ServiceBench& bench, const std::string& folder, const std::string& failed_run) {
    if (auto resumed = resume(bench, folder, failed_run); resumed && !resumed->error) return *resumed;
    Attempt attempt = run(bench, folder, second_file, "anew");
    // What the failed run had sent may be known only when this one begins; `muster run` plans again then.
    if (attempt.error && attempt.error->code == Code::plan_stale) attempt = run(bench, folder, second_file, "once more");
    attempt.anew = true;
    return attempt;
}

}  // namespace

TEST_CASE("a file is brought to a service, changes and removals after it, and the same again changes nothing") {
    for (const Entry& entry : chosen_services()) {
        CAPTURE(entry.name);
        auto bench = entry.make();
        Prepared prepared(*bench);
        const Attempt second = run(*bench, prepared.folder.path(), second_file, "second");
        REQUIRE_MESSAGE(!second.error, second.error->message);
        CHECK(second.applied.inserted == 10);
        CHECK(second.applied.updated == 20);
        // Of a mere count as large as the file nobody can tell that somebody is missing.
        CHECK(second.applied.deleted == (bench->removes_missing() ? 10 : 0));
        CHECK(bench->held() == held_after(*bench, first_file, second_file));
        const auto revision = bench->held();
        const Attempt third = run(*bench, prepared.folder.path(), second_file, "third");
        REQUIRE(!third.error);
        CHECK(third.planned.unchanged == (bench->replaces_all() ? 0 : 30));
        CHECK(third.applied.inserted + third.applied.updated + third.applied.deleted == (bench->replaces_all() ? 30 : 0));
        CHECK(bench->held() == revision);
        CHECK(bench->violations() == std::vector<std::string>());
    }
}

TEST_CASE("after a fault at any call the report is true, and the resumed run ends as planned") {
    for (const Entry& entry : chosen_services()) {
        auto bench = entry.make();
        for (const char* fault : faults) {
            bool hit = true;
            for (std::int64_t call = 1; hit; ++call) {
                CAPTURE(entry.name);
                CAPTURE(fault);
                CAPTURE(call);
                REQUIRE(call < 200);
                Prepared prepared(*bench);
                inject(*bench, call, fault);
                const Attempt attempt = run(*bench, prepared.folder.path(), second_file, "second");
                hit = bench->calls() >= call;
                check_report(*bench, attempt, first_file, second_file);
                end_faults(*bench);
                if (attempt.error) check_memory(*bench, prepared.folder.path(), first_file);
                bool anew = false;
                if (attempt.error) {
                    const Attempt last = bring_to_an_end(*bench, prepared.folder.path(), "second");
                    CHECK_MESSAGE(!last.error, last.error->message);
                    anew = last.anew;
                }
                // Once by the first run, and once by the second and whatever went on with it.
                if (bench->replaces_all() && !anew) CHECK(bench->emptied() == 2);
                CHECK(bench->held() == held_after(*bench, first_file, second_file));
                CHECK(bench->violations() == std::vector<std::string>());
            }
        }
    }
}

TEST_CASE("a service that stays away is a temporary trouble, and nothing is removed") {
    for (const Entry& entry : chosen_services()) {
        CAPTURE(entry.name);
        auto bench = entry.make();
        for (std::int64_t call = 1; call < 30; call += 4) {
            CAPTURE(call);
            Prepared prepared(*bench);
            inject(*bench, call, "503", 1'000'000);
            const Attempt attempt = run(*bench, prepared.folder.path(), second_file, "second");
            if (!attempt.error) continue;
            const Code code = attempt.error->code;
            CHECK((code == Code::destination_busy || code == Code::destination_unreachable || code == Code::service_unavailable));
            check_report(*bench, attempt, first_file, second_file);
            end_faults(*bench);
            const Attempt last = bring_to_an_end(*bench, prepared.folder.path(), "second");
            CHECK_MESSAGE(!last.error, last.error->message);
            CHECK(bench->held() == held_after(*bench, first_file, second_file));
            CHECK(bench->violations() == std::vector<std::string>());
        }
    }
}

TEST_CASE("an answer that stays half is a temporary trouble as well") {
    for (const Entry& entry : chosen_services()) {
        CAPTURE(entry.name);
        auto bench = entry.make();
        bool hit = true;
        for (std::int64_t call = 1; hit; ++call) {
            CAPTURE(call);
            Prepared prepared(*bench);
            inject(*bench, call, "slow");
            const Attempt attempt = run(*bench, prepared.folder.path(), second_file, "second");
            hit = bench->calls() >= call;
            check_report(*bench, attempt, first_file, second_file);
            end_faults(*bench);
            if (attempt.error) CHECK(!bring_to_an_end(*bench, prepared.folder.path(), "second").error);
            CHECK(bench->held() == held_after(*bench, first_file, second_file));
            CHECK(bench->violations() == std::vector<std::string>());
        }
    }
}

TEST_CASE("whatever the contract leaves open, a run works") {
    for (const Entry& entry : chosen_services()) {
        auto bench = entry.make();
        for (const std::string& variant : bench->variants()) {
            CAPTURE(entry.name);
            CAPTURE(variant);
            Prepared prepared(*bench);
            bench->service().tell("/config", variant);
            const Attempt attempt = run(*bench, prepared.folder.path(), second_file, "second");
            CHECK_MESSAGE(!attempt.error, attempt.error->message);
            CHECK(bench->held() == held_after(*bench, first_file, second_file));
            CHECK(bench->violations() == std::vector<std::string>());
        }
    }
}

TEST_CASE("what a service never finishes is given up, nothing is removed, and the next run brings it to an end") {
    for (const Entry& entry : chosen_services()) {
        CAPTURE(entry.name);
        auto bench = entry.make();
        if (bench->stuck().empty()) continue;
        Prepared prepared(*bench);
        bench->service().tell("/config", bench->stuck());
        const Attempt attempt = run(*bench, prepared.folder.path(), second_file, "second");
        REQUIRE(attempt.error.has_value());
        CHECK(attempt.error->code == Code::destination_failed);
        CHECK(attempt.applied.failed == 30);
        CHECK(attempt.applied.inserted + attempt.applied.updated + attempt.applied.deleted == 0);
        for (const auto& [key, contact] : bench->held()) CHECK(contact.there);
        bench->service().tell("/reset");
        REQUIRE(!run(*bench, prepared.folder.path(), second_file, "third").error);
        const auto held = bench->held();
        CHECK(std::count_if(held.begin(), held.end(), [](const auto& each) { return each.second.text == second_file.text; }) == 30);
    }
}

TEST_CASE("two runs of one scope do not interleave") {
    for (const Entry& entry : chosen_services()) {
        CAPTURE(entry.name);
        auto bench = entry.make();
        Prepared prepared(*bench);
        auto other = bench->open(prepared.folder.path(), "test");
        auto lock = static_cast<native::ServiceDestination&>(*other).lock();
        REQUIRE(lock.ok());
        const Attempt attempt = run(*bench, prepared.folder.path(), second_file, "second");
        REQUIRE(attempt.error.has_value());
        CHECK(attempt.error->code == Code::destination_busy);
        CHECK(bench->held() == held_after(*bench, first_file, {1, 30, "Anna", false}));
    }
}

TEST_CASE("a plan is stale once another run has sent contacts") {
    for (const Entry& entry : chosen_services()) {
        CAPTURE(entry.name);
        auto bench = entry.make();
        Prepared prepared(*bench);
        auto destination = bench->open(prepared.folder.path(), "test");
        const auto columns = columns_of(*bench);
        const auto request = request_for(*bench, second_file, columns);
        REQUIRE(destination->schema().ok());
        REQUIRE(destination->preflight(request).empty());
        auto snapshot = destination->snapshot({"test", DeleteScope::own, 7});
        REQUIRE(snapshot.ok());
        auto changes = destination->begin(request);
        REQUIRE(changes.ok());
        Planner planner({request.mode}, std::move(snapshot->snapshot));
        REQUIRE(stage(*bench, **changes, planner, second_file).ok());
        REQUIRE(!run(*bench, prepared.folder.path(), {1, 31, "Clara", false}, "between").error);
        native::Commit commit;
        commit.snapshot_token = snapshot->token;
        commit.completed.run_id = "late";
        auto applied = (*changes)->commit(planner, commit);
        REQUIRE(!applied.ok());
        CHECK(applied.error().code == Code::plan_stale);
    }
}
