// What stands between the check of a file and the changes that it means.
#pragma once

#include <span>
#include <string_view>

#include "muster/check.hpp"
#include "native/destinations/destination.hpp"

namespace muster::native {

// Stages what a plan will write and passes rejected rows on.
class Stager : public CheckSink {
public:
    // Both must outlive it; `rejected` may be null.
    Stager(Changes& changes, CheckSink* rejected) : changes_(changes), rejected_(rejected) {}

    Result<void> record(const Record& record, const Planner::Decision& decision) override {
        const bool staged = decision.action == Action::insert || decision.action == Action::compare;
        const bool is_not_done = decision.rejects_earlier || decision.action == Action::not_at_destination;
        if (is_not_done && rejected_ != nullptr) {
            if (auto told = rejected_->record(record, decision); !told) return told;
        }
        if ((decision.replaces_earlier && !staged) || decision.rejects_earlier) return changes_.forget(record.key);
        return staged ? changes_.stage(record, decision.action, decision.replaces_earlier) : Result<void>();
    }

    Result<void> rejected_key(std::string_view key) override { return changes_.keep(key); }

    Result<void> rejected(const Row& row, std::span<const Issue> issues) override {
        return rejected_ != nullptr ? rejected_->rejected(row, issues) : Result<void>();
    }

private:
    Changes& changes_;
    CheckSink* rejected_;
};

}  // namespace muster::native
