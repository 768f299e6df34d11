// Random keys of nine digits, 100000000 to 999999999, never twice (contact-manager.md section 5).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "muster/result.hpp"

namespace muster::native {

class GeneratedKeys {
public:
    // `random` gives uniform 32 bits; `is_taken` tells whether a contact has the key already.
    GeneratedKeys(std::function<std::uint32_t()> random, std::function<Result<bool>(const std::string& key)> is_taken);

    // A key that neither the database has nor this run has drawn. Errors: keys_exhausted after a bounded number of draws.
    Result<std::string> draw();

private:
    bool remember(std::uint32_t key);
    void grow();

    std::function<std::uint32_t()> random_;
    std::function<Result<bool>(const std::string&)> is_taken_;
    std::vector<std::uint32_t> drawn_;   // open addressing; 0 is a free slot
    std::size_t used_ = 0;
};

}  // namespace muster::native
