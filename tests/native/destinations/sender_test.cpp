// The sender and the ledger against a service in memory, for what the doubles of real services do not show: batches that may not
// be repeated, refusals of single records, a program that dies between two steps.
#include "native/destinations/service/sender.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <map>

#include "native/destinations/service/packed_values.hpp"
#include "support/folder.hpp"

using namespace muster;
using namespace muster::native;

namespace {

class NoWaiting final : public Waiter {
public:
    Clock::time_point now() override { return now_; }
    bool wait(std::chrono::milliseconds duration) override {
        now_ += duration;
        return true;
    }
    double chance() override { return 0.5; }

private:
    Clock::time_point now_{};
};

class ListBatch final : public ServiceBatch {
public:
    explicit ListBatch(std::size_t most) : most_(most) {}
    Result<Placed> add(const ServiceRecord& record) override {
        if (keys.size() == most_) return Placed{Placed::Where::next};
        if (record.key == "unwritable") return Placed{Placed::Where::nowhere, "It cannot be written."};
        keys.emplace_back(record.key);
        return Placed{};
    }
    std::vector<std::string> keys;

private:
    std::size_t most_;
};

// Does what its script says, one step for each batch, then takes everything.
class ScriptedService final : public Service {
public:
    using Step = std::function<Result<Answer>(ListBatch&, Sending&)>;

    const Capabilities& capabilities() const override { return capabilities_; }
    std::string display_name() const override { return "scripted"; }
    std::string address() const override { return "scripted:"; }
    std::string scope() const override { return "scripted"; }
    Result<Schema> schema() override { return Schema{}; }
    std::vector<Issue> preflight(const ServicePlan&) override { return {}; }
    std::span<const ServicePhase> phases() const override { return phase_list; }
    std::uint32_t phases_of(std::span<const ServiceValue>) const override { return 1; }
    bool sends_whole_records() const override { return true; }
    ServicePace pace() const override { return {2, std::chrono::milliseconds(10), std::chrono::milliseconds(40), std::chrono::milliseconds(1'000)}; }
    Result<std::unique_ptr<ServiceBatch>> batch(std::size_t) override { return std::unique_ptr<ServiceBatch>(std::make_unique<ListBatch>(2)); }
    Result<Answer> send(ServiceBatch& batch, Sending& sending) override {
        auto& list = static_cast<ListBatch&>(batch);
        if (steps.empty()) return take(list, sending);
        const Step step = std::move(steps.front());
        steps.pop_front();
        return step(list, sending);
    }
    Result<Answer> poll(const std::string& ticket, const Rebuild& rebuild) override { return polled(ticket, rebuild); }
    Result<Answer> settle(ServiceBatch& batch) override {
        ++settled;
        return settling(static_cast<ListBatch&>(batch));
    }

    Result<Answer> take(ListBatch& batch, Sending& sending) {
        for (const std::string& key : batch.keys) ++taken[key];
        repeated = sending.repeated();
        return Answer{};
    }

    std::vector<ServicePhase> phase_list = {{"write", false, true}, {"remove", true, true}};
    std::deque<Step> steps;
    std::function<Result<Answer>(const std::string&, const Rebuild&)> polled = [](const std::string&, const Rebuild&) { return Answer{}; };
    std::function<Result<Answer>(ListBatch&)> settling = [](ListBatch&) { return Answer{Answer::State::unknown}; };
    std::map<std::string, int> taken;
    bool repeated = false;
    int settled = 0;

private:
    Capabilities capabilities_;
};

struct World {
    test::TemporaryFolder folder;
    ScriptedService service;
    NoWaiting waiter;
    std::atomic<bool> stop{false};
    Ledger ledger = Ledger::open(folder.path() / "ledger.db", "scripted", "test").value();

    // Spools records of these keys; those behind `removed` are to be removed.
    void begin(const std::vector<std::string>& keys, const std::vector<std::string>& removed = {}, bool adds = true) {
        LedgerRun run;
        run.plan.mode.insert = adds;
        run.run_id = "run";
        run.completed = {"sha", 7, "run", "2026-01-01T00:00:00Z"};
        run.plan.columns = {{"key", Type::text, true, EmptyCell::keep, false}};
        auto begun = ledger.begin_run(run, [&](const Ledger::Spool& spool) -> Result<void> {
            std::string packed;
            std::uint64_t row = 0;
            for (const auto* list : {&keys, &removed}) {
                for (const std::string& key : *list) {
                    const ServiceValue values[] = {key};
                    pack(values, packed);
                    SpooledRecord record;
                    record.key = key;
                    record.removes = list == &removed;
                    record.row = record.removes ? 0 : ++row;
                    record.known = record.removes;
                    record.phases = record.removes ? 2 : 1;
                    record.sent = record.merged = packed;
                    if (auto done = spool(record); !done) return done;
                }
            }
            return {};
        });
        REQUIRE(begun.ok());
    }
    Result<void> send() { return Sender(service, ledger, waiter, stop).run(); }
    Applied written() { return *ledger.written("run"); }
    std::vector<std::string> contacts() {
        std::vector<std::string> keys;
        REQUIRE(ledger.each_contact([&](std::string_view key, std::uint64_t) { keys.emplace_back(key); }).ok());
        return keys;
    }
    // As another program would find it.
    void reopen() { ledger = Ledger::open(folder.path() / "ledger.db", "scripted", "test").value(); }
};

Answer answer(Answer::State state, std::string reason = {}) { return Answer{state, {}, std::move(reason)}; }

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("records are sent in batches, confirmed, and counted") {
    World world;
    world.begin({"a", "b", "c"}, {});
    REQUIRE(world.send().ok());
    CHECK(world.service.taken == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}});
    CHECK(world.contacts() == Keys{"a", "b", "c"});
    CHECK(world.written().inserted == 3);
    REQUIRE(world.ledger.finish_run().ok());
    CHECK((*world.ledger.last_completed())->source_sha256 == "sha");
    CHECK(*world.ledger.records_left() == 0);
}

TEST_CASE("records that are refused are told with their rows, are not confirmed, and are to be tried again") {
    World world;
    world.service.steps.push_back([](ListBatch&, Sending&) { return Answer{Answer::State::done, {{"b", "The value is too long."}}, {}}; });
    world.begin({"a", "b", "unwritable", "c"}, {"old"});
    REQUIRE(world.send().ok());
    CHECK(world.contacts() == Keys{"a", "c"});
    const Applied written = world.written();
    CHECK(written.inserted == 2);
    CHECK(written.failed == 2);
    CHECK(written.deleted == 1);
    CHECK(written.refusals == Keys{"Row 2: The value is too long.", "Row 3: It cannot be written."});
    REQUIRE(world.ledger.finish_run().ok());
    CHECK((*world.ledger.last_completed())->retries.text() == "2-3");
}

TEST_CASE("nothing is removed after an error, and what was confirmed stays") {
    World world;
    world.service.steps.push_back([&](ListBatch& batch, Sending& sending) { return world.service.take(batch, sending); });
    world.service.steps.push_back([](ListBatch&, Sending&) { return make_issue(Code::destination_unreachable, "Away."); });
    world.begin({"a", "b", "c"}, {"old"});
    const auto sent = world.send();
    REQUIRE(!sent.ok());
    CHECK(sent.error().code == Code::destination_unreachable);
    CHECK(world.contacts() == Keys{"a", "b"});
    CHECK(world.service.taken.count("old") == 0);
    CHECK(world.written().inserted == 2);
    world.reopen();
    REQUIRE(world.send().ok());
    CHECK(world.service.taken == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}, {"old", 1}});
    CHECK(world.written().deleted == 1);
}

