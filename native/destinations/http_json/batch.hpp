// Records on their way to the service, in the form of its calls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "body.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native::http_json {

// Where the values of a record go. What it points to must outlive the batch.
struct BatchForm {
    const CallForm* call = nullptr;
    std::vector<std::optional<std::size_t>> columns;   // of the plan, one for each field of its body; nothing: the field is not fed
    const ServicePlan* plan = nullptr;
    std::uint32_t most_records = 0, most_bytes = 0;
};

class Batch final : public ServiceBatch {
public:
    struct Record {
        std::string key;                      // as the ledger knows it
        std::string key_value;                // as the service is told
        std::vector<std::string> values;      // that were sent
        std::string json;
    };

    explicit Batch(BatchForm form) : form_(std::move(form)), bytes_(form_.call->body.whole({}).size()) {}
    Result<Placed> add(const ServiceRecord& record) override;

    const std::vector<Record>& records() const noexcept { return records_; }
    const CallForm& call() const noexcept { return *form_.call; }

    // Names the batch for the service, where its calls have such a name.
    std::string idempotency_key;

private:
    BatchForm form_;
    std::uint64_t bytes_;
    std::vector<Record> records_;
};

}  // namespace muster::native::http_json
