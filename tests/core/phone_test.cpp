// Telephone numbers against their rules (E.164, E.123, the table of plans) spelt out once more, in the plainest way: many texts put
// together from what numbers are made of, and the same with one byte changed, around the sizes at which usual numbers are read fast.
#include <doctest/doctest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "muster/value.hpp"
#include "phone_table.hpp"

using namespace muster;

namespace {

const std::vector<std::string>& marks() {
    static const std::vector<std::string> all{" ", "-", "(", ")", ".", "/", "\t", "\n", "\v", "\f", "\r", "\u00A0", "\u2007", "\u2009", "\u200A",
                                              "\u202F", "\uFEFF", "\u200B", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212",
                                              "\u00AD", "\u200E", "\u202A", "\u202C", "\u2060", "\u3000"};
    return all;
}

// Of the marks those that nobody can see.
const std::vector<std::string>& invisible_marks() {
    static const std::vector<std::string> all{"\u00A0", "\u2007", "\u2009", "\u200A", "\u202F", "\uFEFF", "\u200B",
                                              "\u00AD", "\u200E", "\u202A", "\u202C", "\u2060", "\u3000"};
    return all;
}

struct Characters {
    bool plus = false;
    std::string digits;
    std::size_t bracketed = 0;   // how many digits stand before the first "(0)" that is not at the start
};

// The digits of a text that holds nothing but digits, marks and a plus at its start, which may stand in a bracket.
std::optional<Characters> characters_of(std::string text) {
    Characters result;
    for (bool taken = true; taken;) {
        taken = false;
        for (const std::string& mark : invisible_marks()) {
            if (text.rfind(mark, 0) != 0) continue;
            text.erase(0, mark.size());
            taken = true;
        }
    }
    if (text.rfind("(+", 0) == 0) text.erase(0, 1);
    if (!text.empty() && text[0] == '+') {
        result.plus = true;
        text.erase(0, 1);
    }
    while (!text.empty()) {
        if (text.rfind("(0)", 0) == 0 && !result.digits.empty() && result.bracketed == 0) result.bracketed = result.digits.size();
        std::size_t taken = 0;
        if (text[0] >= '0' && text[0] <= '9') {
            result.digits += text[0];
            taken = 1;
        }
        for (const std::string& mark : marks()) {
            if (taken == 0 && text.rfind(mark, 0) == 0) taken = mark.size();
        }
        if (taken == 0) return std::nullopt;
        text.erase(0, taken);
    }
    return result;
}

// What stands behind the country code, as every country with that code has it.
bool has_length(unsigned code, std::size_t size) {
    for (const PhoneCountry& country : phone_countries) {
        if (country.calling_code == code && size > 0 && (unsigned{country.lengths} >> size & 1u) != 0) return true;
    }
    return false;
}

// Whether every country with that code has this trunk prefix and no number that starts with it, or with 0 where there is none.
bool drops_zero(unsigned code, const std::string& trunk) {
    for (const PhoneCountry& country : phone_countries) {
        if (country.calling_code == code && (country.trunk_prefix != trunk || (country.lengths & 1u) != 0)) return false;
    }
    return true;
}

bool has_trunk(unsigned code) {
    for (const PhoneCountry& country : phone_countries) {
        if (country.calling_code == code && !std::string(country.trunk_prefix).empty()) return true;
    }
    return false;
}

// Empty: refused.
std::string international(const std::string& digits, std::size_t bracketed) {
    for (std::size_t size = 1; size <= 3 && size <= digits.size(); ++size) {
        const auto code = static_cast<unsigned>(std::stoul(digits.substr(0, size)));
        bool exists = false;
        for (const PhoneCountry& country : phone_countries) exists = exists || country.calling_code == code;
        if (!exists || digits[0] == '0') continue;
        std::string national;
        for (std::size_t i = size; i < digits.size(); ++i) {
            if (bracketed == 0 || i != bracketed || !has_trunk(code)) national += digits[i];
        }
        const bool zero = !national.empty() && national[0] == '0';
        const bool no_longer_dialled = zero && drops_zero(code, "") && has_length(code, national.size() - 1);
        if (zero && (drops_zero(code, "0") || no_longer_dialled)) national.erase(0, 1);
        return has_length(code, national.size()) ? "+" + digits.substr(0, size) + national : std::string();
    }
    return {};
}

const PhoneCountry* country_named(const std::string& name) {
    for (const PhoneCountry& country : phone_countries) {
        if (!name.empty() && name == country.country) return &country;
    }
    return nullptr;
}

std::string in_country(const std::string& digits, const PhoneCountry& home) {
    const std::string trunk = home.trunk_prefix;
    std::string national = digits;
    if (!trunk.empty() && digits.rfind(trunk, 0) == 0) {
        national.erase(0, trunk.size());
    } else if (!trunk.empty() && home.calling_code != 1) {
        return {};
    }
    if (trunk.empty() && digits[0] == '0' && (home.lengths & 1u) == 0) return {};
    if (home.calling_code == 1 && national[0] == '0') return {};
    const bool fits = (unsigned{home.lengths} >> national.size() & 1u) != 0;
    return fits ? "+" + std::to_string(home.calling_code) + national : std::string();
}

// Empty: refused.
std::string expected(const std::string& text, const std::string& home) {
    const auto read = characters_of(text);
    if (!read || read->digits.size() < 5 || read->digits.size() > 15) return {};
    const std::string& digits = read->digits;
    if (read->plus && digits[0] != '0') return international(digits, read->bracketed);
    if (!read->plus && digits.substr(0, 2) == "00" && digits[2] != '0') {
        return international(digits.substr(2), read->bracketed < 2 ? 0 : read->bracketed - 2);
    }
    const PhoneCountry* country = country_named(home);
    const std::string number = country != nullptr && !read->plus ? in_country(digits, *country) : std::string();
    return number.empty() ? digits : number;
}

class Comparison {
public:
    explicit Comparison(const std::string& home) : home_(home) {
        ValueRule rule;
        rule.type = Type::phone;
        rule.default_country = home;
        reader_ = std::move(ValueReader::make(rule)).value();
    }
    void add(const std::string& text) {
        // Blanks at the ends are never part of a value, and an empty cell is no number.
        const std::string_view cell = trimmed(text);
        if (cell.empty()) return;
        ++compared_;
        const ValueReader::Outcome outcome = reader_->read(text, scratch_);
        const std::string found = outcome.ok ? std::string(outcome.value) : std::string();
        if (!found.empty()) ++accepted_;
        if (found == expected(std::string(cell), home_)) return;
        if (++differences_ <= 5) MESSAGE("[" << text << "] is [" << found << "] and should be [" << expected(std::string(cell), home_) << "]");
    }
    int differences() const { return differences_; }
    int compared() const { return compared_; }
    int accepted() const { return accepted_; }

private:
    std::string home_;
    std::optional<ValueReader> reader_;
    std::string scratch_;
    int differences_ = 0, compared_ = 0, accepted_ = 0;
};

class Maker {
public:
    explicit Maker(std::uint32_t seed) : random_(seed) {}

