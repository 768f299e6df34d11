// Names of countries and languages in the languages of Europe, and their codes. Internal to core.
#pragma once

#include <span>
#include <string_view>

namespace muster {

// Records of one length each (a folded name and its two-letter code in lower case), sorted, one literal for each length.
class NameTable {
public:
    explicit constexpr NameTable(std::span<const std::string_view> by_length) noexcept : by_length_(by_length) {}
    // The two-letter code in lower case, or empty. `folded` is a FoldedWord's view.
    std::string_view code_of(std::string_view folded) const noexcept;

private:
    std::span<const std::string_view> by_length_;
};

extern const NameTable country_names;
extern const NameTable language_names;
// The alpha-3 and the numeric codes of ISO 3166-1.
extern const NameTable longer_country_codes;
// Two-letter codes in lower case, one after the other, sorted.
extern const std::string_view country_codes;
bool has_code(std::string_view codes, std::string_view code) noexcept;

}  // namespace muster
