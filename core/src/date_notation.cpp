// The notations of patterns: LDML as it is, strptime, and the forgiving human form with the letters of many languages.
#include "date_internal.hpp"

namespace muster::dates {

namespace {

using Tokens = std::vector<PatternToken>;

bool contains(const Tokens& tokens, std::string_view letters) noexcept {
    for (const auto& token : tokens) {
        if (!token.is_literal() && letters.find(token.letter) != std::string_view::npos) return true;
    }
    return false;
}

bool count_fits(const PatternToken& token) noexcept {
    switch (token.letter) {
        case 'y':
        case 'u':
        case 'Y': return token.count == 1 || token.count == 2 || token.count == 4;
        case 'M':
        case 'L': return token.count <= 4;
        case 'D': return token.count == 1 || token.count == 3;
        case 'd':
        case 'H':
        case 'k':
        case 'K':
        case 'h':
        case 'm':
        case 's':
        case 'w': return token.count <= 2;
        case 'S': return token.count <= 18;
        default: return token.count <= 5;
    }
}

// Whether the letters say something sensible when read strictly as LDML. DD.MM.YYYY, dd/mm/yyyy and a 12-hour clock
// without AM or PM do not: people write them and mean something else.
bool is_plain_ldml(const Tokens& tokens) noexcept {
    constexpr std::string_view known = "yuMLdDEecHhKkmsSaXxZzOwY";
    for (const auto& token : tokens) {
        if (token.is_literal()) continue;
        if (known.find(token.letter) == std::string_view::npos || !count_fits(token)) return false;
    }
    if (contains(tokens, "Y") != contains(tokens, "w")) return false;
    if (contains(tokens, "D") && contains(tokens, "ML") && !contains(tokens, "d")) return false;
    if (contains(tokens, "d") && !contains(tokens, "ML")) return false;
    if (contains(tokens, "m") && !contains(tokens, "HhKk")) return false;
    if (contains(tokens, "s") && !contains(tokens, "m")) return false;
    return !contains(tokens, "hK") || contains(tokens, "a");
}

// The human form. Letters mean what they mean in the languages of our users:
//   day    d, t (Tag), j (jour), g (giorno), p (paiva)
//   month  m, k (kuukausi)
//   year   y, j (Jahr, jaar), a (annee, ano, anno), r (rok), v (vuosi)
// A letter with two meanings is settled by the other letters and by how often it is repeated.
class HumanForm {
public:
    explicit HumanForm(const Tokens& tokens) : tokens_(tokens) {
        const auto add = [this](char letter, int count) {
            const auto at = static_cast<std::size_t>(letter - 'a');
            if (count > longest_[at]) longest_[at] = count;
        };
        for (const auto& token : tokens_) {
            if (!token.is_literal()) add(ascii_lower(token.letter), token.count);
        }
    }

    Result<Tokens> translate() {
        for (std::size_t i = 0; i < tokens_.size(); ++i) {
            if (tokens_[i].is_literal()) {
                result_.push_back(tokens_[i]);
            } else if (!translate_field(i)) {
                return pattern_issue("The letters \"" + std::string(static_cast<std::size_t>(tokens_[i].count),
                                                                    tokens_[i].letter) +
                                     "\" of the date pattern cannot be understood.");
            }
        }
        settle_hours();
        return std::move(result_);
    }

private:
    int longest(char letter) const noexcept { return longest_[static_cast<std::size_t>(letter - 'a')]; }
    bool has_day_letter_besides(char letter) const noexcept {
        for (const char day : std::string_view("dtgp")) {
            if (day != letter && longest(day) > 0 && longest(day) <= 2) return true;
        }
        return false;
    }

    void day(int count) { put('d', count >= 2 ? 2 : 1); }
    void month(int count) { put('M', count > 4 ? 4 : count); }
    void year(int count) { put('y', count == 2 ? 2 : 4); }
    void put(char letter, int count) {
        result_.push_back(PatternToken::field(letter, count));
        previous_ = letter;
        seen_ += letter;
    }
    bool seen(char letter) const noexcept { return seen_.find(letter) != std::string::npos; }
    bool hour_follows(std::size_t i) const noexcept {
        for (++i; i < tokens_.size(); ++i) {
            if (!tokens_[i].is_literal()) return std::string_view("HhKk").find(tokens_[i].letter) != std::string_view::npos;
        }
        return false;
    }

