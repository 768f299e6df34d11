// From the text of a pattern to steps: which notation it is, what it means in LDML, and whether it makes sense.
#include <algorithm>

#include "date_internal.hpp"

namespace muster {

using dates::PatternToken;
using dates::Slot;
using dates::StepList;

struct DatePattern::Steps : StepList {
    explicit Steps(StepList list) : StepList(std::move(list)) {}
};

namespace dates {

Issue pattern_issue(std::string message) {
    return make_issue(Code::pattern_invalid, std::move(message),
                      "Write the pattern like dd.MM.yyyy, yyyy-MM-dd HH:mm:ss, %d.%m.%Y or DD.MM.YYYY, with other words in "
                      "single quotes.");
}

namespace {

bool is_name_field(const PatternToken& token) noexcept {
    if (token.letter == 'M' || token.letter == 'L') return token.count >= 3;
    return token.letter == 'E' || token.letter == 'c' || (token.letter == 'e' && token.count >= 3);
}

bool is_numeric_field(const PatternToken& token) noexcept {
    constexpr std::string_view numeric = "yuMLdDHkKhmsSwYe";
    return !token.is_literal() && !is_name_field(token) && numeric.find(token.letter) != std::string_view::npos;
}

// Digits that a numeric field takes at least and at most.
struct Digits {
    std::uint8_t minimum, maximum;
};
Digits digits_of(const PatternToken& token) noexcept {
    switch (token.letter) {
        case 'y':
        case 'u':
        case 'Y': return token.count == 2 ? Digits{2, 2} : Digits{4, 4};
        case 'D': return {1, 3};
        case 'e': return {1, 1};
        default: return token.count >= 2 ? Digits{2, 2} : Digits{1, 2};
    }
}

std::optional<Slot> slot_of(const PatternToken& token) noexcept {
    switch (token.letter) {
        case 'y':
        case 'u': return Slot::year;
        case 'M':
        case 'L': return Slot::month;
        case 'd': return Slot::day;
        case 'D': return Slot::ordinal;
        case 'H':
        case 'k':
        case 'K':
        case 'h': return Slot::hour;
        case 'm': return Slot::minute;
        case 's': return Slot::second;
        case 'a': return Slot::half_day;
        case 'E':
        case 'c': return Slot::weekday_mask;
        case 'e': return token.count >= 3 ? Slot::weekday_mask : Slot::iso_weekday;
        case 'w': return Slot::week;
        case 'Y': return Slot::week_year;
        case 'X':
        case 'x':
        case 'Z':
        case 'O':
        case 'z': return Slot::offset;
        default: return std::nullopt;
    }
}

// Builds the step list of LDML tokens; `error` holds the first complaint.
class StepBuilder {
public:
    explicit StepBuilder(StepList& list) : list_(list) {}

    std::string build(const std::vector<PatternToken>& tokens) {
        names_month_ = std::any_of(tokens.begin(), tokens.end(), [](const PatternToken& token) {
            return (token.letter == 'M' || token.letter == 'L') && token.count >= 3;
        });
        for (std::size_t i = 0; i < tokens.size() && error_.empty(); ++i) {
            const auto* next = i + 1 < tokens.size() ? &tokens[i + 1] : nullptr;
            if (tokens[i].is_literal()) add_literal(tokens[i].text);
            else add_field(tokens[i], next);
        }
        return error_;
    }

private:
    void add_literal(std::string_view text) {
        const char* p = text.data();
        const char* const end = p + text.size();
        std::size_t pending = 0;
        const char* run = p;
        const auto flush = [&] {
            if (pending == 1) push({Op::character, Slot::year, 0, 0, ascii_lower(*run)});
            else if (pending > 1) add_text({run, pending});
            pending = 0;
        };
        while (p != end) {
            if (auto size = blank_size(p, end); size > 0) {
                flush();
                while (size > 0) {
                    p += size;
                    size = blank_size(p, end);
                }
                push({Op::blanks});
                continue;
            }
            if (pending == 0) run = p;
            ++pending;
            ++p;
        }
        flush();
    }

    void add_text(std::string_view text) {
        Step step{Op::text};
        step.text_begin = static_cast<std::uint16_t>(list_.texts.size());
        step.text_size = static_cast<std::uint16_t>(text.size());
        for (const char c : text) list_.texts += ascii_lower(c);
        push(step);
    }

