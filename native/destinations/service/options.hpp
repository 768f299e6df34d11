// The members of a sync document's "destination" as the kind declares them: one list for reading, help and documents.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/sync.hpp"
#include "native/destinations/destination.hpp"
#include "native/net/http.hpp"

namespace muster::native {

// Reads options with the defaults of their declarations, and keeps everything that is wrong with them.
class OptionReader {
public:
    // Both must outlive the reader.
    OptionReader(const DestinationSettings& settings, std::span<const OptionSpec> specs) : settings_(settings), specs_(specs) {}

    std::string text(std::string_view name);
    // Of a fixed list.
    std::string word(std::string_view name, std::span<const std::string_view> words);
    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most);
    bool flag(std::string_view name);
    // The secret itself. Empty with a fault when it cannot be read.
    std::string secret(std::string_view name);
    // A fault with this help where the member is not given, although its declaration does not demand it. Answers whether it is.
    bool need(const std::string& name, const std::string& help);
    // Of the options that http_options() declares.
    HttpSettings http();

    void fault(Issue issue) { faults_.push_back(std::move(issue)); }
    // One issue that tells all of them; nothing when there is none.
    std::optional<Issue> faults() const;

private:
    const OptionSpec& spec(std::string_view name) const;
    const OptionValue* given(std::string_view name) const;
    void wrong(std::string_view name, const std::string& wanted);
    const DestinationSettings& settings_;
    std::span<const OptionSpec> specs_;
    std::vector<Issue> faults_;
};

// What every service lets be set: "proxy" with its login, and "ca_file".
std::vector<OptionSpec> http_options();

// An address to which a path is added.
std::string without_slash(std::string url);

// Several issues as one: their sentences after each other, with the code of the first. Precondition: there is one.
Issue joined(std::span<const Issue> issues);

}  // namespace muster::native
