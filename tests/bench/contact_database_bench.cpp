// How long the contact database takes: contact_database_bench [CONTACTS] [FILE or postgresql://…]. Prints seconds for each step of a first
// import, of the same records again, and of a file with 1 % changed, 1 % new and 1 % missing; and the peak memory.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "../native/contact_run.hpp"

using namespace muster;
using namespace muster::native;

namespace {

constexpr std::size_t columns_of_a_contact = 15;
using Clock = std::chrono::steady_clock;

class Step {
public:
    explicit Step(const char* name) : name_(name), start_(Clock::now()), cpu_start_(std::clock()) {}
    ~Step() {
        const double cpu = static_cast<double>(std::clock() - cpu_start_) / CLOCKS_PER_SEC;
        std::printf("  %-10s %7.2f s, %7.2f s of computing\n", name_, std::chrono::duration<double>(Clock::now() - start_).count(), cpu);
    }

private:
    const char* name_;
    Clock::time_point start_;
    std::clock_t cpu_start_;
};

bool said(const Issue& issue) {
    std::fprintf(stderr, "%s\n", issue.message.c_str());
    return false;
}

// The contact of a number: keys in no order, as in real files.
void fill(std::vector<std::string>& row, std::uint64_t number, bool changed) {
    const std::uint64_t mixed = number * 0x9E3779B97F4A7C15ull;
    row[0] = "contact" + std::to_string(mixed % 1'000'000'007) + "." + std::to_string(number) + "@example.org";
    for (std::size_t i = 1; i < row.size(); ++i) row[i] = "value " + std::to_string((mixed >> i) % 100'000);
    if (changed) row[7] = "changed";
}

struct Round {
    const char* name;
    std::uint64_t first, contacts;
    std::uint64_t change_every;     // 0: none
};

bool stage(Changes& changes, Planner& planner, const Round& round) {
    std::vector<std::string> row(columns_of_a_contact);
    std::vector<std::string_view> values(columns_of_a_contact);
    Record record;
    for (std::uint64_t i = 0; i < round.contacts; ++i) {
        fill(row, round.first + i, round.change_every != 0 && i % round.change_every == 0);
        values.assign(row.begin(), row.end());
        record.row = i + 1;
        record.key = values[0];
        record.values = values;
        record.fingerprint = record_fingerprint(values, 1);
        const Planner::Decision decision = planner.add(record);
        if (decision.action != Action::insert && decision.action != Action::compare) continue;
        if (auto staged = changes.stage(record, decision.action, decision.replaces_earlier); !staged) return said(staged.error());
    }
    return true;
}

bool run(Destination& destination, const Round& round) {
    std::printf("%s: %llu contacts of %zu columns\n", round.name, static_cast<unsigned long long>(round.contacts), columns_of_a_contact);
    const Step whole("whole");
    test::Import import{{{"email", Type::email}}, "email", {}, {}};
    import.mode.delete_missing = true;
    for (std::size_t i = 1; i < columns_of_a_contact; ++i) import.columns.push_back({"field" + std::to_string(i)});
    const std::vector<ResolvedColumn> columns = test::resolved(import.columns);
    std::optional<DestinationSnapshot> snapshot;
    {
        const Step step("snapshot");
        auto taken = destination.snapshot({"bench", DeleteScope::all, 7});
        if (!taken) return said(taken.error());
        snapshot = std::move(*taken);
    }
    auto changes = destination.begin(test::request_for(import, columns));
    if (!changes) return said(changes.error());
    Planner planner({import.mode, Duplicates::last, false}, std::move(snapshot->snapshot));
    {
        const Step step("stage");
        if (!stage(**changes, planner, round)) return false;
    }
    {
        const Step step("compare");
        if (auto compared = (*changes)->compare(); !compared) return said(compared.error());
    }
    const Step step("commit");
    Commit commit;
    commit.snapshot_token = snapshot->token;
    commit.delete_missing = true;
    commit.completed = {"abc", 1, "run", "2026-01-01T00:00:00Z"};
    auto applied = (*changes)->commit(planner, commit);
    if (!applied) return said(applied.error());
    std::printf("  inserted %llu, updated %llu, deleted %llu\n", static_cast<unsigned long long>(applied->inserted),
                static_cast<unsigned long long>(applied->updated), static_cast<unsigned long long>(applied->deleted));
    return true;
}

}  // namespace

int main(int count, char** arguments) {
    const std::uint64_t contacts = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 100'000;
    const std::string path = count > 2 ? arguments[2] : (std::filesystem::temp_directory_path() / "muster-bench.db").string();
    std::filesystem::remove(path);
    auto destination = test::open(path);
    const std::uint64_t part = contacts / 100;
    const Round rounds[] = {{"first import", 0, contacts, 0}, {"the same again", 0, contacts, 0},
                            {"1 % changed, new, missing", part, contacts, 100}};
    bool good = destination != nullptr;
    for (const Round& round : rounds) good = good && run(*destination, round);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("peak memory %ld MB\n", usage.ru_maxrss / 1024);
    if (std::filesystem::exists(path)) std::printf("database %llu MB\n", static_cast<unsigned long long>(std::filesystem::file_size(path) / 1'000'000));
    destination.reset();
    std::filesystem::remove(path);
    return good ? 0 : 1;
}
