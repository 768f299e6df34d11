// The real program, killed, cut off from its server, or beside another one, at every moment that leaves something lasting:
// nothing is lost, nothing is deleted that should stay, nothing is written twice, and the next run completes.
#include <doctest/doctest.h>
#include <pwd.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "contact_run.hpp"
#include "support/folder.hpp"
#include "support/golden.hpp"

using namespace muster;
using namespace muster::native;
using muster::test::must;
using muster::test::on_postgres;

namespace {

using Clock = std::chrono::steady_clock;

// Two files that differ in everything a run can do: of the contacts of one, a tenth are missing in the other, a third have
// another city there, and as many are new.
constexpr int contacts_of_a_file = 1000;
using Contacts = std::map<std::string, std::string>;   // key -> city

Contacts contacts_of(int which) {
    Contacts contacts;
    for (int i = 0; i < contacts_of_a_file; ++i) {
        const int number = i % 10 == 0 ? i + contacts_of_a_file * (which + 1) : i;
        contacts["contact" + std::to_string(number) + "@example.org"] = i % 3 == 1 ? "City " + std::to_string(which) : "Ulm";
    }
    return contacts;
}

const Contacts file_contents[] = {contacts_of(0), contacts_of(1)};

std::string file_of(int which) {
    std::string text = "email,name,city\n";
    for (const auto& [key, city] : file_contents[which]) text += key + ",Name," + city + "\n";
    return text;
}

struct Written {
    std::int64_t inserted = 0, updated = 0, deleted = 0;
    bool operator==(const Written&) const = default;
};

Written difference(const Contacts& from, const Contacts& to) {
    Written written;
    for (const auto& [key, city] : to) {
        const auto found = from.find(key);
        if (found == from.end()) {
            ++written.inserted;
        } else if (found->second != city) {
            ++written.updated;
        }
    }
    for (const auto& each : from) written.deleted += to.contains(each.first) ? 0 : 1;
    return written;
}

// Where a run stops itself: before the call number `at` of a kind (stop_point.cpp); 0: nowhere.
struct StopPoint {
    long at = 0;
    const char* calls = on_postgres() ? "transactions" : "disk";
};

// One database and the document that brings either file into it.
class Scene {
public:
    // `contacts_at_once`: 0 for the default.
    explicit Scene(int contacts_at_once = 0, int busy_seconds = 30, std::string place = {})
        : path_(place.empty() ? (folder_.path() / "contacts.db").string() : std::move(place)), batched_(contacts_at_once > 0) {
        const std::string at_once = batched_ ? R"(, "contacts_at_once": )" + std::to_string(contacts_at_once) : "";
        folder_.write("contacts.sync.json",
                      R"({"name": "test", "source": {"url": "contacts.csv"}, "key": {"field": "email"}, "mode": {"delete_missing": true},)"
                      R"("destination": {"kind": "contact_database", "url": ")" + test::address_of(path()) + R"(", "busy_seconds": )" +
                          std::to_string(busy_seconds) + at_once + R"(}, "mapping": [{"column": "email", "field": "email"},)"
                      R"({"column": "name", "field": "name"}, {"column": "city", "field": "city", "new_field": true}]})");
    }

    const std::string& path() const { return path_; }
    bool batched() const { return batched_; }
    void choose(int which) const { folder_.write("contacts.csv", file_of(which)); }

    // Starts a run that stops itself at the point.
    pid_t start(StopPoint point = {}, const std::string& name = "run") const {
        test::ProcessRequest request = test::program_in(folder_, {"run", "contacts.sync.json", "--json"});
        request.output_file = (folder_.path() / (name + ".out")).string();
        // A history for each: two runs at once are to meet at the contacts only.
        std::replace(request.environment.begin(), request.environment.end(), "MUSTER_HOME=" + (folder_.path() / "home").string(),
                     "MUSTER_HOME=" + (folder_.path() / ("home of " + name)).string());
        if (point.at > 0) {
            request.environment.insert(request.environment.end(), {"LD_PRELOAD=" MUSTER_STOP_POINT, "MUSTER_STOP_CALLS=" + std::string(point.calls),
                                                                   "MUSTER_STOP_AT=" + std::to_string(point.at), "ASAN_OPTIONS=verify_asan_link_order=0"});
        }
        return test::start_process(request, (folder_.path() / (name + ".err")).string());
    }
    int run() const {
        const int code = test::wait_for(start());
        if (code != 0) MESSAGE(said());
        return code;
    }
    std::string said(const std::string& name = "run") const {
        return test::content_of(folder_.path() / (name + ".out")) + test::content_of(folder_.path() / (name + ".err"));
    }

