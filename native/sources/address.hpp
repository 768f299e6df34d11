// What a source's address means.
#pragma once

#include <string>
#include <string_view>

#include "muster/result.hpp"

namespace muster::native {

struct SourceAddress {
    bool standard_input = false;
    std::string path;     // otherwise
    std::string name;     // for people and reports: the address as given, "standard input" for "-"
};

// The address without what stands before an @ and behind a ? in it, where a password may be. For messages and reports.
std::string without_credentials(std::string_view address);
// Whether it holds a password. No address of Muster may.
bool holds_password(std::string_view address);

// Takes "-", a path, or a `file:` URL (percent-encoded; "file:contacts.csv" is relative). A relative path starts at `folder`,
// or at the current folder where that is empty. Errors: invalid_value.
Result<SourceAddress> read_address(std::string_view address, std::string_view folder = {});

}  // namespace muster::native