    std::string number() {
        std::string text;
        switch (below(5)) {
            case 0: text = "+" + code(); break;
            case 1: text = "00" + code(); break;
            case 2: text = "+" + code() + " (0)"; break;
            case 3: text = "0"; break;
            default: break;
        }
        const std::size_t digits = 3 + below(13);
        for (std::size_t i = 0; i < digits; ++i) {
            if (below(4) == 0) text += mark();
            text += static_cast<char>('0' + below(10));
        }
        return text;
    }
    // The same with one byte changed, put in or taken out.
    std::string near(std::string text) {
        constexpr std::string_view bytes = "+(0)-x5. a\xC2\xA0,1";
        const std::size_t place = below(text.size());
        const char byte = bytes[below(bytes.size())];
        switch (below(3)) {
            case 0: text[place] = byte; break;
            case 1: text.insert(place, 1, byte); break;
            default: text.erase(place, 1);
        }
        return text;
    }

private:
    std::size_t below(std::size_t end) { return static_cast<std::size_t>(random_()) % end; }
    std::string mark() { return below(8) == 0 ? marks()[below(marks().size())] : std::string(1, " -./()"[below(6)]); }
    std::string code() {
        const PhoneCountry& country = phone_countries[below(std::size(phone_countries))];
        return below(10) == 0 ? std::to_string(below(1000)) : std::to_string(country.calling_code);
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("numbers of every make are read as the rules say, with and without a country") {
    for (const std::string home : {"", "DE", "SE", "US", "IT", "RU", "HU", "BY", "PL"}) {
        CAPTURE(home);
        Comparison comparison(home);
        Maker maker(20261128);
        for (int i = 0; i < 25000; ++i) {
            const std::string text = maker.number();
            comparison.add(text);
            comparison.add(maker.near(text));
        }
        CHECK(comparison.differences() == 0);
        CHECK(comparison.accepted() > comparison.compared() / 5);
        CHECK(comparison.accepted() < comparison.compared());
    }
}

TEST_CASE("every byte counts at every place of a usual number") {
    Comparison comparison("DE");
    for (const std::string usual : {"+49 30 1234567", "030/1234-5678", "+1 (212) 555.0123", "0049 (0)30 12 34 56", "+49-30-12-34-56-78-90-1",
                                    "030 12 34 56 78 90 12 34 5", "+49 30 12 34 56 78 90 12 3"}) {
        comparison.add(usual);
        for (std::size_t place = 0; place < usual.size(); ++place) {
            for (int byte = 1; byte < 256; ++byte) {
                std::string changed = usual;
                changed[place] = static_cast<char>(byte);
                comparison.add(changed);
                comparison.add(usual.substr(0, place) + static_cast<char>(byte) + usual.substr(place));
            }
        }
    }
    CHECK(comparison.differences() == 0);
}
