// A record: one mapped, converted, validated row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace muster {

// Views stay valid only during the call that hands the record over.
struct Record {
    std::uint64_t row = 0;
    std::uint64_t line = 0;
    std::uint64_t byte = 0;
    std::string_view key;                         // normalised; empty when keys are generated
    std::span<const std::string_view> values;     // one for each entry of the mapping, in its order; normalised; empty: empty cell
    std::uint64_t fingerprint = 0;
};

}  // namespace muster
