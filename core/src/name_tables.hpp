// Names of countries and languages in the languages of Europe, and their codes. Internal to core.
#pragma once

#include <string_view>
#include <vector>

namespace muster {

// Folded names and the two-letter codes that they stand for.
class NameTable {
public:
    // One line for each code: the code in lower case, then its names, parted by commas. `lists` outlives the table.
    explicit NameTable(std::string_view lists);
    // The two-letter code in lower case, or empty. `folded` is a FoldedWord's view.
    std::string_view code_of(std::string_view folded) const noexcept;

private:
    struct Record {
        std::string_view name, code;
    };
    std::vector<Record> records_;  // by length of the name, then by its letters
};

// Made at their first use.
const NameTable& country_names();
const NameTable& language_names();
// The alpha-3 and the numeric codes of ISO 3166-1.
const NameTable& longer_country_codes();
// Two-letter codes in lower case, one after the other, sorted.
extern const std::string_view country_codes;
// The code as it stands in `codes`; empty where it does not.
std::string_view find_code(std::string_view codes, std::string_view code) noexcept;

}  // namespace muster
