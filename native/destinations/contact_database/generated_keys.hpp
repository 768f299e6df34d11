// Random keys of nine digits, 100000000 to 999999999, never twice (contact-manager.md section 5).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "muster/result.hpp"

namespace muster::native {

class GeneratedKeys {
public:
    // So many are looked up at once, so that a database far away is asked seldom.
    static constexpr std::size_t keys_at_once = 250;
    // Answers those of at most keys_at_once keys that a contact has already.
    using Taken = std::function<Result<std::vector<std::string>>(std::span<const std::string> keys)>;

    // `random` gives uniform 32 bits.
    GeneratedKeys(std::function<std::uint32_t()> random, Taken taken);

    // A key that neither the database has nor this run has drawn. Errors: keys_exhausted after a bounded number of draws.
    Result<std::string> draw();

private:
    std::vector<std::string> candidates();
    bool remember(std::uint32_t key);
    void grow();

    std::function<std::uint32_t()> random_;
    Taken taken_;
    std::vector<std::string> free_;      // drawn, and no contact has them
    std::vector<std::uint32_t> drawn_;   // open addressing; 0 is a free slot
    std::size_t used_ = 0;
};

}  // namespace muster::native
