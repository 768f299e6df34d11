// What the contract suite needs of a service under test: the service as it is opened by a program, its double, and how what
// the double holds is to be read. A new service joins the suite by implementing this and an entry in service_contract_test.cpp.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "native/destinations/service/service_destination.hpp"
#include "native/net/retry.hpp"
#include "support/service_double.hpp"

namespace muster::test {

// Waits by moving the clock of the double, without sleeping.
class DoubleClock final : public native::Waiter {
public:
    explicit DoubleClock(const ServiceDouble& service, Clock::time_point& now) : double_(service), now_(now) {}
    Clock::time_point now() override { return now_; }
    bool wait(std::chrono::milliseconds duration) override {
        now_ += duration;
        double_.tell("/clock", "{\"advance_ms\":" + std::to_string(duration.count()) + "}");
        return true;
    }
    double chance() override { return 0.5; }

private:
    const ServiceDouble& double_;
    Clock::time_point& now_;
};

class ServiceBench {
public:
    virtual ~ServiceBench() = default;
    virtual ServiceDouble& service() = 0;
    // As a new program would open it: nothing but the ledger in `state_folder` is left of the one before.
    virtual std::unique_ptr<native::Destination> open(const std::string& state_folder, const std::string& sync_name) = 0;
    virtual bool removes_missing() const = 0;
    // The key, and one text field.
    virtual std::string key_field() const = 0;
    virtual std::string text_field() const = 0;
    // What it demands beside them: fields with a value that is the same in every row; where that is empty, it is the key.
    struct MoreField {
        std::string name, value;
        Type type = Type::text;
    };
    virtual std::vector<MoreField> more_fields() const { return {}; }
    // Every run empties it and fills it anew.
    virtual bool replaces_all() const { return false; }
    // How often it was emptied.
    virtual std::int64_t emptied() { return 0; }
    // By key: the value of the text field, and whether the contact counts as there (not opted out, not deleted).
    struct Held {
        std::string text;
        bool there = true;
        bool operator==(const Held&) const = default;
    };
    virtual std::map<std::string, Held> held() = 0;
    // Settings of the double (POST /config): under each of them a run works, since the contract leaves them open.
    virtual std::vector<std::string> variants() const = 0;
    // One under which a batch is never finished; empty: the service answers at once.
    virtual std::string stuck() const = 0;
    // What the client must never do, and did.
    std::vector<std::string> violations() {
        std::vector<std::string> all;
        const JsonValue state = service().ask("/state");
        for (const JsonValue& each : state.find("violations")->items) all.push_back(each.string);
        return all;
    }
    std::int64_t calls() { return service().ask("/state").find("calls")->integer; }
};

std::unique_ptr<ServiceBench> apsis_one_bench();
std::unique_ptr<ServiceBench> emarsys_bench();
std::unique_ptr<ServiceBench> optimizely_bench();
std::unique_ptr<ServiceBench> http_json_bench();

}  // namespace muster::test
