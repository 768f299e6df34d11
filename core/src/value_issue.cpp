// Sentences about values: what is wrong with this one, and what to do.
#include "letters.hpp"
#include "value_parts.hpp"
#include "value_temporal.hpp"

#include <algorithm>

namespace muster {
namespace {

using Words = ValueWords;

std::string quoted(std::string_view text) { return "\"" + shortened(text, 80) + "\""; }

Words email_words(const ValueRule& rule, std::string_view cell) {
    return {quoted(cell) + " is not an e-mail address: " + email_fault(cell, rule.email_syntax) + ".",
            "Correct it to the form name@example.com, or leave the cell empty where that is allowed."};
}

Words phone_words(std::string_view cell) {
    return {quoted(cell) + " is not a telephone number: " + phone_fault(cell) + ".",
            "Write one number such as +49 30 1234567 and move remarks and extensions to another column."};
}

Words number_words(const ValueRule& rule, std::string_view cell) {
    std::string message = quoted(cell) + " is not " + (rule.type == Type::integer ? "a whole number" : "a number");
    if (rule.type == Type::number && rule.decimal == DecimalMark::point) message += " with a decimal point";
    if (rule.type == Type::number && rule.decimal == DecimalMark::comma) message += " with a decimal comma";
    return {message + ".", "Write digits only, such as " +
                               std::string(rule.type == Type::integer                   ? "1234"
                                           : rule.decimal == DecimalMark::comma ? "1234,56"
                                                                                : "1234.56") +
                               ", without units or remarks."};
}

std::string_view name_of(LengthUnit unit) noexcept {
    switch (unit) {
        case LengthUnit::code_points: return "characters";
        case LengthUnit::bytes: return "bytes in UTF-8";
        case LengthUnit::utf_16: return "units of UTF-16";
    }
    return "characters";
}

std::string list_of(const std::vector<std::string>& choices) {
    constexpr std::size_t most = 8;
    std::string text;
    for (std::size_t i = 0; i < choices.size() && i < most; ++i) text += (i > 0 ? ", " : "") + quoted(choices[i]);
    if (choices.size() > most) text += ", ...";
    return text;
}

Words choice_words(const ValueRule& rule, std::string_view cell) {
    // A word that would have to be changed by more than half is another one: nobody meant "1" by "DE".
    for (const std::string& choice : rule.choices) {
        const std::size_t distance = edit_distance(cell, choice, 2);
        if (distance <= 2 && 2 * distance <= std::min(cell.size(), choice.size())) {
            return {quoted(cell) + " is not one of the allowed words.", "Use " + quoted(choice) + " if that was meant."};
        }
    }
    return {quoted(cell) + " is not one of the allowed words.", "Use one of " + list_of(rule.choices) + "."};
}

Words error_words(const ValueRule& rule, Code code, std::string_view cell) {
    switch (code) {
        case Code::invalid_email: return email_words(rule, cell);
        case Code::invalid_phone: return phone_words(cell);
        case Code::invalid_date:
        case Code::local_time_skipped: return temporal_words(rule, code, cell);
        case Code::invalid_number: return number_words(rule, cell);
        case Code::number_format_ambiguous:
            return {quoted(cell) + " can be read with a decimal point or with a decimal comma.",
                    "Say which one this file uses: set \"decimal\" to \"point\" or \"comma\"."};
        case Code::invalid_boolean:
            return {quoted(cell) + " is neither a yes nor a no.", "Use yes or no, true or false, 1 or 0."};
        case Code::invalid_country:
            return {quoted(cell) + " is not a country that is known here.",
                    "Use the two-letter code of ISO 3166, such as SE, or the country's usual name."};
        case Code::invalid_language:
            return {quoted(cell) + " is not a language that is known here.",
                    "Use a language tag such as de or pt-BR, or the language's usual name."};
        case Code::invalid_url:
            return {quoted(cell) + " is not a web address.", "Write it as https://www.example.com."};
        case Code::not_a_choice: return choice_words(rule, cell);
        case Code::value_too_long:
            return {quoted(cell) + " has " + std::to_string(length_of(cell, rule.length_unit)) + " " +
                        std::string(name_of(rule.length_unit)) + "; at most " + std::to_string(rule.max_length) + " are allowed here.",
                    "Shorten the value, or map the column to a longer field."};
        default: return {quoted(cell) + " cannot be used here.", "Correct the value."};
    }
}

Words note_words(const ValueRule& rule, const ValueReader::Outcome& outcome, std::string_view cell) {
    if (rule.type == Type::date || rule.type == Type::date_time) return temporal_words(rule, *outcome.note, cell);
    switch (*outcome.note) {
        case Code::email_domain_typo:
            return {"The domain of " + quoted(cell) + " looks mistyped.",
                    "Check whether " + std::string(outcome.hint) + " was meant; the address is taken as it stands."};
        case Code::email_unusual:
            return {quoted(cell) + " is a valid address of a form that hardly any mailbox has and many mail systems refuse.",
                    "Check whether it is meant; the address is taken as it stands."};
        case Code::email_role_address:
            return {quoted(cell) + " is the address of a role in a firm, not of a person.",
                    "Nothing needs to be done; whoever reads it may not be the person of this row."};
        case Code::leading_zeros_dropped:
            return {quoted(cell) + " is read as the number " + std::string(outcome.value) + ", without its leading zeros.",
                    "Where it is a code, make its field one of text: set \"type\": \"text\" in the mapping of a new field."};
        default:
            if (rule.default_country.empty()) {
                return {quoted(cell) + " has no country code, so it is kept in its national form.",
                        "Set a default country to turn such numbers into international ones."};
            }
            return {quoted(cell) + " has no country code, and not the beginning and length with which numbers are dialled inside " + rule.default_country +
                        ", so it is kept as it stands.",
                    "Write it with its country code, such as +49 30 1234567."};
    }
}

}  // namespace

Issue describe_value_issue(const ValueRule& rule, const ValueReader::Outcome& outcome, std::string_view cell) {
    cell = trimmed(cell);
    const bool note = outcome.ok && outcome.note.has_value();
    Words words = note ? note_words(rule, outcome, cell) : error_words(rule, outcome.code, cell);
    Issue issue = make_issue(note ? *outcome.note : outcome.code, std::move(words.message), std::move(words.suggestion));
    issue.value = shortened(cell);
    return issue;
}

}  // namespace muster
