// The deletion of one profile: account-wide and for good, so each is a batch of its own in the journal (section 11).
#pragma once

#include <string>

#include "native/destinations/apsis_one/import_file.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native::apsis_one {

class ProfileDeletion final : public ServiceBatch {
public:
    // `layout` must outlive it.
    explicit ProfileDeletion(const Layout& layout) : layout_(layout) {}
    Result<Placed> add(const ServiceRecord& record) override {
        if (!key_.empty()) return Placed{Placed::Where::next};
        if (write_key(layout_, record, key_)) return Placed{};
        key_.clear();
        return Placed{Placed::Where::nowhere, "The key has no form that APSIS One takes."};
    }
    const std::string& key() const noexcept { return key_; }

private:
    const Layout& layout_;
    std::string key_;
};

}  // namespace muster::native::apsis_one
