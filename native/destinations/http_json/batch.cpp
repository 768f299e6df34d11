#include "batch.hpp"

namespace muster::native::http_json {

Result<ServiceBatch::Placed> Batch::add(const ServiceRecord& record) {
    if (records_.size() >= form_.most_records) return Placed{Placed::Where::next};
    const std::size_t key = form_.plan->key;
    // Of one that is to be removed the values may not be known.
    const auto value_of = [&](std::size_t column) { return column < record.values.size() ? record.values[column] : ServiceValue(); };
    Record placed{std::string(record.key), std::string(value_of(key).value_or(record.key)), {}, {}};
    std::vector<std::string> values;
    for (const auto& column : form_.columns) {
        std::string& json = values.emplace_back();
        if (!column) continue;
        const ServiceValue value = *column == key ? ServiceValue(placed.key_value) : value_of(*column);
        if (!value) continue;
        const ServiceColumn& of_plan = form_.plan->columns[*column];
        json = json_of(*value, of_plan.type, of_plan.declared);
        placed.values.emplace_back(*value);
    }
    placed.json = form_.call->body.record(values);
    constexpr std::uint64_t comma = 1;
    const std::uint64_t bytes = bytes_ + placed.json.size() + comma;
    if (records_.empty() && bytes > form_.most_bytes) return Placed{Placed::Where::nowhere, "The record alone is larger than one call may be."};
    if (bytes > form_.most_bytes) return Placed{Placed::Where::next};
    bytes_ = bytes;
    records_.push_back(std::move(placed));
    return Placed{};
}

}  // namespace muster::native::http_json
