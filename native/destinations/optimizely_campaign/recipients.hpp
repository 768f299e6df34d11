// Recipients as addAll3 takes them, and what it says of each. Sections 2 and 4.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/destinations/optimizely_campaign/recipient_list.hpp"
#include "native/destinations/service/service.hpp"
#include "native/net/soap.hpp"

namespace muster::native::optimizely_campaign {

// Where the values of a record go.
struct Layout {
    std::size_t address = 0;           // index in the plan's columns
    struct Attribute {
        std::size_t source = 0;
        ListType type = ListType::text;
    };
    std::vector<Attribute> attributes;
    std::vector<std::string> names;    // of the attributes, on the list
};

// What stands in the way of a plan is told in `problems`.
Layout lay_out(const ServicePlan& plan, const RecipientList& list, const Settings& settings, std::vector<Issue>& problems);

// The cell of a value; nothing where a typed field is to be empty, which is never written as an empty text. False: it has no such form.
bool write_cell(ListType type, const ServiceValue& value, const Settings& settings, std::optional<std::string>& into);

class Recipients final : public ServiceBatch {
public:
    // Both must outlive it.
    Recipients(const Layout& layout, const Settings& settings) : layout_(layout), settings_(settings) {}
    Result<Placed> add(const ServiceRecord& record) override;

    std::size_t size() const noexcept { return ids_.size(); }
    const std::string& id(std::size_t number) const { return ids_[number]; }
    // The parameters of addAll3 for some of them.
    void add_to(SoapCall& call, std::span<const std::size_t> numbers) const;

private:
    const Layout& layout_;
    const Settings& settings_;
    std::vector<std::string> ids_, addresses_;
    std::vector<SoapCall::Row> rows_;
};

// Codes of addAll3.
inline constexpr std::int64_t added = 0, already_there = 5, general_error = 7;
// Of our own: a call with nobody but this recipient was refused.
inline constexpr std::int64_t refused_alone = std::numeric_limits<std::int64_t>::min();
// For people, in a sentence.
std::string reason_of(std::int64_t code);
// Of the reasons: of somebody who must not be written to. No failure.
bool is_not_mailable(std::string_view reason);

}  // namespace muster::native::optimizely_campaign
