#include "contact_server.hpp"

#include <sys/random.h>

#include <vector>

namespace muster::native {

namespace {

// Advisory locks: "MSTR", 1 while staging tables are made or dropped; "MSTS" and their number while their run lives.
constexpr const char* staging_lock = "SELECT pg_advisory_xact_lock(1297306706, 1)";
const std::string staging_locks = "1297306707, ";

}  // namespace

ContactServer::ContactServer(std::string url, std::string password, const ContactSettings& settings)
    : ContactStorage(settings), url_(std::move(url)), password_(std::move(password)) {}

Result<void> ContactServer::connect() {
    if (database_.is_open()) return {};
    // A new connection would not have what was staged on the old one.
    if (!staging_.empty()) {
        return make_issue(Code::destination_unreachable, "The connection to " + url_ + " was lost. Nothing was written.", "Run again when the server answers.");
    }
    content_changed();
    return database_.connect(url_, password_, settings().busy_seconds);
}

Result<bool> ContactServer::attach() {
    if (auto connected = connect(); !connected) return connected.error();
    return has_tables();
}

Result<bool> ContactServer::has_table(const char* name) {
    auto there = database_.integer(std::string("SELECT to_regclass('muster.") + name + "') IS NOT NULL");
    if (!there) return there.error();
    return there->value_or(0) != 0;
}

Result<bool> ContactServer::has_tables() {
    auto ours = has_table("muster_meta");
    if (!ours) return ours;
    if (!*ours) {
        auto taken = has_table("contacts");
        if (!taken) return taken;
        if (!*taken) return false;
        return make_issue(Code::destination_failed, "The table muster.contacts of " + url_ + " belongs to another program; it was left untouched.",
                          "Name another database.");
    }
    auto format = database_.integer("SELECT value FROM muster.muster_meta WHERE name = 'format'");
    if (!format) return format.error();
    if (format->value_or(0) <= contact_format_version) return format->has_value();
    return make_issue(Code::destination_failed, "The contact database " + url_ + " was made by a newer version of Muster.",
                      "Update Muster, or name another database.");
}

Result<void> ContactServer::mark_made() {
    return database_.execute("INSERT INTO muster.muster_meta VALUES ('format', '" + std::to_string(contact_format_version) + "')");
}

void ContactServer::abandon(bool) {
    database_.roll_back();
    content_changed();
}

int ContactServer::new_staging_number() {
    std::uint32_t bits = 0;
    while (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) continue;
    return static_cast<int>(bits >> 1);
}

Result<void> ContactServer::make_staging(int number, const std::string& sql) {
    if (auto connected = connect(); !connected) return connected;
    return with_retries(database_, [&]() -> Result<void> {
        if (auto begun = database_.execute(std::string("BEGIN; ") + staging_lock); !begun) return begun;
        auto done = make_schema();
        if (done) done = drop_leftovers();
        if (done) done = database_.execute("SELECT pg_advisory_lock(" + staging_locks + std::to_string(number) + ")");
        if (done) done = database_.execute(sql);
        if (done) done = database_.commit();
        if (!done) database_.roll_back();
        if (done) staging_.insert(std::to_string(number));
        return done;
    });
}

Result<void> ContactServer::make_schema() {
    auto there = database_.integer("SELECT 1 FROM pg_namespace WHERE nspname = 'muster'");
    if (!there) return there.error();
    if (there->has_value()) return {};
    made_schema_ = true;
    return database_.execute("CREATE SCHEMA muster");
}

Result<void> ContactServer::drop_leftovers() {
    std::vector<std::string> numbers;
    auto select = database_.prepare("SELECT substr(tablename, 8) FROM pg_tables WHERE schemaname = 'muster' AND tablename ~ '^staged_[0-9]+$'");
    if (!select) return select.error();
    while (true) {
        auto row = select->step();
        if (!row) return row.error();
        if (!*row) break;
        numbers.emplace_back(select->text(0));
    }
    for (const std::string& number : numbers) {
        if (staging_.contains(number)) continue;
        if (auto dropped = drop_if_orphaned(number); !dropped) return dropped;
    }
    return {};
}

Result<void> ContactServer::drop_if_orphaned(const std::string& number) {
    auto orphaned = database_.integer("SELECT pg_try_advisory_lock(" + staging_locks + number + ")");
    if (!orphaned) return orphaned.error();
    if (orphaned->value_or(0) == 0) return {};
    auto dropped = database_.execute("DROP TABLE IF EXISTS muster.staged_" + number + ", muster.missing_" + number);
    auto unlocked = database_.execute("SELECT pg_advisory_unlock(" + staging_locks + number + ")");
    return dropped ? unlocked : dropped;
}

void ContactServer::drop_staging(int number, const std::string& sql) {
    staging_.erase(std::to_string(number));
    if (!database_.is_open()) return;
    // What fails here goes when the next run stages.
    auto dropped = database_.execute(std::string("BEGIN; ") + staging_lock);
    if (dropped) dropped = database_.execute(sql);
    if (dropped && made_schema_) {
        auto used = database_.integer("SELECT 1 FROM pg_tables WHERE schemaname = 'muster' LIMIT 1");
        if (used && !used->has_value()) dropped = database_.execute("DROP SCHEMA muster");
    }
    if (dropped) dropped = database_.commit();
    if (!dropped) database_.roll_back();
    static_cast<void>(database_.execute("SELECT pg_advisory_unlock(" + staging_locks + std::to_string(number) + ")"));
}

}  // namespace muster::native