TEST_CASE("a batch that the service gives up is a run error: its records are refused and nothing is removed") {
    World world;
    world.service.steps.push_back([](ListBatch&, Sending&) { return answer(Answer::State::failed, "It could not be read."); });
    world.begin({"a", "b", "c"}, {"old"});
    const auto sent = world.send();
    REQUIRE(!sent.ok());
    CHECK(sent.error().code == Code::destination_failed);
    CHECK(world.contacts() == Keys{"c"});
    CHECK(world.written().failed == 2);
    CHECK(world.service.taken.count("old") == 0);
}

TEST_CASE("a batch of unknown outcome is repeated and marked as that, where the phase says that it may be") {
    World world;
    world.service.steps.push_back([](ListBatch&, Sending&) { return answer(Answer::State::unknown); });
    world.begin({"a"});
    REQUIRE(world.send().ok());
    CHECK(world.service.repeated);
    CHECK(world.service.settled == 0);
}

TEST_CASE("a batch of unknown outcome that may not be repeated is settled, never sent twice") {
    World world;
    world.service.phase_list = {{"clear", false, false}};
    world.service.steps.push_back([&](ListBatch& batch, Sending& sending) {
        REQUIRE(world.service.take(batch, sending).ok());
        return answer(Answer::State::unknown);
    });
    SUBCASE("it was done") {
        world.service.settling = [](ListBatch&) { return Answer{}; };
        world.begin({"a"});
        REQUIRE(world.send().ok());
        CHECK(world.contacts() == Keys{"a"});
    }
    SUBCASE("nobody can tell") {
        world.begin({"a"});
        const auto sent = world.send();
        REQUIRE(!sent.ok());
        CHECK(sent.error().code == Code::destination_failed);
        CHECK(world.contacts().empty());
        world.reopen();
        CHECK(!world.send().ok());   // another program does not send it either
    }
    CHECK(world.service.taken["a"] == 1);
}

