// Sends the run that is open in a ledger, batch by batch, until nothing of it is left. This is where records leave for a
// service, and the only place.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "native/destinations/service/ledger.hpp"
#include "native/destinations/service/service.hpp"
#include "native/net/retry.hpp"

namespace muster::native {

class Sender {
public:
    // All must outlive it. The service has been given the plan of the run.
    Sender(Service& service, Ledger& ledger, Waiter& waiter, const std::atomic<bool>& stop)
        : service_(service), ledger_(ledger), waiter_(waiter), stop_(stop) {}

    // Also goes on with what an interrupted run had begun. An error leaves what is confirmed confirmed, all else in the spool,
    // and every phase behind the one that failed not begun. Errors: those of the service; destination_failed when it gave up a
    // batch or does not tell what became of one; destination_busy when it takes none; interrupted.
    Result<void> run();
    // Only finds out what became of the batches that a run had sent; nothing new is sent. Those of which that cannot be found
    // out stay unconfirmed.
    Result<void> settle_sent();
    // Whether it has emptied the destination, also where the journal could not be told of it any more.
    bool has_emptied() const noexcept { return has_emptied_; }

private:
    struct Pending {
        LedgerBatch batch;
        std::chrono::milliseconds wait;
    };
    struct Filled {
        std::unique_ptr<ServiceBatch> payload;
        std::int64_t first = 0, last = 0;
        std::uint64_t records = 0;
        std::vector<Ledger::RefusedRecord> refused = {};
    };
    enum class Step : std::uint8_t { sent, nothing_left, not_now };

    Result<void> perform(std::size_t phase);
    Result<void> take_up(std::size_t phase);
    Result<Step> send_next(std::size_t phase);
    Result<Filled> fill(std::size_t phase, std::int64_t after, std::int64_t last);
    Result<Step> deliver(LedgerBatch batch, ServiceBatch& payload, bool repeated);
    Result<void> take(const LedgerBatch& batch, const Answer& answer);
    Result<void> poll_all();
    Result<Answer> poll(Pending& pending);
    Result<void> wait(std::chrono::milliseconds duration);
    std::int64_t now_ms();

    Service& service_;
    Ledger& ledger_;
    Waiter& waiter_;
    const std::atomic<bool>& stop_;
    std::vector<Pending> pending_;
    std::int64_t sent_up_to_ = 0;      // of the spool, in this phase
    std::string given_up_;             // why, of the first batch that the service gave up
    bool has_emptied_ = false;
    int fruitless_waits_ = 0;          // since the service took a batch last
};

}  // namespace muster::native
