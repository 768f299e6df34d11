// A run into a service that stopped on its way: its spool and journal are in the ledger.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "native/db/file_lock.hpp"
#include "native/destinations/destination.hpp"
#include "native/destinations/service/ledger.hpp"

namespace muster::native {

class ServiceDestination;

class KeptServiceRun final : public KeptRun {
public:
    // Null when the ledger has no such run, nothing of it is left, or the service gave up a part of it: then it is to be made again.
    static Result<std::unique_ptr<KeptRun>> find(ServiceDestination& destination, std::string_view run_id);

    Result<std::uint64_t> left() override;
    Result<void> adopt(const std::string& run_id, const std::string& completed) override;
    Result<Applied> finish() override;
    Applied written() const override { return written_; }

private:
    KeptServiceRun(ServiceDestination& destination, LedgerRun run) : destination_(destination), run_(std::move(run)) {}
    // Everything before the first batch, reading only, but for what is new of people who must not be written to.
    Result<void> get_ready(Ledger& ledger);
    // What it has emptied and begun to fill must not have been emptied by another sync since. Error: contradiction.
    Result<void> must_be_last(Ledger& ledger);
    // Takes people out of it who unsubscribed or bounced since it was planned.
    Result<void> exclude(Ledger& ledger);
    // The 10 % rule once more, where the destination is still as it was.
    Result<void> guard_again(Ledger& ledger);
    ServiceDestination& destination_;
    LedgerRun run_;
    // From adopt() on:
    std::string run_id_;
    std::optional<FileLock> lock_;
    Feedback feedback_;
    Applied written_;
};

}  // namespace muster::native