    Contacts contacts() const {
        Contacts found;
        for (const auto& row : test::contacts(*test::open(path()), {"email", "city"})) found[row.front()] = row.back();
        return found;
    }
    // What the runs since that one have written, by what they have noted themselves.
    Written written_after(std::int64_t run) const { return read_written("muster_runs WHERE number > " + std::to_string(run)); }
    std::int64_t last_run() const { return number("SELECT coalesce(max(number), 0) FROM muster_runs"); }
    std::int64_t number(const std::string& sql) const { return test::connection_to(path())->integer(sql).value().value_or(0); }
    bool exists() const { return test::token_of(*test::open(path())) != token_of_nothing; }

private:
    Written read_written(const std::string& from) const {
        const auto sum = [&](const char* what) { return number(std::string("SELECT CAST(coalesce(sum(") + what + "), 0) AS BIGINT) FROM " + from); };
        return {sum("inserted"), sum("updated"), sum("deleted")};
    }

    test::TemporaryFolder folder_;
    std::string path_;
    bool batched_;
};

// Waits for a process that stops or ends. True: it stopped.
bool stopped(pid_t process) {
    int status = 0;
    REQUIRE(waitpid(process, &status, WUNTRACED) == process);
    return WIFSTOPPED(status);
}

bool kill_process(pid_t process) {
    ::kill(process, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(process, &status, 0) == process);
    return WIFSIGNALED(status);
}

// Whether the contacts are what a run from one file to the other may leave behind: in one transaction the one or the other.
// In several no contact is in between, and none is deleted as long as something else is to be written.
void check_halfway(const Scene& scene, const Contacts& from, const Contacts& to) {
    const Contacts now = scene.contacts();
    if (!scene.batched()) {
        CHECK((now == from || now == to));
        return;
    }
    bool all_written = true, one_deleted = false;
    for (const auto& [key, city] : to) {
        const auto found = now.find(key);
        all_written = all_written && found != now.end() && found->second == city;
        if (found == now.end()) CHECK_FALSE(from.contains(key));
    }
    for (const auto& [key, city] : now) {
        const auto before = from.find(key), after = to.find(key);
        CHECK(((before != from.end() && before->second == city) || (after != to.end() && after->second == city)));
    }
    for (const auto& each : from) one_deleted = one_deleted || !now.contains(each.first);
    if (one_deleted) CHECK(all_written);
}

// After whatever happened: running again completes, all runs together have written each contact once, and nothing is left over.
void check_completion(const Scene& scene, const Contacts& from, const Contacts& to, std::int64_t last_run) {
    REQUIRE(scene.run() == 0);
    CHECK(scene.contacts() == to);
    CHECK(scene.written_after(last_run) == difference(from, to));
    CHECK(scene.number("SELECT count(*) FROM muster_journal") == 0);
    for (const char* ending : {"-wal", "-shm"}) CHECK_MESSAGE(!std::filesystem::exists(scene.path() + ending), std::string(ending));
}

// What interrupted runs have staged goes with the next one that stages something.
void check_nothing_is_left(const Scene& scene) {
    scene.choose(scene.contacts() == file_contents[0] ? 1 : 0);
    REQUIRE(scene.run() == 0);
    if (on_postgres()) CHECK(scene.number("SELECT count(*) FROM pg_tables WHERE tablename ~ '^(staged|missing)_'") == 0);
    CHECK_FALSE(std::filesystem::exists(scene.path() + "-run"));
}

// Brings the two files into the database in turn; `disturb` starts each run and does something to it. It answers false when
// there was nothing left to disturb. Answers how often there was.
int disturb_in_turn(const Scene& scene, int most, const std::function<bool(int)>& disturb) {
    scene.choose(0);
    REQUIRE(scene.run() == 0);
    for (int i = 0; i < most; ++i) {
        CAPTURE(i);
        const Contacts &from = file_contents[i % 2], &to = file_contents[(i + 1) % 2];
        const std::int64_t last_run = scene.last_run();
        scene.choose((i + 1) % 2);
        const bool disturbed = disturb(i);
        test::wait_until_alone(scene.path());
        check_halfway(scene, from, to);
        check_completion(scene, from, to, last_run);
        if (!disturbed) most = i;
    }
    check_nothing_is_left(scene);
    return most;
}

constexpr int many = 10'000;

// The run that stops at the point is killed there. False: it ended before.
bool kill_at(const Scene& scene, StopPoint point) {
    const pid_t process = scene.start(point);
    if (!stopped(process)) return false;
    CHECK(kill_process(process));
    return true;
}

Clock::duration duration_of_a_run(const Scene& scene) {
    std::vector<Clock::duration> durations;
    for (int i = 0; i < 3; ++i) {
        scene.choose(i % 2);
        const auto start = Clock::now();
        REQUIRE(scene.run() == 0);
        durations.push_back(Clock::now() - start);
    }
    std::sort(durations.begin(), durations.end());
    return durations[1];
}

void kill_at_every_boundary(int contacts_at_once) {
    const Scene scene(contacts_at_once);
    const int boundaries = disturb_in_turn(scene, many, [&](int i) { return kill_at(scene, {i + 1}); });
    MESSAGE("killed at " << boundaries << " boundaries");
    CHECK(boundaries >= 5);
}

void kill_at_random_instants(int contacts_at_once, int wanted, unsigned seed) {
    const Scene scene(contacts_at_once);
    const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(duration_of_a_run(scene));
    std::mt19937 random(seed);
    int killed = 0;
    // An instant that turns out to be after the end of its run does not count, and the next ones come a little earlier.
    std::int64_t part = 1000;
    disturb_in_turn(scene, 10 * wanted, [&](int) {
        const pid_t process = scene.start();
        std::this_thread::sleep_for(whole * static_cast<std::int64_t>(random() % 1000) * part / 1'000'000);
        if (kill_process(process)) {
            ++killed;
        } else {
            part = std::max<std::int64_t>(part * 9 / 10, 100);
        }
        return killed < wanted;
    });
    CHECK(killed == wanted);
}

}  // namespace

