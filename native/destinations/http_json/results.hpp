// What the answer to a call tells of each of its records.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "muster/result.hpp"
#include "pointer.hpp"

namespace muster::native::http_json {

// Where an answer tells it. Without `list` its status alone tells: every record was accepted.
struct ResultForm {
    std::optional<Pointer> list;              // in the answer: a list of entries
    // In an entry. With a status there is an entry for each record; without one there are entries of refused records alone.
    std::optional<Pointer> status, key, reason;
    std::vector<std::string> accepted;        // the statuses of accepted records
};

// A key that was sent: as the ledger knows it, and as the service was told.
struct SentKey {
    std::string_view key, value;
};

// Why a record was refused, in the service's words, or empty where it has none for it; nothing: it was accepted.
using Refused = std::optional<std::string>;

// One for each of `sent`, which were sent in this order. Error: answer_unreadable, where it is not told of every record what
// became of it.
Result<std::vector<Refused>> read_results(const ResultForm& form, std::string_view body, std::span<const SentKey> sent);

}  // namespace muster::native::http_json