    void add_field(const PatternToken& token, const PatternToken* next) {
        if (token.letter == 'S') {
            // One S takes any number of digits, several take exactly as many.
            const bool any = token.count == 1;
            list_.has_fraction = true;
            push({Op::fraction, Slot::second, static_cast<std::uint8_t>(any ? 1 : token.count),
                  static_cast<std::uint8_t>(any ? 18 : token.count)});
            return;
        }
        const auto slot = slot_of(token);
        if (!slot) {
            error_ = std::string("The pattern has the letter \"") + token.letter + "\", which stands for nothing here.";
            return;
        }
        if ((list_.slots & bit(*slot)) != 0) {
            error_ = std::string("The pattern says the same part of a date twice (\"") + token.letter + "\").";
            return;
        }
        list_.slots |= bit(*slot);
        if (*slot == Slot::hour) list_.hour_letter = token.letter;
        if (*slot == Slot::year && token.count == 2) list_.two_digit_year = true;
        if (*slot == Slot::week_year && token.count == 2) error_ = "A two-digit year of a week date cannot be read.";
        if (is_numeric_field(token)) add_number(token, *slot, next);
        else add_named(token, *slot, next);
    }

    void add_number(const PatternToken& token, Slot slot, const PatternToken* next) {
        auto digits = digits_of(token);
        const bool touches = next != nullptr && is_numeric_field(*next) && next->letter != 'S';
        if (touches && digits.minimum != digits.maximum) {
            if (token.letter != 'D') {
                error_ = std::string("The field \"") + token.letter + "\" stands directly before another number, so it has " +
                         "to be written with two letters.";
                return;
            }
            digits.minimum = 3;
        }
        const Op op = digits.maximum == 4 ? Op::four_digits : digits.minimum == 2 ? Op::two_digits : Op::number;
        Step step{op, slot, digits.minimum, digits.maximum};
        const bool letters_follow = next != nullptr && (!next->is_literal() || starts_with_letter(next->text));
        step.eat_ending = names_month_ && slot == Slot::day && op == Op::number && !letters_follow;
        push(step);
    }

    void add_named(const PatternToken& token, Slot slot, const PatternToken* next) {
        Step step{Op::half_day, slot};
        if (slot == Slot::month) step.op = Op::month_name;
        else if (slot == Slot::weekday_mask) step.op = Op::weekday_name;
        else if (slot == Slot::offset) step.op = token.letter == 'z' || token.letter == 'O' ? Op::zone : Op::offset;
        step.letter = token.letter;
        step.eat_dot = next == nullptr || !next->is_literal() || next->text.front() != '.';
        push(step);
    }

    void push(Step step) { list_.steps.push_back(step); }

    static bool starts_with_letter(std::string_view text) noexcept { return letter_size(text.data(), text.data() + text.size()) > 0; }

