// The CSV file of one import (sections 8 to 10): UTF-8 without a mark, commas, quotes where they are needed, columns c0, c1, …
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "native/destinations/apsis_one/import_layout.hpp"
#include "native/destinations/service/service.hpp"

namespace muster::native::apsis_one {

enum class ImportKind : std::uint8_t {
    data,            // attributes and opt-ins
    opt_outs,        // of people whose consent the file says no to
    missing          // opt-outs of people who are missing in the file
};

// The names of the columns: the key is c0, then attributes_of(kind, layout), then the consents.
std::string column_name(std::size_t column);
std::span<const AttributeColumn> attributes_of(ImportKind kind, const Layout& layout);
// As APSIS One wants a value; nothing when it has no such form: a national telephone number, a time without a zone.
bool write_value(Form form, std::string_view value, std::string& into);
// The key of a record as APSIS One wants it; false when it has no such form.
bool write_key(const Layout& layout, const ServiceRecord& record, std::string& into);

class ImportFile final : public ServiceBatch {
public:
    // Makes a file in `folder` that only its owner may read and that goes with this object. `layout` must outlive it.
    static Result<std::unique_ptr<ImportFile>> create(const std::string& folder, ImportKind kind, const Layout& layout, std::uint64_t most_bytes);
    ~ImportFile() override;
    ImportFile(const ImportFile&) = delete;
    ImportFile& operator=(const ImportFile&) = delete;

    Result<Placed> add(const ServiceRecord& record) override;
    // Everything is in the file then.
    Result<void> flush();

    ImportKind kind() const noexcept { return kind_; }
    const std::string& path() const noexcept { return path_; }

private:
    ImportFile(ImportKind kind, const Layout& layout, std::uint64_t most_bytes) : kind_(kind), layout_(layout), most_bytes_(most_bytes) {}
    Result<void> open(const std::string& folder);
    void append_header();
    // The row of a record, or why it has none.
    std::string row_of(const ServiceRecord& record);
    std::string append_key(const ServiceRecord& record);
    std::string append_attributes(const ServiceRecord& record);
    void append_consents(const ServiceRecord& record, std::string_view when);

    ImportKind kind_;
    const Layout& layout_;
    std::uint64_t most_bytes_, bytes_ = 0;
    std::uint64_t records_ = 0;
    std::string path_, row_, value_, buffer_;
    int descriptor_ = -1;
};

}  // namespace muster::native::apsis_one