    bool translate_field(std::size_t i) {
        const auto& token = tokens_[i];
        const int n = token.count;
        switch (ascii_lower(token.letter)) {
            case 'y': year(n); return true;
            case 'r':
            case 'v':
                if (n != 2 && n != 4) return false;
                year(n);
                return true;
            case 'u':
                if (n <= 2 && (seen('y') || seen('d'))) put('H', n);  // nl: uur
                else year(n);
                return true;
            case 'd': return translate_day(token);
            case 't': return translate_t(i);
            case 'g':
            case 'p':
                if (n > 2) return false;
                day(n);
                return true;
            case 'j': return translate_j(n);
            case 'a': return translate_a(n);
            case 'm': return translate_m(token);
            case 'l': month(n); return true;
            case 'k':
                if (longest('m') == 0 || longest('v') > 0) month(n);
                else put('k', n > 2 ? 2 : n);
                return n <= 2;
            default: return translate_rest(token);
        }
    }

    bool translate_day(const PatternToken& token) {
        if (token.count <= 2) day(token.count);
        else if (token.letter == 'D' && token.count == 3 && longest('m') == 0) put('D', 3);
        else put('E', token.count == 3 ? 3 : 4);  // spreadsheets: ddd and dddd are weekdays
        return true;
    }

    bool translate_t(std::size_t i) {
        const auto& token = tokens_[i];
        const bool between = token.letter == 'T' && token.count == 1 && !result_.empty() && hour_follows(i);
        if (between) {
            result_.push_back(PatternToken::literal("T"));
            return true;
        }
        const bool clock_before = previous_ == 'm' || previous_ == 's' || previous_ == 'h' || previous_ == 'H';
        if (clock_before && seen('d') && token.count <= 2) put('a', 1);  // .NET: tt
        else if (token.count <= 2) day(token.count);
        else put('E', token.count == 3 ? 3 : 4);
        return true;
    }

    bool translate_j(int count) {
        if (count != 2 && count != 4 && count != 1) return false;
        const bool french_day = count <= 2 && !has_day_letter_besides('j') && (longest('a') >= 2 || longest('y') >= 2);
        if (french_day) day(count);
        else if (count == 1) return false;
        else year(count);
        return true;
    }

    bool translate_a(int count) {
        const bool is_year = (count == 2 || count == 4) && longest('y') == 0;
        if (is_year) year(count);
        else if (count <= 2) put('a', 1);
        else return false;
        return true;
    }

    bool translate_m(const PatternToken& token) {
        const bool after_hour = previous_ == 'H' || previous_ == 'h' || previous_ == 'k' || previous_ == 'K';
        const bool minute = token.count <= 2 && (after_hour || seen('M'));
        if (minute) put('m', token.count);
        else month(token.count);
        return true;
    }

    bool translate_rest(const PatternToken& token) {
        const int n = token.count;
        switch (token.letter) {
            case 'H':
            case 'h':
            case 'K': put(token.letter, n > 2 ? 2 : n); return true;
            case 's':
            case 'S':
                if (seen('s')) put('S', n);
                else put('s', n > 2 ? 2 : n);
                return true;
            case 'f':
            case 'F': put('S', n); return true;
            case 'E':
            case 'e':
            case 'c': put('E', n >= 4 ? 4 : 3); return true;
            case 'Z':
            case 'z':
            case 'X':
            case 'x': put('X', n > 3 ? 3 : n); return true;
            default: return false;
        }
    }

    // "hh:mm" without AM or PM is the 24-hour clock.
    void settle_hours() {
        const bool half_day = seen('a');
        for (auto& token : result_) {
            if (token.letter == 'h' || token.letter == 'H') token.letter = half_day ? 'h' : 'H';
        }
    }