TEST_CASE("a run that is killed at any boundary of one transaction has written everything or nothing, and the next one completes") {
    kill_at_every_boundary(0);
}

TEST_CASE("a run that is killed at any boundary of its batches has deleted nothing before all else was written, and the next one completes") {
    kill_at_every_boundary(300);
}

TEST_CASE("after a run that was killed between its batches the file before is imported again") {
    const Scene scene(300);
    scene.choose(0);
    REQUIRE(scene.run() == 0);
    scene.choose(1);
    Contacts halfway = file_contents[0];
    for (long at = 1; halfway == file_contents[0]; ++at) {
        REQUIRE(kill_at(scene, {at}));
        test::wait_until_alone(scene.path());
        halfway = scene.contacts();
    }
    REQUIRE(halfway != file_contents[1]);
    scene.choose(0);
    REQUIRE(scene.run() == 0);
    CHECK(scene.contacts() == file_contents[0]);
}

TEST_CASE("a run that is killed at any of fifty instants loses, deletes and repeats nothing") {
    kill_at_random_instants(0, 25, 20260701);
    kill_at_random_instants(300, 25, 20260702);
}

TEST_CASE("a first run that is killed at any boundary leaves nothing or everything, and the next one completes") {
    bool more = true;
    for (int at = 1; more; ++at) {
        CAPTURE(at);
        const Scene scene;
        scene.choose(0);
        more = kill_at(scene, {at});
        test::wait_until_alone(scene.path());
        if (scene.exists()) CHECK(scene.contacts() == file_contents[0]);
        check_completion(scene, {}, file_contents[0], 0);
    }
}

