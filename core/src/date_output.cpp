#include "muster/date_output.hpp"

#include "date_internal.hpp"

namespace muster {
namespace {

bool is_iso_date(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
        if (!dates::is_digit(text[i])) return false;
    }
    return true;
}

}  // namespace

Result<DateOutput> DateOutput::compile(std::string_view pattern) {
    const auto compiled = DatePattern::compile(pattern);
    if (!compiled) return compiled.error();
    if (compiled->kind() != TemporalKind::date) return dates::pattern_issue("The pattern is not one of a date alone.");
    if (compiled->has_two_digit_year()) return dates::pattern_issue("A year of two digits would lose the century.");
    DateOutput output;
    for (const auto& token : dates::split_letters(compiled->ldml()).tokens) {
        const bool number = token.letter == 'y' || token.letter == 'u' || token.letter == 'd' || (token.letter == 'M' && token.count <= 2);
        if (!token.is_literal() && !number) return dates::pattern_issue("Dates can go out as numbers only: year, month and day.");
        const char letter = token.letter == 'u' ? 'y' : token.letter;
        const std::size_t width = letter == 'y' ? 4 : static_cast<std::size_t>(token.count);
        output.parts_.emplace_back(letter, token.is_literal() ? token.text : std::string(width, letter));
    }
    if (output.parts_.size() == 1) return dates::pattern_issue("The word \"" + compiled->ldml() + "\" is a way to read dates, not to write them.");
    return output;
}

bool DateOutput::append(std::string_view iso, std::string& out) const {
    if (!is_iso_date(iso)) return false;
    for (const auto& [letter, text] : parts_) {
        if (letter == 0) {
            out += text;
            continue;
        }
        std::string_view digits = letter == 'y' ? iso.substr(0, 4) : letter == 'M' ? iso.substr(5, 2) : iso.substr(8, 2);
        if (digits.size() > text.size() && digits.front() == '0') digits.remove_prefix(1);
        out += digits;
    }
    return true;
}

}  // namespace muster
