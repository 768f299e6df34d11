// Contacts on their way to Emarsys, in the form of its calls.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fields.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native::emarsys {

// Where the values of a record go. Views and pointers must outlive the batch.
struct BatchForm {
    std::string_view key_id;
    std::size_t key = 0;                               // which column it is
    std::vector<const ContactField*> columns;
    std::uint32_t most_contacts = 0, most_bytes = 0;
};

class Batch final : public ServiceBatch {
public:
    struct Contact {
        std::string key;                               // as the ledger knows it
        std::string value;                             // as the service is told
        std::string json;
        std::uint64_t row = 0;                         // of the file
        bool known = false;
        bool loses_characters = false;
    };

    explicit Batch(BatchForm form) : form_(std::move(form)), bytes_(contacts_body_frame(form_.key_id)) {}
    Result<Placed> add(const ServiceRecord& record) override;

    const std::vector<Contact>& contacts() const noexcept { return contacts_; }
    // The number of the contact that an answer is about: its key is told as it was sent, or as the service keeps it.
    std::optional<std::size_t> find(std::string_view key_value) const;

    // Once it was asked for what is not at the service before the batch is sent.
    std::optional<Ticket> ticket;

private:
    std::string folded(std::string_view key_value) const;

    BatchForm form_;
    std::uint64_t bytes_;
    std::vector<Contact> contacts_;
    std::map<std::string, std::size_t> by_key_;
};

}  // namespace muster::native::emarsys