TEST_CASE("a run that loses its connection at any message has written everything or nothing, and the next one completes" * doctest::skip(!on_postgres())) {
    for (const int contacts_at_once : {0, 300}) {
        CAPTURE(contacts_at_once);
        const Scene scene(contacts_at_once);
        int at = contacts_at_once == 0 ? 1 : 3;
        const int times = disturb_in_turn(scene, many, [&](int) {
            const pid_t process = scene.start({at, "server"});
            at += 9;
            if (!stopped(process)) return false;
            test::on_server("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + test::database_name(scene.path()) + "'");
            ::kill(process, SIGCONT);
            const int code = test::wait_for(process);
            // The last messages only say good-bye.
            CHECK((code == 5 || code == 0));
            if (code != 0) CHECK_MESSAGE(scene.said().find("connection") != std::string::npos, scene.said());
            return true;
        });
        CHECK(times >= 5);
    }
}

TEST_CASE("a server that is killed and started again under a run leaves everything or nothing, and the next one completes" * doctest::skip(!on_postgres())) {
    const Scene scene(300);
    int at = 3;
    const int times = disturb_in_turn(scene, many, [&](int) {
        const pid_t process = scene.start({at, "server"});
        at += 24;
        if (!stopped(process)) return false;
        test::PostgresServer::shared().kill();
        test::PostgresServer::shared().start();
        ::kill(process, SIGCONT);
        const int code = test::wait_for(process);
        CHECK((code == 5 || code == 0));
        return true;
    });
    CHECK(times >= 3);
}

TEST_CASE("a second run that may not wait is refused while the first one writes, in one transaction or between its batches") {
    for (const int contacts_at_once : {0, 300}) {
        CAPTURE(contacts_at_once);
        const Scene first(contacts_at_once, 0);
        const int refused = [&] {
            int busy = 0;
            disturb_in_turn(first, many, [&](int i) {
                const pid_t process = first.start({2 * i + 2});   // not at the first: SQLite waits ten seconds for it, whatever it was told
                if (!stopped(process)) return false;
                const int code = test::wait_for(first.start({}, "second"));
                CHECK_MESSAGE((code == 0 || code == 5), first.said("second"));
                if (code == 5) ++busy;
                ::kill(process, SIGCONT);
                const int own = test::wait_for(process);
                // One of the two has done it all; the other one was refused, or found nothing left to do.
                CHECK((own == 0 || (own == 5 && code == 0)));
                return true;
            });
            return busy;
        }();
        CHECK(refused > 0);
    }
}

TEST_CASE("of two runs at once the second one waits for the first, plans again, and both end well") {
    for (const int contacts_at_once : {0, 300}) {
        CAPTURE(contacts_at_once);
        const Scene scene(contacts_at_once);
        int waited = 0;
        disturb_in_turn(scene, many, [&](int i) {
            const pid_t process = scene.start({i + 1});
            if (!stopped(process)) return false;
            const pid_t second = scene.start({}, "second");
            // Long enough for it to arrive; whether it does makes no difference to what must hold.
            std::this_thread::sleep_for(std::chrono::milliseconds(60));
            ::kill(process, SIGCONT);
            CHECK_MESSAGE(test::wait_for(process) == 0, scene.said());
            CHECK_MESSAGE(test::wait_for(second) == 0, scene.said("second"));
            if (scene.said("second").find("planning again") != std::string::npos) ++waited;
            return i < 12;
        });
        MESSAGE("planned again " << waited << " times");
    }
}

TEST_CASE("batches are refused a number that is none, and their number is told when a run does not come to its end") {
    const Scene scene(300);
    scene.choose(0);
    REQUIRE(scene.run() == 0);
    CHECK(scene.number("SELECT inserted FROM muster_runs") == contacts_of_a_file);
    DestinationSettings settings;
    settings.url = test::address_of(scene.path());
    settings.options["contacts_at_once"] = std::int64_t{0};
    CHECK(open_destination(settings).error().code == Code::invalid_value);
}

TEST_CASE("another program that changes contacts between batches ends the run, which says how far it came" * doctest::skip(on_postgres())) {
    const Scene scene(300);
    scene.choose(0);
    REQUIRE(scene.run() == 0);
    bool told = false;
    for (long at = 10; !told; ++at) {
        CAPTURE(at);
        scene.choose(static_cast<int>(at % 2));
        const pid_t process = scene.start({at, "locks"});
        REQUIRE(stopped(process));
        // Only between two batches is the database free, and has a journal that is not empty.
        auto other = test::connection_to(scene.path());
        const auto batches = other->integer("SELECT count(*) FROM muster_journal");
        if (batches && batches->value_or(0) > 0) static_cast<void>(other->execute("UPDATE contacts SET name = 'Eve' WHERE muster_key = 'contact1@example.org'"));
        other.reset();
        ::kill(process, SIGCONT);
        const int code = test::wait_for(process);
        told = code == 5 && scene.said().find("contacts were written") != std::string::npos;
        REQUIRE(scene.run() == 0);
        CHECK(scene.contacts() == file_contents[at % 2]);
    }
}

// A small file system for everybody, which only root may make.
class SmallDisk {
public:
    SmallDisk() {
        mounted_ = mkdtemp(folder_.data()) != nullptr && chmod(folder_.c_str(), 0755) == 0 &&
                   mount("tmpfs", folder_.c_str(), "tmpfs", 0, ("mode=0777,size=" + std::to_string(large) + "k").c_str()) == 0;
    }
    ~SmallDisk() {
        if (mounted_) umount2(folder_.c_str(), MNT_DETACH);
        rmdir(folder_.c_str());
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    bool mounted() const { return mounted_; }
    const std::string& folder() const { return folder_; }

    void leave(int kilobytes) const {
        const auto space = std::filesystem::space(folder_);
        resize(static_cast<int>((space.capacity - space.free) / 1024) + kilobytes);
    }
    void leave_much() const { resize(large); }

private:
    static constexpr int large = 65536;
    void resize(int kilobytes) const {
        REQUIRE(mount(nullptr, folder_.c_str(), nullptr, MS_REMOUNT, ("size=" + std::to_string(kilobytes) + "k").c_str()) == 0);
    }
    std::string folder_ = (std::filesystem::temp_directory_path() / "muster-disk-XXXXXX").string();
    bool mounted_ = false;
};

// Runs with more and more room, until there is enough.
void fill_the_disk(const SmallDisk& disk, const Scene& scene, int step) {
    int full = 0;
    disturb_in_turn(scene, 100, [&](int i) {
        disk.leave(step * i);
        const int code = test::wait_for(scene.start());
        // PostgreSQL does not say why it could not write the file that it keeps what it knows of its tables in.
        const bool told = scene.said().find("full") != std::string::npos || scene.said().find("could not write init file") != std::string::npos;
        if (code != 0) CHECK_MESSAGE(told, scene.said());
        full += code != 0;
        disk.leave_much();
        return code != 0;
    });
    CHECK(full >= 3);
}

TEST_CASE("a disk that is full at any moment leaves the contacts as before, and the next run completes" * doctest::skip(on_postgres())) {
    for (const int contacts_at_once : {0, 300}) {
        CAPTURE(contacts_at_once);
        const SmallDisk disk;
        if (!disk.mounted()) {
            MESSAGE("skipped: a small file system can only be mounted by root");
            return;
        }
        fill_the_disk(disk, Scene(contacts_at_once, 30, disk.folder() + "/contacts.db"), 20);
    }
}

TEST_CASE("a server whose disk is full leaves the contacts as before, and the next run completes" * doctest::skip(!on_postgres())) {
    const SmallDisk disk;
    const passwd* user = getpwnam("postgres");
    if (!disk.mounted() || user == nullptr) {
        MESSAGE("skipped: a small file system can only be mounted by root");
        return;
    }
    const std::string place = disk.folder() + "/tables";
    REQUIRE(std::filesystem::create_directory(place));
    REQUIRE(chown(place.c_str(), user->pw_uid, user->pw_gid) == 0);
    const std::string path = disk.folder() + "/contacts.db", name = test::database_name(path);
    test::on_server("CREATE TABLESPACE small LOCATION '" + place + "'");
    test::on_server("CREATE DATABASE " + name + " TABLESPACE small");
    fill_the_disk(disk, Scene(0, 30, path), 60);
    test::on_server("DROP DATABASE " + name);
    test::on_server("CHECKPOINT");
    test::on_server("DROP TABLESPACE small");
}