    StepList& list_;
    std::string error_;
    bool names_month_ = false;
};

bool has(const StepList& list, Slot slot) noexcept { return (list.slots & bit(slot)) != 0; }

// A date needs year, month and day (or week, or ordinal), a time its hour: what is left out would have to be invented.
std::string missing_part(const StepList& list) {
    const bool calendar = has(list, Slot::year) && has(list, Slot::month) && has(list, Slot::day);
    const bool ordinal = has(list, Slot::year) && has(list, Slot::ordinal);
    const bool week = has(list, Slot::week_year) && has(list, Slot::week) &&
                      (has(list, Slot::iso_weekday) || has(list, Slot::weekday_mask));
    const bool any_date = has(list, Slot::year) || has(list, Slot::month) || has(list, Slot::day) ||
                          has(list, Slot::ordinal) || has(list, Slot::week_year) || has(list, Slot::week) ||
                          has(list, Slot::weekday_mask) || has(list, Slot::iso_weekday);
    if (has(list, Slot::month) && has(list, Slot::ordinal) && !has(list, Slot::day)) {
        return "The pattern names a month, but the day of the year instead of the day of the month.";
    }
    if (any_date && !calendar && !ordinal && !week) return "The pattern does not name year, month and day.";
    if (!any_date && !has(list, Slot::hour)) return "The pattern names neither a date nor a time.";
    if (has(list, Slot::minute) && !has(list, Slot::hour)) return "The pattern names minutes without hours.";
    if (has(list, Slot::second) && !has(list, Slot::minute)) return "The pattern names seconds without minutes.";
    if (list.has_fraction && !has(list, Slot::second)) return "The pattern names a fraction without seconds.";
    if (has(list, Slot::half_day) && !has(list, Slot::hour)) return "The pattern names AM or PM without hours.";
    const bool twelve_hours = list.hour_letter == 'h' || list.hour_letter == 'K';
    if (twelve_hours && !has(list, Slot::half_day)) return "The pattern has a 12-hour clock without AM or PM.";
    if (has(list, Slot::offset) && (!any_date || !has(list, Slot::hour))) {
        return "The pattern names a time zone without date and time.";
    }
    return {};
}

TemporalKind kind_of(const StepList& list) noexcept {
    const bool date = has(list, Slot::year) || has(list, Slot::week_year);
    if (!date) return TemporalKind::time;
    return has(list, Slot::hour) ? TemporalKind::date_time : TemporalKind::date;
}

}  // namespace

namespace {

// Letters stand between quotes, and percent signs, which would make it a strptime pattern; so does a quote behind one, doubled:
// closing there would read as a doubled one as well.
void append_literal(std::string_view literal, std::string& text) {
    bool quoted = false;
    const char* p = literal.data();
    const char* const end = p + literal.size();
    while (p != end) {
        const std::size_t letter = letter_size(p, end);
        const bool needs_quotes = letter > 0 || *p == '%' || (quoted && *p == '\'');
        if (needs_quotes != quoted) text += '\'';
        quoted = needs_quotes;
        if (*p == '\'') text += '\'';
        const std::size_t size = std::max<std::size_t>(letter, 1);
        text.append(p, size);
        p += size;
    }
    if (quoted) text += '\'';
}

}  // namespace

std::string ldml_of(const std::vector<PatternToken>& tokens) {
    std::string text, literal;
    for (const auto& token : tokens) {
        if (token.is_literal()) {
            literal += token.text;
            continue;
        }
        append_literal(literal, text);
        literal.clear();
        text.append(static_cast<std::size_t>(token.count), token.letter);
    }
    append_literal(literal, text);
    return text;
}

DateOrder order_of(const std::vector<PatternToken>& tokens) noexcept {
    std::string order;
    for (const auto& token : tokens) {
        if (token.letter == 'd') order += 'd';
        if (token.letter == 'M' || token.letter == 'L') order += 'm';
        if (token.letter == 'y' || token.letter == 'u') order += 'y';
    }
    if (order == "dmy") return DateOrder::dmy;
    if (order == "mdy") return DateOrder::mdy;
    if (order == "ymd") return DateOrder::ymd;
    return DateOrder::none;
}

Result<StepList> build_steps(std::vector<PatternToken> tokens, const DateOptions& options) {
    StepList list;
    list.pivot = options.pivot;
    list.latest = options.latest;
    list.locales = locale_mask(options.locale);
    if (list.locales == 0) {
        return make_issue(Code::usage, "The locale \"" + shortened(options.locale) + "\" is not known.",
                          "Use one of " + known_locales() + ", or none.");
    }
    // A cell is trimmed before it is read, so blanks around a pattern say nothing.
    if (!tokens.empty() && tokens.front().is_literal()) {
        auto& text = tokens.front().text;
        text.erase(0, static_cast<std::size_t>(trimmed_blanks(text).data() - text.data()));
        if (text.empty()) tokens.erase(tokens.begin());
    }
    if (!tokens.empty() && tokens.back().is_literal()) {
        auto& text = tokens.back().text;
        const auto kept = trimmed_blanks(text);
        text.resize(static_cast<std::size_t>(kept.data() + kept.size() - text.data()));
        if (kept.empty()) tokens.pop_back();
    }
    auto error = StepBuilder(list).build(tokens);
    if (error.empty()) error = missing_part(list);
    if (!error.empty()) return pattern_issue(std::move(error));
    list.kind = kind_of(list);
    list.ldml = ldml_of(tokens);
    list.order = order_of(tokens);
    list.tokens = std::move(tokens);
    list.fixed = fixed_form_of(list);
    return list;
}

}  // namespace dates

namespace {

struct WordName {
    std::string_view name;
    dates::Word word;
    TemporalKind kind;
    std::string_view example;
};
constexpr WordName words[] = {
    {"iso8601", dates::Word::iso8601, TemporalKind::date_time, "2024-12-31T14:30:05Z"},
    {"rfc3339", dates::Word::rfc3339, TemporalKind::date_time, "2024-12-31T14:30:05Z"},
    {"unix", dates::Word::unix_seconds, TemporalKind::date_time, "1735655405"},
    {"unix-ms", dates::Word::unix_milliseconds, TemporalKind::date_time, "1735655405000"},
    {"excel", dates::Word::excel_1900, TemporalKind::date, "45657"},
    {"excel-1904", dates::Word::excel_1904, TemporalKind::date, "44195"},
};

const WordName* find_word(std::string_view text) noexcept {
    for (const auto& word : words) {
        if (word.name.size() != text.size()) continue;
        std::size_t same = 0;
        while (same < text.size() && dates::ascii_lower(text[same]) == word.name[same]) ++same;
        if (same == text.size()) return &word;
    }
    return nullptr;
}

// "%d" outside quotes: LDML has no percent sign.
bool looks_like_strptime(std::string_view pattern) noexcept {
    for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
        const std::size_t close = pattern[i] == '\'' ? pattern.find('\'', i + 1) : std::string_view::npos;
        if (close != std::string_view::npos) i = close;
        if (pattern[i] != '%') continue;
        const char c = pattern[i + 1];
        if (dates::is_ascii_letter(c) || std::string_view("-_0^#%").find(c) != std::string_view::npos) return true;
    }
    return false;
}

constexpr std::size_t longest_pattern = 200;

}  // namespace

