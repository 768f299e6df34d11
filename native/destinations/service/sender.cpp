#include "sender.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "packed_values.hpp"

namespace muster::native {
namespace {

constexpr std::int64_t whole_spool = std::numeric_limits<std::int64_t>::max();
constexpr int most_tries = 5;              // of one batch that comes to nothing
constexpr int most_fruitless_waits = 20;   // for a service that takes no batch

// What is left is in the spool: the way on.
constexpr const char* go_on = "When the cause is gone, go on with: muster runs resume";

class Journal final : public Sending {
public:
    Journal(Ledger& ledger, LedgerBatch& batch, bool repeated) : ledger_(ledger), batch_(batch), repeated_(repeated) {}
    bool repeated() const override { return repeated_; }
    Result<void> keep_ticket(const std::string& ticket) override {
        batch_.ticket = ticket;
        return ledger_.keep_ticket(batch_, ticket);
    }

private:
    Ledger& ledger_;
    LedgerBatch& batch_;
    bool repeated_;
};

Issue interrupted() { return make_issue(Code::interrupted, "The run was interrupted; what was confirmed stays.", go_on); }

Issue without_outcome(const Answer& answer) {
    return make_issue(Code::destination_failed,
                      "A batch was sent, and whether the service did it could not be found out." + (answer.reason.empty() ? "" : " " + answer.reason), go_on);
}

Issue comes_to_nothing(const Answer& answer) {
    return make_issue(Code::destination_unreachable,
                      "A batch was sent " + std::to_string(most_tries) + " times without success." + (answer.reason.empty() ? "" : " " + answer.reason), go_on);
}

}  // namespace

Result<void> Sender::run() {
    auto half_done = ledger_.half_done();
    if (!half_done) return std::move(half_done).error();
    service_.finish_later(std::move(*half_done));
    for (std::size_t phase = 0; phase < service_.phases().size(); ++phase) {
        if (auto performed = perform(phase); !performed) return performed;
        auto failed = ledger_.failed_batches();
        if (!failed) return std::move(failed).error();
        if (*failed == 0) continue;
        return make_issue(Code::destination_failed, "The service gave up " + std::to_string(*failed) + (*failed == 1 ? " batch" : " batches") +
                                                        " of the run." + (given_up_.empty() ? "" : " " + given_up_) +
                                                        " What comes after that, and every removal, was left out.",
                          "The next run sends those records again.");
    }
    return {};
}

Result<void> Sender::perform(std::size_t phase) {
    sent_up_to_ = 0;
    if (auto taken = take_up(phase); !taken) return taken;
    for (;;) {
        if (pending_.size() < service_.pace().most_pending) {
            auto step = send_next(phase);
            if (!step) return std::move(step).error();
            if (*step == Step::sent) continue;
            if (*step == Step::nothing_left && pending_.empty()) return {};
        }
        if (auto polled = poll_all(); !polled) return polled;
    }
}

// What an interrupted run has left in this phase: batches with a ticket are asked for, the others are sent again.
Result<void> Sender::take_up(std::size_t phase) {
    auto batches = ledger_.open_batches();
    if (!batches) return std::move(batches).error();
    for (LedgerBatch& batch : *batches) {
        if (batch.phase != phase) continue;
        sent_up_to_ = std::max(sent_up_to_, batch.last);
        auto left = ledger_.has_records(batch);
        if (!left) return std::move(left).error();
        if (!*left) {   // all were excluded since
            if (auto taken = take(batch, {}); !taken) return taken;
            continue;
        }
        if (!batch.ticket.empty()) {
            pending_.push_back({std::move(batch), service_.pace().first_poll});
            continue;
        }
        auto filled = fill(phase, batch.first - 1, batch.last);
        if (!filled) return std::move(filled).error();
        auto delivered = deliver(std::move(batch), *filled->payload, true);
        if (!delivered) return std::move(delivered).error();
    }
    return {};
}

Result<Sender::Step> Sender::send_next(std::size_t phase) {
    if (stop_) return interrupted();
    auto filled = fill(phase, sent_up_to_, whole_spool);
    if (!filled) return std::move(filled).error();
    // Records before that may be left of batches that came to nothing.
    if (filled->last == 0 && sent_up_to_ != 0 && pending_.empty()) {
        sent_up_to_ = 0;
        return send_next(phase);
    }
    if (filled->last == 0) return Step::nothing_left;
    auto batch = ledger_.begin_batch(phase, filled->first, filled->last, now_ms(), filled->refused);
    if (!batch) return std::move(batch).error();
    const std::int64_t last = filled->last;
    auto step = filled->records == 0 ? Result<Step>(Step::sent) : deliver(*batch, *filled->payload, false);
    if (step && filled->records == 0) {
        if (auto taken = take(*batch, {}); !taken) return std::move(taken).error();
    }
    if (step && *step == Step::sent) {
        sent_up_to_ = last;
        fruitless_waits_ = 0;
    }
    return step;
}

// As many records as fit into one batch. `last` of the result is 0 when there are none.
Result<Sender::Filled> Sender::fill(std::size_t phase, std::int64_t after, std::int64_t last) {
    Filled filled;
    std::vector<ServiceValue> values;
    auto each = [&](std::int64_t number, const SpooledRecord& spooled) -> Result<bool> {
        if (!filled.payload) {
            auto payload = service_.batch(phase);
            if (!payload) return std::move(payload).error();
            filled.payload = std::move(*payload);
        }
        if (!unpack(spooled.sent, values)) return make_issue(Code::internal_error, "A record of the spool cannot be read.");
        auto placed = filled.payload->add({spooled.row, spooled.key, spooled.known, values});
        if (!placed) return std::move(placed).error();
        if (placed->where == ServiceBatch::Placed::Where::next) return false;
        if (filled.first == 0) filled.first = number;
        filled.last = number;
        if (placed->where == ServiceBatch::Placed::Where::nowhere) {
            filled.refused.push_back({number, std::move(placed->reason)});
        } else {
            ++filled.records;
        }
        return true;
    };
    if (auto read = ledger_.each_spooled(phase, after, last, each); !read) return std::move(read).error();
    return filled;
}

// Sends one batch until it is certain what became of it.
Result<Sender::Step> Sender::deliver(LedgerBatch batch, ServiceBatch& payload, bool repeated) {
    const bool repeatable = service_.phases()[batch.phase].repeatable;
    Answer answer;
    for (int tries = 0; tries < most_tries; ++tries) {
        Journal journal(ledger_, batch, repeated);
        // What may not be sent twice: the service's own means tell what became of it.
        auto sent = repeated && !repeatable ? service_.settle(payload) : service_.send(payload, journal);
        if (!sent) {
            // Nothing was done now; but what was sent before may be.
            const bool gone = !repeated && batch.ticket.empty();
            if (auto dropped = gone ? ledger_.drop_batch(batch) : Result<void>(); !dropped) return std::move(dropped).error();
            return std::move(sent).error();
        }
        answer = std::move(*sent);
        switch (answer.state) {
            case Answer::State::done:
            case Answer::State::failed:
                if (auto taken = take(batch, answer); !taken) return std::move(taken).error();
                if (answer.end) return std::move(*answer.end);
                return Step::sent;
            case Answer::State::pending: pending_.push_back({std::move(batch), service_.pace().first_poll}); return Step::sent;
            case Answer::State::later:
                if (repeated) break;
                if (auto dropped = ledger_.drop_batch(batch); !dropped) return std::move(dropped).error();
                return Step::not_now;
            case Answer::State::again: repeated = false; break;
            case Answer::State::unknown: repeated = true; break;
        }
        const ServicePace pace = service_.pace();
        if (auto waited = wait(answer.state == Answer::State::later ? pace.longest_poll : pace.first_poll); !waited) return std::move(waited).error();
    }
    return answer.state == Answer::State::unknown ? without_outcome(answer) : comes_to_nothing(answer);
}

Result<void> Sender::take(const LedgerBatch& batch, const Answer& answer) {
    if (answer.state == Answer::State::failed) {
        if (given_up_.empty()) given_up_ = answer.reason;
        return ledger_.fail_batch(batch, answer.reason);
    }
    if (answer.end) return ledger_.leave_batch(batch, answer.refused);
    if (service_.phases()[batch.phase].empties) {
        has_emptied_ = true;
        if (auto noted = ledger_.note_emptied(); !noted) return noted;
    }
    return ledger_.finish_batch(batch, answer.refused, answer.existed, answer.added_again);
}

Result<void> Sender::poll_all() {
    const ServicePace pace = service_.pace();
    if (pending_.empty() && ++fruitless_waits_ > most_fruitless_waits) {
        return make_issue(Code::destination_busy, "The service takes nothing more for the time being.", go_on);
    }
    auto duration = pace.longest_poll;
    for (const Pending& each : pending_) duration = std::min(duration, each.wait);
    if (auto waited = wait(duration); !waited) return waited;
    std::vector<Pending> polled = std::exchange(pending_, {});
    while (!polled.empty()) {
        Pending each = std::move(polled.front());
        polled.erase(polled.begin());
        auto answer = poll(each);
        if (!answer) return std::move(answer).error();
        if (answer->state == Answer::State::done || answer->state == Answer::State::failed) {
            if (auto taken = take(each.batch, *answer); !taken) return taken;
            if (answer->end) return std::move(*answer->end);
        } else if (answer->state == Answer::State::again) {
            auto filled = fill(each.batch.phase, each.batch.first - 1, each.batch.last);
            if (!filled) return std::move(filled).error();
            each.batch.ticket.clear();
            if (auto kept = ledger_.keep_ticket(each.batch, ""); !kept) return kept;
            auto delivered = deliver(std::move(each.batch), *filled->payload, false);
            if (!delivered) return std::move(delivered).error();
        } else {
            each.wait = std::min(each.wait * 2, pace.longest_poll);
            pending_.push_back(std::move(each));
        }
    }
    return {};
}

Result<Answer> Sender::poll(Pending& pending) {
    const LedgerBatch& batch = pending.batch;
    auto answer = service_.poll(batch.ticket, [&]() -> Result<std::unique_ptr<ServiceBatch>> {
        auto filled = fill(batch.phase, batch.first - 1, batch.last);
        if (!filled) return std::move(filled).error();
        return std::move(filled->payload);
    });
    const bool waits = answer && answer->state != Answer::State::done && answer->state != Answer::State::failed;
    if (!waits || std::chrono::milliseconds(now_ms() - batch.sent) < service_.pace().patience) return answer;
    return Answer{Answer::State::failed, {}, "The service had it for longer than it is waited for, and has not finished it."};
}

Result<void> Sender::settle_sent() {
    auto batches = ledger_.open_batches();
    if (!batches) return std::move(batches).error();
    for (LedgerBatch& batch : *batches) {
        if (batch.ticket.empty()) continue;
        Pending pending{std::move(batch), service_.pace().first_poll};
        for (;;) {
            auto answer = poll(pending);
            if (!answer) return std::move(answer).error();
            if (answer->state == Answer::State::done || answer->state == Answer::State::failed) {
                if (auto taken = take(pending.batch, *answer); !taken) return taken;
                break;
            }
            if (answer->state == Answer::State::again) {
                if (auto dropped = ledger_.drop_batch(pending.batch); !dropped) return dropped;
                break;
            }
            if (auto waited = wait(pending.wait); !waited) return waited;
            pending.wait = std::min(pending.wait * 2, service_.pace().longest_poll);
        }
    }
    return {};
}

Result<void> Sender::wait(std::chrono::milliseconds duration) {
    if (!waiter_.wait(duration)) return interrupted();
    return {};
}

std::int64_t Sender::now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(waiter_.now().time_since_epoch()).count();
}

}  // namespace muster::native
