// The texts of date patterns, split into fields and literals by Boost.Spirit X3. This is the only file that includes X3:
// it costs seconds to compile, and with sequences (>>) alone it needs no exceptions.
#include <boost/spirit/home/x3.hpp>

#include "date_internal.hpp"

namespace muster::dates {

namespace {

namespace x3 = boost::spirit::x3;

// Collects tokens; neighbouring equal letters are one field, neighbouring literals one text.
class TokenCollector {
public:
    void letter(char c) {
        if (!closed_ && !tokens_.empty() && tokens_.back().letter == c) ++tokens_.back().count;
        else tokens_.push_back(PatternToken::field(c, 1));
        closed_ = false;
    }
    void literal(char c) {
        if (tokens_.empty() || !tokens_.back().is_literal()) tokens_.push_back(PatternToken::literal({}));
        tokens_.back().text += c;
    }
    // A field that ends here, so that the next equal letter starts a new one.
    void directive(char c) {
        letter_alone(c);
        closed_ = true;
    }
    std::vector<PatternToken> take() { return std::move(tokens_); }

private:
    void letter_alone(char c) { tokens_.push_back(PatternToken::field(c, 1)); }
    std::vector<PatternToken> tokens_;
    bool closed_ = false;
};

template <class Grammar>
SplitPattern split(std::string_view pattern, const Grammar& grammar, TokenCollector& collector) {
    const char* at = pattern.data();
    const char* const end = at + pattern.size();
    x3::parse(at, end, grammar);
    return {collector.take(), static_cast<std::size_t>(at - pattern.data())};
}

}  // namespace

SplitPattern split_letters(std::string_view pattern) {
    TokenCollector collector;
    const auto add_letter = [&collector](auto& context) { collector.letter(x3::_attr(context)); };
    const auto add_literal = [&collector](auto& context) { collector.literal(x3::_attr(context)); };
    const auto add_quote = [&collector](auto&) { collector.literal('\''); };
    const auto add_half_day = [&collector](auto&) { collector.letter('a'); };
    const auto add_year = [&collector](auto&) { collector.letter('y'); };

    // LDML: text in single quotes is literal, two of them are one quote, inside and outside.
    const auto two_quotes = x3::lit("''")[add_quote];
    const auto quoted = x3::lit('\'') >> *(two_quotes | (x3::char_ - '\'')[add_literal]) >> '\'';
    // How spreadsheets write the half of the day.
    const auto half_day = (x3::lit("AM/PM") | "am/pm" | "A/P" | "a/p")[add_half_day];
    // "ÅÅÅÅ" is how Scandinavians say the year.
    const auto scandinavian_year = (x3::lit("\xC3\xA5") | "\xC3\x85")[add_year];
    const auto letter = x3::char_("a-zA-Z")[add_letter];
    const auto other = (x3::char_ - '\'')[add_literal];
    return split(pattern, *(two_quotes | quoted | half_day | scandinavian_year | letter | other), collector);
}

SplitPattern split_strptime(std::string_view pattern) {
    TokenCollector collector;
    const auto add_directive = [&collector](auto& context) { collector.directive(x3::_attr(context)); };
    const auto add_literal = [&collector](auto& context) { collector.literal(x3::_attr(context)); };
    const auto add_blank = [&collector](auto&) { collector.literal(' '); };

    // Flags as in glibc (%-d, %_d, %0d, %^b, %Ey, %Od): they change how a value is written, not how it is read.
    const auto flags = x3::omit[*x3::char_("-_0^#EO")];
    const auto blank = x3::lit('%') >> (x3::lit('n') | 't')[add_blank];
    const auto percent = x3::lit('%') >> x3::char_('%')[add_literal];
    const auto directive = x3::lit('%') >> flags >> x3::char_("a-zA-Z")[add_directive];
    const auto other = (x3::char_ - '%')[add_literal];
    return split(pattern, *(blank | percent | directive | other), collector);
}

}  // namespace muster::dates
