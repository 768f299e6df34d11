#include "generated_keys.hpp"

#include <utility>

namespace muster::native {

namespace {

constexpr std::uint32_t smallest_key = 100'000'000;
constexpr std::uint32_t key_count = 900'000'000;
// The largest multiple of key_count that fits 32 bits: draws beyond it would favour small keys.
constexpr std::uint32_t fair_limit = 4u * key_count;
// With half of all keys taken, as many draws in a row fail less often than any computer breaks.
constexpr int max_draws = 1000;

}  // namespace

GeneratedKeys::GeneratedKeys(std::function<std::uint32_t()> random, std::function<Result<bool>(const std::string&)> is_taken)
    : random_(std::move(random)), is_taken_(std::move(is_taken)), drawn_(1024) {}

Result<std::string> GeneratedKeys::draw() {
    for (int i = 0; i < max_draws; ++i) {
        const std::uint32_t bits = random_();
        if (bits >= fair_limit) continue;
        const std::uint32_t key = smallest_key + bits % key_count;
        if (!remember(key)) continue;
        std::string text = std::to_string(key);
        auto taken = is_taken_(text);
        if (!taken) return taken.error();
        if (!*taken) return text;
    }
    return make_issue(Code::keys_exhausted,
                      "No free key of nine digits was found in " + std::to_string(max_draws) + " draws; nothing was written.",
                      "Identify contacts by a column of the file instead of generated keys.");
}

// False when the key was drawn before.
bool GeneratedKeys::remember(std::uint32_t key) {
    if ((used_ + 1) * 4 > drawn_.size() * 3) grow();
    std::size_t at = (key * 2654435769u) & (drawn_.size() - 1);
    while (drawn_[at] != 0 && drawn_[at] != key) at = (at + 1) & (drawn_.size() - 1);
    if (drawn_[at] == key) return false;
    drawn_[at] = key;
    ++used_;
    return true;
}

void GeneratedKeys::grow() {
    std::vector<std::uint32_t> old(drawn_.size() * 2);
    old.swap(drawn_);
    used_ = 0;
    for (const std::uint32_t key : old) {
        if (key != 0) remember(key);
    }
}

}  // namespace muster::native