    const Tokens& tokens_;
    Tokens result_;
    std::array<int, 26> longest_{};
    std::string seen_;
    char previous_ = 0;
};

// A directive of strptime in LDML letters. Two digits where it touches another number: there only a fixed width can be
// read, and everywhere else strptime takes one digit as well.
std::string_view ldml_of_directive(char directive, bool touches_number) noexcept {
    switch (directive) {
        case 'd':
        case 'e': return touches_number ? "dd" : "d";
        case 'm': return touches_number ? "MM" : "M";
        case 'Y': return "yyyy";
        case 'y': return "yy";
        case 'H':
        case 'k': return touches_number ? "HH" : "H";
        case 'I':
        case 'l': return touches_number ? "hh" : "h";
        case 'M': return touches_number ? "mm" : "m";
        case 'S': return touches_number ? "ss" : "s";
        case 'f': return "S";
        case 'g': return "SSS";
        case 'j': return "DDD";
        case 'b':
        case 'h': return "MMM";
        case 'B': return "MMMM";
        case 'a': return "EEE";
        case 'A': return "EEEE";
        case 'p': return "a";
        case 'z': return "XX";
        case 'Z': return "z";
        case 'G': return "YYYY";
        case 'V': return "ww";
        case 'u': return "e";
        case 'D': return "MM/dd/yy";
        case 'F': return "yyyy-MM-dd";
        case 'T': return "HH:mm:ss";
        case 'R': return "HH:mm";
        default: return {};
    }
}

bool is_number_directive(const PatternToken& token) noexcept {
    return !token.is_literal() && std::string_view("demYyHkIlMSjGVuDFTR").find(token.letter) != std::string_view::npos;
}

std::string two_digits(int value) {
    return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

std::string capitalised(std::string_view name) {
    std::string text(name);
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - ('a' - 'A'));
    return text;
}

// The names of months as databases write them, DD-MON-YY and DD MONTH YYYY: their letters are single ones, which LDML has no use for.
void join_month_words(Tokens& tokens) {
    constexpr std::string_view word = "MONTH";
    constexpr std::size_t short_size = 3;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        std::size_t size = 0;
        while (size < word.size() && i + size < tokens.size() && tokens[i + size].letter == word[size] && tokens[i + size].count == 1) ++size;
        if (size != short_size && size != word.size()) continue;
        tokens[i].count = size == short_size ? 3 : 4;
        const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(i);
        tokens.erase(first + 1, first + static_cast<std::ptrdiff_t>(size));
    }
}

}  // namespace

Result<Tokens> tokens_of_letters(std::string_view pattern) {
    auto split = split_letters(pattern);
    if (split.stopped_at < pattern.size()) {
        return pattern_issue("The date pattern has a quote that is not closed, at byte " +
                             std::to_string(split.stopped_at + 1) + ".");
    }
    join_month_words(split.tokens);
    if (is_plain_ldml(split.tokens)) return std::move(split.tokens);
    return HumanForm(split.tokens).translate();
}

Result<Tokens> tokens_of_strptime(std::string_view pattern) {
    const auto split = split_strptime(pattern);
    if (split.stopped_at < pattern.size()) {
        return pattern_issue("The date pattern has a percent sign without a letter, at byte " +
                             std::to_string(split.stopped_at + 1) + ".");
    }
    Tokens result;
    for (std::size_t i = 0; i < split.tokens.size(); ++i) {
        const auto& token = split.tokens[i];
        if (token.is_literal()) {
            result.push_back(token);
            continue;
        }
        const bool before = i > 0 && is_number_directive(split.tokens[i - 1]);
        const bool after = i + 1 < split.tokens.size() && is_number_directive(split.tokens[i + 1]);
        const auto ldml = ldml_of_directive(token.letter, before || after);
        if (ldml.empty()) {
            return pattern_issue(std::string("The directive %") + token.letter + " of the date pattern is not supported.");
        }
        for (auto& part : split_letters(ldml).tokens) result.push_back(std::move(part));
    }
    return result;
}

std::string example_of_token(const PatternToken& token, LocaleMask locales) {
    if (token.is_literal()) return token.text;
    const bool two = token.count >= 2;
    switch (token.letter) {
        case 'y':
        case 'u': return token.count == 2 ? "24" : "2024";
        case 'M':
        case 'L': return token.count >= 3 ? capitalised(example_month(12, locales, token.count >= 4)) : "12";
        case 'd': return "31";
        case 'D': return "366";
        case 'E':
        case 'c': return capitalised(example_weekday(2, locales, token.count >= 4));
        case 'e': return token.count >= 3 ? capitalised(example_weekday(2, locales, token.count >= 4)) : "2";
        case 'H':
        case 'k': return "14";
        case 'h':
        case 'K': return two ? two_digits(2) : "2";
        case 'm': return "30";
        case 's': return two ? two_digits(5) : "5";
        case 'S': return std::string(static_cast<std::size_t>(token.count), '0');
        case 'a': return "PM";
        case 'Y': return "2025";
        case 'w': return two ? two_digits(1) : "1";
        case 'Z': return "+0100";
        case 'z':
        case 'O': return "UTC";
        default: return token.count >= 3 ? "+01:00" : token.count == 2 ? "+0100" : "+01";
    }
}

}  // namespace muster::dates