Result<DatePattern> DatePattern::compile(std::string_view pattern, const DateOptions& options) {
    const auto text = dates::trimmed_blanks(pattern);
    if (text.empty()) return dates::pattern_issue("The date pattern is empty.");
    if (text.size() > longest_pattern) return dates::pattern_issue("The date pattern is longer than 200 bytes.");
    if (const auto* word = find_word(text)) {
        StepList list;
        list.word = word->word;
        list.ldml = word->name;
        list.kind = word->kind;
        return DatePattern(std::make_shared<const Steps>(std::move(list)));
    }
    auto tokens = looks_like_strptime(text) ? dates::tokens_of_strptime(text) : dates::tokens_of_letters(text);
    if (!tokens) return tokens.error();
    auto list = dates::build_steps(std::move(*tokens), options);
    if (!list) return list.error();
    // A document keeps the LDML text, which must be a pattern as well.
    if (list->ldml.size() > longest_pattern) return dates::pattern_issue("The date pattern is longer than 200 bytes in the letters of LDML.");
    return DatePattern(std::make_shared<const Steps>(std::move(*list)));
}

std::optional<DateTime> DatePattern::read(std::string_view text) const noexcept {
    return dates::run_steps(*steps_, text);
}

const std::string& DatePattern::ldml() const noexcept { return steps_->ldml; }
bool DatePattern::has_two_digit_year() const noexcept { return steps_->two_digit_year; }
bool DatePattern::has_offset() const noexcept {
    const bool epoch = steps_->word == dates::Word::unix_seconds || steps_->word == dates::Word::unix_milliseconds;
    return epoch || (steps_->slots & dates::bit(Slot::offset)) != 0;
}

std::string DatePattern::reason_of_refusal(std::string_view text) const {
    std::string reason = dates::why_refused(*steps_, text);
    dates::FreeOptions free;
    free.digits_only = true;
    free.one_value = false;
    for (const auto& reading : dates::possible_readings(dates::trimmed_cell(text), free)) {
        if (reading.value.kind != steps_->kind) continue;
        reason += (reason.empty() ? "" : " ") + std::string("Read as ") + reading.list.ldml + " it would be " +
                  iso_text(reading.value) + ".";
    }
    return reason;
}

std::string pivot_sentence(int pivot) {
    const auto two = [](int year) { return std::string(year < 10 ? "0" : "") + std::to_string(year); };
    std::string text = "Two-digit years: ";
    if (pivot > 0) text += "00 to " + two(pivot - 1) + " are 2000 to 20" + two(pivot - 1);
    if (pivot > 0 && pivot < 100) text += ", ";
    if (pivot < 100) text += two(pivot) + " to 99 are 19" + two(pivot) + " to 1999";
    return text + ".";
}

DateOrder DatePattern::order() const noexcept { return steps_->order; }
TemporalKind DatePattern::kind() const noexcept { return steps_->kind; }

std::string DatePattern::example() const {
    for (const auto& word : words) {
        if (steps_->word == word.word) return std::string(word.example);
    }
    std::string text;
    const bool half_day = (steps_->slots & dates::bit(Slot::half_day)) != 0;
    for (auto token : steps_->tokens) {
        if (half_day && (token.letter == 'H' || token.letter == 'k')) token.letter = 'h';
        text += dates::example_of_token(token, steps_->locales);
    }
    return text;
}

}  // namespace muster
