#include "generated_keys.hpp"

#include <algorithm>
#include <utility>

namespace muster::native {

namespace {

constexpr std::uint32_t smallest_key = 100'000'000;
constexpr std::uint32_t key_count = 900'000'000;
// The largest multiple of key_count that fits 32 bits: draws beyond it would favour small keys.
constexpr std::uint32_t fair_limit = 4u * key_count;
// With half of all keys taken, as many draws in a row fail less often than any computer breaks.
constexpr std::size_t max_draws = 1000;

}  // namespace

GeneratedKeys::GeneratedKeys(std::function<std::uint32_t()> random, Taken taken)
    : random_(std::move(random)), taken_(std::move(taken)), drawn_(1024) {}

Result<std::string> GeneratedKeys::draw() {
    for (std::size_t draws = 0; free_.empty() && draws < max_draws; draws += keys_at_once) {
        free_ = candidates();
        if (free_.empty()) break;
        auto taken = taken_(free_);
        if (!taken) return taken.error();
        std::erase_if(free_, [&](const std::string& key) { return std::find(taken->begin(), taken->end(), key) != taken->end(); });
    }
    if (!free_.empty()) {
        std::string key = std::move(free_.back());
        free_.pop_back();
        return key;
    }
    return make_issue(Code::keys_exhausted,
                      "No free key of nine digits was found in " + std::to_string(max_draws) + " draws; nothing was written.",
                      "Identify contacts by a column of the file instead of generated keys.");
}

// Keys that were not drawn before; fewer where they are hard to find.
std::vector<std::string> GeneratedKeys::candidates() {
    std::vector<std::string> keys;
    for (std::size_t failures = 0; keys.size() < keys_at_once && failures < max_draws;) {
        const std::uint32_t bits = random_();
        const std::uint32_t key = smallest_key + bits % key_count;
        if (bits >= fair_limit || !remember(key)) {
            ++failures;
            continue;
        }
        failures = 0;
        keys.push_back(std::to_string(key));
    }
    return keys;
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