TEST_CASE("a program that dies behind the journal finds its batch there") {
    World world;
    world.begin({"a", "b", "c"});
    SUBCASE("before an answer: it is repeated") {
        REQUIRE(world.ledger.begin_batch(0, 1, 2, 0, {}).ok());
        world.reopen();
        REQUIRE(world.send().ok());
        CHECK(world.service.taken == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}});
    }
    SUBCASE("with a ticket: it is asked for and not sent again") {
        auto batch = world.ledger.begin_batch(0, 1, 2, 0, {});
        REQUIRE(batch.ok());
        REQUIRE(world.ledger.keep_ticket(*batch, "t1").ok());
        world.reopen();
        REQUIRE(world.send().ok());
        CHECK(world.service.taken == std::map<std::string, int>{{"c", 1}});
        CHECK(world.contacts() == Keys{"a", "b", "c"});
    }
    SUBCASE("with a ticket that came to nothing: it is sent anew") {
        auto batch = world.ledger.begin_batch(0, 1, 2, 0, {});
        REQUIRE(batch.ok());
        REQUIRE(world.ledger.keep_ticket(*batch, "t1").ok());
        world.service.polled = [](const std::string&, const Service::Rebuild&) { return answer(Answer::State::again); };
        REQUIRE(world.send().ok());
        CHECK(world.service.taken == std::map<std::string, int>{{"a", 1}, {"b", 1}, {"c", 1}});
    }
}

TEST_CASE("a batch that stays pending is given up after the service's patience") {
    World world;
    world.service.steps.push_back([](ListBatch&, Sending& sending) -> Result<Answer> {
        if (auto kept = sending.keep_ticket("t"); !kept) return std::move(kept).error();
        return answer(Answer::State::pending);
    });
    world.service.polled = [](const std::string&, const Service::Rebuild&) { return answer(Answer::State::pending); };
    world.begin({"a"}, {"old"});
    CHECK(!world.send().ok());
    CHECK(world.written().failed == 1);
    CHECK(world.service.taken.empty());
}

TEST_CASE("a service that takes nothing for the time being is waited for, but not for ever") {
    World world;
    world.service.steps.push_back([](ListBatch&, Sending&) { return answer(Answer::State::later); });
    world.begin({"a"});
    REQUIRE(world.send().ok());
    World other;
    for (int i = 0; i < 100; ++i) other.service.steps.push_back([](ListBatch&, Sending&) { return answer(Answer::State::later); });
    other.begin({"a"});
    const auto sent = other.send();
    REQUIRE(!sent.ok());
    CHECK(sent.error().code == Code::destination_busy);
    CHECK(*other.ledger.records_left() == 1);
}

TEST_CASE("Ctrl-C ends a run between two batches") {
    World world;
    world.service.steps.push_back([&](ListBatch& batch, Sending& sending) {
        world.stop = true;
        return world.service.take(batch, sending);
    });
    world.begin({"a", "b", "c"}, {"old"});
    const auto sent = world.send();
    REQUIRE(!sent.ok());
    CHECK(sent.error().code == Code::interrupted);
    CHECK(world.contacts() == Keys{"a", "b"});
}

TEST_CASE("what a run that adds none has written counts as changed") {
    World world;
    world.begin({"a"}, {}, false);
    REQUIRE(world.send().ok());
    CHECK(world.written().inserted == 0);
    CHECK(world.written().updated == 1);
}

TEST_CASE("a run that another one goes on with is known by both identifiers") {
    World world;
    world.begin({"a", "b", "c"});
    REQUIRE(world.ledger.adopt_run("later", "2026-01-02T00:00:00Z").ok());
    CHECK(world.ledger.trace_of("run")->state == RunTrace::State::partly);
    CHECK(world.ledger.trace_of("run")->to_write == 3);
    REQUIRE(world.send().ok());
    REQUIRE(world.ledger.finish_run().ok());
    for (const char* id : {"run", "later"}) {
        CHECK(world.ledger.trace_of(id)->state == RunTrace::State::completed);
        CHECK(world.ledger.written(id)->inserted == 3);
    }
    CHECK((*world.ledger.last_completed())->run_id == "later");
    CHECK(world.ledger.trace_of("ru")->state == RunTrace::State::unknown_run);
}

TEST_CASE("a ledger is that of one sync at one place") {
    World world;
    CHECK(!Ledger::open(world.folder.path() / "ledger.db", "scripted", "another").ok());
    CHECK(!Ledger::open(world.folder.path() / "ledger.db", "elsewhere", "test").ok());
    CHECK((*Ledger::open_existing(world.folder.path() / "none.db", "scripted", "test")).has_value() == false);
    // Where nobody can see whether there is one, there is not none.
    std::filesystem::create_symlink("loop", world.folder.path() / "loop");
    CHECK(!Ledger::open_existing(world.folder.path() / "loop" / "ledger.db", "scripted", "test").ok());
}

TEST_CASE("packed values come back as they were") {
    const ServiceValue values[] = {"", std::nullopt, "a:b-3", "\xC3\xA5", std::nullopt};
    std::string packed;
    pack(values, packed);
    std::vector<ServiceValue> read;
    REQUIRE(unpack(packed, read));
    CHECK(read == std::vector<ServiceValue>(std::begin(values), std::end(values)));
    for (const char* broken : {"5:abc", "x", "3", ":"}) CHECK_MESSAGE(!unpack(broken, read), broken);
}
